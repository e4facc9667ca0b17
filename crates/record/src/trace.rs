use serde::{Deserialize, Serialize};

use crate::{Event, Span};

/// Which rule gave a value of an event, and on which words: what `show --why` prints.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Trace {
    /// The field, as in the record ("when", "where", "toll[0]", "tactics", "kind", ...).
    pub field: String,
    /// The rule or codebook entry ("calendars.toml: hijri day and month", "actions.toml: shoot", "carried from the sentence before").
    pub rule: String,
    /// The words that it acted on, in code points.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub span: Option<Span>,
}

/// An event with the account of how it was coded.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Coded {
    /// The record.
    pub event: Event,
    /// One or more lines a value, in the order of the record's fields.
    pub traces: Vec<Trace>,
}
