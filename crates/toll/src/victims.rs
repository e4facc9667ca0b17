//! Who suffers an effect, by word order: the groups after or before a verb, and those joined to them.

use codebook::terms::{Class, Grip};
use codebook::{Form, Reading};
use document::TokenKind;

use crate::group::{Group, Head, holding};
use crate::order::past_possessor;

/// The group that starts at a token or a few modifiers on.
fn group_from(groups: &[Group], at: usize) -> Option<usize> {
    let n = groups.partition_point(|g| (g.first as usize) < at);
    (n < groups.len()).then_some(n)
}

/// The victims after a verb or noun: the first group within three words, and those joined to it.
pub(crate) fn to_the_right(
    reading: &Reading<'_>,
    groups: &[Group],
    start: usize,
    noun: bool,
) -> Option<Vec<usize>> {
    let grammar = &reading.codebook.grammar;
    let mut at = past_possessor(reading, groups, start);
    let mut steps = 0;
    loop {
        let n = group_from(groups, at)?;
        let group = &groups[n];
        if group.first as usize == at && group.head == Head::Thing {
            // "lost a truck and two men"
            let next = groups.get(n + 1)?;
            let gap = group.end as usize..next.first as usize;
            if gap.len() == 1
                && reading.word(gap.start) == "and"
                && next.is_victim()
                && next.quantity.is_some()
                && !acts_itself(reading, groups, n + 1)
            {
                return Some(joined_right(reading, groups, n + 1));
            }
            return None;
        }
        if group.first as usize == at && group.is_victim() && !group.part {
            group.quantity?;
            // "five fell and three were wounded"
            if (start..at).any(|i| reading.word(i) == "and") && acts_itself(reading, groups, n) {
                return None;
            }
            // "killed him": a pronoun is the victim only after a verb.
            return Some(joined_right(reading, groups, n));
        }
        let word = reading.word(at);
        let passes = grammar.adverbs.contains(word)
            || matches!(reading.raw(at), "“" | "\"" | "‘" | ":" | "(")
            || (word == "and" && (steps == 0 || reading.word(at - 1).ends_with("selves")))
            || noun && matches!(word, "the" | "lives" | "life" | "of")
            || matches!(word, "also" | "a" | "total" | "of" | "the" | "lives");
        if !passes || steps >= 4 || reading.doc.tokens().get(at).is_none_or(|t| t.blank_line_before()) {
            return None;
        }
        at += 1;
        steps += 1;
    }
}

/// "..., killing them": the persons told last in the same sentence.
pub(crate) fn told_before(
    reading: &Reading<'_>,
    groups: &[Group],
    verb: usize,
    end: usize,
) -> Option<Vec<usize>> {
    let all = reading.word(end) == "both" || reading.word(end) == "all";
    if reading.word(if all { end + 1 } else { end }) != "them" {
        return None;
    }
    let sentence = reading.doc.sentence_at(reading.doc.tokens()[verb].range.start)?;
    let before = groups.partition_point(|g| g.end as usize <= verb);
    let told = (0..before).rev().take(12).take_while(|&n| groups[n].first >= sentence.first);
    let counted = |n: &usize| {
        let group = &groups[*n];
        let exact =
            group.quantity.is_some_and(|q| q.low > 1 && (q.high.is_some() || group.head == Head::Figure));
        group.is_victim() && !group.part && exact
    };
    told.into_iter().find(counted).map(|n| vec![n])
}

/// Groups joined to the one at `n` by "and", commas, "together with": one figure.
fn joined_right(reading: &Reading<'_>, groups: &[Group], n: usize) -> Vec<usize> {
    let mut chosen = vec![n];
    let mut last = n;
    for next in n + 1..groups.len() {
        let gap = after_group(reading, groups, last)..groups[next].first as usize;
        // "the commander of the unit and his driver": the unit lies within the group before.
        if gap.start >= groups[next].end as usize {
            continue;
        }
        if gap.start > gap.end || gap.len() > 14 {
            break;
        }
        // "the head of recruitment, with his guard"
        let with =
            groups[next].possessive && reading.word(gap.end.saturating_sub(1)) == "with" && gap.len() <= 2;
        match link(reading, gap.clone()) {
            Link::None if with => {}
            Link::None => break,
            Link::Comma => {
                // A name after a comma is the same person again; a list goes on until its "and".
                if groups[next].head == Head::Named || groups[next].part {
                    last = next;
                    continue;
                }
            }
            Link::And => {}
        }
        let group = &groups[next];
        if !group.is_victim()
            || group.part
            || group.head == Head::Pronoun
            || group.quantity.is_none()
            // "wounded five, one of whom later died"
            || reading.codebook.grammar.plural_pronouns.contains(reading.word(group.head_first as usize))
            || acts_itself(reading, groups, next)
        {
            break;
        }
        chosen.push(next);
        last = next;
    }
    chosen
}

