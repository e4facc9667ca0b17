//! Which templates the coder's events tell, and how right their values are.

use record::{Coded, Effect, Event, Kind, Of};

use super::read::{Figure, Report, Template};

/// Right of those that the key and the coder both give, with what either gives alone.
#[derive(Clone, Copy, Default)]
pub(crate) struct Count {
    pub(crate) gold: usize,
    pub(crate) told: usize,
    pub(crate) right: usize,
}

impl Count {
    pub(crate) fn add(&mut self, gold: bool, told: bool, right: bool) {
        self.gold += usize::from(gold);
        self.told += usize::from(told);
        self.right += usize::from(right);
    }

    pub(crate) fn f1(self) -> f64 {
        if self.gold + self.told == 0 {
            0.0
        } else {
            2.0 * self.right as f64 / (self.gold + self.told) as f64
        }
    }
}

/// Where strings of a template stand in the text: the byte ranges of each, of equally right forms together.
pub(crate) fn positions(text: &str, fills: &[Vec<String>]) -> Vec<Vec<(usize, usize)>> {
    fills
        .iter()
        .map(|forms| {
            let mut found: Vec<(usize, usize)> =
                forms.iter().flat_map(|form| occurrences(text, form)).collect();
            found.sort_unstable();
            found
        })
        .filter(|found| !found.is_empty())
        .collect()
}

/// Where a string stands, whatever white space is between its words.
fn occurrences(text: &str, form: &str) -> Vec<(usize, usize)> {
    let words: Vec<&str> = form.split_whitespace().collect();
    let Some(first) = words.first() else { return Vec::new() };
    text.match_indices(first)
        .filter_map(|(start, _)| {
            let mut at = start;
            for word in &words {
                let rest = text[at..].trim_start();
                at = text.len() - rest.len();
                at += rest.starts_with(word).then_some(word.len())?;
            }
            Some((start, at))
        })
        .collect()
}

/// One to one: the event that holds the most strings of a template, a right date weighing as much as two of them.
pub(crate) fn align(report: &Report, events: &[Coded]) -> Vec<Option<usize>> {
    let ranges: Vec<(usize, usize)> = events.iter().map(|c| bytes(&report.text, c)).collect();
    let mut pairs: Vec<(usize, usize, usize)> = Vec::new();
    for (t, template) in report.templates.iter().enumerate() {
        let places = positions(&report.text, &template.fills);
        for (e, range) in ranges.iter().enumerate() {
            let held = places.iter().filter(|p| p.iter().any(|&(a, b)| range.0 <= a && b <= range.1)).count();
            if held == 0 || events[e].event.kind == Kind::Aggregate {
                continue;
            }
            let dated = template.days.is_some_and(|days| Some(days) == interval(&events[e].event));
            pairs.push((
                held * 2 + usize::from(dated) * 3 + usize::from(agrees(template, &events[e].event)) * 2,
                t,
                e,
            ));
        }
    }
    pairs.sort_by_key(|&(weight, t, e)| (std::cmp::Reverse(weight), t, e));
    let mut aligned = vec![None; report.templates.len()];
    let mut used = vec![false; events.len()];
    for (_, t, e) in pairs {
        if aligned[t].is_none() && !used[e] {
            aligned[t] = Some(e);
            used[e] = true;
        }
    }
    aligned
}

fn bytes(text: &str, coded: &Coded) -> (usize, usize) {
    let at = |n: u32| text.char_indices().nth(n as usize).map_or(text.len(), |(i, _)| i);
    (at(coded.event.span.start), at(coded.event.span.end))
}

pub(crate) fn interval(event: &Event) -> Option<(jiff::civil::Date, jiff::civil::Date)> {
    event.when.start.zip(event.when.end)
}

/// Whether a tactic of the event fits the incident type.
pub(crate) fn agrees(template: &Template, event: &Event) -> bool {
    let fits = |tactic: &str| match template.kind.as_str() {
        "BOMBING" => matches!(
            tactic,
            "ied"
                | "vehicle_bomb"
                | "suicide_vehicle_bomb"
                | "suicide_vest"
                | "grenade"
                | "landmine"
                | "shelling"
                | "airstrike"
                | "rocket"
        ),
        "KIDNAPPING" => matches!(tactic, "abduction" | "hostage_taking"),
        "ARSON" => tactic == "arson",
        "ROBBERY" => tactic == "looting",
        _ => !matches!(tactic, "arson" | "looting" | "arrest" | "withdrawal" | "other"),
    };
    event.tactics.iter().any(|t| fits(t.as_str()))
}

/// The figure of an event for one effect, over all sides; the larger of two sources' figures.
pub(crate) fn figure(event: &Event, effect: Effect) -> Option<Figure> {
    let mut sum: Option<Figure> = None;
    for of in [Of::Target, Of::Civilians, Of::Unknown] {
        let best = event.toll.iter().filter(|t| t.of == of && t.effect == effect).max_by_key(|t| t.low);
        if let Some(toll) = best {
            let (low, high) = sum.unwrap_or((0, Some(0)));
            sum = Some((low + toll.low, high.zip(toll.high).map(|(a, b)| a + b)));
        }
    }
    sum
}
