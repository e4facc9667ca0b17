use codebook::terms::{Class, Found, Grip};
use codebook::{Form, Reading};
use record::{MaterielEffect, Qualifier, Tactic};

use crate::casualty::{Tied, hidden};
use crate::group::{Group, Head, holding};
use crate::quantity::{self, Quantity};
use crate::syntactic::{self, Hints};

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
        let readings: Vec<Found> = reading
            .at(at)
            .iter()
            .copied()
            .filter(|f| matches!(f.class, Class::Materiel(..)) && f.end == longest.end)
            .collect();
        let inside =
            holding(groups, at).is_some_and(|g| (g.first as usize) < at && at < g.head_first as usize);
        if !inside && let Some((effect, found, n)) = told_before(reading, groups, &readings) {
            add(&mut losses, make(reading, &groups[n], effect, found));
        } else if !inside && let Some((effect, found, chosen)) = read(reading, groups, &readings) {
            for n in chosen {
                add(&mut losses, make(reading, &groups[n], effect, found));
            }
        } else if inside && let Some(loss) = attributive(reading, groups, at, &readings) {
            add(&mut losses, loss);
        } else if !inside && let Some(found) = bindable(reading, &readings) {
            let chosen = hinted(reading, groups, found, hints);
            if chosen.is_empty() {
                untied.push(found);
            }
            if let Class::Materiel(effect, _) = found.class {
                for n in chosen {
                    add(&mut losses, make(reading, &groups[n], effect, found));
                }
            }
        }
        at = if longest.end as usize > at + 4 { at + 1 } else { longest.end as usize };
    }
    losses.sort_by_key(|l| (l.first, l.end, l.effect));
    Tied { losses, untied }
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
    let Class::Materiel(effect, _) = found.class else { return Vec::new() };
    let suffering = |n: &usize| counts(reading, &groups[*n]) && suffers(reading, &groups[*n], effect, found);
    syntactic::hinted(groups, hints, &found).into_iter().filter(suffering).collect()
}

/// "destroying it", "leading to its destruction": the thing told last in the same sentence, unless it is the weapon.
fn told_before(
    reading: &Reading<'_>,
    groups: &[Group],
    readings: &[Found],
) -> Option<(MaterielEffect, Found, usize)> {
    let found = readings[0];
    let (first, end) = (found.first as usize, found.end as usize);
    let grip = |wanted: Grip| {
        readings.iter().find_map(|f| match f.class {
            Class::Materiel(effect, grip) if grip == wanted => Some((effect, *f)),
            _ => None,
        })
    };
    let (effect, found, many) =
        match (reading.word(end), first.checked_sub(1).map_or("", |at| reading.word(at))) {
            (word @ ("it" | "them" | "both"), _) if !reading.passive_before(first) => {
                let (effect, found) = grip(Grip::Transitive)?;
                (effect, found, word != "it")
            }
            (_, word @ ("its" | "their")) => {
                let (effect, found) = grip(Grip::Noun).or_else(|| grip(Grip::Transitive))?;
                (effect, found, word == "their")
            }
            _ => return None,
        };
    let sentence = reading.doc.sentence_at(reading.doc.tokens()[first].range.start)?;
    let before = groups.partition_point(|g| g.end as usize <= first);
    let is = |n: usize, class: &dyn Fn(Class) -> bool| {
        (groups[n].head_first..groups[n].head_end).any(|at| reading.class_at(at as usize, class).is_some())
    };
    let weapon = |n: usize| {
        is(n, &|c| matches!(c, Class::Means(t) if !matches!(t, Tactic::Airstrike | Tactic::DroneStrike)))
            && !is(n, &|c| matches!(c, Class::Vehicle))
    };
    let told = (0..before).rev().take(10).take_while(|&n| groups[n].first >= sentence.first);
    let n =
        told.into_iter().find(|&n| counts(reading, &groups[n]) && groups[n].plural == many && !weapon(n))?;
    Some((effect, found, n))
}

