use codebook::terms::Class;

use crate::scene::Scene;
use crate::unit::{self, Strength};

/// Whether a text is about sport, a disaster, a film, a law, history or a life, and only borrows the words of violence.
///
/// Counted are different topic words of one topic, against sentences that tell an act by a verb together with a date or a loss.
pub(crate) fn is_foreign(scene: &Scene<'_>) -> bool {
    let topics = scene.reading.codebook.terms.topics.len();
    let mut terms: Vec<Vec<u32>> = vec![Vec::new(); topics];
    for found in &scene.reading.found {
        if let Class::Topic(n) = found.class {
            let list = &mut terms[usize::from(n)];
            if !list.contains(&found.term) {
                list.push(found.term);
            }
        }
    }
    let most = terms.iter().map(Vec::len).max().unwrap_or(0);
    if most < 3 {
        return false;
    }
    let units = unit::split(scene);
    let told = units
        .iter()
        .filter(|u| u.strongest() == Some(Strength::Verb) && (!u.dates.is_empty() || !u.persons.is_empty()))
        .count();
    most >= 2 * told + 2
}
