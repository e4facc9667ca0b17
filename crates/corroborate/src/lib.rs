//! Claims against independent records: which records tell the same event as a claim, how sure that is, and what follows.
//!
//! This crate never sees text. Both sides come as [`Incident`]s of one [`Collection`] each, numbered against one [`Pool`]
//! of names. [`link`] finds candidates ([`join`]), compares them ([`compare`]), learns weights without labels ([`model`]),
//! turns them into two-sided posteriors ([`posterior`]) and chooses partners ([`assign`]).

pub mod assign;
pub mod background;
mod beside;
pub mod capture;
pub mod check;
pub mod compare;
pub mod crowd;
pub mod dedupe;
pub mod estimate;
pub mod fame;
pub mod grade;
pub mod html;
pub mod incident;
pub mod integrate;
pub mod item;
pub mod join;
mod labels;
mod learn;
pub mod link;
pub mod local;
pub mod many;
pub mod meltt;
pub mod model;
pub mod naming;
mod odds;
pub mod pairs;
pub mod parallel;
mod plot;
pub mod posterior;
pub mod random;
pub mod sample;
mod scan;
mod shelf;
pub mod strata;
mod weigh;

pub use check::{Check, CheckOptions, check};
pub use dedupe::{Dedupe, dedupe};
pub use grade::{Grade, Graded, MatchType};
pub use incident::{Collection, Incident, Pool};
pub use integrate::{Integrated, integrate};
pub use link::{Linkage, Options, link};
