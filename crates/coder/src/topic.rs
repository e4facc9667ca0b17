use codebook::terms::Class;
use document::Document;

use record::Precision;

use crate::acts::Strength;
use crate::scene::Scene;
use crate::unit;

/// Whether a text is about sport, a disaster, a film, a law, history or a life, and only borrows the words of violence.
///
/// Counted are different topic words of one topic, against clauses that tell a loss with its day or place, or an act with its day and place.
pub(crate) fn is_foreign(scene: &Scene<'_>, title: Option<&str>) -> bool {
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
    // A title that names the topic ("Film review") weighs as much as three words of the text, where the text has one.
    let codebook = scene.reading.codebook;
    let mut weights: Vec<usize> = terms.iter().map(Vec::len).collect();
    if let Some(title) = title {
        let title = Document::new(title.to_owned(), &codebook.style);
        for found in codebook.terms.scan(&title) {
            if let Class::Topic(n) = found.class
                && !terms[usize::from(n)].is_empty()
            {
                weights[usize::from(n)] += 3;
            }
        }
    }
    let most = weights.into_iter().max().unwrap_or(0);
    if most < 3 {
        return false;
    }
    let units = unit::split(scene);
    let told = units
        .iter()
        .filter(|u| {
            let act =
                u.acts.iter().any(|a| a.strength == Strength::Verb && a.tactic != record::Tactic::Other);
            let dated = u.dates.iter().any(|&d| {
                matches!(scene.dates[d].when.precision, Precision::Day | Precision::Week) && !scene.recalls(d)
            });
            let (placed, lost) = (!u.places.is_empty(), !u.persons.is_empty());
            (act || lost) && dated && (placed || lost)
        })
        .count();
    most >= 2 * told + 2
}
