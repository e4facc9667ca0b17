use std::collections::BTreeMap;

use record::Kind;
use serde::Serialize;

use crate::fields::{Slots, compare_field};
use crate::{ComparedDocument, Comparison, Counts, Field, Metadata, ScoreError};

/// One field, measured twice.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct FieldScores {
    /// The field.
    pub field: Field,
    /// Over pairs in which both sides are events (`kind`: over all aligned pairs).
    pub aligned: Counts,
    /// The same, and the values of missed and spurious events.
    pub all: Counts,
}

/// How often a record of one kind met a record of another; null is "no record".
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct KindCell {
    /// By gold.
    pub gold: Option<Kind>,
    /// By the prediction.
    pub predicted: Option<Kind>,
    /// How often.
    pub count: u64,
}

/// All figures over a set of documents.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Scores {
    /// Documents compared.
    pub documents: u64,
    /// Events found: a predicted event aligned with a gold event is right.
    pub events: Counts,
    /// All slots, missed and spurious events included.
    pub slots: Counts,
    /// All slots of the aligned pairs only.
    pub slots_aligned: Counts,
    /// All slots but `kind`, which is right by definition wherever an event is.
    pub slots_without_kind: Counts,
    /// Field by field.
    pub fields: Vec<FieldScores>,
    /// Kind by gold against kind by the prediction, in the order of the kinds, null last; no empty cells.
    pub kinds: Vec<KindCell>,
}

/// The figures over everything and by group.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Report {
    /// Over everything.
    pub all: Scores,
    /// The column of metadata that `by` is grouped by.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub grouped_by: Option<String>,
    /// By the values of that column; documents without a value stand under the empty string.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub by: BTreeMap<String, Scores>,
    /// Predicted documents that gold does not name and that were left out.
    pub ignored: Vec<String>,
}

impl Comparison {
    /// The figures over all documents.
    pub fn scores(&self) -> Scores {
        scores(&self.documents.iter().collect::<Vec<_>>())
    }

    /// The figures, and the same for each value of a column of the metadata (`type`, `country`, ...).
    ///
    /// # Errors
    /// [`ScoreError::Pairing`] if a document could be either of two rows of the metadata.
    pub fn report(&self, by: Option<(&Metadata, &str)>) -> Result<Report, ScoreError> {
        let mut groups: BTreeMap<String, Vec<&ComparedDocument>> = BTreeMap::new();
        if let Some((metadata, column)) = by {
            let paths: Vec<&str> = self.documents.iter().map(|d| d.path.as_str()).collect();
            for (document, value) in self.documents.iter().zip(metadata.values(&paths, column)?) {
                groups.entry(value.unwrap_or_default()).or_default().push(document);
            }
        }
        Ok(Report {
            all: self.scores(),
            grouped_by: by.map(|(_, column)| column.to_owned()),
            by: groups.into_iter().map(|(value, documents)| (value, scores(&documents))).collect(),
            ignored: self.ignored.clone(),
        })
    }
}

/// A record's place in the table of kinds; 3 is "no record".
fn row(kind: Option<Kind>) -> usize {
    kind.and_then(|k| Kind::ALL.iter().position(|a| *a == k)).unwrap_or(Kind::ALL.len())
}

fn scores(documents: &[&ComparedDocument]) -> Scores {
    let mut fields =
        Field::ALL.map(|field| FieldScores { field, aligned: Counts::default(), all: Counts::default() });
    let mut events = Counts::default();
    let mut kinds = [[0_u64; 4]; 4];
    for document in documents {
        let mut partner = vec![None; document.gold.len()];
        let mut unpaired = vec![true; document.predicted.len()];
        for &(g, p) in &document.pairs {
            partner[g] = Some(p);
            unpaired[p] = false;
        }
        let lone =
            document.predicted.iter().enumerate().filter(|(p, _)| unpaired[*p]).map(|(_, e)| (None, Some(e)));
        let pairs =
            document.gold.iter().zip(&partner).map(|(g, p)| (Some(g), p.map(|p| &document.predicted[p])));
        for (gold, predicted) in pairs.chain(lone) {
            let (gold_kind, predicted_kind) = (gold.map(|e| e.kind), predicted.map(|e| e.kind));
            kinds[row(gold_kind)][row(predicted_kind)] += 1;
            let (is_gold, is_predicted) =
                (gold_kind == Some(Kind::Event), predicted_kind == Some(Kind::Event));
            events += Counts {
                right: u64::from(is_gold && is_predicted),
                spurious: u64::from(is_predicted && !is_gold),
                missed: u64::from(is_gold && !is_predicted),
            };
            let (g, p) = (gold.map(Slots::new), predicted.map(Slots::new));
            let aligned = gold.is_some() && predicted.is_some();
            for scored in &mut fields {
                // Only events have slots; a kind is also compared wherever two records are aligned.
                let counts = if scored.field == Field::Kind && aligned {
                    compare_field(scored.field, g.as_ref(), p.as_ref())
                } else {
                    compare_field(
                        scored.field,
                        g.as_ref().filter(|_| is_gold),
                        p.as_ref().filter(|_| is_predicted),
                    )
                };
                scored.all += counts;
                if aligned && (scored.field == Field::Kind || (is_gold && is_predicted)) {
                    scored.aligned += counts;
                }
            }
        }
    }
    let sum = |keep: &dyn Fn(Field) -> bool, part: &dyn Fn(&FieldScores) -> Counts| {
        fields
            .iter()
            .filter(|f| f.field.is_slot() && keep(f.field))
            .fold(Counts::default(), |s, f| s + part(f))
    };
    Scores {
        documents: documents.len() as u64,
        events,
        slots: sum(&|_| true, &|f| f.all),
        slots_aligned: sum(&|_| true, &|f| f.aligned),
        slots_without_kind: sum(&|f| f != Field::Kind, &|f| f.all),
        fields: fields.to_vec(),
        kinds: kind_cells(&kinds),
    }
}

fn kind_cells(kinds: &[[u64; 4]; 4]) -> Vec<KindCell> {
    let name = |n: usize| Kind::ALL.get(n).copied();
    let mut cells = Vec::new();
    for (g, line) in kinds.iter().enumerate() {
        for (p, &count) in line.iter().enumerate().filter(|(_, c)| **c > 0) {
            cells.push(KindCell { gold: name(g), predicted: name(p), count });
        }
    }
    cells
}
