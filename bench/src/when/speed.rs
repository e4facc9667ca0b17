use document::{Document, Style};
use when::Dater;

use super::corpus::Annotated;

/// Megabytes a second over the same text, repeated: everything from text to mentions; mentions alone; a plain Aho–Corasick pass.
pub(super) fn report(documents: &[Annotated], dater: &Dater, style: &Style) -> anyhow::Result<()> {
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
    Ok(())
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
