//! Maintainer commands. `cargo xtask` lists them.
fn main() {}
