//! What pairs look like that are not the same event: counted in shifted calendars and within each side.

use crate::beside::{neighbours, own_sums, unseen};
use crate::compare::{
    ACTORS, DISTANCE_ENDS, DISTANCES, GAPS, GAPS_OF, PATTERNS, PLACES, PLAIN, RADII, TOLLS, TYPES, WIDTHS,
    meet, time,
};
use crate::model::{CELLS, Counts, GEOMETRY, Own, REST, SHIFTS, STRATA, normalise, precise};

/// Classes of geometry by which neighbours across sides are scaled: very place, near, far or none; by same day or not.
pub const COMMON: usize = 6;

/// The class of a cell of day and place.
pub fn common_class(geometry: usize) -> usize {
    let (time, place) = (geometry / PLACES, geometry % PLACES);
    let distance = if place < RADII * DISTANCES { place % DISTANCES } else { DISTANCES };
    let near = match distance {
        0 => 0,
        1..6 | PLAIN => 1,
        _ => 2,
    };
    near * 2 + usize::from(!meet(time))
}

/// Shape of the gamma prior of a cell around the spread: spreads are right to within some 40 percent.
const SHAPE: f64 = 6.0;
/// Classes of geometry within which the other fields are counted: distance (one more for none), by same day or not.
const NEAR: usize = (DISTANCES + 1) * 2;

fn near_class(geometry: usize) -> usize {
    let (time, place) = (geometry / PLACES, geometry % PLACES);
    let distance = if place < RADII * DISTANCES { place % DISTANCES } else { DISTANCES };
    distance * 2 + usize::from(!meet(time))
}

/// How type, parties and toll spread within each class of geometry: type and parties jointly (chance neighbours share
/// both), toll beside them. Cells are far too many to be counted one by one: noise of thin cells would pass for matches.
struct Spread {
    who: Vec<[f64; TYPES * ACTORS]>,
    /// By class of geometry and look: events alike in type and parties are alike in size.
    toll: Vec<[f64; TOLLS]>,
}

/// Whether a cell of type and parties is one of agreement.
fn look(who: usize) -> usize {
    usize::from(who / ACTORS >= 3 && who % ACTORS == ACTORS - 1)
}

impl Spread {
    /// From counts by cell; thin classes lean on `base` with the strength of so many pairs.
    fn new(count: impl Fn(usize) -> f64, base: Option<&Spread>) -> Spread {
        const STRENGTH: f64 = 60.0;
        let mut spread =
            Spread { who: vec![[0.0; TYPES * ACTORS]; NEAR], toll: vec![[0.0; TOLLS]; NEAR * 2] };
        for g in 0..GEOMETRY {
            let class = near_class(g);
            for rest in 0..REST {
                let n = count(g * REST + rest);
                if n > 0.0 {
                    spread.who[class][rest / TOLLS] += n;
                    spread.toll[class * 2 + look(rest / TOLLS)][rest % TOLLS] += n;
                }
            }
        }
        let mut who = [0.1; TYPES * ACTORS];
        let mut tolls = [[0.1; TOLLS]; 2];
        for class in 0..NEAR {
            who.iter_mut().zip(&spread.who[class]).for_each(|(a, v)| *a += v);
            for (look, all) in tolls.iter_mut().enumerate() {
                all.iter_mut().zip(&spread.toll[class * 2 + look]).for_each(|(a, v)| *a += v);
            }
        }
        normalise(&mut who);
        tolls.iter_mut().for_each(|t| normalise(t));
        let lean = |values: &mut [f64], on: &[f64]| {
            values.iter_mut().zip(on).for_each(|(v, b)| *v += STRENGTH * b);
            normalise(values);
        };
        for class in 0..NEAR {
            lean(&mut spread.who[class], base.map_or(&who, |b| &b.who[class]));
            for (look, all) in tolls.iter().enumerate() {
                let at = class * 2 + look;
                lean(&mut spread.toll[at], base.map_or(all, |b| &b.toll[at]));
            }
        }
        spread
    }

