use std::path::{Path, PathBuf};

use anyhow::Context;
use clap::Args;
use corroborate::{Options, Pool};

use super::tables;
use crate::shared::JobsArgs;
use crate::{Exit, term};

/// Join several collections into one table, one row an event.
#[derive(Debug, Args)]
#[command(
    after_help = "Examples:\n  counterclaim integrate counterclaim.casebook ged.csv acled.csv --to joined.csv\n  \
counterclaim integrate ged.csv mine.csv --mapping mine.csv=mine.toml --to joined.csv"
)]
pub(crate) struct IntegrateArgs {
    /// Two or more casebooks, .jsonl files of records, or tables
    #[arg(required = true, num_args = 2..)]
    collections: Vec<PathBuf>,
    /// The table to write
    #[arg(long, value_name = "FILE.csv")]
    to: PathBuf,
    /// How a table's columns are read: TABLE=NAME, where NAME is a shipped mapping or a mapping file; NAME alone is for all
    /// tables. May be given several times [default: guessed from the headings]
    #[arg(long, value_name = "[TABLE=]NAME")]
    mapping: Vec<String>,
    /// Do not ask on a terminal whether the columns of an unknown table were guessed rightly
    #[arg(long)]
    yes: bool,
    #[command(flatten)]
    jobs: JobsArgs,
}

impl IntegrateArgs {
    /// The mapping that is asked for a table: one with its path or name, or one for all.
    fn mapping_of(&self, table: &Path) -> Option<&str> {
        let named = |text: &str| Path::new(text) == table || table.file_name().is_some_and(|n| n == text);
        let own = self.mapping.iter().find_map(|m| m.split_once('=').filter(|(t, _)| named(t)));
        own.map(|(_, name)| name)
            .or_else(|| self.mapping.iter().find(|m| !m.contains('=')).map(String::as_str))
    }

    /// # Errors
    /// A mapping names a table that is not among the collections.
    fn checked(&self) -> anyhow::Result<()> {
        for (table, _) in self.mapping.iter().filter_map(|m| m.split_once('=')) {
            let named = |p: &PathBuf| p == Path::new(table) || p.file_name().is_some_and(|n| n == table);
            anyhow::ensure!(
                self.collections.iter().any(named),
                "--mapping: no table {table} is to be joined"
            );
        }
        Ok(())
    }
}

pub(super) fn run(args: &IntegrateArgs) -> anyhow::Result<Exit> {
    args.checked()?;
    let mut pool = Pool::default();
    let collections = args
        .collections
        .iter()
        .map(|path| {
            let mapping = args.mapping_of(path);
            let how = tables::How { mapping, ask: !args.yes, ..tables::How::default() };
            Ok(tables::read(path, &how, &mut pool)?.0)
        })
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
