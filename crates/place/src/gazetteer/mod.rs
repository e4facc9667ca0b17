//! Tables of places with names and coordinates, read in place.

mod build;
mod find;
mod format;
mod geonames;
mod heart;
mod import;
mod index;
mod mapped;
mod table;

use std::path::Path;
use std::sync::{Arc, Mutex, OnceLock};

use rustc_hash::FxHashMap;
use serde::Serialize;

pub use build::{Builder, NewPlace};
pub use find::FindOptions;
pub(crate) use find::NamedRegion;
pub use format::{LayerError, LayerInfo, OtherSource, PlaceKind};
pub use import::{Added, TableKind, add};

pub(crate) use build::country_bytes;
pub(crate) use format::{Layer, Row, unpack_radius, unpack_weight};
use mapped::Bytes;

use crate::publishers::Publishers;

/// The gazetteer that is compiled into the program: GeoNames' populated places of 500 people and more, and those that only
/// SimpleMaps has; both CC BY 4.0.
static EMBEDDED: &[u8] = include_bytes!("../../../../data/gazetteer.bin");

/// Layers of places; the user's come before the embedded one.
#[derive(Clone)]
pub struct Gazetteer {
    pub(crate) layers: Arc<Vec<Layer>>,
    /// Points of regions that were asked for.
    hearts: Arc<Mutex<Hearts>>,
    /// Names of first-level regions by code, once they are asked for.
    region_names: Arc<OnceLock<FxHashMap<String, String>>>,
    /// Where publishers report from, if that was learned.
    pub(crate) publishers: Option<Arc<Publishers>>,
}

/// Points of regions by the region's row; none for what has no towns.
type Hearts = FxHashMap<Hit, Option<(f64, f64)>>;

/// How a candidate's name was matched.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Matched {
    /// Equal after folding.
    Exact,
    /// Equal but for an Arabic article or a word such as "city".
    Article,
    /// The same words in another order, or with a short first word written out: "Kivu Nord", "N. Darfur".
    Reworded,
    /// The same consonants, other vowels.
    Skeleton,
    /// A few letters differ.
    Edit,
}

/// A place that a name may mean.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Candidate {
    /// `layer:id`.
    pub gazetteer_id: String,
    /// The name and version of the layer.
    pub layer: String,
    /// The gazetteer's main name.
    pub name: String,
    /// What it is.
    pub kind: PlaceKind,
    /// ISO 3166-1 alpha-2, if it lies in one country.
    pub country: Option<String>,
    /// First-level region.
    pub admin1: Option<String>,
    /// Second-level region.
    pub admin2: Option<String>,
    /// Degrees north.
    pub lat: f64,
    /// Degrees east.
    pub lon: f64,
    /// How far it reaches, in km.
    pub radius_km: f64,
    /// Population, or in a learned layer how many rows of the table name it.
    pub weight: f64,
    /// How the name was matched.
    pub matched: Matched,
    /// 0 to 1. From `find`: how likely it is the place that is meant. In a report or a table: how well name and context fit.
    pub score: f32,
}

/// A row of a layer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct Hit {
    pub(crate) layer: u8,
    pub(crate) row: u32,
}

impl Gazetteer {
    /// The gazetteer that is in the program. Costs microseconds.
    ///
    /// # Panics
    /// Never in a released program: a test opens the embedded file.
    pub fn embedded() -> Gazetteer {
        #[allow(clippy::expect_used)]
        let layer = Layer::open(Bytes::Static(EMBEDDED)).expect("the embedded gazetteer is whole");
        Gazetteer {
            layers: Arc::new(vec![layer]),
            hearts: Arc::default(),
            region_names: Arc::default(),
            publishers: None,
        }
    }

    /// Puts a layer file over the others: where it has a name, its places come first.
    ///
    /// # Errors
    /// The file cannot be read or is no layer.
    pub fn with_layer(self, path: &Path) -> Result<Gazetteer, LayerError> {
        self.with(Layer::open(Bytes::map(path)?)?)
    }

