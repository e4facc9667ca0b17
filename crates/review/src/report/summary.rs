use std::collections::{BTreeMap, BTreeSet};

use casebook::{Figure, Totals};
use maud::{Markup, html};
use record::{Effect, Event, Kind, Of};

use super::words;

pub(super) fn section(all: &[Event]) -> Markup {
    let mut totals = Totals::default();
    all.iter().for_each(|e| totals.add(e));
    let events: Vec<&Event> = all.iter().filter(|e| e.kind == Kind::Event).collect();
    let documents: BTreeSet<&str> = all.iter().map(|e| e.document.path.as_str()).collect();
    let countries: BTreeSet<&str> = events.iter().filter_map(|e| e.place.country.as_deref()).collect();
    let first = events.iter().filter_map(|e| e.when.start).min();
    let last = events.iter().filter_map(|e| e.when.end).max();
    let differing = events.iter().filter(|e| differs(e)).count();
    html! {
        section #summary aria-labelledby="summary-title" {
            h2 #summary-title { "Summary" }
            dl.cards {
                (card("Events", &words::number(totals.events), &format!("told in {}", words::count(documents.len(), "document", "documents"))))
                (effect_card("Killed, by the claims", totals.of_effect(Effect::Killed), &events, Effect::Killed))
                (effect_card("Injured, by the claims", totals.of_effect(Effect::Injured), &events, Effect::Injured))
                @if let (Some(first), Some(last)) = (first, last) {
                    (card("Period", &format!("{first}"), &format!("to {last}")))
                }
                (card("Countries", &words::number(countries.len() as u64), &countries.iter().take(12).copied().collect::<Vec<_>>().join(" ")))
            }
            div.pair {
                @if !totals.tolls.is_empty() { (matrix(&totals)) }
                (voices(&events))
            }
            p.note {
                "Sums of what the documents claim, not counts of victims. "
                @if differing > 0 {
                    "In " (words::count(differing, "event", "events"))
                    " the sources differ on a toll: the range runs from the least to the greatest figure, and they are never added. "
                }
                @if totals.without_toll > 0 {
                    (words::count(totals.without_toll as usize, "event gives", "events give")) " no figure of persons. "
                }
                @if totals.aggregates > 0 {
                    (words::count(totals.aggregates as usize, "total", "totals")) " told by the documents "
                }
                @if totals.aggregates > 0 && totals.background > 0 { "and " }
                @if totals.background > 0 { (words::count(totals.background as usize, "recalled event", "recalled events")) " " }
                @match totals.aggregates + totals.background {
                    0 => {},
                    1 => { "is listed apart and not added." },
                    _ => { "are listed apart and not added." },
                }
            }
        }
    }
}

fn card(name: &str, value: &str, more: &str) -> Markup {
    html! { div { dt { (name) } dd { strong { (value) } span { (more) } } } }
}

fn effect_card(name: &str, figure: Option<Figure>, events: &[&Event], effect: Effect) -> Markup {
    let with = events.iter().filter(|e| e.toll.iter().any(|t| t.effect == effect)).count();
    let value = figure.map_or_else(|| "no figure".to_owned(), |f| words::figure(f.low, f.high));
    card(name, &value, &format!("in {}", words::count(with, "event", "events")))
}

fn differs(event: &Event) -> bool {
    event.toll.iter().enumerate().any(|(n, a)| {
        event.toll[..n]
            .iter()
            .any(|b| (a.of, a.effect) == (b.of, b.effect) && (a.low, a.high) != (b.low, b.high))
    })
}

/// Effects by sides.
fn matrix(totals: &Totals) -> Markup {
    let sides: Vec<Of> =
        Of::ALL.iter().copied().filter(|o| totals.tolls.keys().any(|(_, side)| side == o)).collect();
    let effects = Effect::ALL.iter().copied().filter(|e| totals.of_effect(*e).is_some());
    html! {
        div.scroll tabindex="0" role="region" aria-label="Claimed losses" {
            table.matrix {
                caption { "Claimed losses of persons, summed over the events" }
                thead { tr { td {} @for side in &sides { th scope="col" { (words::of(*side)) } } th scope="col" { "all sides" } } }
                tbody {
                    @for effect in effects {
                        tr {
                            th scope="row" { (words::effect(effect)) }
                            @for side in &sides { td { (cell(totals.tolls.get(&(effect, *side)).copied())) } }
                            td.sum { (cell(totals.of_effect(effect))) }
                        }
                    }
                }
            }
        }
    }
}

fn cell(figure: Option<Figure>) -> Markup {
    html! {
        @match figure {
            Some(f) => { (words::figure(f.low, f.high)) },
            None => { span.none aria-label="no figure" { "–" } },
        }
    }
}

/// Who says it: the share of every voice.
fn voices(events: &[&Event]) -> Markup {
    let mut voices: BTreeMap<String, u64> = BTreeMap::new();
    for event in events {
        *voices.entry(words::voice(event)).or_default() += 1;
    }
    let mut voices: Vec<(String, u64)> = voices.into_iter().collect();
    voices.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
    let most = voices.first().map_or(1, |v| v.1);
    let rest: u64 = voices.iter().skip(8).map(|v| v.1).sum();
    html! {
        table.voices {
            caption { "Whose statement the events are" }
            tbody {
                @for (voice, n) in voices.iter().take(8) {
                    tr {
                        th scope="row" { (voice) }
                        td { svg.share viewBox="0 0 100 8" preserveAspectRatio="none" aria-hidden="true" {
                            rect width=(n * 100 / most) height="8" {} } }
                        td.n { (words::number(*n)) }
                    }
                }
                @if rest > 0 {
                    tr { th scope="row" { "others (" (voices.len() - 8) ")" } td {} td.n { (words::number(rest)) } }
                }
            }
        }
    }
}
