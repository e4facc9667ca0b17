//! Odds of all pairs within the windows; the heaviest are kept.

use crate::join::Hints;
use crate::link::Learned;
use crate::local::Local;
use crate::parallel;
use crate::posterior::{Candidates, Edge, KEPT};
use crate::scan::Job;

/// One unit of summed weights, so that sums do not depend on their order.
const UNIT: f64 = (1u64 << 20) as f64;

impl Job<'_> {
    /// The heaviest candidates of every claim, and the sums of the others.
    pub(crate) fn weigh(&self, learned: &Learned, locals: &[Local]) -> (Candidates, u64) {
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
                    let weight = learned.model.weight(
                        s,
                        cell,
                        usize::from(local.busy),
                        (item.fame, other.fame),
                        local.times(pattern),
                    );
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
