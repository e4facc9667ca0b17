use clap::Args;
use document::Document;
use place::{Context, Gazetteer, Placer};

use super::lines;
use crate::Exit;
use crate::shared::{CodebookArgs, InputArgs, JobsArgs};

/// Print every name of a place, people or person in documents, with what it means.
#[derive(Debug, Args)]
#[command(
    after_help = "Each line is {document, span, text, kind, role, where, candidates, confidence, rule}; docs/places.md says what they mean.\n\n\
Examples:\n  counterclaim places report.txt\n  counterclaim places reports/ --metadata reports/metadata.csv > places.jsonl"
)]
pub(crate) struct PlacesArgs {
    #[command(flatten)]
    input: InputArgs,
    #[command(flatten)]
    codebook: CodebookArgs,
    #[command(flatten)]
    jobs: JobsArgs,
}

pub(super) fn run(args: &PlacesArgs) -> anyhow::Result<Exit> {
    let files = args.codebook.files()?;
    let placer = args.codebook.compile(&files, |files| Placer::new(files, Gazetteer::embedded()))?;
    let style = args.codebook.compile(&files, when::style)?;
    lines::run(&args.input, &args.jobs, |reading| {
        let about = &reading.input.document;
        let doc = Document::new(reading.input.text.clone(), &style);
        let context = Context {
            publisher: about.publisher.as_deref(),
            title: about.title.as_deref(),
            ..Context::default()
        };
        let mentions = placer.annotate(&doc, &context);
        lines::json(mentions.iter().map(|mention| {
            serde_json::json!({
                "document": about.path, "span": doc.span(mention.range), "text": doc.slice(mention.range),
                "phrase": doc.span(mention.phrase), "kind": mention.kind, "role": mention.role, "where": mention.place,
                "candidates": mention.candidates, "confidence": mention.confidence, "rule": mention.rule,
            })
        }))
    })
}
