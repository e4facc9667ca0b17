use std::cell::RefCell;
use std::io::{self, BufRead, BufReader, Read};

use record::{Coded, Kind};
use zstd::bulk::Compressor;
use zstd::stream::read::Decoder;

use crate::{CasebookError, CodingKey, Form};

/// The fastest level: measured on records, level 3 saves 3 % more.
const LEVEL: i32 = 1;
/// No document has so many bytes of records or original: a frame that unpacks to more was not written by us.
const LIMIT: u64 = 1 << 30;

/// A document and its records in the form in which a casebook keeps them. It is made without a casebook, by the thread
/// that has coded the document, so that the one thread that writes has little to do.
#[derive(Clone, Debug)]
pub struct Packed {
    pub(crate) form: Form,
    pub(crate) size: usize,
    pub(crate) bytes: Vec<u8>,
    pub(crate) events: usize,
    pub(crate) aggregates: usize,
    pub(crate) background: usize,
    /// Every id with a line feed before it.
    pub(crate) ids: String,
    pub(crate) records: Vec<u8>,
}

impl Packed {
    /// Packs the original bytes of a document and what was coded of it, in the order of span and kind.
    ///
    /// # Errors
    /// [`CasebookError::Pack`] if there is no memory for it.
    pub fn new(
        key: &CodingKey,
        form: Form,
        bytes: &[u8],
        mut coded: Vec<Coded>,
    ) -> Result<Packed, CasebookError> {
        let fail = |source| CasebookError::Pack { document: key.document.clone(), source };
        coded.sort_by_key(|c| (c.event.span, c.event.kind));
        let mut lines = Vec::new();
        let mut ids = String::new();
        let mut kinds = [0; 3];
        for mut one in coded {
            let event = &mut one.event;
            event.document.sha256 = Some(key.document.clone());
            let id = event.id.take().unwrap_or_else(|| event.stable_id());
            ids.push('\n');
            ids.push_str(&id);
            event.id = Some(id);
            // The path is that of the source, which may be one of several and may change: it is set on reading.
            event.document.path.clear();
            kinds[match event.kind {
                Kind::Event => 0,
                Kind::Aggregate => 1,
                Kind::Background => 2,
            }] += 1;
            serde_json::to_writer(&mut lines, &one).map_err(|e| fail(e.into()))?;
            lines.push(b'\n');
        }
        let [events, aggregates, background] = kinds;
        let (size, bytes, records) = (bytes.len(), pack(bytes).map_err(fail)?, pack(&lines).map_err(fail)?);
        Ok(Packed { form, size, bytes, events, aggregates, background, ids, records })
    }

    /// Records of the kind `event`.
    pub fn events(&self) -> usize {
        self.events
    }

    /// Totals over other events.
    pub fn aggregates(&self) -> usize {
        self.aggregates
    }

    /// Events only recalled.
    pub fn background(&self) -> usize {
        self.background
    }

    /// Records of every kind.
    pub fn records(&self) -> usize {
        self.events + self.aggregates + self.background
    }

    /// Bytes that it takes in a casebook, but for the columns.
    pub(crate) fn stored(&self) -> usize {
        self.bytes.len() + self.records.len() + self.ids.len()
    }
}

fn pack(bytes: &[u8]) -> io::Result<Vec<u8>> {
    // Its tables are larger than most documents.
    thread_local! { static COMPRESSOR: RefCell<Option<Compressor<'static>>> = const { RefCell::new(None) } }
    COMPRESSOR.with_borrow_mut(|slot| {
        let compressor = match slot {
            Some(compressor) => compressor,
            None => slot.insert(Compressor::new(LEVEL)?),
        };
        compressor.compress(bytes)
    })
}

/// The original bytes of a document.
pub(crate) fn unpack(packed: &[u8], size: u64) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    Decoder::with_buffer(packed)?.take(size.min(LIMIT).saturating_add(1)).read_to_end(&mut bytes)?;
    if bytes.len() as u64 == size {
        Ok(bytes)
    } else {
        Err(io::Error::new(io::ErrorKind::InvalidData, "it has another size than was noted"))
    }
}

/// What is packed, of whatever size.
pub(crate) fn unpack_all(packed: &[u8]) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    Decoder::with_buffer(packed)?.take(LIMIT).read_to_end(&mut bytes)?;
    Ok(bytes)
}

/// The records of a document, one JSON text a line.
pub(crate) fn lines(packed: &[u8]) -> io::Result<impl Iterator<Item = io::Result<String>>> {
    Ok(BufReader::new(Decoder::with_buffer(packed)?.take(LIMIT)).lines())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_unpacks_to_another_size_is_refused() {
        let bomb = pack(&vec![b' '; 1 << 20]).expect("packed");
        assert!(bomb.len() < 1000, "{}", bomb.len());
        assert_eq!(unpack(&bomb, 1 << 20).expect("unpacked").len(), 1 << 20);
        for size in [0, 5, (1 << 20) - 1, (1 << 20) + 1, u64::MAX] {
            assert!(unpack(&bomb, size).is_err(), "{size}");
        }
        assert!(unpack(b"no frame", 8).is_err());
        assert!(lines(b"no frame").and_then(Iterator::collect::<io::Result<Vec<_>>>).is_err());
    }
}
