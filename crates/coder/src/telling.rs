//! Which acts are told as having happened now, and what those words tell that the rest of the text decides.

use codebook::Form;
use codebook::terms::{Class, Cue};
use record::{Effect, Tactic};

use crate::acts::{Act, Strength};
use crate::draft::Draft;
use crate::means;
use crate::scene::Scene;

/// The acts of a draft without those that are told as past already: "the teachers whom they had abducted were released".
pub(crate) fn told_now(scene: &Scene<'_>, draft: &Draft) -> Vec<Act> {
    let freed = draft
        .persons
        .iter()
        .map(|&p| &scene.losses.persons[p])
        .filter(|l| l.effect == Effect::Freed)
        .map(|l| l.trigger.first)
        .min();
    let had = |a: &Act| is_told_before(scene, a);
    let now = draft.acts.iter().any(|a| a.strength == Strength::Verb && !had(a))
        || !draft.persons.is_empty()
        || !draft.materiel.is_empty();
    let takes = |t: Tactic| {
        matches!(t, Tactic::Abduction | Tactic::HostageTaking | Tactic::Arrest | Tactic::TerritoryCaptured)
    };
    // Whether something else is told after an act.
    let goes_on = |a: &Act| {
        let later = |l: &toll::Loss| l.trigger.first >= a.found.end && l.effect != Effect::Captured;
        freed.is_some()
            || draft.persons.iter().any(|&p| later(&scene.losses.persons[p]))
            || draft
                .acts
                .iter()
                .any(|b| b.strength >= Strength::Noun && b.found.first >= a.found.end && b.tactic != a.tactic)
    };
    let kept = |a: &&Act| {
        // Weapons stay: "which had been laid", "that had been hidden".
        if now
            && had(a)
            && a.strength == Strength::Verb
            && !matches!(a.tactic, Tactic::Ied | Tactic::Landmine)
        {
            return false;
        }
        !(takes(a.tactic)
            && (freed.is_some_and(|freed| freed < a.found.first) || goes_on(a) && of_noun(scene, a)))
    };
    draft.acts.iter().filter(kept).copied().collect()
}

/// "had abducted", but not "said that it had abducted": what is reported is told now.
fn is_told_before(scene: &Scene<'_>, act: &Act) -> bool {
    act.strength == Strength::Verb && is_pluperfect(scene, act.found.first as usize)
}

/// Whether "had" stands before a verb, and nobody says so.
fn is_pluperfect(scene: &Scene<'_>, verb: usize) -> bool {
    /// How far back a word for saying is looked for.
    const FAR: usize = 24;
    let reading = &scene.reading;
    let grammar = &reading.codebook.grammar;
    let had = (1..=4).any(|back| {
        verb.checked_sub(back).is_some_and(|at| {
            reading.word(at) == "had"
                && (at + 1..verb).all(|i| {
                    grammar.be.contains(reading.word(i)) || grammar.adverbs.contains(reading.word(i))
                })
        })
    });
    if !had {
        return false;
    }
    let sentence = reading.doc.sentence_at(reading.doc.tokens()[verb].range.start);
    let from = sentence.map_or(0, |s| s.first as usize).max(verb.saturating_sub(FAR));
    !(from..verb).any(|at| reading.class_at(at, |c| c == Class::Cue(Cue::Reporting)).is_some())
}

/// Whether all that a draft tells is told in the pluperfect: "a patrolman had been shot dead on 2 September". How somebody was taken
/// who is released now is part of the news.
pub(crate) fn looks_back(scene: &Scene<'_>, draft: &Draft) -> bool {
    let takes = |a: &Act| matches!(a.tactic, Tactic::Abduction | Tactic::HostageTaking | Tactic::Arrest);
    if draft.acts.iter().any(takes) {
        return false;
    }
    let acts = draft.acts.iter().filter(|a| a.strength == Strength::Verb).map(|a| a.found.first);
    let losses = draft.persons.iter().map(|&p| scene.losses.persons[p].trigger.first);
    let Some(first) = acts.chain(losses).min() else { return false };
    // "the town had suffered heavily, with 26 massacred": whatever verb comes first.
    (draft.first + 1..=first as usize).any(|verb| is_pluperfect(scene, verb))
}

/// "the workers who were abducted last week", "two teachers seized on Monday": the act says which persons are meant.
fn of_noun(scene: &Scene<'_>, act: &Act) -> bool {
    let reading = &scene.reading;
    let grammar = &reading.codebook.grammar;
    let at = reading.before_auxiliaries(act.found.first as usize);
    let before = at.checked_sub(1).map_or("", |i| reading.word(i));
    let relative = (1..=5).any(|back| {
        at.checked_sub(back).is_some_and(|i| matches!(reading.word(i), "who" | "whom" | "which"))
    });
    let bare = !act.passive
        && act.found.end == act.found.first + 1
        && at == act.found.first as usize
        && toll::holding(&scene.losses.groups, at.saturating_sub(1)).is_some_and(|g| g.is_victim())
        && (grammar.prepositions.contains(reading.word(act.found.end as usize))
            || reading.is_taken(act.found.end as usize));
    relative || before == "that" || bare
}

/// "bombed" tells an attack from the air where the text has another word for the air, or a state's forces bomb; else a device.
pub(crate) fn bombings(scene: &Scene<'_>, acts: Vec<Act>, state: bool) -> Vec<Act> {
    let bombing = |a: &Act| {
        a.tactic == Tactic::Airstrike
            && scene
                .reading
                .at(a.found.first as usize)
                .iter()
                .any(|f| f.class == Class::Bombing && f.end == a.found.end)
    };
    let air = acts.iter().any(|a| means::is_air(a.tactic) && !bombing(a));
    let device = |a: Act| {
        // "three bombs" is no verb.
        let noun = a.found.form == Form::Third;
        let strength = if noun { Strength::Means } else { a.strength };
        if bombing(&a) && (noun || !air && !state) { Act { tactic: Tactic::Ied, strength, ..a } } else { a }
    };
    acts.into_iter().map(device).collect()
}
