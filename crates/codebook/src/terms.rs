//! Every term list of the codebook in one automaton, with the class of each term.

use std::collections::BTreeMap;

use document::{Document, fold};
use record::{ActorCategory, Effect, MaterielEffect, Qualifier, Tactic};
use rustc_hash::FxHashMap;
use serde::Deserialize;

use crate::grammar;
use crate::inflect::Backwards;
use crate::{Error, Files, Form, Hit, Lexicon, Located, Words};

/// How a word for an effect stands to those who suffer it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Grip {
    /// A verb with the victims as object: "killed five".
    Transitive,
    /// A verb with the victims as subject: "five died".
    Intransitive,
    /// Such a verb, but one that every traveller does ("arrived in"): tells a loss only of a crowd.
    Crowd,
    /// A noun before the victims: "the death of five".
    Noun,
    /// A word beside the figure: "five dead".
    State,
    /// Words that say that nobody suffered it: "no casualties".
    Zero,
}

/// Words that tell how the text holds together.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Cue {
    /// The act that follows is not the one before.
    AnotherEvent,
    /// What follows belongs to the event before.
    SameEvent,
    /// A total.
    Aggregate,
    /// A period over which a figure has mounted.
    Running,
    /// Only recalled.
    Background,
    /// Somebody's words.
    Reporting,
    /// A party says that it did it.
    Claim,
    /// A party says that it was not so.
    Denial,
    /// Not told as having happened.
    Hypothetical,
}

/// What a term is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Class {
    /// What happened to persons.
    Loss(Effect, Grip),
    /// "among them": what follows is a part.
    Part,
    /// A noun for persons.
    Person(ActorCategory),
    /// A noun for a body or place of persons.
    Body(ActorCategory),
    /// A rank or title before a name.
    Rank,
    /// A noun for materiel.
    Thing,
    /// A word before such a noun that belongs to its name.
    ThingModifier,
    /// A thing that flies.
    Aircraft,
    /// A thing that drives.
    Vehicle,
    /// A thing that stands where it is.
    Fixed,
    /// A thing that is not counted.
    Mass,
    /// A word that tells a bomber who means to die.
    Suicide,
    /// A noun for part of any force.
    Unit,
    /// What is on the road.
    Moving,
    /// A person who is known for an office or part.
    Standing,
    /// A word whose subject suffers the attack.
    Suffered,
    /// A word for taking persons that tells nothing of who takes.
    Taking,
    /// An attack that was withstood.
    Defence,
    /// The dead, as they are found.
    Remains,
    /// Fighters who come after a bomb.
    OnFoot,
    /// A word for moving in or on a vehicle that one steers.
    Rides,
    /// A word for bombing, from the air or not.
    Bombing,
    /// What an aircraft does that attacks nobody.
    Transport,
    /// Where prisoners are held.
    Prison,
    /// A word that a thing was struck, and not what came of it.
    Contact,
    /// A word for making safe what explodes.
    Defusal,
    /// A beast that can be driven off.
    Livestock,
    /// What happened to things.
    Materiel(MaterielEffect, Grip),
    /// A vague quantity, by its place in [`Terms::vague`].
    Vague(u16),
    /// A word before a figure that bounds it.
    BoundBefore(Qualifier),
    /// A word after a figure that bounds it.
    BoundAfter(Qualifier),
    /// A word that tells an act.
    Act(Tactic),
    /// A word that tells a harm: an act only where a figure stands with it and nothing stronger does.
    Weak(Tactic),
    /// A phrase that hides a shorter term.
    Hidden,
    /// A word that names a means.
    Means(Tactic),
    /// A word that tells how the text holds together.
    Cue(Cue),
    /// A topic that is no political violence, by its place in [`Terms::topics`].
    Topic(u16),
    /// A loaded word, by its place in [`Terms::loaded`].
    Loaded(u16),
}

/// A vague quantity.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Vague {
    /// "several", "dozens".
    pub id: String,
    /// The least number that it can mean.
    pub low: u64,
    /// The greatest; `None` where there is no upper bound.
    pub high: Option<u64>,
}

/// An example of the codebook with its place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Example {
    /// The file.
    pub file: &'static str,
    /// The line, from 1.
    pub line: usize,
    /// The entry it belongs to.
    pub entry: String,
    /// The text.
    pub text: String,
    /// The expected result.
    pub expect: String,
}

