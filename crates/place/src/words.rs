//! The codebook's words, compiled for look-up by folded word.

use std::collections::BTreeMap;

use codebook::places::{Area, Areas, Countries, NounKind, Places};
use record::Relation;
use rustc_hash::{FxHashMap, FxHashSet};

use crate::conflict::Conflict;
pub(crate) use crate::flags::*;
use crate::key::key;
use crate::parties::Parties;
use crate::scan::Scan;

/// What a folded name stands for by the codebook.
#[derive(Clone, Debug)]
pub(crate) enum Known {
    Country(String),
    Demonym(Option<String>),
    Area(Area),
}

/// The codebook's words, ready.
pub(crate) struct Words {
    flags: FxHashMap<Box<str>, u64>,
    /// Phrases of relations by their last word; the words before it in reading order, the longest phrase first.
    pub(crate) relations: FxHashMap<String, Vec<(Vec<String>, Relation)>>,
    pub(crate) directions: FxHashMap<String, Relation>,
    pub(crate) measures: FxHashMap<String, f64>,
    known: FxHashMap<String, Known>,
    cased: FxHashMap<String, String>,
    signs: FxHashMap<String, String>,
    pub(crate) parties: Parties,
    /// Countries with organised violence.
    pub(crate) conflict: Conflict,
    /// Words after which an adjective of people names a language.
    languages: FxHashSet<String>,
    /// Keys of regions by their short form as written.
    abbreviations: FxHashMap<String, String>,
    /// What a short first word of a name stands for.
    pub(crate) short_words: BTreeMap<String, Vec<String>>,
    /// Most words in a known name.
    pub(crate) longest: usize,
    /// Endings that known words take, and those that no name has.
    taken: Vec<String>,
    own: Vec<String>,
    /// Nouns of several words, as keys.
    pub(crate) long_nouns: FxHashMap<String, u64>,
    /// Phrases whose subject is a place, as keys.
    befalling: FxHashSet<String>,
}

impl Words {
    /// Whether what follows a name tells what befell a place: "was shelled", "fell to".
    pub(crate) fn befalls(&self, scan: &Scan<'_>, b: usize, end: usize) -> bool {
        const NEAR: usize = 3;
        let lower = |n: usize| n < end && scan.is_lower(n);
        if !lower(b) || !lower(b + 1) {
            return false;
        }
        let mut key = String::new();
        scan.name_key(b, b + 2, &mut key);
        if self.befalling.contains(&key) {
            return true;
        }
        let auxiliaries = (b..end.min(b + NEAR)).take_while(|&n| scan.has(n, AUXILIARY)).count();
        auxiliaries > 0 && lower(b + auxiliaries) && scan.has(b + auxiliaries, BEFALLS)
    }

