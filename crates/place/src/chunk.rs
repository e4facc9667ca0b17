//! Reads a run of capitalised words: what the codebook knows, abbreviations, demonyms and offices in it, the nouns around its core.

use document::TokenKind;

use crate::around::look;
use crate::gazetteer::{Hit, Matched, PlaceKind};
use crate::mention::MentionKind;
use crate::names::{Finder, Name};
use crate::words::*;

impl Finder<'_, '_> {
    /// Decides on the run of capitalised words `a..b`.
    pub(crate) fn chunk(&mut self, sentence: usize, a: usize, b: usize, first: usize, end: usize) {
        let scan = self.scan;
        let mut key = String::new();
        scan.name_key(a, b, &mut key);
        if key.is_empty() {
            return;
        }
        // The whole, as the codebook knows it.
        let around = look(scan, self.words, a, b, first, end);
        // "the village of Panama" is no country.
        let settled =
            around.noun & (SETTLEMENT | PART) != 0 && a > first && scan.has(a - 1, OF | NAMING | NOUN);
        if let Some(known) = self.words.known(&key, self.written(a, b)).filter(|_| !settled) {
            self.known(sentence, a, b, key, known, around);
            return;
        }
        if b == a + 1
            && a > first
            && matches!(scan.text(a - 1), "," | "(")
            && let Some(region) = self.words.abbreviation(scan.text(a)).map(str::to_owned)
        {
            let hits = self.hits(&region);
            self.names.push(Name {
                sentence,
                a,
                b,
                core: region,
                kind: MentionKind::Place,
                noun: REGION,
                known: None,
                hits,
                matched: Matched::Exact,
                around,
                rule: "countries.toml: abbreviation",
                sure: 0.9,
            });
            return;
        }
        // A demonym or a country at the head of a longer run.
        if b - a >= 2 {
            let mut head = String::new();
            for split in ((a + 1)..b).rev() {
                scan.name_key(a, split, &mut head);
                if let Some(known @ Known::Demonym(_)) = self.words.known(&head, self.written(a, split)) {
                    let whole = self.hits(&key);
                    if whole.is_empty() || self.weight(&whole) < 20_000.0 {
                        let around = look(scan, self.words, a, split, first, end);
                        self.known(sentence, a, split, head.clone(), known, around);
                        if split < b && scan.token(split).is_word() {
                            self.chunk(sentence, split, b, first, end);
                        }
                        return;
                    }
                }
            }
        }
        if let Some(cut) = self.office(a, b) {
            self.chunk(sentence, a, cut, first, end);
            self.chunk(sentence, cut, b, first, end);
            return;
        }
        // Nouns at the head and tail of the run.
        let (mut core_a, mut core_b, mut noun) = (a, b, 0);
        while core_b > core_a + 1 {
            let long = (2..=3usize).rev().find(|len| {
                let mut tail = String::new();
                *len < core_b - core_a && {
                    scan.name_key(core_b - len, core_b, &mut tail);
                    self.words.long_nouns.get(&tail).is_some_and(|f| f & NOUN != 0)
                }
            });
            if let Some(len) = long {
                noun |= DISTRICT;
                core_b -= len;
            } else if scan.has(core_b - 1, NOUN) && scan.token(core_b - 1).is_word() {
                noun |= scan.flags[core_b - 1] & NOUN;
                core_b -= 1;
                while core_b > core_a + 1 && !scan.token(core_b - 1).is_word() {
                    core_b -= 1;
                }
            } else {
                break;
            }
        }
        // "Lake Velmara", "Mount Velmara".
        let whole = self.hits(&key);
        if b - a > 1 && scan.has(a, FIRST) && scan.has(a, FEATURE) && whole.is_empty() {
            noun |= FEATURE;
        }
        // "the 12th Infantry Division", "the Idlib Front": with an article or a number these are units, not areas.
        let numbered = a > first && matches!(scan.token(a - 1).kind, TokenKind::Ordinal | TokenKind::Number);
        let organisation = (core_a + usize::from(b - a > 1)..b)
            .any(|n| scan.has(n, ORG) && scan.flags[n] & (DISTRICT | REGION | FEATURE | SETTLEMENT) == 0)
            || scan.has(a, ORG_BEFORE) && b - a > 1
            || around.organisation_before
            || b - a > 1 && scan.has(b - 1, ORG) && !around.strong && (around.article || numbered);
        if organisation && (whole.is_empty() || !(around.strong || b - a > 2)) {
            self.organisation(sentence, a, b, first, end);
            return;
        }
        // Directions before a known name are no part of it: "Northern Kivu", "East Kasai Region".
        while core_a + 1 < core_b && whole.is_empty() && scan.has(core_a, SIDE) {
            core_a += 1;
        }
        let mut core = String::new();
        scan.name_key(core_a, core_b, &mut core);
        let stripped = core != key;
        let mut hits = whole.clone();
        if stripped {
            let known = self.words.known(&core, self.written(core_a, core_b));
            // "Sussex County", "River Nile State": what the gazetteer has is no part of the world of that name.
            let unit = |hit: &Hit| {
                let kind = self.gazetteer.row(*hit).map(|row| row.kind);
                matches!(kind, Some(PlaceKind::Region | PlaceKind::District))
            };
            let own = matches!(known, Some(Known::Area(_)))
                && (!whole.is_empty()
                    || noun & (REGION | DISTRICT) != 0 && self.hits(&core).iter().any(unit));
            if let Some(known @ (Known::Country(_) | Known::Area(_))) = known
                && noun & (FACILITY | ROAD) == 0
                && !own
            {
                self.known(sentence, a, b, core, known, around);
                return;
            }
            for hit in self.hits(&core) {
                if !hits.contains(&hit) {
                    hits.push(hit);
                }
            }
        }
        if noun & (SETTLEMENT | DISTRICT | REGION) != 0 && whole.is_empty() && noun & (DISTRICT | REGION) != 0
        {
            // "Gao Region" is the region, not the town: keep the town only if there is no region of that name.
            let regions: Vec<Hit> = hits
                .iter()
                .copied()
                .filter(|hit| {
                    self.gazetteer
                        .row(*hit)
                        .is_some_and(|row| matches!(row.kind, PlaceKind::Region | PlaceKind::District))
                })
                .collect();
            if !regions.is_empty() {
                hits = regions;
            }
        }
        if hits.is_empty() && noun & FACILITY != 0 {
            hits = self.namesake(core_a, core_b);
        }
        let end_b = around.kept_to.filter(|to| *to <= end).unwrap_or(b);
        let name = Name {
            sentence,
            a,
            b: end_b,
            core,
            kind: MentionKind::Place,
            noun: noun | around.noun,
            known: None,
            hits,
            matched: Matched::Exact,
            around,
            rule: "",
            sure: 0.5,
        };
        self.decide(name, b, first);
    }

