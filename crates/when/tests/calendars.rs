//! Calendar arithmetic against the published table and against itself.

use jiff::civil::Date;
use record::Calendar;
use when::calendar::{self, Days, Ymd};

fn day(text: &str) -> Date {
    text.parse().unwrap()
}

fn days(from: Date, to: Date) -> impl Iterator<Item = Date> {
    from.series(jiff::Span::new().days(1)).take_while(move |d| *d <= to)
}

#[test]
fn every_published_month_starts_where_the_table_says() {
    let table = include_str!("../../../data/hijri/umalqura.txt");
    let mut months = 0;
    for line in table.lines().filter(|l| !l.starts_with('#')) {
        let fields: Vec<&str> = line.split(' ').collect();
        let (year, mut first) = (fields[0].parse().unwrap(), day(fields[1]));
        for (n, b) in fields[2].bytes().enumerate() {
            let (month, length) = (n as u8 + 1, 28 + b - b'0');
            assert_eq!(calendar::to_gregorian(Calendar::Hijri, Ymd { year, month, day: 1 }), Some(first));
            assert_eq!(calendar::days_in_month(Calendar::Hijri, year, month), Some(length));
            first = first.checked_add(jiff::Span::new().days(i64::from(length))).unwrap();
            months += 1;
        }
    }
    assert_eq!(months, 158 * 12, "1343 to 1500 AH");
}

#[test]
fn the_interval_holds_the_day_of_both_tables() {
    let icu = icu_calendar::cal::Hijri::new_umm_al_qura();
    for year in 1343..=1500 {
        for month in 1..=12 {
            let Days { start, end } =
                calendar::days_of(Calendar::Hijri, Ymd { year, month, day: 1 }).unwrap();
            let own = calendar::to_gregorian(Calendar::Hijri, Ymd { year, month, day: 1 }).unwrap();
            let other = icu_calendar::Date::try_new_hijri_with_calendar(year, month, 1, icu).unwrap();
            let epoch = day("1970-01-01").since(day("0001-01-01")).unwrap().get_days();
            let other = i64::from(other.to_rata_die().to_i64_date() as i32 - epoch - 1);
            let other = day("1970-01-01").checked_add(jiff::Span::new().days(other)).unwrap();
            assert!(start <= own && own <= end, "{year}-{month}");
            assert!(start <= other && other <= end, "{year}-{month}: {start}..{end} lacks {other}");
        }
    }
}

#[test]
fn every_hijri_day_from_1300_to_1600_goes_there_and_back() {
    for year in 1300..=1600 {
        for month in 1..=12 {
            let length = calendar::days_in_month(Calendar::Hijri, year, month).unwrap();
            for d in 1..=length {
                let date = Ymd { year, month, day: d };
                let there = calendar::to_gregorian(Calendar::Hijri, date).unwrap();
                assert_eq!(calendar::from_gregorian(Calendar::Hijri, there), Some(date), "{there}");
            }
        }
    }
}

#[test]
fn every_day_from_1900_to_2100_goes_there_and_back_in_every_calendar() {
    for calendar in Calendar::ALL {
        for d in days(day("1900-01-01"), day("2100-12-31")) {
            let there = calendar::from_gregorian(*calendar, d).unwrap();
            assert_eq!(calendar::to_gregorian(*calendar, there), Some(d), "{calendar} {there:?}");
        }
    }
}

#[test]
fn known_days() {
    let cases = [
        (Calendar::Hijri, (1445, 7, 4), "2024-01-16"),
        (Calendar::Hijri, (1438, 9, 14), "2017-06-09"),
        (Calendar::SolarHijri, (1399, 7, 22), "2020-10-13"),
        (Calendar::Ethiopian, (2015, 12, 2), "2023-08-08"),
        (Calendar::Ethiopian, (2015, 13, 6), "2023-09-11"),
    ];
    for (calendar, (year, month, d), gregorian) in cases {
        assert_eq!(calendar::to_gregorian(calendar, Ymd { year, month, day: d }), Some(day(gregorian)));
    }
    assert_eq!(calendar::to_gregorian(Calendar::Gregorian, Ymd { year: 2023, month: 2, day: 29 }), None);
    assert_eq!(calendar::to_gregorian(Calendar::Ethiopian, Ymd { year: 2014, month: 13, day: 6 }), None);
    assert_eq!(calendar::to_gregorian(Calendar::Hijri, Ymd { year: 1445, month: 13, day: 1 }), None);
}
