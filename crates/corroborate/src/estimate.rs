//! What follows from the links, each figure with a 95 % interval over many drawn linkings.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::capture::{Interval, chapman, two_lists};
use crate::grade::comparable_tolls;
use crate::incident::{Collection, Incident, Pool};
use crate::link::Linkage;
use crate::parallel;
use crate::random::Random;
use crate::sample::Sampler;

/// A share by a group of events.
#[derive(Clone, Debug, Serialize)]
pub struct Share {
    /// size, party, type, region or year.
    pub by: &'static str,
    /// The group.
    pub group: String,
    /// Events in it.
    pub events: usize,
    /// Share that has a counterpart on the other side.
    pub share: Interval,
}

/// The toll of the claims against that of their records.
#[derive(Clone, Debug, Serialize)]
pub struct TollRatio {
    /// Linked pairs in which both sides tell the killed (expected).
    pub pairs: f64,
    /// Sum claimed over sum recorded.
    pub ratio: Interval,
    /// Middle of the pairs' own ratios.
    pub median: Interval,
    /// Share of pairs whose claim lies wholly above the record.
    pub above: Interval,
    /// Share of pairs whose claim lies wholly below the record.
    pub below: Interval,
}

/// Totals under one assumption about dependence.
#[derive(Clone, Debug, Serialize)]
pub struct Dependence {
    /// Odds ratio between being on the one list and on the other.
    pub odds: f64,
    /// Events in all.
    pub total: Interval,
}

/// All estimates of a comparison.
#[derive(Clone, Debug, Serialize)]
pub struct Estimates {
    /// Linkings drawn.
    pub draws: usize,
    /// Share of claims with a record.
    pub corroborated: Interval,
    /// Share of records with a claim.
    pub covered: Interval,
    /// Claims by group.
    pub claims_by: Vec<Share>,
    /// Records by group.
    pub records_by: Vec<Share>,
    /// Toll ratio (links made without the toll).
    pub toll: TollRatio,
    /// Events in all (Chapman), as if the lists were independent.
    pub total: Interval,
    /// Events on neither list.
    pub missed: Interval,
    /// The total if they are not.
    pub dependence: Vec<Dependence>,
}

/// Groups of a dimension beyond this many are put together.
const GROUPS: usize = 12;

/// Classes of size, in the order in which they are shown.
const SIZES: [&str; 6] =
    ["0 killed", "1–4 killed", "5–24 killed", "25–99 killed", "100 or more killed", "not told"];

/// Class of an event's size by its killed.
pub fn size(incident: &Incident) -> &'static str {
    match incident.tolls.killed.map(|t| t.best) {
        None => SIZES[5],
        Some(0) => SIZES[0],
        Some(1..=4) => SIZES[1],
        Some(5..=24) => SIZES[2],
        Some(25..=99) => SIZES[3],
        Some(_) => SIZES[4],
    }
}

struct Grouping {
    by: &'static str,
    labels: Vec<String>,
    of: Vec<u16>,
    sizes: Vec<usize>,
}

fn groupings(collection: &Collection, pool: &Pool) -> Vec<Grouping> {
    let name = |n: datasets::read::Name| match pool.names.text(n) {
        "" => "not told".to_owned(),
        text => text.to_owned(),
    };
    let region = |i: &Incident| match (pool.names.text(i.country), pool.names.text(i.admin1)) {
        ("", "") => "not told".to_owned(),
        (country, "") => country.to_owned(),
        (country, admin1) => format!("{country}: {admin1}"),
    };
    let kind = |i: &Incident| match pool.taxonomy.text(i.path) {
        text if text.is_empty() => "not told".to_owned(),
        text => text,
    };
    let year = |i: &Incident| {
        i.days.map_or("not told".to_owned(), |d| {
            datasets::read::date_text(d.start).rsplitn(3, '-').last().unwrap_or_default().to_owned()
        })
    };
    let party = |i: &Incident| i.actors[0].map_or("not told".to_owned(), |a| name(a.written));
    let make = |by: &'static str, of: &dyn Fn(&Incident) -> String| {
        let mut counts: BTreeMap<String, usize> = BTreeMap::new();
        let labels: Vec<String> = collection.incidents.iter().map(of).collect();
        for label in &labels {
            *counts.entry(label.clone()).or_default() += 1;
        }
        let mut top: Vec<(usize, String)> = counts.into_iter().map(|(l, n)| (n, l)).collect();
        top.sort_by(|a, b| b.0.cmp(&a.0).then_with(|| a.1.cmp(&b.1)));
        let limit = if by == "year" { 60 } else { GROUPS };
        top.truncate(limit);
        let mut names: Vec<String> = top.into_iter().map(|(_, l)| l).collect();
        match by {
            "year" => names.sort(),
            "size" => names.sort_by_key(|n| SIZES.iter().position(|s| s == n)),
            _ => {}
        }
        let numbers: BTreeMap<&str, u16> =
            names.iter().enumerate().map(|(n, l)| (l.as_str(), n as u16)).collect();
        let others = names.len() as u16;
        let of: Vec<u16> =
            labels.iter().map(|l| numbers.get(l.as_str()).copied().unwrap_or(others)).collect();
        if of.contains(&others) {
            names.push("all others".to_owned());
        }
        let mut sizes = vec![0; names.len()];
        of.iter().for_each(|&g| sizes[usize::from(g)] += 1);
        Grouping { by, labels: names, of, sizes }
    };
    vec![
        make("size", &|i| size(i).to_owned()),
        make("party", &party),
        make("type", &kind),
        make("region", &region),
        make("year", &year),
    ]
}

