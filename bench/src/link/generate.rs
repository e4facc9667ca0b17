//! Worlds with known truth: real UCDP events, resampled in blocks of four weeks so that their clustering in time, place and
//! actors stays, each told by two imperfect observers whose errors follow the precision codes they give.

use std::path::Path;

use anyhow::Result;
use corroborate::random::Random;
use corroborate::{Collection, Incident, Pool};
use datasets::read::{Days, Point, Toll, Tolls, TypePath};
use rustc_hash::FxHashMap;

use super::worlds::World;

const BLOCK: i32 = 28;
/// Share of true events that each list tells.
const TOLD: f64 = 0.6;

/// A real event.
struct Real {
    incident: Incident,
    /// Code of date precision, 1 to 5, and of place precision, 1 to 7.
    codes: (u8, u8),
}

struct Region {
    events: Vec<Real>,
    /// Numbers of events by block of four weeks.
    blocks: Vec<Vec<u32>>,
    first: i32,
    /// Places of exactly placed events, sorted, for neighbours.
    places: Vec<(f64, f64)>,
    /// The usual point of each first-level and second-level unit.
    country_point: (f64, f64),
}

pub(crate) struct Template {
    regions: Vec<Region>,
}

/// Radii of the mapping by code, which this generator shares with the reader.
const RADII: [f32; 8] = [0.0, 3.0, 25.0, 50.0, 150.0, 100.0, 500.0, 500.0];

impl Template {
    pub(crate) fn read(data: &Path) -> Result<(Template, Pool)> {
        let mut pool = Pool::default();
        let mut regions = Vec::new();
        for file in ["ucdp_ged_iraq_1989_2018_hdx.csv", "ucdp_ged_syria_20160101_20191130.csv"] {
            let path = data.join("ucdp").join(file);
            let table = datasets::read::read_path(&path, &Default::default())?;
            println!("{file}: {} rows, {} faults", table.rows.len(), table.faults.len());
            let collection = Collection::from_table(file, table, &mut pool);
            let events: Vec<Real> = collection
                .incidents
                .into_iter()
                .filter(|i| i.days.is_some() && i.point.is_some())
                .map(|incident| {
                    let days = incident.days.expect("filtered");
                    let date = match days.end - days.start {
                        0 => 1,
                        1..=5 => 2,
                        6..=7 => 3,
                        8..=31 => 4,
                        _ => 5,
                    };
                    let radius = incident.point.expect("filtered").radius_km;
                    let place = RADII.iter().position(|&r| r == radius).unwrap_or(1) as u8;
                    Real { incident, codes: (date, place) }
                })
                .collect();
            // The years in which the region's events are dense; sparse decades would only fill the calendar.
            let first = events[events.len() / 20].incident.days.expect("filtered").start;
            let mut blocks: Vec<Vec<u32>> = Vec::new();
            for (n, event) in events.iter().enumerate() {
                let at = (event.incident.days.expect("filtered").start - first).div_euclid(BLOCK);
                if let Ok(at) = usize::try_from(at) {
                    if blocks.len() <= at {
                        blocks.resize(at + 1, Vec::new());
                    }
                    blocks[at].push(n as u32);
                }
            }
            let mut places: Vec<(f64, f64)> = events
                .iter()
                .filter(|e| e.codes.1 == 1)
                .map(|e| e.incident.point.map(|p| (p.lat, p.lon)).expect("filtered"))
                .collect();
            places.sort_by(|a, b| a.partial_cmp(b).expect("finite"));
            places.dedup();
            let country_point = places[places.len() / 2];
            regions.push(Region { events, blocks, first, places, country_point });
        }
        Ok((Template { regions }, pool))
    }

    pub(crate) fn len(&self) -> usize {
        self.regions.iter().map(|r| r.events.len()).sum()
    }

    /// Two lists of `n` tellings each; with `whole` the last blocks are told to their end.
    pub(crate) fn draw(&self, n: usize, seed: u64, pool: &Pool, beyond: bool, whole: bool) -> World {
        let mut random = Random::new(seed);
        let mut told: [Vec<(Incident, u64)>; 2] = [Vec::with_capacity(n), Vec::with_capacity(n)];
        let mut epoch = [0i32; 2];
        let mut number = 0u64;
        let codes: Vec<(u8, u8)> =
            self.regions.iter().flat_map(|r| r.events.iter().map(|e| e.codes)).collect();
        // Blocks of both regions in turn, so that a list that ends early holds both.
        while told.iter().any(|t| t.len() < n) {
            for (r, region) in self.regions.iter().enumerate() {
                let block = &region.blocks[random.below(region.blocks.len())];
                let base = epoch[r];
                epoch[r] += BLOCK;
                let Some(&any) = block.first() else { continue };
                let of = |e: u32| region.events[e as usize].incident.days.expect("filtered").start;
                let begin = region.first + (of(any) - region.first).div_euclid(BLOCK) * BLOCK;
                for &e in block {
                    number += 1;
                    let real = &region.events[e as usize];
                    let truth = truth(real, base - begin, region, &mut random);
                    for list in &mut told {
                        if random.unit() < TOLD {
                            let id = random.bits();
                            let telling = tell(real, &truth, region, &codes, beyond, id, &mut random);
                            list.push((telling, number));
                        }
                    }
                }
            }
        }
        let [mut a, mut b] = told;
        if !whole {
            a.truncate(n);
            b.truncate(n);
        }
        // Ids are random, so the truth is kept by id.
        let of_event: FxHashMap<u64, Box<str>> = b.iter().map(|(i, e)| (*e, i.id.clone())).collect();
        let of_claim: FxHashMap<Box<str>, u64> = a.iter().map(|(i, e)| (i.id.clone(), *e)).collect();
        let claims = Collection::new("claims", a.into_iter().map(|t| t.0).collect(), pool);
        let records = Collection::new("records", b.into_iter().map(|t| t.0).collect(), pool);
        let at: FxHashMap<&str, u32> =
            records.incidents.iter().enumerate().map(|(n, i)| (&*i.id, n as u32)).collect();
        let truth = claims
            .incidents
            .iter()
            .map(|c| of_event.get(of_claim.get(&c.id)?).and_then(|id| at.get(&**id).copied()))
            .collect();
        World { truth, claims, records, events: number as usize }
    }
}

