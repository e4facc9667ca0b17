//! Many drawn linkings: what is uncertain about the links goes into every estimate that rests on them.

use crate::posterior::{Candidates, by_record};
use crate::random::Random;

/// Draws linkings from the posterior over all linkings by Gibbs sampling; each claim's partner in turn, given the others.
#[derive(Debug)]
pub struct Sampler<'a> {
    candidates: &'a Candidates,
    /// For every claim, whether drawing can change anything (its edges carry weight that matters).
    open: Vec<u32>,
}

/// Sweeps before a draw is taken; a draw starts from the posteriors' own order, near equilibrium.
const SWEEPS: usize = 4;

impl<'a> Sampler<'a> {
    /// A sampler over candidates.
    pub fn new(candidates: &'a Candidates) -> Sampler<'a> {
        let open = (0..candidates.claims() as u32)
            .filter(|&c| candidates.of(c as usize).iter().any(|e| e.weight > 1e-4))
            .collect();
        Sampler { candidates, open }
    }

    /// One linking: the edge of each claim. `tilt` multiplies all odds (the number of matches is itself uncertain).
    pub fn draw(&self, seed: u64, tilt: f64) -> Vec<Option<u32>> {
        let c = self.candidates;
        let mut random = Random::new(seed);
        let mut of_claim: Vec<Option<u32>> = vec![None; c.claims()];
        let mut of_record: Vec<Option<u32>> = vec![None; c.rest_records.len()];
        for sweep in 0..SWEEPS {
            for &claim in &self.open {
                let claim_at = claim as usize;
                if let Some(edge) = of_claim[claim_at].take() {
                    of_record[c.edges[edge as usize].record as usize] = None;
                }
                let range = c.range(claim_at);
                let free = |n: usize| of_record[c.edges[n].record as usize].is_none();
                let weight = |n: usize| f64::from(c.edges[n].weight) * tilt;
                let rest = c.rest_claims[claim_at] * tilt;
                let total: f64 = 1.0 + rest + range.clone().filter(|&n| free(n)).map(weight).sum::<f64>();
                let mut u = random.unit() * total - 1.0 - rest;
                if u < 0.0 {
                    continue;
                }
                for n in range {
                    if !free(n) {
                        continue;
                    }
                    u -= weight(n);
                    if u < 0.0 {
                        of_claim[claim_at] = Some(n as u32);
                        of_record[c.edges[n].record as usize] = Some(claim);
                        break;
                    }
                }
            }
            if sweep > 0 {
                self.swaps(&mut of_claim, &mut of_record, tilt, &mut random);
            }
        }
        of_claim
    }

    /// Metropolis steps that hand a record from one claim to another, which single steps seldom manage.
    fn swaps(
        &self,
        of_claim: &mut [Option<u32>],
        of_record: &mut [Option<u32>],
        tilt: f64,
        random: &mut Random,
    ) {
        let c = self.candidates;
        let weight = |n: u32| f64::from(c.edges[n as usize].weight) * tilt;
        for &claim in &self.open {
            let range = c.range(claim as usize);
            if range.is_empty() || of_claim[claim as usize].is_some() {
                continue;
            }
            let n = (range.start + random.below(range.len())) as u32;
            let record = c.edges[n as usize].record as usize;
            let Some(holder) = of_record[record] else { continue };
            let Some(held) = of_claim[holder as usize] else { continue };
            // The proposal back is uniform over the holder's candidates.
            let back = c.range(holder as usize).len() as f64;
            let ratio = weight(n) / weight(held) * range.len() as f64 / back;
            if random.unit() < ratio {
                of_claim[holder as usize] = None;
                of_claim[claim as usize] = Some(n);
                of_record[record] = Some(claim);
            }
        }
    }
}

/// How often each edge is drawn, for tests and for the claims of records.
pub fn frequencies(candidates: &Candidates, draws: u64) -> Vec<f64> {
    let sampler = Sampler::new(candidates);
    let mut counts = vec![0.0; candidates.edges.len()];
    for seed in 0..draws {
        for edge in sampler.draw(seed, 1.0).into_iter().flatten() {
            counts[edge as usize] += 1.0 / draws as f64;
        }
    }
    counts
}

/// The probability that each record is claimed.
pub fn claimed(candidates: &Candidates, probability: &[f32]) -> Vec<f64> {
    let (offsets, numbers) = by_record(candidates);
    (0..candidates.rest_records.len())
        .map(|r| {
            numbers[offsets[r] as usize..offsets[r + 1] as usize]
                .iter()
                .map(|&n| f64::from(probability[n as usize]))
                .sum::<f64>()
                .min(1.0)
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::posterior::{Edge, posteriors};

    #[test]
    fn draws_follow_the_posteriors() {
        let mut c = Candidates {
            offsets: vec![0],
            rest_claims: vec![0.0; 3],
            rest_records: vec![0.0; 3],
            ..Default::default()
        };
        for edges in [vec![(0, 30.0), (1, 0.5)], vec![(1, 8.0), (0, 2.0)], vec![(1, 0.2), (2, 1.5)]] {
            c.edges.extend(edges.iter().map(|&(record, weight)| Edge { record, cell: 0, weight }));
            c.offsets.push(c.edges.len() as u32);
        }
        // Exact marginals by trying every linking.
        let choices =
            |claim: usize| std::iter::once(None).chain(c.range(claim).map(Some)).collect::<Vec<_>>();
        let (mut exact, mut all) = (vec![0.0; c.edges.len()], 0.0);
        for a in choices(0) {
            for b in choices(1) {
                for d in choices(2) {
                    let chosen: Vec<usize> = [a, b, d].into_iter().flatten().collect();
                    let mut records: Vec<u32> = chosen.iter().map(|&n| c.edges[n].record).collect();
                    records.sort_unstable();
                    records.dedup();
                    if records.len() == chosen.len() {
                        let w: f64 = chosen.iter().map(|&n| f64::from(c.edges[n].weight)).product();
                        all += w;
                        chosen.iter().for_each(|&n| exact[n] += w);
                    }
                }
            }
        }
        let drawn = frequencies(&c, 4000);
        let p = posteriors(&c, 1, 20);
        for n in 0..c.edges.len() {
            let exact = exact[n] / all;
            assert!((drawn[n] - exact).abs() < 0.05, "edge {n}: drawn {} exact {exact}", drawn[n]);
            assert!((f64::from(p[n]) - exact).abs() < 0.1, "edge {n}: {} against {exact}", p[n]);
        }
    }
}
