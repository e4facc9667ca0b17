//! Writes the file of a layer (see the format in `format.rs`).

use std::io::Write;

use rustc_hash::FxHashMap;

use super::format::{LayerError, LayerInfo, MAGIC, PARTS, PlaceKind, ROW, Row, pack_radius, pack_weight};
use super::index::index;
use crate::key;

/// A place for [`Builder::add`].
#[derive(Clone, Debug)]
pub struct NewPlace<'a> {
    /// Its number in the source.
    pub id: u32,
    /// Its main name.
    pub name: &'a str,
    /// Degrees north.
    pub lat: f64,
    /// Degrees east.
    pub lon: f64,
    /// ISO 3166-1 alpha-2; empty for seas and parts of the world.
    pub country: &'a str,
    /// Code of the first-level region, with the country: "ML.09". Empty if unknown.
    pub admin1: &'a str,
    /// Code of the second-level region, with those above. Empty if unknown.
    pub admin2: &'a str,
    /// Population, or how often a table names it.
    pub weight: f64,
    /// What it is.
    pub kind: PlaceKind,
    /// How far it reaches, in km.
    pub radius_km: f64,
}

/// So many strings are looked up before they are written again.
const REMEMBERED: usize = 400_000;

/// A name's start and length in a pool of bytes, and its row.
type Entry = (u32, u8, u32);

/// Collects places and names and writes them as a layer.
#[derive(Default)]
pub struct Builder {
    /// Packed, [`ROW`] bytes each: a table of twelve million fits into memory.
    rows: Vec<u8>,
    strings: Vec<u8>,
    /// Where the first strings stand, so that repeated ones are kept once; no more than [`REMEMBERED`].
    string_at: FxHashMap<Box<str>, u32>,
    regions: Vec<(String, String)>,
    region_at: FxHashMap<String, u16>,
    /// Keys one after another, and for each its start, length and row.
    keys: Vec<u8>,
    entries: Vec<Entry>,
    /// Countries whose names are also indexed by skeleton.
    skeleton_countries: Vec<[u8; 2]>,
    capitals: Vec<u32>,
    buffer: String,
}

impl Builder {
    /// An empty layer; names in `skeleton_countries` (ISO codes; `*` for all) are also indexed by their consonants.
    pub fn new(skeleton_countries: &[&str]) -> Builder {
        let codes = skeleton_countries.iter().map(|c| country_bytes(c)).collect();
        Builder { skeleton_countries: codes, ..Builder::default() }
    }

    /// Names a first- or second-level region by its code.
    pub fn region(&mut self, code: &str, name: &str) {
        let n = self.region_index(code);
        if n > 0 {
            self.regions[n as usize - 1].1 = name.to_owned();
        }
    }

    fn region_index(&mut self, code: &str) -> u16 {
        if code.is_empty() {
            return 0;
        }
        if let Some(&n) = self.region_at.get(code) {
            return n;
        }
        if self.regions.len() >= usize::from(u16::MAX) {
            return 0;
        }
        self.regions.push((code.to_owned(), String::new()));
        let n = self.regions.len() as u16;
        self.region_at.insert(code.to_owned(), n);
        n
    }

    fn string(&mut self, text: &str) -> u32 {
        let mut end = text.len().min(255);
        while !text.is_char_boundary(end) {
            end -= 1;
        }
        let text = &text[..end];
        if let Some(&at) = self.string_at.get(text) {
            return at;
        }
        let at = self.strings.len() as u32;
        self.strings.push(text.len() as u8);
        self.strings.extend(text.as_bytes());
        if self.string_at.len() < REMEMBERED {
            self.string_at.insert(text.into(), at);
        }
        at
    }

    /// Adds a place with its main name as its first name and returns its row for [`Builder::name`]. Coordinates outside
    /// the globe are refused.
    pub fn add(&mut self, place: &NewPlace<'_>) -> Option<u32> {
        if !(-90.0..=90.0).contains(&place.lat) || !(-180.0..=180.0).contains(&place.lon) {
            return None;
        }
        let row = Row {
            id: place.id,
            lat: place.lat,
            lon: place.lon,
            country: country_bytes(place.country),
            admin1: self.region_index(place.admin1),
            admin2: self.region_index(place.admin2),
            weight: pack_weight(place.weight),
            name: self.string(place.name),
            kind: place.kind,
            radius: pack_radius(place.radius_km),
        };
        let n = u32::try_from(self.len()).ok()?;
        row.write(&mut self.rows);
        self.name(n, place.name);
        Some(n)
    }

    /// Adds a name to a place.
    pub fn name(&mut self, row: u32, name: &str) {
        let mut buffer = std::mem::take(&mut self.buffer);
        key::key_into(name, &mut buffer);
        let known = self.entries.iter().rev().take_while(|e| e.2 == row).any(|e| {
            let start = e.0 as usize;
            self.keys[start..start + e.1 as usize] == *buffer.as_bytes()
        });
        if !buffer.is_empty() && buffer.len() <= 120 && !known && self.keys.len() < u32::MAX as usize - 256 {
            let start = self.keys.len() as u32;
            self.keys.extend(buffer.as_bytes());
            self.entries.push((start, buffer.len() as u8, row));
        }
        self.buffer = buffer;
    }

    /// Marks a place as a country's capital.
    pub fn capital(&mut self, row: u32) {
        self.capitals.push(row);
    }

