use std::borrow::Cow;

use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE};

/// Bytes read as text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decoded {
    /// The text with `\r\n` and lone `\r` as `\n` and without a byte-order mark.
    pub text: String,
    /// The name of the encoding ("UTF-8", "windows-1252", ...).
    pub encoding: &'static str,
    /// Whether some bytes stood for no character and were replaced by U+FFFD.
    pub replaced: bool,
}

/// Why bytes are not read as text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum DecodeError {
    /// No text at all.
    #[error("the file is empty")]
    Empty,
    /// Zero bytes or mostly control characters.
    #[error("this is not text (it holds NUL or many control characters); only .txt, .md and .jsonl are read")]
    Binary,
    /// Offsets are 32-bit.
    #[error("the document is larger than {} MiB, the limit for one document; split it or use .jsonl", limit >> 20)]
    TooLarge {
        /// The largest number of bytes that is accepted.
        limit: usize,
    },
}

/// The largest document that is read as one text, in bytes. A report is a few kilobytes; a book is one megabyte.
pub(crate) const LIMIT: usize = 256 << 20;

/// Decodes `bytes`: UTF-8 if valid, UTF-16 by its byte-order mark, else the encoding that chardetng finds likeliest.
///
/// # Errors
/// See [`DecodeError`].
pub fn decode(bytes: &[u8]) -> Result<Decoded, DecodeError> {
    if bytes.len() > LIMIT {
        return Err(DecodeError::TooLarge { limit: LIMIT });
    }
    let (encoding, skip) = Encoding::for_bom(bytes).unwrap_or((UTF_8, 0));
    let bytes = &bytes[skip..];
    if bytes.is_empty() || bytes.iter().all(u8::is_ascii_whitespace) {
        return Err(DecodeError::Empty);
    }
    let wide = encoding == UTF_16LE || encoding == UTF_16BE;
    if !wide && looks_binary(bytes) {
        return Err(DecodeError::Binary);
    }
    let encoding = if wide || std::str::from_utf8(bytes).is_ok() { encoding } else { guess(bytes) };
    let (text, replaced) = encoding.decode_without_bom_handling(bytes);
    Ok(Decoded { text: normalise(text), encoding: encoding.name(), replaced })
}

fn looks_binary(bytes: &[u8]) -> bool {
    let head = &bytes[..bytes.len().min(64 << 10)];
    let control =
        head.iter().filter(|&&b| b < 0x20 && !matches!(b, b'\t' | b'\n' | b'\r' | 0x0c | 0x1b)).count();
    memchr::memchr(0, head).is_some() || control * 50 > head.len()
}

fn guess(bytes: &[u8]) -> &'static Encoding {
    // Mostly valid UTF-8 with a few broken bytes is damaged UTF-8, not a legacy encoding.
    let (mut good, mut bad, mut rest) = (0usize, 0usize, bytes);
    while let Err(error) = std::str::from_utf8(rest) {
        good += rest[..error.valid_up_to()].iter().filter(|&&b| b >= 0xC0).count();
        bad += 1;
        let skip = error.valid_up_to() + error.error_len().unwrap_or(rest.len() - error.valid_up_to()).max(1);
        rest = &rest[skip.min(rest.len())..];
    }
    good += rest.iter().filter(|&&b| b >= 0xC0).count();
    if good > 4 * bad {
        return UTF_8;
    }
    let mut detector = chardetng::EncodingDetector::new();
    detector.feed(bytes, true);
    detector.guess(None, true)
}

fn normalise(text: Cow<'_, str>) -> String {
    if memchr::memchr(b'\r', text.as_bytes()).is_none() {
        return text.into_owned();
    }
    text.replace("\r\n", "\n").replace('\r', "\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn encodings_are_found_and_named() {
        let utf8 = decode("Sévaré, le 3 août".as_bytes()).unwrap();
        assert_eq!((utf8.encoding, utf8.replaced), ("UTF-8", false));
        let latin =
            decode(b"Trois soldats tu\xe9s \xe0 S\xe9var\xe9, pr\xe8s de Mopti, le 3 ao\xfbt").unwrap();
        assert_eq!(latin.encoding, "windows-1252");
        assert!(latin.text.contains("Sévaré"));
        let wide: Vec<u8> =
            [0xff, 0xfe].into_iter().chain("Gao\r\n".encode_utf16().flat_map(u16::to_le_bytes)).collect();
        assert_eq!(decode(&wide).unwrap().text, "Gao\n");
    }

    #[test]
    fn what_is_no_text_is_refused() {
        assert_eq!(decode(b""), Err(DecodeError::Empty));
        assert_eq!(decode(b" \n\t"), Err(DecodeError::Empty));
        assert_eq!(decode(b"\x7fELF\0\0\0\x01"), Err(DecodeError::Binary));
    }

    #[test]
    fn damaged_utf8_stays_utf8() {
        let mut bytes = "Sévaré, Djenné, Ténenkou, Niafunké, Gossi, Ménaka, Tessit ".repeat(3).into_bytes();
        bytes.push(0xff);
        let decoded = decode(&bytes).unwrap();
        assert_eq!((decoded.encoding, decoded.replaced), ("UTF-8", true));
    }
}
