//! Which groups suffer an effect, by word order.

use codebook::terms::{Class, Found};
use codebook::{Form, Reading};
use document::TokenKind;

use crate::group::{Group, Head};
use crate::things::{counts, is_thing};

/// The list of things that begins at a token, a few words that open no clause passed over.
pub(crate) fn right(reading: &Reading<'_>, groups: &[Group], start: usize) -> Option<Vec<usize>> {
    const WORDS: usize = 5;
    /// The most words of an aside: "seizure, at the weighbridge, of 40 drums".
    const ASIDE: usize = 10;
    let grammar = &reading.codebook.grammar;
    let mut at = start;
    let mut limit = start + WORDS;
    if reading.raw(start) == ","
        && let Some(close) = (start + 2..start + ASIDE).find(|&i| reading.raw(i) == ",")
    {
        // "destroyed, at X in Y, six huts"
        let of = usize::from(reading.word(close + 1) == "of");
        let next = groups.partition_point(|g| (g.first as usize) <= close + of);
        let follows =
            groups.get(next).is_some_and(|g| g.first as usize == close + of + 1 && counts(reading, g));
        if of == 1 || follows {
            at = close + 1 + of;
            limit = at + WORDS;
        }
    }
    at = past_possessor(reading, groups, past_source(reading, groups, at));
    limit = limit.max(at + 1);
    while at < limit {
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
                .filter(|&m| m == n || !opens_clause(reading, &groups[m]))
                .map(|m| joined(reading, groups, m));
        }
        let word = reading.word(at);
        let passes = grammar.adverbs.contains(word)
            || grammar.amounts.contains(word) && at > start
            || word == "and" && at > start
            || matches!(reading.raw(at), "“" | "\"" | ":")
            || matches!(word, "in" | "a" | "controlled" | "manner" | "the");
        if !passes {
            return None;
        }
        at += 1;
    }
    None
}

/// Past where things were taken from: "recovered from their possession two detonators", "found in the house three rifles".
fn past_source(reading: &Reading<'_>, groups: &[Group], at: usize) -> usize {
    const FAR: usize = 6;
    if !matches!(reading.word(at), "from" | "in" | "at" | "on") {
        return at;
    }
    let open = |i: &usize| {
        !reading.is_punct(*i) && reading.class_at(*i, |c| matches!(c, Class::Materiel(..))).is_none()
    };
    let counted = |i: usize| {
        let n = groups.partition_point(|g| (g.first as usize) < i);
        groups.get(n).is_some_and(|g| {
            g.first as usize == i
                && g.preposition.is_none()
                && !g.definite
                && counts(reading, g)
                && !reading.codebook.grammar.prepositions.contains(reading.word(i - 1))
        })
    };
    (at + 2..at + FAR).take_while(open).find(|&i| counted(i)).unwrap_or(at)
}

/// Where what somebody has begins: "the community's 60 cows", "the mayor's two sons".
pub(crate) fn past_possessor(reading: &Reading<'_>, groups: &[Group], at: usize) -> usize {
    const FAR: usize = 5;
    let tokens = reading.doc.tokens();
    let clitic = (at + 1..(at + FAR).min(tokens.len()))
        .take_while(|&i| {
            !reading.is_punct(i) && !reading.codebook.grammar.prepositions.contains(reading.word(i))
        })
        .find(|&i| tokens[i].kind == TokenKind::Clitic && reading.word(i) == "s");
    let Some(next) = clitic.map(|i| i + 1) else { return at };
    let n = groups.partition_point(|g| (g.first as usize) < next);
    let owned = |g: &Group| g.first as usize == next && g.quantity.is_some() && g.head != Head::Figure;
    if groups.get(n).is_some_and(owned) { next } else { at }
}