/// The end of a group with its "of"-phrases: "the deputy head of the harbour office".
fn after_group(reading: &Reading<'_>, groups: &[Group], n: usize) -> usize {
    let mut end = groups[n].end as usize;
    let tokens = reading.doc.tokens();
    if reading.raw(end) == "(" {
        while end < reading.len() && reading.raw(end) != ")" && end < groups[n].end as usize + 14 {
            end += 1;
        }
        end += 1;
    }
    // "a woman aged 61 and her granddaughter"
    let aged = if reading.raw(end) == "," { end + 1 } else { end };
    if reading.word(aged) == "aged" && tokens.get(aged + 1).is_some_and(|t| t.kind == TokenKind::Number) {
        end = aged + 2;
        if aged > groups[n].end as usize && reading.raw(end) == "," && reading.word(end + 1) != "and" {
            end += 1;
        }
    }
    // "a woman, 34, and her daughter"
    let number = |at: usize| tokens.get(at).is_some_and(|t| t.kind == TokenKind::Number);
    if reading.raw(end) == "," && number(end + 1) && reading.raw(end + 2) == "," {
        end += 3;
    }
    let mut steps = 0;
    while steps < 3 && matches!(reading.word(end), "of" | "from" | "in" | "at") {
        let mut at = end + 1;
        let limit = at + 7;
        while at < reading.len() && at < limit {
            let capital = tokens[at].is_word() && tokens[at].is_capitalised();
            let inside = holding(groups, at).is_some();
            // "the manager of the grain cooperative and two porters"
            let noun = steps == 0 && reading.word(end) == "of" && is_plain_noun(reading, at);
            let small = reading.codebook.grammar.determiners.contains(reading.word(at))
                || reading.is_joint(at)
                || noun;
            if !(capital || inside || small) {
                break;
            }
            at += 1;
        }
        if at == end + 1 {
            break;
        }
        end = at;
        steps += 1;
    }
    end
}

/// A word in lower case that the codebook does not know and that is no small word: most likely a noun.
pub(crate) fn is_plain_noun(reading: &Reading<'_>, at: usize) -> bool {
    let grammar = &reading.codebook.grammar;
    let word = reading.word(at);
    let small = [
        &grammar.determiners,
        &grammar.prepositions,
        &grammar.be,
        &grammar.have,
        &grammar.modals,
        &grammar.pronouns,
        &grammar.subordinators,
        &grammar.coordinators,
        &grammar.adverbs,
    ];
    reading.doc.tokens().get(at).is_some_and(|t| t.is_word())
        && !reading.is_taken(at)
        && reading.at(at).is_empty()
        && !small.iter().any(|set| set.contains(word))
}

enum Link {
    None,
    Comma,
    And,
}

/// What joins two groups.
fn link(reading: &Reading<'_>, gap: std::ops::Range<usize>) -> Link {
    let mut words: Vec<&str> =
        gap.clone().map(|at| if reading.is_punct(at) { reading.raw(at) } else { reading.word(at) }).collect();
    words.retain(|w| !matches!(*w, "“" | "”" | "\"" | "of"));
    match words.as_slice() {
        [","] => Link::Comma,
        ["and"] | ["plus"] | [",", "and"] | ["&"] | ["and", ","] => Link::And,
        ["as", "well", "as"] | [",", "as", "well", "as"] | ["along", "with"] | [",", "along", "with"] => {
            Link::And
        }
        ["together", "with"]
        | [",", "together", "with"]
        | [",", "plus"]
        | ["and", "also"]
        | ["and", "that"] => Link::And,
        _ => Link::None,
    }
}

/// Whether a group has a verb of its own ("... and two were wounded"): then it is no part of the list before.
pub(crate) fn acts_itself(reading: &Reading<'_>, groups: &[Group], n: usize) -> bool {
    let grammar = &reading.codebook.grammar;
    let end = after_group(reading, groups, n);
    let word = reading.word(end);
    if grammar.be.contains(word) && word != "s"
        || grammar.have.contains(word)
        || grammar.modals.contains(word)
    {
        return true;
    }
    reading.at(end).iter().any(|f| {
        matches!(f.class, Class::Loss(_, Grip::State | Grip::Transitive | Grip::Intransitive))
            && matches!(f.form, Form::Past | Form::Participle | Form::Plain)
            || matches!(f.class, Class::Act(_)) && f.form == Form::Past
    })
}

