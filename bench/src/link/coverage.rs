//! Whether intervals hold what they promise.

use std::path::Path;

use anyhow::Result;
use corroborate::capture::Interval;
use corroborate::compare::Fields;
use corroborate::estimate::estimate;
use corroborate::{Options, link};

use super::generate::Kind;
use super::template::Template;

pub(crate) fn run(data: &Path, n: usize, first: u64, worlds: u64, options: &Options) -> Result<()> {
    let (template, pool) = Template::read(data)?;
    let mut held = [0usize; 4];
    let mut widths = [0.0; 4];
    let mut off = [0.0; 4];
    let mut squares = [0.0; 4];
    for seed in first * 1000..first * 1000 + worlds {
        let world = template.draw(n, seed, &pool, Kind { whole: true, ..Kind::default() });
        let with = link(&world.claims, &world.records, &pool, options, &|_| {});
        let blind = Options { fields: Fields { toll: false }, ..options.clone() };
        let without = link(&world.claims, &world.records, &pool, &blind, &|_| {});
        let e = estimate(&world.claims, &world.records, &pool, &with, &without, 100, options.threads);
        let pairs = world.truth.iter().flatten().count() as f64;
        let truths = [
            pairs / world.claims.len() as f64,
            pairs / world.records.len() as f64,
            // Both observers err alike, so the true ratio is one.
            1.0,
            world.events.len() as f64,
        ];
        let intervals: [Interval; 4] = [e.corroborated, e.covered, e.toll.ratio, e.total];
        for k in 0..4 {
            held[k] += usize::from(intervals[k].low <= truths[k] && truths[k] <= intervals[k].high);
            widths[k] += (intervals[k].high - intervals[k].low) / truths[k];
            let error = (intervals[k].value - truths[k]) / truths[k];
            off[k] += error;
            squares[k] += error * error;
        }
    }
    let w = worlds.max(1) as f64;
    for (k, name) in
        ["share of claims with a record", "share of records with a claim", "toll ratio", "events in all"]
            .iter()
            .enumerate()
    {
        println!(
            "coverage of 95 % intervals, {worlds} worlds of {n}: {name}: {:.1} % held, mean width {:.1} %, mean error {:+.2} %, root mean square {:.2} %",
            held[k] as f64 / w * 100.0,
            widths[k] / w * 100.0,
            off[k] / w * 100.0,
            (squares[k] / w).sqrt() * 100.0
        );
    }
    Ok(())
}
