//! Names that no gazetteer has as they are written: the place of the country around whose name differs by an article or by the
//! vowels of a transliteration.

use rustc_hash::FxHashMap;

use crate::gazetteer::{Matched, PlaceKind};
use crate::key::{skeleton, without_article};
use crate::locate::similarity;
use crate::names::Name;
use crate::placer::Placer;
use crate::reading::Reading;
use crate::resolve::Resolved;
use crate::words::*;

/// Letters that must agree, as a share (Levenshtein), for a name to be another spelling.
const ALIKE: f32 = 0.8;
/// How much more the best must agree than the next.
const CLEARLY: f32 = 0.08;
/// Shorter names have too many neighbours.
const SHORTEST: usize = 5;

impl Placer {
    /// Takes other spellings for what is unknown in a known country.
    pub(crate) fn other_spellings(&self, names: &[Name], resolved: &mut [Resolved]) {
        let mut known: FxHashMap<(&str, String), Option<Reading>> = FxHashMap::default();
        for (name, r) in names.iter().zip(resolved) {
            let open = !r.chosen && r.options.is_empty() && name.known.is_none() && name.kind.is_place();
            let town = name.noun & (FEATURE | REGION | ROAD | FACILITY) == 0 || name.noun & SETTLEMENT != 0;
            let Some(country) = r.country.clone().filter(|_| open && town && name.core.len() >= SHORTEST)
            else {
                continue;
            };
            let found = known
                .entry((&name.core, country))
                .or_insert_with_key(|(core, country)| self.spelled(core, country));
            if let Some(reading) = found {
                r.options = std::rc::Rc::new(vec![*reading]);
                r.chosen = true;
            }
        }
    }

    /// The town of a country whose name is clearly the most alike, if one is alike at all.
    fn spelled(&self, core: &str, country: &str) -> Option<Reading> {
        // Two consonants are in too many names.
        if skeleton(core).chars().count() < 2 {
            return None;
        }
        let own = without_article(core);
        let mut best: Option<(f32, Reading)> = None;
        let mut next = 0.0_f32;
        for (hit, matched, name) in self.gazetteer.transliterations(core, country) {
            let Some(row) = self.gazetteer.row(hit).filter(|row| row.kind == PlaceKind::Town) else {
                continue;
            };
            let alike = match matched {
                Matched::Article => 1.0,
                _ => similarity(own, without_article(&name)),
            };
            let better = best.as_ref().is_none_or(|(most, _)| alike > *most);
            if better {
                next = next.max(best.as_ref().map_or(0.0, |(most, _)| *most));
                best = Some((alike, Reading::of(hit, row, matched)));
            } else {
                next = next.max(alike);
            }
        }
        best.filter(|(alike, _)| *alike >= ALIKE && *alike >= next + CLEARLY).map(|(_, reading)| reading)
    }
}
