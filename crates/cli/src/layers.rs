//! The user's layers over the embedded gazetteer.

use std::io::BufReader;
use std::path::{Path, PathBuf};

use anyhow::{Context, bail};
use clap::Args;
use place::{Gazetteer, Publishers};

use crate::term;

/// Which layers lie over the embedded gazetteer.
#[derive(Debug, Clone, Default, Args)]
pub(crate) struct GazetteerArgs {
    /// A layer that `gazetteer add` made, or a folder of them, put over the others; the last given comes first
    #[arg(long = "gazetteer", value_name = "FILE")]
    layers: Vec<PathBuf>,
    /// Which places each publisher names, as `gazetteer learn` wrote it, in place of that of the user's folder
    #[arg(long, value_name = "FILE")]
    publishers: Option<PathBuf>,
    /// Leave out the layers of the user's folder, and what was learned of publishers
    #[arg(long)]
    no_user_gazetteer: bool,
}

impl GazetteerArgs {
    /// The embedded gazetteer, over it the layers of the user's folder in the order of their names, over them those of the
    /// command line. Says which on standard error, since they change what is found.
    pub(crate) fn open(&self) -> anyhow::Result<Gazetteer> {
        let mut files = Vec::new();
        if let Some(folder) = user_folder().filter(|folder| !self.no_user_gazetteer && folder.is_dir()) {
            files.extend(in_folder(&folder)?);
        }
        for path in &self.layers {
            if path.is_dir() {
                let found = in_folder(path)?;
                if found.is_empty() {
                    bail!(
                        "there is no .gaz file in {}; `counterclaim gazetteer add` makes one",
                        path.display()
                    );
                }
                files.extend(found);
            } else {
                files.push(path.clone());
            }
        }
        let mut gazetteer = Gazetteer::embedded();
        for file in &files {
            gazetteer = gazetteer
                .with_layer(file)
                .with_context(|| format!("cannot use the gazetteer layer {}", file.display()))?;
        }
        let learned = publishers_file().filter(|file| !self.no_user_gazetteer && file.is_file());
        if let Some(file) = self.publishers.clone().or(learned) {
            let publishers = std::fs::File::open(&file).map_err(anyhow::Error::from);
            let publishers = publishers.and_then(|open| Ok(Publishers::read(BufReader::new(open))?));
            gazetteer = gazetteer.with_publishers(
                publishers.with_context(|| format!("cannot use the publishers of {}", file.display()))?,
            );
        }
        if let Some(layers) = gazetteer.tag() {
            term::note(format!("gazetteer: {layers} over the embedded one"));
        }
        Ok(gazetteer)
    }
}

/// Where `gazetteer add` puts layers: `$COUNTERCLAIM_DATA/gazetteer`, else `$XDG_DATA_HOME/counterclaim/gazetteer`, else
/// `~/.local/share/counterclaim/gazetteer`.
pub(crate) fn user_folder() -> Option<PathBuf> {
    let set = |name: &str| std::env::var_os(name).filter(|value| !value.is_empty()).map(PathBuf::from);
    set("COUNTERCLAIM_DATA")
        .or_else(|| set("XDG_DATA_HOME").map(|folder| folder.join("counterclaim")))
        .or_else(|| set("HOME").map(|folder| folder.join(".local/share/counterclaim")))
        .map(|folder| folder.join("gazetteer"))
}

/// Where `gazetteer learn` writes: `publishers.jsonl` in that folder.
pub(crate) fn publishers_file() -> Option<PathBuf> {
    user_folder().map(|folder| folder.join("publishers.jsonl"))
}

/// The layers of a folder in the order of their names.
fn in_folder(folder: &Path) -> anyhow::Result<Vec<PathBuf>> {
    let entries = std::fs::read_dir(folder).with_context(|| format!("cannot read {}", folder.display()))?;
    let mut files = Vec::new();
    for entry in entries {
        let path = entry.with_context(|| format!("cannot read {}", folder.display()))?.path();
        if path.extension().is_some_and(|extension| extension == "gaz") {
            files.push(path);
        }
    }
    files.sort();
    Ok(files)
}
