use serde::{Deserialize, Serialize};

use crate::{Span, codes};

codes! {
    /// Who speaks.
    Voice {
        Author = "author",
        /// The statement is given as somebody else's.
        Quoted = "quoted",
    }
}

/// Whose statement an event is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Attribution {
    /// Who speaks.
    pub voice: Voice,
    /// The source that is quoted.
    pub quoted: Option<String>,
    /// The non-state initiator that itself says it did it.
    pub claimed_by: Option<String>,
    /// The words.
    pub span: Option<Span>,
}

impl Default for Attribution {
    fn default() -> Attribution {
        Attribution { voice: Voice::Author, quoted: None, claimed_by: None, span: None }
    }
}
