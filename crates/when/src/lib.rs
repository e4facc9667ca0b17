//! Finds and resolves every expression of time in a report, in four calendars.
//!
//! [`Dater`] is compiled from the codebook (`calendars*.toml`, `dates*.toml`: words and the forms in which they stand
//! together); [`Dater::annotate`] gives the [`Mention`]s of a document in order, each with its interval of Gregorian days
//! ([`record::When`]), its TIMEX3 value and the rule that gave it.

pub mod calendar;
mod dater;
mod examples;
mod index;
mod layout;
mod matcher;
mod mention;
mod number;
mod output;
mod parts;
mod pattern;
mod resolve;
mod rules;
mod vocab;

pub use dater::Dater;
pub use examples::{examples, style};
pub use mention::{Context, Kind, Mention, Part, Role, Rule, Timex3, TimexKind, Warning};
pub use output::{Row, row, timeml};
