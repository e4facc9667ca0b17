//! `types.toml`: from tactics and parties to event types.

use record::{ActorCategory, Tactic};
use serde::Deserialize;

use crate::{Error, Files, Located};

/// One rule: the first whose conditions hold gives the type.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TypeRule {
    /// Its name.
    pub id: String,
    /// What it stands for.
    pub definition: String,
    /// Any of these tactics.
    pub tactics: Vec<Tactic>,
    /// Any of these categories among the targets; empty: any.
    #[serde(default)]
    pub target: Vec<ActorCategory>,
    /// Any of these effects on persons or things; empty: any.
    #[serde(default)]
    pub effects: Vec<String>,
    /// Any of these tactics or effects besides; empty: any.
    #[serde(default)]
    pub with: Vec<String>,
    /// None of these effects.
    #[serde(default)]
    pub without: Vec<String>,
    /// ACLED event type and sub-event type.
    pub acled: [String; 2],
    /// GTD attack type.
    #[serde(default)]
    pub gtd: Option<String>,
    /// PLOVER event category.
    #[serde(default)]
    pub plover: Option<String>,
    /// UCDP GED type of violence, as far as the act decides it: UCDP counts only events with a death.
    #[serde(default)]
    pub ucdp: Option<String>,
    /// Sentences with the ACLED sub-event type that they are coded as.
    #[serde(default)]
    pub examples: Vec<TypeExample>,
}

/// An example of a rule.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TypeExample {
    /// The text.
    pub text: Located<String>,
    /// The sub-event type of the first event.
    pub expect: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Types {
    rule: Vec<TypeRule>,
}

/// Reads `types.toml`.
///
/// # Errors
/// Points at file, line and column.
pub fn rules(files: &Files) -> Result<Vec<TypeRule>, Error> {
    Ok(files.parse::<Types>("types.toml")?.rule)
}
