//! Odds of all pairs within the windows; the heaviest are kept.

use std::sync::atomic::{AtomicU64, Ordering};

use crate::item::Item;
use crate::join::Hints;
use crate::link::Learned;
use crate::local::Local;
use crate::odds::Odds;
use crate::parallel;
use crate::posterior::{Candidates, Edge, KEPT};
use crate::scan::{Job, Pairs};

/// One unit of summed weights, so that sums do not depend on their order.
const UNIT: f64 = (1u64 << 20) as f64;
/// Lighter pairs are no candidates.
const LIGHTEST: f32 = 1e-6;

fn heavier(a: &Edge, b: &Edge) -> std::cmp::Ordering {
    b.weight.total_cmp(&a.weight).then(a.record.cmp(&b.record))
}

/// The candidates of a chunk of claims.
#[derive(Default)]
struct Found {
    edges: Vec<Edge>,
    /// By claim: how many edges, and the weight of those not kept.
    claims: Vec<(u32, f64)>,
    pairs: u64,
}

impl Job<'_> {
    /// The heaviest candidates of every claim, and the sums of the others; `pairs` are those the survey has kept.
    pub(crate) fn weigh(
        &self,
        right: &[Item],
        learned: &Learned,
        locals: &[Local],
        pairs: &[Option<Pairs>],
    ) -> (Candidates, u64) {
        let numbers = self.index.numbers();
        let odds = Odds::new(&learned.model);
        let fame: Vec<u8> = right.iter().map(|i| i.fame).collect();
        let rest_records: Vec<AtomicU64> = (0..right.len()).map(|_| AtomicU64::new(0)).collect();
        let (parts, _) = parallel::chunks(self.threads, self.chunks(), Hints::default, |hints, n| {
            let mut out = Found::default();
            let mut near: Vec<Edge> = Vec::new();
            let mut begin = 0;
            for (at, &i) in self.chunk(n).iter().enumerate() {
                let item = &self.left[i as usize];
                let (s, local) = (usize::from(item.stratum), &locals[i as usize]);
                near.clear();
                let mut rest = 0u64;
                let mut take = |record: u32, cell: u32| {
                    out.pairs += 1;
                    let weight = odds.of(s, cell, local, (item.fame, fame[record as usize]));
                    if weight > LIGHTEST {
                        near.push(Edge { record, cell, weight });
                        if near.len() == KEPT * 8 {
                            rest += keep(&mut near, &rest_records);
                        }
                    }
                };
                if let Some(kept) = &pairs[n] {
                    let end = kept.ends[at] as usize;
                    kept.pairs[begin..end].iter().for_each(|&(record, cell)| take(record, cell));
                    begin = end;
                } else {
                    self.index.near(item, 0, hints, |at, other, chord| {
                        take(numbers[at as usize], self.comparer.compare(item, other, chord, 0).cell());
                    });
                }
                if near.len() > KEPT {
                    rest += keep(&mut near, &rest_records);
                } else {
                    near.sort_unstable_by(heavier);
                }
                out.claims.push((near.len() as u32, rest as f64 / UNIT));
                out.edges.extend_from_slice(&near);
            }
            out
        });
        let rest_records = rest_records.into_iter().map(|r| r.into_inner() as f64 / UNIT).collect();
        (self.by_claim(&parts, rest_records), parts.iter().map(|p| p.pairs).sum())
    }

    /// What was found in the order of visits, in the order of claims.
    fn by_claim(&self, parts: &[Found], rest_records: Vec<f64>) -> Candidates {
        let mut candidates = Candidates {
            offsets: vec![0; self.left.len() + 1],
            edges: Vec::new(),
            rest_claims: vec![0.0; self.left.len()],
            rest_records,
        };
        let visited = || self.order.iter().zip(parts.iter().flat_map(|p| &p.claims));
        for (&i, &(edges, rest)) in visited() {
            candidates.offsets[i as usize + 1] = edges;
            candidates.rest_claims[i as usize] = rest;
        }
        for n in 0..self.left.len() {
            candidates.offsets[n + 1] += candidates.offsets[n];
        }
        let all = candidates.offsets.last().copied().unwrap_or(0);
        candidates.edges = vec![Edge { record: 0, cell: 0, weight: 0.0 }; all as usize];
        for (n, part) in parts.iter().enumerate() {
            let mut begin = 0;
            for (&i, &(edges, _)) in self.chunk(n).iter().zip(&part.claims) {
                let own = candidates.range(i as usize);
                candidates.edges[own].copy_from_slice(&part.edges[begin..begin + edges as usize]);
                begin += edges as usize;
            }
        }
        candidates
    }
}

/// Puts all but the heaviest among the sums; returns their weight.
fn keep(near: &mut Vec<Edge>, rest: &[AtomicU64]) -> u64 {
    near.sort_unstable_by(heavier);
    let mut sum = 0u64;
    for edge in near.drain(KEPT..) {
        let units = (f64::from(edge.weight) * UNIT) as u64;
        rest[edge.record as usize].fetch_add(units, Ordering::Relaxed);
        sum = sum.saturating_add(units);
    }
    sum
}
