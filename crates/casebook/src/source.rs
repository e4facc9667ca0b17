use jiff::civil::Date;
use record::{DocumentRef, Side};
use serde_json::{Map, Value};
use sha2::{Digest, Sha256};

/// SHA-256 in hexadecimal.
pub fn sha256(bytes: &[u8]) -> String {
    hex(&Sha256::digest(bytes))
}

pub(crate) fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write;
    bytes.iter().fold(String::with_capacity(2 * bytes.len()), |mut out, b| {
        let _ = write!(out, "{b:02x}");
        out
    })
}

/// How the stored bytes are read as text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// A text file, in any encoding that [`document::decode`] reads.
    Text,
    /// One line of a JSON Lines file, whose text is the field `text`.
    JsonLine,
}

impl Form {
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Form::Text => "text",
            Form::JsonLine => "jsonl",
        }
    }
}

/// Where a document lies and what is known of it.
#[derive(Clone, Debug, PartialEq)]
pub struct Source {
    /// The path as given, with forward slashes; for a line of a file, `file.jsonl#17`.
    pub path: String,
    /// Its title.
    pub title: Option<String>,
    /// When it was published.
    pub published: Option<Date>,
    /// Who published it.
    pub publisher: Option<String>,
    /// On whose side the publisher stands.
    pub side: Side,
    /// All other columns of its metadata, as they are.
    pub extra: Map<String, Value>,
}

impl Source {
    /// A source of which nothing is known but its path.
    pub fn new(path: impl Into<String>) -> Source {
        Source {
            path: path.into(),
            title: None,
            published: None,
            publisher: None,
            side: Side::Unknown,
            extra: Map::new(),
        }
    }

    /// The source as a record names it.
    pub fn document(&self, sha256: &str) -> DocumentRef {
        DocumentRef {
            sha256: Some(sha256.to_owned()),
            path: self.path.clone(),
            title: self.title.clone(),
            published: self.published,
            publisher: self.publisher.clone(),
            side: self.side,
        }
    }

    /// A digest of what coding may depend on: title, publication date, publisher and side.
    pub fn metadata_digest(&self) -> String {
        let fields = serde_json::json!([self.title, self.published, self.publisher, self.side]);
        sha256(fields.to_string().as_bytes())
    }
}

/// What a coding depends on. Coding the same key again would give the same events.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct CodingKey {
    /// The document, by the SHA-256 of its original bytes.
    pub document: String,
    /// [`Source::metadata_digest`].
    pub metadata: String,
    /// The codebook's hash.
    pub codebook: String,
    /// The program's version.
    pub version: String,
}

impl CodingKey {
    /// The key of a source's bytes under a codebook and version.
    pub fn new(source: &Source, bytes: &[u8], codebook: &str, version: &str) -> CodingKey {
        CodingKey {
            document: sha256(bytes),
            metadata: source.metadata_digest(),
            codebook: codebook.to_owned(),
            version: version.to_owned(),
        }
    }
}
