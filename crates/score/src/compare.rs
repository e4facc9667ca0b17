use std::collections::{BTreeMap, BTreeSet};

use record::Event;

use crate::PairingError;
use crate::align::{align, sort_key};
use crate::fields::{Field, Slots, compare_field};
use crate::pairing::pair_paths;

/// What can go wrong in a comparison.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub enum ScoreError {
    /// Documents cannot be paired.
    #[error(transparent)]
    Pairing(#[from] PairingError),
    /// There is nothing to compare with.
    #[error("the gold side names no document and holds no event")]
    NoGold,
}

/// Which documents are scored.
#[derive(Clone, Debug, Default)]
pub struct Scope {
    /// Gold documents besides those of the gold events: documents without any event (negatives).
    pub documents: Vec<String>,
    /// Leave predicted events of documents that gold does not name out of the score, and list those documents. Without
    /// it, every such event is spurious.
    pub ignore_unknown: bool,
}

/// One document as both sides coded it.
#[derive(Clone, Debug)]
pub struct ComparedDocument {
    /// The path by gold, or by the prediction where gold has no such document.
    pub path: String,
    /// The path by the prediction, if it has the document.
    pub predicted_path: Option<String>,
    /// Gold records in the order of their spans.
    pub gold: Vec<Event>,
    /// Predicted records in the order of their spans.
    pub predicted: Vec<Event>,
    /// Aligned records: index in `gold`, index in `predicted`.
    pub pairs: Vec<(usize, usize)>,
}

/// Two sets of records, aligned.
#[derive(Clone, Debug, Default)]
pub struct Comparison {
    /// In the order of their paths.
    pub documents: Vec<ComparedDocument>,
    /// Documents that were predicted but left out, because gold does not name them.
    pub ignored: Vec<String>,
}

/// Whether a field of two records agrees as the scorer counts it: nothing of it is wrong, missed or spurious. A field that neither
/// record has agrees.
pub fn agrees(field: Field, gold: &Event, predicted: &Event) -> bool {
    let counts = compare_field(field, Some(&Slots::new(gold)), Some(&Slots::new(predicted)));
    counts.spurious == 0 && counts.missed == 0
}

type Grouped = BTreeMap<String, Vec<Event>>;

fn by_document(events: impl IntoIterator<Item = Event>) -> Grouped {
    let mut documents = Grouped::new();
    for event in events {
        documents.entry(event.document.path.clone()).or_default().push(event);
    }
    for list in documents.values_mut() {
        list.sort_by_cached_key(sort_key);
    }
    documents
}

fn views(paths: &[String]) -> Vec<&str> {
    paths.iter().map(String::as_str).collect()
}

/// Aligns two sets of records, document by document.
///
/// # Errors
/// [`ScoreError::Pairing`] if a document of one side could be either of two of the other; [`ScoreError::NoGold`] if
/// gold is empty and no document is named.
pub fn compare(
    gold: impl IntoIterator<Item = Event>,
    predicted: impl IntoIterator<Item = Event>,
    scope: &Scope,
) -> Result<Comparison, ScoreError> {
    let mut gold = by_document(gold);
    for path in &scope.documents {
        gold.entry(path.clone()).or_default();
    }
    if gold.is_empty() {
        return Err(ScoreError::NoGold);
    }
    let mut predicted = by_document(predicted);
    let gold_paths: Vec<String> = gold.keys().cloned().collect();
    let predicted_paths: Vec<String> = predicted.keys().cloned().collect();
    let partners = pair_paths(&views(&gold_paths), &views(&predicted_paths))?;
    let mut comparison = Comparison::default();
    let mut known = BTreeSet::new();
    for (path, partner) in gold_paths.into_iter().zip(partners) {
        let own = gold.remove(&path).unwrap_or_default();
        let predicted_path = partner.map(|r| predicted_paths[r].clone());
        let other = predicted_path.as_ref().and_then(|p| predicted.remove(p)).unwrap_or_default();
        known.extend(predicted_path.clone());
        let pairs = align(&own, &other);
        comparison.documents.push(ComparedDocument {
            path,
            predicted_path,
            gold: own,
            predicted: other,
            pairs,
        });
    }
    for (path, events) in predicted {
        if scope.ignore_unknown {
            comparison.ignored.push(path);
        } else {
            comparison.documents.push(ComparedDocument {
                predicted_path: Some(path.clone()),
                path,
                gold: Vec::new(),
                predicted: events,
                pairs: Vec::new(),
            });
        }
    }
    comparison.documents.sort_by(|a, b| a.path.cmp(&b.path));
    Ok(comparison)
}
