//! Votes of names for countries, by where in the document they stand.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use crate::gazetteer::country_bytes;

#[derive(Clone, Copy, Debug)]
pub(crate) struct Vote {
    pub(crate) token: usize,
    pub(crate) country: [u8; 2],
    pub(crate) weight: f64,
    /// For a heading, the token at which the next one stands.
    pub(crate) heading: Option<usize>,
    /// How much more a heading counts for what stands under it; as much as all else where it is none.
    pub(crate) strength: Option<f64>,
    /// Which name votes, so that it does not support itself.
    pub(crate) voter: u32,
}

/// The strength of a heading.
pub(crate) const HEADING: f64 = 2.6;
/// No name: the vote counts for all.
pub(crate) const NOBODY: u32 = u32::MAX;

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

    pub(crate) fn push(&mut self, vote: Vote) {
        if vote.country != *b"  " {
            self.votes.push(vote);
        }
    }

    pub(crate) fn len(&self) -> usize {
        self.votes.len()
    }

    pub(crate) fn truncate(&mut self, len: usize) {
        self.votes.truncate(len);
    }

    pub(crate) fn tally(&self) -> Tally {
        let mut votes = self.votes.clone();
        votes.sort_by_key(|vote| (vote.token, vote.country, vote.voter));
        let mut countries: Vec<[u8; 2]> = votes.iter().map(|vote| vote.country).collect();
        countries.extend(self.everywhere.keys());
        countries.sort_unstable();
        countries.dedup();
        let mut base = vec![0.0; countries.len()];
        for (country, weight) in &self.everywhere {
            base[number(&countries, *country)] += weight;
        }
        let votes: Vec<(usize, Vote)> =
            votes.into_iter().map(|v| (number(&countries, v.country), v)).collect();
        let mut own: Vec<(u32, usize, f64)> = Vec::with_capacity(votes.len());
        for (country, vote) in &votes {
            let weight = vote.weight * if vote.heading.is_some() { 0.4 } else { 0.7 };
            base[*country] += weight;
            if vote.voter != NOBODY {
                own.push((vote.voter, *country, weight));
            }
        }
        own.sort_by_key(|(voter, country, _)| (*voter, *country));
        own.dedup_by(|next, sum| {
            let same = (next.0, next.1) == (sum.0, sum.1);
            if same {
                sum.2 += next.2;
            }
            same
        });
        Tally { votes, countries, base, own }
    }

    /// The country with most votes and its share.
    pub(crate) fn best(&self) -> Option<(String, f64)> {
        let mut shares = self.everywhere.clone();
        for Vote { country, weight, .. } in &self.votes {
            *shares.entry(*country).or_default() += weight;
        }
        let total: f64 = shares.values().sum();
        most(shares.into_iter()).map(|(country, weight)| (text(country), weight / total))
    }
}

/// Votes counted, so that the shares around a token cost the votes near it and not all of them.
pub(crate) struct Tally {
    /// In the order of the tokens, each with the number of its country.
    votes: Vec<(usize, Vote)>,
    /// All countries in order; what is counted has their numbers.
    countries: Vec<[u8; 2]>,
    base: Vec<f64>,
    /// What each name has given each country, in the order of the names' numbers.
    own: Vec<(u32, usize, f64)>,
}

/// Beyond this many tokens a vote's nearness counts nothing more.
const NEAR: usize = 300;

/// What nearness counts for at each distance in tokens: it fades by a factor of e in 100.
static NEARNESS: LazyLock<Vec<f64>> =
    LazyLock::new(|| (0..=NEAR).map(|tokens| (-(tokens as f64) / 100.0).exp()).collect());

/// The shares of all countries, 0 for those that have none.
pub(crate) struct Shares<'a> {
    countries: &'a [[u8; 2]],
    shares: Vec<f64>,
}

impl Shares<'_> {
    pub(crate) fn of(&self, country: [u8; 2]) -> f64 {
        self.countries.binary_search(&country).map_or(0.0, |n| self.shares[n])
    }

    /// The country with the largest share; of equal ones the first.
    pub(crate) fn top(&self) -> Option<([u8; 2], f64)> {
        let some = self.countries.iter().zip(&self.shares).filter(|(_, share)| **share > 0.0);
        most(some.map(|(country, share)| (*country, *share)))
    }
}

impl Tally {
    /// The shares of the countries around a token. A vote fades with distance to its base; what is said of the whole document
    /// does not; a heading counts most until the next one. A name does not support itself.
    pub(crate) fn shares(&self, token: usize, voter: u32) -> Shares<'_> {
        let mut shares = self.base.clone();
        let own = self.own.partition_point(|(own, _, _)| *own < voter);
        for (_, country, weight) in self.own[own..].iter().take_while(|(own, _, _)| *own == voter) {
            shares[*country] -= weight;
        }
        let from = self.votes.partition_point(|(_, v)| v.token + NEAR < token);
        for (country, vote) in self.votes[from..].iter().take_while(|(_, v)| v.token <= token + NEAR) {
            if vote.voter != voter && vote.heading.is_none() {
                shares[*country] += 0.5 * vote.weight * NEARNESS[vote.token.abs_diff(token)];
            }
        }
        let upto = self.votes.partition_point(|(_, v)| v.token <= token);
        let heading = self.votes[..upto]
            .iter()
            .rev()
            .take(200)
            .find_map(|(_, v)| v.heading.filter(|next| token < *next).map(|next| (v.token, next)));
        if let Some((at, next)) = heading {
            let first = self.votes.partition_point(|(_, v)| v.token < at);
            let all: f64 = shares.iter().sum();
            for (country, vote) in self.votes[first..].iter().take_while(|(_, v)| v.token == at) {
                if vote.voter != voter && vote.heading == Some(next) {
                    shares[*country] += vote.weight * vote.strength.unwrap_or(all.max(HEADING));
                }
            }
        }
        shares.iter_mut().filter(|share| **share <= 1e-9).for_each(|share| *share = 0.0);
        let total: f64 = shares.iter().sum::<f64>() + 0.5;
        shares.iter_mut().for_each(|share| *share /= total);
        Shares { countries: &self.countries, shares }
    }
}

fn number(countries: &[[u8; 2]], country: [u8; 2]) -> usize {
    countries.partition_point(|c| *c < country)
}

fn most(shares: impl Iterator<Item = ([u8; 2], f64)>) -> Option<([u8; 2], f64)> {
    shares.reduce(|best, next| if next.1 > best.1 { next } else { best })
}

pub(crate) fn text(country: [u8; 2]) -> String {
    String::from_utf8_lossy(&country).into_owned()
}
