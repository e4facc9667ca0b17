//! Where most people of a region live: the point for a place of which only the region is known.

use super::{Gazetteer, Hit, PlaceKind, distance_km, unpack_weight};

/// What counts as near a heart, in km: the reach within which a town's place is still of use.
const NEAR_KM: f64 = 25.0;
/// Of a region's towns the largest so many are looked at.
const MOST: usize = 600;

impl Gazetteer {
    /// The town of a region around which most of the region's settlements lie (each counted by the root of its people): a place
    /// of the region that no gazetteer has is most likely near it. `None` for what is no region or has no towns.
    pub(crate) fn heart(&self, region: Hit) -> Option<(f64, f64)> {
        if let Some(known) = self.hearts.lock().ok()?.get(&region) {
            return *known;
        }
        let found = self.find_heart(region);
        self.hearts.lock().ok()?.insert(region, found);
        found
    }

    fn find_heart(&self, region: Hit) -> Option<(f64, f64)> {
        let layer = self.layer(region);
        let own = layer.row(region.row).filter(|row| row.kind == PlaceKind::Region && row.admin1 > 0)?;
        let places = layer.info.places.min(u64::from(u32::MAX)) as u32;
        let mut towns: Vec<(f64, f64, f64)> = (0..places)
            .filter_map(|n| layer.row(n))
            .filter(|row| row.kind == PlaceKind::Town && row.admin1 == own.admin1)
            .map(|row| (unpack_weight(row.weight).max(1.0).sqrt(), row.lat, row.lon))
            .collect();
        towns.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.total_cmp(&b.1)).then(a.2.total_cmp(&b.2)));
        towns.truncate(MOST);
        let mut best: Option<(f64, f64, f64)> = None;
        for (_, lat, lon) in &towns {
            let near = |t: &&(f64, f64, f64)| distance_km((t.1, t.2), (*lat, *lon)) <= NEAR_KM;
            let people: f64 = towns.iter().filter(near).map(|t| t.0).sum();
            if best.is_none_or(|(most, _, _)| people > most) {
                best = Some((people, *lat, *lon));
            }
        }
        best.map(|(_, lat, lon)| (lat, lon))
    }
}
