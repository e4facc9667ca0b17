//! Runs compiled forms over the tokens of a document.

use document::{Token, TokenKind};
use record::Calendar;

use crate::layout::ItemDates;
use crate::number::{Digits, Form};
use crate::pattern::{Builtin, Op, SlotId, Test};
use crate::vocab::{ClassId, Lexeme, NUMBER, Vocab, WordId};

/// One part that a form has taken.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Capture {
    pub(crate) slot: SlotId,
    /// 0, or 1 after the `&` of the form, and so on.
    pub(crate) part: u8,
    pub(crate) got: Got,
    pub(crate) first: u32,
    pub(crate) end: u32,
}

/// What a test found.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) struct Got {
    /// A whole number.
    pub(crate) int: i32,
    /// A quantity that may have a fraction; NaN for "several".
    pub(crate) quantity: f32,
    /// A value of the codebook.
    pub(crate) value: u16,
    pub(crate) calendar: Option<Calendar>,
    /// Further numbers: minutes of a clock, month and year of a dotted date.
    pub(crate) more: [i32; 2],
    /// How many digits were written, 0 for words.
    pub(crate) digits: u8,
}

/// The classes of number words, by the names that the codebook must use.
#[derive(Clone, Copy, Debug)]
pub(crate) struct NumberClasses {
    pub(crate) cardinal: ClassId,
    pub(crate) ordinal: ClassId,
    pub(crate) multiplier: ClassId,
    pub(crate) joiner: ClassId,
    pub(crate) article: ClassId,
    pub(crate) vague: ClassId,
    pub(crate) half: ClassId,
    pub(crate) month: ClassId,
    pub(crate) not_plural: ClassId,
}

/// A way that is still open: step, token, captures, part.
pub(crate) type Branch = (u16, usize, usize, u8);

pub(crate) struct Matcher<'a> {
    pub(crate) text: &'a str,
    pub(crate) tokens: &'a [Token],
    pub(crate) ids: &'a [WordId],
    pub(crate) vocab: &'a Vocab,
    pub(crate) numbers: NumberClasses,
    /// The figures that open entries of lists as their dates.
    pub(crate) item_dates: &'a ItemDates,
    /// Whether the text has no capitals, so that a month needs none.
    pub(crate) lower: bool,
    /// The first token of the sentence.
    pub(crate) first: usize,
    /// One past the last token that may be looked at: a mention stays in its sentence.
    pub(crate) end: usize,
}

/// Steps that one form may take at one place; forms are short, so only a hostile codebook comes near.
const STEPS: u32 = 4000;
/// Tokens that one mention may have.
const LONGEST: usize = 40;

impl<'a> Matcher<'a> {
    /// Runs a form at token `start`; gives the token after the last and what was taken.
    pub(crate) fn run(
        &self,
        ops: &[Op],
        start: usize,
        captures: &mut Vec<Capture>,
        stack: &mut Vec<Branch>,
    ) -> Option<usize> {
        captures.clear();
        stack.clear();
        let limit = self.end.min(start + LONGEST);
        let (mut pc, mut at, mut part) = (0u16, start, 0u8);
        for _ in 0..STEPS {
            let ok = match &ops[usize::from(pc)] {
                Op::Done => return (at > start).then_some(at),
                Op::Jump(to) => {
                    pc = *to;
                    continue;
                }
                Op::Split(first, second) => {
                    stack.push((*second, at, captures.len(), part));
                    pc = *first;
                    continue;
                }
                Op::NextPart => {
                    part = part.saturating_add(1);
                    true
                }
                Op::Glued => at > start && at < limit && !self.tokens[at].space_before(),
                Op::Next(tests) => at >= self.end || tests.iter().any(|t| self.test(t, at).is_some()),
                Op::Start => start == self.first,
                Op::NotNext(tests) => !tests.iter().any(|t| at < self.end && self.test(t, at).is_some()),
                Op::Before(tests, wanted) => {
                    let found = at > 0 && tests.iter().any(|t| self.holds_before(t, at));
                    found == *wanted
                }
                Op::Take(test, slot) => match if at < limit { self.test(test, at) } else { None } {
                    Some((len, got)) => {
                        if let Some(slot) = *slot {
                            captures.push(Capture {
                                slot,
                                part,
                                got,
                                first: at as u32,
                                end: (at + len) as u32,
                            });
                        }
                        at += len;
                        true
                    }
                    None => false,
                },
            };
            if ok {
                pc += 1;
            } else {
                let (next, back, kept, was) = stack.pop()?;
                (pc, at, part) = (next, back, was);
                captures.truncate(kept);
            }
        }
        None
    }

