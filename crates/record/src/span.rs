use serde::{Deserialize, Serialize};

/// A half-open range `[start, end)` of Unicode code points, written as a JSON array of two numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(from = "(u32, u32)", into = "(u32, u32)")]
pub struct Span {
    /// The first code point.
    pub start: u32,
    /// One past the last code point.
    pub end: u32,
}

impl Span {
    /// A span from `start` to `end`; the two are swapped if they come in the wrong order.
    pub fn new(start: u32, end: u32) -> Span {
        Span { start: start.min(end), end: start.max(end) }
    }

    /// The number of code points covered.
    pub fn len(self) -> u32 {
        self.end - self.start
    }

    /// Whether the span covers nothing.
    pub fn is_empty(self) -> bool {
        self.end == self.start
    }

    /// How many code points two spans share.
    pub fn overlap(self, other: Span) -> u32 {
        self.end.min(other.end).saturating_sub(self.start.max(other.start))
    }

    /// Whether `other` lies wholly inside.
    pub fn contains(self, other: Span) -> bool {
        self.start <= other.start && other.end <= self.end
    }

    /// The smallest span that holds both.
    pub fn union(self, other: Span) -> Span {
        Span { start: self.start.min(other.start), end: self.end.max(other.end) }
    }
}

impl From<(u32, u32)> for Span {
    fn from((start, end): (u32, u32)) -> Span {
        Span::new(start, end)
    }
}

impl From<Span> for (u32, u32) {
    fn from(span: Span) -> (u32, u32) {
        (span.start, span.end)
    }
}

/// Maps byte offsets of a text to code points and back, in constant time and a few bytes per 128 bytes of text.
#[derive(Clone, Debug)]
pub struct CharIndex {
    /// Code points before each block of [`BLOCK`] bytes. Empty for ASCII text, where the two offsets are the same.
    blocks: Vec<u32>,
    bytes: u32,
    chars: u32,
}

const BLOCK: usize = 128;

fn starts(bytes: &[u8]) -> u32 {
    bytes.iter().filter(|&&b| (b & 0xC0) != 0x80).count() as u32
}

impl CharIndex {
    /// Counts the code points of `text`. Texts of 4 GiB and more are not supported (the caller cuts them earlier).
    pub fn new(text: &str) -> CharIndex {
        let bytes = text.as_bytes();
        if text.is_ascii() {
            return CharIndex { blocks: Vec::new(), bytes: bytes.len() as u32, chars: bytes.len() as u32 };
        }
        let mut blocks = Vec::with_capacity(bytes.len() / BLOCK + 1);
        let mut chars = 0;
        for block in bytes.chunks(BLOCK) {
            blocks.push(chars);
            chars += starts(block);
        }
        CharIndex { blocks, bytes: bytes.len() as u32, chars }
    }

    /// Code points in the whole text.
    pub fn chars(&self) -> u32 {
        self.chars
    }

    /// The code point that starts at, or contains, byte `byte` of `text` (the same text that the index was made from).
    pub fn char_at(&self, text: &str, byte: u32) -> u32 {
        let byte = byte.min(self.bytes) as usize;
        if self.blocks.is_empty() {
            return byte as u32;
        }
        let block = (byte / BLOCK).min(self.blocks.len() - 1);
        self.blocks[block] + starts(&text.as_bytes()[block * BLOCK..byte])
    }

    /// The byte at which code point `char` of `text` starts; the length of the text if there are fewer.
    pub fn byte_at(&self, text: &str, char: u32) -> u32 {
        if char >= self.chars {
            return self.bytes;
        }
        if self.blocks.is_empty() {
            return char;
        }
        let block = self.blocks.partition_point(|&c| c <= char) - 1;
        let mut left = char - self.blocks[block];
        let bytes = text.as_bytes();
        let mut at = block * BLOCK;
        loop {
            if (bytes[at] & 0xC0) != 0x80 {
                if left == 0 {
                    return at as u32;
                }
                left -= 1;
            }
            at += 1;
        }
    }

    /// The code-point span of the bytes `start..end`.
    pub fn span(&self, text: &str, start: u32, end: u32) -> Span {
        Span::new(self.char_at(text, start), self.char_at(text, end))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn char_index_agrees_with_char_indices(text in "(\\PC|[a-z ‘é\u{1F600}\n]){0,600}") {
            let index = CharIndex::new(&text);
            prop_assert_eq!(index.chars() as usize, text.chars().count());
            for (n, (byte, _)) in text.char_indices().enumerate() {
                prop_assert_eq!(index.char_at(&text, byte as u32) as usize, n);
                prop_assert_eq!(index.byte_at(&text, n as u32) as usize, byte);
            }
            prop_assert_eq!(index.byte_at(&text, index.chars()) as usize, text.len());
        }
    }

    #[test]
    fn overlap_is_symmetric_and_zero_when_apart() {
        let (a, b, c) = (Span::new(2, 9), Span::new(5, 20), Span::new(9, 12));
        assert_eq!((a.overlap(b), b.overlap(a), a.overlap(c)), (4, 4, 0));
    }
}
