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

#[derive(Clone, Copy, Debug)]
struct Vote {
    token: usize,
    country: [u8; 2],
    weight: f64,
    /// For a heading, the token at which the next one stands.
    heading: Option<usize>,
    /// Which name votes, so that it does not support itself.
    voter: u32,
}

/// No name: the vote counts for all.
const NOBODY: u32 = u32::MAX;

/// Votes for countries by position.
#[derive(Clone, Debug, Default)]
pub(crate) struct Votes {
    votes: Vec<Vote>,
    everywhere: BTreeMap<[u8; 2], f64>,
}

impl Votes {
    pub(crate) fn everywhere(&mut self, country: &str, weight: f64) {
        *self.everywhere.entry(country_bytes(country)).or_default() += weight;
    }

    fn push(&mut self, vote: Vote) {
        if vote.country != *b"  " {
            self.votes.push(vote);
        }
    }

    /// The shares of the countries around a token. A vote fades with distance to a third, what is said of the whole document does not.
    fn shares(&self, token: usize, voter: u32) -> BTreeMap<[u8; 2], f64> {
        let mut shares: BTreeMap<[u8; 2], f64> = self.everywhere.clone();
        for Vote { token: at, country, weight, heading, .. } in self.votes.iter().filter(|v| v.voter != voter) {
            let distance = at.abs_diff(token) as f64;
            let reach = match heading {
                Some(next) if (*at..*next).contains(&token) => 3.0,
                Some(_) => 0.4,
                None => 0.7 + 0.5 * (-distance / 100.0).exp(),
            };
            *shares.entry(*country).or_default() += weight * reach;
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
        for Vote { country, weight, .. } in &self.votes {
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
    let mut reach = vec![None; names.len()];
    let mut next = usize::MAX;
    for (n, name) in names.iter().enumerate().rev() {
        if name.around.heading && name.kind.is_place() {
            reach[n] = Some(next);
            next = name.a;
        }
    }
    let mut ids: BTreeMap<&str, u32> = BTreeMap::new();
    let voters: Vec<u32> = names
        .iter()
        .map(|name| {
            let next = ids.len() as u32;
            *ids.entry(name.core.as_str()).or_insert(next)
        })
        .collect();
    for (n, name) in names.iter().enumerate() {
        let mut options = options(gazetteer, &name.hits, Matched::Exact);
        if let Some(Known::Country(iso)) = &name.known {
            let bytes = country_bytes(iso);
            options.retain(|o| o.row.country == bytes && o.row.kind == PlaceKind::Country);
            let weight = if name.kind == MentionKind::Place { 1.2 } else { 0.6 };
            votes.push(Vote { token: name.a, country: bytes, weight, heading: reach[n], voter: NOBODY });
        } else if let Some(Known::Demonym(Some(iso))) = &name.known {
            options.retain(|o| o.row.kind == PlaceKind::Country);
            let country = country_bytes(iso);
            votes.push(Vote { token: name.a, country, weight: 0.4, heading: None, voter: NOBODY });
        } else if let Some(Known::Area(area)) = &name.known {
            options.clear();
            if let Some(iso) = &area.country {
                let country = country_bytes(iso);
                votes.push(Vote { token: name.a, country, weight: 1.2, heading: reach[n], voter: NOBODY });
            }
        }
        for option in &mut options {
            option.prior = prior(option, name, layers);
            option.score = option.prior;
        }
        resolved.push(Resolved { options, ..Resolved::default() });
    }
    let fixed = votes.votes.len();
    for round in 0..4 {
        votes.votes.truncate(fixed);
        for (n, name) in names.iter().enumerate() {
            vote(name, &resolved[n], reach[n], voters[n], votes);
        }
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
            let shares = votes.shares(names[n].a, voters[n]);
            let container = part_of[n].and_then(|m| resolved[m].options.first().cloned());
            let container_country = part_of[n].and_then(|m| match &names[m].known {
                Some(Known::Country(iso)) => Some(country_bytes(iso)),
                _ => None,
            });
            for option in &mut resolved[n].options {
                let mut score = option.prior;
                let share = shares.get(&option.row.country).copied().unwrap_or(0.0);
                score += 4.0 * share + 1.5 * (share + 0.02).ln();
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
    choose(gazetteer, names, part_of, &voters, votes, &mut resolved);
    resolved
}

/// A name votes for the countries of its places, by their scores. A small place says little: some place has every name.
fn vote(name: &Name, r: &Resolved, heading: Option<usize>, voter: u32, votes: &mut Votes) {
    if name.known.is_some() || matches!(name.kind, MentionKind::Person | MentionKind::Unit) || r.options.is_empty() {
        return;
    }
    let best = r.options.iter().map(|o| o.score).fold(f64::MIN, f64::max);
    let mut by_country: BTreeMap<[u8; 2], f64> = BTreeMap::new();
    let (mut total, mut weight) = (0.0, 0.0);
    for option in &r.options {
        let likely = (option.score - best).exp();
        total += likely;
        let size = (unpack_weight(option.row.weight) + 1.0).ln() / 13.0;
        weight += likely * size.clamp(0.2, 1.0);
        *by_country.entry(option.row.country).or_default() += likely;
    }
    let spread = 1.0 / (by_country.len() as f64).sqrt();
    let inside = if name.kind == MentionKind::InOrganisation { 0.4 } else { 1.0 };
    for (country, likely) in by_country {
        let weight = f64::from(name.sure) * inside * spread * likely / total * weight / total;
        votes.push(Vote { token: name.a, country, weight, heading, voter });
    }
}

/// Takes the best option, or none where the name's only places are far from all that the document speaks of.
fn choose(
    gazetteer: &Gazetteer,
    names: &[Name],
    part_of: &[Option<usize>],
    voters: &[u32],
    votes: &Votes,
    resolved: &mut [Resolved],
) {
    for n in 0..names.len() {
        let shares = votes.shares(names[n].a, voters[n]);
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
                country != best.row.country && most > 0.4 && share < 0.2
            });
            // Where the gazetteer has most villages of the country around, a name that is not among them is abroad; where it
            // has few, the name is rather that of a village it lacks.
            let covered = local.map_or(0, |(country, _)| gazetteer.coverage(&text(country)));
            let enough = if covered >= 20 { 20_000.0 } else { 1_500_000.0 };
            let big = unpack_weight(best.row.weight) >= enough
                || matches!(best.row.kind, PlaceKind::Region | PlaceKind::Country);
            // A town does not lend its point to a forest or region elsewhere that has its name.
            let borrowed = names[n].noun & (FEATURE | REGION | DISTRICT) != 0
                && names[n].noun & (SETTLEMENT | PART) == 0
                && best.row.kind == PlaceKind::Town;
            r.chosen = (!foreign || big || part_of[n].is_some()) && !(borrowed && share < 0.3);
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
