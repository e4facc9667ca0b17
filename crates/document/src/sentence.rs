use crate::document::Sentence;
use crate::token::{Token, TokenKind};
use crate::{Style, TextRange, fold};

/// Splits tokens into sentences: at blank lines, at line ends that no wrapping explains, at list items, and at `.` `!` `?` unless an
/// abbreviation or an initial precedes.
pub(crate) fn split(text: &str, tokens: &[Token], style: &Style) -> Vec<Sentence> {
    let mut sentences = Vec::new();
    let mut first = 0;
    let mut breaks = breaks(text, tokens).into_iter().peekable();
    for i in 0..tokens.len() {
        let broken = breaks.next_if_eq(&i).is_some();
        if i > first
            && (broken
                || tokens[i].blank_line_before()
                || starts_item(text, tokens, i)
                || starts_row(text, tokens, i))
        {
            push(&mut sentences, tokens, first, i);
            first = i;
        }
        if ends_sentence(text, tokens, i, style) {
            let mut end = i + 1;
            while end < tokens.len() && !tokens[end].space_before() && is_closing(tokens[end].text(text)) {
                end += 1;
            }
            if end > first {
                push(&mut sentences, tokens, first, end);
                first = end;
            }
        }
    }
    push(&mut sentences, tokens, first, tokens.len());
    sentences
}

/// The tokens that begin a line though the one before had room for them: after a headline, between the lines of a form. Wrapped text
/// breaks only where the next word would pass the width, which is that of the paragraph's longest line.
fn breaks(text: &str, tokens: &[Token]) -> Vec<usize> {
    /// Ragged wrapping leaves some room.
    const SLACK: u32 = 6;
    let mut found = Vec::new();
    let mut lines: Vec<usize> = Vec::new();
    for i in 0..=tokens.len() {
        if i < tokens.len() && i > 0 && !tokens[i].newline_before() {
            continue;
        }
        if i < tokens.len() && !(i > 0 && tokens[i].blank_line_before()) {
            lines.push(i);
            continue;
        }
        let end_of = |n: usize| lines.get(n + 1).copied().unwrap_or(i) - 1;
        let length = |n: usize| tokens[end_of(n)].range.end - tokens[lines[n]].range.start;
        let width = (0..lines.len()).map(length).max().unwrap_or(0);
        for n in 1..lines.len() {
            let next = tokens[lines[n]];
            let room = length(n - 1) + 1 + (next.range.end - next.range.start) + SLACK <= width;
            let open = matches!(tokens[end_of(n - 1)].text(text), "," | "-" | "–" | "—" | "(" | "&");
            if room && !open && (next.is_capitalised() || !next.is_word()) {
                found.push(lines[n]);
            }
        }
        lines.clear();
        if i < tokens.len() {
            lines.push(i);
        }
    }
    found
}

fn push(sentences: &mut Vec<Sentence>, tokens: &[Token], first: usize, end: usize) {
    if end > first {
        let range = TextRange::new(tokens[first].range.start, tokens[end - 1].range.end);
        sentences.push(Sentence { range, first: first as u32, end: end as u32 });
    }
}

fn is_closing(mark: &str) -> bool {
    matches!(mark, "”" | "\"" | "’" | "'" | ")" | "]" | "»")
}

/// A bullet (any mark or emoji with a space after it), a dash or a number with a point or bracket at the start of a line.
pub(crate) fn starts_item(text: &str, tokens: &[Token], i: usize) -> bool {
    if i > 0 && !tokens[i].newline_before() {
        return false;
    }
    if starts_message(text, tokens[i].range.start as usize) {
        return true;
    }
    let next_dot =
        || tokens.get(i + 1).is_some_and(|t| !t.space_before() && matches!(t.text(text), "." | ")"));
    let mark = tokens[i].text(text);
    match mark {
        _ if tokens[i].kind == TokenKind::Punct && !mark.starts_with(opens_or_ends) => {
            // The selector of a symbol's form may be a token of its own.
            let selector =
                |t: &&Token| t.text(text).chars().all(|c| matches!(c, '\u{fe0e}' | '\u{fe0f}' | '\u{200d}'));
            tokens[i + 1..]
                .iter()
                .find(|t| !selector(t))
                .is_some_and(|t| t.space_before() && !t.newline_before())
        }
        "(" => tokens.get(i + 2).is_some_and(|t| t.text(text) == ")"),
        _ => {
            tokens[i].kind == TokenKind::Number
                && next_dot()
                && tokens.get(i + 2).is_some_and(|t| t.space_before())
        }
    }
}

