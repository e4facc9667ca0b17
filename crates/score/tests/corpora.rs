//! The committed corpora are whole: every record of gold is one by RECORD.md, and its spans lie in its text.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use record::{Event, Span};
use serde_json::Value;

const CORPORA: [&str; 3] = ["corpus", "corpus/second", "corpus/third"];

fn folder(corpus: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").join(corpus)
}

fn lines(path: &Path) -> Vec<Value> {
    let text = fs::read_to_string(path).unwrap_or_else(|e| panic!("{}: {e}", path.display()));
    text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

fn column<'a>(row: &'a Value, name: &str) -> &'a str {
    row[name].as_str().unwrap_or_else(|| panic!("no `{name}` in {row}"))
}

fn names(folder: &Path, sub: &str) -> BTreeSet<String> {
    let files = fs::read_dir(folder.join(sub)).unwrap();
    files.map(|f| format!("{sub}/{}", f.unwrap().file_name().to_str().unwrap())).collect()
}

#[test]
fn the_list_names_every_file_and_counts_its_records() {
    for corpus in CORPORA {
        let folder = folder(corpus);
        let rows = lines(&folder.join("documents.jsonl"));
        let listed = |name: &str| rows.iter().map(|r| column(r, name).to_owned()).collect::<BTreeSet<_>>();
        assert_eq!(listed("path"), names(&folder, "text"), "{corpus}");
        assert_eq!(listed("gold"), names(&folder, "gold"), "{corpus}");
        assert_eq!(listed("path").len(), rows.len(), "{corpus}: a document is listed twice");
        for row in &rows {
            let gold = lines(&folder.join(column(row, "gold")));
            // The first corpus counts them as authored, in its README.
            if let Some(records) = row["records"].as_u64().filter(|_| corpus != "corpus") {
                assert_eq!(gold.len() as u64, records, "{row}");
            }
            assert!(matches!(column(row, "use"), "develop" | "test"), "{row}");
            for event in &gold {
                for name in ["path", "title", "published", "publisher", "side"] {
                    assert_eq!(event["document"][name], row[name], "{row}");
                }
            }
        }
    }
}

#[test]
fn every_record_has_the_fields_of_its_definition_and_no_others() {
    for corpus in CORPORA {
        let folder = folder(corpus);
        for row in lines(&folder.join("documents.jsonl")) {
            for gold in lines(&folder.join(column(&row, "gold"))) {
                let event: Event = serde_json::from_value(gold.clone()).unwrap();
                assert_eq!(serde_json::to_value(&event).unwrap(), gold, "{corpus}: {}", column(&row, "gold"));
                assert!(event.confidence.is_none() && event.id.is_none());
            }
        }
    }
}

#[test]
fn every_span_slices_its_text_and_no_day_is_after_publication() {
    for corpus in CORPORA {
        let folder = folder(corpus);
        for row in lines(&folder.join("documents.jsonl")) {
            let path = column(&row, "path");
            let text = fs::read_to_string(folder.join(path)).unwrap();
            assert!(!text.contains('\r') && !text.starts_with('\u{feff}'), "{path}");
            let length = text.chars().count() as u32;
            // A name may be parted by the end of a line.
            let words = text.split_whitespace().collect::<Vec<_>>().join(" ");
            let mut last = None;
            for gold in lines(&folder.join(column(&row, "gold"))) {
                let event: Event = serde_json::from_value(gold).unwrap();
                let inside = |span: Span| span.start < span.end && span.end <= length;
                assert!(inside(event.span), "{path}: {:?}", event.span);
                assert!(last < Some(event.span), "{path}: {:?} is out of order or twice", event.span);
                last = Some(event.span);
                let losses = event.toll.iter().map(|t| t.span).chain(event.materiel.iter().map(|m| m.span));
                for span in losses {
                    assert!(inside(span) && event.span.contains(span), "{path}: {span:?}");
                }
                let actors = event.actors.iter().map(|a| a.span);
                let others = [event.when.span, event.place.span, event.attribution.span];
                for span in others.into_iter().chain(actors).flatten() {
                    assert!(inside(span), "{path}: {span:?}");
                }
                for name in &event.place.path {
                    assert!(words.contains(name), "{path}: {name}");
                }
                assert!(event.when.start <= event.when.end, "{path}: {:?}", event.when);
                if let (Some(end), Some(published)) = (event.when.end, event.document.published) {
                    assert!(end <= published, "{path}: {end}");
                }
            }
        }
    }
}
