use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;
use record::{ActorCategory, Effect, Event, Kind, Materiel, MaterielEffect, Of, Role, Tactic, Toll};
use serde::Serialize;

use crate::Counts;

/// What is scored of an event.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Field {
    /// The interval: first and last day both equal.
    Date,
    /// The country's code.
    Country,
    /// Any name of the two paths is equal after folding.
    Place,
    /// The most specific names are equal after folding. Reported, not part of the slots.
    PlaceName,
    /// Killed, over all sides but the initiator's.
    Killed,
    /// Injured, likewise.
    Injured,
    /// Joint figures that give no split, likewise.
    KilledOrInjured,
    /// Every tactic is a slot.
    Tactics,
    /// Tactics with near-synonyms taken as one. Reported, not part of the slots.
    TacticsGrouped,
    /// Every item is a slot: its effect and its least number.
    Materiel,
    /// Event, aggregate or background.
    Kind,
    /// Every category of an initiator but `unknown`. Reported, not part of the slots.
    Initiator,
    /// Every category of a target but `unknown`. Reported, not part of the slots.
    Target,
    /// Who is quoted: one name holds the other after folding. Reported, not part of the slots.
    Quoted,
    /// ACLED's sub-event type. Reported, not part of the slots.
    SubEvent,
}

impl Field {
    /// Every field, in the order of the tables.
    pub const ALL: [Field; 15] = [
        Field::Date,
        Field::Country,
        Field::Place,
        Field::PlaceName,
        Field::Killed,
        Field::Injured,
        Field::KilledOrInjured,
        Field::Tactics,
        Field::TacticsGrouped,
        Field::Materiel,
        Field::Kind,
        Field::Initiator,
        Field::Target,
        Field::Quoted,
        Field::SubEvent,
    ];

    /// Whether the field is one of the slots. The others repeat a slot by another measure, or are only reported.
    pub fn is_slot(self) -> bool {
        !matches!(
            self,
            Field::PlaceName
                | Field::TacticsGrouped
                | Field::Initiator
                | Field::Target
                | Field::Quoted
                | Field::SubEvent
        )
    }

    /// The name in tables.
    pub fn label(self) -> &'static str {
        match self {
            Field::Date => "date",
            Field::Country => "country",
            Field::Place => "place",
            Field::PlaceName => "place, most specific name",
            Field::Killed => "killed",
            Field::Injured => "injured",
            Field::KilledOrInjured => "killed or injured",
            Field::Tactics => "tactics",
            Field::TacticsGrouped => "tactics, grouped",
            Field::Materiel => "materiel",
            Field::Kind => "kind",
            Field::Initiator => "initiator, category",
            Field::Target => "target, category",
            Field::Quoted => "quoted",
            Field::SubEvent => "sub-event type",
        }
    }
}

/// A figure as bounds; no upper bound is `None`.
type Bounds = (u64, Option<u64>);

/// The scored values of one record, ready to be compared.
#[derive(Clone, Debug)]
pub(crate) struct Slots {
    kind: Kind,
    date: Option<(Option<Date>, Option<Date>)>,
    country: Option<String>,
    places: Option<BTreeSet<String>>,
    place_name: Option<String>,
    tolls: [Option<BTreeSet<Bounds>>; 3],
    tactics: BTreeSet<Tactic>,
    grouped: BTreeSet<Tactic>,
    materiel: BTreeMap<(MaterielEffect, u64), u64>,
    initiators: BTreeSet<ActorCategory>,
    targets: BTreeSet<ActorCategory>,
    quoted: Option<String>,
    sub_event: Option<String>,
}

