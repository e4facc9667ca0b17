//! The shipped model: what the codebook asks of it, hostile text, determinism.

use std::time::{Duration, Instant};

use document::{Document, Sentence, Style, TextRange};
use proptest::prelude::*;
use syntax::{Model, Parse, Parser, Scratch, Voice};

fn read(text: &str) -> Document {
    Document::new(text.to_owned(), &Style::default())
}

/// Words lie in order inside the sentence, cover its tokens, and governors form one tree.
fn check(document: &Document, sentence: &Sentence, parse: &Parse) -> Result<(), TestCaseError> {
    let mut at = sentence.range.start;
    for word in &parse.words {
        prop_assert!(word.range.start >= at && word.range.end > word.range.start);
        let between = TextRange::new(at, word.range.start);
        let blank = |c: char| c.is_whitespace() || c == '\u{feff}' || c == '\u{200b}';
        prop_assert!(document.slice(between).chars().all(blank));
        prop_assert!(document.text().is_char_boundary(word.range.end as usize));
        at = word.range.end;
    }
    prop_assert_eq!(at, sentence.range.end);
    let roots = parse.words.iter().filter(|w| w.head.is_none()).count();
    prop_assert_eq!(roots, 1);
    for n in 0..parse.words.len() {
        prop_assert!(parse.governor_path(n).take(parse.words.len() + 1).count() < parse.words.len());
        prop_assert!(parse.words[n].head.is_none_or(|h| parse.children(h as usize).any(|c| c == n)));
        parse.subject_of(n);
        prop_assert!(parse.conjuncts(n).contains(&n));
        if let Some(group) = parse.noun_group(n) {
            prop_assert!(group.first <= n && n < group.end && group.range.contains(parse.words[n].range));
        }
        if parse.verb_group(n).is_some() {
            parse.roles(n);
            parse.participle_chain(n);
        }
    }
    Ok(())
}

fn check_all(text: &str) -> Result<(), TestCaseError> {
    let document = read(text);
    let parser = Parser::embedded();
    let (mut scratch, mut parse) = (Scratch::default(), Parse::default());
    let found = parser.sentences(&document);
    prop_assert_eq!(found.iter().map(|s| s.end - s.first).sum::<u32>() as usize, document.tokens().len());
    for sentence in document.sentences().iter().chain(&found) {
        parser.parse_into(&document, sentence, &mut scratch, &mut parse);
        check(&document, sentence, &parse)?;
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(32))]

    #[test]
    fn any_text_gives_trees_with_spans(text in "(\\PC|[a-zA-Z0-9 .,'’‘\n-]){0,300}") {
        check_all(&text)?;
    }

    #[test]
    fn any_words_give_trees_with_spans(words in prop::collection::vec("[a-zA-Z]{1,9}|[.,;()']|don't|[0-9]{1,4}", 1..400)) {
        check_all(&words.join(" "))?;
    }
}

#[test]
fn the_examples_of_the_codebook_hold() {
    let outcomes = syntax::examples(&Parser::embedded(), &codebook::Files::embedded()).unwrap();
    assert!(outcomes.len() > 5);
    let failed: Vec<String> = outcomes
        .iter()
        .filter(|o| !o.passed())
        .map(|o| format!("{}:{}: {:?}: expected {}, got {}", o.file, o.line, o.text, o.expected, o.got))
        .collect();
    assert!(failed.is_empty(), "{}", failed.join("\n"));
}

/// What this thread has spent on a processor, where the system tells; else what the clock says.
fn spent(work: impl FnOnce()) -> Duration {
    let told = || -> Option<Duration> {
        let line = std::fs::read_to_string("/proc/thread-self/schedstat").ok()?;
        Some(Duration::from_nanos(line.split_whitespace().next()?.parse().ok()?))
    };
    let (start, before) = (Instant::now(), told());
    work();
    before.zip(told()).map_or(start.elapsed(), |(before, after)| after - before)
}

#[test]
fn a_sentence_of_a_megabyte_is_cut_in_linear_time() {
    let parse = |bytes: usize| {
        let document = read(&"the convoy, which it had left ".repeat(bytes / 30));
        assert_eq!(document.sentences().len(), 1);
        let mut parse = Parse::default();
        let time = spent(|| parse = Parser::embedded().parse(&document, &document.sentences()[0]));
        (document, parse, time)
    };
    let (document, whole, long) = parse(1 << 20);
    assert_eq!(whole.words.len(), (1 << 20) / 30 * 7);
    // Every word keeps its place; `check` would look at every word's way to the root, of which a chain of pieces has many.
    let mut at = 0;
    for word in &whole.words {
        assert!(word.range.start >= at && word.range.end > word.range.start);
        assert!(document.slice(TextRange::new(at, word.range.start)).trim().is_empty());
        at = word.range.end;
    }
    assert_eq!(at, document.sentences()[0].range.end);
    assert_eq!(whole.words.iter().filter(|w| w.head.is_none()).count(), 1);
    let (_, _, short) = parse(1 << 17);
    assert!(long < 24 * short, "eight times the text took {long:?} where the eighth took {short:?}");
    let one_word = read(&"x".repeat(1 << 20));
    assert_eq!(Parser::embedded().parse(&one_word, &one_word.sentences()[0]).words.len(), 1);
    let marks = read(&"-.'".repeat(1 << 18));
    for sentence in marks.sentences() {
        Parser::embedded().parse(&marks, sentence);
    }
}

#[test]
fn buffers_carry_nothing_over() {
    let document = read("Gunmen attacked a convoy. Two guards were killed by them.");
    let (mut scratch, mut again) = (Scratch::default(), Parse::default());
    for _ in 0..2 {
        for sentence in document.sentences() {
            Parser::embedded().parse_into(&document, sentence, &mut scratch, &mut again);
            assert_eq!(again, Parser::embedded().parse(&document, sentence));
        }
    }
}

#[test]
fn contractions_and_voice() {
    let document = read("The guards weren't harmed by the blast.");
    let parse = Parser::embedded().parse(&document, &document.sentences()[0]);
    let words: Vec<&str> = parse.words.iter().map(|w| document.slice(w.range)).collect();
    assert_eq!(words, ["The", "guards", "were", "n't", "harmed", "by", "the", "blast", "."]);
    let group = parse.verb_groups().remove(0);
    assert_eq!((parse.lemma(group.head), group.voice, group.negated), ("harm", Voice::Passive, true));
    assert_eq!(parse.agent_of(group.head), Some(7));
    let groups: Vec<&str> = parse.noun_groups().iter().map(|g| document.slice(g.range)).collect();
    assert_eq!(groups, ["The guards", "the blast"]);
}

#[test]
fn a_broken_model_is_refused() {
    assert!(Model::read(b"").is_err());
    let file = syntax_model::ENGLISH;
    assert!(Model::read(&file[..file.len() / 2]).is_err());
}
