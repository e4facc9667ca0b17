//! The codebook at the command line: faults are shown in their line.

use crate::kit::Folder;

#[test]
fn the_shipped_codebook_passes_its_own_examples() {
    let folder = Folder::new();
    let out = folder.expect(0, &["codebook", "check"]);
    assert!(out.contains(" 0 failed"), "{out}");
}

#[test]
fn a_fault_is_shown_with_file_line_and_column() {
    let folder = Folder::new();
    folder.write("mine/text.toml", "[abbreviations]\ndefinition = \"d\"\nwords = [\"lt\", 7]\n");
    for arguments in [
        &["codebook", "check", "--codebook", "mine"][..],
        &["annotate", "mine/text.toml", "--codebook", "mine"],
    ] {
        let (code, _, err) = folder.run(arguments);
        assert_eq!(code, 2, "{err}");
        if arguments[0] == "codebook" {
            assert!(err.contains("text.toml:3:"), "{err}");
            assert!(err.contains("words = [\"lt\", 7]"), "the line itself is not shown:\n{err}");
        }
    }
}

#[test]
fn a_folder_that_is_no_codebook_is_refused() {
    let folder = Folder::new();
    folder.write("empty/readme.txt", "x");
    let (code, _, err) = folder.run(&["codebook", "check", "--codebook", "empty"]);
    assert!(code == 2 && err.contains("no .toml file"), "{err}");
    folder.write("other/nonsense.toml", "a = 1\n");
    let (code, _, err) = folder.run(&["codebook", "list", "--codebook", "other"]);
    assert!(code == 2 && err.contains("nonsense.toml"), "{err}");
}

#[test]
fn terms_are_looked_up_without_regard_to_case_and_accents() {
    let folder = Folder::new();
    let out = folder.expect(0, &["codebook", "list", "text.toml"]);
    assert!(out.contains("abbreviations"), "{out}");
    let out = folder.expect(0, &["codebook", "show", "SÉPT"]);
    assert!(out.contains("text.toml:") && out.contains("abbreviations"), "{out}");
    folder.expect(1, &["codebook", "show", "qqqqqq"]);
    folder.expect(2, &["codebook", "list", "no.toml"]);
}

#[test]
fn an_entry_that_no_example_uses_is_a_finding() {
    let folder = Folder::new();
    let shipped = include_str!("../../../../codebook/quantities.toml");
    let entry = "\n[[vague]]\nid = \"umpteen\"\ndefinition = \"Many.\"\nlow = 5\nterms = [\"umpteen\"]\n";
    let file = folder.write("mine/quantities.toml", format!("{shipped}{entry}"));
    let line = shipped.matches('\n').count() + 2;
    let (code, out, err) = folder.run(&["codebook", "check", "--codebook", "mine"]);
    let expected = format!("quantities.toml:{line}: vague: umpteen: none of its 1 words (`umpteen`, ...)");
    assert!(code == 1 && out.contains(&expected), "{out}\n{err}");
    let example =
        "[[vague.examples]]\ntext = \"Umpteen soldiers were killed.\"\nexpect = \"killed 5+ vague\"\n";
    std::fs::write(file, format!("{shipped}{entry}{example}")).unwrap();
    folder.expect(0, &["codebook", "check", "--codebook", "mine"]);
}
