use codebook::{Error, Files, Located};
use serde::Deserialize;

use crate::signs::{Sign, Signs};

/// The file of the weights.
pub(crate) const FILE: &str = "joins.toml";

/// Whether a clause goes on telling the event of the passage before it, by a sum of weighted signs (logistic regression, learned on the
/// develop halves of the corpora and on wires by `counterclaim-bench joins`).
#[derive(Clone, Debug)]
pub(crate) struct Joins {
    bias: f64,
    weights: [f64; Sign::COUNT],
    names: Vec<String>,
    fixed: Vec<bool>,
    /// Texts with the number of events that they tell.
    pub(crate) examples: Vec<JoinExample>,
}

/// A text with the kinds of the records that it gives.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct JoinExample {
    pub(crate) text: Located<String>,
    pub(crate) expect: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Raw {
    bias: f64,
    #[serde(default)]
    examples: Vec<JoinExample>,
    sign: Vec<RawSign>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawSign {
    name: Located<Sign>,
    #[serde(rename = "definition")]
    _definition: String,
    weight: f64,
    /// Set by a convention of the record, not fitted.
    #[serde(default)]
    fixed: bool,
}

impl Joins {
    /// Reads `joins.toml`.
    ///
    /// # Errors
    /// Points at a sign that nobody reads, one given twice, a weight that is no number, and names a sign that has no weight.
    pub(crate) fn new(files: &Files) -> Result<Joins, Error> {
        let raw: Raw = files.parse(FILE)?;
        let mut weights = [f64::NAN; Sign::COUNT];
        let mut names = vec![String::new(); Sign::COUNT];
        let mut fixed = vec![false; Sign::COUNT];
        for sign in &raw.sign {
            let (n, at) = (*sign.name.get_ref() as usize, sign.name.span());
            if !weights[n].is_nan() {
                return Err(files.fault(FILE, at, "this sign has a weight already".to_owned()).into());
            }
            if !sign.weight.is_finite() {
                return Err(files.fault(FILE, at, "its weight is no number".to_owned()).into());
            }
            weights[n] = sign.weight;
            fixed[n] = sign.fixed;
            names[n] = files.text(FILE).unwrap_or_default()[at].trim_matches('"').to_owned();
        }
        if weights.iter().any(|w| w.is_nan()) || !raw.bias.is_finite() {
            let message = format!("{} of the {} signs have a weight", raw.sign.len(), Sign::COUNT);
            return Err(files.fault(FILE, 0..0, message).into());
        }
        Ok(Joins { bias: raw.bias, weights, names, fixed, examples: raw.examples })
    }

    /// Why the clause tells another event; `None` if it goes on.
    pub(crate) fn parts(&self, signs: Signs) -> Option<String> {
        let sum: f64 = self.bias + signs.iter().map(|n| self.weights[n]).sum::<f64>();
        if sum <= 0.0 {
            return None;
        }
        // The two signs that speak loudest.
        let mut loudest: Vec<usize> = signs.iter().filter(|&n| self.weights[n] > 0.0).collect();
        loudest.sort_by(|&a, &b| self.weights[b].total_cmp(&self.weights[a]).then(a.cmp(&b)));
        let names: Vec<&str> = loudest.iter().take(2).map(|&n| self.names[n].as_str()).collect();
        Some(format!("{FILE}: {}", names.join(", ")))
    }

    /// The names of the signs, in order of their numbers, with the weight of those that are not fitted.
    pub(crate) fn signs(&self) -> Vec<(String, Option<f64>)> {
        let fixed = |n: usize| self.fixed[n].then_some(self.weights[n]);
        self.names.iter().enumerate().map(|(n, name)| (name.clone(), fixed(n))).collect()
    }
}

/// A decision as the coder met it: what a trainer learns from.
#[derive(Clone, Debug)]
pub struct JoinCase {
    /// The passage so far.
    pub passage: record::Span,
    /// The clause after it.
    pub clause: record::Span,
    /// The numbers of the signs that hold; [`crate::Coder::join_signs`] names them.
    pub signs: Vec<usize>,
    /// Whether the standing weights part the two.
    pub parted: bool,
}
