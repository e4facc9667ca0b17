//! Which passages give totals, over the events of the report or over a period, and not one event.

use std::collections::BTreeMap;

use codebook::Reading;
use codebook::terms::{Class, Cue};
use jiff::civil::Date;
use record::{Effect, Precision, Tactic};

use crate::acts::Strength;
use crate::draft::Draft;
use crate::scene::Scene;
use crate::unit::Unit;

/// Shorter periods are those of one event.
const DAYS: i32 = 4;

/// Whether a passage gives a total.
pub(crate) fn is_total(scene: &Scene<'_>, draft: &Draft) -> bool {
    let local = names_place(scene, &draft.places);
    let verb = draft.acts.iter().any(|a| a.strength == Strength::Verb && a.tactic != Tactic::Other);
    let long = draft.dates.iter().any(|&d| lasts(scene, d) >= DAYS);
    draft.sums && (!local && !one_day(scene, draft) || !verb)
        || draft.total && !one_day(scene, draft)
        || draft.running
        || !local && draft.item.is_none() && over_days(scene, draft)
        || (!local || long) && counts_incidents(scene, draft.first, draft.end)
}

/// "Eight people were shot dead in the department between Monday and Wednesday": a figure of no one place over some days.
fn over_days(scene: &Scene<'_>, draft: &Draft) -> bool {
    let several = draft.dates.iter().any(|&d| lasts(scene, d) >= 2);
    let day = draft.dates.iter().any(|&d| lasts(scene, d) < 2 && !scene.dates[d].clock);
    several && !day && harms_several(scene, &draft.persons)
}

/// Marks the clauses that tell what mounts over a period: those of a whole sentence, or else one by one.
pub(crate) fn mark_running(scene: &Scene<'_>, units: &mut [Unit]) {
    for clauses in units.chunk_by_mut(|a, b| a.sentence == b.sentence) {
        let [first, rest @ ..] = &*clauses else { continue };
        let mut whole = first.clone();
        for unit in rest {
            whole.end = unit.end;
            whole.persons.extend(&unit.persons);
            whole.dates.extend(&unit.dates);
            whole.places.extend(&unit.places);
            whole.cues.extend(&unit.cues);
        }
        let all = is_running(scene, &whole) || counts_all(scene, &whole);
        for unit in clauses {
            unit.running = all || is_running(scene, unit);
        }
    }
}

/// "112 attacks were counted across the country", "in 2016 a total of 41 policemen were killed": a sentence of no one place that
/// counts incidents, or the dead of a month or more.
fn counts_all(scene: &Scene<'_>, sentence: &Unit) -> bool {
    /// The days of a month.
    const MONTH: i32 = 27;
    let long = |d: &usize| lasts(scene, *d) >= MONTH;
    let over = !sentence.dates.is_empty() && sentence.dates.iter().all(long) && sentence.item.is_none();
    !names_place(scene, &sentence.places)
        && (over && harms_several(scene, &sentence.persons)
            || counts_incidents(scene, sentence.first, sentence.end))
}

/// "Since January 40 soldiers have been killed", "in the past twelve months": a figure that has mounted over a period.
fn is_running(scene: &Scene<'_>, unit: &Unit) -> bool {
    unit.cues.iter().any(|&(cue, at)| cue == Cue::Running && runs(scene, unit, at))
}

/// Whether the period that the word at `at` begins is summed up.
fn runs(scene: &Scene<'_>, unit: &Unit, at: usize) -> bool {
    /// So many tokens after the word its date is its own.
    const CLAUSE: usize = 16;
    /// Days of a week, with both ends.
    const WEEK: i32 = 8;
    /// So many tokens hold the words for a length.
    const LENGTH: usize = 4;
    let reading = &scene.reading;
    let grammar = &reading.codebook.grammar;
    if is_since_held(reading, at) {
        return false;
    }
    let since = grammar.since.contains(reading.word(at));
    let own = |d: usize| (at.saturating_sub(2)..at + CLAUSE).contains(&scene.dates[d].first);
    let long = |d: usize| lasts(scene, d) >= DAYS;
    // "in the last week of the month" is no period up to now.
    let past = reading.class_at(at, |c| c == Class::Cue(Cue::Running)).map_or(at + 1, |f| f.end as usize);
    let part = !since && (past..past + 2).any(|n| reading.word(n) == "of");
    let length = (at + 1..(at + LENGTH).min(unit.end)).any(|n| reading.is_taken(n));
    let dated = since || !part && (length || unit.dates.iter().any(|&d| long(d)));
    // Another date: of "since", any but its own; of a period up to now, any that is no period.
    let other = |d: usize| if since { !own(d) } else { !long(d) };
    let elsewhere =
        unit.dates.iter().any(|&d| scene.dates[d].when.start.is_some() && !scene.dates[d].clock && other(d));
    // "has since Sunday claimed nine lives in Bria": fighting that goes on in one place.
    let short = unit.dates.iter().any(|&d| own(d) && (1..WEEK).contains(&lasts(scene, d)));
    if since && short && names_place(scene, &unit.places) {
        return false;
    }
    let figure =
        unit.persons.iter().map(|&p| &scene.losses.persons[p]).any(|loss| {
            !matches!(loss.effect, Effect::Displaced | Effect::Missing) && loss.quantity.low >= 2
        });
    dated && !elsewhere && (figure || counts_incidents(scene, unit.first, unit.end))
}

/// Whether the word at `at` is the "since" of how long somebody has been held: "in custody since March", "besieged since the winter".
pub(crate) fn is_since_held(reading: &Reading<'_>, at: usize) -> bool {
    /// So many tokens before it stands the word for holding, perhaps in another clause.
    const NEAR: usize = 4;
    let grammar = &reading.codebook.grammar;
    let mut before =
        (at.saturating_sub(NEAR)..at).rev().take_while(|&n| !matches!(reading.raw(n), "." | ";" | ":"));
    grammar.since.contains(reading.word(at)) && before.any(|n| grammar.held.contains(reading.word(n)))
}

