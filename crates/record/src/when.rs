use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::{Span, codes};

codes! {
    /// The unit to which a date is known.
    Precision { Day = "day", Week = "week", Month = "month", Year = "year", Unknown = "unknown" }
}
codes! {
    /// The calendar in which the words give the date.
    Calendar { Gregorian = "gregorian", Hijri = "hijri", SolarHijri = "solar_hijri", Ethiopian = "ethiopian" }
}
codes! {
    /// Where the date of an event comes from.
    Basis {
        /// The words name a day, month or year.
        Stated = "stated",
        /// "the following day", "on Tuesday", "last week".
        Relative = "relative",
        /// The event has no date words of its own.
        Inherited = "inherited",
        /// Only the publication date is known.
        Published = "published",
        /// Nothing is known.
        None = "none",
    }
}

/// What the words say, in their own calendar; `None` where they say nothing.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stated {
    /// The year as written.
    pub year: Option<i32>,
    /// Month, 1 to 12 (13 in the Ethiopian calendar).
    pub month: Option<u8>,
    /// Day of the month.
    pub day: Option<u8>,
}

/// When an event is said to have happened: an interval of Gregorian days with its basis.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct When {
    /// First possible (or told) day; null where the year cannot be known.
    pub start: Option<Date>,
    /// Last possible (or told) day.
    pub end: Option<Date>,
    /// The unit to which it is known.
    pub precision: Precision,
    /// The calendar of the words.
    pub calendar: Calendar,
    /// What the words say.
    pub stated: Stated,
    /// Where the date comes from.
    pub basis: Basis,
    /// The calendar's own uncertainty in days (Hijri by moon sighting: 1).
    pub slack_days: u8,
    /// The words; for an inherited date those of its source.
    pub span: Option<Span>,
}

impl Default for When {
    fn default() -> When {
        When {
            start: None,
            end: None,
            precision: Precision::Unknown,
            calendar: Calendar::Gregorian,
            stated: Stated::default(),
            basis: Basis::None,
            slack_days: 0,
            span: None,
        }
    }
}
