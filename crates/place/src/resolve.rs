//! Chooses among the places that a name may mean, over the whole document.

use std::collections::BTreeMap;
use std::rc::Rc;

use rustc_hash::FxHashMap;

use crate::gazetteer::{Gazetteer, PlaceKind, country_bytes, distance_km, unpack_radius, unpack_weight};
use crate::mention::MentionKind;
use crate::names::Name;
use crate::reading::{Group, Reading, Regions, prior};
use crate::votes::{NOBODY, Tally, Vote, Votes, text, top};
use crate::words::*;

/// What became of a name.
#[derive(Clone, Debug, Default)]
pub(crate) struct Resolved {
    /// The best first.
    pub(crate) options: Rc<Vec<Reading>>,
    /// Whether the first option is taken.
    pub(crate) chosen: bool,
    pub(crate) country: Option<String>,
    /// How much of the support around the name is for its country.
    pub(crate) share: f64,
    /// How much the places near the first option support it.
    pub(crate) support: f64,
}

/// Of a name's readings so many are weighed, the likeliest by the name alone.
const MOST_READINGS: usize = 40;
/// How many names on either side may support a reading by lying near it.
const WINDOW: usize = 24;
const ROUNDS: usize = 4;
/// What a reading's evidence counts for, in nats: chosen on the even articles of LGL and the even reports of MUC-4's development
/// part by trying each at half, 0.7 to 1.5 times and twice its value (`counterclaim-bench place`). The share of its country among the votes:
const SHARE: f64 = 4.0;
/// Its logarithm:
const SHARE_LOG: f64 = 1.5;
/// The share of its first-level region among those of other names:
const REGION_SHARE: f64 = 6.0;
/// The nearest likely place of another name, fading by a factor of e in [`NEAR_KM`]:
const NEAREST: f64 = 3.0;
/// All of them together, three at most:
const NEAR_SUM: f64 = 1.0;
const NEAR_KM: f64 = 70.0;
/// A town abroad that is no farther from another place of the document is believed.
const ACROSS_KM: f64 = 300.0;

/// Resolves all names. `part_of` holds for each name the name of the wider place that the text gives.
pub(crate) fn resolve(
    gazetteer: &Gazetteer,
    names: &[Name],
    part_of: &[Option<usize>],
    votes: &mut Votes,
) -> Vec<Resolved> {
    let mut reach = vec![None; names.len()];
    let mut next = usize::MAX;
    for (n, name) in names.iter().enumerate().rev() {
        if name.around.heading && name.kind.is_place() {
            reach[n] = Some(next);
            next = name.a;
        }
    }
    let (mut groups, group_of) = group(gazetteer, names, &reach, votes);
    let fixed = votes.len();
    for _ in 0..ROUNDS {
        votes.truncate(fixed);
        for group in &groups {
            vote(group, names, &reach, votes);
        }
        round(&mut groups, &group_of, names, part_of, &votes.tally());
    }
    choose(gazetteer, names, part_of, votes, groups, &group_of)
}

