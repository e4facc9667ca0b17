//! One round of the resolution: every reading is scored by what the other names most likely mean.

use rustc_hash::FxHashMap;

use crate::gazetteer::{PlaceKind, country_bytes, distance_km, unpack_radius, unpack_weight};
use crate::links::Links;
use crate::mention::MentionKind;
use crate::names::Name;
use crate::reading::{Group, Reading};
use crate::votes::{HEADING, Tally, Vote, Votes};
use crate::words::*;

/// How many names on either side may support a reading by lying near it.
pub(crate) const WINDOW: usize = 24;
/// What a reading's evidence counts for, in nats: chosen on the even articles of LGL and the even reports of MUC-4's development
/// part by trying each at half, 0.7 to 1.5 times and twice its value (`counterclaim-bench place`). The share of its country among the votes:
const SHARE: f64 = 4.0;
/// Its logarithm:
const SHARE_LOG: f64 = 1.5;
/// The share of its first-level region among those of other names:
const REGION_SHARE: f64 = 4.0;
/// Its logarithm, which weighs as much in a short report as in a long one:
const REGION_LOG: f64 = 1.2;
/// Of two names that make one place ("between A and B") the smaller is not believed that lies farther from the other, abroad.
const PAIR_KM: f64 = 500.0;
/// Towns of fewer people need more than their country's share:
const HAMLET: f64 = 15_000.0;
/// The nearest likely place of another name, fading by a factor of e in [`NEAR_KM`]:
const NEAREST: f64 = 3.0;
/// All of them together, three at most:
const NEAR_SUM: f64 = 1.0;
const NEAR_KM: f64 = 70.0;
/// The edge of a part of the world is drawn so roughly.
const EDGE_KM: f64 = 50.0;
/// A wider place in which the best reading of what the text puts there lies:
const HOLDS: f64 = 5.0;

/// One round: each reading is scored by what the others most likely mean.
pub(crate) fn round(groups: &mut [Group], group_of: &[usize], names: &[Name], links: &Links, tally: &Tally) {
    // What regions the names speak for together, by number, and each name alone.
    let most = groups.iter().flat_map(|g| &g.options).map(|o| o.region as usize).max().unwrap_or(0);
    let mut regions = vec![0.0; most + 1];
    let mut own: FxHashMap<(u32, u32), f64> = FxHashMap::default();
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
            regions[option.region as usize] += weight;
            *own.entry((group.voter, option.region)).or_default() += weight;
        }
    }
    let all: f64 = regions.iter().sum::<f64>() + 1.0;
    let parts = parts(links);
    let local: Vec<Vec<(&Reading, f64)>> = groups.iter().map(likely_local).collect();
    let mut scores: Vec<(Vec<f64>, Vec<f64>)> = Vec::with_capacity(groups.len());
    for (g, group) in groups.iter().enumerate() {
        let shares = tally.shares(names[group.members[0]].a, group.voter);
        let around = g.saturating_sub(WINDOW)..(g + WINDOW + 1).min(groups.len());
        let near: Vec<&[(&Reading, f64)]> = around
            .filter(|m| groups[*m].voter != group.voter && !local[*m].is_empty())
            .map(|m| local[m].as_slice())
            .collect();
        let supports: Vec<f64> = group.options.iter().map(|option| proximity(option, &near)).collect();
        let score = group.options.iter().zip(&supports).map(|(option, support)| {
            let share = shares.of(option.row.country);
            let others = regions[option.region as usize]
                - own.get(&(group.voter, option.region)).copied().unwrap_or(0.0);
            // What speaks for a country speaks less for a hamlet of its that nothing else brings near.
            let near_by = (4.0 * others / all + support / 2.0).min(1.0);
            let small = option.row.kind == PlaceKind::Town && unpack_weight(option.row.weight) < HAMLET;
            let worth = if small { 0.5 + 0.5 * near_by } else { 1.0 };
            let mut score = option.prior + worth * SHARE * share + SHARE_LOG * (worth * share + 0.2).ln();
            score += REGION_SHARE * others / all + REGION_LOG * (others / all + 0.07).ln();
            score += support;
            // "between A and B": the two lie near each other.
            let beside = group.members.iter().filter_map(|n| links.partner[*n]);
            score += beside.map(|m| paired(option, &groups[group_of[m]])).fold(0.0, f64::min);
            let inside = group
                .members
                .iter()
                .filter_map(|n| links.part_of[*n])
                .map(|m| contained(option, &names[m].known, groups[group_of[m]].options.first()));
            score += inside.reduce(f64::max).unwrap_or(0.0);
            // "Velmar (NIGER)": of the country and the region of that name the one that the town may lie in.
            let holds = group.members.iter().flat_map(|n| of_name(&parts, *n)).any(|(_, part)| {
                let best = groups[group_of[*part]].options.first();
                best.is_some_and(|best| contained(best, &names[group.members[0]].known, Some(option)) > 0.0)
            });
            score + if holds { HOLDS } else { 0.0 }
        });
        scores.push((score.collect(), supports));
    }
    let apart: Vec<bool> = groups.iter().map(|group| apart(group, groups, group_of, links)).collect();
    for ((group, (scores, supports)), apart) in groups.iter_mut().zip(scores).zip(apart) {
        group.apart = apart;
        let best = (0..scores.len()).max_by(|a, b| scores[*a].total_cmp(&scores[*b]).then(b.cmp(a)));
        group.support = best.map_or(0.0, |n| supports[n]);
        for (option, score) in group.options.iter_mut().zip(scores) {
            option.score = score;
        }
        group.settle();
    }
}

