//! Records of like width and radius, laid on shelves by days and latitude band and sorted by longitude within each, so that a
//! search goes straight to the few shelves that a window meets.

use crate::item::Item;

/// Records of one shelf among which a search by longitude pays; fewer are all looked at.
const FEW: usize = 8;
const LON_STEPS: f64 = 500_000.0;

/// What a window is held against: a third of an item, so that scanning passes over less memory.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Spot {
    pub(crate) xyz: [f32; 3],
    pub(crate) radius: f32,
    pub(crate) start: i32,
    pub(crate) end: i32,
}

impl Spot {
    pub(crate) fn of(item: &Item) -> Spot {
        Spot { xyz: item.xyz, radius: item.radius, start: item.start, end: item.end }
    }
}

/// Longitude in steps, west to east.
fn step(lon: f64) -> u32 {
    ((lon + 180.0) * (LON_STEPS / 360.0)).clamp(0.0, LON_STEPS) as u32
}

/// The latitude band that a latitude lies in; latitudes are not negative once 90 is added, so cutting is rounding down.
fn band_of(lat: f64, per_degree: f64) -> i32 {
    ((lat + 90.0) * per_degree) as i32
}

/// A group of records on its shelves.
#[derive(Debug)]
pub(crate) struct Shelves {
    /// Days of a row.
    unit: i32,
    /// Bands in a degree.
    per_degree: f64,
    max_width: i32,
    max_radius: f32,
    /// The rows that hold records, by days since 1970 over `unit`, ascending.
    rows: Vec<i32>,
    /// First and last band.
    bands: (i32, i32),
    /// By row and band, where the shelf begins among the group's records; one more entry at the end.
    begins: Vec<u32>,
    /// Longitude of each record, in steps.
    steps: Vec<u32>,
    /// Position in the index of the group's first record.
    first: usize,
}

/// A stretch of longitudes in steps.
pub(crate) type Stretch = (u32, u32);

impl Shelves {
    /// Lays out `members`, numbers of `items`; returns the shelves and the members in their order. A band is never smaller than
    /// `natural` degrees; bands of fewer than `crowd` records a row are not worth a shelf.
    pub(crate) fn new(
        items: &[Item],
        members: Vec<u32>,
        unit: i32,
        natural: f64,
        crowd: f64,
        first: usize,
    ) -> (Shelves, Vec<u32>) {
        let of = |n: u32| &items[n as usize];
        let row = |n: u32| of(n).start.div_euclid(unit);
        let mut rows: Vec<i32> = members.iter().map(|&n| row(n)).collect();
        rows.sort_unstable();
        rows.dedup();
        let (south, north) =
            members.iter().fold((90f32, -90f32), |(s, n), &m| (s.min(of(m).lat), n.max(of(m).lat)));
        let each = members.len() as f64 / rows.len().max(1) as f64;
        let band = natural.max(f64::from(north - south) * crowd / each).min(400.0);
        let per_degree = 1.0 / band;
        let bands = (band_of(f64::from(south), per_degree), band_of(f64::from(north), per_degree));
        let mut keys: Vec<(u64, u32)> = members
            .into_iter()
            .map(|n| {
                // 24 bits of rows, 13 of bands, 27 of longitude.
                let days = (row(n) + (1 << 22)).clamp(0, (1 << 24) - 1) as u64;
                let band = band_of(f64::from(of(n).lat), per_degree).clamp(0, (1 << 13) - 1) as u64;
                ((days << 40) | (band << 27) | u64::from(step(f64::from(of(n).lon))), n)
            })
            .collect();
        keys.sort_unstable();
        let wide = (bands.1 - bands.0 + 1).max(1) as usize;
        let mut begins = vec![0u32; rows.len() * wide + 1];
        let mut at = 0;
        for &(_, n) in &keys {
            while rows[at] != row(n) {
                at += 1;
            }
            let band = (band_of(f64::from(of(n).lat), per_degree) - bands.0).max(0) as usize;
            begins[at * wide + band.min(wide - 1) + 1] += 1;
        }
        for n in 1..begins.len() {
            begins[n] += begins[n - 1];
        }
        let shelves = Shelves {
            unit,
            per_degree,
            max_width: keys.iter().map(|&(_, n)| of(n).width()).max().unwrap_or(0),
            max_radius: keys.iter().map(|&(_, n)| of(n).radius).fold(0.0, f32::max),
            rows,
            bands,
            begins,
            steps: keys.iter().map(|&(k, _)| (k & ((1 << 27) - 1)) as u32).collect(),
            first,
        };
        (shelves, keys.into_iter().map(|(_, n)| n).collect())
    }

    /// The largest radius, in km.
    pub(crate) fn max_radius(&self) -> f32 {
        self.max_radius
    }

    /// The bands that `lat` and so many degrees around it meet.
    pub(crate) fn bands(&self, lat: f64, degrees: f64) -> (i32, i32) {
        let low = band_of((lat - degrees).max(-90.0), self.per_degree).max(self.bands.0);
        let high = band_of((lat + degrees).min(90.0), self.per_degree).min(self.bands.1);
        (low, high)
    }

    /// Calls `visit` with the first and the last position but one of records whose rows, bands and longitudes meet days, bands and
    /// stretches. `hint` remembers the row where the last search began.
    #[inline]
    pub(crate) fn meet(
        &self,
        (start, end): (i32, i32),
        (low, high): (i32, i32),
        stretches: &[Option<Stretch>; 2],
        hint: &mut usize,
        mut visit: impl FnMut(usize, usize),
    ) {
        let first = start.saturating_sub(self.max_width).div_euclid(self.unit);
        let last = end.div_euclid(self.unit);
        let mut at = advance(&self.rows, first, *hint);
        *hint = at;
        let wide = (self.bands.1 - self.bands.0 + 1).max(1) as usize;
        while at < self.rows.len() && self.rows[at] <= last {
            for band in low..=high {
                let shelf = at * wide + (band - self.bands.0) as usize;
                let (from, to) = (self.begins[shelf] as usize, self.begins[shelf + 1] as usize);
                if to - from <= FEW {
                    if from < to {
                        visit(self.first + from, self.first + to);
                    }
                    continue;
                }
                let steps = &self.steps[from..to];
                for &(west, east) in stretches.iter().flatten() {
                    let a = steps.partition_point(|&s| s < west);
                    let b = a + steps[a..].partition_point(|&s| s <= east);
                    if a < b {
                        visit(self.first + from + a, self.first + from + b);
                    }
                }
            }
            at += 1;
        }
    }
}

/// The first position whose row is not below `row`, searched outwards from `hint`.
fn advance(rows: &[i32], row: i32, hint: usize) -> usize {
    let mut at = hint.min(rows.len());
    // Visits go by day: the next is here or a few rows on.
    for _ in 0..4 {
        if at < rows.len() && rows[at] < row {
            at += 1;
        } else if at == 0 || rows[at - 1] < row {
            return at;
        } else {
            break;
        }
    }
    rows.partition_point(|&r| r < row)
}

/// One or two stretches of longitude around `lon`, cut at the date line.
pub(crate) fn stretches(lon: f64, reach: f64) -> [Option<Stretch>; 2] {
    let of = |west: f64, east: f64| Some((step(west), step(east)));
    if reach >= 179.0 {
        return [of(-180.0, 180.0), None];
    }
    let (west, east) = (lon - reach, lon + reach);
    if west < -180.0 {
        [of(-180.0, east), of(west + 360.0, 180.0)]
    } else if east > 180.0 {
        [of(west, 180.0), of(-180.0, east - 360.0)]
    } else {
        [of(west, east), None]
    }
}
