//! The entries of a codebook file, whatever the file's shape.

use serde::Serialize;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

/// One entry of a codebook file, whatever the file's shape.
#[derive(Debug, Serialize)]
pub(super) struct Entry {
    pub(super) file: String,
    pub(super) line: usize,
    pub(super) name: String,
    pub(super) definition: Option<String>,
    /// The lines of the file.
    pub(super) source: String,
    /// Every name and word of it, without definitions, sources and examples.
    #[serde(skip)]
    pub(super) words: Vec<String>,
}

/// The entries of a file: every table that is no mere container of tables.
pub(super) fn entries(file: &str, text: &str) -> anyhow::Result<Vec<Entry>> {
    let table = DeTable::parse(text).map_err(|e| anyhow::anyhow!("{file}: {e}"))?;
    let mut found = Vec::new();
    // Where something starts: an entry runs up to the start of the next one.
    for (key, value) in table.get_ref() {
        collect(file, text, key.get_ref(), key.span().start, value, &mut found);
    }
    found.sort_by_key(|(start, _)| *start);
    let starts: Vec<usize> = found.iter().map(|(start, _)| *start).collect();
    for (n, (start, entry)) in found.iter_mut().enumerate() {
        let end = starts.get(n + 1).copied().unwrap_or(text.len());
        entry.source = text[*start..end].trim_end().to_owned();
        entry.line = text[..*start].matches('\n').count() + 1;
    }
    Ok(found.into_iter().map(|(_, entry)| entry).collect())
}

fn collect(
    file: &str,
    text: &str,
    name: &str,
    at: usize,
    value: &Spanned<DeValue<'_>>,
    found: &mut Vec<(usize, Entry)>,
) {
    match value.get_ref() {
        DeValue::Table(table) => {
            let only_tables = !table.is_empty()
                && table.iter().all(|(_, value)| matches!(value.get_ref(), DeValue::Table(_)));
            if only_tables && name != "examples" {
                for (key, value) in table {
                    let name = format!("{name}.{}", key.get_ref());
                    collect(file, text, &name, key.span().start, value, found);
                }
                return;
            }
            let at = value.span().start.min(at).max(earliest(table).map_or(0, |first| header(text, first)));
            push(
                file,
                text,
                own_name(table).map_or_else(|| name.to_owned(), |own| format!("{name}: {own}")),
                at,
                value,
                found,
            );
        }
        DeValue::Array(items) if items.iter().any(|item| matches!(item.get_ref(), DeValue::Table(_))) => {
            for item in items {
                let own = match item.get_ref() {
                    DeValue::Table(table) => own_name(table),
                    _ => None,
                };
                let name = own.map_or_else(|| name.to_owned(), |own| format!("{name}: {own}"));
                push(file, text, name, item.span().start, item, found);
            }
        }
        _ => push(file, text, name.to_owned(), at, value, found),
    }
}

/// Where the first key of a table stands.
fn earliest(table: &DeTable<'_>) -> Option<usize> {
    table.iter().map(|(key, _)| key.span().start).min()
}

/// The header before a byte, or the byte itself.
fn header(text: &str, at: usize) -> usize {
    text[..at].rfind("\n[").map_or(0, |n| n + 1)
}

fn push(
    file: &str,
    text: &str,
    name: String,
    at: usize,
    value: &Spanned<DeValue<'_>>,
    found: &mut Vec<(usize, Entry)>,
) {
    let mut words: Vec<String> = name.split([':', '.']).map(|part| part.trim().to_owned()).collect();
    let mut definition = None;
    match value.get_ref() {
        DeValue::Table(table) => {
            definition = string(table, "definition");
            for (key, value) in table {
                if !matches!(
                    key.get_ref().as_ref(),
                    "definition" | "source" | "examples" | "example" | "note"
                ) {
                    gather(value, &mut words);
                }
            }
        }
        _ => gather(value, &mut words),
    }
    let start = text[..at].rfind('\n').map_or(0, |n| n + 1);
    let entry = Entry { file: file.to_owned(), line: 0, name, definition, source: String::new(), words };
    found.push((start, entry));
}

pub(super) fn own_name(table: &DeTable<'_>) -> Option<String> {
    ["code", "name", "id", "term", "word", "label"].into_iter().find_map(|key| string(table, key))
}

fn string(table: &DeTable<'_>, key: &str) -> Option<String> {
    match table.get(key)?.get_ref() {
        DeValue::String(text) => Some(text.to_string()),
        _ => None,
    }
}

/// Every string of a value and every key under it.
fn gather(value: &Spanned<DeValue<'_>>, words: &mut Vec<String>) {
    match value.get_ref() {
        DeValue::String(text) => words.push(text.to_string()),
        DeValue::Array(items) => items.iter().for_each(|item| gather(item, words)),
        DeValue::Table(table) => {
            for (key, value) in table {
                words.push(key.get_ref().to_string());
                gather(value, words);
            }
        }
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn entries_of_every_shape_are_found_with_their_lines() {
        let text = "# head\n[openers]\ndefinition = \"d\"\nwords = [\"on\", \"at\"]\n\n[[tactic]]\ncode = \"ied\"\nterms = [\n  \"bomb\",\n]\n\
                    [[tactic]]\ncode = \"raid\"\n[[tactic.examples]]\ntext = \"t\"\n\n[month.hijri]\nsafar = [\"Safar\"]\n[month.solar]\nmehr = [\"Mehr\"]\n";
        let found = entries("x.toml", text).unwrap();
        let seen: Vec<(usize, &str)> = found.iter().map(|e| (e.line, e.name.as_str())).collect();
        assert_eq!(
            seen,
            [
                (2, "openers"),
                (6, "tactic: ied"),
                (11, "tactic: raid"),
                (16, "month.hijri"),
                (18, "month.solar")
            ]
        );
        assert!(
            found[1].source.starts_with("[[tactic]]") && found[1].source.ends_with(']'),
            "{}",
            found[1].source
        );
        assert!(found[3].words.contains(&"Safar".to_owned()));
        assert!(!found[2].words.contains(&"t".to_owned()));
    }

    #[test]
    fn the_shipped_codebook_can_be_listed() {
        let files = codebook::Files::embedded();
        for name in files.names() {
            assert!(!entries(name, files.text(name).unwrap()).unwrap().is_empty(), "{name}");
        }
    }
}
