use std::io::Write;

use clap::{Args, Subcommand};
use serde::Serialize;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

use crate::Exit;
use crate::shared::{CodebookArgs, count};
use crate::term::{self, FAINT, STRONG};

/// The codebook says what the words mean: TOML files that a researcher reads, edits and checks.
#[derive(Debug, Subcommand)]
pub(crate) enum CodebookCommand {
    /// Validate a codebook and run every example in it
    #[command(
        after_help = "A fault is shown in its line. An example that gives another result than the codebook says is a \
                            finding (exit code 1).\n\nExamples:\n  counterclaim codebook check\n  counterclaim codebook check --codebook my-codebook/"
    )]
    Check(CheckArgs),
    /// List the entries
    #[command(
        after_help = "Examples:\n  counterclaim codebook list\n  counterclaim codebook list tactics.toml\n  counterclaim codebook list --json"
    )]
    List(ListArgs),
    /// Show what the codebook says of a term
    #[command(
        after_help = "Examples:\n  counterclaim codebook show sniper\n  counterclaim codebook show \"Dhu al-Hijjah\""
    )]
    Show(ShowArgs),
}

#[derive(Debug, Args)]
pub(crate) struct CheckArgs {
    #[command(flatten)]
    codebook: CodebookArgs,
    /// Print the outcome of every example as JSON Lines
    #[arg(long)]
    json: bool,
}

#[derive(Debug, Args)]
pub(crate) struct ListArgs {
    /// Only this file
    #[arg(value_name = "FILE")]
    file: Option<String>,
    #[command(flatten)]
    codebook: CodebookArgs,
    /// Print JSON Lines
    #[arg(long)]
    json: bool,
}

#[derive(Debug, Args)]
pub(crate) struct ShowArgs {
    /// A word, code or name; case, accents and apostrophes do not matter
    #[arg(value_name = "TERM")]
    term: String,
    #[command(flatten)]
    codebook: CodebookArgs,
    /// Print JSON Lines
    #[arg(long)]
    json: bool,
}

pub(super) fn run(command: CodebookCommand) -> anyhow::Result<Exit> {
    match command {
        CodebookCommand::Check(args) => check(&args),
        CodebookCommand::List(args) => list(&args),
        CodebookCommand::Show(args) => show(&args),
    }
}

fn check(args: &CheckArgs) -> anyhow::Result<Exit> {
    let files = args.codebook.files()?;
    let coder = args.codebook.coder()?;
    let outcomes = match examples(&files) {
        Ok(outcomes) => outcomes,
        Err(error) => {
            term::codebook_faults(Some(&files), &error);
            anyhow::bail!("the examples cannot be run");
        }
    };
    let mut out = term::out();
    let failed = outcomes.iter().filter(|o| !o.passed()).count();
    for outcome in &outcomes {
        if args.json {
            let line = serde_json::json!({
                "file": outcome.file, "line": outcome.line, "entry": outcome.entry, "text": outcome.text,
                "expected": outcome.expected, "got": outcome.got, "passed": outcome.passed(),
            });
            writeln!(out, "{line}")?;
        } else if !outcome.passed() {
            writeln!(out, "{STRONG}{}:{}{STRONG:#}: {}", outcome.file, outcome.line, outcome.entry)?;
            writeln!(out, "  text      {}", outcome.text)?;
            writeln!(out, "  expected  {}", outcome.expected)?;
            writeln!(out, "  got       {}", outcome.got)?;
        }
    }
    if !args.json {
        writeln!(
            out,
            "{}, {}, {failed} failed; codebook {}",
            count(files.names().count(), "file", "files"),
            count(outcomes.len(), "example", "examples"),
            &coder.codebook_hash()[..12]
        )?;
    }
    Ok(if failed == 0 { Exit::Done } else { Exit::Findings })
}

fn list(args: &ListArgs) -> anyhow::Result<Exit> {
    let files = args.codebook.files()?;
    let names: Vec<&str> = files.names().collect();
    if let Some(file) = args.file.as_deref().filter(|f| !names.contains(f)) {
        anyhow::bail!("the codebook has no file {file}; it has {}", names.join(", "));
    }
    let mut out = term::out();
    for name in names.into_iter().filter(|n| args.file.as_deref().is_none_or(|f| f == *n)) {
        if !args.json {
            writeln!(out, "{STRONG}{name}{STRONG:#}")?;
        }
        for entry in entries(name, files.text(name).unwrap_or_default())? {
            if args.json {
                writeln!(out, "{}", serde_json::to_string(&entry)?)?;
            } else {
                let definition = entry.definition.as_deref().unwrap_or_default();
                writeln!(out, "  {:<34} {FAINT}{definition}{FAINT:#}", entry.name)?;
            }
        }
    }
    Ok(Exit::Done)
}

fn show(args: &ShowArgs) -> anyhow::Result<Exit> {
    let files = args.codebook.files()?;
    let sought = document::fold(&args.term);
    if sought.is_empty() {
        anyhow::bail!("no term was given");
    }
    let mut exact = Vec::new();
    let mut loose = Vec::new();
    for name in files.names() {
        for entry in entries(name, files.text(name).unwrap_or_default())? {
            let words = || entry.words.iter().map(|word| document::fold(word));
            if words().any(|word| word == sought) {
                exact.push(entry);
            } else if words().any(|word| word.contains(&sought)) {
                loose.push(entry);
            }
        }
    }
    let found = if exact.is_empty() { loose } else { exact };
    let mut out = term::out();
    for entry in &found {
        if args.json {
            writeln!(out, "{}", serde_json::to_string(entry)?)?;
            continue;
        }
        writeln!(out, "{STRONG}{}:{}{STRONG:#}  {}", entry.file, entry.line, entry.name)?;
        for line in entry.source.lines() {
            writeln!(out, "  {line}")?;
        }
        writeln!(out)?;
    }
    if found.is_empty() {
        term::note(format!(
            "the codebook does not have `{}`; `counterclaim codebook list` lists what it has",
            args.term
        ));
        return Ok(Exit::Findings);
    }
    Ok(Exit::Done)
}

/// One entry of a codebook file, whatever the file's shape.
#[derive(Debug, Serialize)]
struct Entry {
    file: String,
    line: usize,
    name: String,
    definition: Option<String>,
    /// The lines of the file.
    source: String,
    /// Every name and word of it, without definitions, sources and examples.
    #[serde(skip)]
    words: Vec<String>,
}

/// The entries of a file: every table that is no mere container of tables.
fn entries(file: &str, text: &str) -> anyhow::Result<Vec<Entry>> {
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

fn own_name(table: &DeTable<'_>) -> Option<String> {
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

/// Every example of the codebook: of the coder with its dates and places, and of the parser.
fn examples(files: &codebook::Files) -> Result<Vec<codebook::ExampleOutcome>, codebook::Error> {
    let mut outcomes = coder::Coder::examples(files)?;
    outcomes.extend(syntax::examples(&syntax::Parser::embedded(), files)?);
    Ok(outcomes)
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
