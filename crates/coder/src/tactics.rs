use codebook::terms::Class;
use record::{ActorCategory, MaterielEffect, Tactic};

use crate::draft::Draft;
use crate::scene::Scene;
use crate::unit::{Act, Strength};

/// A tactic with the word that told it.
pub(crate) struct Told {
    pub(crate) tactic: Tactic,
    pub(crate) act: Option<Act>,
}

/// Means that say what kind of attack a general word ("struck", "exploded", "fired") was, the narrower first.
const NARROWING: [Tactic; 12] = [
    Tactic::SuicideVehicleBomb,
    Tactic::SuicideVest,
    Tactic::VehicleBomb,
    Tactic::Landmine,
    Tactic::GuidedMissile,
    Tactic::DroneStrike,
    Tactic::Airstrike,
    Tactic::Sniper,
    Tactic::Shelling,
    Tactic::Rocket,
    Tactic::Grenade,
    Tactic::Ied,
];

/// The tactics of a draft, the main one first.
pub(crate) fn choose(scene: &Scene<'_>, draft: &Draft, initiator: Option<ActorCategory>) -> Vec<Told> {
    let acts: Vec<&Act> = draft.acts.iter().collect();
    let with = |tactic: Tactic, least: Strength| {
        acts.iter().copied().find(|a| a.tactic == tactic && a.strength >= least).copied()
    };
    let mut told: Vec<Told> = Vec::new();
    let mut push = |tactic: Tactic, act: Option<Act>| {
        if !told.iter().any(|t| t.tactic == tactic) {
            told.push(Told { tactic, act });
        }
    };
    // The means: a weapon named where something exploded, struck or was fired.
    let exploded = with(Tactic::Ied, Strength::Noun);
    let attacked = exploded.is_some()
        || acts.iter().any(|a| {
            matches!(a.tactic, Tactic::ArmedAssault | Tactic::Assassination | Tactic::Ambush)
                && a.strength >= Strength::Weak
        })
        || acts.iter().any(|a| NARROWING.contains(&a.tactic) && a.strength >= Strength::Weak)
        || !draft.strong();
    let shot_down =
        draft.materiel.iter().any(|&m| scene.losses.materiel[m].effect == MaterielEffect::ShotDown);
    let mut means: Vec<(Tactic, Act)> = Vec::new();
    for tactic in NARROWING {
        if let Some(act) = with(tactic, Strength::Means)
            && (attacked || act.strength >= Strength::Noun)
            && !is_loss(scene, draft, &act)
        {
            means.push((tactic, act));
        }
    }
    // Aircraft that carry people, or that are fired at, attack nobody.
    let fired_at = acts.iter().any(|a| a.tactic == Tactic::AirDefence && a.strength >= Strength::Means);
    means.retain(|(tactic, act)| {
        let craft =
            matches!(tactic, Tactic::Airstrike | Tactic::DroneStrike) && act.strength == Strength::Means;
        !(craft && (fired_at || carries(scene, act)))
    });
    // Attacked with rifles and hand grenades: the rifles say what it was.
    let rifles = acts.iter().any(|a| a.tactic == Tactic::ArmedAssault && a.strength == Strength::Means);
    if rifles && acts.iter().any(|a| a.tactic == Tactic::ArmedAssault && a.strength >= Strength::Noun) {
        means.retain(|(t, _)| !matches!(t, Tactic::Grenade | Tactic::Rocket));
    }
    // One explosive at a time: a suicide car bomb is no car bomb and no device.
    let explosive = |t: Tactic| {
        matches!(
            t,
            Tactic::SuicideVehicleBomb
                | Tactic::SuicideVest
                | Tactic::VehicleBomb
                | Tactic::Landmine
                | Tactic::Ied
                | Tactic::Grenade
        )
    };
    let mut seen_explosive = false;
    means.retain(|(t, _)| {
        let keep = !(explosive(*t) && seen_explosive);
        seen_explosive |= explosive(*t);
        keep
    });
    // A vehicle bomb whose driver sets it off.
    if means.iter().any(|(t, _)| *t == Tactic::VehicleBomb) && driver_dies(scene, draft) {
        for (t, _) in &mut means {
            if *t == Tactic::VehicleBomb {
                *t = Tactic::SuicideVehicleBomb;
            }
        }
    }
    // What flies carries the bomb or the missile.
    let from_air = means.iter().any(|(t, _)| matches!(t, Tactic::Airstrike | Tactic::DroneStrike));
    means.retain(|(t, _)| {
        !(from_air && matches!(t, Tactic::Ied | Tactic::Rocket | Tactic::Shelling | Tactic::GuidedMissile))
    });
    if shot_down {
        means.retain(|(t, _)| !matches!(t, Tactic::Airstrike | Tactic::DroneStrike));
        push(Tactic::AirDefence, with(Tactic::AirDefence, Strength::Means));
    }
    for (tactic, act) in &means {
        push(*tactic, Some(*act));
    }
    let mut specific = !means.is_empty();
    let state = initiator.is_some_and(|c| {
        matches!(c, ActorCategory::StateForces | ActorCategory::Police | ActorCategory::Intelligence)
    });
    let captive = draft.persons.iter().any(|&p| {
        matches!(scene.losses.persons[p].effect, record::Effect::Captured | record::Effect::Missing)
    });
    let spoils = draft.materiel.iter().any(|&m| {
        matches!(scene.losses.materiel[m].effect, MaterielEffect::Captured | MaterielEffect::Seized)
    });
    let burned_vehicle_only = burned_vehicles(scene, draft);
    let fought =
        |t: Tactic| matches!(t, Tactic::Ambush | Tactic::ArmedAssault | Tactic::Clash | Tactic::Raid);
    let violent = !means.is_empty() || acts.iter().any(|a| a.strength >= Strength::Noun && fought(a.tactic));
    for tactic in [
        Tactic::Ambush,
        Tactic::Clash,
        Tactic::Raid,
        Tactic::AirDefence,
        Tactic::Assassination,
        Tactic::Execution,
        Tactic::PrisonBreak,
        Tactic::VehicleRamming,
        Tactic::TerritoryCaptured,
        Tactic::Abduction,
        Tactic::HostageTaking,
        Tactic::Arrest,
        Tactic::Looting,
        Tactic::Arson,
        Tactic::Withdrawal,
    ] {
        if let Some(act) = with(tactic, Strength::Noun) {
            let of_things = scene
                .reading
                .at(act.found.first as usize)
                .iter()
                .any(|f| matches!(f.class, Class::Materiel(..)) && f.end == act.found.end);
            let tactic = match tactic {
                Tactic::Clash if from_air => continue,
                Tactic::Abduction if state || with(Tactic::Arrest, Strength::Noun).is_some() => {
                    Tactic::Arrest
                }
                // "two pickups were taken", "rifles were seized": things, not persons.
                Tactic::Abduction if !captive && spoils => Tactic::Looting,
                Tactic::Abduction if !captive && of_things => continue,
                Tactic::TerritoryCaptured if (captive || spoils) && of_things => continue,
                Tactic::Arson if burned_vehicle_only && violent => continue,
                Tactic::Withdrawal if violent => continue,
                other => other,
            };
            push(tactic, Some(act));
            specific |= !matches!(
                tactic,
                Tactic::Looting | Tactic::Arson | Tactic::Withdrawal | Tactic::TerritoryCaptured
            );
        }
    }
    let armed = with(Tactic::ArmedAssault, Strength::Noun)
        .or_else(|| if told.is_empty() { with(Tactic::ArmedAssault, Strength::Weak) } else { None });
    if let Some(act) = armed
        && !specific
    {
        let tactic =
            if targeted_killing(scene, draft) { Tactic::Assassination } else { Tactic::ArmedAssault };
        told.insert(0, Told { tactic, act: Some(act) });
    }
    let named = |t: Tactic| told.iter().any(|told| told.tactic == t);
    if named(Tactic::Ied) && !named(Tactic::Assassination) && officer_singled_out(scene, draft) {
        told.push(Told { tactic: Tactic::Assassination, act: None });
    }
    if told.is_empty()
        && let Some(act) = with(Tactic::Other, Strength::Noun)
    {
        told.push(Told { tactic: Tactic::Other, act: Some(act) });
    }
    if told.is_empty()
        && let Some(tactic) = by_effect(scene, draft, state)
    {
        told.push(Told { tactic, act: None });
    }
    told
}

