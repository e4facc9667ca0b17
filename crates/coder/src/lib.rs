//! What happened, to whom, by whom: clauses become events.
//!
//! [`Coder::code`] is the whole of the main job for one text; it needs nothing but the codebook and the gazetteer in the binary.
//! Reading order: `scene` (what is known of a text), `item` (the pieces of a list), `acts` (words that tell an act), `unit` (clauses), `draft`
//! (clauses joined to events by the `signs` that `joins` weighs), `tactics` (with `telling`, `means` and `standing`), `actors`, `parties`,
//! `attribution`, `assemble`
//! (the record), `topic` (texts that tell no political violence).

mod actors;
mod acts;
mod annotation;
mod assemble;
mod attribution;
mod coder;
mod draft;
mod examples;
mod input;
mod item;
mod joins;
mod means;
mod parties;
mod scene;
mod signs;
mod standing;
mod tactics;
mod telling;
mod topic;
mod totals;
mod unit;

pub use annotation::Annotation;
pub use coder::{Coder, Coding};
pub use input::Input;
pub use joins::JoinCase;
