//! Rows of one dataset that may be one event told twice.

use std::io::Write;

use serde::Serialize;

use crate::compare::Comparer;
use crate::grade::distance_km;
use crate::incident::{Collection, Pool};
use crate::item::items;
use crate::join::{Hints, Index};
use crate::link::Options;
use crate::model::SHIFTS;
use crate::parallel;

/// Two rows that may be one event.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Twin {
    /// Number of the first row in the collection.
    pub first: u32,
    /// Number of the second.
    pub second: u32,
    /// An upper bound of the probability: other events of the same day and place count as twins where nothing tells them apart.
    pub probability: f64,
}

/// What `dedupe` found.
#[derive(Debug)]
pub struct Dedupe {
    /// The rows.
    pub collection: Collection,
    /// Likely twins, likeliest first.
    pub twins: Vec<Twin>,
    /// Rows that hang together by twins of 0.5 and more, each group in the order of content.
    pub groups: Vec<Vec<u32>>,
}

#[derive(Serialize)]
struct TwinLine<'a> {
    first: &'a str,
    second: &'a str,
    probability: f64,
    km: Option<f64>,
    group: Option<usize>,
}

const CHUNK: usize = 2048;

/// Finds likely twins within one collection. For each kind of pair, the share that shifted calendars cannot explain is the
/// probability; pairs of different types or parties, and pairs from different precise days, are no twins.
pub fn dedupe(
    collection: Collection,
    pool: &Pool,
    options: &Options,
    progress: &(dyn Fn(f64) + Sync),
) -> Dedupe {
    let all = items(&collection.incidents, pool);
    let index = Index::new(&all, options.gate);
    let comparer = Comparer::new(options.fields);
    let chunks = all.len().div_ceil(CHUNK);
    let done = std::sync::atomic::AtomicUsize::new(0);
    let (parts, tallies) = parallel::chunks(
        options.threads,
        chunks,
        || (std::collections::BTreeMap::<u32, [u64; 2]>::new(), vec![Hints::default(); 5]),
        |(tally, hints), chunk| {
            let mut pairs = Vec::new();
            for item in &all[chunk * CHUNK..((chunk + 1) * CHUNK).min(all.len())] {
                for (s, shift) in std::iter::once(0).chain(SHIFTS).enumerate() {
                    index.near(item, shift, &mut hints[s], |_, other, chord| {
                        if other.source == item.source {
                            return;
                        }
                        let p = comparer.compare(item, other, chord, shift);
                        if p.kind == 1
                            || p.kind == 2
                            || p.actor == 1
                            || p.actor == 2
                            || !(p.meet() || (p.width == 0 && p.gap == 1))
                            || p.tolls_apart()
                        {
                            return;
                        }
                        tally.entry(p.cell()).or_default()[usize::from(s > 0)] += 1;
                        if s == 0 && item.source < other.source {
                            pairs.push((item.source, other.source, p.cell()));
                        }
                    });
                }
            }
            let n = done.fetch_add(1, std::sync::atomic::Ordering::Relaxed) + 1;
            progress(n as f64 / chunks.max(1) as f64);
            pairs
        },
    );
    let mut counts: std::collections::BTreeMap<u32, [u64; 2]> = std::collections::BTreeMap::new();
    for (tally, _) in tallies {
        for (cell, [real, shifted]) in tally {
            let sum = counts.entry(cell).or_default();
            *sum = [sum[0] + real, sum[1] + shifted];
        }
    }
    let mut twins: Vec<Twin> = parts
        .into_iter()
        .flatten()
        .map(|(first, second, cell)| {
            let [real, shifted] = counts.get(&cell).copied().unwrap_or_default();
            let chance = (shifted as f64 + 1.0) / SHIFTS.len() as f64;
            Twin { first, second, probability: (1.0 - chance / (real as f64).max(1.0)).clamp(0.0, 1.0) }
        })
        .filter(|t| t.probability >= 0.2)
        .collect();
    twins.sort_by(|a, b| {
        b.probability.total_cmp(&a.probability).then((a.first, a.second).cmp(&(b.first, b.second)))
    });
    let mut parent: Vec<u32> = (0..collection.len() as u32).collect();
    for t in twins.iter().filter(|t| t.probability >= 0.5) {
        let (a, b) = (root(&mut parent, t.first), root(&mut parent, t.second));
        if a != b {
            parent[a.max(b) as usize] = a.min(b);
        }
    }
    let mut groups: std::collections::BTreeMap<u32, Vec<u32>> = std::collections::BTreeMap::new();
    for n in 0..collection.len() as u32 {
        groups.entry(root(&mut parent, n)).or_default().push(n);
    }
    let groups = groups.into_values().filter(|g| g.len() > 1).collect();
    Dedupe { collection, twins, groups }
}

pub(crate) fn root(parent: &mut [u32], mut n: u32) -> u32 {
    while parent[n as usize] != n {
        parent[n as usize] = parent[parent[n as usize] as usize];
        n = parent[n as usize];
    }
    n
}

impl Dedupe {
    /// One JSON object a likely twin.
    ///
    /// # Errors
    /// Those of the writer.
    pub fn write_jsonl(&self, mut out: impl Write) -> std::io::Result<()> {
        let mut group = vec![None; self.collection.len()];
        for (g, members) in self.groups.iter().enumerate() {
            members.iter().for_each(|&m| group[m as usize] = Some(g + 1));
        }
        for t in &self.twins {
            let (a, b) =
                (&self.collection.incidents[t.first as usize], &self.collection.incidents[t.second as usize]);
            let line = TwinLine {
                first: &a.id,
                second: &b.id,
                probability: (t.probability * 1e3).round() / 1e3,
                km: distance_km(a, b).map(|km| (km * 10.0).round() / 10.0),
                group: group[t.first as usize].filter(|g| Some(*g) == group[t.second as usize]),
            };
            serde_json::to_writer(&mut out, &line)?;
            out.write_all(b"\n")?;
        }
        Ok(())
    }
}
