//! Any bytes as a layer: refused or read, never a panic.
#![no_main]

use place::{FindOptions, Gazetteer};

libfuzzer_sys::fuzz_target!(|bytes: Vec<u8>| {
    if let Ok(gazetteer) = Gazetteer::embedded().with_bytes(bytes) {
        gazetteer.find("Gao", &FindOptions::default());
    }
});
