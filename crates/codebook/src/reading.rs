use document::{Document, Style, TextRange, TokenKind, fold_into};

use crate::confidence::Confidences;
use crate::terms::{Class, Found, Terms};
use crate::{Error, Files, Grammar, text};

/// The compiled codebook, as far as it is term lists and grammar.
#[derive(Clone, Debug)]
pub struct Codebook {
    /// Every term list.
    pub terms: Terms,
    /// Closed word classes.
    pub grammar: Grammar,
    /// What cutting a text into sentences needs.
    pub style: Style,
    /// How sure a value is, by how it was come by.
    pub confidences: Confidences,
    /// SHA-256 of the files.
    pub hash: String,
}

impl Codebook {
    /// Compiles the files.
    ///
    /// # Errors
    /// Points at file, line and column.
    pub fn new(files: &Files) -> Result<Codebook, Error> {
        Ok(Codebook {
            terms: Terms::new(files)?,
            grammar: Grammar::new(files)?,
            confidences: Confidences::new(files)?,
            style: text::style(files)?,
            hash: files.hash(),
        })
    }
}

/// One document with its folded words and every term found in it.
#[derive(Debug)]
pub struct Reading<'a> {
    /// The document.
    pub doc: &'a Document,
    /// The codebook it is read with.
    pub codebook: &'a Codebook,
    /// Every term, by first token and, at one token, longest first.
    pub found: Vec<Found>,
    starts: Vec<u32>,
    arena: String,
    offsets: Vec<u32>,
    taken: Vec<bool>,
}

impl<'a> Reading<'a> {
    /// Scans a document. `taken` are ranges that dates and places have claimed: numbers in them are no quantities.
    pub fn new(doc: &'a Document, codebook: &'a Codebook, taken: &[TextRange]) -> Reading<'a> {
        let tokens = doc.tokens();
        let mut arena = String::with_capacity(doc.text().len());
        let mut offsets = Vec::with_capacity(tokens.len() + 1);
        let mut buffer = String::new();
        for token in tokens {
            offsets.push(arena.len() as u32);
            fold_into(token.text(doc.text()), &mut buffer);
            arena.push_str(&buffer);
        }
        offsets.push(arena.len() as u32);
        let words = offsets.windows(2).map(|w| &arena[w[0] as usize..w[1] as usize]);
        let found = codebook.terms.scan_folded(doc, words);
        let mut starts = Vec::with_capacity(tokens.len() + 1);
        let mut at = 0;
        for n in 0..=tokens.len() as u32 {
            while at < found.len() && found[at].first < n {
                at += 1;
            }
            starts.push(at as u32);
        }
        let mut flags = vec![false; tokens.len()];
        for range in taken {
            let first = doc.token_at(range.start);
            for (n, token) in tokens.iter().enumerate().skip(first) {
                if token.range.start >= range.end {
                    break;
                }
                flags[n] = true;
            }
        }
        Reading { doc, codebook, found, starts, arena, offsets, taken: flags }
    }

    /// Number of tokens.
    pub fn len(&self) -> usize {
        self.taken.len()
    }

    /// Whether there is no token.
    pub fn is_empty(&self) -> bool {
        self.taken.is_empty()
    }

    /// The folded word at a token; empty past the end and for marks that fold away.
    pub fn word(&self, at: usize) -> &str {
        if at >= self.len() {
            return "";
        }
        &self.arena[self.offsets[at] as usize..self.offsets[at + 1] as usize]
    }

    /// The token as written.
    pub fn raw(&self, at: usize) -> &str {
        self.doc.tokens().get(at).map_or("", |t| t.text(self.doc.text()))
    }

    /// Whether a date or a place has claimed the token.
    pub fn is_taken(&self, at: usize) -> bool {
        self.taken.get(at).copied().unwrap_or(false)
    }

    /// Whether the token is a mark.
    pub fn is_punct(&self, at: usize) -> bool {
        self.doc.tokens().get(at).is_none_or(|t| t.kind == TokenKind::Punct)
    }

    /// Whether the token is a hyphen inside a compound.
    pub fn is_joint(&self, at: usize) -> bool {
        self.raw(at) == "-" && !self.doc.tokens()[at].space_before()
    }

    /// The terms that start at a token, longest first.
    pub fn at(&self, token: usize) -> &[Found] {
        if token >= self.len() {
            return &[];
        }
        &self.found[self.starts[token] as usize..self.starts[token + 1] as usize]
    }

    /// The longest term of a class that starts at a token.
    pub fn class_at(&self, token: usize, of: impl Fn(Class) -> bool) -> Option<Found> {
        self.at(token).iter().copied().find(|f| of(f.class))
    }

    /// The bytes of a range of tokens.
    pub fn range(&self, first: usize, end: usize) -> TextRange {
        let tokens = self.doc.tokens();
        TextRange::new(tokens[first].range.start, tokens[end.max(first + 1) - 1].range.end)
    }
}
