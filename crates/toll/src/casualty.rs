use std::collections::BTreeSet;

use codebook::terms::{Class, Found, Grip};
use codebook::{Form, Reading};
use record::{ActorCategory, Effect};

use crate::group::{Group, Head, holding};
use crate::quantity::{self, Quantity};
use crate::syntactic::{self, Hints};
use crate::victims::{acts_itself, beside, to_the_left, to_the_right, told_before};

/// From how many persons on "arrived in Bria" tells of people who had to leave, and not of travellers.
const CROWD: u64 = 20;

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
        let (terms, grammar) = (&reading.codebook.terms, &reading.codebook.grammar);
        let mut all: Vec<Found> =
            reading.at(at).iter().copied().filter(|f| matches!(f.class, Class::Loss(..))).collect();
        let key = |f: &Found| {
            let term = terms.term(f.term);
            let gap = term.contains("...");
            // "beat two men to death" says more than "beat two men".
            let outcome = gap && term.rsplit(' ').next().is_some_and(|last| grammar.outcomes.contains(last));
            (gap && !outcome, if gap && !outcome { i64::from(f.end) } else { -i64::from(f.end) })
        };
        all.sort_by_key(key);
        let inside = holding(groups, at)
            .is_some_and(|g| (g.first as usize) < at && at < g.head_first as usize && g.head != Head::Figure);
        if !inside && !is_status(reading, longest) {
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
    // "12 hostages were released": told as captives only to say who was freed.
    let freed: BTreeSet<u32> =
        losses.iter().filter(|l| l.effect == Effect::Freed).flat_map(|l| l.groups.iter().copied()).collect();
    losses.retain(|l| {
        let state = matches!(l.trigger.class, Class::Loss(Effect::Captured, Grip::State))
            || l.effect == Effect::Captured && held_since(reading, l.trigger);
        !(state && l.groups.iter().any(|g| freed.contains(g)))
    });
    // "lost 34 men killed and wounded": how they were lost is told after them.
    let told: Vec<(bool, Vec<u32>)> = losses.iter().map(|l| (l.of_subject, l.groups.clone())).collect();
    losses.retain(|l| !l.of_subject || !told.iter().any(|(of, groups)| !of && *groups == l.groups));
    losses.sort_by_key(|l| (l.first, l.end, l.effect));
    Tied { losses, untied }
}

/// "held since January", "held captive since January": the state before they were freed.
fn held_since(reading: &Reading<'_>, found: Found) -> bool {
    let grammar = &reading.codebook.grammar;
    let end = found.end as usize;
    let next = end + usize::from(grammar.held.contains(reading.word(end)));
    grammar.held.contains(reading.word(end - 1)) && grammar.since.contains(reading.word(next))
}

