//! Who acts and who suffers: the subject of the main act or its by-phrase acts, the victims and the object of the attack suffer.

use codebook::Form;
use codebook::terms::{Class, Cue, Found};
use record::{Actor, ActorCategory, Effect, Role, Side, Tactic};
use toll::{Group, Head};

use crate::acts::{Act, Strength};
use crate::draft::Draft;
use crate::input::Input;
use crate::parties::{Parties, is_armed_state, is_civilian};
use crate::scene::Scene;

/// A group that can be a party.
struct Party {
    group: Group,
    category: ActorCategory,
    name: String,
    victim: bool,
    /// Whether it is a thing of theirs, which acts for them and is no actor else: "army aircraft".
    thing: bool,
    /// Whether it is the subject of a word for saying: it tells, and neither acts nor suffers by that.
    speaks: bool,
}

/// A verb that tells what was done, with the voice it stands in.
#[derive(Clone, Copy)]
struct Deed {
    first: usize,
    end: usize,
    passive: bool,
    noun: bool,
}

/// Reads the parties of a draft.
pub(crate) fn read(scene: &Scene<'_>, draft: &Draft, input: &Input) -> Parties {
    let claimant = input.document.side == Side::Claimant;
    let parties = parties(scene, draft, input);
    let deeds = deeds(scene, draft);
    let initiator = initiator(scene, draft, &parties, &deeds);
    let mut actors: Vec<Actor> = Vec::new();
    let mut targets: Vec<ActorCategory> = Vec::new();
    for (n, party) in parties.iter().enumerate() {
        let role = if Some(n) == initiator {
            Role::Initiator
        } else if party.thing {
            continue;
        } else if party.victim {
            Role::Target
        } else if party.speaks {
            continue;
        } else if attacked(scene, party, &deeds)
            || is_object(scene, party)
            || claimant && is_armed_state(party.category) && !is_civilian(party.category)
        {
            Role::Target
        } else {
            Role::Other
        };
        if role == Role::Target {
            targets.push(party.category);
        }
        if actors.iter().any(|a| a.name == party.name && a.role == role) {
            continue;
        }
        let span = Some(scene.span(party.group.first as usize, party.group.end as usize));
        actors.push(Actor { name: party.name.clone(), role, category: party.category, span });
    }
    let mut acting = initiator.map(|n| parties[n].category);
    // A name that the codebook does not know, where it attacks: an armed group, as far as the text tells.
    if acting.is_none()
        && let Some((first, end)) = named_subject(scene, draft, &deeds)
    {
        let name = clean(scene, first, end);
        let (category, span) = (ActorCategory::ArmedGroup, Some(scene.span(first, end)));
        actors.retain(|a| a.name != name);
        actors.push(Actor { name, role: Role::Initiator, category, span });
        acting = Some(category);
    }
    // A report of one side: whose acts it tells as its own, and whom it names as the other side.
    if claimant
        && acting.is_none()
        && !targets.contains(&ActorCategory::ArmedGroup)
        && violent(draft)
        && !by_aircraft(draft, &deeds)
    {
        if let Some(publisher) = &input.document.publisher {
            let actor = Actor {
                name: publisher.clone(),
                role: Role::Initiator,
                category: ActorCategory::ArmedGroup,
                span: None,
            };
            actors.insert(0, actor);
        }
        acting = Some(ActorCategory::ArmedGroup);
    }
    let suffered = parties.iter().any(|p| p.victim && p.category == ActorCategory::ArmedGroup);
    let told_of_others = deeds.iter().any(|d| !d.passive && !d.noun);
    let found = draft.materiel.iter().any(|&m| {
        let loss = &scene.losses.materiel[m];
        let given = scene.reading.class_at(loss.trigger.first as usize, |c| c == Class::Suffered).is_some();
        !given && matches!(loss.effect, record::MaterielEffect::Seized | record::MaterielEffect::Disabled)
    }) || draft.acts.iter().any(|a| a.tactic == Tactic::Arrest && a.strength >= Strength::Noun);
    let of_state = input.document.side == Side::State && (suffered || found) && !told_of_others;
    if acting.is_none() && (of_state || by_aircraft(draft, &deeds)) {
        acting = Some(ActorCategory::StateForces);
    }
    Parties { actors, initiator: acting, targets }
}

/// Whether anything violent is told: a flight or a truce has no author of its own.
fn violent(draft: &Draft) -> bool {
    !draft.persons.is_empty() && draft.acts.is_empty()
        || draft
            .acts
            .iter()
            .any(|a| a.strength > Strength::Means && !matches!(a.tactic, Tactic::Other | Tactic::Withdrawal))
        || draft.acts.iter().all(|a| a.strength == Strength::Means)
}

