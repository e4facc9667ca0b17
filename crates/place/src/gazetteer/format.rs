//! The file of a layer, read in place: no parsing when it is opened.
//!
//! Little endian. `CCGAZET1`, then seven pairs of `u64` (offset, length), then the parts: description (JSON), rows of
//! [`ROW`] bytes, strings (length byte, UTF-8), index of names (fst), postings, index of skeletons (fst), regions.
//! A value of an index is `row << 1`, or `offset << 1 | 1` into the postings: a count and that many row differences, as varints.

use std::collections::BTreeMap;

use fst::raw::{Fst, Output};
use serde::{Deserialize, Serialize};

use super::mapped::{Bytes, Part};

pub(crate) const MAGIC: &[u8; 8] = b"CCGAZET1";
pub(crate) const PARTS: usize = 7;
/// Bytes of one row.
pub(crate) const ROW: usize = 23;

/// What a place is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PlaceKind {
    /// A continent, sea or part of the world.
    Area,
    /// A state.
    Country,
    /// A first-level region.
    Region,
    /// A second-level region.
    District,
    /// A city, town, village or a part of one.
    Town,
    /// A mountain, river, forest, island.
    Feature,
    /// A building, base, road, field.
    Facility,
}

impl PlaceKind {
    const ALL: [PlaceKind; 7] = [
        PlaceKind::Area,
        PlaceKind::Country,
        PlaceKind::Region,
        PlaceKind::District,
        PlaceKind::Town,
        PlaceKind::Feature,
        PlaceKind::Facility,
    ];

    pub(crate) fn code(self) -> u8 {
        PlaceKind::ALL.iter().position(|k| *k == self).unwrap_or(0) as u8
    }

    fn from_code(code: u8) -> PlaceKind {
        PlaceKind::ALL[(code as usize).min(PlaceKind::ALL.len() - 1)]
    }
}

/// What a layer says of itself.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct LayerInfo {
    /// The prefix of its ids: `geonames` in `geonames:123`.
    pub prefix: String,
    /// Its name.
    pub name: String,
    /// The version of its source.
    pub version: String,
    /// Where its data come from.
    pub source: String,
    /// The licence of its data.
    pub licence: String,
    /// Rows in it.
    pub places: u64,
    /// Names in it, folded and distinct for each row.
    pub names: u64,
    /// Towns for each million people by country: how likely a village of that country is in the layer.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub coverage: BTreeMap<String, u32>,
    /// The row of each country.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub countries: BTreeMap<String, u32>,
    /// The rows of capitals, in order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub capitals: Vec<u32>,
    /// Whether `weight` counts events that a table learned it from (else it is population).
    #[serde(default)]
    pub learned: bool,
    /// Sources besides the main one, by the first number of their places, in order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub others: Vec<OtherSource>,
}

/// A further source of a layer's places.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OtherSource {
    /// The first number of its places; they end where those of the next source begin.
    pub from: u32,
    /// The prefix of their ids.
    pub prefix: String,
    /// Its name and version.
    pub name: String,
}

impl LayerInfo {
    /// The source of the place with a number, if it is not the main one.
    pub(crate) fn other(&self, id: u32) -> Option<&OtherSource> {
        self.others.iter().rev().find(|source| source.from <= id)
    }
}

/// One row, decoded.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Row {
    pub(crate) id: u32,
    pub(crate) lat: f64,
    pub(crate) lon: f64,
    pub(crate) country: [u8; 2],
    pub(crate) admin1: u16,
    pub(crate) admin2: u16,
    pub(crate) weight: u16,
    pub(crate) name: u32,
    pub(crate) kind: PlaceKind,
    pub(crate) radius: u8,
}

pub(crate) fn pack_weight(n: f64) -> u16 {
    ((1.0 + n.max(0.0)).ln() * 3000.0).min(65535.0) as u16
}

pub(crate) fn unpack_weight(w: u16) -> f64 {
    (f64::from(w) / 3000.0).exp() - 1.0
}

pub(crate) fn pack_radius(km: f64) -> u8 {
    ((1.0 + km.max(0.0)).ln() * 3.8).round().min(31.0) as u8
}

pub(crate) fn unpack_radius(r: u8) -> f64 {
    (f64::from(r) / 3.8).exp() - 1.0
}

impl Row {
    pub(crate) fn write(&self, out: &mut Vec<u8>) {
        out.extend(self.id.to_le_bytes());
        let lat = ((self.lat + 90.0) * 50_000.0).round() as u32;
        let lon = ((self.lon + 180.0) * 40_000.0).round() as u32;
        out.extend(&lat.to_le_bytes()[..3]);
        out.extend(&lon.to_le_bytes()[..3]);
        out.extend(self.country);
        out.extend(self.admin1.to_le_bytes());
        out.extend(self.admin2.to_le_bytes());
        out.extend(self.weight.to_le_bytes());
        out.extend(self.name.to_le_bytes());
        // Three bits of kind, five of radius.
        out.push(self.kind.code() << 5 | self.radius.min(31));
    }

    /// The number of a packed row.
    pub(crate) fn id_of(b: &[u8]) -> u32 {
        u32::from_le_bytes([b[0], b[1], b[2], b[3]])
    }

    /// The country of a packed row.
    pub(crate) fn country_of(b: &[u8]) -> [u8; 2] {
        [b[10], b[11]]
    }

    /// What a packed row is.
    pub(crate) fn kind_of(b: &[u8]) -> PlaceKind {
        PlaceKind::from_code(b[22] >> 5)
    }

