//! `syntax.toml`: names that the parser is trained with and sentences that it is checked with.

use std::collections::BTreeMap;

use serde::Deserialize;

use crate::{Error, Files, Located};

/// The file.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Syntax {
    /// Names by language.
    pub names: BTreeMap<String, Names>,
    /// Words of reports for training.
    pub words: Words,
    /// Sentences with what the parser must see in them.
    pub examples: Vec<Located<Example>>,
}

/// Parts of names of one language.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Names {
    /// Which names.
    pub definition: String,
    /// Parts of names of persons, particles included.
    pub persons: Vec<String>,
    /// Names of places.
    pub places: Vec<String>,
}

/// Words of reports, forms of one word parted by spaces.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Words {
    /// What they are for.
    pub definition: String,
    /// Verbs with an object: base, third person, past, participle, gerund.
    pub transitive: Vec<String>,
    /// Verbs without one, in the same order of forms.
    pub intransitive: Vec<String>,
    /// Nouns for persons and bodies of persons: singular, plural.
    pub persons: Vec<String>,
    /// Nouns for things and events: singular, plural.
    pub things: Vec<String>,
}

/// A sentence with its verbs as `verb(actor, patient)`.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Example {
    /// The sentence.
    pub text: String,
    /// What the parser must see.
    pub expected: String,
}

impl Syntax {
    /// The name of the file.
    pub const FILE: &str = "syntax.toml";

    /// Reads the file.
    ///
    /// # Errors
    /// Points at line and column.
    pub fn read(files: &Files) -> Result<Syntax, Error> {
        files.parse(Syntax::FILE)
    }
}
