//! Event records out: JSON Lines, CSV, GeoJSON.
//!
//! Events are pushed one by one, so that a casebook of any size is written in constant memory. The file appears under
//! its name only when it is whole: until then, and after any error, an older file of that name stands unchanged.

mod atomic;
mod cell;
mod error;
mod names;
mod row;

use std::io::{BufWriter, Write};
use std::path::Path;

use record::{CharIndex, DocumentRef, Event, Span};
use serde_json::{Map, Value};

use atomic::Target;
pub use cell::Cell;
pub use error::ExportError;
pub use names::{Hidden, Individual, NameSpans, Names, WITHHELD};
pub use row::{columns, row};

/// The format of an export.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// The record itself, one JSON object a line.
    JsonLines,
    /// One row an event.
    Csv,
    /// One feature an event; an event without coordinates has a null geometry.
    GeoJson,
}

impl Format {
    /// The format by the file's extension: `.jsonl`, `.ndjson`, `.csv`, `.geojson`.
    ///
    /// # Errors
    /// [`ExportError::Extension`] for any other.
    pub fn of(path: &Path) -> Result<Format, ExportError> {
        let extension = path.extension().unwrap_or_default().to_string_lossy().to_ascii_lowercase();
        match extension.as_str() {
            "jsonl" | "ndjson" => Ok(Format::JsonLines),
            "csv" => Ok(Format::Csv),
            "geojson" => Ok(Format::GeoJson),
            _ => Err(ExportError::Extension(path.to_owned())),
        }
    }
}

/// Gives a document's text, for the evidence in words; `None` leaves those cells empty.
pub type Texts<'a> = &'a dyn Fn(&DocumentRef) -> Option<String>;

/// A document's text, ready to be cut by spans.
struct Text {
    document: DocumentRef,
    text: Option<(String, CharIndex)>,
}

/// Writes events to a file or to any writer.
pub struct Exporter<'a, W: Write> {
    writer: W,
    format: Format,
    names: Names<'a>,
    texts: Texts<'a>,
    text: Option<Text>,
    count: u64,
}

/// An [`Exporter`] to a file.
pub type FileExporter<'a> = Exporter<'a, BufWriter<Target>>;

impl<'a> FileExporter<'a> {
    /// Starts a file; its extension gives the format. Nothing is to be seen under `path` before
    /// [`FileExporter::commit`].
    ///
    /// # Errors
    /// An unknown extension, or a folder that cannot be written to.
    pub fn create(path: &Path, names: Names<'a>, texts: Texts<'a>) -> Result<FileExporter<'a>, ExportError> {
        let format = Format::of(path)?;
        let target = Target::create(path)?;
        Exporter::new(BufWriter::new(target), format, names, texts)
    }

    /// Ends the file and puts it in its place; returns the number of events in it.
    ///
    /// # Errors
    /// [`ExportError::Full`] if the disk is full, [`ExportError::Io`] for any other reason; the old file is unchanged.
    pub fn commit(self) -> Result<u64, ExportError> {
        let path = self.writer.get_ref().path().to_owned();
        let (writer, count) = self.finish()?;
        let target = writer.into_inner().map_err(|e| ExportError::io(&path, e.into_error()))?;
        target.commit()?;
        Ok(count)
    }
}

impl<'a, W: Write> Exporter<'a, W> {
    /// Starts an export.
    ///
    /// # Errors
    /// Those of the writer.
    pub fn new(
        writer: W,
        format: Format,
        names: Names<'a>,
        texts: Texts<'a>,
    ) -> Result<Exporter<'a, W>, ExportError> {
        let mut exporter = Exporter { writer, format, names, texts, text: None, count: 0 };
        match format {
            Format::JsonLines => {}
            Format::Csv => exporter.line(&columns().iter().map(|c| (*c).to_owned()).collect::<Vec<_>>())?,
            Format::GeoJson => {
                exporter.writer.write_all(b"{\"type\":\"FeatureCollection\",\"features\":[")?;
            }
        }
        Ok(exporter)
    }

    /// Writes one event.
    ///
    /// # Errors
    /// Those of the writer.
    pub fn push(&mut self, event: &Event) -> Result<(), ExportError> {
        let hidden = self.names.hidden(event);
        let event = hidden.apply(event);
        match self.format {
            Format::JsonLines => record::write_event(&mut self.writer, &event)?,
            Format::Csv => {
                let cells = self.cells(&event, &hidden);
                self.line(&cells.iter().map(Cell::csv).collect::<Vec<_>>())?;
            }
            Format::GeoJson => {
                let cells = self.cells(&event, &hidden);
                let separator = if self.count == 0 { "\n" } else { ",\n" };
                self.writer.write_all(separator.as_bytes())?;
                serde_json::to_writer(&mut self.writer, &feature(&event, &cells))
                    .map_err(std::io::Error::from)?;
            }
        }
        self.count += 1;
        Ok(())
    }

    /// Ends the export; returns the writer and the number of events.
    ///
    /// # Errors
    /// Those of the writer.
    pub fn finish(mut self) -> Result<(W, u64), ExportError> {
        if self.format == Format::GeoJson {
            self.writer.write_all(b"\n]}\n")?;
        }
        self.writer.flush()?;
        Ok((self.writer, self.count))
    }

    fn line(&mut self, cells: &[String]) -> Result<(), ExportError> {
        let mut line = csv::WriterBuilder::new().from_writer(Vec::new());
        line.write_record(cells).map_err(|e| match e.into_kind() {
            csv::ErrorKind::Io(source) => source,
            other => std::io::Error::other(format!("{other:?}")),
        })?;
        let bytes = line.into_inner().map_err(|e| std::io::Error::other(e.to_string()))?;
        Ok(self.writer.write_all(&bytes)?)
    }

    fn cells(&mut self, event: &Event, hidden: &names::Hidden) -> Vec<Cell> {
        if self.text.as_ref().is_none_or(|t| t.document != event.document) {
            let text = (self.texts)(&event.document).map(|t| {
                let index = CharIndex::new(&t);
                (t, index)
            });
            self.text = Some(Text { document: event.document.clone(), text });
        }
        let text = self.text.as_ref().and_then(|t| t.text.as_ref());
        row(event, &|span: Span| {
            let (text, index) = text?;
            Some(hidden.quote(text, index, span))
        })
    }
}

/// One event as a GeoJSON feature (RFC 7946): longitude before latitude, no coordinates where none are known.
fn feature(event: &Event, cells: &[Cell]) -> Value {
    let point = event
        .place
        .lat
        .zip(event.place.lon)
        .filter(|(lat, lon)| (-90.0..=90.0).contains(lat) && (-180.0..=180.0).contains(lon));
    let geometry = point
        .map_or(Value::Null, |(lat, lon)| serde_json::json!({"type": "Point", "coordinates": [lon, lat]}));
    let mut properties = Map::new();
    for (column, cell) in columns().iter().zip(cells) {
        if *cell != Cell::Empty {
            properties.insert((*column).to_owned(), cell.json());
        }
    }
    let mut feature = Map::new();
    feature.insert("type".to_owned(), "Feature".into());
    if let Some(id) = &event.id {
        feature.insert("id".to_owned(), id.as_str().into());
    }
    feature.insert("geometry".to_owned(), geometry);
    feature.insert("properties".to_owned(), properties.into());
    feature.into()
}

#[cfg(test)]
mod tests;
