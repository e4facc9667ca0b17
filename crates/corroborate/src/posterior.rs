//! Two-sided competition: a claim has at most one record and a record at most one claim. Marginal probabilities of the
//! links come from belief propagation on the monomer–dimer model, which converges on every graph and is exact on trees
//! (Bayati, Gamarnik, Katz, Nair and Tetali 2007).

use crate::parallel;

/// Candidates kept for each claim; the weight of the others is summed.
pub const KEPT: usize = 16;
const CHUNK: usize = 8192;

/// A pair that may be a match.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Edge {
    /// Number of the record in its collection.
    pub record: u32,
    /// Cell of the comparison.
    pub cell: u32,
    /// Odds of the pair taken alone.
    pub weight: f32,
}

/// The candidates of all claims.
#[derive(Clone, Debug, Default)]
pub struct Candidates {
    /// Where each claim's edges begin; one more entry than claims.
    pub offsets: Vec<u32>,
    /// The edges, by claim, heaviest first.
    pub edges: Vec<Edge>,
    /// Weight of the candidates beyond [`KEPT`], by claim.
    pub rest_claims: Vec<f64>,
    /// The same by record.
    pub rest_records: Vec<f64>,
}

impl Candidates {
    /// The edges of a claim.
    pub fn of(&self, claim: usize) -> &[Edge] {
        &self.edges[self.range(claim)]
    }

    /// Where a claim's edges stand.
    pub fn range(&self, claim: usize) -> std::ops::Range<usize> {
        self.offsets[claim] as usize..self.offsets[claim + 1] as usize
    }

    /// How many claims.
    pub fn claims(&self) -> usize {
        self.offsets.len().saturating_sub(1)
    }
}

/// The edges of each record: offsets and edge numbers in the order of claims.
pub fn by_record(candidates: &Candidates) -> (Vec<u32>, Vec<u32>) {
    let records = candidates.rest_records.len();
    let mut offsets = vec![0u32; records + 1];
    for edge in &candidates.edges {
        offsets[edge.record as usize + 1] += 1;
    }
    for n in 0..records {
        offsets[n + 1] += offsets[n];
    }
    let mut next = offsets.clone();
    let mut numbers = vec![0u32; candidates.edges.len()];
    for (n, edge) in candidates.edges.iter().enumerate() {
        let at = &mut next[edge.record as usize];
        numbers[*at as usize] = n as u32;
        *at += 1;
    }
    (offsets, numbers)
}

/// The probability of every edge, in the order of the edges.
pub fn posteriors(candidates: &Candidates, threads: usize, rounds: usize) -> Vec<f32> {
    let (offsets, numbers) = by_record(candidates);
    let edges = &candidates.edges;
    // An edge carries its weight times the odds against its claim's being taken by another record; a record keeps the sum of what
    // its edges carry, less which an edge's own share gives the odds against the record's being taken.
    let mut carried = vec![0f32; edges.len()];
    let mut sums = vec![0f64; candidates.rest_records.len()];
    for round in 0..rounds {
        let told = |n: usize, carried: f32| match round {
            0 => 1.0,
            _ => untaken(sums[edges[n].record as usize], carried),
        };
        parallel::each(threads, by_claim(candidates, &mut carried), |(claims, carried)| {
            let first = candidates.offsets[claims.start] as usize;
            for claim in claims {
                let range = candidates.range(claim);
                let own = &mut carried[range.start - first..range.end - first];
                let mut total = 1.0 + candidates.rest_claims[claim];
                for (n, carried) in range.clone().zip(own.iter_mut()) {
                    // For now, what the record says.
                    *carried = edges[n].weight * told(n, *carried);
                    total += f64::from(*carried);
                }
                for (n, carried) in range.zip(own) {
                    *carried = edges[n].weight * untaken(total, *carried);
                }
            }
        });
        let parts = sums.chunks_mut(CHUNK).enumerate().collect();
        parallel::each(threads, parts, |(chunk, sums): (usize, &mut [f64])| {
            for (record, sum) in (chunk * CHUNK..).zip(sums) {
                let own = &numbers[offsets[record] as usize..offsets[record + 1] as usize];
                *sum = 1.0
                    + candidates.rest_records[record]
                    + own.iter().map(|&n| f64::from(carried[n as usize])).sum::<f64>();
            }
        });
    }
    parallel::each(threads, by_claim(candidates, &mut carried), |(claims, carried)| {
        let edges = &edges[candidates.offsets[claims.start] as usize..];
        for (edge, p) in edges.iter().zip(carried) {
            let odds = *p * untaken(sums[edge.record as usize], *p);
            *p = odds / (1.0 + odds);
        }
    });
    carried
}

