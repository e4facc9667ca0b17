//! What a thing is, what it is called, and what can happen to it.

use codebook::Reading;
use codebook::terms::{Class, Found};
use record::{MaterielEffect, Qualifier, Tactic};

use crate::group::{Group, Head};
use crate::materiel::MaterielLoss;
use crate::quantity::{self, Quantity};

/// Whether a word of a class begins in the head noun.
pub(crate) fn head_is(reading: &Reading<'_>, group: &Group, class: impl Fn(Class) -> bool) -> bool {
    (group.head_first..group.head_end).any(|at| reading.class_at(at as usize, &class).is_some())
}

/// A thing, or a body that is a building as well: "the post was burned".
pub(crate) fn is_thing(reading: &Reading<'_>, group: &Group) -> bool {
    match group.head {
        Head::Thing => true,
        Head::Body(_) => reading
            .at(group.head_end as usize - 1)
            .iter()
            .any(|f| matches!(f.class, Class::Thing | Class::Fixed) && f.end == group.head_end),
        _ => false,
    }
}

/// A thing that is counted, or that is told before.
pub(crate) fn counts(reading: &Reading<'_>, group: &Group) -> bool {
    let none =
        group.quantity.is_none() && matches!(reading.word(group.first as usize), "any" | "no" | "neither");
    is_thing(reading, group)
        && !none
        && (group.quantity.is_some() || group.definite)
        && group.quantity.is_none_or(|q| q.high != Some(0))
}

/// What a weapon or a bomb is: it does the harm.
pub(crate) fn is_weapon(reading: &Reading<'_>, group: &Group) -> bool {
    let arms =
        |c: Class| matches!(c, Class::Means(t) if !matches!(t, Tactic::Airstrike | Tactic::DroneStrike));
    head_is(reading, group, arms) && !head_is(reading, group, |c| c == Class::Vehicle)
}

pub(crate) fn is_aircraft(reading: &Reading<'_>, group: &Group) -> bool {
    (group.first as usize..group.end as usize)
        .any(|at| reading.class_at(at, |c| c == Class::Aircraft).is_some())
}

/// Ground that is taken or lost is no spoils, what is fired only hits, and what does not fly is not shot down.
pub(crate) fn suffers(reading: &Reading<'_>, group: &Group, effect: MaterielEffect, found: Found) -> bool {
    let is = |test: &dyn Fn(Class) -> bool| head_is(reading, group, test);
    let lost = reading.codebook.terms.term(found.term).contains("lose~");
    let explosive = || {
        let bomb = |c: Class| matches!(c, Class::Means(Tactic::Ied | Tactic::Landmine | Tactic::Shelling));
        (group.first..group.end).any(|at| reading.class_at(at as usize, bomb).is_some())
    };
    match effect {
        // "four men handed in their arms"
        MaterielEffect::Seized
            if group.possessive && group.quantity.is_none() && is(&|c| c == Class::Mass) =>
        {
            false
        }
        // "the rifles were removed": a mine that is removed is disabled.
        MaterielEffect::Disabled
            if reading.class_at(found.first as usize, |c| c == Class::Defusal).is_some() =>
        {
            explosive()
        }
        MaterielEffect::Captured | MaterielEffect::Seized => !is(&|c| c == Class::Fixed),
        MaterielEffect::Destroyed if lost => !is(&|c| c == Class::Fixed),
        MaterielEffect::Damaged => !is(&|c| matches!(c, Class::Means(Tactic::Ied | Tactic::Landmine))),
        MaterielEffect::ShotDown => {
            // "three rockets landed" were brought down by nobody.
            let object = group.first >= found.end || reading.passive_before(found.first as usize);
            is_aircraft(reading, group)
                || object && is(&|c| matches!(c, Class::Means(Tactic::GuidedMissile | Tactic::Rocket)))
        }
        _ => true,
    }
}

/// The loss of a group.
pub(crate) fn make(
    reading: &Reading<'_>,
    group: &Group,
    effect: MaterielEffect,
    trigger: Found,
) -> MaterielLoss {
    let mass = head_is(reading, group, |c| c == Class::Mass);
    let amount =
        Quantity { low: 1, high: None, qualifier: Qualifier::Vague, first: group.first, end: group.end };
    let counted = group.quantity.filter(|q| !mass || q.low > 2 || q.high.is_some_and(|h| h > 1));
    // "vehicles destroyed: 1"
    let follows = if group.plural && counted.is_none_or(|q| q.low == 2 && q.high.is_none()) {
        figure_after(reading, trigger.end as usize)
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
    MaterielLoss {
        item: item(reading, group),
        effect,
        quantity,
        first: group.first,
        end,
        trigger,
        head: (group.head_first, group.head_end),
    }
}

/// The figure after the word for an effect: "vehicles destroyed: 3", "vessels sunk 1, damaged 1", "destroyed or damaged, 9".
pub(crate) fn figure_after(reading: &Reading<'_>, end: usize) -> Option<Quantity> {
    let mut end = end;
    // A second word for an effect, joined to the first.
    let joined = matches!(reading.word(end), "or" | "and") || reading.raw(end) == "/";
    if joined && reading.class_at(end + 1, |c| matches!(c, Class::Materiel(..))).is_some() {
        end += 2;
    }
    if let Some(q) = quantity::after(reading, end) {
        return Some(q);
    }
    let q = quantity::at(reading, end)?;
    let next = q.end as usize;
    let closes = next >= reading.len()
        || matches!(reading.raw(next), "." | ";" | ",")
        || reading.doc.tokens()[next].newline_before();
    closes.then_some(q)
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
        // "rifles (3)"
        if raw == "(" {
            break;
        }
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
