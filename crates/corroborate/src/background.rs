//! What pairs look like that are not the same event: counted in shifted calendars and within each side.

use crate::compare::{ACTORS, DISTANCES, GAPS, PATTERNS, PLACES, RADII, TOLLS, TYPES};
use crate::model::{CELLS, Counts, GEOMETRY, Own, REST, SHIFTS, STRATA, normalise};

/// Classes of geometry by which neighbours across sides are scaled: very place, near, far or none; by same day or not.
pub const COMMON: usize = 6;

/// The class of a cell of day and place.
pub fn common_class(geometry: usize) -> usize {
    let (time, place) = (geometry / PLACES, geometry % PLACES);
    let distance = if place < RADII * DISTANCES { place % DISTANCES } else { DISTANCES };
    let near = if distance == 0 { 0 } else if distance < 6 { 1 } else { 2 };
    near * 2 + usize::from(time % GAPS > 0)
}

/// Shape of the gamma prior of a cell around the spread: spreads are right to within some 40 percent.
const SHAPE: f64 = 6.0;
/// Classes of geometry within which the other fields are counted: distance (one more for none), by same day or not.
const NEAR: usize = (DISTANCES + 1) * 2;

fn near_class(geometry: usize) -> usize {
    let (time, place) = (geometry / PLACES, geometry % PLACES);
    let distance = if place < RADII * DISTANCES { place % DISTANCES } else { DISTANCES };
    distance * 2 + usize::from(time % GAPS > 0)
}

/// How type, parties and toll spread within each class of geometry: type and parties jointly (chance neighbours share
/// both), toll beside them. Cells are far too many to be counted one by one: noise of thin cells would pass for matches.
struct Spread {
    who: Vec<[f64; TYPES * ACTORS]>,
    toll: Vec<[f64; TOLLS]>,
}

impl Spread {
    /// From counts by cell; thin classes lean on `base` with the strength of so many pairs.
    fn new(count: impl Fn(usize) -> f64, base: Option<&Spread>) -> Spread {
        const STRENGTH: f64 = 60.0;
        let mut spread = Spread { who: vec![[0.0; TYPES * ACTORS]; NEAR], toll: vec![[0.0; TOLLS]; NEAR] };
        for g in 0..GEOMETRY {
            let class = near_class(g);
            for rest in 0..REST {
                let n = count(g * REST + rest);
                if n > 0.0 {
                    spread.who[class][rest / TOLLS] += n;
                    spread.toll[class][rest % TOLLS] += n;
                }
            }
        }
        let mut all = ([0.1; TYPES * ACTORS], [0.1; TOLLS]);
        for class in 0..NEAR {
            all.0.iter_mut().zip(&spread.who[class]).for_each(|(a, v)| *a += v);
            all.1.iter_mut().zip(&spread.toll[class]).for_each(|(a, v)| *a += v);
        }
        normalise(&mut all.0);
        normalise(&mut all.1);
        for class in 0..NEAR {
            let (who, toll) = base.map_or((&all.0, &all.1), |b| (&b.who[class], &b.toll[class]));
            spread.who[class].iter_mut().zip(who).for_each(|(v, b)| *v += STRENGTH * b);
            spread.toll[class].iter_mut().zip(toll).for_each(|(v, b)| *v += STRENGTH * b);
            normalise(&mut spread.who[class]);
            normalise(&mut spread.toll[class]);
        }
        spread
    }

    fn of(&self, cell: usize) -> f64 {
        let class = near_class(cell / REST);
        let rest = cell % REST;
        self.who[class][rest / TOLLS] * self.toll[class][rest % TOLLS]
    }
}

/// Chance pairs by stratum and cell: those of the shifted calendars, and beside them the other events of the same day and
/// place that a shifted calendar cannot see, counted within each side.
pub(crate) fn background(counts: &Counts) -> (Vec<f32>, Vec<f32>) {
    let shifts = SHIFTS.len() as f64;
    let (raise, surplus) = neighbours(counts);
    let neighbour = Spread::new(|cell| surplus[cell], None);
    let pooled =
        Spread::new(|cell| (0..STRATA).map(|s| f64::from(counts.shifted[s * PATTERNS + cell])).sum(), None);
    let mut chance = vec![0f32; CELLS];
    let mut beside = vec![0f32; CELLS];
    for s in 0..STRATA {
        let shifted = &counts.shifted[s * PATTERNS..(s + 1) * PATTERNS];
        let pairs = &counts.pairs[s * PATTERNS..(s + 1) * PATTERNS];
        let spread = Spread::new(|cell| f64::from(shifted[cell]), Some(&pooled));
        for (g, &raise) in raise.iter().enumerate() {
            let cells = g * REST..(g + 1) * REST;
            let sum = |of: &[u32]| of[cells.clone()].iter().map(|&n| f64::from(n)).sum::<f64>();
            let (met, seen) = (sum(shifted), sum(pairs));
            if met + seen == 0.0 {
                continue;
            }
            let rate = (met + 0.5) / shifts;
            for cell in cells {
                // What the cell itself has counted, against a gamma prior around the spread.
                let expected = rate * shifts * spread.of(cell);
                let rate_here = (SHAPE + f64::from(shifted[cell])) * expected / (SHAPE + expected) / shifts;
                chance[s * PATTERNS + cell] = rate_here as f32;
                beside[s * PATTERNS + cell] = (rate * (raise - 1.0) * neighbour.of(cell)) as f32;
            }
        }
    }
    (chance, beside)
}

/// By geometry, how many times more pairs of different events the true calendar has than shifted ones; and the surplus by
/// cell.
fn neighbours(counts: &Counts) -> (Vec<f64>, Vec<f64>) {
    let shifts = SHIFTS.len() as f64;
    let mut raise = vec![1.0; GEOMETRY];
    let mut surplus = vec![0.0; PATTERNS];
    for (g, raise) in raise.iter_mut().enumerate() {
        let cells = g * REST..(g + 1) * REST;
        let sum = |of: &[u32]| of[cells.clone()].iter().map(|&n| f64::from(n)).sum::<f64>();
        let both = |f: &dyn Fn(&Own) -> f64| f(&counts.own[0]) + f(&counts.own[1]);
        let (own, shifted) = (both(&|o| sum(&o.pairs)), both(&|o| sum(&o.shifted)) / shifts);
        *raise = ((own + 2.0) / (shifted + 2.0)).max(1.0);
        for cell in cells {
            let more = |own: &Own| f64::from(own.pairs[cell]) - f64::from(own.shifted[cell]) / shifts;
            surplus[cell] = (more(&counts.own[0]) + more(&counts.own[1])).max(0.0);
        }
    }
    (raise, surplus)
}

