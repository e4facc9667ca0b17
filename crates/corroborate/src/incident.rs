//! What is compared: incidents of two or more collections over one pool of names.

use std::cmp::Ordering;

use datasets::read::{
    ActorRef, Days, Name, Names, Point, Side, Table, Taxonomy, Toll, Tolls, TypePath, aliases, country_key,
    day_number, fold,
};
use record::{Effect, Event, Kind, Role};
use rustc_hash::FxHashMap;

/// One claim or one record, without any text: days, point and radius, type path, parties, losses, names by number.
pub type Incident = datasets::read::Row;

/// Names and types that all collections of a comparison share.
#[derive(Clone, Debug)]
pub struct Pool {
    /// Names of parties, places, countries, types, reporters.
    pub names: Names,
    /// Facets of types.
    pub taxonomy: Taxonomy,
    aliases: FxHashMap<String, String>,
}

impl Default for Pool {
    fn default() -> Pool {
        Pool { names: Names::default(), taxonomy: Taxonomy::shipped(), aliases: aliases() }
    }
}

impl Pool {
    /// The number by which a country is compared, whether its name or a code is written.
    pub(crate) fn country(&self, written: Name) -> Name {
        self.names.find(&country_key(self.names.text(written))).unwrap_or(written)
    }
}

/// Incidents of one source, in the order of their content.
#[derive(Clone, Debug)]
pub struct Collection {
    /// What to call it ("claims", "UCDP GED").
    pub label: String,
    /// The incidents; sorted by content, so that the order of the file shows nowhere.
    pub incidents: Vec<Incident>,
}

fn bits(v: f64) -> u64 {
    // Total order of floats as integers.
    let b = v.to_bits();
    if b >> 63 == 1 { !b } else { b | (1 << 63) }
}

/// The order of two incidents by what they say, whatever file and line they stand in.
pub fn content_order(names: &Names, a: &Incident, b: &Incident) -> Ordering {
    let place = |p: &Option<Point>| p.map(|p| (bits(p.lat), bits(p.lon), p.radius_km.to_bits()));
    let text = |n: Name| names.text(n);
    a.days
        .cmp(&b.days)
        .then_with(|| place(&a.point).cmp(&place(&b.point)))
        .then_with(|| a.id.cmp(&b.id))
        .then_with(|| a.path.cmp(&b.path))
        .then_with(|| a.tolls.killed.cmp(&b.tolls.killed))
        .then_with(|| a.tolls.injured.cmp(&b.tolls.injured))
        .then_with(|| a.tolls.killed_by_side.cmp(&b.tolls.killed_by_side))
        .then_with(|| {
            let actors = |i: &Incident| i.actors.map(|a| a.map(|a| (text(a.written), a.side)));
            actors(a).cmp(&actors(b))
        })
        .then_with(|| text(a.place).cmp(text(b.place)))
        .then_with(|| text(a.country).cmp(text(b.country)))
        .then_with(|| text(a.admin1).cmp(text(b.admin1)))
        .then_with(|| text(a.type_written).cmp(text(b.type_written)))
        .then_with(|| text(a.reporter).cmp(text(b.reporter)))
}

impl Collection {
    /// Sorts incidents by content.
    pub fn new(label: impl Into<String>, mut incidents: Vec<Incident>, pool: &Pool) -> Collection {
        incidents.sort_unstable_by(|a, b| content_order(&pool.names, a, b));
        Collection { label: label.into(), incidents }
    }

    /// The rows of a table, its names renumbered for `pool`.
    pub fn from_table(label: impl Into<String>, table: Table, pool: &mut Pool) -> Collection {
        let mut map: FxHashMap<Name, Name> = FxHashMap::default();
        let mut rows = table.rows;
        let names = &table.names;
        let mut renumber = |pool: &mut Pool, name: &mut Name| {
            *name = *map.entry(*name).or_insert_with(|| pool.names.number(names.text(*name)));
        };
        let mut paths: FxHashMap<TypePath, TypePath> = FxHashMap::default();
        for row in &mut rows {
            for name in
                [&mut row.country, &mut row.admin1, &mut row.place, &mut row.type_written, &mut row.reporter]
            {
                renumber(pool, name);
            }
            for actor in row.actors.iter_mut().flatten() {
                renumber(pool, &mut actor.written);
                renumber(pool, &mut actor.usual);
            }
            row.path = *paths.entry(row.path).or_insert_with(|| {
                let words: Vec<String> = table.taxonomy.words(row.path);
                pool.taxonomy.path(&words)
            });
        }
        for row in &rows {
            let key = country_key(pool.names.text(row.country));
            pool.names.number(&key);
        }
        Collection::new(label, rows, pool)
    }

