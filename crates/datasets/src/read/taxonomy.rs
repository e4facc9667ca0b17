use std::collections::BTreeMap;

use rustc_hash::FxHashMap;
use serde::Deserialize;

use super::{TypePath, fold};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[allow(dead_code)]
    levels: Definition,
    tactics: Tactics,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Definition {
    #[allow(dead_code)]
    definition: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Tactics {
    #[allow(dead_code)]
    definition: String,
    paths: BTreeMap<String, Vec<String>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct AliasFile {
    aliases: AliasLists,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct AliasLists {
    #[allow(dead_code)]
    definition: String,
    #[allow(dead_code)]
    source: String,
    names: Vec<Vec<String>>,
}

/// The facets of event types, numbered from the shipped mappings in their order.
#[derive(Clone, Debug)]
pub struct Taxonomy {
    names: Vec<String>,
    tactics: BTreeMap<String, TypePath>,
}

impl Taxonomy {
    /// The shipped taxonomy with the names of every shipped mapping.
    pub fn shipped() -> Taxonomy {
        let file: File = toml::from_str(include_str!("../../../../datasets/taxonomy.toml")).expect("tested");
        let mut taxonomy = Taxonomy { names: vec!["*".to_owned()], tactics: BTreeMap::new() };
        let mut tactics = BTreeMap::new();
        for (tactic, path) in &file.tactics.paths {
            tactics.insert(tactic.clone(), taxonomy.path(path));
        }
        taxonomy.tactics = tactics;
        for name in super::mapping_names() {
            if let Some(mapping) = super::mapping_named(name) {
                for path in mapping.types.values() {
                    taxonomy.path(path);
                }
            }
        }
        taxonomy
    }

    /// The numbers of a path's names; new names are added while there is room (255).
    pub fn path(&mut self, names: &[String]) -> TypePath {
        let mut path = TypePath::default();
        for (slot, name) in path.0.iter_mut().zip(names) {
            let at = self.names.iter().position(|n| n == name).unwrap_or_else(|| {
                self.names.push(name.clone());
                self.names.len() - 1
            });
            *slot = u8::try_from(at).unwrap_or(0);
        }
        path
    }

    /// The path of a tactic of the event record.
    pub fn tactic(&self, tactic: &str) -> Option<TypePath> {
        self.tactics.get(tactic).copied()
    }

    /// The names of a path, "*" where the dataset does not say.
    pub fn words(&self, path: TypePath) -> Vec<String> {
        path.0
            .iter()
            .map(|&n| self.names.get(usize::from(n)).cloned().unwrap_or_else(|| "*".to_owned()))
            .collect()
    }

    /// A path in words: "violence, explosive".
    pub fn text(&self, path: TypePath) -> String {
        let words: Vec<&str> = path
            .0
            .iter()
            .filter(|&&n| n != 0)
            .filter_map(|&n| self.names.get(usize::from(n)).map(String::as_str))
            .collect();
        words.join(", ").replace('_', " ")
    }
}

/// Folded names to the folded usual name.
pub fn aliases() -> FxHashMap<String, String> {
    let file: AliasFile = toml::from_str(include_str!("../../../../datasets/aliases.toml")).expect("tested");
    let mut map = FxHashMap::default();
    for names in &file.aliases.names {
        let Some(usual) = names.first().map(|n| fold(n)) else { continue };
        for name in names {
            map.insert(fold(name), usual.clone());
        }
    }
    map
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_shipped_files_are_read_and_numbered_alike() {
        let (a, b) = (Taxonomy::shipped(), Taxonomy::shipped());
        assert_eq!(a.names, b.names);
        assert!(a.names.len() < 200);
        let path = a.tactic("suicide_vest").unwrap();
        assert_eq!(a.text(path), "violence, explosive, suicide");
        assert_eq!(aliases().get(&fold("ISIL")), Some(&fold("Islamic State")));
    }
}
