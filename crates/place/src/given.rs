//! The name of a span that somebody else has marked.

use crate::around::look;
use crate::gazetteer::{Gazetteer, Hit, Matched, country_bytes};
use crate::mention::MentionKind;
use crate::names::Name;
use crate::scan::Scan;
use crate::words::*;

/// "Springfield, Illinois" in one span: the narrower name, and its places in the wider one.
fn in_wider(
    scan: &Scan<'_>,
    words: &Words,
    gazetteer: &Gazetteer,
    a: usize,
    b: usize,
) -> Option<(String, Vec<Hit>)> {
    let comma = (a + 1..b.saturating_sub(1)).find(|n| scan.text(*n) == ",")?;
    let (mut core, mut wide) = (String::new(), String::new());
    scan.name_key(a, comma, &mut core);
    scan.name_key(comma + 1, b, &mut wide);
    let written = scan.doc.slice(scan.range(comma + 1, b));
    let mut hits = Vec::new();
    gazetteer.exact(&core, &mut hits);
    if let Some(Known::Country(iso)) = words.known(&wide, written) {
        let country = country_bytes(&iso);
        hits.retain(|hit| gazetteer.row(*hit).is_some_and(|row| row.country == country));
    } else {
        let region = gazetteer.region(words.abbreviation(written).unwrap_or(&wide), None);
        hits.retain(|hit| {
            let own = gazetteer.row(*hit).map(|row| gazetteer.layer(*hit).region(row.admin1).1);
            own.is_some_and(|own| region.is(&crate::key(own)))
        });
    }
    Some((core, hits))
}

/// The name of a span that somebody else has marked.
pub(crate) fn given(
    scan: &Scan<'_>,
    words: &Words,
    gazetteer: &Gazetteer,
    span: document::TextRange,
) -> Option<Name> {
    let tokens = scan.doc.tokens();
    let a = scan.doc.token_at(span.start);
    let b = a + tokens[a..].iter().take_while(|t| t.range.start < span.end).count();
    if b <= a {
        return None;
    }
    let sentence = scan.doc.sentences().partition_point(|s| s.end as usize <= a);
    let bounds = scan.doc.sentences().get(sentence)?;
    let around = look(scan, words, a, b, bounds.first as usize, (bounds.end as usize).max(b));
    let mut key = String::new();
    scan.name_key(a, b, &mut key);
    let written = scan.doc.slice(scan.range(a, b));
    let known = words.known(&key, written);
    let mut noun = around.noun;
    let mut hits = Vec::new();
    if let Some(region) =
        words.abbreviation(written.trim_end_matches('.')).or_else(|| words.abbreviation(written))
        && known.is_none()
    {
        key = region.to_owned();
        noun |= REGION;
    }
    gazetteer.exact(&key, &mut hits);
    match &known {
        Some(Known::Demonym(Some(iso))) => hits = gazetteer.country_rows(iso),
        Some(Known::Country(iso)) => hits.extend(gazetteer.country_rows(iso)),
        _ => {}
    }
    hits.sort_unstable();
    hits.dedup();
    let mut core = key.clone();
    let mut matched = Matched::Exact;
    if hits.is_empty() && known.is_none() {
        // "Rapides Parish", "City of X", "the X area".
        let (mut from, mut to) = (a, b);
        while to > from + 1 && (scan.has(to - 1, NOUN) || !scan.token(to - 1).is_word()) {
            noun |= scan.flags[to - 1] & NOUN;
            to -= 1;
        }
        while from + 1 < to
            && (scan.has(from, NOUN | COMMON) || scan.has(from, SIDE))
            && !scan.has(from, FIRST)
        {
            noun |= scan.flags[from] & NOUN;
            from += 1;
        }
        scan.name_key(from, to, &mut core);
        gazetteer.exact(&core, &mut hits);
        if hits.is_empty()
            && let Some((narrow, inside)) = in_wider(scan, words, gazetteer, from, to)
        {
            (core, hits) = (narrow, inside);
        }
        if hits.is_empty() {
            let found = gazetteer.matches(&core, &words.reworded(&core), None, false);
            matched = found.first().map_or(Matched::Exact, |(_, matched, _)| *matched);
            hits = found.into_iter().map(|(hit, _, _)| hit).collect();
        }
    }
    let kind = MentionKind::Place;
    let rule = "given span";
    Some(Name { sentence, a, b, core, kind, noun, known, hits, matched, around, rule, sure: 0.9 })
}
