//! From samples to batches of embedding rows.

use std::collections::BTreeMap;

use syntax::lexical::{Lexicon, is_shouting, normalise, word_hash};

use super::augment::{Sample, Variety};
use super::network::Batch;
use super::random::Random;

/// Known words (seen twice or more, or named by the codebook) and how often each was seen, by row.
pub(crate) struct Vocabulary {
    pub(crate) hashes: Vec<u64>,
    pub(crate) counts: Vec<u32>,
    pub(crate) lexicon: Lexicon,
}

impl Vocabulary {
    pub(crate) fn new(samples: &[Sample], variety: &Variety) -> Vocabulary {
        let mut counts: BTreeMap<u64, u32> = BTreeMap::new();
        let mut buffer = Vec::new();
        for word in samples.iter().flat_map(|s| &s.words) {
            normalise(&word.form, &mut buffer);
            *counts.entry(word_hash(&buffer)).or_default() += 1;
        }
        for form in variety.known() {
            normalise(form, &mut buffer);
            *counts.entry(word_hash(&buffer)).or_default() += 2;
        }
        counts.retain(|_, count| *count >= 2);
        let hashes: Vec<u64> = counts.keys().copied().collect();
        let lexicon = Lexicon::new(&hashes);
        Vocabulary { hashes, counts: std::iter::once(0).chain(counts.into_values()).collect(), lexicon }
    }
}

/// One pass over the samples in random order, each varied, in batches of about `words` words.
pub(crate) fn batches(
    samples: &[Sample],
    variety: &Variety,
    vocabulary: &Vocabulary,
    words: usize,
    random: &mut Random,
) -> Vec<Batch> {
    let mut order: Vec<usize> = (0..samples.len()).collect();
    random.shuffle(&mut order);
    let mut batches = Vec::new();
    let mut batch = Batch::default();
    let mut buffer = Vec::new();
    for n in order {
        let sample = variety.vary(&samples[n], random);
        let shouting = is_shouting(sample.words.iter().map(|w| w.form.as_str()));
        for (n, word) in sample.words.iter().enumerate() {
            let mut rows = vocabulary.lexicon.look(&word.form, n == 0, shouting, &mut buffer);
            // Rare words are often taken for unknown ones, so that affixes learn to speak for them (Kiperwasser & Goldberg 2016).
            let count = vocabulary.counts[rows[0] as usize] as f32;
            if random.chance(0.4 / (0.4 + count)) {
                rows[0] = 0;
            }
            batch.rows.push(rows);
            batch.classes.push(word.class);
            batch.heads.push(word.head);
            batch.relations.push(word.relation as u8);
        }
        batch.ends.push(batch.rows.len());
        if batch.rows.len() >= words {
            batches.push(std::mem::take(&mut batch));
        }
    }
    if !batch.rows.is_empty() {
        batches.push(batch);
    }
    batches
}
