use std::collections::BTreeMap;
use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::PathBuf;

use anyhow::Context;
use clap::Args;
use corroborate::{CheckOptions, Pool};

use super::{report, tables};
use crate::Exit;
use crate::shared::{JobsArgs, count};
use crate::term::{self, STRONG};

/// Hold the claims of a casebook against an independent table.
#[derive(Debug, Args)]
#[command(
    after_help = "A grade is about the table that was given: corroborated is not proven, unmatched is not false. docs/corroboration.md says \
how it is done and what it cannot do.\n\n\
Examples:\n  counterclaim check counterclaim.casebook ged.csv --to check/\n  counterclaim check claims.jsonl acled.csv --to check/ --mapping acled"
)]
pub(crate) struct CheckArgs {
    /// The claims: a casebook, a .jsonl of records, or a table
    claims: PathBuf,
    /// The records: UCDP GED, ACLED, GTD, GeoJSON, or any CSV with dates and coordinates
    records: PathBuf,
    /// The folder to write pairs, estimates and the report to
    #[arg(long, value_name = "DIR")]
    to: PathBuf,
    /// How the records' columns are read: a shipped mapping by name, or a mapping file [default: by the headings]
    #[arg(long, value_name = "NAME")]
    mapping: Option<String>,
    #[command(flatten)]
    jobs: JobsArgs,
}

pub(super) fn run(args: &CheckArgs) -> anyhow::Result<Exit> {
    let mut pool = Pool::default();
    let (claims, _) = tables::read(&args.claims, None, &mut pool)?;
    let (records, faults) = tables::read(&args.records, args.mapping.as_deref(), &mut pool)?;
    let mut options = CheckOptions::default();
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
    check.write_estimates(open("estimates.csv")?)?;
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
        "written to {}: report.html, pairs.csv, pairs.jsonl, unclaimed.jsonl, estimates.csv",
        args.to.display()
    ));
    Ok(Exit::Done)
}
