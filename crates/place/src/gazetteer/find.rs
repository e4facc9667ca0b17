//! Looks a name up: exactly, without articles, in another order of words or written out, by consonants, by a few letters' difference.

use fst::automaton::Levenshtein;
use fst::{IntoStreamer, Streamer};
use rustc_hash::FxHashMap;

use super::{Candidate, Gazetteer, Hit, Matched, PlaceKind, Row, country_bytes, distance_km, unpack_weight};
use crate::key;
use crate::locate::similarity;

/// What `find` weighs, in nats: a conditional logit (McFadden 1974) over the places of a name and none of them. Fitted on names of
/// UCDP GED for Iraq, with the country and without, and of the even articles of LGL, each name counted 30 times at most
/// (`counterclaim-bench place` prints how true the probabilities are); those of articles, word order and what follows `NONE` are
/// set by hand, as those tables lack them. The logarithm of the population:
const FAME: f64 = 0.18;
/// That of a city of more than 100,000 people over it:
const CITY: f64 = 0.45;
/// The name is another than the gazetteer's main one:
const OTHER_NAME: f64 = -0.9;
/// Each tenth of the letters that differ, where only consonants or most letters are equal:
const LETTERS: f64 = -0.6;
/// The place that is meant is not among them:
const NONE: f64 = -1.0;
/// It lies outside the region that is given:
const OUTSIDE: f64 = -3.0;
/// It is one of the user's own:
const OWN_LAYER: f64 = 2.0;
/// Each so many km from the point that is given take one off.
const FAR_KM: f64 = 100.0;

/// What a place says for itself: how well its main name matches `key`, how large it is, what it is.
fn worth(row: &Row, name: &str, key: &str, matched: Matched) -> f64 {
    let people = (unpack_weight(row.weight) + 1.0).ln();
    let fame = FAME * people + CITY * (people - 100_000_f64.ln()).max(0.0);
    let own = key::key(name);
    let alike = || similarity(key::without_article(key), key::without_article(&own));
    let letters = || LETTERS * 10.0 * (1.0 - f64::from(alike()));
    let name = match matched {
        Matched::Exact if own == key => 0.0,
        Matched::Exact => OTHER_NAME,
        Matched::Article | Matched::Reworded => -0.3,
        Matched::Skeleton => -1.8 + letters(),
        Matched::Edit => -3.2 + letters(),
    };
    let kind = match row.kind {
        PlaceKind::Region => -1.3,
        PlaceKind::District => -0.5,
        _ => 0.0,
    };
    fame + name + kind
}

/// Whether two names start with the same letter, or both with a vowel: slips of the pen and other transliterations seldom change
/// the first consonant, and names that do are others ("Rhine" and "Chine").
fn starts_alike(key: &str, name: &[u8]) -> bool {
    let vowel = |byte: u8| matches!(byte, b'a' | b'e' | b'i' | b'o' | b'u' | b'y');
    match (key.as_bytes().first(), name.first()) {
        (Some(a), Some(b)) => a == b || vowel(*a) && vowel(*b),
        _ => true,
    }
}

/// What is known about a place besides its name.
#[derive(Clone, Debug, Default)]
pub struct FindOptions {
    /// ISO 3166-1 alpha-2: only places of this country.
    pub country: Option<String>,
    /// A first-level region's name: places in it come first.
    pub admin1: Option<String>,
    /// Latitude and longitude of somewhere near.
    pub near: Option<(f64, f64)>,
    /// The most candidates to give; 0 stands for 10.
    pub limit: usize,
    /// Only equal names.
    pub exact: bool,
    /// ISO 3166-1 alpha-2 of the country that the name stands for by the codebook ("UK"); [`crate::Placer::find`] fills it.
    pub stands_for: Option<String>,
    /// Other forms of the name ([`crate::key`]), tried where no place has it; [`crate::Placer::find`] fills them from the codebook.
    pub other_forms: Vec<String>,
}

/// A first-level region that somebody names.
pub(crate) struct NamedRegion {
    pub(crate) found: Option<(Hit, Candidate)>,
    /// The key that was given, and that of the gazetteer's name.
    names: Vec<String>,
}

