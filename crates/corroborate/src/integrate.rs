//! Several datasets into one table: every event once, with the rows of every source that tell it.

use std::io::Write;

use crate::capture::{Fit, many_lists};
use crate::dedupe::root;
use crate::incident::{Collection, Pool};
use crate::link::{Options, link};
use crate::pairs::cell;

/// One event of the merged table.
#[derive(Clone, Debug, PartialEq)]
pub struct Merged {
    /// (collection, row) of every telling, in the order of the collections; at most one each.
    pub tellings: Vec<(usize, u32)>,
    /// The least probability of the links that hold it together; 1 for an event told once.
    pub probability: f64,
}

/// The merged table.
#[derive(Debug)]
pub struct Integrated {
    /// The sources.
    pub collections: Vec<Collection>,
    /// Events in the order of their first telling's content.
    pub events: Vec<Merged>,
    /// Number of events by the set of sources that tell them (bit n: source n).
    pub histories: Vec<f64>,
    /// Models of the events that no source tells, best first; empty for fewer than three sources.
    pub fits: Vec<Fit>,
}

/// Links every two collections and joins the links to events, likeliest first, with at most one row of each source.
pub fn integrate(
    collections: Vec<Collection>,
    pool: &Pool,
    options: &Options,
    progress: &(dyn Fn(&str, &str) + Sync),
) -> Integrated {
    let offsets: Vec<u32> = collections
        .iter()
        .scan(0u32, |at, c| {
            let now = *at;
            *at += c.len() as u32;
            Some(now)
        })
        .collect();
    let total: usize = collections.iter().map(Collection::len).sum();
    let mut links: Vec<(f32, u32, u32)> = Vec::new();
    for a in 0..collections.len() {
        for b in a + 1..collections.len() {
            progress(&collections[a].label, &collections[b].label);
            let linkage = link(&collections[a], &collections[b], pool, options, &|_| {});
            for at in 0..linkage.candidates.claims() {
                if let Some(n) = linkage.linked(at) {
                    let record = linkage.records[linkage.candidates.edges[n].record as usize];
                    links.push((
                        linkage.probability[n],
                        offsets[a] + linkage.claims[at],
                        offsets[b] + record,
                    ));
                }
            }
        }
    }
    links.sort_by(|x, y| y.0.total_cmp(&x.0).then((x.1, x.2).cmp(&(y.1, y.2))));
    let source = |n: u32| offsets.partition_point(|&o| o <= n) - 1;
    let mut parent: Vec<u32> = (0..total as u32).collect();
    let mut sources: Vec<u64> = (0..total as u32).map(|n| 1u64 << source(n).min(63)).collect();
    let mut weakest = vec![1.0f64; total];
    for (p, a, b) in links {
        let (x, y) = (root(&mut parent, a), root(&mut parent, b));
        if x == y || sources[x as usize] & sources[y as usize] != 0 {
            continue;
        }
        let (keep, drop) = (x.min(y) as usize, x.max(y) as usize);
        parent[drop] = keep as u32;
        sources[keep] |= sources[drop];
        weakest[keep] = weakest[keep].min(weakest[drop]).min(f64::from(p));
    }
    let mut members: Vec<(u32, u32)> = (0..total as u32).map(|n| (root(&mut parent, n), n)).collect();
    members.sort_unstable();
    let mut events: Vec<Merged> = Vec::new();
    let mut last = u32::MAX;
    for (root, n) in members {
        let s = source(n);
        let telling = (s, n - offsets[s]);
        if root == last {
            if let Some(event) = events.last_mut() {
                event.tellings.push(telling);
            }
        } else {
            events.push(Merged { tellings: vec![telling], probability: weakest[root as usize] });
            last = root;
        }
    }
    let lists = collections.len().min(16);
    let mut histories = vec![0.0; 1 << lists];
    for event in &events {
        let set: usize = event.tellings.iter().filter(|t| t.0 < lists).map(|t| 1usize << t.0).sum();
        histories[set] += 1.0;
    }
    let fits = many_lists(lists, &histories);
    let day = |e: &Merged| {
        let (s, n) = e.tellings[0];
        let i = &collections[s].incidents[n as usize];
        (i.days.map_or(i32::MAX, |d| d.start), i.id.clone())
    };
    events.sort_by_cached_key(day);
    Integrated { collections, events, histories, fits }
}

impl Integrated {
    /// The merged table as CSV: the most precise telling's day and place, the range of killed over all, and each source's id.
    ///
    /// # Errors
    /// Those of the writer.
    pub fn write_csv(&self, pool: &Pool, out: impl Write) -> std::io::Result<()> {
        let mut csv = csv::Writer::from_writer(out);
        let mut heading: Vec<String> = "start end lat lon place killed_low killed_high sources probability"
            .split(' ')
            .map(str::to_owned)
            .collect();
        heading.extend(self.collections.iter().map(|c| format!("id: {}", c.label)));
        csv.write_record(&heading)?;
        for event in &self.events {
            let rows: Vec<_> =
                event.tellings.iter().map(|&(s, n)| &self.collections[s].incidents[n as usize]).collect();
            let days = rows.iter().filter_map(|r| r.days).min_by_key(|d| (d.end - d.start, d.start));
            let placed = rows.iter().filter(|r| r.point.is_some()).min_by(|a, b| {
                let radius = |r: &crate::Incident| r.point.map_or(f32::INFINITY, |p| p.radius_km);
                radius(a).total_cmp(&radius(b))
            });
            let killed = rows.iter().filter_map(|r| r.tolls.killed);
            let text = |v: Option<String>| v.unwrap_or_default();
            let mut cells = vec![
                text(days.map(|d| datasets::read::date_text(d.start))),
                text(days.map(|d| datasets::read::date_text(d.end))),
                text(placed.and_then(|r| r.point).map(|p| p.lat.to_string())),
                text(placed.and_then(|r| r.point).map(|p| p.lon.to_string())),
                text(placed.map(|r| cell(pool.names.text(r.place)))),
                text(killed.clone().map(|t| t.low).min().map(|n| n.to_string())),
                text(killed.map(|t| t.high).max().map(|n| n.to_string())),
                event
                    .tellings
                    .iter()
                    .map(|&(s, _)| self.collections[s].label.clone())
                    .collect::<Vec<_>>()
                    .join("; "),
                format!("{:.3}", event.probability),
            ];
            for s in 0..self.collections.len() {
                let id = event
                    .tellings
                    .iter()
                    .find(|t| t.0 == s)
                    .map(|t| self.collections[s].incidents[t.1 as usize].id.to_string());
                cells.push(cell(&text(id)));
            }
            csv.write_record(&cells)?;
        }
        csv.flush()
    }
}
