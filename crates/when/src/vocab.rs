//! The words of the codebook as numbers, and the tokens of a document as those numbers.

use document::{Document, TokenKind, fold_into};
use record::Calendar;
use rustc_hash::FxHashMap;

/// A word of the codebook. [`UNKNOWN`] for every other word, [`NUMBER`] for tokens of digits.
pub(crate) type WordId = u16;

pub(crate) const UNKNOWN: WordId = 0;
pub(crate) const NUMBER: WordId = 1;

/// A class of words ("month", "unit"), by its place in [`Vocab::classes`].
pub(crate) type ClassId = u8;

/// One reading of a word or of several words in a row.
#[derive(Clone, Debug)]
pub(crate) struct Lexeme {
    pub(crate) class: ClassId,
    /// The words that must follow.
    pub(crate) rest: Box<[WordId]>,
    /// The value, by its place in [`Vocab::values`].
    pub(crate) value: u16,
    /// The value as a number, where it is one.
    pub(crate) int: i32,
    pub(crate) calendar: Option<Calendar>,
    /// Only when capitalised.
    pub(crate) capital: bool,
}

/// All words of all languages.
#[derive(Clone, Debug, Default)]
pub(crate) struct Vocab {
    ids: FxHashMap<Box<str>, WordId>,
    lexemes: Vec<Vec<Lexeme>>,
    /// The classes of each word's readings, one bit each; the last bit stands for all classes from the 128th on.
    masks: Vec<u128>,
    classes: Vec<String>,
    values: Vec<String>,
    /// Words whose first byte and length (below 64) no word of the vocabulary has are skipped without hashing.
    lengths: Vec<u64>,
}

impl Vocab {
    pub(crate) fn new() -> Vocab {
        Vocab {
            lexemes: vec![Vec::new(), Vec::new()],
            masks: vec![0, 0],
            lengths: vec![0; 256],
            ..Vocab::default()
        }
    }

    /// The number of a folded word, which is made known.
    pub(crate) fn intern(&mut self, word: &str) -> WordId {
        if let Some(&id) = self.ids.get(word) {
            return id;
        }
        // A codebook of 65,000 words of time is no codebook; what comes after is not found.
        let Ok(id) = WordId::try_from(self.lexemes.len()) else { return UNKNOWN };
        if let Some(&first) = word.as_bytes().first() {
            self.lengths[usize::from(first)] |= 1 << word.len().min(63);
        }
        self.ids.insert(word.into(), id);
        self.lexemes.push(Vec::new());
        self.masks.push(0);
        id
    }

    /// The class of a name, which is made known; at most 250 classes.
    pub(crate) fn class(&mut self, name: &str) -> ClassId {
        let at = self.classes.iter().position(|c| c == name).unwrap_or_else(|| {
            self.classes.push(name.to_owned());
            self.classes.len() - 1
        });
        at.min(250) as ClassId
    }

    /// The class of a name, if any list has it.
    pub(crate) fn known_class(&self, name: &str) -> Option<ClassId> {
        self.classes.iter().position(|c| c == name).map(|n| n.min(250) as ClassId)
    }

    /// Adds a reading of `words`, written as in the codebook.
    pub(crate) fn add(
        &mut self,
        words: &str,
        class: ClassId,
        value: &str,
        calendar: Option<Calendar>,
        capital: bool,
    ) {
        let ids: Vec<WordId> = split(words).iter().map(|w| self.intern(w)).collect();
        let Some((&first, rest)) = ids.split_first() else { return };
        let at = self.values.iter().position(|v| v == value).unwrap_or_else(|| {
            self.values.push(value.to_owned());
            self.values.len() - 1
        });
        let int = value.parse().unwrap_or(0);
        let lexeme =
            Lexeme { class, rest: rest.into(), value: at.min(65_535) as u16, int, calendar, capital };
        self.masks[usize::from(first)] |= 1 << class.min(127);
        let all = &mut self.lexemes[usize::from(first)];
        // Longer readings first, so that the first that fits is the longest.
        let place = all.partition_point(|l| l.rest.len() >= lexeme.rest.len());
        all.insert(place, lexeme);
    }

