use record::Coded;
use rusqlite::{OptionalExtension, params};

use crate::{Casebook, CasebookError, CodingKey, Form, Source};

/// What storing a source has changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// A new coding with this many records.
    Coded(usize),
    /// The coding was there; the source is new, or its other columns are.
    Linked,
    /// Everything was there.
    Unchanged,
}

impl Casebook {
    /// Takes in a source whose document is already coded under `key`. `None` if it is not: then it has to be coded and
    /// [stored](Casebook::store).
    ///
    /// # Errors
    /// [`CasebookError::Full`] or what the database says; nothing of this source is changed then.
    pub fn link(&mut self, source: &Source, key: &CodingKey) -> Result<Option<Outcome>, CasebookError> {
        let Some(coding) = self.coding(key)? else { return Ok(None) };
        if self.is_as_stored(source, coding)? {
            return Ok(Some(Outcome::Unchanged));
        }
        self.whole(|book| book.put_source(source, key, coding).map(|()| source.path.len()))?;
        Ok(Some(Outcome::Linked))
    }

    /// Stores a source with its original bytes and what was coded of it: all of it, or nothing. An older coding of the
    /// same source is replaced, and the audit log says so; its document stays.
    ///
    /// # Errors
    /// [`CasebookError::Full`] or what the database says; nothing of this source is changed then.
    pub fn store(
        &mut self,
        source: &Source,
        key: &CodingKey,
        form: Form,
        bytes: &[u8],
        coded: &[Coded],
    ) -> Result<Outcome, CasebookError> {
        if let Some(outcome) = self.link(source, key)? {
            return Ok(outcome);
        }
        self.whole(|book| {
            book.put_document(key, form, bytes)?;
            let (coding, size) = book.put_coding(key, coded)?;
            book.put_source(source, key, coding)?;
            Ok(bytes.len() + size)
        })?;
        Ok(Outcome::Coded(coded.len()))
    }

    /// Does one unit of work inside the running batch, or undoes it; commits the batch when it is large enough. The work
    /// returns how many bytes it has stored.
    pub(crate) fn whole(
        &mut self,
        work: impl FnOnce(&mut Casebook) -> rusqlite::Result<usize>,
    ) -> Result<(), CasebookError> {
        if self.pending.is_none() {
            self.run("BEGIN IMMEDIATE")?;
            self.pending = Some((0, 0));
        }
        self.run("SAVEPOINT one")?;
        let bytes = match work(self) {
            Ok(bytes) => bytes,
            Err(source) => return Err(self.undo(source)),
        };
        self.run("RELEASE one")?;
        let (documents, size) = self.pending.map_or((0, 0), |(d, b)| (d + 1, b + bytes));
        self.pending = Some((documents, size));
        if documents >= self.options.batch_documents || size >= self.options.batch_bytes {
            self.commit()?;
        }
        Ok(())
    }

    fn undo(&mut self, source: rusqlite::Error) -> CasebookError {
        let error = CasebookError::of(&self.path, source);
        // A full disk may have rolled the whole batch back already: then there is no savepoint to go back to.
        if self.connection.is_autocommit() || self.run("ROLLBACK TO one; RELEASE one").is_err() {
            self.pending = None;
        }
        error
    }

    /// The coding of a key.
    fn coding(&self, key: &CodingKey) -> Result<Option<i64>, CasebookError> {
        self.connection
            .prepare_cached(
                "SELECT id FROM codings WHERE document = ?1 AND metadata = ?2 AND codebook = ?3 AND version = ?4",
            )
            .and_then(|mut q| {
                q.query_row(params![key.document, key.metadata, key.codebook, key.version], |row| row.get(0))
                    .optional()
            })
            .map_err(self.fail())
    }

    fn is_as_stored(&self, source: &Source, coding: i64) -> Result<bool, CasebookError> {
        let extra = serde_json::Value::from(source.extra.clone()).to_string();
        self.connection
            .prepare_cached("SELECT 1 FROM sources WHERE path = ?1 AND coding = ?2 AND extra = ?3")
            .and_then(|mut q| q.exists(params![source.path, coding, extra]))
            .map_err(self.fail())
    }

    fn put_document(&self, key: &CodingKey, form: Form, bytes: &[u8]) -> rusqlite::Result<()> {
        self.connection
            .prepare_cached(
                "INSERT INTO documents (sha256, form, size, bytes) VALUES (?1, ?2, ?3, ?4) ON CONFLICT DO NOTHING",
            )?
            .execute(params![key.document, form.as_str(), bytes.len() as i64, bytes])?;
        Ok(())
    }

