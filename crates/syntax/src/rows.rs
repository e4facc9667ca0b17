//! Sums, tables and recurrences over rows of integers, compiled for AVX2 too; the same bytes everywhere.
#![allow(unsafe_code)] // Functions compiled for AVX2, called after asking the processor; they are safe code otherwise.

/// Values that are looked up together.
const LANES: usize = 16;

/// `out` becomes the sum of rows of a table of signed bytes; at most 250 rows, so that 16 bits hold it.
pub(crate) fn sum_rows(table: &[u8], rows: &[u32], out: &mut [i16]) {
    assert!(rows.len() <= 250);
    #[cfg(target_arch = "x86_64")]
    if std::arch::is_x86_feature_detected!("avx2") {
        // SAFETY: the processor has AVX2, the only requirement of the function; it is safe code otherwise.
        unsafe { sum_rows_avx2(table, rows, out) };
        return;
    }
    sum_rows_body(table, rows, out);
}

#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "avx2")]
fn sum_rows_avx2(table: &[u8], rows: &[u32], out: &mut [i16]) {
    sum_rows_body(table, rows, out);
}

#[inline(always)]
fn sum_rows_body(table: &[u8], rows: &[u32], out: &mut [i16]) {
    let width = out.len();
    out.fill(0);
    for &row in rows {
        let row = &table[row as usize * width..][..width];
        for (sum, &value) in out.iter_mut().zip(row) {
            *sum += i16::from(value as i8);
        }
    }
}

/// Values of a table for sums: the bits of a sum from `LOW` on are the place, from the middle of the table; sums beyond the table
/// take its ends.
pub(crate) fn look_up<const N: usize, const LOW: u32>(table: &[i16; N], sums: &[i32], out: &mut [i16]) {
    #[cfg(target_arch = "x86_64")]
    if std::arch::is_x86_feature_detected!("avx2") {
        // SAFETY: as in `sum_rows`.
        unsafe { look_up_avx2::<N, LOW>(table, sums, out) };
        return;
    }
    look_up_body::<N, LOW>(table, sums, out);
}

#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "avx2")]
fn look_up_avx2<const N: usize, const LOW: u32>(table: &[i16; N], sums: &[i32], out: &mut [i16]) {
    look_up_body::<N, LOW>(table, sums, out);
}

#[inline(always)]
fn look_up_body<const N: usize, const LOW: u32>(table: &[i16; N], sums: &[i32], out: &mut [i16]) {
    let place = |sum: i32| ((sum >> LOW) + N as i32 / 2).clamp(0, N as i32 - 1) as u32;
    let (mut sums, mut outs) = (sums.chunks_exact(LANES), out.chunks_exact_mut(LANES));
    for (sums, out) in sums.by_ref().zip(outs.by_ref()) {
        // The places at once, then the values one by one: no processor looks up faster.
        let mut places = [0u32; LANES];
        places.iter_mut().zip(sums).for_each(|(at, &sum)| *at = place(sum));
        out.iter_mut().zip(&places).for_each(|(out, &at)| *out = table[at as usize % N]);
    }
    for (&sum, out) in sums.remainder().iter().zip(outs.into_remainder()) {
        *out = table[place(sum) as usize];
    }
}

/// One step of a recurrence: `state += (candidate - state) * gate`, a gate having `BITS` fractional bits; `out` grows by the state
/// without its lowest `DROPPED` bits.
pub(crate) fn recur<const BITS: u32, const DROPPED: u32>(
    state: &mut [i32],
    gates: &[i16],
    candidates: &[i16],
    out: &mut [i16],
) {
    #[cfg(target_arch = "x86_64")]
    if std::arch::is_x86_feature_detected!("avx2") {
        // SAFETY: as in `sum_rows`.
        unsafe { recur_avx2::<BITS, DROPPED>(state, gates, candidates, out) };
        return;
    }
    recur_body::<BITS, DROPPED>(state, gates, candidates, out);
}

#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "avx2")]
fn recur_avx2<const BITS: u32, const DROPPED: u32>(
    state: &mut [i32],
    gates: &[i16],
    candidates: &[i16],
    out: &mut [i16],
) {
    recur_body::<BITS, DROPPED>(state, gates, candidates, out);
}

#[inline(always)]
fn recur_body<const BITS: u32, const DROPPED: u32>(
    state: &mut [i32],
    gates: &[i16],
    candidates: &[i16],
    out: &mut [i16],
) {
    for (((state, &gate), &candidate), out) in state.iter_mut().zip(gates).zip(candidates).zip(out) {
        *state += ((i32::from(candidate) - *state) * i32::from(gate) + (1 << (BITS - 1))) >> BITS;
        *out += (*state >> DROPPED) as i16;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_are_signed() {
        let table: Vec<u8> = (0..4 * 40).map(|n| (n * 53 % 256) as u8).collect();
        let mut out = vec![9; 40];
        sum_rows(&table, &[0, 3, 3], &mut out);
        for (k, &sum) in out.iter().enumerate() {
            assert_eq!(sum, i16::from(table[k] as i8) + 2 * i16::from(table[120 + k] as i8));
        }
    }

    #[test]
    fn sums_beyond_the_table_take_its_ends() {
        let table: [i16; 64] = std::array::from_fn(|n| n as i16 * 3);
        let sums: Vec<i32> = (-45..45).map(|n| n * 4 + 1).chain([i32::MIN, i32::MAX]).collect();
        let mut out = vec![0; sums.len()];
        look_up::<64, 2>(&table, &sums, &mut out);
        for (&sum, &out) in sums.iter().zip(&out) {
            let place = (i64::from(sum).div_euclid(4) + 32).clamp(0, 63);
            assert_eq!(i64::from(out), place * 3);
        }
    }
}
