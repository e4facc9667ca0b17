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
    /// The python to look for dateparser in
    #[arg(long, default_value = "python3")]
    python: String,
    /// Leave out the speed measurement
    #[arg(long)]
    no_speed: bool,
    /// Print what is found in this text instead, one line a mention
    #[arg(long)]
    text: Option<String>,
    /// The day of publication of that text
    #[arg(long)]
    published: Option<jiff::civil::Date>,
}

pub(crate) fn run(args: Args) -> anyhow::Result<()> {
    let files = Files::embedded();
    let dater = when::Dater::new(&files)?;
    let style = when::style(&files)?;
    if let Some(text) = args.text {
        let doc = document::Document::new(text, &style);
        let context = when::Context { published: args.published, ..Default::default() };
        for m in dater.annotate(&doc, &context) {
            println!("{}", serde_json::to_string(&when::row("text", &doc, &m))?);
        }
        return Ok(());
    }
    let errors = args.errors.as_deref();
    match corpus::wikiwars(&args.data.join("wikiwars"), &style)? {
        Some(documents) => {
            score::report(&documents, &dater, errors);
            if !args.no_speed {
                speed::report(&documents, &dater, &style, &args.python)?;
            }
        }
        None => println!("WikiWars: skipped, {} is not there", args.data.join("wikiwars").display()),
    }
    gold::report(&args.gold, &dater, &style, errors == Some("gold"))
}
