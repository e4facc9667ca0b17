//! What a casebook promises to its users.

mod common;

use std::ops::ControlFlow;

use casebook::{
    Casebook, CasebookError, CodingKey, Form, NewCorrection, Options, Outcome, Packed, Source, corrected,
};
use common::{bytes, key, packed, small_batches, source, store};
use tempfile::TempDir;

fn folder() -> TempDir {
    tempfile::tempdir().expect("a folder")
}

fn create(folder: &TempDir, name: &str) -> Casebook {
    Casebook::create_or_open(&folder.path().join(name), small_batches()).expect("a casebook")
}

fn events(book: &Casebook) -> Vec<(String, u32)> {
    let mut all = Vec::new();
    let done = book.for_each(|stored| {
        all.push((stored.event.document.path, stored.event.span.start));
        ControlFlow::Continue(())
    });
    done.expect("a casebook");
    all
}

#[test]
fn the_order_of_arrival_and_a_second_run_change_nothing() {
    let folder = folder();
    let mut there = create(&folder, "there");
    let mut back = create(&folder, "back");
    for n in 0..40 {
        assert_eq!(store(&mut there, n, "h1"), Outcome::Coded(n % 5));
        store(&mut back, 39 - n, "h1");
    }
    let digest = there.digest().expect("a digest");
    assert_eq!(digest, back.digest().expect("a digest"));
    for n in (0..40).rev() {
        assert_eq!(store(&mut there, n, "h1"), Outcome::Unchanged);
    }
    assert_eq!(digest, there.digest().expect("a digest"));
    assert_eq!(there.totals().expect("totals").events, 80);
    let order = events(&back);
    assert!(order.is_sorted() && order.len() == 80, "{}", order.len());
    there.close().expect("closed");
    let again = Casebook::open(&folder.path().join("there"), Options::default()).expect("a casebook");
    assert_eq!(digest, again.digest().expect("a digest"));
    assert_eq!(
        std::fs::read_dir(folder.path())
            .expect("a folder")
            .filter(|e| { e.as_ref().is_ok_and(|e| e.file_name().to_string_lossy().starts_with("there")) })
            .count(),
        1,
        "one plain file is left"
    );
}

#[test]
fn one_document_under_two_paths_is_stored_once() {
    let folder = folder();
    let mut book = create(&folder, "book");
    let (mut one, text) = (source(3), bytes(3));
    let key = key(&one, &text, "h1");
    one.path = "z/copy.txt".into();
    assert_eq!(book.store(&one, &key, &packed(&key, &text, 3)).expect("stored"), Outcome::Coded(3));
    one.path = "a/original.txt".into();
    assert_eq!(book.link(&one, &key).expect("linked"), Some(Outcome::Linked));
    let summary = book.summary().expect("a summary");
    assert_eq!((summary.documents, summary.sources, summary.events), (1, 2, 3));
    assert!(
        events(&book).iter().all(|(path, _)| path == "a/original.txt"),
        "the first path, whatever came first"
    );
    // The same bytes with another date of publication are another coding of the same document.
    one.path = "b/dated.txt".into();
    one.published = Some(jiff::civil::date(2021, 6, 1));
    let dated = CodingKey::new(&one, &text, "h1", "0.1.0");
    assert_eq!(book.link(&one, &dated).expect("linked"), None);
    book.store(&one, &dated, &packed(&dated, &text, 3)).expect("stored");
    let summary = book.summary().expect("a summary");
    assert_eq!((summary.documents, summary.sources, summary.events), (1, 3, 6));
}

#[test]
fn a_new_codebook_replaces_the_coding_and_keeps_the_document() {
    let folder = folder();
    let mut book = create(&folder, "book");
    store(&mut book, 4, "h1");
    assert_eq!(store(&mut book, 4, "h2"), Outcome::Coded(4));
    let summary = book.summary().expect("a summary");
    assert_eq!((summary.documents, summary.sources, summary.events), (1, 1, 4));
    // The file has changed: the old bytes stay.
    let (source, text) = (source(4), b"Nothing was reported.".to_vec());
    let changed = key(&source, &text, "h2");
    book.store(&source, &changed, &packed(&changed, &text, 0)).expect("stored");
    let summary = book.summary().expect("a summary");
    assert_eq!((summary.documents, summary.sources, summary.events), (2, 1, 0));
    let old = key(&source, &bytes(4), "h2").document;
    assert_eq!(book.bytes(&old).expect("a casebook"), Some(bytes(4)));
    let mut dump = Vec::new();
    book.dump(&mut dump).expect("a dump");
    assert!(String::from_utf8_lossy(&dump).contains("instead_of"), "the log tells of it");
}

