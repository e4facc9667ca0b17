use std::fmt::Write;

use record::{CharIndex, Coded, Event, Kind, Role, Span, Trace};

use super::{highlight, value};
use crate::term::{FAINT, STRONG};

/// One event with every value and its evidence; with `why` also the rules that gave each value.
pub(crate) fn one(coded: &Coded, text: Option<&str>, why: bool, coloured: bool) -> String {
    let event = &coded.event;
    let mut page = Page {
        out: String::new(),
        text: text.map(|t| (t, CharIndex::new(t))),
        traces: &coded.traces,
        why,
        coloured,
    };
    page.head(event);
    page.value("date", "when", &date(event), event.when.span);
    page.value("place", "where", &place(event), event.place.span);
    page.value("type", "type", &kind_of(event), None);
    let tactics: Vec<String> = event.tactics.iter().map(|t| t.as_str().replace('_', " ")).collect();
    page.value("means", "tactics", &tactics.join(", "), None);
    for (n, actor) in event.actors.iter().enumerate() {
        let role = match actor.role {
            Role::Initiator => "by",
            Role::Target => "against",
            Role::Other => "also",
        };
        let words = format!("{} ({})", actor.name, actor.category.as_str().replace('_', " "));
        page.value(role, &format!("actors[{n}]"), &words, actor.span);
    }
    for (n, toll) in event.toll.iter().enumerate() {
        page.value("loss", &format!("toll[{n}]"), &value::toll(toll), Some(toll.span));
    }
    for (n, item) in event.materiel.iter().enumerate() {
        page.value("things", &format!("materiel[{n}]"), &value::materiel(item), Some(item.span));
    }
    page.value("said by", "attribution", &said_by(event), event.attribution.span);
    page.leftover();
    page.out
}

fn date(event: &Event) -> String {
    let when = &event.when;
    let mut text = format!("{}  ({}", value::when(when), value::basis(when.basis));
    if when.calendar != record::Calendar::Gregorian {
        let stated = [
            when.stated.day.map(|d| d.to_string()),
            when.stated.month.map(|m| format!("month {m}")),
            when.stated.year.map(|y| y.to_string()),
        ];
        let stated: Vec<String> = stated.into_iter().flatten().collect();
        let _ =
            write!(text, "; {} calendar: {}", when.calendar.as_str().replace('_', " "), stated.join(", "));
    }
    text.push(')');
    text
}

fn place(event: &Event) -> String {
    let place = &event.place;
    let mut text = value::place(place);
    if let (Some(lat), Some(lon)) = (place.lat, place.lon) {
        let _ = write!(text, "  {lat:.4}, {lon:.4}");
        if let Some(radius) = place.radius_km {
            let _ = write!(text, " within {radius:.0} km");
        }
    }
    if let Some(id) = &place.gazetteer_id {
        let _ = write!(text, "  {id}");
    }
    text
}

fn kind_of(event: &Event) -> String {
    let mut parts = Vec::new();
    if let Some([event_type, sub]) = &event.event_type.acled {
        parts.push(format!("ACLED {event_type} / {sub}"));
    }
    if let Some(gtd) = &event.event_type.gtd {
        parts.push(format!("GTD {gtd}"));
    }
    parts.join("; ")
}

fn said_by(event: &Event) -> String {
    let attribution = &event.attribution;
    let publisher = event.document.publisher.as_deref().unwrap_or("the document");
    let mut text = match &attribution.quoted {
        Some(quoted) => format!("{quoted}, quoted by {publisher}"),
        None => format!("{publisher} ({})", event.document.side),
    };
    if let Some(claimant) = &attribution.claimed_by {
        let _ = write!(text, "; claimed by {claimant}");
    }
    text
}

struct Page<'a> {
    out: String,
    text: Option<(&'a str, CharIndex)>,
    traces: &'a [Trace],
    why: bool,
    coloured: bool,
}