    fn of(&self, cell: usize) -> f64 {
        let class = near_class(cell / REST);
        let rest = cell % REST;
        self.who[class][rest / TOLLS] * self.toll[class * 2 + look(rest / TOLLS)][rest % TOLLS]
    }
}

/// Chance pairs by stratum and cell: those of the shifted calendars, and beside them the other events of the same day and
/// place that a shifted calendar cannot see, counted within each side.
pub(crate) fn background(counts: &Counts) -> (Vec<f32>, Vec<f32>) {
    let shifts = counts.calendars;
    let own = own_sums(counts);
    let raise = neighbours(&own);
    let surplus = |s: usize, cell: usize| {
        let at = s * PATTERNS + cell;
        let more = |own: &Own| f64::from(own.pairs[at]) - f64::from(own.shifted[at]) / SHIFTS.len() as f64;
        more(&counts.own[0]) + more(&counts.own[1])
    };
    let neighbour = Spread::new(|cell| (0..STRATA).map(|s| surplus(s, cell)).sum::<f64>().max(0.0), None);
    let pooled =
        Spread::new(|cell| (0..STRATA).map(|s| f64::from(counts.shifted[s * PATTERNS + cell])).sum(), None);
    let met = met_smoothed(counts);
    let unseen: Vec<Option<f64>> = (0..GEOMETRY).map(|g| unseen(counts, &own, g)).collect();
    let claims = counts.claims.iter().sum::<u64>().max(1) as f64;
    let mut chance = vec![0f32; CELLS];
    let mut beside = vec![0f32; CELLS];
    for s in 0..STRATA {
        let shifted = &counts.shifted[s * PATTERNS..(s + 1) * PATTERNS];
        let pairs = &counts.pairs[s * PATTERNS..(s + 1) * PATTERNS];
        let spread = Spread::new(|cell| f64::from(shifted[cell]), Some(&pooled));
        let neighbour = Spread::new(|cell| surplus(s, cell).max(0.0), Some(&neighbour));
        let met = &met[s];
        for (g, &raise) in raise[s].iter().enumerate() {
            let cells = g * REST..(g + 1) * REST;
            let sum = |of: &[u32]| of[cells.clone()].iter().map(|&n| f64::from(n)).sum::<f64>();
            if sum(shifted) + sum(pairs) == 0.0 {
                continue;
            }
            let rate = met[g] / shifts;
            let more = match unseen[g] {
                // No shifted calendar has met such pairs: they are as many as within the sides, by claims.
                Some(all) => all * counts.claims[s] as f64 / claims,
                None => rate * (raise - 1.0),
            };
            for cell in cells {
                // What the cell itself has counted, against a gamma prior around the spread.
                let expected = rate * shifts * spread.of(cell);
                let rate_here = (SHAPE + f64::from(shifted[cell])) * expected / (SHAPE + expected) / shifts;
                chance[s * PATTERNS + cell] = rate_here as f32;
                beside[s * PATTERNS + cell] = (more * neighbour.of(cell)) as f32;
            }
        }
    }
    (chance, beside)
}

/// Chance pairs of a class of day and place are never taken to be fewer than this in a whole stratum: four calendars without one
/// do not show that there is none, and weights divide by it.
const UNSEEN: f32 = 0.5;
/// Nor, where claims are few, than this share of them.
const UNSEEN_SHARE: f32 = 1e-3;

/// Raises rates of chance, by claim, to the floor. Only once matches have been learned: there a floor under every class would
/// pass for a background that is too large, and sparse classes would be believed in.
pub(crate) fn raise_unseen(chance: &mut [f32], claims: &[u64; STRATA]) {
    for (chance, &claims) in chance.chunks_mut(PATTERNS).zip(claims) {
        let floor = (UNSEEN / (claims as f32).max(1.0)).min(UNSEEN_SHARE);
        for cells in chance.chunks_mut(REST) {
            let rate: f32 = cells.iter().sum();
            if rate > 0.0 && rate < floor {
                cells.iter_mut().for_each(|c| *c *= floor / rate);
            }
        }
    }
}