/// What an event was whose words tell only what came of it.
fn by_effect(scene: &Scene<'_>, draft: &Draft, state: bool) -> Option<Tactic> {
    use record::Effect as E;
    let losses =
        || draft.persons.iter().map(|&p| &scene.losses.persons[p]).filter(|l| l.quantity.high != Some(0));
    let has = |effect: E| losses().any(|l| l.effect == effect);
    let gave_up = losses().any(|l| {
        l.effect == E::Captured
            && matches!(l.trigger.class, Class::Loss(_, codebook::terms::Grip::Intransitive))
    });
    let thing =
        |wanted: MaterielEffect| draft.materiel.iter().any(|&m| scene.losses.materiel[m].effect == wanted);
    if has(E::Killed) || has(E::Injured) || has(E::KilledOrInjured) {
        return None;
    }
    if gave_up || has(E::Freed) || has(E::Displaced) {
        return Some(Tactic::Other);
    }
    if has(E::Captured) {
        return Some(if state { Tactic::Arrest } else { Tactic::Abduction });
    }
    if thing(MaterielEffect::Burned) {
        return Some(Tactic::Arson);
    }
    None
}

/// A weapon that is itself lost, seized or defused is no means, unless nothing else tells what happened.
fn is_loss(scene: &Scene<'_>, draft: &Draft, act: &Act) -> bool {
    act.strength == Strength::Means
        && draft.materiel.iter().any(|&m| {
            let loss = &scene.losses.materiel[m];
            let inside = loss.first <= act.found.first && act.found.end <= loss.end;
            let craft = matches!(act.tactic, Tactic::Airstrike | Tactic::DroneStrike);
            let taken = matches!(
                loss.effect,
                MaterielEffect::Captured | MaterielEffect::Seized | MaterielEffect::ShotDown
            );
            inside && (craft || taken)
        })
}

