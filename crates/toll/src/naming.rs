use codebook::Reading;
use codebook::terms::Class;

use crate::group::{Group, Head, preposition};
use crate::quantity::Quantity;

/// The most names that a plural noun is followed by ("the priests A, B and C").
const LIST: usize = 12;

/// Takes the names of persons into the groups: a noun and the name after it are one person, a name alone is one, and a plural noun with
/// a list of names counts as many. Names are ranges of tokens, in order.
pub(crate) fn add(reading: &Reading<'_>, groups: &mut Vec<Group>, names: &[(usize, usize)]) {
    for &(first, end) in names {
        let n = groups.partition_point(|g| (g.end as usize) < first);
        match groups.get(n).map(|g| (g.first as usize, g.end as usize, g.head, g.plural)) {
            // "lawyer Jose Perez"
            Some((from, to, Head::Person(_) | Head::Named, false))
                if from < end && to <= end && to >= first =>
            {
                extend(groups, n, end);
            }
            Some((_, to, Head::Person(_), true)) if to == first => {
                let (count, past) = listed(reading, names, first);
                let open = groups[n].quantity.is_none_or(|q| q.high.is_none());
                if count > 1 && open {
                    groups[n].quantity = Some(Quantity {
                        low: count,
                        high: Some(count),
                        ..Quantity::one(groups[n].first as usize, past)
                    });
                    extend(groups, n, past);
                }
            }
            Some((from, to, ..)) if from < end && to > first => {}
            _ => {
                let at = groups.partition_point(|g| (g.first as usize) < first);
                groups.insert(at, named(reading, first, end));
            }
        }
    }
    mark_described(reading, groups);
}

/// Lets a group reach to a token; what it then covers is part of it.
fn extend(groups: &mut Vec<Group>, n: usize, end: usize) {
    groups[n].end = groups[n].end.max(end as u32);
    let past = groups[n].end;
    let next = groups[n + 1..].partition_point(|g| g.first < past);
    groups.drain(n + 1..n + 1 + next);
}

/// How many names stand in the list that begins at a token, and where it ends.
fn listed(reading: &Reading<'_>, names: &[(usize, usize)], first: usize) -> (u64, usize) {
    let mut n = names.partition_point(|&(from, _)| from < first);
    let (mut count, mut end) = (0, first);
    while let Some(&(from, to)) = names.get(n) {
        let joined = from == end
            || from <= end + 2 && (end..from).all(|at| reading.raw(at) == "," || reading.word(at) == "and");
        if !joined || count as usize >= LIST {
            break;
        }
        count += 1;
        end = to;
        n += 1;
    }
    (count, end)
}

fn named(reading: &Reading<'_>, first: usize, end: usize) -> Group {
    Group {
        first: first as u32,
        end: end as u32,
        head_first: first as u32,
        head_end: end as u32,
        head: Head::Named,
        quantity: Some(Quantity::one(first, end)),
        plural: false,
        definite: true,
        possessive: false,
        part: false,
        preposition: preposition(reading, first),
        own: false,
    }
}

/// "Omar Hassan, a district councillor, ...": the noun after the name tells who it is, and is no second person.
fn mark_described(reading: &Reading<'_>, groups: &mut [Group]) {
    for n in 1..groups.len() {
        let (before, group) = (&groups[n - 1], &groups[n]);
        let gap = before.end as usize..group.first as usize;
        let apposed = before.head == Head::Named
            && matches!(group.head, Head::Person(_))
            && !group.plural
            && gap.len() == 1
            && reading.raw(gap.start) == ",";
        let closed = matches!(reading.raw(group.end as usize), "," | "." | "(" | ")")
            || reading.codebook.grammar.prepositions.contains(reading.word(group.end as usize))
            || reading.at(group.end as usize).iter().any(|f| matches!(f.class, Class::Loss(..)));
        if apposed && closed {
            groups[n].part = true;
        }
    }
}
