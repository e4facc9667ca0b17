//! What is told by its distance from something else: "two days later", "last week", "yesterday", "that night".

use jiff::civil::Date;
use record::{Calendar, Stated};

use super::value::{Gran, Value, iso_day, iso_week, week_of};
use super::{Resolver, date};
use crate::calendar::{self, Days, month_days, plus_days, plus_months, year_days};
use crate::mention::{Kind, TimexKind};
use crate::parts::Parts;

impl Resolver<'_> {
    fn told_end(&self) -> Option<Date> {
        Some(self.told_day?.days?.end)
    }

    /// "two days later", "a year ago", "three weeks before 5 May".
    pub(super) fn offset(&mut self, p: &Parts<'_>, anchor: Option<&Parts<'_>>) -> Option<Value> {
        let unit = p.word("unit")?;
        let backward = matches!(p.word("dir"), Some("before" | "last"));
        let quantity = p.quantity.or(p.word("quantity").and_then(|q| q.parse().ok()))?;
        let now = p.has("anchor", "now");
        // "two days after the attack": a length in TIMEX3, with the event as its anchor; the last day told is the likeliest one.
        if p.has("anchor", "event") && anchor.is_none() {
            let mut value =
                Value::new(Kind::Duration, TimexKind::Duration, super::other::length(quantity, unit));
            value.confidence = 0.6;
            return Some(value);
        }
        if !now
            && anchor.is_none()
            && unit == "Y"
            && let Some(value) = self.years_before_christ(if backward { -1 } else { 1 }, quantity)
        {
            return Some(value);
        }
        if quantity.is_nan() {
            let text = if backward { "PAST_REF" } else { "FUTURE_REF" };
            let mut value = Value::relative(None, Gran::Day, text.to_owned(), "no number is given");
            (value.tells, value.confidence) = (false, 0.4);
            return Some(value);
        }
        let base = match anchor {
            Some(parts) => {
                let value = self.date(parts)?;
                value.days.map(|d| (d, value.calendar, value.gran))
            }
            None if now => self.now.map(|d| (Days::one(d), Calendar::Gregorian, Gran::Day)),
            None => self.anchor_for(unit),
        };
        let mechanism = match (anchor.is_some(), now) {
            (true, _) => "from the date beside it",
            (_, true) => "from publication",
            _ => "from the last date told",
        };
        let (finest, steps, shift_months) = steps(unit, quantity)?;
        let sign = if backward { -1 } else { 1 };
        let Some((days, calendar, base_gran)) = base else {
            let mut value = Value::relative(None, finest, unknown(finest), "no date is known");
            value.confidence = 0.4;
            return Some(value);
        };
        let from = if backward { days.start } else { days.end };
        let gran = if now || anchor.is_some() {
            finest
        } else {
            finest.max(if base_gran > Gran::Day { base_gran } else { Gran::Clock })
        };
        let to = if shift_months { plus_months(from, sign * steps)? } else { plus_days(from, sign * steps)? };
        let mut value = self.at(to, gran, calendar, mechanism)?;
        if finest < Gran::Day {
            value = self.hours(value, sign);
        }
        Some(self.refine(value.with_mod(None), p))
    }

    /// "two years later" after a year before Christ.
    fn years_before_christ(&self, sign: i32, quantity: f32) -> Option<Value> {
        let told = self.story.filter(|t| t.before_christ)?;
        let year = told.year? - sign * (quantity as i32);
        (year > 0).then(|| {
            let mut value = date::before_christ(year, None, None);
            (value.relative, value.basis, value.mechanism) =
                (true, record::Basis::Relative, "from the last date told");
            value
        })
    }

    /// "the second of those days".
    pub(super) fn nth_told(&mut self, p: &Parts<'_>) -> Option<Value> {
        let n = usize::try_from(p.ordinal?).ok()?.checked_sub(1)?;
        let days = *self.listed.get(n)?;
        let mut value = Value::relative(Some(days), Gran::Day, iso_day(days.start), "of the days last told");
        value.calendar = self.told_day.map_or(Calendar::Gregorian, |t| t.calendar);
        Some(self.refine(value, p))
    }

    /// Hours move within the day told.
    fn hours(&self, mut value: Value, _sign: i64) -> Value {
        value.timex.value.push_str("TXX");
        (value.timex.kind, value.kind) = (TimexKind::Time, Kind::Time);
        value
    }

    /// The time told that an offset in `unit` starts from: the last day told for days and weeks, whatever was told last otherwise.
    fn anchor_for(&self, unit: &str) -> Option<(Days, Calendar, Gran)> {
        let day = self.told_day.and_then(|t| Some((t.days?, t.calendar, t.gran)));
        let any = self.told.and_then(|t| Some((t.days?, t.calendar, t.gran)));
        let fine = matches!(unit, "D" | "W" | "TH" | "TM" | "F" | "WE");
        let last = if fine && !self.narrative { day.or(any) } else { any.or(day) };
        last.or_else(|| {
            self.now.filter(|_| !self.narrative).map(|d| (Days::one(d), Calendar::Gregorian, Gran::Day))
        })
    }

    /// The time of granularity `gran` that holds a day.
    fn at(&self, day: Date, gran: Gran, calendar: Calendar, mechanism: &'static str) -> Option<Value> {
        let (days, text) = match gran {
            Gran::Clock | Gran::DayPart | Gran::Day => (Days::one(day), iso_day(day)),
            Gran::Week => (week_of(day)?, iso_week(day)),
            Gran::Month => {
                let own = calendar::from_gregorian(calendar, day)?;
                let days = month_days(calendar, own.year, own.month)?;
                let shown = if calendar == Calendar::Gregorian { day } else { days.start };
                (days, format!("{:04}-{:02}", shown.year(), shown.month()))
            }
            Gran::Quarter => {
                let quarter = (i32::from(day.month()) - 1) / 3;
                let year = i32::from(day.year());
                let first = month_days(Calendar::Gregorian, year, quarter as u8 * 3 + 1)?;
                let days = first.cover(month_days(Calendar::Gregorian, year, quarter as u8 * 3 + 3)?);
                (days, format!("{year:04}-Q{}", quarter + 1))
            }
            Gran::Decade => {
                let decade = i32::from(day.year()).div_euclid(10);
                let first = year_days(Calendar::Gregorian, decade * 10)?;
                (first.cover(year_days(Calendar::Gregorian, decade * 10 + 9)?), format!("{decade:03}"))
            }
            Gran::Century => {
                let century = i32::from(day.year()).div_euclid(100);
                let first = year_days(Calendar::Gregorian, century * 100)?;
                (first.cover(year_days(Calendar::Gregorian, century * 100 + 99)?), format!("{century:02}"))
            }
            _ => {
                let own = calendar::from_gregorian(calendar, day)?;
                let days = year_days(calendar, own.year)?;
                let shown = if calendar == Calendar::Gregorian { day } else { days.start };
                (days, format!("{:04}", shown.year()))
            }
        };
        let mut value = Value::relative(Some(days), gran, text, mechanism);
        value.calendar = calendar;
        value.confidence = 0.85;
        Some(value)
    }

    /// "last week", "this month", "the following day", "that same year".
    pub(super) fn unit(&mut self, p: &Parts<'_>) -> Option<Value> {
        let unit = p.word("unit")?;
        let dir = p.word("dir")?;
        let told = matches!(dir, "after" | "before" | "same");
        if unit == "WE" {
            return self.weekend(dir, told, p);
        }
        if told && unit == "Y" {
            let on = match dir {
                "after" => 1,
                "before" => -1,
                _ => 0,
            };
            if let Some(value) = self.years_before_christ(on, 1.0) {
                return Some(self.refine(value, p));
            }
        }
        let story = self.narrative && (matches!(dir, "next" | "context") || (dir == "this" && unit != "Y"));
        let base = if told || story {
            self.anchor_for(unit)
        } else if dir == "context" {
            self.month
                .filter(|_| unit == "M")
                .and_then(|t| Some((t.days?, t.calendar, t.gran)))
                .or(self.now.map(|d| (Days::one(d), Calendar::Gregorian, Gran::Day)))
        } else {
            self.now.map(|d| (Days::one(d), Calendar::Gregorian, Gran::Day))
        };
        let (gran, steps, by_months) = steps(unit, 1.0)?;
        let mechanism = if told { "from the last date told" } else { "from publication" };
        let Some((days, calendar, base_gran)) = base else {
            let mut value = Value::relative(None, gran, unknown(gran), "no date is known");
            value.confidence = 0.4;
            return Some(self.refine(value, p));
        };
        let sign = match dir {
            "after" | "next" => 1,
            "before" | "last" => -1,
            _ => 0,
        };
        let from = match dir {
            "after" | "next" => days.end,
            _ => days.start,
        };
        // "the following day" after "in May" has no day of its own.
        let gran_out = if told && base_gran > gran { base_gran } else { gran };
        if told && base_gran > gran && gran == Gran::Day {
            let mut value = self.at(from, base_gran, calendar, mechanism)?;
            value.confidence = 0.4;
            return Some(value);
        }
        let to = if by_months { plus_months(from, sign * steps)? } else { plus_days(from, sign * steps)? };
        let mut value = self.at(to, gran_out, calendar, mechanism)?;
        value.tells = told || !self.narrative;
        if dir == "same" && gran == Gran::Day {
            value.days = Some(days);
            value.timex.value = iso_day(days.start);
        }
        Some(self.refine(value, p))
    }

    fn weekend(&self, dir: &str, told: bool, p: &Parts<'_>) -> Option<Value> {
        let base = if told { self.told_end().or(self.now) } else { self.now }?;
        let week = week_of(base)?;
        let in_weekend = base > plus_days(week.start, 4)?;
        let shift = match dir {
            "last" | "before" => -7,
            "next" | "after" => 7,
            "this" | "same" => 0,
            _ if in_weekend || self.tense == super::Tense::Future => 0,
            _ => -7,
        };
        let saturday = plus_days(week.start, 5 + shift)?;
        let days = Days { start: saturday, end: plus_days(saturday, 1)? };
        let text = format!("{}-WE", iso_week(saturday));
        let mut value = Value::relative(Some(days), Gran::Day, text, "the weekend beside publication");
        value.confidence = 0.8;
        if p.word("mod").is_some() {
            value.timex.r#mod = p.word("mod").map(str::to_owned);
        }
        Some(value)
    }

    /// "yesterday", "today", "tomorrow", "last night"; the codebook gives the days from today.
    pub(super) fn deictic(&mut self, p: &Parts<'_>) -> Option<Value> {
        let shift: i64 = p.word("deictic")?.parse().ok()?;
        let Some(now) = self.now else {
            let value = Value::relative(None, Gran::Day, "XXXX-XX-XX".to_owned(), "no date is known");
            return Some(self.at_time(value, p));
        };
        let day = plus_days(now, shift)?;
        let mut value = Value::relative(Some(Days::one(day)), Gran::Day, iso_day(day), "from publication");
        value.confidence = 0.95;
        value.tells = !self.narrative;
        Some(self.refine(value, p))
    }

    /// "that night", "this morning", "at dawn", "overnight", "at 0200".
    pub(super) fn day_part(&mut self, p: &Parts<'_>) -> Option<Value> {
        let told = self.told_day.and_then(|t| Some((t.days?, t.calendar)));
        let now = self.now.map(|d| (Days::one(d), Calendar::Gregorian));
        let (base, mechanism) = match p.word("dir") {
            Some("this") => (now, "from publication"),
            Some("last") => {
                (now.and_then(|(d, c)| Some((Days::one(plus_days(d.start, -1)?), c))), "from publication")
            }
            Some("next") => {
                (now.and_then(|(d, c)| Some((Days::one(plus_days(d.end, 1)?), c))), "from publication")
            }
            Some("after") => (
                told.and_then(|(d, c)| Some((Days::one(plus_days(d.end, 1)?), c))),
                "from the last date told",
            ),
            Some("before") => (
                told.and_then(|(d, c)| Some((Days::one(plus_days(d.start, -1)?), c))),
                "from the last date told",
            ),
            Some("overnight") => {
                let both =
                    now.and_then(|(d, c)| Some((Days { start: plus_days(d.start, -1)?, end: d.end }, c)));
                (both, "the night to publication")
            }
            Some("same") => (told, "from the last date told"),
            _ => (told.or(now), "from the last date told"),
        };
        let mut value = match base {
            Some((days, calendar)) => {
                let mut value = Value::relative(Some(days), Gran::Day, iso_day(days.start), mechanism);
                value.calendar = calendar;
                value
            }
            None => Value::relative(None, Gran::Day, "XXXX-XX-XX".to_owned(), "no date is known"),
        };
        value.stated = Stated::default();
        value.confidence = 0.85;
        // A bare "at dawn" says nothing of the day: what follows refers to the day told.
        value.tells = p.word("dir").is_some();
        value.bare = !value.tells;
        Some(self.refine(value, p))
    }

    /// "the third week of January", "the last week of the month", "the first day of Muharram", "the second half of 2008".
    pub(super) fn nth(&mut self, p: &Parts<'_>) -> Option<Value> {
        let unit = p.word("unit")?;
        let last = p.has("dir", "last");
        let n = if last { 0 } else { i64::from(p.ordinal?) };
        let whole = if let Some(from) = p.word("year_from") {
            let first = Date::new(i16::try_from(self.year_from(from)?).ok()?, 1, 1).ok()?;
            self.at(first, Gran::Year, Calendar::Gregorian, "from publication")?
        } else if p.month.is_some() || p.year.is_some() || p.weekday.is_some() || p.word("season").is_some() {
            // "last" is of the unit, not of the month.
            let words = p.words.iter().copied().filter(|(slot, _)| *slot != "dir").collect();
            self.date(&Parts { day: None, words, ..p.clone() })?
        } else {
            let of = p.word("of").unwrap_or(match unit {
                "Q" | "H" => "Y",
                "D" => "M",
                _ => "M",
            });
            let (gran, ..) = steps(of, 1.0)?;
            let base = if p.has("anchor", "now") || (!self.narrative && matches!(unit, "Q" | "H")) {
                self.now.map(|d| (d, Calendar::Gregorian))
            } else {
                self.told
                    .and_then(|t| Some((t.days?.start, t.calendar)))
                    .or(self.now.map(|d| (d, Calendar::Gregorian)))
            };
            let (day, calendar) = base?;
            self.at(day, gran, calendar, "from the last date told")?
        };
        let Some(days) = whole.days else {
            let mut value = whole;
            value.relative = true;
            return Some(value);
        };
        let mut value = whole.clone();
        match unit {
            "D" => {
                let day = if last { days.end } else { plus_days(days.start, n - 1)? };
                if !days.holds(day) {
                    return None;
                }
                (value.days, value.gran, value.timex.value) = (Some(Days::one(day)), Gran::Day, iso_day(day));
                value.stated.day = if last { None } else { u8::try_from(n).ok() };
                if !last {
                    value.basis = record::Basis::Stated;
                }
            }
            "W" => {
                // Weeks of a month are counted from its first day; the last is its last seven days.
                let start = if last { plus_days(days.end, -6)? } else { plus_days(days.start, (n - 1) * 7)? };
                let week = Days { start, end: plus_days(start, 6)?.min(days.end) };
                if start > days.end {
                    return None;
                }
                (value.days, value.gran) = (Some(week), Gran::Week);
                value.timex.value = iso_week(plus_days(start, 3)?);
            }
            "Q" | "H" => {
                let count = if unit == "Q" { 4 } else { 2 };
                let n = if last { count } else { n };
                if !(1..=count).contains(&n) || whole.gran != Gran::Year {
                    return None;
                }
                let months = 12 / count;
                let mut start = plus_months(days.start, (n - 1) * months)?;
                // A quarter without a year is the latest that has begun, unless the sentence speaks of the future.
                let no_year = p.year.is_none() && p.word("year_from").is_none();
                if no_year && self.tense != super::Tense::Future && self.now.is_some_and(|now| start > now) {
                    start = plus_months(start, -12)?;
                }
                let end = plus_days(plus_months(start, months)?, -1)?;
                value.days = Some(Days { start, end });
                value.gran = if unit == "Q" { Gran::Quarter } else { Gran::Half };
                value.timex.value = format!("{:04}-{unit}{n}", start.year());
            }
            "M" => {
                let n = if last { 12 } else { n };
                let start = plus_months(days.start, n - 1)?;
                let own = calendar::from_gregorian(whole.calendar, start)?;
                value.days = month_days(whole.calendar, own.year, own.month);
                value.gran = Gran::Month;
                value.timex.value = format!("{:04}-{:02}", start.year(), start.month());
            }
            _ => return None,
        }
        Some(date::at_mod(value, p))
    }
}

