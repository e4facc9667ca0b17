//! Armed parties, missions and peoples that speak for the countries they act or live in, where the text names no country.

use codebook::places;
use rustc_hash::FxHashMap;

use crate::gazetteer::country_bytes;
use crate::key::key;
use crate::scan::Scan;
use crate::votes::{NOBODY, Vote, Votes};
use crate::words::*;

/// What the first mention of a party counts for, as a vote; the n-th counts for an n-th of it.
const FIRST_MENTION: f64 = 0.8;
/// Of a party that acts in several countries, the share of the first; the others share the rest.
const MAIN: f64 = 0.6;
/// Longest name in tokens, hyphens and brackets counted.
const LONGEST: usize = 8;

/// A country, ISO 3166-1 alpha-2, and its share of a vote.
type Share = ([u8; 2], f64);

/// The codebook's parties, by folded name.
#[derive(Debug, Default)]
pub(crate) struct Parties {
    by_name: FxHashMap<String, Party>,
}

#[derive(Debug)]
struct Party {
    countries: Vec<Share>,
    /// The name as written, where it counts only so.
    cased: Option<String>,
    /// Whether it begins with a capital.
    name: bool,
}

impl Parties {
    pub(crate) fn new(parties: &places::Parties) -> Parties {
        let mut by_name = FxHashMap::default();
        for (codes, names) in &parties.names {
            let codes: Vec<&str> = codes.split(' ').collect();
            let rest = (1.0 - MAIN) / (codes.len().max(2) - 1) as f64;
            let share = |n: usize| match (codes.len(), n) {
                (1, _) => 1.0,
                (_, 0) => MAIN,
                _ => rest,
            };
            let countries: Vec<_> =
                codes.iter().enumerate().map(|(n, code)| (country_bytes(code), share(n))).collect();
            for written in names {
                let capitals = !written.contains(char::is_lowercase);
                let party = Party {
                    countries: countries.clone(),
                    cased: capitals.then(|| written.clone()),
                    name: written.starts_with(char::is_uppercase),
                };
                by_name.entry(key(written)).or_insert(party);
            }
        }
        Parties { by_name }
    }

    /// The first words of all names.
    pub(crate) fn first_words(&self) -> impl Iterator<Item = &str> {
        self.by_name.keys().filter_map(|name| name.split(' ').next())
    }

    /// Lets the parties that a document names vote.
    pub(crate) fn vote(&self, scan: &Scan<'_>, words: &Words, votes: &mut Votes) {
        let mut seen: FxHashMap<&str, u32> = FxHashMap::default();
        for (token, key, countries) in self.named(scan, words) {
            let times = seen.entry(key).or_default();
            *times += 1;
            for (country, share) in countries {
                votes.push(Vote {
                    token,
                    country: *country,
                    weight: FIRST_MENTION * share / f64::from(*times),
                    heading: None,
                    strength: None,
                    voter: NOBODY,
                });
            }
        }
    }

    /// The parties that a text names: the first token, the folded name, and the countries with their shares.
    pub(crate) fn named(&self, scan: &Scan<'_>, words: &Words) -> Vec<(usize, &str, &[Share])> {
        let mut found = Vec::new();
        let mut name = String::new();
        let mut a = 0;
        while a < scan.flags.len() {
            let mut next = a + 1;
            if scan.has(a, PARTY) {
                let longest = (a + 1..=(a + LONGEST).min(scan.flags.len())).rev().find_map(|b| {
                    scan.name_key(a, b, &mut name);
                    let (key, party) = self.by_name.get_key_value(&name)?;
                    let ends = scan.token(b - 1).is_word();
                    (ends && party.is_written(scan, words, a, b)).then_some((b, key.as_str(), party))
                });
                if let Some((b, key, party)) = longest {
                    found.push((a, key, party.countries.as_slice()));
                    next = b;
                }
            }
            a = next;
        }
        found
    }
}

impl Party {
    /// Whether tokens `a..b` are written as a name: where capitals tell nothing, a word of the language is none.
    fn is_written(&self, scan: &Scan<'_>, words: &Words, a: usize, b: usize) -> bool {
        if scan.is_shouting(a) {
            return b > a + 1 || !words.is_vocabulary(scan.key(a));
        }
        match &self.cased {
            Some(written) => scan.doc.slice(scan.range(a, b)) == written,
            None => !self.name || scan.token(a).is_capitalised(),
        }
    }
}
