//! MUC-4's development reports (wires in capitals): are the places of the keys found in the text, and in the right country?

use std::path::Path;

use document::{Document, fold};
use place::{Context, Placer};

pub(crate) fn run(data: &Path, placer: &Placer, errors: bool) -> anyhow::Result<()> {
    let folder = data.join("muc4/dev");
    let Ok(entries) = std::fs::read_dir(&folder) else {
        println!("muc: no {}, skipped", folder.display());
        return Ok(());
    };
    let mut paths: Vec<_> = entries.filter_map(|e| Some(e.ok()?.path())).collect();
    paths.sort();
    let style = super::style();
    // Even documents are tuned on, odd ones only counted.
    let mut counts = [[0usize; 3]; 2];
    let name = |path: &Path| path.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default();
    let (mut texts, mut keys) = (String::new(), String::new());
    for path in &paths {
        let target = if name(path).starts_with("dev-") { &mut texts } else { &mut keys };
        if name(path).starts_with("dev-") || name(path).starts_with("key-") {
            target.push_str(&std::fs::read_to_string(path)?);
            target.push('\n');
        }
    }
    let places = key_places(&keys);
    for part in texts.split("\nDEV-MUC3-").map(|p| p.trim_start_matches("DEV-MUC3-")) {
        let Some(number) = part.get(..4).and_then(|n| n.parse::<usize>().ok()) else { continue };
        let wanted: Vec<_> = places.iter().filter(|p| p.0 == number).collect();
        if wanted.is_empty() {
            continue;
        }
        let text = part.split_once('\n').map_or("", |(_, text)| text);
        let doc = Document::new(text.to_owned(), &style);
        let mentions = placer.annotate(&doc, &Context::default());
        let row = &mut counts[number % 2];
        for (_, country, place) in wanted {
            let mut found = fold(text).match_indices(place.as_str()).count();
            found = found.min(1);
            if found == 0 {
                continue;
            }
            row[0] += 1;
            let same = |m: &&place::Mention| m.kind.is_place() && fold(doc.slice(m.range)).contains(place);
            let hits: Vec<_> = mentions.iter().filter(same).collect();
            row[1] += usize::from(!hits.is_empty());
            let code = placer.country_code(country);
            let right = hits.iter().any(|m| m.place.country == code);
            row[2] += usize::from(right);
            if errors && number.is_multiple_of(2) && !right {
                let got: Vec<_> = hits.iter().map(|m| m.place.country.clone().unwrap_or_default()).collect();
                println!("muc {number:04} {place} in {country}: {got:?}");
            }
        }
    }
    for (row, half) in counts.iter().zip(["even reports (tuned on)", "odd reports"]) {
        let share = |n: usize| n as f64 / row[0].max(1) as f64;
        println!(
            "muc, {half}: {} places of keys; found {:.3}, in the right country {:.3}",
            row[0],
            share(row[1]),
            share(row[2])
        );
    }
    Ok(())
}

/// Report, country and folded name of every place of the keys but countries.
fn key_places(keys: &str) -> Vec<(usize, String, String)> {
    let mut found = Vec::new();
    let (mut number, mut inside) = (0, false);
    for line in keys.lines() {
        if let Some(id) = line.strip_prefix("0.").and_then(|l| l.split("DEV-MUC3-").nth(1)) {
            number = id.get(..4).and_then(|n| n.parse().ok()).unwrap_or(0);
        }
        inside = line.starts_with("3.") || inside && line.starts_with(' ');
        if !inside {
            continue;
        }
        let value = line.trim_start_matches("3.").replace("INCIDENT: LOCATION", "");
        let mut path = value.trim().split(": ").map(|p| p.trim().trim_start_matches("? "));
        let Some(country) = path.next().filter(|c| !c.contains('-')) else { continue };
        for place in path {
            for name in place.split(" / ") {
                let name = fold(name.split(" (").next().unwrap_or(""));
                let entry = (number, country.to_owned(), name);
                if entry.2.len() > 2 && !found.contains(&entry) {
                    found.push(entry);
                }
            }
        }
    }
    found
}
