use std::ops::{Add, AddAssign};

use serde::ser::{Serialize, SerializeStruct, Serializer};

/// Right, spurious and missed values, and the measures that follow from them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Predicted and in gold (true positives).
    pub right: u64,
    /// Predicted and not in gold (false positives). A wrong value counts here and as missed.
    pub spurious: u64,
    /// In gold and not predicted (false negatives).
    pub missed: u64,
}

impl Counts {
    /// Of the predicted values, the part that is right; `None` if nothing is predicted.
    pub fn precision(self) -> Option<f64> {
        ratio(self.right, self.right + self.spurious)
    }

    /// Of the gold values, the part that is found; `None` if gold has none.
    pub fn recall(self) -> Option<f64> {
        ratio(self.right, self.right + self.missed)
    }

    /// The harmonic mean of precision and recall, `2·right / (predicted + gold)`; `None` if both sides are empty.
    pub fn f1(self) -> Option<f64> {
        ratio(2 * self.right, 2 * self.right + self.spurious + self.missed)
    }

    /// Values in gold.
    pub fn gold(self) -> u64 {
        self.right + self.missed
    }

    /// Values predicted.
    pub fn predicted(self) -> u64 {
        self.right + self.spurious
    }
}

fn ratio(part: u64, whole: u64) -> Option<f64> {
    (whole > 0).then(|| part as f64 / whole as f64)
}

impl Add for Counts {
    type Output = Counts;
    fn add(self, other: Counts) -> Counts {
        Counts {
            right: self.right + other.right,
            spurious: self.spurious + other.spurious,
            missed: self.missed + other.missed,
        }
    }
}

impl AddAssign for Counts {
    fn add_assign(&mut self, other: Counts) {
        *self = *self + other;
    }
}

impl Serialize for Counts {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut out = serializer.serialize_struct("Counts", 6)?;
        out.serialize_field("right", &self.right)?;
        out.serialize_field("spurious", &self.spurious)?;
        out.serialize_field("missed", &self.missed)?;
        out.serialize_field("precision", &self.precision())?;
        out.serialize_field("recall", &self.recall())?;
        out.serialize_field("f1", &self.f1())?;
        out.end()
    }
}
