//! Rows out of cells.

use std::borrow::Cow;

use rustc_hash::FxHashMap;

use super::date::DateOrder;
use super::mapping::{Effect, Mapping};
use super::row::{ActorRef, Row, Side, Toll, TollOf, Tolls, TypePath};
use super::{Fault, FaultKind, Name, Names, Table, Taxonomy, aliases, fold};

/// Where the file has the columns of a mapping.
#[derive(Default)]
struct Places {
    id: Option<usize>,
    start: Option<usize>,
    end: Option<usize>,
    year: Option<usize>,
    month: Option<usize>,
    day: Option<usize>,
    date_precision: Option<usize>,
    latitude: Option<usize>,
    longitude: Option<usize>,
    radius_km: Option<usize>,
    place_precision: Option<usize>,
    country: Option<usize>,
    admin1: Option<usize>,
    place: Option<usize>,
    reporter: Option<usize>,
    kinds: Vec<usize>,
    actors: Vec<(usize, Side)>,
    tolls: Vec<(Effect, TollOf, [Option<usize>; 3])>,
}

/// A date that waits for the file's order of day and month.
pub(super) struct Waiting {
    pub(super) row: usize,
    pub(super) end: bool,
    pub(super) date: (i16, i8, i8),
}

/// Makes rows of cells.
pub(crate) struct Builder {
    headings: Vec<String>,
    pub(super) mapping: Mapping,
    places: Places,
    pub(super) order: Option<DateOrder>,
    names: Names,
    taxonomy: Taxonomy,
    types: FxHashMap<String, TypePath>,
    type_cache: FxHashMap<Name, Option<TypePath>>,
    aliases: FxHashMap<String, String>,
    usual: FxHashMap<Name, Name>,
    ids: FxHashMap<Box<str>, u32>,
    pub(super) rows: Vec<Row>,
    faults: Vec<Fault>,
    pub(super) waiting: Vec<Waiting>,
    pub(super) first: [usize; 2],
}

impl Builder {
    pub(crate) fn new(headings: &[String], mapping: Mapping, order: Option<DateOrder>) -> Builder {
        let folded: Vec<String> = headings.iter().map(|h| h.trim().to_lowercase()).collect();
        let at = |names: &[String]| names.iter().find_map(|n| folded.iter().position(|h| h == n));
        let c = &mapping.columns;
        let places = Places {
            id: at(&c.id),
            start: at(&c.start),
            end: at(&c.end),
            year: at(&c.year),
            month: at(&c.month),
            day: at(&c.day),
            date_precision: at(&c.date_precision),
            latitude: at(&c.latitude),
            longitude: at(&c.longitude),
            radius_km: at(&c.radius_km),
            place_precision: at(&c.place_precision),
            country: at(&c.country),
            admin1: at(&c.admin1),
            place: at(&c.place),
            reporter: at(&c.reporter),
            kinds: c.kind.iter().filter_map(|n| folded.iter().position(|h| h == n)).collect(),
            actors: mapping.actors.iter().filter_map(|a| Some((at(&a.columns)?, a.side))).collect(),
            tolls: mapping
                .tolls
                .iter()
                .map(|t| (t.effect, t.of, [at(&t.low), at(&t.best), at(&t.high)]))
                .filter(|(_, _, columns)| columns[1].is_some())
                .collect(),
        };
        let mut taxonomy = Taxonomy::shipped();
        let types =
            mapping.types.iter().map(|(name, path)| (name.to_lowercase(), taxonomy.path(path))).collect();
        Builder {
            headings: headings.to_vec(),
            mapping,
            places,
            order,
            names: Names::default(),
            taxonomy,
            types,
            type_cache: FxHashMap::default(),
            aliases: aliases(),
            usual: FxHashMap::default(),
            ids: FxHashMap::default(),
            rows: Vec::new(),
            faults: Vec::new(),
            waiting: Vec::new(),
            first: [0, 0],
        }
    }

    pub(crate) fn fault(&mut self, line: u32, kind: FaultKind, value: &str) {
        let value = value.chars().take(40).collect::<String>().into();
        self.faults.push(Fault { line, kind, value });
    }

