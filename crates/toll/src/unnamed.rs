//! Things and persons that the codebook has no noun for, told by what was done to them: "destroyed a windmill and two cranes", "12 ledgers
//! were seized", "a news editor was killed".

use codebook::terms::{Class, Found, Grip};
use codebook::{Form, Reading};
use record::{ActorCategory, Effect, MaterielEffect};

use crate::group::{Group, Head};
use crate::quantity::Quantity;
use crate::victims::is_plain_noun;

/// The most words of such a noun, and the most things joined to the first.
const WORDS: usize = 3;
const LIST: usize = 6;

/// Adds them to the groups. Only what is counted, or has "a" before it, is taken for a thing, and only beside a word that persons do
/// not suffer.
pub(crate) fn add(reading: &Reading<'_>, groups: &mut Vec<Group>) {
    // New groups are put among the others at the end, at once: a text may have very many.
    let mut new: Vec<Group> = Vec::new();
    for found in reading.found.iter().filter(|found| harms(reading, found)) {
        if reading.passive_before(found.first as usize) {
            before(reading, groups, &mut new, found.first as usize);
        } else if found.form != Form::Participle {
            after(reading, groups, &mut new, found);
        }
    }
    let mut persons: Vec<Group> = Vec::new();
    for found in reading.found.iter().filter(|found| harms_persons(reading, found)) {
        person(reading, groups, &mut persons, found.first as usize);
    }
    new.extend(persons);
    kin(reading, groups, &mut new);
    if !new.is_empty() {
        groups.extend(new);
        groups.sort_by_key(|g| g.first);
        // A word may tell harm to things and to persons.
        groups.dedup_by(|next, last| next.first < last.end);
    }
}

/// Words that only persons suffer, in the passive or after "be".
fn harms_persons(reading: &Reading<'_>, found: &Found) -> bool {
    let Class::Loss(Effect::Killed | Effect::Injured, Grip::Transitive | Grip::State) = found.class else {
        return false;
    };
    let persons = |f: &Found| !matches!(f.class, Class::Materiel(..) | Class::Person(_) | Class::Thing);
    reading.passive_before(found.first as usize) && reading.at(found.first as usize).iter().all(persons)
}

/// The subject of such a word: "a news editor was killed", "the peasant and his son are dead".
fn person(reading: &Reading<'_>, groups: &[Group], new: &mut Vec<Group>, verb: usize) {
    let grammar = &reading.codebook.grammar;
    let end = reading.before_auxiliaries(verb);
    let mut first = end;
    // "an editor": a word that the codebook has as a sign of something else.
    let sign = |at: usize| {
        let sign = |f: &Found| matches!(f.class, Class::Standing | Class::Topic(_));
        !reading.at(at).is_empty() && reading.at(at).iter().all(sign)
    };
    while first > 0 && end - first < WORDS && (is_noun(reading, groups, first - 1) || sign(first - 1)) {
        first -= 1;
    }
    let Some(determiner) = first.checked_sub(1).filter(|_| first < end) else { return };
    let word = reading.word(determiner);
    let one = grammar.indefinite.contains(word)
        || grammar.possessives.contains(word) && word != "s"
        || word == "the";
    let plural = reading.codebook.terms.singular(reading.word(end - 1)) != reading.word(end - 1);
    // "an equal number" counts what was told before.
    let nameless = (first..end).any(|at| grammar.nameless.contains(reading.word(at)));
    let governed = crate::group::preposition(reading, determiner).is_some();
    if one && !plural && !nameless && !governed && crate::group::holding(groups, determiner).is_none() {
        let definite = !grammar.indefinite.contains(word);
        let quantity = Quantity::one(determiner, end);
        keep(
            new,
            Group {
                head: Head::Person(ActorCategory::Unknown),
                definite,
                possessive: grammar.possessives.contains(word),
                preposition: crate::group::preposition(reading, determiner),
                ..thing(determiner, first, end, quantity)
            },
        );
    }
}

/// "a woman and her niece-in-law", "the chief and his bearer": somebody's own, by a noun that the codebook lacks.
fn kin(reading: &Reading<'_>, groups: &[Group], new: &mut Vec<Group>) {
    let grammar = &reading.codebook.grammar;
    for group in groups.iter().filter(|g| g.is_victim() && g.head != Head::Figure) {
        let and = group.end as usize;
        let owned = reading.word(and) == "and"
            && grammar.possessives.contains(reading.word(and + 1))
            && reading.word(and + 1) != "s";
        let joint = |at: usize| reading.is_joint(at);
        let mut end = and + 2;
        while owned
            && end < and + 2 + WORDS + 1
            && (is_noun(reading, groups, end) || end > and + 2 && joint(end))
        {
            end += 1;
        }
        let one = end > and + 2
            && owned
            && reading.codebook.terms.singular(reading.word(end - 1)) == reading.word(end - 1)
            && (reading.is_punct(end)
                || grammar.prepositions.contains(reading.word(end))
                || grammar.be.contains(reading.word(end)));
        if one {
            let quantity = Quantity::one(and + 1, end);
            new.push(Group {
                head: Head::Person(ActorCategory::Unknown),
                definite: true,
                possessive: true,
                ..thing(and + 1, and + 2, end, quantity)
            });
        }
    }
}

