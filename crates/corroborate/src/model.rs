//! Weights without labels (Fellegi and Sunter 1969): what non-matches look like is counted from the join with one side's
//! calendar shifted; what matches look like is what the true calendar holds in excess (EM, Winkler 1988).

use crate::compare::{ACTORS, DISTANCES, GAPS, PATTERNS, PLACES, Pattern, RADII, TOLLS, TYPES, WIDTHS};

/// Strata of the background: four classes of how dense the claim's place is, by whether its day and place are precise.
pub const STRATA: usize = 8;
/// Days by which a side is moved to see chance meetings: whole weeks, so that weekdays stay.
pub const SHIFTS: [i32; 4] = [-21, -14, 14, 21];
/// Cells of a histogram.
pub const CELLS: usize = STRATA * PATTERNS;

const GEOMETRY: usize = WIDTHS * GAPS * PLACES;
const REST: usize = TYPES * ACTORS * TOLLS;

/// What the joins counted.
#[derive(Clone, Debug)]
pub struct Counts {
    /// Pairs of the true calendar, by stratum and cell.
    pub pairs: Vec<u32>,
    /// Pairs of the shifted calendars together.
    pub shifted: Vec<u32>,
    /// Claims in each stratum.
    pub claims: [u64; STRATA],
    /// All records.
    pub records: u64,
    /// Pairs within one side, true calendar, by cell (other events near an event); all zero where not counted.
    pub own: Vec<u32>,
    /// Pairs within one side, shifted calendars.
    pub own_shifted: Vec<u32>,
}

/// What a match looks like, field by field.
#[derive(Clone, Debug, PartialEq)]
pub struct Matches {
    /// Widths and radii by whether the claim is precise.
    pub context: [[f64; WIDTHS * (RADII + 1)]; 2],
    /// Days apart by joint width.
    pub gap: [[f64; GAPS]; WIDTHS],
    /// Distance by joint radius.
    pub distance: [[f64; DISTANCES]; RADII],
    /// Type.
    pub kind: [f64; TYPES],
    /// Parties.
    pub actor: [f64; ACTORS],
    /// Toll.
    pub toll: [f64; TOLLS],
}

/// The learned model.
#[derive(Clone, Debug)]
pub struct Model {
    /// What a match looks like.
    pub matches: Matches,
    /// Matches expected in each stratum.
    pub expected: [f64; STRATA],
    /// Standard error of their sum: noise of the counts of which it is the surplus.
    pub error: f64,
    /// Chance pairs expected of a cell by the shifted calendars, by stratum and cell; 0 where no calendar has its geometry.
    pub chance: Vec<f32>,
    /// Pairs with other events beside the true one, which a shifted calendar cannot see.
    pub beside: Vec<f32>,
    /// Prior odds of a match times its rate in the cell, for one claim of the stratum.
    pub gain: Vec<f32>,
}

fn normalise(values: &mut [f64]) {
    let sum: f64 = values.iter().sum();
    if sum > 0.0 {
        values.iter_mut().for_each(|v| *v /= sum);
    }
}

impl Matches {
    /// What one expects before seeing data, from the meaning of precision codes: most tellings agree on the day; the
    /// distance is within the radius; types and parties mostly agree; tolls mostly lie within a factor of two.
    pub fn prior() -> Matches {
        Matches {
            context: [[1.0 / (WIDTHS * (RADII + 1)) as f64; WIDTHS * (RADII + 1)]; 2],
            gap: [
                [0.75, 0.15, 0.05, 0.03, 0.02],
                [0.85, 0.08, 0.03, 0.02, 0.02],
                [0.9, 0.04, 0.03, 0.02, 0.01],
            ],
            distance: [
                [0.45, 0.2, 0.2, 0.1, 0.03, 0.01, 0.01],
                [0.25, 0.1, 0.2, 0.25, 0.15, 0.04, 0.01],
                [0.1, 0.05, 0.1, 0.2, 0.25, 0.2, 0.1],
                [0.05, 0.02, 0.03, 0.1, 0.2, 0.25, 0.35],
            ],
            kind: [0.1, 0.03, 0.12, 0.25, 0.25, 0.25],
            actor: [0.1, 0.1, 0.15, 0.3, 0.35],
            toll: [0.1, 0.15, 0.15, 0.15, 0.15, 0.15, 0.1, 0.05],
        }
    }

