//! The committed corpora: their texts with what is known of them, and their gold.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result};
use coder::Input;
use record::{DocumentRef, Event};
use serde_json::Value;

/// A document of a corpus.
pub(crate) struct Document {
    pub(crate) input: Input,
    pub(crate) gold: Vec<Event>,
    /// Whether rules were written with it in view (column `use`).
    pub(crate) develop: bool,
}

/// Reads a corpus: a folder with `documents.jsonl` (columns path, gold, use), texts and gold.
pub(crate) fn read(corpus: &Path) -> Result<Vec<Document>> {
    let list = corpus.join("documents.jsonl");
    let table = fs::read_to_string(&list).with_context(|| list.display().to_string())?;
    table
        .lines()
        .enumerate()
        .filter(|(_, line)| !line.trim().is_empty())
        .map(|(n, line)| {
            document(corpus, line).with_context(|| format!("{}: line {}", list.display(), n + 1))
        })
        .collect()
}

fn document(corpus: &Path, line: &str) -> Result<Document> {
    let row: Value = serde_json::from_str(line)?;
    let column = |name: &str| {
        row.get(name).and_then(Value::as_str).with_context(|| format!("the row has no text in `{name}`"))
    };
    let document: DocumentRef = serde_json::from_value(serde_json::json!({
        "sha256": null, "path": column("path")?, "title": row.get("title"), "published": row.get("published"),
        "publisher": row.get("publisher"), "side": row.get("side"),
    }))?;
    let file = |name: &str| {
        let path = corpus.join(name);
        fs::read_to_string(&path).with_context(|| path.display().to_string())
    };
    let gold = file(column("gold")?)?
        .lines()
        .filter(|line| !line.trim().is_empty())
        .map(serde_json::from_str)
        .collect::<Result<_, _>>()?;
    Ok(Document {
        input: Input { text: file(column("path")?)?, document },
        gold,
        develop: column("use")? == "develop",
    })
}
