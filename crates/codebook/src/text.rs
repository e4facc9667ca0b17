//! `text.toml`: the words that cutting a text into sentences and sections needs.

use document::{Style, fold};
use serde::Deserialize;

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
}

/// Reads `text.toml`.
///
/// # Errors
/// Points at file, line and column.
pub fn style(files: &Files) -> Result<Style, Error> {
    let text: Text = files.parse("text.toml")?;
    let set = |list: List| list.words.iter().map(|w| fold(w)).collect();
    Ok(Style {
        abbreviations: set(text.abbreviations),
        openers: set(text.openers),
        joiners: set(text.joiners),
        region_nouns: set(text.region_nouns),
    })
}
