//! What a linking is worth against the truth.

use std::sync::Arc;

use corroborate::compare::{Comparer, Fields};
use corroborate::grade::Grader;
use corroborate::item::items;
use corroborate::join::{Gate, Hints, Index};
use corroborate::{Grade, Linkage, Options, Pool, link};

use super::worlds::World;

#[derive(Default)]
pub(crate) struct Score {
    pub(crate) precision: f64,
    pub(crate) recall: f64,
    /// Precision and recall by claim of the grades that name a record: corroborated and toll contradicted.
    pub(crate) graded: (f64, f64),
    /// Precision of the surest links that make up a recall of 0.79.
    pub(crate) at_recall: f64,
    /// The lowest probability down to which links are right 95 times in 100, and the recall there.
    pub(crate) at_precision: (f64, f64),
    pub(crate) within: usize,
    pub(crate) ece: f64,
    pub(crate) sum: f64,
    /// Logarithmic score by true pair, of the pairs kept.
    pub(crate) loss: f64,
    pub(crate) control: (f64, f64),
    pub(crate) baseline: (f64, f64),
    pub(crate) seconds: f64,
    pub(crate) pairs: u64,
    pub(crate) bins: Vec<(f64, f64, usize)>,
    pub(crate) em: f64,
}

/// True pairs that lie within each other's windows: what any method with these windows could find.
pub(crate) fn within(world: &World, gate: &Gate, pool: &Pool) -> Vec<bool> {
    let left = items(&world.claims.incidents, pool);
    let right = items(&world.records.incidents, pool);
    let index = Index::new(&right, *gate);
    let mut hints = Hints::default();
    let mut out = vec![false; left.len()];
    for (n, item) in left.iter().enumerate() {
        if world.truth[n].is_some() {
            index.near(item, 0, &mut hints, |_, other, _| out[n] |= world.truth[n] == Some(other.source));
        }
    }
    out
}

/// What a linker said, against the truth.
#[derive(Default)]
pub(crate) struct Said {
    bins: [(f64, f64, usize); 10],
    sum: f64,
    loss: f64,
    linked: Vec<(f64, bool)>,
    links: usize,
    right: usize,
}

impl Said {
    /// A pair with its probability.
    pub(crate) fn add(&mut self, p: f64, right: bool) {
        self.sum += p;
        // The logarithmic score: what better information gains, whatever the threshold.
        self.loss -= (if right { p.max(1e-6) } else { (1.0 - p).max(1e-6) }).ln();
        if p >= 0.1 {
            let bin = &mut self.bins[((p * 10.0) as usize).min(9)];
            *bin = (bin.0 + p, bin.1 + f64::from(u8::from(right)), bin.2 + 1);
        }
    }

    /// A pair that was linked.
    pub(crate) fn link(&mut self, p: f64, right: bool) {
        self.linked.push((p, right));
        self.links += 1;
        self.right += usize::from(right);
    }
}

/// The score of what was said where `possible` true pairs could be found.
pub(crate) fn score(said: &Said, possible: usize) -> Score {
    let all: usize = said.bins.iter().map(|b| b.2).sum();
    let ece = said.bins.iter().map(|b| (b.0 - b.1).abs()).sum::<f64>() / all.max(1) as f64;
    let mut links = said.linked.clone();
    links.sort_by(|a, b| b.0.total_cmp(&a.0).then(b.1.cmp(&a.1)));
    let (mut right, mut at_recall, mut at_precision) = (0, 0.0, (1.0, 0.0));
    for (n, (p, is)) in links.iter().enumerate() {
        right += usize::from(*is);
        let (precision, recall) = (right as f64 / (n + 1) as f64, right as f64 / possible.max(1) as f64);
        if at_recall == 0.0 && recall >= 0.79 {
            at_recall = precision;
        }
        if precision >= 0.95 {
            at_precision = (*p, recall);
        }
    }
    Score {
        at_recall,
        at_precision,
        precision: said.right as f64 / said.links.max(1) as f64,
        recall: said.right as f64 / possible.max(1) as f64,
        within: possible,
        ece,
        sum: said.sum / possible.max(1) as f64,
        loss: said.loss / possible.max(1) as f64,
        bins: said.bins.iter().map(|b| (b.0 / b.2.max(1) as f64, b.1 / b.2.max(1) as f64, b.2)).collect(),
        ..Score::default()
    }
}

