//! Every example of the codebook's date files.

#[test]
fn every_example_gives_what_it_says() {
    let outcomes = when::examples(&codebook::Files::embedded()).unwrap();
    let failed: Vec<String> = outcomes
        .iter()
        .filter(|o| !o.passed())
        .map(|o| {
            format!(
                "{}:{} [{}] {}\n   expected {}\n   got      {}",
                o.file, o.line, o.entry, o.text, o.expected, o.got
            )
        })
        .collect();
    assert!(
        failed.is_empty(),
        "{} of {} examples fail:\n{}",
        failed.len(),
        outcomes.len(),
        failed.join("\n")
    );
}
