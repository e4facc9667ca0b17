//! Any bytes as GeoJSON: no panic.
#![no_main]

use datasets::read::{Options, read_geojson};

libfuzzer_sys::fuzz_target!(|data: &[u8]| {
    let _ = read_geojson(data, &Options::default());
});
