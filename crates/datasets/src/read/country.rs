//! Countries by any of their usual names and codes.

use std::borrow::Cow;
use std::sync::LazyLock;

use rustc_hash::FxHashMap;
use serde::Deserialize;

use super::fold;

#[derive(Deserialize)]
struct File {
    names: std::collections::BTreeMap<String, Vec<String>>,
}

static CODES: LazyLock<FxHashMap<String, String>> = LazyLock::new(|| {
    let file: File = toml::from_str(include_str!("../../../../datasets/countries.toml")).expect("tested");
    let mut codes = FxHashMap::default();
    for (code, names) in file.names {
        let code = fold(&code);
        for name in names.iter().map(|n| fold(n)).chain([code.clone()]) {
            codes.insert(name, code.clone());
        }
    }
    codes
});

/// What a country is compared by: its ISO 3166-1 two-letter code, in lower case, if the name or code is known
/// (`datasets/countries.toml`), its folded name if not.
pub fn country_key(written: &str) -> Cow<'static, str> {
    let folded = fold(written);
    match CODES.get(&folded) {
        Some(code) => Cow::Borrowed(code),
        None => Cow::Owned(folded),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_and_codes_of_a_country_meet() {
        for name in ["Syria", "SYR", "sy", "760", "Syrian Arab Republic"] {
            assert_eq!(country_key(name), "sy", "{name}");
        }
        assert_eq!(country_key("Côte d'Ivoire"), country_key("Ivory Coast"));
        assert_eq!(country_key("Ruritania"), "ruritania");
    }

    #[test]
    fn no_name_stands_for_two_countries() {
        let file: File = toml::from_str(include_str!("../../../../datasets/countries.toml")).unwrap();
        let mut seen: FxHashMap<String, String> = FxHashMap::default();
        for (code, names) in file.names {
            for name in names.iter().map(|n| fold(n)) {
                if let Some(other) = seen.insert(name.clone(), code.clone()) {
                    assert_eq!(other, code, "{name}");
                }
            }
        }
    }
}
