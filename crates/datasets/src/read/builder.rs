use std::borrow::Cow;

use rustc_hash::FxHashMap;

use super::date::{self, Cell, DateOrder};
use super::mapping::{Effect, Mapping, Unit};
use super::row::{ActorRef, Days, Point, Row, Side, Toll, TollOf, Tolls, TypePath};
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
struct Waiting {
    row: usize,
    end: bool,
    date: (i16, i8, i8),
}

/// Makes rows of cells.
pub(crate) struct Builder {
    mapping: Mapping,
    places: Places,
    order: Option<DateOrder>,
    names: Names,
    taxonomy: Taxonomy,
    types: FxHashMap<String, TypePath>,
    type_cache: FxHashMap<Name, Option<TypePath>>,
    aliases: FxHashMap<String, String>,
    usual: FxHashMap<Name, Name>,
    ids: FxHashMap<Box<str>, u32>,
    rows: Vec<Row>,
    faults: Vec<Fault>,
    waiting: Vec<Waiting>,
    first: [usize; 2],
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
            if !name.is_empty() && n < actors.len() {
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
        let place = self.names.number(&place);
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

    fn interval(&mut self, line: u32, row: usize, start: &str, end: &str) -> Option<Days> {
        let a = self.day(line, row, false, start, true)?;
        let b = if end.is_empty() { None } else { self.day(line, row, true, end, false) };
        let (mut start, mut end) = (a.0, b.map_or(a.1, |b| b.1));
        if end < start {
            // Of a date that waits for its order nothing is known yet.
            if self.waiting.last().is_none_or(|w| w.row != row) {
                self.fault(
                    line,
                    FaultKind::DateReversed,
                    &format!("{} to {}", date::date_text(start), date::date_text(end)),
                );
            }
            std::mem::swap(&mut start, &mut end);
        }
        Some(Days { start, end, exact: b.is_some() || a.0 == a.1 })
    }

    fn day(&mut self, line: u32, row: usize, end: bool, text: &str, required: bool) -> Option<(i32, i32)> {
        if text.is_empty() {
            if required {
                self.fault(line, FaultKind::DateMissing, "");
            }
            return None;
        }
        match date::parse(text) {
            Some(Cell::Days(a, b)) => Some((a, b)),
            Some(Cell::DayFirst(d)) => {
                self.first[0] += 1;
                Some((d, d))
            }
            Some(Cell::MonthFirst(d)) => {
                self.first[1] += 1;
                Some((d, d))
            }
            Some(Cell::Either(y, a, b)) => {
                let date = (y, a, b);
                self.waiting.push(Waiting { row, end, date });
                let provisional = date::resolve(y, a, b, DateOrder::DayFirst)?;
                Some((provisional, provisional))
            }
            None => {
                self.fault(line, FaultKind::DateUnreadable, text);
                None
            }
        }
    }

    fn parts(&mut self, line: u32, y: &str, m: &str, d: &str) -> Option<Days> {
        if y.is_empty() {
            self.fault(line, FaultKind::DateMissing, "");
            return None;
        }
        let number = |t: &str| if t.is_empty() { Some(0) } else { t.parse::<i16>().ok() };
        let found = (|| {
            let (y, m, d) = (number(y)?, i8::try_from(number(m)?).ok()?, i8::try_from(number(d)?).ok()?);
            let (start, end) = match (m, d) {
                (0, _) => date::year(y)?,
                (m, 0) => date::month(y, m)?,
                (m, d) => {
                    let day = date::day_number(jiff::civil::Date::new(y, m, d).ok()?);
                    (day, day)
                }
            };
            Some(Days { start, end, exact: start == end })
        })();
        if found.is_none() {
            self.fault(line, FaultKind::DateUnreadable, &format!("{y}-{m}-{d}"));
        }
        found
    }

    fn widen(&mut self, line: u32, mut days: Days, coded: bool, code: &str) -> Days {
        if !coded || self.mapping.date_precisions.is_empty() {
            let before = self.mapping.defaults.days_before;
            if before > 0 {
                days = Days { start: days.start - before, end: days.end, exact: false };
            }
            return days;
        }
        let code = code.strip_suffix(".0").unwrap_or(code);
        let Some(precision) = self.mapping.date_precisions.get(code) else {
            self.fault(line, FaultKind::PrecisionUnknown, code);
            let (start, end) = (date::month_of(days.start).0, date::month_of(days.end).1);
            return Days { start, end, exact: false };
        };
        let exact = precision.exact;
        match precision.unit {
            Unit::Given => Days { exact: exact && days.exact, ..days },
            Unit::Around => {
                Days { start: days.start - precision.days, end: days.end + precision.days, exact }
            }
            Unit::Month => {
                Days { start: date::month_of(days.start).0, end: date::month_of(days.end).1, exact }
            }
        }
    }

    fn point(
        &mut self,
        line: u32,
        lat: &str,
        lon: &str,
        radius: &str,
        coded: bool,
        code: &str,
    ) -> Option<Point> {
        if lat.is_empty() || lon.is_empty() {
            self.fault(line, FaultKind::PlaceMissing, "");
            return None;
        }
        let decimal = |t: &str| {
            let t = if t.contains('.') { Cow::Borrowed(t) } else { Cow::Owned(t.replace(',', ".")) };
            t.parse::<f64>().ok().filter(|v| v.is_finite())
        };
        let (Some(lat_deg), Some(lon_deg)) = (decimal(lat), decimal(lon)) else {
            self.fault(line, FaultKind::PlaceUnreadable, &format!("{lat}, {lon}"));
            return None;
        };
        if lat_deg.abs() > 90.0 || lon_deg.abs() > 180.0 {
            let kind = if lat_deg.abs() > 90.0 && lat_deg.abs() <= 180.0 && lon_deg.abs() <= 90.0 {
                FaultKind::PlaceSwapped
            } else {
                FaultKind::PlaceOutOfRange
            };
            self.fault(line, kind, &format!("{lat}, {lon}"));
            return None;
        }
        let mut radius_km = self.mapping.defaults.radius_km;
        if coded && !self.mapping.place_precisions.is_empty() {
            let code = code.strip_suffix(".0").unwrap_or(code);
            radius_km = match self.mapping.place_precisions.get(code) {
                Some(precision) => precision.radius_km,
                None => {
                    self.fault(line, FaultKind::PrecisionUnknown, code);
                    self.mapping.place_precisions.values().map(|p| p.radius_km).fold(radius_km, f32::max)
                }
            };
        }
        if let Some(given) = decimal(radius) {
            radius_km = given.clamp(0.0, 5000.0) as f32;
        }
        Some(Point { lat: lat_deg, lon: lon_deg, radius_km })
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
            rows: self.rows,
            names: self.names,
            taxonomy: self.taxonomy,
            faults: self.faults,
        }
    }

