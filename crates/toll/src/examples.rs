use codebook::{Codebook, ExampleOutcome, Reading};
use document::Document;
use record::Qualifier;

use crate::Quantity;

/// Runs the examples of quantities, losses and materiel.
pub fn examples(codebook: &Codebook) -> Vec<ExampleOutcome> {
    let run = |example: &codebook::terms::Example| {
        let doc = Document::new(example.text.clone(), &codebook.style);
        let reading = Reading::new(&doc, codebook, &[]);
        let losses = crate::read(&reading, &[], true);
        let got = if example.file == "materiel.toml" {
            let lines: Vec<String> = losses
                .materiel
                .iter()
                .map(|m| format!("{} {} {}", m.item, m.effect, bounds(&m.quantity)))
                .collect();
            lines.join("; ")
        } else {
            let lines: Vec<String> = losses
                .persons
                .iter()
                .map(|l| format!("{} {} {}", l.effect, bounds(&l.quantity), l.quantity.qualifier))
                .collect();
            lines.join("; ")
        };
        ExampleOutcome {
            file: example.file.to_owned(),
            line: example.line,
            entry: example.entry.clone(),
            text: example.text.clone(),
            expected: example.expect.clone(),
            got,
        }
    };
    codebook.terms.loss_examples.iter().map(run).collect()
}

/// "7", "7+", "12-14".
fn bounds(quantity: &Quantity) -> String {
    match quantity.high {
        _ if quantity.qualifier == Qualifier::Vague && quantity.high.is_none() => {
            format!("{}+", quantity.low)
        }
        None => format!("{}+", quantity.low),
        Some(high) if high == quantity.low => high.to_string(),
        Some(high) => format!("{}-{high}", quantity.low),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use codebook::Files;
    use proptest::prelude::*;

    #[test]
    fn every_example_of_the_codebook_holds() {
        let codebook = Codebook::new(&Files::embedded()).unwrap();
        let failed: Vec<String> = examples(&codebook)
            .iter()
            .filter(|o| !o.passed())
            .map(|o| {
                format!(
                    "{}:{} [{}] {:?}\n    expected {:?}\n    got      {:?}",
                    o.file, o.line, o.entry, o.text, o.expected, o.got
                )
            })
            .collect();
        assert!(failed.is_empty(), "\n{}", failed.join("\n"));
    }

    fn shared() -> &'static Codebook {
        static CODEBOOK: std::sync::OnceLock<Codebook> = std::sync::OnceLock::new();
        CODEBOOK.get_or_init(|| Codebook::new(&Files::embedded()).unwrap())
    }

    proptest! {
        #[test]
        fn any_text_is_read_and_every_loss_lies_in_it(words in proptest::collection::vec(
            "(killed|wounded|and|,|two|soldiers|of|them|the|at least|were|dead|[a-zA-Z‘’]{1,6}|[0-9]{1,12}|\\.|“|a|truck|destroyed)", 0..60)) {
            let codebook = shared();
            let doc = Document::new(words.join(" "), &codebook.style);
            let reading = Reading::new(&doc, codebook, &[]);
            let losses = crate::read(&reading, &[], true);
            for loss in &losses.persons {
                prop_assert!(loss.first < loss.end && loss.end as usize <= reading.len());
                prop_assert!(loss.quantity.high.is_none_or(|h| h >= loss.quantity.low));
            }
        }
    }
}
