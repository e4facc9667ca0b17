use record::Event;

use crate::fields::{Slots, agreeing, same_kind};
use crate::overlaps::Overlaps;

/// Of one record's possible partners, at most this many are looked at: no passage is told by more records.
const PARTNERS: usize = 64;
/// Groups of overlapping records with more pairs than this are aligned greedily, so that time stays bounded.
const EXACT: usize = 250_000;

/// One possible pair and what it is worth.
#[derive(Clone, Copy)]
struct Edge {
    left: usize,
    right: usize,
    weight: i64,
}

/// Aligns two lists of records one to one so that the shared code points are as many as can be; of alignments with the
/// same overlap, the one with more equal kinds and then more equal slots. A pair needs an overlap of at least half of
/// the shorter span. Both lists must be in the order of [`sort_key`].
pub(crate) fn align(left: &[Event], right: &[Event]) -> Vec<(usize, usize)> {
    // The smaller list by content takes the rows, so that swapping the sides cannot change the result.
    let mut pairs = if left.iter().map(sort_key).le(right.iter().map(sort_key)) {
        align_ordered(left, right)
    } else {
        align_ordered(right, left).into_iter().map(|(r, l)| (l, r)).collect()
    };
    pairs.sort_unstable();
    pairs
}

/// The order of records within a document: by span, kind, then content.
pub(crate) fn sort_key(event: &Event) -> (record::Span, record::Kind, String) {
    let mut plain = event.clone();
    plain.id = None;
    plain.confidence = None;
    plain.document.sha256 = None;
    plain.document.path.clear();
    let content = serde_json::to_string(&plain).unwrap_or_default();
    (event.span, event.kind, content)
}

fn align_ordered(left: &[Event], right: &[Event]) -> Vec<(usize, usize)> {
    let mut pairs = Vec::new();
    for component in components(edges(left, right), left.len(), right.len()) {
        let mut rows: Vec<usize> = component.iter().map(|e| e.left).collect();
        let mut columns: Vec<usize> = component.iter().map(|e| e.right).collect();
        for list in [&mut rows, &mut columns] {
            list.sort_unstable();
            list.dedup();
        }
        if rows.len() * columns.len() > EXACT {
            pairs.extend(greedy(component));
        } else {
            pairs.extend(exact(&component, &rows, &columns));
        }
    }
    pairs
}

fn edges(left: &[Event], right: &[Event]) -> Vec<Edge> {
    let slots: Vec<Slots> = right.iter().map(Slots::new).collect();
    let overlaps = Overlaps::new(right.iter().map(|b| b.span).collect());
    let mut all = Vec::new();
    for (l, a) in left.iter().enumerate() {
        let own = Slots::new(a);
        let mut found = Vec::new();
        for r in overlaps.with(a.span) {
            let b = &right[r];
            let overlap = u64::from(a.span.overlap(b.span));
            let shorter = u64::from(a.span.len().min(b.span.len()));
            if (overlap > 0 && 2 * overlap >= shorter) || a.span == b.span {
                let kind = u64::from(same_kind(&own, &slots[r]));
                let agreeing = agreeing(&own, &slots[r]).min(0x7FFF);
                // Overlap above kind above slots; one at the end, so that no pair is worth nothing.
                let weight = ((overlap << 20) | (kind << 16) | agreeing) as i64 + 1;
                found.push(Edge { left: l, right: r, weight });
            }
        }
        found.sort_by_key(|e| (-e.weight, e.right));
        found.truncate(PARTNERS);
        all.extend(found);
    }
    all
}

/// Splits the pairs into groups that share no record.
fn components(edges: Vec<Edge>, left: usize, right: usize) -> Vec<Vec<Edge>> {
    let mut parent: Vec<usize> = (0..left + right).collect();
    fn root(parent: &mut [usize], mut n: usize) -> usize {
        while parent[n] != n {
            parent[n] = parent[parent[n]];
            n = parent[n];
        }
        n
    }
    for edge in &edges {
        let (a, b) = (root(&mut parent, edge.left), root(&mut parent, left + edge.right));
        parent[a.max(b)] = a.min(b);
    }
    let mut keyed: Vec<(usize, Edge)> = edges.into_iter().map(|e| (root(&mut parent, e.left), e)).collect();
    keyed.sort_by_key(|(root, e)| (*root, e.left, e.right));
    keyed.chunk_by(|a, b| a.0 == b.0).map(|group| group.iter().map(|(_, e)| *e).collect()).collect()
}

