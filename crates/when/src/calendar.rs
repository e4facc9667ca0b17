//! Four calendars to Gregorian days and back.
//!
//! - Hijri: the published Umm al-Qura month starts of 1343–1500 AH (data/hijri, from hijridate, MIT) with ICU's table beside
//!   them; outside those years ICU's table alone (its astronomical and civil fallback).
//! - Solar Hijri (Persian) and Ethiopian: ICU.

use std::sync::OnceLock;

use icu_calendar::cal::{EthiopianEraStyle, Hijri};
use icu_calendar::types::RataDie;
use jiff::civil::Date;
use record::Calendar;

/// Days from 0001-01-01 (day 1) to 1970-01-01.
const UNIX_EPOCH: i64 = 719_163;

/// A closed interval of Gregorian days.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Days {
    /// The first day.
    pub start: Date,
    /// The last day.
    pub end: Date,
}

impl Days {
    /// One day.
    pub fn one(day: Date) -> Days {
        Days { start: day, end: day }
    }

    /// The smallest interval that holds both.
    pub fn cover(self, other: Days) -> Days {
        Days { start: self.start.min(other.start), end: self.end.max(other.end) }
    }

    /// Whether `day` lies inside.
    pub fn holds(self, day: Date) -> bool {
        self.start <= day && day <= self.end
    }
}

/// A day in a calendar of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Ymd {
    /// The year.
    pub year: i32,
    /// Month, from 1.
    pub month: u8,
    /// Day, from 1.
    pub day: u8,
}

/// A month of a calendar: its first day and its length by the table that counts, and by the other one where there are two.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Month {
    first: i64,
    days: u8,
    other: Option<(i64, u8)>,
}

pub(crate) fn rata_die(date: Date) -> i64 {
    let days = date.since(jiff::civil::date(1970, 1, 1)).map(|s| i64::from(s.get_days())).unwrap_or_default();
    days + UNIX_EPOCH
}

pub(crate) fn from_rata_die(day: i64) -> Option<Date> {
    let span = jiff::Span::new().try_days(day - UNIX_EPOCH).ok()?;
    jiff::civil::date(1970, 1, 1).checked_add(span).ok()
}

/// `date` moved by `days`; `None` outside the years -9999 to 9999.
pub(crate) fn plus_days(date: Date, days: i64) -> Option<Date> {
    from_rata_die(rata_die(date).checked_add(days)?)
}

/// `date` moved by `months`, the day cut to the month's length.
pub(crate) fn plus_months(date: Date, months: i64) -> Option<Date> {
    date.checked_add(jiff::Span::new().try_months(months).ok()?).ok()
}

/// The number of months of a year.
pub fn months(calendar: Calendar) -> u8 {
    if calendar == Calendar::Ethiopian { 13 } else { 12 }
}

fn published() -> &'static [(i64, u8)] {
    static TABLE: OnceLock<Vec<(i64, u8)>> = OnceLock::new();
    TABLE.get_or_init(|| read_table(include_str!("../../../data/hijri/umalqura.txt")))
}

/// The first year of the published table.
const FIRST_PUBLISHED: i32 = 1343;

fn read_table(text: &str) -> Vec<(i64, u8)> {
    let mut months = Vec::with_capacity(12 * 160);
    for line in text.lines().filter(|l| !l.starts_with('#')) {
        let mut fields = line.split_ascii_whitespace().skip(1);
        let (Some(first), Some(lengths)) = (fields.next(), fields.next()) else { continue };
        let Ok(first) = first.parse::<Date>() else { continue };
        let mut at = rata_die(first);
        for b in lengths.bytes() {
            let days = 28 + b.wrapping_sub(b'0');
            months.push((at, days));
            at += i64::from(days);
        }
    }
    months
}

fn published_month(year: i32, month: u8) -> Option<(i64, u8)> {
    let n = usize::try_from(year.checked_sub(FIRST_PUBLISHED)?).ok()? * 12 + usize::from(month) - 1;
    published().get(n).copied()
}

fn icu_month(year: i32, month: u8) -> Option<(i64, u8)> {
    let date =
        icu_calendar::Date::try_new_hijri_with_calendar(year, month, 1, Hijri::new_umm_al_qura()).ok()?;
    Some((date.to_rata_die().to_i64_date(), date.days_in_month()))
}

/// The months beside the published table take up what ICU's table leaves or has too much there, so that no day is lost or double.
fn seam(year: i32, month: u8, (first, days): (i64, u8)) -> (i64, u8) {
    let (Some(&(start, _)), Some(&(last, length))) = (published().first(), published().last()) else {
        return (first, days);
    };
    let end = last + i64::from(length);
    if (year, month) == (FIRST_PUBLISHED - 1, 12) {
        (first, (start - first).clamp(1, 31) as u8)
    } else if published_month(year - 1, 12).is_some() && month == 1 {
        (end, (first + i64::from(days) - end).clamp(1, 31) as u8)
    } else {
        (first, days)
    }
}