    /// How often a match falls into a cell.
    pub fn rate(&self, pattern: Pattern, precise: bool) -> f64 {
        let radius = pattern.radius().unwrap_or(RADII);
        let mut rate = self.context[usize::from(precise)][pattern.width * (RADII + 1) + radius];
        rate *= self.gap[pattern.width][pattern.gap];
        if let (Some(r), Some(d)) = (pattern.radius(), pattern.distance()) {
            rate *= self.distance[r][d];
        }
        rate * self.kind[pattern.kind] * self.actor[pattern.actor] * self.toll[pattern.toll]
    }
}

/// Classes of width and radius together.
const CONTEXTS: usize = WIDTHS * (RADII + 1);

impl Pattern {
    fn context(self) -> usize {
        self.width * (RADII + 1) + self.radius().unwrap_or(RADII)
    }
}

/// By stratum and context: pairs of the true calendar beyond the background, and the noise of that difference.
fn surplus(counts: &Counts, chance: &[f32], beside: &[f32]) -> Vec<[(f64, f64); CONTEXTS]> {
    let shifts = SHIFTS.len() as f64;
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

/// Whether a stratum holds precise claims.
pub fn precise(stratum: usize) -> bool {
    stratum < STRATA / 2
}

/// Pairs that the prior of matches counts for.
const PRIOR_PAIRS: f64 = 10.0;
/// Share of claims that have a record before anything is known, and the claims that this counts for in each stratum.
const PRIOR_SHARE: f64 = 0.3;
const PRIOR_CLAIMS: f64 = 5.0;
const ROUNDS: usize = 60;
/// Pairs come in clusters: their counts scatter so many times more than independent ones. One: not
/// fitted yet.
const CLUSTERING: f64 = 1.0;

/// Learns the model from counts.
pub fn learn(counts: &Counts) -> Model {
    let (mut chance, mut beside) = background(counts);
    let active: Vec<(usize, usize)> =
        (0..CELLS).filter(|&n| counts.pairs[n] > 0).map(|n| (n / PATTERNS, n % PATTERNS)).collect();
    let mut matches = Matches::prior();
    let mut expected = [0.0; STRATA];
    for (s, e) in expected.iter_mut().enumerate() {
        *e = counts.claims[s] as f64 * PRIOR_SHARE;
    }
    let prior = Matches::prior();
    let mut error = 0.0;
    let surplus = surplus(counts, &chance, &beside);
    for _ in 0..ROUNDS {
        let mut sums = Sums::new(&prior);
        let mut found = [[0.0; CONTEXTS]; STRATA];
        for &(s, cell) in &active {
            let pattern = Pattern::of(cell as u32);
            let at = s * PATTERNS + cell;
            let match_mass = expected[s] * matches.rate(pattern, precise(s));
            let total = match_mass + f64::from(chance[at]) + f64::from(beside[at]);
            if total <= 0.0 {
                continue;
            }
            let share = f64::from(counts.pairs[at]) * match_mass / total;
            found[s][pattern.context()] += share;
            sums.add(pattern, precise(s), share);
        }
        // The number of matches is the plain surplus where that is well above its noise: the shares above also soak up
        // whatever the background's spread does not fit. Strata are pooled, or cutting at nothing would add up.
        let mut context = [[0.0; CONTEXTS]; 2];
        let mut variance = 0.0;
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
                variance += (CLUSTERING * noise).min(soft.max(plain)).powi(2);
                context[c] = value + 1e-3;
                strata.iter().for_each(|&s| totals[s] += value * found[s][c] / soft);
            }
        }
        for (s, e) in expected.iter_mut().enumerate() {
            // A claim has at most one match. A few claims tell too little to leave the preset share far behind.
            let claims = counts.claims[s] as f64;
            let share = (totals[s] + PRIOR_SHARE * PRIOR_CLAIMS) / (claims + PRIOR_CLAIMS);
            *e = claims * share.min(0.995);
        }
        error = variance.sqrt();
        matches = sums.matches();
        matches.context = context;
        matches.context.iter_mut().for_each(|v| normalise(v));
    }
    let gain = gains(counts, &matches, &expected);
    // From here on per claim of the stratum.
    for s in 0..STRATA {
        let claims = (counts.claims[s] as f32).max(1.0);
        chance[s * PATTERNS..(s + 1) * PATTERNS].iter_mut().for_each(|v| *v /= claims);
        beside[s * PATTERNS..(s + 1) * PATTERNS].iter_mut().for_each(|v| *v /= claims);
    }
    Model { matches, expected, error, chance, beside, gain }
}

