use std::fs;
use std::io::Read;

use record::{DocumentRef, Side};
use serde_json::Map;

use super::{Fault, File, Item, Metadata, Options, Reading};

/// Reads one file that is one document.
pub(super) fn read(file: &File, metadata: Option<&Metadata>, options: &Options) -> Item {
    match open(file, options.limit) {
        Ok(bytes) => document(file, bytes, metadata, options),
        Err(fault) => Item::Fault(fault, file.size),
    }
}

/// The bytes of a file, unless there are more than `limit` of them: the size is looked at first, and reading stops at
/// the limit for files that do not tell their size.
fn open(file: &File, limit: u64) -> Result<Vec<u8>, Fault> {
    let cannot = |error: std::io::Error| match error.kind() {
        std::io::ErrorKind::PermissionDenied => Fault::new(&file.shown, "no permission to read it")
            .advise("give yourself leave to read it (chmod, or ask its owner)"),
        _ => Fault::new(&file.shown, format!("cannot be read: {error}")),
    };
    if file.size > limit {
        return Err(too_large(&file.shown, file.size, limit));
    }
    let mut bytes = Vec::with_capacity(file.size as usize + 1);
    let opened = fs::File::open(&file.path).map_err(cannot)?;
    opened.take(limit + 1).read_to_end(&mut bytes).map_err(cannot)?;
    if bytes.len() as u64 > limit {
        return Err(too_large(&file.shown, bytes.len() as u64, limit));
    }
    Ok(bytes)
}

pub(super) fn too_large(place: &str, size: u64, limit: u64) -> Fault {
    let message = format!("the document has {} MB; one document may have {} MB", size >> 20, limit >> 20);
    Fault::new(place, message).advise(
        "split it into its reports, or make it .jsonl with one report a line (or raise --max-document-mb)",
    )
}

fn document(file: &File, bytes: Vec<u8>, metadata: Option<&Metadata>, options: &Options) -> Item {
    let decoded = match document::decode(&bytes) {
        Ok(decoded) => decoded,
        Err(error) => return Item::Fault(Fault::new(&file.shown, error.to_string()), file.size),
    };
    let mut notes = Vec::new();
    if decoded.replaced {
        let message = format!("read as {}, but some bytes stand for no character in it", decoded.encoding);
        notes.push(Fault::new(&file.shown, message).advise("save it as UTF-8 if words are missing"));
    } else if decoded.encoding != "UTF-8" {
        notes.push(Fault::new(&file.shown, format!("not UTF-8: read as {}", decoded.encoding)));
    }
    let mut about = DocumentRef {
        sha256: Some(casebook::sha256(&bytes)),
        path: file.shown.clone(),
        title: None,
        published: None,
        publisher: None,
        side: Side::Unknown,
    };
    let mut extra = Map::new();
    if let Some(row) = metadata.and_then(|m| m.row(&file.path)) {
        row.fill(&mut about);
        extra = row.extra.clone();
    }
    options.defaults.fill(&mut about);
    let original = (decoded.text.as_bytes() != bytes.as_slice()).then_some(bytes);
    Item::Document(Box::new(Reading {
        input: coder::Input { text: decoded.text, document: about },
        form: casebook::Form::Text,
        original,
        encoding: decoded.encoding,
        extra,
        size: file.size,
        notes,
    }))
}