    fn holds_before(&self, test: &Test, at: usize) -> bool {
        match test {
            Test::Words(words) => has(words, self.ids[at - 1]),
            // A class is looked for with its last word here: one word, or two.
            _ => [1usize, 2, 3]
                .iter()
                .any(|&n| at >= n && self.test(test, at - n).is_some_and(|(len, _)| len == n)),
        }
    }

    #[inline]
    fn test(&self, test: &Test, at: usize) -> Option<(usize, Got)> {
        let id = self.ids[at];
        match test {
            Test::Words(words) => has(words, id).then(|| (1, Got::default())),
            Test::Class(class) if self.vocab.may_be(id, *class) => self.class(*class, at),
            Test::Class(_) => None,
            Test::Builtin(builtin) if self.may_be(*builtin, id) => self.builtin(*builtin, at),
            Test::Builtin(_) => None,
        }
    }

    /// Whether a word may begin what a builtin class takes: a quick look.
    #[inline]
    fn may_be(&self, builtin: Builtin, id: WordId) -> bool {
        let (vocab, n) = (self.vocab, self.numbers);
        match builtin {
            Builtin::Capital | Builtin::Lower | Builtin::Plural | Builtin::Mark => true,
            Builtin::GregorianMonth => vocab.may_be(id, n.month),
            Builtin::Number => id == NUMBER || vocab.may_be(id, n.cardinal),
            Builtin::Ordinal | Builtin::DayOrdinal => {
                id == NUMBER || vocab.may_be(id, n.ordinal) || vocab.may_be(id, n.cardinal)
            }
            Builtin::Count => {
                id == NUMBER || [n.cardinal, n.article, n.vague].iter().any(|&c| vocab.may_be(id, c))
            }
            _ => id == NUMBER,
        }
    }

    /// The longest reading of the class at token `at`.
    pub(crate) fn class(&self, class: ClassId, at: usize) -> Option<(usize, Got)> {
        self.lexeme(class, at).map(|(len, l)| {
            let got = Got {
                int: l.int,
                quantity: l.int as f32,
                value: l.value,
                calendar: l.calendar,
                ..Got::default()
            };
            (len, got)
        })
    }

    fn lexeme(&self, class: ClassId, at: usize) -> Option<(usize, &'a Lexeme)> {
        let id = *self.ids.get(at)?;
        if !self.vocab.may_be(id, class) {
            return None;
        }
        for lexeme in self.vocab.lexemes(id) {
            let small = lexeme.capital && !self.lower && !self.tokens[at].is_capitalised();
            if lexeme.class != class || small {
                continue;
            }
            if let Some(end) = self.rest(&lexeme.rest, at + 1) {
                return Some((end - at, lexeme));
            }
        }
        None
    }

    fn rest(&self, rest: &[WordId], mut at: usize) -> Option<usize> {
        for &word in rest {
            // A hyphen between the words of a name is not in the codebook.
            if at < self.end && self.tokens[at].text(self.text) == "-" {
                at += 1;
            }
            if at >= self.end || self.ids[at] != word || word == 0 {
                return None;
            }
            at += 1;
        }
        Some(at)
    }

