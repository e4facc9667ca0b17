//! Any text and any day of publication: no panic, spans slice the text, mentions in order and apart.
#![no_main]

use std::sync::LazyLock;

use libfuzzer_sys::fuzz_target;

static DATER: LazyLock<(when::Dater, document::Style)> = LazyLock::new(|| {
    let files = codebook::Files::embedded();
    (when::Dater::new(&files).expect("the shipped codebook"), when::style(&files).expect("the shipped codebook"))
});

fuzz_target!(|input: (i16, &str)| {
    let (year, text) = input;
    let published = jiff::civil::Date::new(year % 9999, 6, 15).ok();
    let doc = document::Document::new(text.to_owned(), &DATER.1);
    let mentions = DATER.0.annotate(&doc, &when::Context { published, ..Default::default() });
    let mut at = 0;
    for m in &mentions {
        assert!(m.range.start >= at && m.range.end > m.range.start);
        at = m.range.end;
        let _ = doc.slice(m.range);
        if let Some(w) = &m.when {
            assert!(w.start <= w.end);
        }
    }
    let _ = when::timeml("fuzz", &doc, &mentions, published);
});
