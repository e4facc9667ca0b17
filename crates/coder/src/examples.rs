use codebook::ExampleOutcome;
use record::{DocumentRef, Side};

use crate::{Coder, Input};

/// Runs the examples of the tactics: the tactics of all events that the text gives, in order, each once.
pub(crate) fn tactics(coder: &Coder) -> Vec<ExampleOutcome> {
    let run = |example: &codebook::terms::Example| {
        let document = DocumentRef {
            sha256: None,
            path: "example".to_owned(),
            title: None,
            published: None,
            publisher: None,
            side: Side::Unknown,
        };
        let coding = coder.code(&Input { text: example.text.clone(), document });
        let mut got: Vec<&str> = Vec::new();
        for event in &coding.events {
            for tactic in &event.event.tactics {
                if !got.contains(&tactic.as_str()) {
                    got.push(tactic.as_str());
                }
            }
        }
        ExampleOutcome {
            file: example.file.to_owned(),
            line: example.line,
            entry: example.entry.clone(),
            text: example.text.clone(),
            expected: example.expect.clone(),
            got: got.join(" "),
        }
    };
    coder.codebook().terms.tactic_examples.iter().map(run).collect()
}

#[cfg(test)]
mod tests {
    use crate::Coder;

    #[test]
    fn every_example_of_the_codebook_holds() {
        let outcomes = Coder::examples(&codebook::Files::embedded()).unwrap();
        let failed: Vec<String> = outcomes
            .iter()
            .filter(|o| !o.passed())
            .map(|o| {
                format!(
                    "{}:{} [{}] {:?}\n    expected {:?}\n    got      {:?}",
                    o.file, o.line, o.entry, o.text, o.expected, o.got
                )
            })
            .collect();
        assert!(failed.is_empty(), "{} of {} examples\n{}", failed.len(), outcomes.len(), failed.join("\n"));
    }
}
