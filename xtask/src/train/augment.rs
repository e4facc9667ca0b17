//! Variants of a sentence, so that the model also reads what the treebank lacks: capitals, missing full stops, names of other
//! languages, long enumerations.

use codebook::syntax::Syntax;
use syntax::{Relation, Upos, Xpos, conllu::Node, conllu::Tree};

use super::random::Random;

/// What the trainer needs of a sentence.
#[derive(Clone, Debug)]
pub(crate) struct Sample {
    pub(crate) words: Vec<SampleWord>,
}

#[derive(Clone, Debug)]
pub(crate) struct SampleWord {
    pub(crate) form: String,
    pub(crate) class: u8,
    pub(crate) upos: Upos,
    pub(crate) xpos: Xpos,
    pub(crate) head: u32,
    pub(crate) relation: Relation,
}

impl Sample {
    pub(crate) fn new(tree: &Tree, class: impl Fn(&Node) -> u8) -> Sample {
        let words = tree.words.iter().map(|w| SampleWord {
            form: w.form.clone(),
            class: class(w),
            upos: w.upos,
            xpos: w.xpos,
            head: w.head,
            relation: w.relation,
        });
        Sample { words: words.collect() }
    }
}

/// What sentences are varied with.
pub(crate) struct Variety {
    /// Persons and places of each language.
    names: Vec<Vec<String>>,
    /// Nouns of the treebank for enumerations.
    nouns: Vec<SampleWord>,
    comma: SampleWord,
    /// Forms of verbs with an object, of verbs without one, and of nouns.
    transitive: Vec<Vec<String>>,
    intransitive: Vec<Vec<String>>,
    report_nouns: Vec<Vec<String>>,
}

fn forms(lines: &[String]) -> Vec<Vec<String>> {
    lines.iter().map(|line| line.split(' ').map(str::to_owned).collect()).collect()
}

impl Variety {
    /// The words that the codebook adds to the vocabulary.
    pub(crate) fn known(&self) -> impl Iterator<Item = &String> {
        let lists = [&self.transitive, &self.intransitive, &self.report_nouns];
        lists.into_iter().flatten().chain(&self.names).flatten()
    }

    /// Words of reports in place of words with the same part of speech and the same kind of dependents.
    fn report(&self, sample: &mut Sample, random: &mut Random) {
        let n = sample.words.len();
        let (mut object, mut subject, mut other) = (vec![false; n], vec![false; n], vec![false; n]);
        for word in &sample.words {
            let Some(head) = word.head.checked_sub(1).map(|h| h as usize) else { continue };
            match word.relation {
                Relation::Obj | Relation::NsubjPass => object[head] = true,
                Relation::Nsubj => subject[head] = true,
                Relation::Iobj
                | Relation::Ccomp
                | Relation::Xcomp
                | Relation::CompoundPrt
                | Relation::Cop => {
                    other[head] = true;
                }
                _ => {}
            }
        }
        for (n, word) in sample.words.iter_mut().enumerate() {
            if !random.chance(0.4) || other[n] {
                continue;
            }
            let participle =
                matches!(word.relation, Relation::Acl | Relation::Advcl) && word.xpos == Xpos::Vbn;
            let (list, form) = match (word.upos, word.xpos) {
                (Upos::Verb, xpos) => {
                    let form = match xpos {
                        Xpos::Vb | Xpos::Vbp => 0,
                        Xpos::Vbz => 1,
                        Xpos::Vbd => 2,
                        Xpos::Vbn => 3,
                        Xpos::Vbg => 4,
                        _ => continue,
                    };
                    if object[n] || participle {
                        (&self.transitive, form)
                    } else if subject[n] {
                        (&self.intransitive, form)
                    } else {
                        continue;
                    }
                }
                (Upos::Noun, Xpos::Nn) if is_argument(word.relation) => (&self.report_nouns, 0),
                (Upos::Noun, Xpos::Nns) if is_argument(word.relation) => (&self.report_nouns, 1),
                _ => continue,
            };
            let chosen = &list[random.below(list.len())];
            if let Some(form) = chosen.get(form) {
                let capital = word.form.starts_with(char::is_uppercase);
                word.form = if capital { capitalised(form) } else { form.clone() };
            }
        }
    }

