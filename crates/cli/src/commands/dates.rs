use clap::Args;
use document::Document;

use super::lines;
use crate::Exit;
use crate::shared::{CodebookArgs, InputArgs, JobsArgs};

/// Print every expression of time in documents, resolved, in four calendars.
#[derive(Debug, Args)]
#[command(
    after_help = "Each line is {path, span, text, timex3, when, role, rule, confidence}; docs/when.md says what they mean.\n\n\
Examples:\n  counterclaim dates report.txt --published 2023-03-10\n  counterclaim dates reports/ --metadata reports/metadata.csv > dates.jsonl\n  \
counterclaim dates report.txt --timeml > report.tml"
)]
pub(crate) struct DatesArgs {
    #[command(flatten)]
    input: InputArgs,
    #[command(flatten)]
    codebook: CodebookArgs,
    #[command(flatten)]
    jobs: JobsArgs,
    /// Print the documents as TimeML instead, each with its expressions marked
    #[arg(long)]
    timeml: bool,
    /// Let a date without a year lie after publication, as forecasts and announcements need; else it is the latest one not after it
    #[arg(long)]
    allow_future: bool,
}

pub(super) fn run(args: &DatesArgs) -> anyhow::Result<Exit> {
    let files = args.codebook.files()?;
    let dater = args.codebook.compile(&files, when::Dater::new)?;
    let style = args.codebook.compile(&files, when::style)?;
    lines::run(&args.input, &args.jobs, |reading| {
        let about = &reading.input.document;
        let doc = Document::new(reading.input.text.clone(), &style);
        let context = when::Context {
            published: about.published,
            allow_future: args.allow_future,
            ..when::Context::default()
        };
        let mentions = dater.annotate(&doc, &context);
        if args.timeml {
            return Ok(when::timeml(&about.path, &doc, &mentions, about.published).into_bytes());
        }
        lines::json(mentions.iter().map(|mention| when::row(&about.path, &doc, mention)))
    })
}