impl Slots {
    pub(crate) fn new(event: &Event) -> Slots {
        let place = &event.place;
        let places: BTreeSet<String> = place
            .name
            .iter()
            .chain(&place.path)
            .map(|n| document::fold(n))
            .filter(|n| !n.is_empty())
            .collect();
        let most_specific = place.name.as_ref().or(place.path.first()).map(|n| document::fold(n));
        Slots {
            kind: event.kind,
            date: (event.when.start.is_some() || event.when.end.is_some())
                .then_some((event.when.start, event.when.end)),
            country: place.country.as_ref().map(|c| c.to_ascii_uppercase()),
            places: (!places.is_empty()).then_some(places),
            place_name: most_specific.filter(|n| !n.is_empty()),
            tolls: [Effect::Killed, Effect::Injured, Effect::KilledOrInjured].map(|e| totals(&event.toll, e)),
            tactics: event.tactics.iter().copied().collect(),
            grouped: event.tactics.iter().copied().map(group).collect(),
            materiel: materiel(&event.materiel),
            initiators: categories(event, Role::Initiator),
            targets: categories(event, Role::Target),
            quoted: event.attribution.quoted.as_deref().map(document::fold).filter(|q| !q.is_empty()),
            sub_event: event.event_type.acled.as_ref().map(|[_, sub]| sub.clone()),
        }
    }
}

/// At most this many alternatives of one side are kept: no honest report has more tolls of one event.
const ALTERNATIVES: usize = 8;

/// The totals that an event's tolls of one effect allow; `None` if it has none.
///
/// Items of the same side are alternatives (two sources that differ) of which one is chosen; the choices of different
/// sides are added. The initiator's own losses are left out.
fn totals(tolls: &[Toll], effect: Effect) -> Option<BTreeSet<Bounds>> {
    let mut sides: BTreeMap<Of, BTreeSet<Bounds>> = BTreeMap::new();
    for toll in tolls.iter().filter(|t| t.effect == effect && t.of != Of::Initiator) {
        sides.entry(toll.of).or_default().insert((toll.low, toll.high));
    }
    sides.into_values().map(|side| side.into_iter().take(ALTERNATIVES).collect::<BTreeSet<_>>()).reduce(
        |sums, side| {
            let add = |a: &Bounds, b: &Bounds| {
                (a.0.saturating_add(b.0), a.1.zip(b.1).map(|(a, b)| a.saturating_add(b)))
            };
            sums.iter().flat_map(|a| side.iter().map(move |b| add(a, b))).collect()
        },
    )
}

fn materiel(items: &[Materiel]) -> BTreeMap<(MaterielEffect, u64), u64> {
    let mut counts = BTreeMap::new();
    for item in items {
        // A party's spoils and a state's recovery are one for scoring.
        let effect =
            if item.effect == MaterielEffect::Seized { MaterielEffect::Captured } else { item.effect };
        *counts.entry((effect, item.low)).or_insert(0) += 1;
    }
    counts
}

/// The categories of the actors with a role; `unknown` says nothing.
fn categories(event: &Event, role: Role) -> BTreeSet<ActorCategory> {
    let own = event.actors.iter().filter(|a| a.role == role).map(|a| a.category);
    own.filter(|c| *c != ActorCategory::Unknown).collect()
}

/// The tactic that stands for a group of near-synonyms.
fn group(tactic: Tactic) -> Tactic {
    match tactic {
        Tactic::Raid | Tactic::ArmedAssault | Tactic::Clash => Tactic::ArmedAssault,
        Tactic::Execution | Tactic::Assassination => Tactic::Assassination,
        Tactic::Abduction | Tactic::HostageTaking => Tactic::Abduction,
        other => other,
    }
}

