use codebook::terms::{Class, Found};
use codebook::{Form, Reading};
use document::TokenKind;
use record::{ActorCategory, Qualifier};

use crate::quantity::{self, Quantity};

/// What a noun group is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Head {
    /// Persons, by their noun.
    Person(ActorCategory),
    /// A body or place of persons: army, post, village.
    Body(ActorCategory),
    /// Materiel; the head noun is the last token of the group.
    Thing,
    /// A person by rank and name.
    Named,
    /// A figure alone: "two were wounded".
    Figure,
    /// "he", "she".
    Pronoun,
}

/// A noun group: "at least seven soldiers", "its driver", "three vehicles".
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Group {
    /// First token.
    pub first: u32,
    /// One past the last token.
    pub end: u32,
    /// The head noun's tokens.
    pub head_first: u32,
    /// One past the head noun.
    pub head_end: u32,
    /// What it is about.
    pub head: Head,
    /// How many; `None` for a definite plural ("the soldiers").
    pub quantity: Option<Quantity>,
    /// Whether the head noun is a plural.
    pub plural: bool,
    /// Whether a definite determiner or a possessive opens it.
    pub definite: bool,
    /// Whether a possessive opens it ("their", "its own").
    pub possessive: bool,
    /// Whether it only names a part of the group before it.
    pub part: bool,
    /// The preposition before it, as a token.
    pub preposition: Option<u32>,
    /// Whether it stands for the side that speaks or acts: "of its own", "of ours".
    pub own: bool,
}

impl Group {
    /// Whether the group can be the victims of something.
    pub fn is_victim(&self) -> bool {
        matches!(self.head, Head::Person(_) | Head::Named | Head::Figure | Head::Pronoun)
    }
}

/// Finds the noun groups of a document, in order and without overlap.
pub(crate) fn find(reading: &Reading<'_>) -> Vec<Group> {
    let quantities = quantity::find(reading);
    let mut groups: Vec<Group> = Vec::new();
    let mut covered = 0usize; // tokens before this one belong to a group
    let mut next_quantity = 0usize;
    let mut at = 0usize;
    while at < reading.len() {
        // A figure that counts nobody is passed over.
        while next_quantity < quantities.len() && (quantities[next_quantity].first as usize) < covered.max(at)
        {
            next_quantity += 1;
        }
        let figure = quantities
            .get(next_quantity)
            .copied()
            .filter(|q| q.first as usize == at && at >= covered && !counts_nobody(reading, q));
        let group = figure
            .map(|q| counted(reading, q))
            .or_else(|| named(reading, at))
            .or_else(|| head_at(reading, at).map(|found| uncounted(reading, found, covered)))
            .or_else(|| pronoun(reading, at));
        if let Some(group) = group {
            covered = group.end as usize;
            at = covered.max(at + 1);
            groups.push(group);
            continue;
        }
        at += 1;
    }
    mark_parts(reading, &mut groups);
    count_after(reading, &mut groups);
    groups
}

