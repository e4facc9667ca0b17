//! How many events both sources missed: Chapman for two lists, log-linear and latent-class models for three or more.

use serde::Serialize;

/// An estimate with its 95 % interval.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize)]
pub struct Interval {
    /// The estimate.
    pub value: f64,
    /// 2.5 % of the draws lie below.
    pub low: f64,
    /// 2.5 % of the draws lie above.
    pub high: f64,
}

impl Interval {
    /// Mean and quantiles of draws.
    pub fn of(mut draws: Vec<f64>) -> Interval {
        draws.retain(|d| d.is_finite());
        if draws.is_empty() {
            return Interval { value: f64::NAN, low: f64::NAN, high: f64::NAN };
        }
        draws.sort_by(f64::total_cmp);
        let at = |q: f64| {
            let x = q * (draws.len() - 1) as f64;
            let (a, b) = (draws[x.floor() as usize], draws[x.ceil() as usize]);
            a + (b - a) * x.fract()
        };
        Interval { value: draws.iter().sum::<f64>() / draws.len() as f64, low: at(0.025), high: at(0.975) }
    }
}

/// Chapman's estimate of a population from two lists and its variance (Chapman 1951; Seber 1970).
pub fn chapman(first: f64, second: f64, both: f64) -> (f64, f64) {
    let (a, b, m) = (first, second, both.min(first).min(second));
    let n = (a + 1.0) * (b + 1.0) / (m + 1.0) - 1.0;
    let variance = (a + 1.0) * (b + 1.0) * (a - m) * (b - m) / ((m + 1.0).powi(2) * (m + 2.0));
    (n, variance)
}

/// The population if being on one list changes the odds of being on the other by `odds` (1: the lists are independent).
pub fn two_lists(first: f64, second: f64, both: f64, odds: f64) -> f64 {
    let only = ((first - both).max(0.0), (second - both).max(0.0));
    first + second - both + odds * only.0 * only.1 / both.max(1.0)
}

/// A model of which lists an event is on.
#[derive(Clone, Debug, Serialize)]
pub struct Fit {
    /// "independent", "A x B, A x C", "latent classes".
    pub model: String,
    /// Events in all, told and untold.
    pub total: f64,
    /// Events on no list.
    pub missed: f64,
    /// Akaike's criterion; the smaller the better.
    pub aic: f64,
}

/// Poisson regression of counts on a design, by Newton steps with halving: coefficients and log likelihood.
fn poisson(design: &[Vec<f64>], counts: &[f64]) -> Option<(Vec<f64>, f64)> {
    let k = design.first()?.len();
    let mut beta = vec![0.0; k];
    beta[0] = (counts.iter().sum::<f64>() / counts.len() as f64).max(0.5).ln();
    let mean = |beta: &[f64], row: &[f64]| {
        row.iter().zip(beta).map(|(x, b)| x * b).sum::<f64>().clamp(-30.0, 30.0).exp()
    };
    let likelihood = |beta: &[f64]| {
        design.iter().zip(counts).map(|(row, &n)| n * mean(beta, row).ln() - mean(beta, row)).sum::<f64>()
    };
    let mut now = likelihood(&beta);
    for _ in 0..100 {
        let mut gradient = vec![0.0; k];
        let mut hessian = vec![vec![0.0; k]; k];
        for (row, &n) in design.iter().zip(counts) {
            let mu = mean(&beta, row);
            for i in 0..k {
                gradient[i] += (n - mu) * row[i];
                for j in 0..k {
                    hessian[i][j] += mu * row[i] * row[j];
                }
            }
        }
        (0..k).for_each(|i| hessian[i][i] += 1e-9);
        let step = solve(hessian, gradient)?;
        let mut scale = 1.0;
        loop {
            let next: Vec<f64> = beta.iter().zip(&step).map(|(b, s)| b + scale * s).collect();
            let value = likelihood(&next);
            if value >= now - 1e-12 {
                let gain = value - now;
                (beta, now) = (next, value);
                if gain < 1e-10 {
                    return Some((beta, now));
                }
                break;
            }
            scale /= 2.0;
            if scale < 1e-6 {
                return Some((beta, now));
            }
        }
    }
    Some((beta, now))
}

