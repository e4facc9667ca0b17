//! Names where capitals say nothing: a wire in capitals, a lower-case chat.

use crate::around::{Around, look};
use crate::gazetteer::{Hit, Matched};
use crate::mention::MentionKind;
use crate::names::{Finder, Name, WORDLIKE};
use crate::words::*;

impl Finder<'_, '_> {
    /// A sentence whose capitals say nothing: the longest known name from each word, and runs of words that are none of the
    /// language.
    pub(crate) fn look_ups(&mut self, sentence: usize, first: usize, end: usize) {
        let mut n = first;
        while n < end {
            if !self.scan.token(n).is_word() || self.scan.is_taken(n) {
                n += 1;
                continue;
            }
            n = self.look_up(sentence, n, first, end);
        }
    }

    /// Reads the name that starts at `n`, if any does, and gives where to go on.
    fn look_up(&mut self, sentence: usize, n: usize, first: usize, end: usize) -> usize {
        let scan = self.scan;
        let mut key = String::new();
        let run = self.strange_run(n, end);
        for b in (n + 1..=(n + 5).min(end)).rev() {
            if !scan.token(b - 1).is_word()
                || !(n..b).all(|m| scan.token(m).is_word() || scan.is_hyphen(m, end))
            {
                continue;
            }
            let one = b == n + 1;
            if one
                && scan.has(n, COMMON | NOT_PLACE | NOUN | TITLE | ORG | FIRST_NAME)
                && !self.words.is_cased(scan.text(n).trim_end_matches('.'))
            {
                continue;
            }
            // "THE BRIDGE", "NO HOPE" are words, whatever hamlet has the name.
            if !one && (n..b).all(|m| scan.has(m, WORDLIKE) && !scan.has(m, FIRST)) {
                continue;
            }
            scan.name_key(n, b, &mut key);
            let around = look(scan, self.words, n, b, first, end);
            if let Some(known) = self.words.known(&key, self.written(n, b)) {
                if !(one && scan.has(n, COMMON) && !scan.text(n).contains('.')) {
                    self.known(sentence, n, b, key, known, around);
                    return b;
                }
                continue;
            }
            let hits = self.hits(&key);
            // A known name inside a longer strange run is rather a part of another name, unless the rest is known too.
            let rest = |finder: &mut Self| {
                let mut key = String::new();
                scan.name_key(b, run, &mut key);
                !finder.hits(&key).is_empty() || finder.words.known(&key, "").is_some()
            };
            if hits.is_empty() || run > b && scan.token(b).is_word() && !rest(self) {
                continue;
            }
            self.shouted(sentence, n, b, key, hits, around, first);
            return b;
        }
        if run > n {
            scan.name_key(n, run, &mut key);
            let around = look(scan, self.words, n, run, first, end);
            self.shouted(sentence, n, run, key, Vec::new(), around, first);
            return run;
        }
        n + 1
    }

    #[allow(clippy::too_many_arguments)] // a name's parts
    fn shouted(
        &mut self,
        sentence: usize,
        a: usize,
        b: usize,
        core: String,
        hits: Vec<Hit>,
        around: Around,
        first: usize,
    ) {
        let (noun, end) = (around.noun, around.kept_to.unwrap_or(b));
        let (kind, matched) = (MentionKind::Place, Matched::Exact);
        let name = Name {
            sentence,
            a,
            b: end,
            core,
            kind,
            noun,
            known: None,
            hits,
            matched,
            around,
            rule: "",
            sure: 0.5,
        };
        self.decide(name, b, first);
    }

    /// The end of the run of words from `n` that are none of the language; `n` if the first is.
    fn strange_run(&self, n: usize, end: usize) -> usize {
        let scan = self.scan;
        let strange = |m: usize| {
            let word = m < end && scan.token(m).is_word() && !scan.is_taken(m) && scan.key(m).len() >= 2;
            word && (scan.has(m, ARTICLE | FIRST) && m + 1 < end
                || !scan.has(m, COMMON | NOT_PLACE | NOUN | TITLE | ORG | STRONG | WEAK | SPEECH)
                    && !self.words.is_vocabulary(scan.key(m)))
        };
        if !strange(n) || scan.has(n, COMMON | STRONG | WEAK) && !scan.has(n, FIRST) {
            return n;
        }
        let mut b = n + 1;
        while b < end && b < n + 6 {
            let hyphen = scan.is_hyphen(b, end);
            if hyphen && (strange(b + 1) || scan.has(b + 1, INSIDE)) {
                b += 2;
            } else if !hyphen && strange(b) && !scan.token(b).blank_line_before() {
                b += 1;
            } else {
                break;
            }
        }
        // An article or "abu" alone is no name.
        if (n..b).all(|m| !scan.token(m).is_word() || scan.has(m, ARTICLE | FIRST | INSIDE)) { n } else { b }
    }
}