/// What one drawn linking counts.
struct Draw {
    linked: f64,
    claims: Vec<Vec<u32>>,
    records: Vec<Vec<u32>>,
}

struct TollDraw {
    pairs: f64,
    ratio: f64,
    median: f64,
    above: f64,
    below: f64,
}

/// Standard error of the number of matches that no number of claims takes away, and the share of it that shrinks with the
/// number of matches: what is learned without labels is learned with error. Fitted on generated worlds (bench: `link --part
/// coverage --first-seed 1`); the coverage that is reported comes from other worlds.
const COUNT_ERROR: (f64, f64) = (0.0045, 0.53);

/// The relative error of the number of matches.
pub fn count_error(linkage: &Linkage) -> f64 {
    (COUNT_ERROR.0.powi(2) + COUNT_ERROR.1.powi(2) / linkage.expected().max(1.0)).sqrt().min(0.5)
}

/// Logarithm of the tilt, and linkings, by which is tried how the number of links follows the odds.
const PILOT_TILT: f64 = 0.4;
const PILOTS: u64 = 4;
/// Largest logarithm of a tilt.
const MOST_TILT: f64 = 1.5;

fn drawn_links<R: Send>(
    linkage: &Linkage,
    draws: usize,
    threads: usize,
    seed: u64,
    work: impl Fn(&[Option<u32>], &mut Random) -> R + Sync,
) -> Vec<R> {
    let sampler = Sampler::new(&linkage.candidates);
    // The odds are tilted by as much as the number of links drawn then moves by the error: a sure link hardly moves.
    let pilot = |sign: f64| {
        let drawn = (0..PILOTS).map(|n| sampler.draw(seed ^ (0x5EED + n), (sign * PILOT_TILT).exp()));
        drawn.map(|linking| linking.iter().flatten().count() as f64).sum::<f64>() / PILOTS as f64
    };
    let slope = (pilot(1.0) - pilot(-1.0)) / (2.0 * PILOT_TILT);
    let lever = count_error(linkage) * linkage.expected() / slope.max(1.0);
    parallel::chunks(
        threads,
        draws,
        || (),
        |(), n| {
            let mut random = Random::new(seed.wrapping_add(n as u64 * 7919));
            let tilt = (lever * random.normal()).clamp(-MOST_TILT, MOST_TILT).exp();
            work(&sampler.draw(random.bits(), tilt), &mut random)
        },
    )
    .0
}

