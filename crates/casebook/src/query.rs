use std::ops::ControlFlow;

use record::{Coded, Event, Trace};
use rusqlite::{OptionalExtension, Row};
use serde::Serialize;
use serde_json::{Map, Value};

use crate::{Casebook, CasebookError, Source, Totals, pack};

/// A record as it is stored.
#[derive(Clone, Debug, PartialEq)]
pub struct Stored {
    /// The record; its path is the first, in order, of the sources with these bytes and metadata.
    pub event: Event,
    /// The account of how it was coded.
    pub traces: Vec<Trace>,
}

/// A source with its document.
#[derive(Clone, Debug, PartialEq)]
pub struct Listed {
    /// The source.
    pub source: Source,
    /// SHA-256 of its bytes.
    pub document: String,
    /// Bytes.
    pub size: u64,
    /// Records coded from it.
    pub events: u64,
    /// The hash of the codebook that coded it.
    pub codebook: String,
    /// The version of the program that coded it.
    pub version: String,
}

/// What is in a casebook.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Summary {
    /// Different documents, superseded ones included.
    pub documents: u64,
    /// Their bytes.
    pub bytes: u64,
    /// Paths.
    pub sources: u64,
    /// Records of the kind `event`.
    pub events: u64,
    /// Totals over other events.
    pub aggregates: u64,
    /// Events only recalled.
    pub background: u64,
    /// Corrections.
    pub corrections: u64,
}

impl Casebook {
    /// Calls `each` with every current record, in the order of path, span and kind, until it breaks. Memory does not
    /// grow with the casebook.
    ///
    /// # Errors
    /// [`CasebookError::Damaged`] if a stored record cannot be read.
    pub fn for_each(&self, mut each: impl FnMut(Stored) -> ControlFlow<()>) -> Result<(), CasebookError> {
        let fail = self.fail();
        let mut codings = self
            .connection
            .prepare_cached("SELECT min(path), coding FROM sources GROUP BY coding ORDER BY 1")
            .map_err(&fail)?;
        let mut records =
            self.connection.prepare_cached("SELECT records FROM records WHERE coding = ?1").map_err(&fail)?;
        let mut codings = codings.query([]).map_err(&fail)?;
        while let Some(row) = codings.next().map_err(&fail)? {
            let (path, coding): (String, i64) =
                row.get(0).and_then(|p| Ok((p, row.get(1)?))).map_err(&fail)?;
            let mut records = records.query([coding]).map_err(&fail)?;
            while let Some(row) = records.next().map_err(&fail)? {
                for stored in self.stored(row, &path)? {
                    if each(stored?).is_break() {
                        return Ok(());
                    }
                }
            }
        }
        Ok(())
    }

    /// What all current records claim in sum.
    ///
    /// # Errors
    /// As [`Casebook::for_each`].
    pub fn totals(&self) -> Result<Totals, CasebookError> {
        let mut totals = Totals::default();
        self.for_each(|stored| {
            totals.add(&stored.event);
            ControlFlow::Continue(())
        })?;
        Ok(totals)
    }

    /// The current records whose id begins with `prefix`, in order. An id that occurs twice is of a document that was
    /// coded under two sets of metadata.
    ///
    /// # Errors
    /// [`CasebookError::NoEvent`] if there is none.
    pub fn find(&self, prefix: &str) -> Result<Vec<Stored>, CasebookError> {
        let fail = self.fail();
        let prefix = prefix.to_ascii_lowercase();
        let mut query = self
            .connection
            .prepare_cached(
                "SELECT records, (SELECT min(path) FROM sources WHERE sources.coding = codings.id) AS path
                 FROM codings JOIN records ON records.coding = codings.id
                 WHERE instr(ids, char(10) || ?1) > 0 ORDER BY path",
            )
            .map_err(&fail)?;
        let mut rows = query.query([&prefix]).map_err(&fail)?;
        let mut found = Vec::new();
        while let Some(row) = rows.next().map_err(&fail)? {
            let path: String = row.get(1).map_err(&fail)?;
            for stored in self.stored(row, &path)? {
                let stored = stored?;
                if stored.event.id.as_ref().is_some_and(|id| id.starts_with(&prefix)) {
                    found.push(stored);
                }
            }
        }
        if found.is_empty() { Err(CasebookError::NoEvent(prefix)) } else { Ok(found) }
    }

