//! Wrong input gets a clear message and costs nothing else.

use std::fs::File;

use crate::kit::{Folder, REPORT};

/// Codes and gives exit code, summary and messages.
fn code(folder: &Folder, arguments: &[&str]) -> (i32, serde_json::Value, String) {
    let mut all = vec!["code", "--json"];
    all.extend(arguments);
    let (code, out, err) = folder.run(&all);
    (code, serde_json::from_str(&out).unwrap_or_default(), err)
}

#[test]
fn a_path_that_is_not_there_is_an_error_and_beside_others_a_finding() {
    let folder = Folder::new();
    folder.write("a.txt", REPORT);
    let (exit, _, err) = code(&folder, &["nothere.txt"]);
    assert!(exit == 2 && err.contains("nothere.txt: no such file or folder"), "{err}");
    assert!(!folder.join("counterclaim.casebook").exists());
    let (exit, summary, err) = code(&folder, &["nothere.txt", "a.txt"]);
    assert!(exit == 1 && err.contains("nothere.txt"), "{err}");
    assert_eq!(summary["run"]["coded"], 1);
}

#[test]
fn a_folder_without_reports_is_an_error() {
    let folder = Folder::new();
    folder.write("in/a.pdf", "x");
    let (exit, _, err) = code(&folder, &["in"]);
    assert!(exit == 2 && err.contains("no .txt, .md or .jsonl file in in"), "{err}");
}

#[test]
fn empty_binary_and_foreign_files_are_named_and_the_rest_is_coded() {
    let folder = Folder::new();
    folder.write("in/empty.txt", "");
    folder.write("in/blank.txt", " \n\n");
    folder.write("in/picture.txt", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR");
    folder.write("in/good.txt", REPORT);
    folder.write("scan.pdf", "%PDF");
    let (exit, summary, err) = code(&folder, &["in", "scan.pdf"]);
    assert_eq!(
        (exit, &summary["run"]["coded"], &summary["faults"]["count"]),
        (1, &1.into(), &4.into()),
        "{err}"
    );
    for expected in [
        "in/empty.txt: the file is empty",
        "in/blank.txt",
        "in/picture.txt: this is not text",
        ".pdf files are not read",
    ] {
        assert!(err.contains(expected), "{expected}\n{err}");
    }
}

#[test]
fn another_encoding_is_found_and_said_and_its_bytes_are_kept() {
    let folder = Folder::new();
    let latin =
        b"Trois soldats ont \xe9t\xe9 tu\xe9s \xe0 S\xe9var\xe9, pr\xe8s de Mopti, le 3 ao\xfbt 2023.\r\n";
    folder.write("a.txt", latin);
    let (exit, summary, err) = code(&folder, &["a.txt"]);
    assert!(exit == 0 && err.contains("a.txt: not UTF-8: read as windows-1252"), "{err}");
    assert_eq!(summary["run"]["coded"], 1);
    let book = casebook::Casebook::open(&folder.join("counterclaim.casebook"), casebook::Options::default())
        .unwrap();
    assert_eq!(book.bytes(&casebook::sha256(latin)).unwrap().as_deref(), Some(&latin[..]));
    assert!(book.text(&casebook::sha256(latin)).unwrap().unwrap().contains("tués à Sévaré"));
}

#[cfg(unix)]
#[test]
fn a_single_line_of_a_gigabyte_is_refused_without_reading_it_into_memory() {
    let folder = Folder::new();
    for name in ["huge.txt", "huge.jsonl"] {
        File::create(folder.join(name)).unwrap().set_len(1 << 30).unwrap();
    }
    folder.write("good.txt", REPORT);
    let program = assert_cmd::cargo::cargo_bin!("counterclaim");
    // Less address space than the file has bytes: reading it whole would fail.
    let script =
        format!("ulimit -v 900000; exec '{}' code --jobs 1 huge.txt huge.jsonl good.txt", program.display());
    let output =
        std::process::Command::new("sh").args(["-c", &script]).current_dir(folder.path()).output().unwrap();
    let err = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(1), "{err}");
    assert!(err.contains("huge.txt: the document has 1024 MB; one document may have 8 MB"), "{err}");
    assert!(err.contains("huge.jsonl:1: the document has 1024 MB"), "{err}");
    assert!(err.contains("1 document: 1 coded"), "{err}");
}

#[test]
fn metadata_faults_name_their_line_and_the_documents_are_coded_all_the_same() {
    let folder = Folder::new();
    folder.write("in/a.txt", REPORT);
    folder.write("in/b.txt", REPORT.replace("Bria", "Ippy"));
    folder.write(
        "meta.csv",
        "path,published,publisher,side,title,country\n\
         in/a.txt,2024-03-05,Plateau News,independent,A,CF\n\
         in/gone.txt,2024-03-05,Plateau News,independent,B,CF\n\
         in/b.txt,2024-02-30,Plateau News,neutral,C,CF\n\
         in/a.txt,2024-03-06,Plateau News,independent,D,CF\n",
    );
    let (exit, summary, err) = code(&folder, &["in", "--metadata", "meta.csv"]);
    assert_eq!((exit, &summary["run"]["coded"]), (1, &2.into()), "{err}");
    for expected in [
        "meta.csv:3: there is no file in/gone.txt",
        "meta.csv:4: `2024-02-30` is a day that no calendar has",
        "meta.csv:4: `neutral` is no Side",
        "meta.csv:5: in/a.txt was already given in line 2 with other values",
    ] {
        assert!(err.contains(expected), "{expected}\n{err}");
    }
    let book = casebook::Casebook::open(&folder.join("counterclaim.casebook"), casebook::Options::default())
        .unwrap();
    let mut first = None;
    book.for_each_source(|listed| {
        first.get_or_insert(listed.source);
        std::ops::ControlFlow::Continue(())
    })
    .unwrap();
    let source = first.unwrap();
    assert_eq!(source.published, Some(jiff::civil::date(2024, 3, 5)));
    assert_eq!(source.title.as_deref(), Some("A"));
    assert_eq!(source.extra["country"], "CF", "other columns are kept");
}

