//! Names that the codebook knows, and places inside the names of organisations.

use crate::around::{Around, look};
use crate::gazetteer::Matched;
use crate::mention::MentionKind;
use crate::names::{Finder, Name};
use crate::words::*;

/// A part of the world of so small a reach is a building or a square.
const SEAT_KM: f64 = 2.0;

impl Finder<'_, '_> {
    pub(crate) fn known(
        &mut self,
        sentence: usize,
        a: usize,
        b: usize,
        core: String,
        known: Known,
        around: Around,
    ) {
        let kind = match &known {
            _ if around.of_organisation => MentionKind::InOrganisation,
            Known::Demonym(_) => MentionKind::Demonym,
            Known::Country(_) | Known::Area(_) if around.speech && !around.strong => MentionKind::Metonym,
            // "White House aides", "a Kremlin source": where no word puts something there, who works there.
            Known::Area(area) if area.radius_km <= SEAT_KM && !around.strong && around.relation.is_none() => {
                MentionKind::Metonym
            }
            // "U.S. officials", "the US embassy".
            Known::Country(_)
                if !around.strong
                    && !around.possessive
                    && b == a + 1
                    && self.scan.has(a, COMMON)
                    && b < self.scan.flags.len()
                    && self.scan.token(b).is_word() =>
            {
                MentionKind::Metonym
            }
            _ => MentionKind::Place,
        };
        if around.title && matches!(known, Known::Country(_)) && around.phrase_a == a && !around.strong {
            return;
        }
        let hits = match &known {
            Known::Country(iso) => {
                let mut hits = self.hits(&core);
                hits.extend(self.gazetteer.country_rows(iso));
                hits.sort_unstable();
                hits.dedup();
                hits
            }
            Known::Area(_) => self.hits(&core),
            Known::Demonym(_) => Vec::new(),
        };
        let rule = if matches!(known, Known::Area(_)) { "areas.toml" } else { "countries.toml" };
        let noun = around.noun;
        self.names.push(Name {
            sentence,
            a,
            b,
            core,
            kind,
            noun,
            known: Some(known),
            hits,
            matched: Matched::Exact,
            around,
            rule,
            sure: 0.95,
        });
    }

    /// A run that is an organisation's name; a place inside it is told, but is none.
    pub(crate) fn organisation(&mut self, sentence: usize, a: usize, b: usize, first: usize, end: usize) {
        let mut key = String::new();
        let mut n = a;
        while n < b {
            let mut found = None;
            for m in (n + 1..=b).rev() {
                self.scan.name_key(n, m, &mut key);
                if !self.scan.has(n, ORG | NOUN | COMMON | NOT_PLACE) || m > n + 1 {
                    let hits = self.hits(&key);
                    let known = self.words.known(&key, "");
                    let demonym = matches!(known, Some(Known::Demonym(_)));
                    if (known.is_some() || self.weight(&hits) >= 50_000.0) && self.scan.token(m - 1).is_word()
                    {
                        found = Some((m, hits, known, demonym));
                        break;
                    }
                }
            }
            if let Some((m, hits, known, demonym)) = found {
                let around = look(self.scan, self.words, n, m, first, end);
                let kind = if demonym { MentionKind::Demonym } else { MentionKind::InOrganisation };
                self.names.push(Name {
                    sentence,
                    a: n,
                    b: m,
                    core: key.clone(),
                    kind,
                    noun: 0,
                    known,
                    hits,
                    matched: Matched::Exact,
                    around,
                    rule: "part of an organisation's name",
                    sure: 0.8,
                });
                n = m;
            } else {
                n += 1;
            }
        }
    }
}