    /// Returns the coding and how many bytes its records take.
    fn put_coding(&self, key: &CodingKey, coded: &[Coded]) -> rusqlite::Result<(i64, usize)> {
        let mut size = 0;
        self.connection
            .prepare_cached(
                "INSERT INTO codings (document, metadata, codebook, version, events) VALUES (?1, ?2, ?3, ?4, ?5)",
            )?
            .execute(params![key.document, key.metadata, key.codebook, key.version, coded.len() as i64])?;
        let coding = self.connection.last_insert_rowid();
        let mut order: Vec<&Coded> = coded.iter().collect();
        order.sort_by_key(|c| (c.event.span, c.event.kind));
        let mut insert = self.connection.prepare_cached(
            "INSERT INTO events (coding, position, id, kind, date_start, date_end, country, lat, lon, record, traces)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)",
        )?;
        for (position, Coded { event, traces }) in order.into_iter().enumerate() {
            let mut event = event.clone();
            event.document.sha256 = Some(key.document.clone());
            if event.id.is_none() {
                event.id = Some(event.stable_id());
            }
            // The path is that of the source, which may be one of several and may change: it is set on reading.
            event.document.path.clear();
            let day = |d: Option<jiff::civil::Date>| d.map(|d| d.to_string());
            let (record, traces) = (json(&event)?, json(traces)?);
            size += record.len() + traces.len();
            insert.execute(params![
                coding,
                position as i64,
                event.id,
                event.kind.as_str(),
                day(event.when.start),
                day(event.when.end),
                event.place.country,
                event.place.lat,
                event.place.lon,
                record,
                traces,
            ])?;
        }
        let detail = serde_json::json!({
            "metadata": key.metadata, "codebook": key.codebook, "version": key.version, "records": coded.len(),
        });
        self.log("coded", &key.document, &detail)?;
        Ok((coding, size))
    }

    /// Points a source to its coding; drops the coding that it pointed to before if no source points to that any more.
    fn put_source(&self, source: &Source, key: &CodingKey, coding: i64) -> rusqlite::Result<()> {
        let before: Option<i64> = self
            .connection
            .prepare_cached("SELECT coding FROM sources WHERE path = ?1")?
            .query_row([&source.path], |row| row.get(0))
            .optional()?;
        self.connection
            .prepare_cached(
                "INSERT INTO sources (path, coding, title, published, publisher, side, extra)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)
                 ON CONFLICT (path) DO UPDATE SET coding = ?2, title = ?3, published = ?4, publisher = ?5, side = ?6,
                 extra = ?7",
            )?
            .execute(params![
                source.path,
                coding,
                source.title,
                source.published.map(|d| d.to_string()),
                source.publisher,
                source.side.as_str(),
                serde_json::Value::from(source.extra.clone()).to_string(),
            ])?;
        let Some(before) = before.filter(|b| *b != coding) else {
            let detail = serde_json::json!({"document": key.document, "metadata": key.metadata});
            return self.log("source", &source.path, &detail);
        };
        let old = self
            .connection
            .prepare_cached("SELECT document, metadata, codebook, version FROM codings WHERE id = ?1")?
            .query_row([before], |row| {
                Ok([row.get::<_, String>(0)?, row.get(1)?, row.get(2)?, row.get(3)?])
            })?;
        let detail = serde_json::json!({
            "document": key.document, "metadata": key.metadata,
            "instead_of": {"document": old[0], "metadata": old[1], "codebook": old[2], "version": old[3]},
        });
        self.log("source", &source.path, &detail)?;
        let used =
            self.connection.prepare_cached("SELECT 1 FROM sources WHERE coding = ?1")?.exists([before])?;
        if !used {
            self.connection.prepare_cached("DELETE FROM events WHERE coding = ?1")?.execute([before])?;
            self.connection.prepare_cached("DELETE FROM codings WHERE id = ?1")?.execute([before])?;
        }
        Ok(())
    }

    pub(crate) fn log(
        &self,
        action: &str,
        subject: &str,
        detail: &serde_json::Value,
    ) -> rusqlite::Result<()> {
        self.connection
            .prepare_cached("INSERT INTO audit (action, subject, detail) VALUES (?1, ?2, ?3)")?
            .execute(params![action, subject, detail.to_string()])?;
        Ok(())
    }
}

pub(crate) fn json<T: serde::Serialize + ?Sized>(value: &T) -> rusqlite::Result<String> {
    serde_json::to_string(value).map_err(|e| rusqlite::Error::ToSqlConversionFailure(Box::new(e)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Options;

    fn store(book: &mut Casebook, n: usize) -> Result<Outcome, CasebookError> {
        let (source, bytes) =
            (Source::new(format!("{n}.txt")), format!("Report {n}. ").repeat(200).into_bytes());
        let key = CodingKey::new(&source, &bytes, "h1", "0.1.0");
        book.store(&source, &key, Form::Text, &bytes, &[])
    }

    #[test]
    fn a_full_disk_loses_nothing_that_was_committed() {
        let folder = tempfile::tempdir().expect("a folder");
        let open = |name: &str| {
            let options = Options { batch_documents: 7, ..Options::default() };
            Casebook::create_or_open(&folder.path().join(name), options).expect("a casebook")
        };
        let mut book = open("full");
        (0..20).try_for_each(|n| store(&mut book, n).map(|_| ())).expect("stored");
        // SQLite reports a file that may not grow as it does a disk that is full.
        let pages: i64 =
            book.connection.pragma_query_value(None, "page_count", |row| row.get(0)).expect("a number");
        let limit = format!("PRAGMA max_page_count = {pages}");
        book.connection.query_row(&limit, [], |_| Ok(())).expect("a limit");
        let failed = (20..100).find_map(|n| store(&mut book, n).err()).expect("the disk fills up");
        assert!(matches!(failed, CasebookError::Full(_)), "{failed}");
        drop(book);
        let (mut book, mut other) = (open("full"), open("other"));
        let kept = book.summary().expect("a summary").sources;
        assert!((14..100).contains(&kept), "whole batches are kept: {kept}");
        for n in 0..100 {
            store(&mut book, n).expect("stored");
            store(&mut other, n).expect("stored");
        }
        assert_eq!(book.digest().expect("a digest"), other.digest().expect("a digest"));
    }
}
