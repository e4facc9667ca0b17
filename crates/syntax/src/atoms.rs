//! The pieces from which words are put together: the document's tokens, cut where an English contraction may be cut.
//!
//! UD English-EWT cuts "don't" into "do" and "n't" and most hyphenated words at their hyphens, but keeps "e-mail", "9/11" and
//! addresses whole. Two learned yes-or-no decisions run over the pieces: does a word end here, and does a sentence end here.

use document::{TextRange, Token, TokenKind};

use crate::lexical::{normalise, word_hash};
use crate::linear::feature;

/// A piece of a word.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Atom {
    /// Where it stands.
    pub range: TextRange,
    /// Whether white space stands before it.
    pub space: bool,
    /// Whether an empty line stands before it.
    pub blank: bool,
    /// Whether a line ends before it.
    pub newline: bool,
    /// Hash of its letters in lower case.
    hash: u64,
    /// Its outline.
    shape: u64,
    mark: Mark,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Mark {
    None,
    Opens,
    Closes,
    Stops,
}

/// The longest piece, in bytes: a longer token is a word by itself and its hash covers both its ends.
const SHORT: usize = 64;

/// Appends the pieces of tokens. `cuts` are known words without an apostrophe that are written together ("cannot").
pub fn atoms(text: &str, tokens: &[Token], cuts: &Cuts, out: &mut Vec<Atom>) {
    let mut letters = Vec::new();
    for token in tokens {
        let word = token.text(text);
        let cut = if token.kind == TokenKind::Word && word.len() <= SHORT {
            contraction(word).or_else(|| cuts.find(word, &mut letters))
        } else {
            None
        };
        let Some(cut) = cut.filter(|&cut| cut > 0 && cut < word.len()) else {
            out.push(atom(text, token.range, Some(token), &mut letters));
            continue;
        };
        let middle = token.range.start + cut as u32;
        out.push(atom(text, TextRange::new(token.range.start, middle), Some(token), &mut letters));
        out.push(atom(text, TextRange::new(middle, token.range.end), None, &mut letters));
    }
}

fn atom(text: &str, range: TextRange, token: Option<&Token>, letters: &mut Vec<u32>) -> Atom {
    let form = range.of(text);
    normalise(form, letters);
    Atom {
        range,
        space: token.is_some_and(|t| t.space_before()),
        blank: token.is_some_and(|t| t.blank_line_before()),
        newline: token.is_some_and(|t| t.newline_before()),
        hash: word_hash(letters),
        shape: shape(form),
        mark: match form {
            "(" | "[" => Mark::Opens,
            ")" | "]" => Mark::Closes,
            "." | "!" | "?" => Mark::Stops,
            _ => Mark::None,
        },
    }
}

/// Where an English contraction is cut: before "n't", and before an apostrophe that one or two letters follow.
fn contraction(word: &str) -> Option<usize> {
    let mark = word.rfind(['\'', '\u{2019}', '`'])?;
    let width = word[mark..].chars().next().map_or(1, char::len_utf8);
    let after = &word[mark + width..];
    let before = word[..mark].chars().next_back()?;
    if after.eq_ignore_ascii_case("t") && before.eq_ignore_ascii_case(&'n') {
        return Some(mark - 1);
    }
    let known = ["s", "m", "d", "re", "ve", "ll"].iter().any(|end| after.eq_ignore_ascii_case(end));
    known.then_some(mark)
}

/// Words written together that the treebank takes apart, with the length of their first part in characters.
#[derive(Clone, Debug, Default)]
pub struct Cuts(pub Vec<(u64, u8)>);

impl Cuts {
    fn find(&self, word: &str, letters: &mut Vec<u32>) -> Option<usize> {
        if word.len() > 12 {
            return None;
        }
        normalise(word, letters);
        let hash = word_hash(letters);
        let at = self.0.binary_search_by_key(&hash, |&(hash, _)| hash).ok()?;
        word.char_indices().nth(usize::from(self.0[at].1)).map(|(at, _)| at)
    }
}

