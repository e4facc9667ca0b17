//! The words that tell an act or name a means, each with its strength.

use codebook::terms::{Class, Found};
use codebook::{Form, Reading};
use record::Tactic;

use crate::scene::Scene;

/// How strongly a word tells that something happened.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Strength {
    /// The name of a weapon: says how, not that.
    Means,
    /// A harm, or a reference to an act told before ("the attack").
    Weak,
    /// An act told by a noun.
    Noun,
    /// An act told by a verb.
    Verb,
}

/// A word that tells an act.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Act {
    pub(crate) tactic: Tactic,
    pub(crate) strength: Strength,
    pub(crate) found: Found,
    pub(crate) passive: bool,
}

/// Every word that tells an act or names a means, with its strength.
pub(crate) fn acts(reading: &Reading<'_>, scene: &Scene<'_>) -> Vec<Act> {
    let terms = &reading.codebook.terms;
    let grammar = &reading.codebook.grammar;
    let mut acts: Vec<Act> = Vec::new();
    let mut covered: Vec<(u32, u32)> = Vec::new();
    let mut order: Vec<&Found> = reading
        .found
        .iter()
        .filter(|f| matches!(f.class, Class::Act(_) | Class::Weak(_) | Class::Means(_) | Class::Hidden))
        .collect();
    order.sort_by_key(|f| (f.first, std::cmp::Reverse(f.end)));
    for found in order {
        let first = found.first as usize;
        if reading.is_taken(first)
            || covered
                .iter()
                .rev()
                .take(8)
                .any(|c| c.0 <= found.first && found.end <= c.1 && (c.0, c.1) != (found.first, found.end))
        {
            continue;
        }
        let verb = terms.term(found.term).contains('~');
        let single = found.end - found.first == 1;
        if verb && found.form == Form::Plain && (single || is_purpose(reading, first)) {
            continue; // an infinitive, or a noun that looks like one
        }
        if found.class == Class::Hidden {
            covered.push((found.first, found.end));
            continue;
        }
        if reading.modal_before(first) || denied(reading, first) || in_name(reading, found) {
            continue;
        }
        // "suffered burns"
        let harm = (1..=3).any(|back| {
            first.checked_sub(back).is_some_and(|at| {
                reading.at(at).iter().any(|f| matches!(f.class, Class::Loss(..)) && f.end == found.end)
            })
        });
        // "minor burns": what the army burns is named.
        let object = grammar.determiners.contains(reading.word(found.end as usize))
            || toll::holding(&scene.losses.groups, found.end as usize).is_some();
        let harm = harm || found.form == Form::Third && !object;
        if harm && single && found.class == Class::Act(Tactic::Arson) {
            continue;
        }
        // "storming the posts" opens its group, "a storming party" stands inside it.
        let modifier = toll::holding(&scene.losses.groups, first).is_some_and(|g| {
            let inside = found.form != Form::Ing || g.first < found.first;
            found.end <= g.head_first && g.head_first < g.end && inside
        }) || verb && is_adjective(reading, found);
        let (tactic, strength) = match found.class {
            Class::Act(tactic) if verb => {
                if modifier {
                    continue; // "kidnapped passengers"
                }
                (tactic, if is_nominal(reading, found) { Strength::Weak } else { Strength::Verb })
            }
            // "fighting vehicle", "combat aircraft"
            Class::Act(_) if modifier && is_thing(scene, first) => continue,
            Class::Act(tactic) => {
                // "attack drone", "patrol": a noun before another noun is its modifier.
                let reference = refers_back(reading, first);
                (tactic, if reference { Strength::Weak } else { Strength::Noun })
            }
            // "a roadside bomb hit a lorry": the weapon and the blow are an act.
            Class::Weak(tactic) if struck(reading, found) => (tactic, Strength::Noun),
            Class::Weak(tactic) => (tactic, Strength::Weak),
            Class::Means(tactic) => (tactic, Strength::Means),
            _ => continue,
        };
        // What stands in the gap of a term ("bodies with bound arms were found") is told besides.
        let gap = terms.term(found.term).contains("...");
        covered.push((found.first, if gap { found.first + 1 } else { found.end }));
        let passive = verb
            && (1..=3).any(|back| {
                first.checked_sub(back).is_some_and(|at| {
                    grammar.be.contains(reading.word(at))
                        && (at + 1..first).all(|i| grammar.adverbs.contains(reading.word(i)))
                })
            });
        acts.push(Act { tactic, strength, found: *found, passive });
    }
    acts
}

