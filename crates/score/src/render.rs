use std::fmt::Write;

use crate::{Counts, Difference, Report, Scores, Verdict};

/// The figures as tables for a terminal, without colours.
pub fn render_report(report: &Report) -> String {
    let mut out = String::new();
    render_scores(&mut out, &report.all);
    if !report.by.is_empty() {
        let title = format!("by {}", report.grouped_by.as_deref().unwrap_or("group"));
        let width = report.by.keys().map(|k| k.chars().count()).max().unwrap_or(0).max(title.len()).max(9);
        let _ = writeln!(
            out,
            "\n{title:width$}  documents  events gold  predicted  right   event F1   slot F1  slot F1, aligned"
        );
        for (value, scores) in &report.by {
            let name = if value.is_empty() { "(none)" } else { value };
            let _ = writeln!(
                out,
                "{name:width$}  {:>9}  {:>11}  {:>9}  {:>5}   {:>8}  {:>8}  {:>16}",
                scores.documents,
                scores.events.gold(),
                scores.events.predicted(),
                scores.events.right,
                share(scores.events.f1()),
                share(scores.slots.f1()),
                share(scores.slots_aligned.f1()),
            );
        }
    }
    if !report.ignored.is_empty() {
        let _ = writeln!(out, "\nLeft out, because gold does not name them: {}", report.ignored.join(", "));
    }
    out
}

fn share(value: Option<f64>) -> String {
    value.map_or_else(|| "–".to_owned(), |v| format!("{v:.3}"))
}

fn line(out: &mut String, name: &str, counts: Counts) {
    let _ = writeln!(
        out,
        "{name:28} {:>6} {:>9} {:>6} {:>9} {:>7}   {:>9} {:>7} {:>7}",
        counts.gold(),
        counts.predicted(),
        counts.right,
        counts.spurious,
        counts.missed,
        share(counts.precision()),
        share(counts.recall()),
        share(counts.f1()),
    );
}

fn heading(out: &mut String, name: &str) {
    let _ = writeln!(
        out,
        "{name:28} {:>6} {:>9} {:>6} {:>9} {:>7}   {:>9} {:>7} {:>7}",
        "gold", "predicted", "right", "spurious", "missed", "precision", "recall", "F1"
    );
}

fn render_scores(out: &mut String, scores: &Scores) {
    heading(out, &format!("{} documents", scores.documents));
    line(out, "events", scores.events);
    line(out, "slots", scores.slots);
    line(out, "slots, kind left out", scores.slots_without_kind);
    line(out, "slots of aligned pairs", scores.slots_aligned);
    out.push('\n');
    heading(out, "fields of aligned pairs");
    for scored in &scores.fields {
        line(out, scored.field.label(), scored.aligned);
    }
    let confused: Vec<_> = scores.kinds.iter().filter(|c| c.gold != c.predicted).collect();
    if !confused.is_empty() {
        out.push_str("\nkinds that differ (gold -> predicted):");
        for cell in confused {
            let name = |kind: Option<record::Kind>| kind.map_or("none", record::Kind::as_str);
            let _ = write!(out, "  {} -> {}: {}", name(cell.gold), name(cell.predicted), cell.count);
        }
        out.push('\n');
    }
}

/// The differences as text, gold above the prediction.
pub fn render_differences(differences: &[Difference]) -> String {
    let mut out = String::new();
    let mut document = None;
    for difference in differences {
        if document != Some(&difference.document) {
            let _ = writeln!(out, "{}{}", if document.is_some() { "\n" } else { "" }, difference.document);
            document = Some(&difference.document);
        }
        let mut passage =
            |side: &str, record: Option<(record::Kind, record::Span)>, text: &Option<String>| {
                if let Some((kind, span)) = record {
                    let _ = writeln!(
                        out,
                        "  {side:9} {kind} [{},{}] {}",
                        span.start,
                        span.end,
                        text.as_deref().unwrap_or("")
                    );
                }
            };
        match difference.verdict {
            Verdict::Missed => passage("missed", difference.gold, &difference.gold_text),
            Verdict::Spurious => passage("spurious", difference.predicted, &difference.predicted_text),
            Verdict::Wrong => {
                passage("wrong", difference.gold, &difference.gold_text);
                if difference.gold.map(|g| g.1) != difference.predicted.map(|p| p.1) {
                    passage("  coded as", difference.predicted, &difference.predicted_text);
                }
            }
        }
        for field in &difference.fields {
            let side = |value: &Option<String>, evidence: &Option<String>| {
                let value = value.as_deref().unwrap_or("none");
                evidence.as_ref().map_or_else(|| value.to_owned(), |e| format!("{value} «{e}»"))
            };
            let _ = writeln!(
                out,
                "    {:18} gold {}   predicted {}",
                field.field.label(),
                side(&field.gold, &field.gold_evidence),
                side(&field.predicted, &field.predicted_evidence)
            );
        }
    }
    out
}
