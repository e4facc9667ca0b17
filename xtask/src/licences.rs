//! Checks the licence of every dependency against the list in `deny.toml`, with nothing to install.

use std::collections::BTreeSet;
use std::process::Command;

use anyhow::{Context, bail};
use clap::Args as ClapArgs;
use serde_json::Value;

#[derive(ClapArgs)]
pub(crate) struct Args {}

pub(crate) fn run(_args: Args) -> anyhow::Result<()> {
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let list: toml::Table = std::fs::read_to_string(root.join("deny.toml"))
        .context("cannot read deny.toml")?
        .parse()
        .context("deny.toml is no TOML")?;
    let allowed: BTreeSet<&str> = list["licenses"]["allow"]
        .as_array()
        .context("deny.toml has no list `licenses.allow`")?
        .iter()
        .filter_map(toml::Value::as_str)
        .collect();
    let output = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()))
        .args(["metadata", "--format-version", "1", "--locked"])
        .current_dir(&root)
        .output()
        .context("cannot run cargo metadata")?;
    if !output.status.success() {
        bail!("cargo metadata failed: {}", String::from_utf8_lossy(&output.stderr));
    }
    let metadata: Value = serde_json::from_slice(&output.stdout)?;
    let packages = metadata["packages"].as_array().context("cargo metadata lists no packages")?;
    let mut faults = Vec::new();
    let mut checked = 0;
    for package in packages.iter().filter(|p| !p["source"].is_null()) {
        checked += 1;
        let name = format!("{} {}", text(&package["name"]), text(&package["version"]));
        match package["license"].as_str() {
            None => faults.push(format!("{name}: no licence is stated")),
            Some(licence) if !permitted(licence, &allowed) => {
                faults.push(format!("{name}: {licence} is not on the list in deny.toml"));
            }
            Some(_) => {}
        }
        if !text(&package["source"]).starts_with("registry+") {
            faults.push(format!("{name}: comes from {}", text(&package["source"])));
        }
    }
    for fault in &faults {
        eprintln!("{fault}");
    }
    if !faults.is_empty() {
        bail!(
            "{} of {checked} dependencies have a licence or a source that is not on the list",
            faults.len()
        );
    }
    println!("{checked} dependencies, every licence is on the list in deny.toml");
    Ok(())
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap_or_default()
}

/// Whether an SPDX expression can be met with the licences of the list: one side of an `OR` will do, both of an `AND` must.
fn permitted(expression: &str, allowed: &BTreeSet<&str>) -> bool {
    let spaced = expression.replace('(', " ( ").replace(')', " ) ").replace('/', " OR ");
    let words: Vec<&str> = spaced.split_whitespace().collect();
    let mut at = 0;
    let met = either(&words, &mut at, allowed);
    met && at == words.len()
}

fn either(words: &[&str], at: &mut usize, allowed: &BTreeSet<&str>) -> bool {
    let mut met = both(words, at, allowed);
    while words.get(*at) == Some(&"OR") {
        *at += 1;
        met |= both(words, at, allowed);
    }
    met
}

fn both(words: &[&str], at: &mut usize, allowed: &BTreeSet<&str>) -> bool {
    let mut met = one(words, at, allowed);
    while words.get(*at) == Some(&"AND") {
        *at += 1;
        met &= one(words, at, allowed);
    }
    met
}

fn one(words: &[&str], at: &mut usize, allowed: &BTreeSet<&str>) -> bool {
    let Some(&word) = words.get(*at) else { return false };
    *at += 1;
    if word == "(" {
        let met = either(words, at, allowed);
        let closed = words.get(*at) == Some(&")");
        *at += usize::from(closed);
        return met && closed;
    }
    if words.get(*at) == Some(&"WITH") {
        let exception = words.get(*at + 1).copied().unwrap_or_default();
        *at += 2;
        return allowed.contains(format!("{word} WITH {exception}").as_str()) || allowed.contains(word);
    }
    allowed.contains(word)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_expression_is_met_by_what_is_on_the_list() {
        let allowed = BTreeSet::from(["MIT", "Apache-2.0", "Unicode-3.0"]);
        for good in [
            "MIT",
            "MIT OR GPL-3.0",
            "GPL-2.0/MIT",
            "(MIT OR GPL-3.0) AND Unicode-3.0",
            "Apache-2.0 WITH LLVM-exception",
        ] {
            assert!(permitted(good, &allowed), "{good}");
        }
        for bad in ["GPL-3.0", "MIT AND GPL-3.0", "(MIT", "", "MIT GPL-3.0"] {
            assert!(!permitted(bad, &allowed), "{bad}");
        }
    }
}