    /// The number of places so far.
    pub fn len(&self) -> usize {
        self.rows.len() / ROW
    }

    /// Whether nothing was added yet.
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// Writes the layer. Rows are put in the order of their names, so that the index's values run almost upward and compress.
    ///
    /// # Errors
    /// The writer fails.
    pub fn write(mut self, mut info: LayerInfo, out: &mut impl Write) -> Result<(), LayerError> {
        let regions = std::mem::take(&mut self.regions);
        let mut region_part = Vec::with_capacity(regions.len() * 8);
        for (code, name) in &regions {
            // A district's code ends with its name; it is kept once.
            let code = code.strip_suffix(name.as_str()).unwrap_or(code);
            region_part.extend(self.string(code).to_le_bytes());
            region_part.extend(self.string(name).to_le_bytes());
        }
        drop(std::mem::take(&mut self.string_at));
        let rows = std::mem::take(&mut self.rows);
        let len = rows.len() / ROW;
        let row = |n: u32| &rows[n as usize * ROW..(n as usize + 1) * ROW];
        info.places = len as u64;
        info.names = self.entries.len() as u64;
        let mut keys = std::mem::take(&mut self.keys);
        let order = {
            // The first entry of a row is its main name; entries stand in the order of their rows.
            let mut first = vec![u32::MAX; len];
            for (n, entry) in self.entries.iter().enumerate().rev() {
                first[entry.2 as usize] = n as u32;
            }
            let main = |n: u32| -> &[u8] {
                self.entries.get(first[n as usize] as usize).map_or(b"", |e| slice(&keys, e))
            };
            let mut order: Vec<u32> = (0..len as u32).collect();
            order.sort_unstable_by(|a, b| {
                main(*a)
                    .cmp(main(*b))
                    .then_with(|| Row::id_of(row(*a)).cmp(&Row::id_of(row(*b))))
                    .then(a.cmp(b))
            });
            order
        };
        let mut new_row = vec![0u32; len];
        for (n, old) in order.iter().enumerate() {
            new_row[*old as usize] = n as u32;
        }
        for entry in &mut self.entries {
            entry.2 = new_row[entry.2 as usize];
        }
        info.capitals = self.capitals.iter().map(|row| new_row[*row as usize]).collect();
        info.capitals.sort_unstable();
        drop(new_row);
        let mut entries = std::mem::take(&mut self.entries);
        entries.sort_unstable_by(|a, b| slice(&keys, a).cmp(slice(&keys, b)).then(a.2.cmp(&b.2)));
        let mut postings = Vec::new();
        let names = index(entries.iter().map(|e| (slice(&keys, e), e.2)), &mut postings)?;
        // The same entries again, by their consonants.
        let country = |n: u32| Row::country_of(row(order[n as usize]));
        let all = self.skeleton_countries.contains(&country_bytes("*"));
        let mut consonants = Vec::new();
        entries.retain_mut(|entry| {
            let name = std::str::from_utf8(slice(&keys, entry)).unwrap_or("");
            if !name.is_ascii() || !all && !self.skeleton_countries.contains(&country(entry.2)) {
                return false;
            }
            let skeleton = key::skeleton(name);
            let start = consonants.len();
            let fits = (2..=255).contains(&skeleton.len()) && start < u32::MAX as usize - 256;
            if fits {
                consonants.extend(skeleton.as_bytes());
                *entry = (start as u32, skeleton.len() as u8, entry.2);
            }
            fits
        });
        keys = consonants;
        entries.shrink_to_fit();
        entries.sort_unstable_by(|a, b| slice(&keys, a).cmp(slice(&keys, b)).then(a.2.cmp(&b.2)));
        let skeletons = index(entries.iter().map(|e| (slice(&keys, e), e.2)), &mut postings)?;
        drop((entries, keys));
        for (n, old) in order.iter().enumerate() {
            if Row::kind_of(row(*old)) == PlaceKind::Country {
                let iso = String::from_utf8_lossy(&Row::country_of(row(*old))).into_owned();
                info.countries.insert(iso, n as u32);
            }
        }
        let description = serde_json::to_vec(&info).map_err(std::io::Error::other)?;
        let lengths = [
            description.len(),
            rows.len(),
            self.strings.len(),
            names.len(),
            postings.len(),
            skeletons.len(),
            region_part.len(),
        ];
        out.write_all(MAGIC)?;
        let mut at = 8 + PARTS * 16;
        for len in lengths {
            out.write_all(&(at as u64).to_le_bytes())?;
            out.write_all(&(len as u64).to_le_bytes())?;
            at += len;
        }
        out.write_all(&description)?;
        let mut buffer = Vec::with_capacity(ROW * 4096);
        for chunk in order.chunks(4096) {
            buffer.clear();
            for old in chunk {
                buffer.extend(row(*old));
            }
            out.write_all(&buffer)?;
        }
        for part in [&self.strings, &names, &postings, &skeletons, &region_part] {
            out.write_all(part)?;
        }
        Ok(())
    }
}

fn slice<'a>(pool: &'a [u8], entry: &Entry) -> &'a [u8] {
    &pool[entry.0 as usize..entry.0 as usize + entry.1 as usize]
}

pub(crate) fn country_bytes(country: &str) -> [u8; 2] {
    match country.as_bytes() {
        [a, b] => [a.to_ascii_uppercase(), b.to_ascii_uppercase()],
        [b'*'] => *b"**",
        _ => *b"  ",
    }
}
