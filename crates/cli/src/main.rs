//! The `counterclaim` command.
fn main() {}
