use serde_json::Value;

use super::FaultKind;
use super::builder::Builder;
use super::mapping::{Mapping, mapping_named};
use super::table::{Options, ReadError, Table, mapping};

/// The box of a geometry, without recursion (hostile nesting): west, south, east, north.
fn bounds(coordinates: &Value) -> Option<[f64; 4]> {
    let mut found: Option<[f64; 4]> = None;
    let mut open = vec![coordinates];
    while let Some(value) = open.pop() {
        let Value::Array(items) = value else { continue };
        match (items.first().and_then(Value::as_f64), items.get(1).and_then(Value::as_f64)) {
            (Some(lon), Some(lat)) => {
                let [w, s, e, n] = found.unwrap_or([lon, lat, lon, lat]);
                found = Some([w.min(lon), s.min(lat), e.max(lon), n.max(lat)]);
            }
            _ => open.extend(items),
        }
    }
    found
}

fn cell(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}

/// Reads a GeoJSON FeatureCollection: properties as columns, the geometry as latitude and longitude.
///
/// # Errors
/// The text is no FeatureCollection, or no property is a date.
pub fn read_geojson(bytes: &[u8], options: &Options) -> Result<Table, ReadError> {
    let value: Value = serde_json::from_slice(bytes).map_err(|e| ReadError::GeoJson(e.to_string()))?;
    let features = value
        .get("features")
        .and_then(Value::as_array)
        .ok_or_else(|| ReadError::GeoJson("no list of `features`".to_owned()))?;
    let mut headings: Vec<String> =
        ["geometry_latitude", "geometry_longitude", "geometry_radius_km"].map(str::to_owned).to_vec();
    let mut known: rustc_hash::FxHashMap<&str, usize> = rustc_hash::FxHashMap::default();
    for feature in features {
        for key in feature.get("properties").and_then(Value::as_object).into_iter().flat_map(|o| o.keys()) {
            known.entry(key).or_insert_with(|| {
                headings.push(key.clone());
                headings.len() - 1
            });
        }
    }
    if headings.len() == 3 && features.is_empty() {
        return Err(ReadError::Empty);
    }
    let options = match options.mapping {
        Some(_) => options.clone(),
        None => Options { mapping: Some(proposed(&headings)), ..options.clone() },
    };
    let mut builder = Builder::new(&headings, mapping(&headings, &options)?, options.date_order);
    for (n, feature) in features.iter().enumerate() {
        let number = u32::try_from(n + 1).unwrap_or(u32::MAX);
        let Some(properties) = feature.get("properties").and_then(Value::as_object) else {
            builder.fault(number, FaultKind::Malformed, "a feature without properties");
            continue;
        };
        let mut cells = vec![String::new(); headings.len()];
        if let Some([w, s, e, n]) =
            feature.get("geometry").and_then(|g| g.get("coordinates")).and_then(bounds)
        {
            cells[0] = ((s + n) / 2.0).to_string();
            cells[1] = ((w + e) / 2.0).to_string();
            if (w, s) != (e, n) {
                let half = ((e - w) * ((s + n) / 2.0).to_radians().cos()).hypot(n - s) / 2.0;
                cells[2] = format!("{:.1}", half * 111.2);
            }
        }
        for (key, value) in properties {
            if let Some(&at) = known.get(key.as_str()) {
                cells[at] = cell(value);
            }
        }
        builder.row(number, |column| cells[column].as_bytes());
    }
    Ok(builder.finish())
}

/// A recognised dataset's mapping with the geometry's coordinates where it has no others.
fn proposed(headings: &[String]) -> Mapping {
    let guess = super::guess(headings);
    if guess.name == "generic" {
        return mapping_named("geojson").unwrap_or_default();
    }
    let mut mapping = guess.mapping;
    mapping.columns.latitude.push("geometry_latitude".to_owned());
    mapping.columns.longitude.push("geometry_longitude".to_owned());
    mapping
}
