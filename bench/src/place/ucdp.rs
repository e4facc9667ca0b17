//! Names of places in UCDP GED: within 25 km of the coordinates that UCDP gives, by event.

use std::collections::BTreeMap;
use std::path::Path;

use place::{FindOptions, Placer, Query, distance_km};

struct Row {
    place: String,
    admin1: String,
    at: (f64, f64),
}

pub(crate) fn run(data: &Path, placer: &Placer, errors: bool) -> anyhow::Result<()> {
    for (country, file) in
        [("IQ", "ucdp_ged_iraq_1989_2018_hdx.csv"), ("SY", "ucdp_ged_syria_20160101_20191130.csv")]
    {
        let path = data.join("ucdp").join(file);
        if !path.exists() {
            println!("ucdp: no {}, skipped", path.display());
            continue;
        }
        let rows = read(&path)?;
        let mut right = 0;
        let mut baseline = 0;
        let mut cache: BTreeMap<(String, String), Option<(f64, f64)>> = BTreeMap::new();
        let mut wrong: BTreeMap<String, usize> = BTreeMap::new();
        for row in &rows {
            let at = *cache.entry((row.place.clone(), row.admin1.clone())).or_insert_with(|| {
                let query = Query { place: &row.place, country: Some(country), admin1: Some(&row.admin1) };
                let found = placer.locate(&query);
                found.lat.zip(found.lon)
            });
            let hit = at.is_some_and(|at| distance_km(at, row.at) <= 25.0);
            right += usize::from(hit);
            if !hit {
                *wrong.entry(format!("{} | {}", row.place, row.admin1)).or_default() += 1;
            }
            baseline += usize::from(look_up(placer, &row.place, country, row.at));
        }
        println!(
            "ucdp {country}, where_prec 1, {} events: within 25 km {:.3}; plain look-up {:.3}",
            rows.len(),
            right as f64 / rows.len().max(1) as f64,
            baseline as f64 / rows.len().max(1) as f64
        );
        if errors {
            let mut wrong: Vec<_> = wrong.into_iter().collect();
            wrong.sort_by(|a, b| b.1.cmp(&a.1).then(a.0.cmp(&b.0)));
            for (name, n) in wrong.iter().take(60) {
                println!("ucdp {country} wrong: {n} {name}");
            }
        }
    }
    Ok(())
}

/// The baseline: the name without its last word if that is a noun such as "town", equal after folding, the largest in the country.
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
    let (lat, lon) = (column("latitude")?, column("longitude")?);
    let mut rows = Vec::new();
    for record in reader.records() {
        let record = record?;
        if &record[prec] != "1" {
            continue;
        }
        let (Ok(lat), Ok(lon)) = (record[lat].parse(), record[lon].parse()) else { continue };
        rows.push(Row { place: record[place].to_owned(), admin1: record[admin1].to_owned(), at: (lat, lon) });
    }
    Ok(rows)
}
