//! The joins: pairs counted by cell in the true and the shifted calendars, across sides and within each.

use crate::compare::{Comparer, PATTERNS, Pattern};
use crate::crowd::Crowd;
use crate::fame;
use crate::item::Item;
use crate::join::{Gate, Hints, Index};
use crate::model::{CELLS, Counts, Own, SHIFTS, STRATA};
use crate::parallel;

const CHUNK: usize = 4096;
/// Claims whose pairs in the shifted calendars are compared: an even sample of so many tells what chance looks like.
const COMPARED: usize = 250_000;
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

/// The pairs of a chunk's claims, so that weighing need not search for them again.
#[derive(Debug, Default)]
pub(crate) struct Pairs {
    /// By claim of the chunk, where its pairs end.
    pub(crate) ends: Vec<u32>,
    /// Number of the record and cell.
    pub(crate) pairs: Vec<(u32, u32)>,
}

/// Pairs of a chunk that are kept; of a chunk with more none is, and weighing searches again. Half a kilobyte a claim.
const KEPT_PAIRS: usize = CHUNK * 64;

/// What visiting every claim brought.
pub(crate) struct Survey {
    /// By claim.
    pub(crate) met: Vec<Met>,
    /// By chunk of the order of visits, where not too many.
    pub(crate) pairs: Vec<Option<Pairs>>,
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

    /// Visits every claim: its pairs, and how many records it meets in the shifted calendars. `count` is called for every pair
    /// of the true calendar (its last argument says so), and for those of the shifted ones of one claim in `every`.
    fn survey<S: Send>(
        &self,
        every: usize,
        state: impl Fn() -> S + Sync,
        hints: impl Fn(&mut S) -> &mut Vec<Hints> + Sync,
        count: impl Fn(&mut S, &Item, &Item, Pattern, bool) + Sync,
    ) -> (Survey, Vec<S>) {
        let numbers = self.index.numbers();
        let (parts, states) = parallel::chunks(self.threads, self.chunks(), state, |state, n| {
            let mut own = std::mem::take(hints(state));
            let mut kept = Some(Pairs::default());
            let mut all = Vec::with_capacity(CHUNK);
            for (at, &i) in self.chunk(n).iter().enumerate() {
                let item = &self.left[i as usize];
                let mut met = Met::default();
                self.index.near(item, 0, &mut own[0], |at, other, chord| {
                    let pattern = self.comparer.compare(item, other, chord, 0);
                    met.crowd.add(pattern);
                    if let Some(kept) = kept.as_mut().filter(|k| k.pairs.len() <= KEPT_PAIRS) {
                        kept.pairs.push((numbers[at as usize], pattern.cell()));
                    }
                    count(state, item, other, pattern, true);
                });
                kept = kept.filter(|k| k.pairs.len() <= KEPT_PAIRS);
                if let Some(kept) = &mut kept {
                    kept.ends.push(kept.pairs.len() as u32);
                }
                let compared = (n * CHUNK + at).is_multiple_of(every);
                for (shift, hints) in SHIFTS.into_iter().zip(&mut own[1..]) {
                    let shift = self.index.within_calendar(item, shift);
                    if compared {
                        self.index.near(item, shift, hints, |_, other, chord| {
                            met.chance += 1;
                            count(
                                state,
                                item,
                                other,
                                self.comparer.compare(item, other, chord, shift),
                                false,
                            );
                        });
                    } else {
                        self.index.near(item, shift, hints, |_, _, _| met.chance += 1);
                    }
                }
                all.push(met);
            }
            *hints(state) = own;
            if let Some(kept) = &mut kept {
                kept.pairs.shrink_to_fit();
            }
            (all, kept)
        });
        let mut survey =
            Survey { met: vec![Met::default(); self.left.len()], pairs: Vec::with_capacity(parts.len()) };
        for (n, (met, kept)) in parts.into_iter().enumerate() {
            for (&i, met) in self.chunk(n).iter().zip(met) {
                survey.met[i as usize] = met;
            }
            survey.pairs.push(kept);
        }
        (survey, states)
    }

    /// The survey alone: nothing is counted.
    pub(crate) fn meetings(&self) -> Survey {
        let hints = || vec![Hints::default(); 1 + SHIFTS.len()];
        self.survey(usize::MAX, hints, |hints| hints, |_, _, _, _, _| {}).0
    }

    /// Pairs by cell, and what every claim meets.
    pub(crate) fn count(&self, right: &[Item], gate: Gate) -> (Counts, Survey) {
        let mut claims = [0; STRATA];
        self.left.iter().for_each(|i| claims[usize::from(i.stratum)] += 1);
        let tally = || Tally {
            cells: vec![0; CELLS * 2],
            fame: vec![0; fame::CELLS],
            hints: vec![Hints::default(); 1 + SHIFTS.len()],
        };
        let every = self.order.len().div_ceil(COMPARED).max(1);
        let (survey, tallies) = self.survey(
            every,
            tally,
            |tally| &mut tally.hints,
            |tally, item, other, pattern, of_the_day| {
                let at = usize::from(item.stratum) * PATTERNS + pattern.cell() as usize;
                if of_the_day {
                    tally.cells[at] += 1;
                    return;
                }
                tally.cells[CELLS + at] += 1;
                if let Some(at) = fame::cell(pattern.place, item.fame, other.fame) {
                    tally.fame[at] += 1;
                }
            },
        );
        let mut pairs = vec![0; CELLS];
        let mut shifted = vec![0; CELLS];
        let mut fame = vec![0; fame::CELLS];
        for tally in tallies {
            add(&mut pairs, &tally.cells[..CELLS]);
            add(&mut shifted, &tally.cells[CELLS..]);
            add(&mut fame, &tally.fame);
        }
        let own = [self.within(&Index::new(self.left, gate)), self.within(self.index)];
        let compared = self.order.len().div_ceil(every) as f64;
        let calendars = SHIFTS.len() as f64 * compared / (self.order.len() as f64).max(1.0);
        (Counts { pairs, shifted, calendars, fame, claims, records: right.len() as u64, own }, survey)
    }

    /// Pairs of one side with itself, of an even sample of its events in the order of their index.
    fn within(&self, index: &Index) -> Own {
        let events = index.numbers().len();
        let every = events.div_ceil(OWN_SAMPLE).max(1);
        let tally = || (vec![0; CELLS * 2], vec![Hints::default(); 1 + SHIFTS.len()]);
        let (_, tallies) = parallel::chunks(self.threads, events.div_ceil(CHUNK), tally, |tally, n| {
            let (cells, hints) = tally;
            for at in (n * CHUNK..((n + 1) * CHUNK).min(events)).filter(|at| at.is_multiple_of(every)) {
                let item = index.item(at as u32);
                for (s, shift) in std::iter::once(0).chain(SHIFTS).enumerate() {
                    let moved = usize::from(s > 0);
                    let shift = if s == 0 { 0 } else { index.within_calendar(item, shift) };
                    index.near(item, shift, &mut hints[s], |_, other, chord| {
                        if other.source != item.source {
                            let cell = self.comparer.compare(item, other, chord, shift).cell() as usize;
                            cells[moved * CELLS + usize::from(item.stratum) * PATTERNS + cell] += 1;
                        }
                    });
                }
            }
        });
        let mut own = Own {
            pairs: vec![0; CELLS],
            shifted: vec![0; CELLS],
            events: events as u64,
            sampled: events.div_ceil(every) as u64,
        };
        for (cells, _) in tallies {
            add(&mut own.pairs, &cells[..CELLS]);
            add(&mut own.shifted, &cells[CELLS..]);
        }
        own
    }
}
