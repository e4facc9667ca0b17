//! The sort-merge join by day, latitude band and longitude: every pair whose days and places lie within each other's windows.

use std::sync::OnceLock;

use crate::item::{EARTH_KM, Item, chord2};
use crate::shelf::{Shelves, Spot, stretches};

/// How far apart two tellings of one event may lie, beyond what their own precision leaves open.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Gate {
    /// Days between the two intervals.
    pub days: i32,
    /// Kilometres.
    pub km: f64,
    /// Whether the radii of both places are added to `km` (a fixed window if not).
    pub by_precision: bool,
    /// No window is wider than this many kilometres.
    pub max_km: f64,
}

impl Default for Gate {
    fn default() -> Gate {
        Gate { days: 2, km: 20.0, by_precision: true, max_km: 600.0 }
    }
}

impl Gate {
    /// The same window for every pair.
    pub fn fixed(days: i32, km: f64) -> Gate {
        Gate { days, km, by_precision: false, max_km: km }
    }

    fn reach(&self, a: f32, b: f32) -> f64 {
        let wide = if self.by_precision { self.km + f64::from(a) + f64::from(b) } else { self.km };
        wide.min(self.max_km)
    }
}

const WIDTHS: [i32; 4] = [0, 6, 31, i32::MAX];
const DAY_UNITS: [i32; 4] = [1, 4, 32, 400];
const RADII: [f32; 3] = [30.0, 160.0, f32::INFINITY];
/// Records of one row and band below which bands are made wider.
const FEW: f64 = 12.0;

/// A country's name number, the first day and the position of an item.
type ByCountry = Vec<(u32, i32, u32)>;

/// One side of a join, sorted into groups of like width and radius.
#[derive(Debug)]
pub struct Index {
    items: Vec<Item>,
    /// Of the placed items, what windows are held against.
    spots: Vec<Spot>,
    /// By position, the number among the items given.
    numbers: Vec<u32>,
    groups: Vec<Shelves>,
    /// All items by country and first day, for claims without a place; made when the first of them asks.
    by_country: OnceLock<ByCountry>,
    /// Items without a place, by country and first day.
    unplaced: ByCountry,
    max_width: i32,
    /// First and last day on which a record begins.
    calendar: (i32, i32),
    gate: Gate,
    reach2: Reach,
    /// Least cosine of latitudes up to so many tenths of a degree.
    cosines: Vec<f64>,
}

/// Squared chords of windows by the sum of the radii, in whole kilometres, so that no pair needs a sine.
#[derive(Debug)]
struct Reach {
    by_km: Vec<f32>,
}

impl Reach {
    fn new(gate: &Gate) -> Reach {
        Reach { by_km: (0..=2048u16).map(|r| chord2(gate.reach(f32::from(r), 0.0))).collect() }
    }

    fn of(&self, radii: f32) -> f32 {
        self.by_km[(radii as usize).min(self.by_km.len() - 1)]
    }
}

impl Index {
    /// Sorts `items`; their order decides between equal keys.
    pub fn new(items: &[Item], gate: Gate) -> Index {
        let mut slots: Vec<Vec<u32>> = vec![Vec::new(); WIDTHS.len() * RADII.len()];
        let mut unplaced = Vec::new();
        for (n, item) in items.iter().enumerate() {
            if !item.placed() {
                unplaced.push((item.country, item.start, n as u32));
                continue;
            }
            let w = WIDTHS.iter().position(|&max| item.width() <= max).unwrap_or(WIDTHS.len() - 1);
            let r = match gate.by_precision {
                true => RADII.iter().position(|&max| item.radius <= max).unwrap_or(RADII.len() - 1),
                // With one window for all, radii do not matter.
                false => 0,
            };
            slots[w * RADII.len() + r].push(n as u32);
        }
        let mut numbers = Vec::with_capacity(items.len());
        let mut groups = Vec::new();
        for (slot, members) in slots.into_iter().enumerate().filter(|(_, m)| !m.is_empty()) {
            let (w, r) = (slot / RADII.len(), slot % RADII.len());
            let natural = (gate.reach(RADII[r].min(600.0), 0.0) / 111.0).clamp(0.1, 6.0);
            let (shelves, sorted) = Shelves::new(items, members, DAY_UNITS[w], natural, FEW, numbers.len());
            groups.push(shelves);
            numbers.extend(sorted);
        }
        let spots = numbers.iter().map(|&n| Spot::of(&items[n as usize])).collect();
        unplaced.sort_unstable();
        for entry in &mut unplaced {
            let at = numbers.len() as u32;
            numbers.push(std::mem::replace(&mut entry.2, at));
        }
        let starts = || items.iter().map(|i| i.start);
        Index {
            items: numbers.iter().map(|&n| items[n as usize]).collect(),
            spots,
            numbers,
            groups,
            by_country: OnceLock::new(),
            unplaced,
            max_width: items.iter().map(Item::width).max().unwrap_or(0),
            calendar: (starts().min().unwrap_or(0), starts().max().unwrap_or(0)),
            gate,
            reach2: Reach::new(&gate),
            cosines: (0..=900).map(|t| (f64::from(t) / 10.0).min(89.0).to_radians().cos()).collect(),
        }
    }

