//! Chooses among the places that a name may mean, over the whole document.

use std::collections::BTreeMap;

use crate::gazetteer::{Gazetteer, Hit, Matched, PlaceKind, Row, country_bytes, distance_km, unpack_weight};
use crate::mention::MentionKind;
use crate::names::Name;
use crate::words::*;

/// One reading of a name: a place that it may mean.
#[derive(Clone, Debug)]
pub(crate) struct Reading {
    pub(crate) hit: Hit,
    pub(crate) row: Row,
    /// Code of the first-level region, or the region itself.
    pub(crate) region: String,
    pub(crate) matched: Matched,
    /// What the name alone says.
    prior: f64,
    pub(crate) score: f64,
}

/// What became of a name.
#[derive(Clone, Debug, Default)]
pub(crate) struct Resolved {
    /// The best first.
    pub(crate) options: Vec<Reading>,
    /// Whether the first option is taken.
    pub(crate) chosen: bool,
    pub(crate) country: Option<String>,
    /// How much of the support around the name is for its country.
    pub(crate) share: f64,
}

/// Votes for countries by position.
#[derive(Clone, Debug, Default)]
pub(crate) struct Votes {
    votes: Vec<(usize, [u8; 2], f64)>,
    everywhere: BTreeMap<[u8; 2], f64>,
}

impl Votes {
    pub(crate) fn everywhere(&mut self, country: &str, weight: f64) {
        *self.everywhere.entry(country_bytes(country)).or_default() += weight;
    }

    fn at(&mut self, token: usize, country: [u8; 2], weight: f64) {
        if country != *b"  " {
            self.votes.push((token, country, weight));
        }
    }

    /// The shares of the countries around a token. A vote fades with distance to a third, what is said of the whole document does not.
    pub(crate) fn shares(&self, token: usize) -> BTreeMap<[u8; 2], f64> {
        let mut shares: BTreeMap<[u8; 2], f64> = self.everywhere.clone();
        for (at, country, weight) in &self.votes {
            let distance = at.abs_diff(token) as f64;
            *shares.entry(*country).or_default() += weight * (0.3 + 0.7 * (-distance / 150.0).exp());
        }
        let total: f64 = shares.values().sum::<f64>() + 0.5;
        for share in shares.values_mut() {
            *share /= total;
        }
        shares
    }

    /// The country with most votes and its share.
    pub(crate) fn best(&self) -> Option<(String, f64)> {
        let mut shares = self.everywhere.clone();
        for (_, country, weight) in &self.votes {
            *shares.entry(*country).or_default() += weight;
        }
        let total: f64 = shares.values().sum();
        top(&shares).map(|(country, weight)| (text(country), weight / total))
    }
}

fn top(shares: &BTreeMap<[u8; 2], f64>) -> Option<([u8; 2], f64)> {
    let mut best: Option<([u8; 2], f64)> = None;
    for (country, share) in shares {
        if best.is_none_or(|(_, most)| *share > most) {
            best = Some((*country, *share));
        }
    }
    best
}

fn text(country: [u8; 2]) -> String {
    String::from_utf8_lossy(&country).into_owned()
}

pub(crate) fn options(gazetteer: &Gazetteer, hits: &[Hit], matched: Matched) -> Vec<Reading> {
    hits.iter()
        .filter_map(|hit| {
            let row = gazetteer.row(*hit)?;
            let region = gazetteer.layer(*hit).region(row.admin1).0.to_owned();
            Some(Reading { hit: *hit, row, region, matched, prior: 0.0, score: 0.0 })
        })
        .collect()
}

/// How likely the name alone means the place, in nats: population and kind, by the noun beside the name.
fn prior(option: &Reading, name: &Name, layers: usize) -> f64 {
    let mut score = 0.5 * (unpack_weight(option.row.weight) + 1.0).ln();
    score += match option.row.kind {
        PlaceKind::Country => 6.0,
        PlaceKind::Region if name.noun & (REGION | DISTRICT) != 0 => 5.0,
        PlaceKind::Region => 0.5,
        PlaceKind::District if name.noun & (DISTRICT | REGION) != 0 => 5.0,
        PlaceKind::District => -2.5,
        PlaceKind::Town if name.noun & (SETTLEMENT | PART) != 0 => 2.0,
        PlaceKind::Town if name.noun & REGION != 0 => -2.0,
        _ => 0.0,
    };
    if (option.hit.layer as usize) + 1 < layers {
        score += 1.5;
    }
    score
}

