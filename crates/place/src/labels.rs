//! Labels: names at the head of a line that say where all that the line tells is: "Gao, 3 May. A patrol ...", "* Mopti, Velmara:
//! ...", "Case 7 (MALI). ...", "3 May | Gao | ...".

use crate::scan::{Case, Scan};
use crate::words::*;

/// A label and how far it holds.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Label {
    /// The first token of its line, a bullet or number before it included.
    pub(crate) line: usize,
    /// Its first token.
    pub(crate) first: usize,
    /// One past its last token, the mark that closes it.
    pub(crate) last: usize,
    /// One past the last token of what stands under it.
    pub(crate) end: usize,
}

/// The most tokens of a label.
const LONGEST: usize = 16;

/// All labels in the order of the text. One holds to the next line that begins a sentence.
pub(crate) fn find(scan: &Scan<'_>) -> Vec<Label> {
    let sentences = scan.doc.sentences();
    // Lines that begin a sentence, with the case of their words.
    let begins = |first: usize| first == 0 || scan.token(first).newline_before();
    let mut lines: Vec<(usize, usize, Case)> = Vec::new();
    for (n, sentence) in sentences.iter().enumerate() {
        let (first, end) = (sentence.first as usize, sentence.end as usize);
        if first < end && begins(first) {
            // "3." before it may be a sentence of its own.
            let number = n + 1 < sentences.len() && !(first..end).any(|t| scan.token(t).is_word());
            let stop = if number { sentences[n + 1].end as usize } else { end };
            lines.push((first, stop, scan.cases[n + usize::from(number)]));
        }
    }
    let ends = lines.iter().skip(1).map(|line| line.0).chain([scan.flags.len()]);
    // The cells of a row begin with a capital each.
    let row = |(first, stop): (usize, usize)| (first..stop.min(first + LONGEST)).any(|n| scan.text(n) == "|");
    let labels = lines
        .iter()
        .zip(ends)
        .filter(|((first, stop, case), _)| *case == Case::Names || row((*first, *stop)));
    labels.filter_map(|((first, stop, _), end)| label(scan, *first, *stop, end)).collect()
}

/// The label of the line `first..end`, whose first sentence ends before `stop`.
fn label(scan: &Scan<'_>, first: usize, stop: usize, end: usize) -> Option<Label> {
    // Bullets and numbers before it; "Case 0417-03".
    let mut a = first;
    while a < stop && !scan.token(a).is_word() && a < first + 3 && !scan.is_taken(a) {
        a += 1;
    }
    a = past_letter(scan, a, stop);
    if a + 1 < stop
        && scan.has(a, COMMON | VOCABULARY)
        && scan.token(a + 1).kind == document::TokenKind::Number
    {
        a += 1;
    }
    let (mut named, mut told) = (0, a > first);
    for n in a..stop.min(a + LONGEST) {
        if scan.is_taken(n) {
            told = true;
            continue;
        }
        let token = scan.token(n);
        if token.is_capitalised() && scan.has(n, NOT_PLACE) {
            // "May", "Friday".
            told = true;
            continue;
        }
        if token.is_word() {
            let name = token.is_capitalised() && !scan.has(n, NOT_PLACE | COMMON & !NOUN | TITLE | SPEECH);
            let inside = scan.has(n, NOUN | INSIDE | ARTICLE) && named > 0 && !scan.has(n, STRONG | WEAK);
            if !name && !inside {
                return None;
            }
            named += usize::from(name);
            continue;
        }
        // "12 Rajab | Velmara | ...": the cell of a row after that of its day or number.
        if scan.text(n) == "|" {
            let label = Label { line: first, first: a, last: n + 1, end };
            match (told, named) {
                (true, 0) => continue,
                (true, _) => return (n + 3 < end).then_some(label),
                (false, _) => return None,
            }
        }
        let closes = scan.text(n) == ":" || scan.text(n) == "." && n + 1 == stop;
        if closes {
            // A full stop closes a name beside a date, a number or a bullet; one alone is an inline heading.
            let label = Label { line: first, first: a, last: n + 1, end };
            return (named > 0 && (told || scan.text(n) == ":") && n + 3 < end).then_some(label);
        }
        told |= token.kind != document::TokenKind::Punct;
        if token.kind == document::TokenKind::Punct
            && !matches!(scan.text(n), "," | "(" | ")" | "-" | "–" | "/" | ".")
        {
            return None;
        }
    }
    None
}

/// Past the letter or small Roman number of an item: "(a) 2 August, Velmara.", "iv) Gao:".
fn past_letter(scan: &Scan<'_>, a: usize, stop: usize) -> usize {
    let numeral = |n: usize| {
        let text = scan.text(n);
        text.chars().count() == 1 || text.chars().all(|c| matches!(c, 'i' | 'v' | 'x'))
    };
    let closed = a + 2 < stop && scan.text(a + 1) == ")" && !scan.token(a + 1).space_before();
    if closed && scan.token(a).is_word() && !scan.token(a).is_capitalised() && numeral(a) { a + 2 } else { a }
}

/// The label over token `n`, itself or what stands under it.
pub(crate) fn over(labels: &[Label], n: usize) -> Option<&Label> {
    let at = labels.partition_point(|label| label.first <= n);
    labels[..at].last().filter(|label| n < label.end)
}
