use std::path::{Path, PathBuf};

/// What can go wrong in an export. An older file of the same name is unchanged after any of these.
#[derive(Debug, thiserror::Error)]
pub enum ExportError {
    /// The extension names no format.
    #[error("{}: the extension names no export format; use .jsonl, .csv or .geojson", .0.display())]
    Extension(PathBuf),
    /// The disk is full.
    #[error("{}: no space left on the disk; nothing was written, an older file of this name is unchanged", .0.display())]
    Full(PathBuf),
    /// The file could not be written.
    #[error("{}: {source}", path.display())]
    Io {
        /// The file.
        path: PathBuf,
        /// The reason.
        source: std::io::Error,
    },
    /// The writer failed.
    #[error("the export could not be written: {0}")]
    Writer(std::io::Error),
}

impl ExportError {
    pub(crate) fn io(path: &Path, source: std::io::Error) -> ExportError {
        if source.kind() == std::io::ErrorKind::StorageFull {
            ExportError::Full(path.to_owned())
        } else {
            ExportError::Io { path: path.to_owned(), source }
        }
    }
}

impl From<std::io::Error> for ExportError {
    /// Finds the path again in an error that came through a [`Write`](std::io::Write) of this module.
    fn from(source: std::io::Error) -> ExportError {
        match source.downcast::<ExportError>() {
            Ok(error) => error,
            Err(source) => ExportError::Writer(source),
        }
    }
}
