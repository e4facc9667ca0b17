//! Makes a layer from a table of the user's: a GeoNames dump, GeoNames' alternate names, or any CSV with names and coordinates.

use std::fs::File;
use std::io::{BufRead, BufReader, BufWriter, Write};
use std::path::Path;

use rustc_hash::FxHashMap;
use serde::Serialize;

use super::{Builder, Gazetteer, LayerError, LayerInfo, NewPlace, PlaceKind};

/// What a table was taken for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum TableKind {
    /// `allCountries.txt`, `IQ.txt`: 19 columns, tabs, no header.
    GeonamesDump,
    /// `alternateNames.txt`, `alternateNamesV2.txt`: names for the embedded places.
    AlternateNames,
    /// A header with name, latitude and longitude.
    Csv,
}

/// What `gazetteer add` did.
#[derive(Clone, Debug, Serialize)]
pub struct Added {
    /// What the table was taken for.
    pub kind: TableKind,
    /// Places in the layer.
    pub places: usize,
    /// Lines without usable coordinates or name.
    pub skipped: usize,
}

/// Reads `table` and writes the layer `out` (to a new file beside it that is then renamed). `name` and `version` say what the
/// records will name as their source.
///
/// # Errors
/// The table cannot be read, has none of the known columns, or the layer cannot be written.
pub fn add(
    table: &Path,
    out: &Path,
    name: &str,
    version: &str,
    base: &Gazetteer,
) -> Result<Added, LayerError> {
    let mut first = String::new();
    BufReader::new(File::open(table)?).read_line(&mut first)?;
    let tabs = first.trim_end().matches('\t').count();
    let coordinate =
        |n: usize| first.split('\t').nth(n).is_some_and(|cell| cell.trim().parse::<f64>().is_ok());
    let mut builder = Builder::new(&["*"]);
    let (kind, skipped) = if tabs >= 17 && coordinate(4) && coordinate(5) {
        (TableKind::GeonamesDump, dump(table, &mut builder)?)
    } else if (3..=9).contains(&tabs) && coordinate(0) && coordinate(1) {
        (TableKind::AlternateNames, alternates(table, &mut builder, base)?)
    } else {
        (TableKind::Csv, csv(table, &mut builder)?)
    };
    let prefix = if kind == TableKind::Csv {
        format!("{}@{}", crate::key(name).replace(' ', "-"), crate::key(version).replace(' ', "."))
    } else {
        "geonames".to_owned()
    };
    let info = LayerInfo {
        prefix,
        name: name.to_owned(),
        version: version.to_owned(),
        source: table.file_name().unwrap_or_default().to_string_lossy().into_owned(),
        licence: if kind == TableKind::Csv { "the table's own" } else { "CC BY 4.0" }.to_owned(),
        learned: kind == TableKind::Csv,
        ..LayerInfo::default()
    };
    let places = builder.len();
    if places == 0 {
        return Err(LayerError::Table(format!("{}: no line has a name and coordinates", table.display())));
    }
    let part = out.with_extension("part");
    let mut writer = BufWriter::new(File::create(&part)?);
    builder.write(info, &mut writer)?;
    writer.flush()?;
    std::fs::rename(&part, out)?;
    Ok(Added { kind, places, skipped })
}

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

