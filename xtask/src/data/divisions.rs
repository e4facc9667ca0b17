//! Second-level regions by GeoNames' table of their names (admin2Codes), for countries whose towns do not say in which they lie.

use std::path::Path;

use anyhow::Context;
use serde::Deserialize;

#[derive(Deserialize)]
struct Line {
    code: String,
    name: String,
}

/// A second-level region.
pub(crate) struct Division {
    /// The code of its first-level region: "CM.12".
    pub(crate) region: String,
    /// Its name without the word for what it is.
    pub(crate) name: String,
}

/// What stands before or after the name for what it is.
const BEFORE: &str = "Département de la |Département des |Département du |Département de l'|Département de l’|Département de |Département d'|Département d’|Departement du |Departement de la |Departement de |Distrito de |Município de |Municipality of |Shahrestān-e |Markaz |Cercle de ";
const AFTER: &str = " Division| Department| District| Province| County| Region| Municipal| Municipality| Governorate| Rayon| Subdistrict";

/// English words after the name of a first-level region.
const UNIT: &str = " Province| Governorate| Region| State| Oblast| Department| County| Prefecture| Division";

/// The name of a first-level region as English texts write it, without the word for what it is: "Nineveh Province" as
/// "Nineveh". None where that word is needed ("Northern Region") or next to nothing is left.
pub(crate) fn short(name: &str) -> Option<&str> {
    let rest = UNIT.split('|').find_map(|unit| name.strip_suffix(unit))?;
    let side = ["North", "South", "East", "West", "Centr", "Upper", "Lower", "Far "]
        .iter()
        .any(|side| rest.starts_with(side) && !rest.trim_start_matches("Far ").contains(' '));
    (!side && rest.chars().count() > 3).then_some(rest)
}

pub(crate) fn read(path: &Path) -> anyhow::Result<Vec<Division>> {
    let text = std::fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display()))?;
    let lines: Vec<Line> = serde_json::from_str(&text)?;
    let mut divisions: Vec<Division> = lines
        .iter()
        .filter_map(|line| {
            let (region, _) = line.code.rsplit_once('.')?;
            let name = BEFORE.split('|').find_map(|word| line.name.strip_prefix(word)).unwrap_or(&line.name);
            let name = AFTER.split('|').find_map(|word| name.strip_suffix(word)).unwrap_or(name);
            (region.len() > 3 && !name.is_empty())
                .then(|| Division { region: region.to_owned(), name: name.to_owned() })
        })
        .collect();
    divisions.sort_by(|a, b| (&a.region, &a.name).cmp(&(&b.region, &b.name)));
    Ok(divisions)
}