/// Shapes of the gamma priors of a cell of day and place: around its place's share in its half of the strata, and around
/// the usual spread of days.
const PLACE_SHAPE: f64 = 6.0;
const DAY_SHAPE: f64 = 20.0;

/// Pairs of all shifted calendars by stratum and cell of day and place, thin cells drawn to what their neighbours say: of a
/// noisy rate the reciprocal, which the weights are made of, is too large on average.
fn met_smoothed(counts: &Counts) -> Vec<Vec<f64>> {
    let half = |s: usize| usize::from(precise(s));
    let raw: Vec<Vec<f64>> = (0..STRATA)
        .map(|s| {
            let shifted = &counts.shifted[s * PATTERNS..(s + 1) * PATTERNS];
            shifted.chunks(REST).map(|c| c.iter().map(|&n| f64::from(n)).sum()).collect()
        })
        .collect();
    let at = |width: usize, gap: usize, place: usize| time(width, gap) * PLACES + place;
    // Pseudo-pairs: one for each radius, spread like area; half a pair for each gap.
    let mut places = vec![[0.0; PLACES]; 2 * WIDTHS];
    let mut days: Vec<[f64; GAPS]> = (0..2 * WIDTHS)
        .map(|n| std::array::from_fn(|gap| if gap < GAPS_OF[n % WIDTHS] { 0.5 } else { 0.0 }))
        .collect();
    for p in &mut places {
        for (place, value) in p.iter_mut().enumerate() {
            *value = if place < RADII * DISTANCES { area_share(place % DISTANCES) } else { 1.0 };
        }
    }
    for (s, raw) in raw.iter().enumerate() {
        for width in 0..WIDTHS {
            for gap in 0..GAPS_OF[width] {
                for place in 0..PLACES {
                    let n = raw[at(width, gap, place)];
                    places[half(s) * WIDTHS + width][place] += n;
                    days[half(s) * WIDTHS + width][gap] += n;
                }
            }
        }
    }
    places.iter_mut().for_each(|p| normalise(p));
    days.iter_mut().for_each(|d| normalise(d));
    let drawn = |expected: f64, seen: f64, shape: f64| expected * (shape + seen) / (shape + expected);
    raw.iter()
        .enumerate()
        .map(|(s, raw)| {
            let mut out = vec![0.0; GEOMETRY];
            for width in 0..WIDTHS {
                let first = at(width, 0, 0);
                let all: f64 = raw[first..first + GAPS_OF[width] * PLACES].iter().sum();
                for place in 0..PLACES {
                    let seen: f64 = (0..GAPS_OF[width]).map(|gap| raw[at(width, gap, place)]).sum();
                    let expected = (all + 0.5) * places[half(s) * WIDTHS + width][place];
                    let here = drawn(expected, seen, PLACE_SHAPE);
                    for gap in 0..GAPS_OF[width] {
                        let expected = here * days[half(s) * WIDTHS + width][gap];
                        out[at(width, gap, place)] = drawn(expected, raw[at(width, gap, place)], DAY_SHAPE);
                    }
                }
            }
            out
        })
        .collect()
}

/// The share of a class of distance in a circle of 150 km.
fn area_share(class: usize) -> f64 {
    if class >= PLAIN {
        // Few places share a name.
        return 1e-3;
    }
    let end = |n: usize| DISTANCE_ENDS.get(n).copied().unwrap_or(150.0) / 150.0;
    let inner = if class == 0 { 0.0 } else { end(class - 1) };
    (end(class).powi(2) - inner.powi(2)).max(1e-5)
}
