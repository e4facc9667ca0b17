use std::io::{self, Write};

use rusqlite::types::ValueRef;
use serde_json::Value;
use sha2::{Digest, Sha256};

use crate::source::{hex, sha256};
use crate::{Casebook, CasebookError, pack};

/// Every table, by content: row numbers, which depend on the order of arrival, are left out. Corrections are a log, so
/// their order is content.
const TABLES: [(&str, &str); 6] = [
    ("document", "SELECT lower(hex(sha256)), form, size, bytes FROM documents ORDER BY sha256"),
    (
        "coding",
        "SELECT lower(hex(sha256)), lower(hex(metadata)), codebook, version, events, aggregates, background, ids,
         records FROM codings JOIN records ON coding = codings.id JOIN documents ON documents.id = document
         JOIN builds ON builds.id = build ORDER BY sha256, metadata, codebook, version",
    ),
    (
        "source",
        "SELECT path, lower(hex(sha256)), lower(hex(metadata)), codebook, version, title, published, publisher, side,
         extra FROM sources JOIN codings ON codings.id = coding JOIN documents ON documents.id = document
         JOIN builds ON builds.id = build ORDER BY path",
    ),
    ("build", "SELECT codebook, version FROM builds ORDER BY codebook, version"),
    ("correction", "SELECT event, field, value, note, author, at FROM corrections ORDER BY number"),
    ("audit", "SELECT action, subject, detail FROM audit ORDER BY action, subject, detail"),
];

impl Casebook {
    /// Writes everything in the casebook as JSON Lines, in an order that only depends on the content: two casebooks with
    /// the same content give the same bytes. Of original bytes and of the records of a document it gives the SHA-256.
    ///
    /// # Errors
    /// What the database or the writer says.
    pub fn dump(&self, mut writer: impl Write) -> Result<(), CasebookError> {
        for (name, sql) in TABLES {
            let mut query = self.connection.prepare(sql).map_err(self.fail())?;
            let columns = query.column_count();
            let mut rows = query.query([]).map_err(self.fail())?;
            while let Some(row) = rows.next().map_err(self.fail())? {
                let mut line = vec![Value::from(name)];
                for column in 0..columns {
                    line.push(match row.get_ref(column).map_err(self.fail())? {
                        ValueRef::Null => Value::Null,
                        // How it was packed is no content.
                        ValueRef::Blob(packed) => {
                            let bytes = pack::unpack_all(packed);
                            let damaged = |e| CasebookError::damaged(&self.path, format!("a {name}: {e}"));
                            sha256(&bytes.map_err(damaged)?).into()
                        }
                        ValueRef::Integer(n) => n.into(),
                        ValueRef::Real(n) => n.into(),
                        ValueRef::Text(text) => String::from_utf8_lossy(text).into(),
                    });
                }
                writeln!(writer, "{}", Value::from(line))
                    .map_err(|source| CasebookError::Io { path: self.path.clone(), source })?;
            }
        }
        Ok(())
    }

    /// SHA-256 of [`Casebook::dump`]: equal for casebooks with the same content.
    ///
    /// # Errors
    /// What the database says.
    pub fn digest(&self) -> Result<String, CasebookError> {
        let mut hasher = Hasher(Sha256::new());
        self.dump(&mut hasher)?;
        Ok(hex(&hasher.0.finalize()))
    }
}

struct Hasher(Sha256);

impl Write for Hasher {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.update(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