    fn settle_dates(&mut self) {
        let order = self.order.or(match self.first {
            [0, 0] => None,
            [_, 0] => Some(DateOrder::DayFirst),
            [0, _] => Some(DateOrder::MonthFirst),
            _ => None,
        });
        for waiting in std::mem::take(&mut self.waiting) {
            let (y, a, b) = waiting.date;
            let row = &mut self.rows[waiting.row];
            let line = row.line;
            let Some(days) = &mut row.days else { continue };
            let found = order.and_then(|o| date::resolve(y, a, b, o));
            match (found, waiting.end) {
                (Some(day), false) => {
                    let widened = days.end - days.start;
                    let provisional = date::resolve(y, a, b, DateOrder::DayFirst).unwrap_or(day);
                    let lead = provisional - days.start;
                    *days = Days { start: day - lead, end: day - lead + widened, exact: days.exact };
                }
                (Some(day), true) => {
                    *days = Days { start: days.start.min(day), end: day.max(days.start), exact: days.exact };
                }
                (None, _) => {
                    row.days = None;
                    self.fault(line, FaultKind::DateAmbiguous, &format!("{a}/{b}/{y}"));
                }
            }
        }
    }

    /// A point that lies far from its country's other points, and among them when its coordinates are exchanged.
    fn find_swapped(&mut self) {
        const FAR: f64 = 20.0;
        const NEAR: f64 = 10.0;
        let mut by_country: FxHashMap<Name, Vec<(f64, f64)>> = FxHashMap::default();
        for row in &self.rows {
            if let (Some(p), true) = (row.point, row.country.is_some()) {
                by_country.entry(row.country).or_default().push((p.lat, p.lon));
            }
        }
        let mut middles: FxHashMap<Name, (f64, f64)> = FxHashMap::default();
        for row in &self.rows {
            if let Some(mut points) = by_country.remove(&row.country).filter(|p| p.len() >= 5) {
                let half = points.len() / 2;
                let lat = *points.select_nth_unstable_by(half, |a, b| a.0.total_cmp(&b.0)).1;
                let lon = *points.select_nth_unstable_by(half, |a, b| a.1.total_cmp(&b.1)).1;
                middles.insert(row.country, (lat.0, lon.1));
            }
        }
        let mut found = Vec::new();
        for row in &mut self.rows {
            let (Some(p), Some(&(lat, lon))) = (row.point, middles.get(&row.country)) else { continue };
            let off = |a: f64, b: f64| (a - lat).abs().max((b - lon).abs());
            if off(p.lat, p.lon) > FAR && off(p.lon, p.lat) < NEAR {
                row.point = None;
                found.push((row.line, format!("{}, {}", p.lat, p.lon)));
            }
        }
        for (line, value) in found {
            self.fault(line, FaultKind::PlaceSwapped, &value);
        }
    }
}
