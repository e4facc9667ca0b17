//! The best tree over a matrix of arc scores: the best governor of each word if that is a tree, else Chu–Liu–Edmonds.

/// Finds the best tree with exactly one word under the root. `scores[d * (n + 1) + h]` is the score of governor `h` (0 the root,
/// words from 1) for word `d + 1`. Time is quadratic in `n` where the best governors are a tree, cubic at worst: `n` is kept small.
pub(crate) fn best_tree(scores: &[i32], n: usize, heads: &mut Vec<u32>) {
    let width = n + 1;
    heads.clear();
    for d in 0..n {
        let row = &scores[d * width..(d + 1) * width];
        let mut best = usize::MAX;
        for h in 0..width {
            if h != d + 1 && (best == usize::MAX || row[h] > row[best]) {
                best = h;
            }
        }
        heads.push(best as u32);
    }
    let roots = heads.iter().filter(|&&h| h == 0).count();
    if n == 0 || (roots == 1 && cycle(heads).is_none()) {
        return;
    }
    // A second root costs more than any arc can gain, so the best tree has one.
    let mut matrix = vec![i64::MIN / 4; width * width];
    for d in 1..width {
        for h in 0..width {
            if h != d {
                let penalty = if h == 0 { 1 << 45 } else { 0 };
                matrix[d * width + h] = i64::from(scores[(d - 1) * width + h]) - penalty;
            }
        }
    }
    let tree = chu_liu_edmonds(&matrix, width);
    heads.clear();
    heads.extend(tree[1..].iter().map(|&h| h as u32));
}

/// The words (from 1) of one cycle of governors.
fn cycle(heads: &[u32]) -> Option<Vec<usize>> {
    let mut state = vec![0u32; heads.len() + 1];
    for start in 1..=heads.len() {
        let mut at = start;
        while at != 0 && state[at] == 0 {
            state[at] = start as u32;
            at = heads[at - 1] as usize;
        }
        if at != 0 && state[at] == start as u32 {
            let mut members = vec![at];
            let mut next = heads[at - 1] as usize;
            while next != at {
                members.push(next);
                next = heads[next - 1] as usize;
            }
            return Some(members);
        }
    }
    None
}

/// `scores[d * n + h]`; node 0 is the root. Gives each node's governor.
fn chu_liu_edmonds(scores: &[i64], n: usize) -> Vec<usize> {
    let mut heads: Vec<u32> = Vec::with_capacity(n - 1);
    for d in 1..n {
        let best = (0..n).filter(|&h| h != d).max_by_key(|&h| (scores[d * n + h], std::cmp::Reverse(h)));
        heads.push(best.unwrap_or(0) as u32);
    }
    let Some(members) = cycle(&heads) else {
        return std::iter::once(0).chain(heads.iter().map(|&h| h as usize)).collect();
    };
    let mut inside = vec![false; n];
    for &member in &members {
        inside[member] = true;
    }
    // The cycle becomes the last node of a smaller graph.
    let outside: Vec<usize> = (0..n).filter(|&v| !inside[v]).collect();
    let (m, last) = (outside.len() + 1, outside.len());
    let mut smaller = vec![i64::MIN / 4; m * m];
    let (mut leaves_from, mut enters_at) = (vec![0usize; m], vec![0usize; m]);
    for (a, &v) in outside.iter().enumerate() {
        for (b, &u) in outside.iter().enumerate() {
            smaller[a * m + b] = scores[v * n + u];
        }
        for &c in &members {
            if v != 0 && scores[v * n + c] > smaller[a * m + last] {
                smaller[a * m + last] = scores[v * n + c];
                leaves_from[a] = c;
            }
            let gain = scores[c * n + v] - scores[c * n + heads[c - 1] as usize];
            if gain > smaller[last * m + a] {
                smaller[last * m + a] = gain;
                enters_at[a] = c;
            }
        }
    }
    let tree = chu_liu_edmonds(&smaller, m);
    let mut result = vec![0usize; n];
    for &c in &members {
        result[c] = heads[c - 1] as usize;
    }
    for (a, &v) in outside.iter().enumerate().skip(1) {
        result[v] = if tree[a] == last { leaves_from[a] } else { outside[tree[a]] };
    }
    let from = tree[last];
    result[enters_at[from]] = outside[from];
    result
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn total(scores: &[i32], n: usize, heads: &[u32]) -> i64 {
        heads.iter().enumerate().map(|(d, &h)| i64::from(scores[d * (n + 1) + h as usize])).sum()
    }

    fn is_tree(heads: &[u32]) -> bool {
        heads.iter().filter(|&&h| h == 0).count() == 1
            && heads.iter().enumerate().all(|(d, &h)| h as usize != d + 1)
            && cycle(heads).is_none()
    }

    fn brute(scores: &[i32], n: usize) -> i64 {
        let mut best = i64::MIN;
        for code in 0..(n + 1).pow(n as u32) {
            let heads: Vec<u32> = (0..n).map(|d| (code / (n + 1).pow(d as u32) % (n + 1)) as u32).collect();
            if is_tree(&heads) {
                best = best.max(total(scores, n, &heads));
            }
        }
        best
    }

    proptest! {
        #[test]
        fn it_is_the_best_tree_with_one_root(n in 1usize..5, seed in prop::collection::vec(-1000i32..1000, 20)) {
            let scores: Vec<i32> = seed.iter().copied().take(n * (n + 1)).collect();
            let mut heads = Vec::new();
            best_tree(&scores, n, &mut heads);
            prop_assert!(is_tree(&heads));
            prop_assert_eq!(total(&scores, n, &heads), brute(&scores, n));
        }
    }
}