    /// By how many days to move `item` to see chance meetings instead of `shift`: a move that leads out of the calendar of the
    /// records would meet nothing, and is made twice as far the other way.
    pub fn within_calendar(&self, item: &Item, shift: i32) -> i32 {
        let (first, last) = self.calendar;
        let inside = |day: i32| (first..=last).contains(&day);
        let other = shift.saturating_mul(-2);
        let out = inside(item.start) && !inside(item.start.saturating_add(shift));
        if out && inside(item.start.saturating_add(other)) { other } else { shift }
    }

    /// The item at a position of the index.
    pub fn item(&self, at: u32) -> &Item {
        &self.items[at as usize]
    }

    /// By position of the index, the number among the items it was made of.
    pub fn numbers(&self) -> &[u32] {
        &self.numbers
    }

    fn by_country(&self) -> &ByCountry {
        self.by_country.get_or_init(|| {
            let mut all: ByCountry =
                self.items.iter().enumerate().map(|(n, i)| (i.country, i.start, n as u32)).collect();
            all.sort_unstable();
            all
        })
    }

    /// Calls `found` with the position and the squared chord (none without a place) of every record whose window and that
    /// of `item`, moved by `shift` days, meet; always in the same order. `hints` remembers where the last search ended.
    pub fn near(
        &self,
        item: &Item,
        shift: i32,
        hints: &mut Hints,
        mut found: impl FnMut(u32, &Item, Option<f32>),
    ) {
        let days = self.gate.days;
        let start = item.start.saturating_add(shift).saturating_sub(days);
        let end = item.end.saturating_add(shift).saturating_add(days);
        if !item.placed() {
            for_country(self.by_country(), item.country, start, end, self.max_width, |n| {
                let other = &self.items[n as usize];
                if other.start <= end && other.end >= start {
                    found(n, other, None);
                }
            });
            return;
        }
        let lat = f64::from(item.lat);
        let (mut last_km, mut degrees, mut around) = (-1.0, 0.0, [None; 2]);
        for (group, hint) in self.groups.iter().zip(&mut hints.at) {
            let km = self.gate.reach(item.radius, group.max_radius());
            if km != last_km {
                last_km = km;
                degrees = km / EARTH_KM * 180.0 / std::f64::consts::PI;
                let widest = self.cosines[(((lat.abs() + degrees) * 10.0).ceil() as usize).min(900)];
                around = stretches(f64::from(item.lon), degrees / widest * 1.01);
            }
            group.meet((start, end), group.bands(lat, degrees), &around, hint, |from, to| {
                for (n, spot) in self.spots[from..to].iter().enumerate() {
                    let c = chord_between(&item.xyz, &spot.xyz);
                    if spot.start <= end
                        && spot.end >= start
                        && c <= self.reach2.of(item.radius + spot.radius)
                    {
                        found((from + n) as u32, &self.items[from + n], Some(c));
                    }
                }
            });
        }
        if !self.unplaced.is_empty() {
            for_country(&self.unplaced, item.country, start, end, self.max_width, |n| {
                let other = &self.items[n as usize];
                if other.start <= end && other.end >= start {
                    found(n, other, None);
                }
            });
        }
    }
}

