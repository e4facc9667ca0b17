use codebook::terms::{Class, Cue};
use record::{ActorCategory, Basis, Effect, MaterielEffect, Precision, Tactic, When, Where};
use serde::Deserialize;

use crate::acts::Strength;
use crate::draft::Draft;
use crate::scene::{PlaceAt, Scene};
use crate::totals::sums;
use crate::unit::{Join, Unit};

/// A sign that a clause tells another event than the passage before it, or the same one. `joins.toml` says what each means and weighs it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Sign {
    // How the clause is joined.
    Sentence,
    Semicolon,
    Coordinated,
    Subordinate,
    Paragraph,
    Line,
    Item,
    Adjacent,
    Short,
    LongPassage,
    Elided,
    SharedEnding,
    // Dates.
    OwnDate,
    StatedDate,
    RelativeDate,
    BareTime,
    UntilDate,
    NewDate,
    SameDate,
    PassageDated,
    Recalled,
    // Places.
    OwnPlace,
    ExactPlace,
    NewPlace,
    FarPlace,
    SamePlace,
    PassagePlaced,
    // Acts.
    Verb,
    Noun,
    Weak,
    Means,
    NoAct,
    Passive,
    PassageVerb,
    SameFamily,
    OtherMeans,
    Taking,
    Burning,
    Ground,
    OtherAct,
    Execution,
    // Losses.
    Persons,
    Several,
    Injured,
    Captured,
    Displaced,
    Nought,
    Materiel,
    SpoilsOnly,
    PassagePersons,
    PassageMateriel,
    PassageUntold,
    // Words.
    AnotherFirst,
    AnotherWithin,
    SameFirst,
    ReportFirst,
    ReportWithin,
    Background,
    Total,
    PronounFirst,
    IndefiniteFirst,
    PrepositionFirst,
    FigureFirst,
    // Who the clause begins with.
    StateSubject,
    ArmedSubject,
    CivilianSubject,
    OtherSubject,
}

impl Sign {
    /// How many there are.
    pub(crate) const COUNT: usize = Sign::OtherSubject as usize + 1;
}

// One bit each.
const _: () = assert!(Sign::COUNT <= u128::BITS as usize);

/// The signs of a clause beside the passage before it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Signs(u128);

impl Signs {
    fn put(&mut self, sign: Sign, holds: bool) {
        self.0 |= u128::from(holds) << sign as u32;
    }

    /// The numbers of the signs that hold, in order.
    pub(crate) fn iter(self) -> impl Iterator<Item = usize> {
        (0..Sign::COUNT).filter(move |n| self.0 >> n & 1 == 1)
    }
}

/// Reads the signs of `unit` after `draft`.
pub(crate) fn read(scene: &Scene<'_>, draft: &Draft, unit: &Unit) -> Signs {
    let mut signs = Signs::default();
    joined(scene, draft, unit, &mut signs);
    dates(scene, draft, unit, &mut signs);
    places(scene, draft, unit, &mut signs);
    acts(draft, unit, &mut signs);
    losses(scene, draft, unit, &mut signs);
    words(scene, unit, &mut signs);
    subject(scene, unit, &mut signs);
    signs
}

fn joined(scene: &Scene<'_>, draft: &Draft, unit: &Unit, signs: &mut Signs) {
    /// A clause of fewer tokens is short, a passage of more is long.
    const SHORT: usize = 8;
    const LONG: usize = 60;
    signs.put(Sign::Sentence, unit.join == Join::Sentence);
    signs.put(Sign::Semicolon, unit.join == Join::Semicolon);
    signs.put(Sign::Coordinated, unit.join == Join::Coordinated);
    signs.put(Sign::Subordinate, unit.join == Join::Subordinate);
    signs.put(Sign::Paragraph, unit.paragraph);
    signs.put(Sign::Line, scene.reading.doc.tokens()[unit.first].newline_before());
    signs.put(Sign::Item, unit.item.is_some());
    signs.put(Sign::Adjacent, unit.sentence <= draft.sentence + 1);
    signs.put(Sign::Short, unit.end - unit.first < SHORT);
    signs.put(Sign::LongPassage, draft.end - draft.first > LONG);
    let elided = unit.acts.iter().any(|a| a.found.first as usize <= unit.first + 2);
    let elided = unit.join == Join::Coordinated && elided;
    signs.put(Sign::Elided, elided);
    signs.put(Sign::SharedEnding, elided && draft.dates.is_empty() && draft.places.is_empty());
}

