use codebook::terms::{Class, Found, Grip};
use codebook::{Form, Reading};
use document::TokenKind;
use record::{ActorCategory, Effect};

use crate::group::{Group, Head, holding};
use crate::quantity::{self, Quantity};
use crate::syntactic::{self, Hints};

/// A loss of persons: an effect, the groups that suffer it and their sum.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Loss {
    /// What happened.
    pub effect: Effect,
    /// The sum of the groups.
    pub quantity: Quantity,
    /// First token of the figure and its nouns.
    pub first: u32,
    /// One past the last.
    pub end: u32,
    /// The word for the effect.
    pub trigger: Found,
    /// The categories of the groups, in order.
    pub categories: Vec<ActorCategory>,
    /// The indexes of the groups.
    pub groups: Vec<u32>,
    /// The loss of the side that speaks or acts.
    pub own: bool,
    /// Told by "lose" or "the loss of": the loss is that of the subject.
    pub of_subject: bool,
    /// Only a pronoun stands for the victim.
    pub pronoun: bool,
    /// The figure that a count has reached: it takes the place of the figures before it.
    pub total: bool,
}

/// Losses, and the words that no rule ties to anybody.
pub(crate) struct Tied<T> {
    pub(crate) losses: Vec<T>,
    pub(crate) untied: Vec<Found>,
}

/// Ties every word for an effect on persons to its victims; where the rules on word order find none, to those of `hints`.
pub(crate) fn find(reading: &Reading<'_>, groups: &[Group], hints: &Hints) -> Tied<Loss> {
    let mut losses: Vec<Loss> = Vec::new();
    let mut untied: Vec<Found> = Vec::new();
    let mut loosened: Option<Vec<Group>> = None;
    let mut at = 0;
    while at < reading.len() {
        let Some(longest) = reading.class_at(at, |c| matches!(c, Class::Loss(..))) else {
            at += 1;
            continue;
        };
        if let Some(past) = hidden(reading, at, longest.end) {
            at = past;
            continue;
        }
        // The longest words first; of terms with a gap the shortest ("the death of 12 of them").
        let terms = &reading.codebook.terms;
        let mut all: Vec<Found> =
            reading.at(at).iter().copied().filter(|f| matches!(f.class, Class::Loss(..))).collect();
        let key = |f: &Found| {
            let gap = terms.term(f.term).contains("...");
            (gap, if gap { i64::from(f.end) } else { -i64::from(f.end) })
        };
        all.sort_by_key(key);
        let inside = holding(groups, at)
            .is_some_and(|g| (g.first as usize) < at && at < g.head_first as usize && g.head != Head::Figure);
        if !inside {
            let loss =
                all.chunk_by(|a, b| key(a) == key(b)).find_map(|readings| read(reading, groups, readings));
            let loss = loss.or_else(|| hinted(reading, groups, &all, hints));
            // "herders, five of whom died": a part of persons who are told to suffer nothing else is a figure of its own.
            let loss = loss.or_else(|| {
                let Class::Loss(effect, _) = longest.class else { return None };
                let sentence = reading.doc.sentence_at(reading.doc.tokens()[at].range.start)?;
                let told =
                    losses.iter().rev().take(16).any(|l| {
                        l.effect == effect && l.first >= sentence.first && l.trigger.first < at as u32
                    });
                if told {
                    return None;
                }
                let loose = loosened.get_or_insert_with(|| loosen(groups));
                let own = |l: &Loss| l.groups.iter().all(|&g| groups[g as usize].part);
                all.chunk_by(|a, b| key(a) == key(b))
                    .find_map(|readings| read(reading, loose, readings))
                    .filter(own)
            });
            match loss {
                Some(loss) => add(&mut losses, counted_after(reading, loss)),
                None => untied.extend(bindable(reading, &all)),
            }
        }
        at = (longest.end as usize).max(at + 1).min(gap_end(longest, at));
    }
    losses.sort_by_key(|l| (l.first, l.end, l.effect));
    Tied { losses, untied }
}

/// The groups with the figures that count some of others ("five of whom") standing for themselves.
fn loosen(groups: &[Group]) -> Vec<Group> {
    let alone = |g: &Group| Group { part: g.part && g.head != Head::Figure, ..g.clone() };
    groups.iter().map(alone).collect()
}

