//! Variants of a sentence, so that the model also reads what the treebank lacks: capitals, missing full stops.

use syntax::{Relation, Upos, conllu::Tree};

use super::random::Random;

/// What the trainer needs of a sentence.
#[derive(Clone, Debug)]
pub(crate) struct Sample {
    pub(crate) forms: Vec<String>,
    pub(crate) classes: Vec<u8>,
    pub(crate) upos: Vec<Upos>,
    pub(crate) heads: Vec<u32>,
    pub(crate) relations: Vec<Relation>,
}

impl Sample {
    pub(crate) fn new(tree: &Tree, class: impl Fn(&syntax::conllu::Node) -> u8) -> Sample {
        Sample {
            forms: tree.words.iter().map(|w| w.form.clone()).collect(),
            classes: tree.words.iter().map(class).collect(),
            upos: tree.words.iter().map(|w| w.upos).collect(),
            heads: tree.words.iter().map(|w| w.head).collect(),
            relations: tree.words.iter().map(|w| w.relation).collect(),
        }
    }

    fn remove_last(&mut self) {
        self.forms.pop();
        self.classes.pop();
        self.upos.pop();
        self.heads.pop();
        self.relations.pop();
    }
}

/// One variant by chance; most often the sentence as it is.
pub(crate) fn vary(sample: &Sample, random: &mut Random) -> Sample {
    let mut sample = sample.clone();
    let last = sample.forms.len() - 1;
    if last > 2
        && sample.upos[last] == Upos::Punct
        && sample.heads.iter().all(|&h| h as usize != last + 1)
        && random.chance(0.06)
    {
        sample.remove_last();
    }
    let p = random.unit();
    if p < 0.10 {
        sample.forms.iter_mut().for_each(|form| *form = form.to_uppercase());
    } else if p < 0.13 {
        sample.forms.iter_mut().for_each(|form| *form = form.to_lowercase());
    }
    sample
}
