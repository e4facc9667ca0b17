//! The whole of a linking: items, joins, model, posteriors, choice.

use rustc_hash::FxHashMap;

use crate::assign::assign;
use crate::compare::{Comparer, Fields, PATTERNS, Pattern};
use crate::incident::{Collection, Pool};
use crate::item::{Item, items};
use crate::join::{Gate, Hints, Index};
use crate::local::{Local, locals};
use crate::learn::{learn, settle};
use crate::model::{CELLS, Counts, Model, Own, SHIFTS, STRATA};
use crate::parallel;
use crate::posterior::{Candidates, Edge, KEPT, posteriors};

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

const DENSITIES: usize = STRATA / 2;
const CHUNK: usize = 4096;
/// Left items of a join within one side: enough to know how events cluster.
const OWN_SAMPLE: usize = 60_000;
const ROUNDS: usize = 8;
/// One unit of summed weights, so that sums do not depend on their order.
const UNIT: f64 = (1u64 << 20) as f64;

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
    let right = items(&records.incidents, pool);
    left.iter_mut().for_each(|i| {
        i.start = i.start.saturating_add(options.shift);
        i.end = i.end.saturating_add(options.shift);
    });
    let thresholds = stratify(&mut left, &right, options.model.as_deref().map(|l| l.thresholds));
    let index = Index::new(&right, options.gate);
    // Claims in the order of the index, so that searches move forward.
    let order = visiting_order(&left);
    let comparer = Comparer::new(options.fields);

    progress(Step::Count);
    let job =
        Job { left: &left, order: &order, index: &index, comparer: &comparer, threads: options.threads };
    let mut met = vec![0u32; left.len()];
    let learned = match &options.model {
        Some(learned) => {
            job.meetings(&mut met);
            learned.clone()
        }
        None => {
            let counts = job.count(&right, options.gate, &mut met);
            progress(Step::Learn);
            let mut mean_local = [0.0; STRATA];
            for (item, &n) in left.iter().zip(&met) {
                mean_local[usize::from(item.stratum)] += f64::from(n);
            }
            for (mean, &n) in mean_local.iter_mut().zip(&counts.claims) {
                *mean /= (n as f64).max(1.0);
            }
            std::sync::Arc::new(Learned { model: learn(&counts), thresholds, mean_local, counts })
        }
    };
    progress(Step::Weigh);
    let locals = locals(&left, &right, &met, &learned.mean_local);
    let (mut candidates, pairs) = job.weigh(&learned, &locals);
    progress(Step::Compete);
    let strata: Vec<u8> = left.iter().map(|i| i.stratum).collect();
    let learned = match &options.model {
        Some(learned) => std::sync::Arc::clone(learned),
        None => {
            let mut learned = std::sync::Arc::unwrap_or_clone(learned);
            settle(&mut learned.model, &learned.counts, &mut candidates, &strata, &locals, options.threads);
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
        local: met.iter().map(|&n| n as f32 / SHIFTS.len() as f32).collect(),
        strata,
        learned,
        pairs,
    }
}

/// Numbers of the left items by day, then place.
fn visiting_order(left: &[Item]) -> Vec<u32> {
    let mut order: Vec<(i32, i32, i32, u32)> = left
        .iter()
        .enumerate()
        .map(|(n, i)| (i.start, (i.lat * 2.0).floor() as i32, (i.lon * 100.0) as i32, n as u32))
        .collect();
    order.sort_unstable();
    order.into_iter().map(|o| o.3).collect()
}

/// Puts every claim into its stratum, by how many records its place has over all time and by its precision.
fn stratify(left: &mut [Item], right: &[Item], given: Option<[u32; DENSITIES - 1]>) -> [u32; DENSITIES - 1] {
    let cell = |i: &Item| ((i.lat * 10.0).floor() as i32, (i.lon * 10.0).floor() as i32);
    let mut density: FxHashMap<(i32, i32), u32> = FxHashMap::default();
    for item in right.iter().filter(|i| i.placed()) {
        *density.entry(cell(item)).or_default() += 1;
    }
    let of = |i: &Item| if i.placed() { density.get(&cell(i)).copied().unwrap_or(0) } else { 0 };
    let thresholds = given.unwrap_or_else(|| {
        let mut all: Vec<u32> = left.iter().map(of).collect();
        all.sort_unstable();
        std::array::from_fn(|q| all.get(all.len() * (q + 1) / DENSITIES).copied().unwrap_or(0))
    });
    for item in left.iter_mut() {
        let d = of(item);
        let class = thresholds.iter().filter(|&&t| d > t).count();
        let precise = item.placed() && item.radius <= 10.0 && item.width() == 0;
        item.stratum = (class + if precise { 0 } else { STRATA / 2 }) as u8;
    }
    thresholds
}