    /// The city whose name opens the name of something built that no gazetteer has: "London Velmara Airport". A town is rather
    /// somebody's name.
    fn namesake(&mut self, a: usize, b: usize) -> Vec<Hit> {
        let mut key = String::new();
        for end in (a + 1..b).rev() {
            self.scan.name_key(a, end, &mut key);
            let hits = self.hits(&key);
            if self.population(&hits) >= 200_000.0 {
                return hits;
            }
        }
        Vec::new()
    }

    /// "I've", "We'd": a word of the language with an apostrophe.
    pub(crate) fn contraction(&self, word: &str) -> bool {
        let head = word.split(['\'', '\u{2019}']).next().filter(|head| head.len() < word.len());
        head.is_some_and(|head| self.words.flags(&crate::key(head)) & COMMON != 0)
    }

    /// Where a place ends within a run and an office or a person begins: "Velmara Mayor John Doe", "Velmara County Auditor".
    fn office(&mut self, a: usize, b: usize) -> Option<usize> {
        let scan = self.scan;
        let mut key = String::new();
        for t in a + 1..b {
            if !scan.token(t).is_word() || !scan.token(t - 1).is_word() {
                continue;
            }
            let office = scan.has(t, TITLE) && !scan.has(t, NOUN);
            let area = t > a + 1 && scan.has(t - 1, DISTRICT | REGION) && !scan.has(t, NOUN | ORG);
            if !office && !area {
                continue;
            }
            scan.name_key(a, t, &mut key);
            let known = matches!(
                self.words.known(&key, self.written(a, t)),
                Some(Known::Country(_) | Known::Area(_))
            );
            let hits = self.hits(&key);
            let large = self.weight(&hits) >= if office { 1000.0 } else { 0.0 };
            if known || large && !hits.is_empty() {
                scan.name_key(a, b, &mut key);
                return self.hits(&key).is_empty().then_some(t);
            }
        }
        None
    }
}
