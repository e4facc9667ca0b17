//! `cargo xtask train syntax --treebank DIR`: trains the tagger and parser, deterministic for a given processor family.

mod augment;
mod examples;
mod lemmas;
mod matrix;
mod network;
mod pieces;
mod quantise;
mod random;
mod syntax;

use clap::{Args as ClapArgs, Subcommand};

#[derive(ClapArgs)]
pub(crate) struct Args {
    #[command(subcommand)]
    model: Which,
}

#[derive(Subcommand)]
enum Which {
    /// Tagger and parser from UD English-EWT
    Syntax(syntax::Args),
}

pub(crate) fn run(args: Args) -> anyhow::Result<()> {
    match args.model {
        Which::Syntax(args) => syntax::run(&args),
    }
}
