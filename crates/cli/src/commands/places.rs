use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Mutex;

use anyhow::{Context as _, bail};
use clap::Args;
use document::{Document, TextRange};
use place::{Mention, Placer};
use record::Span;
use serde::Deserialize;
use serde_json::{Value, json};

use super::lines;
use crate::layers::GazetteerArgs;
use crate::shared::{CodebookArgs, InputArgs, JobsArgs};
use crate::source::Reading;
use crate::{Exit, term};

/// Print every name of a place, people or person in documents, with what it means.
#[derive(Debug, Args)]
#[command(
    after_help = "Each line is {path, document, span, text, kind, role, where, candidates, confidence, rule}; spans count code points; \
docs/places.md says what they mean. A demonym (\"Turkish soldiers\") has kind demonym, a place in an organisation's name in_organisation.\n\n\
Examples:\n  counterclaim places report.txt\n  counterclaim places reports/ --metadata reports/metadata.csv > places.jsonl\n  \
counterclaim places reports/ --geojson > places.geojson\n  counterclaim places reports/ --spans spans.jsonl > resolved.jsonl"
)]
pub(crate) struct PlacesArgs {
    #[command(flatten)]
    input: InputArgs,
    #[command(flatten)]
    codebook: CodebookArgs,
    #[command(flatten)]
    gazetteer: GazetteerArgs,
    #[command(flatten)]
    jobs: JobsArgs,
    /// Resolve exactly the spans of this file, one answer each: JSON Lines {doc, span, name}, doc being a file's stem
    #[arg(long, value_name = "FILE", conflicts_with = "geojson")]
    spans: Option<PathBuf>,
    /// Print a GeoJSON FeatureCollection of the places that have coordinates
    #[arg(long)]
    geojson: bool,
}

/// A line of `--spans`.
#[derive(Clone, Debug, Deserialize)]
struct Marked {
    doc: String,
    span: Span,
    #[serde(default)]
    name: Option<String>,
}

pub(super) fn run(args: &PlacesArgs) -> anyhow::Result<Exit> {
    let files = args.codebook.files()?;
    let gazetteer = args.gazetteer.open()?;
    let placer = args.codebook.compile(&files, |files| Placer::new(files, gazetteer))?;
    let style = args.codebook.compile(&files, when::style)?;
    let read = |reading: &Reading| Document::new(reading.input.text.clone(), &style);
    if let Some(file) = &args.spans {
        return resolve(args, &placer, read, file);
    }
    let frame = if args.geojson {
        ["{\"type\":\"FeatureCollection\",\"features\":[\n", ",\n", "\n]}\n"]
    } else {
        ["", "", ""]
    };
    lines::framed(&args.input, &args.jobs, frame, |reading| {
        let doc = read(reading);
        let mentions = placer.annotate(&doc, &reading.context());
        let path = &reading.input.document.path;
        if !args.geojson {
            return lines::json(mentions.iter().map(|mention| line(path, &doc, mention)));
        }
        let features: Vec<String> =
            mentions.iter().filter_map(|m| feature(path, &doc, m)).map(|f| f.to_string()).collect();
        Ok(features.join(",\n").into_bytes())
    })
}

fn line(path: &str, doc: &Document, mention: &Mention) -> Value {
    json!({
        "path": path, "document": path, "span": doc.span(mention.range), "text": doc.slice(mention.range),
        "phrase": doc.span(mention.phrase), "kind": mention.kind, "role": mention.role, "where": mention.place,
        "candidates": mention.candidates, "confidence": mention.confidence, "rule": mention.rule,
    })
}

fn feature(path: &str, doc: &Document, mention: &Mention) -> Option<Value> {
    let (lat, lon) = mention.place.lat.zip(mention.place.lon).filter(|_| mention.kind.is_place())?;
    Some(json!({
        "type": "Feature",
        "geometry": {"type": "Point", "coordinates": [lon, lat]},
        "properties": {
            "path": path, "span": doc.span(mention.range), "text": doc.slice(mention.range), "kind": mention.kind,
            "where": mention.place, "confidence": mention.confidence,
        },
    }))
}

/// One answer for each line of the file, document by document in the order of the input.
fn resolve(
    args: &PlacesArgs,
    placer: &Placer,
    read: impl Fn(&Reading) -> Document + Sync,
    file: &Path,
) -> anyhow::Result<Exit> {
    let wanted = marked(file)?;
    let all: usize = wanted.values().map(Vec::len).sum();
    let answered = Mutex::new(0usize);
    let exit = lines::run(&args.input, &args.jobs, |reading| {
        let path = &reading.input.document.path;
        let Some(spans) = wanted.get(stem(path)) else { return Ok(Vec::new()) };
        let doc = read(reading);
        let ranges: Vec<TextRange> = spans.iter().map(|marked| doc.range(marked.span)).collect();
        let mentions = placer.resolve_spans(&doc, &reading.context(), &ranges);
        if let Ok(mut answered) = answered.lock() {
            *answered += spans.len();
        }
        lines::json(spans.iter().zip(&mentions).map(|(marked, mention)| {
            json!({
                "doc": marked.doc, "path": path, "span": marked.span,
                "name": marked.name.as_deref().unwrap_or_else(|| doc.slice(mention.range)),
                "where": mention.place, "candidates": mention.candidates, "confidence": mention.confidence,
            })
        }))
    })?;
    let answered = answered.into_inner().unwrap_or_default();
    if answered < all {
        term::warn(format!("{} of the {all} spans are in no document of the input", all - answered));
        return Ok(Exit::Findings);
    }
    Ok(exit)
}

/// The lines of the file by document.
fn marked(file: &Path) -> anyhow::Result<BTreeMap<String, Vec<Marked>>> {
    let text = std::fs::read_to_string(file).with_context(|| format!("cannot read {}", file.display()))?;
    let mut found: BTreeMap<String, Vec<Marked>> = BTreeMap::new();
    for (n, line) in text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty()) {
        match serde_json::from_str::<Marked>(line) {
            Ok(marked) => found.entry(marked.doc.clone()).or_default().push(marked),
            Err(error) => bail!(
                "{}:{}: {error}; a line is {{\"doc\": \"report\", \"span\": [10, 15], \"name\": \"Gao\"}}",
                file.display(),
                n + 1
            ),
        }
    }
    Ok(found)
}

/// A file's name without folder and ending.
fn stem(path: &str) -> &str {
    Path::new(path).file_stem().and_then(|stem| stem.to_str()).unwrap_or(path)
}
