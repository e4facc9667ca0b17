use std::path::Path;

use anyhow::Context as _;
use document::{Document, Style, TextRange};
use jiff::civil::Date;
use when::Context;

use super::timex2;

/// An annotated expression.
#[derive(Clone, Debug)]
pub(super) struct Gold {
    pub(super) range: TextRange,
    /// TIMEX3 values that count as equal.
    pub(super) values: Vec<String>,
    /// The class of its error lines.
    pub(super) class: &'static str,
}

pub(super) struct Annotated {
    pub(super) name: String,
    pub(super) doc: Document,
    pub(super) context: Context,
    pub(super) gold: Vec<Gold>,
}

/// Reads the 22 documents, text from `in` and keys from `keyinline`; the document's time stamp is its publication.
pub(super) fn wikiwars(folder: &Path, style: &Style) -> anyhow::Result<Option<Vec<Annotated>>> {
    if !folder.is_dir() {
        return Ok(None);
    }
    let mut names: Vec<_> = std::fs::read_dir(folder.join("keyinline"))?
        .filter_map(|e| Some(e.ok()?.path()))
        .filter(|p| p.extension().is_some_and(|e| e == "xml" || e == "sgm"))
        .collect();
    names.sort();
    let mut documents = Vec::new();
    for path in names {
        let raw = std::fs::read_to_string(&path).with_context(|| path.display().to_string())?;
        let body = between(&raw, "<TEXT>", "</TEXT>").unwrap_or_default();
        let stamp = between(&raw, "<DATETIME>", "</DATETIME>").unwrap_or_default();
        let published = timex2::strip(stamp).0.trim().get(..10).and_then(|d| d.parse::<Date>().ok());
        let (text, gold) = timex2::strip(body);
        let doc = Document::new(text, style);
        let name = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        documents.push(Annotated {
            name,
            doc,
            context: Context { published, adjectives: true, ..Context::default() },
            gold,
        });
    }
    Ok(Some(documents))
}

fn between<'a>(text: &'a str, open: &str, close: &str) -> Option<&'a str> {
    let from = text.find(open)? + open.len();
    Some(&text[from..from + text[from..].find(close)?])
}