/// The victims before a passive or intransitive verb, or a reduced participle.
pub(crate) fn to_the_left(
    reading: &Reading<'_>,
    groups: &[Group],
    verb: usize,
    finite: bool,
) -> Option<Vec<usize>> {
    let grammar = &reading.codebook.grammar;
    // Skip the verb group's own words.
    let mut at = verb;
    while at > 0 {
        let word = reading.word(at - 1);
        let own = grammar.be.contains(word) && word != "s"
            || grammar.have.contains(word)
            || grammar.adverbs.contains(word)
            || matches!(word, "who" | "which");
        if !own || holding(groups, at - 1).is_some() {
            break;
        }
        at -= 1;
    }
    let limit = at.saturating_sub(if finite { 40 } else { 14 });
    let mut n = groups.partition_point(|g| (g.end as usize) <= at);
    // "the murder of the senator, who was gunned down": the noun before "who", whatever governs it.
    if matches!(reading.word(at), "who" | "whom")
        && at < verb
        && let Some(before) = n.checked_sub(1)
        && (groups[before].end as usize..at).all(|i| reading.raw(i) == ",")
        && groups[before].is_victim()
        && !groups[before].part
        && groups[before].quantity.is_some()
    {
        return Some(vec![before]);
    }
    let mut skipping = at;
    while n > 0 {
        n -= 1;
        let group = &groups[n];
        if (group.first as usize) < limit {
            return None;
        }
        // A clause end between the group and the verb.
        if crosses(reading, group.end as usize, skipping) {
            return None;
        }
        // "after six of the wounded died": a conjunction governs the clause, not the noun next to its verb.
        let conjunction = skipping == at
            && group.preposition.is_some_and(|p| grammar.subordinators.contains(reading.word(p as usize)));
        let governed = group.preposition.is_some() && !conjunction
            || is_possessor(reading, group)
            || participle_before(reading, groups, n)
            || finite && relative_before(reading, groups, n);
        // "two vehicles were destroyed": the subject next to the verb is a thing.
        if skipping == at && !governed && group.head == Head::Thing {
            return None;
        }
        if governed || !group.is_victim() || group.part {
            // "the bodies of three men were found": the governed group is what counts if its governor is a State word.
            if governed && group.is_victim() && group.quantity.is_some() && governor_is_state(reading, group)
            {
                return Some(vec![n]);
            }
            skipping = group.first as usize;
            continue;
        }
        if group.head == Head::Named && n > 0 {
            // Apposition: "a colonel of the agency, Name, was wounded".
            let before = &groups[n - 1];
            let gap = before.end as usize..group.first as usize;
            if gap.len() <= 8
                && reading.raw(group.first as usize - 1) == ","
                && before.is_victim()
                && before.quantity.is_some_and(|q| q.high == Some(1))
            {
                skipping = group.first as usize;
                continue;
            }
        }
        group.quantity?;
        return Some(joined_left(reading, groups, n));
    }
    None
}

/// "two rangers escorting teachers were killed": the object of a participle that describes the group before it.
fn participle_before(reading: &Reading<'_>, groups: &[Group], n: usize) -> bool {
    let first = groups[n].first as usize;
    // A group without a determiner takes the word before it for a modifier.
    let inside = (first..groups[n].head_first as usize).find(|&at| reading.word(at).ends_with("ing"));
    let Some(participle) =
        inside.or_else(|| first.checked_sub(1).filter(|&at| reading.word(at).ends_with("ing")))
    else {
        return false;
    };
    let before = n.checked_sub(1).map(|before| &groups[before]);
    inside.is_none_or(|at| at == first)
        && before.is_some_and(|b| {
            b.end as usize == participle
                && b.is_victim()
                && !b.part
                && b.quantity.is_some()
                && b.head != Head::Pronoun
        })
}

/// "two soldiers who guarded five workers were killed": the object within a relative clause of the group before it.
fn relative_before(reading: &Reading<'_>, groups: &[Group], n: usize) -> bool {
    /// So many words at most are the verb of the clause ("had been guarding").
    const VERB: usize = 3;
    let grammar = &reading.codebook.grammar;
    let Some(before) = n.checked_sub(1).map(|before| &groups[before]) else { return false };
    let (who, first) = (before.end as usize, groups[n].first as usize);
    matches!(reading.word(who), "who" | "that")
        && (who + 2..=who + 1 + VERB).contains(&first)
        && (who + 1..first).all(|at| !reading.is_punct(at))
        // "who were three brothers", "who said five workers were killed"
        && !grammar.joins_verb(reading.word(first - 1))
        && before.is_victim()
        && !before.part
        && before.quantity.is_some()
        && before.head != Head::Pronoun
}

