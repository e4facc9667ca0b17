use record::{CharIndex, Effect, Event, Kind, Of, Role, Span};
use serde::Serialize;

use crate::fields::{Slots, compare_field};
use crate::{ComparedDocument, Comparison, Field};

/// In what way two codings differ on one record.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// Gold has it, the prediction does not.
    Missed,
    /// The prediction has it, gold does not.
    Spurious,
    /// Both have it, with different values.
    Wrong,
}

/// One field on which two aligned records differ.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct FieldDifference {
    /// The field.
    pub field: Field,
    /// The value by gold.
    pub gold: Option<String>,
    /// The value by the prediction.
    pub predicted: Option<String>,
    /// The words that gold takes it from, where the text is at hand.
    pub gold_evidence: Option<String>,
    /// The words that the prediction takes it from.
    pub predicted_evidence: Option<String>,
}

/// One record on which two codings differ.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Difference {
    /// The document.
    pub document: String,
    /// How.
    pub verdict: Verdict,
    /// Gold's kind and span.
    pub gold: Option<(Kind, Span)>,
    /// The prediction's kind and span.
    pub predicted: Option<(Kind, Span)>,
    /// Gold's passage, where the text is at hand.
    pub gold_text: Option<String>,
    /// The prediction's passage.
    pub predicted_text: Option<String>,
    /// What differs (empty unless the verdict is `wrong`).
    pub fields: Vec<FieldDifference>,
}

impl Comparison {
    /// Everything that was missed, spurious or wrong, in the order of the documents and spans. `texts` gives a
    /// document's text by its path, or nothing; without it the list has spans and no words.
    pub fn differences(&self, texts: &dyn Fn(&str) -> Option<String>) -> Vec<Difference> {
        self.documents.iter().flat_map(|document| differences(document, texts)).collect()
    }
}

/// A text that spans can be cut from.
struct Text(Option<(String, CharIndex)>);

impl Text {
    fn cut(&self, span: Span) -> Option<String> {
        let (text, index) = self.0.as_ref()?;
        let (start, end) = (index.byte_at(text, span.start), index.byte_at(text, span.end));
        text.get(start as usize..end as usize).map(|t| t.split_whitespace().collect::<Vec<_>>().join(" "))
    }

    fn cut_all(&self, spans: impl IntoIterator<Item = Span>) -> Option<String> {
        let words: Vec<String> = spans.into_iter().filter_map(|s| self.cut(s)).collect();
        (!words.is_empty()).then(|| words.join(" | "))
    }
}

fn differences(document: &ComparedDocument, texts: &dyn Fn(&str) -> Option<String>) -> Vec<Difference> {
    let text = texts(&document.path).or_else(|| document.predicted_path.as_deref().and_then(texts));
    let text = Text(text.map(|t| {
        let index = CharIndex::new(&t);
        (t, index)
    }));
    let mut found = Vec::new();
    let mut paired = (vec![false; document.gold.len()], vec![false; document.predicted.len()]);
    for &(g, p) in &document.pairs {
        paired.0[g] = true;
        paired.1[p] = true;
        let (gold, predicted) = (&document.gold[g], &document.predicted[p]);
        let fields = field_differences(gold, predicted, &text);
        if !fields.is_empty() {
            found.push(difference(document, Some(gold), Some(predicted), fields, &text));
        }
    }
    for (gold, _) in document.gold.iter().zip(&paired.0).filter(|(_, paired)| !**paired) {
        found.push(difference(document, Some(gold), None, Vec::new(), &text));
    }
    for (predicted, _) in document.predicted.iter().zip(&paired.1).filter(|(_, paired)| !**paired) {
        found.push(difference(document, None, Some(predicted), Vec::new(), &text));
    }
    found.sort_by_key(|d| d.gold.or(d.predicted).map(|(kind, span)| (span, kind)));
    found
}

fn difference(
    document: &ComparedDocument,
    gold: Option<&Event>,
    predicted: Option<&Event>,
    fields: Vec<FieldDifference>,
    text: &Text,
) -> Difference {
    Difference {
        document: document.path.clone(),
        verdict: match (gold, predicted) {
            (Some(_), Some(_)) => Verdict::Wrong,
            (Some(_), None) => Verdict::Missed,
            _ => Verdict::Spurious,
        },
        gold: gold.map(|e| (e.kind, e.span)),
        predicted: predicted.map(|e| (e.kind, e.span)),
        gold_text: gold.and_then(|e| text.cut(e.span)),
        predicted_text: predicted.and_then(|e| text.cut(e.span)),
        fields,
    }
}

