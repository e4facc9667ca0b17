//! Finds the places that a report names and resolves them against gazetteers.
//!
//! [`Placer::annotate`] is the whole of it: names (`names`), what stands around them (`around`), the choice among the places
//! of a name over the whole document (`resolve`), and the record's `where` (`placer`). [`Gazetteer`] is of use alone.

mod after;
mod around;
mod before;
mod caseless;
mod choose;
mod chunk;
mod conflict;
mod decide;
mod examples;
mod flags;
pub mod gazetteer;
mod geometry;
mod given;
mod joined;
mod key;
mod known;
mod labels;
mod links;
mod locale;
mod locate;
mod mention;
mod names;
mod parties;
mod placer;
mod publishers;
mod reach;
mod reading;
mod recall;
mod resolve;
mod reworded;
mod rounds;
mod run;
mod scan;
mod spelling;
mod votes;
mod whereabouts;
mod words;

pub use examples::examples;
pub use gazetteer::{Candidate, FindOptions, Gazetteer, distance_km};
pub use joined::path_with_heading;
pub use key::key;
pub use locate::{Located, Query};
pub use mention::{Context, Mention, MentionKind, PlaceRole};
pub use placer::Placer;
pub use publishers::{Learned, Publishers};
