use codebook::Reading;
use codebook::terms::{Class, Found, Grip};
use record::{Effect, MaterielEffect};

use crate::casualty::Loss;
use crate::group::Group;
use crate::materiel::MaterielLoss;
use crate::quantity::{self, Quantity};

/// How far after a loss of a thing, in tokens, those in it are told.
const REACH: usize = 10;

/// Adds the persons who were lost with a thing that was destroyed or burned: "was destroyed along with its two riders", "burned a
/// boat with its crew of three", "with all eight who were in it". Only where a figure tells how many.
pub(crate) fn add(
    reading: &Reading<'_>,
    groups: &[Group],
    materiel: &[MaterielLoss],
    persons: &mut Vec<Loss>,
) {
    let mut new: Vec<Loss> = Vec::new();
    for loss in materiel {
        if !matches!(
            loss.effect,
            MaterielEffect::Destroyed | MaterielEffect::Burned | MaterielEffect::ShotDown
        ) {
            continue;
        }
        let Some((quantity, members)) = with(reading, groups, loss) else { continue };
        let told = |l: &Loss| l.first < quantity.end && quantity.first < l.end;
        if persons.iter().chain(&new).any(told) {
            continue;
        }
        let category = |n: &u32| match groups[*n as usize].head {
            crate::Head::Person(category) | crate::Head::Body(category) => Some(category),
            _ => None,
        };
        new.push(Loss {
            effect: Effect::Killed,
            quantity,
            first: quantity.first,
            end: quantity.end,
            trigger: Found { class: Class::Loss(Effect::Killed, Grip::State), ..loss.trigger },
            categories: members.iter().filter_map(category).collect(),
            groups: members,
            own: false,
            of_subject: false,
            pronoun: false,
            total: false,
        });
    }
    persons.extend(new);
    persons.sort_by_key(|l| (l.first, l.end, l.effect));
}

/// The persons told by "with" after a thing or the word for its loss.
fn with(reading: &Reading<'_>, groups: &[Group], loss: &MaterielLoss) -> Option<(Quantity, Vec<u32>)> {
    let grammar = &reading.codebook.grammar;
    let start = loss.end.max(loss.trigger.end) as usize;
    let stop = |at: &usize| !matches!(reading.raw(*at), "." | ";" | ":" | "?" | "!");
    let with = (start..(start + REACH).min(reading.len()))
        .take_while(stop)
        .find(|&at| reading.word(at) == "with")?;
    let mut at = with + 1;
    let all = matches!(reading.word(at), "all" | "both");
    at += usize::from(all);
    let theirs = grammar.possessives.contains(reading.word(at)) || all;
    let n = groups.partition_point(|g| (g.first as usize) < with + 1);
    let group = groups.get(n).filter(|g| g.first as usize <= at + 1);
    // "its crew of three", "the four on board"
    let end = group.map_or(at, |g| g.end as usize);
    let counted = || reading.word(end).eq("of").then(|| quantity::at(reading, end + 1)).flatten();
    let quantity = counted()
        .or_else(|| group.filter(|g| g.is_victim()).and_then(|g| g.quantity))
        .or_else(|| quantity::at(reading, at))?;
    let behind = (quantity.end.max(end as u32)) as usize;
    let inside = (behind..behind + 5).any(|at| {
        matches!(reading.word(at), "aboard" | "inside")
            || matches!(reading.word(at), "on" | "in")
                && matches!(reading.word(at + 1), "board" | "it" | "them")
    });
    let person = group.is_none_or(|g| g.is_victim() || matches!(g.head, crate::Head::Body(_)));
    ((theirs || inside) && person && quantity.high != Some(0))
        .then(|| (quantity, group.map(|_| n as u32).into_iter().collect()))
}
