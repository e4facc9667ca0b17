//! Puts the steps together: names, links between them, resolution, the record's `where`.

use codebook::Files;
use codebook::places::{Areas, Countries, Places};
use document::{Document, TextRange};

use crate::gazetteer::Gazetteer;
use crate::given::given;
use crate::joined::{headings, join, labels_over};
use crate::links::{self, Links};
use crate::mention::{Context, Mention};
use crate::names::{self, Name};
use crate::resolve::Field;
use crate::scan::Scan;
use crate::words::Words;

/// Finds and resolves the places of documents. Made once, used by any number of threads.
pub struct Placer {
    pub(crate) words: Words,
    pub(crate) gazetteer: Gazetteer,
}

impl Placer {
    /// Compiles the codebook's words.
    ///
    /// # Errors
    /// `places.toml`, `countries.toml` or `areas.toml` is not as it should be; the error points at file, line and column.
    pub fn new(files: &Files, gazetteer: Gazetteer) -> Result<Placer, codebook::Error> {
        let places: Places = files.parse("places.toml")?;
        let countries: Countries = files.parse("countries.toml")?;
        let areas: Areas = files.parse("areas.toml")?;
        let mut words = Words::new(&places, &countries, &areas);
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
        let field = self.field(&scan, &names, context);
        self.mentions(doc, &scan, names, field, false)
    }

    /// [`Placer::annotate`] and [`Placer::document_country`] at once, in little more time than one of them.
    pub fn survey(&self, doc: &Document, context: &Context<'_>) -> (Vec<Mention>, Option<(String, f64)>) {
        let scan = Scan::new(doc, &self.words, context.taken);
        let names = names::find(&scan, &self.words, &self.gazetteer);
        let field = self.field(&scan, &names, context);
        let country = field.clone().country(&names);
        (self.mentions(doc, &scan, names, field, false), country)
    }

    /// Resolves exactly the given spans, one mention each in their order; the other names of the document are context. Every
    /// name that any gazetteer has gets its likeliest place, however unlikely.
    pub fn resolve_spans(&self, doc: &Document, context: &Context<'_>, spans: &[TextRange]) -> Vec<Mention> {
        let scan = Scan::new(doc, &self.words, context.taken);
        let taken = Covered::new(spans);
        let mut names = names::find(&scan, &self.words, &self.gazetteer);
        names.retain(|name| name.sure >= 0.6 && !taken.overlaps(scan.range(name.a, name.b)));
        // Each name with the span that it answers, if it answers one.
        let mut named: Vec<(Name, Option<usize>)> = names.into_iter().map(|name| (name, None)).collect();
        for (n, span) in spans.iter().enumerate() {
            named.extend(given(&scan, &self.words, &self.gazetteer, *span).map(|name| (name, Some(n))));
        }
        named.sort_by_key(|(name, _)| (name.a, name.b));
        let (names, answers): (Vec<Name>, Vec<Option<usize>>) = named.into_iter().unzip();
        let field = self.field(&scan, &names, context);
        let mentions = self.mentions(doc, &scan, names, field, true);
        let mut found: Vec<Option<Mention>> = vec![None; spans.len()];
        for (mention, answer) in mentions.into_iter().zip(answers) {
            if let Some(n) = answer {
                found[n] = Some(mention);
            }
        }
        let answer = |(found, span): (Option<Mention>, &TextRange)| {
            let mut mention = found.unwrap_or_else(|| Mention::nothing(*span));
            mention.range = *span;
            (mention.part_of, mention.describes) = (None, None);
            mention
        };
        found.into_iter().zip(spans).map(answer).collect()
    }

    fn mentions(
        &self,
        doc: &Document,
        scan: &Scan<'_>,
        mut names: Vec<Name>,
        field: Field,
        forced: bool,
    ) -> Vec<Mention> {
        let between = if forced { Vec::new() } else { links::pairs(scan, &mut names) };
        let mut links = Links::none(names.len());
        links.part_of = links::containers(scan, &names, &self.gazetteer);
        for (a, b, _) in &between {
            links.partner[*a] = Some(*b);
            links.partner[*b] = Some(*a);
        }
        let mut resolved = field.resolve(scan, &self.gazetteer, &names, &links);
        if forced {
            for r in &mut resolved {
                r.chosen = !r.options.is_empty();
                if let Some(best) = r.options.first() {
                    r.country = Some(String::from_utf8_lossy(&best.row.country).trim().to_owned());
                }
            }
        }
        self.other_spellings(&names, &mut resolved);
        let mut mentions: Vec<Mention> = Vec::with_capacity(names.len());
        for n in 0..names.len() {
            mentions.push(self.mention(doc, scan, &names, &resolved, &links.part_of, n));
        }
        for (n, other, road) in between {
            join(doc, &mut mentions, n, other, road);
        }
        links::describe(scan, &names, &mut mentions);
        labels_over(&mut mentions);
        headings(doc, &mut mentions);
        mentions
    }
}

