//! What is read: files and folders, their metadata, and what is wrong with them.
//!
//! [`Source::list`] finds the files, [`Source::read`] reads them one document at a time, so that memory does not grow
//! with the input. A document that cannot be read is a [`Fault`] in the place where it stood; nothing stops the rest.

mod fault;
mod jsonl;
mod metadata;
mod options;
mod text;
mod walk;

pub use fault::Fault;
pub use metadata::{Metadata, parse_date};
pub use options::{Defaults, Options};

use std::ops::ControlFlow;
use std::path::{Path, PathBuf};

use serde_json::{Map, Value};

/// One document, ready for the coder.
#[derive(Debug)]
pub struct Reading {
    /// Text and metadata.
    pub input: coder::Input,
    /// How the bytes hold the text.
    pub form: casebook::Form,
    /// The bytes of the document, where the text is not the same bytes (another encoding, other line ends, JSON).
    pub original: Option<Vec<u8>>,
    /// The encoding's name, as the Encoding Standard writes it.
    pub encoding: &'static str,
    /// The columns of the metadata that the program itself does not use, as they stood.
    pub extra: Map<String, Value>,
    /// The bytes of input that this document took: for the progress bar.
    pub size: u64,
    /// What a reader of the summary should know ("bytes that stand for no character were replaced").
    pub notes: Vec<Fault>,
}

impl Reading {
    /// What is known of the document besides its text, for reading places.
    pub(crate) fn context(&self) -> place::Context<'_> {
        let about = &self.input.document;
        place::Context {
            publisher: about.publisher.as_deref(),
            title: about.title.as_deref(),
            ..place::Context::default()
        }
    }
}

/// What reading gives, in the order of the input.
#[derive(Debug)]
pub enum Item {
    /// A document.
    Document(Box<Reading>),
    /// Something that could not be read, and the bytes of input that it took.
    Fault(Fault, u64),
}

/// One file to be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct File {
    /// Where it is.
    pub path: PathBuf,
    /// The path as it goes into the record: as given, with forward slashes.
    pub shown: String,
    /// Its size in bytes when it was listed.
    pub size: u64,
}

/// A list of files with the metadata that belongs to them.
#[derive(Debug)]
pub struct Source {
    files: Vec<File>,
    faults: Vec<Fault>,
    passed_over: usize,
    metadata: Option<Metadata>,
    options: Options,
}

impl Source {
    /// Finds the files under `paths`. What is not there, or cannot be listed, is a fault, not an end.
    pub fn list(paths: &[PathBuf], metadata: Option<Metadata>, options: Options) -> Source {
        let skip = metadata.as_ref().map(Metadata::file);
        let walk::Walk { mut files, faults, passed_over } = walk::walk(paths, skip);
        if let Some(folder) = &options.shown_below {
            for file in &mut files {
                if let Ok(below) = file.path.strip_prefix(folder) {
                    file.shown = walk::shown(below);
                }
            }
        }
        Source { files, faults, passed_over, metadata, options }
    }

    /// The files, in the order in which they are read.
    pub fn files(&self) -> &[File] {
        &self.files
    }

    /// The paths that could not be listed.
    pub fn faults(&self) -> &[Fault] {
        &self.faults
    }

    /// How many files of the folders have an ending that is not read.
    pub fn passed_over(&self) -> usize {
        self.passed_over
    }

    /// Bytes of all files together.
    pub fn bytes(&self) -> u64 {
        self.files.iter().map(|f| f.size).sum()
    }

    /// The faults of the metadata, among them rows that name no file.
    pub fn metadata_faults(&self) -> Vec<Fault> {
        self.metadata.as_ref().map(Metadata::faults).unwrap_or_default()
    }

    /// Reads everything in order, until `each` breaks.
    pub fn read(&self, each: &mut dyn FnMut(Item) -> ControlFlow<()>) -> ControlFlow<()> {
        let mut names = jsonl::Names::default();
        for file in &self.files {
            if is_jsonl(&file.path) {
                jsonl::read(file, self.metadata.as_ref(), &self.options, &mut names, each)?;
            } else {
                each(text::read(file, self.metadata.as_ref(), &self.options))?;
            }
        }
        ControlFlow::Continue(())
    }
}

fn is_jsonl(path: &Path) -> bool {
    has_ending(path, &["jsonl", "ndjson"])
}

fn has_ending(path: &Path, endings: &[&str]) -> bool {
    path.extension().is_some_and(|e| endings.iter().any(|ending| e.eq_ignore_ascii_case(ending)))
}
