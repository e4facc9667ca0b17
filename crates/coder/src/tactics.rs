//! The tactics of an event: what was done, from the words that tell acts and means, and from what stands with them.

use codebook::Form;
use codebook::terms::{Class, Grip};
use record::{ActorCategory, Effect, MaterielEffect, Tactic};

use crate::acts::{Act, Strength};
use crate::draft::Draft;
use crate::parties::Parties;
use crate::scene::Scene;
use crate::telling::{bombings, told_now};
use crate::{means, standing};

/// A tactic with the word that told it.
pub(crate) struct Told {
    pub(crate) tactic: Tactic,
    pub(crate) act: Option<Act>,
}

/// The acts that are told beside the means, in the order in which they are listed.
const ACTS: [Tactic; 15] = [
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
];

/// What bears on the choice, gathered once.
struct Facts<'a> {
    scene: &'a Scene<'a>,
    draft: &'a Draft,
    acts: Vec<Act>,
    means: Vec<(Tactic, Act)>,
    /// Whether a state's forces act.
    state: bool,
    /// Whether the other side is armed, or not told.
    against_armed: bool,
}

impl Facts<'_> {
    fn with(&self, tactic: Tactic, least: Strength) -> Option<Act> {
        self.acts.iter().copied().find(|a| a.tactic == tactic && a.strength >= least)
    }

    fn lost(&self, effect: Effect) -> bool {
        self.draft
            .persons
            .iter()
            .map(|&p| &self.scene.losses.persons[p])
            .any(|l| l.effect == effect && l.quantity.high != Some(0))
    }

    fn harmed(&self) -> bool {
        self.lost(Effect::Killed) || self.lost(Effect::Injured) || self.lost(Effect::KilledOrInjured)
    }

    fn thing(&self, effect: MaterielEffect) -> bool {
        self.draft.materiel.iter().any(|&m| self.scene.losses.materiel[m].effect == effect)
    }

    fn spoils(&self) -> bool {
        self.thing(MaterielEffect::Captured) || self.thing(MaterielEffect::Seized)
    }

    /// Whether the object of an act, or its subject in the passive, begins with a word of the class.
    fn aims_at(&self, act: &Act, class: Class) -> bool {
        const NEAR: usize = 4;
        let reading = &self.scene.reading;
        let is = |at: usize| reading.class_at(at, |c| c == class).is_some();
        let (first, end) = (act.found.first as usize, act.found.end as usize);
        if act.passive {
            let (_, before) = toll::within(&self.scene.losses.groups, self.draft.first, first);
            let subject = before.iter().rev().take(3).find(|g| g.preposition.is_none());
            subject.is_some_and(|g| (g.head_first..g.head_end).any(|at| is(at as usize)))
        } else {
            (end..end + NEAR).take_while(|&at| reading.word(at) != "by").any(is)
        }
    }

    fn by_air(&self) -> bool {
        self.means.iter().any(|(t, _)| means::is_air(*t))
    }

    /// Whether a word of the class stands within some words of an act: after an active verb, before a passive one or a noun.
    fn near(&self, act: &Act, class: Class, words: usize) -> bool {
        let (first, end) = (act.found.first as usize, act.found.end as usize);
        let has = |mut range: std::ops::Range<usize>| {
            range.any(|at| self.scene.reading.class_at(at, |c| c == class).is_some())
        };
        let before = first.saturating_sub(2 * words).max(self.draft.first)..first;
        let after = end..(end + words).min(self.draft.end);
        if act.strength == Strength::Verb {
            if act.passive { has(before) } else { has(after) || act.found.form == Form::Past && has(before) }
        } else {
            has(after)
        }
    }
}

