//! Time and memory at scale.

use std::path::Path;
use std::time::Instant;

use anyhow::Result;
use corroborate::compare::{Comparer, Fields, Pattern};
use corroborate::item::items;
use corroborate::join::{Gate, Hints, Index};
use corroborate::model::Matches;
use corroborate::random::Random;
use corroborate::{Collection, Incident, Options, Pool, link, parallel};
use datasets::read::{Days, Point, Toll};

use super::template::Template;

/// Peak resident memory in GB, as the kernel counted it.
fn peak() -> f64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find(|l| l.starts_with("VmHWM")).unwrap_or_default();
    line.split_whitespace().nth(1).and_then(|k| k.parse::<f64>().ok()).unwrap_or(0.0) / 1e6
}

/// Fixed weights, best candidate of each claim: what a linker without learning would do.
fn fixed_weights(
    claims: &Collection,
    records: &Collection,
    pool: &Pool,
    gate: Gate,
    threads: usize,
) -> (u64, usize) {
    const CHUNK: usize = 4096;
    let (left, right) = (items(&claims.incidents, pool), items(&records.incidents, pool));
    let index = Index::new(&right, gate);
    let comparer = Comparer::new(Fields { toll: true });
    let prior = Matches::prior();
    let weights: Vec<f32> = (0..corroborate::compare::PATTERNS as u32)
        .map(|c| prior.rate(Pattern::of(c), true).ln() as f32)
        .collect();
    let (parts, _) = parallel::chunks(threads, left.len().div_ceil(CHUNK), Hints::default, |hints, chunk| {
        let mut pairs = 0u64;
        let mut linked = 0usize;
        for item in &left[chunk * CHUNK..((chunk + 1) * CHUNK).min(left.len())] {
            let mut best = f32::NEG_INFINITY;
            index.near(item, 0, hints, |_, other, chord| {
                pairs += 1;
                best = best.max(weights[comparer.compare(item, other, chord, 0).cell() as usize]);
            });
            linked += usize::from(best > f32::NEG_INFINITY);
        }
        (pairs, linked)
    });
    parts.into_iter().fold((0, 0), |a, b| (a.0 + b.0, a.1 + b.1))
}

pub(crate) fn speed(data: &Path, n: usize, options: &Options) -> Result<()> {
    let (template, pool) = Template::read(data)?;
    let world = template.draw(n, 1, &pool, false, false);
    println!("speed: {n} x {n}, 1 day and 50 km; {:.2} GB held by the lists themselves", peak());
    let gate = Gate::fixed(1, 50.0);
    let start = Instant::now();
    let (pairs, linked) = fixed_weights(&world.claims, &world.records, &pool, gate, options.threads);
    println!(
        "    static weights: {:.2} s, {pairs} candidates, {linked} claims with one, {:.2} GB",
        start.elapsed().as_secs_f64(),
        peak()
    );
    let start = Instant::now();
    let linkage = link(&world.claims, &world.records, &pool, &Options { gate, ..options.clone() }, &|_| {});
    let seconds = start.elapsed().as_secs_f64();
    let score = super::measure::measure(&world, &linkage, &gate, &pool);
    println!(
        "    calibrated run: {seconds:.2} s, {} candidates, {:.2} GB at most; precision {:.3} recall {:.3} ECE {:.4} sum/true {:.3}",
        linkage.pairs,
        peak(),
        score.precision,
        score.recall,
        score.ece,
        score.sum
    );
    Ok(())
}

/// 12,000 claims and as many records in one town within three days: some 1.4e8 candidates.
pub(crate) fn hot_spot(options: &Options) {
    let pool = Pool::default();
    let mut random = Random::new(1);
    let mut list = |label: &str| {
        let rows = (0..11_900)
            .map(|n| {
                let day = random.below(3) as i32;
                let best = 1 + random.below(30) as u32;
                Incident {
                    line: 0,
                    id: format!("{label}{n}").into(),
                    days: Some(Days { start: day, end: day, exact: true }),
                    point: Some(Point {
                        lat: 33.3 + random.unit() * 0.05,
                        lon: 44.4 + random.unit() * 0.05,
                        radius_km: 3.0,
                    }),
                    country: Default::default(),
                    admin1: Default::default(),
                    place: Default::default(),
                    path: Default::default(),
                    type_written: Default::default(),
                    reporter: Default::default(),
                    actors: [None; 4],
                    tolls: datasets::read::Tolls {
                        killed: Some(Toll { low: best, best, high: best }),
                        ..Default::default()
                    },
                }
            })
            .collect();
        Collection::new(label, rows, &pool)
    };
    let (claims, records) = (list("a"), list("b"));
    let start = Instant::now();
    let linkage = link(&claims, &records, &pool, options, &|_| {});
    println!(
        "hot spot: {} x {}: {} candidates, {:.1} s, {:.2} GB at most; probabilities sum to {:.0} (nothing is true)",
        claims.len(),
        records.len(),
        linkage.pairs,
        start.elapsed().as_secs_f64(),
        peak(),
        linkage.expected()
    );
}
