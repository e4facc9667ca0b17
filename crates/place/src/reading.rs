//! The places that a name may mean, and names that mean one place together.

use rustc_hash::FxHashMap;

use crate::gazetteer::{Gazetteer, Hit, Matched, PlaceKind, Row, unpack_weight};
use crate::names::Name;
use crate::words::*;

/// One reading of a name: a place that it may mean.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Reading {
    pub(crate) hit: Hit,
    pub(crate) row: Row,
    /// The first-level region, or the region itself, by its number in [`Regions`]; 0 for none.
    pub(crate) region: u32,
    pub(crate) matched: Matched,
    /// What the name alone says.
    pub(crate) prior: f64,
    pub(crate) score: f64,
    /// The point on the unit sphere.
    pub(crate) at: [f64; 3],
}

impl Reading {
    /// A reading of a name alone.
    pub(crate) fn of(hit: Hit, row: Row, matched: Matched) -> Reading {
        Reading { hit, row, region: 0, matched, prior: 0.0, score: 0.0, at: sphere(row.lat, row.lon) }
    }

    /// Whether its point says where it is, to some 30 km.
    pub(crate) fn is_local(&self) -> bool {
        !matches!(self.row.kind, PlaceKind::Country | PlaceKind::Area | PlaceKind::Region)
    }
}

/// The point on the unit sphere.
pub(crate) fn sphere(lat: f64, lon: f64) -> [f64; 3] {
    let (lat, lon) = (lat.to_radians(), lon.to_radians());
    [lat.cos() * lon.cos(), lat.cos() * lon.sin(), lat.sin()]
}

/// Numbers for the codes of first-level regions, the same over all layers.
#[derive(Default)]
pub(crate) struct Regions {
    by_layer: FxHashMap<(u8, u16), u32>,
    codes: FxHashMap<String, u32>,
}

impl Regions {
    fn number(&mut self, gazetteer: &Gazetteer, hit: Hit, admin1: u16) -> u32 {
        if let Some(known) = self.by_layer.get(&(hit.layer, admin1)) {
            return *known;
        }
        let code = gazetteer.layer(hit).region(admin1).0;
        let next = self.codes.len() as u32 + 1;
        let number = if code.is_empty() { 0 } else { *self.codes.entry(code.to_owned()).or_insert(next) };
        self.by_layer.insert((hit.layer, admin1), number);
        number
    }

    /// The readings of a name's rows.
    pub(crate) fn readings(&mut self, gazetteer: &Gazetteer, name: &Name) -> Vec<Reading> {
        let read = |hit: &Hit| {
            let row = gazetteer.row(*hit)?;
            let region = self.number(gazetteer, *hit, row.admin1);
            Some(Reading { region, ..Reading::of(*hit, row, name.matched) })
        };
        name.hits.iter().filter_map(read).collect()
    }
}

/// How likely the name alone means the place, in nats: population and kind, by the noun beside the name.
pub(crate) fn prior(option: &Reading, noun: u64, layers: usize, capital: bool) -> f64 {
    let mut score = 0.5 * (unpack_weight(option.row.weight) + 1.0).ln();
    score += match option.row.kind {
        // "the village of Honduras" is no country.
        PlaceKind::Country if noun & (SETTLEMENT | PART | DISTRICT) != 0 && noun & REGION == 0 => -9.0,
        PlaceKind::Region if noun & SETTLEMENT != 0 && noun & (REGION | DISTRICT) == 0 => -3.0,
        PlaceKind::Country => 6.0,
        PlaceKind::Region if noun & (REGION | DISTRICT) != 0 => 5.0,
        PlaceKind::Region => 0.5,
        PlaceKind::District if noun & DISTRICT != 0 => 5.0,
        PlaceKind::District if noun & REGION != 0 => 1.0,
        PlaceKind::District => -2.5,
        PlaceKind::Town if noun & (SETTLEMENT | PART) != 0 => 2.0,
        PlaceKind::Town if noun & REGION != 0 => -2.0,
        _ => 0.0,
    };
    score += match option.matched {
        Matched::Exact => 0.0,
        Matched::Article => -1.0,
        Matched::Reworded => -2.0,
        Matched::Skeleton => -4.0,
        Matched::Edit => -5.0,
    };
    if (option.hit.layer as usize) + 1 < layers {
        score += 1.5;
    }
    score + if capital { 2.5 } else { 0.0 }
}

/// Mentions of one name that mean one place: the same folded name, the same kind of noun, under the same heading.
#[derive(Clone)]
pub(crate) struct Group {
    /// Numbers of the names.
    pub(crate) members: Vec<usize>,
    /// Which name votes.
    pub(crate) voter: u32,
    /// The classes of nouns beside any of them.
    pub(crate) noun: u64,
    /// The best first.
    pub(crate) options: Vec<Reading>,
    /// Of a part of the world, the places of the gazetteer that have its name.
    pub(crate) namesakes: Vec<Reading>,
    /// How likely each of the options is by the last round.
    pub(crate) likely: Vec<f64>,
    /// Whether the other name of a pair that makes one place with it means a larger place far away, abroad.
    pub(crate) apart: bool,
    /// Support of the best by places near it.
    pub(crate) support: f64,
}

impl Group {
    /// Sorts the options and counts how likely each is.
    pub(crate) fn settle(&mut self) {
        self.options.sort_by(|a, b| b.score.total_cmp(&a.score).then(a.hit.cmp(&b.hit)));
        let best = self.options.first().map_or(0.0, |o| o.score);
        self.likely.clear();
        self.likely.extend(self.options.iter().map(|o| (o.score - best).exp()));
        let total: f64 = self.likely.iter().sum();
        self.likely.iter_mut().for_each(|p| *p /= total);
    }
}
