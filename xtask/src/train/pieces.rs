//! Trains the two decisions over pieces of words: where words end and where sentences end (averaged perceptrons).

use std::collections::{BTreeMap, BTreeSet};

use document::{Document, Style};
use syntax::atoms::{Atom, Cuts, atoms, end_features, gap_features};
use syntax::conllu::{Tree, running_text};
use syntax::lexical::{is_shouting, normalise, word_hash};
use syntax::linear::{WEIGHTS_BITS, slot};

/// An averaged perceptron with two answers.
struct Perceptron {
    weights: Vec<i32>,
    sums: Vec<i64>,
    time: i64,
}

impl Perceptron {
    fn new() -> Perceptron {
        Perceptron { weights: vec![0; 1 << WEIGHTS_BITS], sums: vec![0; 1 << WEIGHTS_BITS], time: 1 }
    }

    /// Decides, and learns where the decision is wrong or only just right.
    fn learn(&mut self, features: &[u64], answer: bool) -> bool {
        let score: i32 = features.iter().map(|&f| self.weights[slot(f)]).sum();
        let sign = if answer { 1 } else { -1 };
        if score * sign <= 2 {
            for &f in features {
                self.weights[slot(f)] += sign;
                self.sums[slot(f)] += i64::from(sign) * self.time;
            }
        }
        self.time += 1;
        score > 0
    }

    fn average(&self) -> Vec<i16> {
        let mean = |(&w, &s): (&i32, &i64)| f64::from(w) - s as f64 / self.time as f64;
        let means: Vec<f64> = self.weights.iter().zip(&self.sums).map(mean).collect();
        let top = means.iter().fold(1e-9f64, |top, m| top.max(m.abs()));
        means.iter().map(|m| (m / top * 32000.0).round() as i16).collect()
    }
}

/// Words that the treebank takes apart more often than not, though nothing shows where ("cannot").
pub(crate) fn cuts(trees: &[Tree]) -> Cuts {
    let mut counts: BTreeMap<u64, (i32, BTreeMap<u8, i32>)> = BTreeMap::new();
    let mut letters = Vec::new();
    for tree in trees {
        for (n, word) in tree.words.iter().enumerate() {
            if n > 0 && tree.words[n - 1].token == word.token {
                continue;
            }
            let form = word.token.of(&tree.text);
            if !form.chars().all(char::is_alphabetic) {
                continue;
            }
            normalise(form, &mut letters);
            let entry = counts.entry(word_hash(&letters)).or_default();
            if word.multiword && word.range != word.token {
                *entry.1.entry(word.form.chars().count() as u8).or_default() += 1;
            } else {
                entry.0 += 1;
            }
        }
    }
    let mut cuts = Vec::new();
    for (hash, (whole, at)) in counts {
        let best = at.into_iter().max_by_key(|&(_, n)| n);
        if let Some((length, n)) = best.filter(|&(_, n)| n >= 2 && n > whole) {
            let _ = n;
            cuts.push((hash, length));
        }
    }
    Cuts(cuts)
}

/// A running text with its pieces and the bytes at which words and sentences start.
struct Text {
    atoms: Vec<Atom>,
    words: BTreeSet<u32>,
    sentences: BTreeSet<u32>,
    /// Of each piece, whether its paragraph is in capitals.
    shouting: Vec<bool>,
}

impl Text {
    fn new(trees: &[Tree], cuts: &Cuts) -> Text {
        let (text, starts) = running_text(trees);
        let mut words = BTreeSet::new();
        for (tree, &start) in trees.iter().zip(&starts) {
            words.extend(tree.words.iter().map(|w| start as u32 + w.range.start));
        }
        let sentences = trees
            .iter()
            .zip(&starts)
            .filter_map(|(t, &s)| Some(s as u32 + t.words.first()?.range.start))
            .collect();
        let document = Document::new(text, &Style::default());
        let mut pieces = Vec::new();
        atoms(document.text(), document.tokens(), cuts, &mut pieces);
        let mut shouting = vec![false; pieces.len()];
        let mut start = 0;
        for end in 1..=pieces.len() {
            if end == pieces.len() || pieces[end].blank {
                let loud = is_shouting(pieces[start..end].iter().take(400).map(|a| document.slice(a.range)));
                shouting[start..end].fill(loud);
                start = end;
            }
        }
        Text { atoms: pieces, words, sentences, shouting }
    }
}

/// Every third tree with its letters changed, where that keeps every byte in its place.
fn recase(trees: &[Tree], change: fn(&str) -> String) -> Vec<Tree> {
    let third = trees.chunks(30).step_by(3).flatten();
    let mut changed: Vec<Tree> = third.filter(|t| t.text.is_ascii()).cloned().collect();
    for tree in &mut changed {
        tree.text = change(&tree.text);
    }
    changed
}

/// The weights of the two decisions.
pub(crate) fn train(trees: &[Tree], cuts: &Cuts, passes: usize) -> (Vec<i16>, Vec<i16>) {
    let upper = recase(trees, |t| t.to_uppercase());
    let lower = recase(&trees[30.min(trees.len())..], |t| t.to_lowercase());
    let texts = [Text::new(trees, cuts), Text::new(&upper, cuts), Text::new(&lower, cuts)];
    let (mut gap, mut end) = (Perceptron::new(), Perceptron::new());
    let mut features = Vec::new();
    for pass in 0..passes {
        for (n, text) in texts.iter().enumerate() {
            if n == 2 && pass % 2 == 1 {
                continue;
            }
            let (mut start, mut run) = (0, 0);
            for at in 1..text.atoms.len() {
                let atom = &text.atoms[at];
                if atom.space {
                    run = at;
                } else {
                    gap_features(&text.atoms, at, run, &mut features);
                    gap.learn(&features, text.words.contains(&atom.range.start));
                }
                if atom.blank {
                    start = at;
                } else if text.words.contains(&atom.range.start) {
                    end_features(&text.atoms, at, start, text.shouting[at], &mut features);
                    if end.learn(&features, text.sentences.contains(&atom.range.start)) {
                        start = at;
                    }
                }
            }
        }
    }
    (gap.average(), end.average())
}
