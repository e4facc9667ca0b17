mod learn;

use std::io::Write;
use std::path::{Path, PathBuf};

use anyhow::{Context, bail};
use clap::{Args, Subcommand};
use place::{Candidate, FindOptions, Gazetteer, Placer, Query};

use crate::layers::{GazetteerArgs, user_folder};
use crate::present::Table;
use crate::shared::make_parent;
use crate::{Exit, term};

/// The gazetteer that place names are resolved against.
#[derive(Debug, Subcommand)]
pub(crate) enum GazetteerCommand {
    /// Say what is in it: layers, versions, sources, licences
    #[command(after_help = "Examples:\n  counterclaim gazetteer info")]
    Info(InfoArgs),
    /// Look a name up, or all names of a table
    #[command(
        after_help = "Examples:\n  counterclaim gazetteer find Khanaqin\n  counterclaim gazetteer find Shirqat --country IQ --json\n  \
counterclaim gazetteer find Hama --near 35.1,36.7\n  counterclaim gazetteer find --batch places.csv > found.csv\n\n\
--batch reads the columns place, country and admin1 and writes the same rows with lat, lon, gazetteer_id, score (the probability that it \
lies within 25 km) and ties: the ids of other places that fit as well. Where only the region is known, its point is given and gazetteer_id is empty."
    )]
    Find(FindArgs),
    /// Make a layer of your own from a table: a GeoNames dump, GeoNames' alternate names, or a CSV with names and coordinates
    #[command(
        after_help = "A CSV needs a header with a column for the name (where_coordinates, location, city, place, name ...), for the latitude and for \
the longitude; country and region are used if there. The tables of UCDP GED, ACLED and GTD are read as they are. The layer is used by \
code, annotate, places and gazetteer from then on; delete the file to be rid of it.\n\n\
Examples:\n  counterclaim gazetteer add IQ.txt --name \"GeoNames Iraq\" --version 2026-11-01\n  counterclaim gazetteer add ged.csv --name UCDP --version 25.1\n  \
counterclaim gazetteer add villages.csv --out villages.gaz"
    )]
    Add(AddArgs),
    /// Learn from documents which places each publisher names, so that a name of two places is the one where it reports from
    #[command(
        after_help = "Documents need a publisher, by --metadata or --publisher. The file (JSON Lines, a publisher each) is used by code, annotate and \
places from then on; it can be read, mended and deleted. Learned again, it is made anew.\n\n\
Examples:\n  counterclaim gazetteer learn reports/ --metadata reports/metadata.csv\n  \
counterclaim gazetteer learn archive.jsonl --out archive-publishers.jsonl\n  \
counterclaim code new/ --metadata new/metadata.csv --publishers archive-publishers.jsonl"
    )]
    Learn(Box<learn::LearnArgs>),
}

#[derive(Debug, Args)]
pub(crate) struct InfoArgs {
    #[command(flatten)]
    gazetteer: GazetteerArgs,
    /// Print JSON Lines
    #[arg(long)]
    json: bool,
}

#[derive(Debug, Args)]
pub(crate) struct FindArgs {
    /// A name in any usual spelling
    #[arg(required_unless_present = "batch")]
    name: Option<String>,
    /// Only places of this country (ISO 3166-1 alpha-2 or a name)
    #[arg(long, value_name = "CODE")]
    country: Option<String>,
    /// Places of this first-level region come first
    #[arg(long, value_name = "NAME")]
    admin1: Option<String>,
    /// Places near this point come first
    #[arg(long, value_name = "LAT,LON", value_parser = point, allow_hyphen_values = true)]
    near: Option<(f64, f64)>,
    /// Look up every row of a CSV with the columns place, country and admin1
    #[arg(long, value_name = "FILE", conflicts_with_all = ["name", "near", "exact", "json"])]
    batch: Option<PathBuf>,
    /// Only equal names, after folding
    #[arg(long)]
    exact: bool,
    /// How many to give
    #[arg(long, value_name = "N", default_value_t = 10)]
    limit: usize,
    #[command(flatten)]
    gazetteer: GazetteerArgs,
    /// Print JSON Lines
    #[arg(long)]
    json: bool,
}

