//! The model file: named tables in one block of bytes, little-endian, read in place.
//!
//! `"CCSYNTX1"`, the number of tables (u32), then for each its name (16 bytes, zero-padded), rows, columns, offset and length
//! in bytes (u32 each), then the tables.

/// Why a model is not read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ModelError {
    /// Not a model of this version.
    #[error("this is no syntax model of this version")]
    Version,
    /// A table is missing or has another shape than its neighbours ask for.
    #[error("the model's table {0:?} is missing or broken")]
    Table(String),
}

const MAGIC: &[u8; 8] = b"CCSYNTX1";
const ENTRY: usize = 32;

/// One table.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Table<'a> {
    pub(crate) rows: usize,
    pub(crate) columns: usize,
    pub(crate) bytes: &'a [u8],
}

impl<'a> Table<'a> {
    pub(crate) fn i16s(self) -> Vec<i16> {
        self.bytes.chunks_exact(2).map(|b| i16::from_le_bytes([b[0], b[1]])).collect()
    }

    pub(crate) fn i32s(self) -> Vec<i32> {
        self.bytes.chunks_exact(4).map(|b| i32::from_le_bytes([b[0], b[1], b[2], b[3]])).collect()
    }

    pub(crate) fn u64s(self) -> Vec<u64> {
        self.bytes
            .chunks_exact(8)
            .map(|b| u64::from_le_bytes([b[0], b[1], b[2], b[3], b[4], b[5], b[6], b[7]]))
            .collect()
    }
}

fn word(file: &[u8], at: usize) -> Option<usize> {
    let b = file.get(at..at.checked_add(4)?)?;
    Some(u32::from_le_bytes([b[0], b[1], b[2], b[3]]) as usize)
}

/// The name of the n-th table.
fn name(file: &[u8], n: usize) -> Option<String> {
    if n >= word(file, 8)? {
        return None;
    }
    let entry = file.get(12 + n * ENTRY..12 + n * ENTRY + 16)?;
    let length = entry.iter().position(|&b| b == 0).unwrap_or(16);
    std::str::from_utf8(&entry[..length]).ok().map(str::to_owned)
}

fn find<'a>(file: &'a [u8], wanted: &str) -> Result<Table<'a>, ModelError> {
    let broken = || ModelError::Table(wanted.to_owned());
    if file.get(..8) != Some(MAGIC) {
        return Err(ModelError::Version);
    }
    let n = (0..).map_while(|n| name(file, n)).position(|name| name == wanted).ok_or_else(broken)?;
    let field = |k: usize| word(file, 12 + n * ENTRY + 16 + 4 * k).ok_or_else(broken);
    let (rows, columns, offset, length) = (field(0)?, field(1)?, field(2)?, field(3)?);
    let bytes = file.get(offset..).and_then(|b| b.get(..length)).ok_or_else(broken)?;
    Ok(Table { rows, columns, bytes })
}

/// Finds a table whose length is `rows * columns * width` bytes.
pub(crate) fn table<'a>(file: &'a [u8], name: &str, width: usize) -> Result<Table<'a>, ModelError> {
    let table = find(file, name)?;
    if table.rows.checked_mul(table.columns).and_then(|n| n.checked_mul(width)) != Some(table.bytes.len()) {
        return Err(ModelError::Table(name.to_owned()));
    }
    Ok(table)
}

/// Writes a model file; used by the trainer.
#[derive(Clone, Debug, Default)]
pub struct Writer {
    tables: Vec<(String, u32, u32, Vec<u8>)>,
}

impl Writer {
    /// Adds a table of bytes.
    ///
    /// # Panics
    /// If the name is longer than 16 bytes.
    pub fn bytes(&mut self, name: &str, rows: usize, columns: usize, bytes: Vec<u8>) {
        assert!(name.len() <= 16, "the name {name:?} is too long");
        self.tables.push((name.to_owned(), rows as u32, columns as u32, bytes));
    }

    /// Adds a table of 16-bit numbers.
    pub fn i16s(&mut self, name: &str, columns: usize, values: &[i16]) {
        let bytes = values.iter().flat_map(|v| v.to_le_bytes()).collect();
        self.bytes(name, values.len() / columns, columns, bytes);
    }

    /// Adds a table of 32-bit numbers.
    pub fn i32s(&mut self, name: &str, columns: usize, values: &[i32]) {
        let bytes = values.iter().flat_map(|v| v.to_le_bytes()).collect();
        self.bytes(name, values.len() / columns, columns, bytes);
    }

    /// Adds a table of 64-bit numbers in one column.
    pub fn u64s(&mut self, name: &str, values: &[u64]) {
        let bytes = values.iter().flat_map(|v| v.to_le_bytes()).collect();
        self.bytes(name, values.len(), 1, bytes);
    }

    /// Adds those tables of a model that are not there yet, in their order.
    ///
    /// # Errors
    /// The model is broken.
    pub fn add_missing(&mut self, model: &[u8]) -> Result<(), ModelError> {
        let mut n = 0;
        while let Some(name) = name(model, n) {
            n += 1;
            if self.tables.iter().any(|(known, ..)| *known == name) {
                continue;
            }
            let entry = find(model, &name)?;
            self.tables.push((name, entry.rows as u32, entry.columns as u32, entry.bytes.to_vec()));
        }
        Ok(())
    }

    /// The file.
    pub fn finish(self) -> Vec<u8> {
        let mut file = MAGIC.to_vec();
        file.extend((self.tables.len() as u32).to_le_bytes());
        let mut offset = 12 + self.tables.len() * ENTRY;
        for (name, rows, columns, bytes) in &self.tables {
            let mut entry = [0u8; 16];
            entry[..name.len()].copy_from_slice(name.as_bytes());
            file.extend(entry);
            for field in [*rows, *columns, offset as u32, bytes.len() as u32] {
                file.extend(field.to_le_bytes());
            }
            offset += bytes.len();
        }
        for (_, _, _, bytes) in self.tables {
            file.extend(bytes);
        }
        file
    }
}
