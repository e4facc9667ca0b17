//! The odds of pairs, from tables: the product over fields is cut into one factor of day and place and one of type, parties and
//! toll, so that weighing ten million pairs takes look-ups only.

use crate::background::common_class;
use crate::compare::{PATTERNS, PLACES, Pattern};
use crate::fame;
use crate::local::{Local, Look};
use crate::model::{BUSY, GEOMETRY, Model, REST, STRATA};

/// A model made ready for weighing.
pub(crate) struct Odds<'a> {
    model: &'a Model,
    /// By half of the strata, busyness and cell of day and place: how often a match falls there.
    geometry: Vec<f32>,
    /// By half and cell of type, parties and toll: the same.
    rest: Vec<f32>,
    /// By stratum: prior odds.
    odds: [f32; STRATA],
    /// By cell of day and place: share of common neighbours, and what of its look matters.
    places: Vec<(f32, Look)>,
    /// By cell of type, parties and toll: what of its look matters.
    looks: Vec<Look>,
}

impl<'a> Odds<'a> {
    pub(crate) fn new(model: &'a Model) -> Odds<'a> {
        let m = &model.matches;
        let cell = |g: usize, rest: usize| Pattern::of((g * REST + rest) as u32);
        let mut geometry = Vec::with_capacity(2 * BUSY * GEOMETRY);
        let mut rest = Vec::with_capacity(2 * REST);
        for half in 0..2 {
            for busy in 0..BUSY {
                geometry.extend((0..GEOMETRY).map(|g| m.place_rate(cell(g, 0), half == 1, busy) as f32));
            }
            rest.extend((0..REST).map(|r| m.look_rate(cell(0, r), half == 1) as f32));
        }
        Odds {
            model,
            geometry,
            rest,
            odds: model.odds.map(|v| v as f32),
            places: (0..GEOMETRY)
                .map(|g| (model.common[common_class(g)] as f32, Look::of(cell(g, 0))))
                .collect(),
            looks: (0..REST).map(|r| Look::of(cell(0, r))).collect(),
        }
    }

    /// The odds of a pair taken alone: its stratum, its cell, what is around its claim, and how many events the claim's and the
    /// record's point have.
    pub(crate) fn of(&self, stratum: usize, cell: u32, local: &Local, fame: (u8, u8)) -> f32 {
        let (g, r) = (cell as usize / REST, cell as usize % REST);
        let (common, place) = self.places[g];
        let times = local.times(place, self.looks[r]);
        let at = stratum * PATTERNS + cell as usize;
        let chance = self.model.chance[at] * times.0 + self.model.beside[at] * common * times.1;
        if chance <= 0.0 {
            return 0.0;
        }
        let half = usize::from(crate::model::precise(stratum));
        let rate = self.geometry[(half * BUSY + usize::from(local.busy)) * GEOMETRY + g];
        let gain = self.odds[stratum] * rate * self.rest[half * REST + r];
        let fame = fame::cell(g % PLACES, fame.0, fame.1).map_or(1.0, |at| self.model.fame[at]);
        (gain * fame / chance).min(1e7)
    }
}
