//! Dictionary forms by what the treebank shows: for a known word its own change of ending, else that of the longest known ending.

use rustc_hash::FxHashMap;

use crate::container::{ModelError, table};
use crate::lexical::{normalise, word_hash};
use crate::linear::feature;
use crate::{Upos, Xpos};

/// The longest ending that is looked up, in characters.
pub const LONGEST: usize = 6;

/// A change of ending.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Change {
    /// Whether the word is put in lower case first.
    pub lower: bool,
    /// Characters taken from the end.
    pub strip: u8,
    /// What is put there.
    pub append: String,
}

impl Change {
    /// The change that makes `lemma` of `form`, where one with a short ending does.
    pub fn between(form: &str, lemma: &str) -> Option<Change> {
        let lower = !lemma.chars().any(char::is_uppercase);
        let from: Vec<char> =
            if lower { form.to_lowercase().chars().collect() } else { form.chars().collect() };
        let to: Vec<char> = lemma.chars().collect();
        let common = from.iter().zip(&to).take_while(|(a, b)| a == b).count();
        let append: String = to[common..].iter().collect();
        let strip = u8::try_from(from.len() - common).ok()?;
        (append.len() <= 12 && strip <= 12).then_some(Change { lower, strip, append })
    }

    /// Appends the changed word.
    pub fn apply(&self, form: &str, out: &mut String) {
        let keep = form.chars().count().saturating_sub(usize::from(self.strip));
        for c in form.chars().take(keep) {
            if self.lower { out.extend(c.to_lowercase()) } else { out.push(c) }
        }
        out.push_str(&self.append);
    }
}

/// The key of a whole word with its parts of speech.
pub fn word_key(normalised: &[u32], upos: Upos, xpos: Xpos) -> u64 {
    feature(100 + upos as u64, word_hash(normalised), xpos as u64)
}

/// The key of an ending of `length` characters.
pub fn ending_key(normalised: &[u32], length: usize, upos: Upos, xpos: Xpos) -> u64 {
    let ending = &normalised[normalised.len() - length..];
    feature(200 + upos as u64, word_hash(ending), (xpos as u64) << 8 | length as u64)
}

/// The changes and the keys that ask for them.
#[derive(Clone, Debug)]
pub(crate) struct Lemmas {
    changes: Vec<Change>,
    /// The changes by their keys.
    values: FxHashMap<u64, u16>,
}

impl Lemmas {
    pub(crate) fn read(file: &[u8]) -> Result<Lemmas, ModelError> {
        let broken = || ModelError::Table("lemma".to_owned());
        let text = table(file, "lemma.changes", 1)?.bytes;
        let mut changes = Vec::new();
        for line in std::str::from_utf8(text).map_err(|_| broken())?.lines() {
            let mut parts = line.splitn(3, ' ');
            let (Some(lower), Some(strip), Some(append)) = (parts.next(), parts.next(), parts.next()) else {
                return Err(broken());
            };
            let strip = strip.parse().map_err(|_| broken())?;
            changes.push(Change { lower: lower == "1", strip, append: append.to_owned() });
        }
        let keys = table(file, "lemma.keys", 8)?.u64s();
        let values = table(file, "lemma.values", 2)?.i16s();
        let known = |v: i16| u16::try_from(v).ok().filter(|&v| usize::from(v) < changes.len());
        let values: Option<Vec<u16>> = values.into_iter().map(known).collect();
        let values = values.filter(|values| values.len() == keys.len()).ok_or_else(broken)?;
        Ok(Lemmas { changes, values: keys.into_iter().zip(values).collect() })
    }

    fn find(&self, key: u64) -> Option<&Change> {
        self.values.get(&key).map(|&n| &self.changes[usize::from(n)])
    }

    /// Appends the lemma of a word.
    pub(crate) fn lemma(&self, form: &str, upos: Upos, xpos: Xpos, letters: &mut Vec<u32>, out: &mut String) {
        normalise(form, letters);
        let known = self.find(word_key(letters, upos, xpos));
        let change = known.or_else(|| {
            (0..=LONGEST.min(letters.len())).rev().find_map(|n| self.find(ending_key(letters, n, upos, xpos)))
        });
        match change {
            Some(change) => change.apply(form, out),
            None if upos == Upos::Propn => out.push_str(form),
            None => out.extend(form.chars().flat_map(char::to_lowercase)),
        }
    }
}
