use codebook::Form;
use codebook::terms::Class;
use record::{Actor, ActorCategory, Effect, Of, Side, Tactic, Toll};
use toll::{Head, Loss};

use crate::acts::Strength;
use crate::draft::Draft;
use crate::input::Input;
use crate::scene::Scene;

/// Who acts and who suffers in a draft.
pub(crate) struct Parties {
    pub(crate) actors: Vec<Actor>,
    /// The category of the acting side, as far as it is told.
    pub(crate) initiator: Option<ActorCategory>,
    /// The categories of those who suffer.
    pub(crate) targets: Vec<ActorCategory>,
}

pub(crate) fn is_armed_state(category: ActorCategory) -> bool {
    matches!(
        category,
        ActorCategory::StateForces
            | ActorCategory::Police
            | ActorCategory::ForeignForces
            | ActorCategory::Intelligence
    )
}

pub(crate) fn is_civilian(category: ActorCategory) -> bool {
    matches!(category, ActorCategory::Civilians | ActorCategory::Religious | ActorCategory::Government)
}

/// The toll items of a draft.
pub(crate) fn tolls(scene: &Scene<'_>, draft: &Draft, parties: &Parties, input: &Input) -> Vec<Toll> {
    let mut items: Vec<(Toll, &Loss)> = Vec::new();
    for &p in &draft.persons {
        let loss = &scene.losses.persons[p];
        let counted = items.iter().any(|(t, _)| t.effect == loss.effect);
        if loss.pronoun && counted {
            continue;
        }
        // "shot a soldier, wounding him": the shot killed nobody.
        let shot = loss.effect == Effect::Killed
            && scene.reading.codebook.terms.term(loss.trigger.term).ends_with(" shoot~");
        let survived =
            |&q: &usize| scene.losses.persons[q].pronoun && scene.losses.persons[q].effect == Effect::Injured;
        // "shot four traders, killing two": of those shot so many died.
        let died = |&q: &usize| {
            let other = &scene.losses.persons[q];
            other.effect == Effect::Killed
                && other.trigger.form == Form::Ing
                && other.trigger.first > loss.trigger.first
                && other.quantity.low <= loss.quantity.low
                && sentence_of(scene, other) == sentence_of(scene, loss)
        };
        if shot && draft.persons.iter().any(|q| survived(q) || died(q)) {
            continue;
        }
        if loss.total {
            let place = sentence_of(scene, loss);
            items.retain(|(t, l)| {
                t.effect != loss.effect || t.low > loss.quantity.low || sentence_of(scene, l) != place
            });
        }
        let figure_only =
            loss.categories.iter().all(|c| *c == ActorCategory::Unknown) && !loss.own && !loss.of_subject;
        let before = items.last().map(|(t, _)| t.of).filter(|of| figure_only && *of == Of::Civilians);
        for (of, q, first, end) in by_side(scene, draft, loss, parties, input) {
            let span = scene.span(first as usize, end as usize);
            let of = before.unwrap_or(of);
            let item =
                Toll { of, effect: loss.effect, low: q.low, high: q.high, qualifier: q.qualifier, span };
            merge(scene, &mut items, item, loss);
        }
    }
    items.into_iter().map(|(toll, _)| toll).collect()
}

/// The figure of a loss, parted where its groups stand on different sides ("a dozen soldiers and the two drivers").
fn by_side(
    scene: &Scene<'_>,
    draft: &Draft,
    loss: &Loss,
    parties: &Parties,
    input: &Input,
) -> Vec<(Of, toll::Quantity, u32, u32)> {
    let whole = side_of(scene, draft, loss, parties, input);
    let mut sides: Vec<(Of, toll::Quantity, u32, u32)> = Vec::new();
    // "ten militiamen and villagers": the figure is that of both.
    let bare = |q: toll::Quantity| q.low == 2 && q.high.is_none();
    for &g in &loss.groups {
        let group = &scene.losses.groups[g as usize];
        let Some(q) = group.quantity.filter(|q| bare(loss.quantity) || !bare(*q)) else { continue };
        let word = scene.reading.word(group.head_first as usize);
        let bomber = draft.acts.iter().any(|a| {
            matches!(a.tactic, Tactic::SuicideVehicleBomb | Tactic::SuicideVest | Tactic::VehicleBomb)
        }) && (group.definite && word.starts_with("driver") || word.contains("bomber"));
        let attacker = !loss.own && scene.reading.codebook.grammar.attackers.contains(word);
        let of = if bomber || attacker || group.own && !loss.own {
            Of::Initiator
        } else {
            of_group(group, whole, loss)
        };
        match sides.last_mut() {
            Some(last) if last.0 == of => *last = (of, last.1.plus(q), last.2, group.end),
            _ => sides.push((of, q, group.first, group.end)),
        }
    }
    if sides.len() < 2 {
        vec![(sides.first().map_or(whole, |s| s.0), loss.quantity, loss.first, loss.end)]
    } else {
        sides
    }
}

/// The side of one of several groups that one word tells of: "three soldiers and a driver".
fn of_group(group: &toll::Group, whole: Of, loss: &Loss) -> Of {
    let category = match group.head {
        Head::Person(category) | Head::Body(category) => category,
        _ => return whole,
    };
    if loss.own || loss.of_subject || loss.groups.len() < 2 {
        return whole;
    }
    match whole {
        Of::Target | Of::Initiator if is_civilian(category) => Of::Civilians,
        Of::Civilians | Of::Initiator if is_armed_state(category) => Of::Target,
        _ => whole,
    }
}

