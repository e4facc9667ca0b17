//! Quantities, casualties and materiel: whose loss, how many, how sure.
//!
//! [`read`] finds the noun groups of a document with their figures ([`Group`]) and ties each word for an effect to the
//! groups that suffer it ([`Loss`], [`MaterielLoss`]).

mod casualty;
mod examples;
mod group;
mod materiel;
mod quantity;

pub use casualty::Loss;
pub use examples::examples;
pub use group::{Group, Head, holding, within};
pub use materiel::MaterielLoss;
pub use quantity::Quantity;

use codebook::Reading;

/// What a document says of losses.
#[derive(Clone, Debug, Default)]
pub struct Losses {
    /// Noun groups in order.
    pub groups: Vec<Group>,
    /// Losses of persons, in order of their words.
    pub persons: Vec<Loss>,
    /// Losses of things, in order of their words.
    pub materiel: Vec<MaterielLoss>,
}

/// Reads the losses of a document.
pub fn read(reading: &Reading<'_>) -> Losses {
    let groups = group::find(reading);
    let persons = casualty::find(reading, &groups);
    let materiel = materiel::find(reading, &groups);
    Losses { groups, persons, materiel }
}