    pub(crate) fn new(places: &Places, countries: &Countries, areas: &Areas) -> Words {
        let mut words = Words {
            flags: FxHashMap::default(),
            relations: FxHashMap::default(),
            directions: FxHashMap::default(),
            measures: FxHashMap::default(),
            known: FxHashMap::default(),
            cased: FxHashMap::default(),
            signs: FxHashMap::default(),
            parties: Parties::new(&countries.parties),
            conflict: Conflict::new(&countries.conflicts),
            languages: countries.languages.words.iter().map(|word| key(word)).collect(),
            abbreviations: countries.abbreviations.regions.iter().map(|(a, b)| (a.clone(), key(b))).collect(),
            short_words: places.short_words.words.clone(),
            longest: 1,
            taken: places.inflections.taken.clone(),
            own: places.inflections.own.clone(),
            long_nouns: FxHashMap::default(),
            befalling: FxHashSet::default(),
        };
        for noun in &places.nouns {
            let mut flag = match noun.id {
                NounKind::Settlement => SETTLEMENT,
                NounKind::Part => PART,
                NounKind::District => DISTRICT,
                NounKind::Region => REGION,
                NounKind::Feature => FEATURE,
                NounKind::Facility => FACILITY,
                NounKind::Road => ROAD,
            };
            if noun.kept {
                flag |= KEPT;
            }
            words.set(&noun.words, flag);
        }
        words.set(&places.prepositions.strong, STRONG);
        words.set(&places.prepositions.weak, WEAK);
        words.set(&places.prepositions.loose, LOOSE);
        words.set(&places.vocabulary.words, VOCABULARY);
        words.set(&places.sides.words, SIDE);
        words.set(&places.skipped.words, SKIPPED);
        words.set(&places.naming.words, NAMING);
        let small = &places.function_words;
        for (list, flag) in [
            (&small.of, OF),
            (&small.from, FROM),
            (&small.to, TO),
            (&small.r#in, IN),
            (&small.within, WITHIN),
            (&small.at, AT),
            (&small.via, VIA),
            (&small.against, AGAINST),
            (&small.out, OUT),
            (&small.same, SAME),
            (&small.the, THE),
            (&small.determiners, DETERMINER),
            (&small.and, AND),
            (&small.who, WHO),
        ] {
            words.set(list, flag);
        }
        words.set(&places.conjunctions.words, JOINT);
        words.set(&places.flanks.words, FLANK);
        words.set(&places.travel.words, TRAVEL);
        words.set(&places.name_parts.never_inside, NEVER_INSIDE);
        words.set(&places.prepositions.attacks, ATTACK);
        words.set(&places.prepositions.leaving, LEAVING);
        words.set(&places.prepositions.keys, KEY);
        words.set(&places.befalls.auxiliaries, AUXILIARY);
        words.set(&places.befalls.participles, BEFALLS);
        words.befalling = places.befalls.phrases.iter().map(|phrase| key(phrase)).collect();
        words.set(&places.titles.words, TITLE);
        words.set(&places.organisations.words, ORG);
        words.set(&places.organisations.before, ORG_BEFORE);
        words.set(&places.not_places.words, NOT_PLACE);
        words.set(&places.common.words, COMMON);
        words.set(&places.speech.words, SPEECH);
        words.set(&places.models.words, MODEL);
        words.set(&places.name_parts.inside, INSIDE);
        words.set(&places.name_parts.articles, ARTICLE);
        words.set(&places.name_parts.apart, APART);
        words.set(&places.name_parts.first, FIRST);
        words.set(&places.first_names.words, FIRST_NAME);
        for (relation, list) in &places.directions.words {
            words.set(list, DIRECTION);
            for word in list {
                words.directions.insert(key(word), *relation);
            }
        }
        for measure in places.measures.units.values() {
            words.set(&measure.words, MEASURE);
            for word in &measure.words {
                words.measures.insert(key(word), measure.km);
            }
        }
        for relation in &places.relations {
            for phrase in &relation.phrases {
                let phrase = key(phrase);
                let mut parts: Vec<String> = phrase.split(' ').map(str::to_owned).collect();
                let Some(last) = parts.pop() else { continue };
                words.relations.entry(last).or_default().push((parts, relation.code));
            }
        }
        #[allow(clippy::iter_over_hash_type)] // each list is sorted by itself
        for list in words.relations.values_mut() {
            list.sort_by(|a, b| b.0.len().cmp(&a.0.len()).then(a.0.cmp(&b.0)));
        }
        for (iso, list) in &countries.signs.words {
            words.set(list, SIGN);
            for word in list {
                words.signs.insert(key(word), iso.clone());
            }
        }
        let firsts: Vec<Box<str>> = words.parties.first_words().map(Into::into).collect();
        for word in firsts {
            *words.flags.entry(word).or_default() |= PARTY;
        }
        for (name, area) in &areas.areas {
            for name in std::iter::once(name).chain(&area.also) {
                words.know(name, Known::Area(area.clone()));
            }
            for people in &area.people {
                words.know(people, Known::Demonym(area.country.clone()));
                words.know(&format!("{people}s"), Known::Demonym(area.country.clone()));
            }
        }
        for (iso, country) in &countries.countries {
            for name in &country.names {
                words.know(name, Known::Country(iso.clone()));
            }
            for name in &country.cased {
                words.cased.insert(name.clone(), iso.clone());
            }
            for people in &country.adjectives {
                words.know(people, Known::Demonym(Some(iso.clone())));
                words.know(&format!("{people}s"), Known::Demonym(Some(iso.clone())));
            }
        }
        words
    }

    /// Learns the words that the codebook's files write in lower case: enough English to tell a name from a word where capitals
    /// say nothing.
    pub(crate) fn learn(&mut self, text: &str) {
        let mut key = String::new();
        let inside = |c: char| c.is_alphanumeric() || matches!(c, '\'' | '\u{2019}' | '-' | '_');
        // An example in lower case has names in lower case.
        let chat = |line: &str| {
            line.starts_with("places = ")
                || line
                    .split_once("text = \"")
                    .is_some_and(|(_, text)| text.starts_with(|c: char| c.is_lowercase()))
        };
        // Given names are names, though the codebook writes them in lower case.
        let given = |line: &&str| line.starts_with('[');
        let mut section = "";
        let lines = text.lines().filter(|line| {
            section = Some(*line).filter(given).unwrap_or(section);
            section != "[first_names]" && !chat(line)
        });
        for word in lines.flat_map(|line| line.split(|c: char| !inside(c))) {
            if word.len() >= 2 && word.chars().all(|c| c.is_ascii_lowercase()) {
                crate::key::key_into(word, &mut key);
                *self.flags.entry(key.as_str().into()).or_default() |= VOCABULARY;
            }
        }
    }

    /// Whether a folded word is of the language: known, or an inflection of a known one, or with an ending of English.
    pub(crate) fn is_vocabulary(&self, key: &str) -> bool {
        let known = |word: &str| self.flags(word) & (VOCABULARY | COMMON) != 0;
        if known(key) {
            return true;
        }
        let inflected = self.taken.iter().filter_map(|end| key.strip_suffix(end.as_str())).any(|stem| {
            let doubled =
                stem.len() > 4 && stem.as_bytes()[stem.len() - 1] == stem.as_bytes()[stem.len() - 2];
            stem.len() >= 3
                && (known(stem) || known(&format!("{stem}e")) || doubled && known(&stem[..stem.len() - 1]))
        });
        inflected
            || key.len() >= 7 && key.is_ascii() && self.own.iter().any(|end| key.ends_with(end.as_str()))
    }

    fn set(&mut self, list: &[String], flag: u64) {
        for word in list {
            let key = key(word);
            if key.contains(' ') {
                *self.long_nouns.entry(key).or_default() |= flag;
            } else {
                *self.flags.entry(key.into_boxed_str()).or_default() |= flag;
            }
        }
    }

    fn know(&mut self, name: &str, known: Known) {
        let key = key(name);
        self.longest = self.longest.max(key.split(' ').count());
        self.known.entry(key).or_insert(known);
    }

    /// The classes of a folded word.
    pub(crate) fn flags(&self, key: &str) -> u64 {
        self.flags.get(key).copied().unwrap_or(0)
    }

    /// Whether a folded word after an adjective of people makes it a language.
    pub(crate) fn is_after_language(&self, key: &str) -> bool {
        self.languages.contains(key)
    }

    /// The country that a word speaks for.
    pub(crate) fn sign(&self, key: &str) -> Option<&str> {
        self.signs.get(key).map(String::as_str)
    }

    /// The key of the region that a word is short for, as it is written.
    pub(crate) fn abbreviation(&self, written: &str) -> Option<&str> {
        self.abbreviations.get(written).map(String::as_str)
    }

    /// Whether the word is a country's short form as written: "U.S.".
    pub(crate) fn is_cased(&self, written: &str) -> bool {
        self.cased.contains_key(written)
    }

    /// What the codebook says of a folded name, or of one with its capitals ("US").
    pub(crate) fn known(&self, key: &str, written: &str) -> Option<Known> {
        if let Some(iso) = self.cased.get(written) {
            return Some(Known::Country(iso.clone()));
        }
        self.known.get(key).cloned()
    }
}
