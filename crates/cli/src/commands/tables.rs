//! Tables and casebooks as collections of incidents: what `check`, `dedupe` and `integrate` share.

use std::ops::ControlFlow;
use std::path::{Path, PathBuf};

use anyhow::{Context, bail};
use casebook::Casebook;
use clap::Args;
use corroborate::{Collection, Pool};
use datasets::read::{DateOrder, Fault, Mapping, Options, Table, mapping_named, mapping_names, read_path};

use crate::shared::count;
use crate::term;

/// How somebody's table is read.
#[derive(Debug, Args)]
pub(super) struct MappingArgs {
    /// How a table's columns are read: a shipped mapping by name, or a mapping file [default: guessed from the headings]
    #[arg(long, value_name = "NAME")]
    mapping: Option<String>,
    /// Write down how the columns were read, as a mapping file to be changed and given by --mapping
    #[arg(long, value_name = "FILE")]
    save_mapping: Option<PathBuf>,
    /// Do not ask on a terminal whether the columns of an unknown table were guessed rightly
    #[arg(long)]
    yes: bool,
}

impl MappingArgs {
    /// As a way to read a table.
    pub(super) fn how(&self, date_order: Option<DateOrder>) -> How<'_> {
        let save = self.save_mapping.as_deref();
        How { mapping: self.mapping.as_deref(), date_order, save, ask: !self.yes }
    }
}

/// How a table is to be read.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct How<'a> {
    /// A shipped mapping by its name, or a mapping file; by the headings if none.
    pub(super) mapping: Option<&'a str>,
    /// Which of two numbers is the day, where the file does not tell.
    pub(super) date_order: Option<DateOrder>,
    /// The file to which the mapping is written.
    pub(super) save: Option<&'a Path>,
    /// Whether to ask on a terminal if a guess is right.
    pub(super) ask: bool,
}

/// Faults of a table that are printed one by one.
const SHOWN: usize = 20;

/// Reads a casebook (`.casebook`), a file of records (`.jsonl`) or anybody's table (CSV, GeoJSON); faults are printed and given back.
pub(super) fn read(path: &Path, how: &How<'_>, pool: &mut Pool) -> anyhow::Result<(Collection, Vec<Fault>)> {
    let label = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let mut events = Vec::new();
    match path.extension().and_then(|ending| ending.to_str()) {
        Some("casebook") => Casebook::open(path, casebook::Options::default())?.for_each(|stored| {
            events.push(stored.event);
            ControlFlow::Continue(())
        })?,
        Some("jsonl" | "ndjson") => {
            let file =
                std::fs::File::open(path).with_context(|| format!("cannot read {}", path.display()))?;
            for event in record::read_events(std::io::BufReader::new(file)) {
                events.push(event.with_context(|| path.display().to_string())?);
            }
        }
        _ => {
            let mapping = how.mapping.map(mapping_of).transpose()?;
            let guessed = mapping.is_none();
            let options = Options { mapping, date_order: how.date_order };
            let table = read_path(path, &options).with_context(|| path.display().to_string())?;
            confirm(path, &table, guessed, how)?;
            for fault in table.faults.iter().take(SHOWN) {
                term::warn(format!("{}: {fault}", path.display()));
            }
            if table.faults.len() > SHOWN {
                term::note(format!("and {} more faults in {}", table.faults.len() - SHOWN, path.display()));
            }
            let faults = table.faults.clone();
            return Ok((Collection::from_table(label, table, pool), faults));
        }
    }
    Ok((Collection::from_events(label, &events, pool), Vec::new()))
}

/// Shows which columns were read as what; asks if that is right where the table is of no known dataset and somebody is there.
fn confirm(path: &Path, table: &Table, guessed: bool, how: &How<'_>) -> anyhow::Result<()> {
    let by = if guessed { "by its headings; --mapping NAME chooses another" } else { "as asked" };
    let rows = count(table.rows.len(), "row", "rows");
    term::note(format!("{}: {rows} read as {}, {by}", path.display(), table.dataset));
    if guessed {
        let found = table.mapping.found(&table.headings);
        let found: Vec<String> = found.iter().map(|(use_, heading)| format!("{use_} = {heading}")).collect();
        term::note(format!("  {}", found.join(", ")));
        let unread = table.mapping.unread(&table.headings);
        if !unread.is_empty() {
            let more = if unread.len() > SHOWN { ", …" } else { "" };
            let unread: Vec<&str> = unread.iter().take(SHOWN).map(String::as_str).collect();
            term::note(format!("  not read: {}{more}", unread.join(", ")));
        }
    }
    if let Some(file) = how.save {
        crate::shared::make_parent(file)?;
        let from = path.file_name().unwrap_or_default().to_string_lossy();
        std::fs::write(file, table.mapping.written_for(&table.headings, &from))
            .with_context(|| format!("cannot write {}", file.display()))?;
        term::note(format!("  mapping written to {}", file.display()));
    }
    let known = mapping_named("generic").is_none_or(|generic| generic.name != table.dataset);
    if guessed && !known && how.ask && term::ask("Are these columns read rightly?") == Some(false) {
        bail!(
            "{}: write the guess down by --save-mapping FILE, change it, and give it by --mapping FILE",
            path.display()
        );
    }
    Ok(())
}

/// A shipped mapping by its name, or a mapping file.
fn mapping_of(name: &str) -> anyhow::Result<Mapping> {
    if let Some(mapping) = mapping_named(name) {
        return Ok(mapping);
    }
    let names: Vec<&str> = mapping_names().collect();
    let Ok(text) = std::fs::read_to_string(name) else {
        bail!("{name} is neither a mapping ({}) nor a mapping file", names.join(", "));
    };
    Mapping::parse(&text).map_err(|error| anyhow::anyhow!("{name}: {error}"))
}
