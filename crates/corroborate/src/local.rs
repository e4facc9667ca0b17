//! How common what a claim says is where and when it says it: values that are rare around a claim tell more when a record
//! shares them (frequency-based weights, Winkler 1989), and a village says more than the capital.

use rustc_hash::FxHashMap;

use crate::compare::{ACTORS, EQUAL, Pattern, TOLLS, equal_toll};
use crate::crowd::{Crowded, crowded, nearness};
use crate::fame::point;
use crate::item::Item;
use crate::model::{BUSY, STRATA};
use crate::scan::Met;

/// Multipliers of the chance of a claim, by what a pair agrees on; each is one on average over the claims of its stratum.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Local {
    /// Chance records in the window.
    pub window: f32,
    /// Chance records at the very place.
    pub point: f32,
    /// Records with the claim's figure, for pairs whose figures are equal.
    pub toll: f32,
    /// Records with the claim's parties, for pairs that share two.
    pub parties: f32,
    /// Class of how many records the claim's point has, below [`BUSY`].
    pub busy: u8,
    /// Other events of the claim's own days.
    pub crowded: Crowded,
}

impl Local {
    /// How many times more chance pairs of a look the claim has than the mean claim of its stratum: of the shifted calendars, and
    /// of other events beside its own (whose parties are mostly the same anyway). `place` and `rest` are the looks of the two
    /// halves of a cell.
    pub(crate) fn times(&self, place: Look, rest: Look) -> (f32, f32) {
        let at = if place.point { self.point } else { self.window };
        let toll = if rest.equal { self.toll } else { 1.0 };
        let parties = if rest.parties { self.parties } else { 1.0 };
        let beside = CROWD * self.crowded.times(place.nearness, rest.alike) + (1.0 - CROWD) * at;
        (at * toll * parties, beside * toll)
    }
}

/// What of a pair's look the surroundings of a claim bear on.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Look {
    /// At the very point.
    point: bool,
    /// Class of nearness.
    nearness: u8,
    /// Equal figures.
    equal: bool,
    /// Both parties shared.
    parties: bool,
    /// Alike in type and parties.
    alike: bool,
}

impl Look {
    pub(crate) fn of(pattern: Pattern) -> Look {
        Look {
            point: pattern.distance() == Some(0),
            nearness: nearness(pattern),
            equal: EQUAL.contains(&pattern.toll),
            parties: pattern.actor == ACTORS - 1,
            alike: pattern.alike(),
        }
    }
}

/// Share of the crowd of the day itself in how many other events are beside a claim's; the rest is its usual surroundings.
const CROWD: f32 = 0.4;
/// Chance meetings that a stratum's mean counts for against a claim's own.
const WINDOW_PRIOR: f64 = 3.0;
/// Records at a point that the stratum's mean counts for.
const POINT_PRIOR: f64 = 1.0;
/// Records of a region and half-year that the overall frequency counts for.
const PARTY_PRIOR: f64 = 10.0;
/// Records that a uniform spread of figures counts for.
const TOLL_PRIOR: f64 = 0.5;
/// Days before and after a claim within which records at its point are counted, but for those next to its own day.
const SPAN: i32 = 90;
const NEXT: i32 = 7;
/// Days of a period of the frequencies of parties.
const PERIOD: i32 = 180;
/// No frequency counts for more or less than this many times the mean.
const MOST: f64 = 64.0;

/// A square of one degree (or a country) and half a year.
type Region = (i32, i32, i32);

fn region(item: &Item) -> Region {
    let cell = |v: f32| v.floor() as i32;
    match item.placed() {
        true => (cell(item.lat), cell(item.lon), item.start.div_euclid(PERIOD)),
        false => (i32::MAX, item.country as i32, item.start.div_euclid(PERIOD)),
    }
}

fn parties(item: &Item) -> [u32; 4] {
    let mut parties = item.actors;
    parties.sort_unstable();
    parties
}

