//! `places.toml`, `countries.toml`, `areas.toml` and `traps.toml`: how reports speak of places, countries and their people, and what is no place.

use std::collections::BTreeMap;

use record::Relation;
use serde::Deserialize;

use crate::Located;

/// `places.toml`.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Places {
    /// Nouns that stand beside names: village, district, forest, airbase, road.
    pub nouns: Vec<PlaceNouns>,
    /// Phrases that put an event near, outside or between.
    pub relations: Vec<RelationPhrases>,
    /// Words for directions by the relation that they make with "of".
    pub directions: Directions,
    /// Parts of a country or region before its name.
    pub sides: Words,
    /// Words before a name that change nothing.
    pub skipped: Words,
    /// Words between a noun and a name.
    pub naming: Words,
    /// Small words by what they do beside a name.
    pub function_words: FunctionWords,
    /// Nouns after an adjective of a people that say which side of a border is meant.
    pub flanks: Words,
    /// Words of movement along a way from one place to another.
    pub travel: Words,
    /// What befalls a place that is the subject of these words.
    pub befalls: Befalls,
    /// Frequent words of the language.
    pub vocabulary: Words,
    /// Endings of English words.
    pub inflections: Inflections,
    /// Units of distance.
    pub measures: Measures,
    /// Words after which names of places stand.
    pub prepositions: Prepositions,
    /// Words before the name of a person.
    pub titles: Words,
    /// Words beside the name of an organisation.
    pub organisations: Organisations,
    /// Capitalised words that are no places.
    pub not_places: Words,
    /// Words of the language.
    pub common: Words,
    /// Verbs of saying and the like.
    pub speech: Words,
    /// Nouns after the name of a model.
    pub models: Words,
    /// Words between two names that both matter.
    pub conjunctions: Words,
    /// Lower-case words inside names.
    pub name_parts: NameParts,
    /// Short words that begin names.
    pub short_words: ShortWords,
    /// Given names.
    pub first_names: Words,
    /// Texts with the places to be found.
    #[serde(default)]
    pub examples: Vec<Located<PlaceExample>>,
}

/// A list of words with what it is for.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Words {
    /// What the words have in common.
    pub definition: String,
    /// The words, compared folded.
    pub words: Vec<String>,
}

/// Small words by what they do beside a name.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FunctionWords {
    /// What they are for.
    pub definition: String,
    /// Between a noun and a name.
    pub of: Vec<String>,
    /// Where something comes from.
    pub from: Vec<String>,
    /// Where something goes.
    pub to: Vec<String>,
    /// Before the wider place.
    pub r#in: Vec<String>,
    /// Before a direction: inside.
    pub within: Vec<String>,
    /// Before a direction: part of its phrase.
    pub at: Vec<String>,
    /// The way taken.
    pub via: Vec<String>,
    /// After a noun of attack.
    pub against: Vec<String>,
    /// The first word of "out of".
    pub out: Vec<String>,
    /// Refers back.
    pub same: Vec<String>,
    /// The definite article.
    pub the: Vec<String>,
    /// All articles.
    pub determiners: Vec<String>,
    /// Between the two names of a pair.
    pub and: Vec<String>,
    /// Opens a clause about a person.
    pub who: Vec<String>,
}

/// Endings of words.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Inflections {
    /// What they are for.
    pub definition: String,
    /// Endings that known words take.
    pub taken: Vec<String>,
    /// Endings that no name has.
    pub own: Vec<String>,
}

/// Nouns of one kind of place.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PlaceNouns {
    /// What the name beside such a noun is.
    pub id: NounKind,
    /// What the words have in common.
    pub definition: String,
    /// Whether the noun belongs to the name when it follows it ("Masisi territory", but Ngungu of "Ngungu village").
    #[serde(default)]
    pub kept: bool,
    /// The nouns.
    pub words: Vec<String>,
}

/// Kinds of nouns for places.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum NounKind {
    /// A village, town or city.
    Settlement,
    /// A neighbourhood.
    Part,
    /// A second-level administrative area.
    District,
    /// A first-level administrative area.
    Region,
    /// A forest, river, mountain.
    Feature,
    /// Something built.
    Facility,
    /// A road.
    Road,
}

/// Phrases of one relation.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RelationPhrases {
    /// The record's code.
    pub code: Relation,
    /// When it is used.
    pub definition: String,
    /// The phrases that stand before a name.
    pub phrases: Vec<String>,
}

/// Words for directions.
#[derive(Clone, Debug, Deserialize)]
pub struct Directions {
    /// What they are for.
    pub definition: String,
    /// Words by relation code.
    #[serde(flatten)]
    pub words: BTreeMap<Relation, Vec<String>>,
}

/// Units of distance.
#[derive(Clone, Debug, Deserialize)]
pub struct Measures {
    /// What they are for.
    pub definition: String,
    /// Units by name.
    #[serde(flatten)]
    pub units: BTreeMap<String, Measure>,
}

/// A unit of distance.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Measure {
    /// Its words.
    pub words: Vec<String>,
    /// Its length in km.
    pub km: f64,
}

/// Words whose subject is a place.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Befalls {
    /// What they are for.
    pub definition: String,
    /// Auxiliaries before a participle.
    pub auxiliaries: Vec<String>,
    /// Participles that, with an auxiliary, tell what befell a place.
    pub participles: Vec<String>,
    /// Phrases of two words that tell it by themselves.
    pub phrases: Vec<String>,
}

