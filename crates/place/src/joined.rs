//! Places that two mentions make together, and the headings over them.

use document::{Document, TextRange};
use record::{Relation, Where};

use crate::mention::{Mention, PlaceRole};
use crate::whereabouts::written;

/// A label's place is not the wider one of a place farther from it than this.
const FAR_KM: f64 = 100.0;

/// Two known places farther from each other have no one place between them.
const WAY_KM: f64 = 300.0;

/// Makes one place of two between which an event lies, or, with `road`, of the two ends of a road.
pub(crate) fn join(doc: &Document, mentions: &mut [Mention], a: usize, b: usize, road: bool) {
    let at = |m: &Mention| m.place.lat.zip(m.place.lon);
    let known = mentions[a].place.gazetteer_id.is_some() && mentions[b].place.gazetteer_id.is_some();
    let apart = match (at(&mentions[a]), at(&mentions[b])) {
        (Some(x), Some(y)) if known && !road => crate::distance_km(x, y) > WAY_KM,
        _ => false,
    };
    // "the train from A to B", "talks between A and B": two places, and nothing between them.
    if apart || mentions[a].place.precision > 3 || mentions[b].place.precision > 3 {
        for n in [a, b] {
            mentions[n].place.relation = None;
        }
        return;
    }
    let range = mentions[a].range.cover(mentions[b].range);
    let names = [mentions[a].place.path[0].clone(), mentions[b].place.path[0].clone()];
    let other = mentions[b].place.clone();
    let phrase = mentions[a].phrase.cover(mentions[b].phrase);
    let area =
        |m: &Mention| if m.place.gazetteer_id.is_none() { m.place.radius_km.unwrap_or(0.0) } else { 0.0 };
    let unsure = area(&mentions[a]) + area(&mentions[b]);
    let mention = &mut mentions[a];
    mention.range = range;
    mention.phrase = phrase;
    let whole = written(doc, range);
    let place = &mut mention.place;
    place.name = Some(whole.clone());
    let mut path = vec![whole];
    path.extend(names);
    path.extend(other.path.iter().skip(1).cloned());
    place.path = path;
    place.relation = Some(Relation::Between);
    place.precision = 2;
    place.span = Some(doc.span(phrase));
    if let (Some(lat1), Some(lon1), Some(lat2), Some(lon2)) = (place.lat, place.lon, other.lat, other.lon) {
        let distance = crate::distance_km((lat1, lon1), (lat2, lon2));
        if distance < 800.0 {
            place.lat = Some((lat1 + lat2) / 2.0);
            place.lon = Some((lon1 + lon2) / 2.0);
            // An end that no gazetteer has lies anywhere in its area: so far the middle may be off.
            place.radius_km = Some((distance / 2.0).max(2.0).max(unsure / 2.0));
        }
    }
    if place.country.is_none() {
        place.country = other.country.clone();
    }
    place.gazetteer_id = None;
    mentions[b].describes = Some(a);
}

/// What stands under a label lies in the label's place, if it is told as something there, in its country and not far from it.
pub(crate) fn labels_over(mentions: &mut [Mention]) {
    let mut over: Option<(TextRange, u32, Where)> = None;
    for mention in mentions {
        if let Some(range) = mention.holds {
            if over.as_ref().is_none_or(|(held, ..)| *held != range) {
                over = Some((range, mention.range.end, mention.place.clone()));
            }
            continue;
        }
        let Some((range, label, place)) = &over else { continue };
        let under = range.contains(mention.range) && mention.range.start > *label;
        let far = match (mention.place.lat, mention.place.lon, place.lat, place.lon) {
            (Some(lat), Some(lon), Some(lat2), Some(lon2)) => {
                crate::distance_km((lat, lon), (lat2, lon2)) > FAR_KM
            }
            _ => false,
        };
        let fits = mention.place.country == place.country
            && mention.role == PlaceRole::At
            && mention.part_of.is_none()
            && mention.place.precision < 3;
        if under && fits && !far && mention.kind.is_place() {
            for name in &place.path {
                mention.place.path = path_with_heading(&mention.place.path, name);
            }
        }
    }
}

/// A region's heading is the last name of the path of what stands under it. Mentions stand in the order of the text.
pub(crate) fn headings(doc: &Document, mentions: &mut [Mention]) {
    for section in doc.sections() {
        let at = |mentions: &[Mention], byte: u32| mentions.partition_point(|m| m.range.start < byte);
        let first = at(mentions, section.heading.start);
        let heading = mentions[first..]
            .iter()
            .take_while(|m| m.range.start < section.heading.end)
            .find(|m| section.heading.contains(m.range) && m.kind.is_place())
            .map(|m| m.place.path[0].clone());
        let Some(heading) = heading else { continue };
        let first = at(mentions, section.body.start);
        for mention in mentions[first..].iter_mut().take_while(|m| m.range.start < section.body.end) {
            if section.body.contains(mention.range) && mention.kind.is_place() {
                mention.place.path = path_with_heading(&mention.place.path, &heading);
            }
        }
    }
}

/// A path with the region of a heading at its end, unless it is there already.
pub fn path_with_heading(path: &[String], heading: &str) -> Vec<String> {
    let mut path = path.to_vec();
    let key = crate::key(heading);
    if !key.is_empty() && !path.iter().any(|name| crate::key(name) == key) {
        path.push(heading.to_owned());
    }
    path
}
