//! Takes the best reading of each name, or none where its only places are far from all that the document speaks of.

use std::rc::Rc;

use crate::gazetteer::{Gazetteer, PlaceKind, distance_km, unpack_weight};
use crate::names::Name;
use crate::reading::{Group, Reading};
use crate::resolve::Resolved;
use crate::rounds::{WINDOW, contained};
use crate::votes::{Votes, text, top};
use crate::words::*;

/// A town abroad that is no farther from another place of the document is believed.
const ACROSS_KM: f64 = 300.0;

/// Takes the best option, or none where the name's only places are far from all that the document speaks of.
pub(crate) fn choose(
    gazetteer: &Gazetteer,
    names: &[Name],
    part_of: &[Option<usize>],
    votes: &Votes,
    groups: Vec<Group>,
    group_of: &[usize],
) -> Vec<Resolved> {
    let tally = votes.tally();
    let voters: Vec<(u32, f64)> = groups.iter().map(|g| (g.voter, g.support)).collect();
    let options: Vec<Rc<Vec<Reading>>> = groups.into_iter().map(|group| Rc::new(group.options)).collect();
    let mut resolved: Vec<Resolved> = group_of
        .iter()
        .map(|g| Resolved { options: options[*g].clone(), support: voters[*g].1, ..Resolved::default() })
        .collect();
    // Where the document is: the likeliest local readings of names that the text or the gazetteer makes plain.
    let anchors: Vec<(usize, (f64, f64))> = (0..names.len())
        .filter(|n| names[*n].sure >= 0.6 && names[*n].kind.is_place())
        .filter_map(|n| Some((n, resolved[n].options.first().filter(|o| o.is_local())?)))
        .map(|(n, o)| (n, (o.row.lat, o.row.lon)))
        .collect();
    for n in 0..names.len() {
        let shares = tally.shares(names[n].a, voters[group_of[n]].0);
        let local = top(&shares);
        let wider = part_of[n].and_then(|m| resolved[m].country.clone());
        let wide = part_of[n].filter(|m| resolved[*m].chosen || *m > n).map(|m| resolved[m].options.clone());
        let r = &mut resolved[n];
        if let Some(Known::Country(iso)) = &names[n].known {
            let best = r.options.first().map(|best| text(best.row.country));
            r.country = best.or_else(|| Some(iso.clone()));
            r.chosen = !r.options.is_empty();
            r.share = 1.0;
            continue;
        }
        if let Some(Known::Demonym(iso)) = &names[n].known {
            r.country = iso.clone();
            continue;
        }
        if let Some(Known::Area(area)) = &names[n].known {
            r.country = area.country.clone();
            continue;
        }
        // "in the quarter of X in the city of Y": an X that is not in Y is another.
        let outside = |best: &Reading| {
            let reading = wide.as_ref().and_then(|options| options.first());
            part_of[n].is_some_and(|m| contained(best, &names[m].known, reading) < 0.0)
        };
        if let Some(best) = r.options.first().filter(|best| !outside(best)) {
            let share = shares.get(&best.row.country).copied().unwrap_or(0.0);
            let mut foreign =
                local.is_some_and(|(country, most)| country != best.row.country && most > 0.4 && share < 0.2);
            if foreign && best.is_local() && unpack_weight(best.row.weight) >= 20_000.0 {
                // Just over the border; a city farther over it.
                let city = unpack_weight(best.row.weight) >= 100_000.0;
                let across = if city { 2.0 * ACROSS_KM } else { ACROSS_KM };
                let from = anchors.partition_point(|(m, _)| *m + WINDOW < n);
                let around = anchors[from..].iter().take_while(|(m, _)| *m <= n + WINDOW);
                foreign = !around
                    .filter(|(m, _)| group_of[*m] != group_of[n])
                    .any(|(_, at)| distance_km(*at, (best.row.lat, best.row.lon)) < across);
            }
            // Where the gazetteer has most villages of the country around, a name that is not among them is abroad; where it
            // has few, the name is rather that of a village it lacks.
            let covered = local.map_or(0, |(country, _)| gazetteer.coverage(&text(country)));
            let enough = if covered >= 20 { 20_000.0 } else { 1_500_000.0 };
            let big = unpack_weight(best.row.weight) >= enough
                || matches!(best.row.kind, PlaceKind::Region | PlaceKind::Country);
            // A town does not lend its point to a forest or region elsewhere that has its name.
            let borrowed = names[n].noun & (FEATURE | REGION | DISTRICT) != 0
                && names[n].noun & (SETTLEMENT | PART) == 0
                && best.row.kind == PlaceKind::Town;
            r.chosen = (!foreign || big || part_of[n].is_some()) && !(borrowed && share < 0.3);
            r.share = share;
            if r.chosen {
                r.country = Some(text(best.row.country));
                continue;
            }
        }
        r.country =
            wider.or_else(|| local.filter(|(_, share)| *share > 0.3).map(|(country, _)| text(country)));
        r.share = local.map_or(0.0, |l| l.1);
    }
    resolved
}
