//! The words before and after a name: prepositions, nouns, relations, distances, titles.

use record::Relation;

use crate::mention::PlaceRole;
use crate::scan::Scan;
use crate::words::*;

/// What the words around a name say of it.
#[derive(Clone, Debug, Default)]
pub(crate) struct Around {
    /// The first token of the phrase.
    pub(crate) phrase_a: usize,
    /// One past the last token of the phrase.
    pub(crate) phrase_b: usize,
    /// A preposition that takes places.
    pub(crate) strong: bool,
    /// A preposition that takes anything.
    pub(crate) weak: bool,
    /// Classes of the nouns beside it.
    pub(crate) noun: u64,
    /// A noun after it belongs to the name: one past its end.
    pub(crate) kept_to: Option<usize>,
    pub(crate) relation: Option<Relation>,
    pub(crate) distance_km: Option<f64>,
    pub(crate) role: PlaceRole,
    /// A person's title stands before it.
    pub(crate) title: bool,
    /// "'s" follows.
    pub(crate) possessive: bool,
    /// A verb of saying follows.
    pub(crate) speech: bool,
    /// An age or a relative clause of a person follows.
    pub(crate) person_after: bool,
    /// A lower-case word of organisations follows.
    pub(crate) organisation_after: bool,
    /// "Operation", "Radio" before it.
    pub(crate) organisation_before: bool,
    /// The preposition before it is "from", "to" or alike, which persons take too.
    pub(crate) loose: bool,
    /// The first word of the sentence or of a line is its own.
    pub(crate) opens: bool,
    /// "Bank of", "University of" before it.
    pub(crate) of_organisation: bool,
    /// "the" stands right before it.
    pub(crate) article: bool,
    /// A lower-case noun follows that it describes: "the Gao market".
    pub(crate) modifies: bool,
    /// It is a heading, on a line of its own or inline.
    pub(crate) heading: bool,
    /// It opens an item of a list: a bullet or dash before it, a comma or colon after it.
    pub(crate) item: bool,
}

/// Looks around the name of tokens `a..b` in the sentence of tokens `first..end`.
pub(crate) fn look(scan: &Scan<'_>, words: &Words, a: usize, b: usize, first: usize, end: usize) -> Around {
    let opens =
        a == first || scan.token(a).newline_before() || (a == first + 1 && !scan.token(first).is_word());
    let mut around = Around { phrase_a: a, phrase_b: b, opens, ..Around::default() };
    if opens {
        let next = if b < end { scan.text(b) } else { "" };
        let last = b + 1 >= end && matches!(next, "" | "." | ":");
        let inline = b < end
            && scan.token(b).is_word()
            && scan.token(b).is_capitalised()
            && !scan.is_shouting(b)
            && scan.has(b, COMMON)
            && !scan.has(b, NOUN);
        around.heading = last || inline || next == ":";
        let bullet = a > 0
            && !scan.token(a - 1).is_word()
            && !matches!(scan.text(a - 1), "." | "\"" | "”" | "’" | "?" | "!" | ")");
        around.item = (bullet || a > first || scan.token(a).newline_before()) && matches!(next, "," | ":");
    }
    if opens && dateline(scan, a, b, end) {
        around.strong = true;
    }
    after(scan, words, b, end, &mut around);
    before(scan, words, a, first, &mut around);
    around
}

/// "GAO, 3 May -", "GAO (AP) --": a place in capitals that opens a report, with a dash after it.
fn dateline(scan: &Scan<'_>, a: usize, b: usize, end: usize) -> bool {
    let dash = |n: usize| {
        let next = n + 1 < scan.flags.len() && scan.token(n + 1).space_before();
        matches!(scan.text(n), "-" | "--" | "---" | "–" | "—") && next
    };
    let capitals = (a..b).all(|n| !scan.token(n).is_word() || scan.token(n).is_all_caps());
    let agency = b < end && scan.text(b) == "(";
    (capitals && !scan.is_shouting(a) || agency || scan.is_shouting(a) && a < 4)
        && (b..end.min(b + if capitals { 9 } else { 4 })).any(dash)
}

