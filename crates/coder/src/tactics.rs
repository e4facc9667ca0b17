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
pub(crate) fn choose(scene: &Scene<'_>, draft: &Draft) -> Vec<Told> {
    let acts: Vec<&Act> = draft.acts.iter().collect();
    let with = |tactic: Tactic, least: Strength| acts.iter().copied().find(|a| a.tactic == tactic && a.strength >= least).copied();
    let mut told: Vec<Told> = Vec::new();
    let mut push = |tactic: Tactic, act: Option<Act>| {
        if !told.iter().any(|t| t.tactic == tactic) {
            told.push(Told { tactic, act });
        }
    };
    // The means: a weapon named where something exploded, struck or was fired.
    let exploded = with(Tactic::Ied, Strength::Noun);
    let attacked = exploded.is_some()
        || acts.iter().any(|a| matches!(a.tactic, Tactic::ArmedAssault | Tactic::Assassination | Tactic::Ambush) && a.strength >= Strength::Weak)
        || acts.iter().any(|a| NARROWING.contains(&a.tactic) && a.strength >= Strength::Weak)
        || !draft.strong();
    let shot_down = draft.materiel.iter().any(|&m| scene.losses.materiel[m].effect == MaterielEffect::ShotDown);
    let mut means: Vec<(Tactic, Act)> = Vec::new();
    for tactic in NARROWING {
        if let Some(act) = with(tactic, Strength::Means)
            && (attacked || act.strength >= Strength::Noun)
            && !is_loss(scene, draft, &act)
        {
            means.push((tactic, act));
        }
    }
    // One explosive at a time: a suicide car bomb is no car bomb and no device.
    let explosive = |t: Tactic| matches!(t, Tactic::SuicideVehicleBomb | Tactic::SuicideVest | Tactic::VehicleBomb | Tactic::Landmine | Tactic::Ied | Tactic::Grenade);
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
    means.retain(|(t, _)| !(from_air && matches!(t, Tactic::Ied | Tactic::Rocket | Tactic::Shelling | Tactic::GuidedMissile)));
    if shot_down {
        means.retain(|(t, _)| !matches!(t, Tactic::Airstrike | Tactic::DroneStrike));
        push(Tactic::AirDefence, with(Tactic::AirDefence, Strength::Means));
    }
    for (tactic, act) in &means {
        push(*tactic, Some(*act));
    }
    let mut specific = !means.is_empty();
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
            push(tactic, Some(act));
            specific |= !matches!(tactic, Tactic::Looting | Tactic::Arson | Tactic::Withdrawal | Tactic::TerritoryCaptured);
        }
    }
    let armed = with(Tactic::ArmedAssault, Strength::Noun).or_else(|| if told_nothing(&told) { with(Tactic::ArmedAssault, Strength::Weak) } else { None });
    if let Some(act) = armed
        && !specific
    {
        let tactic = if targeted_killing(scene, draft) { Tactic::Assassination } else { Tactic::ArmedAssault };
        told.insert(0, Told { tactic, act: Some(act) });
    }
    if told.is_empty()
        && let Some(act) = with(Tactic::Other, Strength::Noun)
    {
        told.push(Told { tactic: Tactic::Other, act: Some(act) });
    }
    let _ = exploded;
    told
}

fn told_nothing(told: &[Told]) -> bool {
    told.is_empty()
}

/// A weapon that is itself lost, seized or defused is no means, unless nothing else tells what happened.
fn is_loss(scene: &Scene<'_>, draft: &Draft, act: &Act) -> bool {
    act.strength == Strength::Means
        && draft.materiel.iter().any(|&m| {
            let loss = &scene.losses.materiel[m];
            let inside = loss.first <= act.found.first && act.found.end <= loss.end;
            inside && matches!(loss.effect, MaterielEffect::Captured | MaterielEffect::Seized | MaterielEffect::ShotDown)
        })
}

fn driver_dies(scene: &Scene<'_>, draft: &Draft) -> bool {
    let reading = &scene.reading;
    (draft.first..draft.end).any(|at| matches!(reading.word(at), "driver" | "drivers" | "istishhadi" | "himself"))
}

/// One or two specified persons of standing killed with firearms: an assassination.
fn targeted_killing(scene: &Scene<'_>, draft: &Draft) -> bool {
    let mut killed = 0;
    let mut standing = false;
    for &p in &draft.persons {
        let loss = &scene.losses.persons[p];
        if matches!(loss.effect, record::Effect::Killed | record::Effect::Injured) {
            killed += loss.quantity.high.unwrap_or(99);
            standing |= loss.categories.iter().any(|c| matches!(c, ActorCategory::Government | ActorCategory::Religious | ActorCategory::Intelligence));
            standing |= loss.groups.iter().any(|&g| scene.losses.groups[g as usize].head == toll::Head::Named);
        }
    }
    killed <= 1 && killed > 0 && standing && scene.reading.found.iter().any(|f| {
        (draft.first..draft.end).contains(&(f.first as usize)) && f.class == Class::Act(Tactic::ArmedAssault)
    })
}