/// One occurrence of a term, with its class.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Found {
    /// First token.
    pub first: u32,
    /// One past the last token.
    pub end: u32,
    /// What it is.
    pub class: Class,
    /// The form in which it stands.
    pub form: Form,
    /// The term, by its place in the codebook: [`Terms::term`] gives its words.
    pub term: u32,
}

/// All terms, compiled.
#[derive(Clone, Debug)]
pub struct Terms {
    lexicon: Lexicon,
    classes: Vec<(Class, String)>,
    words: Words,
    backwards: Backwards,
    /// Cardinal numbers in words, folded.
    pub numerals: FxHashMap<String, u64>,
    /// "hundred", "thousand", "million".
    pub scales: FxHashMap<String, u64>,
    /// "dozen", "score", "pair".
    pub collectives: FxHashMap<String, u64>,
    /// Vague quantities.
    pub vague: Vec<Vague>,
    /// Topics that are no political violence.
    pub topics: Vec<String>,
    /// Loaded words: what they refer to and are coded as.
    pub loaded: Vec<(String, String)>,
    /// Words that open a clause, folded.
    pub clause_openers: rustc_hash::FxHashSet<String>,
    /// Examples of quantities, losses and materiel.
    pub loss_examples: Vec<Example>,
    /// Examples of persons.
    pub person_examples: Vec<Example>,
    /// Examples of tactics.
    pub tactic_examples: Vec<Example>,
    /// Examples of what holds a text together: the kinds of the records that come of it.
    pub kind_examples: Vec<Example>,
    /// Examples of loaded words.
    pub loaded_examples: Vec<Example>,
    /// Examples of words that open a clause.
    pub clause_examples: Vec<Example>,
    /// Definitions by file and entry, for `codebook list` and `show`.
    pub entries: Vec<Entry>,
}

