use document::{Document, Token, TokenKind, fold, fold_into, tokenise};
use rustc_hash::FxHashMap;

use crate::inflect::{Form, Words};

/// All terms of a codebook in one automaton over folded words: one pass over a document finds every occurrence of every term.
///
/// A term is a few words. `attack~` stands for every form of a verb, `rocket+` for singular and plural, `...` for up to
/// [`GAP`] words of the same clause. Hyphens count as spaces.
#[derive(Clone, Debug, Default)]
pub struct Lexicon {
    words: FxHashMap<String, u32>,
    /// By first byte the lengths (below 63) of the words: most words of a text are left without hashing.
    lengths: Vec<u64>,
    /// For each word the node after it at the start of a term, 0 for none.
    starts: Vec<u32>,
    edges: FxHashMap<(u32, u32), u32>,
    outputs: Vec<Vec<(u32, Form)>>,
    gaps: Vec<Option<u32>>,
}

/// The most words that `...` stands for.
pub const GAP: usize = 6;

/// One occurrence of a term.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Hit {
    /// First token.
    pub first: u32,
    /// One past the last token.
    pub end: u32,
    /// The payload that the term was added with.
    pub term: u32,
    /// The form in which it stands.
    pub form: Form,
}

const UNKNOWN: u32 = 0;

impl Lexicon {
    /// An empty lexicon.
    pub fn new() -> Lexicon {
        Lexicon {
            lengths: vec![0; 256],
            starts: vec![0],
            outputs: vec![Vec::new()],
            gaps: vec![None],
            ..Lexicon::default()
        }
    }

    /// Adds a term. Returns false if it holds no word.
    pub fn add(&mut self, term: &str, payload: u32, words: &Words) -> bool {
        let mut parts: Vec<Part> = Vec::new();
        let mut any = false;
        for piece in term.split_whitespace() {
            if piece == "..." {
                parts.push(Part::Gap);
                continue;
            }
            any = true;
            if let Some(lemma) = piece.strip_suffix('~') {
                parts.push(Part::Choice(words.verb(&fold(lemma))));
            } else if let Some(lemma) = piece.strip_suffix('+') {
                // Only the last part of "look-out+" takes the plural.
                let (before, last) = lemma.rsplit_once('-').map_or(("", lemma), |(a, b)| (a, b));
                push_words(&mut parts, before);
                parts.push(Part::Choice(words.noun(&fold(last))));
            } else {
                push_words(&mut parts, piece);
            }
        }
        if any {
            self.insert(&parts, 0, Form::Plain, payload);
        }
        any
    }

    fn insert(&mut self, parts: &[Part], node: u32, form: Form, payload: u32) {
        let Some((part, rest)) = parts.split_first() else {
            let outputs = &mut self.outputs[node as usize];
            if !outputs.contains(&(payload, form)) {
                outputs.push((payload, form));
            }
            return;
        };
        match part {
            Part::Gap => {
                let next = match self.gaps[node as usize] {
                    Some(next) => next,
                    None => {
                        let next = self.node();
                        self.gaps[node as usize] = Some(next);
                        next
                    }
                };
                self.insert(rest, next, form, payload);
            }
            Part::Choice(choices) => {
                for (word, own) in choices {
                    let next = self.edge(node, word);
                    let form = if choices.len() > 1 { *own } else { form };
                    self.insert(rest, next, form, payload);
                }
            }
        }
    }

    fn node(&mut self) -> u32 {
        self.outputs.push(Vec::new());
        self.gaps.push(None);
        (self.outputs.len() - 1) as u32
    }

    fn edge(&mut self, node: u32, word: &str) -> u32 {
        let id = match self.words.get(word) {
            Some(&id) => id,
            None => {
                let id = self.words.len() as u32 + 1;
                self.words.insert(word.to_owned(), id);
                self.starts.push(0);
                if let Some(&first) = word.as_bytes().first() {
                    self.lengths[usize::from(first)] |= 1 << word.len().min(63);
                }
                id
            }
        };
        if let Some(&next) = self.edges.get(&(node, id)) {
            return next;
        }
        let next = self.node();
        self.edges.insert((node, id), next);
        if node == 0 {
            self.starts[id as usize] = next;
        }
        next
    }

    /// The number of a folded word.
    fn id(&self, word: &str) -> u32 {
        match word.as_bytes().first() {
            Some(&first) if self.lengths[usize::from(first)] >> word.len().min(63) & 1 == 1 => {
                self.words.get(word).copied().unwrap_or(UNKNOWN)
            }
            _ => UNKNOWN,
        }
    }

    /// Finds every occurrence of every term, in the order of first tokens and, at one token, longest first.
    pub fn scan(&self, doc: &Document) -> Vec<Hit> {
        let mut buffer = String::new();
        let id = |token: &Token| {
            fold_into(token.text(doc.text()), &mut buffer);
            self.id(&buffer)
        };
        self.walk(doc, &doc.tokens().iter().map(id).collect::<Vec<u32>>())
    }