/// "the motorcycles, four of them, ...", "the traders, nine in all": the figure stands after the noun.
fn count_after(reading: &Reading<'_>, groups: &mut Vec<Group>) {
    let mut taken: Vec<u32> = Vec::new();
    for group in groups.iter_mut() {
        let end = group.end as usize;
        // "Taken: machine gun 1, rifles 5."
        let listed = group.head == Head::Thing
            && group.quantity.is_none_or(|q| q.high.is_none())
            && (group.first as usize)
                .checked_sub(1)
                .is_some_and(|at| matches!(reading.raw(at), ":" | "," | ";"));
        if listed
            && let Some(q) = quantity::at(reading, end).filter(|q| q.low > 0)
            && matches!(reading.raw(q.end as usize), "," | "." | ";" | "")
        {
            taken.push(q.first);
            group.quantity = Some(q);
            group.end = q.end;
            continue;
        }
        let open = group.quantity.is_none() || group.quantity.is_some_and(|q| q.low == 2 && q.high.is_none());
        // "rifles (3), radio (1)"
        let plain = open && group.plural || group.head == Head::Thing && !group.definite && !group.plural;
        if plain
            && reading.raw(end) == "("
            && let Some(q) = quantity::at(reading, end + 1).filter(|q| q.low > 0)
            && reading.raw(q.end as usize) == ")"
        {
            taken.push(q.first);
            group.quantity = Some(q);
            group.end = q.end + 1;
            continue;
        }
        // "its crew, four in number"
        let whole = group.possessive && !group.plural;
        if !((open && group.plural || whole) && matches!(reading.raw(end), "," | "(")) {
            continue;
        }
        let Some(q) = quantity::at(reading, end + 1) else { continue };
        let after = q.end as usize;
        let of_them = reading.word(after) == "of" && reading.word(after + 1) == "them";
        let in_all =
            reading.word(after) == "in" && matches!(reading.word(after + 1), "all" | "total" | "number");
        let closes = |at: usize| matches!(reading.raw(at), "," | ")" | "." | ";" | "");
        if (of_them || in_all) && closes(after + 2) {
            taken.push(q.first);
            group.quantity = Some(q);
        }
    }
    groups.retain(|g| !(g.head == Head::Figure && taken.contains(&g.first)));
}

fn is_head(class: Class) -> bool {
    matches!(class, Class::Person(_) | Class::Body(_) | Class::Thing)
}

/// The longest head noun that starts here; persons before bodies before things where two are equally long.
fn head_at(reading: &Reading<'_>, at: usize) -> Option<Found> {
    let mut best: Option<Found> = None;
    for found in reading.at(at) {
        if !is_head(found.class) {
            continue;
        }
        let better = match best {
            None => true,
            Some(b) => found.end > b.end || (found.end == b.end && rank(found.class) < rank(b.class)),
        };
        if better {
            best = Some(*found);
        }
    }
    let found = best?;
    // "taken captive": the noun belongs to the verb.
    let verb = |first: usize| {
        reading.at(first).iter().any(|f| matches!(f.class, Class::Loss(..)) && f.end == found.end)
    };
    if matches!(found.class, Class::Person(_)) && at.checked_sub(1).is_some_and(verb) {
        return None;
    }
    // "as well as" holds no well.
    let phrase = at.checked_sub(1).and_then(|before| reading.class_at(before, |c| c == Class::Hidden));
    if phrase.is_some_and(|p| p.end as usize > at) {
        return None;
    }
    // "private", "general", "major" before a noun are adjectives; "head of cattle" is a thing.
    let next = found.end as usize;
    // "bomb-laden", "mine-clearing"
    if reading.is_joint(next) && head_before(reading, next).is_none() {
        return None;
    }
    let adjective =
        head_before(reading, next).is_some() && found.form == Form::Plain && !reading.is_punct(next);
    (!adjective).then_some(found)
}

fn rank(class: Class) -> u8 {
    match class {
        Class::Person(_) => 0,
        Class::Thing => 1,
        _ => 2,
    }
}

/// A head noun directly after another: the first is then a modifier ("police van", "army lorry", "bus driver").
fn head_before(reading: &Reading<'_>, at: usize) -> Option<Found> {
    let at = if reading.is_joint(at) { at + 1 } else { at };
    reading.class_at(at, is_head)
}