/// The multipliers of every claim; `met` are its chance meetings, `mean_met` their means by stratum.
pub(crate) fn locals(left: &[Item], right: &[Item], met: &[Met], mean_met: &[f64; STRATA]) -> Vec<Local> {
    let crowds = crowded(met.iter().map(|m| m.crowd), left.iter().map(|i| i.stratum));
    let places = Places::new(right);
    let sides = Sides::new(right);
    let tolls = Tolls::new(right);
    let raw: Vec<[f64; 4]> = left
        .iter()
        .zip(met)
        .map(|(item, met)| {
            let mean = mean_met[usize::from(item.stratum)];
            [
                (f64::from(met.chance) + WINDOW_PRIOR) / (mean + WINDOW_PRIOR),
                if item.placed() { places.near(item) } else { 0.0 },
                if item.best == u32::MAX { 0.0 } else { tolls.share(item.best) },
                sides.share(item),
            ]
        })
        .collect();
    // Means over the claims, each weighed by its chance meetings; sums in the order of claims.
    let mut point = [(0.0, 0.0); STRATA];
    let mut party = [(0.0, 0.0); STRATA];
    let mut toll = [(0.0, 0.0); TOLLS];
    let add = |sum: &mut (f64, f64), value: f64, weight: f64| *sum = (sum.0 + value * weight, sum.1 + weight);
    for (item, raw) in left.iter().zip(&raw) {
        let s = usize::from(item.stratum);
        if item.placed() {
            add(&mut point[s], raw[1], 1.0);
        }
        add(&mut party[s], raw[3], raw[0]);
        if item.best != u32::MAX {
            add(&mut toll[equal_toll(item.best)], raw[2], raw[0]);
        }
    }
    let mean = |sum: (f64, f64)| if sum.1 > 0.0 { sum.0 / sum.1 } else { 0.0 };
    let times = |value: f64, mean: f64| {
        if mean > 0.0 { (value / mean).clamp(1.0 / MOST, MOST) as f32 } else { 1.0 }
    };
    let busy = busyness(left, &raw);
    left.iter()
        .zip(raw)
        .zip(crowds)
        .zip(busy)
        .map(|(((item, raw), crowded), busy)| {
            let s = usize::from(item.stratum);
            let at = mean(point[s]);
            Local {
                window: raw[0] as f32,
                point: if item.placed() {
                    ((raw[1] + POINT_PRIOR) / (at + POINT_PRIOR)) as f32
                } else {
                    raw[0] as f32
                },
                toll: if item.best == u32::MAX {
                    1.0
                } else {
                    times(raw[2], mean(toll[equal_toll(item.best)]))
                },
                parties: times(raw[3], mean(party[s])),
                busy,
                crowded,
            }
        })
        .collect()
}

/// The quarter of its stratum that each claim's point falls into.
fn busyness(left: &[Item], raw: &[[f64; 4]]) -> Vec<u8> {
    let ends: Vec<[f64; BUSY - 1]> = (0..STRATA)
        .map(|s| {
            let of = left.iter().zip(raw).filter(|(i, _)| usize::from(i.stratum) == s && i.placed());
            let mut all: Vec<f64> = of.map(|(_, raw)| raw[1]).collect();
            all.sort_unstable_by(f64::total_cmp);
            std::array::from_fn(|q| all.get(all.len() * (q + 1) / BUSY).copied().unwrap_or(0.0))
        })
        .collect();
    let class = |(item, raw): (&Item, &[f64; 4])| {
        ends[usize::from(item.stratum)].iter().filter(|&&end| raw[1] > end).count() as u8
    };
    left.iter().zip(raw).map(class).collect()
}

/// Days of the records by point.
struct Places {
    days: Vec<i32>,
    /// By point, where its days begin and end.
    of: FxHashMap<u64, (u32, u32)>,
}

impl Places {
    fn new(right: &[Item]) -> Places {
        let mut keys: Vec<(u64, i32)> =
            right.iter().filter(|i| i.placed()).map(|i| (point(i), i.start)).collect();
        keys.sort_unstable();
        let mut of: FxHashMap<u64, (u32, u32)> = FxHashMap::default();
        let mut at = 0;
        for same in keys.chunk_by(|a, b| a.0 == b.0) {
            of.insert(same[0].0, (at, at + same.len() as u32));
            at += same.len() as u32;
        }
        Places { days: keys.into_iter().map(|k| k.1).collect(), of }
    }

