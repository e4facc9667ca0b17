use std::ops::ControlFlow;
use std::path::PathBuf;

use anyhow::Context;
use clap::Args;
use datasets::export::Names;
use record::{Actor, DocumentRef, Event, Span};
use review::report::{Basemap, Report, page};
use rustc_hash::FxHashMap;

use super::export::named_individuals;
use crate::shared::{CasebookArgs, make_parent};
use crate::{Exit, coding, term};

/// Natural Earth outlines, public domain; made by `cargo xtask data`.
pub(super) const BASEMAP: &str = include_str!("../../../../data/basemap.json");

/// Write a self-contained HTML report: map, timeline, table, each value with its evidence.
#[derive(Debug, Args)]
#[command(
    after_help = "One file that needs nothing else and asks for nothing: send it, archive it, open it offline. Names of individuals are left \
out unless --with-names is given.\n\n\
Examples:\n  counterclaim report --to report.html\n  counterclaim report --to report.html --casebook sahel.casebook --title \"Sahel, March 2024\""
)]
pub(crate) struct ReportArgs {
    /// The file to write
    #[arg(long, value_name = "FILE.html")]
    pub(crate) to: PathBuf,
    #[command(flatten)]
    pub(crate) casebook: CasebookArgs,
    /// The page's title
    #[arg(long, value_name = "TEXT", default_value = "What the reports say")]
    pub(crate) title: String,
    /// Show the names of individuals too
    #[arg(long)]
    pub(crate) with_names: bool,
    /// Records that get a row and a card; the summary covers all
    #[arg(long, value_name = "N", default_value_t = 2000)]
    pub(crate) limit: usize,
}

pub(super) fn run(args: &ReportArgs) -> anyhow::Result<Exit> {
    write(args)?;
    term::note(format!("the report is in {}: open it in a browser", args.to.display()));
    Ok(Exit::Done)
}

/// Writes the file.
pub(super) fn write(args: &ReportArgs) -> anyhow::Result<()> {
    let book = args.casebook.open()?;
    let mut events = Vec::new();
    let mut individuals: FxHashMap<String, Vec<Span>> = FxHashMap::default();
    book.for_each(|stored| {
        let names = named_individuals(&stored.traces);
        if let (Some(id), false) = (&stored.event.id, names.is_empty()) {
            individuals.insert(id.clone(), names);
        }
        events.push(stored.event);
        ControlFlow::Continue(())
    })?;
    let mut codebooks: Vec<String> = Vec::new();
    book.for_each_source(|listed| {
        if !codebooks.contains(&listed.codebook) {
            codebooks.push(listed.codebook);
        }
        ControlFlow::Continue(())
    })?;
    codebooks.sort();
    let of = |event: &Event| event.id.as_ref().and_then(|id| individuals.get(id));
    let is_individual = |event: &Event, actor: &Actor| {
        actor
            .span
            .is_some_and(|span| of(event).is_some_and(|names| names.iter().any(|n| n.overlap(span) > 0)))
    };
    let spans = |event: &Event| of(event).cloned().unwrap_or_default();
    let names = if args.with_names {
        Names::Keep
    } else {
        Names::Withhold { individual: &is_individual, spans: &spans }
    };
    let texts =
        |document: &DocumentRef| document.sha256.as_deref().and_then(|sha256| book.text(sha256).ok()?);
    let basemap = Basemap::parse(BASEMAP)?;
    let html = page(&Report {
        title: &args.title,
        events: &events,
        texts: &texts,
        names,
        basemap: &basemap,
        version: coding::VERSION,
        codebook: &codebooks.join(", "),
        limit: args.limit,
    });
    make_parent(&args.to)?;
    // A reader must never find half a page under the name.
    let unfinished = args.to.with_extension("html.part");
    std::fs::write(&unfinished, html)
        .and_then(|()| std::fs::rename(&unfinished, &args.to))
        .inspect_err(|_| drop(std::fs::remove_file(&unfinished)))
        .with_context(|| format!("cannot write {}", args.to.display()))
}
