use jiff::civil::Date;

/// Which of two numbers below 13 is the day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DateOrder {
    /// 31/12/2014.
    DayFirst,
    /// 12/31/2014.
    MonthFirst,
}

/// A date as read from a cell.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Cell {
    /// First and last day.
    Days(i32, i32),
    /// Two numbers below 13 that differ, and the year.
    Either(i16, i8, i8),
    /// Day first, told by a number above 12.
    DayFirst(i32),
    /// Month first, told by a number above 12.
    MonthFirst(i32),
}

/// Days from 1970-01-01 to a date of the proleptic Gregorian calendar.
pub fn day_number(date: Date) -> i32 {
    let (y, m, d) = (i32::from(date.year()), i32::from(date.month()), i32::from(date.day()));
    // Counting years from March makes the leap day the last of its year.
    let y = if m <= 2 { y - 1 } else { y };
    let era = y.div_euclid(400);
    let of_era = y.rem_euclid(400);
    let of_year = (153 * ((m + 9) % 12) + 2) / 5 + d - 1;
    era * 146_097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719_468
}

/// A day number as `YYYY-MM-DD`.
pub fn date_text(day: i32) -> String {
    let z = i64::from(day) + 719_468;
    let era = z.div_euclid(146_097);
    let of_era = z.rem_euclid(146_097);
    let year_of_era = (of_era - of_era / 1460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let m = (5 * of_year + 2) / 153;
    let d = of_year - (153 * m + 2) / 5 + 1;
    let month = if m < 10 { m + 3 } else { m - 9 };
    let year = year_of_era + era * 400 + i64::from(month <= 2);
    format!("{year:04}-{month:02}-{d:02}")
}

fn day(y: i16, m: i8, d: i8) -> Option<i32> {
    Date::new(y, m, d).ok().map(day_number)
}

/// First and last day of a month.
pub(crate) fn month(y: i16, m: i8) -> Option<(i32, i32)> {
    let first = Date::new(y, m, 1).ok()?;
    Some((day_number(first), day_number(first.last_of_month())))
}

/// First and last day of a year.
pub(crate) fn year(y: i16) -> Option<(i32, i32)> {
    Some((day(y, 1, 1)?, day(y, 12, 31)?))
}

/// First and last day of the month in which a day lies.
pub(crate) fn month_of(day: i32) -> (i32, i32) {
    let text = date_text(day);
    let (y, m) =
        (text[..text.len() - 6].parse().unwrap_or(1970), text[text.len() - 5..text.len() - 3].parse());
    m.ok().and_then(|m| month(y, m)).unwrap_or((day, day))
}

fn month_name(word: &str) -> Option<i8> {
    const MONTHS: &str = "janfebmaraprmayjunjulaugsepoctnovdec";
    let head = word.get(..3)?.to_ascii_lowercase();
    if !word.bytes().all(|b| b.is_ascii_alphabetic()) {
        return None;
    }
    let at = MONTHS.find(&head)?;
    (at % 3 == 0).then_some((at / 3 + 1) as i8)
}

fn full_year(text: &str) -> Option<i16> {
    let y: i16 = text.parse().ok()?;
    match text.len() {
        4 => Some(y),
        2 => Some(if y < 50 { 2000 + y } else { 1900 + y }),
        _ => None,
    }
}

/// Reads a cell: ISO dates (a month or a year alone is an interval), `YYYYMMDD`, `DD.MM.YYYY`, English month names, and
/// slashed or dashed dates whose order has to be found out. A time after the date is passed over.
pub(crate) fn parse(text: &str) -> Option<Cell> {
    let text = text.trim();
    if text.is_empty() || text.len() > 40 || !text.is_ascii() {
        return None;
    }
    let one = |d: i32| Cell::Days(d, d);
    let bytes = text.as_bytes();
    let digits = bytes.iter().take_while(|b| b.is_ascii_digit()).count();
    if digits == text.len() {
        return match digits {
            8 => day(text[..4].parse().ok()?, text[4..6].parse().ok()?, text[6..].parse().ok()?).map(one),
            4 => year(text.parse().ok()?).map(|(a, b)| Cell::Days(a, b)),
            _ => None,
        };
    }
    // A clock time after the date.
    let text = match text.find(['T', ' ']) {
        Some(at)
            if at >= 8
                && bytes[at + 1..].first().is_some_and(u8::is_ascii_digit)
                && text[at..].contains(':') =>
        {
            &text[..at]
        }
        _ => text,
    };
    let parts: Vec<&str> = text.split(['-', '/', '.', ' ', ',']).filter(|p| !p.is_empty()).collect();
    if digits == 4 {
        let y = text[..4].parse().ok()?;
        return match parts.len() {
            2 => month(y, parts[1].parse().ok()?).map(|(a, b)| Cell::Days(a, b)),
            3 => day(y, parts[1].parse().ok().or_else(|| month_name(parts[1]))?, parts[2].parse().ok()?)
                .map(one),
            _ => None,
        };
    }
    if parts.len() != 3 {
        return None;
    }
    let y = full_year(parts[2])?;
    if let Some(m) = month_name(parts[1]) {
        return day(y, m, parts[0].parse().ok()?).map(one);
    }
    if let Some(m) = month_name(parts[0]) {
        return day(y, m, parts[1].parse().ok()?).map(one);
    }
    let (a, b): (i8, i8) = (parts[0].parse().ok()?, parts[1].parse().ok()?);
    if text.contains('.') {
        return day(y, b, a).map(one);
    }
    match (a > 12, b > 12) {
        (true, false) => day(y, b, a).map(Cell::DayFirst),
        (false, true) => day(y, a, b).map(Cell::MonthFirst),
        (true, true) => None,
        (false, false) if a == b => day(y, a, b).map(one),
        (false, false) => (a > 0 && b > 0).then_some(Cell::Either(y, a, b)),
    }
}

/// The day of an ambiguous date under an order.
pub(crate) fn resolve(y: i16, a: i8, b: i8, order: DateOrder) -> Option<i32> {
    match order {
        DateOrder::DayFirst => day(y, b, a),
        DateOrder::MonthFirst => day(y, a, b),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn iso(text: &str) -> i32 {
        day_number(text.parse().unwrap())
    }

    #[test]
    fn usual_ways_of_writing_a_day() {
        for text in [
            "2014-01-25",
            "2014-01-25 00:00:00.000",
            "2014-01-25T10:00:00Z",
            "20140125",
            "25.01.2014",
            "25 January 2014",
            "25-Jan-14",
            "January 25, 2014",
        ] {
            assert_eq!(parse(text), Some(Cell::Days(iso("2014-01-25"), iso("2014-01-25"))), "{text}");
        }
        assert_eq!(parse("2014-02"), Some(Cell::Days(iso("2014-02-01"), iso("2014-02-28"))));
        assert_eq!(parse("25/01/2014"), Some(Cell::DayFirst(iso("2014-01-25"))));
        assert_eq!(parse("01/25/2014"), Some(Cell::MonthFirst(iso("2014-01-25"))));
        assert_eq!(parse("03/04/2014"), Some(Cell::Either(2014, 3, 4)));
        assert_eq!(
            (parse("2014-02-30"), parse("31/31/2014"), parse("soon"), parse("ü")),
            (None, None, None, None)
        );
    }

    proptest! {
        #[test]
        fn day_numbers_round_trip(y in 1i16..9999, m in 1i8..13, d in 1i8..29) {
            let date = Date::new(y, m, d).unwrap();
            prop_assert_eq!(date_text(day_number(date)), date.to_string());
            prop_assert_eq!(day_number(date.tomorrow().unwrap()), day_number(date) + 1);
            prop_assert_eq!(month_of(day_number(date)), month(y, m).unwrap());
        }

        #[test]
        fn no_cell_panics(text in "\\PC{0,40}|[0-9/. -]{0,20}") {
            let _ = parse(&text);
        }
    }
}
