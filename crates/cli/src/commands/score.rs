use std::collections::BTreeMap;
use std::io::Write;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};

use anyhow::{Context, bail};
use casebook::Casebook;
use clap::Args;
use score::{Collection, Comparison, Metadata, Report, Scope, Scores};
use serde::Deserialize;

use crate::{Exit, term};

/// Measure agreement: machine with gold, or coder with coder.
#[derive(Debug, Args)]
#[command(
    after_help = "Records are aligned one to one by span overlap of at least half of the shorter span, within a document; docs/scoring.md \
has the definitions.\n\nExamples:\n  counterclaim score corpus events.jsonl\n  counterclaim score corpus corpus.casebook --by type\n  \
counterclaim score corpus events.jsonl --errors | less\n  counterclaim score coder-a.jsonl coder-b.jsonl --json\n  \
counterclaim score corpus events.jsonl --by use --floors corpus/floors.toml"
)]
pub(crate) struct ScoreArgs {
    /// A casebook, a file of records, a folder of them, or a list of documents (JSON Lines with `path` and `gold`)
    gold: PathBuf,
    /// The same, of the other coder or the machine
    predicted: PathBuf,
    /// Repeat the figures for each value of a column of the list of documents (type, country, ...)
    #[arg(long, value_name = "COLUMN")]
    by: Option<String>,
    /// Take the column from this list of documents (JSON Lines with `path`) instead of gold's
    #[arg(long, value_name = "FILE")]
    metadata: Option<PathBuf>,
    /// List what was missed, spurious or wrong, gold above the prediction
    #[arg(long)]
    errors: bool,
    /// Where the documents' texts are, to quote them in --errors [default: the folder of gold]
    #[arg(long, value_name = "DIR")]
    texts: Option<PathBuf>,
    /// Leave predicted documents that gold does not name out of the score
    #[arg(long)]
    ignore_unknown: bool,
    /// Fail (exit code 1) where a figure is under the floor that this TOML file records
    #[arg(long, value_name = "FILE")]
    floors: Option<PathBuf>,
    /// Print JSON
    #[arg(long)]
    json: bool,
}

pub(super) fn run(args: &ScoreArgs) -> anyhow::Result<Exit> {
    let gold = read(&args.gold)?;
    let predicted = read(&args.predicted)?;
    let scope = Scope { documents: gold.documents.clone(), ignore_unknown: args.ignore_unknown };
    let comparison = score::compare(gold.events, predicted.events, &scope)?;
    let own;
    let metadata = match &args.metadata {
        Some(file) => {
            own = Metadata::read(file)?;
            &own
        }
        None => &gold.metadata,
    };
    let report = comparison.report(args.by.as_deref().map(|column| (metadata, column)))?;
    let faults = match &args.floors {
        Some(file) => under_floor(file, &report)?,
        None => Vec::new(),
    };
    print(args, &comparison, &report)?;
    for fault in &faults {
        term::warn(fault);
    }
    Ok(if faults.is_empty() { Exit::Done } else { Exit::Findings })
}

/// Reads records from where they lie: a casebook, or what the scorer reads.
fn read(path: &Path) -> anyhow::Result<Collection> {
    if !Casebook::is_one(path) && path.extension().is_none_or(|ending| ending != "casebook") {
        return Ok(Collection::read(path)?);
    }
    let book = Casebook::open(path, casebook::Options::default())?;
    let mut collection = Collection::default();
    book.for_each(|stored| {
        collection.events.push(stored.event);
        ControlFlow::Continue(())
    })?;
    book.for_each_source(|listed| {
        collection.documents.push(listed.source.path);
        ControlFlow::Continue(())
    })?;
    Ok(collection)
}