fn solve(mut a: Vec<Vec<f64>>, mut b: Vec<f64>) -> Option<Vec<f64>> {
    let n = b.len();
    for i in 0..n {
        let pivot = (i..n).max_by(|&x, &y| a[x][i].abs().total_cmp(&a[y][i].abs()))?;
        if a[pivot][i].abs() < 1e-14 {
            return None;
        }
        a.swap(i, pivot);
        b.swap(i, pivot);
        for r in i + 1..n {
            let f = a[r][i] / a[i][i];
            let (head, tail) = a.split_at_mut(r);
            tail[0][i..].iter_mut().zip(&head[i][i..]).for_each(|(x, y)| *x -= f * y);
            b[r] -= f * b[i];
        }
    }
    for i in (0..n).rev() {
        for j in i + 1..n {
            b[i] -= a[i][j] * b[j];
        }
        b[i] /= a[i][i];
    }
    Some(b)
}

fn log_factorials(counts: &[f64]) -> f64 {
    counts.iter().map(|&n| (1..=(n.round() as u64).min(100_000)).map(|k| (k as f64).ln()).sum::<f64>()).sum()
}

/// Fits all hierarchical log-linear models with up to two dependences between `lists` lists (3 to 6), and the latent-class
/// model with two classes. `counts[h]` is the number of events whose history of lists is the bit set `h` (entry 0 is not used).
/// Best first by AIC (Fienberg 1972; Bishop, Fienberg and Holland 1975).
pub fn many_lists(lists: usize, counts: &[f64]) -> Vec<Fit> {
    if !(3..=6).contains(&lists) || counts.len() != 1 << lists {
        return Vec::new();
    }
    let seen: Vec<usize> = (1..1 << lists).collect();
    let observed: Vec<f64> = seen.iter().map(|&h| counts[h]).collect();
    let told: f64 = observed.iter().sum();
    let pairs: Vec<(usize, usize)> = (0..lists).flat_map(|a| (a + 1..lists).map(move |b| (a, b))).collect();
    let mut choices: Vec<Vec<(usize, usize)>> = vec![Vec::new()];
    for (n, &p) in pairs.iter().enumerate() {
        choices.push(vec![p]);
        choices.extend(pairs[n + 1..].iter().map(|&q| vec![p, q]));
    }
    let constant = log_factorials(&observed);
    let bit = |h: usize, l: usize| if h >> l & 1 == 1 { 1.0 } else { 0.0 };
    let name = |l: usize| char::from(b'A' + l as u8);
    let mut fits: Vec<Fit> = choices
        .into_iter()
        .filter(|terms| 1 + lists + terms.len() < seen.len())
        .filter_map(|terms| {
            let row = |h: usize| {
                let mut row = vec![1.0];
                row.extend((0..lists).map(|l| bit(h, l)));
                row.extend(terms.iter().map(|&(a, b)| bit(h, a) * bit(h, b)));
                row
            };
            let design: Vec<Vec<f64>> = seen.iter().map(|&h| row(h)).collect();
            let (beta, likelihood) = poisson(&design, &observed)?;
            let missed = beta[0].clamp(-30.0, 30.0).exp();
            let model = if terms.is_empty() {
                "independent lists".to_owned()
            } else {
                terms
                    .iter()
                    .map(|&(a, b)| format!("{} depends on {}", name(a), name(b)))
                    .collect::<Vec<_>>()
                    .join(", ")
            };
            Some(Fit {
                model,
                total: told + missed,
                missed,
                aic: 2.0 * beta.len() as f64 - 2.0 * (likelihood - constant),
            })
        })
        .collect();
    fits.extend(latent(lists, &observed, &seen, constant));
    fits.sort_by(|a, b| a.aic.total_cmp(&b.aic).then_with(|| a.model.cmp(&b.model)));
    fits
}

