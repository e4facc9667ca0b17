//! Warnings, roles, open intervals, tense and genre: what single examples of the codebook do not show.

use document::Document;
use when::{Context, Dater, Mention, Role, Warning};

fn read(text: &str, published: Option<&str>) -> Vec<(String, Mention)> {
    let files = codebook::Files::embedded();
    let dater = Dater::new(&files).unwrap();
    let doc = Document::new(text.to_owned(), &when::style(&files).unwrap());
    let published = published.map(|d| d.parse().unwrap());
    let mentions = dater.annotate(&doc, &Context { published, ..Context::default() });
    mentions.into_iter().map(|m| (doc.slice(m.range).to_owned(), m)).collect()
}

fn days(mention: &Mention) -> (String, String) {
    let when = mention.when.as_ref().unwrap();
    let show = |d: Option<jiff::civil::Date>| d.map_or("open".to_owned(), |d| d.to_string());
    (show(when.start), show(when.end))
}

#[test]
fn a_thirtieth_of_a_month_of_29_days_is_kept_with_a_warning() {
    // Safar 1443 has 29 days: 8 September to 6 October 2021.
    let found = read("The well was closed on 30 Safar 1443.", None);
    let mention = &found[0].1;
    assert_eq!(mention.warnings, [Warning::NoSuchDay]);
    assert_eq!(days(mention), ("2021-10-06".into(), "2021-10-07".into()));
    let stated = mention.when.as_ref().unwrap().stated;
    assert_eq!((stated.year, stated.month, stated.day), (Some(1443), Some(2), Some(30)));
    assert!(read("It was closed on 31 Safar 1443.", None).iter().all(|(text, _)| !text.starts_with("31")));
}

#[test]
fn a_weekday_that_disagrees_widens_the_interval() {
    let found = read("It rained on Monday 3 March 2017.", None);
    assert_eq!(found[0].1.warnings, [Warning::WeekdayDisagrees]);
    assert_eq!(days(&found[0].1), ("2017-03-03".into(), "2017-03-06".into()));
    let found = read("It rained on Friday 3 March 2017.", None);
    assert!(found[0].1.warnings.is_empty());
}

#[test]
fn two_calendars_that_disagree_are_reported() {
    let found = read("Dated 3 Rajab 1438 / 5 April 2017.", None);
    assert_eq!(found[0].1.warnings, [Warning::CalendarsDisagree]);
    assert_eq!(days(&found[0].1), ("2017-03-31".into(), "2017-04-05".into()));
}

#[test]
fn without_publication_a_date_without_a_year_stays_open() {
    let found = read("It rained on the 4th of Rajab. The following day was dry.", None);
    let when = found[0].1.when.as_ref().unwrap();
    assert_eq!((when.start, when.end, when.stated.month, when.stated.day), (None, None, Some(7), Some(4)));
    assert_eq!(days(&found[1].1), ("open".into(), "open".into()));
}

#[test]
fn hijri_days_have_a_day_of_slack_also_relative_ones() {
    let found = read("It rained on the 4th of Rajab. The following day was dry.", Some("2024-02-02"));
    for (_, mention) in &found {
        assert_eq!(mention.when.as_ref().unwrap().slack_days, 1);
    }
}

#[test]
fn a_dateline_is_the_time_of_writing() {
    let found = read("BAMAKO, March 4, 2024 (Agency) -- Two trucks burned yesterday.", None);
    assert_eq!(found[0].1.role, Role::Dateline);
    assert_eq!(days(&found[1].1), ("2024-03-03".into(), "2024-03-03".into()));
    let found = read("SAN SALVADOR, 3 JAN 90 -- [REPORT] Two trucks burned on Monday.", None);
    assert_eq!((found[0].1.role, days(&found[0].1).0.as_str()), (Role::Dateline, "1990-01-03"));
    assert_eq!(days(&found[1].1).0, "1990-01-01");
}

#[test]
fn what_has_lasted_since_a_day_lasts_to_publication() {
    let found = read("The road has been closed since 9 August.", Some("2023-11-24"));
    assert_eq!(found[0].1.role, Role::Bound);
    assert_eq!(days(&found[0].1), ("2023-08-09".into(), "2023-11-24".into()));
}

#[test]
fn history_takes_the_year_of_the_story() {
    let text = "It began in 1861. It went on in 1862 and 1863. Peace came in 1865. On April 12, 1861 a fort fell. \
                On July 21 an army withdrew. In December 1861 ships sailed. In January they landed. In 1864 it rained.";
    let found = read(text, Some("2009-12-19"));
    let value = |words: &str| &found.iter().find(|(t, _)| t == words).unwrap().1.timex.value;
    assert_eq!(value("July 21"), "1861-07-21");
    assert_eq!(value("January"), "1862-01");
}

#[test]
fn recalled_times_are_told_apart() {
    let found = read("Two trucks burned on Monday. A market had been hit in 2014.", Some("2022-07-20"));
    assert_eq!((found[0].1.role, found[1].1.role), (Role::Point, Role::Recalled));
}

#[test]
fn dates_of_the_future_need_a_word_for_it_or_leave() {
    let value = |text: &str, allow_future: bool| {
        let files = codebook::Files::embedded();
        let doc = Document::new(text.to_owned(), &when::style(&files).unwrap());
        let published = Some("2024-03-01".parse().unwrap());
        let context = Context { published, allow_future, ..Context::default() };
        Dater::new(&files).unwrap().annotate(&doc, &context)[0].timex.value.clone()
    };
    assert_eq!(value("The vote was on 5 April.", false), "2023-04-05");
    assert_eq!(value("The vote will be held on 5 April.", false), "2024-04-05");
    assert_eq!(value("The vote was on 5 April.", true), "2024-04-05");
}
