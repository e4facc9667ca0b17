use serde::Deserialize;

/// A value with its byte range in its file, so that a failing example can be pointed at.
pub type Located<T> = toml::Spanned<T>;

/// What came of one example of the codebook.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct ExampleOutcome {
    /// The file.
    pub file: String,
    /// Line, from 1.
    pub line: usize,
    /// The entry that it belongs to.
    pub entry: String,
    /// The example's text.
    pub text: String,
    /// What the codebook expects.
    pub expected: String,
    /// What the machine gave.
    pub got: String,
}

impl ExampleOutcome {
    /// Whether the machine gave what was expected.
    pub fn passed(&self) -> bool {
        self.expected == self.got
    }
}
