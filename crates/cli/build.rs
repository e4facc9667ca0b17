//! Lists the example reports so that `counterclaim demo` carries them in the binary.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

fn main() {
    let manifest = PathBuf::from(std::env::var("CARGO_MANIFEST_DIR").expect("cargo sets it"));
    let root = manifest.join("../../examples").canonicalize().expect("examples/ is part of the repository");
    let mut code = String::from(
        "/// The example files: path below `examples/` and text.\nconst FILES: &[(&str, &str)] = &[\n",
    );
    for folder in ["reports", "records"] {
        for path in sorted(&root.join(folder)) {
            let name = path.file_name().expect("just listed").to_string_lossy().into_owned();
            println!("cargo::rerun-if-changed={}", path.display());
            let shown = format!("{folder}/{name}");
            writeln!(code, "    ({shown:?}, include_str!({:?})),", path.display().to_string())
                .expect("a string takes all");
        }
    }
    code.push_str("];\n");
    let out = PathBuf::from(std::env::var("OUT_DIR").expect("cargo sets it")).join("examples.rs");
    std::fs::write(out, code).expect("the build folder is writable");
}

fn sorted(folder: &Path) -> Vec<PathBuf> {
    println!("cargo::rerun-if-changed={}", folder.display());
    let entries = std::fs::read_dir(folder).expect("examples/ has this folder");
    let mut paths: Vec<PathBuf> = entries.filter_map(|entry| Some(entry.ok()?.path())).collect();
    paths.sort();
    paths
}