/// The subject of a verb: the nearest group to the left that no preposition governs, and what is joined to it. `finite`: a form of "be"
/// stands before the verb, so that the subject may be further off.
pub(crate) fn left(reading: &Reading<'_>, groups: &[Group], verb: usize, finite: bool) -> Option<Vec<usize>> {
    let grammar = &reading.codebook.grammar;
    let mut at = verb;
    let mut relative = false;
    while at > 0 {
        let word = reading.word(at - 1);
        let pronoun = matches!(word, "which" | "that") && !relative;
        if !(grammar.be.contains(word) && word != "s"
            || grammar.have.contains(word)
            || grammar.adverbs.contains(word)
            || word == "seen"
            || pronoun)
        {
            break;
        }
        relative |= pronoun;
        at -= 1;
    }
    if relative && reading.raw(at.saturating_sub(1)) == "," {
        at -= 1;
    }
    // "the camp, with its tents and its mast, was burned": an aside is not the subject; what is "together with" it shares its lot.
    let mut beside: Vec<usize> = Vec::new();
    if !relative && let Some((open, shares)) = aside_before(reading, at) {
        if shares {
            let (from, within) = crate::within(groups, open, at);
            beside.extend((from..from + within.len()).filter(|&n| counts(reading, &groups[n])));
        }
        at = open;
    }
    // Dates and places between the subject and its verb take no room.
    let mut room = if finite || relative { 16 } else { 6 };
    let mut limit = at;
    while limit > 0 && room > 0 {
        limit -= 1;
        room -= usize::from(!reading.is_taken(limit));
    }
    let mut n = groups.partition_point(|g| (g.end as usize) <= at);
    let mut edge = at;
    let mut part = None;
    while n > 0 {
        n -= 1;
        let group = &groups[n];
        let between = group.end as usize..edge;
        if (group.first as usize) < limit
            || between.clone().any(|i| matches!(reading.raw(i), ";" | ":" | "." | "?" | "!"))
            // Another clause, or a noun that the codebook does not know.
            || between.clone().any(|i| matches!(reading.word(i), "and" | "but" | "while"))
        {
            return part;
        }
        // "a tank at X, which burned": a relative clause tells of the group before it, whatever governs that.
        if let Some(preposition) = group.preposition
            && !relative
        {
            // "the eastern span of the bridge": of a part without a name of its own, the whole is told.
            let before = preposition as usize;
            let noun = before.checked_sub(1);
            let unknown = |at: usize| {
                !reading.is_punct(at)
                    && crate::holding(groups, at).is_none_or(|g| g.head == Head::Figure)
                    && reading.at(at).iter().all(|f| matches!(f.class, Class::ThingModifier))
            };
            if part.is_none()
                && reading.word(before) == "of"
                && noun.is_some_and(unknown)
                && counts(reading, group)
            {
                let figure =
                    n > 0 && groups[n - 1].head == Head::Figure && groups[n - 1].end as usize + 2 >= before;
                let mut whole = if figure { joined_before(reading, groups, n - 1) } else { Vec::new() };
                whole.push(n);
                part = Some(whole);
            }
            // "a gun with the vehicle that carries it was taken"
            if reading.word(before) == "with" && beside.is_empty() && counts(reading, group) {
                beside.push(n);
            }
            edge = group.first as usize;
            continue;
        }
        if !counts(reading, group) {
            return part;
        }
        // "16 vehicles and two carriers were destroyed"
        let mut chosen = joined_before(reading, groups, n);
        chosen.push(n);
        chosen.extend(beside);
        return Some(chosen);
    }
    part
}

/// The groups that are joined to a subject on the left, in order.
fn joined_before(reading: &Reading<'_>, groups: &[Group], n: usize) -> Vec<usize> {
    let mut chosen = Vec::new();
    let mut n = n;
    while n > 0
        && linked(reading, groups, n - 1, n)
        && counts(reading, &groups[n - 1])
        && groups[n - 1].preposition.is_none_or(|p| opens_list(reading, p as usize))
    {
        n -= 1;
        chosen.insert(0, n);
    }
    chosen
}

