use codebook::terms::{Class, Found};
use codebook::{Form, Reading};
use document::TokenKind;
use record::Qualifier;

/// A figure with its bounds: `low` to `high`, `high` `None` where there is no upper bound.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Quantity {
    /// The least number.
    pub low: u64,
    /// The greatest number.
    pub high: Option<u64>,
    /// As the words bound it.
    pub qualifier: Qualifier,
    /// First token, with the words that bound it.
    pub first: u32,
    /// One past the last token.
    pub end: u32,
}

impl Quantity {
    /// One, told by a determiner or a name.
    pub(crate) fn one(first: usize, end: usize) -> Quantity {
        Quantity { low: 1, high: Some(1), qualifier: Qualifier::Exact, first: first as u32, end: end as u32 }
    }

    /// The sum of two figures: bounds add, and the looser qualifier stays.
    pub fn plus(self, other: Quantity) -> Quantity {
        let high = match (self.high, other.high) {
            (Some(a), Some(b)) => Some(a.saturating_add(b)),
            _ => None,
        };
        let qualifier = match (self.qualifier, other.qualifier) {
            (Qualifier::Exact, q) => q,
            (q, Qualifier::Exact) => q,
            (a, b) if a == b => a,
            _ => Qualifier::AtLeast,
        };
        let qualifier =
            if high.is_none() && qualifier == Qualifier::Vague && self.qualifier != other.qualifier {
                Qualifier::AtLeast
            } else {
                qualifier
            };
        Quantity {
            low: self.low.saturating_add(other.low),
            high,
            qualifier,
            first: self.first.min(other.first),
            end: self.end.max(other.end),
        }
    }
}

/// Finds every figure of a document that may count persons or things.
pub(crate) fn find(reading: &Reading<'_>) -> Vec<Quantity> {
    let mut out: Vec<Quantity> = Vec::new();
    let mut at = 0;
    while at < reading.len() {
        match figure(reading, at) {
            Some(quantity) => {
                at = quantity.end as usize;
                out.push(quantity);
            }
            None => at += 1,
        }
    }
    out
}

/// The figure that starts at a token, with the words that bound it.
fn figure(reading: &Reading<'_>, at: usize) -> Option<Quantity> {
    if reading.is_taken(at) || reading.is_punct(at) {
        return None;
    }
    // "at least 12", "between 7 and 16"; the longest bound first.
    for found in reading.at(at) {
        if let Class::BoundBefore(qualifier) = found.class
            && let Some((low, high, end)) = range(reading, found.end as usize)
        {
            return Some(bounded(at, qualifier, low, high, end));
        }
    }
    if reading.word(at) == "between" || reading.word(at) == "from" {
        let mut start = at + 1;
        while matches!(reading.word(start), "somewhere" | "about" | "some" | "") && start < at + 3 {
            start += 1;
        }
        let (low, middle) = number(reading, start)?;
        if matches!(reading.word(middle), "and" | "to") {
            let (high, end) = number(reading, middle + 1)?;
            if low <= high && is_count(reading, start, end) {
                return Some(exact(at, low, high, end));
            }
        }
        return None;
    }
    if let Some((low, high, end)) = range(reading, at) {
        // "10+ killed"
        if reading.raw(end) == "+" && !reading.doc.tokens()[end].space_before() {
            return Some(bounded(at, Qualifier::AtLeast, low, high, end + 1));
        }
        for found in reading.at(end) {
            if let Class::BoundAfter(qualifier) = found.class {
                return Some(bounded(at, qualifier, low, high, found.end as usize));
            }
        }
        // "40 or more shops", but the bound may also follow the noun: "12 people or more".
        for after in end + 1..=end + 2 {
            for found in reading.at(after) {
                if let Class::BoundAfter(qualifier) = found.class
                    && !reading.is_punct(end)
                    && found.end > found.first + 1
                    && reading.is_punct(found.end as usize)
                {
                    return Some(bounded(at, qualifier, low, high, end));
                }
            }
        }
        return Some(exact(at, low, high, end));
    }
    vague(reading, at)
}

