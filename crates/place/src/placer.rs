//! Puts the steps together: names, links between them, resolution, the record's `where`.

use codebook::Files;
use codebook::places::{Countries, Places};
use document::{Document, TextRange};
use record::{Relation, Where};

use crate::gazetteer::{Gazetteer, Matched, PlaceKind, unpack_radius};
use crate::links;
use crate::mention::{Context, Mention};
use crate::names::{self, Name};
use crate::resolve::{self, Resolved};
use crate::scan::Scan;
use crate::votes::Votes;
use crate::words::{DISTRICT, FEATURE, Known, PART, REGION, SETTLEMENT, Words};

/// Finds and resolves the places of documents. Made once, used by any number of threads.
pub struct Placer {
    words: Words,
    gazetteer: Gazetteer,
}

impl Placer {
    /// Compiles the codebook's words.
    ///
    /// # Errors
    /// `places.toml` or `countries.toml` is not as it should be; the error points at file, line and column.
    pub fn new(files: &Files, gazetteer: Gazetteer) -> Result<Placer, codebook::Error> {
        let places: Places = files.parse("places.toml")?;
        let countries: Countries = files.parse("countries.toml")?;
        let mut words = Words::new(&places, &countries);
        for text in files.names().filter(|name| *name != "traps.toml").filter_map(|name| files.text(name)) {
            words.learn(text);
        }
        Ok(Placer { words, gazetteer })
    }

    pub(crate) fn words(&self) -> &Words {
        &self.words
    }

    /// The gazetteer that it resolves with.
    pub fn gazetteer(&self) -> &Gazetteer {
        &self.gazetteer
    }

    /// Every name of a place, people or person in the order of the text, with what it means.
    pub fn annotate(&self, doc: &Document, context: &Context<'_>) -> Vec<Mention> {
        let scan = Scan::new(doc, &self.words, context.taken);
        let names = names::find(&scan, &self.words, &self.gazetteer);
        self.mentions(doc, &scan, names, context, false)
    }

    /// Resolves exactly the given spans, one mention each in their order; the other names of the document are context. Every
    /// name that any gazetteer has gets its likeliest place, however unlikely.
    pub fn resolve_spans(&self, doc: &Document, context: &Context<'_>, spans: &[TextRange]) -> Vec<Mention> {
        let scan = Scan::new(doc, &self.words, context.taken);
        let mut names = names::find(&scan, &self.words, &self.gazetteer);
        names.retain(|name| {
            let range = scan.range(name.a, name.b);
            name.sure >= 0.6 && !spans.iter().any(|span| span.overlaps(range))
        });
        for span in spans {
            if let Some(name) = names::given(&scan, &self.words, &self.gazetteer, *span) {
                names.push(name);
            }
        }
        names.sort_by_key(|name| (name.a, name.b));
        let mentions = self.mentions(doc, &scan, names, context, true);
        spans
            .iter()
            .map(|span| {
                let found = mentions
                    .iter()
                    .filter(|m| m.range.overlaps(*span))
                    .min_by_key(|m| m.range.start.abs_diff(span.start) + m.range.end.abs_diff(span.end));
                let mut mention = found.cloned().unwrap_or_else(|| Mention {
                    range: *span,
                    phrase: *span,
                    kind: crate::MentionKind::Place,
                    place: Where { precision: 4, ..Where::default() },
                    role: crate::PlaceRole::At,
                    part_of: None,
                    describes: None,
                    confidence: 0.0,
                    candidates: Vec::new(),
                    rule: "no word in the span".to_owned(),
                });
                mention.range = *span;
                (mention.part_of, mention.describes) = (None, None);
                mention
            })
            .collect()
    }

    fn mentions(
        &self,
        doc: &Document,
        scan: &Scan<'_>,
        mut names: Vec<Name>,
        context: &Context<'_>,
        forced: bool,
    ) -> Vec<Mention> {
        let between = if forced { Vec::new() } else { links::pairs(scan, &mut names) };
        let part_of = links::containers(scan, &names, &self.gazetteer);
        let mut votes = self.context_votes(context);
        self.signs(scan, &mut votes);
        let mut resolved = resolve::resolve(&self.gazetteer, &names, &part_of, &mut votes);
        if forced {
            for r in &mut resolved {
                r.chosen = !r.options.is_empty();
                if let Some(best) = r.options.first() {
                    r.country = Some(String::from_utf8_lossy(&best.row.country).trim().to_owned());
                }
            }
        }
        let mut mentions: Vec<Mention> = Vec::with_capacity(names.len());
        for n in 0..names.len() {
            mentions.push(self.mention(doc, scan, &names, &resolved, &part_of, n));
        }
        for (n, other) in between {
            join(doc, &mut mentions, n, other);
        }
        links::describe(scan, &names, &mut mentions);
        headings(doc, &mut mentions);
        mentions
    }

