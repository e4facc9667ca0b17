//! The words after a name: nouns, verbs of saying, ages.

use record::Relation;

use crate::around::Around;
use crate::scan::Scan;
use crate::words::*;

/// Reads what follows token `b`.
pub(crate) fn after(scan: &Scan<'_>, words: &Words, b: usize, end: usize, around: &mut Around) {
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
    if scan.has(b, TO) || matches!(scan.text(b), "–" | "—" | "-" | "/") {
        let road = (b + 2..(b + 6).min(end)).find(|m| scan.has(*m, ROAD));
        around.modifies |= road.is_some();
        let names = |m: usize| scan.token(m).is_capitalised() || scan.text(m) == "-";
        if road.is_some_and(|road| (b + 1..road).all(names)) && !scan.token(b).space_before() {
            around.noun |= ROAD;
        }
    }
    // "Name, a village of farmers", "Name, the district capital".
    if scan.text(b) == "," && b + 2 < end && scan.has(b + 1, DETERMINER) {
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
        || (text(b) == "," && b + 1 < end && scan.has(b + 1, WHO))
    {
        around.person_after = true;
    }
}
