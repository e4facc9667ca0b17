use rustc_hash::FxHashSet;

/// The words that splitting needs; they come from the codebook (`codebook/text.toml`), folded.
#[derive(Clone, Debug, Default)]
pub struct Style {
    /// Words before a full stop that does not end a sentence ("Lt", "Gen", "Jan", "No").
    pub abbreviations: FxHashSet<String>,
    /// Words with which a sentence likes to start, which end an inline heading ("On", "At", "The", "In").
    pub openers: FxHashSet<String>,
    /// Lower-case words that may stand inside a heading ("and", "of", "the").
    pub joiners: FxHashSet<String>,
    /// Nouns that make a name a heading's ("region", "province", "wilayah").
    pub region_nouns: FxHashSet<String>,
}
