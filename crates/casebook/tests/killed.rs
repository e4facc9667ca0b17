//! Killed at any moment and run again, a run ends with the casebook of an undisturbed one.

mod common;

use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Instant;

use casebook::{Casebook, Options};
use common::{small_batches, store};

/// Set for a child: the casebook that it fills.
const CHILD: &str = "COUNTERCLAIM_TEST_CASEBOOK";
/// Set for a child: the document after which it aborts.
const ABORT: &str = "COUNTERCLAIM_TEST_ABORT_AFTER";
const DOCUMENTS: usize = 300;

fn fill(path: &Path, abort_after: Option<usize>) {
    let mut book = Casebook::create_or_open(path, small_batches()).expect("a casebook");
    for n in 0..DOCUMENTS {
        store(&mut book, n, "h1");
        if abort_after == Some(n) {
            std::process::abort();
        }
    }
    book.close().expect("closed");
}

fn child(test: &str, path: &Path) -> Command {
    let mut command = Command::new(std::env::current_exe().expect("this test"));
    command.args([test, "--exact", "--test-threads=1"]).env(CHILD, path);
    command.stdout(Stdio::null()).stderr(Stdio::null());
    command
}

/// Whether this process is a child; then it has filled its casebook.
fn was_child() -> bool {
    let Some(path) = std::env::var_os(CHILD) else { return false };
    fill(Path::new(&path), std::env::var(ABORT).ok().and_then(|n| n.parse().ok()));
    true
}

fn digest(path: &Path) -> String {
    Casebook::open(path, Options::default()).and_then(|b| b.digest()).expect("a digest")
}

#[test]
fn aborted_after_any_document() {
    if was_child() {
        return;
    }
    let folder = tempfile::tempdir().expect("a folder");
    let whole = folder.path().join("whole");
    fill(&whole, None);
    for after in [0, 1, 6, 7, 100, DOCUMENTS - 1] {
        let path = folder.path().join(format!("aborted-{after}"));
        let status = child("aborted_after_any_document", &path).env(ABORT, after.to_string()).status();
        assert!(!status.expect("a child").success(), "the child aborts");
        let kept = Casebook::open(&path, Options::default()).and_then(|b| b.summary()).expect("a casebook");
        assert_eq!(kept.sources as usize, (after + 1) / 7 * 7, "whole batches are kept");
        fill(&path, None);
        assert_eq!(digest(&whole), digest(&path), "aborted after {after}");
    }
}

#[cfg(unix)]
#[test]
fn killed_at_random_moments() {
    if was_child() {
        return;
    }
    let folder = tempfile::tempdir().expect("a folder");
    let whole = folder.path().join("whole");
    let started = Instant::now();
    assert!(child("killed_at_random_moments", &whole).status().expect("a child").success());
    let undisturbed = started.elapsed();
    let (mut random, mut kills, mut untouched) = (0x2545_F491_4F6C_DD1D_u64, 0, 0);
    let path = loop {
        // A run that ends before it could be killed shows nothing: once more, on a new casebook and for a shorter time.
        let path = folder.path().join(format!("killed-{untouched}"));
        let mut run = child("killed_at_random_moments", &path).spawn().expect("a child");
        random ^= random << 13;
        random ^= random >> 7;
        random ^= random << 17;
        // Later attempts get more time, so that the test ends on a slow machine too.
        let percent = (random % 70) as u32 / (untouched + 1) + kills;
        std::thread::sleep(undisturbed * percent / 100);
        match run.try_wait().expect("a child") {
            Some(status) => {
                assert!(status.success(), "a run after a kill goes through");
                if kills > 0 {
                    break path;
                }
                untouched += 1;
                assert!(untouched < 50, "no run could be killed");
            }
            None => {
                run.kill().expect("SIGKILL");
                run.wait().expect("a child");
                kills += 1;
            }
        }
    };
    assert_eq!(digest(&whole), digest(&path), "after {kills} kills");
}
