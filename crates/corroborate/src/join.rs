//! The sort-merge join by day, latitude band and longitude: every pair whose days and places lie within each other's windows.

use crate::item::{EARTH_KM, Item, chord2};

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
/// Records of one day and band among which a search by longitude pays.
const FEW: f64 = 12.0;
const LON_STEPS: f64 = 500_000.0;

/// Records of like width and radius, sorted by day, band and longitude.
#[derive(Debug, Default)]
struct Group {
    unit: i32,
    band: f64,
    max_width: i32,
    max_radius: f32,
    keys: Vec<u64>,
    /// Position in the index's items of the first record.
    first: usize,
}

/// One side of a join, sorted into groups.
#[derive(Debug)]
pub struct Index {
    items: Vec<Item>,
    groups: Vec<Group>,
    /// Records by country and first day: all of them, for claims without a place.
    by_country: Vec<(u32, i32, u32)>,
    /// Records without a place, by country and first day.
    unplaced: Vec<(u32, i32, u32)>,
    max_width: i32,
    /// First and last day on which a record begins.
    calendar: (i32, i32),
    gate: Gate,
    reach2: Reach,
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

fn key(bucket: i32, band: i32, lon: f64) -> u64 {
    // 24 bits of days, 13 of bands, 27 of longitude.
    let bucket = (bucket + (1 << 22)).clamp(0, (1 << 24) - 1) as u64;
    let band = band.clamp(0, (1 << 13) - 1) as u64;
    let lon = (((lon + 180.0) / 360.0).clamp(0.0, 1.0) * LON_STEPS) as u64;
    (bucket << 40) | (band << 27) | lon
}

fn band_of(lat: f64, height: f64) -> i32 {
    ((lat + 90.0) / height).floor() as i32
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
        let mut sorted = Vec::with_capacity(items.len());
        let mut groups = Vec::new();
        for (slot, members) in slots.into_iter().enumerate() {
            if members.is_empty() {
                continue;
            }
            let (w, r) = (slot / RADII.len(), slot % RADII.len());
            let unit = DAY_UNITS[w];
            let of = |n: &u32| &items[*n as usize];
            let natural = (gate.reach(RADII[r].min(600.0), 0.0) / 111.0).clamp(0.1, 6.0);
            // Few records a day need no bands: one search finds them all.
            let mut buckets: Vec<i32> = members.iter().map(|n| of(n).start.div_euclid(unit)).collect();
            buckets.sort_unstable();
            buckets.dedup();
            let (south, north) =
                members.iter().fold((90f32, -90f32), |(s, n), m| (s.min(of(m).lat), n.max(of(m).lat)));
            let crowd = members.len() as f64 / buckets.len() as f64;
            let band = natural.max(f64::from(north - south) * FEW / crowd).min(400.0);
            let mut keys: Vec<(u64, u32)> = members
                .iter()
                .map(|&n| {
                    let item = of(&n);
                    let lat = band_of(f64::from(item.lat), band);
                    (key(item.start.div_euclid(unit), lat, f64::from(item.lon)), n)
                })
                .collect();
            keys.sort_unstable();
            groups.push(Group {
                unit,
                band,
                max_width: members.iter().map(|n| of(n).width()).max().unwrap_or(0),
                max_radius: members.iter().map(|n| of(n).radius).fold(0.0, f32::max),
                keys: keys.iter().map(|&(k, _)| k).collect(),
                first: sorted.len(),
            });
            sorted.extend(keys.iter().map(|&(_, n)| items[n as usize]));
        }
        let placed = sorted.len();
        unplaced.sort_unstable();
        for (at, entry) in unplaced.iter_mut().enumerate() {
            sorted.push(items[entry.2 as usize]);
            entry.2 = (placed + at) as u32;
        }
        let mut by_country: Vec<(u32, i32, u32)> =
            sorted.iter().enumerate().map(|(n, i)| (i.country, i.start, n as u32)).collect();
        by_country.sort_unstable();
        let max_width = sorted.iter().map(Item::width).max().unwrap_or(0);
        let starts = || sorted.iter().map(|i| i.start);
        let calendar = (starts().min().unwrap_or(0), starts().max().unwrap_or(0));
        Index {
            items: sorted,
            groups,
            by_country,
            unplaced,
            max_width,
            calendar,
            gate,
            reach2: Reach::new(&gate),
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

    /// The items in the order of the index.
    pub fn items(&self) -> &[Item] {
        &self.items
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
        let (start, end) = (item.start.saturating_add(shift), item.end.saturating_add(shift));
        let days = self.gate.days;
        let meets =
            |other: &Item| other.start <= end.saturating_add(days) && other.end >= start.saturating_sub(days);
        if !item.placed() {
            for_country(&self.by_country, item.country, start, end, days, self.max_width, |n| {
                let other = &self.items[n as usize];
                if meets(other) {
                    found(n, other, None);
                }
            });
            return;
        }
        let mut slot = 0;
        for group in &self.groups {
            let km = self.gate.reach(item.radius, group.max_radius);
            let degrees = km / EARTH_KM * 180.0 / std::f64::consts::PI;
            let lat = f64::from(item.lat);
            let bands = band_of((lat - degrees).max(-90.0), group.band)
                ..=band_of((lat + degrees).min(90.0), group.band);
            let first = start.saturating_sub(days).saturating_sub(group.max_width).div_euclid(group.unit);
            let last = end.saturating_add(days).div_euclid(group.unit);
            let widest = (lat.abs() + degrees).min(89.0).to_radians().cos();
            let reach = degrees / widest * 1.01;
            let ranges = longitudes(f64::from(item.lon), reach);
            for bucket in first..=last {
                for band in bands.clone() {
                    for &(west, east) in ranges.iter().flatten() {
                        let low = key(bucket, band, west);
                        let high = key(bucket, band, east);
                        let mut at = gallop(&group.keys, low, hints.at(slot));
                        hints.set(slot, at);
                        slot += 1;
                        while at < group.keys.len() && group.keys[at] <= high {
                            let n = group.first + at;
                            let other = &self.items[n];
                            at += 1;
                            if !meets(other) {
                                continue;
                            }
                            let c = chord_between(item, other);
                            if c <= self.reach2.of(item.radius + other.radius) {
                                found(n as u32, other, Some(c));
                            }
                        }
                    }
                }
            }
        }
        if !self.unplaced.is_empty() {
            for_country(&self.unplaced, item.country, start, end, days, self.max_width, |n| {
                let other = &self.items[n as usize];
                if meets(other) {
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
    days: i32,
    width: i32,
    mut visit: impl FnMut(u32),
) {
    if country == 0 {
        return;
    }
    let low = (country, start.saturating_sub(days).saturating_sub(width), 0);
    let from = sorted.partition_point(|&entry| entry < low);
    for &(c, first, n) in &sorted[from..] {
        if c != country || first > end.saturating_add(days) {
            break;
        }
        visit(n);
    }
}

/// Squared chord between two places.
pub fn chord_between(a: &Item, b: &Item) -> f32 {
    let (x, y, z) = (a.xyz[0] - b.xyz[0], a.xyz[1] - b.xyz[1], a.xyz[2] - b.xyz[2]);
    x * x + y * y + z * z
}

/// One or two ranges of longitude around `lon`, cut at the date line.
fn longitudes(lon: f64, reach: f64) -> [Option<(f64, f64)>; 2] {
    if reach >= 179.0 {
        return [Some((-180.0, 180.0)), None];
    }
    let (west, east) = (lon - reach, lon + reach);
    if west < -180.0 {
        [Some((-180.0, east)), Some((west + 360.0, 180.0))]
    } else if east > 180.0 {
        [Some((west, 180.0)), Some((-180.0, east - 360.0))]
    } else {
        [Some((west, east)), None]
    }
}

/// The first position whose key is not below `low`, searched outwards from `hint`.
fn gallop(keys: &[u64], low: u64, hint: usize) -> usize {
    let n = keys.len();
    let hint = hint.min(n);
    let (mut a, mut b);
    if hint < n && keys[hint] < low {
        let mut step = 1;
        a = hint;
        b = hint + 1;
        while b < n && keys[b] < low {
            a = b;
            step *= 2;
            b = b.saturating_add(step).min(n);
        }
    } else {
        let mut step = 1;
        b = hint;
        a = hint.saturating_sub(1);
        while a > 0 && keys[a] >= low {
            b = a;
            step *= 2;
            a = a.saturating_sub(step);
        }
    }
    a + keys[a..b].partition_point(|&k| k < low)
}

/// Where the last searches of a thread ended.
#[derive(Clone, Debug)]
pub struct Hints {
    at: Vec<usize>,
}

impl Default for Hints {
    fn default() -> Hints {
        Hints { at: vec![0; 256] }
    }
}

impl Hints {
    fn at(&self, slot: usize) -> usize {
        self.at[slot % 256]
    }

    fn set(&mut self, slot: usize, at: usize) {
        self.at[slot % 256] = at;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::item::NOWHERE;
    use proptest::prelude::*;

    fn item(lat: f32, lon: f32, radius: f32, start: i32, width: i32, n: u32) -> Item {
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
                        chord_between(left, right) <= chord2(gate.reach((left.radius + right.radius).floor(), 0.0))
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
