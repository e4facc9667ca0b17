//! How alike two incidents are, as one number: a cell of a table over date, distance, type, parties and toll.

use crate::item::{Item, chord2};

/// Classes of one width in days (one day; up to a week; up to a month; longer) and of one radius (up to 10 km, 30 km, 75 km,
/// more).
const SINGLE: usize = 4;
/// Classes of both widths, whichever side has which: 00 01 02 03 11 12 13 22 23 33.
pub const WIDTHS: usize = SINGLE * (SINGLE + 1) / 2;
/// At most so many classes of how two intervals lie. Two single days: the same, 1, 2, more days apart. Intervals of like
/// width: the same; half or more of the shorter shared; less; none. Of different width: they meet, or do not.
pub const GAPS: usize = 4;
/// Classes of how the intervals lie, by joint width.
pub const GAPS_OF: [usize; WIDTHS] = [4, 2, 2, 2, 4, 2, 2, 4, 2, 4];
/// Classes of joint width and lie together.
pub const TIMES: usize = 28;
/// The first class of time of each joint width.
const TIME_OF: [usize; WIDTHS] = {
    let (mut out, mut n, mut sum) = ([0; WIDTHS], 0, 0);
    while n < WIDTHS {
        out[n] = sum;
        sum += GAPS_OF[n];
        n += 1;
    }
    assert!(sum == TIMES);
    out
};
/// Joint width and lie of each class of time.
const OF_TIME: [(u8, u8); TIMES] = {
    let (mut out, mut width) = ([(0, 0); TIMES], 0);
    while width < WIDTHS {
        let mut gap = 0;
        while gap < GAPS_OF[width] {
            out[TIME_OF[width] + gap] = (width as u8, gap as u8);
            gap += 1;
        }
        width += 1;
    }
    out
};
/// Classes of both radii, whichever side has which.
pub const RADII: usize = WIDTHS;
/// Upper ends of the classes of distance in km; the first holds the very same point, one more class holds what is farther.
pub const DISTANCE_ENDS: [f64; 11] = [0.05, 1.5, 3.0, 5.0, 8.0, 12.0, 18.0, 25.0, 37.0, 50.0, 100.0];
/// Classes of distance between places that are not named alike.
pub const PLAIN: usize = DISTANCE_ENDS.len() + 1;
/// Classes of distance: behind the plain ones, different points whose places have the same name, up to 5 km, 25 km, farther.
pub const DISTANCES: usize = PLAIN + 3;
/// Places: radius by distance, and one class where a place is missing.
pub const PLACES: usize = RADII * DISTANCES + 1;
/// Types: nothing to compare; first facet differs; a later one differs; one, two, three or more facets agree.
pub const TYPES: usize = 6;
/// Parties: nothing to compare; none agrees; one agrees and one does not; one agrees; two or more agree.
pub const ACTORS: usize = 5;
/// Tolls: not told; equal (up to 1, 2–4, 5–9, 10 or more); then, by whether the smaller is at most 1: intervals meet or within
/// a quarter; within a factor 2 (or one apart); within a factor 4; further apart.
pub const TOLLS: usize = 13;
/// Classes of equal tolls.
pub const EQUAL: std::ops::RangeInclusive<usize> = 1..=4;
/// Cells of the table.
pub const PATTERNS: usize = TIMES * PLACES * TYPES * ACTORS * TOLLS;

/// Which fields of a comparison count.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Fields {
    /// Off where a toll ratio is estimated: there it would be circular.
    pub toll: bool,
}

/// The classes of one comparison.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Pattern {
    /// Joint width of the intervals.
    pub width: usize,
    /// How the intervals lie, below [`GAPS_OF`] the width.
    pub gap: usize,
    /// Radius and distance.
    pub place: usize,
    /// Type.
    pub kind: usize,
    /// Parties.
    pub actor: usize,
    /// Toll.
    pub toll: usize,
}

impl Pattern {
    /// The cell's number.
    pub fn cell(self) -> u32 {
        let n =
            ((time(self.width, self.gap) * PLACES + self.place) * TYPES + self.kind) * ACTORS + self.actor;
        (n * TOLLS + self.toll) as u32
    }

    /// The classes of a cell.
    pub fn of(cell: u32) -> Pattern {
        let n = cell as usize;
        let (n, toll) = (n / TOLLS, n % TOLLS);
        let (n, actor) = (n / ACTORS, n % ACTORS);
        let (n, kind) = (n / TYPES, n % TYPES);
        let (n, place) = (n / PLACES, n % PLACES);
        let (width, gap) = of_time(n);
        Pattern { width, gap, place, kind, actor, toll }
    }

    /// Whether the intervals share a day.
    pub fn meet(self) -> bool {
        meet(time(self.width, self.gap))
    }

    /// Whether the tolls are further apart than a factor of 2 (and than one person).
    pub fn tolls_apart(self) -> bool {
        matches!(self.toll, 7 | 8 | 11 | 12)
    }

    /// Whether type and both parties agree, whatever else.
    pub fn alike(self) -> bool {
        self.kind >= 3 && self.actor == ACTORS - 1
    }