/// A line that opens with a day and a time, or with a time alone: a message of an exported channel ("[03/05 14:20] ...", "03.05.2021,
/// 14:20 - ..."), an entry of a log ("14:20 ...").
fn starts_message(text: &str, at: usize) -> bool {
    /// The most bytes of such a stamp.
    const LONGEST: usize = 26;
    let line = &text.as_bytes()[at..text.len().min(at + LONGEST)];
    let line = line.strip_prefix(b"[").unwrap_or(line);
    let digits = |from: usize| line[from..].iter().take_while(|b| b.is_ascii_digit()).count();
    // "14:20", "14:20:33" with a space, a mark or a bracket after it
    let time = |from: usize| {
        let (hours, colon) = (digits(from), from + digits(from));
        (1..=2).contains(&hours)
            && line.get(colon) == Some(&b':')
            && digits(colon + 1) == 2
            && line.get(colon + 3).is_none_or(|b| !b.is_ascii_alphanumeric())
    };
    let mut end = digits(0);
    if end == 0 {
        return false;
    }
    if time(0) {
        return true;
    }
    for _ in 0..2 {
        let more = line.get(end).is_some_and(|b| matches!(b, b'/' | b'.' | b'-'));
        if more && end + 1 < line.len() && digits(end + 1) > 0 {
            end += 1 + digits(end + 1);
        }
    }
    let gap = line[end..].iter().take_while(|b| matches!(b, b' ' | b',' | b'T')).count();
    end > digits(0) && gap > 0 && end + gap < line.len() && time(end + gap)
}

/// A mark that opens or ends something rather than heads a line.
fn opens_or_ends(c: char) -> bool {
    matches!(
        c,
        '.' | ','
            | ';'
            | ':'
            | '!'
            | '?'
            | '…'
            | '"'
            | '\''
            | '“'
            | '”'
            | '‘'
            | '’'
            | '«'
            | '»'
            | '('
            | ')'
            | '['
            | ']'
            | '{'
            | '}'
            | '&'
            | '/'
            | '%'
            | '='
            | '_'
            | '@'
            | '#'
    )
}

/// A line of a table: cells parted by tabs, bars or runs of two spaces and more, in this line or the one before.
pub(crate) fn starts_row(text: &str, tokens: &[Token], i: usize) -> bool {
    let row = |start: usize| {
        let line = text[start..].split('\n').next().unwrap_or_default().trim_end();
        line.len() < 400
            && (line.trim_start().matches("  ").count() >= 2 && cells(line) >= 3
                || line.matches('\t').count() >= 2
                || line.matches('|').count() >= 2)
    };
    if !tokens[i].newline_before() {
        return false;
    }
    let start = tokens[i].range.start as usize;
    let line = text[..start].rfind('\n').map_or(0, |n| n + 1);
    let previous = text[..line.saturating_sub(1)].rfind('\n').map_or(0, |n| n + 1);
    row(line) || row(previous)
}

fn cells(line: &str) -> usize {
    line.split("  ").filter(|cell| !cell.trim().is_empty()).count()
}

fn ends_sentence(text: &str, tokens: &[Token], i: usize, style: &Style) -> bool {
    let mark = tokens[i].text(text);
    let dotted_word = tokens[i].is_word() && mark.ends_with('.');
    if !(matches!(mark, "." | "!" | "?" | "..." | "…") || dotted_word) {
        return false;
    }
    let mut next = i + 1;
    while next < tokens.len() && !tokens[next].space_before() {
        if !is_closing(tokens[next].text(text)) {
            return false;
        }
        next += 1;
    }
    let Some(&follower) = tokens.get(next) else { return true };
    if mark == "!" || mark == "?" {
        return !follower.is_word() || follower.is_capitalised();
    }
    let opens = follower.is_capitalised() || !follower.is_word();
    if dotted_word {
        // "at 6 p.m. Six died": only a capitalised word that likes to open a sentence.
        return follower.is_capitalised() && style.openers.contains(&fold(follower.text(text)));
    }
    if i == 0 || tokens[i].space_before() {
        return opens;
    }
    let before = tokens[i - 1];
    let word = before.text(text);
    if before.is_word() && before.is_capitalised() && word.chars().count() == 1 {
        return false;
    }
    if before.is_word() && style.abbreviations.contains(&fold(word)) {
        return false;
    }
    // "1." at the start of a line is a list number, not a sentence.
    if before.kind == TokenKind::Number && i >= 1 && (i == 1 || tokens[i - 1].newline_before()) {
        return false;
    }
    opens
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Document;

    #[test]
    fn each_message_of_a_channel_and_each_entry_of_a_log_begins_an_item() {
        let items = |text: &str| {
            let doc = Document::new(text.to_owned(), &Style::default());
            (0..doc.tokens().len()).filter(|&at| doc.starts_item(at)).count()
        };
        assert_eq!(items("[03/05 14:20] a post was hit\n[05/05 09:10:33] a mine went off"), 2);
        assert_eq!(items("03.05.2021, 14:20 - a post was hit\n05.05.2021, 09:10 - a mine went off"), 2);
        assert_eq!(items("2021-05-03T14:20 a post was hit\n14:20 a mine went off"), 2);
        // Wrapped text, a score and a ratio begin nothing.
        assert_eq!(items("They left at\n14 May 10:20 and came at\n10 in the morning\n3:2 was the result"), 0);
        assert_eq!(items("1:"), 0);
    }
}
