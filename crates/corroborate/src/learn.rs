//! Learning without labels: first pair by pair (EM, Winkler 1988), then with the pairs in competition.

use crate::background::{COMMON, background, common_class, raise_unseen};
use crate::compare::{DISTANCES, GAPS, PATTERNS, Pattern, RADII, WIDTHS, beyond};
use crate::fame;
use crate::local::Local;
use crate::model::{
    CELLS, CONTEXTS, Counts, Matches, Model, REST, STRATA, Sums, normalise, precise, prior_odds,
};
use crate::odds::Odds;
use crate::parallel;
use crate::posterior::{Candidates, posteriors};

/// By stratum and context: pairs of the true calendar beyond the background, and the noise of that difference.
fn surplus(counts: &Counts, chance: &[f32], beside: &[f32]) -> Vec<[(f64, f64); CONTEXTS]> {
    let shifts = counts.calendars;
    (0..STRATA)
        .map(|s| {
            let mut sums = [(0.0, 0.0); CONTEXTS];
            for cell in 0..PATTERNS {
                let at = s * PATTERNS + cell;
                let (n, b) = (f64::from(counts.pairs[at]), f64::from(chance[at]) + f64::from(beside[at]));
                if n + b > 0.0 {
                    let sum = &mut sums[Pattern::of(cell as u32).context()];
                    *sum = (sum.0 + n - b, sum.1 + n + b / shifts);
                }
            }
            sums.map(|(plain, variance)| (plain, variance.sqrt()))
        })
        .collect()
}

/// Share of claims that have a record before anything is known, and the claims that this counts for in each stratum.
const PRIOR_SHARE: f64 = 0.3;
const PRIOR_CLAIMS: f64 = 5.0;
const ROUNDS: usize = 30;

/// Learns a first model from counts, each pair taken alone.
pub(crate) fn learn(counts: &Counts) -> Model {
    let (mut chance, mut beside) = background(counts);
    let active: Vec<(usize, usize)> =
        (0..CELLS).filter(|&n| counts.pairs[n] > 0).map(|n| (n / PATTERNS, n % PATTERNS)).collect();
    let mut matches = Matches::prior();
    let mut expected: [f64; STRATA] = std::array::from_fn(|s| counts.claims[s] as f64 * PRIOR_SHARE);
    let prior = Matches::prior();
    let surplus = surplus(counts, &chance, &beside);
    for _ in 0..ROUNDS {
        let mut sums = Sums::new(&prior);
        let mut found = [[0.0; CONTEXTS]; STRATA];
        for &(s, cell) in &active {
            let pattern = Pattern::of(cell as u32);
            let at = s * PATTERNS + cell;
            let match_mass = expected[s] * matches.rate(pattern, precise(s), 0);
            let total = match_mass + f64::from(chance[at]) + f64::from(beside[at]);
            if total > 0.0 {
                let share = f64::from(counts.pairs[at]) * match_mass / total;
                found[s][pattern.context()] += share;
                sums.add(pattern, precise(s), None, share);
            }
        }
        // The number of matches is the plain surplus where that is well above its noise: the shares above also soak up
        // whatever the background's spread does not fit. Strata are pooled, or cutting at nothing would add up.
        let mut context = [[0.0; CONTEXTS]; 2];
        let mut totals = [0.0; STRATA];
        for (half, context) in context.iter_mut().enumerate() {
            let strata: Vec<usize> = (0..STRATA).filter(|&s| usize::from(precise(s)) == half).collect();
            for c in 0..CONTEXTS {
                let plain: f64 = strata.iter().map(|&s| surplus[s][c].0).sum();
                let noise = strata.iter().map(|&s| surplus[s][c].1.powi(2)).sum::<f64>().sqrt();
                let soft: f64 = strata.iter().map(|&s| found[s][c]).sum();
                if soft <= 0.0 {
                    continue;
                }
                let value = if plain > 4.0 * noise {
                    plain.min(soft * 1.5)
                } else if plain < -2.0 * noise {
                    // Less than chance: neighbours were over-counted, and the plain surplus tells nothing.
                    soft
                } else {
                    plain.clamp(0.1 * soft, soft)
                };
                context[c] = value + 1e-3;
                strata.iter().for_each(|&s| totals[s] += value * found[s][c] / soft);
            }
        }
        expected = std::array::from_fn(|s| shrunk(totals[s], counts.claims[s]));
        matches = sums.matches();
        matches.context = context;
        matches.context.iter_mut().for_each(|v| normalise(v));
    }
    let odds = prior_odds(counts, &expected);
    // From here on per claim of the stratum.
    for s in 0..STRATA {
        let claims = (counts.claims[s] as f32).max(1.0);
        chance[s * PATTERNS..(s + 1) * PATTERNS].iter_mut().for_each(|v| *v /= claims);
        beside[s * PATTERNS..(s + 1) * PATTERNS].iter_mut().for_each(|v| *v /= claims);
    }
    Model { matches, expected, chance, beside, common: [1.0; COMMON], fame: vec![1.0; fame::CELLS], odds }
}

