use maud::{Markup, html};
use record::{Effect, Event, Span};

use super::passage::Evidence;
use super::{Item, table, words};

/// What the marks mean.
pub(super) fn legend() -> Markup {
    html! {
        p.legend { "Marked words: "
            @for evidence in Evidence::ALL { mark class={ "f-" (evidence.label()) } { (evidence.label()) } " " }
        }
    }
}

/// All cards, under their documents.
pub(super) fn by_document(items: &[&Item]) -> Markup {
    html! {
        @for group in items.chunk_by(|a, b| a.event.document == b.event.document) {
            @let document = &group[0].event.document;
            div.document {
                h3 { (document.path) }
                p.source {
                    @if let Some(title) = &document.title { q { (title) } ", " }
                    (document.publisher.as_deref().unwrap_or("publisher unknown"))
                    @if let Some(date) = document.published { ", " (date) }
                    " · " span class={ "voice side-" (document.side) } { "publication: " (words::side(document.side)) }
                }
                @for item in group { (card(item)) }
            }
        }
    }
}

fn card(item: &Item) -> Markup {
    let event = &item.event;
    let losses: Vec<String> = [Effect::Killed, Effect::Injured, Effect::KilledOrInjured]
        .into_iter()
        .filter_map(|e| Some(format!("{}: {}", words::effect(e), words::toll(event, e)?)))
        .collect();
    html! {
        details.event id=(item.anchor) {
            summary {
                span.when { (words::date(event)) }
                span.what { strong { (words::place(event)) } " · " (words::kind(event))
                    @if !losses.is_empty() { " · " (losses.join(" · ")) } }
                span class={ "voice side-" (event.document.side) } { (words::voice(event)) }
            }
            @match &item.passage {
                Some(passage) => { (passage) },
                None => { p.note { "The document's text is not at hand." } },
            }
            div.scroll {
                table.values {
                    caption.hidden { "Values and their evidence" }
                    thead { tr { th scope="col" { "Field" } th scope="col" { "Value" } th scope="col" { "Words" } th scope="col" { "Confidence" } } }
                    tbody { (values(item)) }
                }
            }
            p.id { "Record " code { (event.id.as_deref().unwrap_or("without an id")) }
                " · code points " (event.span.start) "–" (event.span.end)
                @if let Some(sha) = &event.document.sha256 { " of document " code { (sha.get(..12).unwrap_or(sha)) } } }
        }
    }
}

fn values(item: &Item) -> Markup {
    let event = &item.event;
    let sure = event.confidence;
    let line = |name: &str, value: String, span: Option<Span>, confidence: Option<f32>| {
        html! {
            tr {
                th scope="row" { (name) }
                td { (value) }
                td.words { @if let Some(words) = item.quotes.of(span) { q { (words) } } @else { span.none { "–" } } }
                td.n { @if let Some(c) = confidence { (format!("{:.0} %", f64::from(c) * 100.0)) } @else { span.none { "–" } } }
            }
        }
    };
    html! {
        (line("date", date(event), event.when.span, sure.map(|c| c.when)))
        (line("place", place(event), event.place.span, sure.map(|c| c.place)))
        (line("type", kind(event), None, sure.map(|c| c.event_type)))
        @if !event.tactics.is_empty() {
            (line("tactics", event.tactics.iter().map(|t| words::code(t.as_str())).collect::<Vec<_>>().join(", "), None, sure.map(|c| c.tactics)))
        }
        @if event.actors.is_empty() { (line("actors", table::parties(event), None, None)) }
        @for actor in &event.actors {
            (line(actor.role.as_str(), format!("{} ({})", actor.name, words::code(actor.category.as_str())), actor.span, sure.map(|c| c.actors)))
        }
        @for toll in &event.toll {
            (line(words::effect(toll.effect),
                format!("{}, {}{}", words::figure(toll.low, toll.high), words::of(toll.of), qualifier(toll.qualifier)),
                Some(toll.span), sure.map(|c| c.toll)))
        }
        @for item in &event.materiel {
            (line("materiel", format!("{} {}, {}", words::figure(item.low, item.high), item.item, words::code(item.effect.as_str())),
                Some(item.span), sure.map(|c| c.materiel)))
        }
        (line("statement", words::voice(event), event.attribution.span, None))
        @if let Some(section) = &event.section { (line("under the heading", format!("“{section}”"), None, None)) }
    }
}

fn qualifier(qualifier: record::Qualifier) -> String {
    if qualifier == record::Qualifier::Exact {
        String::new()
    } else {
        format!(", as written: {}", words::code(qualifier.as_str()))
    }
}

fn date(event: &Event) -> String {
    let when = &event.when;
    let mut value = words::date(event);
    value.push_str(&format!(" ({}", words::code(when.basis.as_str())));
    if when.calendar != record::Calendar::Gregorian {
        value.push_str(&format!(", {} calendar", words::code(when.calendar.as_str())));
    }
    if when.slack_days > 0 {
        value.push_str(&format!(", ±{} day by the calendar", when.slack_days));
    }
    value.push(')');
    value
}

fn place(event: &Event) -> String {
    let place = &event.place;
    let mut value = words::place(event);
    for name in place.path.iter().skip(usize::from(place.path.first() == place.name.as_ref())) {
        value.push_str(&format!(", {name}"));
    }
    for part in [&place.admin1, &place.country].into_iter().flatten() {
        value.push_str(&format!("; {part}"));
    }
    if let Some((lat, lon)) = words::point(event) {
        value.push_str(&format!("; {lat:.3}, {lon:.3}"));
        if let Some(radius) = place.radius_km.filter(|r| r.is_finite()) {
            value.push_str(&format!(" within {radius:.0} km"));
        }
    }
    value
}

fn kind(event: &Event) -> String {
    let acled = event.event_type.acled.as_ref().map(|[a, b]| format!("{a}: {b} (ACLED)"));
    let gtd = event.event_type.gtd.as_ref().map(|g| format!("{g} (GTD)"));
    let both: Vec<String> = acled.into_iter().chain(gtd).collect();
    if both.is_empty() { "not given".to_owned() } else { both.join("; ") }
}