#[test]
fn metadata_that_cannot_be_used_at_all_ends_the_run_before_anything_is_written() {
    let folder = Folder::new();
    folder.write("a.txt", REPORT);
    folder.write("meta.csv", "file,date\na.txt,2024-03-05\n");
    let (exit, _, err) = code(&folder, &["a.txt", "--metadata", "meta.csv"]);
    assert!(exit == 2 && err.contains("meta.csv:1: the table has no column `path`"), "{err}");
    let (exit, _, err) = code(&folder, &["a.txt", "--metadata", "none.csv"]);
    assert!(exit == 2 && err.contains("none.csv"), "{err}");
    let (exit, _, err) = code(&folder, &["a.txt", "--published", "3 March"]);
    assert!(exit == 2 && err.contains("YYYY-MM-DD"), "{err}");
    assert!(!folder.join("counterclaim.casebook").exists());
}

#[test]
fn lines_that_are_no_documents_are_named_and_the_others_coded() {
    let folder = Folder::new();
    let good = |id: &str, place: &str| {
        serde_json::json!({"id": id, "text": REPORT.replace("Bria", place), "desk": "east"}).to_string()
    };
    let lines = [
        good("one", "Bria"),
        "{\"text\": 7}".to_owned(),
        "not json".to_owned(),
        String::new(),
        "{\"body\": \"x\"}".to_owned(),
        good("one", "Ippy"),
        "{\"text\": \" \"}".to_owned(),
        "{\"text\": \"Calm.\", \"published\": \"yesterday\"}".to_owned(),
    ];
    folder.write("in.jsonl", lines.join("\n"));
    let (exit, summary, err) = code(&folder, &["in.jsonl"]);
    assert_eq!(
        (exit, &summary["run"]["coded"], &summary["faults"]["count"]),
        (1, &3.into(), &4.into()),
        "{err}"
    );
    for expected in [
        "in.jsonl:2: `text` is not a string",
        "in.jsonl:3: not a JSON object (column ",
        "in.jsonl:5: the line has no `text` field",
        "in.jsonl:6: the name in.jsonl#one was used before; this document is stored as in.jsonl#6",
        "in.jsonl:7: the `text` is empty",
        "in.jsonl:8: `yesterday` is no date",
    ] {
        assert!(err.contains(expected), "{expected}\n{err}");
    }
}

#[cfg(unix)]
#[test]
fn a_folder_without_permission_is_named_and_the_rest_is_coded() {
    use std::os::unix::fs::PermissionsExt;
    let folder = Folder::new();
    folder.write("in/open/a.txt", REPORT);
    folder.write("in/shut/b.txt", REPORT);
    let shut = folder.join("in/shut");
    std::fs::set_permissions(&shut, std::fs::Permissions::from_mode(0o0)).unwrap();
    let root_reads_all = std::fs::read_dir(&shut).is_ok();
    let (exit, summary, err) = code(&folder, &["in"]);
    std::fs::set_permissions(&shut, std::fs::Permissions::from_mode(0o755)).unwrap();
    assert_eq!(summary["run"]["coded"].as_u64().map(|n| n > 0), Some(true), "{err}");
    if root_reads_all {
        println!("SKIPPED: this user reads every folder (root)");
        return;
    }
    assert!(exit == 1 && err.contains("in/shut: no permission to read it"), "{err}");
}

#[test]
fn a_file_that_is_no_casebook_and_a_newer_casebook_are_left_alone() {
    let folder = Folder::new();
    folder.write("a.txt", REPORT);
    folder
        .write("notes.casebook", "My notes, which are no casebook but long enough to look at.\n".repeat(40));
    let before = std::fs::read(folder.join("notes.casebook")).unwrap();
    let (exit, _, err) = code(&folder, &["a.txt", "--casebook", "notes.casebook"]);
    assert!(exit == 2 && err.contains("not a casebook"), "{err}");
    assert_eq!(std::fs::read(folder.join("notes.casebook")).unwrap(), before);

    code(&folder, &["a.txt", "--casebook", "new.casebook"]);
    let mut bytes = std::fs::read(folder.join("new.casebook")).unwrap();
    // The format stands at byte 60 of an SQLite file, big-endian ("user version").
    bytes[60..64].copy_from_slice(&99u32.to_be_bytes());
    folder.write("new.casebook", &bytes);
    let (exit, _, err) = code(&folder, &["a.txt", "--casebook", "new.casebook"]);
    assert!(exit == 2 && err.contains("newer"), "{err}");
    assert_eq!(std::fs::read(folder.join("new.casebook")).unwrap(), bytes);
    let (exit, _, err) = folder.run(&["show", "--casebook", "absent.casebook"]);
    assert!(exit == 2 && err.contains("no such casebook"), "{err}");
}
