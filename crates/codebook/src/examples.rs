//! Runs the examples of the files that need no machinery but the word lists: persons, loaded words, clause openers, and how
//! a text is cut.

use document::{Document, fold};

use crate::terms::{Class, Example, Found};
use crate::{Codebook, Error, ExampleOutcome, Files, text};

/// What came of every example of `persons.toml`, `loaded.toml` and `text.toml` and of the clause openers of `discourse.toml`.
///
/// # Errors
/// Points at the faults of a codebook that cannot be compiled.
pub fn examples(files: &Files) -> Result<Vec<ExampleOutcome>, Error> {
    let codebook = Codebook::new(files)?;
    let terms = &codebook.terms;
    let mut outcomes = Vec::new();
    let mut run = |examples: &[Example], got: &dyn Fn(&Document) -> Vec<String>| {
        for example in examples {
            let document = Document::new(example.text.clone(), &codebook.style);
            outcomes.push(ExampleOutcome {
                file: example.file.to_owned(),
                line: example.line,
                entry: example.entry.clone(),
                text: example.text.clone(),
                expected: example.expect.clone(),
                got: got(&document).join("; "),
            });
        }
    };
    run(&terms.person_examples, &|document| {
        longest(&codebook, document, |class| match class {
            Class::Person(category) | Class::Body(category) => Some(category.to_string()),
            Class::Rank => Some("rank".to_owned()),
            _ => None,
        })
    });
    run(&terms.loaded_examples, &|document| {
        longest(&codebook, document, |class| match class {
            Class::Loaded(n) => {
                let (_, coded_as) = &terms.loaded[usize::from(n)];
                Some(format!("= {}", coded_as.split([';', ',']).next().unwrap_or_default()))
            }
            _ => None,
        })
    });
    run(&terms.clause_examples, &|document| {
        let words = document.tokens().iter().map(|t| t.text(document.text()));
        words.filter(|word| terms.clause_openers.contains(&fold(word))).map(str::to_owned).collect()
    });
    run(&text::examples(files)?, &|document| {
        let sentences = format!("{} sentences", document.sentences().len());
        let headings = document.sections().iter().map(|s| format!("heading {}", document.slice(s.heading)));
        std::iter::once(sentences).chain(headings).collect()
    });
    Ok(outcomes)
}

/// The words of every term of the classes that `name` names, with that name; of terms that overlap, the one that begins
/// first, and of these the longest.
fn longest(codebook: &Codebook, document: &Document, name: impl Fn(Class) -> Option<String>) -> Vec<String> {
    let mut free = 0;
    let mut shown = Vec::new();
    for Found { first, end, class, .. } in codebook.terms.scan(document) {
        let Some(name) = name(class).filter(|_| first >= free) else { continue };
        let tokens = &document.tokens()[first as usize..end as usize];
        let words: Vec<&str> = tokens.iter().map(|t| t.text(document.text())).collect();
        shown.push(format!("{} {name}", words.join(" ")));
        free = end;
    }
    shown
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_example_holds() {
        let outcomes = examples(&Files::embedded()).expect("a codebook");
        assert!(outcomes.len() > 30, "{}", outcomes.len());
        let failed: Vec<String> = outcomes
            .iter()
            .filter(|o| !o.passed())
            .map(|o| {
                format!("{}:{} {:?}\n  expected {}\n  got      {}", o.file, o.line, o.text, o.expected, o.got)
            })
            .collect();
        assert!(failed.is_empty(), "{}", failed.join("\n"));
    }
}
