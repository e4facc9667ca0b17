//! Finds the places that a report names and resolves them against gazetteers.

pub mod gazetteer;
mod key;

pub use gazetteer::{Candidate, FindOptions, Gazetteer, distance_km};
pub use key::key;