/// Whether one of the places is a settlement or district.
fn names_place(scene: &Scene<'_>, places: &[usize]) -> bool {
    places.iter().any(|&p| scene.places[p].place.precision < 3)
}

/// Whether a figure tells of two and more who died or were hurt.
fn harms_several(scene: &Scene<'_>, persons: &[usize]) -> bool {
    persons.iter().map(|&p| &scene.losses.persons[p]).any(|loss| {
        matches!(loss.effect, Effect::Killed | Effect::Injured | Effect::KilledOrInjured)
            && loss.quantity.low >= 2
    })
}

/// How many days a date lasts beyond its first.
fn lasts(scene: &Scene<'_>, date: usize) -> i32 {
    let when = &scene.dates[date].when;
    match (when.start, when.end) {
        (Some(start), Some(end)) => (end - start).get_days(),
        _ => 0,
    }
}

/// So many blows are those of a campaign.
const CAMPAIGN: u64 = 10;

/// "Six attacks left nine dead", "41 incidents were recorded": incidents are counted.
fn counts_incidents(scene: &Scene<'_>, first: usize, end: usize) -> bool {
    let reading = &scene.reading;
    let grammar = &reading.codebook.grammar;
    let least = |at: usize| {
        let word = reading.word(at);
        let many = grammar.salvos.contains(word).then_some(CAMPAIGN);
        if grammar.incidents.contains(word) { Some(2) } else { many }
    };
    (first..end)
        .any(|at| least(at).is_some_and(|least| toll::counting(reading, at).is_some_and(|q| q.low >= least)))
}

/// Whether the passage names one day and no other: "the mine of the 8th and the fight of the 12th" are two.
fn one_day(scene: &Scene<'_>, draft: &Draft) -> bool {
    let day = |d: &usize| {
        let when = &scene.dates[*d].when;
        when.start.filter(|_| when.precision == Precision::Day && when.start == when.end)
    };
    let mut days = draft.dates.iter().filter_map(day);
    days.next().is_some_and(|first| days.all(|other| other == first))
}

/// Marks passages that name no place and whose dead are as many as half of all told before them: no event of a report is that
/// large beside all the others without a place, a total is.
pub(crate) fn mark_totals(scene: &Scene<'_>, drafts: &mut [Draft]) {
    let (mut sum, mut told) = (0u64, 0u32);
    let mut days = BTreeMap::new(); // of the events told so far, with how many a day
    for draft in drafts {
        let own = days_of(scene, draft);
        let dead: u64 = draft
            .persons
            .iter()
            .map(|&p| &scene.losses.persons[p])
            .filter(|loss| matches!(loss.effect, Effect::Killed | Effect::KilledOrInjured))
            .map(|loss| loss.quantity.low)
            .fold(0, u64::saturating_add);
        if dead == 0 {
            own.into_iter().for_each(|day| *days.entry(day).or_default() += 1);
            continue;
        }
        let large = told >= 4 && draft.places.is_empty() && dead.saturating_mul(2) >= sum;
        if covers(scene, draft, &days) || large {
            draft.total = true;
        } else {
            sum = sum.saturating_add(dead);
            told += 1;
            own.into_iter().for_each(|day| *days.entry(day).or_default() += 1);
        }
    }
}

/// The single days that a draft is dated by.
fn days_of(scene: &Scene<'_>, draft: &Draft) -> Vec<Date> {
    let day = |&d: &usize| {
        let when = &scene.dates[d].when;
        when.start.filter(|_| when.start == when.end)
    };
    draft.dates.iter().filter_map(day).collect()
}

/// "From the 12th to the 25th the sectors counted 85 dead": figures of no place over a period in which several of the events told
/// before lie.
fn covers(scene: &Scene<'_>, draft: &Draft, days: &BTreeMap<Date, usize>) -> bool {
    /// The fewest events that lie in the period.
    const EVENTS: usize = 3;
    /// With so many events in the period, a place named in passing does not matter.
    const MANY: usize = 6;
    let placed = draft.places.iter().any(|&p| scene.places[p].place.precision < 3);
    let period = |&d: &usize| {
        let when = &scene.dates[d].when;
        let (Some(start), Some(end)) = (when.start, when.end) else { return false };
        let least = if placed { MANY } else { EVENTS };
        (end - start).get_days() >= 4
            && days.range(start..=end).take(MANY).map(|(_, n)| n).sum::<usize>() >= least
    };
    draft.dates.iter().any(period)
}

/// Whether a unit gives a total: a word for it with a figure.
pub(crate) fn sums(scene: &Scene<'_>, unit: &Unit) -> bool {
    (unit.has(Cue::Aggregate) || is_headed_total(scene, unit)) && counts(scene, unit)
}

/// "Total (13–19 November): 15 dead": a line headed by a word for a sum.
fn is_headed_total(scene: &Scene<'_>, unit: &Unit) -> bool {
    let reading = &scene.reading;
    let first = (unit.first..unit.end).find(|&at| !reading.is_punct(at)).unwrap_or(unit.first);
    reading.codebook.grammar.totals.contains(reading.word(first))
        && matches!(reading.raw(first + 1), ":" | "(" | "–" | "—")
}

/// Whether a unit has a figure above nought.
pub(crate) fn counts(scene: &Scene<'_>, unit: &Unit) -> bool {
    let above = |&p: &usize| scene.losses.persons[p].quantity.high != Some(0);
    !unit.materiel.is_empty() || unit.persons.iter().any(above)
}
