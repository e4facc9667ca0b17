use std::io::Write as _;
use std::process::{Command, Stdio};

use document::{Document, Style};
use when::Dater;

use super::corpus::Annotated;

/// Megabytes a second over the same text, repeated: everything from text to mentions; mentions alone; a plain Aho–Corasick pass.
pub(super) fn report(
    documents: &[Annotated],
    dater: &Dater,
    style: &Style,
    python: &str,
) -> anyhow::Result<()> {
    let bytes: usize = documents.iter().map(|d| d.doc.text().len()).sum();
    let rounds = 10;
    let rate = |seconds: f64| bytes as f64 * f64::from(rounds) / seconds / 1e6;
    let start = cpu();
    let mut count = 0;
    for _ in 0..rounds {
        for d in documents {
            let doc = Document::new(d.doc.text().to_owned(), style);
            count += dater.annotate(&doc, &d.context).len();
        }
    }
    let whole = cpu() - start;
    let start = cpu();
    for _ in 0..rounds {
        for d in documents {
            count += dater.annotate(&d.doc, &d.context).len();
        }
    }
    let alone = cpu() - start;
    let words = ["January", "February", "March", "April", "May", "June", "July", "August", "September"];
    let plain = aho_corasick::AhoCorasick::new(words)?;
    let start = cpu();
    for _ in 0..rounds {
        for d in documents {
            count += plain.find_iter(d.doc.text()).count();
        }
    }
    let plain = cpu() - start;
    let load = std::fs::read_to_string("/proc/loadavg").unwrap_or_default();
    println!("speed over {bytes} bytes, {rounds} rounds, one thread, load {} ({count} matches)", load.trim());
    println!(
        "  text to mentions {:.1} MB/s; mentions alone {:.1} MB/s; plain Aho-Corasick {:.1} MB/s",
        rate(whole),
        rate(alone),
        rate(plain)
    );
    match dateparser(documents, python) {
        Some(seconds) => println!(
            "  python dateparser {:.4} MB/s over the first {SAMPLE} bytes",
            SAMPLE as f64 / seconds / 1e6
        ),
        None => {
            println!("  python dateparser: skipped, `{python}` does not have it (pip install dateparser)")
        }
    }
    Ok(())
}

/// How much of the text `search_dates` gets, in bytes: it would take minutes for all.
const SAMPLE: usize = 20_000;

/// The seconds `dateparser.search.search_dates` runs on a sample, by its own processor clock; `None` where it is not installed.
fn dateparser(documents: &[Annotated], python: &str) -> Option<f64> {
    let mut sample: String = documents.iter().map(|d| d.doc.text()).collect();
    let mut end = SAMPLE.min(sample.len());
    while !sample.is_char_boundary(end) {
        end -= 1;
    }
    sample.truncate(end);
    let script = "import sys, time\nfrom dateparser.search import search_dates\ntext = sys.stdin.read()\n\
                  search_dates('on 3 March 2017', languages=['en'])\nstart = time.process_time()\n\
                  search_dates(text, languages=['en'])\nprint(time.process_time() - start)";
    let mut child = Command::new(python)
        .args(["-c", script])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .ok()?;
    child.stdin.take()?.write_all(sample.as_bytes()).ok()?;
    let output = child.wait_with_output().ok()?;
    String::from_utf8(output.stdout).ok()?.trim().parse().ok()
}

/// Seconds this thread has run on a processor: other work on the machine does not count. Wall time where the system does not say.
fn cpu() -> f64 {
    let nanoseconds = std::fs::read_to_string("/proc/thread-self/schedstat")
        .ok()
        .and_then(|s| s.split(' ').next()?.parse::<f64>().ok());
    nanoseconds.map_or_else(wall, |n| n / 1e9)
}

fn wall() -> f64 {
    static START: std::sync::OnceLock<std::time::Instant> = std::sync::OnceLock::new();
    START.get_or_init(std::time::Instant::now).elapsed().as_secs_f64()
}
