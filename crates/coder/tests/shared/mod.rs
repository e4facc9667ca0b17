//! What the tests of the coder share: the coder with the codebook of the program, and a document of an invented publisher.

use std::sync::OnceLock;

use coder::{Coder, Input};
use record::{DocumentRef, Side};

pub(crate) fn coder() -> &'static Coder {
    static CODER: OnceLock<Coder> = OnceLock::new();
    CODER.get_or_init(|| Coder::new(&codebook::Files::embedded()).unwrap())
}

pub(crate) fn input(text: &str, side: Side) -> Input {
    let document = DocumentRef {
        sha256: None,
        path: "a.txt".to_owned(),
        title: None,
        published: Some("2024-03-10".parse().unwrap()),
        publisher: Some("Valley Front".to_owned()),
        side,
    };
    Input { text: text.to_owned(), document }
}
