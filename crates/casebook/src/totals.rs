use std::collections::BTreeMap;

use record::{Effect, Event, Kind, Of};
use serde::Serialize;

/// A sum of claimed figures: at least `low`, at most `high`; `None` where a figure in it has no upper bound.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Figure {
    /// The least sum that the claims allow.
    pub low: u64,
    /// The greatest; `None`: no upper bound.
    pub high: Option<u64>,
    /// Events that give a figure.
    pub events: u64,
}

/// What a set of records claims in all.
///
/// Only records of the kind `event` are added up: an aggregate repeats events that are told one by one, and a recalled
/// event belongs to another time. Where two sources differ on one side's toll, the sum runs from the least to the
/// greatest figure named; the figures are never added to each other. A total is a sum of claims, not of facts, and an event
/// that two documents tell counts twice.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Totals {
    /// Records of the kind `event`.
    pub events: u64,
    /// Totals over other events, not added.
    pub aggregates: u64,
    /// Events only recalled, not added.
    pub background: u64,
    /// Events without any figure of persons.
    pub without_toll: u64,
    /// Sums by what happened and to whom.
    #[serde(serialize_with = "as_list")]
    pub tolls: BTreeMap<(Effect, Of), Figure>,
}

#[derive(Serialize)]
struct Line {
    effect: Effect,
    of: Of,
    #[serde(flatten)]
    figure: Figure,
}

fn as_list<S: serde::Serializer>(
    tolls: &BTreeMap<(Effect, Of), Figure>,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    serializer.collect_seq(tolls.iter().map(|(&(effect, of), &figure)| Line { effect, of, figure }))
}

impl Totals {
    /// Adds one record.
    pub fn add(&mut self, event: &Event) {
        match event.kind {
            Kind::Aggregate => self.aggregates += 1,
            Kind::Background => self.background += 1,
            Kind::Event => {
                self.events += 1;
                self.without_toll += u64::from(event.toll.is_empty());
                let mut own: BTreeMap<(Effect, Of), Figure> = BTreeMap::new();
                for toll in &event.toll {
                    let figure = Figure { low: toll.low, high: toll.high, events: 1 };
                    own.entry((toll.effect, toll.of))
                        .and_modify(|f| {
                            f.low = f.low.min(toll.low);
                            f.high = f.high.zip(toll.high).map(|(a, b)| a.max(b));
                        })
                        .or_insert(figure);
                }
                for (key, figure) in own {
                    self.tolls.entry(key).and_modify(|f| *f = f.plus(figure)).or_insert(figure);
                }
            }
        }
    }

    /// The sum of one effect over all sides; `None` if no event gives a figure. An event with figures for two sides counts
    /// twice in [`Figure::events`].
    pub fn of_effect(&self, effect: Effect) -> Option<Figure> {
        self.tolls.iter().filter(|((e, _), _)| *e == effect).map(|(_, f)| *f).reduce(Figure::plus)
    }
}

impl Figure {
    fn plus(self, other: Figure) -> Figure {
        Figure {
            low: self.low.saturating_add(other.low),
            high: self.high.zip(other.high).map(|(a, b)| a.saturating_add(b)),
            events: self.events + other.events,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use record::{Qualifier, Span, Toll};

    fn event(kind: Kind, tolls: &[(Of, u64, Option<u64>)]) -> Event {
        let toll = |&(of, low, high): &(Of, u64, Option<u64>)| Toll {
            of,
            effect: Effect::Killed,
            low,
            high,
            qualifier: Qualifier::Exact,
            span: Span::new(0, 1),
        };
        let mut event: Event = serde_json::from_value(serde_json::json!({
            "document": {"path": "a"}, "span": [0, 9], "kind": kind, "section": null, "when": record::When::default(),
            "where": record::Where::default(), "type": {"acled": null, "gtd": null}, "tactics": [], "actors": [],
            "toll": [], "materiel": [], "attribution": record::Attribution::default(),
        }))
        .expect("a record");
        event.toll = tolls.iter().map(toll).collect();
        event
    }

    #[test]
    fn events_are_added_and_alternatives_and_aggregates_are_not() {
        let mut totals = Totals::default();
        for event in [
            event(
                Kind::Event,
                &[(Of::Civilians, 36, Some(36)), (Of::Civilians, 21, Some(21)), (Of::Target, 2, Some(2))],
            ),
            event(Kind::Event, &[(Of::Civilians, 1, Some(4))]),
            event(Kind::Aggregate, &[(Of::Civilians, 100, Some(100))]),
            event(Kind::Background, &[(Of::Civilians, 100, None)]),
            event(Kind::Event, &[]),
        ] {
            totals.add(&event);
        }
        let civilians = Figure { low: 22, high: Some(40), events: 2 };
        assert_eq!(totals.tolls[&(Effect::Killed, Of::Civilians)], civilians);
        assert_eq!(totals.of_effect(Effect::Killed), Some(Figure { low: 24, high: Some(42), events: 3 }));
        assert_eq!((totals.events, totals.aggregates, totals.background, totals.without_toll), (3, 1, 1, 1));
        totals.add(&event(Kind::Event, &[(Of::Target, 24, None)]));
        assert_eq!(totals.of_effect(Effect::Killed), Some(Figure { low: 48, high: None, events: 4 }));
    }
}