/// A group that starts with a figure.
fn counted(reading: &Reading<'_>, q: Quantity) -> Group {
    let grammar = &reading.codebook.grammar;
    let mut first = q.first as usize;
    let mut possessive = false;
    let mut definite = false;
    // "a further three"
    if first > 1
        && grammar.more.contains(reading.word(first - 1))
        && grammar.determiners.contains(reading.word(first - 2))
    {
        first -= 1;
    }
    if first > 0 && grammar.determiners.contains(reading.word(first - 1)) && !reading.is_taken(first - 1) {
        possessive = grammar.possessives.contains(reading.word(first - 1));
        definite = !grammar.indefinite.contains(reading.word(first - 1));
        if !possessive || reading.word(first - 1) != "s" {
            first -= 1;
        }
    }
    // "6 x guards KIA"
    let mut at = q.end as usize + usize::from(reading.word(q.end as usize) == "x");
    // "seven of the elements", "two of its officers", "eight of whom", "15 from the column".
    let mut partitive = false;
    if is_quote(reading.raw(at)) && reading.word(at + 1) == "of" {
        at += 1;
    }
    if matches!(reading.word(at), "of" | "from" | "among" | "amongst") {
        let mut next = at + 1;
        // "12 of 15 drones", "84 of the 120 houses": of so many.
        let whole = next + usize::from(grammar.determiners.contains(reading.word(next)));
        if let Some((_, past)) = quantity::number(reading, whole)
            && reading.word(at) == "of"
            && !reading.is_taken(whole)
            && head_at(reading, past).is_some()
        {
            next = past;
        }
        let word = reading.word(next);
        if grammar.determiners.contains(word)
            || grammar.plural_pronouns.contains(word)
            || head_at(reading, next).is_some()
        {
            partitive = true;
            at = next;
            if grammar.plural_pronouns.contains(word) {
                let own = false;
                return Group {
                    first: first as u32,
                    end: (at + 1) as u32,
                    head_first: at as u32,
                    head_end: (at + 1) as u32,
                    head: Head::Figure,
                    quantity: Some(q),
                    plural: q.high != Some(1),
                    definite: true,
                    possessive,
                    part: false,
                    preposition: preposition(reading, first),
                    own,
                };
            }
        }
    }
    let group = |head: Head, head_first: usize, head_end: usize, end: usize| Group {
        first: first as u32,
        end: end as u32,
        head_first: head_first as u32,
        head_end: head_end as u32,
        head,
        quantity: Some(q),
        plural: q.high != Some(1),
        definite,
        possessive,
        part: false,
        preposition: preposition(reading, first),
        own: own_side(reading, end),
    };
    if let Some((found, end)) = head_within(reading, at, partitive) {
        let head = match head_of(found.class) {
            // "four police"
            // or "five of the army"
            Head::Body(category)
                if partitive || grammar.plural_nouns.contains(reading.word(found.end as usize - 1)) =>
            {
                Head::Person(category)
            }
            head => head,
        };
        return group(head, found.first as usize, found.end as usize, end);
    }
    // "two Russians": a people.
    let tokens = reading.doc.tokens();
    let capital = |at: usize| tokens.get(at).is_some_and(|t| t.is_word() && t.is_capitalised());
    let end = q.end as usize;
    let people = q.low > 1 && capital(end) && !tokens[end].is_all_caps() && !capital(end + 1);
    if people && reading.at(end).is_empty() && reading.word(end).ends_with('s') && !partitive {
        return group(Head::Person(ActorCategory::Unknown), end, end + 1, end + 1);
    }
    // "two of its own", "one of ours"
    group(Head::Figure, q.first as usize, end, end)
}

/// "no evidence", "no comment": a noun that is nobody's loss, so that no persons are counted; "no casualties", "none was hurt" count.
fn counts_nobody(reading: &Reading<'_>, q: &Quantity) -> bool {
    const REACH: usize = 4;
    let open = |at: &usize| !reading.is_punct(*at) && !is_function(reading, *at);
    let next = q.end as usize;
    let of_loss = |at: usize| is_event_word(reading, at) || head_at(reading, at).is_some();
    // "massacre no. 86"
    let label = reading.raw(next) == "." && quantity::number(reading, next + 1).is_some();
    let nothing = open(&next) && !(next..next + REACH).take_while(open).any(of_loss);
    q.low == 0 && q.high == Some(0) && (label || nothing)
}

fn head_of(class: Class) -> Head {
    match class {
        Class::Person(category) => Head::Person(category),
        Class::Body(category) => Head::Body(category),
        _ => Head::Thing,
    }
}

