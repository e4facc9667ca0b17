//! The words before and after a name: prepositions, nouns, relations, distances, titles.

use record::Relation;

use crate::after::after;
use crate::before::before;
use crate::mention::PlaceRole;
use crate::scan::Scan;
use crate::words::*;

/// The longest note in brackets after a heading, in tokens.
const BRACKETED: usize = 6;

/// What the words around a name say of it.
#[derive(Clone, Debug, Default)]
pub(crate) struct Around {
    /// The first token of the phrase.
    pub(crate) phrase_a: usize,
    /// One past the last token of the phrase.
    pub(crate) phrase_b: usize,
    /// A preposition that takes places.
    pub(crate) strong: bool,
    /// A preposition that takes anything.
    pub(crate) weak: bool,
    /// Classes of the nouns beside it.
    pub(crate) noun: u64,
    /// A noun after it belongs to the name: one past its end.
    pub(crate) kept_to: Option<usize>,
    pub(crate) relation: Option<Relation>,
    pub(crate) distance_km: Option<f64>,
    pub(crate) role: PlaceRole,
    /// A person's title stands before it.
    pub(crate) title: bool,
    /// The title is in lower case: "president Velmar", but "said" too.
    pub(crate) title_low: bool,
    /// "'s" follows.
    pub(crate) possessive: bool,
    /// A verb of saying follows.
    pub(crate) speech: bool,
    /// An age or a relative clause of a person follows.
    pub(crate) person_after: bool,
    /// A lower-case word of organisations follows.
    pub(crate) organisation_after: bool,
    /// "Operation", "Radio" before it.
    pub(crate) organisation_before: bool,
    /// The preposition before it is "from", "to" or alike, which persons take too.
    pub(crate) loose: bool,
    /// "the road from", "travelling from" before it: the first end of a way.
    pub(crate) way: bool,
    /// It is one of a list of names.
    pub(crate) listed: bool,
    /// The first word of the sentence or of a line is its own.
    pub(crate) opens: bool,
    /// "Bank of", "University of" before it.
    pub(crate) of_organisation: bool,
    /// "Department of", "Agency of" before it, with a capital: a body, unless an area of that name is known.
    pub(crate) of_body: bool,
    /// "the" stands right before it.
    pub(crate) article: bool,
    /// A lower-case noun follows that it describes: "the Gao market".
    pub(crate) modifies: bool,
    /// It is a heading, on a line of its own or inline.
    pub(crate) heading: bool,
    /// It opens an item of a list: a bullet or dash before it, a comma or colon after it.
    pub(crate) item: bool,
}

/// Looks around the name of tokens `a..b` in the sentence of tokens `first..end`.
pub(crate) fn look(scan: &Scan<'_>, words: &Words, a: usize, b: usize, first: usize, end: usize) -> Around {
    let opens =
        a == first || scan.token(a).newline_before() || (a == first + 1 && !scan.token(first).is_word());
    let mut around = Around { phrase_a: a, phrase_b: b, opens, ..Around::default() };
    if opens {
        let next = if b < end { scan.text(b) } else { "" };
        let after = past_brackets(scan, b, end);
        let last =
            after + 1 >= end && matches!(if after < end { scan.text(after) } else { "" }, "" | "." | ":");
        let inline = after < end
            && scan.token(after).is_word()
            && scan.token(after).is_capitalised()
            && !scan.is_shouting(after)
            && scan.has(after, COMMON)
            && !scan.has(after, NOUN);
        around.heading = last || inline || next == ":";
        let bullet = a > 0
            && !scan.token(a - 1).is_word()
            && !matches!(
                scan.text(a - 1),
                "." | "\"" | "”" | "’" | "?" | "!" | ")" | "“" | "‘" | "«" | "(" | "[" | "'"
            );
        around.item = (bullet || a > first || scan.token(a).newline_before()) && matches!(next, "," | ":");
    }
    around.item |= scan.in_label(a);
    if opens && dateline(scan, a, b, end) {
        around.strong = true;
    }
    after(scan, words, b, end, &mut around);
    before(scan, words, a, first, &mut around);
    // "Velmara was shelled": of two words it may be a person.
    if b == a + 1 && !around.title && !around.article && words.befalls(scan, b, end) {
        (around.strong, around.loose) = (true, false);
    }
    // "said Gao Mayor Velmar": what stands before it is of the officer.
    let office = b < end && scan.has(b, TITLE) && scan.token(b).is_capitalised() && !scan.is_shouting(b);
    around.title &= !office;
    around
}

/// "SOLVEN (VELMARA)": a heading may have its country in brackets. The token after them.
fn past_brackets(scan: &Scan<'_>, b: usize, end: usize) -> usize {
    if b >= end || scan.text(b) != "(" {
        return b;
    }
    let inside = b + 1..end.min(b + BRACKETED);
    inside.into_iter().find(|n| scan.text(*n) == ")").map_or(b, |close| close + 1)
}

/// "GAO, 3 May -", "GAO (AP) --": a place in capitals that opens a report, with a dash after it.
fn dateline(scan: &Scan<'_>, a: usize, b: usize, end: usize) -> bool {
    let dash = |n: usize| {
        let next = n + 1 < scan.flags.len() && scan.token(n + 1).space_before();
        matches!(scan.text(n), "-" | "--" | "---" | "–" | "—") && next
    };
    let capitals = (a..b).all(|n| !scan.token(n).is_word() || scan.token(n).is_all_caps());
    let agency = b < end && scan.text(b) == "(";
    (capitals && !scan.is_shouting(a) || agency || scan.is_shouting(a) && a < 4)
        && (b..end.min(b + if capitals { 9 } else { 4 })).any(dash)
}
