//! A reviewer's decisions: the odds are bent so that of the pairs given with 0.9, nine in ten were accepted.

use rustc_hash::FxHashMap;

use crate::assign::assign;
use crate::incident::Collection;
use crate::link::Linkage;
use crate::posterior::posteriors;

/// Fewer decisions than this bend nothing.
const ENOUGH: usize = 20;

/// Fits `log odds of acceptance = a + b * log odds said` to the labelled pairs (Platt 1999, with his smoothed targets), bends
/// the weights by it and lets them compete again. Returns bins of the labelled pairs after bending: said, accepted, number.
pub(crate) fn recalibrate(
    linkage: &mut Linkage,
    claims: &Collection,
    records: &Collection,
    labels: &[(String, String, bool)],
    threads: usize,
) -> Vec<(f64, f64, usize)> {
    if labels.is_empty() {
        return Vec::new();
    }
    let mut decisions: FxHashMap<(&str, &str), bool> = FxHashMap::default();
    for (claim, record, same) in labels {
        decisions.insert((claim, record), *same);
    }
    let mut labelled = Vec::new();
    for at in 0..linkage.candidates.claims() {
        let claim = &*claims.incidents[linkage.claims[at] as usize].id;
        for n in linkage.candidates.range(at) {
            let record =
                &*records.incidents[linkage.records[linkage.candidates.edges[n].record as usize] as usize].id;
            if let Some(&same) = decisions.get(&(claim, record)) {
                labelled.push((n, same));
            }
        }
    }
    if labelled.len() >= ENOUGH {
        let odds = |p: f32| {
            (f64::from(p).clamp(1e-6, 1.0 - 1e-6) / (1.0 - f64::from(p).clamp(1e-6, 1.0 - 1e-6))).ln()
        };
        let points: Vec<(f64, bool)> =
            labelled.iter().map(|&(n, same)| (odds(linkage.probability[n]), same)).collect();
        let (a, b) = platt(&points);
        for edge in &mut linkage.candidates.edges {
            edge.weight = (a + b * f64::from(edge.weight).max(1e-12).ln()).exp().min(1e7) as f32;
        }
        linkage.probability = posteriors(&linkage.candidates, threads, 8);
        linkage.chosen = assign(&linkage.candidates, &linkage.probability);
    }
    let mut bins = vec![(0.0, 0.0, 0usize); 10];
    for (n, same) in labelled {
        let p = f64::from(linkage.probability[n]);
        let bin = &mut bins[((p * 10.0) as usize).min(9)];
        *bin = (bin.0 + p, bin.1 + f64::from(u8::from(same)), bin.2 + 1);
    }
    bins.into_iter().filter(|b| b.2 > 0).map(|(p, t, n)| (p / n as f64, t / n as f64, n)).collect()
}

/// Intercept and slope by Newton steps; the slope stays positive.
fn platt(points: &[(f64, bool)]) -> (f64, f64) {
    let yes = points.iter().filter(|p| p.1).count() as f64;
    let no = points.len() as f64 - yes;
    let target = |same: bool| if same { (yes + 1.0) / (yes + 2.0) } else { 1.0 / (no + 2.0) };
    let (mut a, mut b) = (0.0f64, 1.0f64);
    for _ in 0..50 {
        let (mut ga, mut gb, mut haa, mut hab, mut hbb) = (0.0, 0.0, 1e-6, 0.0, 1e-6);
        for &(x, same) in points {
            let p = 1.0 / (1.0 + (-(a + b * x)).exp());
            let (e, w) = (target(same) - p, p * (1.0 - p));
            ga += e;
            gb += e * x;
            haa += w;
            hab += w * x;
            hbb += w * x * x;
        }
        let det = haa * hbb - hab * hab;
        if det.abs() < 1e-12 {
            break;
        }
        a = (a + ((hbb * ga - hab * gb) / det).clamp(-1.0, 1.0)).clamp(-8.0, 8.0);
        b = (b + ((haa * gb - hab * ga) / det).clamp(-0.5, 0.5)).clamp(0.1, 5.0);
    }
    (a, b)
}

#[cfg(test)]
mod tests {
    #[test]
    fn overconfidence_is_bent_back() {
        // Said 0.95, right 7 times in 10; said 0.05, right 3 in 10.
        let points: Vec<(f64, bool)> =
            (0..200).map(|n| if n < 100 { (2.94, n % 10 < 7) } else { (-2.94, n % 10 < 3) }).collect();
        let (a, b) = super::platt(&points);
        let p = |x: f64| 1.0 / (1.0 + (-(a + b * x)).exp());
        assert!((p(2.94) - 0.7).abs() < 0.02 && (p(-2.94) - 0.3).abs() < 0.02, "{a} {b}");
    }
}