/// The granularity of a unit, and how many days or months `quantity` of it are.
fn steps(unit: &str, quantity: f32) -> Option<(Gran, i64, bool)> {
    let whole = |times: f32| (quantity * times).round().clamp(-4e6, 4e6) as i64;
    Some(match unit {
        "TS" | "TM" | "TH" => (Gran::Clock, whole(if unit == "TH" { 1.0 / 24.0 } else { 0.0 }), false),
        "D" | "N" => (Gran::Day, whole(1.0), false),
        "W" => (Gran::Week, whole(7.0), false),
        "F" => (Gran::Week, whole(14.0), false),
        "M" => (Gran::Month, whole(1.0), true),
        "Q" => (Gran::Quarter, whole(3.0), true),
        "Y" => (Gran::Year, whole(12.0), true),
        "DE" => (Gran::Decade, whole(120.0), true),
        "CE" => (Gran::Century, whole(1200.0), true),
        _ => return None,
    })
}

fn unknown(gran: Gran) -> String {
    match gran {
        Gran::Week => "XXXX-WXX",
        Gran::Month => "XXXX-XX",
        Gran::Quarter => "XXXX-QX",
        Gran::Year | Gran::Half | Gran::Season => "XXXX",
        _ => "XXXX-XX-XX",
    }
    .to_owned()
}

/// The day that lies so many units before `day`.
pub(super) fn back(day: Date, unit: &str, quantity: f32) -> Option<Date> {
    let (_, steps, by_months) = steps(unit, quantity)?;
    if by_months { plus_months(day, -steps) } else { plus_days(day, -steps) }
}
