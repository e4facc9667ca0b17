//! Any file to text with spans: decoding, tokens, sentences, sections.
//!
//! The original bytes are never changed: only line ends are normalised, and every token, sentence and section is a
//! byte range into the text, which [`Document::span`] turns into the code points of a record.

mod decode;
mod document;
mod fold;
mod range;
mod section;
mod sentence;
mod style;
mod token;

pub use decode::{DecodeError, Decoded, decode};
pub use document::{Document, Sentence};
pub use fold::{fold, fold_into};
pub use range::TextRange;
pub use section::Section;
pub use style::Style;
pub use token::{Token, TokenKind, tokenise};
