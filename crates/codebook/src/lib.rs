//! The codebook: what the words mean, in TOML files that a researcher reads, edits and checks.
//!
//! [`Files`] holds the files (shipped in the binary, or a folder of the user's), [`Files::parse`] reads one of them into
//! its type with errors that name file, line and column. One module a file says what may stand in it.

pub mod confidence;
pub mod dates;
mod error;
mod example;
mod examples;
mod files;
mod grammar;
mod inflect;
mod lexicon;
pub mod places;
mod reading;
pub mod syntax;
pub mod terms;
pub mod text;
pub mod types;
mod verb;

pub use error::{Diagnostic, Error};
pub use example::{ExampleOutcome, Located};
pub use examples::examples;
pub use files::Files;
pub use grammar::Grammar;
pub use inflect::{Form, Words};
pub use lexicon::{GAP, Hit, Lexicon};
pub use reading::{Codebook, Reading};