fn dates(scene: &Scene<'_>, draft: &Draft, unit: &Unit, signs: &mut Signs) {
    let fine = |dates: &[usize]| {
        let known = |w: &&When| !matches!(w.precision, Precision::Year | Precision::Unknown);
        dates.iter().map(|&d| &scene.dates[d].when).find(known)
    };
    let (own, told) = (fine(&unit.dates), fine(&draft.dates));
    let differ = own.zip(told).map(|(a, b)| differs(a, b));
    signs.put(Sign::OwnDate, own.is_some());
    signs.put(Sign::StatedDate, own.is_some_and(|w| w.basis == Basis::Stated));
    signs.put(Sign::RelativeDate, own.is_some_and(|w| w.basis == Basis::Relative));
    signs.put(Sign::NewDate, differ == Some(true));
    signs.put(Sign::SameDate, differ == Some(false));
    signs.put(Sign::PassageDated, told.is_some());
    let bare = !unit.dates.is_empty() && unit.dates.iter().all(|&d| scene.dates[d].clock);
    signs.put(Sign::BareTime, bare);
    let before = |&d: &usize| scene.dates[d].first.checked_sub(1).map_or("", |at| scene.reading.word(at));
    let until = unit.dates.iter().any(|d| matches!(before(d), "until" | "till" | "since"));
    signs.put(Sign::UntilDate, until);
    let recalls = |dates: &[usize]| dates.iter().any(|&d| scene.recalls(d));
    signs.put(Sign::Recalled, recalls(&unit.dates) && !recalls(&draft.dates));
}

fn places(scene: &Scene<'_>, draft: &Draft, unit: &Unit, signs: &mut Signs) {
    let told = draft.places.first().map(|&p| &scene.places[p].place);
    // "A hospital official in Kirkuk said": where who tells it is, and not another place.
    let reporting = |at: usize| scene.reading.class_at(at, |c| c == Class::Cue(Cue::Reporting)).is_some();
    let speaks = |p: &PlaceAt| told.is_some() && p.at && reporting(p.end);
    let own = unit.places.iter().map(|&p| &scene.places[p]).find(|p| !speaks(p)).map(|p| &p.place);
    let apart = own.zip(told).map(|(a, b)| apart(a, b));
    signs.put(Sign::OwnPlace, own.is_some());
    signs.put(Sign::ExactPlace, own.is_some_and(|p| p.precision < 3));
    signs.put(Sign::NewPlace, apart == Some(true));
    signs.put(Sign::FarPlace, own.zip(told).is_some_and(|(a, b)| far(a, b)));
    signs.put(Sign::SamePlace, apart == Some(false));
    signs.put(Sign::PassagePlaced, told.is_some());
}

/// Whether two exact places lie too far from each other for one event.
fn far(a: &Where, b: &Where) -> bool {
    const KM: f64 = 150.0;
    let at = |p: &Where| p.lat.zip(p.lon).filter(|_| p.precision < 3 && p.gazetteer_id.is_some());
    at(a).zip(at(b)).is_some_and(|(a, b)| place::distance_km(a, b) > KM)
}

fn acts(draft: &Draft, unit: &Unit, signs: &mut Signs) {
    let strongest = unit.strongest();
    signs.put(Sign::Verb, strongest == Some(Strength::Verb));
    signs.put(Sign::Noun, strongest == Some(Strength::Noun));
    signs.put(Sign::Weak, strongest == Some(Strength::Weak));
    signs.put(Sign::Means, strongest == Some(Strength::Means));
    signs.put(Sign::NoAct, strongest.is_none());
    signs.put(Sign::Passive, unit.acts.iter().any(|a| a.passive));
    signs.put(Sign::PassageVerb, draft.acts.iter().any(|a| a.strength == Strength::Verb));
    signs.put(Sign::SameFamily, same_family(draft, unit));
    signs.put(Sign::OtherMeans, other_means(draft, unit));
    let of = |wanted: Family| unit.acts.iter().any(|a| family(a.tactic) == wanted);
    signs.put(Sign::Taking, of(Family::Taking));
    signs.put(Sign::Burning, of(Family::Burning));
    signs.put(Sign::Ground, of(Family::Ground));
    signs.put(Sign::OtherAct, of(Family::Other));
    signs.put(Sign::Execution, of(Family::Execution));
}

fn losses(scene: &Scene<'_>, draft: &Draft, unit: &Unit, signs: &mut Signs) {
    let losses = || unit.persons.iter().map(|&p| &scene.losses.persons[p]);
    let of = |effect: Effect| losses().any(|l| l.effect == effect);
    signs.put(Sign::Persons, !unit.persons.is_empty());
    signs.put(Sign::Several, losses().any(|l| l.quantity.low > 1));
    signs.put(Sign::Injured, of(Effect::Injured));
    signs.put(Sign::Captured, of(Effect::Captured));
    signs.put(Sign::Displaced, of(Effect::Displaced));
    signs.put(Sign::Nought, losses().any(|l| l.quantity.high == Some(0)));
    signs.put(Sign::Materiel, !unit.materiel.is_empty());
    let taken = |&m: &usize| {
        matches!(scene.losses.materiel[m].effect, MaterielEffect::Captured | MaterielEffect::Seized)
    };
    let spoils = !unit.materiel.is_empty() && unit.materiel.iter().all(taken) && unit.persons.is_empty();
    let anew = unit.opens_with(Cue::AnotherEvent) || !unit.dates.is_empty() || !unit.places.is_empty();
    signs.put(Sign::SpoilsOnly, spoils && !anew && (draft.strong() || !draft.persons.is_empty()));
    signs.put(Sign::PassagePersons, !draft.persons.is_empty());
    signs.put(Sign::PassageMateriel, !draft.materiel.is_empty());
    signs.put(Sign::PassageUntold, draft.persons.is_empty() && draft.materiel.is_empty());
    signs.put(Sign::Total, sums(scene, unit));
}

