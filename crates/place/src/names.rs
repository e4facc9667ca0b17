//! Finds the names of a document and decides what each stands for.

use document::TokenKind;
use rustc_hash::{FxHashMap, FxHashSet};

use crate::around::{Around, look};
use crate::gazetteer::{Gazetteer, Hit, Matched, PlaceKind, unpack_weight};
use crate::mention::MentionKind;
use crate::scan::{Case, Scan};
use crate::words::*;

/// A name with what it stands for.
#[derive(Clone, Debug)]
pub(crate) struct Name {
    pub(crate) sentence: usize,
    /// Its tokens with the nouns that belong to it.
    pub(crate) a: usize,
    pub(crate) b: usize,
    /// The folded name without them.
    pub(crate) core: String,
    pub(crate) kind: MentionKind,
    /// Classes of nouns beside or in it.
    pub(crate) noun: u32,
    pub(crate) known: Option<Known>,
    pub(crate) hits: Vec<Hit>,
    /// How the gazetteer's name was matched.
    pub(crate) matched: Matched,
    pub(crate) around: Around,
    pub(crate) rule: &'static str,
    /// 0 to 1.
    pub(crate) sure: f32,
}

impl Name {
    pub(crate) fn is_found(&self) -> bool {
        self.known.is_some() || !self.hits.is_empty()
    }
}

/// Finds all names.
pub(crate) fn find(scan: &Scan<'_>, words: &Words, gazetteer: &Gazetteer) -> Vec<Name> {
    let mut finder = Finder {
        scan,
        words,
        gazetteer,
        cache: FxHashMap::default(),
        names: Vec::new(),
        maybe: Vec::new(),
        articles: FxHashSet::default(),
        surnames: FxHashSet::default(),
    };
    for (n, sentence) in scan.doc.sentences().iter().enumerate() {
        let (first, end) = (sentence.first as usize, sentence.end as usize);
        match scan.cases[n] {
            Case::Names => finder.capitals(n, first, end),
            Case::Nothing => finder.look_ups(n, first, end),
        }
    }
    finder.recall();
    let mut names = finder.names;
    names.sort_by_key(|name| name.a);
    names
}

/// The name of a span that somebody else has marked.
pub(crate) fn given(
    scan: &Scan<'_>,
    words: &Words,
    gazetteer: &Gazetteer,
    span: document::TextRange,
) -> Option<Name> {
    let tokens = scan.doc.tokens();
    let a = scan.doc.token_at(span.start);
    let b = a + tokens[a..].iter().take_while(|t| t.range.start < span.end).count();
    if b <= a {
        return None;
    }
    let sentence = scan.doc.sentences().partition_point(|s| s.end as usize <= a);
    let bounds = scan.doc.sentences().get(sentence)?;
    let around = look(scan, words, a, b, bounds.first as usize, (bounds.end as usize).max(b));
    let mut key = String::new();
    scan.name_key(a, b, &mut key);
    let written = scan.doc.slice(scan.range(a, b));
    let known = words.known(&key, written);
    let mut noun = around.noun;
    let mut hits = Vec::new();
    if let Some(region) =
        words.abbreviation(written.trim_end_matches('.')).or_else(|| words.abbreviation(written))
        && known.is_none()
    {
        key = region.to_owned();
        noun |= REGION;
    }
    gazetteer.exact(&key, &mut hits);
    match &known {
        Some(Known::Demonym(Some(iso))) => hits = gazetteer.country_rows(iso),
        Some(Known::Country(iso)) => hits.extend(gazetteer.country_rows(iso)),
        _ => {}
    }
    hits.sort_unstable();
    hits.dedup();
    let mut core = key.clone();
    let mut matched = Matched::Exact;
    if hits.is_empty() && known.is_none() {
        // "Rapides Parish", "City of X", "the X area".
        let (mut from, mut to) = (a, b);
        while to > from + 1 && (scan.has(to - 1, NOUN) || !scan.token(to - 1).is_word()) {
            noun |= scan.flags[to - 1] & NOUN;
            to -= 1;
        }
        while from + 1 < to
            && (scan.has(from, NOUN | COMMON) || scan.has(from, SIDE))
            && !scan.has(from, FIRST)
        {
            noun |= scan.flags[from] & NOUN;
            from += 1;
        }
        scan.name_key(from, to, &mut core);
        gazetteer.exact(&core, &mut hits);
        if hits.is_empty() {
            let found = gazetteer.matches(&core, None, false);
            matched = found.first().map_or(Matched::Exact, |(_, matched, _)| *matched);
            hits = found.into_iter().map(|(hit, _, _)| hit).collect();
        }
    }
    let kind = MentionKind::Place;
    let rule = "given span";
    Some(Name { sentence, a, b, core, kind, noun, known, hits, matched, around, rule, sure: 0.9 })
}

