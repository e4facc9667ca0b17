//! Days of a row: cells, codes of precision, and the order of day and month that only the whole file tells.

use super::FaultKind;
use super::builder::{Builder, Waiting};
use super::date::{self, Cell, DateOrder};
use super::mapping::Unit;
use super::row::Days;

impl Builder {
    pub(super) fn interval(&mut self, line: u32, row: usize, start: &str, end: &str) -> Option<Days> {
        let a = self.day(line, row, false, start, true)?;
        let b = if end.is_empty() { None } else { self.day(line, row, true, end, false) };
        let (mut start, mut end) = (a.0, b.map_or(a.1, |b| b.1));
        if end < start {
            // Of a date that waits for its order nothing is known yet.
            if self.waiting.last().is_none_or(|w| w.row != row) {
                self.fault(
                    line,
                    FaultKind::DateReversed,
                    &format!("{} to {}", date::date_text(start), date::date_text(end)),
                );
            }
            std::mem::swap(&mut start, &mut end);
        }
        Some(Days { start, end, exact: b.is_some() || a.0 == a.1 })
    }

    fn day(&mut self, line: u32, row: usize, end: bool, text: &str, required: bool) -> Option<(i32, i32)> {
        if text.is_empty() {
            if required {
                self.fault(line, FaultKind::DateMissing, "");
            }
            return None;
        }
        match date::parse(text) {
            Some(Cell::Days(a, b)) => Some((a, b)),
            Some(Cell::DayFirst(d)) => {
                self.first[0] += 1;
                Some((d, d))
            }
            Some(Cell::MonthFirst(d)) => {
                self.first[1] += 1;
                Some((d, d))
            }
            Some(Cell::Either(y, a, b)) => {
                let date = (y, a, b);
                self.waiting.push(Waiting { row, end, date });
                let provisional = date::resolve(y, a, b, DateOrder::DayFirst)?;
                Some((provisional, provisional))
            }
            None => {
                self.fault(line, FaultKind::DateUnreadable, text);
                None
            }
        }
    }

    pub(super) fn parts(&mut self, line: u32, y: &str, m: &str, d: &str) -> Option<Days> {
        if y.is_empty() {
            self.fault(line, FaultKind::DateMissing, "");
            return None;
        }
        let number = |t: &str| if t.is_empty() { Some(0) } else { t.parse::<i16>().ok() };
        let found = (|| {
            let (y, m, d) = (number(y)?, i8::try_from(number(m)?).ok()?, i8::try_from(number(d)?).ok()?);
            let (start, end) = match (m, d) {
                (0, _) => date::year(y)?,
                (m, 0) => date::month(y, m)?,
                (m, d) => {
                    let day = date::day_number(jiff::civil::Date::new(y, m, d).ok()?);
                    (day, day)
                }
            };
            Some(Days { start, end, exact: start == end })
        })();
        if found.is_none() {
            self.fault(line, FaultKind::DateUnreadable, &format!("{y}-{m}-{d}"));
        }
        found
    }

    pub(super) fn widen(&mut self, line: u32, mut days: Days, coded: bool, code: &str) -> Days {
        if !coded || self.mapping.date_precisions.is_empty() {
            let before = self.mapping.defaults.days_before;
            if before > 0 {
                days = Days { start: days.start - before, end: days.end, exact: false };
            }
            return days;
        }
        let code = code.strip_suffix(".0").unwrap_or(code);
        let Some(precision) = self.mapping.date_precisions.get(code) else {
            self.fault(line, FaultKind::PrecisionUnknown, code);
            let (start, end) = (date::month_of(days.start).0, date::month_of(days.end).1);
            return Days { start, end, exact: false };
        };
        let exact = precision.exact;
        match precision.unit {
            Unit::Given => Days { exact: exact && days.exact, ..days },
            Unit::Around => {
                Days { start: days.start - precision.days, end: days.end + precision.days, exact }
            }
            Unit::Month => {
                Days { start: date::month_of(days.start).0, end: date::month_of(days.end).1, exact }
            }
        }
    }

    pub(super) fn settle_dates(&mut self) {
        let order = self.order.or(match self.first {
            [0, 0] => None,
            [_, 0] => Some(DateOrder::DayFirst),
            [0, _] => Some(DateOrder::MonthFirst),
            _ => None,
        });
        for waiting in std::mem::take(&mut self.waiting) {
            let (y, a, b) = waiting.date;
            let row = &mut self.rows[waiting.row];
            let line = row.line;
            let Some(days) = &mut row.days else { continue };
            let found = order.and_then(|o| date::resolve(y, a, b, o));
            match (found, waiting.end) {
                (Some(day), false) => {
                    let widened = days.end - days.start;
                    let provisional = date::resolve(y, a, b, DateOrder::DayFirst).unwrap_or(day);
                    let lead = provisional - days.start;
                    *days = Days { start: day - lead, end: day - lead + widened, exact: days.exact };
                }
                (Some(day), true) => {
                    *days = Days { start: days.start.min(day), end: day.max(days.start), exact: days.exact };
                }
                (None, _) => {
                    row.days = None;
                    self.fault(line, FaultKind::DateAmbiguous, &format!("{a}/{b}/{y}"));
                }
            }
        }
    }
}
