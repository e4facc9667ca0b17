//! Places: LGL, MUC-4, UCDP's names, the development corpus, speed.

mod corpus;
mod find;
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

/// Mean score, share right and number of events in each tenth of the score, and the expected calibration error.
fn reliability(scores: &[(f32, bool)]) -> String {
    let mut bins = [(0.0, 0.0, 0.0); 10];
    for (score, right) in scores {
        let bin = &mut bins[((score * 10.0) as usize).min(9)];
        *bin = (bin.0 + f64::from(*score), bin.1 + f64::from(u8::from(*right)), bin.2 + 1.0);
    }
    let filled = bins.iter().filter(|bin| bin.2 > 0.0);
    let ece: f64 = filled.clone().map(|(score, right, _)| (score - right).abs()).sum();
    let told: Vec<String> =
        filled.map(|(score, right, n)| format!("{:.2} {:.2} ({n})", score / n, right / n)).collect();
    format!("{}; ECE {:.3}", told.join(", "), ece / scores.len().max(1) as f64)
}
