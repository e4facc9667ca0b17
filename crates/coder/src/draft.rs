use codebook::terms::Cue;
use record::{Effect, Precision, Tactic, When, Where};

use crate::scene::Scene;
use crate::unit::{Act, Join, Strength, Unit};

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
    pub(crate) acts: Vec<Act>,
    pub(crate) persons: Vec<usize>,
    pub(crate) materiel: Vec<usize>,
    pub(crate) dates: Vec<usize>,
    pub(crate) places: Vec<usize>,
    pub(crate) cues: Vec<(Cue, usize)>,
    /// Whether its figures sum up those before.
    pub(crate) total: bool,
    /// Why it was begun.
    pub(crate) rule: &'static str,
    /// The date of a line of its own before it, which dates what stands under it.
    pub(crate) heading_date: Option<usize>,
}

impl Draft {
    fn new(unit: &Unit, rule: &'static str) -> Draft {
        Draft {
            first: unit.first,
            end: unit.end,
            sentence: unit.sentence,
            sentence_first: unit.sentence,
            after: 0,
            section: unit.section,
            acts: unit.acts.clone(),
            persons: unit.persons.clone(),
            materiel: unit.materiel.clone(),
            dates: unit.dates.clone(),
            places: unit.places.clone(),
            cues: unit.cues.clone(),
            total: false,
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
pub(crate) fn join(scene: &Scene<'_>, units: &[Unit]) -> Vec<Draft> {
    let mut drafts: Vec<Draft> = Vec::new();
    let mut open = false; // whether the last draft can still grow
    let mut pending: Option<Unit> = None; // units with a date or place before the act they belong to
    let mut heading_date: Option<usize> = None;
    for unit in units {
        let mut unit = unit.clone();
        if unit.paragraph || drafts.last().is_some_and(|d| d.section != unit.section) {
            open = open
                && !unit.opens_with(Cue::AnotherEvent)
                && drafts.last().is_none_or(|d| d.section == unit.section);
        }
        // Another item with a label of its own ("Gao, 3 May. ...").
        open = open && drafts.last().is_none_or(|d| scene.item(d.first) == scene.item(unit.first));
        if let Some(before) = pending.take() {
            // A sentence that only sets the scene (a date and a place) belongs to what the next one tells.
            let scene_set = !before.dates.is_empty()
                && !before.places.is_empty()
                && unit.dates.is_empty()
                && before.sentence + 1 == unit.sentence
                && before.section == unit.section
                && !unit.opens_with(Cue::AnotherEvent);
            if before.sentence == unit.sentence || scene_set {
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
        let decision = match drafts.last() {
            Some(draft) if open && draft.section == unit.section => decide(scene, draft, &unit),
            _ => Decision::New("first of its passage"),
        };
        match (decision, drafts.last_mut()) {
            (Decision::Same, Some(draft)) => {
                draft.add(&unit);
                draft.sentence = unit.sentence;
            }
            (Decision::New(rule), _) => {
                let after = drafts.last().map_or(0, |d| d.end);
                drafts.push(Draft { heading_date: heading_date.take(), after, ..Draft::new(&unit, rule) });
            }
            (Decision::Same, None) => {}
        }
        open = true;
    }
    drafts
}

/// The date of a sentence that holds little else: "Thursday 9 May", "2 and 3 June:".
fn only_a_date(scene: &Scene<'_>, unit: &Unit) -> Option<usize> {
    let &[date] = unit.dates.as_slice() else { return None };
    let at = &scene.dates[date];
    let words = (unit.first..unit.end).filter(|&n| !scene.reading.is_punct(n)).count();
    let dated = (at.first..at.end).filter(|&n| !scene.reading.is_punct(n)).count();
    (unit.join == Join::Sentence && words <= dated + 1 && !at.clock).then_some(date)
}

/// Marks passages that name no place and whose dead are as many as half of all told before them: no event of a report is that
/// large beside all the others without a place, a total is.
pub(crate) fn mark_totals(scene: &Scene<'_>, drafts: &mut [Draft]) {
    let (mut sum, mut told) = (0u64, 0u32);
    for draft in drafts {
        let dead: u64 = draft
            .persons
            .iter()
            .map(|&p| &scene.losses.persons[p])
            .filter(|loss| matches!(loss.effect, Effect::Killed | Effect::KilledOrInjured))
            .map(|loss| loss.quantity.low)
            .fold(0, u64::saturating_add);
        if dead == 0 {
            continue;
        }
        if told >= 4 && draft.places.is_empty() && dead.saturating_mul(2) >= sum {
            draft.total = true;
        } else {
            sum = sum.saturating_add(dead);
            told += 1;
        }
    }
}

enum Decision {
    Same,
    New(&'static str),
}

fn decide(scene: &Scene<'_>, draft: &Draft, unit: &Unit) -> Decision {
    use Decision::{New, Same};
    let dated = |dates: &[usize]| {
        let mut fine = dates
            .iter()
            .map(|&d| &scene.dates[d].when)
            .filter(|w| !matches!(w.precision, Precision::Year | Precision::Unknown));
        fine.next()
    };
    let own_date = dated(&unit.dates);
    let draft_date = dated(&draft.dates);
    let new_date = matches!((own_date, draft_date), (Some(a), Some(b)) if differs(a, b));
    let own_place = unit.places.first().map(|&p| &scene.places[p].place);
    let draft_place = draft.places.first().map(|&p| &scene.places[p].place);
    let new_place = matches!((own_place, draft_place), (Some(a), Some(b)) if apart(a, b));
    let strong = unit.strong();
    let verb = unit.strongest() == Some(Strength::Verb);
    let any = unit.tells();
    let recalled = |dates: &[usize]| dates.iter().any(|&d| scene.recalls(d));
    if any && recalled(&unit.dates) && !recalled(&draft.dates) {
        return New("recalled from an earlier time");
    }
    let untold = draft.persons.is_empty() && draft.materiel.is_empty();
    // "..., and killed four": the subject stands in the clause before.
    let elided = matches!(unit.join, Join::Coordinated)
        && unit.acts.iter().any(|a| a.found.first as usize <= unit.first + 2 && a.strength >= Strength::Weak);
    match unit.join {
        Join::Sentence => {
            if unit.has(Cue::Reporting)
                && !verb
                && own_date.is_none()
                && unit.materiel.is_empty()
                && !unit.opens_with(Cue::AnotherEvent)
            {
                return Same;
            }
            if own_date.is_some()
                && draft_date.is_none()
                && !verb
                && own_place.is_none()
                && !unit.opens_with(Cue::AnotherEvent)
            {
                return Same;
            }
            if own_date.is_some() && any {
                // "the attack on Monday killed ..." after "Monday": a reference back with the same date.
                if !new_date && draft_date.is_some() && unit.opens_with(Cue::SameEvent) && !verb {
                    return Same;
                }
                // A first sentence that only names the event, then how it went.
                if !new_date
                    && draft_date.is_some()
                    && untold
                    && own_place.is_none()
                    && draft.sentence + 1 == unit.sentence
                    && !unit.opens_with(Cue::AnotherEvent)
                {
                    return Same;
                }
                return New("a date of its own");
            }
            if unit.opens_with(Cue::AnotherEvent) && strong {
                return New("told as another event");
            }
            if unit.has(Cue::Aggregate) {
                return New("a total");
            }
            if new_place && (strong || !unit.persons.is_empty()) {
                return New("a place of its own");
            }
            if own_place.is_some() && strong && !unit.opens_with(Cue::SameEvent) {
                return New("a place of its own");
            }
            if unit.opens_with(Cue::SameEvent) {
                return Same;
            }
            if verb && !same_family(draft, unit) {
                return New("another act");
            }
            if other_means(draft, unit) && !unit.persons.is_empty() {
                return New("another means");
            }
            if verb && unit.paragraph {
                return New("another paragraph");
            }
            Same
        }
        Join::Semicolon => {
            if new_date && unit.tells() {
                return New("a date of its own");
            }
            if new_place && strong {
                return New("a place of its own");
            }
            if unit.opens_with(Cue::AnotherEvent) && strong {
                return New("told as another event");
            }
            if unit.has(Cue::Aggregate) {
                return New("a total");
            }
            if own_date.is_some() && draft_date.is_some() && verb {
                return New("a date of its own");
            }
            Same
        }
        Join::Coordinated => {
            if new_date && any {
                return New("a date of its own");
            }
            if elided {
                return Same;
            }
            if new_place && (verb || !unit.persons.is_empty()) {
                return New("a place of its own");
            }
            if own_date.is_some() && draft_date.is_some() && any {
                return New("a date of its own");
            }
            if verb && unit.opens_with(Cue::AnotherEvent) && !same_family(draft, unit) {
                return New("told as another event");
            }
            Same
        }
        Join::Subordinate => {
            if new_date && strong {
                return New("a date of its own");
            }
            Same
        }
    }
}

fn differs(a: &When, b: &When) -> bool {
    (a.start, a.end) != (b.start, b.end) || a.stated != b.stated && a.start.is_none()
}

/// Two places of which neither names the other.
fn apart(a: &Where, b: &Where) -> bool {
    let names = |w: &Where| w.path.iter().map(|n| document::fold(n)).collect::<Vec<_>>();
    let (a, b) = (names(a), names(b));
    match (a.first(), b.first()) {
        (Some(x), Some(y)) => !b.contains(x) && !a.contains(y),
        _ => false,
    }
}

/// A weapon that the draft does not tell of, where it tells of another act.
fn other_means(draft: &Draft, unit: &Unit) -> bool {
    let weapon = |t: Tactic| {
        matches!(
            t,
            Tactic::Ied
                | Tactic::Landmine
                | Tactic::Airstrike
                | Tactic::DroneStrike
                | Tactic::Shelling
                | Tactic::Grenade
                | Tactic::Sniper
        )
    };
    draft.strong()
        && unit.acts.iter().any(|a| weapon(a.tactic))
        && !draft.acts.iter().any(|a| weapon(a.tactic))
}

/// Acts that are told of one event: the attack and what came of it.
fn family(tactic: Tactic) -> u8 {
    match tactic {
        Tactic::Abduction | Tactic::HostageTaking | Tactic::Arrest => 1,
        Tactic::Looting | Tactic::Arson => 2,
        Tactic::TerritoryCaptured | Tactic::Withdrawal => 3,
        Tactic::Other => 4,
        Tactic::Execution => 5,
        _ => 0,
    }
}

fn same_family(draft: &Draft, unit: &Unit) -> bool {
    unit.acts.iter().filter(|a| a.strength >= Strength::Noun).all(|a| {
        draft.acts.iter().any(|b| b.strength >= Strength::Weak && family(a.tactic) == family(b.tactic))
    })
}
