use std::fmt;

/// What is wrong with a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum FaultKind {
    /// The line is no row of the table.
    Malformed,
    /// No date.
    DateMissing,
    /// The date is no date.
    DateUnreadable,
    /// Day and month cannot be told apart.
    DateAmbiguous,
    /// The last day is before the first.
    DateReversed,
    /// No coordinates.
    PlaceMissing,
    /// A coordinate is no number.
    PlaceUnreadable,
    /// Latitude beyond 90 or longitude beyond 180 degrees.
    PlaceOutOfRange,
    /// Latitude and longitude look exchanged.
    PlaceSwapped,
    /// A precision code that the mapping does not know.
    PrecisionUnknown,
    /// A number of persons is no number.
    TollUnreadable,
    /// Low, best and high are not in this order.
    TollDisordered,
    /// The id was there before.
    IdRepeated,
    /// A type that the mapping does not know.
    TypeUnknown,
    /// Bytes that are not UTF-8 were read as Windows-1252.
    Encoding,
}

impl FaultKind {
    /// What the fault means and what was done with the row.
    pub fn reason(self) -> &'static str {
        match self {
            FaultKind::Malformed => "the line cannot be read as a row; it is left out",
            FaultKind::DateMissing => "no date; the row is kept and cannot be matched",
            FaultKind::DateUnreadable => "not a date; the row is kept and cannot be matched",
            FaultKind::DateAmbiguous => {
                "day and month cannot be told apart (DD/MM or MM/DD?); say which with the date order"
            }
            FaultKind::DateReversed => "the last day is before the first; the two were exchanged",
            FaultKind::PlaceMissing => "no coordinates; compared within its country only",
            FaultKind::PlaceUnreadable => "a coordinate is not a number; compared within its country only",
            FaultKind::PlaceOutOfRange => {
                "latitude beyond 90 or longitude beyond 180 degrees; compared within its country only"
            }
            FaultKind::PlaceSwapped => {
                "latitude and longitude look exchanged; compared within its country only"
            }
            FaultKind::PrecisionUnknown => {
                "a precision code that the mapping does not know; read as the least precise"
            }
            FaultKind::TollUnreadable => "a number of persons that is not a number; left open",
            FaultKind::TollDisordered => "low, best and high are not in this order; they were sorted",
            FaultKind::IdRepeated => "the id was there before; both rows are kept",
            FaultKind::TypeUnknown => "a type that the mapping does not know; the type is left open",
            FaultKind::Encoding => "bytes that are not UTF-8 were read as Windows-1252",
        }
    }
}

/// One fault of one row.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Fault {
    /// Line of the file, from 1.
    pub line: u32,
    /// What is wrong.
    pub kind: FaultKind,
    /// The value, cut to 40 characters.
    pub value: Box<str>,
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "line {}: {}", self.line, self.kind.reason())?;
        if !self.value.is_empty() {
            write!(f, " (`{}`)", self.value)?;
        }
        Ok(())
    }
}