/// "guards wounded, 4": the figure of a bare plural.
fn counted_after(reading: &Reading<'_>, mut loss: Loss) -> Loss {
    let bare = loss.quantity.low == 2 && loss.quantity.high.is_none();
    if bare && let Some(q) = quantity::after(reading, loss.trigger.end as usize) {
        loss.end = loss.end.max(q.end);
        loss.quantity = q;
    }
    loss
}

/// The end of a longer phrase that only borrows the word: "fell back", "took place".
pub(crate) fn hidden(reading: &Reading<'_>, at: usize, end: u32) -> Option<usize> {
    let found = reading.class_at(at, |c| c == Class::Hidden)?;
    (found.end > end).then_some(found.end as usize)
}

/// The reading of a word that the parser may tie: a verb or noun that is told as a fact.
fn bindable(reading: &Reading<'_>, readings: &[Found]) -> Option<Found> {
    let fact = |f: &&Found| {
        let verb = matches!(f.class, Class::Loss(_, Grip::Transitive | Grip::Intransitive))
            && (f.form != Form::Plain || f.end > f.first + 1);
        let noun = matches!(f.class, Class::Loss(_, Grip::Noun));
        // Words for leaving and coming home are frequent and seldom about displaced or freed persons: not worth a parse.
        let told = !matches!(
            f.class,
            Class::Loss(Effect::Displaced | Effect::Missing | Effect::Freed, _)
        );
        (verb || noun) && told && !is_modal(reading, f.first as usize)
    };
    readings.iter().find(fact).copied()
}

/// The victims that the parser has found.
fn hinted(reading: &Reading<'_>, groups: &[Group], readings: &[Found], hints: &Hints) -> Option<Loss> {
    let found = bindable(reading, readings)?;
    let Class::Loss(effect, _) = found.class else { return None };
    let usable = |n: &usize| {
        let group = &groups[*n];
        group.is_victim() && !group.part && group.quantity.is_some() && group.head != Head::Pronoun
    };
    let chosen: Vec<usize> = syntactic::hinted(groups, hints, &found).into_iter().filter(usable).collect();
    if chosen.is_empty() { None } else { build(reading, groups, effect, found, &chosen) }
}

/// A term with a gap covers the victims too: go on directly after its first word.
fn gap_end(found: Found, at: usize) -> usize {
    if found.end as usize > at + 4 { at + 1 } else { found.end as usize }
}

/// A group counts once for an effect; the wider reading wins.
fn add(losses: &mut Vec<Loss>, loss: Loss) {
    let recent = losses.len().saturating_sub(16);
    if let Some(same) = losses[recent..]
        .iter_mut()
        .find(|l| l.effect == loss.effect && l.groups.iter().any(|g| loss.groups.contains(g)))
    {
        if loss.groups.len() > same.groups.len() {
            *same = loss;
        }
        return;
    }
    losses.push(loss);
}

