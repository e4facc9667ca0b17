//! How far a name speaks for what follows it: a heading to the next heading, a country in a label ("Case 7 (MALI).") to the end
//! of its item, "In Mali, ...", "In North Kivu, ..." and "On the Malian side, ..." to the next of their kind or the end of the paragraph.

use crate::gazetteer::{Gazetteer, Hit, PlaceKind};
use crate::labels;
use crate::names::Name;
use crate::scan::Scan;
use crate::words::*;

/// For each name, one past the last token for which it speaks, if it speaks beyond its sentence.
pub(crate) fn reach(scan: &Scan<'_>, gazetteer: &Gazetteer, names: &[Name]) -> Vec<Option<usize>> {
    let mut reach = vec![None; names.len()];
    let mut next = usize::MAX;
    for (n, name) in names.iter().enumerate().rev() {
        if name.around.heading && name.kind.is_place() {
            reach[n] = Some(next);
            next = name.a;
        }
    }
    let mut front = (usize::MAX, 0);
    for (n, name) in names.iter().enumerate().rev().filter(|(_, name)| country(gazetteer, name)) {
        if let Some(label) = labels::over(&scan.labels, name.a).filter(|label| name.a < label.last) {
            reach[n] = Some(label.end);
        } else if reach[n].is_none() && fronted(scan, name) {
            let end = paragraph_end(scan, name.sentence);
            // The one that follows in the same paragraph ends it.
            reach[n] = Some(if front.1 == end { front.0 } else { end });
            front = (name.a, end);
        }
    }
    for n in 1..names.len() {
        // "SOLVEN (VELMARA)": the country in brackets speaks as far as the heading.
        let beside = names[n].a == names[n - 1].b + 1 && scan.text(names[n - 1].b) == "(";
        if beside && names[n - 1].around.heading && country(gazetteer, &names[n]) {
            reach[n] = reach[n - 1];
        }
    }
    reach
}

/// For each name the token at which the innermost name that speaks for it stands; 0 for none.
pub(crate) fn scopes(names: &[Name], reach: &[Option<usize>]) -> Vec<usize> {
    let mut open: Vec<(usize, usize)> = Vec::new();
    let mut scopes = Vec::with_capacity(names.len());
    for (name, reach) in names.iter().zip(reach) {
        open.retain(|(_, end)| name.a < *end);
        if let Some(end) = reach {
            // A heading ends the one before it; what is inside another's reach is kept beside it.
            open.push((name.a, *end));
        }
        scopes.push(open.last().map_or(0, |(at, _)| *at));
    }
    scopes
}

/// For each name the heading that it stands under, by its number, unless something nearer speaks for it ("On the Malian side, ...").
pub(crate) fn headings(names: &[Name], reach: &[Option<usize>]) -> Vec<Option<usize>> {
    let mut open: Vec<(usize, usize)> = Vec::new();
    let mut headings = Vec::with_capacity(names.len());
    for (n, (name, reach)) in names.iter().zip(reach).enumerate() {
        open.retain(|(_, end)| name.a < *end);
        headings.push(open.last().map(|(opener, _)| *opener).filter(|opener| names[*opener].around.heading));
        if let Some(end) = reach {
            open.push((n, *end));
        }
    }
    headings
}

fn country(gazetteer: &Gazetteer, name: &Name) -> bool {
    match &name.known {
        Some(Known::Country(_)) => name.kind.is_place(),
        Some(Known::Area(area)) => area.country.is_some(),
        Some(Known::Demonym(iso)) => iso.is_some(),
        None => {
            let wide = |kind| matches!(kind, PlaceKind::Country | PlaceKind::Region);
            let row = |hit: &Hit| gazetteer.row(*hit).is_some_and(|row| wide(row.kind));
            name.kind.is_place() && name.hits.iter().any(row)
        }
    }
}

/// "In Mali, ..." or "On the Malian side, ..." at the head of a sentence.
fn fronted(scan: &Scan<'_>, name: &Name) -> bool {
    let Some(sentence) = scan.doc.sentences().get(name.sentence) else { return false };
    let (first, end) = (sentence.first as usize, sentence.end as usize);
    let lead = first < name.a
        && name.a <= first + 3
        && scan.has(first, STRONG | WEAK)
        && (first + 1..name.a).all(|n| scan.has(n, SKIPPED | SIDE));
    let people = matches!(name.known, Some(Known::Demonym(_)));
    let mut after = name.b;
    if people && after < end && scan.has(after, FLANK) {
        after += 1;
    } else if people {
        return false;
    }
    lead && after < end && scan.text(after) == ","
}

/// One past the last token of the paragraph of a sentence: before the next sentence that begins a line.
fn paragraph_end(scan: &Scan<'_>, sentence: usize) -> usize {
    let later = scan.doc.sentences()[sentence + 1..].iter().take(50).map(|s| s.first as usize);
    let mut last = scan.flags.len();
    for first in later {
        last = first;
        if first < scan.flags.len() && scan.token(first).newline_before() {
            break;
        }
    }
    if sentence + 1 >= scan.doc.sentences().len() { scan.flags.len() } else { last }
}
