use super::*;

const TEXT: &str =
    "On 4 May the column killed Ann Example and at least two guards near Séva; =cmd said 3 to 5.";

fn event() -> Event {
    serde_json::from_value(serde_json::json!({
        "id": "00ff", "document": {"path": "a.txt", "title": "=HYPERLINK(\"x\")", "published": "2021-05-06"},
        "span": [0, 72], "kind": "event", "section": "-1+2",
        "when": {"start": "2021-05-04", "end": "2021-05-04", "precision": "day", "calendar": "gregorian",
                 "stated": {"year": null, "month": 5, "day": 4}, "basis": "stated", "slack_days": 0, "span": [0, 8]},
        "where": {"name": "Séva", "path": ["Séva"], "relation": "near", "country": "ML", "admin1": null,
                  "gazetteer_id": null, "lat": -14.5, "lon": -4.25, "radius_km": 12.0, "precision": 2, "span": [63, 72]},
        "type": {"acled": ["Battles", "Armed clash"], "gtd": null}, "tactics": ["clash"],
        "actors": [{"name": "the column", "role": "initiator", "category": "armed_group", "span": [9, 19]},
                   {"name": "Ann Example", "role": "target", "category": "civilians", "span": [27, 38]}],
        "toll": [{"of": "target", "effect": "killed", "low": 2, "high": null, "qualifier": "at_least", "span": [43, 62]},
                 {"of": "target", "effect": "killed", "low": 3, "high": 5, "qualifier": "exact", "span": [84, 90]}],
        "materiel": [],
        "attribution": {"voice": "quoted", "quoted": "a cousin of Ann Example", "claimed_by": null, "span": null},
    }))
    .expect("a record")
}

fn with(format: Format, names: Names, events: &[Event]) -> String {
    let texts = |_: &DocumentRef| Some(TEXT.to_owned());
    let mut exporter = Exporter::new(Vec::new(), format, names, &texts).expect("a vector takes all");
    for event in events {
        exporter.push(event).expect("a vector takes all");
    }
    String::from_utf8(exporter.finish().expect("a vector takes all").0).expect("UTF-8")
}

fn withheld<'a>() -> Names<'a> {
    Names::Withhold { individual: &|_, actor| actor.name.starts_with("Ann"), spans: &|_| Vec::new() }
}

fn table(csv: &str) -> Vec<std::collections::BTreeMap<String, String>> {
    csv::Reader::from_reader(csv.as_bytes()).deserialize().collect::<Result<_, _>>().expect("a table")
}

#[test]
fn json_lines_are_the_record() {
    let out = with(Format::JsonLines, Names::Keep, &[event()]);
    let back: Vec<Event> = record::read_events(out.as_bytes()).collect::<Result<_, _>>().expect("records");
    assert_eq!(back, [event()]);
}

#[test]
fn a_row_has_a_cell_for_every_column() {
    assert_eq!(row(&event(), &|_| None).len(), columns().len());
    let rows = table(&with(Format::Csv, Names::Keep, &[event(), event()]));
    assert_eq!(rows.len(), 2);
    let row = &rows[0];
    assert_eq!(row["killed_target_low"], "2");
    assert_eq!(row["killed_target_high"], "", "one source gives no upper bound");
    assert_eq!(row["tolls_differ"], "true");
    assert_eq!(row["toll_evidence"], "at least two guards | 3 to 5");
    assert_eq!((row["killed_civilians_low"].as_str(), row["injured_target_low"].as_str()), ("", ""));
    assert_eq!(row["place_evidence"], "near Séva");
    assert_eq!(row["latitude"], "-14.5", "a number is no formula");
}

#[test]
fn words_that_would_run_as_a_formula_are_escaped() {
    let mut hostile = event();
    hostile.document.publisher = Some("\t@SUM(A1)".into());
    hostile.place.name = Some("+1".into());
    hostile.section = Some(" =1".into());
    let row = &table(&with(Format::Csv, Names::Keep, &[hostile]))[0];
    assert_eq!(row["document_title"], "'=HYPERLINK(\"x\")");
    assert_eq!(row["publisher"], "'\t@SUM(A1)");
    assert_eq!(row["place_name"], "'+1");
    assert_eq!(row["section"], "' =1");
}

#[test]
fn no_format_shows_a_withheld_name() {
    for format in [Format::JsonLines, Format::Csv, Format::GeoJson] {
        let out = with(format, withheld(), &[event()]);
        assert!(!out.contains("Ann"), "{format:?}: {out}");
        assert!(out.contains(WITHHELD) && out.contains("the column"), "{format:?}");
        assert!(with(format, Names::Keep, &[event()]).contains("Ann Example"), "{format:?}");
    }
    let row = &table(&with(Format::Csv, withheld(), &[event()]))[0];
    assert_eq!(
        row["passage"],
        "On 4 May the column killed [name withheld] and at least two guards near Séva"
    );
}

