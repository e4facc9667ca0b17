use std::io::{self, Write};

use rusqlite::types::ValueRef;
use serde_json::Value;
use sha2::{Digest, Sha256};

use crate::source::hex;
use crate::{Casebook, CasebookError};

/// Every table, by content: row numbers, which depend on the order of arrival, are left out. Corrections are a log, so
/// their order is content.
const TABLES: [(&str, &str); 6] = [
    ("document", "SELECT sha256, form, size, hex(bytes) FROM documents ORDER BY sha256"),
    (
        "coding",
        "SELECT document, metadata, codebook, version, events FROM codings ORDER BY document, metadata, codebook,
         version",
    ),
    (
        "source",
        "SELECT path, document, metadata, codebook, version, title, published, publisher, side, extra
         FROM sources JOIN codings ON codings.id = coding ORDER BY path",
    ),
    (
        "event",
        "SELECT document, metadata, codebook, version, position, events.id, kind, date_start, date_end, country, lat,
         lon, record, traces FROM events JOIN codings ON codings.id = coding
         ORDER BY document, metadata, codebook, version, position",
    ),
    ("correction", "SELECT event, field, value, note, author, at FROM corrections ORDER BY number"),
    ("audit", "SELECT action, subject, detail FROM audit ORDER BY action, subject, detail"),
];

impl Casebook {
    /// Writes everything in the casebook as JSON Lines, in an order that only depends on the content: two casebooks with
    /// the same content give the same bytes.
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
                        ValueRef::Null | ValueRef::Blob(_) => Value::Null,
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