fn print(args: &ScoreArgs, comparison: &Comparison, report: &Report) -> anyhow::Result<()> {
    let mut out = term::out();
    let differences = args.errors.then(|| comparison.differences(&|path| text_of(args, path)));
    if args.json {
        let mut value = serde_json::to_value(report)?;
        if let (Some(differences), Some(object)) = (differences, value.as_object_mut()) {
            object.insert("errors".to_owned(), serde_json::to_value(differences)?);
        }
        writeln!(out, "{}", serde_json::to_string_pretty(&value)?)?;
        return Ok(());
    }
    if let Some(differences) = differences {
        writeln!(out, "{}", score::render_differences(&differences))?;
    }
    write!(out, "{}", score::render_report(report))?;
    Ok(())
}

/// A document's text, where it is at hand.
fn text_of(args: &ScoreArgs, path: &str) -> Option<String> {
    let folder = match &args.texts {
        Some(folder) => folder.as_path(),
        None if args.gold.is_dir() => args.gold.as_path(),
        None => args.gold.parent().unwrap_or(Path::new("")),
    };
    let bytes =
        [folder.join(path), PathBuf::from(path)].into_iter().find_map(|file| std::fs::read(file).ok())?;
    document::decode(&bytes).ok().map(|decoded| decoded.text)
}

/// What a file of floors holds.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Floors {
    all: Option<Floor>,
    /// By the values of the column of `--by`.
    #[serde(default)]
    by: BTreeMap<String, BTreeMap<String, Floor>>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Floor {
    /// The least event F1.
    event_f1: Option<f64>,
    /// The least slot F1.
    slot_f1: Option<f64>,
    /// The greatest number of events that gold does not have.
    spurious_events: Option<u64>,
}

fn under_floor(file: &Path, report: &Report) -> anyhow::Result<Vec<String>> {
    let text = std::fs::read_to_string(file).with_context(|| format!("cannot read {}", file.display()))?;
    let floors: Floors = toml::from_str(&text).map_err(|e| anyhow::anyhow!("{}: {e}", file.display()))?;
    let mut faults = Vec::new();
    if let Some(floor) = &floors.all {
        floor.check("all documents", &report.all, &mut faults);
    }
    let Some(column) = &report.grouped_by else { return Ok(faults) };
    for (value, floor) in floors.by.get(column).into_iter().flatten() {
        match report.by.get(value) {
            Some(scores) => floor.check(&format!("{column} {value}"), scores, &mut faults),
            None => bail!("{}: no document has {column} {value}", file.display()),
        }
    }
    Ok(faults)
}

impl Floor {
    fn check(&self, name: &str, scores: &Scores, faults: &mut Vec<String>) {
        let figures =
            [("event F1", self.event_f1, scores.events.f1()), ("slot F1", self.slot_f1, scores.slots.f1())];
        for (figure, floor, found) in figures {
            match (floor, found) {
                (Some(floor), Some(found)) if found < floor => {
                    faults.push(format!("{name}: {figure} {found:.3} is under the floor of {floor:.3}"));
                }
                (Some(floor), None) => faults.push(format!("{name}: no {figure}, the floor is {floor:.3}")),
                _ => {}
            }
        }
        let spurious = scores.events.spurious;
        if let Some(most) = self.spurious_events.filter(|most| spurious > *most) {
            faults.push(format!("{name}: {spurious} spurious events, at most {most} may be"));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_figure_under_its_floor_is_a_finding() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("floors.toml");
        std::fs::write(&file, "[all]\nevent_f1 = 0.9\nspurious_events = 0\n").unwrap();
        let mut report = Comparison::default().report(None).unwrap();
        report.all.events = score::Counts { right: 8, spurious: 1, missed: 3 };
        let faults = under_floor(&file, &report).unwrap();
        assert_eq!(
            faults,
            [
                "all documents: event F1 0.800 is under the floor of 0.900",
                "all documents: 1 spurious events, at most 0 may be"
            ]
        );
        std::fs::write(&file, "[all]\nevent_f2 = 0.9\n").unwrap();
        assert!(under_floor(&file, &report).unwrap_err().to_string().contains("event_f2"));
    }
}
