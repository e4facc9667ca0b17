//! The means of an event: the weapon that is named where something exploded, struck or was fired.

use codebook::Form;
use codebook::terms::Class;
use record::{MaterielEffect, Tactic};

use crate::acts::{Act, Strength};
use crate::draft::Draft;
use crate::scene::Scene;

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

/// What goes off.
fn is_explosive(tactic: Tactic) -> bool {
    matches!(
        tactic,
        Tactic::SuicideVehicleBomb
            | Tactic::SuicideVest
            | Tactic::VehicleBomb
            | Tactic::Landmine
            | Tactic::Ied
            | Tactic::Grenade
    )
}

/// What flies and attacks.
pub(crate) fn is_air(tactic: Tactic) -> bool {
    matches!(tactic, Tactic::Airstrike | Tactic::DroneStrike)
}

/// The means of a draft, the narrower first.
/// `state`: a state's forces act.
pub(crate) fn of(scene: &Scene<'_>, draft: &Draft, acts: &[Act], state: bool) -> Vec<(Tactic, Act)> {
    let with =
        |tactic: Tactic| acts.iter().find(|a| a.tactic == tactic && !is_loss(scene, draft, a)).copied();
    let told = |least: Strength, of: &dyn Fn(Tactic) -> bool| {
        acts.iter().any(|a| a.strength >= least && of(a.tactic))
    };
    let attacked = told(Strength::Weak, &|t| {
        matches!(t, Tactic::ArmedAssault | Tactic::Assassination | Tactic::Ambush | Tactic::VehicleRamming)
            || NARROWING.contains(&t)
    }) || !told(Strength::Noun, &|t| t != Tactic::Arson);
    // A house or a store that a state's forces blow up was found; nobody was bombed.
    let demolished = |a: &Act| {
        state
            && a.strength == Strength::Verb
            && draft.materiel.iter().any(|&m| {
                let loss = &scene.losses.materiel[m];
                loss.effect == MaterielEffect::Destroyed && loss.trigger.first == a.found.first
            })
    };
    let mut means: Vec<(Tactic, Act)> = NARROWING
        .into_iter()
        .filter_map(|tactic| with(tactic).map(|act| (tactic, act)))
        .filter(|(tactic, act)| !(*tactic == Tactic::Ied && demolished(act)))
        .filter(|(_, act)| !borne(scene, act))
        .filter(|(_, act)| attacked || act.strength >= Strength::Noun || wielded(scene, draft, acts, act))
        .collect();
    // Aircraft that carry people, or that are fired at, attack nobody.
    let fired_at = told(Strength::Means, &|t| t == Tactic::AirDefence);
    let shot_down =
        draft.materiel.iter().any(|&m| scene.losses.materiel[m].effect == MaterielEffect::ShotDown);
    means.retain(|(tactic, act)| {
        let craft = is_air(*tactic) && act.strength == Strength::Means;
        !(craft && (fired_at || carries(scene, act)) || is_air(*tactic) && shot_down)
    });
    // "a house packed with explosives" is no vehicle; what flies with them attacks from the air.
    for (t, act) in &mut means {
        let load = scene.reading.codebook.terms.term(act.found.term).contains("explosive");
        if *t == Tactic::VehicleBomb && load && !in_vehicle(scene, act) {
            *t = Tactic::Ied;
        }
    }
    // "a bomber in a rickshaw", "drove his laden truck into the gate and set it off": the vehicle carried the explosives.
    let on_wheels = means.iter().any(|(t, _)| *t == Tactic::VehicleBomb);
    for (t, act) in &mut means {
        if *t == Tactic::SuicideVest && (on_wheels || rides(scene, act)) {
            *t = Tactic::SuicideVehicleBomb;
        }
    }
    // "a van blew up at the gate": what goes off, with no explosive named, was the bomb.
    for (t, act) in means.iter_mut().filter(|(t, _)| *t == Tactic::Ied) {
        let Some(loaded) = goes_off(scene, draft, act) else { continue };
        // "a van stuffed with charges exploded": the charges are its load.
        let other = |a: &Act| {
            let load = loaded <= a.found.first && a.found.end <= act.found.first;
            a.strength == Strength::Means && is_explosive(a.tactic) && !load
        };
        if !acts.iter().any(other) {
            *t = Tactic::VehicleBomb;
        }
    }
    // One explosive at a time: a suicide car bomb is no car bomb and no device.
    let mut seen = false;
    means.retain(|(t, _)| {
        let keep = !(is_explosive(*t) && seen);
        seen |= is_explosive(*t);
        keep
    });
    // A vehicle bomb whose driver sets it off.
    let driven =
        || (draft.first..draft.end).any(|at| scene.reading.class_at(at, |c| c == Class::Suicide).is_some());
    for (t, _) in &mut means {
        if *t == Tactic::VehicleBomb && driven() {
            *t = Tactic::SuicideVehicleBomb;
        }
    }
    // What flies carries the bomb or the missile, and a missile is no rocket.
    let from_air = means.iter().any(|(t, _)| is_air(*t));
    let guided = means.iter().any(|(t, _)| *t == Tactic::GuidedMissile);
    // "drones dropped bombs": what bombs from the air was no manned aircraft.
    let drones = means.iter().any(|(t, _)| *t == Tactic::DroneStrike);
    let manned = acts.iter().any(|a| a.tactic == Tactic::Airstrike && a.strength == Strength::Means);
    means.retain(|(t, _)| !(*t == Tactic::Airstrike && drones && !manned));
    // "air defences intercepted two missiles": what is brought down hits nothing.
    let intercepted = told(Strength::Noun, &|t| t == Tactic::AirDefence);
    let killed = draft.persons.iter().any(|&p| {
        let loss = &scene.losses.persons[p];
        loss.effect == record::Effect::Killed && loss.quantity.high != Some(0)
    });
    means.retain(|(t, a)| {
        let flew = matches!(t, Tactic::GuidedMissile | Tactic::Rocket | Tactic::DroneStrike);
        !(flew && a.strength == Strength::Means && intercepted && !killed)
    });
    // "two rockets fell", "the town was shelled with rockets": the general word says nothing of mortars.
    let rockets = means.iter().any(|(t, a)| *t == Tactic::Rocket && a.strength == Strength::Means);
    let shells = acts.iter().any(|a| a.tactic == Tactic::Shelling && a.strength == Strength::Means);
    means.retain(|(t, _)| !(*t == Tactic::Shelling && (rockets || guided) && !shells));
    means.retain(|(t, a)| {
        let carried = matches!(t, Tactic::Ied | Tactic::Rocket | Tactic::Shelling | Tactic::GuidedMissile);
        !(from_air && carried || guided && *t == Tactic::Rocket && a.strength == Strength::Means)
    });
    means
}