fn vague(reading: &Reading<'_>, at: usize) -> Option<Quantity> {
    let found = reading.class_at(at, |c| matches!(c, Class::Vague(_)))?;
    let Class::Vague(index) = found.class else { return None };
    let vague = &reading.codebook.terms.vague[usize::from(index)];
    let end = found.end as usize;
    // "a group of 12 men": the figure says how many.
    if vague.high.is_none()
        && found.end > found.first + 1
        && let Some((low, high, end)) = range(reading, end).filter(|(low, ..)| *low > 0)
    {
        return Some(exact(at, low, high, end));
    }
    let qualifier = if vague.high == Some(0) { Qualifier::Exact } else { Qualifier::Vague };
    // "others" is a group of its own, "many" before a noun is a quantity.
    Some(Quantity { low: vague.low, high: vague.high, qualifier, first: at as u32, end: end as u32 })
}

fn exact(at: usize, low: u64, high: u64, end: usize) -> Quantity {
    Quantity { low, high: Some(high), qualifier: Qualifier::Exact, first: at as u32, end: end as u32 }
}

fn bounded(at: usize, qualifier: Qualifier, low: u64, high: u64, end: usize) -> Quantity {
    let (low, high) = match qualifier {
        Qualifier::AtLeast => (low, None),
        Qualifier::MoreThan => (low.saturating_add(1), None),
        Qualifier::UpTo => (0, Some(high)),
        _ => (low, Some(high)),
    };
    Quantity { low, high, qualifier, first: at as u32, end: end as u32 }
}

/// A number, or two joined by "or", "to" or a dash: "eight or nine", "12 to 14", "20-25".
fn range(reading: &Reading<'_>, at: usize) -> Option<(u64, u64, usize)> {
    let at = match reading.raw(at) {
        "“" | "\"" | "‘" => at + 1,
        _ => at,
    };
    if reading.is_taken(at) {
        return None;
    }
    let (low, end) = number(reading, at)?;
    // "three (03) magazines", "thirty-eight (38) persons": the same figure again.
    if reading.raw(end) == "("
        && let Some((again, past)) = number(reading, end + 1)
        && again == low
        && reading.raw(past) == ")"
    {
        return Some((low, low, past + 1));
    }
    let joined = match reading.raw(end) {
        "–" | "-" | "—" => Some(end + 1),
        _ if matches!(reading.word(end), "or" | "to") => Some(end + 1),
        _ => None,
    };
    if let Some(next) = joined
        && !reading.is_taken(next)
        && let Some((high, past)) = number(reading, next)
        && low < high
        && is_count(reading, at, past)
    {
        return Some((low, high, past));
    }
    is_count(reading, at, end).then_some((low, low, end))
}

/// Whether a number counts something: no age, label, measure, share, calibre, score or part of a name.
fn is_count(reading: &Reading<'_>, first: usize, end: usize) -> bool {
    let grammar = &reading.codebook.grammar;
    let tokens = reading.doc.tokens();
    let before = first.checked_sub(1);
    if let Some(before) = before {
        let word = reading.word(before);
        let raw = reading.raw(before);
        // "No. 3", but not "on the road. Three guards".
        let opens = || {
            let sentence = reading.doc.sentence_at(tokens[first].range.start);
            sentence.is_some_and(|s| s.first as usize == first)
        };
        let label_mark = raw == "."
            && before > 0
            && grammar.not_counts_before.contains(reading.word(before - 1))
            && !opens();
        if grammar.not_counts_before.contains(word)
            || label_mark
            || (raw == "-" && !tokens[first].space_before())
        {
            return false;
        }
        // "two women, aged 44 and 67"
        let mut back = before;
        while back > 0
            && first - back < 7
            && (reading.word(back) == "and"
                || reading.raw(back) == ","
                || tokens[back].kind == TokenKind::Number)
        {
            back -= 1;
        }
        if back < before
            && grammar.not_counts_before.contains(reading.word(back))
            && reading.word(back).starts_with("age")
        {
            return false;
        }
        // "4 killed/6 wounded" counts, "4/6" does not.
        let slash = raw == "/" && before.checked_sub(1).is_none_or(|at| !tokens[at].is_word());
        if matches!(raw, "$" | "€" | "£" | "#" | "№") || slash {
            return false;
        }
        // "Unit 17", "Battalion 5": a capitalised word inside a sentence makes a label of the number; "by Monday 17 guards", "in Gao 12
        // soldiers" do not.
        let place = before > 0 && grammar.prepositions.contains(reading.word(before - 1));
        let person = |f: &Found| matches!(f.class, Class::Person(_)) && f.form == Form::Plural;
        let counts = reading.is_taken(before) || place && reading.at(end).iter().any(person);
        let digits = tokens[first].kind == TokenKind::Number;
        let starts =
            reading.doc.sentence_at(tokens[before].range.start).is_some_and(|s| s.first as usize == before);
        if digits
            && tokens[before].is_word()
            && tokens[before].is_capitalised()
            && !starts
            && !counts
            && !tokens[before].is_all_caps()
        {
            return false;
        }
    }
    let word = reading.word(end);
    // "Two M16 rifles": a capital, or a figure directly after it, makes no metre of the letter.
    let unit = grammar.measures.contains(word)
        && !(tokens[end].is_capitalised()
            && tokens.get(end + 1).is_some_and(|t| !t.space_before() && t.kind != TokenKind::Punct));
    if unit && !grammar.containers.contains(word) || matches!(reading.raw(end), "%" | "/" | "°") {
        return false;
    }
    if end < reading.len() && !tokens[end].space_before() {
        let raw = reading.raw(end);
        // "14.5mm", "28-year-old", "2-1"; a comma, full stop or bracket may follow directly.
        if raw == "-" || raw == "–" {
            // "18-inch"
            if grammar.measures.contains(reading.word(end + 1)) {
                return false;
            }
            return !matches!(
                reading.word(end + 1),
                "year" | "day" | "hour" | "week" | "month" | "km" | "storey" | "man" | "strong"
            ) && { tokens.get(end + 1).is_none_or(|t| t.kind != TokenKind::Number) };
        }
        if tokens[end].is_word() {
            return false;
        }
    }
    // ", 31," after a name is an age.
    if let Some(before) = before
        && reading.raw(before) == ","
        && matches!(reading.raw(end), "," | ")" | "." | ";")
        && before > 0
        && tokens[before - 1].is_word()
        && tokens[before - 1].is_capitalised()
    {
        return false;
    }
    // "the driver, 51, died": a number of two digits between a person in the singular and a mark.
    !before.is_some_and(|before| is_age(reading, before, first, end))
}

