use std::io::Write;
use std::ops::ControlFlow;

use clap::Args;
use record::{Coded, Event, Kind};

use crate::shared::{CasebookArgs, count};
use crate::{Exit, present, term};

/// Show the events of a casebook, or one event with its evidence.
#[derive(Debug, Args)]
#[command(
    after_help = "Every figure is a claim of the one who says it. Aggregates (totals over events that are told one by one) and recalled \
events stand in brackets and are in no sum. `±1` after a date: the calendar itself leaves a day open. `≥ 3`: no upper bound is given.\n\n\
Examples:\n  counterclaim show\n  counterclaim show 3fa4\n  counterclaim show 3fa4 --why\n  counterclaim show --document 01-digest --kind event\n  \
counterclaim show --json | jq .where.name"
)]
pub(crate) struct ShowArgs {
    /// An event, by the first characters of its id
    event: Option<String>,
    #[command(flatten)]
    casebook: CasebookArgs,
    /// Every rule that gave a value, and the words that it acted on
    #[arg(long)]
    why: bool,
    /// Only documents whose path contains this
    #[arg(long, value_name = "TEXT")]
    document: Option<String>,
    /// Only records of this kind: event, aggregate or background
    #[arg(long, value_name = "KIND")]
    kind: Option<Kind>,
    /// Rows of the table at most; 0 for all
    #[arg(long, value_name = "N", default_value_t = 200)]
    limit: usize,
    /// Print records as JSON Lines
    #[arg(long)]
    json: bool,
}

pub(super) fn run(args: &ShowArgs) -> anyhow::Result<Exit> {
    match &args.event {
        Some(event) => one(args, event),
        None => all(args),
    }
}

fn one(args: &ShowArgs, event: &str) -> anyhow::Result<Exit> {
    /// Records shown whole where a few letters fit many.
    const AT_MOST: usize = 5;
    let book = args.casebook.open()?;
    let found = book.find(event)?;
    let mut out = term::out();
    for (n, stored) in found.iter().take(AT_MOST).enumerate() {
        if args.json {
            let line = serde_json::json!({"event": stored.event, "traces": stored.traces});
            writeln!(out, "{line}")?;
            continue;
        }
        if n > 0 {
            writeln!(out)?;
        }
        let text = match &stored.event.document.sha256 {
            Some(sha256) => book.text(sha256)?,
            None => None,
        };
        let coded = Coded { event: stored.event.clone(), traces: stored.traces.clone() };
        write!(out, "{}", present::one(&coded, text.as_deref(), args.why, term::coloured()))?;
    }
    if found.len() > AT_MOST {
        term::note(format!("and {} more whose id begins with {event}", found.len() - AT_MOST));
    }
    Ok(Exit::Done)
}

fn all(args: &ShowArgs) -> anyhow::Result<Exit> {
    let book = args.casebook.open()?;
    let mut out = term::out();
    let mut shown: Vec<Event> = Vec::new();
    let mut matching = 0usize;
    let mut totals = casebook::Totals::default();
    let mut failed = None;
    book.for_each(|stored| {
        let event = stored.event;
        let wanted = args.kind.is_none_or(|kind| kind == event.kind)
            && args.document.as_ref().is_none_or(|part| event.document.path.contains(part.as_str()));
        if !wanted {
            return ControlFlow::Continue(());
        }
        matching += 1;
        if args.json {
            if let Err(error) = record::write_event(&mut out, &event) {
                failed = Some(error);
                return ControlFlow::Break(());
            }
            return ControlFlow::Continue(());
        }
        totals.add(&event);
        if args.limit == 0 || shown.len() < args.limit {
            shown.push(event);
        }
        ControlFlow::Continue(())
    })?;
    if let Some(error) = failed {
        return Err(error.into());
    }
    if args.json {
        return Ok(Exit::Done);
    }
    write!(out, "{}", present::events(&shown).render(term::width()))?;
    if shown.len() < matching {
        writeln!(out, "… and {} more: --limit 0 shows all", matching - shown.len())?;
    }
    writeln!(out, "\n{}", present::totals(&totals))?;
    let records = count(matching, "record", "records");
    if let Some(id) = shown.first().and_then(|e| e.id.as_deref()) {
        term::note(format!("{records}; the evidence of one: counterclaim show {}", &id[..id.len().min(8)]));
    }
    Ok(Exit::Done)
}
