//! Any text: no panic, and every span slices it.
#![no_main]

use std::sync::LazyLock;

use document::{Document, Style};
use place::{Context, Gazetteer, Placer};

static PLACER: LazyLock<Placer> =
    LazyLock::new(|| Placer::new(&codebook::Files::embedded(), Gazetteer::embedded()).expect("shipped codebook"));

libfuzzer_sys::fuzz_target!(|text: String| {
    let doc = Document::new(text, &Style::default());
    for mention in PLACER.annotate(&doc, &Context::default()) {
        assert!(!doc.slice(mention.range).is_empty());
        assert!(mention.phrase.contains(mention.range));
    }
});
