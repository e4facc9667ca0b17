//! The best tree over a matrix of arc scores: the best governor of each word if that is a tree, else Chu–Liu–Edmonds.

/// Finds best trees, in buffers that are used again.
///
/// Cycles are contracted one by one within one matrix, where the place of its first member becomes that of the cycle: Chu & Liu
/// 1965, Edmonds 1967. As Tarjan 1977 has it for dense graphs, a node looks for its best governor again only where a contraction
/// took that governor away.
#[derive(Clone, Debug, Default)]
pub(crate) struct Trees {
    /// `scores[d * width + h]`: what is gained where `h` governs `d`.
    scores: Vec<i64>,
    /// The root, the words that are in no cycle and the cycles, the last contracted last. Of equal governors the first is taken.
    nodes: Vec<u32>,
    heads: Vec<u32>,
    /// The start of the walk over governors that came by each node.
    seen: Vec<u32>,
    /// Whether a node is in the cycle found last.
    inside: Vec<bool>,
    /// The members of all cycles, each with its governor in the cycle.
    members: Vec<(u32, u32)>,
    /// Where the members of each cycle end.
    ends: Vec<usize>,
    /// For each cycle and node outside: the member that governs it best, and the member that it governs best.
    arcs: Vec<(u32, u32)>,
}

/// Less than any arc; the root and a word itself are never governed.
const LEAST: i64 = i64::MIN / 4;

impl Trees {
    /// Finds the best tree with exactly one word under the root. `scores[d * (n + 1) + h]` is the score of governor `h` (0 the
    /// root, words from 1) for word `d + 1`. Time is quadratic in `n` where the best governors are a tree, cubic at worst: `n` is
    /// kept small.
    pub(crate) fn best(&mut self, scores: &[i32], n: usize, heads: &mut Vec<u32>) {
        let width = n + 1;
        heads.clear();
        heads.extend(scores.chunks_exact(width).take(n).enumerate().map(|(d, row)| best_but(row, d + 1)));
        self.nodes.clear();
        self.nodes.extend(0..width as u32);
        self.heads.clear();
        self.heads.push(0);
        self.heads.extend_from_slice(heads);
        self.members.clear();
        let roots = heads.iter().filter(|&&h| h == 0).count();
        if n == 0 || (roots == 1 && !self.find_cycle()) {
            return;
        }
        self.prepare(scores, width);
        while self.find_cycle() {
            self.contract(width);
        }
        self.expand(width);
        heads.copy_from_slice(&self.heads[1..]);
    }

    /// Fills the matrix. A second root costs more than any arc can gain, so the best tree has one.
    fn prepare(&mut self, scores: &[i32], width: usize) {
        self.members.clear();
        self.ends.clear();
        self.arcs.clear();
        self.scores.clear();
        self.scores.resize(width, LEAST);
        for row in scores.chunks_exact(width).take(width - 1) {
            self.scores.push(i64::from(row[0]) - (1 << 45));
            self.scores.extend(row[1..].iter().map(|&score| i64::from(score)));
        }
        for (v, row) in (1..width).zip(scores.chunks_exact(width)).filter(|_| width > 2) {
            self.heads[v] = 1 + best_but(&row[1..], v - 1);
        }
    }

    /// The best governor of `v` among the other nodes.
    fn best_head(&self, v: usize, width: usize) -> u32 {
        let row = &self.scores[v * width..(v + 1) * width];
        let (mut best, mut most) = (0, i64::MIN);
        for &u in &self.nodes {
            if row[u as usize] > most && u as usize != v {
                (best, most) = (u, row[u as usize]);
            }
        }
        best
    }

