use record::Span;
use serde::Serialize;

/// One mention: a row of `counterclaim annotate`.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Annotation {
    /// The document's path.
    pub document: String,
    /// `date`, `place`, `toll`, `materiel`, `actor` or `action`.
    pub kind: &'static str,
    /// Where it stands, in code points.
    pub span: Span,
    /// The words.
    pub text: String,
    /// The resolved value: `timex3` and `when`; `where`; `low`, `high`, `qualifier`, ...
    #[serde(flatten)]
    pub value: serde_json::Map<String, serde_json::Value>,
}
