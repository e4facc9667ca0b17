use codebook::terms::Class;
use codebook::types::{TypeRule, rules};
use codebook::{Codebook, Error, ExampleOutcome, Files, Reading};
use document::{Document, TextRange};
use place::Placer;
use record::Coded;
use when::Dater;

use crate::assemble::{self, Carried};
use crate::joins::{JoinCase, Joins};
use crate::scene::{self, DateAt, PlaceAt, Scene};
use crate::{Annotation, Input, annotation, draft, topic, totals, unit};

/// A compiled codebook with everything that coding needs. Cheap to share between threads.
pub struct Coder {
    codebook: Codebook,
    types: Vec<TypeRule>,
    joins: Joins,
    dater: Dater,
    placer: Placer,
    syntax: bool,
}

/// What the coder makes of one document.
#[derive(Clone, Debug, Default)]
pub struct Coding {
    /// The events in order of their spans.
    pub events: Vec<Coded>,
    /// What a reader of the record should know of it ("day 30 of a 29-day month", "Tuesday is not 5 March").
    pub warnings: Vec<String>,
}

impl Coder {
    /// Compiles a codebook.
    ///
    /// # Errors
    /// Points at file, line and column of every fault.
    pub fn new(files: &Files) -> Result<Coder, Error> {
        Coder::with_gazetteer(files, place::Gazetteer::embedded())
    }

    /// As [`Coder::new`], with layers of the user's over the embedded gazetteer.
    ///
    /// # Errors
    /// Points at file, line and column of every fault.
    pub fn with_gazetteer(files: &Files, gazetteer: place::Gazetteer) -> Result<Coder, Error> {
        let mut codebook = Codebook::new(files)?;
        if let Some(layers) = gazetteer.tag() {
            // Other layers code otherwise: what was coded without them is coded again.
            codebook.hash = format!("{} with {layers}", codebook.hash);
        }
        Ok(Coder {
            codebook,
            types: rules(files)?,
            joins: Joins::new(files)?,
            dater: Dater::new(files)?,
            placer: Placer::new(files, gazetteer)?,
            syntax: true,
        })
    }

    /// The coder by word order alone: what the parser is measured against.
    #[must_use]
    pub fn without_syntax(self) -> Coder {
        Coder { syntax: false, ..self }
    }

    /// SHA-256 of the codebook that was compiled; with layers of the user's over the gazetteer, what they are follows it.
    pub fn codebook_hash(&self) -> &str {
        &self.codebook.hash
    }

    /// The compiled term lists.
    pub fn codebook(&self) -> &Codebook {
        &self.codebook
    }

    /// Codes one document.
    pub fn code(&self, input: &Input) -> Coding {
        let doc = Document::new(input.text.clone(), &self.codebook.style);
        let (scene, warnings) = self.read(&doc, input);
        if topic::is_foreign(&scene, input.document.title.as_deref()) {
            return Coding { events: Vec::new(), warnings };
        }
        let units = unit::split(&scene);
        let mut carried = Carried::default();
        let mut drafts = draft::join(&scene, &units, &self.joins, |_, _, _, _| {});
        totals::mark_totals(&scene, &mut drafts);
        let mut events: Vec<Coded> = drafts
            .iter()
            .filter_map(|draft| assemble::event(&scene, draft, input, &self.types, &mut carried))
            .collect();
        events.sort_by_key(|c| (c.event.span, c.event.kind));
        Coding { events, warnings }
    }

    /// Every decision whether a clause goes on with the event before it, in order: for training the weights of `joins.toml`.
    pub fn join_cases(&self, input: &Input) -> Vec<JoinCase> {
        let doc = Document::new(input.text.clone(), &self.codebook.style);
        let (scene, _) = self.read(&doc, input);
        let mut cases = Vec::new();
        if !topic::is_foreign(&scene, input.document.title.as_deref()) {
            draft::join(&scene, &unit::split(&scene), &self.joins, |draft, unit, signs, parted| {
                let passage = scene.span(draft.first, draft.end);
                let clause = scene.span(unit.first, unit.end);
                cases.push(JoinCase { passage, clause, signs: signs.iter().collect(), parted });
            });
        }
        cases
    }

    /// The names of the signs that [`JoinCase::signs`] numbers, with the weight of those that are set by a convention and not fitted.
    pub fn join_signs(&self) -> Vec<(String, Option<f64>)> {
        self.joins.signs()
    }

    /// Every mention seen in one document, in order of position, also those that ended in no event.
    pub fn annotate(&self, input: &Input) -> Vec<Annotation> {
        let doc = Document::new(input.text.clone(), &self.codebook.style);
        let dates = self.dater.annotate(&doc, &context(input));
        let (scene, _) = self.read(&doc, input);
        annotation::rows(&scene, &dates, input)
    }

