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

    fn tally(&self) -> Tally {
        let mut votes = self.votes.clone();
        votes.sort_by_key(|vote| (vote.token, vote.country, vote.voter));
        let mut base = self.everywhere.clone();
        let mut by_voter: BTreeMap<u32, Vec<([u8; 2], f64)>> = BTreeMap::new();
        for vote in &votes {
            let weight = vote.weight * if vote.heading.is_some() { 0.4 } else { 0.7 };
            *base.entry(vote.country).or_default() += weight;
            if vote.voter != NOBODY {
                by_voter.entry(vote.voter).or_default().push((vote.country, weight));
            }
        }
        Tally { votes, base, by_voter }
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

/// Votes counted, so that the shares around a token cost the votes near it and not all of them.
struct Tally {
    /// In the order of the tokens.
    votes: Vec<Vote>,
    base: BTreeMap<[u8; 2], f64>,
    by_voter: BTreeMap<u32, Vec<([u8; 2], f64)>>,
}

/// Beyond this many tokens a vote's nearness counts nothing more.
const NEAR: usize = 300;

impl Tally {
    /// The shares of the countries around a token. A vote fades with distance to its base; what is said of the whole document
    /// does not; a heading counts most until the next one. A name does not support itself.
    fn shares(&self, token: usize, voter: u32) -> BTreeMap<[u8; 2], f64> {
        let mut shares = self.base.clone();
        for (country, weight) in self.by_voter.get(&voter).into_iter().flatten() {
            *shares.entry(*country).or_default() -= weight;
        }
        let from = self.votes.partition_point(|v| v.token + NEAR < token);
        for vote in self.votes[from..].iter().take_while(|v| v.token <= token + NEAR) {
            if vote.voter != voter && vote.heading.is_none() {
                let distance = vote.token.abs_diff(token) as f64;
                *shares.entry(vote.country).or_default() += 0.5 * vote.weight * (-distance / 100.0).exp();
            }
        }
        let upto = self.votes.partition_point(|v| v.token <= token);
        let heading =
            self.votes[..upto].iter().rev().take(200).find_map(|v| v.heading.map(|next| (v.token, next)));
        if let Some((at, next)) = heading.filter(|(_, next)| token < *next) {
            let first = self.votes.partition_point(|v| v.token < at);
            for vote in self.votes[first..].iter().take_while(|v| v.token == at) {
                if vote.voter != voter && vote.heading == Some(next) {
                    *shares.entry(vote.country).or_default() += 2.6 * vote.weight;
                }
            }
        }
        shares.retain(|_, share| *share > 1e-9);
        let total: f64 = shares.values().sum::<f64>() + 0.5;
        for share in shares.values_mut() {
            *share /= total;
        }
        shares
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
    let capital =
        |option: &Reading| gazetteer.layer(option.hit).info.capitals.binary_search(&option.hit.row).is_ok();
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
            // "Jordan", "Palestine", "Georgia" are also towns or regions: those stay, far behind the country.
            options.retain(|o| o.row.country == bytes || unpack_weight(o.row.weight) >= 5000.0);
            options.retain(|o| o.row.kind == PlaceKind::Country || o.row.country != bytes);
            let weight = if name.kind == MentionKind::Place { 1.2 } else { 0.6 };
            let weight = if options.len() > 1 { weight * 0.5 } else { weight };
            votes.push(Vote { token: name.a, country: bytes, weight, heading: reach[n], voter: voters[n] });
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
            option.prior = prior(option, name, layers) + if capital(option) { 1.5 } else { 0.0 };
            option.score = option.prior;
        }
        options.sort_by(|a, b| b.score.total_cmp(&a.score).then(a.hit.cmp(&b.hit)));
        options.truncate(40);
        resolved.push(Resolved { options, ..Resolved::default() });
    }
    let fixed = votes.votes.len();
    for round in 0..4 {
        votes.votes.truncate(fixed);
        for (n, name) in names.iter().enumerate() {
            vote(name, &resolved[n], reach[n], voters[n], votes);
        }
        let tally = votes.tally();
        // How likely each reading is by the last round, and what regions the names speak for together.
        let likely: Vec<Vec<f64>> = resolved.iter().map(|r| softmax(&r.options)).collect();
        let mut regions: BTreeMap<&str, f64> = BTreeMap::new();
        let mut own: BTreeMap<(u32, &str), f64> = BTreeMap::new();
        for (n, r) in resolved.iter().enumerate() {
            if matches!(names[n].kind, MentionKind::Person | MentionKind::Demonym) {
                continue;
            }
            for (option, p) in r.options.iter().zip(&likely[n]) {
                if !option.region.is_empty() {
                    let weight = if option.row.kind == PlaceKind::Region { 1.5 } else { 0.7 } * p;
                    *regions.entry(&option.region).or_default() += weight;
                    *own.entry((voters[n], &option.region)).or_default() += weight;
                }
            }
        }
        let all: f64 = regions.values().sum::<f64>() + 1.0;
        let mut scores: Vec<Vec<f64>> = Vec::with_capacity(names.len());
        for (n, name) in names.iter().enumerate() {
            if resolved[n].options.len() < 2
                && resolved[n].options.iter().all(|o| o.score != 0.0)
                && round < 3
            {
                scores.push(resolved[n].options.iter().map(|o| o.prior).collect());
                continue;
            }
            let shares = tally.shares(name.a, voters[n]);
            let wider = part_of[n].map(|m| (&names[m].known, resolved[m].options.first()));
            let around = n.saturating_sub(WINDOW)..(n + WINDOW + 1).min(names.len());
            let score = resolved[n].options.iter().map(|option| {
                let mut score = option.prior;
                let share = shares.get(&option.row.country).copied().unwrap_or(0.0);
                score += 4.0 * share + 1.5 * (share + 0.02).ln();
                let region = option.region.as_str();
                let others = regions.get(region).copied().unwrap_or(0.0)
                    - own.get(&(voters[n], region)).copied().unwrap_or(0.0);
                score += 6.0 * others / all + 1.0 * (others + 0.1).ln().max(-2.0);
                score += proximity(option, n, around.clone(), &resolved, &likely, &voters);
                score + contained(option, wider)
            });
            scores.push(score.collect());
        }
        for (r, scores) in resolved.iter_mut().zip(scores) {
            for (option, score) in r.options.iter_mut().zip(scores) {
                option.score = score;
            }
            r.options.sort_by(|a, b| b.score.total_cmp(&a.score).then(a.hit.cmp(&b.hit)));
        }
    }
    choose(gazetteer, names, part_of, &voters, votes, &mut resolved);
    resolved
}

