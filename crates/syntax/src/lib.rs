//! Syntax of English reports: words, parts of speech, lemmas and dependencies, in capitals and with transliterated names too.

pub mod conllu;
pub mod lexical;
pub mod network;
mod container;
mod kernels;
mod model;
mod names;
mod tree;

pub use container::{ModelError, Writer};
pub use model::{Analysis, Model};
pub use names::{Relation, Upos, Xpos};
