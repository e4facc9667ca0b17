//! One linking out of the posteriors: greedy, then exact in small components.

use crate::posterior::Candidates;

/// Edges below this probability decide nothing.
const FLOOR: f32 = 0.02;
/// Largest component, in claims or records, that is solved exactly.
const EXACT: usize = 40;

/// The edge chosen for each claim: the linking with the greatest product of odds in small components, the greedy one in large ones.
pub fn assign(candidates: &Candidates, posteriors: &[f32]) -> Vec<Option<u32>> {
    let claims = candidates.claims();
    let records = candidates.rest_records.len();
    let mut owner = vec![0u32; candidates.edges.len()];
    for claim in 0..claims {
        for n in candidates.range(claim) {
            owner[n] = claim as u32;
        }
    }
    let mut order: Vec<u32> =
        (0..candidates.edges.len() as u32).filter(|&n| posteriors[n as usize] >= FLOOR).collect();
    // Edge numbers follow the content of claims and records: they break ties.
    order
        .sort_unstable_by(|&a, &b| posteriors[b as usize].total_cmp(&posteriors[a as usize]).then(a.cmp(&b)));
    let mut chosen = vec![None; claims];
    let mut taken = vec![false; records];
    let mut parent: Vec<u32> = (0..(claims + records) as u32).collect();
    for &n in &order {
        let (c, r) = (owner[n as usize] as usize, candidates.edges[n as usize].record as usize);
        if chosen[c].is_none() && !taken[r] {
            chosen[c] = Some(n);
            taken[r] = true;
        }
        unite(&mut parent, c as u32, (claims + r) as u32);
    }
    // Components in which greed may have cost something: more than one claim.
    let mut members: Vec<(u32, u32)> =
        order.iter().map(|&n| (find(&mut parent, owner[n as usize]), n)).collect();
    members.sort_unstable();
    let mut at = 0;
    while at < members.len() {
        let root = members[at].0;
        let end = at + members[at..].partition_point(|m| m.0 == root);
        let edges: Vec<u32> = members[at..end].iter().map(|m| m.1).collect();
        if edges.len() > 1 {
            exact(candidates, &owner, &edges, &mut chosen);
        }
        at = end;
    }
    chosen
}

fn find(parent: &mut [u32], mut n: u32) -> u32 {
    while parent[n as usize] != n {
        parent[n as usize] = parent[parent[n as usize] as usize];
        n = parent[n as usize];
    }
    n
}

fn unite(parent: &mut [u32], a: u32, b: u32) {
    let (a, b) = (find(parent, a), find(parent, b));
    if a != b {
        parent[a.max(b) as usize] = a.min(b);
    }
}

/// Replaces the greedy choice of a component by the best one, if it is small.
fn exact(candidates: &Candidates, owner: &[u32], edges: &[u32], chosen: &mut [Option<u32>]) {
    let mut claims: Vec<u32> = edges.iter().map(|&n| owner[n as usize]).collect();
    claims.sort_unstable();
    claims.dedup();
    let mut records: Vec<u32> = edges.iter().map(|&n| candidates.edges[n as usize].record).collect();
    records.sort_unstable();
    records.dedup();
    if claims.len() < 2 || claims.len() > EXACT || records.len() > EXACT {
        return;
    }
    // Gain of an edge: its log odds; a claim may also stay alone for nothing, hence as many idle columns as claims.
    let columns = records.len() + claims.len();
    let mut cost = vec![0.0; claims.len() * columns];
    let mut edge_at = vec![None; claims.len() * columns];
    for &n in edges {
        let edge = candidates.edges[n as usize];
        let row = claims.partition_point(|&c| c < owner[n as usize]);
        let column = records.partition_point(|&r| r < edge.record);
        let gain = f64::from(edge.weight).ln();
        if gain > 0.0 {
            cost[row * columns + column] = -gain;
            edge_at[row * columns + column] = Some(n);
        }
    }
    for (row, column) in hungarian(&cost, claims.len(), columns).into_iter().enumerate() {
        chosen[claims[row] as usize] = edge_at[row * columns + column];
    }
}

/// The column of each row in a cheapest assignment (Kuhn 1955, in the shortest-path form); `rows <= columns`.
pub fn hungarian(cost: &[f64], rows: usize, columns: usize) -> Vec<usize> {
    let mut u = vec![0.0; rows + 1];
    let mut v = vec![0.0; columns + 1];
    let mut row_of = vec![0usize; columns + 1];
    let mut way = vec![0usize; columns + 1];
    for row in 1..=rows {
        row_of[0] = row;
        let mut at = 0;
        let mut least = vec![f64::INFINITY; columns + 1];
        let mut used = vec![false; columns + 1];
        loop {
            used[at] = true;
            let r = row_of[at];
            let (mut delta, mut next) = (f64::INFINITY, 0);
            for c in 1..=columns {
                if used[c] {
                    continue;
                }
                let reduced = cost[(r - 1) * columns + c - 1] - u[r] - v[c];
                if reduced < least[c] {
                    least[c] = reduced;
                    way[c] = at;
                }
                if least[c] < delta {
                    delta = least[c];
                    next = c;
                }
            }
            for c in 0..=columns {
                if used[c] {
                    u[row_of[c]] += delta;
                    v[c] -= delta;
                } else {
                    least[c] -= delta;
                }
            }
            at = next;
            if row_of[at] == 0 {
                break;
            }
        }
        while at != 0 {
            let before = way[at];
            row_of[at] = row_of[before];
            at = before;
        }
    }
    let mut column_of = vec![0; rows];
    for c in 1..=columns {
        if row_of[c] > 0 {
            column_of[row_of[c] - 1] = c - 1;
        }
    }
    column_of
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::posterior::{Edge, posteriors};
    use proptest::prelude::*;

    #[test]
    fn greed_is_mended_where_it_costs() {
        // Claim 0 likes record 0 best by a little; claim 1 has only record 0.
        let weights = [vec![(0, 9.0), (1, 8.0)], vec![(0, 8.5)]];
        let mut c = Candidates {
            offsets: vec![0],
            rest_claims: vec![0.0; 2],
            rest_records: vec![0.0; 2],
            ..Default::default()
        };
        for edges in weights {
            c.edges.extend(edges.iter().map(|&(record, weight)| Edge { record, cell: 0, weight }));
            c.offsets.push(c.edges.len() as u32);
        }
        let chosen = assign(&c, &posteriors(&c, 1, 10));
        assert_eq!(chosen, [Some(1), Some(2)]);
    }

    proptest! {
        #[test]
        fn the_cheapest_assignment_is_found(cost in prop::collection::vec(-9i32..9, 12)) {
            let cost: Vec<f64> = cost.into_iter().map(f64::from).collect();
            let sum = |p: &[usize]| p.iter().enumerate().map(|(r, &c)| cost[r * 4 + c]).sum::<f64>();
            let mut best = f64::INFINITY;
            for a in 0..4 { for b in 0..4 { for c in 0..4 {
                if a != b && b != c && a != c { best = best.min(sum(&[a, b, c])); }
            } } }
            prop_assert_eq!(sum(&hungarian(&cost, 3, 4)), best);
        }
    }
}
