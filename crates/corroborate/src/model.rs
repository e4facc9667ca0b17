//! Weights without labels (Fellegi and Sunter 1969): what non-matches look like is counted from the join with one side's
//! calendar shifted; what matches look like is what the true calendar holds in excess (EM, Winkler 1988).

use crate::background::COMMON;
use crate::compare::{
    ACTORS, DISTANCES, GAPS, GAPS_OF, PATTERNS, PLACES, Pattern, RADII, TIMES, TOLLS, TYPES, WIDTHS,
};

/// Strata of the background: four classes of how dense the claim's place is, by whether its day and place are precise.
pub const STRATA: usize = 4;
/// Classes of how many events a claim's point has.
pub const BUSY: usize = 4;
/// Days by which a side is moved to see chance meetings: whole weeks, so that weekdays stay.
pub const SHIFTS: [i32; 4] = [-21, -14, 14, 21];
/// Cells of a histogram.
pub const CELLS: usize = STRATA * PATTERNS;

/// Cells of day and place.
pub(crate) const GEOMETRY: usize = TIMES * PLACES;
/// Cells of type, parties and toll within one of [`GEOMETRY`].
pub(crate) const REST: usize = TYPES * ACTORS * TOLLS;
/// Classes of width and radius together.
pub(crate) const CONTEXTS: usize = WIDTHS * (RADII + 1);

/// What the joins counted.
#[derive(Clone, Debug)]
pub struct Counts {
    /// Pairs of the true calendar, by stratum and cell.
    pub pairs: Vec<u32>,
    /// Pairs of the shifted calendars together.
    pub shifted: Vec<u32>,
    /// How many calendars those stand for: of many claims, the pairs of an even sample are counted.
    pub calendars: f64,
    /// Claims in each stratum.
    pub claims: [u64; STRATA],
    /// All records.
    pub records: u64,
    /// Pairs of the shifted calendars by the fame of their points ([`crate::fame::cell`]).
    pub fame: Vec<u32>,
    /// Pairs within each side.
    pub own: [Own; 2],
}

/// Pairs within one side, by stratum and cell: how its events cluster.
#[derive(Clone, Debug, Default)]
pub struct Own {
    /// True calendar.
    pub pairs: Vec<u32>,
    /// Shifted calendars together.
    pub shifted: Vec<u32>,
    /// Events of the side.
    pub events: u64,
    /// Events whose neighbours were counted.
    pub sampled: u64,
}

/// What a match looks like, field by field.
#[derive(Clone, Debug, PartialEq)]
pub struct Matches {
    /// Widths and radii by whether the claim is precise.
    pub context: [[f64; WIDTHS * (RADII + 1)]; 2],
    /// Days apart by joint width.
    pub gap: [[f64; GAPS]; WIDTHS],
    /// Distance by joint radius and by how many events the claim's point has: of a place told to within 25 km, a city's name is
    /// given by both sides more often than a village's.
    pub distance: [[[f64; DISTANCES]; RADII]; BUSY],
    /// Type, by whether the claim is precise.
    pub kind: [[f64; TYPES]; 2],
    /// Parties, by the same.
    pub actor: [[f64; ACTORS]; 2],
    /// Toll, by the same: precisely told events differ in size from others.
    pub toll: [[f64; TOLLS]; 2],
}

/// The learned model.
#[derive(Clone, Debug)]
pub struct Model {
    /// What a match looks like.
    pub matches: Matches,
    /// Matches expected in each stratum.
    pub expected: [f64; STRATA],
    /// Chance pairs expected of a cell by the shifted calendars, by stratum and cell, for one claim of the stratum; 0 where no
    /// calendar has its geometry.
    pub chance: Vec<f32>,
    /// Pairs with other events beside the true one, which a shifted calendar cannot see, as often as within each side.
    pub beside: Vec<f32>,
    /// By class of geometry ([`crate::background::common_class`]), which share of them there is across sides: two tables that
    /// tell different kinds of events have fewer common neighbours than each has within.
    pub common: [f64; COMMON],
    /// By cell of [`crate::fame`], how many times oftener matches have the record's fame than chance pairs.
    pub fame: Vec<f32>,
    /// Prior odds of a match, for one claim of the stratum.
    pub odds: [f64; STRATA],
}

