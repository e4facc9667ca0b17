//! Words a second on one core, the time to load, the memory.

use std::time::{Duration, Instant};

use document::{Document, Style};
use syntax::conllu::{Tree, running_text};
use syntax::{Analysis, Model, Parse, Parser, Scratch};

/// The time that this thread has spent on a processor, where the system tells; else the time of the clock.
fn processor_time(start: Instant) -> Duration {
    let nanoseconds = std::fs::read_to_string("/proc/thread-self/schedstat")
        .ok()
        .and_then(|line| line.split_whitespace().next()?.parse().ok());
    nanoseconds.map_or_else(|| start.elapsed(), Duration::from_nanos)
}

/// Units of work in a second of processor time: the best of five stretches of half a second, since other programs share the
/// caches of this machine.
fn repeat(mut work: impl FnMut() -> usize) -> f64 {
    work();
    let start = Instant::now();
    let mut best = 0.0f64;
    for _ in 0..5 {
        let (begin, mut done) = (processor_time(start), 0);
        let mut spent = Duration::ZERO;
        while spent < Duration::from_millis(500) {
            done += work();
            spent = processor_time(start).saturating_sub(begin);
        }
        best = best.max(done as f64 / spent.as_secs_f64());
    }
    best
}

/// The kilobytes of a line of `/proc/self/status`, where there is one.
pub(crate) fn memory(name: &str) -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find(|line| line.starts_with(name))?;
    line.split_whitespace().nth(1)?.parse().ok()
}

/// The resident memory that the model, buffers and a document of 100 kB add to the process.
pub(crate) fn print_memory(parser: &Parser, before: Option<u64>) {
    let text =
        "Two guards were hurt when a convoy came under fire near the bridge, residents said.\n".repeat(1200);
    let document = Document::new(text, &Style::default());
    let (mut scratch, mut parse) = (Scratch::default(), Parse::default());
    for sentence in document.sentences() {
        parser.parse_into(&document, sentence, &mut scratch, &mut parse);
    }
    if let (Some(before), Some(after)) = (before, memory("VmRSS:")) {
        let added = after.saturating_sub(before) as f64 / 1024.0;
        println!(
            "memory: model, buffers and a document of 100 kB {added:.1} MB; whole process {:.1} MB",
            after as f64 / 1024.0
        );
    }
}

pub(crate) fn print(parser: &Parser, trees: &[Tree]) -> anyhow::Result<()> {
    let start = Instant::now();
    let again = Model::embedded()?;
    println!("speeds in a second of processor time, one thread; best of five stretches of half a second");
    println!("load: {:.1} ms", start.elapsed().as_secs_f64() * 1e3);
    let model = parser.model();
    let forms: Vec<Vec<&str>> =
        trees.iter().map(|t| t.words.iter().map(|w| w.form.as_str()).collect()).collect();
    let mut analysis = Analysis::default();
    let mut run = |parse: bool| {
        let mut words = 0;
        for forms in &forms {
            if parse {
                model.parse(forms.iter().copied(), &mut analysis);
            } else {
                model.tag(forms.iter().copied(), &mut analysis);
            }
            words += forms.len();
        }
        words
    };
    println!("words given: tagging {:.0} words/s", repeat(|| run(false)));
    println!("words given: tagging and parsing {:.0} words/s", repeat(|| run(true)));
    let (text, _) = running_text(trees);
    let bytes = text.len();
    let document = Document::new(text, &Style::default());
    let sentences = parser.sentences(&document);
    let (mut scratch, mut parse) = (Scratch::default(), Parse::default());
    let mut whole = |governors: bool| {
        let mut words = 0;
        for sentence in &sentences {
            if governors {
                parser.parse_into(&document, sentence, &mut scratch, &mut parse);
            } else {
                parser.tag(&document, sentence, &mut scratch, &mut parse);
            }
            words += parse.words.len();
        }
        words
    };
    println!("from tokens: words, tags, lemmas {:.0} words/s", repeat(|| whole(false)));
    println!("from tokens: words, tags, lemmas, governors {:.0} words/s", repeat(|| whole(true)));
    println!("sentences: {:.1} MB/s", repeat(|| parser.sentences(&document).len().min(1) * bytes) / 1e6);
    drop(again);
    if let Ok(load) = std::fs::read_to_string("/proc/loadavg") {
        println!("load of the machine: {}", load.trim());
    }
    Ok(())
}