fn read(reading: &Reading<'_>, groups: &[Group], readings: &[Found]) -> Option<Loss> {
    let found = readings[0];
    let grips: Vec<(Effect, Grip, Found)> = readings
        .iter()
        .filter_map(|f| match f.class {
            Class::Loss(effect, grip) => Some((effect, grip, *f)),
            _ => None,
        })
        .collect();
    let has = |grip: Grip| grips.iter().copied().find(|g| g.1 == grip);
    let (first, end) = (found.first as usize, found.end as usize);
    let make =
        |effect: Effect, found: Found, chosen: Vec<usize>| build(reading, groups, effect, found, &chosen);
    if let Some((effect, _, found)) = has(Grip::Zero) {
        let none = Quantity {
            low: 0,
            high: Some(0),
            qualifier: record::Qualifier::Exact,
            first: found.first,
            end: found.end,
        };
        return Some(bare(reading, effect, none, found));
    }
    if is_modal(reading, first) {
        return None;
    }
    // "the wounded were flown out" counts nobody; "the dead are now 27" does.
    let substantive = reading.word(first.wrapping_sub(1)) == "the" && has(Grip::State).is_some();
    if let Some((effect, _, found)) = has(Grip::Noun) {
        // "the death of two labourers", "injuries to three"
        let start = if matches!(reading.word(end), "of" | "to") { end + 1 } else { end };
        let direct = start > end || matches!(reading.word(end - 1), "of" | "to");
        if direct && let Some(chosen) = to_the_right(reading, groups, start, true) {
            return make(effect, found, chosen);
        }
    }
    if let Some((effect, _, found)) = has(Grip::State) {
        // "17 kidnapped victims": told by the word before.
        let told = holding(groups, first).is_some_and(|g| {
            (g.first as usize..first)
                .any(|at| reading.at(at).iter().any(|f| matches!(f.class, Class::Loss(e, _) if e != effect)))
        });
        if told {
            return None;
        }
        if let Some(chosen) = beside(reading, groups, first) {
            return make(effect, found, chosen);
        }
        // "bodies of three men"
        if reading.word(end) == "of"
            && let Some(chosen) = to_the_right(reading, groups, end + 1, false)
        {
            return make(effect, found, chosen);
        }
        // "Killed: 2 (a policeman and a waitress)."
        let thing = holding(groups, first.wrapping_sub(1)).is_some_and(|g| g.head == Head::Thing);
        if reading.raw(end) == ":"
            && !thing
            && let Some(q) = quantity::after(reading, end)
        {
            return Some(bare(reading, effect, q, found));
        }
        // "DEAD 5, WOUNDED 7, BOTH COUNTS ..."
        if let Some(q) = quantity::column(reading, first, end) {
            return Some(bare(reading, effect, q, found));
        }
        if let Some(total) = reached(reading, end) {
            return Some(Loss { total: true, ..bare(reading, effect, total, found) });
        }
    }
    if substantive && !reading.at(end).iter().any(|f| matches!(f.class, Class::Loss(_, Grip::State))) {
        return None;
    }
    if let Some((effect, _, found)) = has(Grip::Transitive) {
        let passive = reading.passive_before(first);
        if !passive {
            // A term with a gap holds its object: "shot two guards dead".
            let start = if end > first + 2 { first + 1 } else { end };
            let chosen = to_the_right(reading, groups, start, false)
                .or_else(|| to_the_right(reading, groups, end, false))
                .or_else(|| told_before(reading, groups, first, end));
            if let Some(chosen) = chosen {
                return make(effect, found, chosen);
            }
        }
        if (passive
            || found.form == Form::Past
            || found.form == Form::Participle
            || found.form == Form::Plain && first + 1 < end)
            && found.form != Form::Ing
            && (passive || !takes_object(reading, end))
            && let Some(chosen) = to_the_left(reading, groups, first, passive)
        {
            return make(effect, found, chosen);
        }
    }
    if let Some((effect, _, found)) = has(Grip::Intransitive) {
        if let Some(chosen) = to_the_left(reading, groups, first, true) {
            return make(effect, found, chosen);
        }
        if let Some(chosen) = to_the_right(reading, groups, end, false) {
            return make(effect, found, chosen);
        }
    }
    None
}

/// Whether a verb without "be" before it has an object that no list knows ("gunmen killed Omar Hassan", "shot and wounded the
/// bursar"): then what stands before it did it, and did not suffer it.
fn takes_object(reading: &Reading<'_>, end: usize) -> bool {
    let grammar = &reading.codebook.grammar;
    let mut at = end;
    while grammar.adverbs.contains(reading.word(at)) && at < end + 3 {
        at += 1;
    }
    if reading.word(at) == "and"
        && let Some(next) = reading.class_at(at + 1, |c| matches!(c, Class::Loss(_, Grip::Transitive)))
        && next.form == Form::Past
    {
        at = next.end as usize;
    }
    let Some(token) = reading.doc.tokens().get(at) else { return false };
    if !token.is_word() || token.newline_before() || reading.is_taken(at) && !token.is_capitalised() {
        return false;
    }
    let word = reading.word(at);
    let determiner = grammar.determiners.contains(word) && word != "s";
    // A weekday is one word: "two soldiers killed Monday".
    let long = reading.doc.tokens().get(at + 1).is_some_and(|t| t.is_word() && t.is_capitalised());
    let name = token.is_capitalised() && !token.is_all_caps() && (long || !reading.is_taken(at));
    determiner || name
}

/// A figure with no noun group.
fn bare(reading: &Reading<'_>, effect: Effect, quantity: Quantity, trigger: Found) -> Loss {
    Loss {
        effect,
        quantity,
        first: quantity.first,
        end: quantity.end,
        trigger,
        categories: Vec::new(),
        groups: Vec::new(),
        own: of_speaker(
            reading,
            trigger.first as usize,
            trigger.end as usize,
            (trigger.end as usize).max(quantity.end as usize),
        ),
        of_subject: false,
        pronoun: false,
        total: false,
    }
}

