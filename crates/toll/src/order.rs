//! Which groups suffer an effect, by word order.

use codebook::terms::{Class, Found};
use codebook::{Form, Reading};

use crate::group::{Group, Head};
use crate::things::{counts, is_thing};

/// The list of things that begins at a token, a few words that open no clause passed over.
pub(crate) fn right(reading: &Reading<'_>, groups: &[Group], start: usize) -> Option<Vec<usize>> {
    const WORDS: usize = 5;
    /// The most words of an aside: "seizure, at the weighbridge, of 40 drums".
    const ASIDE: usize = 8;
    let grammar = &reading.codebook.grammar;
    let mut at = start;
    let mut limit = start + WORDS;
    if reading.raw(start) == ","
        && let Some(close) = (start + 2..start + ASIDE).find(|&i| reading.raw(i) == ",")
        && reading.word(close + 1) == "of"
    {
        at = close + 2;
        limit = at + WORDS;
    }
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
        at += 1;
    }
    None
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
    // Dates and places between the subject and its verb take no room.
    let mut room = if finite || relative { 16 } else { 4 };
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
        if (group.first as usize) < limit
            || (group.end as usize..edge).any(|i| matches!(reading.raw(i), ";" | ":" | "." | "?" | "!"))
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
                part = Some(vec![n]);
            }
            edge = group.first as usize;
            continue;
        }
        if !counts(reading, group) {
            return part;
        }
        let mut chosen = vec![n];
        // "16 vehicles and two carriers were destroyed"
        while n > 0 {
            if !linked(reading, groups, n - 1, n)
                || !counts(reading, &groups[n - 1])
                || groups[n - 1].preposition.is_some()
            {
                break;
            }
            n -= 1;
            chosen.insert(0, n);
        }
        return Some(chosen);
    }
    part
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
    let gap = groups[before].end as usize..after.first as usize;
    let joins =
        |i: usize| reading.codebook.grammar.coordinators.contains(reading.word(i)) || reading.raw(i) == ",";
    // "13 bodies, eight rifles": a noun that the codebook does not know, after its figure.
    let noun = usize::from(groups[before].head == Head::Figure && !joins(gap.start));
    gap.len() > noun && gap.len() <= 4 + noun && gap.clone().skip(noun).all(joins)
}

/// "was set on fire along with its two generators".
pub(crate) fn along_with(reading: &Reading<'_>, groups: &[Group], end: usize) -> Vec<usize> {
    let with = match (reading.word(end), reading.word(end + 1), reading.word(end + 2)) {
        ("along" | "together", "with", _) => end + 2,
        ("as", "well", "as") => end + 3,
        _ => return Vec::new(),
    };
    right(reading, groups, with).unwrap_or_default()
}

/// A group and those that are joined to it on the right.
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