    /// As [`Gazetteer::with_layer`], from bytes in memory.
    ///
    /// # Errors
    /// The bytes are no layer.
    pub fn with_bytes(self, bytes: Vec<u8>) -> Result<Gazetteer, LayerError> {
        self.with(Layer::open(Bytes::Owned(Arc::new(bytes)))?)
    }

    fn with(self, layer: Layer) -> Result<Gazetteer, LayerError> {
        if self.layers.len() >= 32 {
            return Err(LayerError::Format("more than 32 layers"));
        }
        // The indexes of a damaged file would lead a look-up astray; their checksums are read once.
        for index in [&layer.names, &layer.skeletons] {
            index.verify().map_err(|_| LayerError::Format("damaged index"))?;
        }
        let mut layers = vec![layer];
        layers.extend(self.layers.iter().cloned());
        Ok(Gazetteer {
            layers: Arc::new(layers),
            hearts: Arc::default(),
            region_names: Arc::default(),
            publishers: self.publishers,
        })
    }

    /// Weighs places by how near they are to those that the publisher's other documents name.
    #[must_use]
    pub fn with_publishers(self, publishers: Publishers) -> Gazetteer {
        Gazetteer { publishers: Some(Arc::new(publishers)), ..self }
    }

    /// Knows nothing of publishers.
    #[must_use]
    pub fn without_publishers(self) -> Gazetteer {
        Gazetteer { publishers: None, ..self }
    }

    /// In one line what is known of publishers.
    pub fn publishers(&self) -> Option<&str> {
        self.publishers.as_deref().map(Publishers::tag)
    }

    /// What each layer says of itself with its size in bytes, the topmost first.
    pub fn info(&self) -> Vec<(LayerInfo, usize)> {
        self.layers.iter().map(|layer| (layer.info.clone(), layer.size())).collect()
    }

    /// Towns for each million people of a country that the layers hold together; 0 where it is unknown.
    pub fn coverage(&self, country: &str) -> u32 {
        self.layers.iter().filter_map(|layer| layer.info.coverage.get(country)).sum()
    }

    /// Every row whose folded name is `key`.
    pub(crate) fn exact(&self, key: &str, out: &mut Vec<Hit>) {
        let mut rows = Vec::new();
        for (n, layer) in self.layers.iter().enumerate() {
            if let Some(value) = layer.value(key) {
                rows.clear();
                layer.rows_of(value, &mut rows);
                out.extend(rows.iter().map(|row| Hit { layer: n as u8, row: *row }));
            }
        }
    }

    /// The places of all layers with a prefix, by number.
    pub(crate) fn by_id(&self, prefix: &str) -> FxHashMap<u32, Candidate> {
        let mut found = FxHashMap::default();
        for (n, layer) in self.layers.iter().enumerate().filter(|(_, layer)| layer.info.prefix == prefix) {
            for row in 0..layer.info.places.min(u64::from(u32::MAX)) as u32 {
                let hit = Hit { layer: n as u8, row };
                if let (Some(own), Some(candidate)) =
                    (layer.row(row), self.candidate(hit, Matched::Exact, 1.0))
                {
                    found.entry(own.id).or_insert(candidate);
                }
            }
        }
        found
    }

    /// The ISO code that a table's country column means: a code, or a name of the gazetteer; empty if neither.
    pub(crate) fn country_of(&self, country: &str) -> String {
        let country = country.trim();
        if country.len() == 2 {
            return country.to_ascii_uppercase();
        }
        let mut hits = Vec::new();
        self.exact(&crate::key(country), &mut hits);
        hits.iter()
            .filter_map(|hit| self.row(*hit))
            .find(|row| row.kind == PlaceKind::Country)
            .map(|row| String::from_utf8_lossy(&row.country).into_owned())
            .unwrap_or_default()
    }

    /// The row of a country.
    pub(crate) fn country_rows(&self, iso: &str) -> Vec<Hit> {
        let bytes = country_bytes(iso);
        let mut hits = Vec::new();
        for (n, layer) in self.layers.iter().enumerate() {
            if let Some(row) = layer.info.countries.get(iso) {
                let hit = Hit { layer: n as u8, row: *row };
                if layer.row(*row).is_some_and(|r| r.country == bytes && r.kind == PlaceKind::Country) {
                    hits.push(hit);
                }
            }
        }
        hits
    }

