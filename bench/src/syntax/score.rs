//! The evaluation of the CoNLL 2018 shared task (Zeman et al. 2018): words are aligned by their characters, inside multiword
//! tokens by their longest common subsequence; each figure is an F1 over aligned words.

use std::collections::BTreeSet;
use std::fmt;

use document::Document;
use syntax::conllu::{Tree, running_text};
use syntax::{Parse, Relation, Upos, Xpos};

#[derive(Clone, Debug)]
pub(crate) struct Word {
    pub(crate) span: (u32, u32),
    pub(crate) multiword: bool,
    pub(crate) form: String,
    pub(crate) lemma: String,
    pub(crate) upos: Upos,
    pub(crate) xpos: Xpos,
    pub(crate) head: Option<u32>,
    pub(crate) relation: Relation,
}

/// Gold or system: all words of a text and the spans of its sentences.
#[derive(Clone, Debug, Default)]
pub(crate) struct Side {
    pub(crate) words: Vec<Word>,
    sentences: BTreeSet<(u32, u32)>,
}

impl Side {
    pub(crate) fn gold(trees: &[Tree]) -> Side {
        let (_, starts) = running_text(trees);
        let mut side = Side::default();
        for (tree, start) in trees.iter().zip(starts) {
            let (start, first) = (start as u32, side.words.len() as u32);
            for word in &tree.words {
                side.words.push(Word {
                    span: (start + word.token.start, start + word.token.end),
                    multiword: word.multiword,
                    form: word.form.to_lowercase(),
                    lemma: word.lemma.clone(),
                    upos: word.upos,
                    xpos: word.xpos,
                    head: word.head.checked_sub(1).map(|h| first + h),
                    relation: word.relation,
                });
            }
            side.end_sentence(first);
        }
        side
    }

    pub(crate) fn push(&mut self, document: &Document, parse: &Parse) {
        let first = self.words.len() as u32;
        for (n, word) in parse.words.iter().enumerate() {
            self.words.push(Word {
                span: (word.range.start, word.range.end),
                multiword: false,
                form: document.slice(word.range).to_lowercase(),
                lemma: parse.lemma(n).to_owned(),
                upos: word.upos,
                xpos: word.xpos,
                head: word.head.map(|h| first + h),
                relation: word.relation,
            });
        }
        self.end_sentence(first);
    }

    fn end_sentence(&mut self, first: u32) {
        if let (Some(a), Some(b)) = (self.words.get(first as usize), self.words.last()) {
            self.sentences.insert((a.span.0, b.span.1));
        }
    }
}

/// F1 in percent.
#[derive(Clone, Debug)]
pub(crate) struct Scores {
    values: [f64; 8],
}

impl Scores {
    pub(crate) const HEADER: &'static str = "  words  sents   UPOS   XPOS lemmas    UAS    LAS   LAS+";

    pub(crate) fn new(gold: &Side, system: &Side) -> Scores {
        let pairs = align(&gold.words, &system.words);
        let mut partner = vec![None; system.words.len()];
        for &(g, s) in &pairs {
            partner[s] = Some(g as u32);
        }
        let (n, m) = (gold.words.len(), system.words.len());
        let f1 = |correct: usize, n: usize, m: usize| 200.0 * correct as f64 / (n + m).max(1) as f64;
        let count = |right: &dyn Fn(&Word, &Word) -> bool| {
            let correct = pairs.iter().filter(|&&(g, s)| right(&gold.words[g], &system.words[s])).count();
            f1(correct, n, m)
        };
        let governed = |g: &Word, s: &Word| match (g.head, s.head) {
            (None, None) => true,
            (Some(g), Some(s)) => partner[s as usize] == Some(g),
            _ => false,
        };
        let sentences = gold.sentences.intersection(&system.sentences).count();
        let values = [
            f1(pairs.len(), n, m),
            f1(sentences, gold.sentences.len(), system.sentences.len()),
            count(&|g, s| g.upos == s.upos),
            count(&|g, s| g.xpos == s.xpos),
            count(&|g, s| g.lemma == s.lemma || g.lemma == "_"),
            count(&governed),
            count(&|g, s| governed(g, s) && g.relation.universal() == s.relation.universal()),
            count(&|g, s| governed(g, s) && g.relation == s.relation),
        ];
        Scores { values }
    }
}

impl fmt::Display for Scores {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.values.iter().try_for_each(|value| write!(f, "{value:7.2}"))
    }
}

fn align(gold: &[Word], system: &[Word]) -> Vec<(usize, usize)> {
    let (mut g, mut s) = (0, 0);
    let mut pairs = Vec::new();
    while g < gold.len() && s < system.len() {
        if gold[g].multiword || system[s].multiword {
            let end = if gold[g].multiword {
                if !system[s].multiword && system[s].span.0 < gold[g].span.0 {
                    s += 1;
                }
                gold[g].span.1
            } else {
                if gold[g].span.0 < system[s].span.0 {
                    g += 1;
                }
                system[s].span.1
            };
            let (from_g, from_s) = (g, s);
            (g, s) = multiword_end(gold, system, g, s, end);
            common(&gold[from_g..g], &system[from_s..s], from_g, from_s, &mut pairs);
        } else if gold[g].span == system[s].span {
            pairs.push((g, s));
            (g, s) = (g + 1, s + 1);
        } else if gold[g].span.0 <= system[s].span.0 {
            g += 1;
        } else {
            s += 1;
        }
    }
    pairs
}

fn multiword_end(gold: &[Word], system: &[Word], mut g: usize, mut s: usize, mut end: u32) -> (usize, usize) {
    let beyond = |words: &[Word], n: usize, end: u32| match words.get(n) {
        None => true,
        Some(word) if word.multiword => word.span.0 >= end,
        Some(word) => word.span.1 > end,
    };
    while !beyond(gold, g, end) || !beyond(system, s, end) {
        let word = match (gold.get(g), system.get(s)) {
            (Some(a), b) if b.is_none_or(|b| a.span.0 <= b.span.0) => {
                g += 1;
                a
            }
            (_, Some(b)) => {
                s += 1;
                b
            }
            _ => break,
        };
        if word.multiword {
            end = end.max(word.span.1);
        }
    }
    (g, s)
}

fn common(gold: &[Word], system: &[Word], from_g: usize, from_s: usize, pairs: &mut Vec<(usize, usize)>) {
    let (n, m) = (gold.len(), system.len());
    let mut best = vec![vec![0u32; m + 1]; n + 1];
    for g in (0..n).rev() {
        for s in (0..m).rev() {
            best[g][s] = if gold[g].form == system[s].form {
                1 + best[g + 1][s + 1]
            } else {
                best[g + 1][s].max(best[g][s + 1])
            };
        }
    }
    let (mut g, mut s) = (0, 0);
    while g < n && s < m {
        if gold[g].form == system[s].form {
            pairs.push((from_g + g, from_s + s));
            (g, s) = (g + 1, s + 1);
        } else if best[g + 1][s] >= best[g][s + 1] {
            g += 1;
        } else {
            s += 1;
        }
    }
}