    /// The country that most of a document's names speak for, and its share of them.
    pub fn document_country(&self, doc: &Document, context: &Context<'_>) -> Option<(String, f64)> {
        let scan = Scan::new(doc, &self.words, context.taken);
        let names = names::find(&scan, &self.words, &self.gazetteer);
        let part_of = vec![None; names.len()];
        let mut votes = self.context_votes(context);
        self.signs(&scan, &mut votes);
        resolve::resolve(&self.gazetteer, &names, &part_of, &mut votes);
        votes.best()
    }

    fn context_votes(&self, context: &Context<'_>) -> Votes {
        let mut votes = Votes::default();
        if let Some(country) = context.country {
            votes.everywhere(country, 6.0);
        }
        for text in [context.publisher, context.title].into_iter().flatten() {
            for name in self.countries_in(text) {
                votes.everywhere(&name, 2.0);
            }
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

    fn mention(
        &self,
        doc: &Document,
        scan: &Scan<'_>,
        names: &[Name],
        resolved: &[Resolved],
        part_of: &[Option<usize>],
        n: usize,
    ) -> Mention {
        let (name, r) = (&names[n], &resolved[n]);
        let range = scan.range(name.a, name.b);
        let (phrase_a, phrase_b) = (name.around.phrase_a.min(name.a), name.around.phrase_b.max(name.b));
        let mut phrase = scan.range(phrase_a, phrase_b);
        let mut path = vec![written(doc, range)];
        if name.noun & (crate::words::FACILITY | FEATURE) != 0
            && (name.is_found() || name.noun & crate::words::FACILITY != 0)
        {
            // "Bukavu airport" is in Bukavu.
            let core_b = (name.a + 1..name.b)
                .rev()
                .find(|b| !scan.has(*b, crate::words::NOUN) && scan.token(*b).is_word());
            let core = core_b.map_or(scan.range(name.a, name.a + 1), |b| scan.range(name.a, b + 1));
            if core != range && crate::key(doc.slice(core)) == name.core {
                path.push(written(doc, core));
            }
        }
        let mut wider = part_of[n];
        let mut steps = 0;
        while let Some(m) = wider {
            path.push(written(doc, scan.range(names[m].a, names[m].b)));
            phrase = phrase.cover(scan.range(names[m].a, names[m].b));
            wider = part_of[m];
            steps += 1;
            if steps > 6 {
                break;
            }
        }
        path.dedup();
        let best = r.options.first().filter(|_| r.chosen);
        let candidates: Vec<_> = r
            .options
            .iter()
            .take(5)
            .filter_map(|o| {
                let score = 1.0 / (1.0 + (r.options[0].score - o.score).exp());
                self.gazetteer.candidate(o.hit, o.matched, score as f32)
            })
            .collect();
        let relation = name.around.relation;
        let mut place = Where {
            name: Some(path[0].clone()),
            path,
            relation,
            country: r.country.clone(),
            precision: precision(name, best.map(|o| o.row.kind), relation),
            span: Some(doc.span(phrase)),
            ..Where::default()
        };
        let mut margin = 0.0;
        if let Some(best) = best {
            let candidate = &candidates[0];
            place.gazetteer_id = Some(candidate.gazetteer_id.clone());
            place.admin1 = candidate.admin1.clone();
            if best.row.kind == PlaceKind::Region {
                place.admin1 = Some(candidate.name.clone());
            }
            let at = crate::geometry::offset((best.row.lat, best.row.lon), relation, name.around.distance_km);
            place.lat = Some(at.0);
            place.lon = Some(at.1);
            let radius = unpack_radius(best.row.radius);
            place.radius_km = Some(crate::geometry::radius(radius, relation, name.around.distance_km));
            margin = r.options.get(1).map_or(6.0, |second| best.score - second.score);
        } else if let Some(Known::Area(area)) = &name.known {
            (place.lat, place.lon, place.radius_km) = (Some(area.lat), Some(area.lon), Some(area.radius_km));
            margin = 6.0;
        } else if name.kind.is_place() {
            self.inherit(&mut place, names, resolved, part_of[n], n);
        }
        let mut sure = name.sure;
        if best.is_some() {
            sure *= (0.55 + 0.45 / (1.0 + (-margin).exp())) as f32;
        }
        Mention {
            range,
            phrase,
            kind: name.kind,
            place,
            role: name.around.role,
            part_of: part_of[n],
            describes: None,
            confidence: sure.clamp(0.0, 1.0),
            candidates,
            rule: name.rule.to_owned(),
        }
    }

    /// A place that no gazetteer has takes its wider place's point and radius, or that of the nearest place of its country.
    fn inherit(
        &self,
        place: &mut Where,
        names: &[Name],
        resolved: &[Resolved],
        wider: Option<usize>,
        n: usize,
    ) {
        let own = place.country.as_deref();
        let fits = |m: usize| {
            resolved[m].chosen
                && names[m].kind.is_place()
                && resolved[m].country.as_deref() == own
                && own.is_some()
        };
        // The place around which the others lie, rather than the nearest in the text.
        let likely = |m: usize| {
            let support = resolved[m].support * f64::from(names[m].sure);
            (support + 0.3) / (1.0 + names[m].a.abs_diff(names[n].a) as f64 / 100.0)
        };
        let source = wider.filter(|m| resolved[*m].chosen).or_else(|| {
            (n.saturating_sub(40)..(n + 41).min(names.len()))
                .filter(|m| *m != n && fits(*m))
                .filter(|m| resolved[*m].options[0].row.kind != PlaceKind::Country)
                .max_by(|a, b| likely(*a).total_cmp(&likely(*b)).then(b.cmp(a)))
        });
        let Some(source) = source.and_then(|m| resolved[m].options.first()) else { return };
        let Some(candidate) = self.gazetteer.candidate(source.hit, Matched::Exact, 0.0) else { return };
        place.admin1 = match candidate.kind {
            PlaceKind::Region => Some(candidate.name.clone()),
            PlaceKind::Country => None,
            _ => candidate.admin1.clone(),
        };
        place.lat = Some(candidate.lat);
        place.lon = Some(candidate.lon);
        place.radius_km = Some(candidate.radius_km.max(50.0));
    }
}

fn written(doc: &Document, range: TextRange) -> String {
    doc.slice(range).split_whitespace().collect::<Vec<_>>().join(" ")
}

/// ACLED's geo-precision, plus 4 for countries and parts of the world.
fn precision(name: &Name, kind: Option<PlaceKind>, relation: Option<Relation>) -> u8 {
    match (&name.known, kind) {
        (Some(Known::Country(_) | Known::Demonym(_)), _) | (_, Some(PlaceKind::Country)) => return 4,
        (Some(Known::Area(area)), _) => return if area.country.is_some() { 3 } else { 4 },
        _ => {}
    }
    let area_noun = name.noun & (REGION | FEATURE) != 0 && name.noun & (SETTLEMENT | PART | DISTRICT) == 0;
    if kind == Some(PlaceKind::Region) && name.noun & (SETTLEMENT | PART) == 0 || area_noun {
        3
    } else if relation.is_some() || name.noun & DISTRICT != 0 || kind == Some(PlaceKind::District) {
        2
    } else {
        1
    }
}

/// Makes one place of two between which an event lies.
fn join(doc: &Document, mentions: &mut [Mention], a: usize, b: usize) {
    let range = mentions[a].range.cover(mentions[b].range);
    let names = [mentions[a].place.path[0].clone(), mentions[b].place.path[0].clone()];
    let other = mentions[b].place.clone();
    let phrase = mentions[a].phrase.cover(mentions[b].phrase);
    let mention = &mut mentions[a];
    mention.range = range;
    mention.phrase = phrase;
    let whole = written(doc, range);
    let place = &mut mention.place;
    place.name = Some(whole.clone());
    let mut path = vec![whole];
    path.extend(names);
    path.extend(other.path.iter().skip(1).cloned());
    place.path = path;
    place.relation = Some(Relation::Between);
    place.precision = 2;
    place.span = Some(doc.span(phrase));
    if let (Some(lat1), Some(lon1), Some(lat2), Some(lon2)) = (place.lat, place.lon, other.lat, other.lon) {
        let distance = crate::distance_km((lat1, lon1), (lat2, lon2));
        if distance < 800.0 {
            place.lat = Some((lat1 + lat2) / 2.0);
            place.lon = Some((lon1 + lon2) / 2.0);
            place.radius_km = Some((distance / 2.0).max(2.0));
        }
    }
    if place.country.is_none() {
        place.country = other.country.clone();
    }
    place.gazetteer_id = None;
    mentions[b].describes = Some(a);
}

/// A region's heading is the last name of the path of what stands under it. Mentions stand in the order of the text.
fn headings(doc: &Document, mentions: &mut [Mention]) {
    for section in doc.sections() {
        let at = |mentions: &[Mention], byte: u32| mentions.partition_point(|m| m.range.start < byte);
        let first = at(mentions, section.heading.start);
        let heading = mentions[first..]
            .iter()
            .take_while(|m| m.range.start < section.heading.end)
            .find(|m| section.heading.contains(m.range) && m.kind.is_place())
            .map(|m| m.place.path[0].clone());
        let Some(heading) = heading else { continue };
        let first = at(mentions, section.body.start);
        for mention in mentions[first..].iter_mut().take_while(|m| m.range.start < section.body.end) {
            if section.body.contains(mention.range) && mention.kind.is_place() {
                mention.place.path = path_with_heading(&mention.place.path, &heading);
            }
        }
    }
}

/// A path with the region of a heading at its end, unless it is there already.
pub fn path_with_heading(path: &[String], heading: &str) -> Vec<String> {
    let mut path = path.to_vec();
    let key = crate::key(heading);
    if !key.is_empty() && !path.iter().any(|name| crate::key(name) == key) {
        path.push(heading.to_owned());
    }
    path
}

#[cfg(test)]
mod tests {
    use std::sync::LazyLock;

    use proptest::prelude::*;

    use super::*;

    static PLACER: LazyLock<Placer> =
        LazyLock::new(|| Placer::new(&Files::embedded(), Gazetteer::embedded()).unwrap());

    proptest! {
        #![proptest_config(ProptestConfig { cases: 64, ..ProptestConfig::default() })]
        #[test]
        fn every_span_slices_its_text(text in "(\\PC|[A-Z][a-z]{1,8}|near |of |the |between |, |–|Gao |\n){0,80}") {
            let doc = Document::new(text, &document::Style::default());
            let mentions = PLACER.annotate(&doc, &Context::default());
            for mention in &mentions {
                prop_assert!(!doc.slice(mention.range).is_empty());
                prop_assert!(mention.phrase.contains(mention.range));
                prop_assert!((0.0..=1.0).contains(&mention.confidence));
                prop_assert!(mention.place.lat.is_none_or(|lat| (-90.0..=90.0).contains(&lat)));
            }
            prop_assert_eq!(&mentions, &PLACER.annotate(&doc, &Context::default()));
        }
    }

    #[test]
    fn spans_of_others_get_one_answer_each() {
        let doc = Document::new("Held in Paris, Texas, and in Gao.".to_owned(), &document::Style::default());
        let spans = [TextRange::new(8, 13), TextRange::new(29, 32), TextRange::new(0, 4)];
        let found = PLACER.resolve_spans(&doc, &Context::default(), &spans);
        let countries: Vec<_> = found.iter().map(|m| m.place.country.as_deref()).collect();
        assert_eq!(countries[..2], [Some("US"), Some("ML")]);
        assert_eq!(found.len(), 3);
    }

    #[test]
    fn a_text_of_many_names_takes_linear_time() {
        let time = |n: usize| {
            let doc = Document::new("Gao, Paris and Springfield. ".repeat(n), &document::Style::default());
            let start = std::time::Instant::now();
            assert!(PLACER.annotate(&doc, &Context::default()).len() >= 2 * n);
            start.elapsed().as_secs_f64()
        };
        time(10);
        let (short, long) = (time(100), time(800));
        assert!(long < 24.0 * short + 1.0, "eight times the text took {short} s, then {long} s");
    }
}
