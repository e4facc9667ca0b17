//! The words before a name: prepositions, nouns, relations, distances, titles.

use record::Relation;

use crate::around::Around;
use crate::mention::PlaceRole;
use crate::scan::Scan;
use crate::words::*;

/// Reads what stands before token `a`.
pub(crate) fn before(scan: &Scan<'_>, words: &Words, a: usize, first: usize, around: &mut Around) {
    let mut p = a;
    let mut steps = 0;
    while p > first && steps < 10 {
        steps += 1;
        let n = p - 1;
        if scan.text(n) == "\"" || scan.text(n) == "“" {
            p = n;
            continue;
        }
        if !scan.token(n).is_word() {
            // "Mr. X", "Gen. X".
            let stop = scan.text(n) == "." && !scan.token(n).space_before();
            around.title |= p == a && stop && n > first && scan.has(n - 1, TITLE);
            // "Place: Velmara"
            around.strong |= p == a && n > 0 && scan.text(n) == ":" && scan.has(n - 1, KEY);
            return;
        }
        if scan.has(n, SKIPPED) {
            p = n;
            if scan.has(n, THE) && n + 1 == a {
                around.article = true;
            }
            if around.noun & NOUN != 0 || scan.has(n, SAME) {
                around.phrase_a = p;
            }
            continue;
        }
        // "15 km NE Velmara"
        if let (start, Some(toward)) = direction(scan, words, n, first)
            && start > first + 1
            && scan.has(start - 1, MEASURE)
        {
            around.relation = Some(toward);
            around.strong = true;
            around.phrase_a = start;
            measure(scan, words, start, first, around);
            return;
        }
        if let Some((start, relation)) = relation(scan, words, n, first, around.noun & NOUN != 0) {
            around.relation = around.relation.or(Some(relation));
            around.phrase_a = start;
            around.strong = true;
            // "on the road to Velmara": several words leave no doubt.
            around.loose = start == n && scan.has(n, LOOSE);
            if around.noun & ROAD != 0 && scan.has(n, VIA) {
                // "entered the town by the X road": the way there.
                around.role = PlaceRole::Way;
            }
            if scan.has(n, FROM) {
                way(scan, n, first, around);
            }
            measure(scan, words, start, first, around);
            return;
        }
        if scan.has(n, OF | FROM | TO) && n > first {
            let m = n - 1;
            let (start, direction) = direction(scan, words, m, first);
            if let Some(direction) = direction {
                let inside = start > first + 1 && scan.has(start - 1, THE) && scan.has(start - 2, WITHIN);
                around.strong = true;
                around.phrase_a = start;
                if start > first && scan.has(start - 1, THE) {
                    around.phrase_a = start - 1;
                    if start > first + 1 && scan.has(start - 2, TO | AT) {
                        around.phrase_a = start - 2;
                    }
                }
                if !inside {
                    around.relation = Some(direction);
                    measure(scan, words, around.phrase_a, first, around);
                }
                return;
            }
            if scan.has(n, FROM) && scan.has(m, MEASURE) {
                around.relation = around.relation.or(Some(Relation::Near));
                around.strong = true;
                measure(scan, words, n, first, around);
                return;
            }
            if scan.has(n, OF)
                && scan.has(m, ORG)
                && !scan.has(m, NOUN & !FACILITY)
                && (scan.token(m).is_capitalised() || scan.is_shouting(m))
            {
                around.of_organisation = true;
                return;
            }
            if scan.has(n, OF) && scan.has(m, OUT) {
                around.strong = true;
                around.role = PlaceRole::From;
                around.phrase_a = m;
                return;
            }
            if scan.has(n, OF) && scan.has(m, TITLE) && !scan.has(m, NOUN) {
                // "the mayor of X": it says who, not where.
                around.role = PlaceRole::Office;
                around.strong = scan.has(m, ATTACK);
                around.weak = true;
                around.phrase_a = p;
                return;
            }
            around.of_body |=
                scan.has(n, OF) && scan.has(m, ORG) && scan.token(m).is_capitalised() && !scan.is_shouting(m);
            if scan.has(n, OF) && scan.has(m, NOUN) {
                around.noun |= scan.flags[m] & NOUN;
                around.phrase_a = m;
                p = m;
                continue;
            }
        }
        if scan.has(n, TITLE) && !scan.has(n, NOUN) {
            around.title = p == a;
            around.title_low = scan.is_lower(n) && !scan.is_shouting(n);
            return;
        }
        if scan.has(n, ORG_BEFORE) {
            around.organisation_before = true;
            return;
        }
        if scan.has(n, NAMING) && n > first && scan.has(n - 1, NOUN) {
            around.noun |= scan.flags[n - 1] & NOUN;
            p = n - 1;
            around.phrase_a = p;
            continue;
        }
        // "camp X", but "agency X" is an organisation's name.
        let organisation = scan.has(n, ORG) && !scan.has(n, FACILITY);
        if scan.has(n, NOUN) && !scan.has(n, DIRECTION) && !organisation && p == a && scan.is_lower(n) {
            around.noun |= scan.flags[n] & NOUN;
            around.phrase_a = n;
            p = n;
            continue;
        }
        if scan.has(n, STRONG) {
            around.strong = true;
            // "abducted from", "shot down over"
            around.loose = scan.has(n, LOOSE) && !(n > first && scan.has(n - 1, LEAVING));
            if scan.has(n, FROM) {
                around.role = PlaceRole::From;
                way(scan, n, first, around);
            } else if scan.has(n, TO) {
                around.role = PlaceRole::To;
                if around.loose && n > first && scan.has(n - 1, ROAD) {
                    around.noun |= ROAD;
                }
            }
            around.phrase_a = n;
            return;
        }
        if scan.has(n, WEAK) {
            around.weak = true;
            let attack = n > first && scan.has(n - 1, ATTACK) && scan.is_lower(n - 1);
            if attack && scan.has(n, AGAINST | OF) {
                around.strong = true;
                around.phrase_a = p;
            }
        }
        return;
    }
}

