//! Any text is coded without a panic, in linear time, and every span of a record lies in the text.

use std::sync::OnceLock;
use std::time::{Duration, Instant};

use coder::{Coder, Input};
use proptest::prelude::*;
use record::{DocumentRef, Side, Span};

fn coder() -> &'static Coder {
    static CODER: OnceLock<Coder> = OnceLock::new();
    CODER.get_or_init(|| Coder::new(&codebook::Files::embedded()).unwrap())
}

fn input(text: String, side: Side) -> Input {
    let document = DocumentRef {
        sha256: None,
        path: "a.txt".to_owned(),
        title: None,
        published: Some("2024-03-10".parse().unwrap()),
        publisher: Some("Valley Front".to_owned()),
        side,
    };
    Input { text, document }
}

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
        let input = input(text, side);
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

/// The least of three runs, so that a busy machine does not decide.
fn time(sentences: usize) -> Duration {
    let one = "On 3 March 2024 gunmen attacked a post near Bria, killing two soldiers and burning a truck. ";
    let input = input(one.repeat(sentences), Side::Independent);
    let run = || {
        let from = Instant::now();
        assert!(!coder().code(&input).events.is_empty());
        from.elapsed()
    };
    (0..3).map(|_| run()).min().unwrap()
}

#[test]
fn time_grows_with_the_text_and_not_with_its_square() {
    let (short, long) = (time(250), time(2000));
    let ratio = long.as_secs_f64() / short.as_secs_f64();
    assert!(ratio < 24.0, "8 times the text took {ratio:.1} times as long ({short:?}, {long:?})");
}
