//! Decides whether a name is a place, and how sure that is.

use crate::around::Around;
use crate::gazetteer::{Hit, PlaceKind};
use crate::mention::MentionKind;
use crate::names::{Finder, Name};
use crate::words::*;

impl Finder<'_, '_> {
    /// "the hamlets of A and B", "between A and B", "A, B and C": the sign before the first name holds for the next.
    fn inherits(&self, a: usize) -> Option<&Name> {
        let before = self.names.last()?;
        let gap = a.checked_sub(before.b)?;
        let joint = gap == 1
            && (matches!(self.scan.text(before.b), "," | "–" | "—" | "/") || self.scan.has(before.b, JOINT))
            || gap == 2 && self.scan.text(before.b) == "," && self.scan.has(before.b + 1, AND);
        (joint
            && before.kind == MentionKind::Place
            && (before.around.strong || before.around.noun & NOUN != 0))
            .then_some(before)
    }

    /// Whether the short form of a region follows: ", Ariz.", " (Mass.)".
    fn region_after(&self, b: usize) -> bool {
        let scan = self.scan;
        b + 1 < scan.flags.len()
            && matches!(scan.text(b), "," | "(")
            && self.words.abbreviation(scan.text(b + 1).trim_end_matches('.')).is_some()
    }

    /// "McLean, Virginia": a region after a comma, and a town of it before.
    fn holds_the_name_before(&self, name: &Name) -> bool {
        let Some(comma) = name.a.checked_sub(1).filter(|at| self.scan.text(*at) == ",") else { return false };
        let before = [self.names.last(), self.maybe.last()].into_iter().flatten().find(|n| n.b == comma);
        let Some(before) = before else { return false };
        let rows = |name: &Name| name.hits.iter().filter_map(|hit| self.region_of(*hit)).collect::<Vec<_>>();
        let inside = rows(before);
        rows(name).iter().any(|(kind, code)| {
            *kind == PlaceKind::Region && inside.iter().any(|(k, c)| *k == PlaceKind::Town && c == code)
        })
    }

    /// What a row is and the code of its first-level region.
    fn region_of(&self, hit: Hit) -> Option<(PlaceKind, &str)> {
        let row = self.gazetteer.row(hit)?;
        Some((row.kind, self.gazetteer.layer(hit).region(row.admin1).0)).filter(|(_, code)| !code.is_empty())
    }

    /// "an Apache helicopter", "the Merkava tank": the name of a model.
    fn is_model(&self, a: usize, b: usize) -> bool {
        let scan = self.scan;
        let opens = a > 0 && scan.has(a - 1, DETERMINER | THE);
        opens && b < scan.flags.len() && scan.is_lower(b) && scan.has(b, MODEL)
    }

