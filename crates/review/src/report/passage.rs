use std::collections::BTreeMap;

use datasets::export::{Hidden, WITHHELD};
use maud::{Markup, html};
use record::{CharIndex, Event, Span};

/// What a marked passage is evidence of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Evidence {
    Date,
    Place,
    Toll,
    Materiel,
    Actor,
    Attribution,
}

impl Evidence {
    pub(super) const ALL: [Evidence; 6] = [
        Evidence::Date,
        Evidence::Place,
        Evidence::Toll,
        Evidence::Materiel,
        Evidence::Actor,
        Evidence::Attribution,
    ];

    pub(super) fn label(self) -> &'static str {
        match self {
            Evidence::Date => "date",
            Evidence::Place => "place",
            Evidence::Toll => "toll",
            Evidence::Materiel => "materiel",
            Evidence::Actor => "actor",
            Evidence::Attribution => "statement",
        }
    }
}

/// Every evidence span of a record, in the order of its fields.
pub(super) fn spans(event: &Event) -> Vec<(Evidence, Span)> {
    let mut spans = Vec::new();
    spans.extend(event.when.span.map(|s| (Evidence::Date, s)));
    spans.extend(event.place.span.map(|s| (Evidence::Place, s)));
    spans.extend(event.actors.iter().filter_map(|a| Some((Evidence::Actor, a.span?))));
    spans.extend(event.toll.iter().map(|t| (Evidence::Toll, t.span)));
    spans.extend(event.materiel.iter().map(|m| (Evidence::Materiel, m.span)));
    spans.extend(event.attribution.span.map(|s| (Evidence::Attribution, s)));
    spans
}

/// The words of every span of [`spans`].
#[derive(Clone, Debug, Default)]
pub(super) struct Quotes(Vec<(Span, String)>);

impl Quotes {
    pub(super) fn of(&self, span: Option<Span>) -> Option<&str> {
        let span = span?;
        self.0.iter().find(|(s, _)| *s == span).map(|(_, words)| words.as_str())
    }
}

pub(super) fn quotes(event: &Event, text: Option<&(String, CharIndex)>, hidden: &Hidden) -> Quotes {
    let Some((text, index)) = text else { return Quotes::default() };
    let one_line = |words: String| words.split_whitespace().collect::<Vec<_>>().join(" ");
    Quotes(spans(event).into_iter().map(|(_, s)| (s, one_line(hidden.quote(text, index, s)))).collect())
}

/// Evidence that lies this near the event is shown in one passage with it.
const NEAR: u32 = 200;
/// A longer passage than any that is read; the rest is cut, visibly.
const LONGEST: u32 = 4000;

/// The passage of an event with every piece of evidence marked.
///
/// It ends with the event and its evidence: words around it may hold names that only another event knows to withhold.
pub(super) fn marked(event: &Event, text: &str, index: &CharIndex, hidden: &Hidden) -> Markup {
    let all = spans(event);
    let mut shown = event.span;
    for (_, span) in &all {
        let gap = span.start.max(shown.start).saturating_sub(span.end.min(shown.end));
        if gap <= NEAR {
            shown = shown.union(*span);
        }
    }
    let end = index.chars();
    let whole = Span::new(shown.start.min(end), shown.end.min(end).min(shown.start.saturating_add(LONGEST)));
    let cut = shown.end.min(end) > whole.end;
    let withheld = hidden.passages(text, index, whole);
    let mut edges: Vec<u32> = all.iter().flat_map(|(_, s)| [s.start, s.end]).collect();
    edges.extend(withheld.iter().flat_map(|s| [s.start, s.end]));
    edges.extend([whole.start, whole.end, event.span.start, event.span.end]);
    edges.retain(|e| (whole.start..=whole.end).contains(e));
    edges.sort_unstable();
    edges.dedup();
    let pieces = edges.windows(2).map(|w| Span::new(w[0], w[1]));
    let mut merged: Vec<(Span, Piece)> = Vec::new();
    for span in pieces {
        let piece = Piece {
            // Of several, the shortest: the toll inside a long actor phrase.
            evidence: all
                .iter()
                .filter(|(_, s)| s.contains(span))
                .min_by_key(|(e, s)| (s.len(), *e))
                .copied(),
            withheld: withheld.iter().position(|s| s.contains(span)),
            inside: event.span.contains(span),
        };
        match merged.last_mut() {
            Some((before, last)) if *last == piece => before.end = span.end,
            _ => merged.push((span, piece)),
        }
    }
    // The label stands once, after the last piece of its span that no shorter span covers.
    let last: BTreeMap<(Evidence, Span), Span> =
        merged.iter().filter_map(|(span, piece)| Some((piece.evidence?, *span))).collect();
    let words = |span: Span| {
        text.get(index.byte_at(text, span.start) as usize..index.byte_at(text, span.end) as usize)
            .unwrap_or_default()
    };
    html! {
        blockquote.passage {
            @if whole.start > 0 { span.context { "… " } }
            @for (span, piece) in &merged {
                @let shown = if piece.withheld.is_some() { WITHHELD } else { words(*span) };
                @match piece.evidence {
                    Some((evidence, full)) => {
                        mark class={ "f-" (evidence.label()) } data-f=[(last.get(&(evidence, full)) == Some(span)).then_some(evidence.label())] { (shown) }
                    },
                    None if piece.inside => { (shown) },
                    None => { span.context { (shown) } },
                }
            }
            @if cut || whole.end < end { span.context { " …" } }
        }
    }
}

/// How a stretch of text is shown.
#[derive(Clone, Copy, PartialEq, Eq)]
struct Piece {
    evidence: Option<(Evidence, Span)>,
    withheld: Option<usize>,
    inside: bool,
}
