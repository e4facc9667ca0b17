use codebook::Reading;
use document::TextRange;
use record::{When, Where};
use toll::Losses;

/// A date of the text, as the dater gives it.
#[derive(Clone, Debug)]
pub(crate) struct DateAt {
    pub(crate) first: usize,
    pub(crate) end: usize,
    pub(crate) when: When,
    /// Whether it only places the publication (a dateline).
    pub(crate) dateline: bool,
    pub(crate) rule: String,
    pub(crate) confidence: f32,
}

/// A place of the text, as the placer gives it.
#[derive(Clone, Debug)]
pub(crate) struct PlaceAt {
    pub(crate) first: usize,
    pub(crate) end: usize,
    pub(crate) place: Where,
    /// Whether an event can lie there (no demonym, no part of a name).
    pub(crate) locates: bool,
    /// Whether something is there, rather than comes from there or goes there.
    pub(crate) at: bool,
    pub(crate) rule: String,
    pub(crate) confidence: f32,
}

/// Everything that is known of a document before events are made.
pub(crate) struct Scene<'a> {
    pub(crate) reading: Reading<'a>,
    pub(crate) losses: Losses,
    pub(crate) dates: Vec<DateAt>,
    pub(crate) places: Vec<PlaceAt>,
    /// The country of a passage with no place of its own.
    pub(crate) country: Option<String>,
}

impl Scene<'_> {
    /// The tokens of a byte range.
    pub(crate) fn tokens_of(doc: &document::Document, range: TextRange) -> (usize, usize) {
        let first = doc.token_at(range.start);
        let mut end = first;
        while end < doc.tokens().len() && doc.tokens()[end].range.start < range.end {
            end += 1;
        }
        (first, end.max(first + 1).min(doc.tokens().len().max(1)))
    }

    pub(crate) fn span(&self, first: usize, end: usize) -> record::Span {
        self.reading.doc.span(self.reading.range(first, end))
    }
}