/// The tactics of a draft, the main one first.
pub(crate) fn choose(scene: &Scene<'_>, draft: &Draft, parties: &Parties) -> Vec<Told> {
    let armed_state = |c: ActorCategory| {
        matches!(c, ActorCategory::StateForces | ActorCategory::Police | ActorCategory::Intelligence)
    };
    let state = parties.initiator.is_some_and(armed_state);
    let foreign = parties.initiator == Some(ActorCategory::ForeignForces);
    let acts = bombings(scene, told_now(scene, draft), state || foreign);
    let means = means::of(scene, draft, &acts, state);
    let civilian = |c: &ActorCategory| {
        matches!(c, ActorCategory::Civilians | ActorCategory::Religious | ActorCategory::Government)
    };
    let against_armed = !parties.targets.iter().any(civilian);
    let facts = Facts { scene, draft, acts, means, state, against_armed };
    let mut told: Vec<Told> = Vec::new();
    let mut push = |tactic: Tactic, act: Option<Act>| {
        if !told.iter().any(|t| t.tactic == tactic) {
            told.push(Told { tactic, act });
        }
    };
    let aircraft = fired_at_aircraft(&facts);
    if facts.thing(MaterielEffect::ShotDown) || aircraft {
        push(Tactic::AirDefence, facts.with(Tactic::AirDefence, Strength::Means));
    }
    for (tactic, act) in &facts.means {
        push(*tactic, Some(*act));
    }
    let mut specific = !facts.means.is_empty() || aircraft;
    let fought = |a: &Act| {
        a.strength >= Strength::Noun
            && matches!(a.tactic, Tactic::Ambush | Tactic::ArmedAssault | Tactic::Clash | Tactic::Raid)
    };
    let violent = specific || facts.acts.iter().any(fought);
    // "attacked with rifles and hand grenades": both are told.
    let thrown = facts.means.iter().all(|(t, a)| {
        matches!(t, Tactic::Grenade | Tactic::Rocket | Tactic::DroneStrike) && a.strength == Strength::Means
    });
    let rifles = |a: &Act| a.tactic == Tactic::ArmedAssault && a.strength == Strength::Means;
    if thrown && facts.acts.iter().any(rifles) {
        specific = false;
    }
    for tactic in ACTS {
        let Some(act) = facts.with(tactic, Strength::Noun) else { continue };
        let Some(tactic) = in_context(&facts, tactic, &act, violent) else { continue };
        push(tactic, Some(act));
        specific |= !matches!(
            tactic,
            Tactic::Looting
                | Tactic::Arson
                | Tactic::Withdrawal
                | Tactic::TerritoryCaptured
                | Tactic::PrisonBreak
        );
    }
    let named = |told: &[Told], t: Tactic| told.iter().any(|told| told.tactic == t);
    let in_hands = standing::in_their_hands(scene, draft, &facts.acts);
    let done = named(&told, Tactic::Clash) || named(&told, Tactic::Assassination);
    if in_hands && facts.means.is_empty() && !done {
        // Taken, and then killed; of who was held for long only the killing is news.
        if facts.lost(Effect::Captured) && !held(&facts) && !state && !named(&told, Tactic::Abduction) {
            told.push(Told { tactic: Tactic::Abduction, act: None });
        }
        if !named(&told, Tactic::Execution) {
            told.push(Told { tactic: Tactic::Execution, act: None });
        }
        specific = true;
    }
    if told.is_empty()
        && let Some(act) = facts.with(Tactic::Clash, Strength::Weak)
        && facts.with(Tactic::ArmedAssault, Strength::Noun).is_none()
    {
        told.push(Told { tactic: Tactic::Clash, act: Some(act) });
    }
    let armed = facts
        .with(Tactic::ArmedAssault, Strength::Noun)
        .or_else(|| if told.is_empty() { facts.with(Tactic::ArmedAssault, Strength::Weak) } else { None });
    // "a raid ended with the capture of nine men"
    if state && named(&told, Tactic::Raid) && facts.lost(Effect::Captured) && !named(&told, Tactic::Arrest) {
        told.push(Told { tactic: Tactic::Arrest, act: None });
    }
    let repels = |t: &Told| {
        let defence =
            |a: Act| scene.reading.class_at(a.found.first as usize, |c| c == Class::Defence).is_some();
        t.tactic == Tactic::Clash && t.act.is_some_and(defence)
    };
    if let Some(act) = armed
        && !specific
        && !told.iter().any(repels)
    {
        told.insert(0, Told { tactic: assault(&facts), act: Some(act) });
    } else if let Some(act) = second_assault(&facts) {
        told.push(Told { tactic: Tactic::ArmedAssault, act: Some(act) });
    }
    // "the jail was stormed, and 40 got away"
    let prison =
        (draft.first..draft.end).any(|at| scene.reading.class_at(at, |c| c == Class::Prison).is_some());
    if prison && violent && !state && facts.lost(Effect::Freed) && !named(&told, Tactic::PrisonBreak) {
        told.push(Told { tactic: Tactic::PrisonBreak, act: None });
    }
    // "attacked a convoy with rockets and rifles"
    let fired = facts.means.iter().all(|(t, _)| matches!(t, Tactic::Rocket | Tactic::Grenade));
    let apart = [Tactic::Ambush, Tactic::Clash, Tactic::Assassination];
    if !facts.means.is_empty()
        && fired
        && on_the_move(&facts, Strength::Noun)
        && !apart.iter().any(|t| named(&told, *t))
    {
        told.push(Told { tactic: Tactic::Ambush, act: None });
    }
    let beasts = draft.materiel.iter().map(|&m| &scene.losses.materiel[m]).any(|l| {
        let taken = matches!(l.effect, MaterielEffect::Captured | MaterielEffect::Seized);
        let beast = |at: u32| scene.reading.class_at(at as usize, |c| c == Class::Livestock).is_some();
        taken && (l.first..l.end).any(beast)
    });
    if beasts && !state && !named(&told, Tactic::Looting) {
        told.push(Told { tactic: Tactic::Looting, act: None });
    }
    let device = named(&told, Tactic::Ied) || named(&told, Tactic::Sniper);
    if device && !named(&told, Tactic::Assassination) && standing::officer(scene, draft) {
        told.push(Told { tactic: Tactic::Assassination, act: None });
    }
    // Arms that a state's forces find in a search.
    let arms = |l: &toll::MaterielLoss| {
        let beast = |at: u32| scene.reading.class_at(at as usize, |c| c == Class::Livestock).is_some();
        l.effect == MaterielEffect::Seized && !(l.head.0..l.head.1).any(beast)
    };
    let finds = draft.persons.is_empty() && draft.materiel.iter().any(|&m| arms(&scene.losses.materiel[m]));
    if told.is_empty()
        && let Some(tactic) = device_found(&facts)
        && !facts.harmed()
    {
        told.push(Told { tactic, act: None });
    }
    if told.is_empty() && state && finds {
        told.push(Told { tactic: Tactic::Raid, act: None });
    }
    if told.is_empty()
        && let Some(act) = facts.with(Tactic::Other, Strength::Noun)
    {
        told.push(Told { tactic: Tactic::Other, act: Some(act) });
    }
    if told.is_empty()
        && let Some(tactic) = by_effect(&facts)
    {
        told.push(Told { tactic, act: None });
    }
    told
}