/// Estimates from `with` (all fields) and `without` (no toll in the weights: it serves the toll ratio only).
pub fn estimate(
    claims: &Collection,
    records: &Collection,
    pool: &Pool,
    with: &Linkage,
    without: &Linkage,
    draws: usize,
    threads: usize,
) -> Estimates {
    let by_claim = groupings(claims, pool);
    let by_record = groupings(records, pool);
    let drawn = drawn_links(with, draws, threads, 1, |linking, _| {
        let blank = |g: &[Grouping]| g.iter().map(|g| vec![0u32; g.labels.len()]).collect::<Vec<_>>();
        let mut draw = Draw { linked: 0.0, claims: blank(&by_claim), records: blank(&by_record) };
        for (at, edge) in linking.iter().enumerate() {
            let Some(edge) = edge else { continue };
            draw.linked += 1.0;
            let claim = with.claims[at] as usize;
            let record = with.records[with.candidates.edges[*edge as usize].record as usize] as usize;
            for (g, counts) in by_claim.iter().zip(&mut draw.claims) {
                counts[usize::from(g.of[claim])] += 1;
            }
            for (g, counts) in by_record.iter().zip(&mut draw.records) {
                counts[usize::from(g.of[record])] += 1;
            }
        }
        draw
    });
    let (n1, n2) = (claims.len() as f64, records.len() as f64);
    let share = |of: f64| Interval::of(drawn.iter().map(|d| d.linked / of.max(1.0)).collect());
    let shares = |groups: &[Grouping], pick: &dyn Fn(&Draw) -> &Vec<Vec<u32>>| {
        let mut out = Vec::new();
        for (g, grouping) in groups.iter().enumerate() {
            for (l, label) in grouping.labels.iter().enumerate() {
                let events = grouping.sizes[l];
                let share = Interval::of(
                    drawn.iter().map(|d| f64::from(pick(d)[g][l]) / events.max(1) as f64).collect(),
                );
                out.push(Share { by: grouping.by, group: label.clone(), events, share });
            }
        }
        out
    };
    let mut random = Random::new(2);
    let mut totals = Vec::new();
    let mut missed = Vec::new();
    for draw in &drawn {
        let (n, variance) = chapman(n1, n2, draw.linked);
        let told = n1 + n2 - draw.linked;
        // Sampling error on the scale of the untold, which cannot be negative (Chao 1987).
        let untold = (n - told).max(0.5);
        let spread = (1.0 + variance / untold.powi(2)).ln().sqrt();
        let value = untold * (spread * random.normal() - spread * spread / 2.0).exp();
        missed.push(value);
        totals.push(told + value);
    }
    let dependence = [0.5, 1.0, 2.0, 4.0]
        .into_iter()
        .map(|odds| Dependence {
            odds,
            total: Interval::of(drawn.iter().map(|d| two_lists(n1, n2, d.linked, odds)).collect()),
        })
        .collect();
    Estimates {
        draws,
        corroborated: share(n1),
        covered: share(n2),
        claims_by: shares(&by_claim, &|d| &d.claims),
        records_by: shares(&by_record, &|d| &d.records),
        toll: toll(claims, records, without, draws, threads),
        total: Interval::of(totals),
        missed: Interval::of(missed),
        dependence,
    }
}

/// Share of the pairs that a draw's toll ratio rests on. Sums of killed have tails too long for a variance, so that a bootstrap of
/// all pairs, in which the few largest are the same each time, is too sure of itself; one of fewer than all is not (Bickel,
/// Götze and van Zwet 1997). Fitted like [`COUNT_ERROR`].
const RESAMPLED: f64 = 0.75;

fn toll(
    claims: &Collection,
    records: &Collection,
    linkage: &Linkage,
    draws: usize,
    threads: usize,
) -> TollRatio {
    let figures: Vec<Option<(datasets::read::Toll, datasets::read::Toll)>> = (0..linkage.candidates.claims())
        .flat_map(|at| linkage.candidates.range(at).map(move |n| (at, n)))
        .map(|(at, n)| {
            let claim = &claims.incidents[linkage.claims[at] as usize];
            let record =
                &records.incidents[linkage.records[linkage.candidates.edges[n].record as usize] as usize];
            comparable_tolls(claim, record)
        })
        .collect();
    let drawn = drawn_links(linkage, draws, threads, 3, |linking, random| {
        let mut sums = (0.0, 0.0);
        let (mut pairs, mut above, mut below) = (0.0, 0.0, 0.0);
        let mut ratios = Vec::new();
        for edge in linking.iter().flatten() {
            let Some((a, b)) = figures[*edge as usize] else { continue };
            // Bayesian bootstrap (Rubin 1981): the pairs are themselves a sample.
            let w = -(1.0 - random.unit()).ln();
            if random.unit() < RESAMPLED {
                sums = (sums.0 + w * f64::from(a.best), sums.1 + w * f64::from(b.best));
            }
            pairs += 1.0;
            above += f64::from(u8::from(a.low > b.high));
            below += f64::from(u8::from(a.high < b.low));
            if a.best > 0 && b.best > 0 {
                ratios.push(f64::from(a.best) / f64::from(b.best));
            }
        }
        ratios.sort_by(f64::total_cmp);
        TollDraw {
            pairs,
            ratio: if sums.1 > 0.0 { sums.0 / sums.1 } else { f64::NAN },
            median: ratios.get(ratios.len() / 2).copied().unwrap_or(f64::NAN),
            above: if pairs > 0.0 { above / pairs } else { f64::NAN },
            below: if pairs > 0.0 { below / pairs } else { f64::NAN },
        }
    });
    let of = |f: &dyn Fn(&TollDraw) -> f64| Interval::of(drawn.iter().map(f).collect());
    TollRatio {
        pairs: of(&|d| d.pairs).value,
        ratio: of(&|d| d.ratio),
        median: of(&|d| d.median),
        above: of(&|d| d.above),
        below: of(&|d| d.below),
    }
}
