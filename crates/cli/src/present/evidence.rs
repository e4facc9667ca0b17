//! A value's words in their sentence.

use record::{CharIndex, Span};

use crate::term::EVIDENCE;

/// Characters shown on either side of the evidence at most.
const AROUND: usize = 110;

/// The evidence highlighted in its sentence: in colour, or between `[[` and `]]`. One line, whatever the text's lines.
pub(crate) fn highlight(text: &str, index: &CharIndex, span: Span, coloured: bool) -> String {
    let start = index.byte_at(text, span.start) as usize;
    let end = index.byte_at(text, span.end) as usize;
    let ends_sentence = text[start..end].ends_with(['.', '!', '?']);
    let (before, after) = (before(&text[..start]), if ends_sentence { "" } else { after(&text[end..]) });
    let words = one_line(&text[start..end]);
    let (before, after) = (one_line(before), one_line(after));
    if coloured {
        format!("{before}{EVIDENCE}{words}{EVIDENCE:#}{after}")
    } else {
        format!("{before}[[{words}]]{after}")
    }
}

/// What stands before the evidence in its sentence.
fn before(text: &str) -> &str {
    let mut start = text.char_indices().rev().nth(AROUND - 1).map_or(0, |(at, _)| at);
    if let Some(at) = text[start..].rfind(". ") {
        start += at + 2;
    }
    if let Some(at) = text[start..].rfind("\n\n") {
        start += at + 2;
    }
    &text[start..]
}

/// What stands after it.
fn after(text: &str) -> &str {
    let mut end = text.char_indices().nth(AROUND).map_or(text.len(), |(at, _)| at);
    if let Some(at) = text[..end].find(". ") {
        end = at + 1;
    }
    if let Some(at) = text[..end].find("\n\n") {
        end = at;
    }
    text[..end].trim_end()
}

/// Line breaks and control characters (which could drive the terminal) as spaces.
fn one_line(text: &str) -> String {
    text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn evidence_stands_in_its_sentence_and_escapes_are_taken_out() {
        let text = "Before this. Près de Gao,\nthree \x1b[31msoldiers died. After.";
        let index = CharIndex::new(text);
        let start = text.chars().position(|c| c == 'G').unwrap() as u32;
        let shown = highlight(text, &index, Span::new(start, start + 3), false);
        assert_eq!(shown, "Près de [[Gao]], three  [31msoldiers died.");
    }
}
