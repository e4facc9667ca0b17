//! Time and memory at scale.

use std::path::Path;
use std::time::Instant;

use anyhow::Result;
use corroborate::compare::{ACTORS, Comparer, Fields, PATTERNS, Pattern, TOLLS, TYPES};
use corroborate::item::items;
use corroborate::join::{Gate, Hints, Index};
use corroborate::model::Matches;
use corroborate::random::Random;
use corroborate::{Collection, Incident, Options, Pool, link, parallel};
use datasets::read::{Days, Point, Toll};

use super::generate::Kind;
use super::template::Template;

/// Peak resident memory in GB, as the kernel counted it.
fn peak() -> f64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find(|l| l.starts_with("VmHWM")).unwrap_or_default();
    line.split_whitespace().nth(1).and_then(|k| k.parse::<f64>().ok()).unwrap_or(0.0) / 1e6
}

/// Processor seconds of all threads of this process so far: wall time says little on a machine that others use too.
fn processor() -> f64 {
    let stat = std::fs::read_to_string("/proc/self/stat").unwrap_or_default();
    // Fields after the name in parentheses; utime and stime are the 12th and 13th, in hundredths.
    let fields: Vec<&str> = stat.rsplit(')').next().unwrap_or_default().split_whitespace().collect();
    let of = |n: usize| fields.get(n).and_then(|f| f.parse::<f64>().ok()).unwrap_or(0.0);
    (of(11) + of(12)) / 100.0
}

/// Wall and processor seconds, with what two cores to themselves would need at least.
struct Clock(Instant, f64);

impl Clock {
    fn start() -> Clock {
        Clock(Instant::now(), processor())
    }

    fn text(&self) -> String {
        let (wall, cpu) = (self.0.elapsed().as_secs_f64(), processor() - self.1);
        format!("{wall:.2} s ({cpu:.2} s of processor)")
    }
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
    // The weight of a cell is the sum of those of its day and place and of its type, parties and toll.
    const REST: usize = TYPES * ACTORS * TOLLS;
    let prior = Matches::prior();
    let of = |cell: usize| prior.rate(Pattern::of(cell as u32), true, 0).ln() as f32;
    let places: Vec<f32> = (0..PATTERNS / REST).map(|g| of(g * REST)).collect();
    let rest: Vec<f32> = (0..REST).map(|r| of(r) - of(0)).collect();
    let weight = |cell: u32| places[cell as usize / REST] + rest[cell as usize % REST];
    let (parts, _) = parallel::chunks(threads, left.len().div_ceil(CHUNK), Hints::default, |hints, chunk| {
        let mut pairs = 0u64;
        let mut linked = 0usize;
        for item in &left[chunk * CHUNK..((chunk + 1) * CHUNK).min(left.len())] {
            let mut best = f32::NEG_INFINITY;
            index.near(item, 0, hints, |_, other, chord| {
                pairs += 1;
                best = best.max(weight(comparer.compare(item, other, chord, 0).cell()));
            });
            linked += usize::from(best > f32::NEG_INFINITY);
        }
        (pairs, linked)
    });
    parts.into_iter().fold((0, 0), |a, b| (a.0 + b.0, a.1 + b.1))
}

pub(crate) fn speed(data: &Path, n: usize, options: &Options, python: Option<&Path>) -> Result<()> {
    let (template, pool) = Template::read(data)?;
    let world = template.draw(n, 1, &pool, Kind { crowded: true, ..Kind::default() });
    println!("speed: {n} x {n}, 1 day and 50 km; {:.2} GB held by the lists themselves", peak());
    let gate = Gate::fixed(1, 50.0);
    let clock = Clock::start();
    let (pairs, linked) = fixed_weights(&world.claims, &world.records, &pool, gate, options.threads);
    println!(
        "    static weights: {}, {pairs} candidates, {linked} claims with one, {:.2} GB",
        clock.text(),
        peak()
    );
    let clock = Clock::start();
    let steps = std::sync::Mutex::new((Clock::start(), String::new()));
    let linkage = link(&world.claims, &world.records, &pool, &Options { gate, ..options.clone() }, &|step| {
        if let Ok(mut steps) = steps.lock() {
            let text = format!(" {} > {step:?}", steps.0.text());
            steps.1 += &text;
            steps.0 = Clock::start();
        }
    });
    let seconds = clock.text();
    if let Ok(steps) = steps.lock() {
        println!("    steps:{} {} > end", steps.1, steps.0.text());
    }
    let score = super::measure::measure(&world, &linkage, &gate, &pool);
    println!(
        "    calibrated run: {seconds}, {} candidates, {:.2} GB at most; precision {:.3} recall {:.3} ECE {:.4} sum/true {:.3}",
        linkage.pairs,
        peak(),
        score.precision,
        score.recall,
        score.ece,
        score.sum
    );
    super::splink::run(python, &world, &pool)
}

/// Time to read `n` rows of UCDP's table, its rows repeated under ids of their own.
pub(crate) fn read(data: &Path, n: usize) -> Result<()> {
    let mut reader = csv::Reader::from_path(data.join("ucdp/ucdp_ged_iraq_1989_2018_hdx.csv"))?;
    let headings = reader.byte_headers()?.clone();
    let id = headings.iter().position(|h| h == b"id").unwrap_or(0);
    let rows = reader.byte_records().collect::<Result<Vec<_>, _>>()?;
    let mut writer = csv::Writer::from_writer(Vec::new());
    writer.write_byte_record(&headings)?;
    for (number, row) in rows.iter().cycle().take(n).enumerate() {
        let number = number.to_string();
        writer
            .write_record(row.iter().enumerate().map(|(c, v)| if c == id { number.as_bytes() } else { v }))?;
    }
    let bytes = writer.into_inner()?;
    let clock = Clock::start();
    let table = datasets::read::read_csv(&bytes, &Default::default())?;
    println!(
        "read: {} rows, {:.2} GB of CSV, {} faults: {}, {:.2} GB at most with the text itself",
        table.rows.len(),
        bytes.len() as f64 / 1e9,
        table.faults.len(),
        clock.text(),
        peak()
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
    let clock = Clock::start();
    let linkage = link(&claims, &records, &pool, options, &|_| {});
    println!(
        "hot spot: {} x {}: {} candidates, {}, {:.2} GB at most; probabilities sum to {:.0} (nothing is true)",
        claims.len(),
        records.len(),
        linkage.pairs,
        clock.text(),
        peak(),
        linkage.expected()
    );
}