    pub(crate) fn decide(&mut self, mut name: Name, b: usize, first: usize) {
        let scan = self.scan;
        let (a, tokens) = (name.a, b - name.a);
        let one = tokens == 1;
        if one && (scan.has(a, NOT_PLACE) || self.contraction(scan.text(a))) {
            return;
        }
        if self.is_model(a, b) {
            return;
        }
        let whole_common = (a..b).all(|n| {
            !scan.token(n).is_word() || scan.has(n, NOT_PLACE | COMMON | NOUN | ORG | TITLE | DIRECTION)
        });
        if whole_common && name.hits.is_empty() {
            return;
        }
        if name.around.of_body && !name.is_found() {
            // "Department of Velmarism": a body's field of work.
            return;
        }
        if name.around.of_organisation {
            name.kind = MentionKind::InOrganisation;
            name.rule = "part of an organisation's name";
            if name.is_found() {
                self.names.push(name);
            }
            return;
        }
        // "Washington said", "Rabat says": the government that sits there.
        if name.around.speech && !name.around.strong && one && self.is_capital(&name.hits) {
            name.kind = MentionKind::Metonym;
            name.rule = "a capital that speaks";
            name.sure = 0.9;
            self.names.push(name);
            return;
        }
        let weight = self.weight(&name.hits);
        let shouting = scan.is_shouting(a);
        let vocabulary = self.words.is_vocabulary(scan.key(a));
        let word = if shouting {
            vocabulary
        } else {
            scan.also_lower(a) || vocabulary && around_says_nothing(&name.around)
        };
        let people = || self.population(&name.hits);
        // "in Velmara, Swift, Gao and": a word of the language in a list of places.
        let next = if b < scan.flags.len() { scan.text(b) } else { "" };
        let goes_on = next == "," || b < scan.flags.len() && scan.has(b, AND);
        let listed = goes_on && a > first && self.inherits(a).is_some();
        // "Surprise, Ariz.": a word of the language, but in a region that the text gives.
        let placed = !name.hits.is_empty()
            && (self.region_after(b) || listed && !scan.has(a, NOUN | ORG | TITLE | ATTACK));
        let wordlike = one && (word || scan.has(a, NOUN | ORG | TITLE | ATTACK));
        if wordlike && !placed && (!name.around.strong || name.around.opens) && people() < 900_000.0 {
            return;
        }
        if (!name.around.strong || name.around.loose)
            && let Some(before) = self.inherits(a)
        {
            let comma = scan.text(before.b) == ",";
            name.around.listed = comma;
            if before.around.way && scan.has(before.b, TO) {
                name.around.noun |= before.around.noun & ROAD;
                name.noun |= before.around.noun & ROAD;
                (name.around.strong, name.around.loose) = (true, false);
            }
        }
        if !name.around.strong
            && let Some(before) = self.inherits(a)
        {
            let comma = scan.text(before.b) == ",";
            let pair = before.around.relation == Some(record::Relation::Between) || !comma;
            if pair || name.is_found() {
                name.around.strong = true;
                name.around.loose = before.around.loose || comma;
            }
        }
        let around = &name.around;
        let found = name.is_found();
        // "said Georgia was ready": a word that is a name somewhere, before what every reader knows as a place.
        let famous = one && found && around.title_low && weight >= 900_000.0;
        // "in Malam Fatori": a town whose name begins like a person's.
        let town = found && around.strong && !around.loose && !around.title;
        // "south of Sheikh Velmar": persons have no south.
        let beside = around.relation.is_some() && around.strong && !around.title;
        let titled = !beside
            && (around.title && !famous || (scan.has(a, TITLE) && tokens > 1 && !scan.has(a, NOUN) && !town));
        let first_name = scan.has(a, FIRST_NAME) && tokens > 1;
        // "Velmar R. Sandoro": an initial inside a name is a person's.
        let head = scan.text(a);
        let dotted = tokens > 1
            && head.len() <= 6
            && head.contains('.')
            && self.words.abbreviation(head.trim_end_matches('.')).is_none()
            && self.words.abbreviation(head).is_none()
            && !scan.has(a, FIRST | NOUN);
        let initial = !shouting && (dotted || tokens > 2 && (a + 1..b - 1).any(|n| scan.is_initial(n)));
        let person = titled
            || initial
            || around.person_after && !(found && (around.strong || around.weak))
            || (first_name
                && (name.hits.is_empty() || weight < 50_000.0)
                && !(around.strong && !around.loose && name.is_found()));
        // "the Shield's checkpoint", "a camp of the Shield": whose it is, not where.
        let outside = around.noun & NOUN != 0 && name.noun & NOUN & !around.noun == 0;
        let owned = !found
            && outside
            && (around.possessive || around.noun & (SETTLEMENT | DISTRICT | REGION | FEATURE) == 0);
        if around.article
            && (name.noun & NOUN == 0 || owned && around.kept_to.is_none() && around.phrase_b <= b)
            && weight < 900_000.0
            && !(around.modifies && (found || around.noun & ROAD != 0))
        {
            // Settlements take no article in English: "the Lantern", "the Front" are somebody's name.
            if !found || name.b <= b && scan.name_is(a, b, &name.core) {
                self.articles.insert(name.core.clone());
            }
            return;
        }
        let area = name.noun & (SETTLEMENT | DISTRICT | REGION) != 0 && found;
        if person && !area && around.noun & (SETTLEMENT | PART | DISTRICT) == 0 {
            name.kind = MentionKind::Person;
            name.rule = "title, given name or age";
            self.maybe.push(name);
            return;
        }
        let noun = name.noun & NOUN != 0;
        let acronym = one && !shouting && scan.token(a).is_all_caps() && scan.text(a).len() <= 6;
        if name.noun & FEATURE != 0 && around.kept_to.is_some() | (around.noun & FEATURE == 0) {
            name.kind = MentionKind::Feature;
        }
        let sure = if found {
            let mut sure: f32 = 0.45;
            if around.strong {
                sure += 0.35;
            }
            if noun {
                sure += 0.3;
            }
            if around.possessive || around.weak {
                sure += 0.1;
            }
            if tokens > 1 {
                sure += 0.15;
            }
            sure += ((weight + 1.0).ln() as f32 / 14.0 - 0.6).clamp(-0.2, 0.4);
            if one && a == first && !around.possessive && scan.has(a, COMMON | TITLE | ORG) {
                sure -= 0.4;
            }
            if one && scan.has(a, FIRST_NAME) && !around.strong && !self.holds_the_name_before(&name) {
                sure -= 0.4;
            }
            // "residents of Velmara said", but "men at Velmara said".
            let there = around.strong && !around.loose;
            if around.speech && one && weight < 500_000.0 && !there {
                sure -= 0.4;
            }
            if acronym && !around.strong && weight < 1_000_000.0 {
                sure -= 0.4;
            }
            if one && weight < 200_000.0 && !around.strong && self.surnames.contains(&name.core) {
                sure -= 0.3;
            }
            if around.organisation_after && !around.strong {
                sure -= 0.15;
            }
            if around.item || around.heading {
                sure += 0.2;
            }
            // "Ore trucks were hit": a small place that opens a sentence and describes what follows.
            let describes = around.opens && around.modifies && !around.possessive;
            if one && describes && people() < 50_000.0 && !around.strong {
                sure -= 0.3;
            }
            if placed {
                sure += 0.4;
            }
            name.rule = "gazetteer";
            sure
        } else {
            let settled = name.noun & (SETTLEMENT | PART | DISTRICT) != 0;
            if acronym || around.organisation_after || one && (scan.has(a, COMMON) || vocabulary && !settled)
            {
                return;
            }
            if tokens == 2 && around.noun & NOUN == 0 && !scan.has(a, NOUN | FIRST | ARTICLE | COMMON) {
                // Two unknown words with capitals are more often a person than a place.
                if let Some(last) = name.core.rsplit(' ').next() {
                    self.surnames.insert(last.to_owned());
                }
            }
            let mut sure: f32 = 0.15;
            if around.strong && !around.loose {
                sure += 0.45;
            } else if around.loose {
                sure += 0.25;
            }
            if noun {
                sure += 0.45;
                name.rule = "noun beside an unknown name";
            } else {
                name.rule = "preposition before an unknown name";
            }
            if around.item {
                sure += 0.4;
                name.rule = "an unknown name that opens an item";
            } else if around.heading && tokens <= 2 {
                sure += 0.35;
                name.rule = "an unknown name as a heading";
            }
            if (around.weak && !around.strong || around.loose) && scan.has(a, ARTICLE | FIRST) && tokens > 1 {
                sure += 0.2;
            }
            // "New Velmara": the first word of a place's name.
            let opens = |n: usize| n == a && tokens > 1 && scan.has(n, FIRST);
            if !noun && !beside && (a..b).any(|n| scan.has(n, FIRST_NAME | TITLE | NOT_PLACE) && !opens(n)) {
                sure -= 0.3;
            }
            if tokens > 3 {
                sure -= 0.2;
            }
            sure
        };
        name.sure = sure.clamp(0.05, 0.97);
        if sure >= 0.5 {
            self.names.push(name);
        } else {
            self.maybe.push(name);
        }
    }
}

/// Neither a preposition nor a noun of places stands beside the name.
fn around_says_nothing(around: &Around) -> bool {
    !around.strong && around.noun & NOUN == 0 && !around.item
}
