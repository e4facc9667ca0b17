//! How much oftener other events are beside an event than a shifted calendar shows: counted within each side, where no pair is
//! the same event.

use crate::background::{COMMON, common_class};
use crate::compare::{DISTANCES, PATTERNS, PLACES, PLAIN, RADII, TIMES, WIDTHS, of_time};
use crate::model::{Counts, GEOMETRY, Own, REST, SHIFTS, STRATA};

/// Shape of the gamma prior of a raise around that of a wider class.
const RAISE_SHAPE: f64 = 20.0;

/// Pairs within both sides by stratum and cell of day and place: of the true calendar, and as many as the shifted ones expect.
pub(crate) fn own_sums(counts: &Counts) -> Vec<Vec<(f64, f64)>> {
    let shifts = SHIFTS.len() as f64;
    let mut sums = vec![vec![(0.0, 0.0); GEOMETRY]; STRATA];
    for own in &counts.own {
        for (at, (pairs, shifted)) in own.pairs.chunks(REST).zip(own.shifted.chunks(REST)).enumerate() {
            let sum = |of: &[u32]| of.iter().map(|&n| f64::from(n)).sum::<f64>();
            let at = &mut sums[at / GEOMETRY][at % GEOMETRY];
            *at = (at.0 + sum(pairs), at.1 + sum(shifted) / shifts);
        }
    }
    sums
}

/// Pairs of claims with other events' records at a cell of day and place, as many as within the sides, where the shifted
/// calendars have met too few such pairs to be raised; none where they have met enough.
pub(crate) fn unseen(counts: &Counts, own: &[Vec<(f64, f64)>], geometry: usize) -> Option<f64> {
    const ENOUGH: f64 = 10.0;
    let (own, shifted) = own.iter().fold((0.0, 0.0), |a, o| (a.0 + o[geometry].0, a.1 + o[geometry].1));
    if shifted >= ENOUGH || own < ENOUGH * shifted {
        return None;
    }
    let sum = |of: &[u32]| {
        let cells = |s: usize| s * PATTERNS + geometry * REST..s * PATTERNS + (geometry + 1) * REST;
        (0..STRATA).flat_map(|s| &of[cells(s)]).map(|&n| f64::from(n)).sum::<f64>()
    };
    let [a, b] = &counts.own;
    let of = |own: &Own, other: &Own| {
        let mean = (sum(&own.pairs) - sum(&own.shifted) / SHIFTS.len() as f64) / own.sampled.max(1) as f64;
        mean * other.events as f64
    };
    Some(((of(a, b) + of(b, a)) / 2.0).max(0.0))
}

/// The class of distance within which raises are counted: points up to 5 km apart are one, however their places are named.
/// Whether two tellings of one town are named alike is another matter across two lists, which may spell it differently, than
/// within one.
fn reach(geometry: usize) -> usize {
    match geometry % PLACES {
        place if place >= RADII * DISTANCES => DISTANCES,
        place => match place % DISTANCES {
            1..=3 | PLAIN => 1,
            distance => distance,
        },
    }
}

/// By stratum and geometry, how many times more pairs of different events the true calendar has than shifted ones, from the pairs
/// within both sides: by width and nearness, then by time, radius and reach, then in the stratum. What happens in a village comes
/// in clusters more than what happens every day in a city.
pub(crate) fn neighbours(own: &[Vec<(f64, f64)>]) -> Vec<Vec<f64>> {
    let plus = |a: &mut (f64, f64), b: (f64, f64)| *a = (a.0 + b.0, a.1 + b.1);
    let wide_of = |g: usize| common_class(g) * WIDTHS + of_time(g / PLACES).0;
    let group_of = |g: usize| {
        let radius = (g % PLACES / DISTANCES).min(RADII);
        ((g / PLACES) * (RADII + 1) + radius) * (DISTANCES + 1) + reach(g)
    };
    let groups = TIMES * (RADII + 1) * (DISTANCES + 1);
    let mut wide = [(2.0, 2.0); COMMON * WIDTHS];
    let mut all = vec![(0.0, 0.0); groups];
    let mut each = vec![vec![(0.0, 0.0); groups]; STRATA];
    for (own, each) in own.iter().zip(&mut each) {
        for (g, &pairs) in own.iter().enumerate() {
            plus(&mut wide[wide_of(g)], pairs);
            plus(&mut all[group_of(g)], pairs);
            plus(&mut each[group_of(g)], pairs);
        }
    }
    // Drawn from few pairs to what is usual.
    let drawn = |usual: f64, (own, shifted): (f64, f64)| {
        usual * (RAISE_SHAPE + own) / (RAISE_SHAPE + usual * shifted)
    };
    each.iter()
        .map(|each| {
            (0..GEOMETRY)
                .map(|g| {
                    let wide = wide[wide_of(g)];
                    let usual = drawn(wide.0 / wide.1, all[group_of(g)]);
                    drawn(usual, each[group_of(g)]).max(1.0)
                })
                .collect()
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_village_is_raised_apart_from_a_city_and_whatever_its_places_are_called() {
        let mut own = vec![vec![(0.0, 0.0); GEOMETRY]; STRATA];
        // Exact places of one day, 3 km apart: in the first stratum ten times as many as chance has, in the second twice.
        let at = |distance: usize| distance;
        own[0][at(2)] = (5_000.0, 500.0);
        own[1][at(2)] = (20_000.0, 10_000.0);
        let raise = neighbours(&own);
        assert!((raise[0][at(2)] - 10.0).abs() < 1.0, "{}", raise[0][at(2)]);
        assert!((raise[1][at(2)] - 2.0).abs() < 0.1, "{}", raise[1][at(2)]);
        // Nobody was named alike within the lists; across them the towns are the same.
        assert_eq!(raise[0][at(PLAIN)], raise[0][at(2)]);
        assert!(raise[0][at(PLAIN + 1)] < raise[0][at(2)]);
    }
}
