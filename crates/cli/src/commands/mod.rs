//! One file a command.

mod annotate;
mod codebook;
mod completions;
mod man;
mod score;

use clap::Subcommand;

use crate::Exit;

/// What the program can do.
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Print every mention seen: dates, places, tolls, actors, actions
    Annotate(annotate::AnnotateArgs),
    /// Measure agreement: machine with gold, or coder with coder
    Score(score::ScoreArgs),
    /// Check, list or look up the codebook: what the words mean
    #[command(subcommand)]
    Codebook(codebook::CodebookCommand),
    /// Print completions for a shell
    Completions(completions::CompletionsArgs),
    /// Write the manual pages
    Man(man::ManArgs),
}

/// Runs a command.
pub(crate) fn run(command: Command) -> anyhow::Result<Exit> {
    match command {
        Command::Annotate(args) => annotate::run(&args),
        Command::Score(args) => score::run(&args),
        Command::Codebook(command) => codebook::run(command),
        Command::Completions(args) => completions::run(&args),
        Command::Man(args) => man::run(&args),
    }
}
