//! Integer matrix products. Integer sums have no order, so every machine and instruction set gives the same bytes.
#![allow(unsafe_code)] // One call of a function compiled for AVX2, after asking the processor.

/// `out[t][o] = bias[o] + sum_i x[t][i] * w[o][i]` for row-major matrices of `inputs` columns.
///
/// # Panics
/// If the lengths do not fit together.
pub(crate) fn multiply(x: &[i16], weights: &[i16], bias: &[i32], inputs: usize, out: &mut Vec<i32>) {
    assert!(inputs > 0 && x.len() % inputs == 0 && weights.len() == bias.len() * inputs);
    out.clear();
    out.resize(x.len() / inputs * bias.len(), 0);
    #[cfg(target_arch = "x86_64")]
    if std::arch::is_x86_feature_detected!("avx2") {
        // SAFETY: the processor has AVX2, the only requirement of the function; it is safe code otherwise.
        unsafe { multiply_avx2(x, weights, bias, inputs, out) };
        return;
    }
    multiply_body(x, weights, bias, inputs, out);
}

#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "avx2")]
fn multiply_avx2(x: &[i16], weights: &[i16], bias: &[i32], inputs: usize, out: &mut [i32]) {
    multiply_body(x, weights, bias, inputs, out);
}

#[inline(always)]
fn multiply_body(x: &[i16], weights: &[i16], bias: &[i32], inputs: usize, out: &mut [i32]) {
    let outputs = bias.len();
    for (x, out) in x.chunks_exact(inputs).zip(out.chunks_exact_mut(outputs)) {
        for ((row, &bias), out) in weights.chunks_exact(inputs).zip(bias).zip(out) {
            *out = dot_body(x, row).wrapping_add(bias);
        }
    }
}

/// The inner product of two vectors.
#[inline(always)]
pub(crate) fn dot_body(a: &[i16], b: &[i16]) -> i32 {
    a.iter().zip(b).fold(0i32, |sum, (&a, &b)| sum.wrapping_add(i32::from(a) * i32::from(b)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_paths_give_the_plain_sum() {
        let x: Vec<i16> = (0..3 * 48).map(|n| (n * 37 % 511) as i16 - 255).collect();
        let w: Vec<i16> = (0..5 * 48).map(|n| (n * 91 % 1021) as i16 - 510).collect();
        let bias = [1, -2, 3, -4, 5];
        let mut out = Vec::new();
        multiply(&x, &w, &bias, 48, &mut out);
        for t in 0..3 {
            for o in 0..5 {
                let sum: i64 = (0..48).map(|i| i64::from(x[t * 48 + i]) * i64::from(w[o * 48 + i])).sum();
                assert_eq!(i64::from(out[t * 5 + o]), sum + i64::from(bias[o]));
            }
        }
        let mut plain = vec![0; 15];
        multiply_body(&x, &w, &bias, 48, &mut plain);
        assert_eq!(plain, out);
    }
}