fn words(scene: &Scene<'_>, unit: &Unit, signs: &mut Signs) {
    signs.put(Sign::AnotherFirst, unit.opens_with(Cue::AnotherEvent));
    signs.put(Sign::AnotherWithin, unit.has(Cue::AnotherEvent));
    signs.put(Sign::SameFirst, unit.opens_with(Cue::SameEvent));
    signs.put(Sign::ReportFirst, unit.opens_with(Cue::Reporting));
    signs.put(Sign::ReportWithin, unit.has(Cue::Reporting));
    signs.put(Sign::Background, unit.has(Cue::Background));
    let grammar = &scene.reading.codebook.grammar;
    let word = scene.reading.word(unit.first);
    let pronoun = grammar.pronouns.contains(word) || grammar.plural_pronouns.contains(word) || word == "it";
    signs.put(Sign::PronounFirst, pronoun);
    signs.put(Sign::IndefiniteFirst, grammar.indefinite.contains(word));
    signs.put(Sign::PrepositionFirst, grammar.prepositions.contains(word));
    let figure = toll::holding(&scene.losses.groups, unit.first)
        .is_some_and(|g| g.first as usize == unit.first && g.quantity.is_some() && !g.definite);
    signs.put(Sign::FigureFirst, figure);
}

fn subject(scene: &Scene<'_>, unit: &Unit, signs: &mut Signs) {
    let (_, own) = toll::within(&scene.losses.groups, unit.first, unit.end);
    let category = own.iter().find(|g| g.preposition.is_none()).and_then(|g| match g.head {
        toll::Head::Person(c) | toll::Head::Body(c) => Some(c),
        _ => None,
    });
    let Some(category) = category else { return };
    let sign = match category {
        ActorCategory::StateForces | ActorCategory::Police | ActorCategory::ForeignForces => {
            Sign::StateSubject
        }
        ActorCategory::ArmedGroup | ActorCategory::Militia => Sign::ArmedSubject,
        ActorCategory::Civilians => Sign::CivilianSubject,
        _ => Sign::OtherSubject,
    };
    signs.put(sign, true);
}

fn differs(a: &When, b: &When) -> bool {
    (a.start, a.end) != (b.start, b.end) || a.stated != b.stated && a.start.is_none()
}

/// Two places of which neither names the other.
fn apart(a: &Where, b: &Where) -> bool {
    let names = |w: &Where| w.path.iter().map(|n| document::fold(n)).collect::<Vec<_>>();
    let (a, b) = (names(a), names(b));
    match (a.first(), b.first()) {
        (Some(x), Some(y)) => !b.contains(x) && !a.contains(y),
        _ => false,
    }
}

/// A weapon that the draft does not tell of, where it tells of another act.
fn other_means(draft: &Draft, unit: &Unit) -> bool {
    let weapon = |t: Tactic| {
        matches!(
            t,
            Tactic::Ied
                | Tactic::Landmine
                | Tactic::Airstrike
                | Tactic::DroneStrike
                | Tactic::Shelling
                | Tactic::Grenade
                | Tactic::Sniper
        )
    };
    draft.strong()
        && unit.acts.iter().any(|a| weapon(a.tactic))
        && !draft.acts.iter().any(|a| weapon(a.tactic))
}

/// Acts of one family are told of one event: the attack and what came of it.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Family {
    Attack,
    Taking,
    Burning,
    Ground,
    Other,
    Execution,
}

fn family(tactic: Tactic) -> Family {
    match tactic {
        Tactic::Abduction | Tactic::HostageTaking | Tactic::Arrest => Family::Taking,
        Tactic::Arson => Family::Burning,
        Tactic::TerritoryCaptured | Tactic::Withdrawal => Family::Ground,
        Tactic::Other => Family::Other,
        Tactic::Execution => Family::Execution,
        _ => Family::Attack,
    }
}

fn same_family(draft: &Draft, unit: &Unit) -> bool {
    unit.acts.iter().filter(|a| a.strength >= Strength::Noun).all(|a| {
        draft.acts.iter().any(|b| b.strength >= Strength::Weak && family(a.tactic) == family(b.tactic))
    })
}
