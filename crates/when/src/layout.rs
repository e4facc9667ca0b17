//! What the layout of a document says of its dates: the order of slashed figures, years that head a chronology.

use document::{Document, TokenKind};

/// Whether the slashed dates of a document put the month first: one of them must ("03/14/2003"), and none puts the day first.
pub(crate) fn month_first(doc: &Document, dates: impl Iterator<Item = (usize, usize)>) -> bool {
    let mut seen = false;
    for (first, end) in dates {
        match slashed(doc, first, end) {
            Some((a, b)) if a > 12 && b <= 12 => return false,
            Some((a, b)) if a <= 12 && b > 12 => seen = true,
            _ => {}
        }
    }
    seen
}

/// The first two figures of "03/04/2003"; not of "2003/03/04".
pub(crate) fn slashed(doc: &Document, first: usize, end: usize) -> Option<(i32, i32)> {
    let tokens = &doc.tokens()[first..end];
    let text = doc.slice(document::TextRange::new(tokens.first()?.range.start, tokens.last()?.range.end));
    let mut figures = text.split('/');
    let a = figures.next().filter(|f| f.len() <= 2)?.trim().parse().ok()?;
    let b = figures.next()?.trim().parse().ok()?;
    (figures.next().is_some() && figures.next().is_none()).then_some((a, b))
}

/// Whether an expression stands alone on its line, at most with a colon: a heading.
pub(crate) fn is_heading(doc: &Document, first: usize, end: usize) -> bool {
    let (tokens, text) = (doc.tokens(), doc.text());
    let opens = first == 0 || tokens[first].newline_before();
    let colon =
        tokens.get(end).is_some_and(|t| t.kind == TokenKind::Punct && matches!(t.text(text), ":" | "."));
    let next = if colon { end + 1 } else { end };
    opens && tokens.get(next).is_some_and(|t| t.newline_before())
}
