use jiff::civil::Date;
use record::{DocumentRef, Side};

/// What holds for a document that says nothing of itself.
#[derive(Clone, Debug, Default)]
pub struct Defaults {
    /// `--published`.
    pub published: Option<Date>,
    /// `--publisher`.
    pub publisher: Option<String>,
    /// `--side`.
    pub side: Option<Side>,
}

impl Defaults {
    /// Fills what `document` leaves open.
    pub(crate) fn fill(&self, document: &mut DocumentRef) {
        document.published = document.published.or(self.published);
        if document.publisher.is_none() {
            document.publisher.clone_from(&self.publisher);
        }
        if document.side == Side::Unknown {
            document.side = self.side.unwrap_or(Side::Unknown);
        }
    }
}

/// How to read.
#[derive(Clone, Debug)]
pub struct Options {
    /// What holds where neither the document nor its metadata says otherwise.
    pub defaults: Defaults,
    /// The largest document that is read, in bytes.
    pub limit: u64,
    /// Paths are shown relative to this folder instead of as given.
    pub shown_below: Option<std::path::PathBuf>,
}

impl Options {
    /// The limit that holds unless another is given: a book is one megabyte.
    pub const LIMIT: u64 = 8 << 20;
}

impl Default for Options {
    fn default() -> Options {
        Options { defaults: Defaults::default(), limit: Options::LIMIT, shown_below: None }
    }
}