    /// The records of one coding, whose packed lines are the first column of a row.
    fn stored<'r>(
        &'r self,
        row: &'r Row,
        path: &'r str,
    ) -> Result<impl Iterator<Item = Result<Stored, CasebookError>> + 'r, CasebookError> {
        let damaged = move |e: &dyn std::fmt::Display| {
            CasebookError::damaged(&self.path, format!("the records of {path}: {e}"))
        };
        let packed = row.get_ref(0).and_then(|v| Ok(v.as_blob()?)).map_err(self.fail())?;
        let lines = pack::lines(packed).map_err(|e| damaged(&e))?;
        Ok(lines.map(move |line| {
            let line = line.map_err(|e| damaged(&e))?;
            let mut coded: Coded = serde_json::from_str(&line).map_err(|e| damaged(&e))?;
            coded.event.document.path = path.to_owned();
            Ok(Stored { event: coded.event, traces: coded.traces })
        }))
    }

    /// Calls `each` with every source, in the order of the paths, until it breaks.
    ///
    /// # Errors
    /// [`CasebookError::Damaged`] if a row cannot be read.
    pub fn for_each_source(
        &self,
        mut each: impl FnMut(Listed) -> ControlFlow<()>,
    ) -> Result<(), CasebookError> {
        let fail = self.fail();
        let mut query = self
            .connection
            .prepare_cached(
                "SELECT path, title, published, publisher, side, extra, lower (hex (sha256)), size,
                 events + aggregates + background, codebook, version
                 FROM sources JOIN codings ON codings.id = coding JOIN documents ON documents.id = document
                 JOIN builds ON builds.id = build ORDER BY path",
            )
            .map_err(&fail)?;
        let mut rows = query.query([]).map_err(&fail)?;
        while let Some(row) = rows.next().map_err(&fail)? {
            if each(self.listed(row)?).is_break() {
                break;
            }
        }
        Ok(())
    }

    fn listed(&self, row: &Row) -> Result<Listed, CasebookError> {
        let fail = self.fail();
        let text = |n: usize| row.get::<_, Option<String>>(n).map_err(&fail);
        let damaged = |what: &str| CasebookError::damaged(&self.path, format!("a source's {what}"));
        let published = text(2)?.map(|d| d.parse()).transpose().map_err(|_| damaged("date"))?;
        let extra: Map<String, Value> =
            serde_json::from_str(&text(5)?.unwrap_or_default()).map_err(|_| damaged("columns"))?;
        let number = |n: usize| row.get::<_, i64>(n).map(|v| v.unsigned_abs()).map_err(&fail);
        Ok(Listed {
            source: Source {
                path: text(0)?.unwrap_or_default(),
                title: text(1)?,
                published,
                publisher: text(3)?,
                side: text(4)?.unwrap_or_default().parse().map_err(|_| damaged("side"))?,
                extra,
            },
            document: text(6)?.unwrap_or_default(),
            size: number(7)?,
            events: number(8)?,
            codebook: text(9)?.unwrap_or_default(),
            version: text(10)?.unwrap_or_default(),
        })
    }

    /// The original bytes of a document.
    ///
    /// # Errors
    /// What the database says.
    pub fn bytes(&self, sha256: &str) -> Result<Option<Vec<u8>>, CasebookError> {
        Ok(self.document(sha256)?.map(|(_, bytes)| bytes))
    }

    /// The text of a document, as it was coded: the spans of its records are offsets into it.
    ///
    /// # Errors
    /// [`CasebookError::Damaged`] if the bytes cannot be read as text.
    pub fn text(&self, sha256: &str) -> Result<Option<String>, CasebookError> {
        let damaged = |e: &dyn std::fmt::Display| {
            CasebookError::damaged(&self.path, format!("the document {sha256}: {e}"))
        };
        let Some((form, bytes)) = self.document(sha256)? else { return Ok(None) };
        if form == "jsonl" {
            let line: Value = serde_json::from_slice(&bytes).map_err(|e| damaged(&e))?;
            return Ok(line.get("text").and_then(Value::as_str).map(str::to_owned));
        }
        document::decode(&bytes).map(|d| Some(d.text)).map_err(|e| damaged(&e))
    }

    fn document(&self, sha256: &str) -> Result<Option<(String, Vec<u8>)>, CasebookError> {
        let row = self
            .connection
            .prepare_cached("SELECT form, size, bytes FROM documents WHERE sha256 = unhex (?1)")
            .and_then(|mut q| {
                q.query_row([sha256], |row| {
                    let unpacked =
                        pack::unpack(row.get_ref(2)?.as_blob()?, row.get::<_, i64>(1)?.unsigned_abs());
                    Ok((row.get(0)?, unpacked))
                })
                .optional()
            })
            .map_err(self.fail())?;
        let Some((form, bytes)) = row else { return Ok(None) };
        let damaged = |e| CasebookError::damaged(&self.path, format!("the document {sha256}: {e}"));
        Ok(Some((form, bytes.map_err(damaged)?)))
    }

    /// Counts of what is in the casebook.
    ///
    /// # Errors
    /// What the database says.
    pub fn summary(&self) -> Result<Summary, CasebookError> {
        let count = |sql: &str| {
            let number = self.connection.query_row(sql, [], |row| row.get::<_, i64>(0));
            number.map(i64::unsigned_abs).map_err(self.fail())
        };
        let kind = |column: &str| count(&format!("SELECT coalesce(sum({column}), 0) FROM codings"));
        Ok(Summary {
            documents: count("SELECT count(*) FROM documents")?,
            bytes: count("SELECT coalesce(sum(size), 0) FROM documents")?,
            sources: count("SELECT count(*) FROM sources")?,
            events: kind("events")?,
            aggregates: kind("aggregates")?,
            background: kind("background")?,
            corrections: count("SELECT count(*) FROM corrections")?,
        })
    }
}
