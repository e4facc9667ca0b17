use std::fs::File;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};

use record::Event;
use serde_json::{Map, Value};

use crate::pairing::{PairingError, pair_paths};

/// What can go wrong in reading a set of records from disk.
#[derive(Debug, thiserror::Error)]
pub enum CollectionError {
    /// A file or folder could not be read.
    #[error("{}: {source}", path.display())]
    Io {
        /// The file.
        path: PathBuf,
        /// The reason.
        source: std::io::Error,
    },
    /// A line is no event record.
    #[error("{}: {source}", path.display())]
    Events {
        /// The file.
        path: PathBuf,
        /// The reason, with line and column.
        source: record::ReadError,
    },
    /// A line of a list of documents is no JSON object with a `path`.
    #[error("{}: line {line}: {reason}", path.display())]
    Manifest {
        /// The file.
        path: PathBuf,
        /// The line, from 1.
        line: usize,
        /// What is wrong.
        reason: String,
    },
    /// A folder holds no records.
    #[error("{}: no .jsonl file in this folder", .0.display())]
    Empty(PathBuf),
}

/// A set of records as it lies on disk: the events, and the documents that were coded, also those without events.
#[derive(Clone, Debug, Default)]
pub struct Collection {
    /// The records.
    pub events: Vec<Event>,
    /// Documents that are known to have been coded, besides those of the events.
    pub documents: Vec<String>,
    /// What a list of documents says of each.
    pub metadata: Metadata,
}

impl Collection {
    /// Reads records from
    /// - a `.jsonl` file of events,
    /// - a list of documents (JSON Lines with `path` and `gold`, the file of that document's events, relative to the
    ///   list), so that documents without events are known, or
    /// - a folder: its `documents.jsonl` if it has one, else every `.jsonl` file in it. A file without events stands
    ///   for a document whose path ends in the file's name with `.txt`.
    ///
    /// # Errors
    /// Names the file, and the line where there is one.
    pub fn read(path: &Path) -> Result<Collection, CollectionError> {
        if path.is_dir() {
            let list = path.join("documents.jsonl");
            return if list.is_file() { from_list(&list) } else { from_folder(path) };
        }
        if is_list(path)? {
            return from_list(path);
        }
        Ok(Collection { events: events(path)?, ..Collection::default() })
    }
}

fn io(path: &Path) -> impl Fn(std::io::Error) -> CollectionError + '_ {
    move |source| CollectionError::Io { path: path.to_owned(), source }
}

fn events(path: &Path) -> Result<Vec<Event>, CollectionError> {
    let file = File::open(path).map_err(io(path))?;
    record::read_events(BufReader::new(file))
        .collect::<Result<_, _>>()
        .map_err(|source| CollectionError::Events { path: path.to_owned(), source })
}

/// Whether the first line is a document of a list rather than an event.
fn is_list(path: &Path) -> Result<bool, CollectionError> {
    let mut line = String::new();
    BufReader::new(File::open(path).map_err(io(path))?).read_line(&mut line).map_err(io(path))?;
    let first: Option<Map<String, Value>> = serde_json::from_str(line.trim_start_matches('\u{feff}')).ok();
    Ok(first.is_some_and(|m| m.contains_key("path") && m.contains_key("gold") && !m.contains_key("span")))
}

fn from_folder(folder: &Path) -> Result<Collection, CollectionError> {
    let mut files = Vec::new();
    for entry in std::fs::read_dir(folder).map_err(io(folder))? {
        let path = entry.map_err(io(folder))?.path();
        if path.extension().is_some_and(|e| e == "jsonl") {
            files.push(path);
        }
    }
    files.sort();
    if files.is_empty() {
        return Err(CollectionError::Empty(folder.to_owned()));
    }
    let mut collection = Collection::default();
    for file in files {
        let found = events(&file)?;
        if found.is_empty() {
            let stem = file.file_stem().unwrap_or_default().to_string_lossy();
            collection.documents.push(format!("{stem}.txt"));
        }
        collection.events.extend(found);
    }
    Ok(collection)
}

fn from_list(list: &Path) -> Result<Collection, CollectionError> {
    let metadata = Metadata::read(list)?;
    let folder = list.parent().unwrap_or(Path::new(""));
    let mut collection = Collection::default();
    for row in &metadata.rows {
        if let Some(Value::String(gold)) = row.fields.get("gold") {
            collection.events.extend(events(&folder.join(gold))?);
            collection.documents.push(row.path.clone());
        }
    }
    collection.metadata = metadata;
    Ok(collection)
}

/// What a list of documents says of each, for grouping.
#[derive(Clone, Debug, Default)]
pub struct Metadata {
    rows: Vec<Row>,
}

#[derive(Clone, Debug)]
struct Row {
    path: String,
    fields: Map<String, Value>,
}

impl Metadata {
    /// Reads JSON Lines with a `path` and any other fields.
    ///
    /// # Errors
    /// Names the file and the line.
    pub fn read(path: &Path) -> Result<Metadata, CollectionError> {
        let mut metadata = Metadata::default();
        let file = File::open(path).map_err(io(path))?;
        for (n, line) in BufReader::new(file).lines().enumerate() {
            let line = line.map_err(io(path))?;
            let line = line.trim_start_matches('\u{feff}').trim();
            if line.is_empty() {
                continue;
            }
            let wrong =
                |reason: String| CollectionError::Manifest { path: path.to_owned(), line: n + 1, reason };
            let fields: Map<String, Value> = serde_json::from_str(line).map_err(|e| wrong(e.to_string()))?;
            let Some(Value::String(document)) = fields.get("path") else {
                return Err(wrong("the row has no `path`".to_owned()));
            };
            metadata.rows.push(Row { path: document.clone(), fields });
        }
        Ok(metadata)
    }

    /// Adds a row.
    pub fn push(&mut self, path: impl Into<String>, fields: Map<String, Value>) {
        self.rows.push(Row { path: path.into(), fields });
    }

    /// The values of one column for these documents, matched by path as documents are.
    ///
    /// # Errors
    /// [`PairingError`] if a document could be either of two rows.
    pub fn values(&self, documents: &[&str], column: &str) -> Result<Vec<Option<String>>, PairingError> {
        let rows: Vec<&str> = self.rows.iter().map(|r| r.path.as_str()).collect();
        let value = |n: usize| match self.rows[n].fields.get(column) {
            None | Some(Value::Null) => None,
            Some(Value::String(text)) => Some(text.clone()),
            Some(other) => Some(other.to_string()),
        };
        Ok(pair_paths(documents, &rows)?.into_iter().map(|row| row.and_then(value)).collect())
    }
}
