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
