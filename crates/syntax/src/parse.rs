use document::TextRange;

use crate::{Relation, Upos, Xpos};

/// One word of a [`Parse`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Word {
    /// Where it stands in the document. Parts of a contraction have ranges of their own ("do" and "n't").
    pub range: TextRange,
    /// Universal part of speech.
    pub upos: Upos,
    /// Penn part of speech.
    pub xpos: Xpos,
    /// The word that governs it, by its index in [`Parse::words`]; none for the root, and for every word that is only tagged.
    pub head: Option<u32>,
    /// The relation to its governor. [`Relation::Dep`] for a word that is only tagged.
    pub relation: Relation,
    lemma: (u32, u32),
}

/// A sentence's words with parts of speech, lemmas and governors. The governors are a tree.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Parse {
    /// The words in order.
    pub words: Vec<Word>,
    lemmas: String,
    /// For each word the words that it governs, in order: `children[starts[n]..starts[n + 1]]`.
    children: Vec<u32>,
    starts: Vec<u32>,
}

impl Parse {
    pub(crate) fn clear(&mut self) {
        self.words.clear();
        self.lemmas.clear();
        self.children.clear();
        self.starts.clear();
    }

    pub(crate) fn push(&mut self, range: TextRange, (upos, xpos): (Upos, Xpos)) {
        self.words.push(Word { range, upos, xpos, head: None, relation: Relation::Dep, lemma: (0, 0) });
    }

    pub(crate) fn set_lemma(&mut self, n: usize, write: impl FnOnce(&mut String)) {
        let start = self.lemmas.len() as u32;
        write(&mut self.lemmas);
        self.words[n].lemma = (start, self.lemmas.len() as u32);
    }

    pub(crate) fn index_children(&mut self) {
        let n = self.words.len();
        self.starts.clear();
        self.starts.resize(n + 2, 0);
        for head in self.words.iter().filter_map(|w| w.head) {
            self.starts[head as usize + 2] += 1;
        }
        for k in 2..n + 2 {
            self.starts[k] += self.starts[k - 1];
        }
        self.children.clear();
        self.children.resize(self.starts[n + 1] as usize, 0);
        for (child, word) in self.words.iter().enumerate() {
            if let Some(head) = word.head {
                let at = &mut self.starts[head as usize + 1];
                self.children[*at as usize] = child as u32;
                *at += 1;
            }
        }
        self.starts.truncate(n + 1);
    }

    /// The dictionary form of a word.
    pub fn lemma(&self, word: usize) -> &str {
        let (start, end) = self.words[word].lemma;
        &self.lemmas[start as usize..end as usize]
    }

    /// The words that a word governs, in order.
    pub fn children(&self, word: usize) -> impl DoubleEndedIterator<Item = usize> + Clone {
        let range = match (self.starts.get(word), self.starts.get(word + 1)) {
            (Some(&start), Some(&end)) => start as usize..end as usize,
            _ => 0..0,
        };
        self.children[range].iter().map(|&n| n as usize)
    }

    /// The words under a word in a relation that `accepts` takes, in order.
    pub fn dependents(
        &self,
        word: usize,
        accepts: fn(Relation) -> bool,
    ) -> impl Iterator<Item = usize> + Clone {
        self.children(word).filter(move |&n| accepts(self.words[n].relation))
    }

    /// The root of the sentence; the first one where a long sentence was cut.
    pub fn root(&self) -> Option<usize> {
        self.words.iter().position(|w| w.relation == Relation::Root)
    }

    /// The words from a word's governor up to the root.
    pub fn governor_path(&self, word: usize) -> impl Iterator<Item = usize> {
        std::iter::successors(self.words[word].head, |&n| self.words[n as usize].head).map(|n| n as usize)
    }

    /// The word that starts at or holds byte `at` of the document.
    pub fn word_at(&self, at: u32) -> Option<usize> {
        let n = self.words.partition_point(|w| w.range.end <= at);
        self.words.get(n).filter(|w| w.range.start <= at).map(|_| n)
    }

    /// The highest word inside a range of bytes: the one whose governor lies outside.
    pub fn head_of(&self, range: TextRange) -> Option<usize> {
        let first = self.words.partition_point(|w| w.range.start < range.start);
        let inside = |n: usize| self.words.get(n).is_some_and(|w| range.contains(w.range));
        (first..).take_while(|&n| inside(n)).find(|&n| self.words[n].head.is_none_or(|h| !inside(h as usize)))
    }
}