/// Matches of a stratum: a claim has at most one, and a few claims tell too little to leave the preset share far behind.
fn shrunk(total: f64, claims: u64) -> f64 {
    let claims = claims as f64;
    claims * ((total + PRIOR_SHARE * PRIOR_CLAIMS) / (claims + PRIOR_CLAIMS)).min(0.995)
}

/// Rounds of learning in competition.
const COMPETING: usize = 3;
/// Rounds of belief propagation in each.
const QUICK: usize = 4;
const CHUNK: usize = 8192;
/// Pairs that the neighbours of both sides being common counts for.
const COMMON_PRIOR: f64 = 20.0;

/// Learns on from the posteriors of the competition, in which a claim with five alike neighbours still has one record: what
/// matches look like, how many there are, and how many neighbours the sides have in common. Reweighs the candidates.
pub(crate) fn settle(
    model: &mut Model,
    counts: &Counts,
    candidates: &mut Candidates,
    strata: &[u8],
    locals: &[Local],
    known: &Fame,
    threads: usize,
) {
    let mut seen = [0.0; COMMON];
    let (mut chance, mut beside) = ([0.0; COMMON], [0.0; COMMON]);
    for at in 0..CELLS {
        let class = common_class(at % PATTERNS / REST);
        let claims = counts.claims[at / PATTERNS] as f64;
        seen[class] += f64::from(counts.pairs[at]);
        chance[class] += f64::from(model.chance[at]) * claims;
        beside[class] += f64::from(model.beside[at]) * claims;
    }
    for round in 0..COMPETING {
        let p = posteriors(candidates, threads, QUICK);
        let (parts, _) = parallel::chunks(
            threads,
            candidates.claims().div_ceil(CHUNK),
            || (),
            |(), chunk| {
                let mut sums = Sums::empty();
                let (mut found, mut common) = ([0.0; STRATA], [0.0; COMMON]);
                let mut famous = vec![0.0; fame::CELLS];
                let claims = chunk * CHUNK..((chunk + 1) * CHUNK).min(candidates.claims());
                for (claim, &stratum) in claims.clone().zip(&strata[claims]) {
                    let busy = Some(usize::from(locals[claim].busy));
                    let s = usize::from(stratum);
                    for n in candidates.range(claim) {
                        let (cell, p) = (candidates.edges[n].cell, f64::from(p[n]));
                        if p > 1e-4 {
                            sums.add(Pattern::of(cell), precise(s), busy, p);
                            found[s] += p;
                            let (record, place) = (candidates.edges[n].record, Pattern::of(cell).place);
                            if let Some(at) = known.cell(place, claim, record) {
                                famous[at] += p;
                            }
                            common[common_class(cell as usize / REST)] += p;
                        }
                    }
                }
                (sums, found, common, famous)
            },
        );
        let mut sums = Sums::new(&Matches::prior());
        let (mut found, mut common) = ([0.0; STRATA], [0.0; COMMON]);
        let mut famous = vec![0.0; fame::CELLS];
        for part in parts {
            famous.iter_mut().zip(&part.3).for_each(|(a, b)| *a += b);
            sums.join(&part.0);
            found.iter_mut().zip(part.1).for_each(|(a, b)| *a += b);
            common.iter_mut().zip(part.2).for_each(|(a, b)| *a += b);
        }
        // Learned again from links that it made itself, it would come to believe in ever more of them.
        if round == 0 {
            model.matches = sums.matches();
            doubt(model, counts);
            raise_unseen(&mut model.chance, &counts.claims);
        }
        model.expected = std::array::from_fn(|s| shrunk(found[s], counts.claims[s]));
        for c in 0..COMMON {
            let left = (seen[c] - common[c] - chance[c]).max(0.0);
            model.common[c] = ((left + COMMON_PRIOR) / (beside[c] + COMMON_PRIOR)).clamp(0.02, 1.0);
        }
        model.odds = prior_odds(counts, &model.expected);
        model.fame = fame::ratios(&famous, &counts.fame);
        // The sums of the candidates not kept stay what the first weights made them.
        let odds = Odds::new(model);
        candidates.reweigh(threads, |claim, edge| {
            odds.of(usize::from(strata[claim]), edge.cell, &locals[claim], known.of(claim, edge.record))
        });
    }
}

