//! Finds the places that a report names and resolves them against gazetteers.
//!
//! [`Placer::annotate`] is the whole of it: names (`names`), what stands around them (`around`), the choice among the places
//! of a name over the whole document (`resolve`), and the record's `where` (`placer`). [`Gazetteer`] is of use alone.

mod around;
mod caseless;
mod examples;
pub mod gazetteer;
mod geometry;
mod key;
mod links;
mod locate;
mod mention;
mod names;
mod placer;
mod reading;
mod resolve;
mod scan;
mod votes;
mod words;

pub use examples::examples;
pub use gazetteer::{Candidate, FindOptions, Gazetteer, distance_km};
pub use key::key;
pub use locate::{Located, Query};
pub use mention::{Context, Mention, MentionKind, PlaceRole};
pub use placer::{Placer, path_with_heading};