pub(crate) fn measure(world: &World, linkage: &Linkage, gate: &Gate, pool: &Pool) -> Score {
    let reachable = within(world, gate, pool);
    let possible = reachable.iter().filter(|&&r| r).count();
    let mut said = Said::default();
    for (at, &claim) in linkage.claims.iter().enumerate() {
        let truth = world.truth[claim as usize];
        let is_true = |n: usize| truth == Some(linkage.records[linkage.candidates.edges[n].record as usize]);
        if let Some(n) = linkage.linked(at) {
            said.link(f64::from(linkage.probability[n]), is_true(n));
        }
        for n in linkage.candidates.range(at) {
            said.add(f64::from(linkage.probability[n]), is_true(n));
        }
    }
    Score {
        pairs: linkage.pairs,
        graded: graded(world, linkage, possible, pool),
        em: linkage.learned.model.expected.iter().sum::<f64>() / possible.max(1) as f64,
        ..score(&said, possible)
    }
}

/// What a reader sees: of the claims whose grade names a record, how many name the true one, and of the claims that have one,
/// how many are named it.
fn graded(world: &World, linkage: &Linkage, possible: usize, pool: &Pool) -> (f64, f64) {
    let grader = Grader::new(&world.claims, &world.records, pool, linkage);
    let (mut named, mut right) = (0usize, 0usize);
    for at in 0..linkage.claims.len() {
        let graded = grader.grade(at);
        if matches!(graded.grade, Grade::Corroborated | Grade::TollContradicted) {
            named += 1;
            let record = graded.pairings.first().map(|p| p.record);
            right += usize::from(record.is_some() && record == world.truth[graded.claim as usize]);
        }
    }
    (right as f64 / named.max(1) as f64, right as f64 / possible.max(1) as f64)
}

/// Share of claims linked when their calendar is moved by a year: all of them false. First by the whole procedure, learning
/// included; second with the weights of the true calendar.
pub(crate) fn control(world: &World, linkage: &Linkage, pool: &Pool, options: &Options) -> (f64, f64) {
    // Worlds repeat real blocks of four weeks; half a block keeps a block from meeting itself.
    let moved = Options { shift: 364 + 14, ..options.clone() };
    let same = Options { model: Some(Arc::clone(&linkage.learned)), ..moved.clone() };
    let share = |options: &Options| {
        let l = link(&world.claims, &world.records, pool, options, &|_| {});
        (0..l.claims.len()).filter(|&c| l.linked(c).is_some()).count() as f64 / l.claims.len().max(1) as f64
    };
    (share(&moved), share(&same))
}

/// The usual way: the first free candidate within the window whose type does not differ. Precision and recall.
pub(crate) fn baseline(world: &World, pool: &Pool, options: &Options) -> (f64, f64) {
    let reachable = within(world, &options.gate, pool).iter().filter(|&&r| r).count();
    let left = items(&world.claims.incidents, pool);
    let right = items(&world.records.incidents, pool);
    let index = Index::new(&right, options.gate);
    let comparer = Comparer::new(Fields { toll: false });
    let mut taken = vec![false; right.len()];
    let (mut correct, mut said) = (0, 0);
    let mut hints = Hints::default();
    for (n, item) in left.iter().enumerate() {
        let mut first = None;
        index.near(item, 0, &mut hints, |_, other, chord| {
            let p = comparer.compare(item, other, chord, 0);
            if first.is_none() && !taken[other.source as usize] && p.kind != 1 && p.kind != 2 && p.actor != 1
            {
                first = Some(other.source);
            }
        });
        if let Some(r) = first {
            taken[r as usize] = true;
            said += 1;
            correct += usize::from(world.truth[n] == Some(r));
        }
    }
    (
        f64::from(correct as u32) / f64::from(said.max(1) as u32),
        f64::from(correct as u32) / reachable.max(1) as f64,
    )
}

