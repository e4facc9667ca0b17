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

/// The figures that open entries of a list as the days of a month that is named over it: "12. Gao: ...", "13 - Kidal: ...", "14" alone on
/// a line. Numbers that count from 1, 2 or 3 on are no days, nor is a single figure, nor those of entries that name a month themselves.
pub(crate) fn item_days(doc: &Document, is_month: impl Fn(usize) -> bool) -> Vec<u32> {
    let (tokens, text) = (doc.tokens(), doc.text());
    let bullet =
        |n: usize| tokens[n].newline_before() && matches!(tokens[n].text(text), "-" | "–" | "•" | "*" | "·");
    let mut days: Vec<(u32, u32)> = Vec::new();
    let (mut headed, mut dated) = (false, false);
    for (n, token) in tokens.iter().enumerate() {
        if is_month(n) {
            headed |= days.is_empty();
            dated |= !days.is_empty();
        }
        let opens = token.newline_before() || n > 0 && bullet(n - 1);
        if !headed || !opens || token.kind != TokenKind::Number || token.text(text).len() > 2 {
            continue;
        }
        let closes = tokens.get(n + 1).is_none_or(|next| {
            next.newline_before()
                || matches!(next.text(text), "." | ":" | ")" | "–" | "—" | "-" | ",") && !in_figure(doc, n)
        });
        if let (true, Ok(day @ 1..=31)) = (closes, token.text(text).parse()) {
            days.push((n as u32, day));
        }
    }
    let rising = days.windows(2).all(|pair| pair[0].1 <= pair[1].1);
    let counted =
        days.windows(2).all(|pair| pair[0].1 + 1 == pair[1].1) && days.first().is_some_and(|d| d.1 <= 3);
    if days.len() < 2 || dated || !rising || counted {
        return Vec::new();
    }
    days.into_iter().map(|(token, _)| token).collect()
}

/// "12-14 June", "3.5 km": the mark after a figure belongs to it.
fn in_figure(doc: &Document, n: usize) -> bool {
    let tokens = doc.tokens();
    tokens.get(n + 2).is_some_and(|t| t.kind == TokenKind::Number && !t.space_before())
        && tokens.get(n + 1).is_some_and(|t| !t.space_before())
}
