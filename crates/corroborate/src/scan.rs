//! The joins: pairs counted by cell in the true and the shifted calendars, across sides and within each.

use crate::compare::{Comparer, PATTERNS};
use crate::crowd::Crowd;
use crate::fame;
use crate::item::Item;
use crate::join::{Gate, Hints, Index};
use crate::model::{CELLS, Counts, Own, SHIFTS, STRATA};
use crate::parallel;

const CHUNK: usize = 4096;
/// Left items of a join within one side: enough to know how events cluster.
const OWN_SAMPLE: usize = 60_000;

/// Numbers of the left items by day, then place.
pub(crate) fn visiting_order(left: &[Item]) -> Vec<u32> {
    let mut order: Vec<(i32, i32, i32, u32)> = left
        .iter()
        .enumerate()
        .map(|(n, i)| (i.start, (i.lat * 2.0).floor() as i32, (i.lon * 100.0) as i32, n as u32))
        .collect();
    order.sort_unstable();
    order.into_iter().map(|o| o.3).collect()
}

/// One side to be visited, in an order that keeps searches short, and the other's index.
#[derive(Clone, Copy)]
pub(crate) struct Job<'a> {
    pub(crate) left: &'a [Item],
    pub(crate) order: &'a [u32],
    pub(crate) index: &'a Index,
    pub(crate) comparer: &'a Comparer,
    pub(crate) threads: usize,
}

/// What a claim meets.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Met {
    /// Chance records in the shifted calendars.
    pub(crate) chance: u32,
    /// Records of its own days.
    pub(crate) crowd: Crowd,
}

struct Tally {
    cells: Vec<u32>,
    fame: Vec<u32>,
    hints: Vec<Hints>,
}

fn add(total: &mut [u32], part: &[u32]) {
    total.iter_mut().zip(part).for_each(|(t, p)| *t = t.saturating_add(*p));
}

impl Job<'_> {
    pub(crate) fn chunks(&self) -> usize {
        self.order.len().div_ceil(CHUNK)
    }

    pub(crate) fn chunk(&self, n: usize) -> &[u32] {
        &self.order[n * CHUNK..((n + 1) * CHUNK).min(self.order.len())]
    }

    /// Chance meetings of every claim in the shifted calendars, and the crowd of its own days.
    pub(crate) fn meetings(&self) -> Vec<Met> {
        let hints = || vec![Hints::default(); 1 + SHIFTS.len()];
        let (parts, _) = parallel::chunks(self.threads, self.chunks(), hints, |hints, n| {
            self.chunk(n)
                .iter()
                .map(|&i| {
                    let item = &self.left[i as usize];
                    let mut met = Met::default();
                    self.index.near(item, 0, &mut hints[0], |_, other, chord| {
                        met.crowd.add(self.comparer.compare(item, other, chord, 0));
                    });
                    for (shift, hints) in SHIFTS.into_iter().zip(&mut hints[1..]) {
                        let shift = self.index.within_calendar(item, shift);
                        self.index.near(item, shift, hints, |_, _, _| met.chance += 1);
                    }
                    met
                })
                .collect::<Vec<Met>>()
        });
        self.in_order(parts)
    }

    /// What was found claim by claim in the order of visits, in the order of claims.
    fn in_order(&self, parts: Vec<Vec<Met>>) -> Vec<Met> {
        let mut out = vec![Met::default(); self.left.len()];
        for (&i, met) in self.order.iter().zip(parts.into_iter().flatten()) {
            out[i as usize] = met;
        }
        out
    }

    /// Pairs by cell, and what every claim meets.
    pub(crate) fn count(&self, right: &[Item], gate: Gate) -> (Counts, Vec<Met>) {
        let mut claims = [0; STRATA];
        self.left.iter().for_each(|i| claims[usize::from(i.stratum)] += 1);
        let tally = || Tally {
            cells: vec![0; CELLS * 2],
            fame: vec![0; fame::CELLS],
            hints: vec![Hints::default(); 1 + SHIFTS.len()],
        };
        let (parts, tallies) = parallel::chunks(self.threads, self.chunks(), tally, |tally, n| {
            self.chunk(n)
                .iter()
                .map(|&i| {
                    let item = &self.left[i as usize];
                    let base = usize::from(item.stratum) * PATTERNS;
                    let cells = &mut tally.cells;
                    let mut met = Met::default();
                    self.index.near(item, 0, &mut tally.hints[0], |_, other, chord| {
                        let pattern = self.comparer.compare(item, other, chord, 0);
                        met.crowd.add(pattern);
                        cells[base + pattern.cell() as usize] += 1;
                    });
                    for (s, shift) in SHIFTS.into_iter().enumerate() {
                        let shift = self.index.within_calendar(item, shift);
                        self.index.near(item, shift, &mut tally.hints[1 + s], |_, other, chord| {
                            met.chance += 1;
                            let pattern = self.comparer.compare(item, other, chord, shift);
                            cells[CELLS + base + pattern.cell() as usize] += 1;
                            if let Some(at) = fame::cell(pattern.place, item.fame, other.fame) {
                                tally.fame[at] += 1;
                            }
                        });
                    }
                    met
                })
                .collect::<Vec<Met>>()
        });
        let met = self.in_order(parts);
        let mut pairs = vec![0; CELLS];
        let mut shifted = vec![0; CELLS];
        let mut fame = vec![0; fame::CELLS];
        for tally in tallies {
            add(&mut pairs, &tally.cells[..CELLS]);
            add(&mut shifted, &tally.cells[CELLS..]);
            add(&mut fame, &tally.fame);
        }
        let within = |items: &[Item], index: &Index| {
            let order = visiting_order(items);
            let job =
                Job { left: items, order: &order, index, comparer: self.comparer, threads: self.threads };
            job.within()
        };
        let own = [within(self.left, &Index::new(self.left, gate)), within(right, self.index)];
        (Counts { pairs, shifted, fame, claims, records: right.len() as u64, own }, met)
    }

    /// Pairs of one side with itself, of a sample of whole stretches of time.
    fn within(&self) -> Own {
        let every = self.order.len().div_ceil(OWN_SAMPLE).max(1);
        let tally = || Tally {
            cells: vec![0; PATTERNS * 2],
            fame: Vec::new(),
            hints: vec![Hints::default(); 1 + SHIFTS.len()],
        };
        let (_, tallies) = parallel::chunks(self.threads, self.chunks(), tally, |tally, n| {
            for &i in self.chunk(n).iter().step_by(every) {
                let item = &self.left[i as usize];
                let cells = &mut tally.cells;
                for (s, shift) in std::iter::once(0).chain(SHIFTS).enumerate() {
                    let at = if s == 0 { 0 } else { PATTERNS };
                    let shift = if s == 0 { 0 } else { self.index.within_calendar(item, shift) };
                    self.index.near(item, shift, &mut tally.hints[s], |_, other, chord| {
                        if other.source != item.source {
                            cells[at + self.comparer.compare(item, other, chord, shift).cell() as usize] += 1;
                        }
                    });
                }
            }
        });
        let sampled = (0..self.chunks()).map(|n| self.chunk(n).len().div_ceil(every) as u64).sum();
        let events = self.left.len() as u64;
        let mut own = Own { pairs: vec![0; PATTERNS], shifted: vec![0; PATTERNS], events, sampled };
        for tally in tallies {
            add(&mut own.pairs, &tally.cells[..PATTERNS]);
            add(&mut own.shifted, &tally.cells[PATTERNS..]);
        }
        own
    }
}
