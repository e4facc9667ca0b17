//! MUC-4's development reports (wires in capitals): are the places of the keys found in the text, and in the right country?

use std::path::Path;

use document::{Document, fold};
use place::{Context, Placer};

use crate::muc::read::{Report, read};

pub(crate) fn run(data: &Path, placer: &Placer, errors: bool) -> anyhow::Result<()> {
    let folder = data.join("muc4");
    if !folder.is_dir() {
        println!("muc: no {}, skipped", folder.display());
        return Ok(());
    }
    let style = super::style();
    // Even documents are tuned on, odd ones only counted.
    let mut counts = [[0usize; 3]; 2];
    for report in read(&folder, &["dev".to_owned()])? {
        let Some(number) = report.id.rsplit('-').next().and_then(|n| n.parse::<usize>().ok()) else {
            continue;
        };
        let (text, wanted) = (report.text.as_str(), key_places(&report));
        if wanted.is_empty() {
            continue;
        }
        let doc = Document::new(text.to_owned(), &style);
        let mentions = placer.annotate(&doc, &Context::default());
        let row = &mut counts[number % 2];
        for (country, place) in &wanted {
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

/// Country and folded name of every place of a report's keys but countries.
fn key_places(report: &Report) -> Vec<(String, String)> {
    let mut found = Vec::new();
    for template in &report.templates {
        let Some((country, places)) = template.location.split_first() else { continue };
        for place in places.iter().filter(|_| !country.contains('-')) {
            let entry = (country.clone(), fold(place));
            if entry.1.len() > 2 && !found.contains(&entry) {
                found.push(entry);
            }
        }
    }
    found
}
