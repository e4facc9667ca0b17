//! Links between names of one sentence: pairs of a road, the wider place, what only says where another is.

use record::Relation;

use crate::gazetteer::{Gazetteer, PlaceKind};
use crate::mention::Mention;
use crate::names::Name;
use crate::scan::Scan;
use crate::words::*;

/// "between A and B", "the A–B road", "the road from A to B": pairs of names; the first takes the relation.
pub(crate) fn pairs(scan: &Scan<'_>, names: &mut [Name]) -> Vec<(usize, usize)> {
    let mut found = Vec::new();
    for n in 1..names.len() {
        let (left, right) = (&names[n - 1], &names[n]);
        if left.sentence != right.sentence
            || right.a != left.b + 1
            || found.last().is_some_and(|(_, b)| *b == n - 1)
        {
            continue;
        }
        let joint = scan.text(left.b);
        let between = left.around.relation == Some(Relation::Between) && scan.key(left.b) == "and";
        let road = right.around.noun & ROAD != 0 || left.around.noun & ROAD != 0;
        let dash = matches!(joint, "–" | "—" | "-" | "/") && !scan.token(left.b).space_before();
        let to = scan.key(left.b) == "to";
        if between || (road && (dash || to)) {
            found.push((n - 1, n));
        }
    }
    for (a, b) in &found {
        names[*a].around.relation = Some(Relation::Between);
        names[*b].around.relation = Some(Relation::Between);
    }
    found
}

/// For each name, the name of the wider place that the text gives: "A, B", "A in B", "A of B", "B's A".
pub(crate) fn containers(scan: &Scan<'_>, names: &[Name], gazetteer: &Gazetteer) -> Vec<Option<usize>> {
    let mut part_of = vec![None; names.len()];
    for n in 1..names.len() {
        let (left, right) = (&names[n - 1], &names[n]);
        if left.sentence != right.sentence
            || !left.kind.is_place()
            || !right.kind.is_place()
            || right.a < left.b
        {
            continue;
        }
        if left.around.possessive && right.a == left.b + 1 && !matches!(left.known, Some(Known::Area(_))) {
            part_of[n] = Some(n - 1);
            continue;
        }
        let start = left.around.phrase_b.max(left.b);
        let stop = right.around.phrase_a.min(right.a);
        if right.a > start + 7 || right.around.relation.is_some() {
            continue;
        }
        let mut comma = false;
        let mut inside = false;
        let fits = (start..right.a).all(|m| match scan.text(m) {
            "," | "(" => {
                comma = true;
                true
            }
            _ => {
                let key = scan.key(m);
                inside |= matches!(key, "in" | "of");
                m >= stop || matches!(key, "in" | "of" | "the")
            }
        });
        if !fits || (!comma && !inside) {
            continue;
        }
        let is_wide = wide(right, gazetteer);
        let narrow = left.noun & (PART | SETTLEMENT) != 0 || !left.is_found();
        if is_wide && !wider_than(left, right, gazetteer) || inside && narrow {
            part_of[n - 1] = Some(n);
        }
    }
    part_of
}

fn kinds(name: &Name, gazetteer: &Gazetteer) -> Vec<PlaceKind> {
    name.hits.iter().filter_map(|hit| gazetteer.row(*hit)).map(|row| row.kind).collect()
}

fn wide(name: &Name, gazetteer: &Gazetteer) -> bool {
    matches!(name.known, Some(Known::Country(_) | Known::Area(_)))
        || name.noun & (DISTRICT | REGION) != 0
        || kinds(name, gazetteer).iter().any(|k| matches!(k, PlaceKind::Country | PlaceKind::Region))
}

/// Whether `a` cannot lie inside `b`.
fn wider_than(a: &Name, b: &Name, gazetteer: &Gazetteer) -> bool {
    let country = |name: &Name| {
        matches!(name.known, Some(Known::Country(_))) || kinds(name, gazetteer).contains(&PlaceKind::Country)
    };
    if country(a) {
        return true;
    }
    if country(b) {
        return false;
    }
    a.noun & REGION != 0 && b.noun & REGION == 0
}

/// "X, north of Y" and "X, a village east of Y": Y only says where X is.
pub(crate) fn describe(scan: &Scan<'_>, names: &[Name], mentions: &mut [Mention]) {
    for n in 1..names.len() {
        let (left, right) = (&names[n - 1], &names[n]);
        if left.sentence != right.sentence
            || mentions[n].describes.is_some()
            || !right.around.relation.is_some_and(crate::geometry::is_direction)
            || left.around.role != crate::mention::PlaceRole::At
            || !mentions[n - 1].kind.is_place()
        {
            continue;
        }
        let start = left.around.phrase_b.max(left.b);
        if start < right.around.phrase_a.min(right.a)
            && scan.text(start) == ","
            && right.around.phrase_a <= start + 6
            && (start + 1..right.around.phrase_a).all(|m| scan.token(m).is_word())
        {
            mentions[n].describes = Some(n - 1);
        }
    }
}
