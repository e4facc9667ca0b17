//! Independent records in: UCDP GED, ACLED, GTD, GeoJSON, any CSV by a mapping.