/// Spans merged where they overlap, for looking up in logarithmic time.
struct Covered(Vec<TextRange>);

impl Covered {
    fn new(spans: &[TextRange]) -> Covered {
        let mut sorted: Vec<TextRange> = spans.iter().copied().filter(|span| !span.is_empty()).collect();
        sorted.sort_unstable();
        let mut merged: Vec<TextRange> = Vec::with_capacity(sorted.len());
        for span in sorted {
            match merged.last_mut() {
                Some(last) if span.start < last.end => *last = last.cover(span),
                _ => merged.push(span),
            }
        }
        Covered(merged)
    }

    fn overlaps(&self, range: TextRange) -> bool {
        let next = self.0.partition_point(|span| span.end <= range.start);
        self.0.get(next).is_some_and(|span| span.overlaps(range))
    }
}

#[cfg(test)]
mod tests {
    use std::sync::LazyLock;

    use proptest::prelude::*;

    use super::*;
    use crate::gazetteer::Matched;

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
        // A span may hold the wider place as well.
        let whole = PLACER.resolve_spans(&doc, &Context::default(), &[TextRange::new(8, 20)]);
        assert_eq!(found[0].place.gazetteer_id, whole[0].place.gazetteer_id);
    }

    #[test]
    fn a_region_with_a_town_of_its_name_needs_a_word_for_what_it_is() {
        let precision = |text: &str| {
            let doc = Document::new(text.to_owned(), &document::Style::default());
            let found = PLACER.annotate(&doc, &Context::default()).into_iter().next().unwrap();
            (found.place.country.unwrap(), found.place.precision)
        };
        assert_eq!(precision("A device exploded in Kherson on Monday."), ("UA".to_owned(), 1));
        assert_eq!(precision("A device exploded in Kherson region on Monday."), ("UA".to_owned(), 3));
        assert_eq!(precision("A device exploded in Nineveh on Monday."), ("IQ".to_owned(), 3));
    }

    #[test]
    fn a_table_may_name_a_region_as_english_does() {
        let score = |region| {
            let query = crate::Query { place: "Mosul", country: Some("IQ"), admin1: Some(region) };
            PLACER.locate(&query).score
        };
        assert!((score("Nineveh") - score("Ninawa")).abs() < 1e-6);
        assert!(score("Anbar") < score("Ninawa") - 0.1);
        let first = |region: &str| {
            let options = crate::FindOptions { admin1: Some(region.to_owned()), ..Default::default() };
            PLACER.find("Mosul", &options)[0].score
        };
        assert!((first("Nineveh Province") - first("Ninawa")).abs() < 1e-6);
    }

    #[test]
    fn words_in_another_order_and_short_words_are_found() {
        let first = |name: &str| {
            let found = PLACER.find(name, &crate::FindOptions::default());
            found.into_iter().next().map(|c| (c.country.unwrap(), c.kind, c.matched))
        };
        assert_eq!(
            first("Kivu Nord"),
            Some(("CD".to_owned(), crate::gazetteer::PlaceKind::Region, Matched::Reworded))
        );
        assert_eq!(
            first("N. Darfur"),
            Some(("SD".to_owned(), crate::gazetteer::PlaceKind::Region, Matched::Reworded))
        );
        assert_eq!(first("Sinai, North").map(|f| f.0), Some("EG".to_owned()));
        assert_eq!(first("Zorb Quals"), None);
    }

    #[test]
    fn a_look_up_knows_what_the_codebook_knows() {
        let first = |name: &str| PLACER.find(name, &crate::FindOptions::default()).swap_remove(0);
        assert_eq!(first("UK").country.as_deref(), Some("GB"));
        assert_eq!(first("Lake Victoria").kind, crate::gazetteer::PlaceKind::Area);
        // Where the country is given and the part of the world lies elsewhere, it is a place of that country.
        let in_georgia = crate::FindOptions { country: Some("GE".to_owned()), ..Default::default() };
        let near_gori = crate::FindOptions { near: Some((42.0, 44.1)), ..Default::default() };
        assert_eq!(PLACER.find("Java", &near_gori)[0].kind, crate::gazetteer::PlaceKind::Town);
        assert_eq!(PLACER.find("Java", &in_georgia)[0].kind, crate::gazetteer::PlaceKind::Town);
        assert_eq!(first("Springfield, Ill.").admin1.as_deref(), Some("Illinois"));
        assert_eq!(first("Springfield, Missouri").admin1.as_deref(), Some("Missouri"));
        assert_eq!(first("Paris, Canada").country.as_deref(), Some("CA"));
        // A table's row that says neither country nor region.
        let place = |place| PLACER.locate(&crate::Query { place, ..Default::default() });
        assert_eq!(place("China").candidates[0].kind, crate::gazetteer::PlaceKind::Country);
        assert_eq!(place("Zorb Quals").lat, None);
    }

    #[test]
    fn another_spelling_is_taken_and_said_so_but_not_one_of_a_stranger() {
        let first = |text: &str| {
            let doc = Document::new(text.to_owned(), &document::Style::default());
            let found = PLACER.annotate(&doc, &Context::default()).into_iter().next().unwrap();
            (found.candidates.first().map(|c| (crate::key(&c.name), c.matched)), found.place.gazetteer_id)
        };
        let (candidate, id) = first("A man died near Hawija in Iraq.");
        assert_eq!(candidate, Some(("al hawijah".to_owned(), Matched::Skeleton)));
        assert!(id.is_some());
        assert_eq!(first("A man died near Velmara in Iraq.").1, None);
    }

    #[test]
    fn in_a_report_of_armed_events_a_name_is_rather_where_there_is_organised_violence() {
        let country = |armed: bool| {
            let doc = Document::new("A device exploded in Rawa.".to_owned(), &document::Style::default());
            let context = Context { armed, ..Context::default() };
            PLACER.annotate(&doc, &context)[0].place.country.clone()
        };
        assert_eq!((country(false), country(true)), (Some("PL".to_owned()), Some("IQ".to_owned())));
    }

    #[test]
    fn a_capital_that_speaks_is_its_government_wherever_the_report_is() {
        let text = "Washington said that two men died near Gao in Mali.";
        let doc = Document::new(text.to_owned(), &document::Style::default());
        let first = PLACER.annotate(&doc, &Context::default()).into_iter().next().unwrap();
        let country = first.place.country.as_deref();
        assert_eq!((first.kind, country), (crate::MentionKind::Metonym, Some("US")));
    }

    #[test]
    fn what_a_publisher_is_called_says_no_more_than_it_must() {
        let country = |publisher: &str, text: &str| {
            let doc = Document::new(text.to_owned(), &document::Style::default());
            let context = Context { publisher: Some(publisher), armed: true, ..Context::default() };
            PLACER.annotate(&doc, &context)[0].place.country.clone().unwrap_or_default()
        };
        // A language is no country, nor is "Eastern Region" one of the country that has a region of that name.
        assert_eq!(country("Arakan Daily English", "A device exploded in Kyauktaw."), "MM");
        assert_eq!(country("Eastern Region Weekly", "A device exploded in Mehtar Lam."), "AF");
        // A name that one country alone has is there, whoever writes of it.
        assert_eq!(country("Velmara Herald, Spain", "A device exploded in Teorama."), "CO");
        // Of two places of a name that in the publisher's country.
        assert_eq!(country("Agencia del Cauca, Colombia", "A device exploded in Argelia."), "CO");
    }

    #[test]
    fn a_place_that_no_gazetteer_has_gets_the_region_over_its_section() {
        let text = "Shells fell on Kirkuk and Kirkuk.\n\nDiyala\nA man died near the village of Velmara.\n";
        let doc = Document::new(text.to_owned(), &document::Style::default());
        let found = PLACER.annotate(&doc, &Context::default());
        let place = &found.iter().find(|m| m.place.path[0] == "Velmara").unwrap().place;
        assert_eq!((place.gazetteer_id.as_deref(), place.admin1.as_deref()), (None, Some("Diyala")));
        assert!(place.radius_km.is_some_and(|km| km >= 50.0));
    }
}
