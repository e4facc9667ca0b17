use jiff::civil::Date;
use record::{Basis, Calendar, Precision, Stated};

use crate::calendar::Days;
use crate::mention::{Kind, Role, Timex3, TimexKind, Warning};

/// The unit to which a time is told, from fine to coarse.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Gran {
    Clock,
    DayPart,
    Day,
    Week,
    Month,
    Quarter,
    Season,
    Half,
    Year,
    Decade,
    Century,
}

impl Gran {
    pub(crate) fn precision(self) -> Precision {
        match self {
            Gran::Clock | Gran::DayPart | Gran::Day => Precision::Day,
            Gran::Week => Precision::Week,
            Gran::Month => Precision::Month,
            Gran::Quarter | Gran::Season | Gran::Half | Gran::Year => Precision::Year,
            Gran::Decade | Gran::Century => Precision::Unknown,
        }
    }
}

/// The value of an expression, before it is put in its place in the text.
#[derive(Clone, Debug)]
pub(crate) struct Value {
    pub(crate) kind: Kind,
    pub(crate) timex: Timex3,
    pub(crate) days: Option<Days>,
    pub(crate) gran: Gran,
    pub(crate) calendar: Calendar,
    pub(crate) stated: Stated,
    pub(crate) basis: Basis,
    /// Whether it locates an event in time, known or not.
    pub(crate) point: bool,
    /// Whether what follows may refer to it.
    pub(crate) tells: bool,
    pub(crate) relative: bool,
    /// Whether it only tells the time of the day told before.
    pub(crate) bare: bool,
    pub(crate) mechanism: &'static str,
    pub(crate) confidence: f32,
    pub(crate) warnings: Vec<Warning>,
    pub(crate) role: Option<Role>,
    pub(crate) before_christ: bool,
    /// The ends of a range, by the tokens of each.
    pub(crate) parts: Vec<((u32, u32), Timex3)>,
}

impl Value {
    pub(crate) fn new(kind: Kind, timex_kind: TimexKind, value: String) -> Value {
        Value {
            kind,
            timex: Timex3 { kind: timex_kind, value, r#mod: None, quant: None, freq: None },
            days: None,
            gran: Gran::Day,
            calendar: Calendar::Gregorian,
            stated: Stated::default(),
            basis: Basis::None,
            point: false,
            tells: false,
            relative: false,
            bare: false,
            mechanism: "as written",
            confidence: 0.9,
            warnings: Vec::new(),
            role: None,
            before_christ: false,
            parts: Vec::new(),
        }
    }

    /// A time on the calendar.
    pub(crate) fn point(days: Option<Days>, gran: Gran, value: String) -> Value {
        let mut v = Value::new(Kind::Date, TimexKind::Date, value);
        (v.days, v.gran, v.point, v.tells) = (days, gran, true, true);
        v
    }

    /// As [`Value::point`], understood only from something else.
    pub(crate) fn relative(days: Option<Days>, gran: Gran, value: String, mechanism: &'static str) -> Value {
        let mut v = Value::point(days, gran, value);
        (v.relative, v.basis, v.mechanism) = (true, Basis::Relative, mechanism);
        v
    }

    pub(crate) fn with_mod(mut self, word: Option<&str>) -> Value {
        if let Some(word) = word {
            self.timex.r#mod = Some(word.to_owned());
        }
        self
    }
}

/// `YYYY-MM-DD`.
pub(crate) fn iso_day(day: Date) -> String {
    format!("{:04}-{:02}-{:02}", day.year(), day.month(), day.day())
}

/// `YYYY-Www`, the ISO week that holds the day.
pub(crate) fn iso_week(day: Date) -> String {
    let week = day.iso_week_date();
    format!("{:04}-W{:02}", week.year(), week.week())
}

/// Monday to Sunday around a day.
pub(crate) fn week_of(day: Date) -> Option<Days> {
    let back = i64::from(day.weekday().to_monday_zero_offset());
    let start = crate::calendar::plus_days(day, -back)?;
    Some(Days { start, end: crate::calendar::plus_days(start, 6)? })
}