    /// Whether a word may have a reading of a class: a quick look.
    #[inline]
    pub(crate) fn may_be(&self, word: WordId, class: ClassId) -> bool {
        self.masks.get(usize::from(word)).is_some_and(|m| m >> class.min(127) & 1 == 1)
    }

    pub(crate) fn lexemes(&self, word: WordId) -> &[Lexeme] {
        self.lexemes.get(usize::from(word)).map_or(&[], Vec::as_slice)
    }

    pub(crate) fn value(&self, value: u16) -> &str {
        self.values.get(usize::from(value)).map_or("", String::as_str)
    }

    /// The number of a word as it is written, if the codebook has it.
    pub(crate) fn find(&self, word: &str) -> Option<WordId> {
        self.ids.get(document::fold(word).as_str()).copied()
    }

    /// As [`Vocab::find`], for a mark.
    pub(crate) fn find_raw(&self, mark: &str) -> Option<WordId> {
        self.ids.get(mark).copied()
    }

    /// The words with which a reading of a class begins.
    pub(crate) fn of_class(&self, class: ClassId) -> impl Iterator<Item = WordId> {
        let begins = move |(_, all): &(usize, &Vec<Lexeme>)| all.iter().any(|l| l.class == class);
        self.lexemes.iter().enumerate().filter(begins).map(|(n, _)| n as WordId)
    }

    pub(crate) fn words(&self) -> usize {
        self.lexemes.len()
    }

    /// The number of every token of a document.
    pub(crate) fn read(&self, doc: &Document) -> Vec<WordId> {
        let text = doc.text();
        let mut folded = String::new();
        let mut buffer = [0u8; 24];
        let mut ids = Vec::with_capacity(doc.tokens().len());
        for token in doc.tokens() {
            let id = match token.kind {
                TokenKind::Number | TokenKind::Ordinal => NUMBER,
                _ => self.read_word(token.text(text), &mut buffer, &mut folded),
            };
            ids.push(id);
        }
        ids
    }

    fn read_word(&self, word: &str, buffer: &mut [u8; 24], folded: &mut String) -> WordId {
        let bytes = word.as_bytes();
        if bytes.len() <= buffer.len() && word.is_ascii() {
            let mut n = 0;
            for &b in bytes {
                if b == b'\'' || b == b'`' {
                    continue;
                }
                buffer[n] = b.to_ascii_lowercase();
                n += 1;
            }
            if n == 0 {
                return self.ids.get(word).copied().unwrap_or(UNKNOWN);
            }
            if self.lengths[usize::from(buffer[0])] >> n.min(63) & 1 == 0 {
                return UNKNOWN;
            }
            let Ok(key) = std::str::from_utf8(&buffer[..n]) else { return UNKNOWN };
            return self.ids.get(key).copied().unwrap_or(UNKNOWN);
        }
        if bytes.len() > 96 {
            return UNKNOWN;
        }
        fold_into(word, folded);
        if folded.is_empty() {
            // Dashes fold to nothing; a rule names them as written.
            return self.ids.get(word).copied().unwrap_or(UNKNOWN);
        }
        self.ids.get(folded.as_str()).copied().unwrap_or(UNKNOWN)
    }
}

/// The folded words of an entry, cut as a document's text is cut, without the hyphens between them.
fn split(words: &str) -> Vec<String> {
    let mut out = Vec::new();
    for token in document::tokenise(words) {
        let word = token.text(words);
        let mut folded = String::new();
        fold_into(word, &mut folded);
        if folded.is_empty() {
            if !matches!(word, "-" | "‐" | "‑") {
                out.push(word.to_owned());
            }
        } else {
            out.push(folded);
        }
    }
    out
}