/// The head noun after a figure, at most four modifiers on; "40 kilograms of explosives" ends with what is measured.
fn head_within(reading: &Reading<'_>, start: usize, partitive: bool) -> Option<(Found, usize)> {
    let mut at = start;
    let mut steps = 0;
    while at < reading.len() && steps < 6 {
        if let Some(found) = head_at(reading, at) {
            let mut end = found.end as usize;
            // "three of the brigade's fighters"
            let owns =
                partitive && reading.word(end) == "s" && reading.doc.tokens()[end].kind == TokenKind::Clitic;
            if let Some(owned) = owns.then(|| head_within(reading, end + 1, false)).flatten() {
                return Some(owned);
            }
            if reading.codebook.grammar.containers.contains(reading.word(end - 1))
                && reading.word(end) == "of"
                && !reading.is_punct(end + 1)
            {
                // At most three words after "of".
                let mut last = end + 1;
                while last < end + 4
                    && !reading.is_punct(last)
                    && !is_function(reading, last)
                    && !is_event_word(reading, last)
                    && !reading.is_taken(last)
                {
                    last += 1;
                }
                if last > end + 1 {
                    end = last;
                }
            }
            return Some((found, end));
        }
        if reading.is_joint(at) || is_quote(reading.raw(at)) {
            at += 1;
            continue;
        }
        // "three off-duty policemen"
        if is_function(reading, at) && reading.is_joint(at + 1) {
            at += 2;
            continue;
        }
        let word = reading.word(at);
        let determiner = steps == 0 && partitive && reading.codebook.grammar.determiners.contains(word);
        if reading.is_punct(at)
            || (is_function(reading, at) && !determiner && word != "own")
            || reading.is_taken(at) && steps > 2
        {
            return None;
        }
        // "23 kidnapped passengers" but not "two wounded, and the driver".
        if is_event_word(reading, at) && head_at(reading, at + 1).is_none() {
            return None;
        }
        at += 1;
        steps += 1;
    }
    None
}

fn is_quote(raw: &str) -> bool {
    matches!(raw, "“" | "”" | "\"" | "‘" | "’")
}

/// Determiners, prepositions, conjunctions, auxiliaries, pronouns: nothing that modifies a noun.
fn is_function(reading: &Reading<'_>, at: usize) -> bool {
    let g = &reading.codebook.grammar;
    let word = reading.word(at);
    g.determiners.contains(word) && word != "s"
        || g.prepositions.contains(word)
        || g.be.contains(word) && word != "s"
        || g.have.contains(word)
        || g.modals.contains(word)
        || g.pronouns.contains(word)
        || g.plural_pronouns.contains(word)
        || g.subordinators.contains(word)
        || matches!(word, "and" | "or" | "but" | "it" | "we" | "i" | "you" | "not" | "there" | "then")
}

fn is_event_word(reading: &Reading<'_>, at: usize) -> bool {
    reading
        .at(at)
        .iter()
        .any(|f| matches!(f.class, Class::Loss(..) | Class::Materiel(..)) && f.form != Form::Plural)
}

