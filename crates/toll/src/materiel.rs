use codebook::terms::{Class, Cue, Found, Grip};
use codebook::{Form, Reading};
use record::{Effect, MaterielEffect, Tactic};

use crate::casualty::{Loss, Tied, hidden};
use crate::group::{Group, Head, holding};
use crate::order;
use crate::quantity::Quantity;
use crate::retold::{counted_alone, is_again, told_before};
use crate::syntactic::{self, Hints};
use crate::things::{counts, is_aircraft, is_weapon, make, suffers};

/// A loss of things.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MaterielLoss {
    /// The item in the singular, with its modifiers.
    pub item: String,
    /// What happened to it.
    pub effect: MaterielEffect,
    /// How many.
    pub quantity: Quantity,
    /// First token.
    pub first: u32,
    /// One past the last token.
    pub end: u32,
    /// The word for the effect.
    pub trigger: Found,
    /// The head noun of the thing: first token and one past the last. Where a figure stands alone, the noun that it counts.
    pub head: (u32, u32),
}

/// The effect that a reading of a word tells.
pub(crate) fn effect_of(found: &Found) -> Option<(MaterielEffect, Grip)> {
    match found.class {
        Class::Materiel(effect, grip) => Some((effect, grip)),
        _ => None,
    }
}

/// Ties every word for an effect on things to the things; where the rules on word order find none, to those of `hints`.
pub(crate) fn find(reading: &Reading<'_>, groups: &[Group], hints: &Hints) -> Tied<MaterielLoss> {
    let mut losses: Vec<MaterielLoss> = Vec::new();
    let mut untied: Vec<Found> = Vec::new();
    let mut at = 0;
    while at < reading.len() {
        let Some(longest) = reading.class_at(at, |c| matches!(c, Class::Materiel(..))) else {
            at += 1;
            continue;
        };
        if let Some(past) = hidden(reading, at, longest.end) {
            at = past;
            continue;
        }
        if of_persons(reading, at) || is_denied(reading, at) || is_negated(reading, at) {
            at += 1;
            continue;
        }
        let all: Vec<Found> =
            reading.at(at).iter().copied().filter(|f| matches!(f.class, Class::Materiel(..))).collect();
        let readings: Vec<Found> = all.iter().copied().filter(|f| f.end == longest.end).collect();
        let inside =
            holding(groups, at).is_some_and(|g| (g.first as usize) < at && at < g.head_first as usize);
        if inside {
            if let Some(loss) = attributive(reading, groups, at, &readings) {
                add(reading, &mut losses, loss);
            }
        } else if let Some(before) = told_before(reading, groups, &losses, &all) {
            for loss in before {
                add(reading, &mut losses, loss);
            }
        } else if let Some((effect, found, chosen)) = read(reading, groups, &readings) {
            for n in chosen {
                add(reading, &mut losses, make(reading, &groups[n], effect, found));
            }
        } else if let Some(loss) = counted_alone(reading, groups, &readings) {
            losses.push(loss);
        } else if let Some(found) = bindable(reading, &readings) {
            let chosen = hinted(reading, groups, found, hints);
            if chosen.is_empty() {
                untied.push(found);
            }
            if let Some((effect, _)) = effect_of(&found) {
                for n in chosen {
                    add(reading, &mut losses, make(reading, &groups[n], effect, found));
                }
            }
        }
        at = if longest.end as usize > at + 4 { at + 1 } else { longest.end as usize };
    }
    losses.sort_by_key(|l| (l.first, l.end, l.effect));
    Tied { losses, untied }
}

/// Whether a word tells what came of it, or, of a thing that "was hit", at least that nothing else did: where persons were harmed, the
/// blow is told for their sake, and "a rocket hit the fence" says nothing of the fence.
pub(crate) fn is_outcome(reading: &Reading<'_>, loss: &MaterielLoss, persons: &[Loss]) -> bool {
    let first = loss.trigger.first as usize;
    // "mortar bombs came down": what is fired is not lost.
    let fired = |at: u32| {
        let fired = |c| {
            matches!(
                c,
                Class::Means(Tactic::Shelling | Tactic::Rocket | Tactic::GuidedMissile | Tactic::Grenade)
            )
        };
        reading.class_at(at as usize, fired).is_some()
    };
    let falls = matches!(loss.trigger.class, Class::Materiel(_, Grip::Intransitive));
    if falls && (loss.head.0..loss.head.1).any(fired) {
        return false;
    }
    if reading.class_at(first, |c| c == Class::Contact).is_none() {
        return true;
    }
    let sentence =
        |at: u32| reading.doc.sentence_at(reading.doc.tokens()[at as usize].range.start).map(|s| s.first);
    let own = sentence(loss.trigger.first);
    let harmed = persons.iter().any(|p| {
        matches!(p.effect, Effect::Killed | Effect::Injured | Effect::KilledOrInjured)
            && p.quantity.high != Some(0)
            && sentence(p.trigger.first) == own
    });
    reading.passive_before(first) && !harmed
}

