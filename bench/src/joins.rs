//! The weights of `codebook/joins.toml`: how often they part events as gold does, and, with `--write`, new ones.
//!
//! They are learned from the gold records of the corpora's develop halves and from the wires of MUC-3 and MUC-4 (dev part): there, two
//! passages that hold victims or targets of different templates are apart, of one template together.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use clap::Args as ClapArgs;
use codebook::Files;
use coder::{Coder, JoinCase};
use record::Span;

use crate::{corpora, muc};

/// What a decision of the wires weighs beside one of the corpora. Their answers are made from strings of the keys, which also stand where
/// an incident is only mentioned again: little, but enough to keep long texts from running together.
const WIRE: f64 = 0.1;

#[derive(ClapArgs)]
pub(crate) struct Args {
    /// Folders with documents.jsonl (columns path, gold, use), texts and gold
    #[arg(default_values = ["corpus", "corpus/second", "corpus/third"])]
    corpora: Vec<PathBuf>,
    /// Folder of the benchmark data
    #[arg(long, default_value = "../shared/bench")]
    data: PathBuf,
    /// Fit new weights and put them into this file
    #[arg(long, value_name = "FILE")]
    write: Option<PathBuf>,
    /// Strength of the L2 penalty on the weights (not on the bias)
    #[arg(long, default_value_t = 2.0)]
    penalty: f64,
}

/// A decision with its answer.
struct Labelled {
    signs: Vec<usize>,
    parted: bool,
    /// Whether gold parts the two.
    apart: bool,
    weight: f64,
}

pub(crate) fn run(args: &Args) -> Result<()> {
    let files = match &args.write {
        Some(file) => Files::from_folder(file.parent().context("--write names no file in a folder")?)?,
        None => Files::embedded(),
    };
    let coder = Coder::new(&files)?;
    let mut parts: BTreeMap<&str, Vec<Labelled>> = BTreeMap::new();
    for corpus in &args.corpora {
        read(&coder, corpus, &mut parts)?;
    }
    let wires = args.data.join("muc4");
    if wires.is_dir() {
        for (name, part) in [("wires, develop", "dev"), ("wires, test", "tst1"), ("wires, test", "tst2")] {
            for report in muc::read::read(&wires, &[part.to_owned()])? {
                parts.entry(name).or_default().extend(of_wire(&coder, &report));
            }
        }
    } else {
        println!("skipped the wires: no {}", wires.display());
    }
    let print = |weights: Option<&[f64]>| {
        for (name, cases) in &parts {
            let apart = cases.iter().filter(|c| c.apart).count();
            let right = |c: &&Labelled| weights.map_or(c.parted, |w| value(w, &c.signs) > 0.0) == c.apart;
            println!(
                "{name:16} {:5} decisions, {:.3} of them apart; the more frequent answer is right in {:.3}, the {} weights in {:.3}",
                cases.len(),
                apart as f64 / cases.len().max(1) as f64,
                apart.max(cases.len() - apart) as f64 / cases.len().max(1) as f64,
                if weights.is_some() { "new" } else { "standing" },
                cases.iter().filter(right).count() as f64 / cases.len().max(1) as f64
            );
        }
    };
    print(None);
    let Some(file) = &args.write else { return Ok(()) };
    let signs = coder.join_signs();
    let train: Vec<&Labelled> =
        parts.iter().filter(|(name, _)| name.ends_with("develop")).flat_map(|(_, cases)| cases).collect();
    let fixed: Vec<Option<f64>> = signs.iter().map(|(_, weight)| *weight).collect();
    let weights = fit(&train, &fixed, args.penalty);
    print(Some(&weights));
    write(file, &signs, &weights)
}

