//! Splink on DuckDB over the same two lists, if a python that has it is given.

use std::io::Write;
use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result, ensure};
use corroborate::{Collection, Pool};

use super::worlds::World;

const SCRIPT: &str = include_str!("splink_duckdb.py");

fn write(path: &Path, list: &Collection, pool: &Pool, event: impl Fn(usize) -> i64) -> Result<()> {
    let mut out = std::io::BufWriter::new(std::fs::File::create(path)?);
    writeln!(out, "unique_id,day,lat,lon,actor_a,actor_b,kind,killed,event")?;
    for (n, i) in list.incidents.iter().enumerate() {
        let (Some(days), Some(point)) = (i.days, i.point) else { continue };
        let actor = |k: usize| i.actors[k].map_or(String::new(), |a| a.usual.0.to_string());
        let kind =
            if i.path.0 == [0; 4] { String::new() } else { pool.taxonomy.text(i.path).replace(", ", "/") };
        let killed = i.tolls.killed.map_or(String::new(), |t| t.best.to_string());
        // Splink's comparisons know no intervals: the middle day stands for all.
        let day = (days.start + days.end).div_euclid(2);
        writeln!(
            out,
            "{},{day},{},{},{},{},{kind},{killed},{}",
            i.id,
            point.lat,
            point.lon,
            actor(0),
            actor(1),
            event(n)
        )?;
    }
    Ok(out.flush()?)
}

/// Runs Splink with `python` over a world and prints its line.
pub(crate) fn run(python: Option<&Path>, world: &World, pool: &Pool) -> Result<()> {
    let Some(python) = python else {
        println!("    splink: SKIPPED (give --python PATH of a python with splink and duckdb)");
        return Ok(());
    };
    let folder = tempfile::tempdir()?;
    // An event's number: that of its record, or a number of its own.
    write(&folder.path().join("claims.csv"), &world.claims, pool, |n| {
        world.truth[n].map_or(-1 - n as i64, i64::from)
    })?;
    write(&folder.path().join("records.csv"), &world.records, pool, |n| n as i64)?;
    let script = folder.path().join("link.py");
    std::fs::write(&script, SCRIPT)?;
    let output = Command::new(python).arg(&script).arg(folder.path()).output().context("starting python")?;
    ensure!(output.status.success(), "splink failed: {}", String::from_utf8_lossy(&output.stderr));
    for line in String::from_utf8_lossy(&output.stdout).lines().filter(|l| l.starts_with("splink")) {
        println!("    {line}");
    }
    Ok(())
}
