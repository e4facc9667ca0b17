//! Dates: WikiWars (recognition and value), the development corpus, speed.

mod corpus;
mod gold;
mod score;
mod speed;
mod timex2;

use std::path::PathBuf;

use clap::Args as ClapArgs;
use codebook::Files;

#[derive(ClapArgs)]
pub(crate) struct Args {
    /// The folder of benchmark data
    #[arg(long, default_value = "../shared/bench")]
    data: PathBuf,
    /// The folder of the development corpus
    #[arg(long, default_value = "../shared/gold")]
    gold: PathBuf,
    /// Print the errors of this class ("missed", "spurious", "value", "gold")
    #[arg(long)]
    errors: Option<String>,
    /// Leave out the speed measurement
    #[arg(long)]
    no_speed: bool,
}

pub(crate) fn run(args: Args) -> anyhow::Result<()> {
    let files = Files::embedded();
    let dater = when::Dater::new(&files)?;
    let style = when::style(&files)?;
    let errors = args.errors.as_deref();
    match corpus::wikiwars(&args.data.join("wikiwars"), &style)? {
        Some(documents) => {
            score::report(&documents, &dater, errors);
            if !args.no_speed {
                speed::report(&documents, &dater, &style)?;
            }
        }
        None => println!("WikiWars: skipped, {} is not there", args.data.join("wikiwars").display()),
    }
    gold::report(&args.gold, &dater, &style, errors == Some("gold"))
}