fn read(coder: &Coder, corpus: &Path, parts: &mut BTreeMap<&str, Vec<Labelled>>) -> Result<()> {
    for document in corpora::read(corpus)? {
        let gold: Vec<Span> = document.gold.iter().map(|event| event.span).collect();
        let part = if document.develop { "corpora, develop" } else { "corpora, test" };
        let cases = coder.join_cases(&document.input);
        parts.entry(part).or_default().extend(cases.iter().filter_map(|case| label(case, &gold)));
    }
    Ok(())
}

/// The decisions of a wire whose two sides both hold strings of its templates.
fn of_wire(coder: &Coder, report: &muc::read::Report) -> Vec<Labelled> {
    let offsets: Vec<usize> =
        report.text.char_indices().map(|(at, _)| at).chain([report.text.len()]).collect();
    let held: Vec<Vec<(usize, usize)>> = report
        .templates
        .iter()
        .map(|t| muc::positions(&report.text, &t.victims).into_iter().flatten().collect())
        .collect();
    let of = |span: Span| -> Vec<usize> {
        let at = |n: u32| offsets.get(n as usize).copied().unwrap_or(report.text.len());
        let (start, end) = (at(span.start), at(span.end));
        (0..held.len()).filter(|&t| held[t].iter().any(|&(a, b)| start <= a && b <= end)).collect()
    };
    let labelled = |case: &JoinCase| {
        let (passage, clause) = (of(case.passage), of(case.clause));
        (!passage.is_empty() && !clause.is_empty()).then(|| Labelled {
            signs: case.signs.clone(),
            parted: case.parted,
            apart: !clause.iter().any(|t| passage.contains(t)),
            weight: WIRE,
        })
    };
    coder.join_cases(&muc::input(report)).iter().filter_map(labelled).collect()
}

/// The answer of gold: the record that holds most of the clause against the one that holds the end of the passage.
fn label(case: &JoinCase, gold: &[Span]) -> Option<Labelled> {
    let shared =
        |span: &Span| case.clause.end.min(span.end).saturating_sub(case.clause.start.max(span.start));
    let most = gold.iter().enumerate().max_by_key(|(n, span)| (shared(span), std::cmp::Reverse(*n)))?;
    let clause = (shared(most.1) * 5 >= (case.clause.end - case.clause.start) * 2).then_some(most.0)?;
    let passage = (case.passage.start..case.passage.end)
        .rev()
        .find_map(|at| gold.iter().rposition(|span| span.start <= at && at < span.end))?;
    Some(Labelled { signs: case.signs.clone(), parted: case.parted, apart: clause != passage, weight: 1.0 })
}

/// The bias, then the weight of each sign.
fn value(weights: &[f64], signs: &[usize]) -> f64 {
    weights[0] + signs.iter().map(|&n| weights[n + 1]).sum::<f64>()
}

/// Logistic regression by Newton's method: the likelihood less half the penalty times the squared weights. It is concave, so that a
/// dozen steps reach its one peak. A weight that is `fixed` stays what it is.
fn fit(cases: &[&Labelled], fixed: &[Option<f64>], penalty: f64) -> Vec<f64> {
    const STEPS: usize = 25;
    let size = fixed.len() + 1;
    let mut weights: Vec<f64> =
        std::iter::once(0.0).chain(fixed.iter().map(|w| w.unwrap_or_default())).collect();
    for _ in 0..STEPS {
        let mut gradient: Vec<f64> =
            weights.iter().enumerate().map(|(n, w)| if n == 0 { 0.0 } else { -penalty * w }).collect();
        let mut hessian = vec![vec![0.0; size]; size];
        for (n, row) in hessian.iter_mut().enumerate() {
            row[n] = if n == 0 { 1e-9 } else { penalty };
        }
        for case in cases {
            let p = 1.0 / (1.0 + (-value(&weights, &case.signs)).exp());
            let active: Vec<usize> = std::iter::once(0).chain(case.signs.iter().map(|n| n + 1)).collect();
            for &a in &active {
                gradient[a] += case.weight * (f64::from(u8::from(case.apart)) - p);
                for &b in &active {
                    hessian[a][b] += case.weight * p * (1.0 - p);
                }
            }
        }
        for n in (0..fixed.len()).filter(|&n| fixed[n].is_some()).map(|n| n + 1) {
            gradient[n] = 0.0;
            hessian[n].fill(0.0);
            hessian[n][n] = 1.0;
        }
        let step = solve(hessian, gradient);
        for (weight, step) in weights.iter_mut().zip(&step) {
            *weight += step;
        }
        if step.iter().all(|s| s.abs() < 1e-10) {
            break;
        }
    }
    weights
}

