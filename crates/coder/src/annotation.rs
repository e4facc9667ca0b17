use codebook::terms::Class;
use record::Span;
use serde::Serialize;
use serde_json::{Map, Value, json};

use crate::Input;
use crate::scene::Scene;

/// One mention: a row of `counterclaim annotate`.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Annotation {
    /// The document's path.
    pub document: String,
    /// `date`, `place`, `toll`, `materiel`, `actor` or `action`.
    pub kind: &'static str,
    /// Where it stands, in code points.
    pub span: Span,
    /// The words.
    pub text: String,
    /// The resolved value: `timex3` and `when`; `where`; `low`, `high`, `qualifier`, ...
    #[serde(flatten)]
    pub value: Map<String, Value>,
}

/// The rows of one document.
pub(crate) fn rows(scene: &Scene<'_>, dates: &[when::Mention], input: &Input) -> Vec<Annotation> {
    let doc = scene.reading.doc;
    let terms = &scene.reading.codebook.terms;
    let mut rows = Vec::new();
    let mut push = |kind: &'static str, range: document::TextRange, value: Value| {
        let Value::Object(value) = value else { return };
        let text = doc.slice(range).to_owned();
        rows.push(Annotation { document: input.document.path.clone(), kind, span: doc.span(range), text, value });
    };
    for mention in dates {
        for (range, timex) in mention.timexes() {
            push("date", range, json!({ "timex3": timex, "when": mention.when, "type": mention.kind, "role": mention.role, "rule": mention.rule.entry }));
        }
    }
    for place in &scene.places {
        let range = scene.reading.range(place.first, place.end);
        push("place", range, json!({ "where": place.place, "locates": place.locates, "rule": place.rule, "confidence": place.confidence }));
    }
    for loss in &scene.losses.persons {
        let q = loss.quantity;
        let range = scene.reading.range(loss.first as usize, loss.end as usize);
        push("toll", range, json!({ "effect": loss.effect, "low": q.low, "high": q.high, "qualifier": q.qualifier, "rule": terms.term(loss.trigger.term) }));
    }
    for loss in &scene.losses.materiel {
        let q = loss.quantity;
        let range = scene.reading.range(loss.first as usize, loss.end as usize);
        push("materiel", range, json!({ "item": loss.item, "effect": loss.effect, "low": q.low, "high": q.high, "qualifier": q.qualifier, "rule": terms.term(loss.trigger.term) }));
    }
    for found in &scene.reading.found {
        let range = scene.reading.range(found.first as usize, found.end as usize);
        match found.class {
            Class::Person(category) => push("actor", range, json!({ "category": category, "persons": true })),
            Class::Body(category) => push("actor", range, json!({ "category": category, "persons": false })),
            Class::Act(tactic) | Class::Weak(tactic) => push("action", range, json!({ "tactic": tactic, "rule": terms.term(found.term) })),
            Class::Means(tactic) => push("action", range, json!({ "tactic": tactic, "means": true, "rule": terms.term(found.term) })),
            _ => {}
        }
    }
    rows.sort_by(|a, b| (a.span, a.kind).cmp(&(b.span, b.kind)));
    rows.dedup();
    rows
}
