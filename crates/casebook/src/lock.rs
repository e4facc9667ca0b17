use std::fs::{File, OpenOptions, TryLockError};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

/// The right to write a casebook: the operating system's lock on a note beside it that names who writes. The lock dies
/// with the process, however it ends; a note without a lock means nothing.
#[derive(Debug)]
pub(crate) struct WriterLock {
    note: PathBuf,
    _file: File,
}

impl WriterLock {
    /// Takes the lock for `holder`, who should be unlike any other; `None` if another process has it.
    pub(crate) fn take(casebook: &Path, holder: &str) -> io::Result<Option<WriterLock>> {
        let note = note(casebook);
        loop {
            let mut file =
                OpenOptions::new().read(true).write(true).create(true).truncate(false).open(&note)?;
            match file.try_lock() {
                Ok(()) => {}
                Err(TryLockError::WouldBlock) => return Ok(None),
                // A file system without locks: SQLite's own are all there is.
                Err(TryLockError::Error(e)) if e.kind() == io::ErrorKind::Unsupported => {}
                Err(TryLockError::Error(e)) => return Err(e),
            }
            file.set_len(0)?;
            file.write_all(holder.as_bytes())?;
            // The one before may have taken its note away between our opening and locking it: then we hold the lock of
            // a file that nobody else will find.
            match std::fs::read_to_string(&note) {
                Ok(written) if written != holder => {}
                Err(e) if e.kind() == io::ErrorKind::NotFound => {}
                // Where locks keep readers out, a locked file cannot be taken away either.
                _ => return Ok(Some(WriterLock { note, _file: file })),
            }
        }
    }
}

impl Drop for WriterLock {
    fn drop(&mut self) {
        // A note that stays does no harm.
        let _ = std::fs::remove_file(&self.note);
    }
}

fn note(casebook: &Path) -> PathBuf {
    let mut name = casebook.as_os_str().to_owned();
    name.push("-holder");
    PathBuf::from(name)
}

/// Who says that it writes the casebook.
pub(crate) fn holder(casebook: &Path) -> Option<String> {
    std::fs::read_to_string(note(casebook)).ok().filter(|h| !h.trim().is_empty())
}
