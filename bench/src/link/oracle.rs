//! What could be known at most: a linker that is told every true event — those that no list tells included — with its day,
//! place and figure, and the generator's own rates of error, and has to say only which telling tells which event. A linker
//! that sees the two lists alone knows far less: how much precision a given recall can have at most shows in the precision at
//! recall 0.79. (Its probability of a pair is that both tell one event, summed; these add up to some 5 % too little, as the two
//! lists are assigned apart, so its recall at p >= 0.5 is no bound.)

use corroborate::posterior::{Candidates, Edge, KEPT, posteriors};
use corroborate::{Collection, Incident};
use rustc_hash::FxHashMap;

use super::generate::{KEPT_CODES, KIND, NO_TOLL, OFF, PARTY, SAME_POINT, Truth, band, reaches};
use super::measure::{Said, score};
use super::template::{RADII, Template};
use super::worlds::World;

/// Odds of a telling's own event against none: every telling has one.
const CERTAIN: f64 = 1e6;

type Codes = (u8, u8);

struct Oracle<'a> {
    template: &'a Template,
    codes: FxHashMap<Codes, f64>,
    /// By day, the events of that day.
    days: Vec<Vec<u32>>,
    first: i32,
    events: &'a [Truth],
    /// By event, places within 25 and 100 km.
    around: Vec<[f64; 2]>,
    /// By region, how many exact events a point has.
    at_point: Vec<FxHashMap<(u64, u64), f64>>,
    parties: FxHashMap<[u32; 4], f64>,
    kinds: FxHashMap<u32, f64>,
    kept: f64,
}

fn parties(i: &Incident) -> [u32; 4] {
    i.actors.map(|a| a.map_or(0, |a| a.usual.0))
}

fn codes_of(i: &Incident) -> Codes {
    let days = i.days.map_or(0, |d| d.end - d.start);
    let date = match days {
        0 => 1,
        1..=5 => 2,
        6 => 3,
        7..=27 => 4,
        _ => 5,
    };
    let radius = i.point.map_or(0.0, |p| p.radius_km);
    (date, RADII.iter().position(|&r| r == radius).unwrap_or(1) as u8)
}

fn bits(p: (f64, f64)) -> (u64, u64) {
    (p.0.to_bits(), p.1.to_bits())
}