fn for_country(
    sorted: &[(u32, i32, u32)],
    country: u32,
    start: i32,
    end: i32,
    width: i32,
    mut visit: impl FnMut(u32),
) {
    if country == 0 {
        return;
    }
    let low = (country, start.saturating_sub(width), 0);
    let from = sorted.partition_point(|&entry| entry < low);
    for &(c, first, n) in &sorted[from..] {
        if c != country || first > end {
            break;
        }
        visit(n);
    }
}

/// Squared chord between two points of the unit sphere.
fn chord_between(a: &[f32; 3], b: &[f32; 3]) -> f32 {
    let (x, y, z) = (a[0] - b[0], a[1] - b[1], a[2] - b[2]);
    x * x + y * y + z * z
}

/// Where the last searches of a thread began, by group.
#[derive(Clone, Debug)]
pub struct Hints {
    at: [usize; WIDTHS.len() * RADII.len()],
}

impl Default for Hints {
    fn default() -> Hints {
        Hints { at: [0; WIDTHS.len() * RADII.len()] }
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use crate::item::NOWHERE;
    use proptest::prelude::*;

    pub(crate) fn item(lat: f32, lon: f32, radius: f32, start: i32, width: i32, n: u32) -> Item {
        let (phi, lambda) = (f64::from(lat).to_radians(), f64::from(lon).to_radians());
        Item {
            xyz: [phi.cos() * lambda.cos(), phi.cos() * lambda.sin(), phi.sin()].map(|v| v as f32),
            lat,
            lon,
            radius,
            start,
            end: start + width,
            path: 0,
            actors: [0; 4],
            best: u32::MAX,
            low: 0,
            high: 0,
            country: 1 + n % 2,
            place: 0,
            source: n,
            stratum: 0,
            fame: 0,
        }
    }

    #[test]
    fn a_move_out_of_the_calendar_goes_the_other_way() {
        let records: Vec<Item> = (0..100).map(|day| item(0.0, 0.0, 1.0, day, 0, day as u32)).collect();
        let index = Index::new(&records, Gate::default());
        let on = |day: i32, shift: i32| index.within_calendar(&item(0.0, 0.0, 1.0, day, 0, 0), shift);
        assert_eq!((on(50, 21), on(50, -21)), (21, -21));
        assert_eq!((on(95, 21), on(5, -14)), (-42, 28));
        // A claim outside the calendar has no chance meetings, and is given none.
        assert_eq!(on(400, 14), 14);
    }

    fn any_item() -> impl Strategy<Value = (f32, f32, f32, i32, i32)> {
        (
            prop_oneof![-1f32..1.0, -90f32..=90.0],
            prop_oneof![-1f32..1.0, 178f32..=180.0, -180f32..-178.0],
            prop_oneof![Just(NOWHERE), 0f32..20.0, 20f32..600.0],
            0i32..60,
            prop_oneof![Just(0i32), 0i32..8, 0i32..400],
        )
    }

    proptest! {
        #[test]
        fn the_join_finds_what_trying_all_pairs_finds(
            a in prop::collection::vec(any_item(), 0..30),
            b in prop::collection::vec(any_item(), 0..30),
            shift in -21i32..22,
        ) {
            let make = |v: &[(f32, f32, f32, i32, i32)]| {
                v.iter().enumerate().map(|(n, &(p, l, r, s, w))| item(p, l, r, s, w, n as u32)).collect::<Vec<_>>()
            };
            let (a, b) = (make(&a), make(&b));
            let gate = Gate::default();
            let index = Index::new(&b, gate);
            let mut hints = Hints::default();
            for left in &a {
                let mut got = Vec::new();
                index.near(left, shift, &mut hints, |_, other, _| got.push(other.source));
                got.sort_unstable();
                let mut want: Vec<u32> = b.iter().filter(|right| {
                    let days = right.start <= left.end + shift + gate.days && right.end >= left.start + shift - gate.days;
                    let near = if left.placed() && right.placed() {
                        chord_between(&left.xyz, &right.xyz) <= chord2(gate.reach((left.radius + right.radius).floor(), 0.0))
                    } else {
                        left.country == right.country
                    };
                    days && near
                }).map(|i| i.source).collect();
                want.sort_unstable();
                prop_assert_eq!(got, want);
            }
        }
    }
}