    fn digits(&self, at: usize) -> Option<Digits> {
        (self.ids[at] == NUMBER).then(|| Digits::read(self.number_text(at)))?
    }

    /// The digits of a number or ordinal token.
    fn number_text(&self, at: usize) -> &'a str {
        let token = self.tokens[at];
        let text = token.text(self.text);
        if token.kind == TokenKind::Ordinal { &text[..text.len() - 2] } else { text }
    }

    fn plain(&self, at: usize, ordinal: bool) -> Option<(u32, u8)> {
        let token = self.tokens.get(at)?;
        if at >= self.end || (token.kind == TokenKind::Ordinal) != ordinal {
            return None;
        }
        let digits = self.digits(at)?;
        Some((digits.plain()?, digits.lens[0]))
    }

    fn builtin(&self, builtin: Builtin, at: usize) -> Option<(usize, Got)> {
        let got = |int: u32, digits: u8| {
            Some((1, Got { int: int as i32, quantity: int as f32, digits, ..Got::default() }))
        };
        match builtin {
            Builtin::Capital => self.tokens[at].is_capitalised().then(|| (1, Got::default())),
            Builtin::Number => self.cardinal(at),
            Builtin::Count => self.count(at),
            Builtin::Ordinal => self.ordinal(at),
            Builtin::DayTh => {
                let (n, len) = self.plain(at, true)?;
                if (1..=31).contains(&n) { got(n, len) } else { None }
            }
            Builtin::Mark => (self.tokens[at].kind == TokenKind::Punct).then(|| (1, Got::default())),
            Builtin::Lower => {
                let token = self.tokens[at];
                (token.is_word() && !token.is_capitalised()).then(|| (1, Got::default()))
            }
            Builtin::Plural => {
                let token = self.tokens[at];
                let word = token.text(self.text).as_bytes();
                let plural = token.is_word()
                    && !token.is_capitalised()
                    && word.len() > 3
                    && word.ends_with(b"s")
                    && !word.ends_with(b"ss")
                    && self.class(self.numbers.not_plural, at).is_none();
                plural.then(|| (1, Got::default()))
            }
            Builtin::DayOrdinal => self.ordinal(at).filter(|(_, g)| (1..=31).contains(&g.int)),
            Builtin::Dtg => self.date_time_group(at),
            Builtin::Day => {
                let (n, len) = self.plain(at, false)?;
                if (1..=31).contains(&n) && len <= 2 { got(n, len) } else { None }
            }
            Builtin::MonthNumber => {
                let (n, len) = self.plain(at, false)?;
                if (1..=13).contains(&n) && len <= 2 { got(n, len) } else { None }
            }
            Builtin::Year => {
                let (n, len) = self.plain(at, false)?;
                if (1000..2200).contains(&n) && len == 4 { got(n, len) } else { None }
            }
            Builtin::ModernYear => {
                let (n, len) = self.plain(at, false)?;
                if (1700..2050).contains(&n) && len == 4 { got(n, len) } else { None }
            }
            Builtin::ShortYear => {
                let (n, len) = self.plain(at, false)?;
                if len == 2 { got(n, len) } else { None }
            }
            Builtin::OldYear => {
                let (n, len) = self.plain(at, false)?;
                if (1..=3).contains(&len) && n > 0 { got(n, len) } else { None }
            }
            Builtin::Hour => {
                let (n, len) = self.plain(at, false)?;
                if n <= 24 && len <= 2 { got(n, len) } else { None }
            }
            Builtin::Military => {
                let (n, len) = self.plain(at, false)?;
                if len == 4 && n <= 2400 && n % 100 < 60 { got(n, len) } else { None }
            }
            Builtin::MilitaryZero => {
                let (n, len) = self.plain(at, false)?;
                let zero = matches!(self.number_text(at).chars().next(), Some('0' | '\u{660}' | '\u{6F0}'));
                if zero && len == 4 && n % 100 < 60 { got(n, len) } else { None }
            }
            Builtin::GregorianMonth => {
                self.class(self.numbers.month, at).filter(|(_, g)| g.calendar == Some(Calendar::Gregorian))
            }
            Builtin::Digits => {
                let (n, len) = self.plain(at, false)?;
                got(n, len)
            }
            Builtin::Clock | Builtin::ClockDot => {
                let d = self.digits(at)?;
                let form = if builtin == Builtin::Clock { Form::Clock } else { Form::Decimal };
                let fits =
                    d.form == form && d.runs[0] <= 24 && d.lens[0] <= 2 && d.runs[1] < 60 && d.lens[1] == 2;
                let more = [d.runs[1] as i32, d.runs[2] as i32];
                fits.then(|| (1, Got { int: d.runs[0] as i32, more, digits: 1, ..Got::default() }))
            }
            Builtin::ItemDay => {
                self.item_dates.days.binary_search(&(at as u32)).ok()?;
                let (n, len) = self.plain(at, false)?;
                got(n, len)
            }
            Builtin::ItemDayMonth => {
                let found = self.item_dates.of_month.binary_search_by_key(&(at as u32), |d| d.token).ok()?;
                let date = self.item_dates.of_month[found];
                let more = [i32::from(date.month), 0];
                let len = date.tokens as usize;
                (at + len <= self.end)
                    .then(|| (len, Got { int: i32::from(date.day), more, ..Got::default() }))
            }
            Builtin::Compact => {
                let (n, len) = self.plain(at, false)?;
                let (year, month, day) = (n / 10_000, n / 100 % 100, n % 100);
                let fits = len == 8
                    && (1900..2100).contains(&year)
                    && (1..=12).contains(&month)
                    && (1..=31).contains(&day);
                let more = [month as i32, year as i32];
                fits.then(|| (1, Got { int: day as i32, more, digits: 4, ..Got::default() }))
            }
            Builtin::Dotted => {
                let d = self.digits(at)?;
                // "12.06.2023", "2023.06.12"
                let (day, year) = if d.lens[0] == 4 { (2, 0) } else { (0, 2) };
                let fits = d.form == Form::Dotted && d.lens[day] <= 2 && d.lens[1] <= 2;
                let more = [d.runs[1] as i32, d.runs[year] as i32];
                fits.then(|| {
                    (1, Got { int: d.runs[day] as i32, more, digits: d.lens[year], ..Got::default() })
                })
            }
        }
    }

    /// "041430ZMAR17", "041430Z MAR 17": day, hour, minute, zone, month, year.
    fn date_time_group(&self, at: usize) -> Option<(usize, Got)> {
        let (n, 6) = self.plain(at, false)? else { return None };
        let (day, hour, minute) = (n / 10_000, n / 100 % 100, n % 100);
        let zone = self.tokens.get(at + 1).filter(|t| t.is_word() && !t.space_before())?.text(self.text);
        let (month, mut next) = if zone.len() == 1 {
            (self.class(self.numbers.month, at + 2)?.1, at + 3)
        } else {
            // "041430ZMAR17", or without the letter of the zone.
            let named = |word: &str| {
                let known = self.vocab.lexemes(self.vocab.find(word)?);
                known.iter().find(|l| l.class == self.numbers.month)
            };
            let month = named(zone).or_else(|| named(zone.get(1..)?))?;
            (Got { int: month.int, ..Got::default() }, at + 2)
        };
        let mut year = -1;
        if let Some((y, len)) = self.plain(next, false)
            && (len == 2 || len == 4)
        {
            year = y as i32;
            next += 1;
        }
        let fits = zone.starts_with(|c: char| c.is_ascii_uppercase())
            && (1..=31).contains(&day)
            && hour < 24
            && minute < 60
            && month.int <= 12;
        let got = Got {
            int: day as i32,
            quantity: (hour * 60 + minute) as f32,
            more: [month.int, year],
            ..Got::default()
        };
        fits.then_some((next - at, got))
    }

    fn word_number(&self, class: ClassId, at: usize) -> Option<(usize, i32)> {
        if at >= self.end {
            return None;
        }
        self.lexeme(class, at).map(|(len, l)| (at + len, l.int))
    }

    /// A cardinal in digits or words, with "and a half".
    fn cardinal(&self, at: usize) -> Option<(usize, Got)> {
        let (mut end, mut total, digits) = match self.digits(at) {
            Some(d) if self.tokens[at].kind == TokenKind::Number => (at + 1, d.quantity()?, d.lens[0].max(1)),
            Some(_) => return None,
            None => {
                let (end, n) = self.words_below_hundred(at)?;
                (end, n as f32, 0)
            }
        };
        while let Some((next, times)) = self.word_number(self.numbers.multiplier, end) {
            total *= times as f32;
            end = next;
            if let Some((next, _)) = self.word_number(self.numbers.joiner, end)
                && let Some((next, more)) = self.words_below_hundred(next)
            {
                total += more as f32;
                end = next;
            }
        }
        if let Some((next, _)) = self.word_number(self.numbers.half, end) {
            total += 0.5;
            end = next;
        }
        Some((end - at, Got { int: total as i32, quantity: total, digits, ..Got::default() }))
    }

    /// "twenty", "twenty-three", "treinta y uno".
    fn words_below_hundred(&self, at: usize) -> Option<(usize, i32)> {
        let (mut end, mut n) = self.word_number(self.numbers.cardinal, at)?;
        if n >= 20 && n % 10 == 0 {
            let mut next = end;
            if next < self.end && self.tokens[next].text(self.text) == "-" {
                next += 1;
            } else if let Some((after, _)) = self.word_number(self.numbers.joiner, next) {
                next = after;
            }
            if let Some((after, unit)) = self.word_number(self.numbers.cardinal, next)
                && unit < 10
            {
                (end, n) = (after, n + unit);
            }
        }
        Some((end, n))
    }

    /// A number, "a" (one) or "several" (not a number).
    fn count(&self, at: usize) -> Option<(usize, Got)> {
        let vague = self.lexeme(self.numbers.vague, at).map(|(len, l)| {
            let quantity = if l.int > 0 { l.int as f32 } else { f32::NAN };
            (len, Got { int: l.int, quantity, ..Got::default() })
        });
        let one = || {
            let (len, _) = self.lexeme(self.numbers.article, at)?;
            Some((len, Got { int: 1, quantity: 1.0, ..Got::default() }))
        };
        let number = self.cardinal(at);
        match (vague, number) {
            (Some(a), Some(b)) => Some(if a.0 > b.0 { a } else { b }),
            (a, b) => a.or(b).or_else(one),
        }
    }

    /// "4th", "fourth", "twenty-first".
    fn ordinal(&self, at: usize) -> Option<(usize, Got)> {
        let got = |len: usize, int: i32, digits: u8| (len, Got { int, digits, ..Got::default() });
        if let Some((n, len)) = self.plain(at, true) {
            return (n <= 200).then(|| got(1, n as i32, len));
        }
        if let Some((end, n)) = self.word_number(self.numbers.ordinal, at) {
            return Some(got(end - at, n, 0));
        }
        let (end, tens) = self.word_number(self.numbers.cardinal, at)?;
        if tens < 20 || tens % 10 != 0 {
            return None;
        }
        let next = if end < self.end && self.tokens[end].text(self.text) == "-" { end + 1 } else { end };
        let (end, unit) = self.word_number(self.numbers.ordinal, next)?;
        (unit < 10).then(|| got(end - at, tens + unit, 0))
    }
}

/// Whether a sorted list has a word; most lists are short.
#[inline]
fn has(words: &[WordId], id: WordId) -> bool {
    if words.len() <= 8 { words.contains(&id) } else { words.binary_search(&id).is_ok() }
}