/// One entry of a term file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// The file.
    pub file: &'static str,
    /// Its id.
    pub id: String,
    /// What it means.
    pub definition: String,
    /// Where the definition comes from.
    pub source: Option<String>,
    /// Its terms.
    pub terms: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct RawExample {
    pub(crate) text: Located<String>,
    pub(crate) expect: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawQuantities {
    numerals: RawNumerals,
    collectives: RawValues,
    vague: Vec<RawVague>,
    bound: Vec<RawBound>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawNumerals {
    definition: String,
    units: BTreeMap<String, u64>,
    scales: BTreeMap<String, u64>,
    #[serde(default)]
    examples: Vec<RawExample>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawValues {
    definition: String,
    values: BTreeMap<String, u64>,
    #[serde(default)]
    examples: Vec<RawExample>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawVague {
    id: String,
    definition: String,
    #[serde(default)]
    source: Option<String>,
    low: u64,
    #[serde(default)]
    high: Option<u64>,
    terms: Vec<Located<String>>,
    #[serde(default)]
    examples: Vec<RawExample>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawBound {
    id: Qualifier,
    definition: String,
    #[serde(default)]
    source: Option<String>,
    before: Vec<Located<String>>,
    after: Vec<Located<String>>,
    #[serde(default)]
    examples: Vec<RawExample>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawLosses {
    effect: Vec<RawEffect<Effect>>,
    parts: RawList,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawEffect<E> {
    id: E,
    definition: String,
    #[serde(default)]
    source: Option<String>,
    #[serde(default)]
    transitive: Vec<Located<String>>,
    #[serde(default)]
    intransitive: Vec<Located<String>>,
    #[serde(default)]
    crowds: Vec<Located<String>>,
    #[serde(default)]
    nouns: Vec<Located<String>>,
    #[serde(default)]
    states: Vec<Located<String>>,
    #[serde(default)]
    zero: Vec<Located<String>>,
    #[serde(default)]
    examples: Vec<RawExample>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawList {
    definition: String,
    terms: Vec<Located<String>>,
    #[serde(default)]
    examples: Vec<RawExample>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawPersons {
    category: Vec<RawCategory>,
    rank_titles: RawList,
    units: RawList,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawCategory {
    id: ActorCategory,
    definition: String,
    #[serde(default)]
    source: Option<String>,
    persons: Vec<Located<String>>,
    bodies: Vec<Located<String>>,
    #[serde(default)]
    examples: Vec<RawExample>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawMateriel {
    things: RawList,
    modifiers: RawList,
    aircraft: RawList,
    vehicles: RawList,
    fixed: RawList,
    mass: RawList,
    contact: RawList,
    defusal: RawList,
    livestock: RawList,
    effect: Vec<RawEffect<MaterielEffect>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawHidden {
    hidden: Vec<RawHiddenList>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawHiddenList {
    id: String,
    definition: String,
    terms: Vec<Located<String>>,
    #[serde(default)]
    examples: Vec<RawExample>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawTactics {
    suicide: RawList,
    moving: RawList,
    standing: RawList,
    suffered: RawList,
    taking: RawList,
    defence: RawList,
    remains: RawList,
    on_foot: RawList,
    rides: RawList,
    bombing: RawList,
    transport: RawList,
    prison: RawList,
    tactic: Vec<RawTactic>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawTactic {
    id: Tactic,
    definition: String,
    #[serde(default)]
    source: Option<String>,
    acts: Vec<Located<String>>,
    #[serde(default)]
    weak: Vec<Located<String>>,
    means: Vec<Located<String>>,
    #[serde(default)]
    examples: Vec<RawExample>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawDiscourse {
    cue: Vec<RawCue>,
    topic: Vec<RawTopic>,
    boundary: Vec<RawTopic>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawCue {
    id: Cue,
    definition: String,
    terms: Vec<Located<String>>,
    #[serde(default)]
    examples: Vec<RawExample>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawTopic {
    id: String,
    definition: String,
    terms: Vec<Located<String>>,
    #[serde(default)]
    examples: Vec<RawExample>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawLoaded {
    loaded: Vec<RawLoadedEntry>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawLoadedEntry {
    terms: Vec<Located<String>>,
    refers_to: String,
    coded_as: String,
    source: String,
    #[serde(default)]
    examples: Vec<RawExample>,
}

/// Collects terms and faults while the files are read.
struct Builder<'a> {
    files: &'a Files,
    terms: Terms,
    error: Error,
}

impl Builder<'_> {
    fn add(&mut self, file: &'static str, terms: &[Located<String>], class: Class) {
        for term in terms {
            let payload = self.terms.classes.len() as u32;
            if self.terms.lexicon.add(term.get_ref(), payload, &self.terms.words) {
                self.terms.classes.push((class, format!("{file}: {}", term.get_ref())));
            } else {
                self.fault(file, term.span(), "this term holds no word".to_owned());
            }
        }
    }

    fn fault(&mut self, file: &str, range: std::ops::Range<usize>, message: String) {
        self.error.diagnostics.push(self.files.fault(file, range, message));
    }

    fn entry(
        &mut self,
        file: &'static str,
        id: &str,
        definition: &str,
        source: Option<&String>,
        lists: &[&[Located<String>]],
    ) {
        let terms = lists.iter().flat_map(|list| list.iter().map(|t| t.get_ref().clone())).collect();
        let (id, definition) = (id.to_owned(), definition.to_owned());
        self.terms.entries.push(Entry { file, id, definition, source: source.cloned(), terms });
    }

    fn examples(&self, file: &'static str, entry: &str, raw: Vec<RawExample>) -> Vec<Example> {
        raw.into_iter()
            .map(|example| {
                let (line, _) = self.files.line_column(file, example.text.span().start);
                let (entry, text) = (entry.to_owned(), example.text.into_inner());
                Example { file, line, entry, text, expect: example.expect }
            })
            .collect()
    }

    fn effects<E: Copy + std::fmt::Display>(
        &mut self,
        file: &'static str,
        effects: Vec<RawEffect<E>>,
        class: impl Fn(E, Grip) -> Class,
    ) {
        for effect in effects {
            let id = effect.id.to_string();
            let lists: [(&[Located<String>], Grip); 6] = [
                (&effect.transitive, Grip::Transitive),
                (&effect.intransitive, Grip::Intransitive),
                (&effect.crowds, Grip::Crowd),
                (&effect.nouns, Grip::Noun),
                (&effect.states, Grip::State),
                (&effect.zero, Grip::Zero),
            ];
            self.entry(file, &id, &effect.definition, effect.source.as_ref(), &lists.map(|(list, _)| list));
            for (list, grip) in lists {
                self.add(file, list, class(effect.id, grip));
            }
            let examples = self.examples(file, &id, effect.examples);
            self.terms.loss_examples.extend(examples);
        }
    }
}

impl Terms {
    /// Reads and compiles every term file.
    ///
    /// # Errors
    /// Points at file, line and column of the faults.
    pub fn new(files: &Files) -> Result<Terms, Error> {
        let words: Words = files.parse("words.toml")?;
        let terms = Terms {
            lexicon: Lexicon::new(),
            classes: Vec::new(),
            backwards: words.backwards(),
            words,
            numerals: FxHashMap::default(),
            scales: FxHashMap::default(),
            collectives: FxHashMap::default(),
            vague: Vec::new(),
            topics: Vec::new(),
            loaded: Vec::new(),
            clause_openers: Default::default(),
            loss_examples: Vec::new(),
            person_examples: Vec::new(),
            tactic_examples: Vec::new(),
            kind_examples: Vec::new(),
            loaded_examples: Vec::new(),
            clause_examples: Vec::new(),
            entries: Vec::new(),
        };
        let mut b = Builder { files, terms, error: Error { diagnostics: Vec::new() } };
        quantities(&mut b)?;
        closed_classes(&mut b)?;
        losses(&mut b)?;
        persons(&mut b)?;
        materiel(&mut b)?;
        hidden(&mut b)?;
        tactics(&mut b)?;
        discourse(&mut b)?;
        if b.error.diagnostics.is_empty() { Ok(b.terms) } else { Err(b.error) }
    }

    /// Finds every term in a document, by first token and, at one token, longest first.
    pub fn scan(&self, doc: &Document) -> Vec<Found> {
        self.found(self.lexicon.scan(doc))
    }

    /// As [`Terms::scan`], with the tokens of the document already folded.
    pub(crate) fn scan_folded<'w>(&self, doc: &Document, words: impl Iterator<Item = &'w str>) -> Vec<Found> {
        self.found(self.lexicon.scan_folded(doc, words))
    }

    fn found(&self, hits: Vec<Hit>) -> Vec<Found> {
        let found = |hit: Hit| {
            let (class, _) = self.classes[hit.term as usize];
            Found { first: hit.first, end: hit.end, class, form: hit.form, term: hit.term }
        };
        hits.into_iter().map(found).collect()
    }

    /// The file and words of a term: "tactics.toml: car bomb+".
    pub fn term(&self, term: u32) -> &str {
        &self.classes[term as usize].1
    }

    /// Whether a word can only be a past tense, so that it stands after no noun as a participle: "blew", "took".
    pub fn is_only_past(&self, word: &str) -> bool {
        self.backwards.is_only_past(word)
    }

    /// The singular of a noun.
    pub fn singular(&self, word: &str) -> String {
        self.backwards.singular(word)
    }
}

/// The examples of the closed classes; their words are read by [`crate::Grammar`].
fn closed_classes(b: &mut Builder<'_>) -> Result<(), Error> {
    let lists: BTreeMap<String, grammar::List> = b.files.parse(grammar::FILE)?;
    for (name, list) in lists {
        let tolls = b.examples(grammar::FILE, &name, list.tolls);
        b.terms.loss_examples.extend(tolls);
        let kinds = b.examples(grammar::FILE, &name, list.kinds);
        b.terms.kind_examples.extend(kinds);
        let tactics = b.examples(grammar::FILE, &name, list.tactics);
        b.terms.tactic_examples.extend(tactics);
    }
    Ok(())
}

fn quantities(b: &mut Builder<'_>) -> Result<(), Error> {
    const FILE: &str = "quantities.toml";
    let raw: RawQuantities = b.files.parse(FILE)?;
    let folded = |map: BTreeMap<String, u64>| map.into_iter().map(|(w, n)| (fold(&w), n)).collect();
    b.entry(FILE, "numerals", &raw.numerals.definition, None, &[]);
    b.entry(FILE, "collectives", &raw.collectives.definition, None, &[]);
    for (id, raw) in [("numerals", raw.numerals.examples), ("collectives", raw.collectives.examples)] {
        let examples = b.examples(FILE, id, raw);
        b.terms.loss_examples.extend(examples);
    }
    b.terms.numerals = folded(raw.numerals.units);
    b.terms.scales = folded(raw.numerals.scales);
    b.terms.collectives = folded(raw.collectives.values);
    for vague in raw.vague {
        let index = b.terms.vague.len() as u16;
        b.entry(FILE, &vague.id, &vague.definition, vague.source.as_ref(), &[&vague.terms]);
        b.add(FILE, &vague.terms, Class::Vague(index));
        let examples = b.examples(FILE, &vague.id, vague.examples);
        b.terms.loss_examples.extend(examples);
        b.terms.vague.push(Vague { id: vague.id, low: vague.low, high: vague.high });
    }
    for bound in raw.bound {
        b.entry(
            FILE,
            bound.id.as_str(),
            &bound.definition,
            bound.source.as_ref(),
            &[&bound.before, &bound.after],
        );
        b.add(FILE, &bound.before, Class::BoundBefore(bound.id));
        b.add(FILE, &bound.after, Class::BoundAfter(bound.id));
        let examples = b.examples(FILE, bound.id.as_str(), bound.examples);
        b.terms.loss_examples.extend(examples);
    }
    Ok(())
}

fn losses(b: &mut Builder<'_>) -> Result<(), Error> {
    const FILE: &str = "losses.toml";
    let raw: RawLosses = b.files.parse(FILE)?;
    b.effects(FILE, raw.effect, Class::Loss);
    b.entry(FILE, "parts", &raw.parts.definition, None, &[&raw.parts.terms]);
    b.add(FILE, &raw.parts.terms, Class::Part);
    let examples = b.examples(FILE, "parts", raw.parts.examples);
    b.terms.loss_examples.extend(examples);
    Ok(())
}

fn persons(b: &mut Builder<'_>) -> Result<(), Error> {
    const FILE: &str = "persons.toml";
    let raw: RawPersons = b.files.parse(FILE)?;
    for category in raw.category {
        let id = category.id.as_str();
        b.entry(
            FILE,
            id,
            &category.definition,
            category.source.as_ref(),
            &[&category.persons, &category.bodies],
        );
        b.add(FILE, &category.persons, Class::Person(category.id));
        b.add(FILE, &category.bodies, Class::Body(category.id));
        let examples = b.examples(FILE, id, category.examples);
        b.terms.person_examples.extend(examples);
    }
    b.entry(FILE, "rank_titles", &raw.rank_titles.definition, None, &[&raw.rank_titles.terms]);
    b.add(FILE, &raw.rank_titles.terms, Class::Rank);
    let examples = b.examples(FILE, "rank_titles", raw.rank_titles.examples);
    b.terms.person_examples.extend(examples);
    b.entry(FILE, "units", &raw.units.definition, None, &[&raw.units.terms]);
    b.add(FILE, &raw.units.terms, Class::Unit);
    let examples = b.examples(FILE, "units", raw.units.examples);
    // Whose they are says what an act was.
    b.terms.tactic_examples.extend(examples);
    Ok(())
}

fn materiel(b: &mut Builder<'_>) -> Result<(), Error> {
    const FILE: &str = "materiel.toml";
    let raw: RawMateriel = b.files.parse(FILE)?;
    for (id, list, class) in [
        ("things", raw.things, Class::Thing),
        ("modifiers", raw.modifiers, Class::ThingModifier),
        ("aircraft", raw.aircraft, Class::Aircraft),
        ("vehicles", raw.vehicles, Class::Vehicle),
        ("fixed", raw.fixed, Class::Fixed),
        ("mass", raw.mass, Class::Mass),
        ("contact", raw.contact, Class::Contact),
        ("defusal", raw.defusal, Class::Defusal),
        ("livestock", raw.livestock, Class::Livestock),
    ] {
        b.entry(FILE, id, &list.definition, None, &[&list.terms]);
        b.add(FILE, &list.terms, class);
        let examples = b.examples(FILE, id, list.examples);
        // What drives or is driven off says what an act was, not what was lost.
        if matches!(class, Class::Vehicle | Class::Livestock) {
            b.terms.tactic_examples.extend(examples);
        } else {
            b.terms.loss_examples.extend(examples);
        }
    }
    b.effects(FILE, raw.effect, Class::Materiel);
    Ok(())
}

/// Phrases that hold a word of violence and tell none: every reader of the text obeys them.
fn hidden(b: &mut Builder<'_>) -> Result<(), Error> {
    const FILE: &str = "hidden.toml";
    let raw: RawHidden = b.files.parse(FILE)?;
    for list in raw.hidden {
        b.entry(FILE, &list.id, &list.definition, None, &[&list.terms]);
        b.add(FILE, &list.terms, Class::Hidden);
        let examples = b.examples(FILE, &list.id, list.examples);
        b.terms.tactic_examples.extend(examples);
    }
    Ok(())
}

fn tactics(b: &mut Builder<'_>) -> Result<(), Error> {
    const FILE: &str = "tactics.toml";
    let raw: RawTactics = b.files.parse(FILE)?;
    for (id, list, class) in [
        ("suicide", raw.suicide, Class::Suicide),
        ("moving", raw.moving, Class::Moving),
        ("standing", raw.standing, Class::Standing),
        ("suffered", raw.suffered, Class::Suffered),
        ("taking", raw.taking, Class::Taking),
        ("defence", raw.defence, Class::Defence),
        ("remains", raw.remains, Class::Remains),
        ("on_foot", raw.on_foot, Class::OnFoot),
        ("rides", raw.rides, Class::Rides),
        ("bombing", raw.bombing, Class::Bombing),
        ("transport", raw.transport, Class::Transport),
        ("prison", raw.prison, Class::Prison),
    ] {
        b.entry(FILE, id, &list.definition, None, &[&list.terms]);
        b.add(FILE, &list.terms, class);
        let examples = b.examples(FILE, id, list.examples);
        b.terms.tactic_examples.extend(examples);
    }
    for tactic in raw.tactic {
        let id = tactic.id.as_str();
        b.entry(
            FILE,
            id,
            &tactic.definition,
            tactic.source.as_ref(),
            &[&tactic.acts, &tactic.weak, &tactic.means],
        );
        b.add(FILE, &tactic.acts, Class::Act(tactic.id));
        b.add(FILE, &tactic.weak, Class::Weak(tactic.id));
        b.add(FILE, &tactic.means, Class::Means(tactic.id));
        let examples = b.examples(FILE, id, tactic.examples);
        b.terms.tactic_examples.extend(examples);
    }
    Ok(())
}

fn discourse(b: &mut Builder<'_>) -> Result<(), Error> {
    const FILE: &str = "discourse.toml";
    let raw: RawDiscourse = b.files.parse(FILE)?;
    for cue in raw.cue {
        let id = format!("{:?}", cue.id);
        b.entry(FILE, &id, &cue.definition, None, &[&cue.terms]);
        b.add(FILE, &cue.terms, Class::Cue(cue.id));
        let examples = b.examples(FILE, &id, cue.examples);
        b.terms.kind_examples.extend(examples);
    }
    for topic in raw.topic {
        let index = b.terms.topics.len() as u16;
        b.entry(FILE, &topic.id, &topic.definition, None, &[&topic.terms]);
        b.add(FILE, &topic.terms, Class::Topic(index));
        let examples = b.examples(FILE, &topic.id, topic.examples);
        b.terms.kind_examples.extend(examples);
        b.terms.topics.push(topic.id);
    }
    for boundary in raw.boundary {
        b.entry(FILE, &boundary.id, &boundary.definition, None, &[&boundary.terms]);
        b.terms.clause_openers.extend(boundary.terms.iter().map(|t| fold(t.get_ref())));
        let examples = b.examples(FILE, &boundary.id, boundary.examples);
        b.terms.clause_examples.extend(examples);
    }
    const LOADED: &str = "loaded.toml";
    let raw: RawLoaded = b.files.parse(LOADED)?;
    for entry in raw.loaded {
        let index = b.terms.loaded.len() as u16;
        let source = Some(entry.source);
        b.entry(
            LOADED,
            entry.terms.first().map_or("", |t| t.get_ref()),
            &entry.refers_to,
            source.as_ref(),
            &[&entry.terms],
        );
        b.add(LOADED, &entry.terms, Class::Loaded(index));
        let name = entry.terms.first().map_or("", |t| t.get_ref());
        let examples = b.examples(LOADED, name, entry.examples);
        b.terms.loaded_examples.extend(examples);
        b.terms.loaded.push((entry.refers_to, entry.coded_as));
    }
    Ok(())
}