/// "displaced families live in the camp", "people displaced from the villages live there": who they are, and not what befell them; the
/// newly displaced are news.
fn is_status(reading: &Reading<'_>, found: Found) -> bool {
    /// So many tokens after the word stands the verb that tells how they are now.
    const FAR: usize = 10;
    let displaced = matches!(found.class, Class::Loss(Effect::Displaced, _)) && found.end == found.first + 1;
    if !displaced {
        return false;
    }
    let grammar = &reading.codebook.grammar;
    let (first, end) = (found.first as usize, found.end as usize);
    let opens = first == 0
        || reading
            .doc
            .sentence_at(reading.doc.tokens()[first].range.start)
            .is_some_and(|s| s.first == found.first);
    let word = reading.word(first.saturating_sub(1));
    // "fighting displaced families" tells it.
    let determined = grammar.determiners.contains(word) || grammar.prepositions.contains(word);
    let person = reading.class_at(end, |c| matches!(c, Class::Person(_))).is_some();
    let whom = person && (opens || determined || quantity::counting(reading, first).is_some());
    let told = reading.passive_before(first) || grammar.have.contains(word);
    let now = (end..end + FAR)
        .take_while(|&at| !matches!(reading.raw(at), "." | ";" | ""))
        .any(|at| grammar.remain.contains(reading.word(at)));
    whom || !told && found.form != Form::Plain && now
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
        let told = !matches!(f.class, Class::Loss(Effect::Displaced | Effect::Missing | Effect::Freed, _));
        // "What was reported | Killed": the heading of a column.
        let token = &reading.doc.tokens()[f.first as usize];
        let inside = reading.doc.sentence_at(token.range.start).is_some_and(|s| s.first < f.first);
        let heading = inside && token.is_capitalised() && !token.is_all_caps();
        (verb || noun) && told && !heading && !is_modal(reading, f.first as usize)
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
        // "the killing on 4 August of a teacher"
        let start = if start > end { start } else { past_aside(reading, end).unwrap_or(start) };
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
        // "Four men killed a farmer": the men are the subject of a verb with an object, not its victims.
        let active = has(Grip::Transitive).is_some()
            && !reading.passive_before(first)
            && (takes_object(reading, end) || persons_at(reading, groups, end));
        if !active && let Some(chosen) = beside(reading, groups, first) {
            return make(effect, found, chosen);
        }
        // "a guard and both of his sons are dead"; a heading of a table has a capital.
        if reading.passive_before(first)
            && !reading.doc.tokens()[first].is_capitalised()
            && let Some(chosen) = to_the_left(reading, groups, first, true)
        {
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
        // "Dead: two men and a girl."
        if reading.raw(end) == ":"
            && !thing
            && let Some(chosen) = to_the_right(reading, groups, end + 1, false)
        {
            return make(effect, found, chosen);
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
        // "five fell and three were wounded": who has a verb of their own suffers that.
        let right = to_the_right(reading, groups, end, false);
        if let Some(chosen) = right.filter(|c| !acts_itself(reading, groups, c[0])) {
            return make(effect, found, chosen);
        }
    }
    if let Some((effect, _, found)) = has(Grip::Crowd) {
        let chosen = to_the_left(reading, groups, first, true)?;
        return make(effect, found, chosen).filter(|loss| loss.quantity.low >= CROWD);
    }
    None
}

/// After "on 4 August of" or "in Kaya of" between a noun for a loss and its victims.
fn past_aside(reading: &Reading<'_>, end: usize) -> Option<usize> {
    /// The most tokens between the noun and "of".
    const ASIDE: usize = 8;
    if !reading.codebook.grammar.prepositions.contains(reading.word(end)) {
        return None;
    }
    let of = (end + 1..end + ASIDE).find(|&at| !reading.is_taken(at))?;
    (of > end + 1 && reading.word(of) == "of").then_some(of + 1)
}

/// Whether persons told by a noun or name begin at a token, and have no verb of their own: "killed three soldiers", not "killed, three
/// wounded".
fn persons_at(reading: &Reading<'_>, groups: &[Group], token: usize) -> bool {
    let n = groups.partition_point(|g| (g.first as usize) < token);
    groups.get(n).is_some_and(|g| {
        g.first as usize == token
            && matches!(g.head, Head::Person(_) | Head::Named)
            && !acts_itself(reading, groups, n)
    })
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
    /// A whole of so many that is the sum of what follows it is no coincidence.
    const WHOLE: u64 = 6;
    // "two soldiers, a trader and a nurse" are four: parts are of their whole's kind.
    let category = |n: usize| match groups[n].head {
        Head::Person(category) | Head::Body(category) => Some(category),
        _ => None,
    };
    let alike = |n: &usize| category(*n).is_none() || category(*n) == category(chosen[0]);
    if chosen.len() > 2
        && let Some(whole) = exact(chosen[0])
        && (whole >= WHOLE || chosen[1..].iter().all(alike))
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

/// How far from a word for a loss, in tokens, the figure that it has reached may stand.
const REACHED: usize = 24;

/// "the dead are now 27", "the number of people killed has risen to 31", "bringing the toll to nine".
fn reached(reading: &Reading<'_>, end: usize) -> Option<Quantity> {
    let grammar = &reading.codebook.grammar;
    // "killed up to four": a bound, not a toll that has reached a figure.
    // Nor is what stands after an object: "wounded six people, among whom were two nurses".
    let bound = reading.at(end).iter().any(|f| matches!(f.class, Class::BoundBefore(_)));
    if bound || quantity::at(reading, end).is_some() {
        return None;
    }
    let mut verb = false;
    for at in end..end + REACHED {
        // "six were killed and as many as 20 are missing": another clause.
        let clause = grammar.coordinators.contains(reading.word(at))
            && !grammar.joined_figures.contains(reading.word(at))
            && !reading.at(at + 1).iter().any(|f| matches!(f.class, Class::Loss(..)));
        if reading.raw(at) == "."
            || reading.raw(at) == ";"
            || clause
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
