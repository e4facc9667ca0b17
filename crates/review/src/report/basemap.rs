use serde::Deserialize;

use super::ReportError;

/// Outlines of countries.
#[derive(Clone, Debug, Default, Deserialize)]
pub struct Basemap {
    /// All countries.
    pub countries: Vec<Country>,
}

/// One country's outline.
#[derive(Clone, Debug, Deserialize)]
pub struct Country {
    /// ISO 3166-1 alpha-2.
    pub iso: String,
    /// Its name in English.
    pub name: String,
    /// Closed rings as longitude, latitude, longitude, ... in hundredths of a degree.
    pub rings: Vec<Vec<i32>>,
}

impl Basemap {
    /// Reads `{"countries": [{"iso", "name", "rings": [[lon, lat, ...]]}]}`.
    ///
    /// # Errors
    /// [`ReportError::Basemap`] if it is not of this form.
    pub fn parse(json: &str) -> Result<Basemap, ReportError> {
        serde_json::from_str(json).map_err(ReportError::Basemap)
    }
}

impl Country {
    /// A ring's corners in degrees.
    pub(crate) fn corners(ring: &[i32]) -> impl Iterator<Item = (f64, f64)> + '_ {
        ring.chunks_exact(2).map(|p| (f64::from(p[0]) / 100.0, f64::from(p[1]) / 100.0))
    }
}
