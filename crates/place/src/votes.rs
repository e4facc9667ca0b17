//! Votes of names for countries, by where in the document they stand.

use std::collections::BTreeMap;

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
        let mut base = self.everywhere.clone();
        let mut by_voter: BTreeMap<u32, BTreeMap<[u8; 2], f64>> = BTreeMap::new();
        for vote in &votes {
            let weight = vote.weight * if vote.heading.is_some() { 0.4 } else { 0.7 };
            *base.entry(vote.country).or_default() += weight;
            if vote.voter != NOBODY {
                *by_voter.entry(vote.voter).or_default().entry(vote.country).or_default() += weight;
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
pub(crate) struct Tally {
    /// In the order of the tokens.
    votes: Vec<Vote>,
    base: BTreeMap<[u8; 2], f64>,
    by_voter: BTreeMap<u32, BTreeMap<[u8; 2], f64>>,
}

/// Beyond this many tokens a vote's nearness counts nothing more.
const NEAR: usize = 300;

impl Tally {
    /// The shares of the countries around a token. A vote fades with distance to its base; what is said of the whole document
    /// does not; a heading counts most until the next one. A name does not support itself.
    pub(crate) fn shares(&self, token: usize, voter: u32) -> BTreeMap<[u8; 2], f64> {
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
        let heading = self.votes[..upto]
            .iter()
            .rev()
            .take(200)
            .find_map(|v| v.heading.filter(|next| token < *next).map(|next| (v.token, next)));
        if let Some((at, next)) = heading {
            let first = self.votes.partition_point(|v| v.token < at);
            let all: f64 = shares.values().sum();
            for vote in self.votes[first..].iter().take_while(|v| v.token == at) {
                if vote.voter != voter && vote.heading == Some(next) {
                    *shares.entry(vote.country).or_default() +=
                        vote.weight * vote.strength.unwrap_or(all.max(HEADING));
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

pub(crate) fn top(shares: &BTreeMap<[u8; 2], f64>) -> Option<([u8; 2], f64)> {
    let mut best: Option<([u8; 2], f64)> = None;
    for (country, share) in shares {
        if best.is_none_or(|(_, most)| *share > most) {
            best = Some((*country, *share));
        }
    }
    best
}

pub(crate) fn text(country: [u8; 2]) -> String {
    String::from_utf8_lossy(&country).into_owned()
}
