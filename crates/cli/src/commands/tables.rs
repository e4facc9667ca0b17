//! Tables and casebooks as collections of incidents: what `check`, `dedupe` and `integrate` share.

use std::ops::ControlFlow;
use std::path::Path;

use anyhow::{Context, bail};
use casebook::Casebook;
use corroborate::{Collection, Pool};
use datasets::read::{DateOrder, Fault, Mapping, Options, mapping_named, mapping_names, read_path};

use crate::shared::count;
use crate::term;

/// How a table is to be read.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct How<'a> {
    /// A shipped mapping by its name, or a mapping file; by the headings if none.
    pub(super) mapping: Option<&'a str>,
    /// Which of two numbers is the day, where the file does not tell.
    pub(super) date_order: Option<DateOrder>,
}

impl<'a> How<'a> {
    /// With this mapping.
    pub(super) fn mapped(mapping: Option<&'a str>) -> How<'a> {
        How { mapping, date_order: None }
    }
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
            let by = if guessed { "by its headings; --mapping NAME chooses another" } else { "as asked" };
            let rows = count(table.rows.len(), "row", "rows");
            term::note(format!("{}: {rows} read as {}, {by}", path.display(), table.dataset));
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