#[derive(Debug, Args)]
pub(crate) struct AddArgs {
    /// The table
    file: PathBuf,
    /// What records name as the source [default: the file's name]
    #[arg(long)]
    name: Option<String>,
    /// The version of the table, named in records too
    #[arg(long, default_value = "1")]
    version: String,
    /// Where to write the layer [default: the user's folder, where every command finds it]
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
}

pub(super) fn run(command: GazetteerCommand) -> anyhow::Result<Exit> {
    match command {
        GazetteerCommand::Info(args) => info(&args),
        GazetteerCommand::Find(args) => match &args.batch {
            Some(file) => batch(&args, file),
            None => find(&args),
        },
        GazetteerCommand::Add(args) => add(&args),
        GazetteerCommand::Learn(args) => learn::learn(&args),
    }
}

fn point(text: &str) -> Result<(f64, f64), String> {
    let parsed = text
        .split_once(',')
        .and_then(|(lat, lon)| Some((lat.trim().parse::<f64>().ok()?, lon.trim().parse::<f64>().ok()?)));
    parsed
        .filter(|(lat, lon)| (-90.0..=90.0).contains(lat) && (-180.0..=180.0).contains(lon))
        .ok_or_else(|| "give degrees north and east, such as 35.1,36.7".to_owned())
}

fn info(args: &InfoArgs) -> anyhow::Result<Exit> {
    let gazetteer = args.gazetteer.open()?;
    let mut out = term::out();
    for (layer, bytes) in gazetteer.info() {
        if args.json {
            writeln!(out, "{}", serde_json::to_string(&layer)?)?;
            continue;
        }
        writeln!(out, "{} {} ({})", layer.name, layer.version, layer.prefix)?;
        writeln!(out, "  {} places, {} names, {:.1} MB", layer.places, layer.names, bytes as f64 / 1e6)?;
        writeln!(out, "  source:  {}", layer.source)?;
        writeln!(out, "  licence: {}", layer.licence)?;
    }
    if let (Some(learned), false) = (gazetteer.publishers(), args.json) {
        writeln!(out, "{learned}")?;
    }
    Ok(Exit::Done)
}

/// In a table candidates fit equally well whose score is this close to the best.
const TIE: f32 = 0.02;
/// Of the places that a name may mean, those are tied that are so likely in comparison to the likeliest.
const AS_LIKELY: f32 = 0.67;

fn placer(args: &FindArgs) -> anyhow::Result<Placer> {
    Placer::new(&codebook::Files::embedded(), args.gazetteer.open()?).context("the codebook is broken")
}

/// The candidates that fit as well as the first.
fn ties(found: &[Candidate]) -> impl Iterator<Item = &Candidate> {
    let best = found.first().map_or(0.0, |c| c.score);
    found.iter().skip(1).take_while(move |c| best - c.score < TIE)
}

fn find(args: &FindArgs) -> anyhow::Result<Exit> {
    let placer = placer(args)?;
    let name = args.name.as_deref().unwrap_or_default();
    let country = args.country.as_deref().map(|c| code(&placer, c)).transpose()?;
    let options = FindOptions {
        country,
        admin1: args.admin1.clone(),
        near: args.near,
        limit: args.limit,
        exact: args.exact,
        ..FindOptions::default()
    };
    let found = placer.find(name, &options);
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
        term::note(format!("the gazetteer has no {name}"));
        return Ok(Exit::Findings);
    }
    let likeliest = found.first().map_or(0.0, |c| c.score);
    let tied = found.iter().skip(1).filter(|c| c.score >= AS_LIKELY * likeliest).count();
    if tied > 0 {
        term::note(format!(
            "{} places are about as likely; --country, --admin1 or --near tells them apart",
            tied + 1
        ));
    }
    Ok(Exit::Done)
}