pub(crate) fn normalise(values: &mut [f64]) {
    let sum: f64 = values.iter().sum();
    if sum > 0.0 {
        values.iter_mut().for_each(|v| *v /= sum);
    }
}

impl Matches {
    /// What one expects before seeing data, from the meaning of precision codes: most tellings agree on the day; the
    /// distance is within the radius; types and parties mostly agree; tolls mostly lie within a factor of two.
    pub fn prior() -> Matches {
        let near = [
            [0.4, 0.15, 0.12, 0.1, 0.08, 0.05, 0.03, 0.02, 0.02, 0.01, 0.01, 0.01, 0.1, 0.02, 0.01],
            [0.2, 0.05, 0.07, 0.1, 0.1, 0.1, 0.1, 0.1, 0.08, 0.06, 0.03, 0.01, 0.04, 0.04, 0.01],
            [0.1, 0.03, 0.03, 0.05, 0.07, 0.08, 0.1, 0.12, 0.12, 0.12, 0.12, 0.06, 0.02, 0.02, 0.02],
            [0.1, 0.01, 0.01, 0.03, 0.03, 0.05, 0.06, 0.08, 0.12, 0.15, 0.2, 0.16, 0.01, 0.01, 0.03],
        ];
        let mut gap = GAPS_OF.map(|classes| match classes {
            2 => [0.92, 0.08, 0.0, 0.0],
            _ => [0.4, 0.3, 0.2, 0.1],
        });
        gap[0] = [0.75, 0.15, 0.05, 0.05];
        Matches {
            context: [[1.0 / (WIDTHS * (RADII + 1)) as f64; WIDTHS * (RADII + 1)]; 2],
            gap,
            distance: [[0, 1, 1, 2, 1, 1, 2, 2, 3, 3].map(|n: usize| near[n]); BUSY],
            kind: [[0.1, 0.03, 0.12, 0.25, 0.25, 0.25]; 2],
            actor: [[0.1, 0.1, 0.15, 0.3, 0.35]; 2],
            toll: [[0.1, 0.15, 0.15, 0.1, 0.05, 0.05, 0.1, 0.03, 0.02, 0.1, 0.08, 0.04, 0.03]; 2],
        }
    }

    /// How often a match falls into a cell.
    pub fn rate(&self, pattern: Pattern, precise: bool, busy: usize) -> f64 {
        self.place_rate(pattern, precise, busy) * self.look_rate(pattern, precise)
    }

    /// How often it has the cell's day and place.
    pub(crate) fn place_rate(&self, pattern: Pattern, precise: bool, busy: usize) -> f64 {
        let mut rate = self.context[usize::from(precise)][pattern.context()];
        rate *= self.gap[pattern.width][pattern.gap];
        if let (Some(r), Some(d)) = (pattern.radius(), pattern.distance()) {
            rate *= self.distance[busy][r][d];
        }
        rate
    }

    /// How often it has the cell's type, parties and toll.
    pub(crate) fn look_rate(&self, pattern: Pattern, precise: bool) -> f64 {
        let half = usize::from(precise);
        self.kind[half][pattern.kind] * self.actor[half][pattern.actor] * self.toll[half][pattern.toll]
    }
}

impl Pattern {
    /// Its class of width and radius together.
    pub(crate) fn context(self) -> usize {
        self.width * (RADII + 1) + self.radius().unwrap_or(RADII)
    }
}

/// Whether a stratum holds precise claims.
pub fn precise(stratum: usize) -> bool {
    stratum < STRATA / 2
}

/// Prior odds that a claim of each stratum has its record, where as many records are taken.
pub(crate) fn prior_odds(counts: &Counts, expected: &[f64; STRATA]) -> [f64; STRATA] {
    let all: f64 = expected.iter().sum();
    let taken = (all / (counts.records.max(1) as f64)).clamp(0.0, 0.99);
    std::array::from_fn(|s| {
        let matched = (expected[s] / (counts.claims[s] as f64).max(1.0)).clamp(1e-6, 0.995);
        matched / (1.0 - matched) / (1.0 - taken)
    })
}

