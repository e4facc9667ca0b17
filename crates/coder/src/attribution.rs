//! Whose words an event is told in, and who says that it did it.

use codebook::Form;
use codebook::terms::{Class, Cue, Found};
use record::{ActorCategory, Attribution, Side, Voice};
use toll::Head;

use crate::draft::Draft;
use crate::input::Input;
use crate::parties::Parties;
use crate::scene::Scene;

/// The most words of a speaker: "a member of a civilian self-defence force".
const SPEAKER: usize = 9;

/// Reads the attribution of a draft.
pub(crate) fn read(scene: &Scene<'_>, draft: &Draft, input: &Input, parties: &Parties) -> Attribution {
    let reading = &scene.reading;
    let own = input.document.side == Side::Claimant && parties.initiator == Some(ActorCategory::ArmedGroup);
    let mut claimed_by = if own { input.document.publisher.clone() } else { None };
    let sentence = reading.doc.sentences().get(draft.sentence);
    let end = sentence.map_or(draft.end, |s| s.end as usize).max(draft.end).min(draft.end + 14);
    for at in draft.first..end.min(reading.len()) {
        let Some(found) = reading.class_at(at, |c| c == Class::Cue(Cue::Reporting)) else { continue };
        let Some((first, past)) = speaker(scene, draft, &found) else { continue };
        let quoted =
            reading.doc.slice(reading.range(first, past)).split_whitespace().collect::<Vec<_>>().join(" ");
        // "the Front said its men had fired": a party that tells its own act claims it.
        if claims(scene, first, past, &found) {
            claimed_by.get_or_insert(quoted);
            continue;
        }
        let (from, to) = (first.min(found.first as usize), past.max(found.end as usize));
        return Attribution {
            voice: Voice::Quoted,
            quoted: Some(quoted),
            claimed_by,
            span: Some(scene.span(from, to)),
        };
    }
    Attribution { voice: Voice::Author, quoted: None, claimed_by, span: None }
}

/// The words for who says it: before the verb, after "according to", or after a verb that follows what is said.
fn speaker(scene: &Scene<'_>, draft: &Draft, found: &Found) -> Option<(usize, usize)> {
    let reading = &scene.reading;
    let grammar = &reading.codebook.grammar;
    let (first, end) = (found.first as usize, found.end as usize);
    // "according to", "by the count of", "in the words of"
    if grammar.prepositions.contains(reading.word(end - 1)) && end > first + 1 {
        return noun_phrase(scene, end, true);
    }
    let verb =
        matches!(found.form, Form::Past | Form::Third) || found.form == Form::Plain && end == first + 1;
    // "is said to have", "reported missing", "accused of", "with no reported result"
    let passive = reading.passive_before(first);
    let modifies = first.checked_sub(1).is_some_and(|b| grammar.determiners.contains(reading.word(b)))
        || matches!(reading.word(end), "of" | "missing")
        || toll::holding(&scene.losses.groups, first)
            .is_some_and(|g| (g.first as usize) < first && first < g.head_first as usize);
    if !verb || passive || modifies {
        return None;
    }
    // "..., says the bishopric"
    let after = first > draft.first && reading.is_punct(first - 1);
    if after {
        return noun_phrase(scene, end, true).filter(|&(_, past)| {
            past >= reading.len()
                || reading.is_punct(past)
                || grammar.prepositions.contains(reading.word(past))
        });
    }
    let mut last = first;
    while last > 0 && grammar.adverbs.contains(reading.word(last - 1)) {
        last -= 1;
    }
    noun_phrase(scene, last, false)
}

/// The noun phrase that begins or ends at a token: at most so many words, with a person, a body or a name in it.
fn noun_phrase(scene: &Scene<'_>, at: usize, forwards: bool) -> Option<(usize, usize)> {
    let reading = &scene.reading;
    let grammar = &reading.codebook.grammar;
    let stops = |i: usize| {
        let word = reading.word(i);
        reading.is_punct(i) && !reading.is_joint(i)
            || grammar.be.contains(word) && word != "s"
            || grammar.have.contains(word)
            || grammar.modals.contains(word)
            || grammar.subordinators.contains(word)
            || reading.class_at(i, |c| c == Class::Cue(Cue::Reporting)).is_some_and(|f| f.form != Form::Plain)
    };
    let (mut first, mut past) = (at, at);
    if forwards {
        while past < reading.len() && past - at < SPEAKER && !stops(past) {
            past += 1;
        }
    } else {
        while first > 0 && at - first < SPEAKER && !stops(first - 1) {
            first -= 1;
        }
    }
    while first < past && matches!(reading.word(first), "and" | "but" | "as" | "for" | "by" | "in") {
        first += 1;
    }
    let tokens = reading.doc.tokens();
    let groups = &scene.losses.groups;
    let told = |i: usize| {
        let group = toll::holding(groups, i);
        let named = tokens[i].is_word() && tokens[i].is_capitalised() && i > first && !reading.is_taken(i);
        named || group.is_some_and(|g| matches!(g.head, Head::Person(_) | Head::Body(_) | Head::Named))
    };
    let pronoun = past == first + 1
        && (grammar.pronouns.contains(reading.word(first))
            || grammar.plural_pronouns.contains(reading.word(first))
            || matches!(reading.word(first), "it" | "we" | "i" | "this" | "that" | "he" | "she" | "they"));
    (first < past && !pronoun && (first..past).any(told)).then_some((first, past))
}

/// Whether an armed group speaks of itself: "it", "its", "responsibility".
fn claims(scene: &Scene<'_>, first: usize, past: usize, found: &Found) -> bool {
    let reading = &scene.reading;
    let (_, groups) = toll::within(&scene.losses.groups, first, past);
    let group = groups.iter().any(|g| {
        matches!(g.head, Head::Body(ActorCategory::ArmedGroup) | Head::Person(ActorCategory::ArmedGroup))
    });
    let end = found.end as usize;
    let itself = (end..end + 4).any(|at| matches!(reading.word(at), "it" | "its" | "responsibility"));
    group && itself
}
