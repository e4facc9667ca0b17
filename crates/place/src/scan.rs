//! Cuts a document into names: runs of words that could be the name of one thing.

use document::{Document, TextRange, Token, TokenKind};
use rustc_hash::FxHashSet;

use crate::key::key_into;
use crate::labels::{self, Label};
use crate::words::{DETERMINER, INSIDE, JOINT, SKIPPED, STRONG, WEAK, Words};

/// How a sentence uses capitals.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Case {
    /// Names have capitals and other words do not.
    Names,
    /// Capitals tell nothing: a headline, a wire in capitals, a lower-case chat.
    Nothing,
}

/// A document's tokens with their folded words and classes.
pub(crate) struct Scan<'a> {
    pub(crate) doc: &'a Document,
    keys: String,
    ends: Vec<u32>,
    pub(crate) flags: Vec<u64>,
    pub(crate) cases: Vec<Case>,
    taken: Vec<bool>,
    /// Whether capitals tell nothing at a token.
    shouting: Vec<bool>,
    /// Words that the document also writes in lower case.
    lower: FxHashSet<String>,
    pub(crate) labels: Vec<Label>,
}

impl<'a> Scan<'a> {
    pub(crate) fn new(doc: &'a Document, words: &Words, taken: &[TextRange]) -> Scan<'a> {
        let tokens = doc.tokens();
        let mut scan = Scan {
            doc,
            keys: String::with_capacity(doc.text().len()),
            ends: Vec::with_capacity(tokens.len()),
            flags: Vec::with_capacity(tokens.len()),
            cases: Vec::with_capacity(doc.sentences().len()),
            taken: vec![false; tokens.len()],
            shouting: vec![false; tokens.len()],
            lower: FxHashSet::default(),
            labels: Vec::new(),
        };
        let mut buffer = String::new();
        for token in tokens {
            let mut flags = 0;
            if token.is_word() {
                key_into(token.text(doc.text()), &mut buffer);
                flags = words.flags(&buffer);
                scan.keys.push_str(&buffer);
                if !token.is_capitalised() && !scan.lower.contains(&buffer) {
                    scan.lower.insert(buffer.clone());
                }
            } else if token.kind != TokenKind::Punct {
                scan.keys.push_str(token.text(doc.text()));
            }
            scan.ends.push(scan.keys.len() as u32);
            scan.flags.push(flags);
        }
        let mut at = 0;
        let mut taken: Vec<TextRange> = taken.to_vec();
        taken.sort_unstable();
        for range in taken {
            at = at.max(doc.token_at(range.start));
            while at < tokens.len() && tokens[at].range.start < range.end {
                scan.taken[at] = true;
                at += 1;
            }
        }
        let capitals = tokens.iter().filter(|t| t.is_word() && t.is_capitalised()).count();
        let low = capitals * 200 < tokens.iter().filter(|t| t.is_word()).count();
        for sentence in doc.sentences() {
            let (mut upper, mut caps, mut all, mut low_verbs) = (0, 0, 0, 0);
            let (first, end) = (sentence.first as usize, sentence.end as usize);
            for (n, token) in tokens[first..end].iter().enumerate() {
                let n = first + n;
                // A headline in capitals leaves prepositions, articles and conjunctions small, not "are" and "was".
                let small = STRONG | WEAK | SKIPPED | DETERMINER | JOINT | INSIDE;
                low_verbs += usize::from(token.is_word() && !token.is_capitalised() && !scan.has(n, small));
                if token.is_word() && token.text(doc.text()).len() > 3 {
                    all += 1;
                    upper += usize::from(token.is_capitalised());
                    caps += usize::from(token.is_all_caps());
                }
            }
            let shout =
                all >= 4 && (caps * 10 >= all * 7 || (all >= 5 && upper * 20 >= all * 19 && low_verbs == 0));
            scan.cases.push(if low || shout { Case::Nothing } else { Case::Names });
            scan.shouting[sentence.first as usize..sentence.end as usize].fill(low || shout);
        }
        scan.labels = labels::find(&scan);
        scan
    }

    /// Whether token `n` stands in a label itself, not under it.
    pub(crate) fn in_label(&self, n: usize) -> bool {
        labels::over(&self.labels, n).is_some_and(|label| n < label.last)
    }

    pub(crate) fn key(&self, n: usize) -> &str {
        let start = if n == 0 { 0 } else { self.ends[n - 1] as usize };
        &self.keys[start..self.ends[n] as usize]
    }

    /// Whether the document also writes the word of token `n` in lower case.
    pub(crate) fn also_lower(&self, n: usize) -> bool {
        self.lower.contains(self.key(n))
    }

    pub(crate) fn token(&self, n: usize) -> Token {
        self.doc.tokens()[n]
    }

    pub(crate) fn text(&self, n: usize) -> &'a str {
        self.doc.tokens()[n].text(self.doc.text())
    }

    /// Whether token `n` may be a word of the language: in lower case, or where capitals tell nothing.
    pub(crate) fn is_lower(&self, n: usize) -> bool {
        self.token(n).is_word() && (self.shouting[n] || !self.token(n).is_capitalised())
    }

    /// Whether capitals tell nothing at token `n`.
    pub(crate) fn is_shouting(&self, n: usize) -> bool {
        self.shouting[n]
    }

    pub(crate) fn is_taken(&self, n: usize) -> bool {
        self.taken[n]
    }

    pub(crate) fn has(&self, n: usize, flags: u64) -> bool {
        self.flags[n] & flags != 0
    }

    /// Whether token `n` is an initial: a single capital, with its point or without.
    pub(crate) fn is_initial(&self, n: usize) -> bool {
        self.token(n).is_word()
            && self.token(n).is_capitalised()
            && self.key(n).len() == 1
            && (n == 0 || self.token(n).space_before())
    }

    /// Whether token `n` is a hyphen between two words without spaces.
    pub(crate) fn is_hyphen(&self, n: usize, end: usize) -> bool {
        n + 1 < end
            && matches!(self.text(n), "-" | "\u{2010}" | "\u{2011}")
            && !self.token(n).space_before()
            && !self.token(n + 1).space_before()
            && self.token(n + 1).is_word()
    }

    /// The folded name of tokens `a..b`.
    pub(crate) fn name_key(&self, a: usize, b: usize, out: &mut String) {
        out.clear();
        for n in a..b {
            let key = self.key(n);
            if key.is_empty() {
                continue;
            }
            if !out.is_empty() {
                out.push(' ');
            }
            out.push_str(key);
        }
    }

    /// Whether the folded name of tokens `a..b` is `name`.
    pub(crate) fn name_is(&self, a: usize, b: usize, name: &str) -> bool {
        let mut key = String::new();
        self.name_key(a, b, &mut key);
        key == name
    }

    pub(crate) fn range(&self, a: usize, b: usize) -> TextRange {
        TextRange::new(self.token(a).range.start, self.token(b - 1).range.end)
    }
}
