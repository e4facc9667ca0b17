use std::path::PathBuf;

use anyhow::Context;
use clap::Args;
use corroborate::{Options, Pool};

use super::tables;
use crate::shared::JobsArgs;
use crate::{Exit, term};

/// Join several collections into one table, one row an event.
#[derive(Debug, Args)]
#[command(
    after_help = "Examples:\n  counterclaim integrate counterclaim.casebook ged.csv acled.csv --to joined.csv"
)]
pub(crate) struct IntegrateArgs {
    /// Two or more casebooks, .jsonl files of records, or tables
    #[arg(required = true, num_args = 2..)]
    collections: Vec<PathBuf>,
    /// The table to write
    #[arg(long, value_name = "FILE.csv")]
    to: PathBuf,
    #[command(flatten)]
    jobs: JobsArgs,
}

pub(super) fn run(args: &IntegrateArgs) -> anyhow::Result<Exit> {
    let mut pool = Pool::default();
    let collections = args
        .collections
        .iter()
        .map(|path| Ok(tables::read(path, &tables::How::default(), &mut pool)?.0))
        .collect::<anyhow::Result<Vec<_>>>()?;
    let options = Options { threads: args.jobs.count(), ..Options::default() };
    let joined = corroborate::integrate(collections, &pool, &options, &|_, _| {});
    crate::shared::make_parent(&args.to)?;
    let file =
        std::fs::File::create(&args.to).with_context(|| format!("cannot write {}", args.to.display()))?;
    joined.write_csv(&pool, std::io::BufWriter::new(file))?;
    term::note(format!("written to {}", args.to.display()));
    Ok(Exit::Done)
}
