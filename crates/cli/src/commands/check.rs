use std::collections::BTreeMap;
use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};

use anyhow::{Context, bail};
use clap::Args;
use corroborate::{CheckOptions, Pool};
use datasets::read::DateOrder;

use super::report;
use super::tables::{self, How};
use crate::Exit;
use crate::shared::{CasebookArgs, JobsArgs, count};
use crate::term::{self, STRONG};

/// Hold the claims of a casebook against an independent table.
#[derive(Debug, Args)]
#[command(
    after_help = "A grade is about the table that was given: corroborated is not proven, unmatched is not false. docs/corroboration.md says \
how it is done and what it cannot do.\n\n\
Examples:\n  counterclaim check --against ged.csv\n  counterclaim check --against ged.csv --casebook mine.casebook --to check/\n  \
counterclaim check --against acled.csv --claims claims.jsonl --to check/ --mapping acled"
)]
pub(crate) struct CheckArgs {
    /// The independent records: UCDP GED, ACLED, GTD, GeoJSON, or any CSV with dates and coordinates
    #[arg(long, value_name = "FILE")]
    against: PathBuf,
    #[command(flatten)]
    casebook: CasebookArgs,
    /// The claims, if they are not in a casebook: a .jsonl of records, or a table
    #[arg(long, value_name = "FILE", conflicts_with = "casebook")]
    claims: Option<PathBuf>,
    /// The folder to write pairs, estimates and the report to
    #[arg(long, value_name = "DIR", default_value = "check")]
    to: PathBuf,
    #[command(flatten)]
    mapping: tables::MappingArgs,
    /// Which of two numbers is the day, where the records' file does not tell: `day` (31/12) or `month` (12/31) first
    #[arg(long, value_name = "FIRST", value_parser = date_order)]
    date_order: Option<DateOrder>,
    /// A reviewer's decisions on pairs, 20 and more of which recalibrate the probabilities: a CSV with the columns claim_id,
    /// record_id and same (yes or no); pairs.csv with a column `same` will do
    #[arg(long, value_name = "FILE")]
    labels: Option<PathBuf>,
    #[command(flatten)]
    jobs: JobsArgs,
}

fn date_order(text: &str) -> Result<DateOrder, String> {
    match text {
        "day" => Ok(DateOrder::DayFirst),
        "month" => Ok(DateOrder::MonthFirst),
        _ => Err("day or month".to_owned()),
    }
}

/// Decisions: (claim id, record id, whether they are the same event); rows without a decision are passed over.
fn read_labels(path: &Path) -> anyhow::Result<Vec<(String, String, bool)>> {
    let mut reader =
        csv::Reader::from_path(path).with_context(|| format!("cannot read {}", path.display()))?;
    let headings = reader.headers()?.clone();
    let column = |name: &str| {
        let at = headings.iter().position(|h| h.trim() == name);
        at.with_context(|| {
            format!("{}: no column {name}; needed are claim_id, record_id and same", path.display())
        })
    };
    let (claim, record, same) = (column("claim_id")?, column("record_id")?, column("same")?);
    let mut labels = Vec::new();
    for row in reader.records() {
        let row = row.with_context(|| path.display().to_string())?;
        let line = row.position().map_or(0, csv::Position::line);
        let cell = |at: usize| row.get(at).unwrap_or_default().trim();
        let same = match cell(same).to_lowercase().as_str() {
            "yes" | "true" | "1" => true,
            "no" | "false" | "0" => false,
            "" => continue,
            other => bail!("{}: line {line}: same is {other:?}; write yes or no", path.display()),
        };
        labels.push((cell(claim).to_owned(), cell(record).to_owned(), same));
    }
    Ok(labels)
}

pub(super) fn run(args: &CheckArgs) -> anyhow::Result<Exit> {
    let mut pool = Pool::default();
    let claims = args.claims.clone().unwrap_or_else(|| args.casebook.path());
    let (claims, _) = tables::read(&claims, &How::default(), &mut pool)?;
    let how = args.mapping.how(args.date_order);
    let (records, faults) = tables::read(&args.against, &how, &mut pool)?;
    let labels = args.labels.as_deref().map(read_labels).transpose()?.unwrap_or_default();
    let mut options = CheckOptions { labels, ..CheckOptions::default() };
    options.link.threads = args.jobs.count();
    let numbers = (claims.len(), records.len());
    let mut check = corroborate::check(claims, records, pool, &options, &|_| {});
    check.faults = faults;

    std::fs::create_dir_all(&args.to).with_context(|| format!("cannot make {}", args.to.display()))?;
    let open = |name: &str| -> anyhow::Result<BufWriter<File>> {
        let path = args.to.join(name);
        Ok(BufWriter::new(File::create(&path).with_context(|| format!("cannot write {}", path.display()))?))
    };
    check.write_jsonl(open("pairs.jsonl")?)?;
    check.write_csv(open("pairs.csv")?)?;
    check.write_unclaimed(open("unclaimed.jsonl")?)?;
    check.write_estimates(open("estimates.json")?)?;
    let mut list = open("faults.txt")?;
    writeln!(list, "{} in {}", count(check.faults.len(), "fault", "faults"), args.against.display())?;
    for fault in &check.faults {
        writeln!(list, "{fault}")?;
    }
    list.flush()?;
    open("report.html")?.write_all(check.html(Some(report::BASEMAP)).as_bytes())?;

    let mut grades: BTreeMap<&str, usize> = BTreeMap::new();
    for graded in &check.graded {
        *grades.entry(graded.grade.as_str()).or_default() += 1;
    }
    let mut out = term::out();
    writeln!(
        out,
        "{STRONG}{} held against {}{STRONG:#}",
        count(numbers.0, "claim", "claims"),
        count(numbers.1, "record", "records")
    )?;
    for (grade, number) in grades {
        writeln!(out, "{number:8}  {grade}")?;
    }
    writeln!(out, "{:8}  records that no claim tells, more likely than not", check.unclaimed.len())?;
    writeln!(
        out,
        "Control: with the claims moved by {} days, where every link is false, {:.1} % are linked; in the true calendar {:.1} %.",
        check.control.days,
        check.control.procedure * 100.0,
        check.control.real * 100.0
    )?;
    term::note(format!(
        "written to {}: report.html, pairs.csv, pairs.jsonl, unclaimed.jsonl, estimates.json, faults.txt",
        args.to.display()
    ));
    Ok(Exit::Done)
}
