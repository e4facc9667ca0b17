//! From the parts of an expression to its value, in the order in which a document tells them.

mod date;
mod feast;
mod offset;
mod other;
mod range;
mod value;

use jiff::civil::Date;
use record::Calendar;

use crate::calendar::{Days, Ymd};
use crate::mention::Context;
use crate::parts::Parts;

pub(crate) use date::precision;
pub(crate) use value::{Gran, Value};

/// A time that the text has told.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Told {
    pub(crate) days: Option<Days>,
    pub(crate) gran: Gran,
    pub(crate) calendar: Calendar,
    /// The month and year in the calendar of the words, where known.
    pub(crate) year: Option<i32>,
    pub(crate) month: Option<u8>,
    pub(crate) day: Option<u8>,
    /// Whether the words gave the year.
    pub(crate) year_stated: bool,
    /// Years before Christ have no days of their own here.
    pub(crate) before_christ: bool,
}

/// How the verb before an expression stands to the time of writing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Tense {
    /// Nothing says that it is future.
    Past,
    /// "will", "is to", "scheduled for".
    Future,
}

/// Resolves expressions one after the other.
#[derive(Clone, Debug)]
pub(crate) struct Resolver<'a> {
    pub(crate) context: &'a Context,
    /// The time of writing: publication, or the dateline.
    pub(crate) now: Option<Date>,
    /// The last time told.
    pub(crate) told: Option<Told>,
    /// The last day told.
    pub(crate) told_day: Option<Told>,
    /// The last time told that carries the story on: years that are only recalled leave it alone.
    pub(crate) story: Option<Told>,
    /// The month and year that a bare "on the 13th" takes.
    pub(crate) month: Option<Told>,
    /// The days of the last list or range told.
    pub(crate) listed: Vec<Days>,
    /// Whether the text tells history: most of its dates have a year, and one far from publication.
    pub(crate) narrative: bool,
    /// The calendar of most month names of the document.
    pub(crate) calendar: Calendar,
    /// The year that the passage stands under as a heading.
    pub(crate) heading_year: Option<i32>,
    /// The week that the title of a report gives: its weekdays are those of that week.
    pub(crate) week: Option<Days>,
    /// The day that a text written long after tells about: the first full date of a text whose full dates all lie long before it.
    pub(crate) topic: Option<Date>,
    /// The tense of the clause.
    pub(crate) tense: Tense,
    /// Whether the expression stands at the start of its sentence, at most with a preposition before it.
    pub(crate) opens_sentence: bool,
}

/// A month named that ends so many days before the one told is recalled: "on the 13th" does not take it.
const RECALL_DAYS: i64 = 31;
/// How many years a story may move on at once.
const STORY_YEARS: i32 = 6;

