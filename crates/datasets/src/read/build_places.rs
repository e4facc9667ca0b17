//! Point and radius of a row, and coordinates that were exchanged.

use std::borrow::Cow;

use rustc_hash::FxHashMap;

use super::builder::Builder;
use super::row::Point;
use super::{FaultKind, Name};

impl Builder {
    pub(super) fn point(
        &mut self,
        line: u32,
        lat: &str,
        lon: &str,
        radius: &str,
        coded: bool,
        code: &str,
    ) -> Option<Point> {
        if lat.is_empty() || lon.is_empty() {
            self.fault(line, FaultKind::PlaceMissing, "");
            return None;
        }
        let decimal = |t: &str| {
            let t = if t.contains('.') { Cow::Borrowed(t) } else { Cow::Owned(t.replace(',', ".")) };
            t.parse::<f64>().ok().filter(|v| v.is_finite())
        };
        let (Some(lat_deg), Some(lon_deg)) = (decimal(lat), decimal(lon)) else {
            self.fault(line, FaultKind::PlaceUnreadable, &format!("{lat}, {lon}"));
            return None;
        };
        if lat_deg.abs() > 90.0 || lon_deg.abs() > 180.0 {
            let kind = if lat_deg.abs() > 90.0 && lat_deg.abs() <= 180.0 && lon_deg.abs() <= 90.0 {
                FaultKind::PlaceSwapped
            } else {
                FaultKind::PlaceOutOfRange
            };
            self.fault(line, kind, &format!("{lat}, {lon}"));
            return None;
        }
        let mut radius_km = self.mapping.defaults.radius_km;
        if coded && !self.mapping.place_precisions.is_empty() {
            let code = code.strip_suffix(".0").unwrap_or(code);
            radius_km = match self.mapping.place_precisions.get(code) {
                Some(precision) if precision.no_point => {
                    self.fault(line, FaultKind::PlaceMissing, code);
                    return None;
                }
                Some(precision) => precision.radius_km,
                None => {
                    self.fault(line, FaultKind::PrecisionUnknown, code);
                    self.mapping.place_precisions.values().map(|p| p.radius_km).fold(radius_km, f32::max)
                }
            };
        }
        if let Some(given) = decimal(radius) {
            radius_km = given.clamp(0.0, 5000.0) as f32;
        }
        Some(Point { lat: lat_deg, lon: lon_deg, radius_km })
    }

    /// A point that lies far from its country's other points, and among them when its coordinates are exchanged.
    pub(super) fn find_swapped(&mut self) {
        const FAR: f64 = 20.0;
        const NEAR: f64 = 10.0;
        let mut by_country: FxHashMap<Name, Vec<(f64, f64)>> = FxHashMap::default();
        for row in &self.rows {
            if let (Some(p), true) = (row.point, row.country.is_some()) {
                by_country.entry(row.country).or_default().push((p.lat, p.lon));
            }
        }
        let mut middles: FxHashMap<Name, (f64, f64)> = FxHashMap::default();
        for row in &self.rows {
            if let Some(mut points) = by_country.remove(&row.country).filter(|p| p.len() >= 5) {
                let half = points.len() / 2;
                let lat = *points.select_nth_unstable_by(half, |a, b| a.0.total_cmp(&b.0)).1;
                let lon = *points.select_nth_unstable_by(half, |a, b| a.1.total_cmp(&b.1)).1;
                middles.insert(row.country, (lat.0, lon.1));
            }
        }
        let mut found = Vec::new();
        for row in &mut self.rows {
            let (Some(p), Some(&(lat, lon))) = (row.point, middles.get(&row.country)) else { continue };
            let off = |a: f64, b: f64| (a - lat).abs().max((b - lon).abs());
            if off(p.lat, p.lon) > FAR && off(p.lon, p.lat) < NEAR {
                row.point = None;
                found.push((row.line, format!("{}, {}", p.lat, p.lon)));
            }
        }
        for (line, value) in found {
            self.fault(line, FaultKind::PlaceSwapped, &value);
        }
    }
}
