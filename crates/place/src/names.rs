//! Finds the names of a document and decides what each stands for.

use rustc_hash::{FxHashMap, FxHashSet};

use crate::around::Around;
use crate::gazetteer::{Gazetteer, Hit, Matched, PlaceKind, unpack_weight};
use crate::mention::MentionKind;
use crate::scan::{Case, Scan};
use crate::words::*;

/// A name with what it stands for.
#[derive(Clone, Debug)]
pub(crate) struct Name {
    pub(crate) sentence: usize,
    /// Its tokens with the nouns that belong to it.
    pub(crate) a: usize,
    pub(crate) b: usize,
    /// The folded name without them.
    pub(crate) core: String,
    pub(crate) kind: MentionKind,
    /// Classes of nouns beside or in it.
    pub(crate) noun: u64,
    pub(crate) known: Option<Known>,
    pub(crate) hits: Vec<Hit>,
    /// How the gazetteer's name was matched.
    pub(crate) matched: Matched,
    pub(crate) around: Around,
    pub(crate) rule: &'static str,
    /// 0 to 1.
    pub(crate) sure: f32,
}

impl Name {
    pub(crate) fn is_found(&self) -> bool {
        self.known.is_some() || !self.hits.is_empty()
    }
}

/// Finds all names.
pub(crate) fn find(scan: &Scan<'_>, words: &Words, gazetteer: &Gazetteer) -> Vec<Name> {
    let mut finder = Finder {
        scan,
        words,
        gazetteer,
        cache: FxHashMap::default(),
        names: Vec::new(),
        maybe: Vec::new(),
        articles: FxHashSet::default(),
        surnames: FxHashSet::default(),
    };
    for (n, sentence) in scan.doc.sentences().iter().enumerate() {
        let (first, end) = (sentence.first as usize, sentence.end as usize);
        match scan.cases[n] {
            Case::Names => finder.capitals(n, first, end),
            Case::Nothing => finder.look_ups(n, first, end),
        }
    }
    finder.recall();
    let mut names = finder.names;
    names.sort_by_key(|name| name.a);
    names
}

pub(crate) struct Finder<'s, 'd> {
    pub(crate) scan: &'s Scan<'d>,
    pub(crate) words: &'s Words,
    pub(crate) gazetteer: &'s Gazetteer,
    pub(crate) cache: FxHashMap<String, Vec<Hit>>,
    pub(crate) names: Vec<Name>,
    /// Names that only the rest of the document can decide.
    pub(crate) maybe: Vec<Name>,
    /// Names that were seen with "the".
    pub(crate) articles: FxHashSet<String>,
    /// Last words of what may be persons.
    pub(crate) surnames: FxHashSet<String>,
}

impl Finder<'_, '_> {
    pub(crate) fn hits(&mut self, key: &str) -> Vec<Hit> {
        if let Some(hits) = self.cache.get(key) {
            return hits.clone();
        }
        let mut hits = Vec::new();
        self.gazetteer.exact(key, &mut hits);
        self.cache.insert(key.to_owned(), hits.clone());
        hits
    }

    pub(crate) fn weight(&self, hits: &[Hit]) -> f64 {
        hits.iter()
            .filter_map(|hit| self.gazetteer.row(*hit))
            .map(|row| match row.kind {
                PlaceKind::Region | PlaceKind::Country => 1e6,
                _ => unpack_weight(row.weight),
            })
            .fold(0.0, f64::max)
    }

    /// Whether one of the places is the capital of a country.
    pub(crate) fn is_capital(&self, hits: &[Hit]) -> bool {
        hits.iter().any(|hit| self.gazetteer.layer(*hit).info.capitals.binary_search(&hit.row).is_ok())
    }

    /// People of the largest of the places.
    pub(crate) fn population(&self, hits: &[Hit]) -> f64 {
        hits.iter()
            .filter_map(|hit| self.gazetteer.row(*hit))
            .map(|row| unpack_weight(row.weight))
            .fold(0.0, f64::max)
    }