/// Pairs that the distances of all claims count for against those of a class of busyness.
const BUSY_PAIRS: f64 = 30.0;
/// Pairs that the prior of matches counts for.
const PRIOR_PAIRS: f64 = 10.0;

/// Expected counts of matches, field by field.
#[derive(Clone, Debug)]
pub(crate) struct Sums(Matches);

impl Sums {
    pub(crate) fn new(prior: &Matches) -> Sums {
        let mut sums = prior.clone();
        let scale = |values: &mut [f64]| values.iter_mut().for_each(|v| *v *= PRIOR_PAIRS);
        sums.context.iter_mut().for_each(|v| scale(v));
        sums.gap.iter_mut().for_each(|v| scale(v));
        sums.distance.iter_mut().flatten().for_each(|v| scale(v));
        sums.kind.iter_mut().for_each(|v| scale(v));
        sums.actor.iter_mut().for_each(|v| scale(v));
        sums.toll.iter_mut().for_each(|v| scale(v));
        Sums(sums)
    }

    /// Nothing yet.
    pub(crate) fn empty() -> Sums {
        let mut sums = Sums::new(&Matches::prior());
        sums.each(|v| *v = 0.0);
        sums
    }

    fn each(&mut self, mut f: impl FnMut(&mut f64)) {
        let m = &mut self.0;
        m.context.iter_mut().flatten().for_each(&mut f);
        m.gap.iter_mut().flatten().for_each(&mut f);
        m.distance.iter_mut().flatten().flatten().for_each(&mut f);
        m.kind.iter_mut().flatten().for_each(&mut f);
        m.actor.iter_mut().flatten().for_each(&mut f);
        m.toll.iter_mut().flatten().for_each(&mut f);
    }

    /// Adds what another part has counted.
    pub(crate) fn join(&mut self, other: &Sums) {
        let mut values = Vec::new();
        other.clone().each(|v| values.push(*v));
        let mut values = values.into_iter();
        self.each(|v| *v += values.next().unwrap_or(0.0));
    }

    /// Adds a share of a pair; to all classes of busyness where the claim's is not known.
    pub(crate) fn add(&mut self, pattern: Pattern, precise: bool, busy: Option<usize>, share: f64) {
        let m = &mut self.0;
        let radius = pattern.radius().unwrap_or(RADII);
        m.context[usize::from(precise)][pattern.width * (RADII + 1) + radius] += share;
        m.gap[pattern.width][pattern.gap] += share;
        if let (Some(r), Some(d)) = (pattern.radius(), pattern.distance()) {
            match busy {
                Some(busy) => m.distance[busy][r][d] += share,
                None => m.distance.iter_mut().for_each(|m| m[r][d] += share / BUSY as f64),
            }
        }
        let half = usize::from(precise);
        m.kind[half][pattern.kind] += share;
        m.actor[half][pattern.actor] += share;
        m.toll[half][pattern.toll] += share;
    }

    pub(crate) fn matches(mut self) -> Matches {
        self.0.context.iter_mut().for_each(|v| normalise(v));
        self.0.gap.iter_mut().for_each(|v| normalise(v));
        // Classes of busyness lean on all of them together.
        for r in 0..RADII {
            let mut all: [f64; DISTANCES] =
                std::array::from_fn(|d| self.0.distance.iter().map(|b| b[r][d]).sum());
            normalise(&mut all);
            for busy in &mut self.0.distance {
                busy[r].iter_mut().zip(all).for_each(|(v, all)| *v += BUSY_PAIRS * all);
                normalise(&mut busy[r]);
            }
        }
        self.0.kind.iter_mut().for_each(|v| normalise(v));
        self.0.actor.iter_mut().for_each(|v| normalise(v));
        self.0.toll.iter_mut().for_each(|v| normalise(v));
        self.0
    }
}
