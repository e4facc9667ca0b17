use serde::{Deserialize, Serialize};

use crate::{Span, codes};

codes! {
    /// How the event lies to the named place.
    Relation {
        Near = "near", NorthOf = "north_of", SouthOf = "south_of", EastOf = "east_of", WestOf = "west_of",
        NortheastOf = "northeast_of", NorthwestOf = "northwest_of", SoutheastOf = "southeast_of",
        SouthwestOf = "southwest_of", Between = "between", Outside = "outside",
    }
}

/// Where an event is said to have happened.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Where {
    /// The most specific name, as written.
    pub name: Option<String>,
    /// Names that the text gives, from the most specific to the widest.
    pub path: Vec<String>,
    /// Position relative to the name.
    pub relation: Option<Relation>,
    /// ISO 3166-1 alpha-2.
    pub country: Option<String>,
    /// First-level region.
    pub admin1: Option<String>,
    /// `layer:id` of the gazetteer entry; null if no gazetteer has the place.
    pub gazetteer_id: Option<String>,
    /// Degrees north.
    pub lat: Option<f64>,
    /// Degrees east.
    pub lon: Option<f64>,
    /// The true place is thought to lie within this many kilometres of the point.
    pub radius_km: Option<f64>,
    /// 1 exact place, 2 near it or its district, 3 region, 4 country (ACLED's geo-precision plus country).
    pub precision: u8,
    /// The words.
    pub span: Option<Span>,
}
