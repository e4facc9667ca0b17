use serde::{Deserialize, Serialize};

use crate::{Span, codes};

codes! {
    /// Whose loss it is.
    Of { Target = "target", Initiator = "initiator", Civilians = "civilians", Unknown = "unknown" }
}
codes! {
    /// What happened to persons.
    Effect {
        Killed = "killed", Injured = "injured",
        /// A joint figure that gives no split.
        KilledOrInjured = "killed_or_injured",
        Captured = "captured", Freed = "freed", Missing = "missing", Displaced = "displaced",
    }
}
codes! {
    /// How the words bound the figure.
    Qualifier {
        Exact = "exact", About = "about", AtLeast = "at_least", MoreThan = "more_than", Nearly = "nearly",
        UpTo = "up_to", Vague = "vague",
    }
}
codes! {
    /// What happened to things.
    MaterielEffect {
        Destroyed = "destroyed", Damaged = "damaged", Disabled = "disabled", Burned = "burned",
        Captured = "captured", ShotDown = "shot_down", Seized = "seized",
    }
}

/// A claimed loss of persons: `low` to `high`, `high` null where there is no upper bound.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Toll {
    /// Whose loss.
    pub of: Of,
    /// What happened to them.
    pub effect: Effect,
    /// The least number.
    pub low: u64,
    /// The greatest number; null: no upper bound.
    pub high: Option<u64>,
    /// As the words bound it.
    pub qualifier: Qualifier,
    /// The words.
    pub span: Span,
}

/// A claimed loss of things.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Materiel {
    /// What it is, as the neutral singular.
    pub item: String,
    /// What happened to it.
    pub effect: MaterielEffect,
    /// The least number.
    pub low: u64,
    /// The greatest number; null: no upper bound.
    pub high: Option<u64>,
    /// The words.
    pub span: Span,
}