    fn text<'a>(&mut self, line: u32, bytes: &'a [u8]) -> Cow<'a, str> {
        match std::str::from_utf8(bytes) {
            Ok(text) => Cow::Borrowed(text.trim()),
            Err(_) => {
                // The upper half of Windows-1252 is Latin-1 but for 0x80-0x9F, which names of places and persons hardly hold.
                let text: String = bytes.iter().map(|&b| char::from(b)).collect();
                self.fault(line, FaultKind::Encoding, &text);
                Cow::Owned(text.trim().to_owned())
            }
        }
    }

    /// Adds a row whose cells `cell` gives by column.
    pub(crate) fn row<'a>(&mut self, line: u32, cell: impl Fn(usize) -> &'a [u8]) {
        let get = |this: &mut Builder, at: Option<usize>| match at {
            Some(at) => this.text(line, cell(at)),
            None => Cow::Borrowed(""),
        };
        let at = std::mem::take(&mut self.places);
        let index = self.rows.len();

        let id = get(self, at.id);
        let id: Box<str> = if id.is_empty() { format!("line {line}").into() } else { id.into_owned().into() };
        if self.ids.insert(id.clone(), line).is_some() {
            self.fault(line, FaultKind::IdRepeated, &id);
        }

        let days = if at.start.is_some() {
            let (start, end) = (get(self, at.start), get(self, at.end));
            self.interval(line, index, &start, &end)
        } else {
            let (y, m, d) = (get(self, at.year), get(self, at.month), get(self, at.day));
            self.parts(line, &y, &m, &d)
        };
        let code = get(self, at.date_precision);
        let days = days.map(|d| self.widen(line, d, at.date_precision.is_some(), &code));

        let country = get(self, at.country);
        let (lat, lon) = (get(self, at.latitude), get(self, at.longitude));
        let radius = get(self, at.radius_km);
        let code = get(self, at.place_precision);
        let point = self.point(line, &lat, &lon, &radius, at.place_precision.is_some(), &code);

        let mut written = String::new();
        for &column in &at.kinds {
            let part = get(self, Some(column));
            if !part.is_empty() {
                if !written.is_empty() {
                    written.push('/');
                }
                written.push_str(&part);
            }
        }
        let (type_written, path) = self.kind(line, &written);

        let mut actors = [None; 4];
        let mut n = 0;
        for &(column, side) in &at.actors {
            let name = get(self, Some(column));
            if self.told(&name) && n < actors.len() {
                actors[n] = Some(self.actor(&name, side));
                n += 1;
            }
        }
        let mut tolls = Tolls::default();
        for &(effect, of, columns) in &at.tolls {
            let cells = columns.map(|c| get(self, c));
            self.toll(line, effect, of, &cells, &mut tolls);
        }
        let country = self.names.number(&country);
        let admin1 = get(self, at.admin1);
        let admin1 = self.names.number(&admin1);
        let place = get(self, at.place);
        let place = if self.told(&place) { self.names.number(&place) } else { Name::default() };
        let reporter = get(self, at.reporter);
        let reporter = self.names.number(&reporter);
        self.rows.push(Row {
            line,
            id,
            days,
            point,
            country,
            admin1,
            place,
            path,
            type_written,
            reporter,
            actors,
            tolls,
        });
        self.places = at;
    }

    /// Whether a cell names a party or a place.
    fn told(&self, name: &str) -> bool {
        !name.is_empty() && !self.mapping.defaults.not_told.iter().any(|n| n.eq_ignore_ascii_case(name))
    }

    fn kind(&mut self, line: u32, written: &str) -> (Name, TypePath) {
        let name = self.names.number(written);
        if !name.is_some() {
            return (name, TypePath::default());
        }
        let path = match self.type_cache.get(&name) {
            Some(&path) => path,
            None => {
                let path = self.type_path(&written.to_lowercase());
                self.type_cache.insert(name, path);
                path
            }
        };
        if path.is_none() && !self.types.is_empty() {
            self.fault(line, FaultKind::TypeUnknown, written);
        }
        (name, path.unwrap_or_default())
    }

    /// The path of a type: as it stands, without its last part, or (for codes of digits) by its first digits.
    fn type_path(&self, written: &str) -> Option<TypePath> {
        let mut text = written.strip_suffix(".0").unwrap_or(written);
        loop {
            if let Some(&path) = self.types.get(text) {
                return Some(path);
            }
            let cut = match text.rfind('/') {
                Some(at) => at,
                None if text.len() > 1 && text.bytes().all(|b| b.is_ascii_digit()) => text.len() - 1,
                None => return None,
            };
            text = &text[..cut];
        }
    }

    fn actor(&mut self, name: &str, side: Side) -> ActorRef {
        let written = self.names.number(name);
        let usual = match self.usual.get(&written) {
            Some(&usual) => usual,
            None => {
                let folded = fold(name);
                let usual = self.aliases.get(&folded).unwrap_or(&folded).clone();
                let usual = self.names.number(&usual);
                self.usual.insert(written, usual);
                usual
            }
        };
        ActorRef { written, usual, side }
    }

    fn toll(&mut self, line: u32, effect: Effect, of: TollOf, cells: &[Cow<'_, str>; 3], tolls: &mut Tolls) {
        let mut values = [None; 3];
        for (value, text) in values.iter_mut().zip(cells) {
            if text.is_empty() {
                continue;
            }
            match text.parse::<f64>() {
                Ok(v) if (0.0..1e9).contains(&v) => *value = Some(v.round() as u32),
                // GTD and ACLED write -9 and -99 for "not known".
                Ok(v) if v == -9.0 || v == -99.0 => {}
                _ => self.fault(line, FaultKind::TollUnreadable, text),
            }
        }
        let [low, best, high] = values;
        let Some(middle) = best.or(low).or(high) else { return };
        let (low, high) = (low.unwrap_or(middle), high.unwrap_or(middle));
        let mut sorted = [low, middle, high];
        sorted.sort_unstable();
        if sorted != [low, middle, high] {
            self.fault(line, FaultKind::TollDisordered, &format!("{low}, {middle}, {high}"));
        }
        let toll = Toll { low: sorted[0], best: sorted[1], high: sorted[2] };
        match (effect, of) {
            (Effect::Killed, TollOf::All) => tolls.killed = Some(toll),
            (Effect::Injured, TollOf::All) => tolls.injured = Some(toll),
            (Effect::Killed, TollOf::A) => tolls.killed_by_side[0] = Some(toll.best),
            (Effect::Killed, TollOf::B) => tolls.killed_by_side[1] = Some(toll.best),
            (Effect::Killed, TollOf::Civilians) => tolls.killed_by_side[2] = Some(toll.best),
            (Effect::Killed, TollOf::Unknown) => tolls.killed_by_side[3] = Some(toll.best),
            (Effect::Injured, _) => {}
        }
    }

    /// Settles what needs the whole file: the order of day and month, exchanged coordinates.
    pub(crate) fn finish(mut self) -> Table {
        self.settle_dates();
        self.find_swapped();
        self.faults.sort();
        Table {
            dataset: self.mapping.name.clone(),
            mapping: self.mapping,
            headings: self.headings,
            rows: self.rows,
            names: self.names,
            taxonomy: self.taxonomy,
            faults: self.faults,
        }
    }
}
