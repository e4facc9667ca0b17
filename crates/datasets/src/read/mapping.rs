use std::collections::BTreeMap;

use serde::Deserialize;

use super::row::{Side, TollOf};

/// Which column holds what, and what the codes mean: one file of `datasets/`.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Mapping {
    /// The dataset's usual name.
    pub name: String,
    /// What a row is.
    pub definition: String,
    /// Where the codes' meaning is from.
    pub source: String,
    /// Another shipped mapping of which this one changes parts.
    #[serde(default)]
    pub extends: Option<String>,
    /// Headings (folded to lower case) by which a file is known to be this dataset.
    #[serde(default)]
    pub detect: Vec<String>,
    /// Columns by use; the first heading that the file has is taken.
    #[serde(default)]
    pub columns: Columns,
    /// Parties.
    #[serde(default, rename = "actor")]
    pub actors: Vec<ActorColumn>,
    /// Losses.
    #[serde(default, rename = "toll")]
    pub tolls: Vec<TollColumn>,
    /// What the codes of date precision mean.
    #[serde(default)]
    pub date_precisions: BTreeMap<String, DatePrecision>,
    /// What the codes of place precision mean.
    #[serde(default)]
    pub place_precisions: BTreeMap<String, PlacePrecision>,
    /// Where nothing is said.
    #[serde(default)]
    pub defaults: Defaults,
    /// Types (lower case; two columns joined by `/`) to paths of the taxonomy.
    #[serde(default)]
    pub types: BTreeMap<String, Vec<String>>,
}

/// Headings by use.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
#[allow(missing_docs)]
pub struct Columns {
    pub id: Vec<String>,
    pub start: Vec<String>,
    pub end: Vec<String>,
    pub year: Vec<String>,
    pub month: Vec<String>,
    pub day: Vec<String>,
    pub date_precision: Vec<String>,
    pub latitude: Vec<String>,
    pub longitude: Vec<String>,
    pub radius_km: Vec<String>,
    pub place_precision: Vec<String>,
    pub country: Vec<String>,
    pub admin1: Vec<String>,
    pub place: Vec<String>,
    /// All that the file has, joined by `/`.
    #[serde(rename = "type")]
    pub kind: Vec<String>,
    pub reporter: Vec<String>,
    pub note: Vec<String>,
}

/// A party's column.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ActorColumn {
    /// The first heading that the file has is taken.
    pub columns: Vec<String>,
    /// Its side.
    pub side: Side,
}

/// What happened to the persons of a toll column.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
#[allow(missing_docs)]
pub enum Effect {
    Killed,
    Injured,
}

/// A loss's columns: one figure, or low, best and high.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[allow(missing_docs)]
pub struct TollColumn {
    pub effect: Effect,
    pub of: TollOf,
    #[serde(default)]
    pub low: Vec<String>,
    pub best: Vec<String>,
    #[serde(default)]
    pub high: Vec<String>,
}

/// How a date is widened.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Unit {
    /// The interval is as given.
    Given,
    /// `days` on each side.
    Around,
    /// The calendar month in which the date lies.
    Month,
}

/// A code of date precision.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DatePrecision {
    /// The code in words.
    pub definition: String,
    /// How the date is widened.
    pub unit: Unit,
    /// Days on each side for `around`.
    #[serde(default)]
    pub days: i32,
    /// Whether first and last day are the event's own (and not bounds of what is known).
    #[serde(default = "yes")]
    pub exact: bool,
}

fn yes() -> bool {
    true
}

/// A code of place precision.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PlacePrecision {
    /// The code in words.
    pub definition: String,
    /// The true place is thought to lie within this many kilometres.
    pub radius_km: f32,
    /// Whether coordinates under this code mean nothing, if there are any.
    #[serde(default)]
    pub no_point: bool,
}

/// What holds where the file says nothing.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Defaults {
    /// Days by which the event may precede the date given (a date of report).
    pub days_before: i32,
    /// Kilometres.
    pub radius_km: f32,
    /// What the file writes where it does not know a party or a place (lower case): such a name is no name, or two unknown
    /// parties would be the same one.
    pub not_told: Vec<String>,
}

impl Default for Defaults {
    fn default() -> Defaults {
        Defaults { days_before: 0, radius_km: 10.0, not_told: Vec::new() }
    }
}

