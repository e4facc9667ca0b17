//! `calendars*.toml` and `dates*.toml`: the words of time and the forms in which they are put together.
//!
//! A file holds the words and rules of one language, or a part of them. All files whose name starts with `calendars` or
//! `dates` are read together, so a language is added by a file of its own.

use std::collections::BTreeMap;

use serde::Deserialize;

use crate::Located;

/// One file of words and rules.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Dates {
    /// The language of the words, an ISO 639-1 code.
    pub language: String,
    /// Lists of words, each of one class.
    #[serde(default)]
    pub list: Vec<WordList>,
    /// Rules: what forms the words may take together and what they mean.
    #[serde(default)]
    pub rule: Vec<DateRule>,
}

/// Words of one class, by their value.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WordList {
    /// The class by which rules name the words: `month`, `weekday`, `unit`, `part`, ...
    pub class: String,
    /// What the words are.
    pub definition: String,
    /// Where the list is from.
    #[serde(default)]
    pub source: Option<String>,
    /// For months: `gregorian`, `hijri`, `solar_hijri` or `ethiopian`.
    #[serde(default)]
    pub calendar: Option<record::Calendar>,
    /// Whether the words count only when capitalised ("March", "May", "Sun").
    #[serde(default)]
    pub capital: bool,
    /// The words of each value. Words are compared folded: lower case, no diacritics, no apostrophes, a hyphen is a space.
    pub values: BTreeMap<String, Vec<String>>,
    /// Texts and what must be found in them.
    #[serde(default)]
    pub examples: Vec<Located<DateExample>>,
}

/// Forms that mean the same kind of thing.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DateRule {
    /// A short name, unique in its file; it is given with every value as the reason.
    pub name: String,
    /// What the rule makes: `date`, `range`, `offset`, `weekday`, `duration`, ... (see `docs/when.md`).
    pub gives: String,
    /// What the forms mean.
    #[serde(default)]
    pub definition: Option<String>,
    /// The guideline or standard that the value follows.
    #[serde(default)]
    pub source: Option<String>,
    /// The forms (see `docs/when.md` for how a form is written).
    pub patterns: Vec<Located<String>>,
    /// Fixed parts that the words do not say, such as the direction of an offset.
    #[serde(default)]
    pub set: BTreeMap<String, String>,
    /// Texts and what must be found in them.
    #[serde(default)]
    pub examples: Vec<Located<DateExample>>,
}

/// A text and everything that must be found in it.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DateExample {
    /// The text.
    pub text: String,
    /// The day of publication, `YYYY-MM-DD`.
    #[serde(default)]
    pub published: Option<String>,
    /// TIMEX3 values: `"words = VALUE"`, or `"words = VALUE MOD"`, in order; an empty list says that nothing may be found.
    #[serde(default)]
    pub values: Option<Vec<String>>,
    /// Intervals of the mentions that locate an event: `"words = START..END PRECISION BASIS"`, or one day for both.
    #[serde(default)]
    pub when: Option<Vec<String>>,
}
