//! Chooses among the places that a name may mean, over the whole document.

use std::rc::Rc;

use rustc_hash::FxHashMap;

use crate::choose::{Around, choose};
use crate::conflict::Conflict;
use crate::gazetteer::{Gazetteer, Matched, PlaceKind, country_bytes, unpack_weight};
use crate::key::key;
use crate::links::Links;
use crate::mention::MentionKind;
use crate::names::Name;
use crate::publishers::Beat;
use crate::reach::{headings, reach, scopes};
use crate::reading::{Group, Reading, Regions, prior};
use crate::rounds::{round, vote};
use crate::scan::Scan;
use crate::votes::{HEADING, NOBODY, Vote, Votes};
use crate::words::*;

/// By how much a capital that speaks is before its namesakes, in nats.
const SPEAKS: f64 = 12.0;
/// By how much a country is behind whose name in another language it is, in nats.
const ALIAS: f64 = 9.0;
/// By how much a place is behind whose other name it is, where a well-known one has it for its own: "Philadelphia" was Amman.
const OTHER_NAME: f64 = 1.0;
/// From so many people on a place is well known.
const WELL_KNOWN: f64 = 100_000.0;
/// By how much a region is behind a town of the same name within it, in nats. Any value from 1.5 to 3 gives the same places on
/// gold spans of LGL.
const NAMESAKE: f64 = 2.5;

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
const ROUNDS: usize = 4;

/// The names of a document put together, before and while they are weighed.
#[derive(Clone)]
pub(crate) struct Field {
    groups: Vec<Group>,
    group_of: Vec<usize>,
    reach: Vec<Option<usize>>,
    votes: Votes,
    /// How many of the votes do not change from round to round.
    fixed: usize,
}

impl Field {
    /// Puts names together; `votes` are those of what is known besides them.
    pub(crate) fn new(
        scan: &Scan<'_>,
        gazetteer: &Gazetteer,
        names: &[Name],
        mut votes: Votes,
        beat: Option<&Beat>,
        conflict: &Conflict,
    ) -> Field {
        let reach = reach(scan, gazetteer, names);
        let (groups, group_of) = group(gazetteer, names, &reach, &mut votes, beat, conflict);
        let fixed = votes.len();
        Field { groups, group_of, reach, votes, fixed }
    }

    /// Resolves all names. `links` hold the wider places and the pairs that the text gives.
    pub(crate) fn resolve(
        mut self,
        scan: &Scan<'_>,
        gazetteer: &Gazetteer,
        names: &[Name],
        links: &Links,
    ) -> Vec<Resolved> {
        for _ in 0..ROUNDS {
            self.vote(names);
            round(&mut self.groups, &self.group_of, names, links, &self.votes.tally());
        }
        let headings = headings(names, &self.reach);
        let around = Around { links, headings: &headings };
        choose(scan, gazetteer, names, around, &self.votes, self.groups, &self.group_of)
    }

    /// The country that most of the names speak for when each is taken by itself, without `links`, and its share of them.
    pub(crate) fn country(mut self, names: &[Name]) -> Option<(String, f64)> {
        let links = Links::none(names.len());
        for n in 0..ROUNDS {
            self.vote(names);
            if n + 1 < ROUNDS {
                round(&mut self.groups, &self.group_of, names, &links, &self.votes.tally());
            }
        }
        self.votes.best()
    }

    /// Lets the names vote by what they most likely mean now.
    fn vote(&mut self, names: &[Name]) {
        self.votes.truncate(self.fixed);
        for group in &self.groups {
            vote(group, names, &self.reach, &mut self.votes);
        }
    }
}

/// A region that bears the name of a town of its own is named with a word for what it is, or else the town is meant.
fn namesakes(group: &mut Group) {
    if group.noun & (REGION | DISTRICT) != 0 {
        return;
    }
    let towns: Vec<_> = group
        .options
        .iter()
        .filter(|o| o.row.kind == PlaceKind::Town && o.matched == Matched::Exact)
        .map(|o| (o.row.country, o.region))
        .collect();
    for option in &mut group.options {
        if option.row.kind == PlaceKind::Region && towns.contains(&(option.row.country, option.region)) {
            option.prior -= NAMESAKE;
            option.score = option.prior;
        }
    }
}