    fn capitals(&mut self, sentence: usize, first: usize, end: usize) {
        let mut n = first;
        while n < end {
            // "D-Springfield", "R-Columbus": a party before a place.
            if self.scan.is_hyphen(n + 1, end) && self.scan.key(n).len() == 1 && self.scan.token(n).is_word()
            {
                n += 2;
                continue;
            }
            // "Pan-American", "Anglo-Turkish": what stands before a people's name is no place.
            if self.scan.token(n).is_word()
                && self.scan.is_hyphen(n + 1, end)
                && !self.is_people(n)
                && self.is_people(n + 2)
            {
                n += 2;
                continue;
            }
            if self.words.is_cased(self.scan.text(n)) && self.scan.has(n, COMMON) && !self.scan.is_taken(n) {
                self.chunk(sentence, n, n + 1, first, end);
                n += 1;
                continue;
            }
            if let Some(b) = self.long_known(n, end) {
                self.chunk(sentence, n, b, first, end);
                n = b;
                continue;
            }
            let b = self.scan.name_end(n, end);
            if b <= n {
                // "the United States", "West Bank": known names that open with a common word.
                if self.scan.token(n).is_capitalised()
                    && self.scan.token(n).is_word()
                    && !self.scan.is_taken(n)
                    && let Some(b) = self.known_from(n, end)
                {
                    self.chunk(sentence, n, b, first, end);
                    n = b;
                    continue;
                }
                n += 1;
                continue;
            }
            let b = self.known_beyond(n, b, end).unwrap_or(b);
            // A name is cut where a demonym leads it: "Turkish Armed Forces".
            self.chunk(sentence, n, b, first, end);
            n = b;
        }
    }

    /// Whether a token is an adjective or noun for a people.
    fn is_people(&self, n: usize) -> bool {
        matches!(self.words.known(self.scan.key(n), ""), Some(Known::Demonym(_)))
    }

    /// The end of a name with small words inside that the codebook knows: "Democratic Republic of the Congo", "Bosnia and
    /// Herzegovina".
    fn long_known(&self, a: usize, end: usize) -> Option<usize> {
        let scan = self.scan;
        let capital =
            |n: usize| scan.token(n).is_word() && scan.token(n).is_capitalised() && !scan.is_taken(n);
        let last = end.min(a + self.words.longest);
        if !capital(a) || !(a + 1..last.min(a + 4)).any(|n| scan.has(n, OF | AND) && scan.is_lower(n)) {
            return None;
        }
        let mut key = String::new();
        (a + 3..=last).rev().find(|b| {
            let words = capital(b - 1) && (a..*b).all(|n| scan.token(n).is_word());
            words && {
                scan.name_key(a, *b, &mut key);
                matches!(self.words.known(&key, ""), Some(Known::Country(_) | Known::Area(_)))
            }
        })
    }

    /// The end of a name of the codebook that goes on where the run `a..b` ends, as its next word is one of the language: "White
    /// House".
    fn known_beyond(&self, a: usize, b: usize, end: usize) -> Option<usize> {
        let capital = |n: &usize| self.scan.token(*n).is_word() && self.scan.token(*n).is_capitalised();
        let last = (b..end.min(a + self.words.longest)).take_while(capital).last()?;
        let mut key = String::new();
        (b + 1..=last + 1).rev().find(|b| {
            self.scan.name_key(a, *b, &mut key);
            matches!(self.words.known(&key, ""), Some(Known::Country(_) | Known::Area(_)))
        })
    }

    /// The end of a name of the codebook or of two words and more of the gazetteer that starts at `a`, all capitals.
    fn known_from(&mut self, a: usize, end: usize) -> Option<usize> {
        let mut key = String::new();
        if self.scan.has(a, THE) {
            return None;
        }
        let mut b = (a + 5).min(end);
        while b > a + 1 {
            let cased = (a..b).all(|n| !self.scan.token(n).is_word() || self.scan.token(n).is_capitalised());
            let whole = self.scan.token(b - 1).is_word();
            if cased && whole && (a..b).all(|n| self.scan.token(n).is_word() || self.scan.is_hyphen(n, end)) {
                self.scan.name_key(a, b, &mut key);
                if self.words.known(&key, "").is_some() || !self.hits(&key).is_empty() {
                    return Some(b);
                }
            }
            b -= 1;
        }
        None
    }

    pub(crate) fn written(&self, a: usize, b: usize) -> &str {
        self.scan.doc.slice(self.scan.range(a, b))
    }
}

/// Classes of words that are no name by themselves.
pub(crate) const WORDLIKE: u64 = COMMON | NOT_PLACE | NOUN | TITLE | ORG | DIRECTION | ATTACK;