/// Puts mentions of one name together; the words of the codebook vote.
fn group(
    gazetteer: &Gazetteer,
    names: &[Name],
    reach: &[Option<usize>],
    votes: &mut Votes,
) -> (Vec<Group>, Vec<usize>) {
    let layers = gazetteer.layers.len();
    let mut ids: FxHashMap<&str, u32> = FxHashMap::default();
    let mut known: FxHashMap<(u32, u8, usize), usize> = FxHashMap::default();
    let mut regions = Regions::default();
    let mut groups: Vec<Group> = Vec::new();
    let mut group_of = Vec::with_capacity(names.len());
    let mut heading = 0;
    for (n, name) in names.iter().enumerate() {
        if reach[n].is_some() {
            heading = name.a;
        }
        let next = ids.len() as u32;
        let voter = *ids.entry(name.core.as_str()).or_insert(next);
        let class = match (&name.known, name.noun) {
            (Some(Known::Demonym(_)), _) => 3,
            (None, noun) if noun & (REGION | DISTRICT) != 0 && noun & (SETTLEMENT | PART) == 0 => 1,
            (None, noun) if noun & FEATURE != 0 => 2,
            _ => 0,
        };
        let new = groups.len();
        let at = *known.entry((voter, class, heading)).or_insert(new);
        group_of.push(at);
        if at == new {
            let options = regions.readings(gazetteer, name);
            let (members, likely) = (Vec::new(), Vec::new());
            groups.push(Group { members, voter, noun: 0, options, likely, support: 0.0 });
        }
        let group = &mut groups[at];
        group.members.push(n);
        group.noun |= name.noun;
        if let Some(Known::Country(iso)) = &name.known {
            let bytes = country_bytes(iso);
            // "Jordan", "Palestine", "Georgia" are also towns or regions: those stay, far behind the country.
            group.options.retain(|o| {
                let large = o.row.country == bytes || unpack_weight(o.row.weight) >= 5000.0;
                large && (o.row.kind == PlaceKind::Country || o.row.country != bytes)
            });
            let weight = if name.kind == MentionKind::Place { 1.2 } else { 0.6 };
            let weight = if group.options.len() > 1 { weight * 0.5 } else { weight };
            votes.push(Vote { token: name.a, country: bytes, weight, heading: reach[n], voter });
        } else if let Some(Known::Demonym(Some(iso))) = &name.known {
            group.options.retain(|o| o.row.kind == PlaceKind::Country);
            let country = country_bytes(iso);
            // "the Somali town of" says where, "Somali soldiers" only who.
            let weight = if name.noun & NOUN != 0 { 1.2 } else { 0.4 };
            votes.push(Vote { token: name.a, country, weight, heading: None, voter: NOBODY });
        } else if let Some(Known::Area(area)) = &name.known {
            group.options.clear();
            if let Some(iso) = &area.country {
                let country = country_bytes(iso);
                votes.push(Vote { token: name.a, country, weight: 1.2, heading: reach[n], voter: NOBODY });
            }
        }
    }
    for group in &mut groups {
        for option in &mut group.options {
            let capitals = &gazetteer.layer(option.hit).info.capitals;
            let capital = capitals.binary_search(&option.hit.row).is_ok();
            option.prior = prior(option, group.noun, layers, capital);
            option.score = option.prior;
        }
        group.settle();
        group.options.truncate(MOST_READINGS);
        group.settle();
    }
    (groups, group_of)
}

/// One round: each reading is scored by what the others most likely mean.
fn round(groups: &mut [Group], group_of: &[usize], names: &[Name], part_of: &[Option<usize>], tally: &Tally) {
    // What regions the names speak for together, and each name alone.
    let mut regions: BTreeMap<u32, f64> = BTreeMap::new();
    let mut own: BTreeMap<(u32, u32), f64> = BTreeMap::new();
    for group in groups.iter() {
        let counted = |n: &&usize| !matches!(names[**n].kind, MentionKind::Person | MentionKind::Demonym);
        let members = group.members.iter().filter(counted).count();
        if members == 0 {
            continue;
        }
        // The fourth mention says less than the first.
        let often = (members as f64).sqrt();
        for (option, p) in group.options.iter().zip(&group.likely).filter(|(o, p)| o.region > 0 && **p > 1e-4)
        {
            let weight = often * if option.row.kind == PlaceKind::Region { 1.5 } else { 0.7 } * p;
            *regions.entry(option.region).or_default() += weight;
            *own.entry((group.voter, option.region)).or_default() += weight;
        }
    }
    let all: f64 = regions.values().sum::<f64>() + 1.0;
    let mut scores: Vec<(Vec<f64>, Vec<f64>)> = Vec::with_capacity(groups.len());
    for (g, group) in groups.iter().enumerate() {
        let shares = tally.shares(names[group.members[0]].a, group.voter);
        let near = neighbours(groups, g);
        let supports: Vec<f64> = group.options.iter().map(|option| proximity(option, &near)).collect();
        let score = group.options.iter().zip(&supports).map(|(option, support)| {
            let share = shares.get(&option.row.country).copied().unwrap_or(0.0);
            let mut score = option.prior + SHARE * share + SHARE_LOG * (share + 0.2).ln();
            let others = regions.get(&option.region).copied().unwrap_or(0.0)
                - own.get(&(group.voter, option.region)).copied().unwrap_or(0.0);
            score += REGION_SHARE * others / all + (others + 0.1).ln().max(-2.0);
            score += support;
            let inside = group
                .members
                .iter()
                .filter_map(|n| part_of[*n])
                .map(|m| contained(option, &names[m].known, groups[group_of[m]].options.first()));
            score
                + inside.fold(None, |most: Option<f64>, s| Some(most.map_or(s, |m| m.max(s)))).unwrap_or(0.0)
        });
        scores.push((score.collect(), supports));
    }
    for (group, (scores, supports)) in groups.iter_mut().zip(scores) {
        let best = (0..scores.len()).max_by(|a, b| scores[*a].total_cmp(&scores[*b]).then(b.cmp(a)));
        group.support = best.map_or(0.0, |n| supports[n]);
        for (option, score) in group.options.iter_mut().zip(scores) {
            option.score = score;
        }
        group.settle();
    }
}

