use std::io::{BufRead, Write};

use crate::Event;

/// What can go wrong in reading a file of events.
#[derive(Debug, thiserror::Error)]
pub enum ReadError {
    /// The file could not be read.
    #[error("line {line}: {source}")]
    Io {
        /// The line, from 1.
        line: usize,
        /// The reason.
        source: std::io::Error,
    },
    /// The line is no event record.
    #[error("line {line}, column {column}: not an event record: {source}")]
    Record {
        /// The line, from 1.
        line: usize,
        /// The column, from 1.
        column: usize,
        /// The reason.
        source: serde_json::Error,
    },
}

/// Reads events, one JSON object a line; blank lines are passed over.
///
/// # Errors
/// Names the line and column of the first line that is no record.
pub fn read_events(reader: impl BufRead) -> impl Iterator<Item = Result<Event, ReadError>> {
    reader.lines().enumerate().filter_map(|(n, line)| {
        let line = match line {
            Ok(line) => line,
            Err(source) => return Some(Err(ReadError::Io { line: n + 1, source })),
        };
        let text = line.trim_start_matches('\u{feff}').trim();
        if text.is_empty() {
            return None;
        }
        Some(serde_json::from_str(text).map_err(|source| ReadError::Record {
            line: n + 1,
            column: source.column(),
            source,
        }))
    })
}

/// Writes one event as one line.
///
/// # Errors
/// Those of the writer.
pub fn write_event(mut writer: impl Write, event: &Event) -> std::io::Result<()> {
    serde_json::to_writer(&mut writer, event)?;
    writer.write_all(b"\n")
}