/// "two helicopters bombed the ridge", "five strikes by aircraft": only a state's forces fly manned aircraft.
fn by_aircraft(draft: &Draft, deeds: &[Deed]) -> bool {
    const NEAR: usize = 5;
    draft.acts.iter().any(|a| {
        let air = a.tactic == Tactic::Airstrike;
        let end = a.found.end as usize;
        let subject = deeds.iter().any(|d| !d.noun && !d.passive && d.first >= end && d.first - end < NEAR);
        air && (a.strength >= Strength::Noun || subject)
    })
}

/// The groups of a draft that can be parties, in order.
fn parties(scene: &Scene<'_>, draft: &Draft, input: &Input) -> Vec<Party> {
    let reading = &scene.reading;
    let victims: Vec<u32> = draft
        .persons
        .iter()
        .map(|&p| &scene.losses.persons[p])
        .filter(|l| l.effect != Effect::Freed || l.quantity.high != Some(0))
        .flat_map(|l| l.groups.iter().copied())
        .collect();
    let (from, own) = toll::within(&scene.losses.groups, draft.first, draft.end);
    let mut parties: Vec<Party> = Vec::new();
    let mut skip = 0;
    for (n, group) in own.iter().enumerate() {
        let (category, thing) = match group.head {
            Head::Person(category) | Head::Body(category) => (category, false),
            Head::Thing => match owner(scene, group) {
                Some(category) => (category, true),
                None => continue,
            },
            _ => continue,
        };
        if (group.first as usize) < skip
            || reading.codebook.grammar.nameless.contains(reading.word(group.head_end as usize - 1))
            || category == ActorCategory::Unknown
                && group.quantity.is_none_or(|q| q.high == Some(0))
                && !is_unit(scene, group)
        {
            continue;
        }
        let index = from + n;
        let victim = victims.contains(&(index as u32));
        let mut category = category;
        let mut end = group.head_end as usize;
        // "units of the Northern Front", "elements of the gendarmerie": the body says who they are.
        let next = own.get(n + 1).filter(|next| {
            matches!(next.head, Head::Body(_))
                && next
                    .preposition
                    .is_some_and(|p| reading.word(p as usize) == "of" && p as usize <= group.end as usize + 1)
        });
        if let Some(Group { head: Head::Body(of), head_end, .. }) = next
            && (category == ActorCategory::Unknown
                || is_unit(scene, group)
                || category == ActorCategory::Civilians)
            && *of != ActorCategory::Unknown
            && *of != ActorCategory::Civilians
        {
            category = *of;
            end = *head_end as usize;
            skip = end;
        } else if is_own(scene, group, input) {
            // Of a party's own report the victims are mostly the other side's.
            category = if victim { ActorCategory::Unknown } else { ActorCategory::ArmedGroup };
        } else if victim
            && is_unit(scene, group)
            && input.document.side == Side::Claimant
            && category == ActorCategory::ArmedGroup
        {
            category = ActorCategory::Unknown;
        }
        let name = clean(scene, group.head_first as usize, end);
        let speaks = speaks(scene, group, end.max(group.end as usize));
        parties.push(Party { group: group.clone(), category, name, victim, thing, speaks });
    }
    parties
}

/// Whose a thing is, by the words before its noun: "army aircraft", "a police launch".
fn owner(scene: &Scene<'_>, group: &Group) -> Option<ActorCategory> {
    let body = |at: u32| {
        scene.reading.at(at as usize).iter().find_map(|f| match f.class {
            Class::Body(c) if is_armed_state(c) && f.end <= group.head_first => Some(c),
            _ => None,
        })
    };
    (group.first..group.head_first).find_map(body)
}

/// A noun for part of any force: "units", "members", "elements", "a detachment".
fn is_unit(scene: &Scene<'_>, group: &Group) -> bool {
    scene.reading.class_at(group.head_first as usize, |c| c == Class::Unit).is_some()
}

/// In a party's own report, its units without another's name: "a detachment", "the soldiers", "men of the Front".
fn is_own(scene: &Scene<'_>, group: &Group, input: &Input) -> bool {
    let reading = &scene.reading;
    if input.document.side != Side::Claimant || !is_unit(scene, group) {
        return false;
    }
    let bare = (group.first..group.head_first).all(|at| {
        let at = at as usize;
        reading.codebook.grammar.determiners.contains(reading.word(at))
            || reading.class_at(at, |c| matches!(c, Class::Loaded(_) | Class::Unit)).is_some()
            || reading.class_at(at, |c| matches!(c, Class::Vague(_))).is_some()
    });
    let end = group.head_end as usize;
    let of = reading.word(end) == "of";
    let publisher = input.document.publisher.as_deref().map(document::fold).unwrap_or_default();
    let named = of
        && (end + 1..end + 4).any(|at| {
            let word = reading.word(at);
            word.len() > 3 && publisher.split(|c: char| !c.is_alphanumeric()).any(|w| w == word)
        });
    named || bare && !of
}

