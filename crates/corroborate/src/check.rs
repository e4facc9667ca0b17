//! The whole of `check`: links, grades, estimates, the negative control.

use std::sync::Arc;

use datasets::read::Fault;
use serde::Serialize;

use crate::compare::Fields;
use crate::estimate::{Estimates, estimate};
use crate::grade::{Grade, Graded, Grader, MatchType};
use crate::incident::{Collection, Pool};
use crate::link::{Linkage, Options, Step, link};

/// What `check` may be told.
#[derive(Clone, Debug)]
pub struct CheckOptions {
    /// Windows and threads.
    pub link: Options,
    /// Linkings drawn for the intervals.
    pub draws: usize,
    /// Days of the negative control: whole weeks near a year, so that seasons and weekdays stay.
    pub control_days: i32,
    /// Decisions of a reviewer: (claim id, record id, whether they are the same event). They recalibrate the probabilities.
    pub labels: Vec<(String, String, bool)>,
}

impl Default for CheckOptions {
    fn default() -> CheckOptions {
        CheckOptions { link: Options::default(), draws: 200, control_days: 364, labels: Vec::new() }
    }
}

/// What the time-shift negative control found: every link of a shifted calendar is false.
#[derive(Clone, Copy, Debug, Serialize)]
pub struct Control {
    /// Days by which the claims were moved.
    pub days: i32,
    /// Share of claims that the whole procedure, learning included, links in the shifted calendar.
    pub procedure: f64,
    /// Share that the weights of the true calendar link there.
    pub weights: f64,
    /// Share that is linked in the true calendar.
    pub real: f64,
}

/// Where a check is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Progress {
    /// Linking.
    Link(Step),
    /// The negative control.
    Control,
    /// The links without tolls, for the toll ratio.
    TollFree,
    /// Grades.
    Grade,
    /// Drawn linkings.
    Estimate,
}

/// The result of `check`.
#[derive(Debug)]
pub struct Check {
    /// The claims.
    pub claims: Collection,
    /// The records.
    pub records: Collection,
    /// Names and types.
    pub pool: Pool,
    /// Candidates and probabilities.
    pub linkage: Linkage,
    /// Every claim with its grade.
    pub graded: Vec<Graded>,
    /// Numbers of the records that no claim tells, more likely than not.
    pub unclaimed: Vec<u32>,
    /// Shares, ratios, totals.
    pub estimates: Estimates,
    /// The negative control.
    pub control: Control,
    /// Faults of the record file, to be shown in the report.
    pub faults: Vec<Fault>,
    /// Bins of the labelled pairs: said, true, how many. Empty without labels.
    pub calibration: Vec<(f64, f64, usize)>,
}

fn linked(linkage: &Linkage) -> usize {
    (0..linkage.candidates.claims()).filter(|&c| linkage.linked(c).is_some()).count()
}

/// Holds claims against records.
pub fn check(
    claims: Collection,
    records: Collection,
    pool: Pool,
    options: &CheckOptions,
    progress: &(dyn Fn(Progress) + Sync),
) -> Check {
    let step = |s: Step| progress(Progress::Link(s));
    let mut linkage = link(&claims, &records, &pool, &options.link, &step);
    let calibration =
        crate::labels::recalibrate(&mut linkage, &claims, &records, &options.labels, options.link.threads);

    progress(Progress::Control);
    let quiet = |_: Step| {};
    let moved = Options { shift: options.control_days, ..options.link.clone() };
    let same = Options { model: Some(Arc::clone(&linkage.learned)), ..moved.clone() };
    let n = linkage.claims.len().max(1) as f64;
    let control = Control {
        days: options.control_days,
        procedure: linked(&link(&claims, &records, &pool, &moved, &quiet)) as f64 / n,
        weights: linked(&link(&claims, &records, &pool, &same, &quiet)) as f64 / n,
        real: linked(&linkage) as f64 / n,
    };

    progress(Progress::TollFree);
    let blind = Options { fields: Fields { toll: false }, ..options.link.clone() };
    let without = link(&claims, &records, &pool, &blind, &quiet);

    progress(Progress::Grade);
    let (graded, unclaimed) = {
        let grader = Grader::new(&claims, &records, &pool, &linkage);
        let graded = grader.all();
        let mut told = vec![0.0f64; records.len()];
        let probability = crate::sample::claimed(&linkage.candidates, &linkage.probability);
        for (n, &record) in linkage.records.iter().enumerate() {
            told[record as usize] = probability[n];
        }
        for (n, kind) in grader.match_types().iter().enumerate() {
            if matches!(kind, Some(MatchType::OneToMany)) {
                told[linkage.records[linkage.candidates.edges[n].record as usize] as usize] = 1.0;
            }
        }
        (graded, (0..records.len() as u32).filter(|&r| told[r as usize] < 0.5).collect())
    };
    progress(Progress::Estimate);
    let estimates =
        estimate(&claims, &records, &pool, &linkage, &without, options.draws, options.link.threads);
    Check {
        claims,
        records,
        pool,
        linkage,
        graded,
        unclaimed,
        estimates,
        control,
        faults: Vec::new(),
        calibration,
    }
}

impl Check {
    /// How many claims have each grade.
    pub fn counts(&self) -> [(Grade, usize); 4] {
        Grade::ALL.map(|g| (g, self.graded.iter().filter(|c| c.grade == g).count()))
    }
}
