//! From one time to another, and several days in a row.

use record::Basis;

use super::value::{Value, iso_day};
use super::{Gives, Resolver};
use crate::calendar::{Days, plus_days};
use crate::mention::Warning;
use crate::parts::{Parts, Year};

impl Resolver<'_> {
    /// The year of a value in its own calendar.
    fn year_of(value: &Value) -> Option<Year> {
        let number = crate::calendar::from_gregorian(value.calendar, value.days?.start)?.year;
        Some(Year { number, short: false })
    }

    /// "between 12 and 14 March": each end takes from the others what it leaves out.
    pub(super) fn range(&mut self, gives: Gives, parts: &[Parts<'_>]) -> Option<Value> {
        if parts.len() < 2 {
            return None;
        }
        let mut full: Vec<Parts<'_>> = parts.to_vec();
        // "12 and 14 March 2017": month and year stand at the end.
        for n in (0..full.len() - 1).rev() {
            let (month, year) = (full[n + 1].month, full[n + 1].year);
            if full[n].month.is_none() && full[n].day.is_some() {
                full[n].month = month;
            }
            let same_calendar =
                month.is_none_or(|m| full[n].month.is_some_and(|own| own.calendar == m.calendar));
            if full[n].year.is_none() && full[n].month.is_some() && same_calendar {
                full[n].year = year;
                // "from December to February 2018" begins the year before.
                if let (Some(a), Some(b), Some(year)) = (full[n].month, month, &mut full[n].year)
                    && a.number > b.number
                    && !year.short
                {
                    year.number -= 1;
                }
            }
        }
        // "March 3 to 5": month stands at the beginning.
        for n in 1..full.len() {
            if full[n].month.is_none() && full[n].day.is_some() {
                full[n].month = full[n - 1].month;
                full[n].year = full[n].year.or(full[n - 1].year);
            }
            // "1914-18"
            let bare = full[n].month.is_none();
            if let (Some(a), Some(b)) = (full[n - 1].year, &mut full[n].year)
                && bare
                && b.short
                && !a.short
            {
                let mut year = a.number - a.number.rem_euclid(100) + b.number;
                if year < a.number {
                    year += 100;
                }
                (b.number, b.short) = (year, false);
            }
        }
        // "499-493 BC"
        let era: Vec<_> = full.last()?.words.iter().copied().filter(|(slot, _)| *slot == "era").collect();
        for p in &mut full {
            if p.word("era").is_none() && p.year.is_some() {
                p.words.extend(&era);
            }
        }
        let mut values = Vec::with_capacity(full.len());
        // "5 and 6 May": days of one month have one year.
        let one_month = full.iter().all(|p| p.year.is_none() && p.day.is_some() && p.month.is_some())
            && full.windows(2).all(|w| w[0].month.map(|m| m.number) == w[1].month.map(|m| m.number));
        if one_month
            && let Some(last) = full.last().cloned()
            && let Some(year) = self.date(&last).filter(|v| v.days.is_some()).and_then(|v| Self::year_of(&v))
        {
            for p in &mut full {
                p.year = Some(year);
            }
        }
        for p in &full {
            let mut value = self.date(p)?;
            if one_month {
                value.stated.year = None;
            }
            self.tell(&value);
            values.push(value);
        }
        // "between Friday and Sunday": the Friday before that Sunday.
        for n in (0..values.len().saturating_sub(1)).rev() {
            let week = full[n].weekday.is_some() && full[n].day.is_none() && full[n].month.is_none();
            if let (Some(a), Some(b)) = (values[n].days, values[n + 1].days)
                && week
                && a.start > b.start
                && let Some(day) = plus_days(a.start, -7)
            {
                values[n].days = Some(Days::one(day));
                values[n].timex.value = iso_day(day);
            }
        }
        self.listed = values.iter().filter_map(|v| v.days).collect();
        let mut whole = values.first()?.clone();
        let last = values.last()?;
        if let (Some(a), Some(b)) = (whole.days, last.days) {
            whole.days = Some(a.cover(b));
            if b.start < a.start && gives == Gives::Range {
                whole.warnings.push(Warning::EndBeforeStart);
                whole.confidence = 0.5;
            }
        } else {
            whole.days = None;
        }
        whole.gran = values.iter().map(|v| v.gran).max()?;
        whole.calendar = last.calendar;
        for (value, given) in values.iter().zip(parts) {
            let tokens = given.tokens?;
            whole.parts.push((tokens, value.timex.clone()));
            for &warning in &value.warnings {
                if !whole.warnings.contains(&warning) {
                    whole.warnings.push(warning);
                }
            }
        }
        // What is stated is what the words say of the first end; a month or year that stands once is of both.
        let first = &values[0];
        whole.stated = first.stated;
        if parts.iter().all(|p| p.year.is_none()) {
            whole.stated.year = None;
        }
        if parts.iter().all(|p| p.month.is_none()) {
            whole.stated.month = None;
        }
        whole.basis = if parts.iter().any(|p| p.day.is_some() || p.month.is_some() || p.year.is_some()) {
            Basis::Stated
        } else {
            first.basis
        };
        Some(whole)
    }
}
