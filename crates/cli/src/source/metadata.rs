use std::path::{Path, PathBuf};

use jiff::civil::Date;
use record::{DocumentRef, Side};
use rustc_hash::FxHashMap;
use serde_json::{Map, Value};

use super::{Fault, has_ending, is_jsonl};

/// A table of what is known of documents: CSV or JSON Lines with a `path` relative to the table's own folder.
#[derive(Debug)]
pub struct Metadata {
    file: PathBuf,
    rows: FxHashMap<PathBuf, Row>,
    faults: Vec<Fault>,
}

/// What one row says of a document.
#[derive(Clone, Debug)]
pub(super) struct Row {
    line: u64,
    fields: Fields,
    /// The columns that the program does not use.
    pub(super) extra: Map<String, Value>,
}

impl Row {
    /// Fills what the document does not say of itself.
    pub(super) fn fill(&self, document: &mut DocumentRef) {
        let fields = &self.fields;
        document.published = document.published.or(fields.published);
        if document.title.is_none() {
            document.title.clone_from(&fields.title);
        }
        if document.publisher.is_none() {
            document.publisher.clone_from(&fields.publisher);
        }
        if document.side == Side::Unknown {
            document.side = fields.side.unwrap_or(Side::Unknown);
        }
    }
}

impl Metadata {
    /// Reads a table. Faults of single rows are kept for [`Metadata::faults`].
    ///
    /// # Errors
    /// The table as a whole cannot be used: it cannot be read, or has no `path` column.
    pub fn read(file: &Path) -> Result<Metadata, Fault> {
        let shown = super::walk::shown(file);
        let bytes = std::fs::read(file)
            .map_err(|e| Fault::new(&shown, format!("the metadata cannot be read: {e}")))?;
        let text = document::decode(&bytes).map_err(|e| Fault::new(&shown, e.to_string()))?.text;
        let canonical = file.canonicalize().unwrap_or_else(|_| file.to_owned());
        let folder = canonical.parent().unwrap_or(Path::new("")).to_owned();
        let mut table = Metadata { file: canonical, rows: FxHashMap::default(), faults: Vec::new() };
        if is_jsonl(file) {
            table.json_lines(&shown, &folder, &text);
        } else if has_ending(file, &["csv", "tsv", "txt"]) {
            table.csv(&shown, &folder, &text)?;
        } else {
            return Err(Fault::new(&shown, "metadata is a .csv or .jsonl file").advise("rename it"));
        }
        Ok(table)
    }

    /// The table's own file.
    pub(super) fn file(&self) -> &Path {
        &self.file
    }

    /// What is wrong with its rows, in their order.
    pub(super) fn faults(&self) -> Vec<Fault> {
        self.faults.clone()
    }

    /// The row of a file.
    pub(super) fn row(&self, path: &Path) -> Option<&Row> {
        self.rows.get(&path.canonicalize().ok()?)
    }

    fn json_lines(&mut self, shown: &str, folder: &Path, text: &str) {
        for (number, line) in (1u64..).zip(text.lines()) {
            if line.trim().is_empty() {
                continue;
            }
            match serde_json::from_str::<Map<String, Value>>(line) {
                Ok(object) => self.add(shown, folder, number, object),
                Err(error) => self.faults.push(Fault::new(
                    format!("{shown}:{number}"),
                    format!("not a JSON object (column {})", error.column()),
                )),
            }
        }
    }

    fn csv(&mut self, shown: &str, folder: &Path, text: &str) -> Result<(), Fault> {
        let head = text.lines().next().unwrap_or_default();
        // Spreadsheets of half the world write `;` because `,` is their decimal mark.
        let count = |mark: u8| head.bytes().filter(|b| *b == mark).count();
        let delimiter = [b',', b';', b'\t'].into_iter().rev().max_by_key(|m| count(*m)).unwrap_or(b',');
        let mut reader =
            csv::ReaderBuilder::new().delimiter(delimiter).flexible(true).from_reader(text.as_bytes());
        let headers: Vec<String> = reader
            .headers()
            .map_err(|e| Fault::new(shown, format!("no CSV: {e}")))?
            .iter()
            .map(|h| h.trim().to_lowercase())
            .collect();
        if !headers.iter().any(|h| h == "path") {
            return Err(Fault::new(format!("{shown}:1"), "the table has no column `path`").advise(
                "name the columns path,published,publisher,side,title (only path must be there, others are kept)",
            ));
        }
        for record in reader.records() {
            let record = match record {
                Ok(record) => record,
                Err(error) => {
                    let line = error.position().map_or(0, csv::Position::line);
                    self.faults.push(Fault::new(format!("{shown}:{line}"), format!("no CSV row: {error}")));
                    continue;
                }
            };
            let line = record.position().map_or(0, csv::Position::line);
            if record.len() > headers.len() {
                self.faults.push(
                    Fault::new(
                        format!("{shown}:{line}"),
                        format!("the row has {} cells, the header {}", record.len(), headers.len()),
                    )
                    .advise("put cells that hold a comma in double quotes"),
                );
            }
            let object: Map<String, Value> = headers
                .iter()
                .zip(record.iter())
                .filter(|(_, cell)| !cell.trim().is_empty())
                .map(|(header, cell)| (header.clone(), Value::String(cell.trim().to_owned())))
                .collect();
            if !object.is_empty() {
                self.add(shown, folder, line, object);
            }
        }
        Ok(())
    }

