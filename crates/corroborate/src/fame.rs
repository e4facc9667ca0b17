//! Whether a point is a town that both sides know or a place that was named once. Two towns apart are two places; a town and a
//! point beside it that nothing else happened at are often one place told twice.

use rustc_hash::FxHashMap;

use crate::compare::{DISTANCES, RADII};
use crate::item::Item;

/// Classes of how many events both sides have at a point.
pub const FAME: usize = 4;
/// Cells: joint radius, distance, fame of the claim's point, of the record's.
pub const CELLS: usize = RADII * DISTANCES * FAME * FAME;
/// Pairs that equal shares count for, among matches and among chance pairs.
const PRIOR: f64 = 20.0;
/// No share counts for more or less than this many times the other.
const MOST: f64 = 16.0;

/// Hundredths of a degree, as one number.
pub(crate) fn point(item: &Item) -> u64 {
    let (lat, lon) =
        ((f64::from(item.lat) * 100.0).round() as i64, (f64::from(item.lon) * 100.0).round() as i64);
    ((lat + 9_000) as u64) << 32 | (lon + 18_000) as u64
}

/// Gives every item the class of its point: quarters of all placed items.
pub(crate) fn rank(left: &mut [Item], right: &mut [Item]) {
    // Points get numbers, so that each item is looked up once.
    let mut numbers: FxHashMap<u64, u32> = FxHashMap::default();
    let mut events: Vec<u32> = Vec::new();
    let points: Vec<u32> = left
        .iter()
        .chain(right.iter())
        .filter(|i| i.placed())
        .map(|item| {
            let n = *numbers.entry(point(item)).or_insert_with(|| {
                events.push(0);
                events.len() as u32 - 1
            });
            events[n as usize] += 1;
            n
        })
        .collect();
    let mut all: Vec<u32> = points.iter().map(|&n| events[n as usize]).collect();
    let ends: [u32; FAME - 1] = std::array::from_fn(|q| match all.len() {
        0 => 0,
        n => *all.select_nth_unstable(n * (q + 1) / FAME).1,
    });
    let placed = left.iter_mut().chain(right.iter_mut()).filter(|i| i.placed());
    for (item, n) in placed.zip(points) {
        item.fame = ends.iter().filter(|&&end| events[n as usize] > end).count() as u8;
    }
}

/// The cell of a pair, `place` being its class of radius and distance; none where a place is missing.
pub fn cell(place: usize, claim: u8, record: u8) -> Option<usize> {
    (place < RADII * DISTANCES).then(|| (place * FAME + usize::from(claim)) * FAME + usize::from(record))
}

/// By cell, how many times oftener the record's point has its fame among matches than among chance pairs, given the rest.
pub(crate) fn ratios(matches: &[f64], chance: &[u32]) -> Vec<f32> {
    let mut out = vec![1.0; CELLS];
    for (at, out) in out.chunks_mut(FAME).enumerate() {
        let of = at * FAME..(at + 1) * FAME;
        // The very same point has one fame.
        if (at / FAME).is_multiple_of(DISTANCES) {
            continue;
        }
        let chance: Vec<f64> = chance[of.clone()].iter().map(|&n| f64::from(n)).collect();
        let (m, c): (f64, f64) = (matches[of.clone()].iter().sum(), chance.iter().sum());
        for ((out, m1), c1) in out.iter_mut().zip(&matches[of]).zip(&chance) {
            let c1 = (c1 + PRIOR / FAME as f64) / (c + PRIOR);
            // Matches lean on what chance pairs look like.
            let m1 = (m1 + PRIOR * c1) / (m + PRIOR);
            *out = (m1 / c1).clamp(1.0 / MOST, MOST) as f32;
        }
    }
    out
}