/// "residents said", "according to the ministry".
fn speaks(scene: &Scene<'_>, group: &Group, end: usize) -> bool {
    let reading = &scene.reading;
    let reports = |at: usize| reading.class_at(at, |c| c == Class::Cue(Cue::Reporting)).is_some();
    let mut at = end;
    while reading.codebook.grammar.adverbs.contains(reading.word(at)) && !reports(at) {
        at += 1;
    }
    let first = group.first as usize;
    reports(at)
        || first >= 1 && reports(first - 1) && reading.word(first - 1) != "by"
        || (2..=3).any(|back| {
            first.checked_sub(back).is_some_and(|i| {
                reading
                    .class_at(i, |c| c == Class::Cue(Cue::Reporting))
                    .is_some_and(|f| f.end as usize == first && f.end > f.first + 1)
            })
        })
}

/// The words that tell what was done: acts, and words for losses.
fn deeds(scene: &Scene<'_>, draft: &Draft) -> Vec<Deed> {
    let reading = &scene.reading;
    let suffered = |first: usize| reading.class_at(first, |c| c == Class::Suffered).is_some();
    let act = |a: &Act| Deed {
        first: a.found.first as usize,
        end: a.found.end as usize,
        passive: a.passive || suffered(a.found.first as usize),
        noun: a.strength < Strength::Verb,
    };
    let mut deeds: Vec<Deed> = draft
        .acts
        .iter()
        .filter(|a| a.strength >= Strength::Noun && !matches!(a.tactic, Tactic::Withdrawal | Tactic::Other))
        .map(act)
        .collect();
    let triggers = draft
        .persons
        .iter()
        .map(|&p| scene.losses.persons[p].trigger)
        .chain(draft.materiel.iter().map(|&m| scene.losses.materiel[m].trigger));
    for found in triggers {
        let first = found.first as usize;
        let transitive = matches!(
            found.class,
            Class::Loss(_, codebook::terms::Grip::Transitive)
                | Class::Materiel(_, codebook::terms::Grip::Transitive)
        );
        if transitive && !deeds.iter().any(|d| d.first == first) {
            let passive = reading.passive_before(first) || suffered(first);
            deeds.push(Deed { first, end: found.end as usize, passive, noun: false });
        }
    }
    deeds.sort_by_key(|d| d.first);
    deeds
}

/// The party that acts.
fn initiator(scene: &Scene<'_>, draft: &Draft, parties: &[Party], deeds: &[Deed]) -> Option<usize> {
    /// The most words between a deed and "by", and between a subject and its verb.
    const NEAR: usize = 12;
    const SUBJECT: usize = 24;
    let reading = &scene.reading;
    // A post or a station is attacked; it attacks nobody.
    let place = |p: &Party| {
        let last = p.group.head_end as usize - 1;
        reading.at(last).iter().any(|f| f.class == Class::Fixed && f.end == p.group.head_end)
    };
    let able = |p: &Party| {
        !p.victim && !is_civilian(p.category) && p.category != ActorCategory::Contractor && !place(p)
    };
    let of_by = |p: &Party| {
        p.group.preposition.is_some_and(|at| {
            let at = at as usize;
            reading.word(at) == "by"
                && deeds.iter().any(|d| (d.passive || d.noun) && d.end <= at && at - d.end < NEAR)
        })
    };
    if let Some(n) = parties.iter().position(|p| of_by(p) && (able(p) || !p.victim && !deeds.is_empty())) {
        return Some(n);
    }
    // The nearest subject before an active deed, in its own clause.
    for deed in deeds.iter().filter(|d| !d.passive && !d.noun) {
        let subject = parties.iter().enumerate().rev().find(|(_, p)| {
            let (first, end) = (p.group.first as usize, p.group.end as usize);
            let possessor = reading.word(end) == "s";
            let sentence_end = || (end..deed.first).any(|i| matches!(reading.raw(i), "." | ";" | ":"));
            end <= deed.first
                && first >= draft.first
                && deed.first - end < SUBJECT
                && p.group.preposition.is_none()
                && able(p)
                && !is_object(scene, p)
                && !possessor
                && !sentence_end()
                && !deeds.iter().any(|d| d.passive && d.first > end && d.first < deed.first)
        });
        if let Some((n, _)) = subject {
            return Some(n);
        }
    }
    // "an attack by", "a raid of the army", told with the party in front: "police operations", "army aircraft".
    let modifier = |p: &Party| {
        let end = p.group.end as usize;
        let be = |at: usize| reading.codebook.grammar.be.contains(reading.word(at));
        !p.thing
            && deeds.iter().any(|d| d.noun && d.first >= end && d.first - end <= 2 && !(end..d.first).any(be))
    };
    parties.iter().position(|p| able(p) && modifier(p) && p.group.preposition.is_none())
}