struct Truth {
    day: i32,
    lat: f64,
    lon: f64,
    killed: u32,
}

fn near(lat: f64, lon: f64, km: f64, random: &mut Random) -> (f64, f64) {
    let dy = random.normal() * km / 111.2;
    let dx = random.normal() * km / 111.2 / lat.to_radians().cos().max(0.1);
    ((lat + dy).clamp(-89.9, 89.9), (lon + dx).clamp(-179.9, 179.9))
}

/// What happened: a day within the real interval, a point within the real radius.
fn truth(real: &Real, shift: i32, region: &Region, random: &mut Random) -> Truth {
    let days = real.incident.days.expect("filtered");
    let point = real.incident.point.expect("filtered");
    let day = days.start + random.below((days.end - days.start + 1) as usize) as i32 + shift;
    let (lat, lon) = match real.codes.1 {
        1 => (point.lat, point.lon),
        2 => near(point.lat, point.lon, 8.0, random),
        _ => other_place(region, point.lat, point.lon, f64::from(point.radius_km), random),
    };
    Truth { day, lat, lon, killed: real.incident.tolls.killed.map_or(1, |t| t.best) }
}

/// A known place within `km`, as a coder would choose it; the point itself if there is none.
fn other_place(region: &Region, lat: f64, lon: f64, km: f64, random: &mut Random) -> (f64, f64) {
    let reach = km / 111.2;
    let from = region.places.partition_point(|p| p.0 < lat - reach);
    let to = region.places.partition_point(|p| p.0 <= lat + reach);
    for _ in 0..12 {
        if from >= to {
            break;
        }
        let p = region.places[from + random.below(to - from)];
        let (dy, dx) = (p.0 - lat, (p.1 - lon) * lat.to_radians().cos());
        if dy.hypot(dx) <= reach {
            return p;
        }
    }
    (lat, lon)
}

/// One observer's telling.
fn tell(
    real: &Real,
    truth: &Truth,
    region: &Region,
    codes: &[(u8, u8)],
    beyond: bool,
    id: u64,
    random: &mut Random,
) -> Incident {
    // Seven in ten keep the real event's precision; the others have that of some event.
    let (date, place) = if random.unit() < 0.7 { real.codes } else { codes[random.below(codes.len())] };
    let length = match date {
        1 => 1,
        2 => 2 + random.below(5) as i32,
        3 => 7,
        4 => 28,
        _ => 120,
    };
    let days = if length == 1 {
        // The code means the day itself. Beyond the codes: nine in ten; else mostly the day after, when it was reported.
        let u = random.unit();
        let off = if !beyond || u < 0.9 {
            0
        } else if u < 0.96 {
            1
        } else if u < 0.985 {
            -1
        } else {
            2
        };
        Days { start: truth.day + off, end: truth.day + off, exact: true }
    } else {
        let start = truth.day - random.below(length as usize) as i32;
        Days { start, end: start + length - 1, exact: date == 2 }
    };
    let (lat, lon) = match place {
        // The same gazetteer for three in four.
        1 if random.unit() < 0.75 => (truth.lat, truth.lon),
        1 => near(truth.lat, truth.lon, 2.0, random),
        2 => other_place(region, truth.lat, truth.lon, 25.0, random),
        3 => other_place(region, truth.lat, truth.lon, 50.0, random),
        4 => other_place(region, truth.lat, truth.lon, 150.0, random),
        5 => other_place(region, truth.lat, truth.lon, 100.0, random),
        _ => region.country_point,
    };
    let mut incident = real.incident.clone();
    incident.id = format!("{id:016x}").into();
    incident.line = 0;
    incident.days = Some(days);
    incident.point = Some(Point { lat, lon, radius_km: RADII[usize::from(place)] });
    let stranger = &region.events[random.below(region.events.len())].incident;
    let u = random.unit();
    if u < 0.04 {
        incident.actors[1] = None;
    } else if u < 0.07 {
        incident.actors = stranger.actors;
    }
    let u = random.unit();
    if u < 0.05 {
        incident.path = stranger.path;
    } else if u < 0.1 {
        incident.path = TypePath::default();
    }
    let best = if random.unit() < 0.55 {
        truth.killed
    } else {
        (f64::from(truth.killed.max(1)) * (0.5 * random.normal()).exp()).round() as u32
    };
    let spread = if random.unit() < 0.3 { best / 3 } else { 0 };
    let killed = (random.unit() >= 0.03).then_some(Toll { low: best - spread, best, high: best + spread });
    incident.tolls = Tolls { killed, ..Tolls::default() };
    incident
}
