use std::io::{BufWriter, Write};

use clap::Args;

use crate::pipeline::{self, Done};
use crate::shared::{CodebookArgs, Faults, InputArgs, JobsArgs};
use crate::{Exit, interrupt, term};

/// Print every mention seen in documents as JSON Lines, also those that ended in no event.
#[derive(Debug, Args)]
#[command(after_help = "Each line is {document, kind, span, text, ...}: kind is date, place, toll, materiel, actor or action; span \
counts code points, so that text[start:end] in Python is the mention; the value follows (timex3 and when, where, low and high).\n\n\
Examples:\n  counterclaim annotate report.txt --published 2024-02-02\n  counterclaim annotate reports/ --metadata reports/metadata.csv > mentions.jsonl\n  \
counterclaim annotate report.txt | jq 'select(.kind == \"date\")'")]
pub(crate) struct AnnotateArgs {
    #[command(flatten)]
    input: InputArgs,
    #[command(flatten)]
    codebook: CodebookArgs,
    #[command(flatten)]
    jobs: JobsArgs,
}

pub(super) fn run(args: &AnnotateArgs) -> anyhow::Result<Exit> {
    let source = args.input.source()?;
    let coder = args.codebook.coder()?;
    let stop = interrupt::listen();
    let mut faults = Faults::default();
    for fault in source.faults().iter().cloned().chain(source.metadata_faults()) {
        if let Some(fault) = faults.add(fault) {
            term::warn(fault);
        }
    }
    let mut out = BufWriter::new(std::io::stdout().lock());
    pipeline::run(
        &source,
        args.jobs.count(),
        stop,
        |_| None,
        |reading| -> serde_json::Result<Vec<u8>> {
            let mut lines = Vec::new();
            for annotation in coder.annotate(&reading.input) {
                serde_json::to_writer(&mut lines, &annotation)?;
                lines.push(b'\n');
            }
            Ok(lines)
        },
        |done| -> anyhow::Result<()> {
            match done {
                Done::Worked(reading, lines) => {
                    reading.notes.iter().for_each(term::warn);
                    out.write_all(&lines?)?;
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
    out.flush()?;
    if faults.unseen() > 0 {
        term::note(format!("and {} more faults", faults.unseen()));
    }
    Ok(match (stop.load(std::sync::atomic::Ordering::Relaxed), faults.count) {
        (true, _) => Exit::Interrupted,
        (false, 0) => Exit::Done,
        (false, _) => Exit::Findings,
    })
}