/// One over a sum without one of its parts; the sum holds a one besides.
fn untaken(sum: f64, part: f32) -> f32 {
    // The difference needs all digits, the quotient does not.
    1.0 / ((sum - f64::from(part)).max(1.0) as f32)
}

/// A table over all edges cut into chunks of claims.
fn by_claim<'a, T>(
    candidates: &Candidates,
    mut edges: &'a mut [T],
) -> Vec<(std::ops::Range<usize>, &'a mut [T])> {
    let claims = candidates.claims();
    (0..claims)
        .step_by(CHUNK)
        .map(|first| {
            let range = first..(first + CHUNK).min(claims);
            let size = candidates.offsets[range.end] - candidates.offsets[range.start];
            let (own, others) = std::mem::take(&mut edges).split_at_mut(size as usize);
            edges = others;
            (range, own)
        })
        .collect()
}

impl Candidates {
    /// Gives every edge a new weight, from its claim's number and itself.
    pub(crate) fn reweigh(&mut self, threads: usize, weigh: impl Fn(usize, &Edge) -> f32 + Sync) {
        let mut edges = std::mem::take(&mut self.edges);
        parallel::each(threads, by_claim(self, &mut edges), |(claims, edges)| {
            let first = self.offsets[claims.start] as usize;
            for claim in claims {
                let range = self.range(claim);
                for edge in &mut edges[range.start - first..range.end - first] {
                    edge.weight = weigh(claim, edge);
                }
            }
        });
        self.edges = edges;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn graph(claims: usize, records: usize, edges: &[(usize, u32, f32)]) -> Candidates {
        let mut c = Candidates {
            offsets: vec![0],
            rest_claims: vec![0.0; claims],
            rest_records: vec![0.0; records],
            ..Default::default()
        };
        for claim in 0..claims {
            for &(_, record, weight) in edges.iter().filter(|e| e.0 == claim) {
                c.edges.push(Edge { record, cell: 0, weight });
            }
            c.offsets.push(c.edges.len() as u32);
        }
        c
    }

    /// Sum of weights over all linkings that hold `with` (or over all).
    fn partition(edges: &[(usize, u32, f32)], with: Option<usize>) -> f64 {
        (0u32..1 << edges.len())
            .filter(|set| with.is_none_or(|e| set >> e & 1 == 1))
            .filter_map(|set| {
                let chosen: Vec<_> =
                    (0..edges.len()).filter(|e| set >> e & 1 == 1).map(|e| edges[e]).collect();
                let free = |i: usize| chosen[..i].iter().all(|e| e.0 != chosen[i].0 && e.1 != chosen[i].1);
                (0..chosen.len()).all(free).then(|| chosen.iter().map(|e| f64::from(e.2)).product::<f64>())
            })
            .sum()
    }

    #[test]
    fn on_a_tree_the_posteriors_are_those_of_all_linkings() {
        let edges = [(0, 0, 3.0), (0, 1, 0.5), (1, 1, 8.0), (2, 1, 0.2), (2, 2, 1.5)];
        let p = posteriors(&graph(3, 3, &edges), 2, 12);
        let all = partition(&edges, None);
        for (n, p) in p.into_iter().enumerate() {
            let exact = partition(&edges, Some(n)) / all;
            assert!((f64::from(p) - exact).abs() < 1e-5, "edge {n}: {p} against {exact}");
        }
    }

    #[test]
    fn two_claims_share_one_record() {
        let p = posteriors(&graph(2, 1, &[(0, 0, 1000.0), (1, 0, 1000.0)]), 1, 10);
        assert!((p[0] - 0.5).abs() < 1e-3 && p[0] == p[1], "{p:?}");
    }
}