    fn read(b: &[u8]) -> Row {
        let u16_at = |n: usize| u16::from_le_bytes([b[n], b[n + 1]]);
        let u24_at = |n: usize| u32::from_le_bytes([b[n], b[n + 1], b[n + 2], 0]);
        let u32_at = |n: usize| u32::from_le_bytes([b[n], b[n + 1], b[n + 2], b[n + 3]]);
        Row {
            id: u32_at(0),
            lat: f64::from(u24_at(4)) / 50_000.0 - 90.0,
            lon: f64::from(u24_at(7)) / 40_000.0 - 180.0,
            country: [b[10], b[11]],
            admin1: u16_at(12),
            admin2: u16_at(14),
            weight: u16_at(16),
            name: u32_at(18),
            kind: PlaceKind::from_code(b[22] >> 5),
            radius: b[22] & 31,
        }
    }
}

/// An open layer.
#[derive(Clone)]
pub(crate) struct Layer {
    pub(crate) info: LayerInfo,
    bytes: Bytes,
    rows: (usize, usize),
    strings: (usize, usize),
    postings: (usize, usize),
    regions: (usize, usize),
    pub(crate) names: Fst<Part>,
    pub(crate) skeletons: Fst<Part>,
}

/// Why a layer cannot be opened.
#[derive(Debug, thiserror::Error)]
pub enum LayerError {
    /// The file cannot be read or written.
    #[error("{0}")]
    Io(#[from] std::io::Error),
    /// The file is no layer of this version, or it is cut short.
    #[error("not a gazetteer layer of this version ({0}); make it again with `gazetteer add`")]
    Format(&'static str),
    /// The table that a layer is made from has no such column.
    #[error("{0}")]
    Table(String),
}

impl Layer {
    pub(crate) fn open(bytes: Bytes) -> Result<Layer, LayerError> {
        let all = bytes.as_ref();
        if all.len() < 8 + PARTS * 16 || &all[..8] != MAGIC {
            return Err(LayerError::Format("wrong first bytes"));
        }
        let mut parts = [(0usize, 0usize); PARTS];
        for (n, part) in parts.iter_mut().enumerate() {
            let word = |at: usize| all[at..at + 8].iter().rev().fold(0u64, |n, b| n << 8 | u64::from(*b));
            let (start, len) = (word(8 + n * 16), word(16 + n * 16));
            let end = start.checked_add(len).filter(|end| *end <= all.len() as u64);
            let end = end.ok_or(LayerError::Format("cut short"))?;
            *part = (start as usize, end as usize);
        }
        let [description, rows, strings, names, postings, skeletons, regions] = parts;
        let info = serde_json::from_slice(&all[description.0..description.1])
            .map_err(|_| LayerError::Format("no description"))?;
        let index = |(start, end): (usize, usize)| {
            Fst::new(Part { bytes: bytes.clone(), start, end })
                .map_err(|_| LayerError::Format("broken index"))
        };
        let (names, skeletons) = (index(names)?, index(skeletons)?);
        Ok(Layer { info, rows, strings, postings, regions, names, skeletons, bytes })
    }

    fn part(&self, (start, end): (usize, usize)) -> &[u8] {
        self.bytes.as_ref().get(start..end).unwrap_or(&[])
    }

    /// Bytes of the whole layer.
    pub(crate) fn size(&self) -> usize {
        self.bytes.as_ref().len()
    }

    pub(crate) fn row(&self, n: u32) -> Option<Row> {
        let start = (n as usize).checked_mul(ROW)?;
        self.part(self.rows).get(start..start + ROW).map(Row::read)
    }

    pub(crate) fn string(&self, at: u32) -> &str {
        let strings = self.part(self.strings);
        let Some(&len) = strings.get(at as usize) else { return "" };
        let start = at as usize + 1;
        strings.get(start..start + len as usize).and_then(|b| std::str::from_utf8(b).ok()).unwrap_or("")
    }

    /// Code ("ML.09") and name of a first- or second-level region of this layer.
    pub(crate) fn region(&self, n: u16) -> (&str, &str) {
        if n == 0 {
            return ("", "");
        }
        let at = (n as usize - 1) * 8;
        let Some(b) = self.part(self.regions).get(at..at + 8) else { return ("", "") };
        let word = |n: usize| u32::from_le_bytes([b[n], b[n + 1], b[n + 2], b[n + 3]]);
        (self.string(word(0)), self.string(word(4)))
    }

    /// How many regions the layer names.
    pub(crate) fn region_count(&self) -> u16 {
        ((self.regions.1 - self.regions.0) / 8).min(usize::from(u16::MAX)) as u16
    }

    /// The rows of an index value.
    pub(crate) fn rows_of(&self, value: u64, out: &mut Vec<u32>) {
        if value & 1 == 0 {
            out.push((value >> 1) as u32);
            return;
        }
        let mut at = (value >> 1) as usize;
        let postings = self.part(self.postings);
        let mut varint = || {
            let (mut n, mut shift) = (0u32, 0);
            while let Some(&b) = postings.get(at) {
                at += 1;
                n |= u32::from(b & 0x7f) << shift;
                shift += 7;
                if b & 0x80 == 0 || shift > 28 {
                    break;
                }
            }
            n
        };
        let count = varint().min(1 << 20);
        let mut row = 0u32;
        for _ in 0..count {
            row = row.wrapping_add(varint());
            out.push(row);
        }
    }

    /// The index value of a key.
    pub(crate) fn value(&self, key: &str) -> Option<u64> {
        self.names.get(key).map(Output::value)
    }
}