/// Compares one field of two records; one side may be missing.
pub(crate) fn compare_field(field: Field, gold: Option<&Slots>, predicted: Option<&Slots>) -> Counts {
    let same = |a: &Slots, b: &Slots| match field {
        Field::Date => a.date == b.date,
        Field::Country => a.country == b.country,
        Field::Place => meet(&a.places, &b.places),
        Field::PlaceName => a.place_name == b.place_name,
        Field::Killed => meet(&a.tolls[0], &b.tolls[0]),
        Field::Injured => meet(&a.tolls[1], &b.tolls[1]),
        Field::KilledOrInjured => meet(&a.tolls[2], &b.tolls[2]),
        Field::Kind => a.kind == b.kind,
        Field::Quoted => match (&a.quoted, &b.quoted) {
            (Some(a), Some(b)) => a.contains(b.as_str()) || b.contains(a.as_str()),
            _ => false,
        },
        Field::SubEvent => a.sub_event == b.sub_event,
        Field::Tactics | Field::TacticsGrouped | Field::Materiel | Field::Initiator | Field::Target => false,
    };
    let has = |s: &Slots| match field {
        Field::Date => s.date.is_some(),
        Field::Country => s.country.is_some(),
        Field::Place => s.places.is_some(),
        Field::PlaceName => s.place_name.is_some(),
        Field::Killed => s.tolls[0].is_some(),
        Field::Injured => s.tolls[1].is_some(),
        Field::KilledOrInjured => s.tolls[2].is_some(),
        Field::Kind => true,
        Field::Quoted => s.quoted.is_some(),
        Field::SubEvent => s.sub_event.is_some(),
        Field::Tactics | Field::TacticsGrouped | Field::Materiel | Field::Initiator | Field::Target => false,
    };
    match field {
        Field::Tactics => compare_sets(gold.map(|s| &s.tactics), predicted.map(|s| &s.tactics)),
        Field::TacticsGrouped => compare_sets(gold.map(|s| &s.grouped), predicted.map(|s| &s.grouped)),
        Field::Initiator => compare_sets(gold.map(|s| &s.initiators), predicted.map(|s| &s.initiators)),
        Field::Target => compare_sets(gold.map(|s| &s.targets), predicted.map(|s| &s.targets)),
        Field::Materiel => compare_bags(gold.map(|s| &s.materiel), predicted.map(|s| &s.materiel)),
        _ => match (gold.filter(|s| has(s)), predicted.filter(|s| has(s))) {
            (Some(g), Some(p)) if same(g, p) => Counts { right: 1, spurious: 0, missed: 0 },
            (g, p) => Counts { right: 0, spurious: u64::from(p.is_some()), missed: u64::from(g.is_some()) },
        },
    }
}

/// How many slots of two records agree: breaks ties between alignments with the same overlap.
pub(crate) fn agreeing(gold: &Slots, predicted: &Slots) -> u64 {
    let right = |f: &Field| compare_field(*f, Some(gold), Some(predicted)).right;
    Field::ALL.iter().filter(|f| f.is_slot()).map(right).sum()
}

pub(crate) fn same_kind(gold: &Slots, predicted: &Slots) -> bool {
    gold.kind == predicted.kind
}

fn meet<T: Ord>(a: &Option<BTreeSet<T>>, b: &Option<BTreeSet<T>>) -> bool {
    matches!((a, b), (Some(a), Some(b)) if !a.is_disjoint(b))
}

fn compare_sets<T: Ord>(gold: Option<&BTreeSet<T>>, predicted: Option<&BTreeSet<T>>) -> Counts {
    let (g, p) = (gold.map_or(0, BTreeSet::len) as u64, predicted.map_or(0, BTreeSet::len) as u64);
    let right = gold.zip(predicted).map_or(0, |(g, p)| g.intersection(p).count() as u64);
    Counts { right, spurious: p - right, missed: g - right }
}

fn compare_bags<T: Ord>(gold: Option<&BTreeMap<T, u64>>, predicted: Option<&BTreeMap<T, u64>>) -> Counts {
    let size = |bag: Option<&BTreeMap<T, u64>>| bag.map_or(0, |b| b.values().sum::<u64>());
    let right = gold
        .zip(predicted)
        .map_or(0, |(g, p)| g.iter().map(|(item, n)| p.get(item).map_or(0, |m| *n.min(m))).sum());
    Counts { right, spurious: size(predicted) - right, missed: size(gold) - right }
}
