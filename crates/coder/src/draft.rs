use codebook::terms::Cue;

use crate::acts::{Act, Strength};
use crate::joins::Joins;
use crate::scene::Scene;
use crate::signs::{self, Signs};
use crate::totals::{counts, sums};
use crate::unit::{Join, Unit};

/// How far from its start, in tokens, a word for a total opens a passage.
const OPENING: usize = 12;

/// The most tokens of a passage: some three times the longest event of the corpora. What goes on after that begins another.
const LONGEST: usize = 400;

/// An event in the making: a run of units.
#[derive(Clone, Debug)]
pub(crate) struct Draft {
    pub(crate) first: usize,
    pub(crate) end: usize,
    pub(crate) sentence: usize,
    /// The sentence in which it begins.
    pub(crate) sentence_first: usize,
    /// One past the last token of the draft before it.
    pub(crate) after: usize,
    pub(crate) section: Option<usize>,
    pub(crate) item: Option<usize>,
    pub(crate) acts: Vec<Act>,
    pub(crate) persons: Vec<usize>,
    pub(crate) materiel: Vec<usize>,
    pub(crate) dates: Vec<usize>,
    pub(crate) places: Vec<usize>,
    pub(crate) cues: Vec<(Cue, usize)>,
    /// Whether its figures sum up those before.
    pub(crate) total: bool,
    /// Whether a word for a total stands with one of its figures.
    pub(crate) sums: bool,
    /// Whether a figure of its mounts over a period.
    pub(crate) running: bool,
    /// Whether the signs parted it from the passage before it.
    pub(crate) parted: bool,
    /// Why it was begun.
    pub(crate) rule: String,
    /// The date of a line of its own before it, which dates what stands under it.
    pub(crate) heading_date: Option<usize>,
}

impl Draft {
    fn new(unit: &Unit, rule: String) -> Draft {
        Draft {
            first: unit.first,
            end: unit.end,
            sentence: unit.sentence,
            sentence_first: unit.sentence,
            after: 0,
            section: unit.section,
            item: unit.item,
            acts: unit.acts.clone(),
            persons: unit.persons.clone(),
            materiel: unit.materiel.clone(),
            dates: unit.dates.clone(),
            places: unit.places.clone(),
            cues: unit.cues.clone(),
            total: false,
            sums: false,
            running: false,
            parted: false,
            rule,
            heading_date: None,
        }
    }

    fn add(&mut self, unit: &Unit) {
        self.end = unit.end;
        self.acts.extend(&unit.acts);
        self.persons.extend(&unit.persons);
        self.materiel.extend(&unit.materiel);
        self.dates.extend(&unit.dates);
        self.places.extend(&unit.places);
        self.cues.extend(&unit.cues);
    }

    pub(crate) fn strong(&self) -> bool {
        self.acts.iter().any(|a| a.strength >= Strength::Noun)
    }

    pub(crate) fn has(&self, cue: Cue) -> bool {
        self.cues.iter().any(|&(c, _)| c == cue)
    }
}

