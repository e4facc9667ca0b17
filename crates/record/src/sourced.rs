use serde::{Deserialize, Serialize};

use crate::Span;

/// A value, the words it came from and how sure the machine is of it (0 to 1, calibrated against gold).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Sourced<T> {
    /// The extracted value.
    pub value: T,
    /// The evidence, in code points of the document's text.
    pub span: Span,
    /// Of the values given with 0.9, nine in ten are right.
    pub confidence: f32,
}