fn month_of(calendar: Calendar, year: i32, month: u8) -> Option<Month> {
    if !(1..=months(calendar)).contains(&month) || !(-9000..=9000).contains(&year) {
        return None;
    }
    match calendar {
        Calendar::Gregorian => {
            let first = Date::new(year.try_into().ok()?, month.try_into().ok()?, 1).ok()?;
            Some(Month { first: rata_die(first), days: first.days_in_month() as u8, other: None })
        }
        Calendar::Hijri => {
            let icu = icu_month(year, month)?;
            let (first, days) = published_month(year, month).unwrap_or_else(|| seam(year, month, icu));
            Some(Month { first, days, other: Some(icu) })
        }
        Calendar::SolarHijri => {
            let date = icu_calendar::Date::try_new_persian(year, month, 1).ok()?;
            Some(Month { first: date.to_rata_die().to_i64_date(), days: date.days_in_month(), other: None })
        }
        Calendar::Ethiopian => {
            let date =
                icu_calendar::Date::try_new_ethiopian(EthiopianEraStyle::AmeteMihret, year, month, 1).ok()?;
            Some(Month { first: date.to_rata_die().to_i64_date(), days: date.days_in_month(), other: None })
        }
    }
}

/// The Gregorian day of a date by the table that counts (for Hijri the published one). `None` if there is no such day.
pub fn to_gregorian(calendar: Calendar, date: Ymd) -> Option<Date> {
    let month = month_of(calendar, date.year, date.month)?;
    (1..=month.days).contains(&date.day).then(|| from_rata_die(month.first + i64::from(date.day) - 1))?
}

/// The Gregorian days that a date can mean: for Hijri the day by both tables. `None` if no table has the day.
pub fn days_of(calendar: Calendar, date: Ymd) -> Option<Days> {
    let month = month_of(calendar, date.year, date.month)?;
    let by = |(first, days): (i64, u8)| {
        (1..=days).contains(&date.day).then(|| from_rata_die(first + i64::from(date.day) - 1))?.map(Days::one)
    };
    match (by((month.first, month.days)), month.other.and_then(by)) {
        (Some(a), Some(b)) => Some(a.cover(b)),
        (a, b) => a.or(b),
    }
}

/// The length of a month by the table that counts.
pub fn days_in_month(calendar: Calendar, year: i32, month: u8) -> Option<u8> {
    Some(month_of(calendar, year, month)?.days)
}

/// The Gregorian days of a month: for Hijri from the earlier start to the later end of both tables.
pub fn month_days(calendar: Calendar, year: i32, month: u8) -> Option<Days> {
    let month = month_of(calendar, year, month)?;
    let by = |(first, days): (i64, u8)| {
        Some(Days { start: from_rata_die(first)?, end: from_rata_die(first + i64::from(days) - 1)? })
    };
    let main = by((month.first, month.days))?;
    Some(month.other.and_then(by).map_or(main, |other| main.cover(other)))
}

/// The Gregorian days of a year.
pub fn year_days(calendar: Calendar, year: i32) -> Option<Days> {
    let first = month_days(calendar, year, 1)?;
    Some(first.cover(month_days(calendar, year, months(calendar))?))
}

/// The date of a Gregorian day in a calendar, by the table that counts.
pub fn from_gregorian(calendar: Calendar, day: Date) -> Option<Ymd> {
    let rd = rata_die(day);
    let at = RataDie::new(rd);
    let ymd = |year: i32, month: u8, day: u8| Some(Ymd { year, month, day });
    match calendar {
        Calendar::Gregorian => ymd(day.year().into(), day.month() as u8, day.day() as u8),
        Calendar::SolarHijri => {
            let date = icu_calendar::Date::from_rata_die(at, icu_calendar::cal::Persian);
            ymd(date.year().extended_year(), date.month().ordinal, date.day_of_month().0)
        }
        Calendar::Ethiopian => {
            let date = icu_calendar::Date::from_rata_die(at, icu_calendar::cal::Ethiopian::new());
            ymd(date.year().extended_year(), date.month().ordinal, date.day_of_month().0)
        }
        Calendar::Hijri => {
            let table = published();
            let n = table.partition_point(|&(first, _)| first <= rd);
            if let Some(&(first, days)) = n.checked_sub(1).and_then(|n| table.get(n))
                && rd < first + i64::from(days)
            {
                let months = (n - 1) as i32;
                return ymd(FIRST_PUBLISHED + months / 12, (months % 12) as u8 + 1, (rd - first) as u8 + 1);
            }
            // Beside the table: the months of the seam, then ICU's.
            let last = FIRST_PUBLISHED + table.len() as i32 / 12;
            for (year, month) in [(FIRST_PUBLISHED - 1, 12), (last, 1)] {
                let seam = month_of(calendar, year, month)?;
                if (seam.first..seam.first + i64::from(seam.days)).contains(&rd) {
                    return ymd(year, month, (rd - seam.first) as u8 + 1);
                }
            }
            let date = icu_calendar::Date::from_rata_die(at, Hijri::new_umm_al_qura());
            ymd(date.year().extended_year(), date.month().ordinal, date.day_of_month().0)
        }
    }
}
