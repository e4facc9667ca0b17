//! Where a name of capitalised words ends.

use crate::flags::*;
use crate::scan::Scan;

/// The most tokens of a name.
const LONGEST: usize = 16;

impl Scan<'_> {
    /// Whether a heading in capitals ends before token `n`: "KIVU Rutshuru".
    fn heading_ends(&self, n: usize) -> bool {
        let before = self.token(n - 1);
        before.is_all_caps()
            && before.text(self.doc.text()).len() >= 4
            && !before.text(self.doc.text()).contains('.')
            && self.token(n).is_capitalised()
            && !self.token(n).is_all_caps()
            && self.text(n).len() >= 3
    }

    /// Whether a column of a table ends before token `n`: two spaces or more, or a tab.
    fn gap_before(&self, n: usize) -> bool {
        n > 0 && {
            let between = document::TextRange::new(self.token(n - 1).range.end, self.token(n).range.start);
            let text = self.doc.slice(between);
            text.len() > 1 && !text.contains('\n') || text == "\t"
        }
    }

    /// Where a name of capitalised words that starts at `a` ends; `a` if none starts there.
    pub(crate) fn name_end(&self, a: usize, end: usize) -> usize {
        let capital = |n: usize| {
            n < end
                && self.token(n).is_word()
                && !self.is_taken(n)
                && (self.token(n).is_capitalised() || n > a && elided(self.text(n)))
        };
        // "St. Velmar".
        let pointed = |n: usize| n + 1 < end && self.text(n + 1) == "." && capital(n + 2);
        let mut n = a;
        if self.token(a).is_word() && self.has(a, ARTICLE) && !self.token(a).is_capitalised() {
            // "al-Hadi", "ez-Zor", "al Bab".
            if self.is_hyphen(a + 1, end) && capital(a + 2) {
                n = a + 2;
            } else if self.has(a, APART) && capital(a + 1) {
                n = a + 1;
            } else {
                return a;
            }
        }
        if !capital(n) || (self.has(n, COMMON) && !(self.has(n, FIRST) && (capital(n + 1) || pointed(n)))) {
            return a;
        }
        n += 1;
        loop {
            // No name is longer; a page of capitals must not be read as one.
            if n >= end || n >= a + LONGEST {
                return n.min(end);
            }
            // "the Bria-Ippy road": two places.
            let way = n == a + 1 && !self.has(a, ARTICLE) && n + 2 < end && self.has(n + 2, ROAD);
            if self.is_hyphen(n, end) && way && capital(n + 1) {
                return n;
            }
            if self.is_hyphen(n, end) {
                // "Gao-based", but "Port-au-Prince".
                if !self.token(n + 1).is_capitalised()
                    && !self.has(n + 1, INSIDE)
                    && !self.is_hyphen(n + 2, end)
                {
                    return n;
                }
                n += 2;
                continue;
            }
            let abbreviated = self.text(n) == "."
                && !self.token(n).space_before()
                && self.has(n - 1, FIRST)
                && self.key(n - 1).len() <= 3;
            let initial = self.text(n) == "." && !self.token(n).space_before() && self.is_initial(n - 1);
            if (abbreviated || initial && n > a + 1) && capital(n + 1) {
                n += 2;
                continue;
            }
            if capital(n)
                && !self.token(n).blank_line_before()
                && !self.gap_before(n)
                && !self.heading_ends(n)
            {
                let initial = self.is_initial(n) && n + 1 < end && self.text(n + 1) == ".";
                if self.has(n, COMMON) && !self.has(n, FIRST) && !self.noun_tail(n) && !initial {
                    return n;
                }
                n += 1;
                continue;
            }
            let mut m = n;
            while m < end
                && m < n + 2
                && self.token(m).is_word()
                && self.has(m, INSIDE)
                && self.key(m).len() > 1
                && !self.has(m, crate::words::NEVER_INSIDE)
            {
                m += 1;
            }
            if m > n && capital(m) && !self.has(m, COMMON) {
                n = m + 1;
                continue;
            }
            // "Deir ez-Zor", "Khan al-Baghdadi".
            if self.token(n).is_word() && self.has(n, ARTICLE) && self.is_hyphen(n + 1, end) && capital(n + 2)
            {
                n += 3;
                continue;
            }
            return n;
        }
    }

    /// A capitalised common word that ends a name: "Kasai Region", "White Nile State", "Abu Kamal City".
    fn noun_tail(&self, n: usize) -> bool {
        self.has(n, crate::words::NOUN | crate::words::ORG)
    }
}

/// "l'Équateur", "d’Ivoire": a capital after an elided article.
fn elided(word: &str) -> bool {
    let mut chars = word.chars();
    matches!(chars.next(), Some('l' | 'd'))
        && matches!(chars.next(), Some('\'' | '\u{2019}'))
        && chars.next().is_some_and(char::is_uppercase)
}
