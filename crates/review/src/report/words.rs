use record::{Effect, Event, Of, Relation, Side, Voice};

/// A figure with its bounds: "at least 24", "24–40", "24".
pub(super) fn figure(low: u64, high: Option<u64>) -> String {
    match high {
        None => format!("at least {}", number(low)),
        Some(high) if high == low => number(low),
        Some(high) => format!("{}–{}", number(low), number(high)),
    }
}

/// A number with its thousands apart.
pub(super) fn number(n: u64) -> String {
    let digits = n.to_string();
    let mut out = String::new();
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

/// "1 event", "2 events".
pub(super) fn count(n: usize, one: &str, many: &str) -> String {
    format!("{} {}", number(n as u64), if n == 1 { one } else { many })
}

/// Whose publication it is.
pub(super) fn side(side: Side) -> &'static str {
    match side {
        Side::Claimant => "a party's own",
        Side::State => "a state's",
        Side::Independent => "independent",
        Side::Unknown => "unknown",
    }
}

pub(super) fn effect(effect: Effect) -> &'static str {
    match effect {
        Effect::Killed => "killed",
        Effect::Injured => "injured",
        Effect::KilledOrInjured => "killed or injured",
        Effect::Captured => "captured",
        Effect::Freed => "freed",
        Effect::Missing => "missing",
        Effect::Displaced => "displaced",
    }
}

pub(super) fn of(of: Of) -> &'static str {
    match of {
        Of::Target => "attacked side",
        Of::Initiator => "initiating side",
        Of::Civilians => "civilians",
        Of::Unknown => "side not given",
    }
}

/// A code as words: underscores are spaces.
pub(super) fn code(code: &str) -> String {
    code.replace('_', " ")
}

/// The date as an interval; "date unknown" without one.
pub(super) fn date(event: &Event) -> String {
    match (event.when.start, event.when.end) {
        (None, None) => "date unknown".to_owned(),
        (Some(a), Some(b)) if a == b => a.to_string(),
        (Some(a), Some(b)) => format!("{a} to {b}"),
        (Some(a), None) => format!("{a} or later"),
        (None, Some(b)) => format!("{b} or earlier"),
    }
}

/// The place with its relation; "place not given" without one.
pub(super) fn place(event: &Event) -> String {
    let Some(name) = event.place.name.as_ref().or(event.place.path.first()) else {
        return "place not given".to_owned();
    };
    match event.place.relation {
        None => name.clone(),
        Some(Relation::Between) => format!("between {name}"),
        Some(relation) => format!("{} {name}", code(relation.as_str())),
    }
}

/// The coordinates, if they are on the globe: latitude, longitude.
pub(super) fn point(event: &Event) -> Option<(f64, f64)> {
    let point = event.place.lat.zip(event.place.lon);
    point.filter(|(lat, lon)| lat.abs() <= 90.0 && lon.abs() <= 180.0)
}

/// The kind of event, in ACLED's words or GTD's.
pub(super) fn kind(event: &Event) -> String {
    let acled = event.event_type.acled.as_ref().map(|a| a[1].clone());
    acled.or_else(|| event.event_type.gtd.clone()).unwrap_or_else(|| "type not given".to_owned())
}

/// One line for lists: date, place, kind.
pub(super) fn short(event: &Event) -> String {
    format!("{}, {}: {}", date(event), place(event), kind(event))
}

/// Whose statement the event is, for every view that shows one.
pub(super) fn voice(event: &Event) -> String {
    let publisher = event.document.publisher.as_deref().unwrap_or("unknown publisher");
    let attribution = &event.attribution;
    match (&attribution.claimed_by, attribution.voice, &attribution.quoted) {
        (Some(claimant), Voice::Author, _) => format!("claimed by {claimant}"),
        (Some(claimant), Voice::Quoted, Some(quoted)) if quoted != claimant => {
            format!("claimed by {claimant}, quoted: {quoted}")
        }
        (Some(claimant), Voice::Quoted, _) => format!("claimed by {claimant}, quoted"),
        (None, Voice::Quoted, Some(quoted)) => format!("quoted: {quoted}"),
        (None, Voice::Quoted, None) => "quoted, source not named".to_owned(),
        (None, Voice::Author, _) => format!("said by {publisher}"),
    }
}

/// The tolls of one effect, side by side; figures of one side that differ stand with "or".
pub(super) fn toll(event: &Event, wanted: Effect) -> Option<String> {
    let mut sides: Vec<(Of, Vec<String>)> = Vec::new();
    for toll in event.toll.iter().filter(|t| t.effect == wanted) {
        let figure = figure(toll.low, toll.high);
        match sides.iter_mut().find(|(of, _)| *of == toll.of) {
            Some((_, figures)) => figures.push(figure),
            None => sides.push((toll.of, vec![figure])),
        }
    }
    let words: Vec<String> =
        sides.into_iter().map(|(side, figures)| format!("{} ({})", figures.join(" or "), of(side))).collect();
    (!words.is_empty()).then(|| words.join("; "))
}