/// Where a vehicle ends that is the subject of a verb for exploding, and nothing its object: "a van blew up", not "a van blew up a
/// bridge".
fn goes_off(scene: &Scene<'_>, draft: &Draft, act: &Act) -> Option<u32> {
    const NEAR: u32 = 14;
    let reading = &scene.reading;
    let (first, end) = (act.found.first as usize, act.found.end as usize);
    // "a car was detonated": who says so means the bomb; a car that was blown up was the target.
    let by_hand = || reading.codebook.grammar.set_off.contains(reading.word(first));
    if act.strength != Strength::Verb || act.passive && !by_hand() {
        return None;
    }
    let groups = &scene.losses.groups;
    let object = toll::holding(groups, end).is_some();
    let (_, before) = toll::within(groups, draft.first, first);
    let subject = before.iter().rev().take(4).find(|g| g.preposition.is_none());
    let drives = |g: &toll::Group| {
        let head = |class: Class| {
            (g.head_first..g.head_end).any(|at| reading.class_at(at as usize, |c| c == class).is_some())
        };
        head(Class::Vehicle)
            && !head(Class::Aircraft)
            && g.quantity.is_none_or(|q| q.high.is_some_and(|n| n < 5))
    };
    let clause =
        |g: &toll::Group| !(g.end as usize..first).any(|at| matches!(reading.raw(at), "." | ";" | ":"));
    let fits = |g: &&toll::Group| act.found.first - g.end < NEAR && drives(g) && clause(g);
    subject.filter(|_| !object).filter(fits).map(|g| g.end)
}

/// Whether a vehicle, not an aircraft, stands in or beside the words for a load of explosives.
fn in_vehicle(scene: &Scene<'_>, act: &Act) -> bool {
    const BEFORE: usize = 8;
    const AFTER: usize = 3;
    let (first, end) = (act.found.first as usize, act.found.end as usize);
    let reading = &scene.reading;
    let is = |at: usize, class: Class| reading.class_at(at, |c| c == class).is_some();
    (first.saturating_sub(BEFORE)..(end + AFTER).min(reading.len()))
        .any(|at| is(at, Class::Vehicle) && !is(at, Class::Aircraft))
}

/// Whether who means to die comes in a vehicle: "a bomber in a rickshaw", "drove his truck into the gate".
fn rides(scene: &Scene<'_>, act: &Act) -> bool {
    const BEFORE: usize = 6;
    const AFTER: usize = 8;
    const NEAR: usize = 4;
    let reading = &scene.reading;
    let (first, end) = (act.found.first as usize, act.found.end as usize);
    let vehicle = |at: usize| reading.class_at(at, |c| c == Class::Vehicle).is_some();
    (first.saturating_sub(BEFORE)..end + AFTER).any(|at| {
        let rides = reading.class_at(at, |c| c == Class::Rides);
        // "in a rickshaw", and "a car driven by"
        rides.is_some_and(|r| {
            (r.end as usize..r.end as usize + NEAR).any(vehicle)
                || r.form == Form::Participle && (at.saturating_sub(2)..at).any(vehicle)
        })
    })
}