/// Puts mentions of one name together; the words of the codebook vote.
fn group(
    gazetteer: &Gazetteer,
    names: &[Name],
    reach: &[Option<usize>],
    votes: &mut Votes,
    beat: Option<&Beat>,
    conflict: &Conflict,
) -> (Vec<Group>, Vec<usize>) {
    let layers = gazetteer.layers.len();
    let mut ids: FxHashMap<&str, u32> = FxHashMap::default();
    let mut known: FxHashMap<(u32, u8, usize), usize> = FxHashMap::default();
    let mut regions = Regions::default();
    let mut groups: Vec<Group> = Vec::new();
    let mut group_of = Vec::with_capacity(names.len());
    let scopes = scopes(names, reach);
    let strength = |name: &Name| name.around.heading.then_some(HEADING);
    for (n, name) in names.iter().enumerate() {
        let next = ids.len() as u32;
        let voter = *ids.entry(name.core.as_str()).or_insert(next);
        let class = match (&name.known, name.noun) {
            (Some(Known::Demonym(_)), _) => 3,
            (None, noun) if noun & (REGION | DISTRICT) != 0 && noun & (SETTLEMENT | PART) == 0 => 1,
            (None, noun) if noun & FEATURE != 0 => 2,
            _ => 0,
        };
        let new = groups.len();
        let at = *known.entry((voter, class, scopes[n])).or_insert(new);
        group_of.push(at);
        if at == new {
            let options = regions.readings(gazetteer, name);
            let (members, likely) = (Vec::new(), Vec::new());
            let namesakes = Vec::new();
            groups.push(Group {
                members,
                voter,
                noun: 0,
                options,
                namesakes,
                likely,
                apart: false,
                support: 0.0,
            });
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
            votes.push(Vote {
                token: name.a,
                country: bytes,
                weight,
                heading: reach[n],
                strength: strength(name),
                voter,
            });
        } else if let Some(Known::Demonym(Some(iso))) = &name.known {
            group.options.retain(|o| o.row.kind == PlaceKind::Country);
            let country = country_bytes(iso);
            // "the Somali town of" says where, "Somali soldiers" only who.
            let weight = if name.noun & NOUN != 0 || reach[n].is_some() { 1.2 } else { 0.4 };
            votes.push(Vote {
                token: name.a,
                country,
                weight,
                heading: reach[n],
                strength: strength(name),
                voter: NOBODY,
            });
        } else if let Some(Known::Area(area)) = &name.known {
            group.namesakes.append(&mut group.options);
            if let Some(iso) = &area.country {
                let country = country_bytes(iso);
                votes.push(Vote {
                    token: name.a,
                    country,
                    weight: if name.kind == MentionKind::Place { 1.2 } else { 0.6 },
                    heading: reach[n],
                    strength: strength(name),
                    voter: NOBODY,
                });
            }
        }
    }
    for group in &mut groups {
        let first = &names[group.members[0]];
        let own = |o: &Reading| key(gazetteer.layer(o.hit).string(o.row.name)) == first.core;
        let rival = group.options.iter().any(|o| unpack_weight(o.row.weight) >= WELL_KNOWN && own(o));
        for option in &mut group.options {
            let capitals = &gazetteer.layer(option.hit).info.capitals;
            let capital = capitals.binary_search(&option.hit.row).is_ok();
            let alias = rival && !own(option);
            option.prior = prior(option, group.noun, layers, capital && !alias);
            if alias {
                option.prior -= OTHER_NAME;
            }
            option.prior += beat.map_or(0.0, |beat| beat.support(option));
            option.prior += conflict.of(option.row.country);
            if capital && first.kind == MentionKind::Metonym {
                option.prior += SPEAKS;
            }
            // "Argelia" is Algeria in Spanish, and a town.
            if option.row.kind == PlaceKind::Country && first.known.is_none() && !own(option) {
                option.prior -= ALIAS;
            }
            option.score = option.prior;
        }
        namesakes(group);
        group.settle();
        group.options.truncate(MOST_READINGS);
        group.settle();
    }
    (groups, group_of)
}