/// Words before names of places.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Prepositions {
    /// What they are for.
    pub definition: String,
    /// Enough for an unknown name.
    pub strong: Vec<String>,
    /// Not enough alone.
    pub weak: Vec<String>,
    /// Strong ones that take persons and things too.
    pub loose: Vec<String>,
    /// Nouns after which "on" and "of" are enough.
    pub attacks: Vec<String>,
    /// Words after which a loose one is enough: "abducted from", "shot down over".
    pub leaving: Vec<String>,
    /// Words before a colon after which a form names the place.
    pub keys: Vec<String>,
}

/// Words of organisations.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Organisations {
    /// What they are for.
    pub definition: String,
    /// Words in or after the name.
    pub words: Vec<String>,
    /// Words before the name.
    pub before: Vec<String>,
}

/// Short words that begin names, with what they stand for.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ShortWords {
    /// What they are for.
    pub definition: String,
    /// Long forms by the short one, all folded.
    pub words: BTreeMap<String, Vec<String>>,
}

/// Parts of names.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NameParts {
    /// What they are for.
    pub definition: String,
    /// Lower-case words inside a name.
    pub inside: Vec<String>,
    /// Those of them that stand inside a name only with a hyphen.
    pub never_inside: Vec<String>,
    /// Articles that a hyphen joins to a name.
    pub articles: Vec<String>,
    /// Further forms of the article that names are compared without.
    #[serde(default)]
    pub dropped: Vec<String>,
    /// Those of them that stand before a name without one: "al Bab".
    pub apart: Vec<String>,
    /// Words that begin names of several words.
    pub first: Vec<String>,
}

/// A text and the places in it.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PlaceExample {
    /// The text.
    pub text: String,
    /// The places: names from the most specific to the widest, joined by " < ", with the relation before and the country after:
    /// "near Fafa < Gao ML".
    pub places: Vec<String>,
}

/// `countries.toml`.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Countries {
    /// What is in it.
    pub definition: String,
    /// Where it is from.
    pub source: String,
    /// Words that speak for a country without naming it.
    pub signs: Signs,
    /// Parties and peoples that speak for the countries they act or live in.
    pub parties: Parties,
    /// Countries with organised violence.
    pub conflicts: Conflicts,
    /// After an adjective of people: it names a language.
    pub languages: Words,
    /// Short forms of regions.
    pub abbreviations: Abbreviations,
    /// Words by ISO 3166-1 alpha-2.
    pub countries: BTreeMap<String, CountryWords>,
}

/// `areas.toml`.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Areas {
    /// What is in it.
    pub definition: String,
    /// Where it is from.
    pub source: String,
    /// Parts of the world by name.
    pub areas: BTreeMap<String, Area>,
    /// Texts with their places.
    pub examples: Vec<Located<PlaceExample>>,
}

/// Short forms of first-level regions.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Abbreviations {
    /// When they are read.
    pub definition: String,
    /// Where they are from.
    pub source: String,
    /// The region's name by its short form, with these capitals.
    pub regions: BTreeMap<String, String>,
}

/// Words that speak for countries.
#[derive(Clone, Debug, Deserialize)]
pub struct Signs {
    /// What they are.
    pub definition: String,
    /// Words by ISO 3166-1 alpha-2.
    #[serde(flatten)]
    pub words: BTreeMap<String, Vec<String>>,
}

/// Names of parties and peoples.
#[derive(Clone, Debug, Deserialize)]
pub struct Parties {
    /// What they are.
    pub definition: String,
    /// Where they are from.
    pub source: String,
    /// Names by one or more codes of ISO 3166-1 alpha-2 with spaces between them, the likeliest first.
    #[serde(flatten)]
    pub names: BTreeMap<String, Vec<String>>,
}

/// Countries by how much organised violence is recorded there.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Conflicts {
    /// What the lists are for.
    pub definition: String,
    /// Where they are from.
    pub source: String,
    /// ISO 3166-1 alpha-2.
    pub much: Vec<String>,
    /// ISO 3166-1 alpha-2.
    pub some: Vec<String>,
}

/// Words of a country.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct CountryWords {
    /// Names.
    pub names: Vec<String>,
    /// Names that count only with these capitals.
    pub cased: Vec<String>,
    /// Adjectives and nouns for its people.
    pub adjectives: Vec<String>,
}

/// A part of the world.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Area {
    /// Degrees north.
    pub lat: f64,
    /// Degrees east.
    pub lon: f64,
    /// How far it reaches.
    pub radius_km: f64,
    /// The country, if it lies in one.
    pub country: Option<String>,
    /// Other names.
    #[serde(default)]
    pub also: Vec<String>,
    /// Adjectives.
    #[serde(default)]
    pub people: Vec<String>,
}

/// `traps.toml`.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Traps {
    /// What is in it.
    pub definition: String,
    /// The traps by kind.
    pub traps: Vec<TrapKind>,
}

/// Traps of one kind.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TrapKind {
    /// What the words are: demonym, person, unit, organisation, word.
    pub kind: String,
    /// The sentences.
    pub examples: Vec<Located<Trap>>,
}

/// A sentence with words that are no place.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Trap {
    /// The sentence.
    pub text: String,
    /// The words.
    pub never: String,
}