    /// As [`Lexicon::scan`], with the tokens of the document already folded.
    pub(crate) fn scan_folded<'w>(&self, doc: &Document, words: impl Iterator<Item = &'w str>) -> Vec<Hit> {
        self.walk(doc, &words.map(|word| self.id(word)).collect::<Vec<u32>>())
    }

    fn walk(&self, doc: &Document, ids: &[u32]) -> Vec<Hit> {
        let (text, tokens) = (doc.text(), doc.tokens());
        let mut hits = Vec::new();
        for first in 0..tokens.len() {
            let starts = self.starts[ids[first] as usize] != 0 || self.gaps[0].is_some();
            if ids[first] == UNKNOWN || !starts {
                continue;
            }
            let from = hits.len();
            let walk = Walk { lexicon: self, text, tokens, ids, first };
            walk.step(0, first, &mut hits, 0);
            hits[from..].sort_by(|a: &Hit, b: &Hit| b.end.cmp(&a.end).then(a.cmp(b)));
            let mut kept = from;
            for n in from..hits.len() {
                if n == from || hits[n] != hits[kept - 1] {
                    hits[kept] = hits[n];
                    kept += 1;
                }
            }
            hits.truncate(kept);
        }
        hits
    }
}

enum Part {
    Gap,
    Choice(Vec<(String, Form)>),
}

fn push_words(parts: &mut Vec<Part>, piece: &str) {
    for token in tokenise(piece) {
        let word = fold(token.text(piece));
        if !word.is_empty() {
            parts.push(Part::Choice(vec![(word, Form::Plain)]));
        }
    }
}

struct Walk<'a> {
    lexicon: &'a Lexicon,
    text: &'a str,
    tokens: &'a [Token],
    ids: &'a [u32],
    first: usize,
}

impl Walk<'_> {
    fn step(&self, node: u32, at: usize, hits: &mut Vec<Hit>, gaps: usize) {
        for &(term, form) in &self.lexicon.outputs[node as usize] {
            hits.push(Hit { first: self.first as u32, end: at as u32, term, form });
        }
        if let Some(gap) = self.lexicon.gaps[node as usize]
            && gaps < 2
        {
            for skip in 0..=GAP {
                let next = at + skip;
                if next >= self.tokens.len() || (skip > 0 && self.stops(next - 1)) {
                    break;
                }
                self.step_word(gap, next, hits, gaps + 1);
            }
        }
        if at > self.first || node == 0 {
            self.step_word(node, at, hits, gaps);
        }
    }

    fn step_word(&self, node: u32, at: usize, hits: &mut Vec<Hit>, gaps: usize) {
        let mut at = at;
        // "car-bomb" is "car bomb".
        if at > self.first
            && self.tokens.get(at).is_some_and(|t| !t.space_before() && t.text(self.text) == "-")
            && self.tokens.get(at + 1).is_some_and(|t| !t.space_before())
        {
            at += 1;
        }
        let Some(&id) = self.ids.get(at) else { return };
        if id == UNKNOWN || self.tokens[at].blank_line_before() && at > self.first {
            return;
        }
        if let Some(&next) = self.lexicon.edges.get(&(node, id)) {
            self.step(next, at + 1, hits, gaps);
        }
    }

    /// Whether a gap must not run over this token: punctuation other than quotes and hyphens ends it.
    fn stops(&self, at: usize) -> bool {
        let token = self.tokens[at];
        token.kind == TokenKind::Punct
            && !matches!(token.text(self.text), "-" | "“" | "”" | "\"" | "’" | "‘" | "'")
    }
}

#[cfg(test)]
mod tests {
    use document::Style;

    use super::*;
    use crate::Files;

    fn found(terms: &[&str], text: &str) -> Vec<String> {
        let words: Words = Files::embedded().parse("words.toml").unwrap();
        let mut lexicon = Lexicon::new();
        for (n, term) in terms.iter().enumerate() {
            assert!(lexicon.add(term, n as u32, &words));
        }
        let doc = Document::new(text.to_owned(), &Style::default());
        let tokens = doc.tokens();
        lexicon
            .scan(&doc)
            .iter()
            .map(|h| {
                text[tokens[h.first as usize].range.start as usize
                    ..tokens[h.end as usize - 1].range.end as usize]
                    .to_owned()
            })
            .collect()
    }

    #[test]
    fn terms_are_found_in_every_form_across_hyphens_and_gaps() {
        assert_eq!(
            found(&["attack~", "car bomb+"], "They attacked with a car-bomb; Attacks by car bombs"),
            ["attacked", "car-bomb", "Attacks", "car bombs"]
        );
        assert_eq!(
            found(&["set ... on fire"], "men set two of the huts on fire, and set off. on fire"),
            ["set two of the huts on fire"]
        );
        assert_eq!(found(&["blow~ up"], "it blew\nup; was blown up"), ["blew\nup", "blown up"]);
        assert_eq!(found(&["wilayah"], "WILĀYAH"), ["WILĀYAH"]);
    }
}