/// "stores including two rifles and a pistol", "a large amount of weapons and ammunition"
fn opens_list(reading: &Reading<'_>, preposition: usize) -> bool {
    let grammar = &reading.codebook.grammar;
    let amount = |at: &usize| {
        grammar.amounts.contains(reading.word(*at)) || grammar.indefinite.contains(reading.word(*at))
    };
    // "captured a quantity of ammunition, and nine horses were burned": the object of a verb opens no list.
    let opens = (0..preposition).rev().take_while(amount).last().is_some_and(|first| {
        first == 0 || reading.is_punct(first - 1) || grammar.coordinators.contains(reading.word(first - 1))
    });
    reading.word(preposition) == "including" || reading.word(preposition) == "of" && opens
}

/// An aside that ends before a token: ", with its tents and its mast,". Where it opens, and whether it names what suffers likewise.
fn aside_before(reading: &Reading<'_>, at: usize) -> Option<(usize, bool)> {
    const LONGEST: usize = 14;
    let close = at.checked_sub(1).filter(|&i| reading.raw(i) == ",")?;
    let opens = |i: usize| {
        let word = reading.word(i + 1);
        reading.raw(i) == ","
            && (reading.codebook.grammar.prepositions.contains(word)
                || matches!(word, "together" | "along" | "as"))
    };
    let open = (close.saturating_sub(LONGEST)..close).rev().find(|&i| opens(i))?;
    let shares = matches!(reading.word(open + 1), "together" | "along" | "as");
    Some((open, shares))
}

/// The subject of the first of two joined participles: "was fired upon on the road and damaged", "was found there and defused".
pub(crate) fn shared(reading: &Reading<'_>, groups: &[Group], verb: usize) -> Option<Vec<usize>> {
    const FAR: usize = 30;
    let grammar = &reading.codebook.grammar;
    let mut at = verb;
    while at > 0 && grammar.adverbs.contains(reading.word(at - 1)) {
        at -= 1;
    }
    // The tagger of word order: "and" or a comma directly before, so that the participle has no subject of its own.
    let joint = at.checked_sub(1)?;
    if !(matches!(reading.word(joint), "and" | "or" | "then") || reading.raw(joint) == ",") {
        return None;
    }
    let sentence = reading.doc.sentence_at(reading.doc.tokens()[verb].range.start)?;
    let from = joint.saturating_sub(FAR).max(sentence.first as usize);
    let participle =
        |at: usize| reading.at(at).iter().any(|f| matches!(f.form, Form::Past | Form::Participle));
    let be =
        (from..joint).rev().take_while(|&i| reading.raw(i) != ";" && reading.raw(i) != ":").find(|&i| {
            grammar.be.contains(reading.word(i))
                && (participle(i + 1) || grammar.adverbs.contains(reading.word(i + 1)) && participle(i + 2))
        })?;
    left(reading, groups, be, true)
}

/// "destroyed were two tanks", "among the structures destroyed were a clinic and 50 houses": what is told stands after the verb.
pub(crate) fn inverted(reading: &Reading<'_>, groups: &[Group], end: usize) -> Option<Vec<usize>> {
    const FAR: usize = 8;
    let be = (end..(end + FAR).min(reading.len()))
        .find(|&at| reading.codebook.grammar.be.contains(reading.word(at)) && reading.word(at) != "s")?;
    if (end..be).any(|i| matches!(reading.raw(i), ";" | "." | ":")) {
        return None;
    }
    let n = groups.partition_point(|g| (g.first as usize) <= be);
    let group = groups.get(n)?;
    let clear =
        groups[..n].iter().rev().take_while(|g| g.first as usize >= end).all(|g| !is_thing(reading, g));
    (group.first as usize == be + 1 && clear && counts(reading, group)).then(|| joined(reading, groups, n))
}