impl NamedRegion {
    /// Whether it has this key, but for vowels.
    pub(crate) fn is(&self, own: &str) -> bool {
        self.names.iter().any(|name| own == name || key::skeleton(own) == key::skeleton(name))
    }
}

impl Gazetteer {
    /// The places that `name` may mean, the best first; ties in the order of their ids.
    pub fn find(&self, name: &str, options: &FindOptions) -> Vec<Candidate> {
        let limit = if options.limit == 0 { 10 } else { options.limit };
        let key = key::key(name);
        let found = self.matches(&key, &options.other_forms, options.country.as_deref(), options.exact);
        let region =
            options.admin1.as_deref().map(|name| self.region(&key::key(name), options.country.as_deref()));
        let mut scored: Vec<(f64, Hit, Matched)> = Vec::new();
        let stands_for = options.stands_for.as_deref().map_or_else(Vec::new, |iso| self.country_rows(iso));
        let known = stands_for.iter().map(|hit| (*hit, Matched::Exact, 1.0));
        // What the codebook knows is no other spelling of something else.
        let exact = |m: &Matched| stands_for.is_empty() || *m == Matched::Exact;
        let others = found.into_iter().filter(|(hit, m, _)| exact(m) && !stands_for.contains(hit));
        for (hit, matched, _) in known.chain(others) {
            let Some(row) = self.row(hit) else { continue };
            let layer = self.layer(hit);
            let own = layer.string(row.name);
            let as_named = if stands_for.contains(&hit) { key::key(own) } else { key.clone() };
            let mut score = worth(&row, own, &as_named, matched);
            if let Some(region) = &region
                && !region.is(&key::key(layer.region(row.admin1).1))
            {
                score += OUTSIDE;
            }
            if let Some(near) = options.near {
                score -= distance_km(near, (row.lat, row.lon)) / FAR_KM;
            }
            if hit.layer as usize + 1 < self.layers.len() {
                score += OWN_LAYER;
            }
            scored.push((score, hit, matched));
        }
        scored.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
        let best = scored.first().map_or(NONE, |(score, ..)| score.max(NONE));
        let all: f64 =
            scored.iter().map(|(score, ..)| (score - best).exp()).sum::<f64>() + (NONE - best).exp();
        scored.truncate(limit);
        let probability = |score: f64| ((score - best).exp() / all) as f32;
        let candidate = |(score, hit, matched)| self.candidate(hit, matched, probability(score));
        scored.into_iter().filter_map(candidate).collect()
    }

    /// Rows with how their name matches and how close (0 to 1). Looser ways are tried only where stricter ones find nothing.
    pub(crate) fn matches(
        &self,
        key: &str,
        other_forms: &[String],
        country: Option<&str>,
        exact: bool,
    ) -> Vec<(Hit, Matched, f32)> {
        let wanted = country.map(country_bytes);
        let keep = |hits: &[Hit]| -> Vec<Hit> {
            let mut hits: Vec<Hit> = hits
                .iter()
                .copied()
                .filter(|hit| wanted.is_none_or(|c| self.row(*hit).is_some_and(|row| row.country == c)))
                .collect();
            hits.sort_unstable();
            hits.dedup();
            hits
        };
        let mut hits = Vec::new();
        self.exact(key, &mut hits);
        let found = keep(&hits);
        if !found.is_empty() || exact || key.is_empty() {
            return found.into_iter().map(|hit| (hit, Matched::Exact, 1.0)).collect();
        }
        hits.clear();
        let bare = key::without_article(key);
        self.other_articles(bare, &mut hits);
        let found = keep(&hits);
        if !found.is_empty() {
            return found.into_iter().map(|hit| (hit, Matched::Article, 0.95)).collect();
        }
        hits.clear();
        for other in other_forms {
            self.exact(other, &mut hits);
        }
        let found = keep(&hits);
        if !found.is_empty() {
            return found.into_iter().map(|hit| (hit, Matched::Reworded, 0.9)).collect();
        }
        let mut best: FxHashMap<Hit, (Matched, f32)> = FxHashMap::default();
        let length = bare.chars().count();
        if wanted.is_some() && bare.is_ascii() {
            let skeleton = key::skeleton(bare);
            hits.clear();
            self.of_skeleton(&skeleton, &mut hits);
            let closeness = 0.6 + 0.05 * skeleton.len().min(6) as f32;
            best.extend(keep(&hits).into_iter().map(|hit| (hit, (Matched::Skeleton, closeness))));
        }
        let edits = match length {
            0..=4 => 0,
            5..=8 => 1,
            _ => 2,
        };
        if edits > 0
            && length <= 40
            && best.is_empty()
            && let Ok(automaton) = Levenshtein::new(bare, edits)
        {
            for (n, layer) in self.layers.iter().enumerate() {
                let names = fst::Map::from(layer.names.clone());
                let mut stream = names.search(&automaton).into_stream();
                let mut rows = Vec::new();
                let mut steps = 0;
                while let Some((name, value)) = stream.next() {
                    steps += 1;
                    if steps > 2000 {
                        break;
                    }
                    if !starts_alike(bare, name) {
                        continue;
                    }
                    rows.clear();
                    layer.rows_of(value, &mut rows);
                    let hits: Vec<Hit> = rows.iter().map(|row| Hit { layer: n as u8, row: *row }).collect();
                    for hit in keep(&hits) {
                        best.entry(hit).or_insert((Matched::Edit, 0.8));
                    }
                }
            }
        }
        #[allow(clippy::iter_over_hash_type)] // sorted on the next line
        let mut found: Vec<(Hit, Matched, f32)> = best.into_iter().map(|(hit, (m, c))| (hit, m, c)).collect();
        found.sort_unstable_by_key(|(hit, _, _)| *hit);
        found
    }