fn gains(counts: &Counts, matches: &Matches, expected: &[f64; STRATA]) -> Vec<f32> {
    let all: f64 = expected.iter().sum();
    let taken = (all / (counts.records.max(1) as f64)).clamp(0.0, 0.99);
    let mut gain = vec![0f32; CELLS];
    for s in 0..STRATA {
        let claims = counts.claims[s] as f64;
        if claims == 0.0 {
            continue;
        }
        let matched = (expected[s] / claims).clamp(1e-6, 0.995);
        let odds = matched / (1.0 - matched) / (1.0 - taken);
        for cell in 0..PATTERNS {
            gain[s * PATTERNS + cell] = (odds * matches.rate(Pattern::of(cell as u32), precise(s))) as f32;
        }
    }
    gain
}

impl Model {
    /// The odds of a pair taken alone. `local`: how many times more chance meetings the claim has than its stratum;
    /// `crowd`: how many times more other events stand beside the pair.
    pub fn weight(&self, stratum: usize, cell: u32, local: f32, crowd: f32) -> f32 {
        let at = stratum * PATTERNS + cell as usize;
        let chance = self.chance[at] * local + self.beside[at] * crowd;
        if chance > 0.0 { (self.gain[at] / chance).min(1e7) } else { 0.0 }
    }
}

/// Shape of the gamma prior of a cell around the spread: spreads are right to within some 40 percent.
const SHAPE: f64 = 6.0;
/// Classes of geometry within which the other fields are counted: distance (one more for none), by same day or not.
const NEAR: usize = (DISTANCES + 1) * 2;

fn near_class(geometry: usize) -> usize {
    let (time, place) = (geometry / PLACES, geometry % PLACES);
    let distance = if place < RADII * DISTANCES { place % DISTANCES } else { DISTANCES };
    distance * 2 + usize::from(time % GAPS > 0)
}

/// How type, parties and toll spread within each class of geometry: type and parties jointly (chance neighbours share
/// both), toll beside them. Cells are far too many to be counted one by one: noise of thin cells would pass for matches.
struct Spread {
    who: Vec<[f64; TYPES * ACTORS]>,
    toll: Vec<[f64; TOLLS]>,
}

impl Spread {
    /// From counts by cell; thin classes lean on `base` with the strength of so many pairs.
    fn new(count: impl Fn(usize) -> f64, base: Option<&Spread>) -> Spread {
        const STRENGTH: f64 = 60.0;
        let mut spread = Spread { who: vec![[0.0; TYPES * ACTORS]; NEAR], toll: vec![[0.0; TOLLS]; NEAR] };
        for g in 0..GEOMETRY {
            let class = near_class(g);
            for rest in 0..REST {
                let n = count(g * REST + rest);
                if n > 0.0 {
                    spread.who[class][rest / TOLLS] += n;
                    spread.toll[class][rest % TOLLS] += n;
                }
            }
        }
        let mut all = ([0.1; TYPES * ACTORS], [0.1; TOLLS]);
        for class in 0..NEAR {
            all.0.iter_mut().zip(&spread.who[class]).for_each(|(a, v)| *a += v);
            all.1.iter_mut().zip(&spread.toll[class]).for_each(|(a, v)| *a += v);
        }
        normalise(&mut all.0);
        normalise(&mut all.1);
        for class in 0..NEAR {
            let (who, toll) = base.map_or((&all.0, &all.1), |b| (&b.who[class], &b.toll[class]));
            spread.who[class].iter_mut().zip(who).for_each(|(v, b)| *v += STRENGTH * b);
            spread.toll[class].iter_mut().zip(toll).for_each(|(v, b)| *v += STRENGTH * b);
            normalise(&mut spread.who[class]);
            normalise(&mut spread.toll[class]);
        }
        spread
    }

    fn of(&self, cell: usize) -> f64 {
        let class = near_class(cell / REST);
        let rest = cell % REST;
        self.who[class][rest / TOLLS] * self.toll[class][rest % TOLLS]
    }
}

