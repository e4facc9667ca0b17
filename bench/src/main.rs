//! Benchmarks: `cargo run --release -p counterclaim-bench -- NAME`. Each prints its figure beside a baseline of the same run.
#![allow(clippy::print_stdout, clippy::print_stderr)]

mod code;
mod confidence;
mod corpora;
mod joins;
mod link;
mod muc;
mod place;
mod syntax;
mod when;

use clap::{Parser, Subcommand};

#[derive(Parser)]
#[command(name = "counterclaim-bench", about = "Scores and speeds, each beside its baseline")]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// The main job, raw text to casebook: speed and memory
    Code(code::Args),
    /// Dates on WikiWars, and their speed
    When(when::Args),
    /// Places on LGL and UCDP names, and their speed
    Place(place::Args),
    /// Tagger and parser on a treebank, and their speed
    Syntax(syntax::Args),
    /// Wire reports with the keys of MUC-3 and MUC-4: incidents told, and their values
    Muc(muc::Args),
    /// What parts one event from the next: decisions against gold, and new weights
    Joins(joins::Args),
    /// How sure a value is: the shares of confidence.toml against gold, and new ones
    Confidence(confidence::Args),
    /// Record linkage on generated data
    Link(link::Args),
}

fn main() -> anyhow::Result<()> {
    match Cli::parse().command {
        Command::Code(args) => code::run(args),
        Command::When(args) => when::run(args),
        Command::Place(args) => place::run(args),
        Command::Syntax(args) => syntax::run(args),
        Command::Muc(args) => muc::run(args),
        Command::Joins(args) => joins::run(&args),
        Command::Confidence(args) => confidence::run(&args),
        Command::Link(args) => link::run(args),
    }
}
