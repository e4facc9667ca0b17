//! Codes a corpus (a folder with `documents.jsonl`) and prints the agreement with its gold:
//! `cargo run --release -p counterclaim-coder --example corpus -- corpus [--errors] [--only 38|-38] [--out FILE]`.
#![allow(clippy::print_stdout)]

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use coder::{Coder, Input};
use record::{DocumentRef, Event};

fn main() -> anyhow::Result<()> {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let folder = PathBuf::from(args.first().map_or("corpus", String::as_str));
    let only = args.iter().position(|a| a == "--only").map(|n| args[n + 1].clone()).unwrap_or_default();
    let coder = Coder::new(&codebook::Files::embedded())?;
    let mut texts = BTreeMap::new();
    let (mut gold, mut predicted): (Vec<Event>, Vec<Event>) = (Vec::new(), Vec::new());
    let mut documents = Vec::new();
    for line in std::fs::read_to_string(folder.join("documents.jsonl"))?.lines() {
        let row: serde_json::Value = serde_json::from_str(line)?;
        let path = row["path"].as_str().unwrap_or_default().to_owned();
        let last = Path::new(&path).file_name().unwrap_or_default().to_string_lossy().chars().nth(2).unwrap_or(' ');
        let test = last == '3' || last == '8';
        if only == "38" && !test || only == "-38" && test || only.len() == 3 && !path.contains(&only) && only != "-38" {
            continue;
        }
        let text = std::fs::read_to_string(folder.join(&path))?;
        let document: DocumentRef = serde_json::from_value(row.clone())?;
        let coding = coder.code(&Input { text: text.clone(), document });
        predicted.extend(coding.events.into_iter().map(|c| c.event));
        let file = std::fs::File::open(folder.join(row["gold"].as_str().unwrap_or_default()))?;
        for event in record::read_events(std::io::BufReader::new(file)) {
            gold.push(event?);
        }
        texts.insert(path.clone(), text);
        documents.push(path);
    }
    if let Some(n) = args.iter().position(|a| a == "--out") {
        let mut out = std::fs::File::create(&args[n + 1])?;
        for event in &predicted {
            record::write_event(&mut out, event)?;
        }
    }
    let scope = score::Scope { documents, ignore_unknown: false };
    let comparison = score::compare(gold, predicted, &scope)?;
    if args.iter().any(|a| a == "--errors") {
        println!("{}", score::render_differences(&comparison.differences(&|path| texts.get(path).cloned())));
    }
    println!("{}", score::render_report(&comparison.report(None)?));
    Ok(())
}
