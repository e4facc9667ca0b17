use record::Span;

/// Finds the spans of a list that overlap a given one, in time that grows with their number and not with the list's.
pub(crate) struct Overlaps {
    /// In order.
    spans: Vec<Span>,
    /// A binary tree over the spans, its root at 1: the greatest end below each node.
    greatest: Vec<u32>,
    leaves: usize,
}

impl Overlaps {
    /// Takes spans in order.
    pub(crate) fn new(spans: Vec<Span>) -> Overlaps {
        debug_assert!(spans.is_sorted(), "binary search needs an order");
        let leaves = spans.len().next_power_of_two();
        let mut greatest = vec![0; 2 * leaves];
        for (n, span) in spans.iter().enumerate() {
            greatest[leaves + n] = span.end;
        }
        for node in (1..leaves).rev() {
            greatest[node] = greatest[2 * node].max(greatest[2 * node + 1]);
        }
        Overlaps { spans, greatest, leaves }
    }

    /// The places of all spans that share a code point with `span` or are equal to it, in order.
    pub(crate) fn with(&self, span: Span) -> Vec<usize> {
        if span.is_empty() {
            let first = self.spans.partition_point(|s| *s < span);
            let equal = self.spans[first..].partition_point(|s| *s == span);
            return (first..first + equal).collect();
        }
        let begun = self.spans.partition_point(|s| s.start < span.end);
        let mut found = Vec::new();
        // Nodes with the first leaf and the number of leaves below them; the left one is looked at first.
        let mut open = vec![(1, 0, self.leaves)];
        while let Some((node, first, size)) = open.pop() {
            if first >= begun || self.greatest[node] <= span.start {
                continue;
            }
            if size > 1 {
                open.push((2 * node + 1, first + size / 2, size / 2));
                open.push((2 * node, first, size / 2));
            } else if !self.spans[first].is_empty() {
                found.push(first);
            }
        }
        found
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn the_same_are_found_as_by_looking_at_all(
            spans in prop::collection::vec((0..60_u32, 0..20_u32), 0..40),
            (start, length) in (0..60_u32, 0..30_u32),
        ) {
            let mut spans: Vec<Span> = spans.into_iter().map(|(s, n)| Span::new(s, s + n)).collect();
            spans.sort_unstable();
            let span = Span::new(start, start + length);
            let all = spans.iter().enumerate().filter(|(_, s)| s.overlap(span) > 0 || **s == span);
            let all: Vec<usize> = all.map(|(n, _)| n).collect();
            prop_assert_eq!(Overlaps::new(spans).with(span), all);
        }
    }
}