/// Runs of upper-case letters, lower-case letters and digits; other characters as they are.
fn shape(form: &str) -> u64 {
    let (mut shape, mut last) = (1u64, '\0');
    for c in form.chars().take(12) {
        let class = match c {
            c if c.is_lowercase() => 'x',
            c if c.is_uppercase() => 'X',
            c if c.is_alphabetic() => 'l',
            c if c.is_numeric() => 'd',
            '\u{2018}' | '\u{2019}' => '\'',
            '\u{201C}' | '\u{201D}' => '"',
            c => c,
        };
        if class != last {
            shape = feature(shape, u64::from(u32::from(class)), 0);
        }
        last = class;
    }
    feature(shape, form.len().min(6) as u64, 1)
}

/// What follows from where: a window over the pieces.
struct Window<'a> {
    atoms: &'a [Atom],
    at: usize,
}

impl Window<'_> {
    fn get(&self, offset: isize) -> Option<&Atom> {
        self.atoms.get(self.at.checked_add_signed(offset)?)
    }

    fn hash(&self, offset: isize) -> u64 {
        self.get(offset).map_or(7, |a| a.hash)
    }

    fn shape(&self, offset: isize) -> u64 {
        self.get(offset).map_or(7, |a| a.shape)
    }

    /// Whether pieces touch: the gap before `offset`.
    fn space(&self, offset: isize) -> u64 {
        self.get(offset).map_or(3, |a| u64::from(a.space) + u64::from(a.blank))
    }
}

/// Features of the gap before piece `at` for the question whether a word ends there. `start` is the first piece without white
/// space before it up to there.
pub fn gap_features(atoms: &[Atom], at: usize, start: usize, out: &mut Vec<u64>) {
    let w = Window { atoms, at };
    let gaps = w.space(-1) | w.space(1) << 2 | w.space(2) << 4;
    out.clear();
    let mut add = |template: u64, a: u64, b: u64| out.push(feature(template, a, b));
    add(1, w.hash(-1), 0);
    add(2, w.hash(0), 0);
    add(3, w.hash(-1), w.hash(0));
    add(4, w.shape(-1), w.shape(0));
    add(5, w.shape(-1), w.hash(0));
    add(6, w.hash(-1), w.shape(0));
    add(7, gaps, feature(0, w.shape(-1), w.shape(0)));
    add(8, feature(w.space(1), w.shape(1), w.shape(0)), w.shape(-1));
    add(9, feature(w.space(-1), w.shape(-2), w.shape(-1)), w.shape(0));
    add(10, feature(w.space(-1), w.hash(-2), w.hash(-1)), w.hash(0));
    add(11, feature(w.space(1), w.hash(0), w.hash(1)), w.hash(-1));
    add(12, (at - start).min(4) as u64, w.hash(0));
    add(13, feature(w.space(1), w.hash(0), w.hash(1)), w.shape(-1));
    add(14, feature(w.space(-1), w.hash(-2), w.hash(0)), w.shape(-1));
    add(15, w.space(1), w.hash(0));
    add(16, w.space(1), w.hash(-1));
    // What the whole run holds before and after: "://", "www", "@".
    let (mut seen, mut ahead) = (0u64, 0u64);
    for atom in &atoms[start.max(at.saturating_sub(12))..at] {
        seen |= 1 << (atom.shape % 61);
    }
    for (n, atom) in atoms[at..].iter().take(8).enumerate() {
        if n > 0 && atom.space {
            break;
        }
        ahead |= 1 << (atom.shape % 61);
    }
    add(17, seen, w.shape(0));
    add(18, ahead, w.shape(-1));
    add(19, seen, ahead);
    add(20, w.hash(start as isize - at as isize), w.shape(0));
    add(21, w.hash(start as isize - at as isize), w.hash(0));
}

