use std::fs;
use std::hash::BuildHasher;
use std::io::{BufRead, BufReader};
use std::ops::ControlFlow;

use record::{DocumentRef, Side};
use rustc_hash::{FxBuildHasher, FxHashSet};
use serde_json::{Map, Value};

use super::metadata::{Fields, take_fields};
use super::{Fault, File, Item, Metadata, Options, Reading, text};

/// The names that documents of JSON Lines have given themselves in this run, as digests of eight bytes: a name that
/// comes again would put one document in the place of another.
#[derive(Debug, Default)]
pub(super) struct Names(FxHashSet<u64>);

impl Names {
    /// Whether the name is new.
    fn take(&mut self, name: &str) -> bool {
        self.0.insert(FxBuildHasher.hash_one(name))
    }
}

/// Reads a file of one JSON object a line, one line at a time.
pub(super) fn read(
    file: &File,
    metadata: Option<&Metadata>,
    options: &Options,
    names: &mut Names,
    each: &mut dyn FnMut(Item) -> ControlFlow<()>,
) -> ControlFlow<()> {
    let opened = match fs::File::open(&file.path) {
        Ok(opened) => opened,
        Err(error) => {
            return each(Item::Fault(Fault::new(&file.shown, format!("cannot be read: {error}")), file.size));
        }
    };
    if file.size == 0 {
        return each(Item::Fault(Fault::new(&file.shown, "the file is empty"), 0));
    }
    let mut reader = BufReader::with_capacity(1 << 18, opened);
    let mut line = Vec::new();
    // A line is JSON: escapes and other fields may make it longer than its text.
    let room = options.limit.saturating_mul(2).saturating_add(1 << 16);
    for number in 1u64.. {
        let place = format!("{}:{number}", file.shown);
        let size = match read_line(&mut reader, &mut line, room) {
            Ok(0) => break,
            Ok(size) => size,
            Err(error) => {
                each(Item::Fault(Fault::new(place, format!("cannot be read: {error}")), 0))?;
                break;
            }
        };
        if size > room {
            each(Item::Fault(text::too_large(&place, size, options.limit), size))?;
            continue;
        }
        if number == 1 && (line.starts_with(&[0xff, 0xfe]) || line.starts_with(&[0xfe, 0xff])) {
            let fault = Fault::new(&file.shown, "this is UTF-16; JSON Lines are read as UTF-8");
            each(Item::Fault(fault.advise("save it as UTF-8"), file.size))?;
            break;
        }
        let content = line.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&line);
        if content.iter().all(u8::is_ascii_whitespace) {
            continue;
        }
        let mut item = match document(file, number, &place, content, metadata, options, names) {
            Ok(reading) => Item::Document(Box::new(reading)),
            Err(fault) => Item::Fault(fault, size),
        };
        if let Item::Document(reading) = &mut item {
            reading.size = size;
        }
        each(item)?;
    }
    ControlFlow::Continue(())
}

/// Reads a line without its end into `line`, at most `room` bytes of it; returns the bytes that the whole line took,
/// 0 at the end of the file.
fn read_line(reader: &mut impl BufRead, line: &mut Vec<u8>, room: u64) -> std::io::Result<u64> {
    line.clear();
    let mut size = 0u64;
    loop {
        let chunk = match reader.fill_buf() {
            Ok(chunk) => chunk,
            Err(error) if error.kind() == std::io::ErrorKind::Interrupted => continue,
            Err(error) => return Err(error),
        };
        if chunk.is_empty() {
            break;
        }
        let end = memchr::memchr(b'\n', chunk);
        let part = &chunk[..end.unwrap_or(chunk.len())];
        let left = room.saturating_sub(line.len() as u64) as usize;
        line.extend_from_slice(&part[..part.len().min(left)]);
        let used = part.len() + usize::from(end.is_some());
        size += used as u64;
        reader.consume(used);
        if end.is_some() {
            break;
        }
    }
    Ok(size)
}

fn document(
    file: &File,
    number: u64,
    place: &str,
    line: &[u8],
    metadata: Option<&Metadata>,
    options: &Options,
    names: &mut Names,
) -> Result<Reading, Fault> {
    let mut notes = Vec::new();
    let decoded;
    let (line, encoding) = match std::str::from_utf8(line) {
        Ok(line) => (line, "UTF-8"),
        Err(_) => {
            decoded = document::decode(line).map_err(|e| Fault::new(place, e.to_string()))?;
            notes.push(Fault::new(place, format!("not UTF-8: read as {}", decoded.encoding)));
            (decoded.text.as_str(), decoded.encoding)
        }
    };
    let mut object: Map<String, Value> = serde_json::from_str(line).map_err(|error| {
        Fault::new(place, format!("not a JSON object (column {}: {})", error.column(), bare(&error)))
            .advise("each line of a .jsonl file is one object with a `text` field")
    })?;
    let text = match object.shift_remove("text") {
        Some(Value::String(text)) if text.trim().is_empty() => {
            return Err(Fault::new(place, "the `text` is empty"));
        }
        Some(Value::String(text)) => text,
        Some(_) => return Err(Fault::new(place, "`text` is not a string")),
        None => {
            return Err(Fault::new(place, "the line has no `text` field")
                .advise("if this file is metadata, give it as --metadata"));
        }
    };
    if text.len() as u64 > options.limit {
        return Err(text::too_large(place, text.len() as u64, options.limit));
    }
    let Fields { path, id, published, publisher, side, title, faults } = take_fields(&mut object);
    notes.extend(faults.into_iter().map(|message| Fault::new(place, message)));
    let numbered = format!("{}#{number}", file.shown);
    let own = path.or_else(|| id.map(|id| format!("{}#{id}", file.shown)));
    let named = match own {
        Some(own) if names.take(&own) => own,
        Some(own) => {
            let message = format!("the name {own} was used before; this document is stored as {numbered}");
            notes.push(Fault::new(place, message));
            numbered
        }
        None => numbered,
    };
    let mut about = DocumentRef {
        sha256: Some(casebook::sha256(line.as_bytes())),
        path: named,
        title,
        published,
        publisher,
        side: side.unwrap_or(Side::Unknown),
    };
    if let Some(row) = metadata.and_then(|m| m.row(&file.path)) {
        row.fill(&mut about);
        for (key, value) in &row.extra {
            if !object.contains_key(key) {
                object.insert(key.clone(), value.clone());
            }
        }
    }
    options.defaults.fill(&mut about);
    let input = coder::Input { text, document: about };
    let original = Some(line.as_bytes().to_vec());
    Ok(Reading { input, form: casebook::Form::JsonLine, original, encoding, extra: object, size: 0, notes })
}

/// The message without serde's own " at line 1 column 7".
fn bare(error: &serde_json::Error) -> String {
    let message = error.to_string();
    message.split(" at line ").next().unwrap_or_default().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_line_is_counted_but_not_kept() {
        let mut reader = BufReader::with_capacity(7, &b"abcdefghijklmnop\nxy\n\nlast"[..]);
        let mut line = Vec::new();
        let mut seen = Vec::new();
        loop {
            let size = read_line(&mut reader, &mut line, 5).unwrap();
            if size == 0 {
                break;
            }
            seen.push((size, String::from_utf8(line.clone()).unwrap()));
        }
        let expected = [(17, "abcde"), (3, "xy"), (1, ""), (4, "last")];
        assert_eq!(seen, expected.map(|(n, s)| (n, s.to_owned())));
    }
}