fn driver_dies(scene: &Scene<'_>, draft: &Draft) -> bool {
    (draft.first..draft.end).any(|at| scene.reading.class_at(at, |c| c == Class::Suicide).is_some())
}

/// "escorted by helicopters", "taken away by helicopter", "the pilot of the aircraft".
fn carries(scene: &Scene<'_>, act: &Act) -> bool {
    let reading = &scene.reading;
    let Some(before) = (act.found.first as usize).checked_sub(1) else { return false };
    let back = |n: usize| before.checked_sub(n).map_or("", |at| reading.word(at));
    let preposition = if reading.codebook.grammar.determiners.contains(reading.word(before)) {
        back(1)
    } else {
        reading.word(before)
    };
    let moved = [
        "escorted",
        "away",
        "evacuated",
        "airlifted",
        "transported",
        "flown",
        "arrived",
        "brought",
        "carried",
    ];
    match preposition {
        "by" => moved.contains(&back(1)) || moved.contains(&back(2)),
        "with" | "in" | "on" | "aboard" | "to" | "at" | "for" => true,
        _ => false,
    }
}

/// Whether every burned thing drives: then the fire is a consequence of the attack.
fn burned_vehicles(scene: &Scene<'_>, draft: &Draft) -> bool {
    let mut burned = draft
        .materiel
        .iter()
        .map(|&m| &scene.losses.materiel[m])
        .filter(|loss| loss.effect == MaterielEffect::Burned)
        .peekable();
    let drives = |first: u32, end: u32| {
        (first..end).any(|at| scene.reading.class_at(at as usize, |c| c == Class::Vehicle).is_some())
    };
    burned.peek().is_some() && burned.all(|loss| drives(loss.first, loss.end))
}

/// One person of rank or office who is singled out as the victim: "the deputy commander", "a colonel of the agency, NAME".
fn officer_singled_out(scene: &Scene<'_>, draft: &Draft) -> bool {
    draft.persons.iter().any(|&p| {
        let loss = &scene.losses.persons[p];
        let few = loss.quantity.high.is_some_and(|h| h <= 3);
        few && matches!(loss.effect, record::Effect::Killed | record::Effect::Injured)
            && loss.groups.iter().any(|&g| is_officer(scene, &scene.losses.groups[g as usize]))
    })
}

fn is_officer(scene: &Scene<'_>, group: &toll::Group) -> bool {
    let one = group.quantity.is_some_and(|q| q.high == Some(1));
    let near = |n: &toll::Group| n.first >= group.end && n.first <= group.end + 8;
    let (_, after) = toll::within(&scene.losses.groups, group.end as usize, group.end as usize + 16);
    let named = after.iter().any(|n| n.head == toll::Head::Named && near(n));
    let office = matches!(
        group.head,
        toll::Head::Person(
            ActorCategory::Government | ActorCategory::Religious | ActorCategory::Intelligence
        )
    );
    let rank = (group.head_first..group.head_end)
        .any(|at| scene.reading.class_at(at as usize, |c| c == Class::Rank).is_some());
    one && (group.head == toll::Head::Named || office || rank && (named || group.definite))
}

/// One or two specified persons of standing killed with firearms: an assassination.
fn targeted_killing(scene: &Scene<'_>, draft: &Draft) -> bool {
    let mut killed = 0;
    let mut standing = false;
    for &p in &draft.persons {
        let loss = &scene.losses.persons[p];
        if matches!(loss.effect, record::Effect::Killed | record::Effect::Injured) {
            killed += loss.quantity.high.unwrap_or(99);
            standing |= loss.categories.iter().any(|c| {
                matches!(
                    c,
                    ActorCategory::Government | ActorCategory::Religious | ActorCategory::Intelligence
                )
            });
            standing |=
                loss.groups.iter().any(|&g| scene.losses.groups[g as usize].head == toll::Head::Named);
        }
    }
    let attacks = |at: usize| scene.reading.class_at(at, |c| c == Class::Act(Tactic::ArmedAssault)).is_some();
    let attacked = (draft.first..draft.end).any(attacks)
        || draft.acts.iter().any(|a| a.tactic == Tactic::ArmedAssault && a.strength == Strength::Weak);
    let shot =
        (draft.first..draft.end).any(|at| attacks(at) && matches!(scene.reading.word(at), "shot" | "gunned"));
    killed == 1 && (shot || standing && attacked)
}
