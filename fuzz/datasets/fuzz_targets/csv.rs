//! Any bytes as a table: no panic, and every row that is read has a line.
#![no_main]

use datasets::read::{Options, read_csv};

libfuzzer_sys::fuzz_target!(|data: &[u8]| {
    if let Ok(table) = read_csv(data, &Options::default()) {
        assert!(table.rows.iter().all(|row| row.line > 0));
        assert!(table.rows.iter().filter_map(|row| row.days).all(|days| days.start <= days.end));
    }
});