const SHIPPED: &[(&str, &str)] = &[
    ("ucdp_ged", include_str!("../../../../datasets/ucdp_ged.toml")),
    ("acled", include_str!("../../../../datasets/acled.toml")),
    ("gtd", include_str!("../../../../datasets/gtd.toml")),
    ("icews", include_str!("../../../../datasets/icews.toml")),
    ("polecat", include_str!("../../../../datasets/polecat.toml")),
    ("generic", include_str!("../../../../datasets/generic.toml")),
    ("geojson", include_str!("../../../../datasets/geojson.toml")),
];

/// The names of the shipped mappings, in the order in which they are tried.
pub fn mapping_names() -> impl Iterator<Item = &'static str> {
    SHIPPED.iter().map(|&(name, _)| name)
}

/// A shipped mapping.
pub fn mapping_named(name: &str) -> Option<Mapping> {
    let &(_, text) = SHIPPED.iter().find(|&&(n, _)| n == name)?;
    Mapping::parse(text).ok()
}

impl Mapping {
    /// Reads a mapping file.
    ///
    /// # Errors
    /// Names line and column of what it does not understand.
    pub fn parse(text: &str) -> Result<Mapping, String> {
        let mapping: Mapping = toml::from_str(text).map_err(|e| e.to_string())?;
        match &mapping.extends {
            None => Ok(mapping),
            Some(base) => {
                let base = mapping_named(base).ok_or_else(|| format!("no shipped mapping `{base}`"))?;
                Ok(mapping.over(base))
            }
        }
    }

    /// This mapping's own parts put over those of `base`.
    fn over(self, base: Mapping) -> Mapping {
        let columns = self.columns.over(base.columns);
        Mapping {
            columns,
            actors: if self.actors.is_empty() { base.actors } else { self.actors },
            tolls: if self.tolls.is_empty() { base.tolls } else { self.tolls },
            date_precisions: if self.date_precisions.is_empty() {
                base.date_precisions
            } else {
                self.date_precisions
            },
            place_precisions: if self.place_precisions.is_empty() {
                base.place_precisions
            } else {
                self.place_precisions
            },
            types: if self.types.is_empty() { base.types } else { self.types },
            ..self
        }
    }
}

impl Columns {
    /// By its name in a mapping file, what each use is called and the headings it may have.
    pub(super) fn uses(&self) -> [(&'static str, &'static str, &Vec<String>); 17] {
        [
            ("id", "id", &self.id),
            ("start", "first day", &self.start),
            ("end", "last day", &self.end),
            ("year", "year", &self.year),
            ("month", "month", &self.month),
            ("day", "day", &self.day),
            ("date_precision", "date precision", &self.date_precision),
            ("latitude", "latitude", &self.latitude),
            ("longitude", "longitude", &self.longitude),
            ("radius_km", "radius in km", &self.radius_km),
            ("place_precision", "place precision", &self.place_precision),
            ("country", "country", &self.country),
            ("admin1", "region", &self.admin1),
            ("place", "place", &self.place),
            ("type", "type", &self.kind),
            ("reporter", "reported by", &self.reporter),
            ("note", "note", &self.note),
        ]
    }

    fn over(self, base: Columns) -> Columns {
        let pick = |own: Vec<String>, base: Vec<String>| if own.is_empty() { base } else { own };
        Columns {
            id: pick(self.id, base.id),
            start: pick(self.start, base.start),
            end: pick(self.end, base.end),
            year: pick(self.year, base.year),
            month: pick(self.month, base.month),
            day: pick(self.day, base.day),
            date_precision: pick(self.date_precision, base.date_precision),
            latitude: pick(self.latitude, base.latitude),
            longitude: pick(self.longitude, base.longitude),
            radius_km: pick(self.radius_km, base.radius_km),
            place_precision: pick(self.place_precision, base.place_precision),
            country: pick(self.country, base.country),
            admin1: pick(self.admin1, base.admin1),
            place: pick(self.place, base.place),
            kind: pick(self.kind, base.kind),
            reporter: pick(self.reporter, base.reporter),
            note: pick(self.note, base.note),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_shipped_mapping_is_read() {
        for name in mapping_names() {
            let (_, text) = SHIPPED.iter().find(|(n, _)| *n == name).unwrap();
            Mapping::parse(text).unwrap_or_else(|e| panic!("{name}: {e}"));
        }
    }
}
