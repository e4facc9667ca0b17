use std::sync::OnceLock;

use record::{Actor, Effect, Event, Materiel, Of, Role, Span, Toll};

use super::Cell;

/// Columns before the tolls.
const HEAD: &str = "id kind document_sha256 document_path document_title published publisher publisher_side section \
    span_start span_end passage \
    date_start date_end date_precision date_basis date_calendar date_slack_days date_evidence \
    place_name place_path place_relation country admin1 gazetteer_id latitude longitude radius_km place_precision \
    place_evidence acled_event_type acled_sub_event_type gtd_attack_type tactics \
    initiators targets other_actors";
/// Columns after the tolls.
const TAIL: &str = "tolls_differ toll_evidence materiel materiel_evidence voice quoted claimed_by \
    attribution_evidence confidence_event confidence_date confidence_place confidence_toll";

/// The columns of a table of events, in their order. For every effect and side there are two, such as
/// `killed_target_low` and `killed_target_high`.
pub fn columns() -> &'static [&'static str] {
    static COLUMNS: OnceLock<Vec<&'static str>> = OnceLock::new();
    static TOLLS: OnceLock<Vec<String>> = OnceLock::new();
    let tolls = TOLLS.get_or_init(|| {
        let bounds = |(e, o): (Effect, Of)| ["low", "high"].map(|b| format!("{e}_{o}_{b}"));
        tolls().flat_map(bounds).collect()
    });
    COLUMNS.get_or_init(|| {
        let words = HEAD.split_whitespace();
        words.chain(tolls.iter().map(String::as_str)).chain(TAIL.split_whitespace()).collect()
    })
}

fn tolls() -> impl Iterator<Item = (Effect, Of)> {
    Effect::ALL.iter().flat_map(|e| Of::ALL.iter().map(move |o| (*e, *o)))
}

/// One event as the cells of [`columns`]. `quote` gives the words of a span.
///
/// - `..._low` filled and `..._high` empty: there is no upper bound. Both empty: the document gives no figure.
/// - Where two sources differ on one side's toll, the cells hold the least and the greatest figure named and
///   `tolls_differ` is true: the figures are alternatives and are never added.
/// - Lists are separated by `; `.
pub fn row(event: &Event, quote: &dyn Fn(Span) -> Option<String>) -> Vec<Cell> {
    let (document, when, place) = (&event.document, &event.when, &event.place);
    let words = |span: Option<Span>| Cell::maybe(span.and_then(quote));
    let all_words =
        |spans: Vec<Span>| Cell::text(spans.into_iter().filter_map(quote).collect::<Vec<_>>().join(" | "));
    let acled = |n: usize| Cell::maybe(event.event_type.acled.as_ref().map(|a| a[n].clone()));
    let confidence = event.confidence;
    let share = |value: Option<f32>| Cell::number(value.map(rounded));
    let mut cells = vec![
        Cell::maybe(event.id.clone()),
        Cell::text(event.kind.as_str()),
        Cell::maybe(document.sha256.clone()),
        Cell::text(document.path.clone()),
        Cell::maybe(document.title.clone()),
        Cell::maybe(document.published.map(|d| d.to_string())),
        Cell::maybe(document.publisher.clone()),
        Cell::text(document.side.as_str()),
        Cell::maybe(event.section.clone()),
        Cell::Integer(event.span.start.into()),
        Cell::Integer(event.span.end.into()),
        words(Some(event.span)),
        Cell::maybe(when.start.map(|d| d.to_string())),
        Cell::maybe(when.end.map(|d| d.to_string())),
        Cell::text(when.precision.as_str()),
        Cell::text(when.basis.as_str()),
        Cell::text(when.calendar.as_str()),
        Cell::Integer(when.slack_days.into()),
        words(when.span),
        Cell::maybe(place.name.clone()),
        Cell::text(place.path.join("; ")),
        Cell::maybe(place.relation.map(|r| r.as_str())),
        Cell::maybe(place.country.clone()),
        Cell::maybe(place.admin1.clone()),
        Cell::maybe(place.gazetteer_id.clone()),
        Cell::number(place.lat),
        Cell::number(place.lon),
        Cell::number(place.radius_km),
        Cell::Integer(place.precision.into()),
        words(place.span),
        acled(0),
        acled(1),
        Cell::maybe(event.event_type.gtd.clone()),
        Cell::text(event.tactics.iter().map(|t| t.as_str()).collect::<Vec<_>>().join("; ")),
        actors(&event.actors, Role::Initiator),
        actors(&event.actors, Role::Target),
        actors(&event.actors, Role::Other),
    ];
    for (effect, of) in tolls() {
        cells.extend(bounds(&event.toll, effect, of));
    }
    cells.extend([
        Cell::Flag(differ(&event.toll)),
        all_words(event.toll.iter().map(|t| t.span).collect()),
        Cell::text(event.materiel.iter().map(materiel).collect::<Vec<_>>().join("; ")),
        all_words(event.materiel.iter().map(|m| m.span).collect()),
        Cell::text(event.attribution.voice.as_str()),
        Cell::maybe(event.attribution.quoted.clone()),
        Cell::maybe(event.attribution.claimed_by.clone()),
        words(event.attribution.span),
        share(confidence.map(|c| c.event)),
        share(confidence.map(|c| c.when)),
        share(confidence.map(|c| c.place)),
        share(confidence.map(|c| c.toll)),
    ]);
    cells
}

/// A confidence to three digits, so that no digits of the conversion show.
fn rounded(value: f32) -> f64 {
    (f64::from(value) * 1000.0).round() / 1000.0
}

fn actors(actors: &[Actor], role: Role) -> Cell {
    let named = actors.iter().filter(|a| a.role == role);
    Cell::text(named.map(|a| format!("{} ({})", a.name, a.category)).collect::<Vec<_>>().join("; "))
}

/// The least and the greatest figure of one side and effect.
fn bounds(tolls: &[Toll], effect: Effect, of: Of) -> [Cell; 2] {
    let own = || tolls.iter().filter(|t| t.effect == effect && t.of == of);
    let Some(low) = own().map(|t| t.low).min() else { return [Cell::Empty, Cell::Empty] };
    // `None`, no upper bound, is above every bound.
    let high = own().map(|t| t.high).try_fold(0, |most, high| high.map(|h| most.max(h)));
    [Cell::Integer(low), high.map_or(Cell::Empty, Cell::Integer)]
}

fn differ(tolls: &[Toll]) -> bool {
    tolls.iter().enumerate().any(|(n, a)| {
        tolls[..n].iter().any(|b| a.of == b.of && a.effect == b.effect && (a.low, a.high) != (b.low, b.high))
    })
}

fn materiel(item: &Materiel) -> String {
    let figure = match item.high {
        Some(high) if high == item.low => high.to_string(),
        Some(high) => format!("{}–{high}", item.low),
        None => format!("{} or more", item.low),
    };
    format!("{figure} {} {}", item.item, item.effect)
}
