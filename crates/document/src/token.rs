use crate::TextRange;

/// What a token is made of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum TokenKind {
    /// Letters, with the apostrophes of transliteration inside ("Qa’im") and the dots of initials ("U.S.", "p.m.").
    Word,
    /// Digits of any script with separators inside ("1,200", "14.5", "10:20").
    Number,
    /// Digits with an English ordinal ending ("4th").
    Ordinal,
    /// The possessive "'s" after a word.
    Clitic,
    /// Anything else, one character each ("..." and "--" are one token).
    Punct,
}

/// One token: a byte range with what stands before it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Token {
    /// Where it stands.
    pub range: TextRange,
    /// What it is made of.
    pub kind: TokenKind,
    flags: u8,
}

const SPACE: u8 = 1;
const NEWLINE: u8 = 2;
const BLANK: u8 = 4;
const UPPER: u8 = 8;
const CAPS: u8 = 16;

impl Token {
    /// Whether white space of any kind stands before it (also true of the first token).
    pub fn space_before(self) -> bool {
        self.flags & SPACE != 0
    }

    /// Whether a line ends before it.
    pub fn newline_before(self) -> bool {
        self.flags & NEWLINE != 0
    }

    /// Whether an empty line stands before it.
    pub fn blank_line_before(self) -> bool {
        self.flags & BLANK != 0
    }

    /// Whether it starts with an upper-case letter.
    pub fn is_capitalised(self) -> bool {
        self.flags & UPPER != 0
    }

    /// Whether it has two letters or more, all upper case.
    pub fn is_all_caps(self) -> bool {
        self.flags & CAPS != 0
    }

    /// Whether it is a [`TokenKind::Word`].
    pub fn is_word(self) -> bool {
        self.kind == TokenKind::Word
    }

    /// Its characters.
    pub fn text(self, text: &str) -> &str {
        self.range.of(text)
    }
}

/// Characters that transliteration writes inside and at the edge of words for ʿayn and hamza.
fn is_apostrophe(c: char) -> bool {
    matches!(
        c,
        '\'' | '`'
            | '\u{2018}'
            | '\u{2019}'
            | '\u{201B}'
            | '\u{2BB}'
            | '\u{2BC}'
            | '\u{2BE}'
            | '\u{2BF}'
            | '\u{B4}'
    )
}

/// A mark that opens a quotation or stands for ʿayn, but never closes a quotation: glued to the end of a word it belongs to it.
fn is_ayn(c: char) -> bool {
    matches!(c, '\u{2018}' | '\u{2BB}' | '\u{2BE}' | '\u{2BF}' | '`')
}

fn is_letter(c: char) -> bool {
    c.is_alphabetic() || unicode_normalization::char::is_combining_mark(c) || c == '\u{640}'
}

fn is_blank(c: char) -> bool {
    c.is_whitespace() || c == '\u{feff}' || c == '\u{200b}'
}

/// Cuts `text` into tokens in one pass. Every character that is not white space lies in exactly one token.
pub fn tokenise(text: &str) -> Vec<Token> {
    let mut tokens = Vec::with_capacity(text.len() / 5);
    let mut at = 0usize;
    let (mut flags, mut newlines) = (SPACE, 0u8);
    while let Some(c) = text[at..].chars().next() {
        if is_blank(c) {
            flags |= SPACE;
            if c == '\n' || c == '\u{2028}' || c == '\u{2029}' {
                newlines = newlines.saturating_add(1);
            }
            at += c.len_utf8();
            continue;
        }
        if newlines > 0 {
            flags |= NEWLINE;
        }
        if newlines > 1 {
            flags |= BLANK;
        }
        let after_word =
            flags & SPACE == 0 && tokens.last().is_some_and(|t: &Token| t.kind == TokenKind::Word);
        let (end, kind) = if after_word && let Some(end) = clitic(text, at) {
            (end, TokenKind::Clitic)
        } else if is_letter(c) || is_leading_ayn(text, at, c) {
            (word_end(text, at), TokenKind::Word)
        } else if c.is_numeric() {
            number_end(text, at)
        } else {
            (punct_end(text, at, c), TokenKind::Punct)
        };
        if kind == TokenKind::Word {
            flags |= case_flags(&text[at..end]);
        }
        tokens.push(Token { range: TextRange::new(at as u32, end as u32), kind, flags });
        at = end;
        (flags, newlines) = (0, 0);
    }
    tokens
}

fn case_flags(word: &str) -> u8 {
    let mut letters = word.chars().filter(|c| c.is_alphabetic());
    let Some(first) = letters.next() else { return 0 };
    if !first.is_uppercase() {
        return 0;
    }
    let (mut count, mut all) = (1, true);
    for c in letters {
        count += 1;
        all &= !c.is_lowercase();
    }
    if count > 1 && all { UPPER | CAPS } else { UPPER }
}

