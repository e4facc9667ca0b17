//! What the parse changes in the coder: event F1, slot F1 and whose loss it is, without and with it, in the same run.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use codebook::Files;
use coder::{Coder, Input};
use record::{DocumentRef, Effect, Event, Toll};
use score::{Collection, Comparison, Scope};
use serde_json::Value;

/// Prints a table for each corpus folder that is there.
pub(crate) fn print(folders: &[PathBuf]) -> Result<()> {
    let files = Files::embedded();
    for folder in folders {
        if !folder.join("documents.jsonl").is_file() {
            println!("skipped: no {}", folder.display());
            continue;
        }
        println!("\nthe coder on {:28} event F1  slot F1  whose loss", folder.display());
        for (name, with) in [("word order alone", false), ("with the parse", true)] {
            let coder = Coder::new(&files)?;
            let coder = if with { coder } else { coder.without_syntax() };
            let comparison = code(&coder, folder)?;
            let scores = comparison.scores();
            let f1 = |counts: score::Counts| counts.f1().unwrap_or(0.0);
            let (right, gold) = whose_loss(&comparison);
            let share = right as f64 / gold.max(1) as f64;
            println!(
                "    {name:36} {:.3}    {:.3}   {share:.3} ({right} of {gold})",
                f1(scores.events),
                f1(scores.slots)
            );
        }
    }
    Ok(())
}

fn code(coder: &Coder, folder: &Path) -> Result<Comparison> {
    let gold = Collection::read(folder)?;
    let list = folder.join("documents.jsonl");
    let mut events: Vec<Event> = Vec::new();
    for line in std::fs::read_to_string(&list)?.lines() {
        let row: Value = serde_json::from_str(line).with_context(|| list.display().to_string())?;
        let document: DocumentRef = serde_json::from_value(row)?;
        let text = std::fs::read_to_string(folder.join(&document.path))?;
        events.extend(coder.code(&Input { text, document }).events.into_iter().map(|c| c.event));
    }
    let scope = Scope { documents: gold.documents.clone(), ignore_unknown: false };
    Ok(score::compare(gold.events, events, &scope)?)
}

/// Of the dead and injured that gold counts, over all its records: those of which the coder has the side, the effect and the figure.
fn whose_loss(comparison: &Comparison) -> (usize, usize) {
    let (mut right, mut all) = (0, 0);
    let counts = |t: &&Toll| matches!(t.effect, Effect::Killed | Effect::Injured | Effect::KilledOrInjured);
    for document in &comparison.documents {
        all += document.gold.iter().flat_map(|e| &e.toll).filter(counts).count();
        for &(g, p) in &document.pairs {
            let own = &document.predicted[p].toll;
            let told = |t: &&Toll| {
                own.iter().any(|o| (o.of, o.effect, o.low, o.high) == (t.of, t.effect, t.low, t.high))
            };
            right += document.gold[g].toll.iter().filter(counts).filter(told).count();
        }
    }
    (right, all)
}
