use std::collections::BTreeMap;
use std::path::Path;

use serde::de::DeserializeOwned;
use sha2::{Digest, Sha256};

use crate::{Diagnostic, Error};

include!(concat!(env!("OUT_DIR"), "/embedded.rs"));

/// The files of a codebook by name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Files {
    files: BTreeMap<String, String>,
}

impl Files {
    /// The codebook that is shipped in the binary.
    pub fn embedded() -> Files {
        Files { files: EMBEDDED.iter().map(|&(name, text)| (name.to_owned(), text.to_owned())).collect() }
    }

    /// The shipped codebook with the `.toml` files of `folder` put over it: a file of the same name replaces the shipped one.
    ///
    /// # Errors
    /// The folder or a file of it cannot be read, is not UTF-8, or has a name that the codebook does not know (but `calendars_xx.toml`
    /// and `dates_xx.toml` may be added).
    pub fn from_folder(folder: &Path) -> Result<Files, Error> {
        let fault = |file: &str, message: String| {
            Error::from(Diagnostic { file: file.to_owned(), line: 1, column: 1, message, range: 0..0 })
        };
        let mut files = Files::embedded();
        let shown = folder.display().to_string();
        let entries =
            std::fs::read_dir(folder).map_err(|e| fault(&shown, format!("cannot read the folder: {e}")))?;
        let mut found = 0;
        for entry in entries {
            let path = entry.map_err(|e| fault(&shown, format!("cannot read the folder: {e}")))?.path();
            if path.extension().is_none_or(|e| e != "toml") {
                continue;
            }
            let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
            let text =
                std::fs::read_to_string(&path).map_err(|e| fault(&name, format!("cannot read it: {e}")))?;
            // A language of the user's own is a file more; any other name is a slip.
            let language = name.starts_with("calendars_") || name.starts_with("dates_");
            if files.files.insert(name.clone(), text).is_none() && !language {
                let known: Vec<&str> = Files::names(&files).filter(|n| *n != name).collect();
                return Err(fault(&name, format!("no such file in a codebook; it has {}", known.join(", "))));
            }
            found += 1;
        }
        if found == 0 {
            return Err(fault(
                &shown,
                "the folder holds no .toml file; a codebook is a folder of them".to_owned(),
            ));
        }
        Ok(files)
    }

    /// The same codebook with another text of one file.
    pub fn with(&self, name: &str, text: String) -> Files {
        let mut files = self.clone();
        files.files.insert(name.to_owned(), text);
        files
    }

    /// The names of the files, sorted.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.files.keys().map(String::as_str)
    }

    /// The text of one file.
    pub fn text(&self, name: &str) -> Option<&str> {
        self.files.get(name).map(String::as_str)
    }

    /// SHA-256 over names and texts, in hexadecimal: it goes into every record that the codebook makes.
    pub fn hash(&self) -> String {
        let mut hash = Sha256::new();
        for (name, text) in &self.files {
            hash.update(format!("{name}\n{}\n", text.len()));
            hash.update(text);
        }
        hash.finalize().iter().map(|b| format!("{b:02x}")).collect()
    }

    /// Reads one file into its type.
    ///
    /// # Errors
    /// Points at file, line and column.
    pub fn parse<T: DeserializeOwned>(&self, name: &str) -> Result<T, Error> {
        let Some(text) = self.text(name) else {
            let message = "the codebook lacks this file".to_owned();
            return Err(Diagnostic { file: name.to_owned(), line: 1, column: 1, message, range: 0..0 }.into());
        };
        toml::from_str(text)
            .map_err(|e| self.fault(name, e.span().unwrap_or(0..0), e.message().to_owned()).into())
    }

    /// A diagnostic at a byte range of a file.
    pub fn fault(&self, name: &str, range: std::ops::Range<usize>, message: String) -> Diagnostic {
        let (line, column) = self.line_column(name, range.start);
        Diagnostic { file: name.to_owned(), line, column, message, range }
    }

    /// The line and column, from 1, of a byte of a file.
    pub fn line_column(&self, name: &str, byte: usize) -> (usize, usize) {
        let text = self.text(name).unwrap_or_default();
        let mut byte = byte.min(text.len());
        while !text.is_char_boundary(byte) {
            byte -= 1;
        }
        let before = &text[..byte];
        let line = before.matches('\n').count() + 1;
        let start = before.rfind('\n').map_or(0, |n| n + 1);
        (line, before[start..].chars().count() + 1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fault_names_file_line_and_column() {
        let mut files = Files { files: BTreeMap::new() };
        files.files.insert("x.toml".to_owned(), "a = 1\nb = \"two\"\n".to_owned());
        #[derive(Debug, serde::Deserialize)]
        struct Shape {
            #[allow(dead_code)]
            a: u8,
            #[allow(dead_code)]
            b: u8,
        }
        let error = files.parse::<Shape>("x.toml").unwrap_err();
        assert!(error.to_string().starts_with("x.toml:2:5: "), "{error}");
    }
}