/// A name directly before an active deed or after the "by" of a passive one: "the Banner executed", "were seized by the Harakat".
fn named_subject(scene: &Scene<'_>, draft: &Draft, deeds: &[Deed]) -> Option<(usize, usize)> {
    const LONGEST: usize = 5;
    let reading = &scene.reading;
    let grammar = &reading.codebook.grammar;
    let tokens = reading.doc.tokens();
    let person = |at: usize| {
        let n = scene.individuals.partition_point(|&(_, end)| end <= at);
        scene.individuals.get(n).is_some_and(|&(first, _)| first <= at)
            || toll::holding(&scene.losses.groups, at).is_some_and(|g| g.is_victim())
    };
    let name = |at: usize| {
        tokens.get(at).is_some_and(|t| t.is_word() && t.is_capitalised())
            && !reading.is_taken(at)
            && !person(at)
            && !grammar.determiners.contains(reading.word(at))
            && !grammar.subordinators.contains(reading.word(at))
            && !grammar.prepositions.contains(reading.word(at))
            && !grammar.pronouns.contains(reading.word(at))
            && !grammar.plural_pronouns.contains(reading.word(at))
            && reading
                .at(at)
                .iter()
                .all(|f| !matches!(f.class, Class::Act(_) | Class::Weak(_) | Class::Means(_) | Class::Thing))
    };
    let starts =
        |at: usize| reading.doc.sentence_at(tokens[at].range.start).is_some_and(|s| s.first as usize == at);
    deeds.iter().filter(|d| !d.noun).find_map(|deed| {
        let (first, end) = if deed.passive {
            let by = (deed.end..deed.end + 4).find(|&at| reading.word(at) == "by")?;
            let first = by + 1 + usize::from(grammar.determiners.contains(reading.word(by + 1)));
            let mut end = first;
            while end < first + LONGEST && (name(end) || reading.is_joint(end) && end > first) {
                end += 1;
            }
            (first, end)
        } else {
            let mut end = deed.first;
            while end > draft.first
                && (grammar.adverbs.contains(reading.word(end - 1))
                    || grammar.have.contains(reading.word(end - 1)))
            {
                end -= 1;
            }
            let mut first = end;
            while first > draft.first
                && end - first < LONGEST
                && (name(first - 1) || reading.is_joint(first - 1) && first < end)
            {
                first -= 1;
            }
            (first, end)
        };
        let whole = first < end && !(end == first + 1 && starts(first));
        whole.then_some((first, end))
    })
}

/// Whether a party is the object of a verb right before it: in "two bombs hit a convoy, killing four" the convoy is not the subject of
/// what follows.
fn is_object(scene: &Scene<'_>, party: &Party) -> bool {
    const NEAR: usize = 2;
    let reading = &scene.reading;
    let first = party.group.first as usize;
    let verb =
        |class| matches!(class, Class::Act(_) | Class::Weak(_) | Class::Loss(..) | Class::Materiel(..));
    let told = |f: &Found| f.end as usize <= first && f.form != Form::Plural && verb(f.class);
    (first.saturating_sub(NEAR)..first)
        .any(|at| reading.at(at).iter().any(told) && !reading.passive_before(at))
}

/// Whether a party is the object of an attack: "attacked a post", "a convoy was struck", "an attack on the village".
fn attacked(scene: &Scene<'_>, party: &Party, deeds: &[Deed]) -> bool {
    const NEAR: usize = 7;
    let reading = &scene.reading;
    let (first, end) = (party.group.first as usize, party.group.end as usize);
    let preposition = party.group.preposition.map(|p| reading.word(p as usize));
    deeds.iter().any(|d| {
        if d.passive {
            preposition.is_none() && end <= d.first && d.first - end < 2 * NEAR
        } else {
            let at =
                matches!(preposition, None | Some("on" | "at" | "against" | "upon" | "of" | "into" | "with"));
            at && d.end <= first && first - d.end < NEAR && (!d.noun || preposition.is_some())
        }
    })
}

/// The neutral name: the words as written, unless a loaded word stands in them.
fn clean(scene: &Scene<'_>, first: usize, end: usize) -> String {
    let reading = &scene.reading;
    let loaded = (first..end).any(|at| reading.class_at(at, |c| matches!(c, Class::Loaded(_))).is_some());
    if loaded {
        let category = reading.class_at(first, |c| matches!(c, Class::Person(_) | Class::Body(_)));
        let coded = match category.map(|f| f.class) {
            Some(Class::Person(c) | Class::Body(c)) => c.as_str().replace('_', " "),
            _ => "unknown".to_owned(),
        };
        return coded;
    }
    reading.doc.slice(reading.range(first, end)).split_whitespace().collect::<Vec<_>>().join(" ")
}
