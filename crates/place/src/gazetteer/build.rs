//! Writes the file of a layer (see the format in `format.rs`).

use std::io::Write;

use rustc_hash::FxHashMap;

use super::format::{LayerError, LayerInfo, MAGIC, PARTS, PlaceKind, ROW, Row, pack_radius, pack_weight};
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

/// Collects places and names and writes them as a layer.
#[derive(Default)]
pub struct Builder {
    rows: Vec<Row>,
    strings: Vec<u8>,
    string_at: FxHashMap<Box<str>, u32>,
    regions: Vec<(String, String)>,
    region_at: FxHashMap<String, u16>,
    /// Keys one after another, and for each its start, length and row.
    keys: Vec<u8>,
    entries: Vec<(u32, u8, u32)>,
    /// Countries whose names are also indexed by skeleton.
    skeleton_countries: Vec<[u8; 2]>,
    skeletons: Vec<(String, u32)>,
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
        self.string_at.insert(text.into(), at);
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
        let n = u32::try_from(self.rows.len()).ok()?;
        self.rows.push(row);
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
            let country = self.rows[row as usize].country;
            let wanted = self.skeleton_countries.contains(&country)
                || self.skeleton_countries.contains(&country_bytes("*"));
            if wanted && buffer.is_ascii() {
                let skeleton = key::skeleton(&buffer);
                if skeleton.len() >= 2 {
                    self.skeletons.push((skeleton, row));
                }
            }
        }
        self.buffer = buffer;
    }

    /// Marks a place as a country's capital.
    pub fn capital(&mut self, row: u32) {
        self.capitals.push(row);
    }

    /// The number of places so far.
    pub fn len(&self) -> usize {
        self.rows.len()
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
        info.places = self.rows.len() as u64;
        info.names = self.entries.len() as u64;
        // The first entry of a row is its main name.
        let mut order: Vec<u32> = Vec::with_capacity(self.rows.len());
        let mut first = vec![u32::MAX; self.rows.len()];
        for (n, entry) in self.entries.iter().enumerate() {
            let slot = &mut first[entry.2 as usize];
            *slot = (*slot).min(n as u32);
        }
        order.extend(0..self.rows.len() as u32);
        let main = |row: u32| -> &[u8] {
            match first[row as usize] {
                u32::MAX => b"",
                n => {
                    let (start, len, _) = self.entries[n as usize];
                    &self.keys[start as usize..start as usize + len as usize]
                }
            }
        };
        order.sort_unstable_by(|a, b| {
            main(*a)
                .cmp(main(*b))
                .then(self.rows[*a as usize].id.cmp(&self.rows[*b as usize].id))
                .then(a.cmp(b))
        });
        drop(first);
        let mut new_row = vec![0u32; self.rows.len()];
        for (n, old) in order.iter().enumerate() {
            new_row[*old as usize] = n as u32;
        }
        for entry in &mut self.entries {
            entry.2 = new_row[entry.2 as usize];
        }
        for entry in &mut self.skeletons {
            entry.1 = new_row[entry.1 as usize];
        }
        info.capitals = self.capitals.iter().map(|row| new_row[*row as usize]).collect();
        info.capitals.sort_unstable();
        drop(new_row);
        let keys = std::mem::take(&mut self.keys);
        let text = |e: &(u32, u8, u32)| &keys[e.0 as usize..e.0 as usize + e.1 as usize];
        self.entries.sort_unstable_by(|a, b| text(a).cmp(text(b)).then(a.2.cmp(&b.2)));
        let mut postings = Vec::new();
        let names = index(self.entries.iter().map(|e| (text(e), e.2)), &mut postings)?;
        drop(std::mem::take(&mut self.entries));
        drop(keys);
        self.skeletons.sort_unstable();
        let skeletons = index(self.skeletons.iter().map(|(s, r)| (s.as_bytes(), *r)), &mut postings)?;
        for (n, old) in order.iter().enumerate() {
            let row = &self.rows[*old as usize];
            if row.kind == PlaceKind::Country {
                info.countries.insert(String::from_utf8_lossy(&row.country).into_owned(), n as u32);
            }
        }
        let description = serde_json::to_vec(&info).map_err(std::io::Error::other)?;
        let rows_len = self.rows.len() * ROW;
        let lengths = [
            description.len(),
            rows_len,
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
                self.rows[*old as usize].write(&mut buffer);
            }
            out.write_all(&buffer)?;
        }
        for part in [&self.strings, &names, &postings, &skeletons, &region_part] {
            out.write_all(part)?;
        }
        Ok(())
    }
}

fn index<'a>(
    entries: impl Iterator<Item = (&'a [u8], u32)>,
    postings: &mut Vec<u8>,
) -> Result<Vec<u8>, LayerError> {
    let fault = |e: fst::Error| std::io::Error::other(e.to_string());
    let mut builder = fst::raw::Builder::memory();
    let mut rows: Vec<u32> = Vec::new();
    let mut current: Option<&[u8]> = None;
    let mut flush = |key: &[u8], rows: &mut Vec<u32>| -> Result<(), LayerError> {
        rows.dedup();
        let value = if let [row] = rows[..] {
            u64::from(row) << 1
        } else {
            let at = postings.len() as u64;
            varint(rows.len() as u32, postings);
            let mut before = 0;
            for row in rows.iter() {
                varint(row - before, postings);
                before = *row;
            }
            at << 1 | 1
        };
        builder.insert(key, value).map_err(fault)?;
        rows.clear();
        Ok(())
    };
    for (key, row) in entries {
        if let Some(before) = current
            && before != key
        {
            flush(before, &mut rows)?;
        }
        current = Some(key);
        rows.push(row);
    }
    if let Some(key) = current {
        flush(key, &mut rows)?;
    }
    Ok(builder.into_inner().map_err(fault)?)
}

fn varint(mut n: u32, out: &mut Vec<u8>) {
    while n >= 0x80 {
        out.push((n as u8) | 0x80);
        n >>= 7;
    }
    out.push(n as u8);
}

pub(crate) fn country_bytes(country: &str) -> [u8; 2] {
    match country.as_bytes() {
        [a, b] => [a.to_ascii_uppercase(), b.to_ascii_uppercase()],
        [b'*'] => *b"**",
        _ => *b"  ",
    }
}
