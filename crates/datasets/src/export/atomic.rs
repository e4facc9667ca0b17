use std::fs::{File, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use super::ExportError;

/// A file that takes its name only when it is whole.
#[derive(Debug)]
pub struct Target {
    path: PathBuf,
    /// The file beside it that is written first; `None` for a device or pipe, which is written directly.
    part: Option<PathBuf>,
    file: File,
}

impl Target {
    /// Opens a new file beside `path`. A symbolic link is followed, so that the link stays a link.
    pub(crate) fn create(path: &Path) -> Result<Target, ExportError> {
        let fail = |source| ExportError::io(path, source);
        let real = std::fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
        if real.is_dir() {
            return Err(fail(io::Error::new(io::ErrorKind::IsADirectory, "this is a folder")));
        }
        if real.exists() && !real.is_file() {
            let file = OpenOptions::new().write(true).open(&real).map_err(fail)?;
            return Ok(Target { path: real, part: None, file });
        }
        let name = real.file_name().unwrap_or_default().to_string_lossy();
        let part = real.with_file_name(format!(".{name}.{}.part", std::process::id()));
        let file = File::create(&part).map_err(fail)?;
        Ok(Target { path: real, part: Some(part), file })
    }

    /// The file's final path.
    pub(crate) fn path(&self) -> &Path {
        &self.path
    }

    /// Makes the bytes durable and gives the file its name.
    pub(crate) fn commit(mut self) -> Result<(), ExportError> {
        if let Some(part) = self.part.take() {
            let done = self.file.sync_all().and_then(|()| std::fs::rename(&part, &self.path));
            if let Err(source) = done {
                self.part = Some(part);
                return Err(ExportError::io(&self.path, source));
            }
        }
        Ok(())
    }

    fn named(&self, source: io::Error) -> io::Error {
        if source.kind() == io::ErrorKind::Interrupted {
            return source;
        }
        io::Error::new(source.kind(), ExportError::io(&self.path, source))
    }
}

impl Write for Target {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.file.write(bytes).map_err(|e| self.named(e))
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.flush().map_err(|e| self.named(e))
    }
}

impl Drop for Target {
    /// Removes what was begun and not finished.
    fn drop(&mut self) {
        if let Some(part) = &self.part {
            // Nothing is left to report to; a leftover part is harmless.
            let _ = std::fs::remove_file(part);
        }
    }
}
