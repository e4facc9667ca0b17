use std::path::PathBuf;

use anyhow::Context;
use clap::Args;

use crate::Exit;

/// Write the manual pages, one a command.
#[derive(Debug, Args)]
#[command(after_help = "Examples:\n  counterclaim man --to ~/.local/share/man/man1\n  man counterclaim-code")]
pub(crate) struct ManArgs {
    /// The folder to write them to
    #[arg(long, value_name = "DIR")]
    to: PathBuf,
}

pub(super) fn run(args: &ManArgs) -> anyhow::Result<Exit> {
    std::fs::create_dir_all(&args.to)
        .with_context(|| format!("cannot make the folder {}", args.to.display()))?;
    clap_mangen::generate_to(crate::definition(), &args.to)
        .with_context(|| format!("cannot write to {}", args.to.display()))?;
    crate::term::note(format!("the pages are in {}", args.to.display()));
    Ok(Exit::Done)
}