/// "the road from", "the track that leads from", "travelling on foot from" before token `n`: the first end of a way.
fn way(scan: &Scan<'_>, n: usize, first: usize, around: &mut Around) {
    let from = n.saturating_sub(4).max(first);
    let words = (from..n).rev().take_while(|m| scan.token(*m).is_word() && scan.is_lower(*m));
    let way = words.filter(|m| scan.has(*m, ROAD | TRAVEL)).last();
    if let Some(way) = way {
        around.way = true;
        around.loose = false;
        around.noun |= scan.flags[way] & ROAD;
    }
}

/// The relation whose phrase ends with token `n`, with its first token.
fn relation(scan: &Scan<'_>, words: &Words, n: usize, first: usize, noun: bool) -> Option<(usize, Relation)> {
    let list = words.relations.get(scan.key(n))?;
    list.iter().find_map(|(parts, relation)| {
        // "by the river", but "killed by Velmar": a word that persons take too counts beside a noun only.
        if parts.is_empty() && scan.has(n, WEAK) && !noun {
            return None;
        }
        let start = n.checked_sub(parts.len()).filter(|start| *start >= first)?;
        parts.iter().enumerate().all(|(i, part)| scan.key(start + i) == part).then_some((start, *relation))
    })
}

/// A direction that ends with token `m`: "north", "north-east", "north east".
fn direction(scan: &Scan<'_>, words: &Words, m: usize, first: usize) -> (usize, Option<Relation>) {
    let mut key = String::new();
    for back in [2, 1, 0] {
        if m >= first + back && (m - back..m).all(|n| scan.token(n).is_word() || scan.is_hyphen(n, m + 1)) {
            scan.name_key(m - back, m + 1, &mut key);
            if let Some(relation) = words.directions.get(&key) {
                return (m - back, Some(*relation));
            }
        }
    }
    (m, None)
}

/// "12 km", "some 12 kilometres", "30 miles" before token `start`.
fn measure(scan: &Scan<'_>, words: &Words, start: usize, first: usize, around: &mut Around) {
    let Some(unit) = start.checked_sub(1).filter(|n| *n > first) else { return };
    let (Some(km), number) = (words.measures.get(scan.key(unit)), unit - 1) else { return };
    let value: Option<f64> = scan.text(number).replace(',', "").parse().ok();
    if let Some(value) = value.filter(|v| v.is_finite() && *v >= 0.0 && *v < 5000.0) {
        around.distance_km = Some(value * km);
        around.phrase_a = number;
    } else if scan.token(number).is_word() {
        // "a few kilometres", "several miles".
        around.phrase_a = number;
    }
}
