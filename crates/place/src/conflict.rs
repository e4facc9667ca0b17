//! Countries with organised violence: in a report of armed events a name is rather that of a place in one of them.

use std::sync::Arc;

use codebook::places::Conflicts;
use rustc_hash::FxHashMap;

use crate::gazetteer::country_bytes;

/// What much organised violence in a country counts for its places, in nats; some counts half.
const MUCH: f64 = 1.5;

/// What organised violence in countries counts for their places.
#[derive(Clone, Debug, Default)]
pub(crate) struct Conflict(Option<Arc<FxHashMap<[u8; 2], f64>>>);

impl Conflict {
    pub(crate) fn new(conflicts: &Conflicts) -> Conflict {
        let lists = [(&conflicts.some, 0.5 * MUCH), (&conflicts.much, MUCH)];
        let all =
            lists.into_iter().flat_map(|(list, nats)| list.iter().map(move |iso| (country_bytes(iso), nats)));
        Conflict(Some(Arc::new(all.collect())))
    }

    /// Nats for the places of a country: 0 for most.
    pub(crate) fn of(&self, country: [u8; 2]) -> f64 {
        self.0.as_ref().and_then(|all| all.get(&country)).copied().unwrap_or(0.0)
    }
}