/// A group with no figure: its number comes from the determiner and the noun's own number.
fn uncounted(reading: &Reading<'_>, found: Found, covered: usize) -> Group {
    let grammar = &reading.codebook.grammar;
    let head = found.first as usize;
    let mut first = head;
    // Walk left over modifiers to a determiner; without one, only over plain modifiers.
    let mut at = head;
    let mut steps = 0;
    let mut determiner = None;
    while at > covered && steps < 6 {
        let before = at - 1;
        if reading.is_joint(before) || is_quote(reading.raw(before)) {
            at -= 1;
            continue;
        }
        let word = reading.word(before);
        if grammar.determiners.contains(word)
            && (word != "s" || reading.doc.tokens()[before].kind == TokenKind::Clitic)
        {
            determiner = Some(before);
            first = before;
            break;
        }
        if reading.is_punct(before)
            || is_function(reading, before)
            || reading.doc.tokens()[at].blank_line_before()
        {
            break;
        }
        at -= 1;
        steps += 1;
    }
    if determiner.is_none() {
        // Adjectives directly before the noun, as long as they are no verbs.
        let mut at = head;
        while at > covered && head - at < 3 {
            let before = at - 1;
            let stop = reading.is_punct(before)
                || is_function(reading, before)
                || is_event_word(reading, before)
                || is_act(reading, before);
            if stop {
                break;
            }
            at -= 1;
        }
        first = at;
    }
    let plural = found.form == Form::Plural || is_plural(reading, found);
    let word = determiner.map_or("", |d| reading.word(d));
    let possessive = grammar.possessives.contains(word);
    let definite = !word.is_empty() && !grammar.indefinite.contains(word);
    let span = |q: fn(usize, usize) -> Quantity| q(first, found.end as usize);
    let quantity = match word {
        _ if grammar.both.contains(word) => Some(two(first, found.end as usize)),
        // "both his escorts"
        _ if plural && definite && first > 0 && grammar.both.contains(reading.word(first - 1)) => {
            Some(two(first, found.end as usize))
        }
        // "both of his daughters"
        _ if plural && definite && both_of(reading, first) => Some(two(first, found.end as usize)),
        "all" | "each" | "every" | "any" | "such" | "either" | "neither" | "no" => None,
        // "the couple"
        _ if !plural && grammar.pairs.contains(reading.word(found.end as usize - 1)) => {
            Some(two(first, found.end as usize))
        }
        // "its crew"
        _ if possessive && grammar.collectives.contains(reading.word(found.end as usize - 1)) => {
            Some(bare(first, found.end as usize))
        }
        _ if !plural && (!word.is_empty() || matches!(head_of(found.class), Head::Thing)) => {
            Some(span(Quantity::one))
        }
        _ if plural && word.is_empty() => Some(bare(first, found.end as usize)),
        _ if !plural => Some(span(Quantity::one)),
        _ => None,
    };
    let end = found.end as usize;
    // "a family of five", "a crew of four"
    let of = (found.end as usize, reading.word(found.end as usize) == "of" && !plural);
    let counted = if of.1 { quantity::number(reading, of.0 + 1) } else { None };
    // "a man of 61" is one.
    let person = matches!(head_of(found.class), Head::Person(_));
    let aged = person && !grammar.collectives.contains(reading.word(found.end as usize - 1));
    let (quantity, end) = match counted {
        Some((_, past)) if aged && head_at(reading, past).is_none() => (quantity, past),
        Some((n, past)) if n > 1 && head_at(reading, past).is_none() && !reading.is_taken(of.0 + 1) => {
            let exact = Quantity { low: n, high: Some(n), ..Quantity::one(first, past) };
            (Some(exact), past)
        }
        _ => (quantity, end),
    };
    let both = definite && first > covered && grammar.both.contains(reading.word(first - 1));
    let group_first = match word {
        "s" => first + 1,
        _ if plural && definite && both_of(reading, first) => first - 2,
        _ => first - usize::from(both),
    };
    let start = if word == "s" { first } else { group_first };
    Group {
        first: group_first as u32,
        end: end as u32,
        head_first: found.first,
        head_end: found.end,
        head: head_of(found.class),
        quantity,
        plural,
        definite,
        possessive,
        part: false,
        preposition: if word == "s" {
            possessor_preposition(reading, start)
        } else {
            preposition(reading, start)
        },
        own: own_side(reading, end),
    }
}

/// Whether "both of" stands before a determiner.
fn both_of(reading: &Reading<'_>, determiner: usize) -> bool {
    determiner > 1
        && reading.word(determiner - 1) == "of"
        && reading.codebook.grammar.both.contains(reading.word(determiner - 2))
}

fn is_act(reading: &Reading<'_>, at: usize) -> bool {
    reading
        .at(at)
        .iter()
        .any(|f| matches!(f.class, Class::Act(_)) && f.form != Form::Plain && f.form != Form::Plural)
}

fn is_plural(reading: &Reading<'_>, found: Found) -> bool {
    let word = reading.word(found.end as usize - 1);
    reading.codebook.terms.singular(word) != word || reading.codebook.grammar.plural_nouns.contains(word)
}

/// A bare plural: two or more.
fn bare(first: usize, end: usize) -> Quantity {
    Quantity { low: 2, high: None, qualifier: Qualifier::Vague, first: first as u32, end: end as u32 }
}