/// Resolves all names. `part_of` holds for each name the name of the wider place that the text gives.
pub(crate) fn resolve(
    gazetteer: &Gazetteer,
    names: &[Name],
    part_of: &[Option<usize>],
    votes: &mut Votes,
) -> Vec<Resolved> {
    let layers = gazetteer.layers.len();
    let mut resolved: Vec<Resolved> = Vec::with_capacity(names.len());
    for name in names {
        let mut options = options(gazetteer, &name.hits, Matched::Exact);
        if let Some(Known::Country(iso)) = &name.known {
            let bytes = country_bytes(iso);
            options.retain(|o| o.row.country == bytes && o.row.kind == PlaceKind::Country);
            votes.at(name.a, bytes, if name.kind == MentionKind::Place { 2.0 } else { 1.0 });
        } else if let Some(Known::Demonym(Some(iso))) = &name.known {
            votes.at(name.a, country_bytes(iso), 1.0);
        } else if let Some(Known::Area(area)) = &name.known {
            options.clear();
            if let Some(iso) = &area.country {
                votes.at(name.a, country_bytes(iso), 1.5);
            }
        }
        for option in &mut options {
            option.prior = prior(option, name, layers);
            option.score = option.prior;
        }
        if name.known.is_none() && name.kind != MentionKind::Person && !options.is_empty() {
            let best = options.iter().map(|o| o.score).fold(f64::MIN, f64::max);
            let mut by_country: BTreeMap<[u8; 2], f64> = BTreeMap::new();
            let mut total = 0.0;
            for option in &options {
                let weight = (option.score - best).exp();
                total += weight;
                let sum = by_country.entry(option.row.country).or_default();
                *sum += weight;
            }
            // An ambiguous name says little, even if one place is bigger.
            let spread = 1.0 / (by_country.len() as f64).sqrt();
            for (country, weight) in by_country {
                votes.at(name.a, country, f64::from(name.sure) * weight / total * spread);
            }
        }
        resolved.push(Resolved { options, ..Resolved::default() });
    }
    for round in 0..3 {
        // What the last round chose: regions and points that support others.
        let mut regions: BTreeMap<String, f64> = BTreeMap::new();
        let mut points: Vec<(usize, f64, f64, Hit)> = Vec::new();
        for (n, r) in resolved.iter().enumerate() {
            if names[n].kind == MentionKind::Person || names[n].kind == MentionKind::Demonym {
                continue;
            }
            let Some(best) = r.options.first() else { continue };
            if round == 0 && r.options.len() > 1 {
                continue;
            }
            if !best.region.is_empty() {
                let weight = if best.row.kind == PlaceKind::Region { 1.5 } else { 0.7 };
                *regions.entry(best.region.clone()).or_default() += weight;
            }
            if matches!(best.row.kind, PlaceKind::Town | PlaceKind::District | PlaceKind::Feature | PlaceKind::Facility) {
                points.push((n, best.row.lat, best.row.lon, best.hit));
            }
        }
        let all_regions: f64 = regions.values().sum::<f64>() + 1.0;
        for n in 0..names.len() {
            let shares = votes.shares(names[n].a);
            let container = part_of[n].and_then(|m| resolved[m].options.first().cloned());
            let container_country = part_of[n].and_then(|m| match &names[m].known {
                Some(Known::Country(iso)) => Some(country_bytes(iso)),
                _ => None,
            });
            for option in &mut resolved[n].options {
                let mut score = option.prior;
                score += 7.0 * shares.get(&option.row.country).copied().unwrap_or(0.0);
                score += 4.0 * regions.get(&option.region).copied().unwrap_or(0.0) / all_regions;
                let here = (option.row.lat, option.row.lon);
                let near = points
                    .iter()
                    .filter(|(m, _, _, hit)| *m != n && *hit != option.hit)
                    .map(|(_, lat, lon, _)| distance_km(here, (*lat, *lon)))
                    .fold(f64::MAX, f64::min);
                score += 2.5 * (-near / 100.0).exp();
                if let Some(country) = container_country {
                    score += if country == option.row.country { 8.0 } else { -8.0 };
                } else if let Some(wider) = &container {
                    let inside = match wider.row.kind {
                        PlaceKind::Country => wider.row.country == option.row.country,
                        PlaceKind::Region => wider.region == option.region && option.row.kind != PlaceKind::Region,
                        _ => {
                            distance_km(here, (wider.row.lat, wider.row.lon))
                                < 40.0 + crate::gazetteer::unpack_radius(wider.row.radius)
                        }
                    };
                    score += if inside { 8.0 } else { -4.0 };
                }
                option.score = score;
            }
            resolved[n].options.sort_by(|a, b| b.score.total_cmp(&a.score).then(a.hit.cmp(&b.hit)));
        }
    }
    choose(names, part_of, votes, &mut resolved);
    resolved
}

/// Takes the best option, or none where the name's only places are far from all that the document speaks of.
fn choose(names: &[Name], part_of: &[Option<usize>], votes: &Votes, resolved: &mut [Resolved]) {
    for n in 0..names.len() {
        let shares = votes.shares(names[n].a);
        let local = top(&shares);
        let wider = part_of[n].and_then(|m| resolved[m].country.clone());
        let r = &mut resolved[n];
        if let Some(Known::Country(iso)) = &names[n].known {
            r.country = Some(iso.clone());
            r.chosen = !r.options.is_empty();
            r.share = 1.0;
            continue;
        }
        if let Some(Known::Demonym(iso)) = &names[n].known {
            r.country = iso.clone();
            continue;
        }
        if let Some(Known::Area(area)) = &names[n].known {
            r.country = area.country.clone();
            continue;
        }
        if let Some(best) = r.options.first() {
            let share = shares.get(&best.row.country).copied().unwrap_or(0.0);
            let foreign = local.is_some_and(|(country, most)| {
                country != best.row.country && most > 0.5 && share < 0.15
            });
            let big = unpack_weight(best.row.weight) >= 300_000.0
                || matches!(best.row.kind, PlaceKind::Region | PlaceKind::Country);
            r.chosen = !foreign || big || part_of[n].is_some();
            r.share = share;
            if r.chosen {
                r.country = Some(text(best.row.country));
                continue;
            }
        }
        r.country = wider.or_else(|| local.filter(|(_, share)| *share > 0.3).map(|(country, _)| text(country)));
        r.share = local.map_or(0.0, |l| l.1);
    }
}