impl<'a> Oracle<'a> {
    fn new(template: &'a Template, events: &'a [Truth], mixed: bool) -> Oracle<'a> {
        let all: Vec<_> = template.regions.iter().flat_map(|r| &r.events).collect();
        let share = 1.0 / all.len() as f64;
        let mut codes: FxHashMap<Codes, f64> = FxHashMap::default();
        let mut parties_of: FxHashMap<[u32; 4], f64> = FxHashMap::default();
        let mut kinds: FxHashMap<u32, f64> = FxHashMap::default();
        for real in all {
            // UCDP's 6 stands at the country's point like 7.
            *codes.entry(real.codes).or_default() += share;
            *parties_of.entry(parties(&real.incident)).or_default() += share;
            *kinds.entry(u32::from_le_bytes(real.incident.path.0)).or_default() += share;
        }
        let first = events.iter().map(|e| e.day).min().unwrap_or(0);
        let last = events.iter().map(|e| e.day).max().unwrap_or(0);
        let mut days = vec![Vec::new(); (last - first + 1) as usize];
        for (n, e) in events.iter().enumerate() {
            days[(e.day - first) as usize].push(n as u32);
        }
        let mut cache: FxHashMap<(u32, u64, u64), [f64; 2]> = FxHashMap::default();
        let around = events
            .iter()
            .map(|e| {
                *cache.entry((e.region, e.lat.to_bits(), e.lon.to_bits())).or_insert_with(|| {
                    let region = &template.regions[e.region as usize];
                    [25.0, 100.0].map(|km| {
                        let near = &region.places[band(region, e.lat, km)];
                        near.iter().filter(|p| reaches(**p, e.lat, e.lon, km)).count() as f64
                    })
                })
            })
            .collect();
        let at_point = template
            .regions
            .iter()
            .map(|r| {
                let mut counts: FxHashMap<(u64, u64), f64> = FxHashMap::default();
                r.places.iter().for_each(|&p| *counts.entry(bits(p)).or_default() += 1.0);
                counts
            })
            .collect();
        Oracle {
            template,
            codes,
            days,
            first,
            events,
            around,
            at_point,
            parties: parties_of,
            kinds,
            kept: if mixed { KEPT_CODES } else { 1.0 },
        }
    }

    /// How likely the event is told with this place, per point or per square metre.
    fn place(&self, code: u8, lat: f64, lon: f64, n: u32) -> f64 {
        let e = &self.events[n as usize];
        let region = &self.template.regions[e.region as usize];
        match code {
            1 if (lat, lon) == (e.lat, e.lon) => SAME_POINT,
            1 => {
                let (dy, dx) = ((lat - e.lat) * 111.2, (lon - e.lon) * 111.2 * lat.to_radians().cos());
                let density =
                    (-(dx * dx + dy * dy) / (2.0 * OFF * OFF)).exp() / (std::f64::consts::TAU * OFF * OFF);
                (1.0 - SAME_POINT) * density * 1e-6
            }
            2 | 5 => {
                let near = self.around[n as usize][usize::from(code == 5)];
                let km = f64::from(RADII[usize::from(code)]);
                match near {
                    0.0 => f64::from(u8::from((lat, lon) == (e.lat, e.lon))),
                    _ if !reaches((lat, lon), e.lat, e.lon, km) => 0.0,
                    near => {
                        self.at_point[e.region as usize].get(&bits((lat, lon))).copied().unwrap_or(0.0) / near
                    }
                }
            }
            code => f64::from(u8::from(region.unit(code, e.lat, e.lon) == (lat, lon))),
        }
    }

    /// How likely the event is told so, but for day (uniform in the interval).
    fn likelihood(&self, telling: &Incident, n: u32) -> f64 {
        let Some(point) = telling.point else { return 0.0 };
        let e = &self.events[n as usize];
        let real = &self.template.regions[e.region as usize].events[e.event as usize];
        let (date, place) = codes_of(telling);
        let p = self.place(place, point.lat, point.lon, n);
        if p == 0.0 {
            return 0.0;
        }
        let same = if real.codes == (date, place) { self.kept } else { 0.0 };
        let codes = same + (1.0 - self.kept) * self.codes.get(&(date, place)).copied().unwrap_or(0.0);
        let (told, own) = (parties(telling), parties(&real.incident));
        let mut who = PARTY.1 * self.parties.get(&told).copied().unwrap_or(0.0);
        if told == own {
            who += 1.0 - PARTY.0 - PARTY.1;
        }
        if told == [own[0], 0, own[2], own[3]] {
            who += PARTY.0;
        }
        let (path, own) = (u32::from_le_bytes(telling.path.0), u32::from_le_bytes(real.incident.path.0));
        let mut kind = KIND.0 * self.kinds.get(&path).copied().unwrap_or(0.0);
        if path == own {
            kind += 1.0 - KIND.0 - KIND.1;
        }
        if path == 0 {
            kind += KIND.1;
        }
        p * codes * who * kind * self.toll(telling, e.killed)
    }

    fn toll(&self, telling: &Incident, killed: u32) -> f64 {
        let Some(toll) = telling.tolls.killed else { return NO_TOLL };
        let off = self.template.toll_off();
        let errors = &self.template.toll_errors;
        // Ratios that lead from the true figure to the told one, either way.
        let base = f64::from(killed) + 0.5;
        let (low, high) = ((f64::from(toll.best) / base).ln(), (f64::from(toll.best + 1) / base).ln());
        let between =
            |a: f64, b: f64| (errors.partition_point(|&e| e < b) - errors.partition_point(|&e| e < a)) as f64;
        let hits = between(low, high) + between(-high, -low);
        let same = if toll.best == killed { 1.0 - off } else { 0.0 };
        (1.0 - NO_TOLL) * (same + off * hits / (2.0 * errors.len().max(1) as f64))
    }

    /// The probability of the heaviest events of each telling, in competition: a list tells an event once at most.
    fn assign(&self, tellings: &Collection) -> (Candidates, Vec<f32>) {
        let mut c = Candidates {
            offsets: vec![0],
            rest_claims: Vec::new(),
            rest_records: vec![0.0; self.events.len()],
            ..Default::default()
        };
        let mut near: Vec<(f64, u32)> = Vec::new();
        for telling in &tellings.incidents {
            near.clear();
            if let Some(days) = telling.days {
                for day in days.start..=days.end {
                    let Some(events) = self.days.get((day - self.first).max(0) as usize) else { continue };
                    if day < self.first {
                        continue;
                    }
                    near.extend(
                        events.iter().map(|&n| (self.likelihood(telling, n), n)).filter(|l| l.0 > 0.0),
                    );
                }
            }
            near.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
            let top = near.first().map_or(1.0, |n| n.0);
            c.rest_claims.push(near.iter().skip(KEPT).map(|n| n.0 / top).sum::<f64>() * CERTAIN);
            let kept = near.iter().take(KEPT);
            c.edges.extend(kept.map(|&(l, n)| Edge {
                record: n,
                cell: 0,
                weight: (l / top * CERTAIN) as f32,
            }));
            c.offsets.push(c.edges.len() as u32);
        }
        let p = posteriors(&c, 2, 12);
        (c, p)
    }
}

/// Prints precision and recall of the oracle on a world; `possible` true pairs count.
pub(crate) fn run(template: &Template, world: &World, reachable: &[bool], mixed: bool) {
    let oracle = Oracle::new(template, &world.events, mixed);
    let (left, p) = oracle.assign(&world.claims);
    let (right, q) = oracle.assign(&world.records);
    let mut tellers: Vec<Vec<(u32, f32)>> = vec![Vec::new(); world.events.len()];
    for record in 0..right.claims() {
        for n in right.range(record) {
            if q[n] > 1e-3 {
                tellers[right.edges[n].record as usize].push((record as u32, q[n]));
            }
        }
    }
    let mut said = Said::default();
    for claim in 0..left.claims() {
        let mut pairs: Vec<(u32, f64)> = left
            .range(claim)
            .flat_map(|n| {
                let p = p[n];
                tellers[left.edges[n].record as usize]
                    .iter()
                    .map(move |&(r, q)| (r, f64::from(p) * f64::from(q)))
            })
            .collect();
        pairs.sort_by_key(|&(r, _)| r);
        pairs.dedup_by(|a, b| {
            let same = a.0 == b.0;
            if same {
                b.1 += a.1;
            }
            same
        });
        for (record, p) in pairs {
            said.add(p, world.truth[claim] == Some(record));
            if p >= 0.5 {
                said.link(p, world.truth[claim] == Some(record));
            }
        }
    }
    let s = score(&said, reachable.iter().filter(|&&r| r).count());
    println!(
        "    bound (a linker that knows all true events and the generator's rates): precision {:.3} recall {:.3} ({:.3} at recall 0.79) ECE {:.4} sum/true {:.3}",
        s.precision, s.recall, s.at_recall, s.ece, s.sum
    );
}