    fn near(&self, item: &Item) -> f64 {
        let Some(&(from, to)) = self.of.get(&point(item)) else { return 0.0 };
        let days = &self.days[from as usize..to as usize];
        let count = |from: i32, to: i32| {
            let below = |day: i32| days.partition_point(|&d| d < day);
            below(to) - below(from)
        };
        (count(item.start - SPAN, item.start - NEXT) + count(item.end + NEXT + 1, item.end + SPAN + 1)) as f64
    }
}

/// Parties of the records by region and period. Regions and parties have numbers, for shorter keys.
#[derive(Default)]
struct Sides {
    regions: FxHashMap<Region, u32>,
    parties: FxHashMap<[u32; 4], u32>,
    /// By region: all records.
    all: Vec<u32>,
    /// By parties: all records.
    anywhere: Vec<u32>,
    of: FxHashMap<(u32, u32), u32>,
    records: f64,
}

impl Sides {
    fn new(right: &[Item]) -> Sides {
        let mut sides = Sides { records: right.len() as f64, ..Sides::default() };
        for item in right {
            let (next_region, next_parties) = (sides.all.len() as u32, sides.anywhere.len() as u32);
            let region = *sides.regions.entry(region(item)).or_insert(next_region);
            let parties = *sides.parties.entry(parties(item)).or_insert(next_parties);
            for (counts, n) in [(&mut sides.all, region), (&mut sides.anywhere, parties)] {
                counts.resize(counts.len().max(n as usize + 1), 0);
                counts[n as usize] += 1;
            }
            *sides.of.entry((region, parties)).or_default() += 1;
        }
        sides
    }

    fn share(&self, item: &Item) -> f64 {
        let region = self.regions.get(&region(item));
        let parties = self.parties.get(&parties(item));
        let get = |n: Option<u32>| n.map_or(0.0, f64::from);
        let count = |counts: &[u32], n: Option<&u32>| get(n.map(|&n| counts[n as usize]));
        let anywhere = (count(&self.anywhere, parties) + 1.0) / (self.records + 1.0);
        let both = region.zip(parties).and_then(|(&r, &p)| self.of.get(&(r, p)).copied());
        (get(both) + PARTY_PRIOR * anywhere) / (count(&self.all, region) + PARTY_PRIOR)
    }
}

/// Figures of the records.
struct Tolls {
    counts: Vec<f64>,
    all: f64,
}

impl Tolls {
    fn new(right: &[Item]) -> Tolls {
        let mut counts = vec![TOLL_PRIOR; 1001];
        let mut all = TOLL_PRIOR * counts.len() as f64;
        for item in right.iter().filter(|i| i.best != u32::MAX) {
            counts[item.best.min(1000) as usize] += 1.0;
            all += 1.0;
        }
        Tolls { counts, all }
    }

    fn share(&self, best: u32) -> f64 {
        self.counts[best.min(1000) as usize] / self.all
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn item(day: i32, lat: f32, best: u32, party: u32) -> Item {
        Item {
            xyz: [0.0; 3],
            lat,
            lon: 0.0,
            radius: 1.0,
            start: day,
            end: day,
            path: 0,
            actors: [party, 9, 0, 0],
            best,
            low: best,
            high: best,
            country: 0,
            place: 0,
            source: 0,
            stratum: 0,
            fame: 0,
        }
    }

    #[test]
    fn rare_places_parties_and_figures_are_less_a_matter_of_chance() {
        // A town with many records of one group and toll 5; a village, a rare group, a toll of 7.
        let mut right: Vec<Item> = (0..200).map(|n| item(n % 100, 1.0, 5, 1)).collect();
        right.extend([item(50, 3.0, 7, 2), item(80, 1.0, 7, 2)]);
        let left = [item(50, 1.0, 5, 1), item(50, 3.0, 7, 2)];
        let l = locals(
            &left,
            &right,
            &[40, 1].map(|chance| Met { chance, crowd: Default::default() }),
            &[20.0; STRATA],
        );
        assert!(l[1].point < l[0].point && l[1].toll < l[0].toll && l[1].window < l[0].window, "{l:?}");
        assert!(l[0].parties > 0.9, "{l:?}");
        // The means are one, or weights would move as a whole.
        assert!((l[0].point + l[1].point - 2.0).abs() < 1e-3, "{l:?}");
    }
}