/// Whether a loss is told as that of the side that speaks: "our dead: four", "own side: none killed", "two dead in our ranks".
/// `first..head` is the figure with its noun, or the word for the effect; what follows `after` may name the side too.
fn of_speaker(reading: &Reading<'_>, first: usize, head: usize, after: usize) -> bool {
    let grammar = &reading.codebook.grammar;
    let speaks = |at: usize| {
        grammar.speaker.contains(reading.word(at)) && grammar.speaker_sides.contains(reading.word(at + 1))
    };
    if (first.saturating_sub(1)..head).any(speaks) {
        return true;
    }
    // "on our side", "in our ranks", "from our forces"
    let behind = |at: usize| grammar.prepositions.contains(reading.word(at)) && speaks(at + 1);
    if behind(head) || behind(after) {
        return true;
    }
    // "Own side: none killed, one lightly hurt.": the key of the sentence.
    let tokens = reading.doc.tokens();
    let Some(sentence) = tokens.get(first).and_then(|t| reading.doc.sentence_at(t.range.start)) else {
        return false;
    };
    let start = sentence.first as usize;
    speaks(start) && reading.raw(start + 2) == ":" && (start..first).all(|at| reading.raw(at) != ";")
}

/// Leaves out what is told twice or not counted: the parts after a whole ("two passengers, a woman and her son"), and bare
/// plurals beside a figure ("six volunteers and villagers").
fn addends(groups: &[Group], chosen: &[usize]) -> Vec<usize> {
    let exact = |n: usize| groups[n].quantity.and_then(|q| (q.high == Some(q.low)).then_some(q.low));
    // "two soldiers, a trader and a nurse" are four: parts are of their whole's kind.
    let category = |n: usize| match groups[n].head {
        Head::Person(category) | Head::Body(category) => Some(category),
        _ => None,
    };
    let alike = |n: &usize| category(*n).is_none() || category(*n) == category(chosen[0]);
    if chosen.len() > 2
        && chosen[1..].iter().all(alike)
        && let Some(whole) = exact(chosen[0])
        && chosen[1..].iter().map(|&n| exact(n)).sum::<Option<u64>>() == Some(whole)
    {
        return vec![chosen[0]];
    }
    let bare = |n: usize| groups[n].quantity.is_some_and(|q| q.low == 2 && q.high.is_none());
    if chosen.iter().any(|&n| !bare(n)) {
        return chosen.iter().copied().filter(|&n| !bare(n)).collect();
    }
    chosen.to_vec()
}

fn build(
    reading: &Reading<'_>,
    groups: &[Group],
    effect: Effect,
    found: Found,
    chosen: &[usize],
) -> Option<Loss> {
    let mut quantity: Option<Quantity> = None;
    let mut categories = Vec::new();
    let mut own = false;
    for &n in &addends(groups, chosen) {
        let group = &groups[n];
        let q = group.quantity?;
        quantity = Some(quantity.map_or(q, |sum| sum.plus(q)));
        own |= group.own;
        categories.push(match group.head {
            Head::Person(category) | Head::Body(category) => category,
            _ => ActorCategory::Unknown,
        });
    }
    let (first, last) = (groups[*chosen.first()?].first, groups[*chosen.last()?].end);
    // Fighters who flee are not displaced.
    let civil = |c: &ActorCategory| matches!(c, ActorCategory::Civilians | ActorCategory::Religious);
    let figures = chosen.iter().all(|&n| groups[n].head == Head::Figure);
    let crowd = figures && quantity.is_some_and(|q| q.low >= 20);
    if effect == Effect::Displaced && !crowd && !categories.iter().any(civil) {
        return None;
    }
    let verb = reading.word(found.first as usize);
    let of_subject = reading.codebook.terms.term(found.term).contains("lose~") && !verb.is_empty();
    let pronoun = chosen.iter().all(|&n| groups[n].head == Head::Pronoun);
    let own = own || of_speaker(reading, first as usize, last as usize, found.end as usize);
    Some(Loss {
        effect,
        quantity: quantity?,
        first,
        end: last,
        trigger: found,
        categories,
        groups: chosen.iter().map(|&n| n as u32).collect(),
        own,
        of_subject,
        pronoun,
        total: false,
    })
}

/// "would kill", "to kill" (but "claims to have killed" is told as a fact).
fn is_modal(reading: &Reading<'_>, first: usize) -> bool {
    let purpose = first > 0
        && reading.word(first - 1) == "to"
        && !(first > 1 && reading.codebook.grammar.factive.contains(reading.word(first - 2)))
        && reading
            .class_at(first, |c| matches!(c, Class::Loss(_, Grip::Transitive)))
            .is_some_and(|f| f.form == Form::Plain);
    purpose || reading.modal_before(first)
}

