//! Any table with names and coordinates: places are learned from it with how many lines name them.

use std::path::Path;

use rustc_hash::FxHashMap;

use super::{Builder, Gazetteer, LayerError, NewPlace, PlaceKind};

/// Columns by which tables call a name, its coordinates, country and region, in the order of preference: the headers of UCDP
/// GED (`where_coordinates`), ACLED (`location`), GTD (`city`) and GIS exports.
const NAMES: &str =
    "where_coordinates location city place name toponym village town placename asciiname title";
const LATITUDES: &str = "latitude lat y";
const LONGITUDES: &str = "longitude lon lng long x";
const COUNTRIES: &str = "iso2 country_code countrycode iso country_iso2 country";
const REGIONS: &str = "adm_1 admin1 provstate province state region";

/// Reads a CSV with a name, a latitude and a longitude column; gives how many lines it cannot use.
pub(super) fn csv(path: &Path, builder: &mut Builder) -> Result<usize, LayerError> {
    let mut reader = csv::ReaderBuilder::new().flexible(true).from_path(path).map_err(fault)?;
    let headers: Vec<String> = reader
        .byte_headers()
        .map_err(fault)?
        .iter()
        .map(|h| String::from_utf8_lossy(h).trim_matches(['\u{feff}', '"', ' ']).to_ascii_lowercase())
        .collect();
    let column = |names: &str| names.split(' ').find_map(|name| headers.iter().position(|h| h == name));
    let missing = |what: &str, names: &str| {
        LayerError::Table(format!(
            "{}: no column for the {what} (one of {}); it has {}",
            path.display(),
            names.replace(' ', ", "),
            headers.join(", ")
        ))
    };
    let name = column(NAMES).ok_or_else(|| missing("name", NAMES))?;
    let lat = column(LATITUDES).ok_or_else(|| missing("latitude", LATITUDES))?;
    let lon = column(LONGITUDES).ok_or_else(|| missing("longitude", LONGITUDES))?;
    let (country, region) = (column(COUNTRIES), column(REGIONS));
    let precision = (column("where_prec"), column("geo_precision"));
    // One place for each name and hundredth of a degree, with how many lines name it.
    let mut seen: FxHashMap<(String, i32, i32), usize> = FxHashMap::default();
    let mut places: Vec<Learned> = Vec::new();
    let mut skipped = 0;
    let mut record = csv::ByteRecord::new();
    while reader.read_byte_record(&mut record).map_err(fault)? {
        let cell = |n: usize| String::from_utf8_lossy(record.get(n).unwrap_or_default()).trim().to_owned();
        let (Ok(lat), Ok(lon)) = (cell(lat).parse::<f64>(), cell(lon).parse::<f64>()) else {
            skipped += 1;
            continue;
        };
        let name = cell(name);
        if name.is_empty() || !(-90.0..=90.0).contains(&lat) || !(-180.0..=180.0).contains(&lon) {
            skipped += 1;
            continue;
        }
        let place = (name.clone(), (lat * 100.0).round() as i32, (lon * 100.0).round() as i32);
        match seen.get(&place) {
            Some(n) => places[*n].5 += 1,
            None => {
                seen.insert(place, places.len());
                let country = country.map(cell).unwrap_or_default();
                let kind = kind_of(precision.0.map(cell), precision.1.map(cell));
                places.push((name, lat, lon, country, region.map(cell).unwrap_or_default(), 1, kind));
            }
        }
    }
    let base = Gazetteer::embedded();
    let mut codes: FxHashMap<String, String> = FxHashMap::default();
    for (n, (name, lat, lon, country, region, count, (kind, radius_km))) in places.iter().enumerate() {
        let code = codes.entry(country.clone()).or_insert_with(|| base.country_of(country)).clone();
        let admin1 = if region.is_empty() { String::new() } else { format!("{code}.{region}") };
        if !admin1.is_empty() {
            builder.region(&admin1, region);
        }
        let place = NewPlace {
            id: n as u32 + 1,
            name,
            lat: *lat,
            lon: *lon,
            country: &code,
            admin1: &admin1,
            admin2: "",
            weight: f64::from(*count),
            kind: *kind,
            radius_km: *radius_km,
        };
        let Some(row) = builder.add(&place) else {
            skipped += 1;
            continue;
        };
        for part in name.split('/') {
            builder.name(row, part);
            // "Hit town": UCDP writes the kind of place after the name.
            if let Some((short, last)) = part.trim().rsplit_once(' ')
                && last.chars().next().is_some_and(char::is_lowercase)
            {
                builder.name(row, short);
            }
        }
    }
    Ok(skipped)
}

/// Name, coordinates, country, region, how many lines name it, what it is and how far it reaches.
type Learned = (String, f64, f64, String, String, u32, (PlaceKind, f64));

/// What a line's place is, by UCDP's `where_prec` (1 the place, 2 near it, 3 its district, 4 and more a region or country) or ACLED's
/// `geo_precision` (1 the place, 2 its district, 3 a region), and how far it reaches, in km.
fn kind_of(where_prec: Option<String>, geo_precision: Option<String>) -> (PlaceKind, f64) {
    match (where_prec.as_deref(), geo_precision.as_deref()) {
        (Some("4" | "6"), _) | (_, Some("3")) => (PlaceKind::Region, 80.0),
        (Some("5"), _) => (PlaceKind::Feature, 50.0),
        (Some("7"), _) => (PlaceKind::Area, 300.0),
        (Some("3"), _) | (_, Some("2")) => (PlaceKind::District, 20.0),
        _ => (PlaceKind::Town, 2.0),
    }
}

fn fault(e: csv::Error) -> LayerError {
    LayerError::Table(e.to_string())
}
