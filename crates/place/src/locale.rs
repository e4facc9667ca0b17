//! Which countries a document speaks of, by what is known besides its names: publisher, title, words that speak for a country.

use document::{Document, TextRange};

use crate::gazetteer::PlaceKind;
use crate::mention::Context;
use crate::names::{self, Name};
use crate::placer::Placer;
use crate::publishers::Beat;
use crate::resolve::Field;
use crate::scan::Scan;
use crate::votes::Votes;
use crate::words::*;

/// What the countries of a publisher's other documents count for together, as votes.
const BEAT: f64 = 2.0;

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
        Field::new(scan, &self.gazetteer, names, votes, beat)
    }

    fn context_votes(&self, context: &Context<'_>, beat: Option<&Beat>) -> Votes {
        let mut votes = Votes::default();
        if let Some(country) = context.country {
            votes.everywhere(country, 6.0);
        }
        for text in [context.publisher, context.title].into_iter().flatten() {
            for name in self.countries_in(text) {
                votes.everywhere(&name, 2.0);
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

    /// Countries that a short text names by country, demonym or first-level region.
    fn countries_in(&self, text: &str) -> Vec<String> {
        let doc = Document::new(text.to_owned(), &document::Style::default());
        let tokens = doc.tokens().len();
        let mut found = Vec::new();
        let mut a = 0;
        while a < tokens {
            let mut next = a + 1;
            for b in (a + 1..=(a + 4).min(tokens)).rev() {
                let range = TextRange::new(doc.tokens()[a].range.start, doc.tokens()[b - 1].range.end);
                let written = doc.slice(range);
                let key = crate::key(written);
                let country = match self.words.known(&key, written) {
                    Some(Known::Country(iso)) => Some(iso),
                    Some(Known::Demonym(iso)) => iso,
                    Some(Known::Area(area)) => area.country,
                    None => {
                        let mut hits = Vec::new();
                        self.gazetteer.exact(&key, &mut hits);
                        let rows: Vec<_> = hits.iter().filter_map(|hit| self.gazetteer.row(*hit)).collect();
                        let wide = |k| matches!(k, PlaceKind::Country | PlaceKind::Region);
                        rows.iter()
                            .find(|row| {
                                wide(row.kind)
                                    && doc.tokens()[a].is_capitalised()
                                    && self.words.flags(&key) == 0
                            })
                            .map(|row| String::from_utf8_lossy(&row.country).into_owned())
                    }
                };
                if let Some(country) = country {
                    found.push(country);
                    next = b;
                    break;
                }
            }
            a = next;
        }
        found
    }
}
