use rusqlite::{OptionalExtension, params};
use serde::Serialize;

use crate::{Casebook, CasebookError, CodingKey, Packed, Source};

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

/// What the audit log tells of a coding.
#[derive(Serialize)]
struct CodedNote<'a> {
    metadata: &'a str,
    codebook: &'a str,
    version: &'a str,
    records: usize,
}

/// What the audit log tells of a source.
#[derive(Serialize)]
struct SourceNote<'a> {
    document: &'a str,
    metadata: &'a str,
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

    /// Stores a source with its document and what was coded of it under `key`: all of it, or nothing. An older coding of
    /// the same source is replaced, and the audit log says so; its document stays.
    ///
    /// # Errors
    /// [`CasebookError::Full`] or what the database says; the batch of documents that this one belongs to is undone then,
    /// and what was committed before is kept.
    pub fn store(
        &mut self,
        source: &Source,
        key: &CodingKey,
        packed: &Packed,
    ) -> Result<Outcome, CasebookError> {
        if let Some(outcome) = self.link(source, key)? {
            return Ok(outcome);
        }
        self.whole(|book| {
            let document = book.put_document(key, packed)?;
            let coding = book.put_coding(key, document, packed)?;
            book.put_source(source, key, coding)?;
            Ok(packed.stored())
        })?;
        Ok(Outcome::Coded(packed.records()))
    }

    /// Does one unit of work inside the running batch, or undoes the batch; commits the batch when it is large enough. The
    /// work returns how many bytes it has stored.
    pub(crate) fn whole(
        &mut self,
        work: impl FnOnce(&mut Casebook) -> rusqlite::Result<usize>,
    ) -> Result<(), CasebookError> {
        if self.pending.is_none() {
            self.run("BEGIN IMMEDIATE")?;
            self.pending = Some((0, 0));
        }
        let bytes = match work(self) {
            Ok(bytes) => bytes,
            Err(source) => return Err(self.undo(source)),
        };
        let (documents, size) = self.pending.map_or((0, 0), |(d, b)| (d + 1, b + bytes));
        self.pending = Some((documents, size));
        if documents >= self.options.batch_documents || size >= self.options.batch_bytes {
            self.commit()?;
        }
        Ok(())
    }

    fn undo(&mut self, source: rusqlite::Error) -> CasebookError {
        self.pending = None;
        // A full disk may have rolled the batch back already. The error to report is the first one.
        if !self.connection.is_autocommit() {
            let _ = self.run("ROLLBACK");
        }
        CasebookError::of(&self.path, source)
    }

    /// The coding of a key.
    fn coding(&self, key: &CodingKey) -> Result<Option<i64>, CasebookError> {
        self.connection
            .prepare_cached(
                "SELECT codings.id FROM documents JOIN codings ON document = documents.id
                 JOIN builds ON builds.id = build
                 WHERE sha256 = unhex (?1) AND metadata = unhex (?2) AND codebook = ?3 AND version = ?4",
            )
            .and_then(|mut q| {
                q.query_row(params![key.document, key.metadata, key.codebook, key.version], |row| row.get(0))
                    .optional()
            })
            .map_err(self.fail())
    }

    fn is_as_stored(&self, source: &Source, coding: i64) -> Result<bool, CasebookError> {
        let extra = json(&source.extra).map_err(self.fail())?;
        self.connection
            .prepare_cached("SELECT 1 FROM sources WHERE path = ?1 AND coding = ?2 AND extra = ?3")
            .and_then(|mut q| q.exists(params![source.path, coding, extra]))
            .map_err(self.fail())
    }

    fn put_document(&self, key: &CodingKey, packed: &Packed) -> rusqlite::Result<i64> {
        let new = self
            .connection
            .prepare_cached(
                "INSERT INTO documents (sha256, form, size, bytes) VALUES (unhex (?1), ?2, ?3, ?4)
                 ON CONFLICT DO NOTHING RETURNING id",
            )?
            .query_row(params![key.document, packed.form.as_str(), packed.size as i64, packed.bytes], |row| {
                row.get(0)
            })
            .optional()?;
        match new {
            Some(id) => Ok(id),
            None => self
                .connection
                .prepare_cached("SELECT id FROM documents WHERE sha256 = unhex (?1)")?
                .query_row([&key.document], |row| row.get(0)),
        }
    }

    /// The number of a codebook with a version.
    fn put_build(&self, key: &CodingKey) -> rusqlite::Result<i64> {
        let known = self
            .connection
            .prepare_cached("SELECT id FROM builds WHERE codebook = ?1 AND version = ?2")?
            .query_row([&key.codebook, &key.version], |row| row.get(0))
            .optional()?;
        match known {
            Some(id) => Ok(id),
            None => {
                self.connection
                    .prepare_cached("INSERT INTO builds (codebook, version) VALUES (?1, ?2)")?
                    .execute([&key.codebook, &key.version])?;
                Ok(self.connection.last_insert_rowid())
            }
        }
    }

    fn put_coding(&self, key: &CodingKey, document: i64, packed: &Packed) -> rusqlite::Result<i64> {
        self.connection
            .prepare_cached(
                "INSERT INTO codings (document, metadata, build, events, aggregates, background, ids)
                 VALUES (?1, unhex (?2), ?3, ?4, ?5, ?6, ?7)",
            )?
            .execute(params![
                document,
                key.metadata,
                self.put_build(key)?,
                packed.events as i64,
                packed.aggregates as i64,
                packed.background as i64,
                packed.ids
            ])?;
        let coding = self.connection.last_insert_rowid();
        self.connection
            .prepare_cached("INSERT INTO records (coding, records) VALUES (?1, ?2)")?
            .execute(params![coding, packed.records])?;
        let CodingKey { document, metadata, codebook, version } = key;
        self.log("coded", document, &CodedNote { metadata, codebook, version, records: packed.records() })?;
        Ok(coding)
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
                json(&source.extra)?,
            ])?;
        let Some(before) = before.filter(|b| *b != coding) else {
            let note = SourceNote { document: &key.document, metadata: &key.metadata };
            return self.log("source", &source.path, &note);
        };
        let old = self
            .connection
            .prepare_cached(
                "SELECT lower (hex (sha256)), lower (hex (metadata)), codebook, version FROM codings
                 JOIN documents ON documents.id = document JOIN builds ON builds.id = build WHERE codings.id = ?1",
            )?
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
            self.connection.prepare_cached("DELETE FROM records WHERE coding = ?1")?.execute([before])?;
            self.connection.prepare_cached("DELETE FROM codings WHERE id = ?1")?.execute([before])?;
        }
        Ok(())
    }

    pub(crate) fn log(&self, action: &str, subject: &str, detail: &impl Serialize) -> rusqlite::Result<()> {
        self.connection
            .prepare_cached("INSERT INTO audit (action, subject, detail) VALUES (?1, ?2, ?3)")?
            .execute(params![action, subject, json(detail)?])?;
        Ok(())
    }
}

pub(crate) fn json<T: Serialize + ?Sized>(value: &T) -> rusqlite::Result<String> {
    serde_json::to_string(value).map_err(|e| rusqlite::Error::ToSqlConversionFailure(Box::new(e)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Form, Options};

    fn store(book: &mut Casebook, n: usize) -> Result<Outcome, CasebookError> {
        let (source, bytes) =
            (Source::new(format!("{n}.txt")), format!("Report {n}. ").repeat(200).into_bytes());
        let key = CodingKey::new(&source, &bytes, "h1", "0.1.0");
        book.store(&source, &key, &Packed::new(&key, Form::Text, &bytes, Vec::new())?)
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
