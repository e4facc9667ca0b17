//! Wire copy: a title, a dateline and paragraphs of prose, which are no list even if several begin with a day or place.

mod shared;

use record::{Effect, Side};
use shared::{coder, input};

#[test]
fn one_dateline_opens_no_entry_of_a_list() {
    let text = "Niger: school attacked in Diffa, tolls differ\n\n\
        ZINDER, 8 March 2024 (Plains Wire) - Gunmen attacked a school in Diffa on Wednesday, teachers said.\n\n\
        A councillor said that 7 pupils had been killed. A nurse put the number of dead at 9.\n\n\
        The police blamed a gang.\n\n\
        On Monday, gunmen burned 4 shops in Gao, a trader said.\n";
    let coding = coder().code(&input(text, Side::Independent));
    let tolls: Vec<Vec<(Effect, u64)>> =
        coding.events.iter().map(|c| c.event.toll.iter().map(|t| (t.effect, t.low)).collect()).collect();
    assert_eq!(tolls, [vec![(Effect::Killed, 7), (Effect::Killed, 9)], vec![]]);
}

fn places(text: &str) -> Vec<Option<String>> {
    let coding = coder().code(&input(text, Side::Independent));
    coding.events.into_iter().map(|c| c.event.place.name).collect()
}

#[test]
fn where_a_report_was_filed_is_not_where_it_happened() {
    let wire = "BAMAKO (Plains Wire) - Three soldiers were killed on Monday near Gao, the army said.\n";
    assert_eq!(places(wire), [Some("Gao".to_owned())]);
    let only = "BAMAKO (Plains Wire) - Three soldiers were killed on Monday, the army said.\n";
    assert_eq!(places(only), [Some("BAMAKO".to_owned())]);
    // Several such lines are entries of a list, each under its place.
    let list = "BAMAKO - Three soldiers were killed on Monday by men from Segou.\n\n\
        GAO - Two policemen were killed on Monday by men from Kidal.\n";
    assert_eq!(places(list), [Some("BAMAKO".to_owned()), Some("GAO".to_owned())]);
}

#[test]
fn a_dateline_without_a_year_is_one_where_publication_is_not_known() {
    let mut input = input(
        "BAMAKO, March 4 (Plains Wire) - Three soldiers were killed on Monday near Gao, the army said.\n",
        Side::Independent,
    );
    input.document.published = None;
    let coding = coder().code(&input);
    let places: Vec<_> = coding.events.iter().map(|c| c.event.place.name.as_deref()).collect();
    assert_eq!(places, [Some("Gao")]);
}
