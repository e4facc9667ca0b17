//! Runs the examples of the codebook's date files.

use std::collections::BTreeMap;

use codebook::dates::DateExample;
use codebook::{Error, ExampleOutcome, Files, Located};
use document::{Document, Style, fold};
use serde::Deserialize;

use crate::rules::sources;
use crate::{Context, Dater, Mention};

/// Runs every example of the date files. The outcomes are in file order.
///
/// # Errors
/// A file cannot be read.
pub fn examples(files: &Files) -> Result<Vec<ExampleOutcome>, Error> {
    let dater = Dater::new(files)?;
    let style = style(files)?;
    let mut outcomes = Vec::new();
    for (name, dates) in sources(files)? {
        let lists = dates.list.iter().map(|l| (l.class.as_str(), &l.examples));
        let rules = dates.rule.iter().map(|r| (r.name.as_str(), &r.examples));
        for (entry, examples) in lists.chain(rules) {
            for example in examples {
                outcomes.extend(run(files, &name, entry, example, &dater, &style));
            }
        }
    }
    Ok(outcomes)
}

fn run(
    files: &Files,
    file: &str,
    entry: &str,
    example: &Located<DateExample>,
    dater: &Dater,
    style: &Style,
) -> Vec<ExampleOutcome> {
    let (line, _) = files.line_column(file, example.span().start);
    let example = example.get_ref();
    let doc = Document::new(example.text.clone(), style);
    let published = example.published.as_deref().and_then(|d| d.parse().ok());
    let mentions = dater.annotate(&doc, &Context { published, ..Context::default() });
    let outcome = |expected: &[String], got: Vec<String>| ExampleOutcome {
        file: file.to_owned(),
        line,
        entry: entry.to_owned(),
        text: example.text.clone(),
        expected: expected.join("; "),
        got: got.join("; "),
    };
    let mut outcomes = Vec::new();
    if let Some(values) = &example.values {
        let got = mentions.iter().flat_map(|m| m.timexes()).map(|(range, timex)| {
            let modifier = timex.r#mod.as_ref().map(|m| format!(" {m}")).unwrap_or_default();
            format!("{} = {}{modifier}", doc.slice(range).replace('\n', " "), timex.value)
        });
        outcomes.push(outcome(values, got.collect()));
    }
    if let Some(when) = &example.when {
        outcomes.push(outcome(when, mentions.iter().filter_map(|m| shown(&doc, m)).collect()));
    }
    outcomes
}

fn shown(doc: &Document, mention: &Mention) -> Option<String> {
    let when = mention.when.as_ref()?;
    let days = match (when.start, when.end) {
        (Some(start), Some(end)) if start == end => start.to_string(),
        (Some(start), Some(end)) => format!("{start}..{end}"),
        _ => "open".to_owned(),
    };
    Some(format!("{} = {days} {} {}", doc.slice(mention.range), when.precision, when.basis))
}

#[derive(Deserialize)]
struct Words {
    words: Vec<String>,
}

/// The words by which documents are cut, from the codebook's `text.toml`.
///
/// # Errors
/// The file cannot be read.
pub fn style(files: &Files) -> Result<Style, Error> {
    let lists: BTreeMap<String, Words> = files.parse("text.toml")?;
    let words = |name: &str| {
        lists.get(name).map_or_else(Default::default, |l| l.words.iter().map(|w| fold(w)).collect())
    };
    Ok(Style {
        abbreviations: words("abbreviations"),
        openers: words("openers"),
        joiners: words("joiners"),
        region_nouns: words("region_nouns"),
    })
}