/// Classes that hold no more pairs than chance would put there are believed in less: expected counts are never negative, so
/// that each empty class would keep a few matches, and many classes would keep many. Distances are doubted only beyond what
/// the precision of both places allows: nearer ones are to be expected, and few pairs cannot speak against them.
fn doubt(model: &mut Model, counts: &Counts) {
    let mut context = [[Excess::default(); CONTEXTS]; 2];
    let mut gap = [[Excess::default(); GAPS]; WIDTHS];
    let mut distance = [[Excess::default(); DISTANCES]; RADII];
    for at in 0..CELLS {
        let (s, cell) = (at / PATTERNS, at % PATTERNS);
        let seen = f64::from(counts.pairs[at]);
        let common = model.common[common_class(cell / REST)];
        let other =
            (f64::from(model.chance[at]) + f64::from(model.beside[at]) * common) * counts.claims[s] as f64;
        if seen + other == 0.0 {
            continue;
        }
        let p = Pattern::of(cell as u32);
        let add = |sum: &mut Excess| {
            sum.plain += seen - other;
            sum.variance += seen + other / counts.calendars;
        };
        add(&mut context[usize::from(precise(s))][p.context()]);
        add(&mut gap[p.width][p.gap]);
        if let (Some(r), Some(d)) = (p.radius(), p.distance()) {
            add(&mut distance[r][d]);
        }
    }
    fn weigh<const N: usize>(rates: &mut [f64; N], excess: &[Excess; N], doubted: impl Fn(usize) -> bool) {
        for (n, (rate, excess)) in rates.iter_mut().zip(excess).enumerate() {
            if doubted(n) {
                *rate *= excess.belief();
            }
        }
        normalise(rates);
    }
    let m = &mut model.matches;
    m.context.iter_mut().zip(&context).for_each(|(rates, e)| weigh(rates, e, |_| true));
    m.gap.iter_mut().zip(&gap).for_each(|(rates, e)| weigh(rates, e, |_| true));
    for busy in &mut m.distance {
        for (r, (rates, e)) in busy.iter_mut().zip(&distance).enumerate() {
            weigh(rates, e, |d| beyond(r, d));
        }
    }
}

/// Pairs of a class beyond chance.
#[derive(Clone, Copy, Default)]
struct Excess {
    plain: f64,
    variance: f64,
}

impl Excess {
    /// How far the class is believed in, against what has been learned of it.
    fn belief(self) -> f64 {
        let z = self.plain / self.variance.max(1.0).sqrt();
        if z < -2.0 {
            // Less than chance: the background is wrong there, and the difference tells nothing.
            return 1.0;
        }
        let z2 = z.max(0.0).powi(2);
        (z2 + 0.1) / (z2 + 1.0)
    }
}

/// The fame of every claim's and record's point.
pub(crate) struct Fame {
    pub(crate) claims: Vec<u8>,
    pub(crate) records: Vec<u8>,
}

impl Fame {
    fn of(&self, claim: usize, record: u32) -> (u8, u8) {
        (self.claims[claim], self.records[record as usize])
    }

    fn cell(&self, place: usize, claim: usize, record: u32) -> Option<usize> {
        let (a, b) = self.of(claim, record);
        fame::cell(place, a, b)
    }
}