/// Whether a bare number after a comma or in brackets is the age of the one person before it: "a fitter, 38, is in hospital".
fn is_age(reading: &Reading<'_>, before: usize, first: usize, end: usize) -> bool {
    let opens = matches!(reading.raw(before), "," | "(");
    let closes = end >= reading.len() || matches!(reading.raw(end), "," | ")" | ";" | ".");
    let age = end == first + 1
        && reading.doc.tokens()[first].kind == TokenKind::Number
        && digits(reading.raw(first)).is_some_and(|n| n < 110);
    if !(opens && closes && age) || before == 0 {
        return false;
    }
    let word = reading.word(before - 1);
    let last = |f: &codebook::terms::Found| f.end as usize == before;
    let person = (before.saturating_sub(3)..before)
        .flat_map(|at| reading.at(at))
        .any(|f| last(f) && matches!(f.class, Class::Person(_)));
    // "a fitter, 38,": no noun of the codebook, but one of something.
    let one = before > 1 && matches!(reading.word(before - 2), "a" | "an");
    (person || one) && reading.codebook.terms.singular(word) == word
}

/// A cardinal number in digits or words and the token after it.
pub(crate) fn number(reading: &Reading<'_>, at: usize) -> Option<(u64, usize)> {
    let token = reading.doc.tokens().get(at)?;
    match token.kind {
        TokenKind::Number => {
            let value = digits(reading.raw(at))?;
            let terms = &reading.codebook.terms;
            // "3 dozen", "20 thousand".
            if let Some(&scale) =
                terms.scales.get(reading.word(at + 1)).or_else(|| terms.collectives.get(reading.word(at + 1)))
            {
                return Some((value.saturating_mul(scale), at + 2));
            }
            Some((value, at + 1))
        }
        TokenKind::Word => words(reading, at),
        _ => None,
    }
}

fn digits(raw: &str) -> Option<u64> {
    if raw.contains([':', '.']) && !raw.split('.').skip(1).all(|g| g.len() == 3) {
        return None;
    }
    let mut value: u64 = 0;
    for c in raw.chars() {
        if matches!(c, ',' | '.' | '\u{66c}') {
            continue;
        }
        let digit = c.to_digit(10).or_else(|| arabic_digit(c))?;
        value = value.checked_mul(10)?.checked_add(u64::from(digit))?;
    }
    // A count of persons or things in an event has at most nine digits.
    (value < 1_000_000_000).then_some(value)
}

