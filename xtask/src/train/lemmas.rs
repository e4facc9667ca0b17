//! The table of lemmas: changes of ending by word and by ending.

use std::collections::BTreeMap;

use codebook::syntax::Words;
use syntax::conllu::Tree;
use syntax::lemma::{Change, LONGEST, ending_key, word_key};
use syntax::lexical::normalise;
use syntax::{Upos, Writer, Xpos};

type Counts = BTreeMap<u64, BTreeMap<Change, u32>>;

fn best(counts: &BTreeMap<Change, u32>) -> Option<(&Change, u32, u32)> {
    let total = counts.values().sum();
    counts.iter().max_by_key(|&(_, &n)| n).map(|(change, &n)| (change, n, total))
}

/// An ending is kept where it says something else than the next shorter one, a word where it says something else than its endings.
pub(crate) fn write(trees: &[Tree], report: &Words, writer: &mut Writer) {
    let mut levels: Vec<Counts> = vec![Counts::new(); LONGEST + 2];
    let mut shorter: BTreeMap<u64, u64> = BTreeMap::new();
    let mut letters = Vec::new();
    for word in trees.iter().flat_map(|t| &t.words) {
        if word.upos == Upos::X || word.lemma == "_" {
            continue;
        }
        let Some(change) = Change::between(&word.form, &word.lemma) else { continue };
        normalise(&word.form, &mut letters);
        let mut below = 0;
        for (n, level) in levels.iter_mut().enumerate().take(LONGEST + 1) {
            if n <= letters.len() {
                let key = ending_key(&letters, n, word.upos, word.xpos);
                *level.entry(key).or_default().entry(change.clone()).or_default() += 1;
                if n > 0 {
                    shorter.insert(key, below);
                }
                below = key;
            }
        }
        let key = word_key(&letters, word.upos, word.xpos);
        *levels[LONGEST + 1].entry(key).or_default().entry(change).or_default() += 1;
        shorter.insert(key, below);
    }
    let mut kept: BTreeMap<u64, Change> = BTreeMap::new();
    for (n, level) in levels.iter().enumerate() {
        for (&key, counts) in level {
            let Some((change, count, total)) = best(counts) else { continue };
            let mut below = shorter.get(&key).copied();
            while let Some(b) = below
                && !kept.contains_key(&b)
            {
                below = shorter.get(&b).copied();
            }
            let said = below.and_then(|b| kept.get(&b));
            let sure = n == 0 || n > LONGEST || (count >= 2 && count * 2 > total);
            if said != Some(change) && sure {
                kept.insert(key, change.clone());
            }
        }
    }
    for (form, lemma, upos, xpos) in report_words(report) {
        normalise(form, &mut letters);
        if let Some(change) = Change::between(form, lemma) {
            kept.entry(word_key(&letters, upos, xpos)).or_insert(change);
        }
    }
    let mut codes: BTreeMap<Change, i16> = kept.values().map(|c| (c.clone(), 0)).collect();
    let mut text = String::new();
    for (n, (change, code)) in codes.iter_mut().enumerate() {
        *code = n as i16;
        text.push_str(&format!("{} {} {}\n", u8::from(change.lower), change.strip, change.append));
    }
    writer.bytes("lemma.changes", text.len(), 1, text.into_bytes());
    writer.u64s("lemma.keys", &kept.keys().copied().collect::<Vec<_>>());
    writer.i16s("lemma.values", 1, &kept.values().map(|c| codes[c]).collect::<Vec<_>>());
}

/// The forms of the codebook's words with their lemmas.
fn report_words(words: &Words) -> impl Iterator<Item = (&str, &str, Upos, Xpos)> {
    let verbs = words.transitive.iter().chain(&words.intransitive).flat_map(|line| {
        let tags = [Xpos::Vbz, Xpos::Vbd, Xpos::Vbn, Xpos::Vbg];
        let (base, others) = line.split_once(' ').unwrap_or((line, ""));
        others.split(' ').zip(tags).map(move |(form, xpos)| (form, base, Upos::Verb, xpos))
    });
    let nouns = words.persons.iter().chain(&words.things);
    let plurals =
        nouns.filter_map(|line| line.split_once(' ')).map(|(one, many)| (many, one, Upos::Noun, Xpos::Nns));
    verbs.chain(plurals)
}
