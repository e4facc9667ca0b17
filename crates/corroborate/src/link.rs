//! The whole of a linking: items, joins, model, posteriors, choice.

use crate::assign::assign;
use crate::compare::{Comparer, Fields, Pattern};
use crate::fame;
use crate::incident::{Collection, Pool};
use crate::item::items;
use crate::join::{Gate, Index};
use crate::learn::{Fame, learn, settle};
use crate::local::locals;
use crate::model::{Counts, Model, SHIFTS, STRATA};
use crate::naming::name_places;
use crate::parallel;
use crate::posterior::{Candidates, posteriors};
use crate::scan::{Job, visiting_order};
use crate::strata::{DENSITIES, stratify};

/// What a linking may be told.
#[derive(Clone, Debug)]
pub struct Options {
    /// The search window.
    pub gate: Gate,
    /// What is compared.
    pub fields: Fields,
    /// Days by which the claims are moved: 0, or a year for the negative control.
    pub shift: i32,
    /// Threads; they change nothing but the time.
    pub threads: usize,
    /// A model learned elsewhere (the negative control uses that of the true calendar).
    pub model: Option<std::sync::Arc<Learned>>,
}

impl Default for Options {
    fn default() -> Options {
        Options {
            gate: Gate::default(),
            fields: Fields { toll: true },
            shift: 0,
            threads: parallel::available(),
            model: None,
        }
    }
}

/// A model with what is needed to apply it again.
#[derive(Clone, Debug)]
pub struct Learned {
    /// The weights.
    pub model: Model,
    /// Upper bounds of the first three density classes.
    pub thresholds: [u32; DENSITIES - 1],
    /// Chance meetings of a claim in the four shifted calendars, by stratum.
    pub mean_local: [f64; STRATA],
    /// What the joins counted.
    pub counts: Counts,
}

/// The result: candidates with probabilities, and one linking.
#[derive(Clone, Debug)]
pub struct Linkage {
    /// Claims (numbers in their collection) in the order of candidates.
    pub claims: Vec<u32>,
    /// Records (numbers in their collection) by the numbers that edges use.
    pub records: Vec<u32>,
    /// The candidates.
    pub candidates: Candidates,
    /// Probability of each edge.
    pub probability: Vec<f32>,
    /// The chosen edge of each claim.
    pub chosen: Vec<Option<u32>>,
    /// Chance records that are expected in the window of each claim.
    pub local: Vec<f32>,
    /// Stratum of each claim.
    pub strata: Vec<u8>,
    /// How the weights were learned.
    pub learned: std::sync::Arc<Learned>,
    /// Pairs within the windows.
    pub pairs: u64,
}

/// A step of the work, for a progress bar.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// Sorting both sides.
    Sort,
    /// Joining with the true and the shifted calendars.
    Count,
    /// Learning the weights.
    Learn,
    /// Weighing candidates.
    Weigh,
    /// Competing posteriors.
    Compete,
    /// Choosing partners.
    Choose,
}

const ROUNDS: usize = 8;

/// Links claims to records.
pub fn link(
    claims: &Collection,
    records: &Collection,
    pool: &Pool,
    options: &Options,
    progress: &(dyn Fn(Step) + Sync),
) -> Linkage {
    progress(Step::Sort);
    let mut left = items(&claims.incidents, pool);
    let mut right = items(&records.incidents, pool);
    name_places(&mut left, claims, &mut right, records, pool);
    left.iter_mut().for_each(|i| {
        i.start = i.start.saturating_add(options.shift);
        i.end = i.end.saturating_add(options.shift);
    });
    fame::rank(&mut left, &mut right);
    let thresholds = stratify(&mut left, &mut right, options.model.as_deref().map(|l| l.thresholds));
    let index = Index::new(&right, options.gate);
    // Claims in the order of the index, so that searches move forward.
    let order = visiting_order(&left);
    let comparer = Comparer::new(options.fields);

    progress(Step::Count);
    let job =
        Job { left: &left, order: &order, index: &index, comparer: &comparer, threads: options.threads };
    let (learned, survey) = match &options.model {
        Some(learned) => (learned.clone(), job.meetings()),
        None => {
            let (counts, survey) = job.count(&right, options.gate);
            progress(Step::Learn);
            let mut mean_local = [0.0; STRATA];
            for (item, met) in left.iter().zip(&survey.met) {
                mean_local[usize::from(item.stratum)] += f64::from(met.chance);
            }
            for (mean, &n) in mean_local.iter_mut().zip(&counts.claims) {
                *mean /= (n as f64).max(1.0);
            }
            (std::sync::Arc::new(Learned { model: learn(&counts), thresholds, mean_local, counts }), survey)
        }
    };
    progress(Step::Weigh);
    let locals = locals(&left, &right, &survey.met, &learned.mean_local);
    let (mut candidates, pairs) = job.weigh(&right, &learned, &locals, &survey.pairs);
    let met = survey.met;
    progress(Step::Compete);
    let strata: Vec<u8> = left.iter().map(|i| i.stratum).collect();
    let known = Fame {
        claims: left.iter().map(|i| i.fame).collect(),
        records: right.iter().map(|i| i.fame).collect(),
    };
    let learned = match &options.model {
        Some(learned) => std::sync::Arc::clone(learned),
        None => {
            let mut learned = std::sync::Arc::unwrap_or_clone(learned);
            settle(
                &mut learned.model,
                &learned.counts,
                &mut candidates,
                &strata,
                &locals,
                &known,
                options.threads,
            );
            std::sync::Arc::new(learned)
        }
    };
    let probability = posteriors(&candidates, options.threads, ROUNDS);
    progress(Step::Choose);
    let chosen = assign(&candidates, &probability);
    Linkage {
        claims: left.iter().map(|i| i.source).collect(),
        records: right.iter().map(|i| i.source).collect(),
        candidates,
        probability,
        chosen,
        local: met.iter().map(|m| m.chance as f32 / SHIFTS.len() as f32).collect(),
        strata,
        learned,
        pairs,
    }
}

impl Linkage {
    /// The probability that a claim has its record among the candidates.
    pub fn matched(&self, claim: usize) -> f64 {
        self.candidates.range(claim).map(|n| f64::from(self.probability[n])).sum::<f64>().min(1.0)
    }

    /// The chosen edge of a claim, if it is more likely than not.
    pub fn linked(&self, claim: usize) -> Option<usize> {
        self.chosen[claim].map(|n| n as usize).filter(|&n| self.probability[n] >= 0.5)
    }

    /// The sum of all probabilities: how many matches are expected.
    pub fn expected(&self) -> f64 {
        // In fixed chunks, so that the sum is the same for every number of threads.
        self.probability.iter().map(|&p| f64::from(p)).sum()
    }

    /// The comparison behind an edge.
    pub fn pattern(&self, edge: usize) -> Pattern {
        Pattern::of(self.candidates.edges[edge].cell)
    }
}