/// Keeps a new group if it lies behind those that were made before.
fn keep(new: &mut Vec<Group>, group: Group) {
    if new.last().is_none_or(|last| last.end <= group.first) {
        new.push(group);
    }
}

fn harms(reading: &Reading<'_>, found: &Found) -> bool {
    let Class::Materiel(effect, Grip::Transitive) = found.class else { return false };
    let harm = !matches!(effect, MaterielEffect::Disabled | MaterielEffect::ShotDown);
    let alone = |f: &Found| !matches!(f.class, Class::Loss(..) | Class::Person(_) | Class::Thing);
    harm && reading.at(found.first as usize).iter().all(alone)
}

/// The objects of an active verb.
fn after(reading: &Reading<'_>, groups: &mut [Group], new: &mut Vec<Group>, found: &Found) {
    let takes = matches!(found.class, Class::Materiel(MaterielEffect::Captured | MaterielEffect::Seized, _));
    let mut at = found.end as usize;
    for _ in 0..LIST {
        let n = groups.partition_point(|g| (g.first as usize) < at);
        let end = match groups.get(n).filter(|g| g.first as usize == at) {
            Some(group) if group.head == Head::Thing => group.end as usize,
            Some(group) if group.head == Head::Figure => {
                let (Some(q), start) = (group.quantity, group.end as usize) else { return };
                let Some(end) = noun(reading, groups, start) else { return };
                groups[n] = thing(at, start, end, q);
                end
            }
            // What is taken is rather a person or nothing at all: "seized a chance".
            None if (!takes || is_model(reading, at + 1))
                && reading.codebook.grammar.indefinite.contains(reading.word(at)) =>
            {
                let Some(end) = noun(reading, groups, at + 1) else { return };
                keep(new, thing(at, at + 1, end, Quantity::one(at, end)));
                end
            }
            _ => return,
        };
        let comma = usize::from(reading.raw(end) == ",");
        let and = usize::from(reading.codebook.grammar.coordinators.contains(reading.word(end + comma)));
        if comma + and == 0 {
            return;
        }
        at = end + comma + and;
    }
}

/// The subject of a passive verb.
fn before(reading: &Reading<'_>, groups: &mut [Group], new: &mut Vec<Group>, verb: usize) {
    let grammar = &reading.codebook.grammar;
    let end = reading.before_auxiliaries(verb);
    let mut first = end;
    while first > 0 && end - first < WORDS && is_noun(reading, groups, first - 1) {
        first -= 1;
    }
    if first == end || first == 0 {
        return;
    }
    let n = groups.partition_point(|g| (g.end as usize) < first);
    match groups.get(n) {
        Some(group) if group.end as usize == first && group.head == Head::Figure => {
            let (Some(q), from) = (group.quantity, group.first as usize) else { return };
            groups[n] = thing(from, first, end, q);
        }
        _ if grammar.indefinite.contains(reading.word(first - 1)) => {
            keep(new, thing(first - 1, first, end, Quantity::one(first - 1, end)));
        }
        _ => {}
    }
}

/// Where the noun that starts at a token ends.
fn noun(reading: &Reading<'_>, groups: &[Group], start: usize) -> Option<usize> {
    let mut end = start;
    while end < start + WORDS && is_noun(reading, groups, end) {
        end += 1;
    }
    // What goes on with another word of the codebook is described by it.
    let closed = reading.is_punct(end) || end >= reading.len() || !is_noun(reading, groups, end);
    (end > start && closed && crate::group::holding(groups, end).is_none()).then_some(end)
}

fn is_noun(reading: &Reading<'_>, groups: &[Group], at: usize) -> bool {
    let lower = reading.doc.tokens().get(at).is_some_and(|t| !t.is_capitalised());
    (lower || is_model(reading, at))
        && is_plain_noun(reading, at)
        && !reading.codebook.grammar.measures.contains(reading.word(at))
        && crate::group::holding(groups, at).is_none()
}

fn thing(first: usize, noun: usize, end: usize, quantity: Quantity) -> Group {
    Group {
        first: first as u32,
        end: end as u32,
        head_first: noun as u32,
        head_end: end as u32,
        head: Head::Thing,
        quantity: Some(quantity),
        plural: quantity.high != Some(1),
        definite: false,
        possessive: false,
        part: false,
        preposition: None,
        own: false,
    }
}

/// "M653", "AK-22": the name of a model.
fn is_model(reading: &Reading<'_>, at: usize) -> bool {
    let raw = reading.raw(at);
    raw.starts_with(|c: char| c.is_ascii_uppercase()) && raw.contains(|c: char| c.is_ascii_digit())
}
