//! Any text is coded without a panic, and every span of a record lies in the text.

mod shared;

use proptest::prelude::*;
use record::{Side, Span};
use shared::{coder, input};

const WORDS: &str = "(on|the|4th|of|Rajab|in|near|Gao|Bria|between|and|soldiers|two|at least|killed|wounded|were|attacked|\
    ambushed|a|mine|exploded|under|truck|destroying|it|them|while|,|\\.|;|:|“|”|\n\n|Northern Region|On|Monday|said|police|\
    army|fighters|captured|three|rifles|total|since|2007|when|who|drone|struck|[0-9]{1,14}|[A-Za-z‘’é]{1,9}|\\PC)";

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]
    #[test]
    fn any_text_is_coded_and_every_span_lies_in_it(words in proptest::collection::vec(WORDS, 0..90)) {
        let text = words.join(" ");
        let chars = text.chars().count() as u32;
        let side = [Side::Claimant, Side::State, Side::Independent][words.len() % 3];
        let input = input(&text, side);
        let coding = coder().code(&input);
        let inside = |span: Span| span.start < span.end && span.end <= chars;
        let mut last = None;
        for coded in &coding.events {
            let e = &coded.event;
            prop_assert!(inside(e.span));
            prop_assert!(last <= Some(e.span));
            last = Some(e.span);
            for span in e.toll.iter().map(|t| t.span).chain(e.materiel.iter().map(|m| m.span)) {
                prop_assert!(inside(span));
            }
            for span in [e.when.span, e.place.span, e.attribution.span].into_iter().flatten() {
                prop_assert!(inside(span));
            }
            prop_assert!(e.toll.iter().all(|t| t.high.is_none_or(|h| h >= t.low)));
            prop_assert_eq!(e.id.clone(), Some(e.stable_id()));
        }
        prop_assert_eq!(coding.events, coder().code(&input).events);
        for row in coder().annotate(&input) {
            prop_assert!(inside(row.span));
        }
    }
}
