//! Values as a person writes them.

use record::{
    Actor, Basis, Effect, Event, Materiel, Of, Precision, Qualifier, Relation, Role, Toll, When, Where,
};

/// `3`, `3–5`, `≥ 3`.
pub(super) fn range(low: u64, high: Option<u64>) -> String {
    match high {
        Some(high) if high == low => low.to_string(),
        Some(high) => format!("{low}–{high}"),
        None => format!("≥ {low}"),
    }
}

/// `2023-03-01`, `2023-03-01 to 03`, `2023-03`, with `±1` where the calendar leaves a day open; `?` where nothing is known.
pub(super) fn when(when: &When) -> String {
    let (Some(start), Some(end)) = (when.start, when.end) else {
        return match (when.stated.day, when.stated.month) {
            (Some(day), Some(month)) => format!("?-{month:02}-{day:02} ({})", when.calendar),
            _ => "?".to_owned(),
        };
    };
    let mut text = match when.precision {
        Precision::Month if start.year() == end.year() && start.month() == end.month() => {
            format!("{:04}-{:02}", start.year(), start.month())
        }
        Precision::Year if start.year() == end.year() => format!("{:04}", start.year()),
        _ if start == end => start.to_string(),
        _ if start.year() == end.year() && start.month() == end.month() => {
            format!("{start} to {:02}", end.day())
        }
        _ => format!("{start} to {end}"),
    };
    if when.slack_days > 0 {
        text.push_str(&format!(" ±{}", when.slack_days));
    }
    text
}

/// How the date is known, in words.
pub(super) fn basis(basis: Basis) -> &'static str {
    match basis {
        Basis::Stated => "stated",
        Basis::Relative => "relative to another day",
        Basis::Inherited => "carried over from an earlier sentence",
        Basis::Published => "only the publication date is known",
        Basis::None => "not known",
    }
}

/// `near Khanaqin, Diyala Region (IQ)`.
pub(super) fn place(place: &Where) -> String {
    let mut text = String::new();
    if let Some(relation) = place.relation {
        text.push_str(relation_words(relation));
        text.push(' ');
    }
    let mut names = place.path.clone();
    if let Some(name) = place.name.as_ref().filter(|name| !names.contains(name)) {
        names.insert(0, name.clone());
    }
    text.push_str(&names.join(", "));
    match (&place.country, text.is_empty()) {
        (Some(country), false) => text.push_str(&format!(" ({country})")),
        (Some(country), true) => text.push_str(country),
        (None, true) => text.push('?'),
        (None, false) => {}
    }
    text
}

fn relation_words(relation: Relation) -> &'static str {
    match relation {
        Relation::Near => "near",
        Relation::NorthOf => "north of",
        Relation::SouthOf => "south of",
        Relation::EastOf => "east of",
        Relation::WestOf => "west of",
        Relation::NortheastOf => "north-east of",
        Relation::NorthwestOf => "north-west of",
        Relation::SoutheastOf => "south-east of",
        Relation::SouthwestOf => "south-west of",
        Relation::Between => "between",
        Relation::Outside => "outside",
    }
}

/// The means, or the type where there is none.
pub(super) fn what(event: &Event) -> String {
    let tactics: Vec<String> = event.tactics.iter().map(|t| t.as_str().replace('_', " ")).collect();
    match &event.event_type.acled {
        _ if !tactics.is_empty() => tactics.join(", "),
        Some([_, sub]) => sub.clone(),
        None => String::new(),
    }
}

/// The names of those with a role, without repeats.
pub(super) fn actors(actors: &[Actor], role: Role) -> String {
    let mut names: Vec<&str> = Vec::new();
    for actor in actors.iter().filter(|a| a.role == role) {
        if !names.contains(&actor.name.as_str()) {
            names.push(&actor.name);
        }
    }
    names.join(", ")
}

/// The claimed figures of one effect over all sides: `3`; differing figures of one side with "or".
pub(super) fn tolls(event: &Event, effect: Effect) -> String {
    let mut parts = Vec::new();
    for of in Of::ALL {
        let figures: Vec<String> = event
            .toll
            .iter()
            .filter(|t| t.of == *of && t.effect == effect)
            .map(|t| range(t.low, t.high))
            .collect();
        if !figures.is_empty() {
            let own = if *of == Of::Initiator { " (own)" } else { "" };
            parts.push(format!("{}{own}", figures.join(" or ")));
        }
    }
    parts.join(" + ")
}

/// `3 killed, of the target (exact)`.
pub(super) fn toll(toll: &Toll) -> String {
    let of = match toll.of {
        Of::Target => "of the target",
        Of::Initiator => "of the initiator",
        Of::Civilians => "civilians",
        Of::Unknown => "side not said",
    };
    let qualifier = match toll.qualifier {
        Qualifier::Exact => String::new(),
        other => format!(", {}", other.as_str().replace('_', " ")),
    };
    format!("{} {}, {of}{qualifier}", range(toll.low, toll.high), toll.effect.as_str().replace('_', " "))
}

/// `2 vehicle destroyed`.
pub(super) fn materiel(item: &Materiel) -> String {
    format!("{} × {} {}", range(item.low, item.high), item.item, item.effect.as_str().replace('_', " "))
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn dates_and_ranges_are_written_as_known() {
        let day = |start, end, slack_days| When {
            start: Some(start),
            end: Some(end),
            slack_days,
            ..When::default()
        };
        assert_eq!(when(&day(date(2023, 3, 1), date(2023, 3, 1), 1)), "2023-03-01 ±1");
        assert_eq!(when(&day(date(2023, 4, 15), date(2023, 4, 16), 0)), "2023-04-15 to 16");
        assert_eq!(when(&day(date(2023, 4, 30), date(2023, 5, 1), 0)), "2023-04-30 to 2023-05-01");
        assert_eq!(when(&When::default()), "?");
        assert_eq!([range(3, Some(3)), range(0, Some(12)), range(36, None)], ["3", "0–12", "≥ 36"]);
    }
}
