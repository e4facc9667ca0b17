use codebook::types::TypeRule;
use codebook::{ExampleOutcome, Files};
use record::{Coded, DocumentRef, Side};

use crate::joins::{self, JoinExample};
use crate::{Coder, Input};

/// What an example's text is coded as.
fn code(coder: &Coder, text: &str) -> Vec<Coded> {
    let document = DocumentRef {
        sha256: None,
        path: "example".to_owned(),
        title: None,
        published: None,
        publisher: None,
        side: Side::Unknown,
    };
    coder.code(&Input { text: text.to_owned(), document }).events
}

fn run(examples: &[codebook::terms::Example], got: impl Fn(&str) -> Vec<String>) -> Vec<ExampleOutcome> {
    let outcome = |example: &codebook::terms::Example| ExampleOutcome {
        file: example.file.to_owned(),
        line: example.line,
        entry: example.entry.clone(),
        text: example.text.clone(),
        expected: example.expect.clone(),
        got: got(&example.text).join(" "),
    };
    examples.iter().map(outcome).collect()
}

/// Runs the examples of the tactics: the tactics of all events that the text gives, in order, each once.
pub(crate) fn tactics(coder: &Coder) -> Vec<ExampleOutcome> {
    run(&coder.codebook().terms.tactic_examples, |text| {
        let mut got: Vec<String> = Vec::new();
        for tactic in code(coder, text).iter().flat_map(|c| &c.event.tactics) {
            if !got.iter().any(|t| t == tactic.as_str()) {
                got.push(tactic.to_string());
            }
        }
        got
    })
}

/// Runs the examples of what holds a text together: the kinds of the records, in order.
pub(crate) fn kinds(coder: &Coder) -> Vec<ExampleOutcome> {
    run(&coder.codebook().terms.kind_examples, |text| {
        code(coder, text).iter().map(|c| c.event.kind.to_string()).collect()
    })
}

/// Runs the examples of the types: the ACLED sub-event type of the first event.
pub(crate) fn types(coder: &Coder, rules: &[TypeRule], files: &Files) -> Vec<ExampleOutcome> {
    const FILE: &str = "types.toml";
    let outcome = |rule: &TypeRule, example: &codebook::types::TypeExample| {
        let text = example.text.get_ref().clone();
        let coded = code(coder, &text);
        let acled = coded.first().and_then(|c| c.event.event_type.acled.clone());
        ExampleOutcome {
            file: FILE.to_owned(),
            line: files.line_column(FILE, example.text.span().start).0,
            entry: rule.id.clone(),
            text,
            expected: example.expect.clone(),
            got: acled.map(|[_, sub]| sub).unwrap_or_default(),
        }
    };
    rules.iter().flat_map(|rule| rule.examples.iter().map(move |example| outcome(rule, example))).collect()
}

/// Runs the examples of the joins: the kinds of the records, in order.
pub(crate) fn joins(coder: &Coder, examples: &[JoinExample], files: &Files) -> Vec<ExampleOutcome> {
    let outcome = |example: &JoinExample| {
        let text = example.text.get_ref().clone();
        let got: Vec<String> = code(coder, &text).iter().map(|c| c.event.kind.to_string()).collect();
        ExampleOutcome {
            file: joins::FILE.to_owned(),
            line: files.line_column(joins::FILE, example.text.span().start).0,
            entry: "joins".to_owned(),
            text,
            expected: example.expect.clone(),
            got: got.join(" "),
        }
    };
    examples.iter().map(outcome).collect()
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