/// Joins units into drafts.
///
/// Every decision between two clauses is told to `met`.
pub(crate) fn join(
    scene: &Scene<'_>,
    units: &[Unit],
    joins: &Joins,
    mut met: impl FnMut(&Draft, &Unit, Signs, bool),
) -> Vec<Draft> {
    let mut drafts: Vec<Draft> = Vec::new();
    let mut open = false; // whether the last draft can still grow
    let mut pending: Option<Unit> = None; // units with a date or place before the act they belong to
    let mut heading_date: Option<usize> = None;
    for unit in units {
        let mut unit = unit.clone();
        if let Some(last) = drafts.last() {
            // Another section or another item of a list tells another event.
            open = open
                && unit.end - last.first <= LONGEST
                && last.section == unit.section
                && last.item == unit.item
                && !(unit.paragraph && unit.opens_with(Cue::AnotherEvent));
        }
        // Another item with a label of its own ("Gao, 3 May. ...").
        open = open && drafts.last().is_none_or(|d| scene.item(d.first) == scene.item(unit.first));
        if let Some(before) = pending.take() {
            // A sentence that only sets the scene (a date and a place), or a line of a form, belongs to what the next one tells.
            let in_item = before.item.is_some() && (unit.dates.is_empty() || before.dates.is_empty());
            let sets = !before.dates.is_empty()
                && !before.places.is_empty()
                && unit.dates.is_empty()
                && before.sentence + 1 == unit.sentence;
            let scene_set = (in_item || sets)
                && before.section == unit.section
                && before.item == unit.item
                && !unit.opens_with(Cue::AnotherEvent);
            let short = unit.end - before.first <= LONGEST;
            if short && (before.sentence == unit.sentence || scene_set) {
                unit.first = before.first;
                unit.dates = [before.dates.as_slice(), &unit.dates].concat();
                unit.places = [before.places.as_slice(), &unit.places].concat();
                unit.acts = [before.acts.as_slice(), &unit.acts].concat();
                unit.cues = [before.cues.as_slice(), &unit.cues].concat();
                unit.join = before.join;
                unit.paragraph = before.paragraph;
            } else if let Some(date) = only_a_date(scene, &before) {
                heading_date = Some(date);
                open = false;
            } else if is_entry(&before) {
                drafts.push(Draft::new(&before, ENTRY.to_owned()));
                open = false;
            }
        }
        if !unit.tells() {
            if let Some(draft) = drafts.last_mut()
                && open
                && draft.sentence == unit.sentence
                && unit.dates.is_empty()
            {
                draft.add(&unit);
            } else {
                pending = Some(unit);
            }
            continue;
        }
        let parted = match drafts.last() {
            Some(draft) if open && draft.section == unit.section => {
                let signs = signs::read(scene, draft, &unit);
                let total = unit.join == Join::Sentence && draft.running != unit.running;
                let parted = joins.parts(signs).or_else(|| total.then(|| "a total over a period".to_owned()));
                met(draft, &unit, signs, parted.is_some());
                parted
            }
            _ => Some("first of its passage".to_owned()),
        };
        match (parted, drafts.last_mut()) {
            (None, Some(draft)) => {
                draft.add(&unit);
                draft.sentence = unit.sentence;
            }
            (rule, _) => {
                let rule = rule.unwrap_or_default();
                let after = drafts.last().map_or(0, |d| d.end);
                drafts.push(Draft {
                    heading_date: heading_date.take(),
                    parted: open,
                    after,
                    ..Draft::new(&unit, rule)
                });
            }
        }
        if let Some(draft) = drafts.last_mut() {
            // "Since January nine clashes have taken place. In them 14 men were killed."
            let opens = draft.cues.iter().any(|&(c, at)| c == Cue::Aggregate && at < draft.first + OPENING);
            draft.running |= unit.running;
            draft.sums |= sums(scene, &unit) || opens && counts(scene, &unit);
        }
        open = true;
    }
    drafts.extend(pending.filter(is_entry).map(|unit| Draft::new(&unit, ENTRY.to_owned())));
    drafts
}

/// Why an entry of a list is an event that names a weapon only.
const ENTRY: &str = "an entry that names a means";

/// "Bosaso: grenades at three shops": an entry of a list with a day or place that names a weapon and no act.
fn is_entry(unit: &Unit) -> bool {
    let names = unit.acts.iter().any(|act| act.strength != Strength::Weak);
    unit.item.is_some() && names && !(unit.dates.is_empty() && unit.places.is_empty())
}

/// The date of a sentence that holds little else: "Thursday 9 May", "2 and 3 June:", "3 Rajab (14 January)".
fn only_a_date(scene: &Scene<'_>, unit: &Unit) -> Option<usize> {
    let &date = unit.dates.first()?;
    let told = |n: usize| unit.dates.iter().any(|&d| (scene.dates[d].first..scene.dates[d].end).contains(&n));
    let others = (unit.first..unit.end).filter(|&n| !scene.reading.is_punct(n) && !told(n)).count();
    // "Channel, 5 May" on a line of its own heads what follows.
    const WORDS: usize = 4;
    let tokens = scene.reading.doc.tokens();
    let line = |at: usize| at == 0 || tokens.get(at).is_none_or(|t| t.newline_before());
    let empty = unit.acts.is_empty() && unit.persons.is_empty() && unit.materiel.is_empty();
    let heads = others <= WORDS && empty && line(unit.first) && line(unit.end);
    let held = others <= unit.dates.len() || heads;
    (unit.join == Join::Sentence && held && !scene.dates[date].clock).then_some(date)
}
