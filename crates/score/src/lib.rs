//! Agreement between two sets of event records: machine with gold, or coder with coder.
//!
//! [`compare`] pairs the documents and aligns the records of each, one to one, by span overlap. The [`Comparison`]
//! then gives [`Scores`] (events, fields, slots), the same by a column of metadata, and the list of [`Difference`]s.
//! The exact definitions stand in `docs/scoring.md`.
//!
//! Nothing here depends on the order of the input, and swapping the two sides swaps precision and recall and nothing
//! else.

mod align;
mod collection;
mod compare;
mod counts;
mod difference;
mod fields;
mod overlaps;
mod pairing;
mod render;
mod scores;

pub use collection::{Collection, CollectionError, Metadata};
pub use compare::{ComparedDocument, Comparison, Scope, ScoreError, agrees, compare};
pub use counts::Counts;
pub use difference::{Difference, FieldDifference, Verdict};
pub use fields::Field;
pub use pairing::{PairingError, pair_paths};
pub use render::{render_differences, render_report};
pub use scores::{FieldScores, KindCell, Report, Scores};