/// The local readings of the groups around, by group, each with the root of how likely it is.
fn neighbours(groups: &[Group], g: usize) -> Vec<Vec<(&Reading, f64)>> {
    let around = g.saturating_sub(WINDOW)..(g + WINDOW + 1).min(groups.len());
    let others = around.filter(|m| groups[*m].voter != groups[g].voter);
    let local = others.map(|m| {
        let likely = groups[m].options.iter().zip(&groups[m].likely).take(6);
        likely.filter(|(o, p)| **p > 0.01 && o.is_local()).map(|(o, p)| (o, p.sqrt())).collect()
    });
    local.filter(|list: &Vec<_>| !list.is_empty()).collect()
}

/// Support from places near by that the names around may mean, each as far as it is likely.
fn proximity(option: &Reading, near: &[Vec<(&Reading, f64)>]) -> f64 {
    if !option.is_local() {
        return 0.0;
    }
    let (mut best, mut sum) = (0.0_f64, 0.0);
    for readings in near {
        let mut most = 0.0_f64;
        for (other, p) in readings {
            let cos: f64 = option.at.iter().zip(&other.at).map(|(a, b)| a * b).sum();
            // Beyond some 330 km nothing is left; a chord is as good as the arc below.
            if cos < 0.99866 || other.hit == option.hit || *p <= most {
                continue;
            }
            let km = 6371.0 * (2.0 - 2.0 * cos).max(0.0).sqrt();
            most = most.max(p * (-km / NEAR_KM).exp());
        }
        best = best.max(most);
        sum += most;
    }
    NEAREST * best + NEAR_SUM * sum.min(3.0)
}

/// What the wider place that the text gives says of a reading.
fn contained(option: &Reading, known: &Option<Known>, wider: Option<&Reading>) -> f64 {
    let inside = match (known, wider) {
        (Some(Known::Country(iso)), None) => country_bytes(iso) == option.row.country,
        (_, Some(wider)) => match wider.row.kind {
            PlaceKind::Country => {
                wider.row.country == option.row.country && option.row.kind != PlaceKind::Country
            }
            PlaceKind::Region => wider.region == option.region && option.row.kind != PlaceKind::Region,
            _ => {
                distance_km((option.row.lat, option.row.lon), (wider.row.lat, wider.row.lon))
                    < 40.0 + unpack_radius(wider.row.radius)
            }
        },
        _ => return 0.0,
    };
    if inside { 9.0 } else { -4.0 }
}