#[derive(Clone, Copy)]
struct Job<'a> {
    left: &'a [Item],
    order: &'a [u32],
    index: &'a Index,
    comparer: &'a Comparer,
    threads: usize,
}

struct Tally {
    cells: Vec<u32>,
    hints: Vec<Hints>,
}

fn add(total: &mut [u32], part: &[u32]) {
    total.iter_mut().zip(part).for_each(|(t, p)| *t = t.saturating_add(*p));
}

impl Job<'_> {
    fn chunks(&self) -> usize {
        self.order.len().div_ceil(CHUNK)
    }

    fn chunk(&self, n: usize) -> &[u32] {
        &self.order[n * CHUNK..((n + 1) * CHUNK).min(self.order.len())]
    }

    /// Chance meetings of every claim in the shifted calendars.
    fn meetings(&self, met: &mut [u32]) {
        let (parts, _) = parallel::chunks(
            self.threads,
            self.chunks(),
            || vec![Hints::default(); SHIFTS.len()],
            |hints, n| {
                self.chunk(n)
                    .iter()
                    .map(|&i| {
                        let mut count = 0u32;
                        for (shift, hints) in SHIFTS.into_iter().zip(hints.iter_mut()) {
                            let item = &self.left[i as usize];
                            let shift = self.index.within_calendar(item, shift);
                            self.index.near(item, shift, hints, |_, _, _| count += 1);
                        }
                        count
                    })
                    .collect::<Vec<u32>>()
            },
        );
        for (&i, n) in self.order.iter().zip(parts.into_iter().flatten()) {
            met[i as usize] = n;
        }
    }

    fn count(&self, right: &[Item], gate: Gate, met: &mut [u32]) -> Counts {
        let mut claims = [0; STRATA];
        self.left.iter().for_each(|i| claims[usize::from(i.stratum)] += 1);
        let tally = || Tally { cells: vec![0; CELLS * 2], hints: vec![Hints::default(); 1 + SHIFTS.len()] };
        let (parts, tallies) = parallel::chunks(self.threads, self.chunks(), tally, |tally, n| {
            self.chunk(n)
                .iter()
                .map(|&i| {
                    let item = &self.left[i as usize];
                    let base = usize::from(item.stratum) * PATTERNS;
                    let cells = &mut tally.cells;
                    self.index.near(item, 0, &mut tally.hints[0], |_, other, chord| {
                        cells[base + self.comparer.compare(item, other, chord, 0).cell() as usize] += 1;
                    });
                    let mut count = 0u32;
                    for (s, shift) in SHIFTS.into_iter().enumerate() {
                        let shift = self.index.within_calendar(item, shift);
                        self.index.near(item, shift, &mut tally.hints[1 + s], |_, other, chord| {
                            count += 1;
                            let cell = self.comparer.compare(item, other, chord, shift).cell() as usize;
                            cells[CELLS + base + cell] += 1;
                        });
                    }
                    count
                })
                .collect::<Vec<u32>>()
        });
        for (&i, n) in self.order.iter().zip(parts.into_iter().flatten()) {
            met[i as usize] = n;
        }
        let mut pairs = vec![0; CELLS];
        let mut shifted = vec![0; CELLS];
        for tally in tallies {
            add(&mut pairs, &tally.cells[..CELLS]);
            add(&mut shifted, &tally.cells[CELLS..]);
        }
        let within = |items: &[Item], index: &Index| {
            let order = visiting_order(items);
            let job =
                Job { left: items, order: &order, index, comparer: self.comparer, threads: self.threads };
            job.within()
        };
        let own = [within(self.left, &Index::new(self.left, gate)), within(right, self.index)];
        Counts { pairs, shifted, claims, records: right.len() as u64, own }
    }

    /// Pairs of one side with itself, of a sample of whole stretches of time.
    fn within(&self) -> Own {
        let every = self.order.len().div_ceil(OWN_SAMPLE).max(1);
        let tally =
            || Tally { cells: vec![0; PATTERNS * 2], hints: vec![Hints::default(); 1 + SHIFTS.len()] };
        let (_, tallies) = parallel::chunks(self.threads, self.chunks(), tally, |tally, n| {
            for &i in self.chunk(n).iter().step_by(every) {
                let item = &self.left[i as usize];
                let cells = &mut tally.cells;
                for (s, shift) in std::iter::once(0).chain(SHIFTS).enumerate() {
                    let at = if s == 0 { 0 } else { PATTERNS };
                    let shift = if s == 0 { 0 } else { self.index.within_calendar(item, shift) };
                    self.index.near(item, shift, &mut tally.hints[s], |_, other, chord| {
                        if other.source != item.source {
                            cells[at + self.comparer.compare(item, other, chord, shift).cell() as usize] += 1;
                        }
                    });
                }
            }
        });
        let sampled = (0..self.chunks()).map(|n| self.chunk(n).len().div_ceil(every) as u64).sum();
        let events = self.left.len() as u64;
        let mut own = Own { pairs: vec![0; PATTERNS], shifted: vec![0; PATTERNS], events, sampled };
        for tally in tallies {
            add(&mut own.pairs, &tally.cells[..PATTERNS]);
            add(&mut own.shifted, &tally.cells[PATTERNS..]);
        }
        own
    }

    /// The heaviest candidates of every claim, and the sums of the others.
    fn weigh(&self, learned: &Learned, locals: &[Local]) -> (Candidates, u64) {
        use std::sync::atomic::{AtomicU64, Ordering};
        struct Found {
            edges: Vec<(u32, Edge)>,
            rest: Vec<f64>,
            pairs: u64,
        }
        // Records are numbered as in the collection: the index's items carry that number only as `source`.
        let mut rank =
            vec![0u32; self.index.items().iter().map(|i| i.source as usize + 1).max().unwrap_or(0)];
        let mut sources: Vec<u32> = self.index.items().iter().map(|i| i.source).collect();
        sources.sort_unstable();
        for (n, &source) in sources.iter().enumerate() {
            rank[source as usize] = n as u32;
        }
        let rest_records: Vec<AtomicU64> = (0..sources.len()).map(|_| AtomicU64::new(0)).collect();
        let (parts, _) = parallel::chunks(self.threads, self.chunks(), Hints::default, |hints, n| {
            let mut out = Found { edges: Vec::new(), rest: Vec::new(), pairs: 0 };
            let mut near: Vec<Edge> = Vec::new();
            for &i in self.chunk(n) {
                let item = &self.left[i as usize];
                let s = usize::from(item.stratum);
                let local = locals[i as usize];
                near.clear();
                let mut rest = 0u64;
                self.index.near(item, 0, hints, |_, other, chord| {
                    out.pairs += 1;
                    let pattern = self.comparer.compare(item, other, chord, 0);
                    let cell = pattern.cell();
                    let weight = learned.model.weight(s, cell, local.times(pattern));
                    if weight <= 1e-6 {
                        return;
                    }
                    near.push(Edge { record: rank[other.source as usize], cell, weight });
                    if near.len() == KEPT * 8 {
                        rest += keep(&mut near, &rest_records);
                    }
                });
                if near.len() > KEPT {
                    rest += keep(&mut near, &rest_records);
                } else {
                    near.sort_unstable_by(heavier);
                }
                out.rest.push(rest as f64 / UNIT);
                out.edges.extend(near.iter().map(|&e| (i, e)));
            }
            out
        });
        fn heavier(a: &Edge, b: &Edge) -> std::cmp::Ordering {
            b.weight.total_cmp(&a.weight).then(a.record.cmp(&b.record))
        }
        fn keep(near: &mut Vec<Edge>, rest: &[std::sync::atomic::AtomicU64]) -> u64 {
            near.sort_unstable_by(heavier);
            let mut sum = 0u64;
            for edge in near.drain(KEPT..) {
                let units = (f64::from(edge.weight) * UNIT) as u64;
                rest[edge.record as usize].fetch_add(units, Ordering::Relaxed);
                sum = sum.saturating_add(units);
            }
            sum
        }
        let mut candidates = Candidates {
            offsets: vec![0; self.left.len() + 1],
            edges: Vec::new(),
            rest_claims: vec![0.0; self.left.len()],
            rest_records: Vec::new(),
        };
        let mut pairs = 0;
        let mut total = 0;
        for part in &parts {
            pairs += part.pairs;
            total += part.edges.len();
            for &(i, _) in &part.edges {
                candidates.offsets[i as usize + 1] += 1;
            }
        }
        for n in 0..self.left.len() {
            candidates.offsets[n + 1] += candidates.offsets[n];
        }
        candidates.edges = vec![Edge { record: 0, cell: 0, weight: 0.0 }; total];
        let mut visited = self.order.iter();
        for part in parts {
            for rest in part.rest {
                if let Some(&i) = visited.next() {
                    candidates.rest_claims[i as usize] = rest;
                }
            }
            let (mut last, mut at) = (u32::MAX, 0);
            for (i, edge) in part.edges {
                if i != last {
                    (last, at) = (i, candidates.offsets[i as usize] as usize);
                }
                candidates.edges[at] = edge;
                at += 1;
            }
        }
        candidates.rest_records = rest_records.into_iter().map(|r| r.into_inner() as f64 / UNIT).collect();
        (candidates, pairs)
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
