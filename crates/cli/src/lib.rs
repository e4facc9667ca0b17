//! The `counterclaim` command line: it reads files, runs the coder over them, and shows and exports what came of it.
//!
//! This crate holds no rules of coding. It is a library so that the benchmarks run exactly what the command runs.

mod coding;
mod commands;
mod exit;
mod interrupt;
mod layers;
pub mod pipeline;
mod present;
mod progress;
mod shared;
pub mod source;
mod term;

use std::process::ExitCode;

use clap::{CommandFactory, Parser};

pub use exit::Exit;

/// Coding makes many small strings and lists, some of them freed by another thread than the one that made them: the system's
/// allocator takes a tenth of the time. The price is some 30 MB of memory, whatever the size of the input.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// The whole command line.
#[derive(Debug, Parser)]
#[command(
    name = "counterclaim",
    version,
    about = "Reads reports of political violence and writes sourced event records that anybody can check",
    long_about = "Reads reports of political violence (communiqués, army releases, wire copy, UN notes) and writes sourced \
                  event records: who did what to whom, when, where, how, with what claimed loss, every value tied to the \
                  words it came from. Every sentence is a claim; nothing here is a fact until it is checked.",
    after_help = "Start here:\n  counterclaim demo\n  counterclaim code reports/ --metadata reports/metadata.csv\n  \
                  counterclaim show\n\nExit codes: 0 done; 1 done, with findings (a failed check, a document that could not \
                  be read); 2 wrong use or input; 130 interrupted.",
    max_term_width = 110,
    subcommand_required = true,
    arg_required_else_help = true
)]
struct Cli {
    #[command(subcommand)]
    command: commands::Command,
}

/// The command line's definition, for completions and the manual.
pub(crate) fn definition() -> clap::Command {
    Cli::command()
}

/// Runs the command with the arguments of the process.
pub fn main() -> ExitCode {
    run(std::env::args_os())
}

/// Runs the command with the arguments given, the first of which is the program's name.
pub fn run(arguments: impl IntoIterator<Item = std::ffi::OsString>) -> ExitCode {
    let cli = match Cli::try_parse_from(arguments) {
        Ok(cli) => cli,
        Err(error) => {
            let _ = error.print();
            return if error.use_stderr() { Exit::Wrong.into() } else { Exit::Done.into() };
        }
    };
    match commands::run(cli.command) {
        Ok(exit) => exit.into(),
        Err(error) if is_broken_pipe(&error) => Exit::Done.into(),
        Err(error) => {
            term::error(&error);
            Exit::Wrong.into()
        }
    }
}

/// Whether the reader of our output went away (`counterclaim show | head`): that is no fault.
fn is_broken_pipe(error: &anyhow::Error) -> bool {
    error
        .chain()
        .filter_map(|cause| cause.downcast_ref::<std::io::Error>())
        .any(|cause| cause.kind() == std::io::ErrorKind::BrokenPipe)
}
