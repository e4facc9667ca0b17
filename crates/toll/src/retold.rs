//! Things that are told again: by a pronoun, by a figure alone, or by their noun with "the".

use codebook::terms::{Class, Found, Grip};
use codebook::{Form, Reading};
use record::ActorCategory;

use crate::group::{Group, Head};
use crate::materiel::{MaterielLoss, effect_of};
use crate::quantity::Quantity;
use crate::things::{counts, figure_after, head_is, is_thing, is_weapon, make, suffers};

/// "destroying it", "leading to its destruction", "both being burned", "made all of them safe": the things told last in the same
/// sentence, unless they are the weapon.
pub(crate) fn told_before(
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
pub(crate) fn counted_alone(
    reading: &Reading<'_>,
    groups: &[Group],
    readings: &[Found],
) -> Option<MaterielLoss> {
    let (effect, found) = readings.iter().find_map(|f| match effect_of(f) {
        Some((effect, Grip::Transitive | Grip::State)) if f.form != Form::Plain => Some((effect, *f)),
        // "damage to another"
        Some((effect, Grip::Noun)) => Some((effect, *f)),
        _ => None,
    })?;
    let first = found.first as usize;
    // A word that persons can suffer too counts persons.
    if reading.at(first).iter().any(|f| matches!(f.class, Class::Loss(..))) || reading.modal_before(first) {
        return None;
    }
    let (quantity, told_here) = lone_figure(reading, groups, &found)?;
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
    if thing.first < sentence.first && !told_here || head_is(reading, thing, |c| c == Class::Mass) {
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

/// The figure that stands alone beside a word for an effect, and whether it stands after it.
fn lone_figure(reading: &Reading<'_>, groups: &[Group], found: &Found) -> Option<(Quantity, bool)> {
    let grammar = &reading.codebook.grammar;
    let (first, end) = (found.first as usize, found.end as usize);
    let stand_in = |at: usize| grammar.stand_ins.contains(reading.word(at));
    let stands_in = |g: &Group| match g.head {
        Head::Figure => g.quantity.is_some(),
        Head::Person(ActorCategory::Unknown) => g.quantity.is_some() && stand_in(g.head_first as usize),
        _ => false,
    };
    // "deactivated a further 12", "sank two", "damaged two others"
    let mut start = end;
    while start < end + 2 && (stand_in(start) || reading.word(start) == "a") {
        start += 1;
    }
    let n = groups.partition_point(|g| (g.first as usize) < end);
    let object = groups.get(n).filter(|g| (end..=start).contains(&(g.first as usize)) && stands_in(g));
    if let Some(quantity) = object.and_then(|g| g.quantity) {
        return Some((quantity, true));
    }
    // "damaged another", "burned a third"
    if reading.word(end) == "another" || reading.word(end) == "a" && stand_in(end + 1) {
        return Some((Quantity::one(end, end + 1), true));
    }
    if matches!(found.class, Class::Materiel(_, Grip::Noun)) {
        return None;
    }
    if let Some(quantity) = figure_after(reading, end) {
        return Some((quantity, true));
    }
    // "one was burned", "and another damaged"
    let verb_group =
        |i: usize| grammar.be.contains(reading.word(i)) || grammar.adverbs.contains(reading.word(i));
    let mut last = first;
    while last > 0 && first - last < 3 && verb_group(last - 1) {
        last -= 1;
    }
    if last > 0 && reading.word(last - 1) == "another" {
        return Some((Quantity::one(last - 1, last), false));
    }
    let subject = groups[..groups.partition_point(|g| g.end as usize <= last)].last()?;
    let whole = subject.end as usize == last && subject.preposition.is_none() && stands_in(subject);
    subject.quantity.filter(|_| whole).map(|q| (q, false))
}

/// "a carrier was struck ...; the carrier was destroyed": the same thing again.
pub(crate) fn is_again(reading: &Reading<'_>, before: &MaterielLoss, after: &MaterielLoss) -> bool {
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