    /// Whether the places are the same point, or may be one place: within 12 km or of one name.
    pub fn beside(self) -> Option<Beside> {
        match self.distance()? {
            0 => Some(Beside::Point),
            1..6 | PLAIN => Some(Beside::Near),
            _ => None,
        }
    }

    /// Class of both radii; none where a place is missing.
    pub fn radius(self) -> Option<usize> {
        (self.place < RADII * DISTANCES).then_some(self.place / DISTANCES)
    }

    /// Class of the distance; none where a place is missing.
    pub fn distance(self) -> Option<usize> {
        (self.place < RADII * DISTANCES).then_some(self.place % DISTANCES)
    }
}

/// How near two events of one day are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Beside {
    /// At the very same point.
    Point,
    /// Within 12 km, or in places of one name.
    Near,
}

/// Compares items.
#[derive(Clone, Debug)]
pub struct Comparer {
    edges: [f32; DISTANCE_ENDS.len()],
    fields: Fields,
}

impl Comparer {
    /// A comparer for the chosen fields.
    pub fn new(fields: Fields) -> Comparer {
        Comparer { edges: DISTANCE_ENDS.map(chord2), fields }
    }

    /// The classes of a pair; `chord` is the squared chord between the places, `shift` moves the days of `a`.
    pub fn compare(&self, a: &Item, b: &Item, chord: Option<f32>, shift: i32) -> Pattern {
        let (width, gap) = lie(a, b, shift);
        let place = match chord {
            None => RADII * DISTANCES,
            Some(c) => {
                let r = radii(a.radius, b.radius);
                let mut d: usize = self.edges.iter().map(|&edge| usize::from(c > edge)).sum();
                if d > 0 && a.place != 0 && a.place == b.place {
                    d = PLAIN + usize::from(d > 3) + usize::from(d > 7);
                }
                r * DISTANCES + d
            }
        };
        let toll = if self.fields.toll { toll(a, b) } else { 0 };
        Pattern { width, gap, place, kind: kind(a.path, b.path), actor: actor(&a.actors, &b.actors), toll }
    }
}

/// The high bit of every byte that is not 0.
fn told(levels: u32) -> u32 {
    (((levels & 0x7F7F_7F7F) + 0x7F7F_7F7F) | levels) & 0x8080_8080
}

fn kind(a: u32, b: u32) -> usize {
    // The first facet is in the lowest byte; a facet that one side does not tell says nothing.
    let both = told(a) & told(b);
    let differ = both & told(a ^ b);
    if differ != 0 {
        return if differ.trailing_zeros() < 8 { 1 } else { 2 };
    }
    match both.count_ones() as usize {
        0 => 0,
        n => 2 + n.min(3),
    }
}

fn actor(a: &[u32; 4], b: &[u32; 4]) -> usize {
    // All sixteen comparisons at once are quicker than stopping early.
    let count = |of: &[u32; 4]| of.iter().map(|&n| usize::from(n != 0)).sum::<usize>();
    let (na, nb) = (count(a), count(b));
    let within = |n: u32| b.iter().fold(false, |found, &m| found | (n == m));
    let shared: usize = a.iter().map(|&n| usize::from((n != 0) & within(n))).sum();
    match shared {
        _ if na == 0 || nb == 0 => 0,
        0 => 1,
        1 if na >= 2 && nb >= 2 => 2,
        1 => 3,
        _ => 4,
    }
}

fn toll(a: &Item, b: &Item) -> usize {
    // Sums of comparisons instead of branches, which nothing could predict.
    let (x, y) = (u64::from(a.best.min(b.best)), u64::from(a.best.max(b.best)));
    let near = (a.low <= b.high) & (b.low <= a.high) | (y * 4 <= x * 5);
    let far = (y > x * 2) & (y != x + 1);
    let farther = far & (y > x * 4);
    let apart = usize::from(!near) * (1 + usize::from(far) + usize::from(farther));
    let base = if x <= 1 { 5 } else { 9 };
    match x == y {
        _ if y == u64::from(u32::MAX) => 0,
        true => equal_toll(a.best),
        false => base + apart,
    }
}

/// The class of two equal tolls.
pub fn equal_toll(best: u32) -> usize {
    1 + usize::from(best > 1) + usize::from(best > 4) + usize::from(best > 9)
}

/// The class of two single classes, whichever side has which: 00 01 02 03 11 12 13 22 23 33.
fn joint(a: usize, b: usize) -> usize {
    let (low, high) = (a.min(b), a.max(b));
    low * SINGLE - low * low.saturating_sub(1) / 2 + high - low
}

fn radii(a: f32, b: f32) -> usize {
    let class = |r: f32| usize::from(r > 10.0) + usize::from(r > 30.0) + usize::from(r > 75.0);
    joint(class(a), class(b))
}

/// Kilometres in which two places of a joint class of radii lie: the sums of what is usual in each class (5, 20, 50, 150).
const APART: [f64; RADII] = [10.0, 25.0, 55.0, 155.0, 40.0, 70.0, 170.0, 100.0, 200.0, 300.0];

