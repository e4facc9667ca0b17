//! Other people's tables: [`export`] writes event records, [`read`] reads independent records.

pub mod export;
pub mod read;