fn after(scan: &Scan<'_>, words: &Words, b: usize, end: usize, around: &mut Around) {
    if b >= end {
        return;
    }
    let lower = |n: usize| n < end && scan.is_lower(n);
    let mut n = b;
    if scan.token(n).kind == document::TokenKind::Clitic {
        around.possessive = true;
        if b + 1 < end && scan.is_lower(b + 1) {
            around.noun |= scan.flags[b + 1] & (FACILITY | PART);
        }
        return;
    }
    // "Carrefour 12 neighborhood": a number inside the name.
    if scan.token(n).kind == document::TokenKind::Number && lower(n + 1) && scan.has(n + 1, PART | SETTLEMENT)
    {
        n += 1;
        around.kept_to = Some(n);
    }
    let noun = scan.has(b, ATTACK | NOUN | ORG | TITLE) || !scan.has(b, COMMON | SPEECH | STRONG | WEAK);
    around.modifies = noun && scan.token(b).is_word() && (lower(b) || scan.has(b, ORG | TITLE));
    if lower(n) {
        let long = (2..=3).rev().find_map(|len| {
            let mut key = String::new();
            let wordy = n + len <= end && (n..n + len).all(|m| scan.token(m).is_word());
            wordy.then(|| scan.name_key(n, n + len, &mut key))?;
            words.long_nouns.get(&key).map(|flags| (len, *flags))
        });
        let (len, flags) = long.unwrap_or((1, scan.flags[n]));
        if flags & NOUN != 0 {
            around.noun |= flags & NOUN;
            around.phrase_b = n + len;
            let settled = flags & (SETTLEMENT | PART) != 0 && flags & DISTRICT == 0;
            let kept = flags & (KEPT | FACILITY) != 0 && !(flags & FACILITY != 0 && around.possessive);
            if kept && flags & ROAD == 0 && !settled {
                around.kept_to = Some(n + len);
            }
            if flags & ROAD != 0 {
                around.relation = Some(Relation::Near);
            }
        } else if flags & ORG != 0 {
            around.organisation_after = true;
        }
        if scan.has(n, SPEECH) {
            around.speech = true;
        }
    }
    // "the Gao to Ansongo road", "the Gao–Ansongo road": the article is the road's.
    if matches!(scan.text(b), "to" | "–" | "—" | "-" | "/") {
        around.modifies |= (b + 2..(b + 6).min(end)).any(|m| scan.has(m, ROAD));
    }
    // "Name, a village of farmers", "Name, the district capital".
    if scan.text(b) == "," && b + 2 < end && matches!(scan.key(b + 1), "a" | "an" | "the") {
        let noun = (b + 2..(b + 5).min(end)).find(|n| scan.has(*n, SETTLEMENT | DISTRICT | PART));
        if let Some(noun) = noun.filter(|noun| (b + 2..*noun).all(lower)) {
            around.noun |= scan.flags[noun] & (SETTLEMENT | DISTRICT | PART);
        }
    }
    // "Name, 34, of": a person's age.
    let text = |n: usize| if n < end { scan.text(n) } else { "" };
    let number =
        |n: usize| n < end && scan.token(n).kind == document::TokenKind::Number && scan.text(n).len() <= 2;
    if (text(b) == "," && number(b + 1) && matches!(text(b + 2), "," | "." | ";" | ")"))
        || (text(b) == "(" && number(b + 1) && text(b + 2) == ")")
        || (text(b) == "," && text(b + 1) == "who")
    {
        around.person_after = true;
    }
}

fn before(scan: &Scan<'_>, words: &Words, a: usize, first: usize, around: &mut Around) {
    let mut p = a;
    let mut steps = 0;
    while p > first && steps < 10 {
        steps += 1;
        let n = p - 1;
        let key = scan.key(n);
        if scan.text(n) == "\"" || scan.text(n) == "“" {
            p = n;
            continue;
        }
        if !scan.token(n).is_word() {
            // "Mr. X", "Gen. X".
            let stop = scan.text(n) == "." && !scan.token(n).space_before();
            around.title |= p == a && stop && n > first && scan.has(n - 1, TITLE);
            return;
        }
        if scan.has(n, SKIPPED) {
            p = n;
            if key == "the" && n + 1 == a {
                around.article = true;
            }
            if around.noun & NOUN != 0 || key == "same" {
                around.phrase_a = p;
            }
            continue;
        }
        if let Some((start, relation)) = relation(scan, words, n, first, around.noun & NOUN != 0) {
            around.relation = around.relation.or(Some(relation));
            around.phrase_a = start;
            around.strong = true;
            around.loose = scan.has(n, LOOSE);
            measure(scan, words, start, first, around);
            return;
        }
        if matches!(key, "of" | "from" | "to") && n > first {
            let m = n - 1;
            let (start, direction) = direction(scan, words, m, first);
            if let Some(direction) = direction {
                let inside = start > first + 1
                    && scan.key(start - 1) == "the"
                    && matches!(scan.key(start - 2), "in" | "across" | "throughout");
                around.strong = true;
                around.phrase_a = start;
                if start > first && scan.key(start - 1) == "the" {
                    around.phrase_a = start - 1;
                    if start > first + 1 && matches!(scan.key(start - 2), "to" | "in" | "at" | "on") {
                        around.phrase_a = start - 2;
                    }
                }
                if !inside {
                    around.relation = Some(direction);
                    measure(scan, words, around.phrase_a, first, around);
                }
                return;
            }
            if key == "from" && scan.has(m, MEASURE) {
                around.relation = around.relation.or(Some(Relation::Near));
                around.strong = true;
                measure(scan, words, n, first, around);
                return;
            }
            if key == "of"
                && scan.has(m, ORG)
                && !scan.has(m, NOUN & !FACILITY)
                && (scan.token(m).is_capitalised() || scan.is_shouting(m))
            {
                around.of_organisation = true;
                return;
            }
            if key == "of" && scan.key(m) == "out" {
                around.strong = true;
                around.role = PlaceRole::From;
                around.phrase_a = m;
                return;
            }
            if key == "of" && scan.has(m, NOUN) {
                around.noun |= scan.flags[m] & NOUN;
                around.phrase_a = m;
                p = m;
                continue;
            }
        }
        if scan.has(n, TITLE) && !scan.has(n, NOUN) {
            around.title = true;
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
        if scan.has(n, NOUN) && !scan.has(n, DIRECTION) && p == a && scan.is_lower(n) {
            around.noun |= scan.flags[n] & NOUN;
            around.phrase_a = n;
            p = n;
            continue;
        }
        if scan.has(n, STRONG) {
            around.strong = true;
            around.loose = scan.has(n, LOOSE);
            if around.loose && n > first && scan.has(n - 1, ROAD) {
                around.noun |= ROAD;
            }
            around.role = match key {
                "from" => PlaceRole::From,
                "to" | "toward" | "towards" | "into" => PlaceRole::To,
                _ => PlaceRole::At,
            };
            around.phrase_a = n;
            return;
        }
        if scan.has(n, WEAK) {
            around.weak = true;
            let attack = n > first && scan.has(n - 1, ATTACK) && scan.is_lower(n - 1);
            if attack && matches!(key, "on" | "upon" | "against" | "of") {
                around.strong = true;
                around.phrase_a = p;
            }
        }
        return;
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
        if m >= first + back {
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
