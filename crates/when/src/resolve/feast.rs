//! Seasons, and feasts with a fixed day in their calendar or a rule of their own.

use jiff::civil::Date;
use record::{Basis, Calendar};

use super::Resolver;
use super::date::{ROLL_MONTHS, before_christ, interval};
use super::value::{Gran, Value, iso_day};
use crate::calendar::{self, Days, month_days, plus_days};
use crate::parts::{MonthName, Parts};

impl Resolver<'_> {
    pub(super) fn season(&self, p: &Parts<'_>) -> Option<Value> {
        let season = p.word("season")?;
        let (year, mechanism) = match (p.year, p.word("dir")) {
            (Some(year), _) => (Some(self.full_year(year, Calendar::Gregorian)), "as written"),
            (None, Some("last")) => {
                let year = self.now.and_then(|now| {
                    let year = i32::from(now.year());
                    (0..3)
                        .map(|n| year + 1 - n)
                        .find(|&y| season_days(season, y).is_some_and(|d| d.end < now))
                });
                (year, "the last before publication")
            }
            (None, Some("this")) => (self.now.map(|d| i32::from(d.year())), "beside publication"),
            (None, Some("next" | "after")) if self.narrative => {
                let late = self.story.and_then(|s| s.month).is_none_or(|m| m >= first_month(season));
                (self.told_year(Calendar::Gregorian).map(|y| y + i32::from(late)), "after the last date told")
            }
            (None, Some("next" | "after")) => {
                (self.now.map(|d| i32::from(d.year()) + 1), "beside publication")
            }
            (None, _) if self.narrative => {
                // A winter has the year of its January; a season well before the month last told is of the next year.
                let month = self.story.and_then(|s| s.month);
                let next = month.is_some_and(|m| match season {
                    "WI" => m >= 9,
                    _ => m > first_month(season) + 2 + ROLL_MONTHS as u8 - 2,
                });
                let on = if self.told_is_before_christ() { -i32::from(next) } else { i32::from(next) };
                (self.told_year(Calendar::Gregorian).map(|y| y + on), "the year last told")
            }
            (None, _) => {
                let now = self.now;
                let year = now.and_then(|now| {
                    self.latest_not_after(now, Calendar::Gregorian, |y| season_days(season, y))
                });
                (year, "the latest not after publication")
            }
        };
        if p.has("era", "BC") || (p.year.is_none() && self.told_is_before_christ()) {
            let mut value = before_christ(year?, None, None);
            value.timex.value.push('-');
            value.timex.value.push_str(season);
            return Some(value);
        }
        let text = year.map_or_else(|| format!("XXXX-{season}"), |y| format!("{y:04}-{season}"));
        let mut value = Value::point(year.and_then(|y| season_days(season, y)), Gran::Season, text);
        value.stated.year = p.year.and(year);
        value.basis = if p.year.is_some() { Basis::Stated } else { Basis::Relative };
        (value.relative, value.mechanism, value.confidence) = (p.year.is_none(), mechanism, 0.75);
        Some(value)
    }

    /// A feast with a date in its calendar; the codebook writes it as `calendar month day` or `calendar month day last-day`.
    pub(super) fn feast(&self, p: &Parts<'_>) -> Option<Value> {
        let mut fields = p.word("feast")?.split(' ');
        if let Some(rule) = p.word("feast").and_then(Moving::read) {
            return self.moving_feast(p, rule);
        }
        let calendar: Calendar = fields.next()?.parse().ok()?;
        let month: u8 = fields.next()?.parse().ok()?;
        let day: u8 = fields.next()?.parse().ok()?;
        let length: i64 = fields.next().and_then(|l| l.parse().ok()).unwrap_or(1);
        let make = |year: i32| {
            let (first, _) = interval(calendar, year, month, day)?;
            Some(Days { start: first.start, end: plus_days(first.end, length - 1)? })
        };
        // "Ramadan 2017" gives the year of our calendar, "Eid 1438" that of its own.
        let given = p.year.map(|y| self.full_year(y, Calendar::Gregorian));
        let (days, mechanism) = match given {
            Some(year) if make(year).is_some_and(|d| i32::from(d.start.year()) > year + 200) => {
                (make(year), "as written")
            }
            Some(year) => {
                let first =
                    jiff::civil::date(i16::try_from(year).ok().filter(|y| (-9000..9000).contains(y))?, 1, 1);
                let own = calendar::from_gregorian(calendar, first)?.year;
                let days = (own..own + 2).filter_map(make).find(|d| i32::from(d.start.year()) == year);
                (days, "as written")
            }
            None => {
                let (year, mechanism) = self.missing_year(MonthName { calendar, number: month }, &make);
                (year.and_then(make), mechanism)
            }
        };
        let text = days.map_or_else(|| "XXXX-XX-XX".to_owned(), |d| iso_day(d.start));
        let mut value = Value::point(days, Gran::Day, text);
        value.calendar = calendar;
        value.stated.year = given;
        value.basis = if given.is_some() { Basis::Stated } else { Basis::Relative };
        (value.relative, value.mechanism, value.confidence) = (given.is_none(), mechanism, 0.8);
        Some(value)
    }

    /// A feast without a fixed day.
    fn moving_feast(&self, p: &Parts<'_>, rule: Moving) -> Option<Value> {
        let given = p.year.map(|y| self.full_year(y, Calendar::Gregorian));
        let make = |year: i32| rule.day(year).map(Days::one);
        let (year, mechanism) = match given {
            Some(year) => (Some(year), "as written"),
            None => self.missing_year(MonthName { calendar: Calendar::Gregorian, number: 6 }, &make),
        };
        let days = year.and_then(make);
        let text = days.map_or_else(|| "XXXX-XX-XX".to_owned(), |d| iso_day(d.start));
        let mut value = Value::point(days, Gran::Day, text);
        value.stated.year = given;
        value.basis = if given.is_some() { Basis::Stated } else { Basis::Relative };
        (value.relative, value.mechanism, value.confidence) = (given.is_none(), mechanism, 0.8);
        Some(value)
    }
}

