//! Which countries a document speaks of, by what is known besides its names: publisher, title, words that speak for a country.

use std::collections::BTreeMap;

use document::Document;

use crate::conflict::Conflict;
use crate::gazetteer::{Hit, Matched, PlaceKind, Row, unpack_weight};
use crate::mention::Context;
use crate::names::{self, Name};
use crate::placer::Placer;
use crate::publishers::Beat;
use crate::reading::{Reading, prior};
use crate::resolve::Field;
use crate::scan::Scan;
use crate::votes::{Votes, text as text_of};
use crate::words::*;

/// What the countries of a publisher's other documents count for together, as votes.
const BEAT: f64 = 2.0;
/// What a country in the publisher's name or the title counts for, as a vote.
const HEAD: f64 = 2.0;

/// What a town in them counts for, against a region or country, and how many people it has: a smaller one has the name of anything.
const TOWN: f64 = 0.5;
const LARGE: f64 = 30_000.0;

impl Placer {
    /// The country that most of a document's names speak for, and its share of them.
    pub fn document_country(&self, doc: &Document, context: &Context<'_>) -> Option<(String, f64)> {
        let scan = Scan::new(doc, &self.words, context.taken);
        let names = names::find(&scan, &self.words, &self.gazetteer);
        self.field(&scan, &names, context).country(&names)
    }

    /// The names put together, with the votes of what is known besides them.
    pub(crate) fn field(&self, scan: &Scan<'_>, names: &[Name], context: &Context<'_>) -> Field {
        let beat =
            self.gazetteer.publishers.as_deref().zip(context.publisher).and_then(|(all, own)| all.of(own));
        let mut votes = self.context_votes(context, beat);
        self.signs(scan, &mut votes);
        self.words.parties.vote(scan, &self.words, &mut votes);
        Field::new(scan, &self.gazetteer, names, votes, beat, &self.conflict(context))
    }

    /// What organised violence counts for, if the document is read for armed events.
    fn conflict(&self, context: &Context<'_>) -> Conflict {
        if context.armed { self.words.conflict.clone() } else { Conflict::default() }
    }

    fn context_votes(&self, context: &Context<'_>, beat: Option<&Beat>) -> Votes {
        let conflict = self.conflict(context);
        let mut votes = Votes::default();
        if let Some(country) = context.country {
            votes.everywhere(country, 6.0);
        }
        for (text, title) in [(context.publisher, false), (context.title, true)] {
            for (country, share) in
                text.into_iter().flat_map(|text| self.countries_in(text, title, &conflict))
            {
                votes.everywhere(&country, HEAD * share);
            }
        }
        for (country, share) in beat.iter().flat_map(|beat| &beat.countries) {
            votes.everywhere(country, BEAT * share);
        }
        votes
    }

    /// Each word that speaks for a country counts once.
    fn signs(&self, scan: &Scan<'_>, votes: &mut Votes) {
        let mut seen = rustc_hash::FxHashSet::default();
        for n in 0..scan.flags.len() {
            if scan.has(n, crate::words::SIGN)
                && seen.insert(scan.key(n))
                && let Some(country) = self.words.sign(scan.key(n))
            {
                votes.everywhere(country, 0.5);
            }
        }
    }

    /// Countries that a publisher's name or a title names by country, demonym, first-level region or party, with their shares.
    fn countries_in(&self, text: &str, title: bool, conflict: &Conflict) -> Vec<(String, f64)> {
        let doc = Document::new(text.to_owned(), &document::Style::default());
        let scan = Scan::new(&doc, &self.words, &[]);
        let tokens = doc.tokens().len();
        let parties = self.words.parties.named(&scan, &self.words);
        let mut found: Vec<(String, f64)> = parties
            .iter()
            .flat_map(|(_, _, countries)| countries.iter().map(|(iso, share)| (text_of(*iso), *share)))
            .collect();
        let mut key = String::new();
        let mut a = 0;
        while a < tokens {
            let mut next = a + 1;
            for b in (a + 1..=(a + 4).min(tokens)).rev() {
                let written = doc.slice(scan.range(a, b));
                scan.name_key(a, b, &mut key);
                let countries = match self.words.known(&key, written) {
                    Some(Known::Country(iso)) => vec![(iso, 1.0)],
                    Some(Known::Demonym(_)) if !title && self.is_language(&scan, b) => Vec::new(),
                    Some(Known::Demonym(iso)) => iso.into_iter().map(|iso| (iso, 1.0)).collect(),
                    Some(Known::Area(area)) => area.country.into_iter().map(|iso| (iso, 1.0)).collect(),
                    None => self.countries_of_name(&scan, a, b, &key, conflict),
                };
                if !countries.is_empty() {
                    found.extend(countries);
                    next = b;
                    break;
                }
            }
            a = next;
        }
        found
    }

    /// Whether an adjective of people that ends before token `b` of a publisher's name is that of a language.
    fn is_language(&self, scan: &Scan<'_>, b: usize) -> bool {
        b >= scan.flags.len() || !scan.token(b).is_word() || self.words.is_after_language(scan.key(b))
    }

    /// The countries in which the name of tokens `a..b` of a publisher or title most likely is, each with its share: a region counts in
    /// full, a town half. "Eastern Region" names none.
    fn countries_of_name(
        &self,
        scan: &Scan<'_>,
        a: usize,
        b: usize,
        key: &str,
        conflict: &Conflict,
    ) -> Vec<(String, f64)> {
        let said = (a..b).all(|n| !scan.token(n).is_word() || scan.flags[n] & !PARTY != 0);
        if said || !scan.token(a).is_capitalised() {
            return Vec::new();
        }
        let mut hits = Vec::new();
        self.gazetteer.exact(key, &mut hits);
        let layers = self.gazetteer.layers.len();
        let read = |hit: &Hit| {
            let row = self.gazetteer.row(*hit)?;
            let prior = prior(&Reading::of(*hit, row, Matched::Exact), 0, layers, false);
            Some((row, prior + conflict.of(row.country)))
        };
        let rows: Vec<(Row, f64)> = hits.iter().filter_map(read).collect();
        let best = rows.iter().map(|(_, prior)| *prior).fold(f64::NEG_INFINITY, f64::max);
        let total: f64 = rows.iter().map(|(_, prior)| (prior - best).exp()).sum();
        let mut shares: BTreeMap<[u8; 2], f64> = BTreeMap::new();
        for (row, prior) in &rows {
            let worth = match row.kind {
                PlaceKind::Country | PlaceKind::Region => 1.0,
                PlaceKind::Town if unpack_weight(row.weight) >= LARGE => TOWN,
                _ => 0.0,
            };
            *shares.entry(row.country).or_default() += worth * (prior - best).exp() / total;
        }
        shares
            .into_iter()
            .filter(|(_, share)| *share > 0.05)
            .map(|(iso, share)| (text_of(iso), share))
            .collect()
    }
}
