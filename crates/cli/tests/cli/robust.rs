//! Killed, held by another, on a full disk: nothing that was stored is lost.

use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use crate::kit::{Folder, REPORT};

/// Writes so many different reports as JSON Lines.
fn many(folder: &Folder, name: &str, reports: usize) {
    let lines: String = (0..reports)
        .map(|n| {
            let text = format!(
                "Report {n}. {}{}",
                REPORT.replace("3 policemen", &format!("{} policemen", n % 40 + 1)),
                "Calm. ".repeat(n % 50)
            );
            format!("{}\n", serde_json::json!({"text": text, "published": "2024-03-10"}))
        })
        .collect();
    folder.write(name, lines);
}

fn program() -> Command {
    Command::new(assert_cmd::cargo::cargo_bin!("counterclaim"))
}

#[test]
fn killed_at_any_moment_and_run_again_it_ends_the_same() {
    let folder = Folder::new();
    many(&folder, "in.jsonl", 1500);
    folder.expect(0, &["code", "in.jsonl", "--casebook", "whole.casebook", "-q"]);
    let whole = folder.digest("whole.casebook");
    let mut killed = 0;
    let mut wait = Duration::from_millis(15);
    for attempt in 0..40 {
        let mut child = program()
            .args(["code", "in.jsonl", "--casebook", "killed.casebook", "-q"])
            .current_dir(folder.path())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        std::thread::sleep(wait);
        wait += Duration::from_millis(15);
        let ended = child.try_wait().unwrap().is_some();
        child.kill().unwrap();
        child.wait().unwrap();
        if ended {
            assert!(attempt > 0, "the run ended before it could be killed once");
            break;
        }
        killed += 1;
    }
    assert!(killed > 0);
    folder.expect(0, &["code", "in.jsonl", "--casebook", "killed.casebook", "-q"]);
    assert_eq!(folder.digest("killed.casebook"), whole, "after {killed} kills");
    assert!(!folder.join("killed.casebook-wal").exists(), "the log was taken in");
}

#[cfg(unix)]
#[test]
fn ctrl_c_keeps_what_is_done_and_says_how_to_go_on() {
    let folder = Folder::new();
    many(&folder, "in.jsonl", 20_000);
    let child = program()
        .args(["code", "in.jsonl", "-q"])
        .current_dir(folder.path())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let started = Instant::now();
    while !folder.join("counterclaim.casebook-wal").exists() && started.elapsed() < Duration::from_secs(20) {
        std::thread::sleep(Duration::from_millis(5));
    }
    std::thread::sleep(Duration::from_millis(100));
    let id = child.id().to_string();
    assert!(Command::new("kill").args(["-INT", &id]).status().unwrap().success());
    let output = child.wait_with_output().unwrap();
    let err = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(130), "{err}");
    assert!(err.contains("give the same command again to go on"), "{err}");
    let book = casebook::Casebook::open(&folder.join("counterclaim.casebook"), casebook::Options::default())
        .unwrap();
    let kept = book.summary().unwrap().sources;
    assert!(kept < 20_000 && err.contains(&format!("{kept} coded")), "{kept} kept\n{err}");
}

#[test]
fn while_one_process_writes_others_read_and_a_second_writer_is_told_so() {
    let folder = Folder::new();
    folder.write("a.txt", REPORT);
    folder.write("b.txt", REPORT.replace("Bria", "Ippy"));
    folder.expect(0, &["code", "a.txt"]);
    let shown = folder.expect(0, &["show", "--json"]);
    let options =
        casebook::Options { holder: "the first process".to_owned(), ..casebook::Options::default() };
    let first = casebook::Casebook::create_or_open(&folder.join("counterclaim.casebook"), options).unwrap();
    let started = Instant::now();
    let (code, _, err) = folder.run(&["code", "b.txt"]);
    assert!(code == 2 && err.contains("in use by the first process"), "{err}");
    assert_eq!(folder.expect(0, &["show", "--json"]), shown);
    folder.expect(0, &["export", "--to", "events.csv"]);
    assert!(started.elapsed() < Duration::from_secs(10), "nobody waits for the writer");
    first.close().unwrap();
    folder.expect(0, &["code", "b.txt"]);
}

#[test]
fn a_running_coding_can_be_looked_at() {
    let folder = Folder::new();
    many(&folder, "in.jsonl", 20_000);
    let mut child = program().args(["code", "in.jsonl", "-q"]).current_dir(folder.path()).spawn().unwrap();
    let path = folder.join("counterclaim.casebook");
    let started = Instant::now();
    let kept = loop {
        let seen = casebook::Casebook::open(&path, casebook::Options::default()).and_then(|b| b.summary());
        if let Some(seen) = seen.ok().filter(|s| s.sources > 0) {
            break seen.sources;
        }
        assert!(started.elapsed() < Duration::from_secs(60) && child.try_wait().unwrap().is_none());
        std::thread::sleep(Duration::from_millis(20));
    };
    folder.expect(0, &["export", "--to", "events.jsonl"]);
    let running = child.try_wait().unwrap().is_none();
    child.kill().unwrap();
    child.wait().unwrap();
    assert!(running && kept < 20_000, "{kept}");
    assert!(std::fs::read_to_string(folder.join("events.jsonl")).unwrap().lines().count() >= kept as usize);
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_keeps_what_was_stored() {
    let folder = Folder::new();
    let disk = folder.join("disk");
    std::fs::create_dir(&disk).unwrap();
    let mounted = Command::new("mount")
        .args(["-t", "tmpfs", "-o", "size=1536k", "tmpfs"])
        .arg(&disk)
        .stderr(Stdio::null())
        .status()
        .is_ok_and(|status| status.success());
    if !mounted {
        println!("SKIPPED: a small disk can only be made by root");
        return;
    }
    many(&folder, "in.jsonl", 6000);
    // Room that can be made again.
    std::fs::write(disk.join("other"), vec![1u8; 300_000]).unwrap();
    let (code, _, err) = folder.run(&["code", "in.jsonl", "--casebook", "disk/small.casebook", "-q"]);
    std::fs::remove_file(disk.join("other")).unwrap();
    let kept = casebook::Casebook::open(&disk.join("small.casebook"), casebook::Options::default())
        .and_then(|book| book.summary());
    let (to_full, _, export_err) =
        folder.run(&["export", "--casebook", "disk/small.casebook", "--to", "disk/events.jsonl"]);
    let left_over = disk.join("events.jsonl").exists();
    let unmounted = Command::new("umount").arg(&disk).status().is_ok_and(|status| status.success());
    assert!(code == 2 && err.contains("no space left on the disk"), "{err}");
    let kept = kept.unwrap();
    assert!(kept.sources < 6000, "{kept:?}");
    assert!(to_full == 0 || (to_full == 2 && !left_over), "{to_full} {export_err}");
    assert!(unmounted);
}