/// A feast that moves: `nth MONTH N WEEKDAY` (N of 5 is the last) or `easter DAYS`.
#[derive(Clone, Copy, Debug)]
enum Moving {
    Nth(i8, u8, i8),
    Easter(i64),
}

impl Moving {
    fn read(text: &str) -> Option<Moving> {
        let mut fields = text.split(' ');
        match fields.next()? {
            "nth" => Some(Moving::Nth(
                fields.next()?.parse().ok()?,
                fields.next()?.parse().ok()?,
                fields.next()?.parse().ok()?,
            )),
            "easter" => Some(Moving::Easter(fields.next()?.parse().ok()?)),
            _ => None,
        }
    }

    fn day(self, year: i32) -> Option<Date> {
        let year = i16::try_from(year).ok().filter(|y| (1..9000).contains(y))?;
        match self {
            Moving::Nth(month, n, weekday) => {
                let weekday = jiff::civil::Weekday::from_monday_one_offset(weekday).ok()?;
                let n = if n >= 5 { -1 } else { n as i32 };
                Date::new(year, month, 1).ok()?.nth_weekday_of_month(n as i8, weekday).ok()
            }
            Moving::Easter(days) => plus_days(easter(year)?, days),
        }
    }
}

/// Easter Sunday of the Gregorian calendar (the anonymous algorithm of 1876, Meeus, Astronomical Algorithms, ch. 8).
fn easter(year: i16) -> Option<Date> {
    let y = i32::from(year);
    let (a, b, c) = (y % 19, y / 100, y % 100);
    let (d, e) = (b / 4, b % 4);
    let g = (8 * b + 13) / 25;
    let h = (19 * a + b - d - g + 15) % 30;
    let (i, k) = (c / 4, c % 4);
    let l = (32 + 2 * e + 2 * i - h - k) % 7;
    let m = (a + 11 * h + 19 * l) / 433;
    let n = (h + l - 7 * m + 90) / 25;
    let p = (h + l - 7 * m + 33 * n + 19) % 32;
    Date::new(year, n as i8, p as i8).ok()
}

/// The month with which a season begins.
fn first_month(season: &str) -> u8 {
    match season {
        "SP" => 3,
        "SU" => 6,
        "FA" => 9,
        _ => 12,
    }
}

/// Meteorological seasons of the north; winter begins in December of the year before, as TIMEX3 leaves it open.
pub(super) fn season_days(season: &str, year: i32) -> Option<Days> {
    let (from, to) = match season {
        "SP" => (3, 5),
        "SU" => (6, 8),
        "FA" => (9, 11),
        "WI" => {
            let start = month_days(Calendar::Gregorian, year - 1, 12)?;
            return Some(start.cover(month_days(Calendar::Gregorian, year, 2)?));
        }
        _ => return None,
    };
    Some(month_days(Calendar::Gregorian, year, from)?.cover(month_days(Calendar::Gregorian, year, to)?))
}
