//! Quantities, casualties and materiel: whose loss, how many, how sure.
//!
//! [`read`] finds the noun groups of a document with their figures ([`Group`]) and ties each word for an effect to the
//! groups that suffer it ([`Loss`], [`MaterielLoss`]).

mod aboard;
mod casualty;
mod examples;
mod group;
mod materiel;
mod naming;
mod order;
mod quantity;
mod retold;
mod syntactic;
mod things;
mod unnamed;
mod victims;

pub use casualty::Loss;
pub use examples::examples;
pub use group::{Group, Head, holding, within};
pub use materiel::MaterielLoss;
pub use quantity::{Quantity, counting};

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

/// Reads the losses of a document. `names` are the names of persons, as ranges of tokens in order; with `syntax`, the parser ties what
/// word order does not.
pub fn read(reading: &Reading<'_>, names: &[(usize, usize)], syntax: bool) -> Losses {
    let mut groups = group::find(reading);
    naming::add(reading, &mut groups, names);
    unnamed::add(reading, &mut groups);
    let mut hints = syntactic::Hints::new();
    let mut persons = casualty::find(reading, &groups, &hints);
    let mut materiel = materiel::find(reading, &groups, &hints);
    let mut untied = persons.untied;
    untied.extend(materiel.untied);
    syntactic::retain_worth_a_parse(reading, &groups, &mut untied, &persons.losses, &materiel.losses);
    if syntax && !untied.is_empty() {
        untied.sort_by_key(|f| (f.first, f.end, f.term));
        hints = syntactic::patients(reading, &mut groups, &untied);
        // Without hints there are no new groups either.
        if !hints.is_empty() {
            persons = casualty::find(reading, &groups, &hints);
            materiel = materiel::find(reading, &groups, &hints);
        }
    }
    aboard::add(reading, &groups, &materiel.losses, &mut persons.losses);
    // "a soldier lost both legs": the words for the harm hold no thing.
    let told = |l: &MaterielLoss| {
        persons.losses.iter().any(|p| p.trigger.first <= l.head.0 && l.head.1 <= p.trigger.end)
    };
    materiel.losses.retain(|l| !told(l));
    // "bandits made off with 40 cows": who takes things is not taken.
    let taken: std::collections::BTreeSet<u32> =
        materiel.losses.iter().filter(|m| m.first >= m.trigger.end).map(|m| m.trigger.first).collect();
    persons.losses.retain(|l| {
        let subject = l.end <= l.trigger.first && !reading.passive_before(l.trigger.first as usize);
        !(subject && taken.contains(&l.trigger.first))
    });
    // "three died and 17 were burned": a figure of persons.
    let harmed = |l: &MaterielLoss| {
        let hurt = |p: &Loss| matches!(p.effect, record::Effect::Injured | record::Effect::KilledOrInjured);
        persons.losses.iter().any(|p| hurt(p) && p.first <= l.head.0 && l.head.0 < p.end)
    };
    materiel.losses.retain(|l| !harmed(l));
    materiel.losses.retain(|l| materiel::is_outcome(reading, l, &persons.losses));
    Losses { groups, persons: persons.losses, materiel: materiel.losses }
}
