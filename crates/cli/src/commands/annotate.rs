use clap::Args;

use super::lines;
use crate::Exit;
use crate::layers::GazetteerArgs;
use crate::shared::{CodebookArgs, InputArgs, JobsArgs};

/// Print every mention seen in documents as JSON Lines, also those that ended in no event.
#[derive(Debug, Args)]
#[command(
    after_help = "Each line is {document, kind, span, text, ...}: kind is date, place, toll, materiel, actor or action; span \
counts code points, so that text[start:end] in Python is the mention; the value follows (timex3 and when, where, low and high).\n\n\
Examples:\n  counterclaim annotate report.txt --published 2024-02-02\n  counterclaim annotate reports/ --metadata reports/metadata.csv > mentions.jsonl\n  \
counterclaim annotate report.txt | jq 'select(.kind == \"date\")'"
)]
pub(crate) struct AnnotateArgs {
    #[command(flatten)]
    input: InputArgs,
    #[command(flatten)]
    codebook: CodebookArgs,
    #[command(flatten)]
    gazetteer: GazetteerArgs,
    #[command(flatten)]
    jobs: JobsArgs,
}

pub(super) fn run(args: &AnnotateArgs) -> anyhow::Result<Exit> {
    let coder = args.codebook.coder_with(&args.gazetteer)?;
    lines::run(&args.input, &args.jobs, |reading| lines::json(coder.annotate(&reading.input)))
}