/// Two latent classes of events (easily and hardly told), independent lists within each, by EM with the untold cell imputed.
fn latent(lists: usize, observed: &[f64], seen: &[usize], constant: f64) -> Option<Fit> {
    if 2 * lists + 2 > seen.len() {
        return None;
    }
    let told: f64 = observed.iter().sum();
    let mut share = [0.5, 0.5];
    let mut p = [vec![0.7; lists], vec![0.25; lists]];
    let mut missed = told * 0.2;
    let chance = |p: &[f64], h: usize| -> f64 {
        p.iter().enumerate().map(|(l, &q)| if h >> l & 1 == 1 { q } else { 1.0 - q }).product()
    };
    for _ in 0..3000 {
        let mut mass = [1e-9; 2];
        let mut on = [vec![1e-9; lists], vec![1e-9; lists]];
        for (h, n) in std::iter::once((0, missed)).chain(seen.iter().copied().zip(observed.iter().copied())) {
            let joint = [share[0] * chance(&p[0], h), share[1] * chance(&p[1], h)];
            let sum = (joint[0] + joint[1]).max(1e-300);
            for c in 0..2 {
                let r = n * joint[c] / sum;
                mass[c] += r;
                for (l, on) in on[c].iter_mut().enumerate() {
                    if h >> l & 1 == 1 {
                        *on += r;
                    }
                }
            }
        }
        let all = mass[0] + mass[1];
        for c in 0..2 {
            share[c] = mass[c] / all;
            for l in 0..lists {
                p[c][l] = (on[c][l] / mass[c]).clamp(1e-6, 1.0 - 1e-6);
            }
        }
        let untold = share[0] * chance(&p[0], 0) + share[1] * chance(&p[1], 0);
        missed = told * untold / (1.0 - untold).max(1e-9);
    }
    let total = told + missed;
    let likelihood: f64 = seen
        .iter()
        .zip(observed)
        .map(|(&h, &n)| {
            let mu = (total * (share[0] * chance(&p[0], h) + share[1] * chance(&p[1], h))).max(1e-12);
            n * mu.ln() - mu
        })
        .sum();
    let parameters = 2.0 * lists as f64 + 2.0;
    Some(Fit {
        model: "two latent classes".to_owned(),
        total,
        missed,
        aic: 2.0 * parameters - 2.0 * (likelihood - constant),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn independent_lists_give_back_the_population() {
        let p = [0.5, 0.3, 0.6];
        let counts: Vec<f64> = (0..8usize)
            .map(|h| {
                1000.0 * (0..3).map(|l| if h >> l & 1 == 1 { p[l] } else { 1.0 - p[l] }).product::<f64>()
            })
            .collect();
        let fits = many_lists(3, &counts);
        let independent = fits.iter().find(|f| f.model.starts_with("independent")).unwrap();
        assert!((independent.total - 1000.0).abs() < 1.0, "{independent:?}");
        assert_eq!(fits[0].model, independent.model);
    }

    #[test]
    fn a_dependence_between_two_lists_is_found() {
        // B is told mostly where A is.
        let counts: Vec<f64> = (0..8usize)
            .map(|h| {
                let (a, b) = (h & 1 == 1, h >> 1 & 1 == 1);
                let q = if a { 0.7 } else { 0.2 };
                2000.0 * if a { 0.4 } else { 0.6 } * if b { q } else { 1.0 - q } * 0.5
            })
            .collect();
        let best = &many_lists(3, &counts)[0];
        assert!(best.model.contains("A depends on B"), "{best:?}");
        assert!((best.total - 2000.0).abs() < 20.0, "{best:?}");
    }

    #[test]
    fn chapman_of_a_known_case() {
        let (n, variance) = chapman(200.0, 150.0, 30.0);
        assert!((n - 978.06).abs() < 0.1 && variance > 0.0, "{n} {variance}");
        assert!((two_lists(200.0, 150.0, 30.0, 1.0) - 1000.0).abs() < 1e-9);
        assert!(two_lists(200.0, 150.0, 30.0, 2.0) > 1000.0);
    }
}