/// A weapon that is itself lost, seized or made safe is no means, unless nothing else tells what happened. What is made safe was a
/// device, whatever it was made of.
fn is_loss(scene: &Scene<'_>, draft: &Draft, act: &Act) -> bool {
    // "taken were two mortars": the word is no verb there.
    let named = |loss: &toll::MaterielLoss| loss.head.0 <= act.found.first && act.found.end <= loss.head.1;
    (act.strength == Strength::Means || draft.materiel.iter().any(|&m| named(&scene.losses.materiel[m])))
        && draft.materiel.iter().any(|&m| {
            let loss = &scene.losses.materiel[m];
            let inside = loss.first <= act.found.first && act.found.end <= loss.end;
            let taken = matches!(
                loss.effect,
                MaterielEffect::Captured | MaterielEffect::Seized | MaterielEffect::ShotDown
            );
            // "a howitzer was destroyed": it fired nothing.
            let gun = matches!(act.tactic, Tactic::Shelling | Tactic::Rocket)
                && matches!(
                    loss.effect,
                    MaterielEffect::Destroyed | MaterielEffect::Damaged | MaterielEffect::Burned
                );
            let safe = loss.effect == MaterielEffect::Disabled
                && matches!(act.tactic, Tactic::Shelling | Tactic::Rocket | Tactic::Grenade);
            // "leaving behind 13 bodies, eight rifles and two launchers": in the list of what was taken.
            let listed = taken && {
                const FAR: u32 = 16;
                let (from, to) = (loss.trigger.end, act.found.first);
                from <= to
                    && to - from < FAR
                    && !(from..to).any(|i| matches!(scene.reading.raw(i as usize), "." | ";" | ":"))
            };
            inside && (is_air(act.tactic) || taken || safe || gun) || listed
        })
}

/// "gunmen armed with rockets and heavy weapons": what they had, not what they used.
fn borne(scene: &Scene<'_>, act: &Act) -> bool {
    const FAR: usize = 6;
    let reading = &scene.reading;
    let first = act.found.first as usize;
    let stop = |at: &usize| !matches!(reading.raw(*at), "." | ";" | ":");
    act.strength == Strength::Means
        && (first.saturating_sub(FAR)..first)
            .rev()
            .take_while(stop)
            .any(|at| reading.word(at) == "with" && at > 0 && reading.word(at - 1) == "armed")
}

/// "was engaged by helicopters", "burned by a mine", "brought down with explosives": the weapon is what it was done with.
fn wielded(scene: &Scene<'_>, draft: &Draft, acts: &[Act], means: &Act) -> bool {
    /// The most words between what was done and "by".
    const NEAR: u32 = 9;
    let reading = &scene.reading;
    let first = means.found.first as usize;
    let by = (1..=3).any(|back| {
        first.checked_sub(back).is_some_and(|at| matches!(reading.word(at), "by" | "with" | "using" | "from"))
    });
    let before = |end: u32| end <= means.found.first && means.found.first - end < NEAR;
    let fights = |t: Tactic| matches!(t, Tactic::Clash | Tactic::Raid);
    let holds = |t: Tactic| {
        matches!(
            t,
            Tactic::Arrest | Tactic::Abduction | Tactic::HostageTaking | Tactic::Looting | Tactic::Withdrawal
        )
    };
    let last = acts
        .iter()
        .filter(|a| a.strength >= Strength::Weak && before(a.found.end))
        .max_by_key(|a| a.found.first);
    let done = match last {
        Some(act) => !holds(act.tactic),
        None => draft.materiel.iter().map(|&m| &scene.losses.materiel[m]).any(|l| {
            before(l.trigger.end) && !matches!(l.effect, MaterielEffect::Captured | MaterielEffect::Seized)
        }),
    };
    let subject = acts.iter().any(|a| {
        fights(a.tactic)
            && a.strength >= Strength::Noun
            && !a.passive
            && means.found.end <= a.found.first
            && a.found.first - means.found.end < NEAR - 3
    });
    // "a charge destroyed the post", "the blast of a shell killed two"
    let harms = draft.materiel.iter().map(|&m| &scene.losses.materiel[m]).any(|l| {
        let harm =
            matches!(l.effect, MaterielEffect::Destroyed | MaterielEffect::Damaged | MaterielEffect::Burned);
        harm && means.found.end <= l.trigger.first
            && l.trigger.first - means.found.end < NEAR
            && l.trigger.end <= l.first
    });
    by && done || subject || harms
}

/// "escorted by helicopters", "taken away by helicopter", "the pilot of the aircraft".
fn carries(scene: &Scene<'_>, act: &Act) -> bool {
    let reading = &scene.reading;
    let Some(before) = (act.found.first as usize).checked_sub(1) else { return false };
    let back = |n: usize| before.checked_sub(n);
    let skip = usize::from(reading.codebook.grammar.determiners.contains(reading.word(before)));
    let word = |n: usize| back(n).map_or("", |at| reading.word(at));
    let moved =
        |n: usize| back(n).is_some_and(|at| reading.class_at(at, |c| c == Class::Transport).is_some());
    match word(skip) {
        "by" => (1..=3).any(|n| moved(skip + n)),
        "with" | "in" | "on" | "aboard" | "to" | "at" | "for" => true,
        _ => false,
    }
}
