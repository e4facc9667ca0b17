//! Syntax of English reports: words, parts of speech, lemmas and dependencies, in capitals and with transliterated names too.
//!
//! [`Parser`] reads the sentences of a [`document::Document`]; [`Parse`] holds words with byte ranges and a tree of governors, and
//! views on it: noun groups, verb groups with voice, subjects, objects and agents, conjuncts, participle chains. The model is
//! trained on UD English-EWT by `cargo xtask train syntax`; `docs/syntax.md` has the recipe and the model card.

pub mod atoms;
pub mod conllu;
mod container;
mod examples;
mod kernels;
pub mod lemma;
pub mod lexical;
pub mod linear;
mod model;
mod names;
pub mod network;
mod parse;
mod parser;
mod rows;
mod tree;
mod views;

pub use container::{ModelError, Writer};
pub use examples::examples;
pub use model::{Analysis, Model};
pub use names::{Relation, Upos, Xpos};
pub use parse::{Parse, Word};
pub use parser::{LONGEST_PIECE, Parser, Scratch};
pub use views::{NounGroup, Roles, Tense, VerbGroup, Voice};
