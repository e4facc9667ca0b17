//! `confidence.toml`: how sure a value is, by how it was come by. Each figure is a share measured on gold.

use serde::Deserialize;

use crate::{Error, Files};

/// Shares between 0 and 1, as `confidence.toml` defines them.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[allow(missing_docs, reason = "each table has its definition in confidence.toml, beside its figures")]
pub struct Confidences {
    pub event: EventShares,
    pub kind: KindShares,
    pub when: WhenShares,
    #[serde(rename = "where")]
    pub place: PlaceShares,
    pub tactics: TacticShares,
    pub fields: FieldShares,
}

macro_rules! shares {
    ($($name:ident { $($field:ident),+ }),+ $(,)?) => {$(
        /// One table of `confidence.toml`.
        #[derive(Clone, Debug, Deserialize)]
        #[serde(deny_unknown_fields)]
        #[allow(missing_docs, reason = "the table has its definition in confidence.toml, beside its figures")]
        pub struct $name {
            /// What the shares are of.
            pub definition: String,
            $(pub $field: f32),+
        }

        impl $name {
            fn all(&self) -> Vec<f32> {
                vec![$(self.$field),+]
            }
        }
    )+};
}

shares! {
    EventShares { verb, other },
    KindShares { event, aggregate, background },
    WhenShares { stated, relative, inherited, none },
    PlaceShares { own, carried, heading, country },
    TacticShares { none, one, several },
    FieldShares { r#type, actors, toll, no_toll, materiel, no_materiel },
}

impl Confidences {
    /// Reads `confidence.toml`.
    ///
    /// # Errors
    /// Points at file, line and column; a share outside of 0 to 1 is a fault.
    pub fn new(files: &Files) -> Result<Confidences, Error> {
        const FILE: &str = "confidence.toml";
        let shares: Confidences = files.parse(FILE)?;
        let all = [
            shares.event.all(),
            shares.kind.all(),
            shares.when.all(),
            shares.place.all(),
            shares.tactics.all(),
            shares.fields.all(),
        ];
        match all.concat().iter().find(|share| !(0.0..=1.0).contains(*share)) {
            Some(share) => Err(files
                .fault(FILE, 0..0, format!("a share lies between 0 and 1, and {share} does not"))
                .into()),
            None => Ok(shares),
        }
    }
}
