//! What happened, to whom, by whom: clauses become events.
//!
//! [`Coder::code`] is the whole of the main job for one text; it needs nothing but the codebook and the gazetteer in the binary.

mod annotation;
mod input;

pub use annotation::Annotation;
pub use input::Input;

use record::Coded;

/// A compiled codebook with everything that coding needs. Cheap to share between threads.
#[derive(Debug)]
pub struct Coder {
    codebook_hash: String,
}

/// What the coder makes of one document.
#[derive(Clone, Debug, Default)]
pub struct Coding {
    /// The events in order of their spans.
    pub events: Vec<Coded>,
    /// What a reader of the record should know of it ("day 30 of a 29-day month", "Tuesday is not 5 March").
    pub warnings: Vec<String>,
}

impl Coder {
    /// Compiles a codebook.
    ///
    /// # Errors
    /// Points at file, line and column of every fault.
    pub fn new(files: &codebook::Files) -> Result<Coder, codebook::Error> {
        Ok(Coder { codebook_hash: files.hash() })
    }

    /// SHA-256 of the codebook that was compiled.
    pub fn codebook_hash(&self) -> &str {
        &self.codebook_hash
    }

    /// Codes one document.
    pub fn code(&self, input: &Input) -> Coding {
        let _ = input;
        Coding::default()
    }

    /// Every mention seen in one document, in order of position, also those that ended in no event.
    pub fn annotate(&self, input: &Input) -> Vec<Annotation> {
        let _ = input;
        Vec::new()
    }

    /// Runs every example of the codebook.
    pub fn examples(files: &codebook::Files) -> Result<Vec<codebook::ExampleOutcome>, codebook::Error> {
        let _ = files;
        Ok(Vec::new())
    }
}
