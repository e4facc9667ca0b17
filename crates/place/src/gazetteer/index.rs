//! Writes the index of names.

use super::LayerError;

/// An index of sorted keys: a row number, or where in `postings` several stand.
pub(super) fn index<'a>(
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