/// The names with what the text puts in them, in order.
fn parts(links: &Links) -> Vec<(usize, usize)> {
    let mut parts: Vec<(usize, usize)> =
        links.part_of.iter().enumerate().filter_map(|(part, wide)| Some(((*wide)?, part))).collect();
    parts.sort_unstable();
    parts
}

fn of_name(parts: &[(usize, usize)], name: usize) -> &[(usize, usize)] {
    let from = parts.partition_point(|(wide, _)| *wide < name);
    let to = parts.partition_point(|(wide, _)| *wide <= name);
    &parts[from..to]
}

/// The likeliest readings of a group that are local, each with the root of how likely it is.
fn likely_local(group: &Group) -> Vec<(&Reading, f64)> {
    let likely = group.options.iter().zip(&group.likely).take(6);
    likely.filter(|(o, p)| **p > 0.01 && o.is_local()).map(|(o, p)| (o, p.sqrt())).collect()
}

/// Support from places near by that the names around may mean, each as far as it is likely.
fn proximity(option: &Reading, near: &[&[(&Reading, f64)]]) -> f64 {
    if !option.is_local() {
        return 0.0;
    }
    let (mut best, mut sum) = (0.0_f64, 0.0);
    for readings in near {
        let mut most = 0.0_f64;
        for (other, p) in *readings {
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
pub(crate) fn contained(option: &Reading, known: &Option<Known>, wider: Option<&Reading>) -> f64 {
    let inside = match (known, wider) {
        (Some(Known::Country(iso)), None) => country_bytes(iso) == option.row.country,
        (Some(Known::Area(area)), _) => {
            distance_km((option.row.lat, option.row.lon), (area.lat, area.lon)) < area.radius_km + EDGE_KM
        }
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
pub(crate) fn vote(group: &Group, names: &[Name], reach: &[Option<usize>], votes: &mut Votes) {
    let silent =
        |name: &Name| name.known.is_some() || matches!(name.kind, MentionKind::Person | MentionKind::Unit);
    if group.apart || group.options.is_empty() || group.members.iter().all(|n| silent(&names[*n])) {
        return;
    }
    let mut by_country: Vec<([u8; 2], f64)> = Vec::new();
    let mut weight = 0.0;
    for (option, likely) in group.options.iter().zip(&group.likely) {
        let size = (unpack_weight(option.row.weight) + 1.0).ln() / 13.0;
        weight += likely * size.clamp(0.2, 1.0);
        match by_country.binary_search_by_key(&option.row.country, |(country, _)| *country) {
            Ok(n) => by_country[n].1 += likely,
            Err(n) => by_country.insert(n, (option.row.country, *likely)),
        }
    }
    let spread = 1.0 / (by_country.len() as f64).sqrt();
    for n in group.members.iter().filter(|n| !silent(&names[**n])) {
        let name = &names[*n];
        let inside =
            if matches!(name.kind, MentionKind::InOrganisation | MentionKind::Metonym) { 0.4 } else { 1.0 };
        for (country, likely) in by_country.iter().filter(|(_, likely)| *likely > 1e-3) {
            let weight = f64::from(name.sure) * inside * spread * likely * weight;
            let vote = Vote {
                token: name.a,
                country: *country,
                weight,
                heading: reach[*n],
                strength: name.around.heading.then_some(HEADING),
                voter: group.voter,
            };
            votes.push(vote);
        }
    }
}

/// Whether the group's best reading is the smaller of two that make one place, far from the other and abroad.
fn apart(group: &Group, groups: &[Group], group_of: &[usize], links: &Links) -> bool {
    let Some(best) = group.options.first() else { return false };
    let partners = group.members.iter().filter_map(|n| links.partner[*n]);
    partners.filter_map(|m| groups[group_of[m]].options.first()).any(|other| {
        other.row.country != best.row.country
            && best.is_local()
            && other.is_local()
            && best.row.weight < other.row.weight
            && distance_km((best.row.lat, best.row.lon), (other.row.lat, other.row.lon)) > PAIR_KM
    })
}

/// What the other name of a pair says of a reading: against it, if none of the places that it may mean is near.
fn paired(option: &Reading, other: &Group) -> f64 {
    let at = |o: &Reading| (o.row.lat, o.row.lon);
    let mut places = other.options.iter().take(10).filter(|o| o.is_local()).peekable();
    let apart = places.peek().is_some() && places.all(|o| distance_km(at(option), at(o)) > 300.0);
    if apart && option.is_local() { -5.0 } else { 0.0 }
}
