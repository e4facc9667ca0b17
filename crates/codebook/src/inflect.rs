use std::collections::BTreeMap;

use rustc_hash::{FxHashMap, FxHashSet};
use serde::Deserialize;

/// `words.toml`: how words change their endings.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Words {
    irregular_verbs: Irregular<[String; 4]>,
    irregular_plurals: Irregular<String>,
    doubling: Doubling,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Irregular<T> {
    #[allow(dead_code, reason = "for the reader of the codebook")]
    definition: String,
    #[serde(default)]
    #[allow(dead_code, reason = "for the reader of the codebook")]
    source: Option<String>,
    forms: BTreeMap<String, T>,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Doubling {
    #[allow(dead_code, reason = "for the reader of the codebook")]
    definition: String,
    words: Vec<String>,
}

/// The grammatical form in which a term stands in the text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Form {
    /// As written in the codebook: a plain word, an infinitive, a singular.
    Plain,
    /// "attacks".
    Third,
    /// "attacked": past tense or past participle, which English mostly does not tell apart.
    Past,
    /// "taken": only the participle.
    Participle,
    /// "attacking".
    Ing,
    /// A plural noun.
    Plural,
}

fn is_vowel(c: char) -> bool {
    matches!(c, 'a' | 'e' | 'i' | 'o' | 'u')
}

impl Words {
    /// All forms of a verb given by its infinitive.
    pub fn verb(&self, lemma: &str) -> Vec<(String, Form)> {
        if let Some([third, past, participle, ing]) = self.irregular_verbs.forms.get(lemma) {
            let mut forms = vec![
                (lemma.to_owned(), Form::Plain),
                (third.clone(), Form::Third),
                (past.clone(), Form::Past),
                (participle.clone(), if past == participle { Form::Past } else { Form::Participle }),
                (ing.clone(), Form::Ing),
            ];
            if lemma == "be" {
                forms.extend([("are".to_owned(), Form::Third), ("were".to_owned(), Form::Past)]);
            }
            // "burned" beside "burnt".
            if past != participle && participle.ends_with('t') && past.ends_with("ed") {
                forms[3].1 = Form::Past;
            }
            forms.dedup();
            return forms;
        }
        let third = plural_of(lemma);
        let doubled = self.doubling.words.iter().any(|w| w == lemma);
        let last = lemma.chars().last().unwrap_or('e');
        let stem = if doubled { format!("{lemma}{last}") } else { lemma.to_owned() };
        let (past, ing) = if let Some(base) = lemma.strip_suffix("ie") {
            (format!("{lemma}d"), format!("{base}ying"))
        } else if let Some(base) = lemma.strip_suffix('e') {
            let ing = if lemma.ends_with("ee") || lemma.ends_with("oe") {
                format!("{lemma}ing")
            } else {
                format!("{base}ing")
            };
            (format!("{lemma}d"), ing)
        } else if lemma.ends_with('y') && !lemma.chars().rev().nth(1).is_some_and(is_vowel) {
            (format!("{}ied", &lemma[..lemma.len() - 1]), format!("{lemma}ing"))
        } else {
            (format!("{stem}ed"), format!("{stem}ing"))
        };
        let mut forms =
            vec![(lemma.to_owned(), Form::Plain), (third, Form::Third), (past, Form::Past), (ing, Form::Ing)];
        // "leveled" beside "levelled"
        if doubled && last == 'l' {
            forms.extend([(format!("{lemma}ed"), Form::Past), (format!("{lemma}ing"), Form::Ing)]);
        }
        forms
    }

    /// Singular and plural of a noun given by its singular.
    pub fn noun(&self, lemma: &str) -> Vec<(String, Form)> {
        let plural = match self.irregular_plurals.forms.get(lemma) {
            Some(plural) => plural.clone(),
            None => plural_of(lemma),
        };
        vec![(lemma.to_owned(), Form::Plain), (plural, Form::Plural)]
    }

    /// The same rules backwards.
    pub(crate) fn backwards(&self) -> Backwards {
        let mut backwards = Backwards::default();
        for (singular, plural) in &self.irregular_plurals.forms {
            backwards.singulars.entry(plural.clone()).or_insert_with(|| singular.clone());
        }
        let verbs = || self.irregular_verbs.forms.values();
        let only = verbs().filter(|[_, past, participle, _]| past != participle);
        backwards.only_past.extend(only.map(|[_, past, _, _]| past.clone()));
        for [_, _, participle, _] in verbs() {
            backwards.only_past.remove(participle);
        }
        backwards
    }
}

/// From forms to the words that they are of.
#[derive(Clone, Debug, Default)]
pub(crate) struct Backwards {
    /// Singulars by their irregular plurals.
    singulars: FxHashMap<String, String>,
    only_past: FxHashSet<String>,
}

impl Backwards {
    /// Whether a word is the past tense of an irregular verb whose participle is another word.
    pub(crate) fn is_only_past(&self, word: &str) -> bool {
        self.only_past.contains(word)
    }

    /// The singular of a plural noun.
    pub(crate) fn singular(&self, word: &str) -> String {
        if let Some(singular) = self.singulars.get(word) {
            return singular.clone();
        }
        if let Some(base) = word.strip_suffix("ies")
            && base.len() > 2
        {
            return format!("{base}y");
        }
        for ending in ["shes", "ches", "xes", "sses", "zes"] {
            if word.ends_with(ending) {
                return word[..word.len() - 2].to_owned();
            }
        }
        match word.strip_suffix('s') {
            Some(base) if base.len() > 2 && !base.ends_with(['s', 'u', 'i']) => base.to_owned(),
            _ => word.to_owned(),
        }
    }
}

fn plural_of(word: &str) -> String {
    if word.ends_with(['s', 'x', 'z']) || word.ends_with("ch") || word.ends_with("sh") {
        format!("{word}es")
    } else if let Some(base) = word.strip_suffix('y')
        && !base.ends_with(is_vowel)
    {
        format!("{base}ies")
    } else if word == "go" || word == "do" || word == "echo" || word == "torpedo" {
        format!("{word}es")
    } else {
        format!("{word}s")
    }
}

#[cfg(test)]
mod tests {
    use crate::Files;

    use super::*;

    #[test]
    fn verbs_and_nouns_take_their_english_forms() {
        let words: Words = Files::embedded().parse("words.toml").unwrap();
        let verb = |lemma: &str| words.verb(lemma).into_iter().map(|(w, _)| w).collect::<Vec<_>>().join(" ");
        assert_eq!(verb("attack"), "attack attacks attacked attacking");
        assert_eq!(verb("rob"), "rob robs robbed robbing");
        assert_eq!(verb("ambush"), "ambush ambushes ambushed ambushing");
        assert_eq!(verb("injure"), "injure injures injured injuring");
        assert_eq!(verb("occupy"), "occupy occupies occupied occupying");
        assert_eq!(verb("shoot"), "shoot shoots shot shooting");
        let noun = |lemma: &str| words.noun(lemma)[1].0.clone();
        assert_eq!(
            (noun("policeman").as_str(), noun("lorry").as_str(), noun("bus").as_str()),
            ("policemen", "lorries", "buses")
        );
        for (plural, singular) in [
            ("lorries", "lorry"),
            ("buses", "bus"),
            ("vehicles", "vehicle"),
            ("women", "woman"),
            ("huts", "hut"),
        ] {
            assert_eq!(words.backwards().singular(plural), singular);
        }
    }
}
