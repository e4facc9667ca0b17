//! The main job: documents through the coder into a casebook.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, PoisonError};

use casebook::{Casebook, CasebookError, CodingKey, Outcome, Packed};
use coder::Coder;
use serde::Serialize;

use crate::pipeline::{self, Done};
use crate::progress::Progress;
use crate::shared::Faults;
use crate::source::{Fault, Reading, Source};
use crate::term;

/// The version of the program, as records and casebooks name it.
pub(crate) const VERSION: &str = env!("CARGO_PKG_VERSION");

/// What a run has done.
#[derive(Debug, Default, Serialize)]
pub(crate) struct Run {
    /// Documents that were coded in this run.
    pub(crate) coded: usize,
    /// Known documents under a new path, or with new metadata that coding does not depend on.
    pub(crate) linked: usize,
    /// Documents that the casebook already had, coded by the same codebook and version.
    pub(crate) unchanged: usize,
    /// What could not be read or used: documents, paths, rows of metadata.
    #[serde(skip)]
    pub(crate) faults: Faults,
    /// Events coded in this run.
    pub(crate) events: usize,
    /// Totals over other events.
    pub(crate) aggregates: usize,
    /// Past events that are only recalled.
    pub(crate) background: usize,
    /// What the coder and the reader found worth saying of the documents.
    #[serde(skip)]
    pub(crate) warnings: Faults,
    /// Whether the run was ended before its end.
    pub(crate) interrupted: bool,
}

enum Step {
    Known(Outcome),
    Coded(Box<Work>),
}

/// All that the writer needs, made by the thread that coded.
struct Work {
    source: casebook::Source,
    key: CodingKey,
    packed: Packed,
    warnings: Vec<String>,
}

/// Codes everything in `source` that `book` does not know yet. The casebook is committed at the end, also after an
/// interruption and after an error.
///
/// # Errors
/// Those of the casebook.
pub(crate) fn run(
    book: Casebook,
    source: &Source,
    coder: &Coder,
    jobs: usize,
    stop: &AtomicBool,
    quiet: bool,
) -> anyhow::Result<Run> {
    let mut run = Run::default();
    let mut progress = Progress::new(source.bytes(), quiet);
    for fault in source.faults().iter().cloned().chain(source.metadata_faults()) {
        fault_found(&mut run.faults, &progress, fault);
    }
    let book = Mutex::new(book);
    let lock = || book.lock().unwrap_or_else(PoisonError::into_inner);
    let codebook = coder.codebook_hash();
    let result = pipeline::run(
        source,
        jobs,
        stop,
        |reading| {
            let source = stored_source(reading);
            let key = key(reading, &source, codebook);
            match lock().link(&source, &key) {
                Ok(outcome) => outcome.map(|outcome| Ok(Step::Known(outcome))),
                Err(error) => Some(Err(error)),
            }
        },
        |reading| -> Result<Step, CasebookError> {
            let coding = coder.code(&reading.input);
            let source = stored_source(reading);
            let key = key(reading, &source, codebook);
            let text = std::mem::take(&mut reading.input.text);
            let original = reading.original.take();
            let bytes = original.as_deref().unwrap_or(text.as_bytes());
            let packed = Packed::new(&key, reading.form, bytes, coding.events)?;
            Ok(Step::Coded(Box::new(Work { source, key, packed, warnings: coding.warnings })))
        },
        |done| {
            match done {
                Done::Fault(fault, size) => {
                    fault_found(&mut run.faults, &progress, fault);
                    progress.document(size);
                }
                Done::Worked(mut reading, step) => {
                    for note in std::mem::take(&mut reading.notes) {
                        warn(&mut run.warnings, &progress, note, quiet);
                    }
                    match step? {
                        Step::Known(outcome) => run.known(outcome),
                        Step::Coded(work) => {
                            let outcome = lock().store(&work.source, &work.key, &work.packed)?;
                            run.stored(outcome, &work.packed);
                            for warning in work.warnings {
                                let warning = Fault::new(&reading.input.document.path, warning);
                                warn(&mut run.warnings, &progress, warning, quiet);
                            }
                        }
                    }
                    progress.document(reading.size);
                }
            }
            Ok::<(), CasebookError>(())
        },
    );
    progress.end();
    let closed = book.into_inner().unwrap_or_else(PoisonError::into_inner).close();
    result?;
    closed?;
    run.interrupted = stop.load(Ordering::Relaxed);
    Ok(run)
}

impl Run {
    fn known(&mut self, outcome: Outcome) {
        match outcome {
            Outcome::Unchanged => self.unchanged += 1,
            Outcome::Linked | Outcome::Coded(_) => self.linked += 1,
        }
    }

    fn stored(&mut self, outcome: Outcome, packed: &Packed) {
        if !matches!(outcome, Outcome::Coded(_)) {
            return self.known(outcome);
        }
        self.coded += 1;
        self.events += packed.events();
        self.aggregates += packed.aggregates();
        self.background += packed.background();
    }

    /// Documents that are in the casebook after the run.
    pub(crate) fn documents(&self) -> usize {
        self.coded + self.linked + self.unchanged
    }
}

fn fault_found(faults: &mut Faults, progress: &Progress, fault: Fault) {
    if let Some(fault) = faults.add(fault) {
        progress.warn(fault);
    }
}

fn warn(warnings: &mut Faults, progress: &Progress, warning: Fault, quiet: bool) {
    if let (Some(warning), false) = (warnings.add(warning), quiet) {
        progress.note(format!("note: {warning}"));
    }
}

fn stored_source(reading: &Reading) -> casebook::Source {
    let document = &reading.input.document;
    casebook::Source {
        path: document.path.clone(),
        title: document.title.clone(),
        published: document.published,
        publisher: document.publisher.clone(),
        side: document.side,
        extra: reading.extra.clone(),
    }
}

fn key(reading: &Reading, source: &casebook::Source, codebook: &str) -> CodingKey {
    CodingKey {
        document: reading.input.document.sha256.clone().unwrap_or_default(),
        metadata: source.metadata_digest(),
        codebook: codebook.to_owned(),
        version: VERSION.to_owned(),
    }
}

/// Opens a casebook for writing.
pub(crate) fn open_to_write(path: &std::path::Path, command: &str) -> anyhow::Result<Casebook> {
    crate::shared::make_parent(path)?;
    let holder = format!("counterclaim {command} (process {})", std::process::id());
    Ok(Casebook::create_or_open(path, casebook::Options { holder, ..casebook::Options::default() })?)
}

/// Prints what was found wrong but not printed one by one.
pub(crate) fn note_unseen(run: &Run) {
    if run.faults.unseen() > 0 {
        term::note(format!("and {} more that could not be read", run.faults.unseen()));
    }
    if run.warnings.unseen() > 0 {
        term::note(format!("and {} more notes", run.warnings.unseen()));
    }
}
