//! Record linkage: generated data with known truth, real data split by reporter, a published integration.

mod coverage;
mod generate;
mod heavy;
mod measure;
mod meltt;
mod oracle;
mod splink;
mod split;
mod template;
mod worlds;

use std::path::PathBuf;
use std::time::Instant;

use anyhow::{Context, Result};
use clap::{Args as ClapArgs, ValueEnum};
use corroborate::join::Gate;
use corroborate::{Options, link};

/// A part of the benchmark.
#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Part {
    /// Precision, recall, calibration on generated worlds
    Generator,
    /// The published integration of three small sets
    Meltt,
    /// Real events split by who reported them
    Split,
    /// Whether 95 % intervals hold the truth in 95 of 100 worlds
    Coverage,
    /// Time and memory at `--n`: static weights and the calibrated run
    Speed,
    /// Time to read a table of `--n` rows
    Read,
    /// Time and memory where all events share a place and a few days
    HotSpot,
}

#[derive(ClapArgs)]
pub(crate) struct Args {
    /// Folder of the benchmark data
    #[arg(long, default_value = "../shared/bench")]
    data: PathBuf,
    /// Parts to run
    #[arg(long, value_enum, value_delimiter = ',', default_values = ["generator", "meltt", "split"])]
    part: Vec<Part>,
    /// Claims, and as many records
    #[arg(long, default_value_t = 100_000)]
    n: usize,
    /// Worlds drawn
    #[arg(long, default_value_t = 5)]
    seeds: u64,
    /// Seed of the first world (constants were chosen on 1 to 3)
    #[arg(long, default_value_t = 11)]
    first_seed: u64,
    /// Print what a linker that knows all true events could reach
    #[arg(long)]
    oracle: bool,
    /// The same window for every pair: 1 day and 50 km
    #[arg(long)]
    fixed: bool,
    /// One exact date in ten is wrong by a day or two, beyond what the precision codes allow
    #[arg(long)]
    beyond: bool,
    /// Three tellings in ten have the precision codes of another event
    #[arg(long)]
    mixed: bool,
    /// No telling names its place
    #[arg(long)]
    unnamed: bool,
    /// Errors left out whose rates no file tells; all five leave those of the precision codes and of figures of killed
    #[arg(long, value_enum, value_delimiter = ',')]
    without: Vec<generate::Assumed>,
    /// Print where the counted background parts from the true one
    #[arg(long)]
    diagnose: bool,
    /// A python with splink and duckdb, for the comparison at `--part speed`
    #[arg(long)]
    python: Option<PathBuf>,
    /// Threads
    #[arg(long)]
    threads: Option<usize>,
    /// Folder for the report of the real data
    #[arg(long)]
    to: Option<PathBuf>,
}

pub(crate) fn run(args: Args) -> Result<()> {
    let load = || std::fs::read_to_string("/proc/loadavg").unwrap_or_default().trim().to_owned();
    println!("link: load {}", load());
    let mut options = Options::default();
    if let Some(threads) = args.threads {
        options.threads = threads;
    }
    if args.fixed {
        options.gate = Gate::fixed(1, 50.0);
    }
    for part in &args.part {
        match part {
            Part::Generator => generator(&args, &options)?,
            Part::Meltt => meltt::run(&args.data)?,
            Part::Split => split::run(&args.data, &options, args.to.as_deref())?,
            Part::Coverage => coverage::run(&args.data, args.n, args.first_seed, args.seeds, &options)?,
            Part::Speed => heavy::speed(&args.data, args.n, &options, args.python.as_deref())?,
            Part::Read => heavy::read(&args.data, args.n)?,
            Part::HotSpot => heavy::hot_spot(&options),
        }
    }
    println!("link: load {}", load());
    Ok(())
}

fn generator(args: &Args, options: &Options) -> Result<()> {
    let (template, pool) =
        template::Template::read(&args.data).context("the UCDP files of the benchmark folder")?;
    println!("generator: {} real events; {} claims and as many records a world", template.len(), args.n);
    let kind = generate::Kind {
        beyond: args.beyond,
        mixed: args.mixed,
        unnamed: args.unnamed,
        without: generate::Without::new(&args.without),
        ..Default::default()
    };
    let mut scores = Vec::new();
    for seed in args.first_seed..args.first_seed + args.seeds {
        let world = template.draw(args.n, seed, &pool, kind);
        let start = Instant::now();
        let last = std::sync::Mutex::new((start, String::new()));
        let linkage = link(&world.claims, &world.records, &pool, options, &|step| {
            let mut last = last.lock().expect("one thread reports");
            let now = Instant::now();
            let text = format!(" {:.2}s>{step:?}", now.duration_since(last.0).as_secs_f64());
            last.1 += &text;
            last.0 = now;
        });
        let seconds = start.elapsed().as_secs_f64();
        if seed == args.first_seed {
            println!("steps:{}", last.lock().expect("done").1);
        }
        let mut score = measure::measure(&world, &linkage, &options.gate, &pool);
        score.seconds = seconds;
        score.control = measure::control(&world, &linkage, &pool, options);
        score.baseline = measure::baseline(&world, &pool, options);
        score.print(seed, seed == args.first_seed);
        if args.oracle {
            oracle::run(&template, &world, &measure::within(&world, &options.gate, &pool), args.mixed);
        }
        if args.diagnose {
            measure::by_precision(&world, &linkage, &options.gate, &pool);
            measure::diagnose(&world, &linkage, &pool, options);
        }
        scores.push(score);
    }
    measure::summary(&scores);
    Ok(())
}
