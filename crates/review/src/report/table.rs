use maud::{Markup, html};
use record::{Effect, Event, Role};

use super::{Item, words};

pub(super) fn section(events: &[&Item]) -> Markup {
    let mut sorted: Vec<&Item> = events.to_vec();
    sorted.sort_by(|a, b| {
        let key = |i: &Item| (i.event.when.start.is_none(), i.event.when.start, i.event.when.end);
        key(a)
            .cmp(&key(b))
            .then_with(|| a.event.document.path.cmp(&b.event.document.path))
            .then(a.event.span.cmp(&b.event.span))
    });
    html! {
        section #events aria-labelledby="events-title" {
            h2 #events-title { "Events" }
            div.scroll tabindex="0" role="region" aria-labelledby="events-title" {
                table.events data-sortable {
                    caption { (words::count(events.len(), "event", "events")) ", by date. A date leads to the evidence." }
                    thead { tr {
                        @for name in ["Date", "Place", "Country", "Type", "Who, to whom", "Killed", "Injured", "Whose statement"] {
                            th scope="col" { (name) }
                        }
                    } }
                    tbody { @for item in &sorted { (row(item)) } }
                }
            }
        }
    }
}

fn row(item: &Item) -> Markup {
    let event = &item.event;
    let start = event.when.start.map_or_else(|| "9999".to_owned(), |d| d.to_string());
    html! {
        tr {
            td.date data-key=(start) { a href={ "#" (item.anchor) } { (words::date(event)) } }
            td { (words::place(event)) }
            td { (event.place.country.as_deref().unwrap_or("–")) }
            td { (words::kind(event)) }
            td { (parties(event)) }
            (toll(event, Effect::Killed))
            (toll(event, Effect::Injured))
            td { span class={ "voice side-" (event.document.side) } { (words::voice(event)) } }
        }
    }
}

fn toll(event: &Event, effect: Effect) -> Markup {
    let low: u64 = event
        .toll
        .iter()
        .filter(|t| t.effect == effect)
        .map(|t| t.low)
        .max()
        .map_or(0, |n| n.saturating_add(1));
    html! { td.toll data-key=(low) { (words::toll(event, effect).as_deref().unwrap_or("–")) } }
}

/// The parties in the order of the act.
pub(super) fn parties(event: &Event) -> String {
    let names = |role: Role| {
        let names: Vec<&str> =
            event.actors.iter().filter(|a| a.role == role).map(|a| a.name.as_str()).collect();
        names.join(", ")
    };
    match (names(Role::Initiator), names(Role::Target)) {
        (a, b) if a.is_empty() && b.is_empty() => "not given".to_owned(),
        (a, b) if b.is_empty() => a,
        (a, b) if a.is_empty() => format!("not given → {b}"),
        (a, b) => format!("{a} → {b}"),
    }
}
