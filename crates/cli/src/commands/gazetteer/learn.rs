use std::io::Write;
use std::path::PathBuf;
use std::sync::atomic::Ordering;

use anyhow::{Context, bail};
use clap::Args;
use document::Document;
use place::{Learned, Mention, Placer};

use crate::layers::{GazetteerArgs, publishers_file};
use crate::pipeline::{self, Done};
use crate::progress::Progress;
use crate::shared::{CodebookArgs, Faults, InputArgs, JobsArgs, count, make_parent};
use crate::source::Reading;
use crate::{Exit, interrupt, term};

#[derive(Debug, Args)]
pub(crate) struct LearnArgs {
    #[command(flatten)]
    input: InputArgs,
    #[command(flatten)]
    codebook: CodebookArgs,
    #[command(flatten)]
    gazetteer: GazetteerArgs,
    #[command(flatten)]
    jobs: JobsArgs,
    /// Where to write [default: publishers.jsonl in the user's folder, where every command finds it]
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
    /// Print no progress bar and no note
    #[arg(long, short)]
    quiet: bool,
}

/// Reads documents and writes which places each publisher names.
pub(super) fn learn(args: &LearnArgs) -> anyhow::Result<Exit> {
    let Some(out) = args.out.clone().or_else(publishers_file) else {
        bail!("there is no folder for the user's data; say where with --out FILE");
    };
    let files = args.codebook.files()?;
    // What was learned before would teach itself again.
    let gazetteer = args.gazetteer.open()?.without_publishers();
    let placer = args.codebook.compile(&files, |files| Placer::new(files, gazetteer))?;
    let style = args.codebook.compile(&files, when::style)?;
    let source = args.input.source()?;
    let stop = interrupt::listen();
    let mut faults = Faults::default();
    let mut progress = Progress::new(source.bytes(), args.quiet);
    let (mut learned, mut anonymous) = (Learned::default(), 0);
    for fault in source.faults().iter().cloned().chain(source.metadata_faults()) {
        faults.add(fault).into_iter().for_each(|fault| progress.warn(fault));
    }
    pipeline::run(
        &source,
        args.jobs.count(),
        stop,
        |_| None,
        |reading: &mut Reading| -> Vec<Mention> {
            if reading.input.document.publisher.is_none() {
                return Vec::new();
            }
            let doc = Document::new(std::mem::take(&mut reading.input.text), &style);
            placer.annotate(&doc, &reading.context())
        },
        |done| -> anyhow::Result<()> {
            match done {
                Done::Worked(reading, mentions) => {
                    match &reading.input.document.publisher {
                        Some(publisher) => learned.add(publisher, &mentions),
                        None => anonymous += 1,
                    }
                    progress.document(reading.size);
                }
                Done::Fault(fault, size) => {
                    faults.add(fault).into_iter().for_each(|fault| progress.warn(fault));
                    progress.document(size);
                }
            }
            Ok(())
        },
    )?;
    progress.end();
    if faults.unseen() > 0 {
        term::note(format!("and {} more faults", faults.unseen()));
    }
    if stop.load(Ordering::Relaxed) {
        term::note(format!("stopped; {} is as it was", out.display()));
        return Ok(Exit::Interrupted);
    }
    if anonymous > 0 && !args.quiet {
        let documents = count(anonymous, "document", "documents");
        term::note(format!(
            "{documents} without a publisher left out; --metadata or --publisher says who published"
        ));
    }
    make_parent(&out)?;
    let (publishers, places) =
        learned.write(&out).with_context(|| format!("cannot write {}", out.display()))?;
    if publishers == 0 {
        term::warn("no publisher has two documents that name a place; nothing was written");
        return Ok(Exit::Findings);
    }
    let publishers = count(publishers, "publisher", "publishers");
    writeln!(term::out(), "{}: {publishers}, {}", out.display(), count(places, "place", "places"))?;
    Ok(if faults.count == 0 { Exit::Done } else { Exit::Findings })
}
