//! What a form has taken, by name.

use record::Calendar;

use crate::matcher::Capture;
use crate::vocab::Vocab;

/// A month of a calendar.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct MonthName {
    pub(crate) calendar: Calendar,
    pub(crate) number: u8,
}

/// A year as written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Year {
    pub(crate) number: i32,
    /// Two digits, whose century is open.
    pub(crate) short: bool,
}

/// The parts of one expression (or of one end of a range).
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Parts<'a> {
    pub(crate) day: Option<i32>,
    pub(crate) month: Option<MonthName>,
    /// Whether the month is written in figures, which tell no calendar.
    pub(crate) month_in_figures: bool,
    pub(crate) year: Option<Year>,
    pub(crate) weekday: Option<i32>,
    /// Minutes from midnight, and whether seconds or minutes were given.
    pub(crate) clock: Option<i32>,
    pub(crate) quantity: Option<f32>,
    pub(crate) ordinal: Option<i32>,
    /// Words of the codebook by slot.
    pub(crate) words: Vec<(&'a str, &'a str)>,
    pub(crate) calendar: Option<Calendar>,
    /// The tokens from the first to the last capture.
    pub(crate) tokens: Option<(u32, u32)>,
}

impl<'a> Parts<'a> {
    pub(crate) fn word(&self, slot: &str) -> Option<&'a str> {
        self.words.iter().rev().find(|(s, _)| *s == slot).map(|(_, v)| *v)
    }

    pub(crate) fn has(&self, slot: &str, value: &str) -> bool {
        self.word(slot) == Some(value)
    }
}

/// Sorts captures into the parts of the ends of a range.
pub(crate) fn collect<'a>(
    captures: &[Capture],
    slots: &'a [String],
    set: &'a [(String, String)],
    vocab: &'a Vocab,
) -> Vec<Parts<'a>> {
    let count = captures.iter().map(|c| usize::from(c.part)).max().unwrap_or(0) + 1;
    let mut all = vec![Parts::default(); count];
    for parts in &mut all {
        parts.words.extend(set.iter().map(|(k, v)| (k.as_str(), v.as_str())));
    }
    for c in captures {
        let parts = &mut all[usize::from(c.part)];
        let (first, end) = parts.tokens.unwrap_or((c.first, c.end));
        parts.tokens = Some((first.min(c.first), end.max(c.end)));
        let got = c.got;
        match slots[usize::from(c.slot)].as_str() {
            "day" | "dayord" | "dayth" | "itemday" => parts.day = Some(got.int),
            "month" | "gmonth" => {
                let calendar = got.calendar.unwrap_or(Calendar::Gregorian);
                parts.month = Some(MonthName { calendar, number: got.int.clamp(1, 13) as u8 });
            }
            "monthnum" => {
                parts.month =
                    Some(MonthName { calendar: Calendar::Gregorian, number: got.int.clamp(1, 13) as u8 });
                parts.month_in_figures = true;
            }
            "year" | "oldyear" | "modyear" => parts.year = Some(Year { number: got.int, short: false }),
            "yy" => parts.year = Some(Year { number: got.int, short: true }),
            "weekday" => parts.weekday = Some(got.int),
            "clock" | "clockdot" => parts.clock = Some(got.int * 60 + got.more[0]),
            "hour" => parts.clock = Some(got.int * 60),
            "minute" => parts.clock = Some(parts.clock.unwrap_or(0) + got.int),
            "mil" | "mil0" => parts.clock = Some(got.int / 100 * 60 + got.int % 100),
            "dotted" | "compact" => {
                parts.day = Some(got.int);
                parts.month =
                    Some(MonthName { calendar: Calendar::Gregorian, number: got.more[0].clamp(0, 99) as u8 });
                parts.year = Some(Year { number: got.more[1], short: got.digits <= 2 });
            }
            "itemdaymonth" => {
                parts.day = Some(got.int);
                parts.month =
                    Some(MonthName { calendar: Calendar::Gregorian, number: got.more[0].clamp(1, 13) as u8 });
            }
            "dtg" => {
                parts.day = Some(got.int);
                parts.clock = Some(got.quantity as i32);
                parts.month =
                    Some(MonthName { calendar: Calendar::Gregorian, number: got.more[0].clamp(1, 12) as u8 });
                if got.more[1] >= 0 {
                    parts.year = Some(Year { number: got.more[1], short: got.more[1] < 100 });
                }
            }
            "num" | "count" | "digits" => parts.quantity = Some(got.quantity),
            "ord" => parts.ordinal = Some(got.int),
            "calendar" => {
                parts.calendar = vocab.value(got.value).parse().ok();
            }
            slot => parts.words.push((slot, vocab.value(got.value))),
        }
    }
    all
}
