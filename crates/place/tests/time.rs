//! Texts that are made to take long: time grows with their length, not with its square.

use std::sync::LazyLock;
use std::time::Instant;

use codebook::Files;
use document::{Document, Style, TextRange};
use place::{Context, Gazetteer, Placer};

static PLACER: LazyLock<Placer> =
    LazyLock::new(|| Placer::new(&Files::embedded(), Gazetteer::embedded()).unwrap());

/// Seconds of the quicker of two runs.
fn seconds(run: impl Fn()) -> f64 {
    let once = || {
        let start = Instant::now();
        run();
        start.elapsed().as_secs_f64()
    };
    once().min(once())
}

/// Fails where four times the length takes more than nine times as long: the square would take sixteen times.
fn grows_with_length(what: &str, run: impl Fn(usize), short: usize) {
    run(10);
    let (one, four) = (seconds(|| run(short)), seconds(|| run(4 * short)));
    assert!(four < 9.0 * one + 0.3, "{what}: {short} took {one:.3} s, {} took {four:.3} s", 4 * short);
}

fn annotate(text: String) {
    let doc = Document::new(text, &Style::default());
    std::hint::black_box(PLACER.annotate(&doc, &Context::default()));
}

/// The `n`th of endlessly many names that no gazetteer has.
fn name(n: usize) -> String {
    let letters: String = n.to_string().bytes().map(|b| char::from(b - b'0' + b'b')).collect();
    format!("Vel{letters}mara")
}

#[test]
fn sentences_of_names() {
    let sentence = "Gao, Paris and Springfield. ";
    grows_with_length("sentences of names", |n| annotate(sentence.repeat(n)), 400);
}

#[test]
fn one_list_of_many_names() {
    let list = |n: usize| (0..n).map(name).collect::<Vec<_>>().join(", ");
    grows_with_length("a list", |n| annotate(format!("Shells fell on {} and Gao.", list(n))), 1000);
    grows_with_length("a list of one name", |n| annotate(format!("in {}.", vec!["Gao"; n].join(", "))), 1000);
}

#[test]
fn long_paths() {
    let path = |n: usize| (0..n).map(name).collect::<Vec<_>>();
    grows_with_length("in A in B in C", |n| annotate(format!("in {}.", path(n).join(" in "))), 1000);
    grows_with_length(
        "the village of A of B",
        |n| annotate(format!("the village of {}.", path(n).join(" of "))),
        1000,
    );
    grows_with_length("A's B's C", |n| annotate(format!("in {}.", path(n).join("’s "))), 1000);
    grows_with_length("A–B–C road", |n| annotate(format!("the {} road", path(n).join("–"))), 1000);
}

#[test]
fn labels_headings_and_fronts() {
    grows_with_length("labels", |n| annotate(format!("* Gao, {}: a man died.\n", name(n)).repeat(n)), 400);
    grows_with_length("headings", |n| annotate("MALI\nIn Gao, two died.\n\n".repeat(n)), 400);
    grows_with_length("fronts", |n| annotate("In Mali, two died near Gao. ".repeat(n)), 400);
    grows_with_length("capitals", |n| annotate("TWO MEN DIED NEAR GAO AND VELMARA ".repeat(n)), 400);
}

#[test]
fn given_spans() {
    let resolve = |n: usize, text: &str| {
        let doc = Document::new(text.repeat(n), &Style::default());
        let step = text.len() as u32;
        let spans: Vec<TextRange> = (0..n as u32).map(|k| TextRange::new(k * step, k * step + 3)).collect();
        assert_eq!(PLACER.resolve_spans(&doc, &Context::default(), &spans).len(), n);
    };
    grows_with_length("spans", |n| resolve(n, "Gao and Paris were calm. "), 1000);
    // The same span over and over.
    let same = |n: usize| {
        let doc = Document::new("Gao and Paris were calm. ".repeat(20), &Style::default());
        let spans = vec![TextRange::new(0, 3); n];
        assert_eq!(PLACER.resolve_spans(&doc, &Context::default(), &spans).len(), n);
    };
    grows_with_length("one span", same, 1000);
}