#[test]
fn texts_come_back_as_they_were_coded() {
    let folder = folder();
    let mut book = create(&folder, "book");
    let cases: [(&str, Form, &[u8], &str); 2] = [
        (
            "latin.txt",
            Form::Text,
            b"Trois soldats tu\xe9s \xe0 S\xe9var\xe9, pr\xe8s de Mopti\r\n",
            "Trois soldats tués à Sévaré, près de Mopti\n",
        ),
        ("all.jsonl#1", Form::JsonLine, br#"{"text": "S\u00e9va\n", "n": 1}"#, "Séva\n"),
    ];
    for (path, form, bytes, text) in cases {
        let source = Source::new(path);
        let key = key(&source, bytes, "h1");
        let packed = Packed::new(&key, form, bytes, Vec::new()).expect("packed");
        book.store(&source, &key, &packed).expect("stored");
        assert_eq!(book.text(&key.document).expect("a text").as_deref(), Some(text));
        assert_eq!(book.bytes(&key.document).expect("bytes").as_deref(), Some(bytes));
    }
    assert_eq!(book.text("00").expect("no text"), None);
}

#[test]
fn sources_keep_all_columns_of_their_metadata() {
    let folder = folder();
    let mut book = create(&folder, "book");
    store(&mut book, 2, "h1");
    let mut listed = Vec::new();
    book.for_each_source(|l| {
        listed.push(l);
        ControlFlow::Continue(())
    })
    .expect("a casebook");
    assert_eq!(listed[0].source, source(2));
    assert_eq!((listed[0].events, listed[0].size), (2, bytes(2).len() as u64));
    let mut changed = source(2);
    changed.extra.insert("country".into(), "ML".into());
    let key = key(&changed, &bytes(2), "h1");
    assert_eq!(book.link(&changed, &key).expect("linked"), Some(Outcome::Linked));
}

#[test]
fn events_are_found_by_a_prefix_and_corrected_in_a_log() {
    let folder = folder();
    let mut book = create(&folder, "book");
    store(&mut book, 3, "h1");
    let mut ids = Vec::new();
    book.for_each(|s| {
        ids.push(s.event.id.clone().expect("an id"));
        ControlFlow::Continue(())
    })
    .expect("a casebook");
    let id = &ids[1];
    assert_eq!(book.find(&id[..12]).expect("found").len(), 1);
    assert_eq!(book.find("").expect("found").len(), 3);
    assert!(matches!(book.find("ffffffffffffffff"), Err(CasebookError::NoEvent(_))));
    let correction = NewCorrection {
        event: id.clone(),
        field: "kind".into(),
        value: "background".into(),
        note: Some("recalled".into()),
        author: "coder 2".into(),
        at: "2024-01-01T00:00:00Z".into(),
    };
    book.correct(&correction).expect("corrected");
    for (field, value) in
        [("kind", "nonsense".into()), ("id", "x".into()), ("colour", serde_json::Value::Null)]
    {
        let wrong = NewCorrection { field: field.into(), value, ..correction.clone() };
        assert!(matches!(book.correct(&wrong), Err(CasebookError::Correction { .. })), "{field}");
    }
    let log: Vec<_> = book.corrections(id).expect("a log").into_iter().map(|c| c.correction).collect();
    assert_eq!(log, [correction]);
    let stored = book.find(id).expect("found").remove(0).event;
    assert_eq!(stored.kind, record::Kind::Event, "the record stays as it was coded");
    assert_eq!(corrected(&stored, &log).expect("a record").kind, record::Kind::Background);
}

#[test]
fn a_second_writer_is_told_at_once_who_writes() {
    let folder = folder();
    let path = folder.path().join("book");
    let options = Options { holder: "counterclaim code (process 4711)".into(), ..small_batches() };
    let mut book = Casebook::create_or_open(&path, options).expect("a casebook");
    store(&mut book, 1, "h1");
    let started = std::time::Instant::now();
    let second = Casebook::create_or_open(&path, Options::default());
    let error = second.map(|_| ()).expect_err("held");
    assert!(started.elapsed() < Options::default().patience, "no waiting");
    assert!(error.to_string().contains("in use by counterclaim code (process 4711)"), "{error}");
    book.close().expect("closed");
    Casebook::create_or_open(&path, Options::default()).and_then(Casebook::close).expect("free again");
}

#[test]
fn readers_see_what_was_committed_when_they_began_while_one_writes() {
    let folder = folder();
    let path = folder.path().join("book");
    let read = || Casebook::open(&path, Options::default()).expect("a casebook");
    let sources = |book: &Casebook| book.summary().expect("a summary").sources;
    let mut book = create(&folder, "book");
    assert_eq!(sources(&read()), 0);
    for n in 0..10 {
        store(&mut book, n, "h1");
    }
    let early = read();
    assert_eq!(sources(&early), 7, "one batch of seven is committed");
    let before = early.digest().expect("a digest");
    for n in 10..20 {
        store(&mut book, n, "h1");
    }
    assert_eq!(sources(&read()), 14);
    book.close().expect("closed, with a reader at work");
    assert_eq!(sources(&read()), 20);
    assert_eq!(early.digest().expect("a digest"), before, "a reader sees one moment");
    drop(early);
    assert_eq!(sources(&read()), 20);
}

#[test]
fn other_files_are_left_as_they_are() {
    let folder = folder();
    let path = folder.path().join("book");
    let open = || Casebook::create_or_open(&path, Options::default()).map(|_| ()).expect_err("refused");
    let read = || Casebook::open(&path, Options::default()).map(|_| ()).expect_err("refused");
    assert!(matches!(read(), CasebookError::Missing(_)));
    std::fs::write(&path, "A diary, and no database at all. ".repeat(100)).expect("a file");
    let before = std::fs::read(&path).expect("a file");
    assert!(matches!(open(), CasebookError::NotACasebook(_)));
    assert!(matches!(read(), CasebookError::NotACasebook(_)));
    assert_eq!(before, std::fs::read(&path).expect("a file"));
    std::fs::remove_file(&path).expect("a file");
    let other = rusqlite::Connection::open(&path).expect("a database");
    other.execute_batch("CREATE TABLE birds (name TEXT)").expect("a table");
    drop(other);
    assert!(matches!(open(), CasebookError::NotACasebook(_)));
}

#[test]
fn a_casebook_of_a_newer_version_is_refused() {
    let folder = folder();
    let path = folder.path().join("book");
    Casebook::create_or_open(&path, Options::default()).and_then(Casebook::close).expect("a casebook");
    let raw = rusqlite::Connection::open(&path).expect("a database");
    raw.pragma_update(None, "user_version", 99).expect("a version");
    drop(raw);
    for opened in
        [Casebook::create_or_open(&path, Options::default()), Casebook::open(&path, Options::default())]
    {
        assert!(matches!(opened.map(|_| ()), Err(CasebookError::Newer { found: 99, .. })));
    }
}

#[test]
fn a_casebook_of_the_first_format_is_refused_with_what_to_do() {
    let folder = folder();
    let path = folder.path().join("book");
    Casebook::create_or_open(&path, Options::default()).and_then(Casebook::close).expect("a casebook");
    let raw = rusqlite::Connection::open(&path).expect("a database");
    raw.pragma_update(None, "user_version", 1).expect("a version");
    drop(raw);
    let before = std::fs::read(&path).expect("a file");
    for opened in
        [Casebook::create_or_open(&path, Options::default()), Casebook::open(&path, Options::default())]
    {
        let error = opened.map(|_| ()).expect_err("refused");
        assert!(error.to_string().contains("code the reports again into a new casebook"), "{error}");
    }
    assert_eq!(before, std::fs::read(&path).expect("a file"));
}

#[test]
fn originals_corrections_and_the_log_cannot_be_changed() {
    let folder = folder();
    let path = folder.path().join("book");
    let mut book = Casebook::create_or_open(&path, small_batches()).expect("a casebook");
    store(&mut book, 1, "h1");
    book.close().expect("closed");
    let raw = rusqlite::Connection::open(&path).expect("a database");
    for sql in [
        "UPDATE documents SET size = 0",
        "DELETE FROM documents",
        "DELETE FROM audit",
        "UPDATE audit SET action = ''",
    ] {
        assert!(raw.execute_batch(sql).is_err(), "{sql}");
    }
}
