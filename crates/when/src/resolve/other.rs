//! What is no point in time: durations, sets, ages, vague references; and decades and centuries.

use record::{Basis, Calendar};

use super::Resolver;
use super::value::{Gran, Value};
use crate::calendar::{plus_days, year_days};
use crate::mention::{Kind, TimexKind};
use crate::parts::Parts;

impl Resolver<'_> {
    /// "two years": `P2Y`; "several weeks": `PXW`.
    pub(super) fn duration(&mut self, p: &Parts<'_>) -> Option<Value> {
        let told = p.word("quantity").and_then(|q| q.parse().ok());
        let text = length(p.quantity.or(told).unwrap_or(f32::NAN), p.word("unit")?);
        let mut value = Value::new(Kind::Duration, TimexKind::Duration, text).with_mod(p.word("mod"));
        value.confidence = 0.9;
        // "over the past day": a length, and a time in which something is told to have happened.
        if p.has("up_to", "now")
            && let Some(now) = self.now
            && !self.narrative
        {
            let quantity = p.quantity.or(told).filter(|q| q.is_finite() && *q < 2000.0);
            let start = quantity.and_then(|q| super::offset::back(now, p.word("unit")?, q));
            if let Some(start) = start {
                let end =
                    if p.has("unit", "D") { crate::calendar::plus_days(now, -1).unwrap_or(now) } else { now };
                value.days = Some(crate::calendar::Days { start, end: end.max(start) });
                (value.point, value.relative, value.basis) = (true, true, Basis::Relative);
                value.gran =
                    if value.days.is_some_and(|d| d.start == d.end) { Gran::Day } else { Gran::Week };
            }
        }
        Some(value)
    }

    /// "every day": `P1D`; "every Friday": `XXXX-WXX-5`; "twice a week": `P1W`, freq `2X`.
    pub(super) fn set(&mut self, p: &Parts<'_>) -> Option<Value> {
        let text = if let Some(weekday) = p.weekday {
            format!("XXXX-WXX-{weekday}")
        } else if let Some(part) = p.word("part") {
            format!("XXXX-XX-XXT{part}")
        } else if let Some(season) = p.word("season") {
            format!("XXXX-{season}")
        } else if let (Some(month), Some(day)) = (p.month, p.day) {
            format!("XXXX-{:02}-{day:02}", month.number)
        } else if let Some(month) = p.month {
            format!("XXXX-{:02}", month.number)
        } else {
            let told = p.word("quantity").and_then(|q| q.parse().ok());
            length(p.quantity.or(told).unwrap_or(1.0), p.word("unit")?)
        };
        let mut value = Value::new(Kind::Set, TimexKind::Set, text);
        value.timex.quant = p.word("quant").map(str::to_owned);
        value.timex.freq = p.word("freq").map(str::to_owned);
        Some(value)
    }

    /// "aged 35", "35 years old".
    pub(super) fn age(&mut self, p: &Parts<'_>) -> Option<Value> {
        let text = length(p.quantity?, p.word("unit").unwrap_or("Y"));
        Some(Value::new(Kind::Age, TimexKind::Duration, text))
    }

    /// "now", "recently", "the future".
    pub(super) fn reference(&mut self, p: &Parts<'_>) -> Option<Value> {
        Some(Value::new(Kind::Reference, TimexKind::Date, p.word("ref")?.to_owned()).with_mod(p.word("mod")))
    }

    /// "the 1980s": `198`.
    pub(super) fn decade(&mut self, p: &Parts<'_>) -> Option<Value> {
        let year = match (p.year, p.word("decade")) {
            (Some(year), _) if year.short => 1900 + year.number,
            (Some(year), _) => year.number,
            (None, Some(word)) => 1900 + word.parse::<i32>().ok()?,
            _ => return None,
        };
        if year % 10 != 0 {
            return None;
        }
        if p.has("era", "BC") {
            let mut value = Value::point(None, Gran::Decade, format!("BC{:03}", year / 10));
            (value.kind, value.before_christ) = (Kind::Decade, true);
            return Some(self.refine(value, p));
        }
        let days = year_days(Calendar::Gregorian, year)?.cover(year_days(Calendar::Gregorian, year + 9)?);
        let mut value = Value::point(Some(days), Gran::Decade, format!("{:03}", year / 10));
        (value.kind, value.basis) = (Kind::Decade, Basis::Stated);
        value.confidence = 0.9;
        Some(self.refine(value, p))
    }

    /// "the 19th century": `18`.
    pub(super) fn century(&mut self, p: &Parts<'_>) -> Option<Value> {
        let n = p.ordinal.filter(|n| (1..=30).contains(n))? - 1;
        if p.has("era", "BC") {
            let mut value = Value::point(None, Gran::Century, format!("BC{n:02}"));
            (value.kind, value.before_christ) = (Kind::Decade, true);
            return Some(self.refine(value, p));
        }
        let first = year_days(Calendar::Gregorian, n * 100)?;
        let last = year_days(Calendar::Gregorian, n * 100 + 99)?;
        let days = crate::calendar::Days {
            start: plus_days(first.start, 366).unwrap_or(first.start),
            end: last.end,
        };
        let mut value = Value::point(Some(days), Gran::Century, format!("{n:02}"));
        (value.kind, value.basis, value.tells) = (Kind::Decade, Basis::Stated, false);
        Some(self.refine(value, p))
    }
}

/// A length in ISO 8601: the unit is `D`, `W`, `M`, `Y`, `DE`, `CE`, `Q`, or `TH`, `TM`, `TS` for parts of a day.
pub(super) fn length(quantity: f32, unit: &str) -> String {
    let (unit, quantity) = match unit {
        "F" => ("W", quantity * 2.0),
        "N" => ("TNI", quantity),
        "Q" if quantity.is_nan() => ("Q", quantity),
        unit => (unit, quantity),
    };
    let (time, unit) = match unit {
        "TH" | "TM" | "TS" => ("T", &unit[1..]),
        "TNI" | "TMO" | "TEV" | "TAF" => ("T", &unit[1..]),
        unit => ("", unit),
    };
    let number = if quantity.is_nan() {
        "X".to_owned()
    } else if quantity.fract() == 0.0 {
        format!("{}", quantity as i64)
    } else {
        format!("{quantity}")
    };
    format!("P{time}{number}{unit}")
}
