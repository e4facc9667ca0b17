/// Kilometres in a degree of latitude (mean of the WGS 84 meridian).
const KM_PER_DEGREE: f64 = 111.13;

/// Degrees to pixels: equirectangular, true to scale at the middle latitude.
#[derive(Clone, Copy, Debug)]
pub(super) struct Projection {
    west: f64,
    north: f64,
    east: f64,
    south: f64,
    /// Pixels in a degree of latitude.
    scale: f64,
    /// How much shorter a degree of longitude is.
    squeeze: f64,
}

/// Width of a map in pixels.
pub(super) const WIDTH: f64 = 960.0;
/// Height of a map in pixels.
pub(super) const HEIGHT: f64 = 520.0;

impl Projection {
    /// A view that holds all points with their radii (kilometres), some room around them, and at least four degrees.
    pub(super) fn around(points: &[(f64, f64, f64)]) -> Projection {
        let fold = |f: fn(f64, f64) -> f64, start: f64, value: &dyn Fn(&(f64, f64, f64)) -> f64| {
            points.iter().map(value).fold(start, f)
        };
        let reach = |p: &(f64, f64, f64)| p.2 / KM_PER_DEGREE;
        let widen = |p: &(f64, f64, f64)| reach(p) / p.1.to_radians().cos().max(0.1);
        let (mut west, mut east) =
            (fold(f64::min, 180.0, &|p| p.0 - widen(p)), fold(f64::max, -180.0, &|p| p.0 + widen(p)));
        let (mut south, mut north) =
            (fold(f64::min, 90.0, &|p| p.1 - reach(p)), fold(f64::max, -90.0, &|p| p.1 + reach(p)));
        if west > east || south > north {
            (west, east, south, north) = (-170.0, 190.0, -60.0, 80.0);
        }
        let (middle_lon, middle_lat) = (f64::midpoint(west, east), f64::midpoint(south, north));
        let squeeze = middle_lat.to_radians().cos().max(0.2);
        let width = ((east - west) * 1.16).max(4.0 / squeeze);
        let height = ((north - south) * 1.16).max(4.0);
        let scale = (WIDTH / (width * squeeze)).min(HEIGHT / height);
        let (half_width, half_height) = (WIDTH / scale / squeeze / 2.0, HEIGHT / scale / 2.0);
        Projection {
            west: middle_lon - half_width,
            east: middle_lon + half_width,
            north: middle_lat + half_height,
            south: middle_lat - half_height,
            scale,
            squeeze,
        }
    }

    pub(super) fn at(&self, lon: f64, lat: f64) -> (f64, f64) {
        ((lon - self.west) * self.squeeze * self.scale, (self.north - lat) * self.scale)
    }

    pub(super) fn pixels(&self, km: f64) -> f64 {
        km / KM_PER_DEGREE * self.scale
    }

    /// Whether a box of degrees (west, south, east, north) is in view.
    pub(super) fn meets(&self, west: f64, south: f64, east: f64, north: f64) -> bool {
        west < self.east && east > self.west && south < self.north && north > self.south
    }

    pub(super) fn holds(&self, lon: f64, lat: f64) -> bool {
        lon > self.west && lon < self.east && lat > self.south && lat < self.north
    }

    /// A round length for the scale bar: kilometres and pixels.
    pub(super) fn scale_bar(&self) -> (f64, f64) {
        let longest = 160.0 / self.scale * KM_PER_DEGREE;
        let power = 10_f64.powf(longest.log10().floor());
        let km = [5.0, 2.0, 1.0].into_iter().map(|n| n * power).find(|km| *km <= longest).unwrap_or(power);
        (km, self.pixels(km))
    }
}
