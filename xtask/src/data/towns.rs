//! Towns that GeoNames' table of 500 people and more lacks, from the basic World Cities Database of SimpleMaps (CC BY 4.0).

use std::collections::BTreeMap;
use std::path::Path;

use anyhow::Context;
use serde::Deserialize;

/// India: the table has thousands of its census villages, with points that are hardly better than their district's.
pub(crate) const UNSURE: &str = "IN";
/// Smaller places than this are left out: their points are less sure, and the table is large enough.
const LEAST: f64 = 8_000.0;
/// SimpleMaps' numbers begin here; GeoNames' do not reach so far.
pub(crate) const FIRST: u32 = 1_000_000_000;

/// Where GeoNames has so many towns for each million people, its table is taken to be whole: what SimpleMaps adds there are
/// suburbs and townships.
pub(crate) const COMPLETE: u64 = 30;

/// Two places of one name so near are the same: the tables measure from the middle of a town or from its town hall.
const SAME_NAME_KM: f64 = 30.0;
/// A place so near to a known one is taken for it, whatever the two are called.
const SAME_POINT_KM: f64 = 2.0;

/// A line of the table.
#[derive(Deserialize)]
struct Line {
    city: String,
    city_ascii: String,
    lat: String,
    lng: String,
    iso2: String,
    admin_name: String,
    population: String,
    id: String,
}

/// A town to add.
pub(crate) struct Town {
    pub(crate) id: u32,
    pub(crate) name: String,
    pub(crate) lat: f64,
    pub(crate) lon: f64,
    pub(crate) country: String,
    pub(crate) region: String,
    pub(crate) population: f64,
}

struct Near {
    at: (f64, f64),
    region: String,
    names: Vec<String>,
}

/// The towns that are known, by country and cell of half a degree.
#[derive(Default)]
pub(crate) struct Known {
    cells: BTreeMap<(String, i32, i32), Vec<Near>>,
}

fn cell(degrees: f64) -> i32 {
    (degrees * 2.0).floor() as i32
}

impl Known {
    pub(crate) fn add<'a>(
        &mut self,
        country: &str,
        lat: f64,
        lon: f64,
        region: String,
        names: impl Iterator<Item = &'a String>,
    ) {
        let names = names.map(|name| place::key(name)).collect();
        let near = Near { at: (lat, lon), region, names };
        self.cells.entry((country.to_owned(), cell(lat), cell(lon))).or_default().push(near);
    }

    /// Towns of the country at most a cell away (28 km or more up to 60 degrees north and south), with their distance.
    fn around(&self, country: &str, at: (f64, f64)) -> Vec<(f64, &Near)> {
        let mut found = Vec::new();
        for north in -1..=1 {
            for east in -1..=1 {
                let key = (country.to_owned(), cell(at.0) + north, cell(at.1) + east);
                for near in self.cells.get(&key).into_iter().flatten() {
                    found.push((place::distance_km(at, near.at), near));
                }
            }
        }
        found
    }
}

/// "Nāḩiyat al Karmah", "Madīnat al Ḩabbānīyah": the name without the Arabic word for a subdistrict or town, which reports leave out.
pub(crate) fn without_rank(name: &str) -> Option<&str> {
    let (first, rest) = name.split_once(' ')?;
    matches!(place::key(first).as_str(), "nahiyat" | "madinat").then_some(rest)
}

/// The towns of the table that are not among the known ones. The table names regions; their codes are learned from the towns that
/// both tables have.
pub(crate) fn missing(path: &Path, known: &Known) -> anyhow::Result<Vec<Town>> {
    let text = std::fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display()))?;
    let lines: Vec<Line> = serde_json::from_str(&text)?;
    let mut votes: BTreeMap<(String, String), BTreeMap<String, u32>> = BTreeMap::new();
    let mut towns = Vec::new();
    for line in lines {
        let (Ok(lat), Ok(lon), Ok(id)) = (line.lat.parse(), line.lng.parse(), line.id.parse()) else {
            continue;
        };
        let around = known.around(&line.iso2, (lat, lon));
        let keys = [place::key(&line.city), place::key(&line.city_ascii)];
        let same = around
            .iter()
            .filter(|(km, near)| *km < SAME_NAME_KM && near.names.iter().any(|name| keys.contains(name)))
            .min_by(|a, b| a.0.total_cmp(&b.0));
        if let Some((_, near)) = same {
            let region = (line.iso2, line.admin_name);
            *votes.entry(region).or_default().entry(near.region.clone()).or_default() += 1;
        } else if id >= FIRST && around.iter().all(|(km, _)| *km >= SAME_POINT_KM) {
            let population = line.population.parse().unwrap_or(0.0);
            if population < LEAST {
                continue;
            }
            // Until the votes are counted, the region has its name.
            towns.push(Town {
                id,
                name: line.city,
                lat,
                lon,
                country: line.iso2,
                region: line.admin_name,
                population,
            });
        }
    }
    for town in &mut towns {
        let votes = votes.get(&(town.country.clone(), std::mem::take(&mut town.region)));
        if let Some((code, _)) = votes.and_then(|v| v.iter().max_by_key(|(_, n)| **n)) {
            town.region = code.clone();
        }
    }
    towns.sort_by_key(|town| town.id);
    Ok(towns)
}