/// "suffered burns": the word stands inside a longer one for a harm to persons.
fn of_persons(reading: &Reading<'_>, at: usize) -> bool {
    (1..=3).any(|back| {
        at.checked_sub(back).is_some_and(|first| {
            reading
                .at(first)
                .iter()
                .any(|f| matches!(f.class, Class::Loss(_, Grip::Intransitive)) && f.end as usize == at + 1)
        })
    })
}

/// The reading of a word that the parser may tie: a verb in a past form or a noun that takes its object.
fn bindable(reading: &Reading<'_>, readings: &[Found]) -> Option<Found> {
    let first = readings[0].first as usize;
    let grammar = &reading.codebook.grammar;
    if first > 0 && grammar.modals.contains(reading.word(first - 1)) {
        return None;
    }
    let fits = |f: &&Found| match f.class {
        Class::Materiel(_, Grip::Transitive) => f.form != Form::Plain || f.end > f.first + 1,
        Class::Materiel(_, Grip::Noun) => true,
        _ => false,
    };
    readings.iter().find(fits).copied()
}

/// The things that the parser has found.
fn hinted(reading: &Reading<'_>, groups: &[Group], found: Found, hints: &Hints) -> Vec<usize> {
    let Some((effect, _)) = effect_of(&found) else { return Vec::new() };
    let suffering = |n: &usize| counts(reading, &groups[*n]) && suffers(reading, &groups[*n], effect, found);
    syntactic::hinted(groups, hints, &found).into_iter().filter(suffering).collect()
}

/// One thing suffers one effect; of two, the more final one stays.
fn add(reading: &Reading<'_>, losses: &mut Vec<MaterielLoss>, loss: MaterielLoss) {
    let recent = losses.len().saturating_sub(16);
    let same = losses[recent..].iter().position(|l| l.first == loss.first);
    let same = same.or_else(|| losses[recent..].iter().position(|l| is_again(reading, l, &loss)));
    match same.map(|n| &mut losses[recent + n]) {
        Some(same) if weight(loss.effect) > weight(same.effect) => {
            let (first, end, quantity) = (same.first, same.end, same.quantity);
            *same = MaterielLoss { first, end, quantity, ..loss };
        }
        Some(_) => {}
        None => losses.push(loss),
    }
}

fn weight(effect: MaterielEffect) -> u8 {
    match effect {
        MaterielEffect::Damaged => 0,
        MaterielEffect::Captured | MaterielEffect::Seized => 1,
        MaterielEffect::Disabled => 2,
        MaterielEffect::Destroyed => 3,
        MaterielEffect::Burned | MaterielEffect::ShotDown => 4,
    }
}

/// "was not damaged", "never destroyed"
fn is_negated(reading: &Reading<'_>, first: usize) -> bool {
    let grammar = &reading.codebook.grammar;
    let passes =
        |at: &usize| grammar.adverbs.contains(reading.word(*at)) || grammar.be.contains(reading.word(*at));
    (first.saturating_sub(4)..first)
        .rev()
        .take_while(passes)
        .any(|at| matches!(reading.word(at), "not" | "never"))
}

/// "denied losing any vehicle"
fn is_denied(reading: &Reading<'_>, first: usize) -> bool {
    (1..=3).any(|back| {
        first.checked_sub(back).is_some_and(|at| {
            reading
                .class_at(at, |c| c == Class::Cue(Cue::Denial))
                .is_some_and(|f| f.end as usize + 1 >= first)
        })
    })
}

/// The effect of a word and the things that suffer it.
fn read(
    reading: &Reading<'_>,
    groups: &[Group],
    readings: &[Found],
) -> Option<(MaterielEffect, Found, Vec<usize>)> {
    let found = readings[0];
    let first = found.first as usize;
    let grammar = &reading.codebook.grammar;
    if first > 0
        && (grammar.modals.contains(reading.word(first - 1))
            || reading.word(first - 1) == "to" && found.form == Form::Plain)
    {
        return None;
    }
    for grip in [Grip::Noun, Grip::Transitive, Grip::State, Grip::Intransitive] {
        // Several effects may share a word ("captured", "seized"): the first of the codebook's order that fits.
        let mut of_grip: Vec<(MaterielEffect, Found)> =
            readings.iter().filter_map(|f| effect_of(f).filter(|e| e.1 == grip).map(|e| (e.0, *f))).collect();
        // What flies is intercepted otherwise than what drives.
        of_grip.sort_by_key(|(effect, _)| *effect != MaterielEffect::ShotDown);
        for (effect, found) in of_grip {
            let Some(chosen) = tied(reading, groups, grip, found) else { continue };
            let chosen: Vec<usize> =
                chosen.into_iter().filter(|&n| suffers(reading, &groups[n], effect, found)).collect();
            if chosen.is_empty() {
                continue;
            }
            let flies = chosen.iter().all(|&n| is_aircraft(reading, &groups[n]));
            let effect = match effect {
                MaterielEffect::Destroyed | MaterielEffect::Damaged
                    if flies && told_shot_down(reading, found) =>
                {
                    MaterielEffect::ShotDown
                }
                other => other,
            };
            return Some((effect, found, chosen));
        }
    }
    None
}

