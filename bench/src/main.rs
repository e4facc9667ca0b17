//! Benchmarks: `cargo run --release -p counterclaim-bench -- NAME`.
fn main() {}