/// "a helicopter was hit by rifle fire", "fired on a plane": fire at what flies.
fn fired_at_aircraft(facts: &Facts<'_>) -> bool {
    let contact =
        |a: &Act| facts.scene.reading.class_at(a.found.first as usize, |c| c == Class::Contact).is_some();
    facts.acts.iter().any(|a| {
        a.tactic == Tactic::ArmedAssault
            && (a.strength == Strength::Verb || contact(a))
            && !facts.acts.iter().any(|b| means::is_air(b.tactic) && b.strength >= Strength::Noun)
            && facts.aims_at(a, Class::Aircraft)
    })
}

/// Whether the way of a killing is told before an act: then that act is somebody's other version of it.
fn sign_before(facts: &Facts<'_>, act: &Act) -> bool {
    let sign = |a: &Act| a.tactic == Tactic::Execution && a.strength == Strength::Means;
    facts.acts.iter().any(|a| sign(a) && a.found.first < act.found.first)
}

/// What an act is with what stands beside it; nothing if another word tells it better.
fn in_context(facts: &Facts<'_>, tactic: Tactic, act: &Act, violent: bool) -> Option<Tactic> {
    let (scene, draft) = (facts.scene, facts.draft);
    let of_things = scene
        .reading
        .at(act.found.first as usize)
        .iter()
        .any(|f| matches!(f.class, Class::Materiel(..)) && f.end == act.found.end);
    let captive = facts.lost(Effect::Captured) || facts.lost(Effect::Missing);
    let is = |class: Class| scene.reading.class_at(act.found.first as usize, |c| c == class).is_some();
    // Who is taken in a fight is a prisoner of it.
    let civilians = draft.persons.iter().map(|&p| &scene.losses.persons[p]).any(|l| {
        l.effect == Effect::Captured
            && l.categories.iter().any(|c| {
                matches!(c, ActorCategory::Civilians | ActorCategory::Religious | ActorCategory::Government)
            })
    });
    let assaulted = facts.with(Tactic::ArmedAssault, Strength::Weak).is_some();
    match tactic {
        Tactic::Clash if facts.by_air() || sign_before(facts, act) => None,
        // "the attack was repelled": what was repelled is told; who repels it fights.
        Tactic::Clash
            if is(Class::Defence)
                && (assaulted && act.passive || facts.with(Tactic::Ambush, Strength::Noun).is_some()) =>
        {
            None
        }
        // "helicopters raided a camp"
        Tactic::Raid
            if facts
                .means
                .iter()
                .any(|(t, m)| means::is_air(*t) && m.found.first.abs_diff(act.found.first) < 8) =>
        {
            None
        }
        // Who stops a car to arrest those in it ambushes nobody.
        Tactic::Ambush
            if facts.state && !scene.reading.codebook.terms.term(act.found.term).contains("ambush") =>
        {
            None
        }
        // A vehicle that runs over a device rams nobody.
        Tactic::VehicleRamming if !facts.means.is_empty() => None,
        // Bodies that are found after a fight.
        Tactic::Execution if is(Class::Remains) && standing::singled_out(scene, draft, &facts.acts) => {
            Some(Tactic::Assassination)
        }
        Tactic::Execution if is(Class::Remains) && (violent_without(facts, act) || !signs(facts)) => None,
        Tactic::Abduction
            if facts.state && is(Class::Taking)
                || is(Class::Taking) && suspects(facts)
                || facts.with(Tactic::Arrest, Strength::Noun).is_some() =>
        {
            (captive || !of_things || !facts.spoils()).then_some(Tactic::Arrest)
        }
        // "two pickups were taken", "rifles were seized": things, not persons. After an attack they are its spoils.
        Tactic::Abduction if !captive && facts.spoils() => (!violent).then_some(Tactic::Looting),
        Tactic::Abduction if !captive && of_things => None,
        Tactic::Abduction if violent && captive && !civilians => None,
        Tactic::Abduction if facts.with(Tactic::HostageTaking, Strength::Means).is_some() => {
            Some(Tactic::HostageTaking)
        }
        Tactic::TerritoryCaptured if (captive || facts.spoils()) && of_things => None,
        Tactic::Arson if !facts.means.is_empty() && (facts.thing(MaterielEffect::Burned) || act.passive) => {
            None
        }
        Tactic::Arson if burned_vehicles(scene, draft) && violent => None,
        // What a state's forces confiscate is not looted.
        Tactic::Looting
            if facts.spoils() && (facts.state || facts.with(Tactic::Arrest, Strength::Noun).is_some()) =>
        {
            None
        }
        // "two trailers were hijacked": things, not persons.
        Tactic::HostageTaking
            if !captive
                && act.strength == Strength::Verb
                && facts.aims_at(act, Class::Vehicle)
                && !facts.aims_at(act, Class::Aircraft) =>
        {
            Some(Tactic::Looting)
        }
        // "three boys were carried away": persons, not goods.
        Tactic::Looting if captive && !facts.spoils() && is(Class::Act(Tactic::Abduction)) => None,
        Tactic::Withdrawal if violent || facts.harmed() => None,
        other => Some(other),
    }
}