/// Gaussian elimination with row pivots.
fn solve(mut matrix: Vec<Vec<f64>>, mut right: Vec<f64>) -> Vec<f64> {
    let size = right.len();
    for column in 0..size {
        let pivot = (column..size)
            .max_by(|&a, &b| matrix[a][column].abs().total_cmp(&matrix[b][column].abs()))
            .unwrap_or(column);
        matrix.swap(column, pivot);
        right.swap(column, pivot);
        for row in column + 1..size {
            let factor = matrix[row][column] / matrix[column][column];
            let (above, below) = matrix.split_at_mut(row);
            for (value, pivot) in below[0][column..].iter_mut().zip(&above[column][column..]) {
                *value -= factor * pivot;
            }
            right[row] -= factor * right[column];
        }
    }
    for row in (0..size).rev() {
        let known: f64 = (row + 1..size).map(|k| matrix[row][k] * right[k]).sum();
        right[row] = (right[row] - known) / matrix[row][row];
    }
    right
}

/// Puts the fitted weights into the file, to three places; the line of a fixed one stays as it was written.
fn write(path: &Path, signs: &[(String, Option<f64>)], weights: &[f64]) -> Result<()> {
    let mut current: Option<f64> = None;
    let mut out = String::new();
    for line in fs::read_to_string(path)?.lines() {
        if let Some(name) = line.strip_prefix("name = ") {
            let fitted = |(n, fixed): &(String, Option<f64>)| fixed.is_none() && n == name.trim_matches('"');
            current = signs.iter().position(fitted).map(|n| weights[n + 1]);
        }
        if line.starts_with("bias = ") {
            out.push_str(&format!("bias = {:.3}", weights[0]));
        } else if let (true, Some(weight)) = (line.starts_with("weight = "), current) {
            out.push_str(&format!("weight = {weight:.3}"));
        } else {
            out.push_str(line);
        }
        out.push('\n');
    }
    fs::write(path, out)?;
    println!("{}: written", path.display());
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::{Labelled, fit, value};

    #[test]
    fn the_fit_follows_the_frequencies() {
        // With one sign and hardly any penalty the model gives back the share of each group.
        let case = |sign: bool, apart: bool| Labelled {
            signs: if sign { vec![0] } else { Vec::new() },
            parted: false,
            apart,
            weight: 1.0,
        };
        let mut cases = Vec::new();
        cases.extend((0..10).map(|n| case(true, n < 8)));
        cases.extend((0..10).map(|n| case(false, n < 3)));
        let weights = fit(&cases.iter().collect::<Vec<_>>(), &[None], 1e-6);
        let share = |signs: &[usize]| 1.0 / (1.0 + (-value(&weights, signs)).exp());
        assert!((share(&[0]) - 0.8).abs() < 1e-3, "{weights:?}");
        assert!((share(&[]) - 0.3).abs() < 1e-3, "{weights:?}");
        // A fixed weight stays, and the bias makes the best of it: 11 of the 20 are apart.
        let weights = fit(&cases.iter().collect::<Vec<_>>(), &[Some(0.0)], 1e-6);
        assert_eq!(weights[1], 0.0);
        assert!((1.0 / (1.0 + (-value(&weights, &[])).exp()) - 0.55).abs() < 1e-3, "{weights:?}");
    }
}
