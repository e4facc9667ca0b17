//! Worlds with known truth: real UCDP events, resampled in blocks of four weeks so that their clustering in time, place and
//! actors stays, each told by two imperfect observers whose errors follow the precision codes they give.
//!
//! Where the rates come from. *Data*: which codes occur; one point for each unit of codes 3, 4 and 6 (true of every row of
//! both files); towns that serve as reference for code 2 as often as they have events; how often and by how much figures of
//! killed differ between reports (events with two and more sources). *Assumed*, as no file tells them: each list tells six
//! in ten events, with the real event's codes (in mixed worlds, three in ten tellings with those of another event: there is
//! no source for that, so both are reported); three in four exact places are the same gazetteer point, others 2 km off; 4 % without the second party, 3 % with other parties; 5 % another type, 5 % none; 3 % no figure; a tenth name no place,
//! 2 % another, and over a third of all names are spelt otherwise in the second list.

use corroborate::random::Random;
use corroborate::{Collection, Incident, Pool};
use datasets::read::{Days, Name, Point, Toll, Tolls, TypePath};
use rustc_hash::FxHashMap;

use super::template::{BLOCK, RADII, Real, Region, Template};
use super::worlds::World;

/// Share of true events that each list tells.
const TOLD: f64 = 0.6;
/// In mixed worlds, share of tellings with the codes of the real event; the others have those of some event.
pub(crate) const KEPT_CODES: f64 = 0.7;
/// Share of exact places given as the same point; the others are [`OFF`] km (one sigma) away.
pub(crate) const SAME_POINT: f64 = 0.75;
pub(crate) const OFF: f64 = 2.0;
/// Shares without the second party, with other parties.
pub(crate) const PARTY: (f64, f64) = (0.04, 0.03);
/// Shares with another type, with none.
pub(crate) const KIND: (f64, f64) = (0.05, 0.05);
/// Shares of tellings without a name of the place, with another's; share of names that the lists spell so differently that
/// they share no word.
const NAME: (f64, f64, f64) = (0.1, 0.02, 0.35);
/// Share without a figure.
pub(crate) const NO_TOLL: f64 = 0.03;

/// What kind of world.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Kind {
    /// One exact date in ten is wrong by a day or two, beyond what the codes allow.
    pub(crate) beyond: bool,
    /// The last blocks are told to their end, so that the number of true events is known.
    pub(crate) whole: bool,
    /// Three tellings in ten have the precision codes of another event.
    pub(crate) mixed: bool,
    /// Blocks overlap by half: twice as many events a day.
    pub(crate) crowded: bool,
    /// No telling names its place.
    pub(crate) unnamed: bool,
    /// Which of the assumed errors are left out.
    pub(crate) without: Without,
}

/// An error of tellings whose rate no file tells.
#[derive(Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub(crate) enum Assumed {
    /// One exact place in four lies off by 2 km
    Points,
    /// Parties left out or others
    Parties,
    /// Types left out or others
    Types,
    /// Names of places left out, others, or spelt otherwise
    Names,
    /// Figures of killed left out
    Figures,
}

/// Assumed errors that a world does without.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Without {
    points: bool,
    parties: bool,
    types: bool,
    names: bool,
    figures: bool,
}

impl Without {
    pub(crate) fn new(list: &[Assumed]) -> Without {
        let has = |error| list.contains(&error);
        Without {
            points: has(Assumed::Points),
            parties: has(Assumed::Parties),
            types: has(Assumed::Types),
            names: has(Assumed::Names),
            figures: has(Assumed::Figures),
        }
    }
}

/// What happened.
#[derive(Clone, Copy)]
pub(crate) struct Truth {
    pub(crate) region: u32,
    pub(crate) event: u32,
    pub(crate) day: i32,
    pub(crate) lat: f64,
    pub(crate) lon: f64,
    pub(crate) killed: u32,
}

/// Days of an interval by its code.
pub(crate) fn length(code: u8, random: &mut Random) -> i32 {
    match code {
        1 => 1,
        2 => 2 + random.below(5) as i32,
        3 => 7,
        4 => 28,
        _ => 120,
    }
}

