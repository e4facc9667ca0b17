//! Invented documents and their codings.
#![allow(dead_code, reason = "each test file uses its own part")]

use casebook::{Casebook, CodingKey, Form, Options, Outcome, Packed, Source};
use record::{Coded, Event, Trace};

/// A document of a few hundred bytes that differs for every number.
pub(crate) fn bytes(n: usize) -> Vec<u8> {
    format!("Report {n}. On {} May a column took post {n} near Séva.\n", n % 28 + 1)
        .repeat(3 + n % 5)
        .into_bytes()
}

/// Its records: none for every fifth document.
pub(crate) fn coded(n: usize) -> Vec<Coded> {
    let record = |k: usize| -> Event {
        serde_json::from_value(serde_json::json!({
            "document": {"path": ""}, "span": [k * 10, k * 10 + 9], "kind": "event", "section": null,
            "when": {"start": "2021-05-04", "end": "2021-05-04", "precision": "day", "calendar": "gregorian",
                     "stated": {"year": null, "month": 5, "day": 4}, "basis": "stated", "slack_days": 0, "span": [0, 8]},
            "where": {"name": "Séva", "path": ["Séva"], "relation": null, "country": "ML", "admin1": null,
                      "gazetteer_id": null, "lat": 14.5, "lon": -4.25, "radius_km": 1.0, "precision": 1, "span": null},
            "type": {"acled": null, "gtd": null}, "tactics": [], "actors": [], "toll": [], "materiel": [],
            "attribution": {"voice": "author", "quoted": null, "claimed_by": null, "span": null},
        }))
        .expect("a record")
    };
    let trace = Trace { field: "when".into(), rule: format!("rule {n}"), span: None };
    (0..n % 5).map(|k| Coded { event: record(k), traces: vec![trace.clone()] }).collect()
}

/// The source of document `n`: every seventh is told in two files.
pub(crate) fn source(n: usize) -> Source {
    let mut source = Source::new(format!("reports/{n:05}.txt"));
    source.publisher = Some("Observer".into());
    source.extra.insert("row".into(), n.into());
    source
}

pub(crate) fn key(source: &Source, bytes: &[u8], codebook: &str) -> CodingKey {
    CodingKey::new(source, bytes, codebook, "0.1.0")
}

pub(crate) fn packed(key: &CodingKey, bytes: &[u8], n: usize) -> Packed {
    Packed::new(key, Form::Text, bytes, coded(n)).expect("packed")
}

/// Stores document `n` as a coding run does.
pub(crate) fn store(book: &mut Casebook, n: usize, codebook: &str) -> Outcome {
    let (source, bytes) = (source(n), bytes(n));
    let key = key(&source, &bytes, codebook);
    match book.link(&source, &key).expect("a casebook") {
        Some(outcome) => outcome,
        None => book.store(&source, &key, &packed(&key, &bytes, n)).expect("a casebook"),
    }
}

pub(crate) fn small_batches() -> Options {
    Options { batch_documents: 7, ..Options::default() }
}