fn field_differences(gold: &Event, predicted: &Event, text: &Text) -> Vec<FieldDifference> {
    let (g, p) = (Slots::new(gold), Slots::new(predicted));
    let events = gold.kind == Kind::Event && predicted.kind == Kind::Event;
    let scored = |f: &Field| f.is_slot() && (events || *f == Field::Kind);
    let mut found = Vec::new();
    for field in Field::ALL.into_iter().filter(scored) {
        let counts = compare_field(field, Some(&g), Some(&p));
        if counts.spurious + counts.missed > 0 {
            found.push(FieldDifference {
                field,
                gold: value(field, gold),
                predicted: value(field, predicted),
                gold_evidence: text.cut_all(evidence(field, gold)),
                predicted_evidence: text.cut_all(evidence(field, predicted)),
            });
        }
    }
    found
}

fn effect(field: Field) -> Option<Effect> {
    match field {
        Field::Killed => Some(Effect::Killed),
        Field::Injured => Some(Effect::Injured),
        Field::KilledOrInjured => Some(Effect::KilledOrInjured),
        _ => None,
    }
}

fn figure(low: u64, high: Option<u64>) -> String {
    match high {
        Some(high) if high == low => low.to_string(),
        Some(high) => format!("{low}–{high}"),
        None => format!("{low} or more"),
    }
}

/// The actors that a field is about.
fn actors(field: Field, event: &Event) -> impl Iterator<Item = &record::Actor> {
    let role = if field == Field::Initiator { Role::Initiator } else { Role::Target };
    event.actors.iter().filter(move |a| a.role == role)
}

/// A field's value in words; `None` where the record has none.
fn value(field: Field, event: &Event) -> Option<String> {
    let list = |items: Vec<String>| (!items.is_empty()).then(|| items.join("; "));
    match field {
        Field::Date => match (event.when.start, event.when.end) {
            (None, None) => None,
            (Some(a), Some(b)) if a == b => Some(a.to_string()),
            (a, b) => {
                let day = |d: Option<jiff::civil::Date>| d.map_or_else(|| "?".to_owned(), |d| d.to_string());
                Some(format!("{} to {}", day(a), day(b)))
            }
        },
        Field::Country => event.place.country.clone(),
        Field::Place | Field::PlaceName => {
            let mut names: Vec<&String> = event.place.name.iter().chain(&event.place.path).collect();
            names.dedup();
            (!names.is_empty()).then(|| names.into_iter().map(String::as_str).collect::<Vec<_>>().join(" < "))
        }
        Field::Killed | Field::Injured | Field::KilledOrInjured => {
            let own = event.toll.iter().filter(|t| Some(t.effect) == effect(field) && t.of != Of::Initiator);
            list(own.map(|t| format!("{} ({})", figure(t.low, t.high), t.of)).collect())
        }
        Field::Tactics | Field::TacticsGrouped => {
            list(event.tactics.iter().map(|t| t.as_str().to_owned()).collect())
        }
        Field::Materiel => list(
            event
                .materiel
                .iter()
                .map(|m| format!("{} {} {}", figure(m.low, m.high), m.item, m.effect))
                .collect(),
        ),
        Field::Kind => Some(event.kind.to_string()),
        Field::Initiator | Field::Target => {
            list(actors(field, event).map(|a| format!("{} ({})", a.name, a.category)).collect())
        }
        Field::Quoted => event.attribution.quoted.clone(),
        Field::SubEvent => event.event_type.acled.as_ref().map(|[_, sub]| sub.clone()),
    }
}

fn evidence(field: Field, event: &Event) -> Vec<Span> {
    match field {
        Field::Date => event.when.span.into_iter().collect(),
        Field::Country | Field::Place | Field::PlaceName => event.place.span.into_iter().collect(),
        Field::Killed | Field::Injured | Field::KilledOrInjured => {
            let own = event.toll.iter().filter(|t| Some(t.effect) == effect(field) && t.of != Of::Initiator);
            own.map(|t| t.span).collect()
        }
        Field::Materiel => event.materiel.iter().map(|m| m.span).collect(),
        Field::Initiator | Field::Target => actors(field, event).filter_map(|a| a.span).collect(),
        Field::Quoted => event.attribution.span.into_iter().collect(),
        Field::Tactics | Field::TacticsGrouped | Field::Kind | Field::SubEvent => Vec::new(),
    }
}