/// The sentence that holds a figure.
fn sentence_of(scene: &Scene<'_>, loss: &Loss) -> Option<u32> {
    let range = scene.reading.range(loss.first as usize, loss.end as usize);
    scene.reading.doc.sentence_at(range.start).map(|s| s.first)
}

/// Adds an item: summed with one of the same sentence, an alternative to one of another source.
fn merge<'a>(scene: &Scene<'_>, items: &mut Vec<(Toll, &'a Loss)>, item: Toll, loss: &'a Loss) {
    let same = items.iter_mut().find(|(t, _)| t.effect == item.effect && t.of == item.of);
    if let Some((old, before)) = same {
        let together = (sentence_of(scene, before) == sentence_of(scene, loss) || further(scene, loss))
            && !contrasted(scene, before, loss);
        if together && old.high != Some(0) && item.high != Some(0) {
            // Another figure for the same persons ("31 killed ... six killed overnight") is rare in one clause: victims add up.
            old.low = old.low.saturating_add(item.low);
            old.high = old.high.zip(item.high).map(|(a, b)| a.saturating_add(b));
            if old.qualifier == record::Qualifier::Exact {
                old.qualifier = item.qualifier;
            }
            old.span = old.span.union(item.span);
            return;
        }
        if item.high == Some(0) && old.low > 0 || old.low == item.low && old.high == item.high {
            return;
        }
    }
    items.push((item, loss));
}

/// "A technician was also killed", "another two died later": more victims, not another count of the same.
fn further(scene: &Scene<'_>, loss: &Loss) -> bool {
    let reading = &scene.reading;
    let from = (loss.first.min(loss.trigger.first) as usize).saturating_sub(1);
    let to = loss.end.max(loss.trigger.end) as usize + 1;
    (from..to).any(|at| reading.codebook.grammar.further.contains(reading.word(at)))
}

/// Whether a word between two figures sets them against each other.
fn contrasted(scene: &Scene<'_>, a: &Loss, b: &Loss) -> bool {
    let reading = &scene.reading;
    let (from, to) = (a.end.min(b.end) as usize, a.first.max(b.first) as usize);
    (from..to).any(|at| {
        matches!(reading.raw(at), ";")
            || reading.at(at).iter().any(|f| f.class == Class::Cue(codebook::terms::Cue::Reporting))
            || matches!(reading.word(at), "but" | "while" | "up" | "against" | "instead")
    })
}

fn side_of(scene: &Scene<'_>, draft: &Draft, loss: &Loss, parties: &Parties, input: &Input) -> Of {
    let claimant = input.document.side == Side::Claimant;
    let reading = &scene.reading;
    // "the brigade lost two men": no civilians.
    let civilian = !loss.categories.is_empty()
        && loss.categories.iter().all(|c| is_civilian(*c))
        && !(loss.of_subject && subject_of(scene, draft, loss).is_some_and(|c| !is_civilian(c)));
    // "our dead": those of the side that speaks, whichever side acts.
    let spoken = |state_acts: bool| if claimant == state_acts { Of::Target } else { Of::Initiator };
    let state_acts = parties.initiator.is_some_and(is_armed_state);
    if loss.own {
        return spoken(state_acts);
    }
    if loss.of_subject && loss_of_initiator(scene, draft, loss, parties) {
        return Of::Initiator;
    }
    let loaded_own = (loss.first as usize..loss.end as usize)
        .chain(loss.trigger.first as usize..loss.trigger.end as usize)
        .any(|at| {
            reading.at(at).iter().any(|f| match f.class {
                Class::Loaded(n) => {
                    scene.reading.codebook.terms.loaded[usize::from(n)].1.contains("speaking side")
                }
                _ => false,
            })
        });
    if loaded_own {
        return spoken(state_acts);
    }
    if civilian {
        return Of::Civilians;
    }
    let category = loss.categories.first().copied().unwrap_or(ActorCategory::Unknown);
    let attacked = draft.acts.iter().any(|a| a.strength == Strength::Verb)
        && !draft.acts.iter().any(|a| a.tactic == Tactic::Clash);
    match category {
        ActorCategory::ArmedGroup
            if (claimant || attacked)
                && parties.initiator == Some(ActorCategory::ArmedGroup)
                && loss.effect == Effect::Killed =>
        {
            Of::Initiator
        }
        ActorCategory::Unknown if parties.targets.is_empty() => Of::Target,
        _ => Of::Target,
    }
}

/// The category of the subject of a word for a loss: "the brigade lost", "with the loss of".
fn subject_of(scene: &Scene<'_>, draft: &Draft, loss: &Loss) -> Option<ActorCategory> {
    let (_, before) = toll::within(&scene.losses.groups, draft.first, loss.trigger.first as usize);
    match before.iter().rfind(|g| g.preposition.is_none())?.head {
        Head::Person(c) | Head::Body(c) => Some(c),
        _ => None,
    }
}

/// "losing three of their own": the subject that loses is the acting side.
fn loss_of_initiator(scene: &Scene<'_>, draft: &Draft, loss: &Loss, parties: &Parties) -> bool {
    let reading = &scene.reading;
    let participle = loss.trigger.form == codebook::Form::Ing;
    match subject_of(scene, draft, loss) {
        Some(c) => Some(c) == parties.initiator,
        None => {
            let verb = loss.trigger.first as usize;
            participle || matches!(reading.word(verb.saturating_sub(1)), "we" | "they")
        }
    }
}
