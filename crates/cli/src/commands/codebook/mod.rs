mod coverage;
mod entries;

use std::io::Write;

use clap::{Args, Subcommand};
use codebook::ExampleOutcome;
use entries::entries;

use crate::Exit;
use crate::shared::{CodebookArgs, count};
use crate::term::{self, FAINT, STRONG};

/// The codebook says what the words mean: TOML files that a researcher reads, edits and checks.
#[derive(Debug, Subcommand)]
pub(crate) enum CodebookCommand {
    /// Validate a codebook and run every example in it
    #[command(
        after_help = "A fault is shown in its line. Findings (exit code 1) are an example that gives another result than the \
                            codebook says, and an entry none of whose words occurs in any example.\n\nExamples:\n  counterclaim codebook check\n  counterclaim codebook check --codebook my-codebook/\n  counterclaim codebook check --each"
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
    /// Also take every word list away in turn: an example must fail then (a minute or two)
    #[arg(long)]
    each: bool,
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
    let listed = coverage::lists(&files)?;
    let mut idle = coverage::idle(&files, &listed, &outcomes)?;
    if args.each {
        idle.extend(coverage::missed_by_nothing(&files, &listed, &idle, &outcomes)?);
    }
    let failed: Vec<&ExampleOutcome> = outcomes.iter().filter(|o| !o.passed()).collect();
    let mut out = term::out();
    if args.json {
        for outcome in &outcomes {
            let line = serde_json::json!({
                "file": outcome.file, "line": outcome.line, "entry": outcome.entry, "text": outcome.text,
                "expected": outcome.expected, "got": outcome.got, "passed": outcome.passed(),
            });
            writeln!(out, "{line}")?;
        }
        for fault in &idle {
            let line = serde_json::json!({
                "file": fault.file, "line": fault.line, "entry": fault.entry, "passed": false,
                "fault": fault.message,
            });
            writeln!(out, "{line}")?;
        }
    } else {
        for outcome in &failed {
            writeln!(out, "{STRONG}{}:{}{STRONG:#}: {}", outcome.file, outcome.line, outcome.entry)?;
            writeln!(out, "  text      {}", outcome.text)?;
            writeln!(out, "  expected  {}", outcome.expected)?;
            writeln!(out, "  got       {}", outcome.got)?;
        }
        for fault in &idle {
            writeln!(
                out,
                "{STRONG}{}:{}{STRONG:#}: {}: {}",
                fault.file, fault.line, fault.entry, fault.message
            )?;
        }
        writeln!(
            out,
            "{}, {}, {} failed; {}, {} that no example needs; codebook {}",
            count(files.names().count(), "file", "files"),
            count(outcomes.len(), "example", "examples"),
            failed.len(),
            count(listed.len(), "word list", "word lists"),
            idle.len(),
            &coder.codebook_hash()[..12]
        )?;
    }
    Ok(if failed.is_empty() && idle.is_empty() { Exit::Done } else { Exit::Findings })
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

/// Every example of the codebook: of the coder with its dates and places, of the word lists, and of the parser.
fn examples(files: &codebook::Files) -> Result<Vec<ExampleOutcome>, codebook::Error> {
    let mut outcomes = coder::Coder::examples(files)?;
    outcomes.extend(codebook::examples(files)?);
    outcomes.extend(syntax::examples(&syntax::Parser::embedded(), files)?);
    Ok(outcomes)
}
