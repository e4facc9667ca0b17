//! The development corpus: is there, where the gold says an event's place stands, a place of that name and country?

use std::path::Path;

use document::{Document, fold};
use place::{Context, Placer};
use record::Event;

pub(crate) fn run(corpus: &Path, placer: &Placer, errors: bool) -> anyhow::Result<()> {
    let Ok(index) = std::fs::read_to_string(corpus.join("documents.jsonl")) else {
        println!("corpus: no {}, skipped", corpus.display());
        return Ok(());
    };
    let mut counts = [[0usize; 4]; 2];
    let mut spurious = 0;
    let style = super::style();
    // How much hangs on what is known besides the text.
    let mut alone = [0usize; 2];
    // The same reports as a wire in capitals and as a lower-case chat.
    let mut cases = [[0usize; 3]; 2];
    for line in index.lines() {
        let entry: serde_json::Value = serde_json::from_str(line)?;
        let path = entry["path"].as_str().unwrap_or_default();
        let number = path.trim_start_matches("text/").get(..3).unwrap_or_default();
        let testing = number.ends_with('3') || number.ends_with('8');
        let text = std::fs::read_to_string(corpus.join(path))?;
        let doc = Document::new(text, &style);
        let publisher = entry["publisher"].as_str();
        let context = Context { publisher, title: entry["title"].as_str(), ..Context::default() };
        let mentions = placer.annotate(&doc, &context);
        let bare = placer.annotate(&doc, &Context::default());
        if errors && !testing {
            println!("{number} document: {} {:?}", entry["country"], placer.document_country(&doc, &context));
        }
        let gold = std::fs::read_to_string(corpus.join(entry["gold"].as_str().unwrap_or_default()))?;
        if !testing {
            let text = doc.text();
            for (n, text) in [text.to_ascii_uppercase(), text.to_ascii_lowercase()].into_iter().enumerate() {
                cased(placer, Document::new(text, &style), &context, &gold, &mut cases[n], errors)?;
            }
        }
        let mut used = vec![false; mentions.len()];
        for line in gold.lines().filter(|l| !l.trim().is_empty()) {
            let event: Event = serde_json::from_str(line)?;
            let Some(span) = event.place.span else { continue };
            let range = doc.range(span);
            let best = mentions
                .iter()
                .enumerate()
                .filter(|(_, m)| m.range.overlaps(range) && m.kind.is_place() && m.describes.is_none())
                .max_by_key(|(_, m)| {
                    m.place.path.iter().any(|a| event.place.path.iter().any(|b| fold(a) == fold(b)))
                });
            let Some((n, mention)) = best else {
                if text_has_name(&doc, range, &event) {
                    counts[usize::from(testing)][0] += 1;
                    if errors && !testing {
                        println!("{number} missed: [{}] {:?}", doc.slice(range), event.place.path);
                    }
                }
                continue;
            };
            used[n] = true;
            let row = &mut counts[usize::from(testing)];
            row[0] += 1;
            let name = mention.place.path.iter().any(|a| event.place.path.iter().any(|b| fold(a) == fold(b)));
            let country = mention.place.country == event.place.country;
            row[1] += usize::from(name);
            row[2] += usize::from(country);
            let same = bare.iter().find(|m| m.range == mention.range);
            alone[usize::from(testing)] +=
                usize::from(same.is_some_and(|m| m.place.country == event.place.country));
            row[3] += usize::from(mention.place.relation == event.place.relation);
            if errors && !testing && !(name && country) {
                println!(
                    "{number} wrong: [{}] {:?} {:?}: {:?} {:?} {} {:?}",
                    doc.slice(range),
                    event.place.path,
                    event.place.country,
                    mention.place.path,
                    mention.place.country,
                    mention.rule,
                    mention.place.gazetteer_id
                );
            }
        }
        spurious += used.iter().filter(|u| !**u).count();
        if errors && !testing {
            for mention in &mentions {
                println!(
                    "{number} all: [{}] {:?} {:?} {:?} {} {:.2} {:?}",
                    doc.slice(mention.range),
                    mention.kind,
                    mention.place.country,
                    mention.place.gazetteer_id,
                    mention.rule,
                    mention.confidence,
                    mention.place.path
                );
            }
            for (mention, used) in mentions.iter().zip(&used) {
                if !used && mention.kind.is_place() {
                    println!(
                        "{number} other: [{}] {:?} {:?} {} {:.2}",
                        doc.slice(mention.range),
                        mention.kind,
                        mention.place.country,
                        mention.rule,
                        mention.confidence
                    );
                }
            }
        }
    }
    for (name, row, alone) in [("develop", counts[0], alone[0]), ("testing only", counts[1], alone[1])] {
        let share = |n: usize| n as f64 / row[0].max(1) as f64;
        println!(
            "corpus, {name}: {} places with words; name found {:.3}, country {:.3} (without publisher and title {:.3}), relation {:.3}",
            row[0],
            share(row[1]),
            share(row[2]),
            share(alone),
            share(row[3])
        );
    }
    for (name, [all, found, country]) in [("in capitals", cases[0]), ("in lower case", cases[1])] {
        let share = |n: usize| n as f64 / all.max(1) as f64;
        println!(
            "corpus, develop {name}: {all} places with words; name found {:.3}, country {:.3}",
            share(found),
            share(country)
        );
    }
    println!("corpus: {spurious} mentions that no event uses");
    Ok(())
}

/// Counts the gold's places with words, those of which a place is found, and those in the right country.
fn cased(
    placer: &Placer,
    doc: Document,
    context: &Context<'_>,
    gold: &str,
    counts: &mut [usize; 3],
    errors: bool,
) -> anyhow::Result<()> {
    let mentions = placer.annotate(&doc, context);
    for line in gold.lines().filter(|l| !l.trim().is_empty()) {
        let event: Event = serde_json::from_str(line)?;
        let Some(range) = event.place.span.map(|span| doc.range(span)) else { continue };
        if !text_has_name(&doc, range, &event) {
            continue;
        }
        counts[0] += 1;
        let found: Vec<_> = mentions
            .iter()
            .filter(|m| m.kind.is_place() && m.range.overlaps(range))
            .filter(|m| m.place.path.iter().any(|a| event.place.path.iter().any(|b| fold(a) == fold(b))))
            .collect();
        counts[1] += usize::from(!found.is_empty());
        counts[2] += usize::from(found.iter().any(|m| m.place.country == event.place.country));
        if errors && found.is_empty() {
            println!("cased missed: [{}] {:?}", doc.slice(range), event.place.path);
        }
    }
    Ok(())
}

/// Whether the words hold a name at all ("the same hamlet" does not).
fn text_has_name(doc: &Document, range: document::TextRange, event: &Event) -> bool {
    let words = fold(doc.slice(range));
    event.place.path.iter().any(|name| words.contains(&fold(name)))
}