/// Whether two groups stand in one list.
fn linked(reading: &Reading<'_>, groups: &[Group], before: usize, after: usize) -> bool {
    let Some(after) = groups.get(after) else { return false };
    let mut end = groups[before].end as usize;
    // "eight AK-47s": the plural of a number is a token of its own.
    if reading.word(end) == "s" && !reading.doc.tokens()[end].space_before() {
        end += 1;
    }
    let gap = end..after.first as usize;
    let grammar = &reading.codebook.grammar;
    let joins = |i: usize| grammar.coordinators.contains(reading.word(i)) || reading.raw(i) == ",";
    // "and a quantity of ammunition"
    let amount = |i: usize| grammar.amounts.contains(reading.word(i)) || reading.word(i) == "a";
    // "13 bodies, eight rifles": a noun that the codebook does not know, after its figure.
    let noun = usize::from(groups[before].head == Head::Figure && !joins(gap.start));
    let mut rest = gap.clone().skip(noun);
    gap.len() > noun
        && gap.len() <= 5 + noun
        && rest.next().is_some_and(joins)
        && rest.all(|i| joins(i) || amount(i))
}

/// "was set on fire along with its two generators".
pub(crate) fn along_with(reading: &Reading<'_>, groups: &[Group], end: usize) -> Vec<usize> {
    /// "were found by the soldiers along with a rifle"
    const FAR: usize = 6;
    let with = |at: usize| match (reading.word(at), reading.word(at + 1), reading.word(at + 2)) {
        ("along" | "together", "with", _) => Some(at + 2),
        ("as", "well", "as") => Some(at + 3),
        // "the boat was lost, and with it a machine gun"
        ("and", "with", "it" | "them") => Some(at + 3),
        _ => None,
    };
    let start =
        (end..end + FAR).take_while(|&i| !reading.is_punct(i) || reading.raw(i) == ",").find_map(with);
    start.and_then(|at| right(reading, groups, at)).unwrap_or_default()
}

/// A group and those that are joined to it on the right.
fn joined(reading: &Reading<'_>, groups: &[Group], n: usize) -> Vec<usize> {
    let mut chosen = vec![n];
    let mut last = n;
    for next in n + 1..groups.len() {
        let group = &groups[next];
        if !linked(reading, groups, last, next) || !counts(reading, group) || opens_clause(reading, group) {
            break;
        }
        chosen.push(next);
        last = next;
    }
    chosen
}

/// Whether a group after "and" is the subject of a verb of its own: "lost three men, and 98 of the animals were given back".
fn opens_clause(reading: &Reading<'_>, group: &Group) -> bool {
    const FAR: usize = 8;
    let grammar = &reading.codebook.grammar;
    let end = group.end as usize;
    for at in end..(end + FAR).min(reading.len()) {
        let word = reading.word(at);
        if grammar.be.contains(word) && word != "s"
            || grammar.modals.contains(word)
            || grammar.have.contains(word)
        {
            return true;
        }
        let stops = reading.is_punct(at) && !reading.is_joint(at)
            || grammar.subordinators.contains(word)
            || matches!(word, "and" | "or");
        if stops {
            return false;
        }
    }
    false
}

/// Whether what follows a verb may be its object: then a group before it is its subject, and not what it is done to.
pub(crate) fn has_object(reading: &Reading<'_>, found: Found) -> bool {
    let grammar = &reading.codebook.grammar;
    let mut at = found.end as usize;
    while grammar.adverbs.contains(reading.word(at)) && !grammar.determiners.contains(reading.word(at)) {
        at += 1;
    }
    let word = reading.word(at);
    let closes = at >= reading.len()
        || reading.is_punct(at) && !matches!(reading.raw(at), "“" | "\"" | "‘")
        || reading.doc.tokens()[at].newline_before()
        || grammar.prepositions.contains(word)
        || grammar.be.contains(word)
        || grammar.have.contains(word)
        || grammar.coordinators.contains(word)
        || grammar.subordinators.contains(word)
        || reading.is_taken(at)
        || matches!(word, "or" | "but" | "by");
    !closes
}