    fn read<'a>(&'a self, doc: &'a Document, input: &Input) -> (Scene<'a>, Vec<String>) {
        let mentions = self.dater.annotate(doc, &context(input));
        let mut warnings = Vec::new();
        for mention in &mentions {
            for warning in &mention.warnings {
                warnings.push(format!("{:?}: {:?}", doc.slice(mention.range), warning));
            }
        }
        let mut taken: Vec<TextRange> = mentions.iter().map(|m| m.range).collect();
        let around = place::Context {
            country: None,
            publisher: input.document.publisher.as_deref(),
            title: input.document.title.as_deref(),
            armed: true,
            taken: &taken,
        };
        let (mut named, country) = self.placer.survey(doc, &around);
        let country = country.map(|(country, _)| country);
        let publisher = input.document.publisher.as_deref().map(document::fold).unwrap_or_default();
        for mention in &mut named {
            // "the Front", "men of al-Nahr": the last words of the publisher's name stand for the publisher.
            let name = document::fold(doc.slice(mention.range));
            let suffix = mention.place.gazetteer_id.is_none()
                && publisher.strip_suffix(name.as_str()).is_some_and(|rest| rest.ends_with(' '));
            // "PROVISIONAL BALANCE: 31 dead": the head of a total is no place.
            let total = name.split(' ').any(|word| self.codebook.grammar.totals.contains(word));
            if mention.kind.is_place() && (suffix || total) {
                mention.kind = place::MentionKind::InOrganisation;
            }
        }
        taken.extend(named.iter().filter(|m| m.kind.is_place()).map(|m| m.range));
        taken.sort_unstable();
        let reading = Reading::new(doc, &self.codebook, &taken);
        let loaded = |first: usize, end: usize| {
            (first..end).any(|at| reading.class_at(at, |c| matches!(c, Class::Loaded(_))).is_some())
        };
        let individuals: Vec<(usize, usize)> = named
            .iter()
            .filter(|m| m.kind == place::MentionKind::Person)
            .map(|m| Scene::tokens_of(doc, m.range))
            .collect();
        let losses = toll::read(&reading, &individuals, self.syntax);
        let dates: Vec<DateAt> = mentions
            .iter()
            .filter_map(|m| {
                let when = m.when.clone()?;
                let (first, end) = Scene::tokens_of(doc, m.range);
                let dateline = m.role == when::Role::Dateline;
                let clock = m.bare;
                let rule = format!("{} ({})", m.rule.entry, m.rule.mechanism);
                Some(DateAt { first, end, when, clock, dateline, rule })
            })
            .collect();
        let loaded_names: std::collections::BTreeSet<String> = named
            .iter()
            .filter(|m| {
                let (first, end) = Scene::tokens_of(doc, m.range);
                loaded(first, end)
            })
            .map(|m| document::fold(doc.slice(m.range)))
            .collect();
        let mut wider = vec![false; named.len()];
        for m in &named {
            let (first, end) = Scene::tokens_of(doc, m.range);
            if let Some(n) = m.part_of
                && !loaded(first, end)
            {
                wider[n] = true;
            }
        }
        let places: Vec<PlaceAt> = named
            .iter()
            .zip(wider)
            .map(|(m, wider)| {
                let (first, end) = Scene::tokens_of(doc, m.range);
                let mut place = m.place.clone();
                let before = first.checked_sub(1).map_or("", |at| reading.word(at));
                let travelled = place.relation == Some(record::Relation::Between)
                    && (before == "from" || reading.word(first) == "from");
                place.path.retain(|name| !loaded_names.contains(&document::fold(name)));
                PlaceAt {
                    first,
                    end,
                    place,
                    locates: !loaded(first, end) && m.kind.is_place() && m.describes.is_none() && !wider,
                    travelled,
                    area: m.area,
                    at: m.role == place::PlaceRole::At,
                    to: m.role == place::PlaceRole::To,
                    aside: aside(&reading, m.role, Scene::tokens_of(doc, m.phrase).0),
                    holds: m.holds.map(|range| Scene::tokens_of(doc, range)),
                    rule: m.rule.clone(),
                    confidence: m.confidence,
                }
            })
            .collect();
        let labels = (0..places.len()).filter(|&n| places[n].locates && places[n].holds.is_some()).collect();
        let news_since = scene::news_since(&reading, &dates, input.document.published);
        (Scene { reading, losses, dates, places, labels, individuals, news_since, country }, warnings)
    }

    /// Runs every example of the codebook.
    ///
    /// # Errors
    /// Points at the faults of a codebook that cannot be compiled.
    pub fn examples(files: &Files) -> Result<Vec<ExampleOutcome>, Error> {
        let coder = Coder::new(files)?;
        let mut outcomes = toll::examples(&coder.codebook);
        outcomes.extend(crate::examples::tactics(&coder));
        outcomes.extend(crate::examples::kinds(&coder));
        outcomes.extend(crate::examples::types(&coder, &coder.types, files));
        outcomes.extend(crate::examples::joins(&coder, &coder.joins.examples, files));
        outcomes.extend(when::examples(files)?);
        outcomes.extend(place::examples(files)?);
        Ok(outcomes)
    }
}

/// "the mayor of X", "by the X road", "elders from X": the place says who or which way, not where.
fn aside(reading: &Reading<'_>, role: place::PlaceRole, phrase: usize) -> bool {
    let persons = |class| matches!(class, Class::Person(_) | Class::Body(_));
    match role {
        place::PlaceRole::Office | place::PlaceRole::Way => true,
        place::PlaceRole::From => phrase > 0 && reading.class_at(phrase - 1, persons).is_some(),
        _ => false,
    }
}

fn context(input: &Input) -> when::Context {
    when::Context { published: input.document.published, ..when::Context::default() }
}
