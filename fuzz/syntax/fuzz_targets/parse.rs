//! Any bytes: `cargo +nightly fuzz run parse` in `fuzz/syntax`.
#![no_main]

use document::{Document, Style};
use libfuzzer_sys::fuzz_target;
use syntax::{Parse, Parser, Scratch};

fuzz_target!(|bytes: &[u8]| {
    let Ok(decoded) = document::decode(bytes) else { return };
    let document = Document::new(decoded.text, &Style::default());
    let parser = Parser::embedded();
    let (mut scratch, mut parse) = (Scratch::default(), Parse::default());
    for sentence in document.sentences().iter().chain(&parser.sentences(&document)) {
        parser.parse_into(&document, sentence, &mut scratch, &mut parse);
        let mut at = sentence.range.start;
        for word in &parse.words {
            assert!(word.range.start >= at && word.range.end > word.range.start);
            at = word.range.end;
        }
        assert_eq!(at, sentence.range.end);
        parse.verb_groups().iter().for_each(|g| {
            parse.roles(g.head);
        });
    }
});