    pub(crate) fn new(syntax: &Syntax, samples: &[Sample]) -> Option<Variety> {
        let names = syntax.names.values().map(|n| [&n.persons[..], &n.places[..]].concat()).collect();
        let all = || samples.iter().flat_map(|s| &s.words);
        let nouns = all().filter(|w| w.xpos == Xpos::Nns || w.xpos == Xpos::Nnp).cloned().collect();
        let comma = all().find(|w| w.form == "," && w.xpos == Xpos::Comma)?.clone();
        Some(Variety {
            names,
            nouns,
            comma,
            transitive: forms(&syntax.words.transitive),
            intransitive: forms(&syntax.words.intransitive),
            report_nouns: forms(&[&syntax.words.persons[..], &syntax.words.things[..]].concat()),
        })
    }

    /// One variant by chance; most often the sentence as it is.
    pub(crate) fn vary(&self, sample: &Sample, random: &mut Random) -> Sample {
        let mut sample = sample.clone();
        if random.chance(0.06) {
            drop_final_mark(&mut sample);
        }
        let language = &self.names[random.below(self.names.len())];
        if random.chance(0.08) {
            rename(&mut sample, language, random);
        }
        if random.chance(0.25) {
            self.report(&mut sample, random);
        }
        if random.chance(0.05) {
            self.enumerate(&mut sample, language, random);
        }
        let p = random.unit();
        if p < 0.10 {
            sample.words.iter_mut().for_each(|w| w.form = w.form.to_uppercase());
        } else if p < 0.13 {
            sample.words.iter_mut().for_each(|w| w.form = w.form.to_lowercase());
        }
        sample
    }

    /// "A and B" becomes "A, X, Y, Z and B".
    fn enumerate(&self, sample: &mut Sample, language: &[String], random: &mut Random) {
        let place = sample.words.iter().enumerate().position(|(n, w)| {
            let last = w.head.checked_sub(1).map(|h| h as usize);
            w.relation == Relation::Cc
                && last.is_some_and(|last| {
                    let word = &sample.words[last];
                    last > n
                        && word.relation == Relation::Conj
                        && matches!(word.upos, Upos::Noun | Upos::Propn)
                })
        });
        let Some(place) = place else { return };
        let last = sample.words[place].head as usize - 1;
        let first = sample.words[last].head;
        let name = sample.words[last].upos == Upos::Propn;
        let items = 1 + random.below(6);
        for word in &mut sample.words {
            if word.head as usize > place {
                word.head += 2 * items as u32;
            }
        }
        let mut inserted = Vec::new();
        for n in 0..items {
            let mut item = self.nouns[random.below(self.nouns.len())].clone();
            while (item.upos == Upos::Propn) != name {
                item = self.nouns[random.below(self.nouns.len())].clone();
            }
            if name && random.chance(0.5) {
                item.form.clone_from(&language[random.below(language.len())]);
            }
            (item.head, item.relation) = (first, Relation::Conj);
            let mut comma = self.comma.clone();
            comma.head = (place + 2 * n + 2) as u32;
            inserted.extend([comma, item]);
        }
        sample.words.splice(place..place, inserted);
    }
}

fn is_argument(relation: Relation) -> bool {
    use Relation as R;
    matches!(relation, R::Nsubj | R::NsubjPass | R::Obj | R::OblAgent | R::Obl | R::Conj | R::Nmod)
}

fn capitalised(form: &str) -> String {
    let mut chars = form.chars();
    chars.next().map(|c| c.to_uppercase().chain(chars).collect()).unwrap_or_default()
}

fn drop_final_mark(sample: &mut Sample) {
    let last = sample.words.len() - 1;
    let childless = sample.words.iter().all(|w| w.head as usize != last + 1);
    if last > 2 && sample.words[last].upos == Upos::Punct && childless {
        sample.words.pop();
    }
}

/// Names become names of another language, word by word.
fn rename(sample: &mut Sample, language: &[String], random: &mut Random) {
    for word in &mut sample.words {
        if word.xpos == Xpos::Nnp && word.form.len() > 2 && word.form.chars().all(char::is_alphabetic) {
            word.form.clone_from(&language[random.below(language.len())]);
        }
    }
}
