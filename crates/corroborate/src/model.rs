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
    /// Chance pairs expected of a cell, by stratum and cell; 0 where neither calendar has a pair.
    pub background: Vec<f32>,
    /// Odds that a pair of the cell is a match against one chance record of the cell near the claim.
    pub weight: Vec<f32>,
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
            gap: [[0.75, 0.15, 0.05, 0.03, 0.02], [0.85, 0.08, 0.03, 0.02, 0.02], [0.9, 0.04, 0.03, 0.02, 0.01]],
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

/// Whether a stratum holds precise claims.
pub fn precise(stratum: usize) -> bool {
    stratum < STRATA / 2
}

/// Pairs that the prior of matches counts for.
const PRIOR_PAIRS: f64 = 10.0;
const ROUNDS: usize = 60;

/// Learns the model from counts.
pub fn learn(counts: &Counts) -> Model {
    let background = background(counts);
    let active: Vec<(usize, usize)> =
        (0..CELLS).filter(|&n| counts.pairs[n] > 0).map(|n| (n / PATTERNS, n % PATTERNS)).collect();
    let mut matches = Matches::prior();
    let mut expected = [0.0; STRATA];
    for (s, e) in expected.iter_mut().enumerate() {
        *e = counts.claims[s] as f64 * 0.3;
    }
    let prior = Matches::prior();
    for _ in 0..ROUNDS {
        let mut sums = Sums::new(&prior);
        let mut found = [0.0; STRATA];
        for &(s, cell) in &active {
            let pattern = Pattern::of(cell as u32);
            let match_mass = expected[s] * matches.rate(pattern, precise(s));
            let total = match_mass + f64::from(background[s * PATTERNS + cell]);
            if total <= 0.0 {
                continue;
            }
            let share = f64::from(counts.pairs[s * PATTERNS + cell]) * match_mass / total;
            found[s] += share;
            sums.add(pattern, precise(s), share);
        }
        matches = sums.matches();
        for (s, e) in expected.iter_mut().enumerate() {
            // A claim has at most one match; half a claim keeps an empty stratum from dividing by nothing.
            let claims = counts.claims[s] as f64;
            *e = found[s].min(claims * 0.995).max(claims.min(0.5) * 0.01);
        }
    }
    let weight = weights(counts, &matches, &expected, &background);
    Model { matches, expected, background, weight }
}

fn weights(counts: &Counts, matches: &Matches, expected: &[f64; STRATA], background: &[f32]) -> Vec<f32> {
    let all: f64 = expected.iter().sum();
    let taken = (all / (counts.records.max(1) as f64)).clamp(0.0, 0.99);
    let mut weight = vec![0f32; CELLS];
    for s in 0..STRATA {
        let claims = counts.claims[s] as f64;
        if claims == 0.0 {
            continue;
        }
        let matched = (expected[s] / claims).clamp(1e-6, 0.995);
        let odds = matched / (1.0 - matched) / (1.0 - taken);
        for cell in 0..PATTERNS {
            let chance = f64::from(background[s * PATTERNS + cell]) / claims;
            if chance > 0.0 {
                let rate = matches.rate(Pattern::of(cell as u32), precise(s));
                weight[s * PATTERNS + cell] = (odds * rate / chance).min(1e7) as f32;
            }
        }
    }
    weight
}

/// Chance pairs by stratum and cell: the shifted counts, smoothed where they are thin towards independence of geometry, type,
/// parties and toll, plus the other events of the same day and place that a shifted calendar cannot see.
fn background(counts: &Counts) -> Vec<f32> {
    let (raise, near) = neighbours(counts);
    let mut all = vec![0f32; CELLS];
    for s in 0..STRATA {
        let shifted = &counts.shifted[s * PATTERNS..(s + 1) * PATTERNS];
        let pairs = &counts.pairs[s * PATTERNS..(s + 1) * PATTERNS];
        let mut geometry = vec![0.0; GEOMETRY];
        let (mut kind, mut actor, mut toll) = ([0.5; TYPES], [0.5; ACTORS], [0.5; TOLLS]);
        let mut total = 0.0;
        for (cell, &n) in shifted.iter().enumerate() {
            if n > 0 {
                let p = Pattern::of(cell as u32);
                let n = f64::from(n);
                geometry[cell / REST] += n;
                kind[p.kind] += n;
                actor[p.actor] += n;
                toll[p.toll] += n;
                total += n;
            }
        }
        let seen: Vec<usize> = (0..GEOMETRY).filter(|&g| pairs[g * REST..(g + 1) * REST].iter().any(|&n| n > 0)).collect();
        for &g in &seen {
            geometry[g] += 0.5;
        }
        for values in [&mut geometry[..], &mut kind[..], &mut actor[..], &mut toll[..]] {
            normalise(values);
        }
        let strength = (total + 1.0).sqrt();
        for cell in 0..PATTERNS {
            if shifted[cell] == 0 && pairs[cell] == 0 {
                continue;
            }
            let p = Pattern::of(cell as u32);
            let g = cell / REST;
            let apart = geometry[g] * kind[p.kind] * actor[p.actor] * toll[p.toll];
            let smooth = (f64::from(shifted[cell]) + strength * apart) * (total.max(1.0) / (total.max(1.0) + strength));
            let chance = smooth / SHIFTS.len() as f64;
            // Neighbours: raised in number by geometry, with their own spread over type, parties and toll.
            let extra = geometry[g] * total.max(1.0) / SHIFTS.len() as f64 * (raise[g] - 1.0) * near[cell];
            all[s * PATTERNS + cell] = (chance + extra.max(0.0)) as f32;
        }
    }
    all
}

/// By geometry, how many times more pairs of different events the true calendar has than shifted ones; and how the surplus
/// spreads over type, parties and toll.
fn neighbours(counts: &Counts) -> (Vec<f64>, Vec<f64>) {
    let mut raise = vec![1.0; GEOMETRY];
    let mut near = vec![0.0; PATTERNS];
    for g in 0..GEOMETRY {
        let cells = g * REST..(g + 1) * REST;
        let own: f64 = counts.own[cells.clone()].iter().map(|&n| f64::from(n)).sum();
        let shifted: f64 =
            counts.own_shifted[cells.clone()].iter().map(|&n| f64::from(n)).sum::<f64>() / SHIFTS.len() as f64;
        if own + shifted < 1.0 {
            continue;
        }
        raise[g] = ((own + 2.0) / (shifted + 2.0)).max(1.0);
        let mut sum = 0.0;
        for cell in cells.clone() {
            let surplus = f64::from(counts.own[cell]) - f64::from(counts.own_shifted[cell]) / SHIFTS.len() as f64;
            near[cell] = surplus.max(0.0);
            sum += near[cell];
        }
        if sum > 0.0 {
            near[cells].iter_mut().for_each(|v| *v /= sum);
        }
    }
    (raise, near)
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