pub(crate) struct Finder<'s, 'd> {
    pub(crate) scan: &'s Scan<'d>,
    pub(crate) words: &'s Words,
    pub(crate) gazetteer: &'s Gazetteer,
    pub(crate) cache: FxHashMap<String, Vec<Hit>>,
    pub(crate) names: Vec<Name>,
    /// Names that only the rest of the document can decide.
    pub(crate) maybe: Vec<Name>,
    /// Names that were seen with "the".
    pub(crate) articles: FxHashSet<String>,
    /// Last words of what may be persons.
    pub(crate) surnames: FxHashSet<String>,
}

impl Finder<'_, '_> {
    pub(crate) fn hits(&mut self, key: &str) -> Vec<Hit> {
        if let Some(hits) = self.cache.get(key) {
            return hits.clone();
        }
        let mut hits = Vec::new();
        self.gazetteer.exact(key, &mut hits);
        self.cache.insert(key.to_owned(), hits.clone());
        hits
    }

    fn weight(&self, hits: &[Hit]) -> f64 {
        hits.iter()
            .filter_map(|hit| self.gazetteer.row(*hit))
            .map(|row| match row.kind {
                PlaceKind::Region | PlaceKind::Country => 1e6,
                _ => unpack_weight(row.weight),
            })
            .fold(0.0, f64::max)
    }

    fn capitals(&mut self, sentence: usize, first: usize, end: usize) {
        let mut n = first;
        while n < end {
            // "D-Springfield", "R-Columbus": a party before a place.
            if self.scan.is_hyphen(n + 1, end) && self.scan.key(n).len() == 1 && self.scan.token(n).is_word()
            {
                n += 2;
                continue;
            }
            if self.words.is_cased(self.scan.text(n)) && self.scan.has(n, COMMON) && !self.scan.is_taken(n) {
                self.chunk(sentence, n, n + 1, first, end);
                n += 1;
                continue;
            }
            let b = self.scan.name_end(n, end);
            if b <= n {
                // "the United States", "West Bank": known names that open with a common word.
                if self.scan.token(n).is_capitalised()
                    && self.scan.token(n).is_word()
                    && !self.scan.is_taken(n)
                    && let Some(b) = self.known_from(n, end)
                {
                    self.chunk(sentence, n, b, first, end);
                    n = b;
                    continue;
                }
                n += 1;
                continue;
            }
            // A name is cut where a demonym leads it: "Turkish Armed Forces".
            self.chunk(sentence, n, b, first, end);
            n = b;
        }
    }

    /// The end of a name of the codebook or of two words and more of the gazetteer that starts at `a`, all capitals.
    fn known_from(&mut self, a: usize, end: usize) -> Option<usize> {
        let mut key = String::new();
        if self.scan.key(a) == "the" {
            return None;
        }
        let mut b = (a + 5).min(end);
        while b > a + 1 {
            let cased = (a..b).all(|n| !self.scan.token(n).is_word() || self.scan.token(n).is_capitalised());
            let whole = self.scan.token(b - 1).is_word();
            if cased && whole && (a..b).all(|n| self.scan.token(n).is_word() || self.scan.is_hyphen(n, end)) {
                self.scan.name_key(a, b, &mut key);
                if self.words.known(&key, "").is_some() || !self.hits(&key).is_empty() {
                    return Some(b);
                }
            }
            b -= 1;
        }
        None
    }

    pub(crate) fn written(&self, a: usize, b: usize) -> &str {
        self.scan.doc.slice(self.scan.range(a, b))
    }

