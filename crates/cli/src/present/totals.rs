use std::collections::BTreeMap;

use record::{Effect, Event, Kind, Of};
use serde::Serialize;

use super::value;

/// What the events claim in all, with the uncertainty that the words leave.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub(crate) struct Totals {
    /// Records of the kind `event`; only they are summed.
    pub(crate) events: usize,
    /// Totals over events that are told one by one.
    pub(crate) aggregates: usize,
    /// Past events that are only recalled.
    pub(crate) background: usize,
    /// The sums, by effect and by whose loss it is.
    pub(crate) sums: BTreeMap<(Effect, Of), Sum>,
}

/// A sum of claimed figures.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub(crate) struct Sum {
    /// The least: of differing figures the smaller.
    pub(crate) low: u64,
    /// The greatest that is stated: of differing figures the greater; open figures count with their least.
    pub(crate) high: u64,
    /// Events whose figure has no upper bound.
    pub(crate) open: usize,
    /// Events with differing figures.
    pub(crate) differing: usize,
    /// Events with a figure.
    pub(crate) events: usize,
}

impl Totals {
    /// Adds an event. Two figures of one side in one event are what two sources say: the sum spans both.
    pub(crate) fn add(&mut self, event: &Event) {
        match event.kind {
            Kind::Event => self.events += 1,
            Kind::Aggregate => self.aggregates += 1,
            Kind::Background => self.background += 1,
        }
        if event.kind != Kind::Event {
            return;
        }
        let mut figures: BTreeMap<(Effect, Of), Vec<(u64, Option<u64>)>> = BTreeMap::new();
        for toll in &event.toll {
            figures.entry((toll.effect, toll.of)).or_default().push((toll.low, toll.high));
        }
        for (key, figures) in figures {
            let sum = self.sums.entry(key).or_default();
            let low = figures.iter().map(|f| f.0).min().unwrap_or(0);
            let high = figures.iter().map(|f| f.1.unwrap_or(f.0)).max().unwrap_or(0).max(low);
            sum.low = sum.low.saturating_add(low);
            sum.high = sum.high.saturating_add(high);
            sum.open += usize::from(figures.iter().any(|f| f.1.is_none()));
            sum.differing += usize::from(figures.iter().any(|f| *f != figures[0]));
            sum.events += 1;
        }
    }

    /// One line a sum.
    pub(crate) fn lines(&self) -> Vec<String> {
        let mut lines = Vec::new();
        for ((effect, of), sum) in &self.sums {
            let side = match of {
                Of::Target => "of the attacked side",
                Of::Initiator => "of the attacking side",
                Of::Civilians => "civilians",
                Of::Unknown => "side not said",
            };
            let open = sum.open > 0;
            let range = if open && sum.low == sum.high {
                format!("{} or more", sum.low)
            } else if open {
                format!("{} to {} or more", sum.low, sum.high)
            } else {
                value::range(sum.low, Some(sum.high)).replace('–', " to ")
            };
            let mut line = format!(
                "{range} {}, {side}, in {} event{}",
                effect.as_str().replace('_', " "),
                sum.events,
                if sum.events == 1 { "" } else { "s" }
            );
            if open {
                line.push_str(&format!("; {} without an upper bound", sum.open));
            }
            if sum.differing > 0 {
                line.push_str(&format!("; {} with differing figures", sum.differing));
            }
            lines.push(line);
        }
        lines
    }

    /// The sums as JSON objects.
    pub(crate) fn json(&self) -> serde_json::Value {
        let sums: Vec<serde_json::Value> = self
            .sums
            .iter()
            .map(|((effect, of), sum)| {
                serde_json::json!({
                    "effect": effect, "of": of, "low": sum.low, "high": if sum.open > 0 { None } else { Some(sum.high) },
                    "events": sum.events, "open": sum.open, "differing": sum.differing,
                })
            })
            .collect();
        serde_json::json!({
            "events": self.events, "aggregates": self.aggregates, "background": self.background, "totals": sums,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use record::{Qualifier, Span, Toll};

    fn event(kind: Kind, tolls: &[(u64, Option<u64>)]) -> Event {
        let toll = |&(low, high)| Toll {
            of: Of::Target,
            effect: Effect::Killed,
            low,
            high,
            qualifier: Qualifier::Exact,
            span: Span::new(0, 1),
        };
        Event { kind, toll: tolls.iter().map(toll).collect(), ..super::super::one::tests::bare() }
    }

    #[test]
    fn differing_figures_are_a_range_and_aggregates_are_in_no_sum() {
        let mut totals = Totals::default();
        totals.add(&event(Kind::Event, &[(13, Some(13)), (17, Some(17))]));
        totals.add(&event(Kind::Event, &[(6, None)]));
        totals.add(&event(Kind::Aggregate, &[(100, Some(100))]));
        assert_eq!(
            totals.lines(),
            ["19 to 23 or more killed, of the attacked side, in 2 events; 1 without an upper bound; 1 with differing figures"]
        );
        assert_eq!((totals.events, totals.aggregates), (2, 1));
    }
}