fn dump(path: &Path, builder: &mut Builder) -> Result<usize, LayerError> {
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

fn alternates(path: &Path, builder: &mut Builder, base: &Gazetteer) -> Result<usize, LayerError> {
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

/// Columns by which tables call a name, its coordinates, country and region, in the order of preference: the headers of UCDP
/// GED (`where_coordinates`), ACLED (`location`), GTD (`city`) and GIS exports.
const NAMES: &str =
    "where_coordinates location city place name toponym village town placename asciiname title";
const LATITUDES: &str = "latitude lat y";
const LONGITUDES: &str = "longitude lon lng long x";
const COUNTRIES: &str = "iso2 country_code countrycode iso country_iso2 country";
const REGIONS: &str = "adm_1 admin1 provstate province state region";

fn csv(path: &Path, builder: &mut Builder) -> Result<usize, LayerError> {
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::FindOptions;

    #[test]
    fn a_table_is_learned_and_comes_first() {
        let folder = tempfile::tempdir().unwrap();
        let table = folder.path().join("mine.csv");
        std::fs::write(
            &table,
            "event,location,latitude,longitude,country\n1,Velmara,16.5,0.25,Mali\n2,Velmara,16.5,0.25,Mali\n3,Bad,x,1,Mali\n",
        )
        .unwrap();
        let out = folder.path().join("mine.gaz");
        let base = Gazetteer::embedded();
        let added = add(&table, &out, "Mine", "1", &base).unwrap();
        assert_eq!((added.kind, added.places, added.skipped), (TableKind::Csv, 1, 1));
        let gazetteer = base.with_layer(&out).unwrap();
        let found = gazetteer.find("velmara", &FindOptions::default());
        assert_eq!((found[0].gazetteer_id.as_str(), found[0].country.as_deref()), ("mine@1:1", Some("ML")));
        assert_eq!(found[0].weight, 2.0);
    }

    #[test]
    fn a_dump_is_recognised_by_its_columns() {
        let folder = tempfile::tempdir().unwrap();
        let table = folder.path().join("ML.txt");
        let line = "99000001\tVelmara\tVelmara\tBelmara,Fellmara\t16.5\t0.25\tP\tPPL\tML\t\t09\t\t\t\t120\t\t\tAfrica/Bamako\t2020-01-01\n";
        std::fs::write(&table, line).unwrap();
        let out = folder.path().join("ml.gaz");
        let added = add(&table, &out, "GeoNames ML", "2020", &Gazetteer::embedded()).unwrap();
        assert_eq!((added.kind, added.places), (TableKind::GeonamesDump, 1));
        let gazetteer = Gazetteer::embedded().with_layer(&out).unwrap();
        assert_eq!(gazetteer.find("Belmara", &FindOptions::default())[0].gazetteer_id, "geonames:99000001");
    }

    #[test]
    fn a_line_that_is_less_precise_is_no_town() {
        let folder = tempfile::tempdir().unwrap();
        let (table, out) = (folder.path().join("ged.csv"), folder.path().join("ged.gaz"));
        let lines = "where_coordinates,where_prec,latitude,longitude\nQelmara province,4,16.5,0.25\nQelmara town,1,16,1\n";
        std::fs::write(&table, lines).unwrap();
        add(&table, &out, "GED", "1", &Gazetteer::embedded()).unwrap();
        let gazetteer = Gazetteer::embedded().with_layer(&out).unwrap();
        let kinds: Vec<PlaceKind> =
            gazetteer.find("Qelmara", &FindOptions::default()).iter().map(|c| c.kind).collect();
        assert!(kinds.contains(&PlaceKind::Region) && kinds.contains(&PlaceKind::Town), "{kinds:?}");
    }

    #[test]
    fn what_is_no_layer_is_refused() {
        assert!(Gazetteer::embedded().with_bytes(b"CCGAZET1 and nothing".to_vec()).is_err());
        assert!(Gazetteer::embedded().with_bytes(Vec::new()).is_err());
        let folder = tempfile::tempdir().unwrap();
        let (table, out) = (folder.path().join("mine.csv"), folder.path().join("mine.gaz"));
        std::fs::write(&table, "name,lat,lon\nVelmara,16.5,0.25\nQelmara,16,1\n").unwrap();
        add(&table, &out, "Mine", "1", &Gazetteer::embedded()).unwrap();
        let whole = std::fs::read(&out).unwrap();
        for at in 0..whole.len() {
            let mut damaged = whole.clone();
            damaged[at] ^= 0x55;
            if let Ok(gazetteer) = Gazetteer::embedded().with_bytes(damaged) {
                gazetteer.find("Velmara", &FindOptions::default());
            }
        }
    }
}
