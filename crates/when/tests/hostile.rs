//! Any text: no panic, spans slice the text, mentions in order and apart, time in proportion to length.

use std::time::{Duration, Instant};

use document::Document;
use proptest::prelude::*;
use when::{Context, Dater};

fn dater() -> &'static (Dater, document::Style) {
    static DATER: std::sync::OnceLock<(Dater, document::Style)> = std::sync::OnceLock::new();
    DATER.get_or_init(|| {
        let files = codebook::Files::embedded();
        (Dater::new(&files).unwrap(), when::style(&files).unwrap())
    })
}

fn check(text: &str, context: &Context) {
    let (dater, style) = dater();
    let doc = Document::new(text.to_owned(), style);
    let mentions = dater.annotate(&doc, context);
    let mut at = 0;
    for m in &mentions {
        assert!(m.range.start >= at && m.range.start < m.range.end, "{text:?}");
        at = m.range.end;
        assert!(doc.text().is_char_boundary(m.range.start as usize));
        assert!(doc.text().is_char_boundary(m.range.end as usize));
        let slice = doc.slice(m.range);
        assert!(slice.trim() == slice, "{slice:?}");
        for (range, _) in m.timexes() {
            assert!(m.range.contains(range));
        }
        if let Some(w) = &m.when {
            assert_eq!(w.start.is_some(), w.end.is_some());
            assert!(w.start <= w.end, "{slice:?} {w:?}");
            let span = w.span.unwrap();
            let by_chars: String =
                doc.text().chars().skip(span.start as usize).take(span.len() as usize).collect();
            assert_eq!(by_chars, slice);
        }
        assert!((0.0..=1.0).contains(&m.confidence));
    }
    assert!(when::timeml("x", &doc, &mentions, context.published).ends_with("</TimeML>\n"));
}

/// Words and marks of which dates are made.
const WORDS: &str = "the|4th|of|Rajab|30|Safar|1438|March|May|2017|,|.|on|from|to|between|and|two|days|later|ago|\
    last|next|week|night|Monday|late|-|–|/|99|000|32|13|2400|24:00|9999|8999|BC|century|1980s|\
    Pagume|6|Esfand|31|a|year|that|same|evening|999999999|million|hundred|thousand|14.05.2017|\
    061200ZFEB|19|à|Ramadan|Eid al-Fitr|Easter|summer|AH|first|thirty|before|after|yesterday|٤|رجب";

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn any_characters(text in "\\PC{0,200}") {
        check(&text, &Context::default());
    }

    #[test]
    fn words_of_time_in_any_order(
        words in prop::collection::vec(prop::sample::select(WORDS.split('|').collect::<Vec<_>>()), 0..40),
        year in -3000i16..4000,
    ) {
        let published = jiff::civil::date(year, 2, 28);
        check(&words.join(" "), &Context { published: Some(published), allow_future: year % 2 == 0, ..Context::default() });
        check(&words.join(" "), &Context::default());
    }
}

#[test]
fn time_grows_with_length() {
    let (dater, style) = dater();
    for unit in [
        "the 4th, ",
        "twenty-",
        "May ",
        "1, 2, 3, ",
        "a hundred and ",
        "the same day and ",
        "12/",
        "from 1 to ",
    ] {
        let run = |times: usize| {
            let doc = Document::new(unit.repeat(times), style);
            let start = Instant::now();
            let n = dater.annotate(&doc, &Context::default()).len();
            (start.elapsed(), n)
        };
        let (short, _) = run(2_000);
        let (long, _) = run(40_000);
        // Twenty times the text may take sixty times as long on a busy machine, not four hundred.
        assert!(long < short * 60 + Duration::from_millis(400), "{unit:?}: {short:?}, {long:?}");
    }
}