/// "to hold the road": what somebody means to do; "managed to hold it" is done.
fn is_purpose(reading: &Reading<'_>, first: usize) -> bool {
    let word = |back: usize| first.checked_sub(back).map_or("", |at| reading.word(at));
    let means = first
        .checked_sub(2)
        .is_some_and(|at| reading.at(at).iter().any(|f| matches!(f.class, Class::Means(_))));
    let explodes = reading.at(first).iter().any(|f| f.class == Class::Act(Tactic::Ied));
    word(1) == "to" && !(means && explodes) && !reading.codebook.grammar.factive.contains(word(2))
}

/// "the Liberation Front", "Operation Clean Sweep": a noun inside a name, in a text that has small letters.
fn in_name(reading: &Reading<'_>, found: &Found) -> bool {
    let tokens = reading.doc.tokens();
    let (first, end) = (found.first as usize, found.end as usize);
    let name =
        |at: usize| tokens.get(at).is_some_and(|t| t.is_word() && t.is_capitalised() && !t.is_all_caps());
    let starts =
        reading.doc.sentence_at(tokens[first].range.start).is_some_and(|s| s.first as usize == first);
    let before = first.checked_sub(1).is_some_and(|at| name(at) && !reading.is_taken(at));
    (first..end).all(name) && !starts && (before || name(end) && !reading.is_taken(end))
}

/// Whether a word for a blow follows the weapon that dealt it.
fn struck(reading: &Reading<'_>, found: &Found) -> bool {
    let first = found.first as usize;
    let weapon = |at: usize| reading.at(at).iter().any(|f| matches!(f.class, Class::Means(_)));
    reading.class_at(first, |c| c == Class::Contact).is_some()
        && !reading.passive_before(first)
        && (1..=2).any(|back| first.checked_sub(back).is_some_and(weapon))
}

/// "a combing force", "the retreating army": a participle between a determiner and a noun.
fn is_adjective(reading: &Reading<'_>, found: &Found) -> bool {
    let grammar = &reading.codebook.grammar;
    let (first, end) = (found.first as usize, found.end as usize);
    let determined = first > 0 && grammar.determiners.contains(reading.word(first - 1));
    let next = reading.word(end);
    let noun = !reading.is_punct(end)
        && !reading.is_taken(end)
        && !grammar.prepositions.contains(next)
        && !grammar.determiners.contains(next)
        && !grammar.be.contains(next)
        && !grammar.have.contains(next)
        && !grammar.subordinators.contains(next)
        && next != "and";
    found.form == Form::Ing && end == first + 1 && determined && noun
}

/// "the wounded were taken to hospital", "left from earlier fighting": a form of a verb that stands as a noun for what was told before.
fn is_nominal(reading: &Reading<'_>, found: &Found) -> bool {
    let first = found.first as usize;
    match found.form {
        Form::Past | Form::Participle => first > 0 && reading.word(first - 1) == "the",
        Form::Ing => refers_back(reading, first),
        _ => false,
    }
}

/// Whether the group around a token is a thing.
fn is_thing(scene: &Scene<'_>, token: usize) -> bool {
    toll::holding(&scene.losses.groups, token).is_some_and(|g| g.head == toll::Head::Thing)
}

/// "the attack", "this raid": told before.
fn refers_back(reading: &Reading<'_>, first: usize) -> bool {
    (1..=3).any(|back| {
        first.checked_sub(back).is_some_and(|at| {
            reading.codebook.grammar.told_before.contains(reading.word(at))
                && (at + 1..first).all(|i| {
                    !reading.is_punct(i) && !reading.codebook.grammar.prepositions.contains(reading.word(i))
                })
        })
    })
}

/// "without fighting", "no arrests".
fn denied(reading: &Reading<'_>, first: usize) -> bool {
    let grammar = &reading.codebook.grammar;
    let before = |n: usize, back: usize| n.checked_sub(back).map_or("", |at| reading.word(at));
    // "nothing was bombed", "no one was attacked"
    let subject = reading.before_auxiliaries(first);
    let nobody = subject < first
        && (grammar.nobody.contains(before(subject, 1))
            || grammar.nobody.contains(format!("{} {}", before(subject, 2), before(subject, 1)).as_str()));
    nobody || (1..=2).any(|back| grammar.negations.contains(before(first, back)))
}