/// The groups that a word of a grip holds.
fn tied(reading: &Reading<'_>, groups: &[Group], grip: Grip, found: Found) -> Option<Vec<usize>> {
    let (first, end) = (found.first as usize, found.end as usize);
    let grammar = &reading.codebook.grammar;
    let passive = reading.passive_before(first);
    let past = matches!(found.form, Form::Past | Form::Participle);
    match grip {
        Grip::Noun => {
            let leads = |word: &str| word == "include" || grammar.prepositions.contains(word);
            let aside = reading.raw(end) == ",";
            let start = if matches!(reading.word(end), "of" | "to") { end + 1 } else { end };
            // "Spoils: five rifles, a radio.", "taken were two mortars"
            let heads =
                matches!(reading.raw(end - 1), ":" | "–") || grammar.be.contains(reading.word(end - 1));
            if start > end || aside || heads || leads(reading.word(end - 1)) {
                return order::right(reading, groups, start);
            }
            // "among the items recovered were one rifle and a pistol"
            if let Some(chosen) = order::inverted(reading, groups, end) {
                return Some(chosen);
            }
            // "a grenade was thrown at the home of X, causing material damage"
            let damage = matches!(found.class, Class::Materiel(MaterielEffect::Damaged, _));
            damage.then(|| last_thing(reading, groups, first)).flatten()
        }
        Grip::Transitive if !passive => {
            let start = if end > first + 2 { first + 1 } else { end };
            let object =
                || order::right(reading, groups, start).or_else(|| order::right(reading, groups, end));
            let bare = past
                && !reading.codebook.terms.is_only_past(reading.word(first))
                && !order::has_object(reading, found);
            let inverted = || if past { order::inverted(reading, groups, end) } else { None };
            let joined = || if past { order::shared(reading, groups, first) } else { None };
            let before = || if bare { order::left(reading, groups, first, false) } else { None };
            object().or_else(inverted).or_else(joined).or_else(before)
        }
        // "was emptied of a safe": what follows the preposition is gone.
        Grip::Transitive if reading.codebook.terms.term(found.term).ends_with(" of") => {
            order::right(reading, groups, end)
        }
        // "were dismantling it": not done yet.
        Grip::Transitive if found.form == Form::Ing => None,
        // "from whom were confiscated two radios and a shotgun"
        Grip::Transitive
            if holding(groups, end).is_some_and(|g| g.first as usize == end && counts(reading, g)) =>
        {
            order::right(reading, groups, end)
        }
        Grip::Transitive => {
            let mut chosen = order::left(reading, groups, first, true).unwrap_or_default();
            let also = order::along_with(reading, groups, end);
            chosen.extend(also.into_iter().filter(|n| !chosen.contains(n)).collect::<Vec<_>>());
            (!chosen.is_empty()).then_some(chosen)
        }
        Grip::State => order::left(reading, groups, first, false),
        Grip::Intransitive if !passive && !order::has_object(reading, found) => {
            order::left(reading, groups, first, true).or_else(|| order::shared(reading, groups, first))
        }
        _ => None,
    }
}

/// The last thing of the sentence that is no weapon.
fn last_thing(reading: &Reading<'_>, groups: &[Group], before: usize) -> Option<Vec<usize>> {
    let sentence = reading.doc.sentence_at(reading.doc.tokens()[before].range.start)?;
    let end = groups.partition_point(|g| g.end as usize <= before);
    let fits = |n: &usize| counts(reading, &groups[*n]) && !is_weapon(reading, &groups[*n]);
    (0..end).rev().take_while(|&n| groups[n].first >= sentence.first).find(fits).map(|n| vec![n])
}

fn told_shot_down(reading: &Reading<'_>, found: Found) -> bool {
    reading
        .at(found.first as usize)
        .iter()
        .any(|f| matches!(f.class, Class::Materiel(MaterielEffect::ShotDown, _)))
}

/// "seven burned vehicles": the effect stands inside the group. "beside a toppled pole" only says where.
fn attributive(
    reading: &Reading<'_>,
    groups: &[Group],
    at: usize,
    readings: &[Found],
) -> Option<MaterielLoss> {
    let group = holding(groups, at).filter(|g| (g.first as usize) < at && at < g.head_first as usize)?;
    let place =
        group.preposition.is_some_and(|p| !matches!(reading.word(p as usize), "of" | "with" | "including"));
    if group.head != Head::Thing || group.quantity.is_none() || group.definite || place {
        return None;
    }
    let (effect, found) = readings.iter().find_map(|f| match effect_of(f) {
        Some((effect, Grip::Transitive | Grip::State)) if matches!(f.form, Form::Past | Form::Participle) => {
            Some((effect, *f))
        }
        _ => None,
    })?;
    Some(make(reading, group, effect, found))
}
