//! Places: LGL, MUC-4, UCDP's names, the development corpus, speed.

mod corpus;
mod lgl;
mod muc;
mod speed;
mod ucdp;

use std::path::PathBuf;

use anyhow::Context;
use clap::Args as ClapArgs;
use place::{Gazetteer, Placer};

#[derive(ClapArgs)]
pub(crate) struct Args {
    /// The folder of benchmark data
    #[arg(long, default_value = "../shared/bench")]
    data: PathBuf,
    /// The folder of the development corpus
    #[arg(long, default_value = "../shared/gold")]
    corpus: PathBuf,
    /// Print what was missed and what was wrong
    #[arg(long)]
    errors: bool,
    /// Only this part: corpus, lgl, muc, ucdp, speed, or tune (lgl and muc)
    #[arg(long)]
    only: Option<String>,
}

pub(crate) fn run(args: Args) -> anyhow::Result<()> {
    let files = codebook::Files::embedded();
    let placer = Placer::new(&files, Gazetteer::embedded()).context("the codebook is broken")?;
    let wanted = |part: &str| {
        args.only
            .as_deref()
            .is_none_or(|only| only == part || only == "tune" && (part == "lgl" || part == "muc"))
    };
    if wanted("corpus") {
        corpus::run(&args.corpus, &placer, args.errors)?;
    }
    if wanted("lgl") {
        lgl::run(&args.data, &placer, args.errors)?;
    }
    if wanted("muc") {
        muc::run(&args.data, &placer, args.errors)?;
    }
    if wanted("ucdp") {
        ucdp::run(&args.data, &placer, args.errors)?;
    }
    if wanted("speed") {
        speed::run(&args.data, &placer)?;
    }
    Ok(())
}

/// The words that splitting needs, from the codebook.
pub(crate) fn style() -> document::Style {
    let text: Option<serde_json::Value> = codebook::Files::embedded().parse("text.toml").ok();
    let words = text.and_then(|t| t["abbreviations"]["words"].as_array().cloned()).unwrap_or_default();
    let abbreviations = words.iter().filter_map(|word| word.as_str().map(document::fold)).collect();
    document::Style { abbreviations, ..document::Style::default() }
}
