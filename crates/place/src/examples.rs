//! Runs the examples of `places.toml` and `areas.toml`, and the traps of `traps.toml`.

use codebook::places::{Areas, Places, Traps};
use codebook::{ExampleOutcome, Files};
use document::{Document, Style};

use crate::mention::{Context, Mention};
use crate::{Gazetteer, Placer};

/// What came of every example and trap, in the order of the files.
///
/// # Errors
/// A file of the codebook is broken.
pub fn examples(files: &Files) -> Result<Vec<ExampleOutcome>, codebook::Error> {
    let placer = Placer::new(files, Gazetteer::embedded())?;
    let places: Places = files.parse("places.toml")?;
    let traps: Traps = files.parse("traps.toml")?;
    let areas: Areas = files.parse("areas.toml")?;
    let style = style(files)?;
    let mut outcomes = Vec::new();
    let in_files = [("places.toml", &places.examples), ("areas.toml", &areas.examples)];
    for (file, example) in in_files.iter().flat_map(|(file, list)| list.iter().map(move |e| (*file, e))) {
        let (line, _) = files.line_column(file, example.span().start);
        let example = example.get_ref();
        let doc = Document::new(example.text.clone(), &style);
        let got: Vec<String> = placer
            .annotate(&doc, &Context::default())
            .iter()
            .enumerate()
            .filter(|(_, m)| m.kind.is_place() && m.describes.is_none())
            .map(|(n, m)| (n, shown(m)))
            .collect::<Vec<_>>()
            .into_iter()
            .map(|(_, text)| text)
            .collect();
        // Wider places are also mentions of their own: an example lists the most specific ones.
        let got: Vec<String> = got
            .iter()
            .filter(|text| {
                let name = text.rsplit_once(' ').map_or(text.as_str(), |(name, _)| name);
                !got.iter().any(|other| other != *text && other.contains(&format!("< {name}")))
            })
            .cloned()
            .collect();
        outcomes.push(ExampleOutcome {
            file: file.to_owned(),
            line,
            entry: "examples".to_owned(),
            text: example.text.clone(),
            expected: example.places.join("; "),
            got: got.join("; "),
        });
    }
    for kind in &traps.traps {
        for trap in &kind.examples {
            let (line, _) = files.line_column("traps.toml", trap.span().start);
            let trap = trap.get_ref();
            let doc = Document::new(trap.text.clone(), &style);
            let start = trap.text.find(&trap.never).unwrap_or(0) as u32;
            let range = document::TextRange::new(start, start + trap.never.len() as u32);
            let found = placer.annotate(&doc, &Context::default());
            let place = found.iter().find(|m| m.kind.is_place() && m.range.overlaps(range));
            outcomes.push(ExampleOutcome {
                file: "traps.toml".to_owned(),
                line,
                entry: kind.kind.clone(),
                text: trap.text.clone(),
                expected: "no place".to_owned(),
                got: place.map_or("no place".to_owned(), |m| format!("{} ({})", shown(m), m.rule)),
            });
        }
    }
    Ok(outcomes)
}

/// The abbreviations of `text.toml`: "Mr." ends no sentence.
fn style(files: &Files) -> Result<Style, codebook::Error> {
    let text: serde_json::Value = files.parse("text.toml")?;
    let words = text["abbreviations"]["words"].as_array().cloned().unwrap_or_default();
    let abbreviations = words.iter().filter_map(|word| word.as_str().map(document::fold)).collect();
    Ok(Style { abbreviations, ..Style::default() })
}

/// "near Fafa < Gao ML": relation, path, country.
fn shown(mention: &Mention) -> String {
    let place = &mention.place;
    let mut text = String::new();
    if let Some(relation) = place.relation {
        text.push_str(relation.as_str());
        text.push(' ');
    }
    let joined = place.relation == Some(record::Relation::Between);
    let names = if joined { &place.path[..1] } else { &place.path[..] };
    text.push_str(&names.join(" < "));
    if let Some(country) = &place.country {
        text.push(' ');
        text.push_str(country);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn examples_and_traps_hold() {
        let outcomes = examples(&Files::embedded()).unwrap();
        assert!(outcomes.len() >= 200);
        let failed: Vec<String> = outcomes
            .iter()
            .filter(|o| !o.passed())
            .map(|o| format!("{}:{} {:?}: expected {}, got {}", o.file, o.line, o.text, o.expected, o.got))
            .collect();
        assert!(failed.is_empty(), "{} of {} fail:\n{}", failed.len(), outcomes.len(), failed.join("\n"));
    }
}