/// Features of the gap before the word that starts at piece `at` for the question whether a sentence ends there; `length` words
/// (pieces) have passed since the last end, the sentence started at piece `start`.
pub fn end_features(atoms: &[Atom], at: usize, start: usize, shouting: bool, out: &mut Vec<u64>) {
    let w = Window { atoms, at };
    let length = (at - start) as u64;
    let bucket = match length {
        0..=4 => length,
        5..=8 => 5,
        9..=15 => 6,
        16..=30 => 7,
        31..=60 => 8,
        _ => 9,
    };
    let line = w.get(0).map_or(0, |a| u64::from(a.newline)) << 2;
    let shout = u64::from(shouting) << 4;
    let gap = w.space(0) | line | shout;
    out.clear();
    let mut add = |template: u64, a: u64, b: u64| out.push(feature(template, a, b));
    add(40, gap, 0);
    add(41, w.hash(-1), gap);
    add(42, w.hash(0), gap);
    add(43, w.shape(-1), feature(gap, w.shape(0), 0));
    add(44, w.hash(-1), w.hash(0));
    add(45, w.hash(-1), feature(gap, w.shape(0), 0));
    add(46, w.shape(-1), feature(gap, w.hash(0), 0));
    add(47, w.hash(-1), w.hash(-2));
    add(48, w.hash(-1), feature(w.shape(-2), w.shape(0), gap));
    add(49, w.hash(-1), feature(w.hash(-2), w.shape(0), gap));
    add(50, w.hash(0), feature(w.hash(1), w.hash(-1), 0));
    add(51, w.shape(0), feature(w.shape(1), w.shape(-1), gap));
    add(52, w.shape(0), feature(w.shape(1), w.shape(2), w.shape(-1)));
    add(53, w.shape(-1), feature(w.shape(-2), w.shape(0), gap));
    add(54, w.shape(-1), feature(w.shape(-2), w.shape(-3), w.shape(0)));
    add(55, bucket, feature(gap, w.shape(-1), w.shape(0)));
    add(56, bucket, feature(gap, w.hash(-1), 0));
    add(57, w.space(1), feature(w.hash(0), w.hash(-1), 0));
    add(58, w.hash(1), feature(gap, w.shape(0), w.hash(-1)));
    add(59, w.hash(-2), feature(gap, w.shape(-1), w.shape(0)));
    add(60, w.shape(0), feature(w.shape(1), w.shape(2), w.shape(3)));
    add(61, bucket, feature(gap, w.hash(start as isize - at as isize), 0));
    add(62, w.hash(-1), feature(w.space(-1), w.space(1), gap));
    add(63, w.hash(0), feature(w.hash(1), gap, 0));
    // Whether a bracket or quotation is open in the sentence so far, and where the next stop is.
    let (mut open, mut stop) = (0i32, 0u64);
    for atom in &atoms[start.max(at.saturating_sub(40))..at] {
        open += i32::from(atom.mark == Mark::Opens) - i32::from(atom.mark == Mark::Closes);
    }
    for (n, atom) in atoms[at..].iter().take(12).enumerate() {
        if atom.blank && n > 0 {
            stop = 20 + n.min(4) as u64;
            break;
        }
        if atom.mark == Mark::Stops {
            stop = 1 + (n as u64).min(8);
            break;
        }
    }
    add(64, u64::from(open > 0), feature(gap, w.shape(-1), w.shape(0)));
    add(65, stop, feature(gap, w.shape(-1), w.shape(0)));
    add(66, stop, feature(bucket, w.hash(-1), w.shape(0)));
}

/// Cuts pieces into words: `ends[n]` is one past the last piece of word n. The last piece of the slice ends a word.
pub(crate) fn words(
    atoms: &[Atom],
    gap: &crate::linear::Linear,
    features: &mut Vec<u64>,
    ends: &mut Vec<u32>,
) {
    let mut start = 0;
    for at in 1..atoms.len() {
        if atoms[at].space {
            start = at;
            ends.push(at as u32);
            continue;
        }
        gap_features(atoms, at, start, features);
        if gap.decides(features) {
            ends.push(at as u32);
        }
    }
    if !atoms.is_empty() {
        ends.push(atoms.len() as u32);
    }
}
