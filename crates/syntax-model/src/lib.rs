//! The trained model that `counterclaim-syntax` reads: data only, with its own version and licence.
//!
//! Trained on UD English-EWT (Universal Dependencies, the Stanford and Universal Dependencies teams, CC BY-SA 4.0) by
//! `cargo xtask train syntax`; like its source it is under CC BY-SA 4.0. The recipe and the model card are in `docs/syntax.md`.

/// The model file, in the format that `syntax::Model` reads.
pub static ENGLISH: &[u8] = include_bytes!("../model/english.bin");
