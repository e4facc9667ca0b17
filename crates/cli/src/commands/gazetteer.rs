use std::io::Write;

use clap::{Args, Subcommand};
use place::{FindOptions, Gazetteer};

use crate::present::Table;
use crate::{Exit, term};

/// The gazetteer that place names are resolved against.
#[derive(Debug, Subcommand)]
pub(crate) enum GazetteerCommand {
    /// Say what is in it: layers, sources, licences
    #[command(after_help = "Examples:\n  counterclaim gazetteer info")]
    Info(InfoArgs),
    /// Look a name up
    #[command(
        after_help = "Examples:\n  counterclaim gazetteer find Khanaqin\n  counterclaim gazetteer find Shirqat --country IQ --json"
    )]
    Find(FindArgs),
}

#[derive(Debug, Args)]
pub(crate) struct InfoArgs {
    /// Print JSON Lines
    #[arg(long)]
    json: bool,
}

#[derive(Debug, Args)]
pub(crate) struct FindArgs {
    /// A name in any usual spelling
    name: String,
    /// Only places of this country (ISO 3166-1 alpha-2)
    #[arg(long, value_name = "CODE")]
    country: Option<String>,
    /// Places of this first-level region come first
    #[arg(long, value_name = "NAME")]
    admin1: Option<String>,
    /// Only equal names, after folding
    #[arg(long)]
    exact: bool,
    /// How many to give
    #[arg(long, value_name = "N", default_value_t = 10)]
    limit: usize,
    /// Print JSON Lines
    #[arg(long)]
    json: bool,
}

pub(super) fn run(command: GazetteerCommand) -> anyhow::Result<Exit> {
    match command {
        GazetteerCommand::Info(args) => info(&args),
        GazetteerCommand::Find(args) => find(&args),
    }
}

fn info(args: &InfoArgs) -> anyhow::Result<Exit> {
    let mut out = term::out();
    for (layer, bytes) in Gazetteer::embedded().info() {
        if args.json {
            writeln!(out, "{}", serde_json::to_string(&layer)?)?;
            continue;
        }
        writeln!(out, "{} {} ({})", layer.name, layer.version, layer.prefix)?;
        writeln!(out, "  {} places, {} names, {:.1} MB", layer.places, layer.names, bytes as f64 / 1e6)?;
        writeln!(out, "  source:  {}", layer.source)?;
        writeln!(out, "  licence: {}", layer.licence)?;
    }
    Ok(Exit::Done)
}

fn find(args: &FindArgs) -> anyhow::Result<Exit> {
    let options = FindOptions {
        country: args.country.as_ref().map(|code| code.to_uppercase()),
        admin1: args.admin1.clone(),
        limit: args.limit,
        exact: args.exact,
        ..FindOptions::default()
    };
    let found = Gazetteer::embedded().find(&args.name, &options);
    let mut out = term::out();
    if args.json {
        for candidate in &found {
            writeln!(out, "{}", serde_json::to_string(candidate)?)?;
        }
    } else if !found.is_empty() {
        let mut table = Table::new(
            &["name", "country", "region", "latitude", "longitude", "radius", "id", "score"],
            &[0, 2],
        );
        for candidate in &found {
            let cells = vec![
                candidate.name.clone(),
                candidate.country.clone().unwrap_or_default(),
                candidate.admin1.clone().unwrap_or_default(),
                format!("{:.4}", candidate.lat),
                format!("{:.4}", candidate.lon),
                format!("{:.0} km", candidate.radius_km),
                candidate.gazetteer_id.clone(),
                format!("{:.2}", candidate.score),
            ];
            table.push(cells, false);
        }
        write!(out, "{}", table.render(term::width()))?;
    }
    if found.is_empty() {
        term::note(format!("the gazetteer has no {}", args.name));
        return Ok(Exit::Findings);
    }
    Ok(Exit::Done)
}