/// The losses of a passage that tell who was taken.
fn taken<'f>(facts: &'f Facts<'_>) -> impl Iterator<Item = &'f toll::Loss> {
    let losses = facts.draft.persons.iter().map(|&p| &facts.scene.losses.persons[p]);
    losses.filter(|l| l.effect == Effect::Captured)
}

/// "who had been held for a week": nobody is told to be taken now.
fn held(facts: &Facts<'_>) -> bool {
    let reading = &facts.scene.reading;
    taken(facts).any(|l| reading.codebook.grammar.held.contains(reading.word(l.trigger.first as usize)))
}

/// "two suspects were picked up": who suspects is the state.
fn suspects(facts: &Facts<'_>) -> bool {
    let reading = &facts.scene.reading;
    taken(facts).any(|l| {
        (l.first..l.end).any(|at| reading.codebook.grammar.suspects.contains(reading.word(at as usize)))
    })
}

/// Whether anything else is told than the finding of the dead.
fn violent_without(facts: &Facts<'_>, found: &Act) -> bool {
    facts.acts.iter().any(|a| {
        a.found.first != found.found.first
            && a.strength >= Strength::Noun
            && matches!(a.tactic, Tactic::Ambush | Tactic::ArmedAssault | Tactic::Clash | Tactic::Raid)
    }) || !facts.means.is_empty()
}