/// Whether all distances of a class are more than both places' precision leaves open.
pub(crate) fn beyond(radii: usize, distance: usize) -> bool {
    let nearest = match distance {
        0 => 0.0,
        1..PLAIN => DISTANCE_ENDS[distance - 1],
        PLAIN => DISTANCE_ENDS[0],
        _ => [DISTANCE_ENDS[3], DISTANCE_ENDS[7]][usize::from(distance > PLAIN + 1)],
    };
    nearest > APART[radii]
}

/// The class of time of a joint width and a lie.
pub fn time(width: usize, gap: usize) -> usize {
    TIME_OF[width] + gap
}

/// Joint width and lie of a class of time.
pub fn of_time(time: usize) -> (usize, usize) {
    let (width, gap) = OF_TIME[time];
    (usize::from(width), usize::from(gap))
}

/// Whether intervals of a class of time share a day.
pub fn meet(time: usize) -> bool {
    let (width, gap) = of_time(time);
    if width == 0 { gap == 0 } else { gap + 1 < GAPS_OF[width] }
}

/// Joint width of the intervals and how they lie, those of `a` moved by `shift` days.
fn lie(a: &Item, b: &Item, shift: i32) -> (usize, usize) {
    let class = |days: i32| usize::from(days > 0) + usize::from(days > 6) + usize::from(days > 31);
    let (x, y) = (class(a.width()), class(b.width()));
    let width = joint(x, y);
    let (start, end) = (a.start + shift, a.end + shift);
    let apart = (b.start - end).max(start - b.end);
    let gap = if width == 0 {
        apart.clamp(0, 3) as usize
    } else if apart > 0 {
        GAPS_OF[width] - 1
    } else if x != y || (start, end) == (b.start, b.end) {
        0
    } else {
        let shared = end.min(b.end) - start.max(b.start) + 1;
        if shared * 2 > a.width().min(b.width()) { 1 } else { 2 }
    };
    (width, gap)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_and_classes_are_the_same() {
        for cell in 0..PATTERNS as u32 {
            assert_eq!(Pattern::of(cell).cell(), cell);
        }
    }

    #[test]
    fn exact_places_twenty_km_apart_are_beyond_their_precision() {
        let class = |km: f64| DISTANCE_ENDS.iter().filter(|&&end| km > end).count();
        assert!(!beyond(radii(3.0, 3.0), class(4.0)) && beyond(radii(3.0, 3.0), class(20.0)));
        assert!(!beyond(radii(25.0, 25.0), class(40.0)) && beyond(radii(25.0, 25.0), class(60.0)));
        // Of one name: within 5 km, within 25, farther.
        assert!(!beyond(radii(3.0, 3.0), PLAIN + 1) && beyond(radii(3.0, 3.0), PLAIN + 2));
    }

    #[test]
    fn figures_fall_into_their_classes() {
        let class = |a: (u32, u32, u32), b: (u32, u32, u32)| {
            let item = |(low, best, high)| Item {
                low,
                best,
                high,
                ..crate::join::tests::item(0.0, 0.0, 1.0, 0, 0, 0)
            };
            let (one, other) = (toll(&item(a), &item(b)), toll(&item(b), &item(a)));
            assert_eq!(one, other);
            one
        };
        let exact = |n| (n, n, n);
        assert_eq!([0, 1, 2, 4, 5, 9, 10].map(|n| class(exact(n), exact(n))), [1, 1, 2, 2, 3, 3, 4]);
        assert_eq!(class(exact(3), (0, u32::MAX, 0)), 0);
        // Beside 8: within a quarter; a factor 2; a factor 4; more; and a range that reaches it.
        assert_eq!([10, 16, 32, 33].map(|n| class(exact(8), exact(n))), [9, 10, 11, 12]);
        assert_eq!(class(exact(8), (8, 40, 60)), 9);
        // Beside 1: one apart, within a factor 4, more; beside 0 nothing is.
        assert_eq!([2, 4, 5].map(|n| class(exact(1), exact(n))), [6, 7, 8]);
        assert_eq!([1, 2].map(|n| class(exact(0), exact(n))), [6, 8]);
    }

    #[test]
    fn parties_are_counted_once() {
        assert_eq!(actor(&[7, 9, 0, 0], &[9, 7, 0, 0]), 4);
        assert_eq!(actor(&[7, 9, 0, 0], &[9, 8, 0, 0]), 2);
        assert_eq!(actor(&[7, 0, 0, 0], &[9, 7, 0, 0]), 3);
        assert_eq!(actor(&[7, 9, 0, 0], &[1, 2, 0, 0]), 1);
        assert_eq!(actor(&[0; 4], &[1, 2, 0, 0]), 0);
    }

    #[test]
    fn types_agree_as_deep_as_they_are_told() {
        let path = u32::from_le_bytes;
        assert_eq!(kind(path([1, 2, 3, 0]), path([1, 0, 3, 4])), 4);
        assert_eq!(kind(path([1, 2, 0, 0]), path([1, 3, 0, 0])), 2);
        assert_eq!(kind(path([1, 0, 0, 0]), path([2, 0, 0, 0])), 1);
        assert_eq!(kind(0, path([2, 0, 0, 0])), 0);
    }
}
