//! Event records to look at. [`report`] writes one self-contained HTML file.
//!
//! The views hold no rules of their own: they show what the records say, each value beside the words it came from.

pub mod report;