    fn add(&mut self, shown: &str, folder: &Path, line: u64, mut object: Map<String, Value>) {
        let place = format!("{shown}:{line}");
        let fields = take_fields(&mut object);
        self.faults.extend(fields.faults.iter().map(|message| Fault::new(&place, message)));
        let Some(path) = &fields.path else {
            self.faults.push(Fault::new(place, "the row has no `path`"));
            return;
        };
        let Ok(target) = folder.join(path).canonicalize() else {
            self.faults.push(
                Fault::new(place, format!("there is no file {path}"))
                    .advise("paths are relative to the folder of the metadata file"),
            );
            return;
        };
        if let Some(first) = self.rows.get(&target) {
            let same = if first.fields.same_as(&fields) { "" } else { " with other values" };
            let message = format!("{path} was already given in line {}{same}; that row is used", first.line);
            self.faults.push(Fault::new(place, message));
            return;
        }
        self.rows.insert(target, Row { line, fields, extra: object });
    }
}

/// The fields that the program itself uses, taken out of a row or line.
#[derive(Clone, Debug, Default)]
pub(super) struct Fields {
    pub(super) path: Option<String>,
    pub(super) id: Option<String>,
    pub(super) published: Option<Date>,
    pub(super) publisher: Option<String>,
    pub(super) side: Option<Side>,
    pub(super) title: Option<String>,
    /// What is wrong with them.
    pub(super) faults: Vec<String>,
}

impl Fields {
    fn same_as(&self, other: &Fields) -> bool {
        self.published == other.published
            && self.publisher == other.publisher
            && self.side == other.side
            && self.title == other.title
    }
}

/// Takes `path`, `published`, `publisher`, `side` and `title` out of an object; `id` is only looked at.
pub(super) fn take_fields(object: &mut Map<String, Value>) -> Fields {
    let mut fields = Fields::default();
    fields.path = text(object.shift_remove("path"), "path", &mut fields.faults);
    fields.title = text(object.shift_remove("title"), "title", &mut fields.faults);
    fields.publisher = text(object.shift_remove("publisher"), "publisher", &mut fields.faults);
    fields.id = match object.get("id") {
        Some(Value::String(id)) if !id.is_empty() => Some(id.clone()),
        Some(Value::Number(id)) => Some(id.to_string()),
        _ => None,
    };
    if let Some(published) = text(object.shift_remove("published"), "published", &mut fields.faults) {
        match parse_date(&published) {
            Ok(date) => fields.published = Some(date),
            Err(message) => fields.faults.push(message),
        }
    }
    if let Some(side) = text(object.shift_remove("side"), "side", &mut fields.faults) {
        match side.to_lowercase().parse() {
            Ok(side) => fields.side = Some(side),
            Err(message) => fields.faults.push(message),
        }
    }
    fields
}

fn text(value: Option<Value>, name: &str, faults: &mut Vec<String>) -> Option<String> {
    match value {
        None | Some(Value::Null) => None,
        Some(Value::String(text)) if text.trim().is_empty() => None,
        Some(Value::String(text)) => Some(text),
        Some(_) => {
            faults.push(format!("`{name}` is not a string"));
            None
        }
    }
}

/// Reads a date of publication: `YYYY-MM-DD`, with or without a time after it.
///
/// # Errors
/// Says what is wrong with it.
pub fn parse_date(text: &str) -> Result<Date, String> {
    let day = text.trim();
    let day = match day.as_bytes().get(10) {
        Some(b'T' | b' ') => day.get(..10).unwrap_or(day),
        _ => day,
    };
    let written = day.len() == 10
        && day.bytes().enumerate().all(|(n, b)| match n {
            4 | 7 => b == b'-',
            _ => b.is_ascii_digit(),
        });
    if !written {
        return Err(format!("`{text}` is no date as YYYY-MM-DD (2024-03-05 is 5 March 2024)"));
    }
    day.parse().map_err(|_| format!("`{text}` is a day that no calendar has"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_unambiguous_dates_are_taken() {
        assert_eq!(parse_date("2024-03-05").unwrap(), jiff::civil::date(2024, 3, 5));
        assert_eq!(parse_date(" 2024-03-05T10:00:00Z").unwrap(), jiff::civil::date(2024, 3, 5));
        for bad in ["05/03/2024", "2024-3-5", "2023-02-29", "2024-13-01", "", "2024-03-05x", "2024‐03‐05"]
        {
            assert!(parse_date(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn rows_are_matched_by_file_and_faults_name_their_line() {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("a.txt"), "x").unwrap();
        std::fs::write(folder.path().join("b.txt"), "x").unwrap();
        let table = folder.path().join("m.csv");
        std::fs::write(
            &table,
            "path;published;side;note\na.txt;2024-01-02;state;\"kept; so\"\nnone.txt;2024-01-02;;\n\
             ./a.txt;2024-01-03;state;\nb.txt;2.1.2024;friend;\n;;state;\n",
        )
        .unwrap();
        let metadata = Metadata::read(&table).unwrap();
        let row = metadata.row(&folder.path().join("a.txt")).unwrap();
        assert_eq!(row.fields.published, Some(jiff::civil::date(2024, 1, 2)));
        assert_eq!(row.extra["note"], "kept; so");
        let lines: Vec<String> = metadata
            .faults()
            .iter()
            .map(|f| f.to_string().rsplit_once("m.csv:").unwrap().1.chars().take(24).collect())
            .collect();
        assert_eq!(
            lines,
            [
                "3: there is no file none",
                "4: ./a.txt was already g",
                "5: `2.1.2024` is no date",
                "5: `friend` is no Side; ",
                "6: the row has no `path`",
            ]
        );
    }
}
