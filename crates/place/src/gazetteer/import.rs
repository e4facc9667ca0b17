//! Makes a layer from a table of the user's: a GeoNames dump, GeoNames' alternate names, or any CSV with names and coordinates.

use std::fs::File;
use std::io::{BufRead, BufReader, BufWriter, Write};
use std::path::Path;

use serde::Serialize;

use super::geonames::{alternates, dump};
use super::table::csv;
use super::{Builder, Gazetteer, LayerError, LayerInfo};

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

#[cfg(test)]
mod tests {
    use super::super::PlaceKind;
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
    fn a_row_of_the_user_overrides_a_part_of_the_world_that_it_lies_in() {
        let folder = tempfile::tempdir().unwrap();
        let (table, out) = (folder.path().join("mine.csv"), folder.path().join("mine.gaz"));
        std::fs::write(&table, "name,latitude,longitude\nLake Kivu,-2.1,29.0\nJava,-7,110\n").unwrap();
        add(&table, &out, "Mine", "1", &Gazetteer::embedded()).unwrap();
        let gazetteer = Gazetteer::embedded().with_layer(&out).unwrap();
        let placer = crate::Placer::new(&codebook::Files::embedded(), gazetteer).unwrap();
        let id = |text: &str| {
            let doc = document::Document::new(text.to_owned(), &document::Style::default());
            placer.annotate(&doc, &crate::Context::default())[0].place.gazetteer_id.clone()
        };
        assert_eq!(id("Two boats collided on Lake Kivu.").as_deref(), Some("mine@1:1"));
        // A village on the island that is called like it is not the island.
        assert_eq!(id("Fighting spread over Java."), None);
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