fn two(first: usize, end: usize) -> Quantity {
    Quantity { low: 2, high: Some(2), qualifier: Qualifier::Exact, first: first as u32, end: end as u32 }
}

/// The preposition that governs a group, if one stands directly before it.
pub(crate) fn preposition(reading: &Reading<'_>, first: usize) -> Option<u32> {
    let before = first.checked_sub(1)?;
    // "a total of 12 suspects"
    if reading.word(before) == "of" && before > 0 && matches!(reading.word(before - 1), "total" | "sum") {
        return None;
    }
    // "in all 17 guards"
    if reading.word(before) == "in" && reading.word(first) == "all" {
        return None;
    }
    reading.codebook.grammar.prepositions.contains(reading.word(before)).then_some(before as u32)
}

/// For "the brigade's drone": the preposition before the possessor.
fn possessor_preposition(reading: &Reading<'_>, clitic: usize) -> Option<u32> {
    let mut at = clitic;
    for _ in 0..5 {
        let before = at.checked_sub(1)?;
        if reading.codebook.grammar.prepositions.contains(reading.word(before)) {
            return Some(before as u32);
        }
        if reading.is_punct(before) {
            return None;
        }
        at = before;
    }
    None
}

/// "of its own", "of their own", "of ours", "on our side" after a group.
fn own_side(reading: &Reading<'_>, end: usize) -> bool {
    let grammar = &reading.codebook.grammar;
    let of = reading.word(end) == "of";
    of && (reading.word(end + 1) == "ours"
        || (grammar.possessives.contains(reading.word(end + 1)) && reading.word(end + 2) == "own"))
}

/// A rank or title with a capitalised name: one person.
fn named(reading: &Reading<'_>, at: usize) -> Option<Group> {
    let rank = reading.class_at(at, |c| c == Class::Rank)?;
    let tokens = reading.doc.tokens();
    if !tokens[at].is_capitalised() {
        return None;
    }
    let mut end = rank.end as usize;
    if reading.raw(end) == "." {
        end += 1;
    }
    let mut names = 0;
    while end < reading.len() && names < 6 && !tokens[end].blank_line_before() {
        let joint = reading.is_joint(end);
        let small = matches!(
            reading.word(end),
            "al" | "el" | "ibn" | "bin" | "ben" | "de" | "ul" | "ud" | "ag" | "ould"
        );
        if tokens[end].is_word() && (tokens[end].is_capitalised() || small) {
            names += usize::from(!small);
        } else if !(joint
            || reading.raw(end) == "." && names > 0 && reading.raw(end - 1).chars().count() == 1)
        {
            break;
        }
        end += 1;
    }
    if names == 0 {
        return None;
    }
    Some(Group {
        first: at as u32,
        end: end as u32,
        head_first: at as u32,
        head_end: end as u32,
        head: Head::Named,
        quantity: Some(Quantity::one(at, end)),
        plural: false,
        definite: true,
        possessive: false,
        part: false,
        preposition: preposition(reading, at),
        own: false,
    })
}

fn pronoun(reading: &Reading<'_>, at: usize) -> Option<Group> {
    let grammar = &reading.codebook.grammar;
    let word = reading.word(at);
    // "and another was wounded", "another seriously injured": one more, with no noun.
    let one_more = word == "another"
        && has_verb(reading, at + 1 + usize::from(grammar.adverbs.contains(reading.word(at + 1))));
    // "two dead, the third wounded"
    let told = |at: usize| reading.at(at).iter().any(|f| matches!(f.class, Class::Loss(..)));
    let ordinal = word == "the"
        && grammar.stand_ins.contains(reading.word(at + 1))
        && !matches!(reading.word(at + 1), "others" | "ones")
        && told(at + 2);
    if !grammar.pronouns.contains(word) && !one_more && !ordinal {
        return None;
    }
    let head = if one_more || ordinal { Head::Figure } else { Head::Pronoun };
    Some(Group {
        first: at as u32,
        end: (at + 1 + usize::from(ordinal)) as u32,
        head_first: at as u32,
        head_end: (at + 1) as u32,
        head,
        quantity: Some(Quantity::one(at, at + 1)),
        plural: false,
        definite: true,
        possessive: false,
        part: false,
        preposition: preposition(reading, at),
        own: false,
    })
}