    /// The claims among event records: aggregates and recalled events are left out, as they tell nothing of their own.
    pub fn from_events(label: impl Into<String>, events: &[Event], pool: &mut Pool) -> Collection {
        let incidents =
            events.iter().filter(|e| e.kind == Kind::Event).map(|e| from_event(e, pool)).collect::<Vec<_>>();
        Collection::new(label, incidents, pool)
    }

    /// How many incidents.
    pub fn len(&self) -> usize {
        self.incidents.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.incidents.is_empty()
    }
}

fn from_event(event: &Event, pool: &mut Pool) -> Incident {
    pool.names.number(&country_key(event.place.country.as_deref().unwrap_or_default()));
    let slack = i32::from(event.when.slack_days);
    let days = event.when.start.map(|start| {
        let start = day_number(start);
        let end = event.when.end.map_or(start, day_number).max(start);
        let exact = slack == 0 && event.when.precision == record::Precision::Day;
        Days { start: start - slack, end: end + slack, exact }
    });
    let point = match (event.place.lat, event.place.lon) {
        (Some(lat), Some(lon)) if lat.abs() <= 90.0 && lon.abs() <= 180.0 => {
            // Radii for a record without one follow its precision: exact, district, region, country.
            let radius = event.place.radius_km.unwrap_or(match event.place.precision {
                0 | 1 => 5.0,
                2 => 25.0,
                3 => 150.0,
                _ => 500.0,
            });
            Some(Point { lat, lon, radius_km: radius.clamp(0.0, 5000.0) as f32 })
        }
        _ => None,
    };
    let mut actors = [None; 4];
    let parties = event.actors.iter().filter(|a| a.role != Role::Other);
    for (slot, actor) in actors.iter_mut().zip(parties) {
        let folded = fold(&actor.name);
        let usual = pool.aliases.get(&folded).cloned().unwrap_or(folded);
        *slot = Some(ActorRef {
            written: pool.names.number(&actor.name),
            usual: pool.names.number(&usual),
            side: if actor.role == Role::Initiator { Side::A } else { Side::B },
        });
    }
    let type_written = match (&event.event_type.acled, &event.event_type.gtd) {
        (Some([a, b]), _) => format!("{a}/{b}"),
        (None, Some(gtd)) => gtd.clone(),
        (None, None) => String::new(),
    };
    let path = event.tactics.iter().find_map(|t| pool.taxonomy.tactic(t.as_str())).unwrap_or_default();
    Incident {
        line: 0,
        id: event.id.clone().unwrap_or_else(|| event.stable_id()).into(),
        days,
        point,
        country: pool.names.number(event.place.country.as_deref().unwrap_or_default()),
        admin1: pool.names.number(event.place.admin1.as_deref().unwrap_or_default()),
        place: pool.names.number(event.place.name.as_deref().unwrap_or_default()),
        path,
        type_written: pool.names.number(&type_written),
        reporter: pool.names.number(event.document.publisher.as_deref().unwrap_or_default()),
        actors,
        tolls: tolls(event),
    }
}

fn tolls(event: &Event) -> Tolls {
    let sum = |effect: Effect| {
        let mut total: Option<Toll> = None;
        for toll in event.toll.iter().filter(|t| t.effect == effect) {
            let low = u32::try_from(toll.low).unwrap_or(u32::MAX / 2);
            let high = toll.high.map_or(u32::MAX, |h| u32::try_from(h).unwrap_or(u32::MAX));
            let best = if high == u32::MAX { low } else { low / 2 + high / 2 + (low % 2 + high % 2) / 2 };
            let t = total.unwrap_or(Toll { low: 0, best: 0, high: 0 });
            total = Some(Toll {
                low: t.low.saturating_add(low),
                best: t.best.saturating_add(best),
                high: t.high.saturating_add(high),
            });
        }
        total
    };
    let of = |of: record::Of| {
        let mut counts = event.toll.iter().filter(|t| t.effect == Effect::Killed && t.of == of).peekable();
        counts.peek().is_some().then(|| {
            counts.map(|t| u32::try_from(t.low).unwrap_or(u32::MAX / 8)).fold(0, u32::saturating_add)
        })
    };
    Tolls {
        killed: sum(Effect::Killed),
        injured: sum(Effect::Injured),
        killed_by_side: [
            of(record::Of::Initiator),
            of(record::Of::Target),
            of(record::Of::Civilians),
            of(record::Of::Unknown),
        ],
    }
}
