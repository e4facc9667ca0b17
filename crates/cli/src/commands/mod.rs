//! One file a command.

mod annotate;
mod check;
mod code;
mod codebook;
mod completions;
mod dates;
mod dedupe;
mod demo;
mod export;
mod gazetteer;
mod integrate;
mod lines;
mod man;
mod places;
mod report;
mod score;
mod show;
mod tables;

use clap::Subcommand;

use crate::Exit;

/// What the program can do.
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Code some invented reports, and show what comes of it
    Demo(demo::DemoArgs),
    /// Code reports into a casebook of sourced events
    Code(code::CodeArgs),
    /// Show the events of a casebook, or one event with its evidence
    Show(show::ShowArgs),
    /// Write the events of a casebook to a file: .jsonl, .csv or .geojson
    Export(export::ExportArgs),
    /// Write a self-contained HTML report: map, timeline, table, each value with its evidence
    Report(report::ReportArgs),
    /// Hold the claims of a casebook against an independent table
    Check(check::CheckArgs),
    /// Find records of one collection that may tell the same event
    Dedupe(dedupe::DedupeArgs),
    /// Join several collections into one table, one row an event
    Integrate(integrate::IntegrateArgs),
    /// Print every mention seen: dates, places, tolls, actors, actions
    Annotate(annotate::AnnotateArgs),
    /// Print every expression of time, resolved, in four calendars
    Dates(dates::DatesArgs),
    /// Print every name of a place, people or person, with what it means
    Places(places::PlacesArgs),
    /// Look into the gazetteer that place names are resolved against
    #[command(subcommand)]
    Gazetteer(gazetteer::GazetteerCommand),
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
        Command::Demo(args) => demo::run(&args),
        Command::Code(args) => code::run(&args),
        Command::Show(args) => show::run(&args),
        Command::Export(args) => export::run(&args),
        Command::Report(args) => report::run(&args),
        Command::Dates(args) => dates::run(&args),
        Command::Places(args) => places::run(&args),
        Command::Gazetteer(command) => gazetteer::run(command),
        Command::Check(args) => check::run(&args),
        Command::Dedupe(args) => dedupe::run(&args),
        Command::Integrate(args) => integrate::run(&args),
        Command::Annotate(args) => annotate::run(&args),
        Command::Score(args) => score::run(&args),
        Command::Codebook(command) => codebook::run(command),
        Command::Completions(args) => completions::run(&args),
        Command::Man(args) => man::run(&args),
    }
}
