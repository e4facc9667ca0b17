//! The event record, version 1: what the coder writes, what a gold file holds, what the scorer compares.
//!
//! One JSON object per event; a file of them is JSON Lines. A field that the text does not support is `null` or `[]`;
//! nothing is ever guessed to fill it. Spans are half-open `[start, end)` in **Unicode code points** of the document's
//! text, so that `text[start:end]` in Python is the evidence.

mod actor;
mod attribution;
mod event;
mod jsonl;
mod loss;
mod place;
mod sourced;
mod span;
mod tactic;
mod trace;
mod when;

pub use actor::{Actor, ActorCategory, Role};
pub use attribution::{Attribution, Voice};
pub use event::{Confidence, DocumentRef, Event, EventType, Kind, Side};
pub use jsonl::{ReadError, read_events, write_event};
pub use loss::{Effect, Materiel, MaterielEffect, Of, Qualifier, Toll};
pub use place::{Relation, Where};
pub use sourced::Sourced;
pub use span::{CharIndex, Span};
pub use tactic::Tactic;
pub use trace::{Coded, Trace};
pub use when::{Basis, Calendar, Precision, Stated, When};

/// The version of the record that this crate writes.
pub const RECORD_VERSION: u32 = 1;

/// Declares a closed list of codes: an enum, its `as_str`, `ALL`, `FromStr`, `Display` and serde by the same words.
macro_rules! codes {
    ($(#[$meta:meta])* $name:ident { $($(#[$vmeta:meta])* $variant:ident = $word:literal),+ $(,)? }) => {
        $(#[$meta])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
        pub enum $name { $($(#[$vmeta])* #[doc = concat!("Written `", $word, "`.")] #[serde(rename = $word)] $variant),+ }
        impl $name {
            /// Every code, in the order of the record's definition.
            pub const ALL: &'static [$name] = &[$($name::$variant),+];
            /// The code as it is written in a record.
            pub fn as_str(self) -> &'static str { match self { $($name::$variant => $word),+ } }
        }
        impl std::str::FromStr for $name {
            type Err = String;
            fn from_str(s: &str) -> Result<Self, String> {
                match s {
                    $($word => Ok($name::$variant),)+
                    _ => Err(format!("`{s}` is no {}; one of: {}", stringify!($name), [$($word),+].join(", "))),
                }
            }
        }
        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result { f.pad(self.as_str()) }
        }
    };
}
pub(crate) use codes;