/// "‘Amran", "ʿAyn", "'Abidah": a mark for ʿayn before a capital letter, and no closing mark soon after (that is a quotation).
fn is_leading_ayn(text: &str, at: usize, c: char) -> bool {
    if !is_apostrophe(c) {
        return false;
    }
    let rest = &text[at + c.len_utf8()..];
    if !rest.chars().next().is_some_and(char::is_uppercase) {
        return false;
    }
    if matches!(c, '\u{2BE}' | '\u{2BF}' | '\u{2BB}' | '\u{2BC}') {
        return true;
    }
    // A quotation closes with ’ or ' after a word's end within the next hundred characters; a name does not.
    let mut previous = ' ';
    let mut chars = rest.chars().take(100).peekable();
    while let Some(d) = chars.next() {
        let closes = d == '\u{2019}' || (c == '\'' && d == '\'');
        if closes && !previous.is_whitespace() && chars.peek().is_none_or(|n| !n.is_alphanumeric()) {
            return false;
        }
        if is_apostrophe(d) && previous.is_whitespace() {
            return true;
        }
        previous = d;
    }
    true
}

fn clitic(text: &str, at: usize) -> Option<usize> {
    let mut chars = text[at..].char_indices();
    let (_, mark) = chars.next()?;
    if !matches!(mark, '\'' | '\u{2019}') {
        return None;
    }
    let (_, s) = chars.next()?;
    if s != 's' && s != 'S' {
        return None;
    }
    let end = at + mark.len_utf8() + 1;
    text[end..].chars().next().is_none_or(|c| !c.is_alphanumeric()).then_some(end)
}

fn word_end(text: &str, start: usize) -> usize {
    let mut end = start;
    let mut letters = 0usize; // since the last dot, for initials
    let mut dotted = false;
    let mut chars = text[start..].char_indices().peekable();
    while let Some((n, c)) = chars.next() {
        let at = start + n;
        if is_letter(c) {
            letters += 1;
            end = at + c.len_utf8();
            continue;
        }
        let next = chars.peek().map(|&(_, c)| c);
        if is_apostrophe(c) && (at == start || next.is_some_and(is_letter)) {
            if at > start && clitic(text, at).is_some() {
                break;
            }
            end = at + c.len_utf8();
            continue;
        }
        if is_ayn(c) && at > start {
            return at + c.len_utf8();
        }
        // Initials: one letter, a dot, one letter, a dot ("U.S.", "p.m.", "E.C.").
        if c == '.' && letters == 1 && (dotted || single_letter_dot(&text[at + 1..])) {
            dotted = true;
            letters = 0;
            end = at + 1;
            if !single_letter_dot(&text[end..]) {
                break;
            }
            continue;
        }
        break;
    }
    end
}

fn single_letter_dot(rest: &str) -> bool {
    let mut chars = rest.chars();
    chars.next().is_some_and(char::is_alphabetic) && chars.next() == Some('.')
}

fn number_end(text: &str, start: usize) -> (usize, TokenKind) {
    let rest = &text[start..];
    let mut end = start;
    let mut chars = rest.char_indices().peekable();
    while let Some((n, c)) = chars.next() {
        if c.is_numeric() {
            end = start + n + c.len_utf8();
        } else if matches!(c, ',' | '.' | ':' | '\u{66b}' | '\u{66c}')
            && chars.peek().is_some_and(|(_, d)| d.is_numeric())
        {
            continue;
        } else {
            break;
        }
    }
    for suffix in ["st", "nd", "rd", "th"] {
        if let Some(after) = text[end..].get(..2)
            && after.eq_ignore_ascii_case(suffix)
            && text[end + 2..].chars().next().is_none_or(|c| !c.is_alphanumeric())
        {
            return (end + 2, TokenKind::Ordinal);
        }
    }
    (end, TokenKind::Number)
}

fn punct_end(text: &str, at: usize, c: char) -> usize {
    let repeats = matches!(c, '.' | '-' | '=' | '_' | '*');
    let mut end = at + c.len_utf8();
    if repeats {
        end += text[end..].bytes().take_while(|&b| b == c as u8).count();
    }
    end
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn words(text: &str) -> Vec<&str> {
        tokenise(text).iter().map(|t| t.text(text)).collect()
    }

    #[test]
    fn names_numbers_and_marks() {
        assert_eq!(words("Bani Sa‘id, Jida‘; Qa’im’s"), ["Bani", "Sa‘id", ",", "Jida‘", ";", "Qa’im", "’s"]);
        assert_eq!(
            words("‘Amran and ‘the place’ near 'Abidah"),
            ["‘Amran", "and", "‘", "the", "place", "’", "near", "'Abidah"]
        );
        assert_eq!(
            words("at 10:20 p.m., 1,200 kg (14.5mm)"),
            ["at", "10:20", "p.m.", ",", "1,200", "kg", "(", "14.5", "mm", ")"]
        );
        assert_eq!(
            words("the 4th of Rajab -- No.4 U.S. Lt. X"),
            ["the", "4th", "of", "Rajab", "--", "No", ".", "4", "U.S.", "Lt", ".", "X"]
        );
        assert_eq!(words("brigade’s al-Hadi"), ["brigade", "’s", "al", "-", "Hadi"]);
    }

    proptest! {
        #[test]
        fn every_visible_character_is_in_one_token(text in "(\\PC|[a-zA-Z0-9 .,'’‘\n-]){0,300}") {
            let tokens = tokenise(&text);
            let mut at = 0u32;
            for token in &tokens {
                prop_assert!(!token.range.is_empty());
                prop_assert!(text[at as usize..token.range.start as usize].chars().all(is_blank));
                at = token.range.end;
            }
            prop_assert!(text[at as usize..].chars().all(is_blank));
        }
    }
}
