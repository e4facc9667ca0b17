//! Claims against independent records.
