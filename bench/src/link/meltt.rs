//! The published integration: 195 rows to 140, 34 matches, 55 duplicates.

use std::collections::HashMap;
use std::path::Path;

use anyhow::{Context, Result};
use corroborate::meltt::{Choice, Entry, integrate};
use datasets::read::day_number;

const TAXONOMIES: [&str; 3] = ["model_tax", "color_tax", "damage_tax"];

fn read(data: &Path) -> Result<Vec<Vec<Entry>>> {
    let mut levels: HashMap<(usize, String, String), Vec<String>> = HashMap::new();
    for (t, name) in TAXONOMIES.iter().enumerate() {
        let mut reader =
            csv::ReaderBuilder::new().flexible(true).from_path(data.join(format!("taxonomy_{name}.csv")))?;
        for row in reader.records() {
            let row = row?;
            if row.len() > 2 {
                let rest = row.iter().skip(2).map(str::to_owned).collect();
                levels.insert((t, row[0].to_owned(), row[1].to_owned()), rest);
            }
        }
    }
    (1..=3)
        .map(|k| {
            let mut reader = csv::Reader::from_path(data.join(format!("crash_data{k}.csv")))?;
            reader
                .records()
                .map(|row| {
                    let row = row?;
                    let day =
                        |text: &str| -> Result<i32> { Ok(day_number(text.parse::<jiff::civil::Date>()?)) };
                    let levels = (0..3)
                        .map(|t| {
                            levels
                                .get(&(t, row[0].to_owned(), row[6 + t].to_owned()))
                                .cloned()
                                .context("a category")
                        })
                        .collect::<Result<_>>()?;
                    Ok(Entry {
                        dataset: k,
                        event: row[1].parse()?,
                        start: day(&row[2])?,
                        end: day(&row[3])?,
                        lat: row[4].parse()?,
                        lon: row[5].parse()?,
                        levels,
                    })
                })
                .collect()
        })
        .collect()
}

pub(crate) fn run(data: &Path) -> Result<()> {
    let sets = read(&data.join("meltt")).context("the meltt files of the benchmark folder")?;
    let rows: usize = sets.iter().map(Vec::len).sum();
    let first = integrate(&sets, 2, 4.0, Choice::First);
    println!(
        "meltt: {rows} rows, 2 days, 4 km, first candidate: {} events, {} matches, {} duplicates (published: 140, 34, 55)",
        first.events,
        first.matches.len(),
        first.duplicates
    );
    let best = integrate(&sets, 2, 4.0, Choice::Best);
    println!(
        "meltt: best candidate: {} events, {} matches, {} duplicates",
        best.events,
        best.matches.len(),
        best.duplicates
    );
    let text = |g: &[(u32, u32)]| g.iter().map(|(d, e)| format!("{d}:{e}")).collect::<Vec<_>>().join(" + ");
    for group in first.matches.iter().filter(|g| !best.matches.contains(g)) {
        println!("    only with the first candidate: {}", text(group));
    }
    for group in best.matches.iter().filter(|g| !first.matches.contains(g)) {
        println!("    only with the best candidate:  {}", text(group));
    }
    Ok(())
}
