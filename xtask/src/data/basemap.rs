//! The outlines of the countries, from TopoJSON to rings of hundredths of a degree.

use std::collections::BTreeMap;
use std::path::Path;

use anyhow::Context;
use serde::{Deserialize, Serialize};

use super::gazetteer::Country;

#[derive(Deserialize)]
struct Topology {
    arcs: Vec<Vec<(i64, i64)>>,
    transform: Transform,
    objects: Objects,
}

#[derive(Deserialize)]
struct Transform {
    scale: (f64, f64),
    translate: (f64, f64),
}

#[derive(Deserialize)]
struct Objects {
    countries: Collection,
}

#[derive(Deserialize)]
struct Collection {
    geometries: Vec<Geometry>,
}

#[derive(Deserialize)]
struct Geometry {
    id: Option<String>,
    properties: Properties,
    #[serde(flatten)]
    shape: Shape,
}

#[derive(Deserialize)]
struct Properties {
    name: String,
}

#[derive(Deserialize)]
#[serde(tag = "type", content = "arcs")]
enum Shape {
    Polygon(Vec<Vec<i64>>),
    MultiPolygon(Vec<Vec<Vec<i64>>>),
}

#[derive(Serialize)]
struct Map {
    countries: Vec<Outline>,
}

#[derive(Serialize)]
struct Outline {
    iso: String,
    name: String,
    rings: Vec<Vec<i32>>,
}

/// Outlines that Natural Earth draws apart and that have no ISO number: the code they are drawn under here.
fn code_without_number(name: &str) -> &'static str {
    match name {
        "Kosovo" => "XK",
        "Somaliland" => "SO",
        "N. Cyprus" => "CY",
        _ => "",
    }
}

/// ISO code, name, and rings of longitude and latitude.
type Territory = (String, String, Vec<Vec<(f64, f64)>>);

fn read(path: &Path, countries: &[Country]) -> anyhow::Result<Vec<Territory>> {
    let text = std::fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display()))?;
    let topology: Topology = serde_json::from_str(&text)?;
    let transform = &topology.transform;
    let arcs: Vec<Vec<(f64, f64)>> = topology
        .arcs
        .iter()
        .map(|arc| {
            let (mut x, mut y) = (0, 0);
            arc.iter()
                .map(|(dx, dy)| {
                    x += dx;
                    y += dy;
                    (
                        x as f64 * transform.scale.0 + transform.translate.0,
                        y as f64 * transform.scale.1 + transform.translate.1,
                    )
                })
                .collect()
        })
        .collect();
    let by_number: BTreeMap<u32, &Country> = countries.iter().map(|c| (c.number, c)).collect();
    let mut outlines = Vec::new();
    for geometry in topology.objects.countries.geometries {
        let polygons = match geometry.shape {
            Shape::Polygon(rings) => vec![rings],
            Shape::MultiPolygon(polygons) => polygons,
        };
        let country = geometry.id.as_deref().and_then(|id| id.parse().ok()).and_then(|n| by_number.get(&n));
        let (iso, name) = match country {
            Some(country) => (country.iso.clone(), country.name.clone()),
            None => (code_without_number(&geometry.properties.name).to_owned(), geometry.properties.name),
        };
        let mut rings = Vec::new();
        for ring in polygons.into_iter().flatten() {
            let mut points: Vec<(f64, f64)> = Vec::new();
            for index in ring {
                let arc = &arcs[if index < 0 { !index } else { index } as usize];
                let forward: Box<dyn Iterator<Item = &(f64, f64)>> =
                    if index < 0 { Box::new(arc.iter().rev()) } else { Box::new(arc.iter()) };
                points.extend(forward.skip(usize::from(!points.is_empty())));
            }
            rings.push(points);
        }
        outlines.push((iso, name, rings));
    }
    outlines.sort_by(|a, b| (&a.0, &a.1).cmp(&(&b.0, &b.1)));
    Ok(outlines)
}

/// The base map as one line of JSON.
pub(crate) fn compile(path: &Path, countries: &[Country]) -> anyhow::Result<Vec<u8>> {
    let outlines = read(path, countries)?
        .into_iter()
        .map(|(iso, name, rings)| {
            let rings = rings
                .into_iter()
                .map(|ring| {
                    let mut points: Vec<(i32, i32)> = ring
                        .into_iter()
                        .map(|(x, y)| ((x * 100.0).round() as i32, (y * 100.0).round() as i32))
                        .collect();
                    points.dedup();
                    points.into_iter().flat_map(|(x, y)| [x, y]).collect()
                })
                .collect();
            Outline { iso, name, rings }
        })
        .collect();
    let mut json = serde_json::to_vec(&Map { countries: outlines })?;
    json.push(b'\n');
    Ok(json)
}

/// Where a country lies: the centre of its largest ring and the radius of a circle of that ring's area.
pub(crate) struct Centre {
    pub(crate) lat: f64,
    pub(crate) lon: f64,
    pub(crate) radius_km: f64,
}

pub(crate) fn centres(path: &Path, countries: &[Country]) -> anyhow::Result<BTreeMap<String, Centre>> {
    let mut centres: BTreeMap<String, (f64, Centre)> = BTreeMap::new();
    for (iso, _, rings) in read(path, countries)? {
        for ring in rings {
            let (area, x, y) = centroid(&ring);
            let km2 = area.abs() * 111.2 * 111.2 * y.to_radians().cos();
            let radius_km = (km2 / std::f64::consts::PI).sqrt();
            if centres.get(&iso).is_none_or(|(best, _)| km2 > *best) {
                centres.insert(iso.clone(), (km2, Centre { lat: y, lon: x, radius_km }));
            }
        }
    }
    Ok(centres.into_iter().map(|(iso, (_, centre))| (iso, centre)).collect())
}

fn centroid(ring: &[(f64, f64)]) -> (f64, f64, f64) {
    let (mut area, mut x, mut y) = (0.0, 0.0, 0.0);
    for pair in ring.windows(2) {
        let cross = pair[0].0 * pair[1].1 - pair[1].0 * pair[0].1;
        area += cross;
        x += (pair[0].0 + pair[1].0) * cross;
        y += (pair[0].1 + pair[1].1) * cross;
    }
    if area == 0.0 {
        return (0.0, ring[0].0, ring[0].1);
    }
    (area / 2.0, x / (3.0 * area), y / (3.0 * area))
}
