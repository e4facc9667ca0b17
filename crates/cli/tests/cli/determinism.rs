//! Same input, same bytes: for any number of threads, any order of files, any number of runs.

use crate::kit::{Folder, repository};

/// Codes the paths of the corpus given and exports; the bytes of the three exports.
fn exports(folder: &Folder, name: &str, jobs: &str, paths: &[String]) -> Vec<Vec<u8>> {
    let book = format!("{name}.casebook");
    let corpus = repository().join("corpus/documents.jsonl");
    let mut arguments =
        vec!["code", "--casebook", &book, "--jobs", jobs, "--metadata", corpus.to_str().unwrap()];
    arguments.extend(paths.iter().map(String::as_str));
    folder.expect(0, &arguments);
    ["jsonl", "csv", "geojson"]
        .iter()
        .map(|ending| {
            let file = format!("{name}.{ending}");
            folder.expect(0, &["export", "--to", &file, "--casebook", &book, "--with-names"]);
            std::fs::read(folder.join(&file)).unwrap()
        })
        .collect()
}

#[test]
fn threads_order_and_runs_do_not_change_a_byte() {
    let folder = Folder::new();
    let mut paths: Vec<String> = std::fs::read_dir(repository().join("corpus/text"))
        .unwrap()
        .map(|entry| entry.unwrap().path().to_str().unwrap().to_owned())
        .collect();
    paths.sort();
    let first = exports(&folder, "first", "1", &paths);
    assert!(first[0].len() > 10_000, "the corpus gave next to no events: {} bytes", first[0].len());
    assert!(first == exports(&folder, "again", "1", &paths), "two runs differ");
    assert!(first == exports(&folder, "two", "2", &paths), "one and two threads differ");
    // A fixed shuffle: every seventh path in turn.
    let shuffled: Vec<String> = (0..7).flat_map(|n| paths.iter().skip(n).step_by(7).cloned()).collect();
    assert!(first == exports(&folder, "shuffled", "3", &shuffled), "the order of the files matters");
    let digests: Vec<String> = ["first", "again", "two", "shuffled"]
        .iter()
        .map(|n| folder.digest(&format!("{n}.casebook")))
        .collect();
    assert!(digests.iter().all(|d| *d == digests[0]), "{digests:?}");
}
