//! What the network sees of a word: rows of its embedding table for the word, its affixes, its shape and its case.
//!
//! Everything but shape and case is lower case, and a sentence in capitals ([`is_shouting`]) has neither, so that upper-cased
//! text looks like lower-cased text and not like a sentence of names.

/// Rows that one word sums up.
pub const TEMPLATES: usize = 12;
/// Binary logarithm of the number of hashed rows (affixes, shapes, case).
pub const HASHED_BITS: u32 = 15;

/// The hash of a word known to the model, by which its row is found.
pub type WordHash = u64;

const PRIME: u64 = 0x9E37_79B9_7F4A_7C15;

fn step(hash: u64, c: u32) -> u64 {
    (hash.rotate_left(5) ^ u64::from(c)).wrapping_mul(PRIME)
}

fn finish(hash: u64) -> u64 {
    let hash = (hash ^ (hash >> 32)).wrapping_mul(0xD6E8_FEB8_6659_FD93);
    hash ^ (hash >> 32)
}

fn normal(c: char) -> u32 {
    let c = match c {
        '\u{2018}' | '\u{2019}' | '\u{2BB}'..='\u{2BF}' | '\u{B4}' | '`' => '\'',
        '\u{201C}' | '\u{201D}' => '"',
        '\u{2013}' => '-',
        c if c.is_numeric() => '0',
        c if c.is_ascii() => c.to_ascii_lowercase(),
        c => c.to_lowercase().next().unwrap_or(c),
    };
    c as u32
}

/// Whether a text of several words is in capitals, so that case tells nothing.
pub fn is_shouting<'a>(words: impl Iterator<Item = &'a str>) -> bool {
    let (mut lower, mut upper, mut long) = (0usize, 0usize, 0usize);
    for word in words {
        let before = upper;
        if word.is_ascii() {
            lower += word.bytes().filter(u8::is_ascii_lowercase).count();
            upper += word.bytes().filter(u8::is_ascii_uppercase).count();
            long += usize::from(upper - before > 1);
            continue;
        }
        for c in word.chars() {
            if c.is_lowercase() {
                lower += 1;
            } else if c.is_uppercase() {
                upper += 1;
            }
        }
        long += usize::from(upper - before > 1);
    }
    long >= 2 && lower * 5 < upper
}

/// The known words and the arithmetic of rows.
#[derive(Clone, Debug, Default)]
pub struct Lexicon {
    slots: Vec<(WordHash, u32)>,
    words: usize,
}

impl Lexicon {
    /// A lexicon whose n-th hash has row n + 1 (row 0 is for unknown words).
    pub fn new(hashes: &[WordHash]) -> Lexicon {
        let size = (hashes.len() * 2 + 2).next_power_of_two();
        let mut slots = vec![(0, 0); size];
        for (n, &hash) in hashes.iter().enumerate() {
            let mut at = hash as usize & (size - 1);
            while slots[at].1 != 0 {
                at = (at + 1) & (size - 1);
            }
            slots[at] = (hash, n as u32 + 1);
        }
        Lexicon { slots, words: hashes.len() }
    }

    /// The number of rows of the embedding table.
    pub fn rows(&self) -> usize {
        1 + self.words + (1 << HASHED_BITS)
    }

    fn row(&self, hash: WordHash) -> u32 {
        if self.slots.is_empty() {
            return 0;
        }
        let mut at = hash as usize & (self.slots.len() - 1);
        loop {
            let (known, row) = self.slots[at];
            if row == 0 || known == hash {
                return row;
            }
            at = (at + 1) & (self.slots.len() - 1);
        }
    }

    /// The rows of `form`; `first` of its sentence, in a sentence in capitals or not. `buffer` is scratch.
    pub fn look(&self, form: &str, first: bool, shouting: bool, buffer: &mut Vec<u32>) -> [u32; TEMPLATES] {
        normalise(form, buffer);
        let hashed = |template: u64, hash: u64| {
            let hash = finish(hash ^ template.wrapping_mul(0xA24B_AED4_963E_E407));
            1 + self.words as u32 + (hash >> (64 - HASHED_BITS)) as u32
        };
        let n = buffer.len();
        let mut rows = [0u32; TEMPLATES];
        rows[0] = self.row(word_hash(buffer));
        let mut hash = 1;
        for length in 0..5 {
            if length < n {
                hash = step(hash, buffer[n - 1 - length]);
            }
            rows[1 + length] = hashed(1 + length as u64, hash);
        }
        hash = 2;
        for length in 0..4 {
            if length < n {
                hash = step(hash, buffer[length]);
            }
            rows[6 + length] = hashed(6 + length as u64, hash);
        }
        let (shape, case) = shape_and_case(form, shouting);
        rows[10] = hashed(10, shape);
        rows[11] = hashed(11, case * 2 + u64::from(first && !shouting));
        rows
    }
}

/// Lower-cases into code points, digits as 0, apostrophes and quotation marks as the plain ones. Words of more than 64 characters keep both ends.
pub fn normalise(form: &str, buffer: &mut Vec<u32>) {
    buffer.clear();
    if form.len() <= 64 && form.is_ascii() {
        buffer.extend(form.bytes().map(|b| match b {
            b'0'..=b'9' => u32::from(b'0'),
            b'`' => u32::from(b'\''),
            b => u32::from(b.to_ascii_lowercase()),
        }));
        return;
    }
    buffer.extend(form.chars().take(64).map(normal));
    if form.len() > 64 {
        let tail: Vec<char> = form.chars().rev().take(32).collect();
        if buffer.len() == 64 {
            buffer.truncate(32);
            buffer.extend(tail.iter().rev().map(|&c| normal(c)));
        }
    }
}

/// The identity of a normalised word.
pub fn word_hash(normalised: &[u32]) -> WordHash {
    finish(normalised.iter().fold(3, |hash, &c| step(hash, c)))
}

fn shape_and_case(form: &str, shouting: bool) -> (u64, u64) {
    let (mut hash, mut last, mut run) = (4u64, 0u32, 0u32);
    let (mut upper, mut lower, mut digit, mut first_upper) = (0u32, 0u32, 0u32, false);
    for (n, c) in form.chars().take(64).enumerate() {
        let class = if c.is_ascii_lowercase() || (!c.is_ascii() && c.is_lowercase()) {
            lower += 1;
            'x' as u32
        } else if c.is_ascii_uppercase() || (!c.is_ascii() && c.is_uppercase()) {
            upper += 1;
            first_upper |= n == 0;
            if shouting { 'x' as u32 } else { 'X' as u32 }
        } else if c.is_ascii_digit() || (!c.is_ascii() && c.is_numeric()) {
            digit += 1;
            'd' as u32
        } else {
            normal(c)
        };
        run = if class == last { run + 1 } else { 1 };
        last = class;
        if run <= 2 {
            hash = step(hash, class);
        }
    }
    let case = match (upper, lower, digit) {
        (0, 0, 0) => 0,
        (0, 0, _) => 1,
        _ if shouting => 2,
        (0, _, _) => 3,
        (1, 0, _) => 4,
        (_, 0, _) => 5,
        (1, _, _) if first_upper => 6,
        _ => 7,
    };
    (hash, case)
}
