//! Names of places in UCDP GED: within 25 km of the coordinates that UCDP gives, by event.

use std::collections::BTreeMap;
use std::path::Path;

use codebook::Files;
use place::{FindOptions, Gazetteer, Placer, Query, distance_km};

use super::find::Asked;

const SETS: [(&str, &str); 2] =
    [("IQ", "ucdp_ged_iraq_1989_2018_hdx.csv"), ("SY", "ucdp_ged_syria_20160101_20191130.csv")];

struct Row {
    year: i32,
    place: String,
    admin1: String,
    at: (f64, f64),
}

pub(crate) fn run(data: &Path, placer: &Placer, errors: bool) -> anyhow::Result<()> {
    for (country, file) in SETS {
        let path = data.join("ucdp").join(file);
        if !path.exists() {
            println!("ucdp: no {}, skipped", path.display());
            continue;
        }
        let rows = read(&path)?;
        let all: Vec<&Row> = rows.iter().collect();
        let (right, wrong, scores) = measure(placer, country, &all);
        let baseline = rows.iter().filter(|row| look_up(placer, &row.place, country, row.at)).count();
        println!(
            "ucdp {country}, where_prec 1, {} events: within 25 km {right:.3}; plain look-up {:.3}",
            rows.len(),
            baseline as f64 / rows.len().max(1) as f64
        );
        println!("ucdp {country}, score of `locate` and share within 25 km: {}", super::reliability(&scores));
        for known in [Some(country), None] {
            // "Hit town": the name alone, as somebody asks for it.
            let asked = rows.iter().map(|row| {
                let name = row.place.trim().rsplit_once(' ').map_or(row.place.as_str(), |(name, _)| name);
                Asked { name, country: known, at: row.at, within: 25.0 }
            });
            let asked: Vec<Asked<'_>> = asked.collect();
            let with = if known.is_some() { "with" } else { "without" };
            super::find::report(&format!("ucdp {country}, `find` {with} the country"), placer, &asked);
        }
        if errors {
            for (name, n) in wrong.iter().take(80) {
                println!("ucdp {country} wrong: {n} {name}");
            }
        }
        // A layer learned from the first half of the years, tested on the other half's events.
        let (first, last) =
            rows.iter().fold((i32::MAX, i32::MIN), |(a, b), row| (a.min(row.year), b.max(row.year)));
        let middle = (first + last).div_euclid(2);
        let later: Vec<&Row> = rows.iter().filter(|row| row.year > middle).collect();
        let (alone, _, _) = measure(placer, country, &later);
        let folder = tempfile::tempdir()?;
        let table = folder.path().join("first-half.csv");
        write(&table, rows.iter().filter(|row| row.year <= middle), country)?;
        let layer = folder.path().join("first-half.gaz");
        let added = place::gazetteer::add(&table, &layer, "UCDP first half", "19.1", &Gazetteer::embedded())?;
        let learned = Placer::new(&Files::embedded(), Gazetteer::embedded().with_layer(&layer)?)?;
        let (with, _, _) = measure(&learned, country, &later);
        println!(
            "ucdp {country}, {} events after {middle}: embedded only {alone:.3}; with the {} places learned from the years before {with:.3}",
            later.len(),
            added.places
        );
    }
    Ok(())
}

/// What came of a set of events.
type Measured = (f64, Vec<(String, usize)>, Vec<(f32, bool)>);

/// The share within 25 km, the names that are not, the most frequent first, and each event's score and whether it is right.
fn measure(placer: &Placer, country: &str, rows: &[&Row]) -> Measured {
    type Found = (Option<(f64, f64)>, String, f32);
    let mut cache: BTreeMap<(&str, &str), Found> = BTreeMap::new();
    let mut wrong: BTreeMap<String, usize> = BTreeMap::new();
    let mut right = 0;
    let mut scores = Vec::with_capacity(rows.len());
    for row in rows {
        let (at, name, score) = cache.entry((&row.place, &row.admin1)).or_insert_with(|| {
            let query = Query { place: &row.place, country: Some(country), admin1: Some(&row.admin1) };
            let found = placer.locate(&query);
            (found.lat.zip(found.lon), found.name.unwrap_or_else(|| "(its region)".to_owned()), found.score)
        });
        let near = at.is_some_and(|at| distance_km(at, row.at) <= 25.0);
        scores.push((*score, near));
        if near {
            right += 1;
        } else {
            *wrong.entry(format!("{} | {} -> {name}", row.place, row.admin1)).or_default() += 1;
        }
    }
    let mut wrong: Vec<_> = wrong.into_iter().collect();
    wrong.sort_by(|a, b| b.1.cmp(&a.1).then(a.0.cmp(&b.0)));
    (f64::from(right) / rows.len().max(1) as f64, wrong, scores)
}

/// The baseline: the name, or without its last word such as "town", equal after folding, the largest in the country.
fn look_up(placer: &Placer, place: &str, country: &str, at: (f64, f64)) -> bool {
    let options =
        FindOptions { country: Some(country.to_owned()), exact: true, limit: 1000, ..FindOptions::default() };
    let short = place.trim().rsplit_once(' ').map_or(place, |(name, _)| name);
    for name in [place, short] {
        let mut found = placer.gazetteer().find(name, &options);
        found.sort_by(|a, b| b.weight.total_cmp(&a.weight));
        if let Some(best) = found.first() {
            return distance_km((best.lat, best.lon), at) <= 25.0;
        }
    }
    false
}

fn write<'a>(path: &Path, rows: impl Iterator<Item = &'a Row>, country: &str) -> anyhow::Result<()> {
    let mut out = csv::Writer::from_path(path)?;
    out.write_record(["where_coordinates", "adm_1", "latitude", "longitude", "country"])?;
    for row in rows {
        let (lat, lon) = (row.at.0.to_string(), row.at.1.to_string());
        out.write_record([row.place.as_str(), &row.admin1, &lat, &lon, country])?;
    }
    Ok(out.flush()?)
}

fn read(path: &Path) -> anyhow::Result<Vec<Row>> {
    let mut reader = csv::Reader::from_path(path)?;
    let headers = reader.headers()?.clone();
    let column = |name: &str| {
        headers
            .iter()
            .position(|h| h.trim_start_matches('\u{feff}').trim_matches('"') == name)
            .ok_or_else(|| anyhow::anyhow!("no column {name}"))
    };
    let (prec, place, admin1) = (column("where_prec")?, column("where_coordinates")?, column("adm_1")?);
    let (lat, lon, year) = (column("latitude")?, column("longitude")?, column("year")?);
    let mut rows = Vec::new();
    for record in reader.records() {
        let record = record?;
        if &record[prec] != "1" {
            continue;
        }
        let (Ok(lat), Ok(lon), Ok(year)) = (record[lat].parse(), record[lon].parse(), record[year].parse())
        else {
            continue;
        };
        let (place, admin1) = (record[place].to_owned(), record[admin1].to_owned());
        rows.push(Row { year, place, admin1, at: (lat, lon) });
    }
    Ok(rows)
}
