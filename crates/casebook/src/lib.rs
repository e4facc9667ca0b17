//! The project file: documents, sources, codings, events, corrections and the audit log, in one SQLite database.
//!
//! - A document's original bytes are stored once, by SHA-256, and never changed.
//! - A *source* is a path with its metadata; it points to a *coding*: what one codebook and version made of one
//!   document under that metadata. Sources with the same bytes and metadata share a coding.
//! - A document is stored whole or not at all. Whatever moment a run is killed at, the next run goes on with the
//!   documents that are missing and ends with the same content ([`Casebook::digest`]) as an undisturbed run.
//! - One process writes; a second is told who does. The lock is the operating system's and dies with the process. Any
//!   number of processes read meanwhile: each sees what was committed when it opened the casebook.

mod casebook;
mod correction;
mod dump;
mod error;
mod lock;
mod pack;
mod query;
mod source;
mod totals;
mod write;

pub use casebook::{Casebook, Options};
pub use correction::{Correction, NewCorrection, corrected};
pub use error::CasebookError;
pub use pack::Packed;
pub use query::{Listed, Stored, Summary};
pub use source::{CodingKey, Form, Source, sha256};
pub use totals::{Figure, Totals};
pub use write::Outcome;
