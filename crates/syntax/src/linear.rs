//! Yes-or-no decisions by sums of hashed weights (trained as an averaged perceptron, Freund & Schapire 1999).

use crate::container::{ModelError, table};

/// Binary logarithm of the number of weights.
pub const WEIGHTS_BITS: u32 = 16;

/// Weights by hash.
#[derive(Clone, Debug)]
pub struct Linear {
    weights: Vec<i16>,
}

/// Where the weight of a feature lies.
pub fn slot(feature: u64) -> usize {
    let hash = (feature ^ (feature >> 29)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    (hash >> (64 - WEIGHTS_BITS)) as usize
}

/// A feature from its template and its values.
pub fn feature(template: u64, a: u64, b: u64) -> u64 {
    let mixed = (template.wrapping_mul(0x9E37_79B9_7F4A_7C15) ^ a).wrapping_mul(0xA24B_AED4_963E_E407);
    (mixed.rotate_left(23) ^ b).wrapping_mul(0x9FB2_1C65_1E98_DF25)
}

impl Linear {
    pub(crate) fn read(file: &[u8], name: &str) -> Result<Linear, ModelError> {
        let weights = table(file, name, 2)?.i16s();
        if weights.len() != 1 << WEIGHTS_BITS {
            return Err(ModelError::Table(name.to_owned()));
        }
        Ok(Linear { weights })
    }

    /// Whether the weights of the features add up to more than nothing.
    pub fn decides(&self, features: &[u64]) -> bool {
        features.iter().map(|&f| i32::from(self.weights[slot(f)])).sum::<i32>() > 0
    }
}
