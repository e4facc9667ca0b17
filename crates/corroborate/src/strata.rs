//! Strata of the background: how dense a claim's place is, and whether its day and place are precise.

use rustc_hash::FxHashMap;

use crate::item::Item;
use crate::model::STRATA;

/// Classes of density.
pub const DENSITIES: usize = STRATA / 2;

/// Puts every claim and record into its stratum, by how many other records its place has over all time and by its precision;
/// `given` are the bounds of the classes of density, quantiles of the claims if there are none.
pub(crate) fn stratify(
    left: &mut [Item],
    right: &mut [Item],
    given: Option<[u32; DENSITIES - 1]>,
) -> [u32; DENSITIES - 1] {
    let cell = |i: &Item| ((i.lat * 10.0).floor() as i32, (i.lon * 10.0).floor() as i32);
    let mut density: FxHashMap<(i32, i32), u32> = FxHashMap::default();
    for item in right.iter().filter(|i| i.placed()) {
        *density.entry(cell(item)).or_default() += 1;
    }
    let of = |i: &Item| if i.placed() { density.get(&cell(i)).copied().unwrap_or(0) } else { 0 };
    let densities: Vec<u32> = left.iter().map(of).collect();
    let thresholds = given.unwrap_or_else(|| {
        let mut all = densities.clone();
        std::array::from_fn(|q| match all.len() {
            0 => 0,
            n => *all.select_nth_unstable(n * (q + 1) / DENSITIES).1,
        })
    });
    let put = |item: &mut Item, d: u32| {
        let class = thresholds.iter().filter(|&&t| d > t).count();
        let precise = item.placed() && item.radius <= 10.0 && item.width() == 0;
        item.stratum = (class + if precise { 0 } else { STRATA / 2 }) as u8;
    };
    left.iter_mut().zip(densities).for_each(|(item, d)| put(item, d));
    for item in right {
        // Not counting itself.
        let d = of(item).saturating_sub(1);
        put(item, d);
    }
    thresholds
}