/// The group that starts at a token or a few modifiers on.
fn group_from(groups: &[Group], at: usize) -> Option<usize> {
    let n = groups.partition_point(|g| (g.first as usize) < at);
    (n < groups.len()).then_some(n)
}

/// The victims after a verb or noun: the first group within three words, and those joined to it.
fn to_the_right(reading: &Reading<'_>, groups: &[Group], start: usize, noun: bool) -> Option<Vec<usize>> {
    let grammar = &reading.codebook.grammar;
    let mut at = start;
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
            // "killed him": a pronoun is the victim only after a verb.
            return Some(joined_right(reading, groups, n));
        }
        let word = reading.word(at);
        let passes = grammar.adverbs.contains(word)
            || matches!(reading.raw(at), "“" | "\"" | "‘" | ":" | "(")
            || (word == "and" && steps == 0)
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
fn told_before(reading: &Reading<'_>, groups: &[Group], verb: usize, end: usize) -> Option<Vec<usize>> {
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
        if gap.start > gap.end || gap.len() > 14 {
            break;
        }
        match link(reading, gap.clone()) {
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
    let mut steps = 0;
    while steps < 3 && matches!(reading.word(end), "of" | "from" | "in" | "at") {
        let mut at = end + 1;
        let limit = at + 7;
        while at < reading.len() && at < limit {
            let capital = tokens[at].is_word() && tokens[at].is_capitalised();
            let inside = holding(groups, at).is_some();
            let small = reading.codebook.grammar.determiners.contains(reading.word(at))
                || reading.is_joint(at)
                || reading.word(at) == "local";
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
fn acts_itself(reading: &Reading<'_>, groups: &[Group], n: usize) -> bool {
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
fn to_the_left(reading: &Reading<'_>, groups: &[Group], verb: usize, finite: bool) -> Option<Vec<usize>> {
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
        let governed = group.preposition.is_some() && !conjunction || is_possessor(reading, group);
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
        let gap = after_group(reading, groups, before)..groups[first].first as usize;
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

/// A figure or group directly before a state word: "six dead", "four of its members dead", "no casualties".
fn beside(reading: &Reading<'_>, groups: &[Group], first: usize) -> Option<Vec<usize>> {
    let n = groups.partition_point(|g| (g.first as usize) < first).checked_sub(1)?;
    let group = &groups[n];
    let end = group.end as usize;
    if end < first {
        // "12 people, 7 of them civilians, dead"; "4 gendarmes also wounded"
        let adverbs = (end..first).all(|at| {
            reading.codebook.grammar.adverbs.contains(reading.word(at))
                || matches!(reading.raw(at), "”" | "\"" | "“")
        });
        if !adverbs || first - end > 2 {
            return None;
        }
    }
    let usable = group.is_victim()
        && !group.part
        && group.quantity.is_some_and(|q| q.low != 2 || q.high.is_some() || group.head == Head::Figure);
    if !usable {
        return None;
    }
    Some(joined_left(reading, groups, n))
}

/// How far from a word for a loss, in tokens, the figure that it has reached may stand.
const REACHED: usize = 24;

/// "the dead are now 27", "the number of people killed has risen to 31", "bringing the toll to nine".
fn reached(reading: &Reading<'_>, end: usize) -> Option<Quantity> {
    let grammar = &reading.codebook.grammar;
    let mut verb = false;
    for at in end..end + REACHED {
        if reading.raw(at) == "."
            || reading.raw(at) == ";"
            || at >= reading.len()
            || hidden(reading, at, 0).is_some()
        {
            return None;
        }
        if verb && let Some(q) = quantity::at(reading, at) {
            return Some(q);
        }
        let word = reading.word(at);
        if grammar.joined_figures.contains(word) {
            verb = true;
        } else if verb && !reading.is_taken(at) && !reading.is_punct(at) && !grammar.adverbs.contains(word) {
            verb = false;
        }
    }
    None
}

/// Whether a clause ends between two tokens: a full stop, semicolon, colon or empty line.
fn crosses(reading: &Reading<'_>, from: usize, to: usize) -> bool {
    (from..to).any(|at| {
        matches!(reading.raw(at), ";" | ":" | "." | "?" | "!")
            || at > from && reading.doc.tokens()[at].blank_line_before()
    })
}
