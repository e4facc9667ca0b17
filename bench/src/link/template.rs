//! What generated worlds are made of: the real events of UCDP GED with their precision codes, and the rates of error that
//! the same files show.

use std::path::Path;

use anyhow::Result;
use corroborate::{Collection, Incident, Pool};
use datasets::read::Name;
use rustc_hash::FxHashMap;

/// Days of a block: clustering within a block stays, blocks are drawn at random.
pub(crate) const BLOCK: i32 = 28;

/// A real event.
pub(crate) struct Real {
    pub(crate) incident: Incident,
    /// Code of date precision, 1 to 5, and of place precision, 1 to 7.
    pub(crate) codes: (u8, u8),
}

/// The events of one country.
pub(crate) struct Region {
    pub(crate) events: Vec<Real>,
    /// Numbers of events by block of four weeks.
    pub(crate) blocks: Vec<Vec<u32>>,
    pub(crate) first: i32,
    /// Places of exactly placed events, sorted; a place stands there as often as it has events.
    pub(crate) places: Vec<(f64, f64)>,
    /// By exact point: its town's name, and another spelling of it that shares no word.
    pub(crate) names: FxHashMap<(u64, u64), (Name, Name)>,
    /// The one point at which UCDP puts all events of which only the district is known (code 3).
    districts: Vec<(f64, f64)>,
    /// The same of the first-level unit (code 4).
    provinces: Vec<(f64, f64)>,
    /// The same of the country (code 6).
    pub(crate) country: (f64, f64),
}

pub(crate) struct Template {
    pub(crate) regions: Vec<Region>,
    /// Logarithms of high over low of events with two and more sources whose reports differ.
    pub(crate) toll_errors: Vec<f64>,
    /// Share of such events among all with two and more sources.
    pub(crate) toll_differs: f64,
}

/// Radii of the mapping by code, which the generator shares with the reader.
pub(crate) const RADII: [f32; 8] = [0.0, 3.0, 25.0, 50.0, 150.0, 100.0, 500.0, 500.0];

fn nearest(points: &[(f64, f64)], lat: f64, lon: f64) -> Option<(f64, f64)> {
    let squared = |p: &(f64, f64)| (p.0 - lat).powi(2) + ((p.1 - lon) * lat.to_radians().cos()).powi(2);
    points.iter().min_by(|a, b| squared(a).total_cmp(&squared(b))).copied()
}

impl Region {
    /// The point of the unit that a code of precision 3, 4 or 6 names for a place.
    pub(crate) fn unit(&self, code: u8, lat: f64, lon: f64) -> (f64, f64) {
        match code {
            3 => nearest(&self.districts, lat, lon).unwrap_or((lat, lon)),
            4 => nearest(&self.provinces, lat, lon).unwrap_or((lat, lon)),
            _ => self.country,
        }
    }

    fn new(incidents: Vec<Incident>, pool: &mut Pool) -> Region {
        let code = |days: i32| match days {
            0 => 1,
            1..=5 => 2,
            6..=7 => 3,
            8..=31 => 4,
            _ => 5,
        };
        let events: Vec<Real> = incidents
            .into_iter()
            .filter_map(|incident| {
                let days = incident.days?;
                let radius = incident.point?.radius_km;
                let place = RADII.iter().position(|&r| r == radius).unwrap_or(1) as u8;
                Some(Real { incident, codes: (code(days.end - days.start), place) })
            })
            .collect();
        let points = |code: u8| {
            let mut points: Vec<(f64, f64)> = events
                .iter()
                .filter(|e| e.codes.1 == code)
                .filter_map(|e| e.incident.point.map(|p| (p.lat, p.lon)))
                .collect();
            points.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.total_cmp(&b.1)));
            points
        };
        let distinct = |code: u8| {
            let mut points = points(code);
            points.dedup();
            points
        };
        // The years in which the region's events are dense; sparse decades would only fill the calendar.
        let start = |e: &Real| e.incident.days.map_or(0, |d| d.start);
        let first = events.get(events.len() / 20).map_or(0, start);
        let mut blocks: Vec<Vec<u32>> = Vec::new();
        for (n, event) in events.iter().enumerate() {
            if let Ok(at) = usize::try_from((start(event) - first).div_euclid(BLOCK)) {
                blocks.resize(blocks.len().max(at + 1), Vec::new());
                blocks[at].push(n as u32);
            }
        }
        let places = points(1);
        let mut names = FxHashMap::default();
        for (incident, point) in
            events.iter().filter(|e| e.codes.1 == 1).filter_map(|e| Some((&e.incident, e.incident.point?)))
        {
            // Backwards and in one word: unlike every other name.
            let other: String = pool.names.text(incident.place).chars().rev().filter(|c| *c != ' ').collect();
            names
                .entry((point.lat.to_bits(), point.lon.to_bits()))
                .or_insert_with(|| (incident.place, pool.names.number(&other)));
        }
        let country = distinct(6).first().copied().or_else(|| places.first().copied()).unwrap_or((0.0, 0.0));
        Region {
            blocks,
            first,
            districts: distinct(3),
            provinces: distinct(4),
            country,
            places,
            names,
            events,
        }
    }
}

impl Template {
    /// Reads the two UCDP files of the benchmark folder.
    pub(crate) fn read(data: &Path) -> Result<(Template, Pool)> {
        let mut pool = Pool::default();
        let mut regions = Vec::new();
        let (mut toll_errors, mut several) = (Vec::new(), 0usize);
        for file in ["ucdp_ged_iraq_1989_2018_hdx.csv", "ucdp_ged_syria_20160101_20191130.csv"] {
            let path = data.join("ucdp").join(file);
            let table = datasets::read::read_path(&path, &Default::default())?;
            println!("{file}: {} rows, {} faults", table.rows.len(), table.faults.len());
            let sources = sources(&path)?;
            for row in &table.rows {
                let (Some(2..), Some(killed)) = (sources.get(&*row.id), row.tolls.killed) else { continue };
                several += 1;
                if killed.low != killed.high {
                    toll_errors
                        .push((f64::from(killed.high) + 0.5).ln() - (f64::from(killed.low) + 0.5).ln());
                }
            }
            let incidents = Collection::from_table(file, table, &mut pool).incidents;
            regions.push(Region::new(incidents, &mut pool));
        }
        toll_errors.sort_by(f64::total_cmp);
        let toll_differs = toll_errors.len() as f64 / several.max(1) as f64;
        println!(
            "tolls: {several} events with two and more sources, {toll_differs:.3} of them with differing figures"
        );
        Ok((Template { regions, toll_errors, toll_differs }, pool))
    }

    pub(crate) fn len(&self) -> usize {
        self.regions.iter().map(|r| r.events.len()).sum()
    }
}

/// By event id, how many sources UCDP used.
fn sources(path: &Path) -> Result<FxHashMap<String, i32>> {
    let mut reader = csv::Reader::from_path(path)?;
    let headings = reader.headers()?.clone();
    let column = |name: &str| headings.iter().position(|h| h == name);
    let (Some(id), Some(count)) = (column("id"), column("number_of_sources")) else {
        return Ok(FxHashMap::default());
    };
    let mut out = FxHashMap::default();
    for row in reader.records() {
        let row = row?;
        if let Ok(n) = row[count].parse() {
            out.insert(row[id].to_owned(), n);
        }
    }
    Ok(out)
}