/// Whether a verb follows directly: "eight of whom fell", "two of them were shot".
fn has_verb(reading: &Reading<'_>, end: usize) -> bool {
    let grammar = &reading.codebook.grammar;
    // "one of whom later died"
    let end = end + usize::from(grammar.adverbs.contains(reading.word(end)));
    let word = reading.word(end);
    let copula = grammar.be.contains(word);
    let past = |at: usize| {
        reading
            .at(at)
            .iter()
            .any(|f| matches!(f.class, Class::Loss(..)) && matches!(f.form, Form::Past | Form::Participle))
    };
    past(end) || copula && past(end + 1) || grammar.have.contains(word)
}

/// A word for a part that stands in no longer phrase: "five of whom", but "as a result of which five died".
fn is_part(reading: &Reading<'_>, found: &Found) -> bool {
    const BACK: usize = 3;
    let first = found.first as usize;
    let hides = |at: usize| reading.at(at).iter().any(|f| f.class == Class::Hidden && f.end >= found.end);
    found.class == Class::Part && !(first.saturating_sub(BACK)..first).any(hides)
}

/// A figure after "among them", "including", or of the form ", three of them elderly," names a part.
fn mark_parts(reading: &Reading<'_>, groups: &mut [Group]) {
    for n in 0..groups.len() {
        let mut first = groups[n].first as usize;
        // "among whom were two nurses"
        if first > 1 && reading.codebook.grammar.be.contains(reading.word(first - 1)) {
            let part = |f: &Found| f.class == Class::Part && f.end as usize == first - 1;
            if (2..=4).any(|back| first.checked_sub(back).is_some_and(|at| reading.at(at).iter().any(part))) {
                first -= 1;
            }
        }
        let after_part = (1..=2).any(|back| {
            first.checked_sub(back).is_some_and(|at| {
                reading
                    .at(at)
                    .iter()
                    .any(|f| is_part(reading, f) && f.end as usize == first && f.first as usize == at)
            })
        }) || first
            .checked_sub(3)
            .is_some_and(|at| reading.at(at).iter().any(|f| is_part(reading, f) && f.end as usize == first));
        // "nine passengers, three of them children"
        let of_them =
            groups[n].head == Head::Figure && groups[n].definite && groups[n].head_first + 1 == groups[n].end;
        let mark = first.checked_sub(1).map_or("", |at| reading.raw(at));
        let pronoun =
            reading.codebook.grammar.plural_pronouns.contains(reading.word(groups[n].head_first as usize));
        let aside = of_them
            && pronoun
            && matches!(mark, "," | "(" | "—" | "–")
            && !has_verb(reading, groups[n].end as usize);
        // "four persons, a policeman among them, ..."
        let end = groups[n].end as usize;
        let before_part = matches!(mark, "," | "(" | "—" | "–")
            && reading.at(end).iter().any(|f| f.class == Class::Part && reading.is_punct(f.end as usize));
        groups[n].part = after_part || aside || before_part;
        // Coordinated parts: "among them two women and a child".
        if n > 0 && groups[n - 1].part && !groups[n].part {
            let gap = groups[n - 1].end as usize..first;
            // With a comma ("including a labourer, and 12 injured") the list of parts is over.
            if gap.len() == 1 && reading.word(gap.start) == "and" {
                groups[n].part = true;
            }
        }
    }
}

/// The group that holds a token. Groups stand in order and do not overlap.
pub fn holding(groups: &[Group], token: usize) -> Option<&Group> {
    let n = groups.partition_point(|g| g.end as usize <= token);
    groups.get(n).filter(|g| g.first as usize <= token)
}

/// The groups that lie within a range of tokens, with the index of the first.
pub fn within(groups: &[Group], first: usize, end: usize) -> (usize, &[Group]) {
    let from = groups.partition_point(|g| (g.first as usize) < first);
    let to = groups.partition_point(|g| g.end as usize <= end).max(from);
    (from, &groups[from..to])
}