fn arabic_digit(c: char) -> Option<u32> {
    match c {
        '\u{660}'..='\u{669}' => Some(c as u32 - 0x660),
        '\u{6f0}'..='\u{6f9}' => Some(c as u32 - 0x6f0),
        _ => None,
    }
}

fn words(reading: &Reading<'_>, at: usize) -> Option<(u64, usize)> {
    let terms = &reading.codebook.terms;
    let (mut total, mut current, mut end, mut any) = (0u64, 0u64, at, false);
    let mut i = at;
    // "half a dozen"
    let half = reading.codebook.grammar.halves.contains(reading.word(at));
    if half && let Some(value) = terms.collectives.get(reading.word(at + 2)) {
        return matches!(reading.word(at + 1), "a" | "an").then_some((*value / 2, at + 3));
    }
    // "a dozen", "a hundred"
    if matches!(reading.word(i), "a" | "an") {
        let next = reading.word(i + 1);
        let scale = terms.scales.get(next).or_else(|| terms.collectives.get(next))?;
        return Some((*scale, i + 2));
    }
    while i < reading.len() {
        let word = reading.word(i);
        if let Some(&unit) = terms.numerals.get(word) {
            if any
                && (current % 100 != 0
                    && !(current % 10 == 0 && unit < 10 && current.is_multiple_of(10) && current % 100 >= 20))
            {
                break;
            }
            current = current.saturating_add(unit);
            any = true;
            i += 1;
            end = i;
        } else if any && let Some(&scale) = terms.scales.get(word) {
            if scale == 100 {
                current = current.saturating_mul(100);
            } else {
                total = total.saturating_add(current.saturating_mul(scale));
                current = 0;
            }
            i += 1;
            end = i;
        } else if any && let Some(&collective) = terms.collectives.get(word) {
            return Some((current.saturating_mul(collective), i + 1));
        } else if any && terms.numerals.contains_key(reading.word(i + 1)) && {
            // "twenty-one", "a hundred and four"
            reading.is_joint(i)
                || word == "and" && current.is_multiple_of(100) && current.saturating_add(total) > 0
        } {
            i += 1;
        } else {
            break;
        }
    }
    any.then_some((total.saturating_add(current), end))
}

/// The figure that follows what it counts: "guards wounded, 4;", "killed: about ten." Between a colon or comma and another mark.
pub(crate) fn after(reading: &Reading<'_>, end: usize) -> Option<Quantity> {
    if !matches!(reading.raw(end), ":" | ",") {
        return None;
    }
    let q = figure(reading, end + 1)?;
    let next = q.end as usize;
    let closes = next >= reading.len()
        || matches!(reading.raw(next), "." | ";" | "," | "(" | ")")
        || reading.doc.tokens()[next].newline_before();
    closes.then_some(q)
}

/// The bare figure of a terse list: "DEAD 5, WOUNDED 7." The word stands at the start or after a mark, the figure before a mark.
pub(crate) fn column(reading: &Reading<'_>, first: usize, end: usize) -> Option<Quantity> {
    let opens = first == 0
        || matches!(reading.raw(first - 1), "." | "," | ";" | ":" | "(" | "|" | "–" | "—")
        || reading.doc.tokens()[first].newline_before();
    if !opens {
        return None;
    }
    let q = figure(reading, end)?;
    let next = q.end as usize;
    let closes = next >= reading.len()
        || matches!(reading.raw(next), "." | ";" | "," | "(" | ")" | "|")
        || reading.doc.tokens()[next].newline_before();
    closes.then_some(q)
}

/// The figure at a token, if one starts there.
pub(crate) fn at(reading: &Reading<'_>, token: usize) -> Option<Quantity> {
    figure(reading, token)
}

/// The figure that counts the noun at a token, with at most two words between: "nine armed clashes".
pub fn counting(reading: &Reading<'_>, noun: usize) -> Option<Quantity> {
    const BETWEEN: usize = 2;
    const LONGEST: usize = 4;
    (noun.saturating_sub(BETWEEN + LONGEST)..noun).filter(|&token| !reading.is_taken(token)).find_map(
        |token| {
            let quantity = at(reading, token)?;
            let end = quantity.end as usize;
            (end <= noun && noun - end <= BETWEEN && (end..noun).all(|n| !reading.is_punct(n)))
                .then_some(quantity)
        },
    )
}
