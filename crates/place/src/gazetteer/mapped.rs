//! Bytes of a layer: inside the program, in memory, or in a file that the system maps.
#![allow(unsafe_code)] // One call: mapping a file is unsafe because another process could shorten it while it is read.

use std::fs::File;
use std::path::Path;
use std::sync::Arc;

/// Bytes that can be read in place and shared between threads.
#[derive(Clone)]
pub(crate) enum Bytes {
    Static(&'static [u8]),
    Owned(Arc<Vec<u8>>),
    Mapped(Arc<memmap2::Mmap>),
}

impl Bytes {
    /// Maps a file. Layers are written to a new file and renamed, never changed in place, so what is mapped stays as it is.
    pub(crate) fn map(path: &Path) -> std::io::Result<Bytes> {
        let file = File::open(path)?;
        // SAFETY: the map is read-only, and every reader checks its bounds against the length of the map.
        let map = unsafe { memmap2::Mmap::map(&file)? };
        Ok(Bytes::Mapped(Arc::new(map)))
    }
}

impl AsRef<[u8]> for Bytes {
    fn as_ref(&self) -> &[u8] {
        match self {
            Bytes::Static(bytes) => bytes,
            Bytes::Owned(bytes) => bytes,
            Bytes::Mapped(map) => map,
        }
    }
}

/// A part of [`Bytes`].
#[derive(Clone)]
pub(crate) struct Part {
    pub(crate) bytes: Bytes,
    pub(crate) start: usize,
    pub(crate) end: usize,
}

impl AsRef<[u8]> for Part {
    fn as_ref(&self) -> &[u8] {
        self.bytes.as_ref().get(self.start..self.end).unwrap_or(&[])
    }
}