/// Chance pairs by stratum and cell: those of the shifted calendars, and beside them the other events of the same day and
/// place that a shifted calendar cannot see, counted within each side.
fn background(counts: &Counts) -> (Vec<f32>, Vec<f32>) {
    let shifts = SHIFTS.len() as f64;
    let (raise, surplus) = neighbours(counts);
    let neighbour = Spread::new(|cell| surplus[cell], None);
    let pooled =
        Spread::new(|cell| (0..STRATA).map(|s| f64::from(counts.shifted[s * PATTERNS + cell])).sum(), None);
    let mut chance = vec![0f32; CELLS];
    let mut beside = vec![0f32; CELLS];
    for s in 0..STRATA {
        let shifted = &counts.shifted[s * PATTERNS..(s + 1) * PATTERNS];
        let pairs = &counts.pairs[s * PATTERNS..(s + 1) * PATTERNS];
        let spread = Spread::new(|cell| f64::from(shifted[cell]), Some(&pooled));
        for (g, &raise) in raise.iter().enumerate() {
            let cells = g * REST..(g + 1) * REST;
            let sum = |of: &[u32]| of[cells.clone()].iter().map(|&n| f64::from(n)).sum::<f64>();
            let (met, seen) = (sum(shifted), sum(pairs));
            if met + seen == 0.0 {
                continue;
            }
            let rate = (met + 0.5) / shifts;
            for cell in cells {
                // What the cell itself has counted, against a gamma prior around the spread.
                let expected = rate * shifts * spread.of(cell);
                let rate_here = (SHAPE + f64::from(shifted[cell])) * expected / (SHAPE + expected) / shifts;
                chance[s * PATTERNS + cell] = rate_here as f32;
                beside[s * PATTERNS + cell] = (rate * (raise - 1.0) * neighbour.of(cell)) as f32;
            }
        }
    }
    (chance, beside)
}

/// By geometry, how many times more pairs of different events the true calendar has than shifted ones; and the surplus by cell.
fn neighbours(counts: &Counts) -> (Vec<f64>, Vec<f64>) {
    let shifts = SHIFTS.len() as f64;
    let mut raise = vec![1.0; GEOMETRY];
    let mut surplus = vec![0.0; PATTERNS];
    for (g, raise) in raise.iter_mut().enumerate() {
        let cells = g * REST..(g + 1) * REST;
        let sum = |of: &[u32]| of[cells.clone()].iter().map(|&n| f64::from(n)).sum::<f64>();
        let (own, shifted) = (sum(&counts.own), sum(&counts.own_shifted) / shifts);
        if own + shifted < 1.0 {
            continue;
        }
        *raise = ((own + 2.0) / (shifted + 2.0)).max(1.0);
        for cell in cells {
            surplus[cell] =
                (f64::from(counts.own[cell]) - f64::from(counts.own_shifted[cell]) / shifts).max(0.0);
        }
    }
    (raise, surplus)
}

/// Expected counts of matches, field by field.
struct Sums(Matches);

impl Sums {
    fn new(prior: &Matches) -> Sums {
        let mut sums = prior.clone();
        let scale = |values: &mut [f64]| values.iter_mut().for_each(|v| *v *= PRIOR_PAIRS);
        sums.context.iter_mut().for_each(|v| scale(v));
        sums.gap.iter_mut().for_each(|v| scale(v));
        sums.distance.iter_mut().for_each(|v| scale(v));
        scale(&mut sums.kind);
        scale(&mut sums.actor);
        scale(&mut sums.toll);
        Sums(sums)
    }

    fn add(&mut self, pattern: Pattern, precise: bool, share: f64) {
        let m = &mut self.0;
        let radius = pattern.radius().unwrap_or(RADII);
        m.context[usize::from(precise)][pattern.width * (RADII + 1) + radius] += share;
        m.gap[pattern.width][pattern.gap] += share;
        if let (Some(r), Some(d)) = (pattern.radius(), pattern.distance()) {
            m.distance[r][d] += share;
        }
        m.kind[pattern.kind] += share;
        m.actor[pattern.actor] += share;
        m.toll[pattern.toll] += share;
    }

    fn matches(mut self) -> Matches {
        self.0.context.iter_mut().for_each(|v| normalise(v));
        self.0.gap.iter_mut().for_each(|v| normalise(v));
        self.0.distance.iter_mut().for_each(|v| normalise(v));
        normalise(&mut self.0.kind);
        normalise(&mut self.0.actor);
        normalise(&mut self.0.toll);
        self.0
    }
}
