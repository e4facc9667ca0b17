//! JSON Lines from documents: what `annotate`, `dates` and `places` share.

use std::io::{BufWriter, Write};
use std::sync::atomic::Ordering;

use crate::pipeline::{self, Done};
use crate::shared::{Faults, InputArgs, JobsArgs};
use crate::source::Reading;
use crate::{Exit, interrupt, term};

/// Reads the input, lets `work` make lines of each document, and prints them in the order of the input.
pub(super) fn run(
    input: &InputArgs,
    jobs: &JobsArgs,
    work: impl Fn(&Reading) -> serde_json::Result<Vec<u8>> + Sync,
) -> anyhow::Result<Exit> {
    framed(input, jobs, ["", "", ""], work)
}

/// As [`run`], with what stands before all, between the documents that give anything, and after all.
pub(super) fn framed(
    input: &InputArgs,
    jobs: &JobsArgs,
    [head, between, tail]: [&str; 3],
    work: impl Fn(&Reading) -> serde_json::Result<Vec<u8>> + Sync,
) -> anyhow::Result<Exit> {
    let source = input.source()?;
    let stop = interrupt::listen();
    let mut faults = Faults::default();
    for fault in source.faults().iter().cloned().chain(source.metadata_faults()) {
        if let Some(fault) = faults.add(fault) {
            term::warn(fault);
        }
    }
    let mut out = BufWriter::new(std::io::stdout().lock());
    out.write_all(head.as_bytes())?;
    let mut any = false;
    pipeline::run(
        &source,
        jobs.count(),
        stop,
        |_| None,
        |reading| work(reading),
        |done| -> anyhow::Result<()> {
            match done {
                Done::Worked(reading, lines) => {
                    reading.notes.iter().for_each(term::warn);
                    let lines = lines?;
                    if any && !lines.is_empty() {
                        out.write_all(between.as_bytes())?;
                    }
                    any |= !lines.is_empty();
                    out.write_all(&lines)?;
                }
                Done::Fault(fault, _) => {
                    if let Some(fault) = faults.add(fault) {
                        term::warn(fault);
                    }
                }
            }
            Ok(())
        },
    )?;
    out.write_all(tail.as_bytes())?;
    out.flush()?;
    if faults.unseen() > 0 {
        term::note(format!("and {} more faults", faults.unseen()));
    }
    Ok(match (stop.load(Ordering::Relaxed), faults.count) {
        (true, _) => Exit::Interrupted,
        (false, 0) => Exit::Done,
        (false, _) => Exit::Findings,
    })
}

/// Writes values as JSON Lines.
pub(super) fn json<T: serde::Serialize>(values: impl IntoIterator<Item = T>) -> serde_json::Result<Vec<u8>> {
    let mut lines = Vec::new();
    for value in values {
        serde_json::to_writer(&mut lines, &value)?;
        lines.push(b'\n');
    }
    Ok(lines)
}
