use codebook::terms::{Class, Cue, Found, Grip};
use codebook::{Form, Reading};
use record::{ActorCategory, Effect, MaterielEffect};

use crate::casualty::{Loss, Tied, hidden};
use crate::group::{Group, Head, holding};
use crate::order;
use crate::quantity::Quantity;
use crate::syntactic::{self, Hints};
use crate::things::{counts, figure_after, head_is, is_aircraft, is_thing, is_weapon, make, suffers};

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
}

/// The effect that a reading of a word tells.
fn effect_of(found: &Found) -> Option<(MaterielEffect, Grip)> {
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
        if of_persons(reading, at) {
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

/// "destroying it", "leading to its destruction", "both being burned", "made all of them safe": the things told last in the same
/// sentence, unless they are the weapon.
fn told_before(
    reading: &Reading<'_>,
    groups: &[Group],
    losses: &[MaterielLoss],
    all: &[Found],
) -> Option<Vec<MaterielLoss>> {
    let first = all[0].first as usize;
    let before = |back: usize| first.checked_sub(back).map_or("", |at| reading.word(at));
    let grip = |wanted: Grip, end: Option<usize>| {
        all.iter().find_map(|f| match effect_of(f) {
            Some((effect, grip)) if grip == wanted && end.is_none_or(|e| e == f.end as usize) => {
                Some((effect, *f))
            }
            _ => None,
        })
    };
    // The pronoun stands after the verb, or inside a phrase ("set it on fire", "destroyed it by fire").
    let pronoun = all.iter().find_map(|f| {
        let inner = (f.end > f.first + 2).then_some(first + 1);
        [Some(f.end as usize), inner].into_iter().flatten().find_map(|at| match reading.word(at) {
            word @ ("it" | "them" | "both") => Some((word != "it", f.end as usize)),
            "all" | "each" if reading.word(at + 1) == "of" && reading.word(at + 2) == "them" => {
                Some((true, f.end as usize))
            }
            _ => None,
        })
    });
    let (effect, found, many) = match (pronoun, before(1)) {
        (Some((many, end)), _) if !reading.passive_before(first) => {
            let (effect, found) = grip(Grip::Transitive, Some(end))?;
            (effect, found, many)
        }
        (_, word @ ("its" | "their")) => {
            let (effect, found) = grip(Grip::Noun, None).or_else(|| grip(Grip::Transitive, None))?;
            (effect, found, word == "their")
        }
        // "both being burned", "it was defused there", "they were destroyed"
        _ if reading.passive_before(first) => {
            let subject = (2..=4).map(before).find(|w| matches!(*w, "both" | "it" | "they" | "these"))?;
            let (effect, found) = grip(Grip::Transitive, None)?;
            (effect, found, subject != "it")
        }
        _ => return None,
    };
    let sentence = reading.doc.sentence_at(reading.doc.tokens()[first].range.start)?;
    // What was told of them before holds of all of them: "found 14 mines and two charges and defused them".
    let recent: Vec<MaterielLoss> = losses
        .iter()
        .filter(|l| l.first >= sentence.first && l.end as usize <= first)
        .filter(|l| many && l.effect != effect && l.trigger.first < found.first)
        .map(|l| MaterielLoss { effect, trigger: found, ..l.clone() })
        .collect();
    if !recent.is_empty() {
        return Some(recent);
    }
    let end = groups.partition_point(|g| g.end as usize <= first);
    let fits = |n: &usize| {
        let group = &groups[*n];
        counts(reading, group) && !is_weapon(reading, group) && suffers(reading, group, effect, found)
    };
    let since = |from: u32| -> Vec<usize> {
        (0..end).rev().take(10).take_while(|&n| groups[n].first >= from).filter(fits).collect()
    };
    let mut things = since(sentence.first);
    // "An aircraft crashed near X. The fighters say that they shot it down."
    if things.is_empty()
        && let Some(last) = sentence.first.checked_sub(1)
        && let Some(previous) = reading.doc.sentence_at(reading.doc.tokens()[last as usize].range.start)
    {
        things = since(previous.first);
    }
    let plural = things.iter().copied().find(|&n| groups[n].plural == many);
    let chosen = match plural {
        Some(n) => vec![n],
        // "a tanker and the pickup that guarded it ..., both being burned"
        None if many && things.len() >= 2 => vec![things[1], things[0]],
        None => return None,
    };
    Some(chosen.into_iter().map(|n| make(reading, &groups[n], effect, found)).collect())
}

/// "sinking two and damaging another", "vehicles captured, 2; destroyed, 1", "one was burned": the figure counts things told before.
fn counted_alone(reading: &Reading<'_>, groups: &[Group], readings: &[Found]) -> Option<MaterielLoss> {
    let (effect, found) = readings.iter().find_map(|f| match effect_of(f) {
        Some((effect, Grip::Transitive | Grip::State)) if f.form != Form::Plain => Some((effect, *f)),
        _ => None,
    })?;
    let (first, end) = (found.first as usize, found.end as usize);
    // A word that persons can suffer too counts persons.
    if reading.at(first).iter().any(|f| matches!(f.class, Class::Loss(..))) || reading.modal_before(first) {
        return None;
    }
    let grammar = &reading.codebook.grammar;
    let stands_in = |g: &Group| match g.head {
        Head::Figure => g.quantity.is_some(),
        Head::Person(ActorCategory::Unknown) => {
            g.quantity.is_some() && grammar.stand_ins.contains(reading.word(g.head_first as usize))
        }
        _ => false,
    };
    let mut start = end;
    while start < end + 2 && (grammar.stand_ins.contains(reading.word(start)) || reading.word(start) == "a") {
        start += 1;
    }
    let n = groups.partition_point(|g| (g.first as usize) < end);
    let object = groups.get(n).filter(|g| (end..=start).contains(&(g.first as usize)) && stands_in(g));
    let subject = groups[..groups.partition_point(|g| g.end as usize <= first)]
        .last()
        .filter(|g| g.preposition.is_none() && stands_in(g))
        .filter(|g| {
            let gap = g.end as usize..first;
            gap.len() <= 3
                && gap.clone().all(|i| {
                    grammar.be.contains(reading.word(i)) || grammar.adverbs.contains(reading.word(i))
                })
        });
    let another = grammar.stand_ins.contains(reading.word(end)) && reading.word(end) == "another";
    let quantity = object
        .and_then(|g| g.quantity)
        .or_else(|| another.then(|| Quantity::one(end, end + 1)))
        .or_else(|| figure_after(reading, end))
        .or_else(|| subject.and_then(|g| g.quantity))?;
    // What the figure counts: the last things of the sentence, or of the one before.
    let sentence = reading.doc.sentence_at(reading.doc.tokens()[first].range.start)?;
    let from = match (sentence.first as usize).checked_sub(1) {
        Some(last) => reading.doc.sentence_at(reading.doc.tokens()[last].range.start)?.first,
        None => 0,
    };
    let limit = groups.partition_point(|g| (g.end as usize) <= first.min(quantity.first as usize));
    let thing = groups[..limit]
        .iter()
        .rev()
        .take(8)
        .take_while(|g| g.first >= from)
        .find(|g| is_thing(reading, g) && suffers(reading, g, effect, found) && !is_weapon(reading, g))?;
    // "The five taken at X": persons of another sentence. And what is not counted has no "two of them".
    let alone = object.is_some() || another || figure_after(reading, end).is_some();
    if thing.first < sentence.first && !alone || head_is(reading, thing, |c| c == Class::Mass) {
        return None;
    }
    let whole = make(reading, thing, effect, found);
    Some(MaterielLoss {
        quantity,
        first: quantity.first.min(found.first),
        end: quantity.end.max(found.end),
        ..whole
    })
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

/// "a carrier was struck ...; the carrier was destroyed": the same thing again.
fn is_again(reading: &Reading<'_>, before: &MaterielLoss, after: &MaterielLoss) -> bool {
    /// The most words between two tellings of one thing.
    const NEAR: u32 = 40;
    let one = |l: &MaterielLoss| l.quantity.low == 1 && l.quantity.high == Some(1);
    let head = |l: &MaterielLoss| l.item.rsplit(' ').next().unwrap_or_default().to_owned();
    let definite = reading.word(after.first as usize) == "the";
    definite
        && one(before)
        && one(after)
        && before.end <= after.first
        && after.first - before.end < NEAR
        && head(before) == head(after)
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
            || reading.word(first - 1) == "to" && found.form == Form::Plain
            || is_denied(reading, first))
    {
        return None;
    }
    for grip in [Grip::Noun, Grip::Transitive, Grip::State, Grip::Intransitive] {
        // Several effects may share a word ("captured", "seized"): the first of the codebook's order that fits.
        let of_grip = readings.iter().filter_map(|f| effect_of(f).filter(|e| e.1 == grip).map(|e| (e.0, *f)));
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
            if start > end || aside || leads(reading.word(end - 1)) {
                return order::right(reading, groups, start);
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
        Grip::Transitive => {
            let mut chosen = order::left(reading, groups, first, true).unwrap_or_default();
            let also = order::along_with(reading, groups, end);
            chosen.extend(also.into_iter().filter(|n| !chosen.contains(n)).collect::<Vec<_>>());
            (!chosen.is_empty()).then_some(chosen)
        }
        Grip::State => order::left(reading, groups, first, false),
        Grip::Intransitive if !passive => {
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
