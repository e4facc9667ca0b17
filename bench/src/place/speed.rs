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
    let start = Clock::start();
    let mut mentions = 0;
    for doc in &docs {
        mentions += placer.annotate(doc, &Context::default()).len();
    }
    let (ours, wall) = start.seconds();
    let words: Vec<String> = docs
        .iter()
        .flat_map(|d| d.tokens().iter().filter(|t| t.is_capitalised()).map(|t| t.text(d.text()).to_owned()))
        .collect();
    let automaton = AhoCorasick::new(&words)?;
    let start = Clock::start();
    // One pass is over before the system's clock of a thread moves.
    let mut hits = 0;
    for _ in 0..PLAIN_PASSES {
        hits = docs.iter().map(|doc| automaton.find_iter(doc.text()).count()).sum();
    }
    let plain = start.seconds().0 / f64::from(PLAIN_PASSES);
    let mb = bytes as f64 / 1e6;
    println!(
        "speed: {mb:.1} MB, {mentions} mentions: {:.2} MB/s of the thread's CPU time ({:.2} MB/s by the wall clock); Aho–Corasick of {} words, {hits} hits: {:.1} MB/s; ratio {:.1}",
        mb / ours,
        mb / wall,
        words.len(),
        mb / plain,
        ours / plain
    );
    if let Ok(load) = std::fs::read_to_string("/proc/loadavg") {
        println!("speed: load {}", load.trim());
    }
    Ok(())
}

/// The plain pass is run so many times.
const PLAIN_PASSES: u32 = 50;

/// The time of this thread on a core, which other programs on the machine do not lengthen; the wall clock where the system
/// does not tell.
struct Clock(Instant, Option<u64>);

impl Clock {
    fn start() -> Clock {
        Clock(Instant::now(), cpu())
    }

    /// Seconds on a core and by the wall clock.
    fn seconds(&self) -> (f64, f64) {
        let wall = self.0.elapsed().as_secs_f64();
        let own = self.1.zip(cpu()).map(|(before, now)| now.saturating_sub(before) as f64 / 1e9);
        (own.unwrap_or(wall), wall)
    }
}

/// Nanoseconds that this thread has run (Linux).
fn cpu() -> Option<u64> {
    std::fs::read_to_string("/proc/thread-self/schedstat").ok()?.split(' ').next()?.parse().ok()
}
