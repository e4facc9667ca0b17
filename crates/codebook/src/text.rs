//! `text.toml`: the words that cutting a text into sentences and sections needs.

use document::{Style, fold};
use serde::Deserialize;

use crate::terms::{Example, RawExample};
use crate::{Error, Files};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Text {
    abbreviations: List,
    openers: List,
    joiners: List,
    region_nouns: List,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct List {
    #[allow(dead_code, reason = "for the reader of the codebook")]
    definition: String,
    words: Vec<String>,
    #[serde(default)]
    examples: Vec<RawExample>,
}

const FILE: &str = "text.toml";

/// Reads `text.toml`.
///
/// # Errors
/// Points at file, line and column.
pub fn style(files: &Files) -> Result<Style, Error> {
    let text: Text = files.parse(FILE)?;
    let set = |list: List| list.words.iter().map(|w| fold(w)).collect();
    Ok(Style {
        abbreviations: set(text.abbreviations),
        openers: set(text.openers),
        joiners: set(text.joiners),
        region_nouns: set(text.region_nouns),
    })
}

/// The examples of `text.toml`: the number of sentences, and the headings.
///
/// # Errors
/// Points at file, line and column.
pub(crate) fn examples(files: &Files) -> Result<Vec<Example>, Error> {
    let Text { abbreviations, openers, joiners, region_nouns } = files.parse(FILE)?;
    let lists = [
        ("abbreviations", abbreviations),
        ("openers", openers),
        ("joiners", joiners),
        ("region_nouns", region_nouns),
    ];
    let mut examples = Vec::new();
    for (entry, list) in lists {
        for RawExample { text, expect } in list.examples {
            let (line, _) = files.line_column(FILE, text.span().start);
            let (entry, text) = (entry.to_owned(), text.into_inner());
            examples.push(Example { file: FILE, line, entry, text, expect });
        }
    }
    Ok(examples)
}