/// The code of a country given as a code or by name.
fn code(placer: &Placer, country: &str) -> anyhow::Result<String> {
    placer.country_code(country).with_context(|| format!("there is no country {country}; give its ISO code"))
}

fn batch(args: &FindArgs, file: &Path) -> anyhow::Result<Exit> {
    let placer = placer(args)?;
    let mut reader = csv::ReaderBuilder::new()
        .flexible(true)
        .from_path(file)
        .with_context(|| format!("cannot read {}", file.display()))?;
    let headers = reader.headers().with_context(|| format!("cannot read {}", file.display()))?.clone();
    let column = |name: &str| {
        headers.iter().position(|h| h.trim_start_matches('\u{feff}').trim().eq_ignore_ascii_case(name))
    };
    let Some(place) = column("place") else {
        bail!(
            "{} has no column place; its columns are: {}",
            file.display(),
            headers.iter().collect::<Vec<_>>().join(", ")
        );
    };
    let (country, admin1) = (column("country"), column("admin1"));
    let mut out = csv::WriterBuilder::new().flexible(true).from_writer(term::out());
    out.write_record(headers.iter().chain(["lat", "lon", "gazetteer_id", "score", "ties"]))?;
    let mut missed = 0;
    for record in reader.records() {
        let record = record.with_context(|| format!("cannot read {}", file.display()))?;
        let cell = |n: Option<usize>| n.and_then(|n| record.get(n)).map(str::trim).filter(|c| !c.is_empty());
        let query = Query {
            place: cell(Some(place)).unwrap_or_default(),
            country: cell(country).or(args.country.as_deref()),
            admin1: cell(admin1).or(args.admin1.as_deref()),
        };
        let found = placer.locate(&query);
        let number = |n: Option<f64>| n.map(|n| format!("{n:.5}")).unwrap_or_default();
        let tied = match &found.gazetteer_id {
            Some(_) => ties(&found.candidates).map(|c| c.gazetteer_id.as_str()).collect::<Vec<_>>().join(" "),
            None => String::new(),
        };
        missed += usize::from(found.gazetteer_id.is_none());
        let cells = [
            number(found.lat),
            number(found.lon),
            found.gazetteer_id.unwrap_or_default(),
            format!("{:.3}", found.score),
            tied,
        ];
        // A short row is filled, so that the new cells stand under their heads.
        let own = (0..headers.len().max(record.len())).map(|n| record.get(n).unwrap_or_default());
        out.write_record(own.chain(cells.iter().map(String::as_str)))?;
    }
    out.flush()?;
    if missed > 0 {
        term::note(format!("{missed} names are in no gazetteer; where their region is, its point is given"));
    }
    Ok(Exit::Done)
}

fn add(args: &AddArgs) -> anyhow::Result<Exit> {
    let stem = args.file.file_stem().unwrap_or_default().to_string_lossy().into_owned();
    let name = args.name.clone().unwrap_or_else(|| stem.clone());
    let out = match (&args.out, user_folder()) {
        (Some(out), _) => out.clone(),
        (None, Some(folder)) => folder.join(format!("{}.gaz", place::key(&name).replace(' ', "-"))),
        (None, None) => bail!("there is no folder for the user's data; say where with --out FILE"),
    };
    make_parent(&out)?;
    let added = place::gazetteer::add(&args.file, &out, &name, &args.version, &Gazetteer::embedded())
        .with_context(|| format!("cannot make a layer of {}", args.file.display()))?;
    let kind = serde_json::to_value(added.kind)?.as_str().unwrap_or_default().replace('_', " ");
    writeln!(term::out(), "{}: {} places of a {kind}, {name} {}", out.display(), added.places, args.version)?;
    if added.skipped > 0 {
        term::note(format!("{} lines without a usable name or coordinates were left out", added.skipped));
    }
    Ok(Exit::Done)
}
