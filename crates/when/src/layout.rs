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

/// Whether a text is written without capitals, as chats are.
pub(crate) fn is_lower(doc: &Document) -> bool {
    const SHARE: usize = 40;
    let words = doc.tokens().iter().filter(|t| t.is_word()).count();
    let capitals = doc.tokens().iter().filter(|t| t.is_word() && t.is_capitalised()).count();
    words > 5 && capitals * SHARE < words
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

/// A day and month in figures that open an entry of a list.
#[derive(Clone, Copy, Debug)]
pub(crate) struct ItemDate {
    pub(crate) token: u32,
    /// How many tokens it has.
    pub(crate) tokens: u8,
    pub(crate) day: u8,
    pub(crate) month: u8,
}

/// The figures that open entries of lists as their dates.
#[derive(Clone, Debug, Default)]
pub(crate) struct ItemDates {
    /// Days of a month that is named over the list: "12. Gao: ...", "13 - Kidal: ...", "14" alone on a line, "| 15 |".
    pub(crate) days: Vec<u32>,
    /// Days and months: "12.06. Gao", "| 12/06 |".
    pub(crate) of_month: Vec<ItemDate>,
}

/// Finds them. Numbers that count from 1, 2 or 3 on are no days, nor is a single figure, nor those of entries that name a month
/// themselves; "1.2" is a section.
pub(crate) fn item_dates(doc: &Document, is_month: impl Fn(usize) -> bool) -> ItemDates {
    let (tokens, text) = (doc.tokens(), doc.text());
    let bullet = |n: usize| {
        (n == 0 || tokens[n].newline_before())
            && matches!(tokens[n].text(text), "-" | "–" | "•" | "*" | "·" | "|")
    };
    let mut days: Vec<(u32, u32)> = Vec::new();
    let mut of_month: Vec<ItemDate> = Vec::new();
    let (mut headed, mut dated) = (false, false);
    for (n, token) in tokens.iter().enumerate() {
        if is_month(n) {
            headed |= days.is_empty();
            dated |= !days.is_empty();
        }
        let opens = n == 0 || token.newline_before() || bullet(n - 1);
        let cell = n > 0 && tokens[n - 1].text(text) == "|";
        if !(opens || cell) || token.kind != TokenKind::Number {
            continue;
        }
        let closed = |end: usize| {
            tokens.get(end).is_none_or(|next| {
                next.newline_before()
                    || matches!(next.text(text), "." | ":" | ")" | "–" | "—" | "-" | "," | "|")
            })
        };
        of_month.extend(day_and_month(doc, n).filter(|date| closed(n + usize::from(date.tokens))));
        if let (true, Ok(day @ 1..=31)) =
            (opens && headed && closed(n + 1) && !in_figure(doc, n), token.text(text).parse())
        {
            days.push((n as u32, day));
        }
    }
    let rising = days.windows(2).all(|pair| pair[0].1 <= pair[1].1);
    let counted =
        days.windows(2).all(|pair| pair[0].1 + 1 == pair[1].1) && days.first().is_some_and(|d| d.1 <= 3);
    if days.len() < 2 || dated || !rising || counted {
        days.clear();
    }
    if of_month.len() < 2 || !of_month.windows(2).all(|d| (d[0].month, d[0].day) <= (d[1].month, d[1].day)) {
        of_month.clear();
    }
    ItemDates { days: days.into_iter().map(|(token, _)| token).collect(), of_month }
}

/// "12.06" (the month in two digits) or "12/6".
fn day_and_month(doc: &Document, n: usize) -> Option<ItemDate> {
    let (tokens, text) = (doc.tokens(), doc.text());
    let word = tokens[n].text(text);
    let (day, month, length) = match word.split_once('.') {
        Some((day, month)) if month.len() == 2 => (day, month, 1),
        None if tokens.get(n + 1).is_some_and(|t| t.text(text) == "/" && !t.space_before()) => {
            (word, tokens.get(n + 2).filter(|t| !t.space_before())?.text(text), 3)
        }
        _ => return None,
    };
    let number = |figure: &str| figure.parse::<u8>().ok().filter(|_| figure.len() <= 2);
    let (day, month) = (number(day)?, number(month)?);
    ((1..=31).contains(&day) && (1..=12).contains(&month)).then_some(ItemDate {
        token: n as u32,
        tokens: length,
        day,
        month,
    })
}

/// "12-14 June", "3.5 km": the mark after a figure belongs to it.
fn in_figure(doc: &Document, n: usize) -> bool {
    let tokens = doc.tokens();
    tokens.get(n + 2).is_some_and(|t| t.kind == TokenKind::Number && !t.space_before())
        && tokens.get(n + 1).is_some_and(|t| !t.space_before())
}