impl Score {
    pub(crate) fn print(&self, seed: u64, bins: bool) {
        println!(
            "seed {seed}: precision {:.3} recall {:.3} (p >= 0.5; {:.3} at recall 0.79; precision 0.95 held down to p {:.2}, recall {:.3}) | graded corroborated or toll contradicted: precision {:.3} recall {:.3} | ECE {:.4}, log score {:.4} | sum/true {:.3} (EM {:.3}) | control {:.4} (same weights {:.4}) | \
             baseline first-in-window: precision {:.3} recall {:.3} | {} pairs, {:.2} s, {} true pairs",
            self.precision,
            self.recall,
            self.at_recall,
            self.at_precision.0,
            self.at_precision.1,
            self.graded.0,
            self.graded.1,
            self.ece,
            self.loss,
            self.sum,
            self.em,
            self.control.0,
            self.control.1,
            self.baseline.0,
            self.baseline.1,
            self.pairs,
            self.seconds,
            self.within
        );
        if bins {
            for (p, share, n) in self.bins.iter().filter(|b| b.2 > 0) {
                println!("    said {p:.3}  true {share:.3}  n {n}");
            }
        }
    }
}

pub(crate) fn summary(scores: &[Score]) {
    let mean = |f: &dyn Fn(&Score) -> f64| scores.iter().map(f).sum::<f64>() / scores.len().max(1) as f64;
    println!(
        "mean of {}: precision {:.4} recall {:.4} ({:.4} at recall 0.79; recall {:.4} at precision 0.95) graded {:.4} {:.4} ECE {:.4} log score {:.4} sum/true {:.4} control {:.4} seconds {:.2}",
        scores.len(),
        mean(&|s| s.precision),
        mean(&|s| s.recall),
        mean(&|s| s.at_recall),
        mean(&|s| s.at_precision.1),
        mean(&|s| s.graded.0),
        mean(&|s| s.graded.1),
        mean(&|s| s.ece),
        mean(&|s| s.loss),
        mean(&|s| s.sum),
        mean(&|s| s.control.0),
        mean(&|s| s.seconds)
    );
}

/// Found and wrongly linked pairs by how precise both sides are.
pub(crate) fn by_precision(world: &World, linkage: &Linkage, gate: &Gate, pool: &Pool) {
    let reachable = within(world, gate, pool);
    let class = |i: &corroborate::Incident| {
        let d = i.days.map_or(0, |d| d.end - d.start);
        let r = i.point.map_or(0.0, |p| p.radius_km);
        let date = usize::from(d > 0) + usize::from(d > 6);
        date * 3 + usize::from(r > 3.0) + usize::from(r > 25.0)
    };
    let mut table = [[0usize; 4]; 81];
    for (at, &claim) in linkage.claims.iter().enumerate() {
        let c = class(&world.claims.incidents[claim as usize]);
        let truth = world.truth[claim as usize];
        let of = |r: u32| {
            let d = class(&world.records.incidents[r as usize]);
            c.min(d) * 9 + c.max(d)
        };
        if let Some(t) = truth.filter(|_| reachable[claim as usize]) {
            table[of(t)][0] += 1;
        }
        if let Some(n) = linkage.linked(at) {
            let r = linkage.records[linkage.candidates.edges[n].record as usize];
            table[of(r)][1] += 1;
            table[of(r)][2] += usize::from(truth == Some(r));
            table[of(r)][3] += usize::from(truth.is_none());
        }
    }
    let mut seen: std::collections::BTreeMap<(usize, usize, usize, usize, usize), [usize; 3]> =
        Default::default();
    for (at, &claim) in linkage.claims.iter().enumerate() {
        if let Some(n) = linkage.linked(at) {
            let r = linkage.records[linkage.candidates.edges[n].record as usize];
            let p = linkage.pattern(n);
            let e = seen
                .entry((p.radius().unwrap_or(99), p.distance().unwrap_or(99), p.kind, p.actor, p.toll))
                .or_default();
            e[0] += 1;
            e[1] += usize::from(world.truth[claim as usize] != Some(r));
            e[2] += (linkage.probability[n] * 1000.0) as usize;
        }
    }
    let mut seen: Vec<_> = seen.into_iter().collect();
    seen.sort_by_key(|s| std::cmp::Reverse(s.1[1]));
    for (k, v) in seen.iter().take(40) {
        println!(
            "    {k:?} linked {} wrong {} said wrong {:.0}",
            v[0],
            v[1],
            v[0] as f64 - v[2] as f64 / 1000.0
        );
    }
    println!(
        "  precision classes (day 0, <=6, more; 3, 25, more km): true pairs, linked, right, wrong where there is none"
    );
    for (k, row) in table.iter().enumerate().filter(|(_, r)| r[0] + r[1] > 300) {
        let name = |c: usize| format!("{}{}", ["d", "w", "m"][c / 3], ["p", "n", "f"][c % 3]);
        println!(
            "    {} {}: {:?} recall {:.3} precision {:.3}",
            name(k / 9),
            name(k % 9),
            row,
            row[2] as f64 / row[0] as f64,
            row[2] as f64 / row[1] as f64
        );
    }
}

