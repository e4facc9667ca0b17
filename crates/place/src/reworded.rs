//! Other forms of a name: its words in another order, its short first word written out.

use crate::words::Words;

impl Words {
    /// Other forms of a name by its key: "n darfur" gives "north darfur" among others, "kivu nord" gives "nord kivu".
    pub(crate) fn reworded(&self, key: &str) -> Vec<String> {
        let words: Vec<&str> = key.split(' ').collect();
        let mut orders = match words[..] {
            [a, b] => vec![vec![a, b], vec![b, a]],
            [a, b, c] => vec![vec![a, b, c], vec![b, c, a], vec![c, a, b]],
            [_] => return Vec::new(),
            _ => vec![words],
        };
        let mut written_out = Vec::new();
        for order in &orders {
            let long = self.short_words.get(order[0]).into_iter().flatten();
            written_out.extend(long.map(|long| [&[long.as_str()], &order[1..]].concat()));
        }
        orders.extend(written_out);
        orders.into_iter().map(|order| order.join(" ")).filter(|name| name != key).collect()
    }
}