#[test]
fn a_quoted_person_who_is_no_actor_is_withheld() {
    let mut told = event();
    told.attribution.quoted = Some("Bea Sample".into());
    let names = Names::Withhold { individual: &|_, a| a.name == "Bea Sample", spans: &|_| Vec::new() };
    let row = &table(&with(Format::Csv, names, &[told]))[0];
    assert_eq!((row["quoted"].as_str(), row["initiators"].as_str()), (WITHHELD, "the column (armed_group)"));
}

#[test]
fn spans_that_cut_a_quote_or_each_other_black_out_their_part() {
    let spans = |_: &Event| vec![Span::new(0, 12), Span::new(5, 19), Span::new(40, 90)];
    let names = Names::Withhold { individual: &|_, _| false, spans: &spans };
    let mut short = event();
    short.span = Span::new(3, 50);
    let row = &table(&with(Format::Csv, names, &[short]))[0];
    assert_eq!(row["passage"], "[name withheld] killed Ann Example a[name withheld]");
}

#[test]
fn geojson_keeps_events_without_coordinates() {
    let mut nowhere = event();
    nowhere.place.lat = None;
    let mut wrong = event();
    wrong.place.lat = Some(91.0);
    let out = with(Format::GeoJson, Names::Keep, &[event(), nowhere, wrong]);
    let json: Value = serde_json::from_str(&out).expect("JSON");
    let features = json["features"].as_array().expect("features");
    assert_eq!(features[0]["geometry"]["coordinates"], serde_json::json!([-4.25, -14.5]));
    assert_eq!(features[0]["properties"]["radius_km"], 12.0);
    assert!(features[1]["geometry"].is_null() && features[2]["geometry"].is_null());
    let empty: Value = serde_json::from_str(&with(Format::GeoJson, Names::Keep, &[])).expect("JSON");
    assert_eq!(empty["features"], serde_json::json!([]));
}

fn folder(name: &str) -> std::path::PathBuf {
    let folder = std::env::temp_dir().join(format!("counterclaim-export-{}-{name}", std::process::id()));
    std::fs::create_dir_all(&folder).expect("a folder");
    folder
}

#[test]
fn a_file_appears_only_when_it_is_whole() {
    let folder = folder("whole");
    let path = folder.join("out.csv");
    std::fs::write(&path, "old").expect("a file");
    let mut exporter = FileExporter::create(&path, Names::Keep, &|_| None).expect("a file");
    exporter.push(&event()).expect("a row");
    drop(exporter);
    assert_eq!(std::fs::read_to_string(&path).expect("a file"), "old");
    assert_eq!(std::fs::read_dir(&folder).expect("a folder").count(), 1, "the part is removed");
    let mut exporter = FileExporter::create(&path, Names::Keep, &|_| None).expect("a file");
    exporter.push(&event()).expect("a row");
    assert_eq!(exporter.commit().expect("a file"), 1);
    assert_eq!(table(&std::fs::read_to_string(&path).expect("a file")).len(), 1);
    assert_eq!(std::fs::read_dir(&folder).expect("a folder").count(), 1);
    std::fs::remove_dir_all(folder).expect("a folder");
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_is_named() {
    // A device that is always full, under a name with an extension.
    let folder = folder("full");
    let path = folder.join("out.jsonl");
    std::os::unix::fs::symlink("/dev/full", &path).expect("a link");
    let mut exporter = FileExporter::create(&path, Names::Keep, &|_| None).expect("a device");
    let pushed = (0..10_000).try_for_each(|_| exporter.push(&event()));
    let error = pushed.and_then(|()| exporter.commit().map(|_| ())).expect_err("the device is full");
    assert!(matches!(error, ExportError::Full(_)), "{error}");
    std::fs::remove_dir_all(folder).expect("a folder");
}

#[test]
fn an_unknown_extension_or_a_folder_is_an_error() {
    let create = |path: &Path| FileExporter::create(path, Names::Keep, &|_| None).map(|_| ());
    assert!(matches!(create(Path::new("out.xlsx")), Err(ExportError::Extension(_))));
    let folder = folder("folder.csv");
    assert!(matches!(create(&folder), Err(ExportError::Io { .. })));
    assert!(create(&folder.join("none/out.csv")).is_err());
    std::fs::remove_dir_all(folder).expect("a folder");
}