    /// A first-level region by its key.
    pub(crate) fn region(&self, key: &str, country: Option<&str>) -> NamedRegion {
        let found = self.matches(key, &[], country, false);
        let regions = found.into_iter().filter_map(|(hit, m, c)| Some((hit, self.candidate(hit, m, c)?)));
        let found = regions
            .filter(|(_, c)| c.kind == PlaceKind::Region)
            .max_by(|a, b| a.1.score.total_cmp(&b.1.score).then(b.1.gazetteer_id.cmp(&a.1.gazetteer_id)));
        let mut names = vec![key.to_owned()];
        // "Nineveh" is the gazetteer's "Ninawa"; a name with other letters may be another region's.
        if let Some((_, found)) = found.as_ref().filter(|(_, found)| found.matched != Matched::Edit) {
            names.extend(found.admin1.as_deref().map(key::key));
        }
        NamedRegion { found, names }
    }

    /// The rows of a country whose name differs from `key` by an article or by vowels alone, with their folded names.
    pub(crate) fn transliterations(&self, key: &str, country: &str) -> Vec<(Hit, Matched, String)> {
        let country = country_bytes(country);
        let bare = key::without_article(key);
        let mut hits = Vec::new();
        if bare != key {
            self.exact(bare, &mut hits);
        }
        if bare.is_ascii() {
            self.of_skeleton(&key::skeleton(bare), &mut hits);
        }
        hits.sort_unstable();
        hits.dedup();
        let own = hits.into_iter().filter_map(|hit| {
            self.row(hit).filter(|row| row.country == country)?;
            let name = self.key_of(hit);
            let article = key::without_article(&name) == bare;
            Some((hit, if article { Matched::Article } else { Matched::Skeleton }, name))
        });
        own.collect()
    }

    /// The folded name of a row.
    fn key_of(&self, hit: Hit) -> String {
        self.row(hit).map(|row| key::key(self.layer(hit).string(row.name))).unwrap_or_default()
    }

    /// Rows of a name without its article or with another.
    fn other_articles(&self, bare: &str, hits: &mut Vec<Hit>) {
        self.exact(bare, hits);
        for article in key::written_articles() {
            self.exact(&format!("{article} {bare}"), hits);
        }
    }

    /// Rows of names with these consonants; names with fewer than two have too much company.
    fn of_skeleton(&self, skeleton: &str, hits: &mut Vec<Hit>) {
        let mut rows = Vec::new();
        for (n, layer) in self.layers.iter().enumerate().filter(|_| skeleton.len() >= 2) {
            let Some(value) = layer.skeletons.get(skeleton) else { continue };
            rows.clear();
            layer.rows_of(value.value(), &mut rows);
            hits.extend(rows.iter().map(|row| Hit { layer: n as u8, row: *row }));
        }
    }
}
