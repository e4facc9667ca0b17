//! Event records out: JSON Lines, CSV, GeoJSON.
