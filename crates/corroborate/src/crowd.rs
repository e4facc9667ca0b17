//! How crowded a claim's own days are: a shifted calendar knows how much happens in a place, but not that much happened on
//! this day. The other claims and the other records of the day tell.

use crate::compare::{Beside, Pattern};
use crate::model::STRATA;

/// Places by nearness: the very point; near; the window.
const NEARNESS: usize = 3;

/// Other events of a claim's days: by nearness, of any look and alike in type and parties.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Crowd {
    counts: [[u32; 2]; NEARNESS],
}

/// The class of nearness of a pair.
pub(crate) fn nearness(pattern: Pattern) -> u8 {
    match pattern.beside() {
        Some(Beside::Point) => 0,
        Some(Beside::Near) => 1,
        None => 2,
    }
}

impl Crowd {
    /// Counts one neighbour; what is at the very point is near as well, and what is near is in the window.
    pub(crate) fn add(&mut self, pattern: Pattern) {
        if pattern.meet() {
            let alike = u32::from(pattern.alike());
            for count in &mut self.counts[usize::from(nearness(pattern))..] {
                count[0] += 1;
                count[1] += alike;
            }
        }
    }

    /// Records of one kind, without the claim's own.
    fn others(&self, nearness: usize, look: usize) -> f64 {
        f64::from(self.counts[nearness][look].saturating_sub(1))
    }
}

/// How many times more other events a claim has beside it than the mean claim of its stratum.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Crowded {
    times: [[f32; 2]; NEARNESS],
}

impl Crowded {
    /// For pairs of a nearness, alike in type and parties or not.
    pub(crate) fn times(&self, nearness: u8, alike: bool) -> f32 {
        self.times[usize::from(nearness)][usize::from(alike)]
    }
}

/// Bounds of the shape of the gamma distribution of crowds.
const SHAPES: (f64, f64) = (0.2, 20.0);

/// The crowds of all claims against the means of their strata, drawn towards them by what is left to chance: crowds are taken
/// to be gamma distributed, counts around them Poisson.
pub(crate) fn crowded(
    crowds: impl Iterator<Item = Crowd> + Clone,
    strata: impl Iterator<Item = u8> + Clone,
) -> Vec<Crowded> {
    let mut means = [[[0.0f64; 2]; NEARNESS]; STRATA];
    let mut squares = means;
    let mut claims = [0.0f64; STRATA];
    for (crowd, s) in crowds.clone().zip(strata.clone()) {
        let s = usize::from(s);
        claims[s] += 1.0;
        for k in 0..NEARNESS {
            for look in 0..2 {
                let n = crowd.others(k, look);
                means[s][k][look] += n;
                squares[s][k][look] += n * n;
            }
        }
    }
    let of = |s: usize, k: usize, look: usize| {
        let mean = (means[s][k][look] + 0.5) / (claims[s] + 1.0);
        let variance = squares[s][k][look] / claims[s].max(1.0) - mean * mean;
        let shape = (mean * mean / (variance - mean).max(1e-6)).clamp(SHAPES.0, SHAPES.1);
        (mean, shape)
    };
    let priors: Vec<[[(f64, f64); 2]; NEARNESS]> =
        (0..STRATA).map(|s| std::array::from_fn(|k| std::array::from_fn(|look| of(s, k, look)))).collect();
    crowds
        .zip(strata)
        .map(|(crowd, s)| Crowded {
            times: std::array::from_fn(|k| {
                std::array::from_fn(|look| {
                    let (mean, shape) = priors[usize::from(s)][k][look];
                    ((shape + crowd.others(k, look)) / (shape + mean)) as f32
                })
            }),
        })
        .collect()
}