    /// Finds a cycle of governors, if there is one, and puts its members after those of the cycles before.
    fn find_cycle(&mut self) -> bool {
        self.seen.clear();
        self.seen.resize(self.heads.len(), 0);
        for &start in &self.nodes[1..] {
            let mut at = start;
            while at != 0 && self.seen[at as usize] == 0 {
                self.seen[at as usize] = start;
                at = self.heads[at as usize];
            }
            if at != 0 && self.seen[at as usize] == start {
                let first = at;
                loop {
                    let head = self.heads[at as usize];
                    self.members.push((at, head));
                    at = head;
                    if at == first {
                        return true;
                    }
                }
            }
        }
        false
    }

    /// Makes one node of the cycle found last.
    fn contract(&mut self, width: usize) {
        let members = &self.members[self.ends.last().copied().unwrap_or(0)..];
        let whole = members[0].0 as usize;
        self.inside.clear();
        self.inside.resize(width, false);
        for &(c, _) in members {
            self.inside[c as usize] = true;
        }
        let inside = &self.inside;
        self.nodes.retain(|&v| !inside[v as usize]);
        let arcs = self.arcs.len();
        self.arcs.resize(arcs + width, (0, 0));
        for &v in &self.nodes {
            let v = v as usize;
            let (mut out, mut gain) = (LEAST, LEAST);
            for &(c, head) in members {
                let row = &self.scores[c as usize * width..(c as usize + 1) * width];
                if row[v] - row[head as usize] > gain {
                    gain = row[v] - row[head as usize];
                    self.arcs[arcs + v].1 = c;
                }
                let score = self.scores[v * width + c as usize];
                if score > out {
                    out = score;
                    self.arcs[arcs + v].0 = c;
                }
            }
            self.scores[v * width + whole] = out;
            self.scores[whole * width + v] = gain;
        }
        self.nodes.push(whole as u32);
        self.ends.push(self.members.len());
        for n in 1..self.nodes.len() {
            let v = self.nodes[n] as usize;
            if v == whole || self.inside[self.heads[v] as usize] {
                self.heads[v] = self.best_head(v, width);
            }
        }
    }

    /// Undoes the contractions, the last first: the members of a cycle keep their governors, but for the one where the tree enters.
    fn expand(&mut self, width: usize) {
        while let Some(end) = self.ends.pop() {
            let start = self.ends.last().copied().unwrap_or(0);
            let members = &self.members[start..end];
            let arcs = &self.arcs[self.ends.len() * width..][..width];
            let whole = members[0].0;
            let from = self.heads[whole as usize];
            // What this does to members of earlier cycles is undone with these.
            for (head, arc) in self.heads.iter_mut().zip(arcs).skip(1).filter(|(head, _)| **head == whole) {
                *head = arc.0;
            }
            for &(c, head) in members {
                self.heads[c as usize] = head;
            }
            self.heads[arcs[from as usize].1 as usize] = from;
        }
    }
}

/// The first of the largest values of `row`, leaving out that at `d`.
fn best_but(row: &[i32], d: usize) -> u32 {
    let most = |part: &[i32]| part.iter().fold(i32::MIN, |most, &score| most.max(score));
    let (before, after) = (&row[..d], &row[d + 1..]);
    let (left, right) = (most(before), most(after));
    let at = |part: &[i32], score| part.iter().position(|&s| s == score).unwrap_or(0);
    (if left >= right && d > 0 { at(before, left) } else { d + 1 + at(after, right) }) as u32
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
            && (1..=heads.len()).all(|d| {
                let up =
                    std::iter::successors(Some(d), |&d| heads.get(d.wrapping_sub(1)).map(|&h| h as usize));
                up.take(heads.len() + 1).any(|d| d == 0)
            })
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
            let (mut trees, mut heads, mut again) = (Trees::default(), Vec::new(), Vec::new());
            trees.best(&scores, n, &mut heads);
            prop_assert!(is_tree(&heads));
            prop_assert_eq!(total(&scores, n, &heads), brute(&scores, n));
            // Buffers that are used again, and scores of the word for itself, change nothing.
            trees.best(&scores, n, &mut again);
            prop_assert_eq!(heads, again);
        }
    }
}