    pub(crate) fn layer(&self, hit: Hit) -> &Layer {
        &self.layers[hit.layer as usize]
    }

    pub(crate) fn row(&self, hit: Hit) -> Option<Row> {
        self.layer(hit).row(hit.row)
    }

    pub(crate) fn candidate(&self, hit: Hit, matched: Matched, score: f32) -> Option<Candidate> {
        let layer = self.layer(hit);
        let row = layer.row(hit.row)?;
        let some = |s: &str| (!s.trim().is_empty()).then(|| s.to_owned());
        let other = layer.info.other(row.id);
        Some(Candidate {
            gazetteer_id: format!("{}:{}", other.map_or(&layer.info.prefix, |other| &other.prefix), row.id),
            layer: match other {
                Some(other) => other.name.clone(),
                None => format!("{} {}", layer.info.name, layer.info.version),
            },
            name: layer.string(row.name).to_owned(),
            kind: row.kind,
            country: some(std::str::from_utf8(&row.country).unwrap_or("")),
            admin1: some(layer.region(row.admin1).1).or_else(|| self.region_name(layer.region(row.admin1).0)),
            admin2: some(layer.region(row.admin2).1),
            lat: row.lat,
            lon: row.lon,
            radius_km: unpack_radius(row.radius),
            weight: unpack_weight(row.weight).round(),
            matched,
            score,
        })
    }

    /// The name of a first-level region by its code, from any layer: dumps of single countries lack it.
    fn region_name(&self, code: &str) -> Option<String> {
        if code.is_empty() || self.layers.len() < 2 {
            return None;
        }
        let names = self.region_names.get_or_init(|| {
            let mut names = FxHashMap::default();
            for layer in self.layers.iter() {
                for n in 1..=layer.region_count() {
                    let (code, name) = layer.region(n);
                    if !name.is_empty() && code.matches('.').count() == 1 {
                        names.entry(code.to_owned()).or_insert_with(|| name.to_owned());
                    }
                }
            }
            names
        });
        names.get(code).cloned()
    }

    /// The user's layers in one line, for keys of what was made with them; `None` where there is only the embedded one.
    pub fn tag(&self) -> Option<String> {
        let user = &self.layers[..self.layers.len() - 1];
        let tags = user.iter().map(|layer| {
            let info = &layer.info;
            format!("{} {} ({} places, {} bytes)", info.name, info.version, info.places, layer.size())
        });
        let tags: Vec<String> = tags.chain(self.publishers.iter().map(|p| p.tag().to_owned())).collect();
        (!tags.is_empty()).then(|| tags.join("; "))
    }
}

/// Great-circle distance in km on a sphere of 6371 km.
pub fn distance_km(a: (f64, f64), b: (f64, f64)) -> f64 {
    let (lat1, lat2) = (a.0.to_radians(), b.0.to_radians());
    let (dlat, dlon) = ((b.0 - a.0).to_radians(), (b.1 - a.1).to_radians());
    let h = (dlat / 2.0).sin().powi(2) + lat1.cos() * lat2.cos() * (dlon / 2.0).sin().powi(2);
    2.0 * 6371.0 * h.sqrt().min(1.0).asin()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_embedded_gazetteer_opens_and_knows_capitals() {
        let gazetteer = Gazetteer::embedded();
        let found = gazetteer.find("Bamako", &FindOptions::default());
        assert_eq!(found[0].country.as_deref(), Some("ML"));
        assert!(distance_km((found[0].lat, found[0].lon), (12.65, -8.0)) < 20.0);
    }

    #[test]
    fn distances() {
        assert!((distance_km((48.8566, 2.3522), (51.5074, -0.1278)) - 343.5).abs() < 1.0);
        assert!((distance_km((0.0, 179.5), (0.0, -179.5)) - 111.2).abs() < 0.2);
    }
}
