use std::path::{Path, PathBuf};

use rusqlite::ErrorCode;

/// What can go wrong with a casebook.
#[derive(Debug, thiserror::Error)]
pub enum CasebookError {
    /// There is no such file.
    #[error("{}: there is no such casebook; `counterclaim code` makes one", .0.display())]
    Missing(PathBuf),
    /// The file is something else.
    #[error("{}: this file is not a casebook; it was left as it is", .0.display())]
    NotACasebook(PathBuf),
    /// The casebook was written by a newer program.
    #[error(
        "{}: this casebook has format {found}, this program knows formats up to {known}: it was made by a newer \
         version of counterclaim, and was left as it is", path.display()
    )]
    Newer {
        /// The file.
        path: PathBuf,
        /// Its format.
        found: u32,
        /// The newest format that this program knows.
        known: u32,
    },
    /// The casebook was written by an older program.
    #[error(
        "{}: this casebook has format {found}, made by an earlier version of counterclaim; this program reads format \
         {known}: code the reports again into a new casebook; this one was left as it is", path.display()
    )]
    Older {
        /// The file.
        path: PathBuf,
        /// Its format.
        found: u32,
        /// The format that this program knows.
        known: u32,
    },
    /// Another process has it.
    #[error(
        "{}: the casebook is in use by {}; wait until it has ended, or use another casebook",
        path.display(), holder.as_deref().unwrap_or("another process")
    )]
    Held {
        /// The file.
        path: PathBuf,
        /// Who holds it, if it said so.
        holder: Option<String>,
    },
    /// The disk is full.
    #[error(
        "{}: no space left on the disk; everything committed before is kept; make room and run again",
        .0.display()
    )]
    Full(PathBuf),
    /// The file may not be written.
    #[error("{}: the casebook cannot be written: {reason}", path.display())]
    ReadOnly {
        /// The file.
        path: PathBuf,
        /// The reason.
        reason: String,
    },
    /// The file is damaged.
    #[error("{}: the casebook is damaged: {reason}", path.display())]
    Damaged {
        /// The file.
        path: PathBuf,
        /// What is wrong.
        reason: String,
    },
    /// A correction that makes no record.
    #[error("event {event}: `{field}` cannot be corrected to this value: {reason}")]
    Correction {
        /// The event.
        event: String,
        /// The field.
        field: String,
        /// What is wrong.
        reason: String,
    },
    /// An event that is not there, or a prefix of several.
    #[error("no event has an id that begins with `{0}`")]
    NoEvent(String),
    /// A file beside the casebook could not be written.
    #[error("{}: {source}", path.display())]
    Io {
        /// The file.
        path: PathBuf,
        /// The reason.
        source: std::io::Error,
    },
    /// A document could not be made ready to be stored.
    #[error("the document {document} cannot be packed: {source}")]
    Pack {
        /// Its SHA-256.
        document: String,
        /// The reason.
        source: std::io::Error,
    },
    /// The database failed in some other way.
    #[error("{}: {source}", path.display())]
    Database {
        /// The file.
        path: PathBuf,
        /// The reason.
        source: rusqlite::Error,
    },
}

impl CasebookError {
    pub(crate) fn of(path: &Path, source: rusqlite::Error) -> CasebookError {
        let path = path.to_owned();
        let reason = || source.to_string();
        // The shared-memory file beside a casebook cannot grow: the disk is full too.
        let extended = source.sqlite_error().map(|e| e.extended_code);
        if extended == Some(rusqlite::ffi::SQLITE_IOERR_SHMSIZE) {
            return CasebookError::Full(path);
        }
        match source.sqlite_error_code() {
            Some(ErrorCode::DiskFull) => CasebookError::Full(path),
            Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => {
                let holder = crate::lock::holder(&path);
                CasebookError::Held { path, holder }
            }
            Some(ErrorCode::NotADatabase) => CasebookError::NotACasebook(path),
            Some(ErrorCode::DatabaseCorrupt) => CasebookError::Damaged { reason: reason(), path },
            Some(ErrorCode::ReadOnly | ErrorCode::CannotOpen | ErrorCode::PermissionDenied) => {
                CasebookError::ReadOnly { reason: reason(), path }
            }
            _ => CasebookError::Database { path, source },
        }
    }

    /// The note beside the casebook cannot be written.
    pub(crate) fn of_note(path: &Path, source: &std::io::Error) -> CasebookError {
        let path = path.to_owned();
        match source.kind() {
            std::io::ErrorKind::StorageFull | std::io::ErrorKind::QuotaExceeded => CasebookError::Full(path),
            _ => CasebookError::ReadOnly { path, reason: source.to_string() },
        }
    }

    pub(crate) fn damaged(path: &Path, reason: impl std::fmt::Display) -> CasebookError {
        CasebookError::Damaged { path: path.to_owned(), reason: reason.to_string() }
    }
}
