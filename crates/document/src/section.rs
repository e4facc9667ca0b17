use crate::TextRange;

/// A heading and the text under it, up to the next heading.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Section {
    /// The heading without its colon or full stop.
    pub heading: TextRange,
    /// The text under it.
    pub body: TextRange,
}