fn greedy(mut edges: Vec<Edge>) -> Vec<(usize, usize)> {
    edges.sort_by_key(|e| (-e.weight, e.left, e.right));
    let mut used = (std::collections::BTreeSet::new(), std::collections::BTreeSet::new());
    let mut pairs = Vec::new();
    for edge in edges {
        if !used.0.contains(&edge.left) && !used.1.contains(&edge.right) {
            used.0.insert(edge.left);
            used.1.insert(edge.right);
            pairs.push((edge.left, edge.right));
        }
    }
    pairs
}

/// The assignment of greatest weight, by the Hungarian method with potentials (Kuhn 1955, in the form that adds one
/// row at a time): time grows with rows² × columns.
fn exact(edges: &[Edge], rows: &[usize], columns: &[usize]) -> Vec<(usize, usize)> {
    let transpose = rows.len() > columns.len();
    let (n, m) = if transpose { (columns.len(), rows.len()) } else { (rows.len(), columns.len()) };
    let mut weight = vec![0_i64; n * m];
    for edge in edges {
        let (Ok(r), Ok(c)) = (rows.binary_search(&edge.left), columns.binary_search(&edge.right)) else {
            continue;
        };
        let (i, j) = if transpose { (c, r) } else { (r, c) };
        weight[i * m + j] = edge.weight;
    }
    // Rows and columns from 1; column 0 stands for "no column yet".
    let (mut row_potential, mut column_potential) = (vec![0_i64; n + 1], vec![0_i64; m + 1]);
    let (mut row_of, mut way) = (vec![0_usize; m + 1], vec![0_usize; m + 1]);
    for i in 1..=n {
        row_of[0] = i;
        let mut column = 0;
        let mut least = vec![i64::MAX; m + 1];
        let mut done = vec![false; m + 1];
        while row_of[column] != 0 {
            done[column] = true;
            let row = row_of[column];
            let (mut delta, mut next) = (i64::MAX, 0);
            for j in 1..=m {
                if done[j] {
                    continue;
                }
                let cost = -weight[(row - 1) * m + j - 1] - row_potential[row] - column_potential[j];
                if cost < least[j] {
                    least[j] = cost;
                    way[j] = column;
                }
                if least[j] < delta {
                    delta = least[j];
                    next = j;
                }
            }
            for j in 0..=m {
                if done[j] {
                    row_potential[row_of[j]] += delta;
                    column_potential[j] -= delta;
                } else if least[j] != i64::MAX {
                    least[j] -= delta;
                }
            }
            column = next;
        }
        while column != 0 {
            row_of[column] = row_of[way[column]];
            column = way[column];
        }
    }
    let mut pairs = Vec::new();
    for j in 1..=m {
        let i = row_of[j];
        if i != 0 && weight[(i - 1) * m + j - 1] > 0 {
            let (r, c) = if transpose { (j - 1, i - 1) } else { (i - 1, j - 1) };
            pairs.push((rows[r], columns[c]));
        }
    }
    pairs
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn best_by_trial(weights: &[Vec<i64>], row: usize, used: u32) -> i64 {
        let Some(list) = weights.get(row) else { return 0 };
        let mut best = best_by_trial(weights, row + 1, used);
        for (c, w) in list.iter().enumerate() {
            if used & (1 << c) == 0 && *w > 0 {
                best = best.max(w + best_by_trial(weights, row + 1, used | (1 << c)));
            }
        }
        best
    }

    proptest! {
        #[test]
        fn exact_finds_the_greatest_weight(
            (rows, columns) in (1..6_usize, 1..6_usize),
            cells in prop::collection::vec(prop_oneof![Just(0_i64), 1..50_i64], 36),
        ) {
            let weights: Vec<Vec<i64>> = (0..rows).map(|r| cells[r * 6..r * 6 + columns].to_vec()).collect();
            let mut edges = Vec::new();
            for (left, list) in weights.iter().enumerate() {
                for (right, &weight) in list.iter().enumerate().filter(|(_, w)| **w > 0) {
                    edges.push(Edge { left, right, weight });
                }
            }
            let row_list: Vec<usize> = (0..rows).collect();
            let column_list: Vec<usize> = (0..columns).collect();
            let pairs = exact(&edges, &row_list, &column_list);
            let total: i64 = pairs.iter().map(|&(r, c)| weights[r][c]).sum();
            prop_assert_eq!(total, best_by_trial(&weights, 0, 0));
        }
    }
}
