use record::DocumentRef;

/// One document to be coded.
#[derive(Clone, Debug)]
pub struct Input {
    /// Its text, as [`document::decode`] or a JSON reader gives it.
    pub text: String,
    /// What is known of it: path, digest, title, publication date, publisher, side.
    pub document: DocumentRef,
}
