use std::path::PathBuf;

use clap::Args;
use corroborate::{Options, Pool};

use super::tables;
use crate::shared::{JobsArgs, count};
use crate::{Exit, term};

/// Find records of one collection that may tell the same event.
#[derive(Debug, Args)]
#[command(
    after_help = "Each line is {first, second, probability, km, group}, the likeliest first; nothing is merged or removed.\n\n\
Examples:\n  counterclaim dedupe counterclaim.casebook\n  counterclaim dedupe events.csv > twins.jsonl"
)]
pub(crate) struct DedupeArgs {
    /// A casebook, a .jsonl of records, or a table
    collection: PathBuf,
    #[command(flatten)]
    mapping: tables::MappingArgs,
    #[command(flatten)]
    jobs: JobsArgs,
}

pub(super) fn run(args: &DedupeArgs) -> anyhow::Result<Exit> {
    let mut pool = Pool::default();
    let (collection, _) = tables::read(&args.collection, &args.mapping.how(None), &mut pool)?;
    let options = Options { threads: args.jobs.count(), ..Options::default() };
    let found = corroborate::dedupe(collection, &pool, &options, &|_| {});
    found.write_jsonl(std::io::BufWriter::new(std::io::stdout().lock()))?;
    term::note(format!(
        "{} in {}",
        count(found.twins.len(), "likely pair", "likely pairs"),
        count(found.groups.len(), "group", "groups")
    ));
    Ok(Exit::Done)
}
