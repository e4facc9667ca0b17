use serde::{Deserialize, Serialize};

use crate::{Span, codes};

codes! {
    /// What an actor does in the event.
    Role { Initiator = "initiator", Target = "target", Other = "other" }
}
codes! {
    /// What kind of actor it is, in neutral terms.
    ActorCategory {
        StateForces = "state_forces", Police = "police", Militia = "militia", ArmedGroup = "armed_group",
        ForeignForces = "foreign_forces", Government = "government", Intelligence = "intelligence",
        Civilians = "civilians", Religious = "religious", Contractor = "contractor", Unknown = "unknown",
    }
}

/// A party that the text names or mentions.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Actor {
    /// The neutral name.
    pub name: String,
    /// Its part in the event.
    pub role: Role,
    /// Its kind.
    pub category: ActorCategory,
    /// The words; null where the sentence leaves the issuing group out.
    pub span: Option<Span>,
}
