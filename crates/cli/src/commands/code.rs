use std::path::Path;

use clap::Args;

use crate::coding::{self, Run};
use crate::layers::GazetteerArgs;
use crate::shared::{CasebookArgs, CodebookArgs, InputArgs, JobsArgs, count};
use crate::{Exit, interrupt, term};

/// Code reports into a casebook of sourced events.
#[derive(Debug, Args)]
#[command(
    after_help = "A document is stored once, by the SHA-256 of its bytes; coding it again with the same codebook changes nothing, so a \
run that was ended goes on where it was when you give the same command again.\n\n\
Examples:\n  counterclaim code reports/ --metadata reports/metadata.csv\n  counterclaim code bulletin.txt --published 2023-03-10 --side claimant\n  \
counterclaim code wires.jsonl --casebook sahel.casebook --jobs 4\n  counterclaim code reports/ --json > summary.json\n\n\
Exit codes: 0 all was coded; 1 something could not be read, the rest was coded; 2 nothing could be done; 130 interrupted."
)]
pub(crate) struct CodeArgs {
    #[command(flatten)]
    input: InputArgs,
    #[command(flatten)]
    casebook: CasebookArgs,
    #[command(flatten)]
    codebook: CodebookArgs,
    #[command(flatten)]
    gazetteer: GazetteerArgs,
    #[command(flatten)]
    jobs: JobsArgs,
    /// Print the summary as JSON
    #[arg(long)]
    json: bool,
    /// No progress bar and no notes; what could not be read is still said
    #[arg(long, short)]
    quiet: bool,
}

pub(super) fn run(args: &CodeArgs) -> anyhow::Result<Exit> {
    let source = args.input.source()?;
    let coder = args.codebook.coder_with(&args.gazetteer)?;
    let path = args.casebook.path();
    let book = coding::open_to_write(&path, "code")?;
    let stop = interrupt::listen();
    let run = coding::run(book, &source, &coder, args.jobs.count(), stop, args.quiet)?;
    coding::note_unseen(&run);
    let summary = args.casebook.open()?.summary()?;
    if args.json {
        let value = serde_json::json!({
            "casebook": path, "codebook": coder.codebook_hash(), "version": coding::VERSION,
            "run": run, "faults": {"count": run.faults.count, "first": run.faults.first},
            "warnings": {"count": run.warnings.count, "first": run.warnings.first}, "in_casebook": summary,
        });
        let text = serde_json::to_string_pretty(&value)?;
        std::io::Write::write_fmt(&mut term::out(), format_args!("{text}\n"))?;
    } else {
        tell(&run, &path, &source, &summary);
    }
    Ok(match (run.interrupted, run.faults.count) {
        (true, _) => Exit::Interrupted,
        (false, 0) => Exit::Done,
        (false, _) => Exit::Findings,
    })
}

fn tell(run: &Run, path: &Path, source: &crate::source::Source, summary: &casebook::Summary) {
    let mut parts = vec![format!("{} coded", run.coded), format!("{} unchanged", run.unchanged)];
    if run.linked > 0 {
        parts.push(format!("{} known under another path or metadata", run.linked));
    }
    if run.faults.count > 0 {
        parts.push(count(run.faults.count, "thing could not be read", "things could not be read"));
    }
    term::note(format!("{}: {}", count(run.documents(), "document", "documents"), parts.join(", ")));
    if source.passed_over() > 0 {
        let files = count(source.passed_over(), "file", "files");
        term::note(format!("{files} passed over: only .txt, .md and .jsonl are read"));
    }
    term::note(format!(
        "coded now: {}, {}, {}",
        count(run.events, "event", "events"),
        count(run.aggregates, "aggregate", "aggregates"),
        count(run.background, "recalled event", "recalled events"),
    ));
    if run.warnings.count > 0 {
        term::note(count(run.warnings.count, "note", "notes"));
    }
    term::note(format!(
        "{}: {} in {}",
        path.display(),
        count(summary.events as usize, "event", "events"),
        count(summary.sources as usize, "document", "documents"),
    ));
    let option = if path.as_os_str() == CasebookArgs::DEFAULT {
        String::new()
    } else {
        format!(" --casebook {}", path.display())
    };
    if run.interrupted {
        term::note("interrupted; everything up to here is kept: give the same command again to go on");
    } else {
        term::note(format!("next: counterclaim show{option}"));
    }
}