/// A name votes for the countries of its places, by their scores. A small place says little: some place has every name.
fn vote(group: &Group, names: &[Name], reach: &[Option<usize>], votes: &mut Votes) {
    let silent =
        |name: &Name| name.known.is_some() || matches!(name.kind, MentionKind::Person | MentionKind::Unit);
    if group.options.is_empty() || group.members.iter().all(|n| silent(&names[*n])) {
        return;
    }
    let mut by_country: BTreeMap<[u8; 2], f64> = BTreeMap::new();
    let mut weight = 0.0;
    for (option, likely) in group.options.iter().zip(&group.likely) {
        let size = (unpack_weight(option.row.weight) + 1.0).ln() / 13.0;
        weight += likely * size.clamp(0.2, 1.0);
        *by_country.entry(option.row.country).or_default() += likely;
    }
    let spread = 1.0 / (by_country.len() as f64).sqrt();
    for n in group.members.iter().filter(|n| !silent(&names[**n])) {
        let name = &names[*n];
        let inside = if name.kind == MentionKind::InOrganisation { 0.4 } else { 1.0 };
        for (country, likely) in by_country.iter().filter(|(_, likely)| **likely > 1e-3) {
            let weight = f64::from(name.sure) * inside * spread * likely * weight;
            let vote =
                Vote { token: name.a, country: *country, weight, heading: reach[*n], voter: group.voter };
            votes.push(vote);
        }
    }
}

/// Takes the best option, or none where the name's only places are far from all that the document speaks of.
fn choose(
    gazetteer: &Gazetteer,
    names: &[Name],
    part_of: &[Option<usize>],
    votes: &Votes,
    groups: Vec<Group>,
    group_of: &[usize],
) -> Vec<Resolved> {
    let tally = votes.tally();
    let voters: Vec<(u32, f64)> = groups.iter().map(|g| (g.voter, g.support)).collect();
    let options: Vec<Rc<Vec<Reading>>> = groups.into_iter().map(|group| Rc::new(group.options)).collect();
    let mut resolved: Vec<Resolved> = group_of
        .iter()
        .map(|g| Resolved { options: options[*g].clone(), support: voters[*g].1, ..Resolved::default() })
        .collect();
    // Where the document is: the likeliest local readings of names that the text or the gazetteer makes plain.
    let anchors: Vec<(usize, (f64, f64))> = (0..names.len())
        .filter(|n| names[*n].sure >= 0.6 && names[*n].kind.is_place())
        .filter_map(|n| Some((n, resolved[n].options.first().filter(|o| o.is_local())?)))
        .map(|(n, o)| (n, (o.row.lat, o.row.lon)))
        .collect();
    for n in 0..names.len() {
        let shares = tally.shares(names[n].a, voters[group_of[n]].0);
        let local = top(&shares);
        let wider = part_of[n].and_then(|m| resolved[m].country.clone());
        let wide = part_of[n].filter(|m| resolved[*m].chosen || *m > n).map(|m| resolved[m].options.clone());
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
        // "in the quarter of X in the city of Y": an X that is not in Y is another.
        let outside = |best: &Reading| {
            let reading = wide.as_ref().and_then(|options| options.first());
            part_of[n].is_some_and(|m| contained(best, &names[m].known, reading) < 0.0)
        };
        if let Some(best) = r.options.first().filter(|best| !outside(best)) {
            let share = shares.get(&best.row.country).copied().unwrap_or(0.0);
            let mut foreign =
                local.is_some_and(|(country, most)| country != best.row.country && most > 0.4 && share < 0.2);
            if foreign && best.is_local() && unpack_weight(best.row.weight) >= 20_000.0 {
                // Just over the border; a city farther over it.
                let city = unpack_weight(best.row.weight) >= 100_000.0;
                let across = if city { 2.0 * ACROSS_KM } else { ACROSS_KM };
                let from = anchors.partition_point(|(m, _)| *m + WINDOW < n);
                let around = anchors[from..].iter().take_while(|(m, _)| *m <= n + WINDOW);
                foreign = !around
                    .filter(|(m, _)| group_of[*m] != group_of[n])
                    .any(|(_, at)| distance_km(*at, (best.row.lat, best.row.lon)) < across);
            }
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
    resolved
}
