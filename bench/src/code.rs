//! The main job from raw text to casebook: MB/s on one thread and two beside a plain Aho–Corasick pass, by the clock and by
//! processor time, which other programs on the machine disturb less; peak memory and the size of the casebook.

use std::fs;
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Instant;

use aho_corasick::AhoCorasick;
use anyhow::{Context, bail};
use clap::Args as ClapArgs;

#[derive(ClapArgs)]
pub(crate) struct Args {
    /// The corpus: a folder with text/ and documents.jsonl
    #[arg(long, default_value = "corpus")]
    corpus: PathBuf,
    /// Megabytes of text to code
    #[arg(long, default_value_t = 100)]
    mb: usize,
    /// Megabytes of the smaller run that memory is compared with
    #[arg(long, default_value_t = 10)]
    small_mb: usize,
    /// Code this file into that casebook with so many threads and print the peak memory: what the benchmark starts itself with
    #[arg(long, hide = true, num_args = 3, value_names = ["FILE", "CASEBOOK", "JOBS"])]
    child: Option<Vec<String>>,
}

pub(crate) fn run(args: Args) -> anyhow::Result<()> {
    if let Some(child) = &args.child {
        return code_here(child);
    }
    let documents = read_corpus(&args.corpus)?;
    let folder = tempfile::tempdir()?;
    let (small, large) = (folder.path().join("small.jsonl"), folder.path().join("large.jsonl"));
    let small_bytes = write_repeated(&documents, args.small_mb << 20, &small)?;
    let large_bytes = write_repeated(&documents, args.mb << 20, &large)?;
    println!("load: {}", fs::read_to_string("/proc/loadavg").unwrap_or_default().trim());
    println!(
        "{} documents of {} repeated to {:.1} MB of text (and to {:.1} MB for memory)\n",
        documents.len(),
        args.corpus.display(),
        mb(large_bytes),
        mb(small_bytes)
    );
    let pass = plain_pass(&large)?;
    println!("plain Aho–Corasick pass, 1 thread    {:8.1} MB/s", mb(large_bytes) / pass);
    let mut peaks = Vec::new();
    for (name, file, bytes, jobs) in [
        ("small", &small, small_bytes, 1),
        ("1 thread", &large, large_bytes, 1),
        ("2 threads", &large, large_bytes, 2),
    ] {
        let casebook = folder.path().join(format!("{}.casebook", name.replace(' ', "-")));
        let run = code_in_child(file, &casebook, jobs)?;
        peaks.push(run.peak);
        if name != "small" {
            println!(
                "raw text to casebook, {name:10}     {:8.2} MB/s   {:.1} s, peak memory {:.0} MB",
                mb(bytes) / run.seconds,
                run.seconds,
                run.peak as f64 / 1024.0
            );
            println!(
                "    processor time                   {:8.2} MB/s   {:.1} s in all, {:.1} s of them the thread that writes",
                mb(bytes) / run.processor,
                run.processor,
                run.writer
            );
            if jobs == 1 {
                // The one worker is what the others wait for.
                println!(
                    "    processor time of the worker     {:8.2} MB/s",
                    mb(bytes) / (run.processor - run.writer)
                );
            }
            println!(
                "    casebook                         {:8.2} bytes a byte of text",
                fs::metadata(&casebook)?.len() as f64 / bytes as f64
            );
        }
        fs::remove_file(casebook)?;
    }
    let (small_peak, large_peak) = (peaks[0] as f64 / 1024.0, peaks[1] as f64 / 1024.0);
    println!(
        "peak memory, 1 thread                {small_peak:.0} MB at {:.0} MB of text, {large_peak:.0} MB at {:.0} MB: {:.2} times",
        mb(small_bytes),
        mb(large_bytes),
        large_peak / small_peak
    );
    Ok(())
}

fn mb(bytes: usize) -> f64 {
    bytes as f64 / 1e6
}

/// Text and metadata of every document of the corpus.
fn read_corpus(corpus: &Path) -> anyhow::Result<Vec<serde_json::Map<String, serde_json::Value>>> {
    let list = corpus.join("documents.jsonl");
    let lines = fs::read_to_string(&list).with_context(|| format!("cannot read {}", list.display()))?;
    let mut documents = Vec::new();
    for line in lines.lines().filter(|l| !l.trim().is_empty()) {
        let mut row: serde_json::Map<String, serde_json::Value> = serde_json::from_str(line)?;
        let path = row["path"].as_str().context("a row without `path`")?.to_owned();
        row.insert("text".to_owned(), fs::read_to_string(corpus.join(path))?.into());
        documents.push(row);
    }
    if documents.is_empty() {
        bail!("{} lists no document", list.display());
    }
    Ok(documents)
}