fn signs(facts: &Facts<'_>) -> bool {
    facts.with(Tactic::Execution, Strength::Means).is_some_and(|a| a.strength == Strength::Means)
        || facts.acts.iter().any(|a| a.tactic == Tactic::Execution && a.strength == Strength::Means)
}

/// Whether an attack, told as plainly as that at least, is one on what is on the road.
fn on_the_move(facts: &Facts<'_>, least: Strength) -> bool {
    let attacks = |a: &&Act| a.tactic == Tactic::ArmedAssault && a.strength >= least;
    facts.acts.iter().filter(attacks).any(|a| facts.near(a, Class::Moving, 9))
}

/// What an attack with firearms was.
fn assault(facts: &Facts<'_>) -> Tactic {
    let killing = facts.harmed();
    if on_the_move(facts, Strength::Weak) {
        Tactic::Ambush
    } else if killing && standing::singled_out(facts.scene, facts.draft, &facts.acts) {
        Tactic::Assassination
    } else if facts.state && facts.against_armed {
        Tactic::Clash
    } else {
        Tactic::ArmedAssault
    }
}

/// "a car bomb at the gate, and after it an assault on foot": the attack that follows the explosion.
fn second_assault(facts: &Facts<'_>) -> Option<Act> {
    let bomb = facts
        .means
        .iter()
        .find(|(t, _)| matches!(t, Tactic::SuicideVehicleBomb | Tactic::SuicideVest | Tactic::VehicleBomb))?;
    facts.acts.iter().copied().find(|a| {
        a.found.first > bomb.1.found.end
            && (a.tactic == Tactic::Raid && a.strength >= Strength::Noun
                || a.tactic == Tactic::ArmedAssault
                    && a.strength >= Strength::Noun
                    && facts.near(a, Class::OnFoot, 8))
    })
}

/// What an event was whose words tell only what came of it.
fn by_effect(facts: &Facts<'_>) -> Option<Tactic> {
    use Effect as E;
    let gave_up = facts.draft.persons.iter().map(|&p| &facts.scene.losses.persons[p]).any(|l| {
        l.effect == E::Captured
            && l.quantity.high != Some(0)
            && matches!(l.trigger.class, Class::Loss(_, Grip::Intransitive))
    });
    if facts.harmed() {
        return Some(assault(facts));
    }
    if gave_up || facts.lost(E::Freed) || facts.lost(E::Displaced) {
        return Some(Tactic::Other);
    }
    if facts.lost(E::Captured) {
        return Some(if facts.state { Tactic::Arrest } else { Tactic::Abduction });
    }
    if facts.thing(MaterielEffect::Burned) {
        return Some(Tactic::Arson);
    }
    if facts.draft.materiel.is_empty() { None } else { Some(Tactic::Other) }
}

/// A device or mine that was found or made safe.
fn device_found(facts: &Facts<'_>) -> Option<Tactic> {
    let item = facts.draft.materiel.iter().map(|&m| &facts.scene.losses.materiel[m]);
    let safe =
        |l: &&toll::MaterielLoss| matches!(l.effect, MaterielEffect::Disabled | MaterielEffect::Seized);
    let one = |l: &&toll::MaterielLoss| l.effect == MaterielEffect::Disabled || l.quantity.high == Some(1);
    item.filter(safe).filter(one).flat_map(|loss| loss.first..loss.end).find_map(|at| {
        let of = |c: Class| matches!(c, Class::Means(Tactic::Ied | Tactic::Landmine));
        match facts.scene.reading.class_at(at as usize, of)?.class {
            Class::Means(tactic) => Some(tactic),
            _ => None,
        }
    })
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
    burned.peek().is_some() && burned.all(|loss| drives(loss.head.0, loss.head.1))
}