impl Template {
    /// Two lists of `n` tellings each.
    pub(crate) fn draw(&self, n: usize, seed: u64, pool: &Pool, kind: Kind) -> World {
        let Kind { whole, crowded, .. } = kind;
        let mut random = Random::new(seed);
        let mut told: [Vec<(Incident, u32)>; 2] = [Vec::with_capacity(n), Vec::with_capacity(n)];
        let mut epoch = vec![0i32; self.regions.len()];
        let mut events: Vec<Truth> = Vec::new();
        let codes: Vec<(u8, u8)> =
            self.regions.iter().flat_map(|r| r.events.iter().map(|e| e.codes)).collect();
        // Blocks of all regions in turn, so that a list that ends early holds all.
        while told.iter().any(|t| t.len() < n) {
            for (r, region) in self.regions.iter().enumerate() {
                let block = random.below(region.blocks.len());
                let base = epoch[r] - region.first - block as i32 * BLOCK;
                epoch[r] += if crowded { BLOCK / 2 } else { BLOCK };
                for &e in &region.blocks[block] {
                    let real = &region.events[e as usize];
                    let Some(truth) = truth(real, base, region, &mut random) else { continue };
                    let truth = Truth { region: r as u32, event: e, ..truth };
                    for (which, list) in told.iter_mut().enumerate() {
                        if random.unit() < TOLD {
                            let id = random.bits();
                            let telling = {
                                let mut telling = self.tell(real, &truth, &codes, kind, id, &mut random);
                                telling.place = self.named(&truth, &telling, kind, which, id);
                                telling
                            };
                            list.push((telling, events.len() as u32));
                        }
                    }
                    events.push(truth);
                }
            }
        }
        let [mut a, mut b] = told;
        if !whole {
            a.truncate(n);
            b.truncate(n);
        }
        // Ids are random, so the truth is kept by id.
        let event_of: FxHashMap<Box<str>, u32> =
            a.iter().chain(&b).map(|(i, e)| (i.id.clone(), *e)).collect();
        let claims = Collection::new("claims", a.into_iter().map(|t| t.0).collect(), pool);
        let records = Collection::new("records", b.into_iter().map(|t| t.0).collect(), pool);
        let told_by: FxHashMap<u32, u32> =
            records.incidents.iter().enumerate().map(|(n, i)| (event_of[&i.id], n as u32)).collect();
        let truth = claims.incidents.iter().map(|c| told_by.get(&event_of[&c.id]).copied()).collect();
        World { truth, claims, records, events }
    }

    /// One observer's telling.
    fn tell(
        &self,
        real: &Real,
        truth: &Truth,
        codes: &[(u8, u8)],
        Kind { beyond, mixed, without, .. }: Kind,
        id: u64,
        random: &mut Random,
    ) -> Incident {
        let region = &self.regions[truth.region as usize];
        let (date, place) =
            if !mixed || random.unit() < KEPT_CODES { real.codes } else { codes[random.below(codes.len())] };
        let length = length(date, random);
        let days = if length == 1 {
            // The code means the day itself. Beyond the codes: nine in ten; else mostly the day after, when it was reported.
            let u = random.unit();
            let off = match u {
                _ if !beyond || u < 0.9 => 0,
                _ if u < 0.96 => 1,
                _ if u < 0.985 => -1,
                _ => 2,
            };
            Days { start: truth.day + off, end: truth.day + off, exact: true }
        } else {
            let start = truth.day - random.below(length as usize) as i32;
            Days { start, end: start + length - 1, exact: date == 2 }
        };
        let (lat, lon) = match place {
            1 if random.unit() < SAME_POINT || without.points => (truth.lat, truth.lon),
            1 => near(truth.lat, truth.lon, OFF, random),
            2 | 5 => some_place(region, truth, f64::from(RADII[usize::from(place)]), random),
            code => region.unit(code, truth.lat, truth.lon),
        };
        let mut incident = real.incident.clone();
        incident.id = format!("{id:016x}").into();
        incident.line = 0;
        incident.days = Some(days);
        incident.point = Some(Point { lat, lon, radius_km: RADII[usize::from(place)] });
        let stranger = &region.events[random.below(region.events.len())].incident;
        // Numbers are drawn in any case, so that worlds differ in nothing else.
        let u = random.unit() + f64::from(u8::from(without.parties));
        if u < PARTY.0 {
            incident.actors[1] = None;
        } else if u < PARTY.0 + PARTY.1 {
            incident.actors = stranger.actors;
        }
        let u = random.unit() + f64::from(u8::from(without.types));
        if u < KIND.0 {
            incident.path = stranger.path;
        } else if u < KIND.0 + KIND.1 {
            incident.path = TypePath::default();
        }
        incident.tolls =
            Tolls { killed: self.toll(truth.killed, without.figures, random), ..Tolls::default() };
        incident
    }