fn is_possessor(reading: &Reading<'_>, group: &Group) -> bool {
    reading.doc.tokens().get(group.end as usize).is_some_and(|t| t.kind == TokenKind::Clitic)
}

fn governor_is_state(reading: &Reading<'_>, group: &Group) -> bool {
    let Some(of) = group.preposition else { return false };
    let of = of as usize;
    reading.word(of) == "of"
        && of > 0
        && reading.at(of - 1).iter().any(|f| matches!(f.class, Class::Loss(_, Grip::State)))
}

/// Groups joined to the one at `n` on its left.
fn joined_left(reading: &Reading<'_>, groups: &[Group], n: usize) -> Vec<usize> {
    let mut chosen = vec![n];
    let mut first = n;
    while first > 0 {
        let before = first - 1;
        let group = &groups[before];
        // "three agents of the guard and a customer": the guard lies within the group before.
        let start = after_group(reading, groups, before);
        let inside = first != chosen[0] && start > groups[first].first as usize;
        let gap = start..groups[if inside { chosen[0] } else { first }].first as usize;
        if gap.start > gap.end || gap.len() > 4 {
            // "five guards of the camp and three employees": the group between is governed.
            if group.preposition.is_some() && before > 0 && gap.len() <= 4 {
                first = before;
                continue;
            }
            break;
        }
        let linked = match link(reading, gap.clone()) {
            Link::And => true,
            Link::Comma => chosen.len() > 1,
            Link::None => false,
        };
        if group.preposition.is_some_and(|p| reading.word(p as usize) != "with") && linked {
            first = before;
            // The head of the "of"-phrase stands further left.
            continue;
        }
        if !linked
            || !group.is_victim()
            || group.part
            || group.quantity.is_none()
            || group.head == Head::Pronoun
        {
            break;
        }
        chosen.insert(0, before);
        first = before;
    }
    chosen
}

/// "eight officers of the Harbour Guard": the persons that the group is only said of, or the group itself.
fn governor(reading: &Reading<'_>, groups: &[Group], n: usize) -> usize {
    let group = &groups[n];
    let of =
        group.preposition.filter(|&p| matches!(reading.word(p as usize), "of" | "from") && group.definite);
    let before = n.checked_sub(1).filter(|&before| of.is_some_and(|of| groups[before].end == of));
    before.filter(|&b| groups[b].is_victim() && groups[b].quantity.is_some() && !groups[b].part).unwrap_or(n)
}

/// A figure or group directly before a state word: "six dead", "four of its members dead", "no casualties".
pub(crate) fn beside(reading: &Reading<'_>, groups: &[Group], first: usize) -> Option<Vec<usize>> {
    let nearest = groups.partition_point(|g| (g.first as usize) < first).checked_sub(1)?;
    let end = groups[nearest].end as usize;
    let n = governor(reading, groups, nearest);
    let group = &groups[n];
    if end < first {
        // "12 people, 7 of them civilians, dead"; "4 gendarmes also wounded"; "eight more hurt"
        let grammar = &reading.codebook.grammar;
        // "twelve more bodies" are found, not lost.
        let more = reading.codebook.terms.singular(reading.word(first)) == reading.word(first);
        let adverbs = (end..first).all(|at| {
            grammar.adverbs.contains(reading.word(at))
                || more && grammar.more.contains(reading.word(at))
                || matches!(reading.raw(at), "”" | "\"" | "“")
        });
        // "two instructors hurt": persons that the codebook has no noun for.
        let nouns = group.head == Head::Figure && (end..first).all(|at| is_plain_noun(reading, at));
        if !(adverbs && first - end <= 2 || nouns && first - end <= 3) {
            return None;
        }
    }
    let usable = group.is_victim()
        && !group.part
        && group.quantity.is_some_and(|q| q.low != 2 || q.high.is_some() || group.head == Head::Figure);
    let chosen = joined_left(reading, groups, n);
    // "ten militiamen and villagers dead": the figure is that of both.
    let bare = |n: &usize| groups[*n].quantity.is_some_and(|q| q.low == 2 && q.high.is_none());
    let both = group.is_victim() && !group.part && bare(&n) && !chosen.iter().all(bare);
    (usable || both).then_some(chosen)
}

/// Whether a clause ends between two tokens: a full stop, semicolon, colon or empty line.
fn crosses(reading: &Reading<'_>, from: usize, to: usize) -> bool {
    (from..to).any(|at| {
        matches!(reading.raw(at), ";" | ":" | "." | "?" | "!")
            || at > from && reading.doc.tokens()[at].blank_line_before()
    })
}
