use std::io::Write;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};

use anyhow::Context;
use clap::Args;

use super::export::{self, ExportArgs};
use super::report::{self, ReportArgs};
use crate::shared::{CasebookArgs, CodebookArgs, JobsArgs, count};
use crate::source::{Defaults, Metadata, Options, Source};
use crate::term::{self, FAINT, STRONG};
use crate::{Exit, coding, interrupt, present};

include!(concat!(env!("OUT_DIR"), "/examples.rs"));

/// Code some invented reports, and show what comes of it.
#[derive(Debug, Args)]
#[command(after_help = "The reports are invented and are carried in the program; nothing is fetched.\n\n\
Examples:\n  counterclaim demo\n  counterclaim demo --to /tmp/demo")]
pub(crate) struct DemoArgs {
    /// The folder to write to
    #[arg(long, value_name = "DIR", default_value = "counterclaim-demo")]
    to: PathBuf,
    #[command(flatten)]
    jobs: JobsArgs,
}

pub(super) fn run(args: &DemoArgs) -> anyhow::Result<Exit> {
    let folder = &args.to;
    write_examples(folder)?;
    let metadata =
        Metadata::read(&folder.join("reports/metadata.csv")).map_err(|f| anyhow::anyhow!("{f}"))?;
    let options =
        Options { defaults: Defaults::default(), shown_below: Some(folder.clone()), ..Options::default() };
    let source = Source::list(&[folder.join("reports")], Some(metadata), options);
    let coder = CodebookArgs::default().coder()?;
    let casebook = CasebookArgs { casebook: Some(folder.join("demo.casebook")) };
    let book = coding::open_to_write(&casebook.path(), "demo")?;
    let run = coding::run(book, &source, &coder, args.jobs.count(), interrupt::listen(), true)?;
    if run.interrupted {
        return Ok(Exit::Interrupted);
    }
    let table = folder.join("events.csv");
    export::export(&ExportArgs { to: table.clone(), casebook: casebook.clone(), with_names: false })?;
    report::write(&ReportArgs {
        to: folder.join("report.html"),
        casebook: casebook.clone(),
        title: "Example reports (invented)".to_owned(),
        with_names: false,
        limit: 2000,
    })?;
    tell(folder, &casebook, &run)?;
    Ok(if run.faults.count == 0 { Exit::Done } else { Exit::Findings })
}

fn write_examples(folder: &Path) -> anyhow::Result<()> {
    for (name, text) in FILES {
        let path = folder.join(name);
        crate::shared::make_parent(&path)?;
        std::fs::write(&path, text).with_context(|| format!("cannot write {}", path.display()))?;
    }
    Ok(())
}

fn tell(folder: &Path, casebook: &CasebookArgs, run: &coding::Run) -> anyhow::Result<()> {
    let book = casebook.open()?;
    let mut events = Vec::new();
    let mut totals = casebook::Totals::default();
    book.for_each(|stored| {
        totals.add(&stored.event);
        events.push(stored.event);
        ControlFlow::Continue(())
    })?;
    let mut out = term::out();
    writeln!(
        out,
        "{STRONG}{} (invented), coded offline{STRONG:#}\n",
        count(run.documents(), "example report", "example reports")
    )?;
    write!(out, "{}", present::events(&events).render(term::width()))?;
    writeln!(out, "\n{}", present::totals(&totals))?;
    let file = |name: &str| folder.join(name).display().to_string();
    writeln!(out, "\n{STRONG}Written{STRONG:#}")?;
    writeln!(
        out,
        "  {:40} {FAINT}the map, the timeline and every value with its words{FAINT:#}",
        file("report.html")
    )?;
    writeln!(out, "  {:40} {FAINT}one row an event{FAINT:#}", file("events.csv"))?;
    writeln!(out, "  {:40} {FAINT}documents, events and how each was coded{FAINT:#}", file("demo.casebook"))?;
    writeln!(out, "  {:40} {FAINT}what was read{FAINT:#}", file("reports/"))?;
    let option = format!("--casebook {}", file("demo.casebook"));
    writeln!(out, "\n{STRONG}Try next{STRONG:#}")?;
    if let Some(id) =
        events.iter().find(|e| !e.toll.is_empty()).or(events.first()).and_then(|e| e.id.as_deref())
    {
        let id = &id[..id.len().min(8)];
        writeln!(out, "  counterclaim show {id} --why {option}")?;
    }
    writeln!(
        out,
        "  counterclaim check --against {} {option} --to {}",
        file("records/independent.csv"),
        file("check")
    )?;
    writeln!(out, "  counterclaim export --to events.geojson {option}")?;
    writeln!(out, "  counterclaim code YOUR-FOLDER --metadata YOUR-TABLE.csv")?;
    Ok(())
}
