//! GeoNames' files: a dump of places and the table of alternate names.

use std::fs::File;
use std::io::{BufRead, BufReader};
use std::path::Path;

use rustc_hash::FxHashMap;

use super::{Builder, Gazetteer, LayerError, NewPlace, PlaceKind};

/// Reads the cells of each line, however it is encoded; gives how many lines `each` refuses.
fn lines(path: &Path, mut each: impl FnMut(&[&str]) -> bool) -> Result<usize, LayerError> {
    let mut reader = BufReader::with_capacity(1 << 20, File::open(path)?);
    let (mut buffer, mut skipped) = (Vec::new(), 0);
    loop {
        buffer.clear();
        if reader.read_until(b'\n', &mut buffer)? == 0 {
            return Ok(skipped);
        }
        let line = String::from_utf8_lossy(&buffer);
        let cells: Vec<&str> = line.trim_end_matches(['\n', '\r']).split('\t').collect();
        skipped += usize::from(!each(&cells));
    }
}

/// Reads a GeoNames dump of places; gives how many lines are none.
pub(super) fn dump(path: &Path, builder: &mut Builder) -> Result<usize, LayerError> {
    lines(path, |cells| {
        let [id, name, _, alternates, lat, lon, class, code, country, _, admin1, ..] = cells else {
            return false;
        };
        let (Ok(id), Ok(lat), Ok(lon)) = (id.parse(), lat.parse(), lon.parse()) else { return false };
        let weight: f64 = cells.get(14).and_then(|cell| cell.parse().ok()).unwrap_or(0.0);
        let kind = match (*class, *code) {
            ("A", code) if code.starts_with("PCL") => PlaceKind::Country,
            ("A", "ADM1") => PlaceKind::Region,
            ("A", _) => PlaceKind::District,
            ("P", _) => PlaceKind::Town,
            ("S" | "R", _) => PlaceKind::Facility,
            ("L", "CONT" | "RGN") => PlaceKind::Area,
            _ => PlaceKind::Feature,
        };
        let radius_km = match kind {
            PlaceKind::Country => 300.0,
            PlaceKind::Region => 80.0,
            PlaceKind::District => 20.0,
            PlaceKind::Town => (weight / 4000.0 / std::f64::consts::PI).sqrt().max(1.0),
            PlaceKind::Facility => 1.0,
            _ => 10.0,
        };
        let region = if admin1.is_empty() { String::new() } else { format!("{country}.{admin1}") };
        if kind == PlaceKind::Region {
            builder.region(&region, name);
        }
        let place =
            NewPlace { id, name, lat, lon, country, admin1: &region, admin2: "", weight, kind, radius_km };
        let Some(row) = builder.add(&place) else { return false };
        for name in alternates.split(',').filter(|name| !name.is_empty()).take(200) {
            builder.name(row, name);
        }
        true
    })
}

/// Reads GeoNames' alternate names for the places that `base` has; gives how many lines it does not use.
pub(super) fn alternates(path: &Path, builder: &mut Builder, base: &Gazetteer) -> Result<usize, LayerError> {
    let places = base.by_id("geonames");
    let mut rows: FxHashMap<u32, u32> = FxHashMap::default();
    lines(path, |cells| {
        let [_, id, language, name, ..] = cells else { return false };
        if matches!(*language, "link" | "wkdt" | "post" | "iata" | "icao" | "faac" | "unlc" | "phon") {
            return false;
        }
        let Some((row, own)) = id.parse().ok().and_then(|id: u32| places.get(&id).map(|row| (id, row)))
        else {
            return false;
        };
        let n = match rows.get(&row) {
            Some(n) => *n,
            None => {
                let place = NewPlace {
                    id: row,
                    name: &own.name,
                    lat: own.lat,
                    lon: own.lon,
                    country: own.country.as_deref().unwrap_or(""),
                    admin1: "",
                    admin2: "",
                    weight: own.weight,
                    kind: own.kind,
                    radius_km: own.radius_km,
                };
                let Some(n) = builder.add(&place) else { return false };
                rows.insert(row, n);
                n
            }
        };
        builder.name(n, name);
        true
    })
}
