use std::path::Path;

use document::{Document, Style};
use record::Basis;
use when::{Context, Dater};

/// Dates of the development corpus: for each event with date words of its own, whether a mention that overlaps them has its interval.
pub(super) fn report(folder: &Path, dater: &Dater, style: &Style, errors: bool) -> anyhow::Result<()> {
    if !folder.is_dir() {
        println!("development corpus: skipped, {} is not there", folder.display());
        return Ok(());
    }
    let (mut all, mut found, mut right, mut exact) = (0, 0, 0, 0);
    for line in std::fs::read_to_string(folder.join("documents.jsonl"))?.lines() {
        let meta: serde_json::Value = serde_json::from_str(line)?;
        let field = |name: &str| meta[name].as_str().unwrap_or_default().to_owned();
        let name = field("path");
        // Documents whose number ends in 3 or 8 are for testing only.
        if name.get(7..8).is_some_and(|d| d == "3" || d == "8") {
            continue;
        }
        let text = std::fs::read_to_string(folder.join(&name))?;
        let doc = Document::new(text, style);
        let context = Context { published: field("published").parse().ok(), ..Context::default() };
        let mentions = dater.annotate(&doc, &context);
        for line in std::fs::read_to_string(folder.join(field("gold")))?.lines() {
            let event: record::Event = serde_json::from_str(line)?;
            let Some(span) = event.when.span.filter(|_| event.when.basis != Basis::Inherited) else {
                continue;
            };
            let range = doc.range(span);
            all += 1;
            let here: Vec<_> =
                mentions.iter().filter(|m| m.range.overlaps(range) && m.when.is_some()).collect();
            found += usize::from(!here.is_empty());
            let same = |m: &&&when::Mention| {
                m.when.as_ref().is_some_and(|w| (w.start, w.end) == (event.when.start, event.when.end))
            };
            let hit = here.iter().find(same);
            right += usize::from(hit.is_some());
            let whole = hit.is_some_and(|m| {
                m.when.as_ref().is_some_and(|w| {
                    (w.precision, w.calendar, w.basis, w.slack_days, w.stated)
                        == (
                            event.when.precision,
                            event.when.calendar,
                            event.when.basis,
                            event.when.slack_days,
                            event.when.stated,
                        )
                })
            });
            exact += usize::from(whole);
            if errors && !whole {
                let w = &event.when;
                println!(
                    "gold {} {:?}: {:?}..{:?} {} {} {} {:?}",
                    &name[5..8],
                    doc.slice(range),
                    w.start,
                    w.end,
                    w.precision,
                    w.calendar,
                    w.basis,
                    w.stated
                );
                for m in &here {
                    let Some(w) = &m.when else { continue };
                    println!(
                        "     got {:?}: {:?}..{:?} {} {} {} {:?} [{}; {}]",
                        doc.slice(m.range),
                        w.start,
                        w.end,
                        w.precision,
                        w.calendar,
                        w.basis,
                        w.stated,
                        m.rule.entry,
                        m.rule.mechanism
                    );
                }
            }
        }
    }
    println!(
        "development corpus: {all} events with date words; a mention there {found}; interval right {right} ({:.3}); all fields of when right {exact} ({:.3})",
        right as f64 / all as f64,
        exact as f64 / all as f64
    );
    Ok(())
}