impl Page<'_> {
    fn head(&mut self, event: &Event) {
        let id = event.id.clone().unwrap_or_else(|| event.stable_id());
        let kind = match event.kind {
            Kind::Event => "a claimed event",
            Kind::Aggregate => "a total over other events; in no sum",
            Kind::Background => "a past event that is recalled; in no sum",
        };
        let _ = writeln!(self.out, "{STRONG}{id}{STRONG:#}  {kind}");
        let document = &event.document;
        let published = document.published.map_or_else(|| "no date".to_owned(), |d| d.to_string());
        let _ = writeln!(
            self.out,
            "{FAINT}{}, {}, {published}{FAINT:#}",
            document.path,
            document.publisher.as_deref().unwrap_or("publisher not known"),
        );
        if let Some(section) = &event.section {
            let _ = writeln!(self.out, "{FAINT}under the heading “{section}”{FAINT:#}");
        }
        if let Some((text, index)) = &self.text {
            let range =
                index.byte_at(text, event.span.start) as usize..index.byte_at(text, event.span.end) as usize;
            let words: String = text[range].chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
            let _ = writeln!(self.out, "\n  “{words}”\n");
        }
        self.why_of("kind");
    }

    fn value(&mut self, label: &str, field: &str, words: &str, span: Option<Span>) {
        if words.is_empty() {
            return;
        }
        let words: String = words.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
        let _ = writeln!(self.out, "{STRONG}{label:8}{STRONG:#} {words}");
        if let (Some((text, index)), Some(span)) = (&self.text, span) {
            let _ = writeln!(self.out, "           {}", highlight(text, index, span, self.coloured));
        }
        self.why_of(field);
    }

    /// The first rule of a field, or all of them with `--why`.
    fn why_of(&mut self, field: &str) {
        let shown = if self.why { usize::MAX } else { 1 };
        for trace in self.traces.iter().filter(|t| t.field == field).take(shown) {
            let _ = write!(self.out, "           {FAINT}{}", trace.rule);
            if let (true, Some((text, index)), Some(span)) = (self.why, &self.text, trace.span) {
                let range = index.byte_at(text, span.start) as usize..index.byte_at(text, span.end) as usize;
                let words: String =
                    text[range].chars().take(80).map(|c| if c.is_control() { ' ' } else { c }).collect();
                let _ = write!(self.out, ": “{words}”");
            }
            let _ = writeln!(self.out, "{FAINT:#}");
        }
    }

    /// With `--why`: what was done that belongs to none of the values above.
    fn leftover(&mut self) {
        if !self.why {
            return;
        }
        let known = ["when", "where", "type", "tactics", "attribution", "kind"];
        let rest: Vec<&Trace> = self
            .traces
            .iter()
            .filter(|t| !known.contains(&t.field.as_str()) && !t.field.ends_with(']'))
            .collect();
        for trace in rest {
            let _ = writeln!(self.out, "{FAINT}{:8} {}{FAINT:#}", trace.field, trace.rule);
        }
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use record::{Attribution, DocumentRef, EventType, Side, Where};

    pub(crate) fn bare() -> Event {
        Event {
            id: None,
            document: DocumentRef {
                sha256: None,
                path: "a.txt".to_owned(),
                title: None,
                published: None,
                publisher: None,
                side: Side::Unknown,
            },
            span: Span::new(0, 10),
            kind: Kind::Event,
            section: None,
            when: record::When::default(),
            place: Where {
                name: Some("Bria".to_owned()),
                path: vec!["Bria".to_owned()],
                span: Some(Span::new(3, 7)),
                ..Where::default()
            },
            event_type: EventType::default(),
            tactics: vec![],
            actors: vec![],
            toll: vec![],
            materiel: vec![],
            attribution: Attribution::default(),
            confidence: None,
        }
    }

    #[test]
    fn a_value_stands_with_its_evidence_and_its_rule() {
        let trace = |rule: &str| Trace {
            field: "where".to_owned(),
            rule: rule.to_owned(),
            span: Some(Span::new(3, 7)),
        };
        let coded = Coded {
            event: bare(),
            traces: vec![trace("gazetteer: exact name"), trace("nearest to the verb")],
        };
        let text = "In Bria, two shots were fired.";
        let page = anstream::adapter::strip_str(&one(&coded, Some(text), false, false)).to_string();
        assert!(
            page.contains("In [[Bria]], two shots were fired.\n           gazetteer: exact name\n"),
            "{page}"
        );
        assert!(!page.contains("nearest"), "{page}");
        let page = anstream::adapter::strip_str(&one(&coded, Some(text), true, false)).to_string();
        assert!(page.contains("nearest to the verb: “Bria”"), "{page}");
    }
}