/// One thing suffers one effect; of two, the more final one stays.
fn add(losses: &mut Vec<MaterielLoss>, loss: MaterielLoss) {
    let recent = losses.len().saturating_sub(16);
    match losses[recent..].iter_mut().find(|l| l.first == loss.first) {
        Some(same) if weight(loss.effect) > weight(same.effect) => *same = loss,
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

fn read(
    reading: &Reading<'_>,
    groups: &[Group],
    readings: &[Found],
) -> Option<(MaterielEffect, Found, Vec<usize>)> {
    let found = readings[0];
    let (first, end) = (found.first as usize, found.end as usize);
    let grips: Vec<(MaterielEffect, Grip, Found)> = readings
        .iter()
        .filter_map(|f| match f.class {
            Class::Materiel(effect, grip) => Some((effect, grip, *f)),
            _ => None,
        })
        .collect();
    let grammar = &reading.codebook.grammar;
    if first > 0
        && (grammar.modals.contains(reading.word(first - 1))
            || reading.word(first - 1) == "to" && found.form == Form::Plain)
    {
        return None;
    }
    let passive = reading.passive_before(first);
    for grip in [Grip::Noun, Grip::Transitive, Grip::State] {
        // Several effects may share a word ("captured", "seized"): the first of the codebook's order that fits.
        let Some(&(effect, _, found)) = grips.iter().find(|g| g.1 == grip) else { continue };
        let chosen = match grip {
            Grip::Noun => {
                let start = if matches!(reading.word(end), "of" | "to") { end + 1 } else { end };
                (start > end || matches!(reading.word(end - 1), "of" | "to" | "include"))
                    .then(|| right(reading, groups, start))
                    .flatten()
            }
            Grip::Transitive if !passive => {
                let start = if end > first + 2 { first + 1 } else { end };
                right(reading, groups, start).or_else(|| right(reading, groups, end)).or_else(|| {
                    if matches!(found.form, Form::Past | Form::Participle) {
                        left(reading, groups, first, false)
                    } else {
                        None
                    }
                })
            }
            // "was emptied of a safe": what follows the preposition is gone.
            Grip::Transitive if reading.codebook.terms.term(found.term).ends_with(" of") => {
                right(reading, groups, end)
            }
            Grip::Transitive => left(reading, groups, first, true).map(|mut chosen| {
                chosen.extend(along_with(reading, groups, end));
                chosen
            }),
            _ => left(reading, groups, first, false),
        };
        if let Some(chosen) = chosen {
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
                MaterielEffect::ShotDown if !flies => MaterielEffect::Destroyed,
                other => other,
            };
            return Some((effect, found, chosen));
        }
    }
    None
}

/// Ground that is taken or lost is no spoils, and a mine that is hit is no damage.
fn suffers(reading: &Reading<'_>, group: &Group, effect: MaterielEffect, found: Found) -> bool {
    let is = |test: &dyn Fn(Class) -> bool| {
        (group.head_first..group.head_end).any(|at| reading.class_at(at as usize, test).is_some())
    };
    let lost = reading.codebook.terms.term(found.term).contains("lose~");
    match effect {
        MaterielEffect::Captured | MaterielEffect::Seized => !is(&|c| c == Class::Fixed),
        MaterielEffect::Destroyed if lost => !is(&|c| c == Class::Fixed),
        MaterielEffect::Damaged => !is(&|c| matches!(c, Class::Means(Tactic::Ied | Tactic::Landmine))),
        _ => true,
    }
}

fn told_shot_down(reading: &Reading<'_>, found: Found) -> bool {
    reading
        .at(found.first as usize)
        .iter()
        .any(|f| matches!(f.class, Class::Materiel(MaterielEffect::ShotDown, _)))
}

fn is_aircraft(reading: &Reading<'_>, group: &Group) -> bool {
    (group.first as usize..group.end as usize)
        .any(|at| reading.class_at(at, |c| c == Class::Aircraft).is_some())
}

/// "seven burned vehicles": the effect stands inside the group.
fn attributive(
    reading: &Reading<'_>,
    groups: &[Group],
    at: usize,
    readings: &[Found],
) -> Option<MaterielLoss> {
    let group = holding(groups, at).filter(|g| (g.first as usize) < at && at < g.head_first as usize)?;
    if group.head != Head::Thing || group.quantity.is_none() || group.definite {
        return None;
    }
    let (effect, found) = readings.iter().find_map(|f| match f.class {
        Class::Materiel(effect, Grip::Transitive | Grip::State)
            if matches!(f.form, Form::Past | Form::Participle) =>
        {
            Some((effect, *f))
        }
        _ => None,
    })?;
    Some(make(reading, group, effect, found))
}

/// A thing, or a body that is a building as well: "the post was burned".
fn counts(reading: &Reading<'_>, group: &Group) -> bool {
    let thing = match group.head {
        Head::Thing => true,
        Head::Body(_) => reading
            .at(group.head_end as usize - 1)
            .iter()
            .any(|f| matches!(f.class, Class::Thing | Class::Fixed) && f.end == group.head_end),
        _ => false,
    };
    thing && (group.quantity.is_some() || group.definite) && group.quantity.is_none_or(|q| q.high != Some(0))
}

fn right(reading: &Reading<'_>, groups: &[Group], start: usize) -> Option<Vec<usize>> {
    let grammar = &reading.codebook.grammar;
    for at in start..start + 5 {
        let n = groups.partition_point(|g| (g.first as usize) < at);
        let group = groups.get(n)?;
        if group.first as usize == at {
            // "leaving behind 13 bodies, eight rifles and a radio": what is no thing may open the list.
            return (n..n + 3)
                .take_while(|&m| m == n || linked(reading, groups, m - 1, m))
                .take_while(|&m| {
                    m < groups.len() && groups[m].quantity.is_some() | counts(reading, &groups[m])
                })
                .find(|&m| counts(reading, &groups[m]))
                .map(|m| joined(reading, groups, m));
        }
        let word = reading.word(at);
        let passes = grammar.adverbs.contains(word)
            || word == "and"
            || matches!(reading.raw(at), "“" | "\"" | ":")
            || matches!(word, "in" | "a" | "controlled" | "manner" | "the");
        if !passes {
            return None;
        }
    }
    None
}

fn left(reading: &Reading<'_>, groups: &[Group], verb: usize, finite: bool) -> Option<Vec<usize>> {
    let grammar = &reading.codebook.grammar;
    let mut at = verb;
    while at > 0 {
        let word = reading.word(at - 1);
        if !(grammar.be.contains(word) && word != "s"
            || grammar.have.contains(word)
            || grammar.adverbs.contains(word)
            || matches!(word, "seen" | "which"))
        {
            break;
        }
        at -= 1;
    }
    let limit = at.saturating_sub(if finite { 16 } else { 4 });
    let mut n = groups.partition_point(|g| (g.end as usize) <= at);
    let mut edge = at;
    while n > 0 {
        n -= 1;
        let group = &groups[n];
        if (group.first as usize) < limit
            || (group.end as usize..edge).any(|i| matches!(reading.raw(i), ";" | ":" | "." | "?" | "!"))
        {
            return None;
        }
        if group.preposition.is_some() {
            edge = group.first as usize;
            continue;
        }
        if !counts(reading, group) {
            return None;
        }
        let mut chosen = vec![n];
        // "16 vehicles and two carriers were destroyed"
        while n > 0 {
            let gap = groups[n - 1].end as usize..groups[n].first as usize;
            let linked = gap.len() <= 2
                && !gap.is_empty()
                && gap.clone().all(|i| reading.word(i) == "and" || reading.raw(i) == ",");
            if !linked || !counts(reading, &groups[n - 1]) || groups[n - 1].preposition.is_some() {
                break;
            }
            n -= 1;
            chosen.insert(0, n);
        }
        return Some(chosen);
    }
    None
}

fn linked(reading: &Reading<'_>, groups: &[Group], before: usize, after: usize) -> bool {
    let Some(after) = groups.get(after) else { return false };
    let gap = groups[before].end as usize..after.first as usize;
    let joins = |i: usize| {
        matches!(reading.word(i), "and" | "as" | "well" | "together" | "with" | "plus")
            || reading.raw(i) == ","
    };
    !gap.is_empty() && gap.len() <= 4 && gap.clone().all(joins)
}

/// "was set on fire along with its two generators".
fn along_with(reading: &Reading<'_>, groups: &[Group], end: usize) -> Vec<usize> {
    let with = match (reading.word(end), reading.word(end + 1), reading.word(end + 2)) {
        ("along" | "together", "with", _) => end + 2,
        ("as", "well", "as") => end + 3,
        _ => return Vec::new(),
    };
    right(reading, groups, with).unwrap_or_default()
}

fn joined(reading: &Reading<'_>, groups: &[Group], n: usize) -> Vec<usize> {
    let mut chosen = vec![n];
    let mut last = n;
    for next in n + 1..groups.len() {
        if !linked(reading, groups, last, next) || !counts(reading, &groups[next]) {
            break;
        }
        chosen.push(next);
        last = next;
    }
    chosen
}

fn make(reading: &Reading<'_>, group: &Group, effect: MaterielEffect, trigger: Found) -> MaterielLoss {
    let mass = (group.head_first..group.head_end)
        .any(|at| reading.class_at(at as usize, |c| c == Class::Mass).is_some());
    let amount =
        Quantity { low: 1, high: None, qualifier: Qualifier::Vague, first: group.first, end: group.end };
    let counted = group.quantity.filter(|q| !mass || q.low > 2 || q.high.is_some_and(|h| h > 1));
    // "vehicles destroyed: 1"
    let follows = if group.plural && counted.is_none_or(|q| q.low == 2 && q.high.is_none()) {
        quantity::after(reading, trigger.end as usize)
    } else {
        None
    };
    let end = follows.map_or(group.end, |q| q.end.max(group.end));
    let quantity = follows.or(counted).or(mass.then_some(amount)).unwrap_or(Quantity {
        low: if group.plural { 2 } else { 1 },
        high: if group.plural { None } else { Some(1) },
        qualifier: if group.plural { Qualifier::Vague } else { Qualifier::Exact },
        first: group.first,
        end: group.end,
    });
    MaterielLoss { item: item(reading, group), effect, quantity, first: group.first, end, trigger }
}

/// The neutral singular: the head noun with the modifiers that the codebook knows.
fn item(reading: &Reading<'_>, group: &Group) -> String {
    let terms = &reading.codebook.terms;
    let (head, end) = (group.head_first as usize, group.head_end as usize);
    let mut first = head;
    while first > group.first as usize {
        let mut before = first - 1;
        if reading.is_joint(before) && before > group.first as usize {
            before -= 1;
        }
        if reading.at(before).iter().any(|f| matches!(f.class, Class::ThingModifier | Class::Thing))
            && !terms.numerals.contains_key(reading.word(before))
        {
            first = before;
        } else {
            break;
        }
    }
    let mut item = String::new();
    for at in first..group.end as usize {
        let raw = reading.raw(at);
        if at > first && reading.doc.tokens()[at].space_before() {
            item.push(' ');
        }
        if at + 1 == end {
            item.push_str(&terms.singular(&raw.to_lowercase()));
        } else {
            item.push_str(&raw.to_lowercase());
        }
    }
    item
}
