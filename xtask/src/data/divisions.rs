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