/// Writes the corpus again and again until there are so many bytes of text; each copy has its own path and a last line
/// of its own, so that no two documents are the same. Returns the bytes of text.
fn write_repeated(
    documents: &[serde_json::Map<String, serde_json::Value>],
    wanted: usize,
    file: &Path,
) -> anyhow::Result<usize> {
    let mut writer = BufWriter::new(fs::File::create(file)?);
    let mut written = 0;
    for copy in 0.. {
        for document in documents {
            let mut line = document.clone();
            let text = format!("{}\nCopy {copy}.\n", document["text"].as_str().unwrap_or_default());
            written += text.len();
            line.insert("text".to_owned(), text.into());
            line.insert(
                "path".to_owned(),
                format!("{copy}/{}", document["path"].as_str().unwrap_or_default()).into(),
            );
            serde_json::to_writer(&mut writer, &line)?;
            writer.write_all(b"\n")?;
            if written >= wanted {
                writer.flush()?;
                return Ok(written);
            }
        }
    }
    Ok(written)
}

/// Seconds to find every word of the codebook once in the same texts, and nothing else.
fn plain_pass(file: &Path) -> anyhow::Result<f64> {
    let files = codebook::Files::embedded();
    let mut words: Vec<String> = files
        .names()
        .filter_map(|name| files.text(name))
        .flat_map(|text| text.split('"').skip(1).step_by(2))
        .filter(|word| word.len() > 1)
        .map(str::to_owned)
        .collect();
    words.sort();
    words.dedup();
    let automaton = AhoCorasick::builder().ascii_case_insensitive(true).build(&words)?;
    let lines = fs::read_to_string(file)?;
    let texts: Vec<String> = lines
        .lines()
        .map(|line| {
            let row: serde_json::Map<String, serde_json::Value> = serde_json::from_str(line)?;
            Ok(row["text"].as_str().unwrap_or_default().to_owned())
        })
        .collect::<anyhow::Result<_>>()?;
    drop(lines);
    let start = Instant::now();
    let found: usize = texts.iter().map(|text| automaton.find_overlapping_iter(text.as_str()).count()).sum();
    let seconds = start.elapsed().as_secs_f64();
    println!("(the plain pass looks for {} strings of the codebook and finds {found})", words.len());
    Ok(seconds)
}

/// What coding took.
struct Run {
    /// By the clock, start-up included.
    seconds: f64,
    /// Of all threads.
    processor: f64,
    /// Of the first thread, which writes.
    writer: f64,
    /// Memory in KiB.
    peak: u64,
}

/// Codes in a process of its own.
fn code_in_child(file: &Path, casebook: &Path, jobs: usize) -> anyhow::Result<Run> {
    let start = Instant::now();
    let output = Command::new(std::env::current_exe()?)
        .args(["code", "--child"])
        .args([file, casebook])
        .arg(jobs.to_string())
        .output()?;
    let seconds = start.elapsed().as_secs_f64();
    if !output.status.success() {
        bail!("coding failed: {}", String::from_utf8_lossy(&output.stderr));
    }
    let text = String::from_utf8_lossy(&output.stdout);
    let told = |name: &str| -> anyhow::Result<f64> {
        let value = text.lines().find_map(|l| l.strip_prefix(name)?.trim().parse().ok());
        value.with_context(|| format!("the child did not tell {name} (Linux only)"))
    };
    // Ticks of the kernel's interface are hundredths of a second.
    Ok(Run {
        seconds,
        processor: told("ticks ")? / 100.0,
        writer: told("writer ")? / 1e9,
        peak: told("VmHWM ")? as u64,
    })
}

fn code_here(child: &[String]) -> anyhow::Result<()> {
    let [file, casebook, jobs] = child else { bail!("--child takes FILE CASEBOOK JOBS") };
    let arguments = ["counterclaim", "code", file, "--casebook", casebook, "--jobs", jobs, "--quiet"];
    let _ = cli::run(arguments.iter().map(std::ffi::OsString::from));
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let peak = status.lines().find_map(|l| l.strip_prefix("VmHWM:")?.split_whitespace().next());
    println!("VmHWM {}", peak.unwrap_or("?"));
    // The name in brackets may hold spaces; user and system time are the 12th and 13th field after it.
    let stat = fs::read_to_string("/proc/self/stat").unwrap_or_default();
    let fields = stat.rsplit(')').next().unwrap_or_default().split_whitespace();
    let ticks: u64 = fields.skip(11).take(2).filter_map(|n| n.parse::<u64>().ok()).sum();
    println!("ticks {ticks}");
    let own = fs::read_to_string("/proc/thread-self/schedstat").unwrap_or_default();
    println!("writer {}", own.split_whitespace().next().unwrap_or("?"));
    Ok(())
}
