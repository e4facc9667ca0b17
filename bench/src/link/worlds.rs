//! A generated pair of lists with its truth.

use corroborate::Collection;

use super::generate::Truth;

pub(crate) struct World {
    pub(crate) claims: Collection,
    pub(crate) records: Collection,
    /// By claim number (in content order): the number of the true record.
    pub(crate) truth: Vec<Option<u32>>,
    /// True events of the time that both lists cover, told by neither, one or both.
    pub(crate) events: Vec<Truth>,
}
