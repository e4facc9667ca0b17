//! The integration of MELTT (Donnay, Dunford, McGrath, Backer and Cunningham 2019), for comparison with published results.
//!
//! Facts of the method: datasets are added one after the other to a growing table. Two rows of different datasets may match
//! if first days and last days each lie within the window, the places too, and in every taxonomy some level agrees; events
//! of one day match only such events, episodes only episodes. The fit is the mean, over taxonomies, of how general the first
//! agreeing level is (0: the finest). Each row of the table takes its first free candidate; the added row is dropped as a duplicate.

use crate::item::EARTH_KM;

/// A row as MELTT sees it.
#[derive(Clone, Debug, PartialEq)]
pub struct Entry {
    /// Number of its dataset.
    pub dataset: u32,
    /// Its number there.
    pub event: u32,
    /// First day.
    pub start: i32,
    /// Last day.
    pub end: i32,
    /// Degrees north.
    pub lat: f64,
    /// Degrees east.
    pub lon: f64,
    /// Levels of each taxonomy, from fine to coarse.
    pub levels: Vec<Vec<String>>,
}

/// Which candidate a row takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Choice {
    /// The first free one, as published.
    First,
    /// The best fit over the whole table, then the nearest in place.
    Best,
}

/// Rows that were found to be one event: dataset and number of each, the kept row first.
pub type Group = Vec<(u32, u32)>;

/// An integration.
#[derive(Clone, Debug, PartialEq)]
pub struct Integration {
    /// Events left.
    pub events: usize,
    /// Rows dropped as duplicates.
    pub duplicates: usize,
    /// Groups of two or more rows, in order.
    pub matches: Vec<Group>,
}

fn km(a: &Entry, b: &Entry) -> f64 {
    let (dphi, dlambda) = ((b.lat - a.lat).to_radians(), (b.lon - a.lon).to_radians());
    let h = (dphi / 2.0).sin().powi(2)
        + a.lat.to_radians().cos() * b.lat.to_radians().cos() * (dlambda / 2.0).sin().powi(2);
    2.0 * EARTH_KM * h.sqrt().min(1.0).asin()
}

fn fit(a: &Entry, b: &Entry) -> Option<f64> {
    let mut sum = 0.0;
    for (x, y) in a.levels.iter().zip(&b.levels) {
        let level = x.iter().zip(y).position(|(p, q)| p == q)?;
        sum += level as f64 / (x.len().max(2) - 1) as f64;
    }
    Some(sum / a.levels.len().max(1) as f64)
}

/// Integrates datasets in their order, with a window of days and kilometres.
pub fn integrate(datasets: &[Vec<Entry>], days: i32, kilometres: f64, choice: Choice) -> Integration {
    let by_time = |e: &Entry| (e.start, e.dataset, e.event);
    let mut table: Vec<(Entry, Group)> =
        datasets.first().into_iter().flatten().map(|e| (e.clone(), vec![(e.dataset, e.event)])).collect();
    table.sort_by_key(|(e, _)| by_time(e));
    let mut duplicates = 0;
    for added in datasets.iter().skip(1) {
        let mut added: Vec<&Entry> = added.iter().collect();
        added.sort_by_key(|e| by_time(e));
        let mut candidates = Vec::new();
        for (i, (a, _)) in table.iter().enumerate() {
            for (j, b) in added.iter().enumerate() {
                let near = (a.start - b.start).abs() <= days && (a.end - b.end).abs() <= days;
                let alike = (a.start == a.end) == (b.start == b.end);
                if near && alike && km(a, b) <= kilometres {
                    candidates.extend(fit(a, b).map(|f| (i, j, f, km(a, b))));
                }
            }
        }
        if choice == Choice::Best {
            candidates.sort_by(|x, y| {
                x.2.total_cmp(&y.2).then(x.3.total_cmp(&y.3)).then((x.0, x.1).cmp(&(y.0, y.1)))
            });
        }
        let mut kept = vec![true; added.len()];
        let mut taken = vec![false; table.len()];
        for (i, j, ..) in candidates {
            if !taken[i] && kept[j] {
                taken[i] = true;
                kept[j] = false;
                duplicates += 1;
                table[i].1.push((added[j].dataset, added[j].event));
            }
        }
        table.extend(
            added.iter().zip(&kept).filter(|k| *k.1).map(|(e, _)| ((*e).clone(), vec![(e.dataset, e.event)])),
        );
        table.sort_by_key(|(e, _)| by_time(e));
    }
    let mut matches: Vec<Group> = table.iter().filter(|(_, g)| g.len() > 1).map(|(_, g)| g.clone()).collect();
    matches.sort();
    Integration { events: table.len(), duplicates, matches }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry(dataset: u32, event: u32, start: i32, end: i32, level: &str) -> Entry {
        let levels = vec![vec![level.to_owned(), "any".to_owned()]];
        Entry { dataset, event, start, end, lat: 39.0, lon: -76.0, levels }
    }

    #[test]
    fn the_first_candidate_is_taken_or_the_best() {
        let a = vec![entry(1, 1, 0, 0, "x"), entry(1, 2, 5, 9, "x")];
        let b = vec![entry(2, 1, 0, 0, "y"), entry(2, 2, 1, 1, "x"), entry(2, 3, 5, 5, "x")];
        let first = integrate(&[a.clone(), b.clone()], 2, 4.0, Choice::First);
        assert_eq!((first.events, first.matches), (4, vec![vec![(1, 1), (2, 1)]]));
        let best = integrate(&[a, b], 2, 4.0, Choice::Best);
        assert_eq!(best.matches, [vec![(1, 1), (2, 2)]]);
    }
}
