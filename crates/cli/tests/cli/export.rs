//! What leaves the casebook.

use crate::kit::{Folder, casebook_with_event};

#[test]
fn the_ending_gives_the_format() {
    let folder = Folder::new();
    casebook_with_event(&folder.join("counterclaim.casebook"), "Bria", "Person One");
    folder.expect(0, &["export", "--to", "out/e.jsonl"]);
    let event: record::Event =
        serde_json::from_str(std::fs::read_to_string(folder.join("out/e.jsonl")).unwrap().trim()).unwrap();
    assert_eq!(event.place.name.as_deref(), Some("Bria"));
    folder.expect(0, &["export", "--to", "e.geojson"]);
    let features: serde_json::Value =
        serde_json::from_slice(&std::fs::read(folder.join("e.geojson")).unwrap()).unwrap();
    assert_eq!(features["features"][0]["geometry"]["coordinates"], serde_json::json!([21.98, 6.54]));
    folder.expect(0, &["export", "--to", "e.csv"]);
    assert_eq!(std::fs::read_to_string(folder.join("e.csv")).unwrap().lines().count(), 2);
    let (code, _, err) = folder.run(&["export", "--to", "e.xlsx"]);
    assert!(code == 2 && err.contains(".csv"), "{err}");
}

#[test]
fn cells_that_a_spreadsheet_would_run_are_escaped() {
    let folder = Folder::new();
    casebook_with_event(&folder.join("counterclaim.casebook"), "=HYPERLINK(\"x\")", "Person One");
    folder.expect(0, &["export", "--to", "e.csv"]);
    let mut reader = csv::Reader::from_path(folder.join("e.csv")).unwrap();
    for row in reader.records() {
        for cell in row.unwrap().iter() {
            let runs = cell.starts_with(['=', '+', '@', '\t', '\r'])
                || (cell.starts_with('-') && cell.parse::<f64>().is_err());
            assert!(!runs, "{cell}");
        }
    }
    let text = std::fs::read_to_string(folder.join("e.csv")).unwrap();
    assert!(text.contains("'=HYPERLINK"), "{text}");
}

#[test]
fn names_of_individuals_are_left_out_unless_asked_for() {
    let folder = Folder::new();
    casebook_with_event(&folder.join("counterclaim.casebook"), "Bria", "Person One");
    for ending in ["csv", "jsonl", "geojson"] {
        let file = format!("e.{ending}");
        folder.expect(0, &["export", "--to", &file]);
        let text = std::fs::read_to_string(folder.join(&file)).unwrap();
        assert!(!text.contains("Person One") && text.contains("gunmen"), "{text}");
        folder.expect(0, &["export", "--to", &file, "--with-names"]);
        assert!(std::fs::read_to_string(folder.join(&file)).unwrap().contains("Person One"));
    }
}