/// Where the counted background and the true one part.
pub(crate) fn diagnose(world: &World, linkage: &Linkage, pool: &Pool, options: &Options) {
    use corroborate::compare::{PATTERNS, Pattern};
    let left = items(&world.claims.incidents, pool);
    let right = items(&world.records.incidents, pool);
    let index = Index::new(&right, options.gate);
    let comparer = Comparer::new(options.fields);
    let mut hints = Hints::default();
    let mut real = vec![[0f64; 2]; PATTERNS];
    for (n, item) in left.iter().enumerate() {
        index.near(item, 0, &mut hints, |_, other, chord| {
            let cell = comparer.compare(item, other, chord, 0).cell() as usize;
            real[cell][usize::from(world.truth[n] == Some(other.source))] += 1.0;
        });
    }
    let model = &linkage.learned.model;
    let mut said = vec![[0f64; 2]; PATTERNS];
    for n in 0..model.chance.len() {
        let (s, cell) = (n / PATTERNS, n % PATTERNS);
        let claims = linkage.learned.counts.claims[s] as f64;
        said[cell][0] += (f64::from(model.chance[n]) + f64::from(model.beside[n])) * claims;
        said[cell][1] += model.expected[s]
            * model.matches.rate(Pattern::of(cell as u32), corroborate::model::precise(s), 0);
    }
    let table = |name: &str, of: &dyn Fn(Pattern) -> Option<usize>, size: usize| {
        println!("  {name}: class, chance real/said, match real/said");
        for class in 0..size {
            let mut sums = [0.0; 4];
            for cell in 0..PATTERNS {
                if of(Pattern::of(cell as u32)) == Some(class) {
                    for k in 0..2 {
                        sums[k * 2] += real[cell][k];
                        sums[k * 2 + 1] += said[cell][k];
                    }
                }
            }
            println!("    {class}: {:.0}/{:.0}  {:.0}/{:.0}", sums[0], sums[1], sums[2], sums[3]);
        }
    };
    let precise = |p: &Pattern| p.width == 0 && p.radius() == Some(0);
    table("gap, precise", &|p| precise(&p).then_some(p.gap), 5);
    table(
        "distance, precise, same day",
        &|p| (precise(&p) && p.gap == 0).then(|| p.distance().unwrap_or(0)),
        15,
    );
    table(
        "actor, precise, same day and place",
        &|p| (precise(&p) && p.gap == 0 && p.distance() == Some(0)).then_some(p.actor),
        5,
    );
    table(
        "toll, precise, same day and place",
        &|p| (precise(&p) && p.gap == 0 && p.distance() == Some(0)).then_some(p.toll),
        8,
    );
    table("radius", &|p| Some(p.radius().unwrap_or(10)), 11);
    table("width", &|p| Some(p.width), 10);
}
