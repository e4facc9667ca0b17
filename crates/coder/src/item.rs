//! Items: the pieces of a list, a log, a chronology or a form. Each tells one event unless it says otherwise.

use document::TokenKind;

use crate::scene::Scene;

/// The fewest lines of one shape that make a list of them.
const LIST: usize = 3;

/// The items of a document as ranges of tokens, in order.
#[derive(Debug, Default)]
pub(crate) struct Items(Vec<(usize, usize)>);

/// What a line begins with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Opening {
    /// A bullet or a number.
    Mark,
    /// A date or a place and a mark after it: "10 March –", "Kandi, ...".
    Scene,
    /// A key and a colon: "Time: ...".
    Key,
    Other,
}

impl Items {
    /// Finds list items (bulleted, numbered), entries that open with a date or a place, and forms of `key: value` lines. An item
    /// ends before the next, or at an empty line.
    pub(crate) fn find(scene: &Scene<'_>) -> Items {
        let tokens = scene.reading.doc.tokens();
        let starts: Vec<usize> =
            (0..tokens.len()).filter(|&at| at == 0 || tokens[at].newline_before()).collect();
        // The one dateline of a report ("BENI, 22 August 2023 (Ridge Wire) -") opens it; several open its entries.
        let mut datelines = scene.dates.iter().filter(|d| d.dateline);
        let only = datelines.next().filter(|_| datelines.next().is_none());
        let report = only.and_then(|d| starts.partition_point(|&at| at <= d.first).checked_sub(1));
        let lines: Vec<(usize, Opening)> = starts
            .iter()
            .enumerate()
            .map(|(n, &at)| (at, if report == Some(n) { Opening::Other } else { opening(scene, at) }))
            .collect();
        let many = |wanted: Opening| lines.iter().filter(|l| l.1 == wanted).count() >= LIST;
        let (marks, scenes) =
            (lines.iter().filter(|l| l.1 == Opening::Mark).count() > 1, many(Opening::Scene));
        let mut found: Vec<(usize, usize)> = Vec::new();
        let mut open = false;
        let mut form = false;
        for (n, &(at, opening)) in lines.iter().enumerate() {
            let blank = tokens[at].blank_line_before();
            let run = |from: usize| {
                let next = &lines[from..];
                next.len() >= LIST
                    && next[..LIST]
                        .iter()
                        .enumerate()
                        .all(|(i, l)| l.1 == Opening::Key && (i == 0 || !tokens[l.0].blank_line_before()))
            };
            let starts = match opening {
                Opening::Mark => marks,
                Opening::Scene => scenes,
                Opening::Key => (!form || blank) && run(n),
                Opening::Other => false,
            };
            form = !blank && form && opening == Opening::Key || starts && opening == Opening::Key;
            if (starts || blank)
                && open
                && let Some(last) = found.last_mut()
            {
                last.1 = at;
                open = false;
            }
            if starts {
                found.push((at, tokens.len()));
                open = true;
            }
        }
        Items(found)
    }

    /// The item that holds a token.
    pub(crate) fn at(&self, token: usize) -> Option<usize> {
        let n = self.0.partition_point(|item| item.0 <= token).checked_sub(1)?;
        (token < self.0[n].1).then_some(n)
    }
}

fn opening(scene: &Scene<'_>, line: usize) -> Opening {
    /// The most words of a key.
    const KEY: usize = 4;
    let reading = &scene.reading;
    let tokens = reading.doc.tokens();
    if reading.doc.starts_item(line) || reading.doc.starts_row(line) {
        return Opening::Mark;
    }
    let parts = |at: usize| matches!(reading.raw(at), ":" | "." | "," | "–" | "—" | "-");
    let goes_on = |at: usize| {
        at + 1 < tokens.len()
            && !tokens[at + 1].newline_before()
            && (parts(at) || scene.places.binary_search_by_key(&at, |p| p.first).is_ok())
    };
    let date = scene.dates.partition_point(|d| d.first < line);
    if let Some(date) = scene.dates.get(date).filter(|d| d.first <= line + 1 && !d.clock && !d.dateline)
        && goes_on(date.end)
    {
        return Opening::Scene;
    }
    let place = scene.places.partition_point(|p| p.first < line);
    if let Some(place) = scene.places.get(place).filter(|p| p.first == line && p.locates)
        && goes_on(place.end)
    {
        return Opening::Scene;
    }
    let colon = (line + 1..tokens.len().min(line + 1 + KEY)).find(|&at| reading.raw(at) == ":");
    let key = colon.is_some_and(|colon| {
        tokens[line].is_capitalised()
            && (line..colon).all(|at| tokens[at].is_word() && tokens[at].kind != TokenKind::Number)
            && (line + 1..=colon).all(|at| !tokens[at].newline_before())
            && tokens.get(colon + 1).is_some_and(|t| t.space_before() && !t.newline_before())
    });
    if key { Opening::Key } else { Opening::Other }
}
