use record::{CharIndex, Span};

use crate::token::{Token, tokenise};
use crate::{Section, Style, TextRange, section, sentence};

/// One sentence (or list item, heading, table row): a range of tokens.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sentence {
    /// Its bytes.
    pub range: TextRange,
    /// Its first token.
    pub first: u32,
    /// One past its last token.
    pub end: u32,
}

/// A text with its tokens, sentences and sections.
#[derive(Clone, Debug)]
pub struct Document {
    text: String,
    tokens: Vec<Token>,
    sentences: Vec<Sentence>,
    sections: Vec<Section>,
    chars: CharIndex,
}

impl Document {
    /// Reads a text that [`crate::decode`] (or a JSON parser) has made.
    pub fn new(text: String, style: &Style) -> Document {
        let tokens = tokenise(&text);
        let sentences = sentence::split(&text, &tokens, style);
        let chars = CharIndex::new(&text);
        let sections = section::find(&text, &tokens, &sentences, style);
        Document { text, tokens, sentences, sections, chars }
    }

    /// The whole text.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// All tokens in order.
    pub fn tokens(&self) -> &[Token] {
        &self.tokens
    }

    /// All sentences in order; together they hold every token.
    pub fn sentences(&self) -> &[Sentence] {
        &self.sentences
    }

    /// The sections in order. Text before the first heading is in none.
    pub fn sections(&self) -> &[Section] {
        &self.sections
    }

    /// The words of a range.
    pub fn slice(&self, range: TextRange) -> &str {
        range.of(&self.text)
    }

    /// The code points of a byte range.
    pub fn span(&self, range: TextRange) -> Span {
        self.chars.span(&self.text, range.start, range.end)
    }

    /// The byte range of a code-point span.
    pub fn range(&self, span: Span) -> TextRange {
        TextRange::new(self.chars.byte_at(&self.text, span.start), self.chars.byte_at(&self.text, span.end))
    }

    /// The first token that ends after byte `at`.
    pub fn token_at(&self, at: u32) -> usize {
        self.tokens.partition_point(|t| t.range.end <= at)
    }

    /// Whether a token begins a row of a table whose cells are parted by tabs, bars or runs of spaces.
    pub fn starts_row(&self, token: usize) -> bool {
        token < self.tokens.len() && crate::sentence::starts_row(&self.text, &self.tokens, token)
    }

    /// Whether a token begins a list item: a bullet, or a number with a point or bracket, at the start of a line.
    pub fn starts_item(&self, token: usize) -> bool {
        token < self.tokens.len() && crate::sentence::starts_item(&self.text, &self.tokens, token)
    }

    /// The sentence that holds byte `at`.
    pub fn sentence_at(&self, at: u32) -> Option<&Sentence> {
        let n = self.sentences.partition_point(|s| s.range.end <= at);
        self.sentences.get(n).filter(|s| s.range.start <= at)
    }

    /// The section that holds byte `at`.
    pub fn section_at(&self, at: u32) -> Option<&Section> {
        let n = self.sections.partition_point(|s| s.heading.start <= at);
        n.checked_sub(1).map(|n| &self.sections[n])
    }
}