impl<'a> Resolver<'a> {
    pub(crate) fn new(context: &'a Context, narrative: bool, calendar: Calendar) -> Resolver<'a> {
        Resolver {
            context,
            now: context.published,
            told: None,
            told_day: None,
            story: None,
            month: None,
            listed: Vec::new(),
            narrative,
            calendar,
            heading_year: None,
            week: None,
            topic: None,
            tense: Tense::Past,
            opens_sentence: false,
        }
    }

    /// The value of an expression; `None` if its parts make no sense together.
    pub(crate) fn resolve(&mut self, gives: Gives, parts: &[Parts<'_>]) -> Option<Value> {
        let first = parts.first()?;
        match gives {
            Gives::Date => self.date(first),
            Gives::NthTold => self.nth_told(first),
            Gives::Weekday => self.weekday(first),
            Gives::Offset => self.offset(first, parts.get(1)),
            Gives::Unit => self.unit(first),
            Gives::Nth => self.nth(first),
            Gives::Deictic => self.deictic(first),
            Gives::DayPart => self.day_part(first),
            Gives::Duration => self.duration(first),
            Gives::Set => self.set(first),
            Gives::Age => self.age(first),
            Gives::Reference => self.reference(first),
            Gives::Decade => self.decade(first),
            Gives::Century => self.century(first),
            Gives::Range | Gives::List => self.range(gives, parts),
            Gives::Dual => self.dual(parts),
            Gives::ClockDate => self.clock_date(parts),
            Gives::Nothing => None,
        }
    }

    /// Takes note of a value, so that what follows can refer to it.
    pub(crate) fn tell(&mut self, value: &Value) {
        if !value.tells {
            return;
        }
        let stated = value.stated;
        let own = value.days.and_then(|d| crate::calendar::from_gregorian(value.calendar, d.end));
        let own_start = value.days.and_then(|d| crate::calendar::from_gregorian(value.calendar, d.start));
        let fine = value.gran <= Gran::Month;
        let told = Told {
            days: value.days,
            gran: value.gran,
            calendar: value.calendar,
            year: if value.before_christ { stated.year } else { own_start.map(|y| y.year).or(stated.year) },
            month: if fine { stated.month.or(own.map(|y| y.month)) } else { None },
            day: if value.gran <= Gran::Day { stated.day.or(own.map(|y| y.day)) } else { None },
            year_stated: stated.year.is_some(),
            before_christ: value.before_christ,
        };
        self.told = Some(told);
        if value.gran <= Gran::Day && value.days.is_some() {
            self.told_day = Some(told);
        }
        let named = value.stated.month.is_some() || value.stated.day.is_some();
        let recalled = value.gran == Gran::Month
            && !self.opens_sentence
            && match (self.month.and_then(|m| m.days), told.days) {
                (Some(now), Some(then)) => {
                    crate::calendar::rata_die(then.end) + RECALL_DAYS < crate::calendar::rata_die(now.start)
                }
                _ => false,
            };
        if told.month.is_some() && !recalled && (named || told.calendar == self.calendar) {
            self.month = Some(told);
        }
        self.carry_story(value, told, own_start.map(|d| d.month));
    }

    /// A year inside a sentence, or a month far from the story, is recalled or looked forward to: it does not carry the story on.
    fn carry_story(&mut self, value: &Value, told: Told, month: Option<u8>) {
        let Some(year) = told.year else { return };
        let month = if value.gran < Gran::Year { told.month.or(month) } else { None };
        let told = Told { month, ..told };
        let far = self.story.is_some_and(|s| {
            s.before_christ == told.before_christ
                && s.year.is_some_and(|y| !(y - 1..=y + STORY_YEARS).contains(&year))
        });
        let bare = value.gran >= Gran::Year && self.story.is_some_and(|s| s.year.is_some_and(|y| y != year));
        let recalled = !self.opens_sentence && (bare || (far && value.gran >= Gran::Month));
        if !recalled {
            self.story = Some(told);
        }
    }

    /// The year in `calendar` of the last time told.
    fn told_year(&self, calendar: Calendar) -> Option<i32> {
        let told = self.story?;
        if told.calendar == calendar {
            return told.year;
        }
        crate::calendar::from_gregorian(calendar, told.days?.start).map(|y| y.year)
    }

    /// A day in a calendar from the last time told: its month and year, for a bare "on the 13th".
    fn told_month(&self) -> Option<(Calendar, Option<i32>, u8, Option<u8>)> {
        let told = self.month?;
        Some((told.calendar, told.year, told.month?, told.day))
    }

    fn latest_not_after(
        &self,
        limit: Date,
        calendar: Calendar,
        make: impl Fn(i32) -> Option<Days>,
    ) -> Option<i32> {
        let Ymd { year, .. } = crate::calendar::from_gregorian(calendar, limit)?;
        (0..8).map(|n| year + 1 - n).find(|&y| make(y).is_some_and(|d| d.start <= limit))
    }
}

/// What a rule makes of the parts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Gives {
    /// Day, month, year, weekday, season, feast, part of day, clock: what there is of them.
    Date,
    /// A weekday with nothing else, or with "last", "next", "this".
    Weekday,
    /// So many units before or after something.
    Offset,
    /// "last week", "this month", "the following year".
    Unit,
    /// "the third week of January", "the second half of 2008".
    Nth,
    /// "the second of those days".
    NthTold,
    /// "yesterday".
    Deictic,
    /// "that night", "at dawn", "at 0200".
    DayPart,
    /// "two years".
    Duration,
    /// "every day".
    Set,
    /// "aged 35".
    Age,
    /// "now", "recently".
    Reference,
    /// "the 1980s".
    Decade,
    /// "the 19th century".
    Century,
    /// From one to another.
    Range,
    /// Several days.
    List,
    /// One day in two calendars.
    Dual,
    /// A clock time, "on", a date: two expressions in TIMEX3.
    ClockDate,
    /// Words that look like a date and are none; they are kept from other rules.
    Nothing,
}

impl std::str::FromStr for Gives {
    type Err = String;

    fn from_str(s: &str) -> Result<Gives, String> {
        Ok(match s {
            "date" => Gives::Date,
            "weekday" => Gives::Weekday,
            "offset" => Gives::Offset,
            "unit" => Gives::Unit,
            "nth" => Gives::Nth,
            "nth_told" => Gives::NthTold,
            "deictic" => Gives::Deictic,
            "day_part" => Gives::DayPart,
            "duration" => Gives::Duration,
            "set" => Gives::Set,
            "age" => Gives::Age,
            "reference" => Gives::Reference,
            "decade" => Gives::Decade,
            "century" => Gives::Century,
            "range" => Gives::Range,
            "list" => Gives::List,
            "dual" => Gives::Dual,
            "clock_date" => Gives::ClockDate,
            "nothing" => Gives::Nothing,
            other => return Err(format!("no rule gives `{other}`; see docs/when.md for what it may give")),
        })
    }
}
