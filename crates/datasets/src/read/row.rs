use super::Name;

/// A span of days, counted from 1970-01-01; both ends are part of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Days {
    /// First day.
    pub start: i32,
    /// Last day.
    pub end: i32,
    /// True: it lasted from the first to the last day. False: it lies somewhere between them.
    pub exact: bool,
}

/// A point with the radius within which the true place is thought to lie.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Point {
    /// Degrees north, -90 to 90.
    pub lat: f64,
    /// Degrees east, -180 to 180.
    pub lon: f64,
    /// Kilometres.
    pub radius_km: f32,
}

/// An event type as a path of facet numbers of [`super::Taxonomy`]; 0 where the dataset does not say.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TypePath(pub [u8; 4]);

/// On which side of an event an actor stands, or a loss fell.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Side {
    /// The first party (where the dataset says so, the one that began).
    A,
    /// The second party.
    B,
}

/// One party of an event.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ActorRef {
    /// The name as written.
    pub written: Name,
    /// The folded usual name, by the aliases: what is compared.
    pub usual: Name,
    /// Its side.
    pub side: Side,
}

/// A number of persons.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Toll {
    /// The least number.
    pub low: u32,
    /// The best estimate.
    pub best: u32,
    /// The greatest number; `u32::MAX`: no upper bound.
    pub high: u32,
}

/// Whose loss a column tells.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum TollOf {
    /// Everybody's.
    All,
    /// The first party's.
    A,
    /// The second party's.
    B,
    /// Civilians'.
    Civilians,
    /// Persons of unknown standing.
    Unknown,
}

/// The losses that a row tells.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tolls {
    /// All killed.
    pub killed: Option<Toll>,
    /// All injured.
    pub injured: Option<Toll>,
    /// Killed of the first party, of the second, of civilians and of persons unknown: best estimates.
    pub killed_by_side: [Option<u32>; 4],
}

/// One row of somebody's table.
#[derive(Clone, Debug, PartialEq)]
pub struct Row {
    /// Line of the file, from 1 (for GeoJSON the number of the feature).
    pub line: u32,
    /// The dataset's id; `line N` where there is none.
    pub id: Box<str>,
    /// When.
    pub days: Option<Days>,
    /// Where.
    pub point: Option<Point>,
    /// Country as written.
    pub country: Name,
    /// First-level region.
    pub admin1: Name,
    /// Place name.
    pub place: Name,
    /// Type by the taxonomy.
    pub path: TypePath,
    /// Type as written.
    pub type_written: Name,
    /// Who reported it.
    pub reporter: Name,
    /// Up to four parties.
    pub actors: [Option<ActorRef>; 4],
    /// The losses.
    pub tolls: Tolls,
}
