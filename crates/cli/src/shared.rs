//! What several commands share: the codebook, the input, the faults of the input.

use std::path::PathBuf;

use anyhow::{Context, bail};
use casebook::Casebook;
use clap::Args;
use coder::Coder;
use jiff::civil::Date;
use record::Side;

use crate::layers::GazetteerArgs;
use crate::source::{Defaults, Fault, Metadata, Options, Source, parse_date};
use crate::term;

/// Which codebook.
#[derive(Debug, Clone, Default, Args)]
pub(crate) struct CodebookArgs {
    /// A folder of codebook files; each replaces the shipped file of the same name
    #[arg(long, value_name = "DIR")]
    pub(crate) codebook: Option<PathBuf>,
}

impl CodebookArgs {
    /// The files, or their faults printed and an error.
    pub(crate) fn files(&self) -> anyhow::Result<codebook::Files> {
        let Some(folder) = &self.codebook else { return Ok(codebook::Files::embedded()) };
        codebook::Files::from_folder(folder).map_err(|error| {
            term::codebook_faults(None, &error);
            anyhow::anyhow!("the codebook {} cannot be used", folder.display())
        })
    }

    /// What `compile` makes of the files, or their faults printed and an error.
    pub(crate) fn compile<T>(
        &self,
        files: &codebook::Files,
        compile: impl FnOnce(&codebook::Files) -> Result<T, codebook::Error>,
    ) -> anyhow::Result<T> {
        compile(files).map_err(|error| {
            term::codebook_faults(Some(files), &error);
            anyhow::anyhow!("the codebook has {}", count(error.diagnostics.len(), "fault", "faults"))
        })
    }

    /// The compiled codebook, or its faults printed and an error.
    pub(crate) fn coder(&self) -> anyhow::Result<Coder> {
        self.compile(&self.files()?, Coder::new)
    }

    /// As [`CodebookArgs::coder`], with the user's layers over the gazetteer.
    pub(crate) fn coder_with(&self, gazetteer: &GazetteerArgs) -> anyhow::Result<Coder> {
        let gazetteer = gazetteer.open()?;
        self.compile(&self.files()?, |files| Coder::with_gazetteer(files, gazetteer))
    }
}

/// What to read, and what is known of it.
#[derive(Debug, Clone, Args)]
pub(crate) struct InputArgs {
    /// Files and folders of reports: .txt, .md, and .jsonl (one document a line, with a `text` field)
    #[arg(required = true, value_name = "PATH")]
    pub(crate) paths: Vec<PathBuf>,
    /// A CSV or JSON Lines table with path,published,publisher,side,title; paths are relative to the table's folder
    #[arg(long, value_name = "FILE")]
    pub(crate) metadata: Option<PathBuf>,
    /// When documents that do not say were published (YYYY-MM-DD); a day without a year is resolved by it
    #[arg(long, value_name = "DATE", value_parser = parse_date)]
    pub(crate) published: Option<Date>,
    /// Who published documents that do not say
    #[arg(long, value_name = "NAME")]
    pub(crate) publisher: Option<String>,
    /// On whose side their publisher stands: claimant, state or independent
    #[arg(long, value_name = "SIDE")]
    pub(crate) side: Option<Side>,
    /// The largest document that is read, in megabytes
    #[arg(long, value_name = "MB", default_value_t = Options::LIMIT >> 20, value_parser = clap::value_parser!(u64).range(1..=256))]
    pub(crate) max_document_mb: u64,
}

impl InputArgs {
    /// Lists the input.
    pub(crate) fn source(&self) -> anyhow::Result<Source> {
        let metadata = match &self.metadata {
            Some(file) => Some(Metadata::read(file).map_err(|fault| anyhow::anyhow!("{fault}"))?),
            None => None,
        };
        let defaults =
            Defaults { published: self.published, publisher: self.publisher.clone(), side: self.side };
        let options = Options { defaults, limit: self.max_document_mb << 20, shown_below: None };
        let source = Source::list(&self.paths, metadata, options);
        if source.files().is_empty() && !source.faults().is_empty() {
            let faults: Vec<String> = source.faults().iter().map(Fault::to_string).collect();
            bail!("{}", faults.join("\n  "));
        }
        if source.files().is_empty() {
            let paths: Vec<String> = self.paths.iter().map(|p| p.display().to_string()).collect();
            bail!("there is no .txt, .md or .jsonl file in {}", paths.join(", "));
        }
        Ok(source)
    }
}

/// Which casebook.
#[derive(Debug, Clone, Args)]
pub(crate) struct CasebookArgs {
    /// The project file [default: counterclaim.casebook]
    #[arg(long, value_name = "FILE")]
    pub(crate) casebook: Option<PathBuf>,
}

impl CasebookArgs {
    /// The casebook that is used where none is named.
    pub(crate) const DEFAULT: &str = "counterclaim.casebook";

    /// Where it lies.
    pub(crate) fn path(&self) -> PathBuf {
        self.casebook.clone().unwrap_or_else(|| PathBuf::from(CasebookArgs::DEFAULT))
    }

    /// Opens it for reading.
    pub(crate) fn open(&self) -> anyhow::Result<Casebook> {
        Ok(Casebook::open(&self.path(), casebook::Options::default())?)
    }
}

/// How many threads.
#[derive(Debug, Clone, Args)]
pub(crate) struct JobsArgs {
    /// Threads that code [default: one a core]; the result is the same for any number
    #[arg(long, short = 'j', value_name = "N", value_parser = clap::value_parser!(u16).range(1..=512))]
    pub(crate) jobs: Option<u16>,
}

impl JobsArgs {
    /// The number of threads.
    pub(crate) fn count(&self) -> usize {
        match self.jobs {
            Some(jobs) => jobs.into(),
            None => std::thread::available_parallelism().map_or(1, usize::from),
        }
    }
}

/// "1 document", "2 documents".
pub(crate) fn count(n: usize, one: &str, many: &str) -> String {
    format!("{n} {}", if n == 1 { one } else { many })
}

/// Creates the folder of a file that is to be written.
pub(crate) fn make_parent(file: &std::path::Path) -> anyhow::Result<()> {
    match file.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => std::fs::create_dir_all(folder)
            .with_context(|| format!("cannot make the folder {}", folder.display())),
        _ => Ok(()),
    }
}

/// Faults as they come: the first are printed, all are counted.
#[derive(Debug, Default)]
pub(crate) struct Faults {
    /// The first of them.
    pub(crate) first: Vec<Fault>,
    /// How many there were.
    pub(crate) count: usize,
}

impl Faults {
    /// How many are printed and kept.
    pub(crate) const SHOWN: usize = 50;

    /// Takes one; whether it should be printed.
    pub(crate) fn add(&mut self, fault: Fault) -> Option<&Fault> {
        self.count += 1;
        if self.first.len() >= Faults::SHOWN {
            return None;
        }
        self.first.push(fault);
        self.first.last()
    }

    /// How many were not printed.
    pub(crate) fn unseen(&self) -> usize {
        self.count - self.first.len()
    }
}