/// How many names on either side may support a reading by lying near it.
const WINDOW: usize = 14;

fn softmax(options: &[Reading]) -> Vec<f64> {
    let best = options.iter().map(|o| o.score).fold(f64::MIN, f64::max);
    let weights: Vec<f64> = options.iter().map(|o| (o.score - best).exp()).collect();
    let total: f64 = weights.iter().sum();
    weights.into_iter().map(|w| w / total).collect()
}

/// Support from places near by that the names around may mean, each as far as it is likely.
fn proximity(
    option: &Reading,
    n: usize,
    around: std::ops::Range<usize>,
    resolved: &[Resolved],
    likely: &[Vec<f64>],
    voters: &[u32],
) -> f64 {
    if matches!(option.row.kind, PlaceKind::Country | PlaceKind::Area | PlaceKind::Region) {
        return 0.0;
    }
    let (mut best, mut sum) = (0.0_f64, 0.0);
    for m in around {
        if voters[m] == voters[n] {
            continue;
        }
        let mut most = 0.0_f64;
        for (other, p) in resolved[m].options.iter().zip(&likely[m]).take(6) {
            if matches!(other.row.kind, PlaceKind::Country | PlaceKind::Area | PlaceKind::Region)
                || (other.row.lat - option.row.lat).abs() > 3.0
                || other.hit == option.hit
            {
                continue;
            }
            let km = distance_km((option.row.lat, option.row.lon), (other.row.lat, other.row.lon));
            most = most.max(p.sqrt() * (-km / 70.0).exp());
        }
        best = best.max(most);
        sum += most;
    }
    2.0 * best + 0.8 * sum.min(3.0)
}

/// What the wider place that the text gives says of a reading.
fn contained(option: &Reading, wider: Option<(&Option<Known>, Option<&Reading>)>) -> f64 {
    let Some((known, reading)) = wider else { return 0.0 };
    let inside = match (known, reading) {
        (Some(Known::Country(iso)), None) => country_bytes(iso) == option.row.country,
        (_, Some(wider)) => match wider.row.kind {
            PlaceKind::Country => {
                wider.row.country == option.row.country && option.row.kind != PlaceKind::Country
            }
            PlaceKind::Region => wider.region == option.region && option.row.kind != PlaceKind::Region,
            _ => {
                distance_km((option.row.lat, option.row.lon), (wider.row.lat, wider.row.lon))
                    < 40.0 + crate::gazetteer::unpack_radius(wider.row.radius)
            }
        },
        _ => return 0.0,
    };
    if inside { 9.0 } else { -4.0 }
}

/// A name votes for the countries of its places, by their scores. A small place says little: some place has every name.
fn vote(name: &Name, r: &Resolved, heading: Option<usize>, voter: u32, votes: &mut Votes) {
    if name.known.is_some()
        || matches!(name.kind, MentionKind::Person | MentionKind::Unit)
        || r.options.is_empty()
    {
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
    let tally = votes.tally();
    for n in 0..names.len() {
        let shares = tally.shares(names[n].a, voters[n]);
        let local = top(&shares);
        let wider = part_of[n].and_then(|m| resolved[m].country.clone());
        let r = &mut resolved[n];
        if let Some(Known::Country(iso)) = &names[n].known {
            let best = r.options.first().map(|best| text(best.row.country));
            r.country = best.or_else(|| Some(iso.clone()));
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
            let foreign =
                local.is_some_and(|(country, most)| country != best.row.country && most > 0.4 && share < 0.2);
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
        r.country =
            wider.or_else(|| local.filter(|(_, share)| *share > 0.3).map(|(country, _)| text(country)));
        r.share = local.map_or(0.0, |l| l.1);
    }
}
