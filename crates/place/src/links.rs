//! Links between names of one sentence: pairs of a road, the wider place, what only says where another is.

use record::Relation;

use crate::gazetteer::{Gazetteer, PlaceKind, distance_km};
use crate::labels;
use crate::mention::{Mention, PlaceRole};
use crate::names::Name;
use crate::scan::Scan;
use crate::words::*;

/// What the text says of names beside each other.
pub(crate) struct Links {
    /// For each name, the name of the wider place.
    pub(crate) part_of: Vec<Option<usize>>,
    /// For each name, the other name of the pair that makes one place with it.
    pub(crate) partner: Vec<Option<usize>>,
}

impl Links {
    pub(crate) fn none(names: usize) -> Links {
        Links { part_of: vec![None; names], partner: vec![None; names] }
    }
}

/// "between A and B", "the A–B road", "the road from A to B", "travelling from A to B": pairs of names, and whether a
/// road is named; both names take the relation.
pub(crate) fn pairs(scan: &Scan<'_>, names: &mut [Name]) -> Vec<(usize, usize, bool)> {
    let mut found: Vec<(usize, usize, bool)> = Vec::new();
    for n in 1..names.len() {
        let (left, right) = (&names[n - 1], &names[n]);
        if left.sentence != right.sentence
            || right.a != left.b + 1
            || found.last().is_some_and(|(_, b, _)| *b == n - 1)
            || !left.kind.is_place()
            || !right.kind.is_place()
        {
            continue;
        }
        let joint = scan.text(left.b);
        let between = left.around.relation == Some(Relation::Between) && scan.has(left.b, AND);
        let road = right.around.noun & ROAD != 0 || left.around.noun & ROAD != 0;
        let dash = matches!(joint, "–" | "—" | "-" | "/") && !scan.token(left.b).space_before();
        let to = scan.has(left.b, TO);
        if between || road && (dash || to) || left.around.way && to {
            found.push((n - 1, n, road));
        }
    }
    for (a, b, _) in &found {
        names[*a].around.relation = Some(Relation::Between);
        names[*b].around.relation = Some(Relation::Between);
        names[*a].around.role = PlaceRole::At;
        names[*b].around.role = PlaceRole::At;
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
                inside |= scan.has(m, IN | OF);
                m >= stop || scan.has(m, IN | OF | THE | SIDE)
            }
        });
        if !fits || (!comma && !inside) {
            continue;
        }
        let (left_wide, right_wide) = (wide(left, gazetteer), wide(right, gazetteer));
        let labelled = labels::over(&scan.labels, left.a).is_some_and(|label| right.b < label.last);
        if labelled && comma && left_wide && !right_wide {
            // "* Mopti, Velmara: ...": the wider first.
            part_of[n] = Some(n - 1);
            continue;
        }
        let narrow = left.noun & (PART | SETTLEMENT) != 0 || !left.is_found();
        if right_wide && !wider_than(left, right, gazetteer)
            || inside && narrow
            || !inside
                && !left_wide
                && (labelled || listed(scan, left, right))
                && near(left, right, gazetteer)
        {
            part_of[n - 1] = Some(n);
        }
    }
    part_of
}

/// "in A, B": two names with a comma alone between them and none after, or what would be the last of a list.
fn listed(scan: &Scan<'_>, left: &Name, right: &Name) -> bool {
    let end = scan.doc.sentences().get(right.sentence).map_or(right.b, |s| s.end as usize);
    let more = right.b < end
        && (scan.has(right.b, JOINT)
            || scan.text(right.b) == ","
                && right.b + 1 < end
                && (scan.has(right.b + 1, JOINT) || scan.token(right.b + 1).is_capitalised()));
    right.a == left.b + 1 && left.around.strong && !left.around.loose && !left.around.listed && !more
}

/// Whether the one may lie in the other: one that no gazetteer has may lie anywhere.
fn near(left: &Name, right: &Name, gazetteer: &Gazetteer) -> bool {
    if left.hits.is_empty() || right.hits.is_empty() {
        return left.hits.is_empty();
    }
    let rows =
        |name: &Name| name.hits.iter().take(40).filter_map(|hit| gazetteer.row(*hit)).collect::<Vec<_>>();
    let (a, b) = (rows(left), rows(right));
    a.iter().any(|a| {
        b.iter().any(|b| {
            a.country == b.country
                && a.weight < b.weight
                && distance_km((a.lat, a.lon), (b.lat, b.lon)) < 60.0
        })
    })
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
            || left.around.role != PlaceRole::At
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
