//! Speed of annotation on one core beside a plain Aho–Corasick pass over the same text, and the time to open the gazetteer.

use std::path::Path;
use std::time::Instant;

use aho_corasick::AhoCorasick;
use document::Document;
use place::{Context, Gazetteer, Placer};

pub(crate) fn run(data: &Path, placer: &Placer) -> anyhow::Result<()> {
    let start = Instant::now();
    for _ in 0..20 {
        std::hint::black_box(Gazetteer::embedded());
    }
    println!("speed: opening the embedded gazetteer takes {:.3} ms", start.elapsed().as_secs_f64() * 50.0);
    let Ok(xml) = std::fs::read_to_string(data.join("lgl/lgl.xml")) else {
        println!("speed: no {}, skipped", data.display());
        return Ok(());
    };
    let style = super::style();
    let texts: Vec<String> = super::lgl::texts(&xml);
    let bytes: usize = texts.iter().map(String::len).sum();
    let docs: Vec<Document> = texts.into_iter().map(|text| Document::new(text, &style)).collect();
    let start = Instant::now();
    let mut mentions = 0;
    for doc in &docs {
        mentions += placer.annotate(doc, &Context::default()).len();
    }
    let ours = start.elapsed().as_secs_f64();
    let words: Vec<String> = docs
        .iter()
        .flat_map(|d| d.tokens().iter().filter(|t| t.is_capitalised()).map(|t| t.text(d.text()).to_owned()))
        .collect();
    let automaton = AhoCorasick::new(&words)?;
    let start = Instant::now();
    let hits: usize = docs.iter().map(|doc| automaton.find_iter(doc.text()).count()).sum();
    let plain = start.elapsed().as_secs_f64();
    let mb = bytes as f64 / 1e6;
    println!(
        "speed: {mb:.1} MB, {mentions} mentions: {:.2} MB/s; Aho–Corasick of {} words, {hits} hits: {:.1} MB/s; ratio {:.1}",
        mb / ours,
        words.len(),
        mb / plain,
        ours / plain
    );
    if let Ok(load) = std::fs::read_to_string("/proc/loadavg") {
        println!("speed: load {}", load.trim());
    }
    Ok(())
}