    /// The name a telling gives its place: that of the town it means. The town of an exact place keeps its name though the
    /// telling's point may lie off it; inexact places have the name of the town told instead, units have none.
    fn named(&self, truth: &Truth, telling: &Incident, kind: Kind, list: usize, id: u64) -> Name {
        let region = &self.regions[truth.region as usize];
        let Some(point) = telling.point.filter(|_| !kind.unnamed) else { return Name::default() };
        let exact = point.radius_km == RADII[1];
        let at = if exact { (truth.lat, truth.lon) } else { (point.lat, point.lon) };
        let Some(&(name, other)) = region.names.get(&(at.0.to_bits(), at.1.to_bits())) else {
            return Name::default();
        };
        if kind.without.names {
            return name;
        }
        // Numbers of its own, so that worlds are the same with and without names.
        let mut random = Random::new(id);
        if random.unit() < NAME.0 {
            return Name::default();
        }
        if random.unit() < NAME.1 {
            let stranger = region.places[random.below(region.places.len())];
            return region.names.get(&(stranger.0.to_bits(), stranger.1.to_bits())).map_or(name, |n| n.0);
        }
        let spelt_otherwise = Random::new(u64::from(name.0)).unit() < NAME.2;
        if list == 1 && spelt_otherwise { other } else { name }
    }

    /// Share of tellings whose figure is off: two tellings then differ as often as reports of one event do.
    pub(crate) fn toll_off(&self) -> f64 {
        1.0 - (1.0 - self.toll_differs).sqrt()
    }

    fn toll(&self, killed: u32, always: bool, random: &mut Random) -> Option<Toll> {
        let mut best = killed;
        if random.unit() < self.toll_off() {
            let error = self.toll_errors[random.below(self.toll_errors.len())];
            let sign = if random.unit() < 0.5 { -1.0 } else { 1.0 };
            best = ((f64::from(killed) + 0.5) * (sign * error).exp()).floor().min(1e6) as u32;
        }
        let spread = if random.unit() < self.toll_differs { best / 3 } else { 0 };
        (random.unit() >= NO_TOLL || always).then_some(Toll { low: best - spread, best, high: best + spread })
    }
}

pub(crate) fn near(lat: f64, lon: f64, km: f64, random: &mut Random) -> (f64, f64) {
    let dy = random.normal() * km / 111.2;
    let dx = random.normal() * km / 111.2 / lat.to_radians().cos().max(0.1);
    ((lat + dy).clamp(-89.9, 89.9), (lon + dx).clamp(-179.9, 179.9))
}

/// What happened: a day within the real interval, a point that the real code allows.
fn truth(real: &Real, shift: i32, region: &Region, random: &mut Random) -> Option<Truth> {
    let days = real.incident.days?;
    let point = real.incident.point?;
    let day = days.start + random.below((days.end - days.start + 1) as usize) as i32 + shift;
    let killed = real.incident.tolls.killed.map_or(1, |t| t.best);
    let given = Truth { region: 0, event: 0, day, lat: point.lat, lon: point.lon, killed };
    let radius = f64::from(point.radius_km);
    let (lat, lon) = match real.codes.1 {
        1 => (point.lat, point.lon),
        2 => near(point.lat, point.lon, 8.0, random),
        5 => some_place(region, &given, radius, random),
        code => {
            // A place of the unit whose point the real event has.
            let mut place = some_place(region, &given, radius, random);
            for _ in 0..8 {
                if region.unit(code, place.0, place.1) == (point.lat, point.lon) {
                    break;
                }
                place = some_place(region, &given, radius, random);
            }
            place
        }
    };
    Some(Truth { lat, lon, ..given })
}

/// Whether a place lies within `km` of another.
pub(crate) fn reaches(p: (f64, f64), lat: f64, lon: f64, km: f64) -> bool {
    (p.0 - lat).hypot((p.1 - lon) * lat.to_radians().cos()) <= km / 111.2
}

/// Where the places that may lie within `km` stand among the sorted ones.
pub(crate) fn band(region: &Region, lat: f64, km: f64) -> std::ops::Range<usize> {
    let reach = km / 111.2;
    region.places.partition_point(|p| p.0 < lat - reach)
        ..region.places.partition_point(|p| p.0 <= lat + reach)
}

/// A known place within `km`, the likelier the more events it has; the point itself if there is none.
fn some_place(region: &Region, truth: &Truth, km: f64, random: &mut Random) -> (f64, f64) {
    let band = band(region, truth.lat, km);
    for _ in 0..40 {
        if band.is_empty() {
            break;
        }
        let p = region.places[band.start + random.below(band.len())];
        if reaches(p, truth.lat, truth.lon, km) {
            return p;
        }
    }
    (truth.lat, truth.lon)
}
