//! Names of places, made comparable: "Kafr Nabl town" and "Kafr Nabl" are one place without any list of such words.

use datasets::read::{Name, fold};
use rustc_hash::FxHashMap;

use crate::incident::{Collection, Incident, Pool};
use crate::item::Item;

/// A word that stands in more than one in so many of the distinct names of places tells no place ("town", "district").
const COMMON: usize = 50;
/// Nor is a word common that stands in no more names than this, however few names there are.
const FEW: usize = 8;

/// Gives every item of both sides the number of its place's name. Names are compared folded, without common words, whatever
/// the order of the others; a name of nothing but common words is kept whole.
pub(crate) fn name_places(
    left: &mut [Item],
    claims: &Collection,
    right: &mut [Item],
    records: &Collection,
    pool: &Pool,
) {
    let all = || [claims, records].into_iter().flat_map(|c| &c.incidents).map(|i: &Incident| i.place);
    let mut told = vec![false; all().map(|n| n.0 as usize + 1).max().unwrap_or(0)];
    all().for_each(|n| told[n.0 as usize] = true);
    let names = (0..told.len()).filter(|&n| told[n]).map(|n| Name(n as u32));
    let mut folded: Vec<(Name, String)> =
        names.map(|n| (n, fold(pool.names.text(n)))).filter(|(_, text)| !text.is_empty()).collect();
    // Numbers follow the names, not the order of the files.
    folded.sort_by(|a, b| a.1.cmp(&b.1));
    let mut distinct = 0usize;
    let mut seen: FxHashMap<&str, usize> = FxHashMap::default();
    for (n, (_, text)) in folded.iter().enumerate() {
        if n > 0 && folded[n - 1].1 == *text {
            continue;
        }
        distinct += 1;
        let mut words: Vec<&str> = text.split(' ').collect();
        words.sort_unstable();
        words.dedup();
        words.into_iter().for_each(|w| *seen.entry(w).or_default() += 1);
    }
    let common = (distinct / COMMON).max(FEW);
    let mut numbers: FxHashMap<String, u32> = FxHashMap::default();
    let mut number_of = vec![0u32; told.len()];
    for (name, text) in &folded {
        let mut words: Vec<&str> = text.split(' ').filter(|w| seen[w] <= common).collect();
        if words.is_empty() {
            words = text.split(' ').collect();
        }
        words.sort_unstable();
        let next = numbers.len() as u32 + 1;
        number_of[name.0 as usize] = *numbers.entry(words.join(" ")).or_insert(next);
    }
    let give = |items: &mut [Item], list: &Collection| {
        for item in items {
            item.place = number_of[list.incidents[item.source as usize].place.0 as usize];
        }
    };
    give(left, claims);
    give(right, records);
}
