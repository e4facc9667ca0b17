//! Dates by their parts: day, month, year, weekday, season, feast, part of day, clock.

use jiff::civil::Date;
use record::{Basis, Calendar, Precision, Stated};

use super::value::{Gran, Value, iso_day};
use super::{Resolver, Tense};
use crate::calendar::{self, Days, Ymd, days_of, month_days, plus_days, year_days};
use crate::mention::{Kind, TimexKind, Warning};
use crate::parts::{MonthName, Parts, Year};

/// How far after the last date told, in days, a date without a year still takes that date's year.
const CARRY_DAYS: i64 = 100;
/// In a story, a month that lies more than this many months before the one last told is of the next year.
pub(super) const ROLL_MONTHS: i32 = 6;

impl Resolver<'_> {
    pub(super) fn date(&mut self, p: &Parts<'_>) -> Option<Value> {
        if let Some(from) = p.word("year_from")
            && p.year.is_none()
        {
            let year = self.year_from(from)?;
            let words = p.words.iter().copied().filter(|(slot, _)| *slot != "year_from").collect();
            let year = Some(Year { number: year, short: false });
            let mut value = self.date(&Parts { year, words, ..p.clone() })?;
            value.relative = true;
            value.stated.year = None;
            return Some(value);
        }
        let value = if p.word("feast").is_some() {
            self.feast(p)?
        } else if p.word("season").is_some() {
            self.season(p)?
        } else {
            match (self.month_of(p), p.day, p.year) {
                (Some(month), Some(day), year) => self.day(p, month, day, year)?,
                (Some(month), None, year) => self.month(p, month, year)?,
                (None, Some(day), _) => self.bare_day(p, day)?,
                (None, None, Some(year)) => self.year(p, year)?,
                (None, None, None) => return self.weekday(p),
            }
        };
        Some(self.refine(value, p))
    }

    /// The month, in the calendar that a mark ("12/10/2015 E.C.") or a year that is none of the Gregorian calendar's ("12/3/1444") tells where it
    /// is written in figures. Of the Hijri and the Solar Hijri calendar the one whose date lies nearest before publication.
    fn month_of(&self, p: &Parts<'_>) -> Option<MonthName> {
        /// The years in which reports may be dated by one of the two.
        const YEARS: std::ops::RangeInclusive<i32> = 1300..=1500;
        let month = p.month?;
        if !p.month_in_figures {
            return Some(month);
        }
        if let Some(calendar) = p.calendar {
            return Some(MonthName { calendar, ..month });
        }
        let Some(year) = p.year.filter(|y| !y.short && YEARS.contains(&y.number)) else { return Some(month) };
        let day = u8::try_from(p.day.unwrap_or(1)).unwrap_or(1);
        let lag = |calendar: Calendar| {
            let days = interval(calendar, year.number, month.number, day)?.0;
            let gap = calendar::rata_die(self.now?) - calendar::rata_die(days.start);
            Some(if gap < 0 { i64::MAX } else { gap })
        };
        let both = (lag(Calendar::SolarHijri), lag(Calendar::Hijri));
        let solar = matches!(both, (Some(solar), Some(hijri)) if solar < hijri);
        let calendar = if solar || self.calendar == Calendar::SolarHijri && both == (None, None) {
            Calendar::SolarHijri
        } else {
            Calendar::Hijri
        };
        Some(MonthName { calendar, ..month })
    }

    /// The year of "of that year", "of last year".
    pub(super) fn year_from(&self, from: &str) -> Option<i32> {
        let now = self.now.map(|d| i32::from(d.year()));
        match from {
            "told" => self.told.and_then(|t| t.year).or(now),
            "last" => now.map(|y| y - 1),
            "next" => now.map(|y| y + 1),
            _ => now,
        }
    }

    /// Early, mid, late; part of day; clock.
    pub(super) fn refine(&self, mut value: Value, p: &Parts<'_>) -> Value {
        if let Some(word) = p.word("mod") {
            value.timex.r#mod = Some(word.to_owned());
            if let Some(days) = value.days {
                value.days = narrow(days, value.gran, word).or(value.days);
            }
        }
        self.at_time(value, p)
    }

    /// Puts a part of day or a clock time to a day.
    pub(super) fn at_time(&self, mut value: Value, p: &Parts<'_>) -> Value {
        if value.gran > Gran::Day {
            return value;
        }
        if let Some(minutes) = clock(p) {
            value.timex.value.push_str(&format!("T{:02}:{:02}", minutes / 60, minutes % 60));
            (value.timex.kind, value.kind, value.gran) = (TimexKind::Time, Kind::Time, Gran::Clock);
        } else if let Some(part) = p.word("part") {
            value.timex.value.push('T');
            value.timex.value.push_str(part);
            (value.timex.kind, value.kind, value.gran) = (TimexKind::Time, Kind::Time, Gran::DayPart);
        }
        value
    }

    /// The year in full.
    pub(super) fn full_year(&self, year: Year, calendar: Calendar) -> i32 {
        if !year.short {
            return year.number;
        }
        let near = self
            .told_year(calendar)
            .filter(|_| self.narrative)
            .or_else(|| calendar::from_gregorian(calendar, self.now?).map(|d| d.year + 10))
            .unwrap_or(if calendar == Calendar::Gregorian { 2029 } else { 1450 });
        let mut full = near - near.rem_euclid(100) + year.number;
        if full > near && (!self.narrative || full - near > 50) {
            full -= 100;
        } else if self.narrative && near - full > 50 {
            full += 100;
        }
        full
    }

    /// The year of a date that does not give it, and why.
    pub(super) fn missing_year(
        &self,
        month: MonthName,
        make: &dyn Fn(i32) -> Option<Days>,
    ) -> (Option<i32>, &'static str) {
        let calendar = month.calendar;
        if let Some(year) = self.heading_year
            && calendar == Calendar::Gregorian
            && make(year).is_some()
        {
            return (Some(year), "the year of the heading");
        }
        if let Some(topic) = self.topic {
            return (self.beside(topic, calendar, make), "beside the day that the text is about");
        }
        if let (Some(told), true) = (self.story, self.narrative || self.now.is_none())
            && let Some(year) = self.told_year(calendar)
        {
            let on = if told.before_christ { -1 } else { 1 };
            let back = told
                .month
                .filter(|_| told.calendar == calendar)
                .map_or(0, |m| i32::from(m) - i32::from(month.number));
            return if back > ROLL_MONTHS {
                (Some(year + on), "after the last date told")
            } else {
                (Some(year), "the year last told")
            };
        }
        let Some(now) = self.now else { return (None, "no year is known") };
        if let Some(told) = self.told.filter(|t| t.year_stated && t.calendar == calendar)
            && let (Some(year), Some(days)) = (told.year, told.days)
            && let Some(here) = make(year)
        {
            let gap = calendar::rata_die(here.start) - calendar::rata_die(days.start);
            if (-31..=CARRY_DAYS).contains(&gap) && here.start <= now {
                return (Some(year), "the year last told");
            }
        }
        let latest = self.latest_not_after(now, calendar, make);
        if self.tense == Tense::Future {
            let next = latest.map(|y| if make(y).is_some_and(|d| d.end >= now) { y } else { y + 1 });
            return (next, "the first not before publication, by the tense");
        }
        if self.context.allow_future {
            let distance = |y: i32| {
                make(y).map_or(i64::MAX, |d| (calendar::rata_die(d.start) - calendar::rata_die(now)).abs())
            };
            let nearest = latest.map(|y| if distance(y + 1) < distance(y) { y + 1 } else { y });
            return (nearest, "the nearest to publication");
        }
        (latest, "the latest not after publication")
    }

    /// The year that puts a date nearest to the text's topic, or to the last full date told where that is later.
    fn beside(&self, topic: Date, calendar: Calendar, make: &dyn Fn(i32) -> Option<Days>) -> Option<i32> {
        let told = self.told.filter(|t| t.year_stated).and_then(|t| t.days).map(|d| d.start);
        let anchor = told.map_or(topic, |t| t.max(topic));
        let year = calendar::from_gregorian(calendar, anchor)?.year;
        let distance = |y: &i32| {
            make(*y).map_or(i64::MAX, |d| (calendar::rata_die(d.start) - calendar::rata_die(anchor)).abs())
        };
        (year - 1..=year + 1).min_by_key(distance).filter(|y| make(*y).is_some())
    }

    fn day(&self, p: &Parts<'_>, month: MonthName, day: i32, year: Option<Year>) -> Option<Value> {
        let (calendar, day) = (month.calendar, u8::try_from(day).ok().filter(|d| (1..=31).contains(d))?);
        if month.number == 0 || month.number > calendar::months(calendar) {
            return None;
        }
        let make = |year: i32| interval(calendar, year, month.number, day).map(|(d, _)| d);
        let (number, mechanism) = match year {
            Some(year) => (Some(self.full_year(year, calendar)), "as written"),
            None => self.missing_year(month, &make),
        };
        if p.has("era", "BC") {
            return Some(before_christ(number?, Some(month.number), Some(day)));
        }
        // 29 February and the like: the nearest year before that has the day.
        let has_day = |y: &i32| interval(calendar, *y, month.number, day).is_some();
        let number = match (year, number) {
            (None, Some(y)) => (0..9).map(|n| y - n).find(has_day).or(Some(y)),
            (_, number) => number,
        };
        let found = number.and_then(|y| interval(calendar, y, month.number, day));
        if number.is_some() && found.is_none() {
            return None;
        }
        let text = match (found, calendar) {
            (Some((days, _)), _) => iso_day(days.start),
            (None, Calendar::Gregorian) => format!("XXXX-{:02}-{:02}", month.number, day),
            (None, _) => "XXXX-XX-XX".to_owned(),
        };
        let mut value = Value::point(found.map(|(d, _)| d), Gran::Day, text);
        value.calendar = calendar;
        value.stated = Stated { year: year.and(number), month: Some(month.number), day: Some(day) };
        (value.basis, value.mechanism) = (Basis::Stated, mechanism);
        value.relative = year.is_none();
        value.confidence = if year.is_some() { 0.98 } else { 0.93 };
        if found.is_some_and(|(_, exists)| !exists) {
            value.warnings.push(Warning::NoSuchDay);
            value.confidence = 0.6;
        }
        check_weekday(&mut value, p.weekday);
        Some(value)
    }

    fn month(&self, p: &Parts<'_>, month: MonthName, year: Option<Year>) -> Option<Value> {
        let calendar = month.calendar;
        let make = |year: i32| month_days(calendar, year, month.number);
        let (number, mechanism) = match (year, p.word("dir")) {
            (Some(year), _) => (Some(self.full_year(year, calendar)), "as written"),
            (None, Some("last" | "next")) => {
                let now = if self.narrative { self.told?.days?.start } else { self.now? };
                let latest = self.latest_not_after(now, calendar, make)?;
                let holds_now = make(latest).is_some_and(|d| d.holds(now));
                let shift = i32::from(p.has("dir", "next")) - i32::from(p.has("dir", "last") && holds_now);
                (Some(latest + shift), "beside publication")
            }
            (None, _) => self.missing_year(month, &make),
        };
        if p.has("era", "BC") || (year.is_none() && self.told_is_before_christ()) {
            return Some(before_christ(number?, Some(month.number), None));
        }
        let days = number.and_then(make);
        let text = match (days, calendar) {
            (Some(days), _) => format!("{:04}-{:02}", days.start.year(), days.start.month()),
            (None, Calendar::Gregorian) => format!("XXXX-{:02}", month.number),
            (None, _) => "XXXX-XX".to_owned(),
        };
        let mut value = Value::point(days, Gran::Month, text);
        value.calendar = calendar;
        value.stated = Stated { year: year.and(number), month: Some(month.number), day: None };
        (value.basis, value.mechanism, value.relative) = (Basis::Stated, mechanism, year.is_none());
        value.confidence = if year.is_some() { 0.97 } else { 0.88 };
        Some(value)
    }

    pub(super) fn told_is_before_christ(&self) -> bool {
        self.story.is_some_and(|t| t.before_christ)
    }

    fn year(&self, p: &Parts<'_>, year: Year) -> Option<Value> {
        let calendar = p.calendar.unwrap_or_else(|| self.year_calendar(year));
        let number = self.full_year(year, calendar);
        if p.has("era", "BC") {
            return Some(before_christ(number, None, None));
        }
        let days = year_days(calendar, number)?;
        let text = match calendar {
            Calendar::Gregorian => format!("{number:04}"),
            _ => format!("{:04}", days.start.year()),
        };
        let mut value = Value::point(Some(days), Gran::Year, text);
        value.calendar = calendar;
        value.stated.year = Some(number);
        value.basis = Basis::Stated;
        value.confidence = 0.93;
        Some(value)
    }

    /// A year without a month is in the calendar of the document where it could not be a year of ours.
    fn year_calendar(&self, year: Year) -> Calendar {
        let now = self.now.map_or(2020, |d| i32::from(d.year()));
        let likely = |calendar: Calendar| {
            let Some(today) =
                calendar::from_gregorian(calendar, jiff::civil::date(now.clamp(1000, 3000) as i16, 6, 1))
            else {
                return false;
            };
            (today.year - 120..=today.year + 3).contains(&year.number)
        };
        if !year.short
            && self.calendar != Calendar::Gregorian
            && self.calendar != Calendar::Ethiopian
            && likely(self.calendar)
        {
            return self.calendar;
        }
        if self.calendar == Calendar::Ethiopian
            && self.told.is_some_and(|t| t.calendar == Calendar::Ethiopian)
            && likely(self.calendar)
        {
            return self.calendar;
        }
        Calendar::Gregorian
    }

    /// "on the 13th": the month of the last date told.
    fn bare_day(&self, p: &Parts<'_>, day: i32) -> Option<Value> {
        let day = u8::try_from(day).ok().filter(|d| (1..=31).contains(d))?;
        let (days, calendar, exists, mechanism) = match self.told_month() {
            Some((calendar, Some(year), month, told_day)) => {
                let (year, month) = self.roll(calendar, year, month, told_day, day);
                match interval(calendar, year, month, day) {
                    Some((days, exists)) => (Some(days), calendar, exists, "the month last told"),
                    None => return None,
                }
            }
            Some((calendar, None, ..)) => (None, calendar, true, "the month last told, no year is known"),
            None => {
                let calendar = self.calendar;
                let days = self.now.and_then(|now| latest_day(calendar, now, day));
                (days, calendar, true, "the latest not after publication")
            }
        };
        let text = days.map_or_else(|| "XXXX-XX-XX".to_owned(), |d| iso_day(d.start));
        let mut value = Value::point(days, Gran::Day, text);
        value.calendar = calendar;
        value.stated.day = Some(day);
        (value.basis, value.mechanism, value.relative) = (Basis::Stated, mechanism, true);
        value.confidence = 0.9;
        if !exists {
            value.warnings.push(Warning::NoSuchDay);
        }
        check_weekday(&mut value, p.weekday);
        Some(value)
    }

    /// After the 29th, "on the 2nd" is of the next month, if that does not lie after publication.
    fn roll(&self, calendar: Calendar, year: i32, month: u8, told: Option<u8>, day: u8) -> (i32, u8) {
        if told.is_none_or(|t| t < day.saturating_add(20)) {
            return (year, month);
        }
        let next = if month == calendar::months(calendar) { (year + 1, 1) } else { (year, month + 1) };
        let late = interval(calendar, next.0, next.1, day)
            .is_none_or(|(d, _)| self.now.is_some_and(|now| d.start > now));
        if late { (year, month) } else { next }
    }

    /// "on Tuesday", "last Friday", "next Monday", "the following Sunday".
    pub(super) fn weekday(&mut self, p: &Parts<'_>) -> Option<Value> {
        let weekday = i64::from(p.weekday?);
        let dir = p.word("dir");
        let told = matches!(dir, Some("after" | "before" | "same"));
        let told_day = self.told_day.and_then(|t| t.days);
        let told = told || (self.narrative && told_day.is_some());
        let anchor = if told { told_day.map(|d| d.end).or(self.now) } else { self.now };
        let Some(anchor) = anchor.or(told_day.map(|d| d.end)) else {
            let mut value =
                Value::relative(None, Gran::Day, format!("XXXX-WXX-{weekday}"), "no date is known");
            value.confidence = 0.5;
            return Some(self.refine(value, p));
        };
        let today = i64::from(anchor.weekday().to_monday_one_offset());
        let back = (today - weekday).rem_euclid(7);
        let forward = (weekday - today).rem_euclid(7);
        let one_back = if back == 0 { 7 } else { back };
        let one_on = if forward == 0 { 7 } else { forward };
        let (shift, mechanism) = match dir {
            Some("last") => (-one_back, "the last before publication"),
            Some("next") => (one_on, "the first after publication"),
            Some("before") => (-one_back, "the last before the date told"),
            Some("after") => (one_on, "the first after the date told"),
            Some("same") => (-back, "the latest not after the date told"),
            Some("last week") => (weekday - today - 7, "in the week before that of publication"),
            Some("this week") => (weekday - today, "in the week of publication"),
            _ if self.tense == Tense::Future => (one_on, "the first after publication, by the tense"),
            _ => (-back, "the latest not after publication"),
        };
        let day = plus_days(anchor, shift)?;
        let of_week = self.week.filter(|week| dir.is_none() && !week.holds(day)).and_then(|week| {
            let ahead = (weekday - i64::from(week.start.weekday().to_monday_one_offset())).rem_euclid(7);
            plus_days(week.start, ahead).filter(|day| week.holds(*day))
        });
        let (day, mechanism) = of_week.map_or((day, mechanism), |day| (day, "in the week of the report"));
        let mut value = Value::relative(Some(Days::one(day)), Gran::Day, iso_day(day), mechanism);
        // "overnight to Friday" begins on Thursday.
        if let (Some("night to"), Some(eve)) = (dir, plus_days(day, -1)) {
            value.days = Some(Days::one(eve).cover(Days::one(day)));
        }
        Some(self.refine(value, p))
    }

    /// "5 am on 3 October": one time for the record, two expressions for TIMEX3 (as its guidelines split two phrases).
    pub(super) fn clock_date(&mut self, parts: &[Parts<'_>]) -> Option<Value> {
        let [time, day, ..] = parts else { return None };
        let date = self.date(day)?;
        let mut value = self.at_time(date.clone(), time);
        value.parts = vec![(time.tokens?, value.timex.clone()), (day.tokens?, date.timex)];
        Some(value)
    }

    /// "3 Rajab 1438 / 31 March 2017": each checks the other.
    pub(super) fn dual(&mut self, parts: &[Parts<'_>]) -> Option<Value> {
        let [first, second, ..] = parts else { return None };
        let b = self.date(second)?;
        let mut a = self.date(first)?;
        if a.calendar == b.calendar {
            return None;
        }
        // The one that gives its year decides the other's.
        if first.year.is_none()
            && let (Some(month), Some(day), Some(days)) = (first.month, first.day, b.days)
            && let Some(near) = calendar::from_gregorian(month.calendar, days.start)
        {
            let best = (near.year - 1..=near.year + 1)
                .filter_map(|y| interval(month.calendar, y, month.number, day as u8))
                .min_by_key(|(d, _)| (calendar::rata_die(d.start) - calendar::rata_die(days.start)).abs());
            if let Some((d, _)) = best {
                a.days = Some(d);
                a.timex.value = iso_day(d.start);
            }
        }
        if let (Some(x), Some(y)) = (a.days, b.days) {
            let apart = x.end < y.start || y.end < x.start;
            if apart {
                a.warnings.push(Warning::CalendarsDisagree);
                a.days = Some(x.cover(y));
                a.confidence = 0.6;
            } else {
                // Where a table leaves two days, the other calendar says which.
                a.days = Some(Days { start: x.start.max(y.start), end: x.end.min(y.end) });
                a.confidence = 0.99;
            }
        } else {
            a.days = a.days.or(b.days);
        }
        if let Some(days) = b.days {
            a.timex.value = iso_day(days.start);
        }
        a.warnings.extend(b.warnings);
        a.mechanism = "one day in two calendars";
        Some(a)
    }
}

/// The clock time of the parts in minutes from midnight.
pub(super) fn clock(p: &Parts<'_>) -> Option<i32> {
    let minutes = p.clock?;
    if !(0..=24 * 60).contains(&minutes) {
        return None;
    }
    Some(match p.word("meridiem") {
        Some("pm") if minutes < 12 * 60 => minutes + 12 * 60,
        Some("am") if (12 * 60..13 * 60).contains(&minutes) => minutes - 12 * 60,
        _ => match p.word("part") {
            Some("EV" | "AF") if minutes < 12 * 60 => minutes + 12 * 60,
            Some("NI") if (6 * 60..12 * 60).contains(&minutes) => minutes + 12 * 60,
            _ => minutes,
        },
    })
}

/// The days of a date, and whether the month has that day. A 30th of a month of 29 days is its last day or the day after.
pub(super) fn interval(calendar: Calendar, year: i32, month: u8, day: u8) -> Option<(Days, bool)> {
    let date = Ymd { year, month, day };
    if let Some(days) = days_of(calendar, date) {
        let exists = calendar::to_gregorian(calendar, date).is_some();
        let days = if exists { days } else { around_end(calendar, year, month)?.cover(days) };
        return Some((days, exists));
    }
    let length = calendar::days_in_month(calendar, year, month)?;
    (day == length + 1 && calendar != Calendar::Gregorian && day <= 31)
        .then(|| Some((around_end(calendar, year, month)?, false)))?
}

fn around_end(calendar: Calendar, year: i32, month: u8) -> Option<Days> {
    let end = month_days(calendar, year, month)?.end;
    Some(Days { start: end, end: plus_days(end, 1)? })
}

/// The latest such day of a month that does not lie after `now`.
fn latest_day(calendar: Calendar, now: Date, day: u8) -> Option<Days> {
    let today = calendar::from_gregorian(calendar, now)?;
    let (mut year, mut month) = (today.year, today.month);
    for _ in 0..4 {
        if let Some((days, true)) = interval(calendar, year, month, day)
            && days.start <= now
        {
            return Some(days);
        }
        (year, month) = if month == 1 { (year - 1, calendar::months(calendar)) } else { (year, month - 1) };
    }
    None
}

/// Compares the weekday that is named with that of the date, and widens the interval where they disagree.
fn check_weekday(value: &mut Value, weekday: Option<i32>) {
    let (Some(weekday), Some(days)) = (weekday, value.days) else { return };
    let named = |d: Date| i32::from(d.weekday().to_monday_one_offset()) == weekday;
    let mut day = days.start;
    for _ in 0..8 {
        if named(day) {
            // Where a table leaves two days, the weekday says which.
            if days.start != days.end && value.warnings.is_empty() {
                value.days = Some(Days::one(day));
                value.timex.value = iso_day(day);
            }
            value.confidence = value.confidence.max(0.97);
            return;
        }
        if day >= days.end {
            break;
        }
        let Some(next) = plus_days(day, 1) else { return };
        day = next;
    }
    let near = [-1i64, 1, -2, 2, -3, 3].iter().filter_map(|&n| plus_days(days.start, n)).find(|&d| named(d));
    if let Some(near) = near {
        value.days = Some(days.cover(Days::one(near)));
    }
    value.warnings.push(Warning::WeekdayDisagrees);
    value.confidence = 0.6;
}

/// A year before Christ has a value, but no days: the record's calendar is the proleptic Gregorian of our era.
pub(super) fn before_christ(year: i32, month: Option<u8>, day: Option<u8>) -> Value {
    let mut text = format!("BC{year:04}");
    let mut gran = Gran::Year;
    if let Some(month) = month {
        text.push_str(&format!("-{month:02}"));
        gran = Gran::Month;
        if let Some(day) = day {
            text.push_str(&format!("-{day:02}"));
            gran = Gran::Day;
        }
    }
    let mut value = Value::point(None, gran, text);
    value.stated = Stated { year: Some(year), month, day };
    (value.basis, value.before_christ) = (Basis::Stated, true);
    value
}

/// "early", "mid" and "late" as the thirds of a month or year, the ends of anything else.
fn narrow(days: Days, gran: Gran, word: &str) -> Option<Days> {
    let length = calendar::rata_die(days.end) - calendar::rata_die(days.start) + 1;
    if gran <= Gran::Day || length < 3 {
        return None;
    }
    let third = length / 3;
    match word {
        // A month in its tens of days, as reports count them.
        "START" if gran == Gran::Month => Some(Days { start: days.start, end: plus_days(days.start, 9)? }),
        "MID" if gran == Gran::Month => {
            Some(Days { start: plus_days(days.start, 10)?, end: plus_days(days.start, 19)? })
        }
        "END" if gran == Gran::Month => {
            Some(Days { start: plus_days(days.start, 20)?.min(days.end), end: days.end })
        }
        "START" => Some(Days { start: days.start, end: plus_days(days.start, third - 1)? }),
        "MID" => Some(Days { start: plus_days(days.start, third)?, end: plus_days(days.end, -third)? }),
        "END" => Some(Days { start: plus_days(days.end, 1 - third)?, end: days.end }),
        _ => None,
    }
}

/// The precision of a value: a third of a month is known to about a week, a third of a year to a month or so.
pub(crate) fn precision(value: &Value) -> Precision {
    let narrowed = matches!(value.timex.r#mod.as_deref(), Some("START" | "MID" | "END"));
    match value.gran.precision() {
        Precision::Month if narrowed => Precision::Week,
        precision => precision,
    }
}

/// As "early" and "late" for what has been resolved already.
pub(super) fn at_mod(mut value: Value, p: &Parts<'_>) -> Value {
    if let Some(word) = p.word("mod") {
        value.timex.r#mod = Some(word.to_owned());
        value.days = value.days.and_then(|d| narrow(d, value.gran, word)).or(value.days);
    }
    value
}
