use std::path::Path;

use super::builder::Builder;
use super::guess::guess;
use super::mapping::Mapping;
use super::{DateOrder, Fault, FaultKind, Names, Row, Taxonomy};

/// What a reader may be told.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// The mapping; guessed from the headings if none.
    pub mapping: Option<Mapping>,
    /// Which number of a slashed date is the day; found out from the file if none.
    pub date_order: Option<DateOrder>,
}

/// Somebody's table, read.
#[derive(Clone, Debug)]
pub struct Table {
    /// The mapping's name ("UCDP GED").
    pub dataset: String,
    /// The mapping that was used.
    pub mapping: Mapping,
    /// The headings of the file (the properties of GeoJSON).
    pub headings: Vec<String>,
    /// Every readable row of the file, in its order.
    pub rows: Vec<Row>,
    /// The names that rows point at.
    pub names: Names,
    /// The taxonomy that paths point at.
    pub taxonomy: Taxonomy,
    /// Everything that is wrong, by line.
    pub faults: Vec<Fault>,
}

/// A file that cannot be read as a table at all.
#[derive(Debug, thiserror::Error)]
pub enum ReadError {
    /// The file cannot be opened or read.
    #[error("cannot read {file}: {source}")]
    Io {
        /// The file.
        file: String,
        /// The reason.
        source: std::io::Error,
    },
    /// No headings.
    #[error("the file has no line of headings")]
    Empty,
    /// The mapping needs columns that are not there.
    #[error(
        "no column for the {lacking} of an event; the file has: {headings}. Name the column in a mapping file"
    )]
    Lacking {
        /// What is missing.
        lacking: String,
        /// The headings of the file.
        headings: String,
    },
    /// No GeoJSON.
    #[error("not GeoJSON: {0}")]
    GeoJson(String),
}

/// Reads a file by its ending: `.geojson` and `.json` as GeoJSON, everything else as a table with headings.
///
/// # Errors
/// The file cannot be read, or has no date column.
pub fn read_path(path: &Path, options: &Options) -> Result<Table, ReadError> {
    let bytes =
        std::fs::read(path).map_err(|source| ReadError::Io { file: path.display().to_string(), source })?;
    match path.extension().and_then(|e| e.to_str()).map(str::to_ascii_lowercase).as_deref() {
        Some("geojson" | "json") => super::read_geojson(&bytes, options),
        _ => read_csv(&bytes, options),
    }
}

/// The separator of a table: of comma, semicolon and tab the one that its first line has most of.
fn separator(bytes: &[u8]) -> u8 {
    let line = bytes.split(|&b| b == b'\n').next().unwrap_or_default();
    let count = |c: u8| line.iter().filter(|&&b| b == c).count();
    let mut best = b',';
    for c in [b';', b'\t'] {
        if count(c) > count(best) {
            best = c;
        }
    }
    best
}

/// Reads a table with headings, separated by commas, semicolons or tabs.
///
/// # Errors
/// No headings, or no column for the date.
pub fn read_csv(bytes: &[u8], options: &Options) -> Result<Table, ReadError> {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    let mut reader = csv::ReaderBuilder::new().delimiter(separator(bytes)).flexible(true).from_reader(bytes);
    let headings: Vec<String> = match reader.byte_headers() {
        Ok(headers) => headers.iter().map(|h| String::from_utf8_lossy(h).into_owned()).collect(),
        Err(_) => return Err(ReadError::Empty),
    };
    if headings.iter().all(|h| h.trim().is_empty()) {
        return Err(ReadError::Empty);
    }
    let mut builder = Builder::new(&headings, mapping(&headings, options)?, options.date_order);
    let mut record = csv::ByteRecord::new();
    let width = headings.len();
    loop {
        match reader.read_byte_record(&mut record) {
            Ok(false) => break,
            Ok(true) => {
                let line = record.position().map_or(0, |p| u32::try_from(p.line()).unwrap_or(u32::MAX));
                if record.len() == 1 && record[0].is_empty() {
                    continue;
                }
                if record.len() > width {
                    let value = format!("{} columns under {width} headings", record.len());
                    builder.fault(line, FaultKind::Malformed, &value);
                    continue;
                }
                builder.row(line, |column| record.get(column).unwrap_or_default());
            }
            Err(error) => {
                let line = error.position().map_or(0, |p| u32::try_from(p.line()).unwrap_or(u32::MAX));
                builder.fault(line, FaultKind::Malformed, &error.to_string());
                if matches!(error.kind(), csv::ErrorKind::Io(_)) {
                    break;
                }
            }
        }
    }
    Ok(builder.finish())
}

pub(crate) fn mapping(headings: &[String], options: &Options) -> Result<Mapping, ReadError> {
    let mapping = match &options.mapping {
        Some(mapping) => mapping.clone(),
        None => guess(headings).mapping,
    };
    let has = |names: &[String]| names.iter().any(|n| headings.iter().any(|h| h.trim().to_lowercase() == *n));
    if !has(&mapping.columns.start) && !has(&mapping.columns.year) {
        return Err(ReadError::Lacking { lacking: "date".to_owned(), headings: headings.join(", ") });
    }
    Ok(mapping)
}
