//! Claims against independent records: which records tell the same event as a claim, how sure that is, and what follows.
//!
//! This crate never sees text. Both sides come as [`Incident`]s of one [`Collection`] each, numbered against one [`Pool`]
//! of names. [`link`] finds candidates ([`join`]), compares them ([`compare`]), learns weights without labels ([`model`]),
//! turns them into two-sided posteriors ([`posterior`]) and chooses partners ([`assign`]).

pub mod assign;
pub mod compare;
pub mod incident;
pub mod item;
pub mod join;
pub mod link;
pub mod model;
pub mod parallel;
pub mod posterior;
pub mod random;

pub use incident::{Collection, Incident, Pool};
pub use link::{Linkage, Options, link};
