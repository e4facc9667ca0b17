//! Who was singled out: what makes of a killing an assassination or an execution.

use codebook::terms::{Class, Grip};
use record::{ActorCategory, Effect, Tactic};

use crate::acts::{Act, Strength};
use crate::draft::Draft;
use crate::scene::Scene;

/// One person of rank or office who is singled out as the victim of a device: "the deputy commander", "a judge, NAME".
pub(crate) fn officer(scene: &Scene<'_>, draft: &Draft) -> bool {
    draft.persons.iter().any(|&p| {
        let loss = &scene.losses.persons[p];
        let few = loss.quantity.high.is_some_and(|h| h <= 3);
        few && matches!(loss.effect, Effect::Killed | Effect::Injured)
            && loss.groups.iter().any(|&g| is_officer(scene, &scene.losses.groups[g as usize]))
    }) || whose_car(scene, draft)
}

/// "under the car of a judge", "the vehicle of a prosecutor": whose car it was is told because the device was meant for him.
fn whose_car(scene: &Scene<'_>, draft: &Draft) -> bool {
    let reading = &scene.reading;
    let vehicle = |at: usize| reading.class_at(at, |c| c == Class::Vehicle).is_some();
    let (_, own) = toll::within(&scene.losses.groups, draft.first, draft.end);
    own.iter().any(|g| {
        let one = g.quantity.is_some_and(|q| q.high == Some(1));
        let of = g
            .preposition
            .is_some_and(|p| reading.word(p as usize) == "of" && p > 0 && vehicle(p as usize - 1));
        let possessor =
            reading.word(g.end as usize) == "s" && (g.end as usize + 1..g.end as usize + 3).any(vehicle);
        one && (of || possessor) && (holds_office(g) || g.head == toll::Head::Named)
    })
}

fn is_officer(scene: &Scene<'_>, group: &toll::Group) -> bool {
    let one = group.quantity.is_some_and(|q| q.high == Some(1));
    let near = |n: &toll::Group| n.first >= group.end && n.first <= group.end + 8;
    let (_, after) = toll::within(&scene.losses.groups, group.end as usize, group.end as usize + 16);
    let named = after.iter().any(|n| n.head == toll::Head::Named && near(n));
    let rank = (group.head_first..group.head_end)
        .any(|at| scene.reading.class_at(at as usize, |c| c == Class::Rank).is_some());
    one && (group.head == toll::Head::Named
        || holds_office(group)
        || rank && (named || group.definite)
        || has_standing(scene, group))
}

fn holds_office(group: &toll::Group) -> bool {
    matches!(
        group.head,
        toll::Head::Person(
            ActorCategory::Government | ActorCategory::Religious | ActorCategory::Intelligence
        )
    )
}

/// "a tribal elder", "an employee of the council", "the party's secretary".
fn has_standing(scene: &Scene<'_>, group: &toll::Group) -> bool {
    (group.first..group.end + 1)
        .any(|at| scene.reading.class_at(at as usize, |c| c == Class::Standing).is_some())
}

/// One person (companions, a driver or guards beside) of standing, or at home, or with the weapons of such killings.
pub(crate) fn singled_out(scene: &Scene<'_>, draft: &Draft, acts: &[Act]) -> bool {
    let hurt = |loss: &&toll::Loss| matches!(loss.effect, Effect::Killed | Effect::Injured);
    let losses: Vec<&toll::Loss> =
        draft.persons.iter().map(|&p| &scene.losses.persons[p]).filter(hurt).collect();
    let killed: u64 =
        losses.iter().filter(|l| l.effect == Effect::Killed).map(|l| l.quantity.high.unwrap_or(99)).sum();
    let all: u64 = losses.iter().map(|l| l.quantity.high.unwrap_or(99)).fold(0, u64::saturating_add);
    // Where some died, one of them was meant.
    let meant = |l: &&&toll::Loss| killed == 0 || l.effect == Effect::Killed;
    let groups =
        || losses.iter().filter(meant).flat_map(|l| &l.groups).map(|&g| &scene.losses.groups[g as usize]);
    let one = |g: &&toll::Group| g.quantity.is_some_and(|q| q.high == Some(1));
    let standing = groups()
        .filter(one)
        .any(|g| g.head == toll::Head::Named || holds_office(g) || has_standing(scene, g));
    let sign = acts.iter().any(|a| a.tactic == Tactic::Assassination && a.strength == Strength::Means);
    // A person of standing with those around; any one person where the way of it tells.
    standing && killed >= 1 && all <= 4
        || sign && killed == 1 && all <= 2
        || standing && killed == 0 && all == 1
}

/// The victims were in the killers' hands: tied, questioned, made to kneel, or taken before and then killed.
pub(crate) fn in_their_hands(scene: &Scene<'_>, draft: &Draft, acts: &[Act]) -> bool {
    let loss = |effect: Effect| {
        draft.persons.iter().map(|&p| &scene.losses.persons[p]).filter(move |l| l.effect == effect)
    };
    let sign = acts.iter().any(|a| a.tactic == Tactic::Execution && a.strength == Strength::Means);
    let weak = |a: &Act| a.tactic == Tactic::ArmedAssault && a.strength >= Strength::Weak;
    let killed = loss(Effect::Killed).next().is_some() || acts.iter().any(weak);
    let same =
        |taken: &toll::Loss, l: &toll::Loss| l.pronoun || !l.groups.is_empty() && l.groups == taken.groups;
    // "a prisoner was also killed": who was a prisoner is not told to be taken.
    let told = |l: &&toll::Loss| !matches!(l.trigger.class, Class::Loss(_, Grip::State));
    let taken_first = loss(Effect::Captured)
        .filter(told)
        .any(|taken| loss(Effect::Killed).any(|l| same(taken, l) && l.trigger.first > taken.trigger.first));
    killed && (sign || taken_first)
}
