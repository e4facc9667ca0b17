//! Incidents in the form in which millions of pairs are compared: no pointers.

use crate::{Incident, Pool};

/// Earth's mean radius in kilometres (IUGG).
pub const EARTH_KM: f64 = 6371.0088;

/// One incident, ready for comparing.
#[derive(Clone, Copy, Debug)]
pub struct Item {
    /// Position on the unit sphere.
    pub xyz: [f32; 3],
    /// Degrees north.
    pub lat: f32,
    /// Degrees east.
    pub lon: f32,
    /// Kilometres; `NOWHERE` for no place.
    pub radius: f32,
    /// First day.
    pub start: i32,
    /// Last day.
    pub end: i32,
    /// Type path, first facet in the lowest byte.
    pub path: u32,
    /// Usual names of up to four parties, 0 for none.
    pub actors: [u32; 4],
    /// Killed, best estimate; `u32::MAX`: not told.
    pub best: u32,
    /// Killed, low.
    pub low: u32,
    /// Killed, high.
    pub high: u32,
    /// Country's name number.
    pub country: u32,
    /// Number of the place's name, 0 for none; given by [`crate::naming::name_places`].
    pub place: u32,
    /// Number of the incident in its collection.
    pub source: u32,
    /// Density class of its place and precision class: the stratum of the background.
    pub stratum: u8,
    /// How many events both sides have at its point, as a class below [`crate::fame::FAME`].
    pub fame: u8,
}

/// The radius of an incident without a place.
pub const NOWHERE: f32 = -1.0;

impl Item {
    /// Whether it has a place.
    pub fn placed(&self) -> bool {
        self.radius >= 0.0
    }

    /// Days between first and last.
    pub fn width(&self) -> i32 {
        self.end - self.start
    }
}

/// The squared chord on the unit sphere that spans `km` on the ground.
pub fn chord2(km: f64) -> f32 {
    let half = (km / EARTH_KM / 2.0).min(std::f64::consts::FRAC_PI_2);
    let chord = 2.0 * half.sin();
    (chord * chord) as f32
}

/// Kilometres on the ground of a squared chord.
pub fn km_of_chord2(c: f32) -> f64 {
    2.0 * EARTH_KM * (f64::from(c).sqrt() / 2.0).min(1.0).asin()
}

/// Points on the unit sphere. Towns come again and again: the last ones are remembered.
struct Sphere {
    last: Vec<(u64, u64, [f32; 3])>,
}

impl Default for Sphere {
    fn default() -> Sphere {
        // No point has these bits.
        Sphere { last: vec![(u64::MAX, u64::MAX, [0.0; 3]); 1 << Sphere::BITS] }
    }
}

impl Sphere {
    const BITS: u32 = 13;

    fn of(&mut self, lat: f64, lon: f64) -> [f32; 3] {
        let bits = (lat.to_bits(), lon.to_bits());
        let mixed = (bits.0.rotate_left(29) ^ bits.1).wrapping_mul(0x9E37_79B9_7F4A_7C15);
        let known = &mut self.last[(mixed >> (64 - Sphere::BITS)) as usize];
        if (known.0, known.1) != bits {
            let ((sin_phi, cos_phi), (sin_lambda, cos_lambda)) =
                (lat.to_radians().sin_cos(), lon.to_radians().sin_cos());
            let xyz = [cos_phi * cos_lambda, cos_phi * sin_lambda, sin_phi].map(|v| v as f32);
            *known = (bits.0, bits.1, xyz);
        }
        known.2
    }
}

/// The items of the dated incidents, in the incidents' order.
pub fn items(incidents: &[Incident], pool: &Pool) -> Vec<Item> {
    let mut countries: rustc_hash::FxHashMap<u32, u32> = rustc_hash::FxHashMap::default();
    let mut sphere = Sphere::default();
    let mut items = Vec::with_capacity(incidents.len());
    items.extend(incidents.iter().enumerate().filter_map(|(n, incident)| {
        let days = incident.days?;
        let (mut xyz, mut lat, mut lon, mut radius) = ([0.0; 3], 0.0, 0.0, NOWHERE);
        if let Some(p) = incident.point {
            xyz = sphere.of(p.lat, p.lon);
            (lat, lon, radius) = (p.lat as f32, p.lon as f32, p.radius_km);
        }
        let country =
            *countries.entry(incident.country.0).or_insert_with(|| pool.country(incident.country).0);
        let killed = incident.tolls.killed;
        Some(Item {
            xyz,
            lat,
            lon,
            radius,
            start: days.start,
            end: days.end.max(days.start),
            path: u32::from_le_bytes(incident.path.0),
            actors: incident.actors.map(|a| a.map_or(0, |a| a.usual.0)),
            best: killed.map_or(u32::MAX, |t| t.best),
            low: killed.map_or(0, |t| t.low),
            high: killed.map_or(0, |t| t.high),
            country,
            place: 0,
            source: n as u32,
            stratum: 0,
            fame: 0,
        })
    }));
    items
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn chords_and_kilometres_agree() {
        for km in [0.1, 1.0, 50.0, 500.0, 5000.0, 15000.0] {
            let back = km_of_chord2(chord2(km));
            assert!((back - km).abs() < km * 1e-3, "{km} {back}");
        }
    }
}