    /// Decides on the run of capitalised words `a..b`.
    fn chunk(&mut self, sentence: usize, a: usize, b: usize, first: usize, end: usize) {
        let scan = self.scan;
        let mut key = String::new();
        scan.name_key(a, b, &mut key);
        if key.is_empty() {
            return;
        }
        // The whole, as the codebook knows it.
        let around = look(scan, self.words, a, b, first, end);
        // "the village of Panama" is no country.
        let settled = around.noun & (SETTLEMENT | PART) != 0 && around.phrase_a < a;
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
        let whole = self.hits(&key);
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
            if let Some(known @ (Known::Country(_) | Known::Area(_))) = known
                && noun & (FACILITY | ROAD) == 0
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

    /// "I've", "We'd": a word of the language with an apostrophe.
    fn contraction(&self, word: &str) -> bool {
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
            Known::Country(_) if around.speech && !around.strong => MentionKind::Metonym,
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
        let (noun, rule) = (around.noun, "countries.toml");
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
    fn organisation(&mut self, sentence: usize, a: usize, b: usize, first: usize, end: usize) {
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

    /// "the hamlets of A and B", "between A and B", "A, B and C": the sign before the first name holds for the next.
    fn inherits(&self, a: usize) -> Option<&Name> {
        let before = self.names.last()?;
        let gap = a.checked_sub(before.b)?;
        let joint = gap == 1
            && (matches!(self.scan.text(before.b), "," | "–" | "—" | "/")
                || matches!(self.scan.key(before.b), "and" | "to" | "or"))
            || gap == 2 && self.scan.text(before.b) == "," && self.scan.key(before.b + 1) == "and";
        (joint
            && before.kind == MentionKind::Place
            && (before.around.strong || before.around.noun & NOUN != 0))
            .then_some(before)
    }

    pub(crate) fn decide(&mut self, mut name: Name, b: usize, first: usize) {
        let scan = self.scan;
        let (a, tokens) = (name.a, b - name.a);
        let one = tokens == 1;
        if one && (scan.has(a, NOT_PLACE) || self.contraction(scan.text(a))) {
            return;
        }
        let whole_common = (a..b).all(|n| {
            !scan.token(n).is_word() || scan.has(n, NOT_PLACE | COMMON | NOUN | ORG | TITLE | DIRECTION)
        });
        if whole_common && name.hits.is_empty() {
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
        let weight = self.weight(&name.hits);
        let shouting = scan.is_shouting(a);
        let vocabulary = self.words.is_vocabulary(scan.key(a));
        let word = if shouting {
            vocabulary
        } else {
            scan.also_lower(a) || vocabulary && around_says_nothing(&name.around)
        };
        let wordlike = one && (word || scan.has(a, NOUN | ORG | TITLE | ATTACK));
        if wordlike && (!name.around.strong || name.around.opens) && weight < 900_000.0 {
            return;
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
        let titled = around.title || (scan.has(a, TITLE) && tokens > 1 && !scan.has(a, NOUN));
        let first_name = scan.has(a, FIRST_NAME) && tokens > 1;
        let person = titled
            || around.person_after
            || (first_name
                && (name.hits.is_empty() || weight < 50_000.0)
                && !(around.strong && !around.loose && name.is_found()));
        if around.article && name.noun & NOUN == 0 && weight < 900_000.0 && !(around.modifies && found) {
            // Settlements take no article in English: "the Lantern", "the Front" are somebody's name.
            self.articles.insert(name.core.clone());
            return;
        }
        if person && around.noun & (SETTLEMENT | PART | DISTRICT) == 0 {
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
            if one && scan.has(a, FIRST_NAME) && !around.strong {
                sure -= 0.4;
            }
            if around.speech && one && weight < 500_000.0 {
                sure -= 0.4;
            }
            if acronym && !around.strong {
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
            if !noun && (a..b).any(|n| scan.has(n, FIRST_NAME | TITLE | NOT_PLACE)) {
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

    /// What one passage makes sure, holds for the other mentions of the name: a place, or a person's surname.
    fn recall(&mut self) {
        let sure: FxHashSet<String> = self
            .names
            .iter()
            .filter(|name| {
                name.sure >= 0.55
                    && name.kind != MentionKind::InOrganisation
                    && name.kind != MentionKind::Demonym
            })
            .map(|name| name.core.clone())
            .collect();
        let mut surnames: FxHashSet<String> = self
            .maybe
            .iter()
            .filter(|name| name.kind == MentionKind::Person)
            .filter_map(|name| name.core.rsplit(' ').next().map(str::to_owned))
            .collect();
        let suspects = std::mem::take(&mut self.surnames);
        surnames.extend(suspects.into_iter().filter(|word| !sure.contains(word)));
        let articles = std::mem::take(&mut self.articles);
        self.names.retain(|name| {
            name.known.is_none() && !articles.contains(&name.core)
                || name.known.is_some()
                || name.noun & NOUN != 0
        });
        self.names.retain(|name| {
            name.known.is_some()
                || !surnames.contains(&name.core)
                || name.around.strong && !name.around.loose
                || name.noun & NOUN != 0
        });
        for mut name in std::mem::take(&mut self.maybe) {
            if name.kind == MentionKind::Person {
                self.names.push(name);
                continue;
            }
            if articles.contains(&name.core) {
                continue;
            }
            if sure.contains(&name.core) && !surnames.contains(&name.core) {
                name.sure = 0.6;
                name.rule = "named as a place elsewhere in the document";
                self.names.push(name);
            }
        }
    }
}

/// Neither a preposition nor a noun of places stands beside the name.
fn around_says_nothing(around: &Around) -> bool {
    !around.strong && around.noun & NOUN == 0 && !around.item
}

/// Classes of words that are no name by themselves.
pub(crate) const WORDLIKE: u32 = COMMON | NOT_PLACE | NOUN | TITLE | ORG | DIRECTION | ATTACK;
