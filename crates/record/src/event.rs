use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::{Actor, Attribution, Materiel, Span, Tactic, Toll, When, Where, codes};

codes! {
    /// What a record stands for.
    Kind {
        Event = "event",
        /// A total over events that the text also tells one by one: never added to them.
        Aggregate = "aggregate",
        /// A past event that is only recalled.
        Background = "background",
    }
}
codes! {
    /// Who published a document.
    Side { Claimant = "claimant", State = "state", Independent = "independent", Unknown = "unknown" }
}

/// Which document an event comes from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DocumentRef {
    /// SHA-256 of the original bytes, in hexadecimal.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sha256: Option<String>,
    /// Its path, as given, with forward slashes.
    pub path: String,
    /// Its title.
    #[serde(default)]
    pub title: Option<String>,
    /// When it was published.
    #[serde(default)]
    pub published: Option<Date>,
    /// Who published it.
    #[serde(default)]
    pub publisher: Option<String>,
    /// On whose side the publisher stands.
    #[serde(default = "unknown_side")]
    pub side: Side,
}

fn unknown_side() -> Side {
    Side::Unknown
}

/// The event type in two vocabularies. Both are null for aggregates.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct EventType {
    /// ACLED event type and sub-event type.
    pub acled: Option<[String; 2]>,
    /// GTD attack type; null for acts that GTD does not hold.
    pub gtd: Option<String>,
}

/// How sure the coder is of each field: 0 to 1, calibrated on gold.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Confidence {
    /// That this passage tells one event.
    pub event: f32,
    /// That the kind is right.
    pub kind: f32,
    /// That the date interval is right.
    pub when: f32,
    /// That the place is right.
    #[serde(rename = "where")]
    pub place: f32,
    /// That the type is right.
    #[serde(rename = "type")]
    pub event_type: f32,
    /// That the tactics are right.
    pub tactics: f32,
    /// That the actors are right.
    pub actors: f32,
    /// That the tolls are right.
    pub toll: f32,
    /// That the materiel is right.
    pub materiel: f32,
}

/// One event as a document tells it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Event {
    /// Stable: the same document and span give the same id in every run. Absent in gold files.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// The document.
    pub document: DocumentRef,
    /// The smallest passage that tells the event.
    pub span: Span,
    /// Event, aggregate or background.
    pub kind: Kind,
    /// The heading that it stands under.
    pub section: Option<String>,
    /// The date.
    pub when: When,
    /// The place.
    #[serde(rename = "where")]
    pub place: Where,
    /// The type.
    #[serde(rename = "type")]
    pub event_type: EventType,
    /// The means.
    pub tactics: Vec<Tactic>,
    /// The parties.
    pub actors: Vec<Actor>,
    /// Losses of persons.
    pub toll: Vec<Toll>,
    /// Losses of things.
    pub materiel: Vec<Materiel>,
    /// Whose statement it is.
    pub attribution: Attribution,
    /// Per field. Absent in gold files.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub confidence: Option<Confidence>,
}

/// The id of an event: the first 16 hexadecimal digits of SHA-256 over the document's digest, the span and the kind.
pub(crate) fn id_of(sha256: &str, span: Span, kind: Kind) -> String {
    let mut hash = Sha256::new();
    hash.update(format!("{sha256}\n{}\n{}\n{kind}", span.start, span.end));
    hash.finalize().iter().take(8).map(|b| format!("{b:02x}")).collect()
}

impl Event {
    /// Computes the stable id from the document's digest, the span and the kind.
    pub fn stable_id(&self) -> String {
        id_of(self.document.sha256.as_deref().unwrap_or(&self.document.path), self.span, self.kind)
    }
}
