use std::cell::RefCell;
use std::ops::ControlFlow;
use std::path::PathBuf;

use clap::Args;
use datasets::export::{FileExporter, Names};
use record::{Actor, DocumentRef, Event, Span, Trace};

use crate::shared::{CasebookArgs, count, make_parent};
use crate::{Exit, term};

/// Write the events of a casebook to a file.
#[derive(Debug, Args)]
#[command(
    after_help = "The ending of the file says what it will be: .jsonl (the records), .csv (one row an event, low and high columns, the \
evidence in words), .geojson. The file takes its name only when it is whole. Names of individuals are left out unless --with-names is given. \
Cells that a spreadsheet would run as a formula get an apostrophe in front.\n\n\
Examples:\n  counterclaim export --to events.csv\n  counterclaim export --to events.geojson --casebook sahel.casebook\n  \
counterclaim export --to events.jsonl --with-names"
)]
pub(crate) struct ExportArgs {
    /// The file to write: .jsonl, .csv or .geojson
    #[arg(long, value_name = "FILE")]
    pub(crate) to: PathBuf,
    #[command(flatten)]
    pub(crate) casebook: CasebookArgs,
    /// Write the names of individuals too
    #[arg(long)]
    pub(crate) with_names: bool,
}

pub(super) fn run(args: &ExportArgs) -> anyhow::Result<Exit> {
    let written = export(args)?;
    term::note(format!("{} written to {}", count(written as usize, "record", "records"), args.to.display()));
    Ok(Exit::Done)
}

/// Writes the file; returns the number of records in it.
pub(crate) fn export(args: &ExportArgs) -> anyhow::Result<u64> {
    let book = args.casebook.open()?;
    make_parent(&args.to)?;
    // The exporter asks for the names while an event is being written: the rules of that event are kept here.
    let individuals: RefCell<Vec<Span>> = RefCell::default();
    let is_individual = |_: &Event, actor: &Actor| {
        actor.span.is_some_and(|span| individuals.borrow().iter().any(|name| name.overlap(span) > 0))
    };
    let spans = |_: &Event| individuals.borrow().clone();
    let names = if args.with_names {
        Names::Keep
    } else {
        Names::Withhold { individual: &is_individual, spans: &spans }
    };
    let texts =
        |document: &DocumentRef| document.sha256.as_deref().and_then(|sha256| book.text(sha256).ok()?);
    let mut exporter = FileExporter::create(&args.to, names, &texts)?;
    let mut result = Ok(());
    book.for_each(|stored| {
        *individuals.borrow_mut() = named_individuals(&stored.traces);
        result = exporter.push(&stored.event);
        if result.is_ok() { ControlFlow::Continue(()) } else { ControlFlow::Break(()) }
    })?;
    result?;
    Ok(exporter.commit()?)
}

/// The names of individuals that the coder has seen: it leaves a trace of the field `individual` for each.
pub(super) fn named_individuals(traces: &[Trace]) -> Vec<Span> {
    traces.iter().filter(|trace| trace.field == "individual").filter_map(|trace| trace.span).collect()
}
