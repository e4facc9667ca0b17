//! Products of matrices and curves in `f32`.
#![allow(unsafe_code)] // `matrixmultiply::sgemm` takes raw pointers; lengths are asserted before each call.

/// `out[n][o] += sum_i x[n][i] * w[o][i]`
pub(crate) fn forward(x: &[f32], w: &[f32], inputs: usize, out: &mut [f32]) {
    let (n, o) = (x.len() / inputs, w.len() / inputs);
    assert!(x.len() == n * inputs && w.len() == o * inputs && out.len() == n * o);
    let (i, one) = (inputs as isize, 1.0);
    // SAFETY: the three slices have the sizes that the shapes and strides ask for, as asserted.
    unsafe {
        matrixmultiply::sgemm(
            n,
            inputs,
            o,
            one,
            x.as_ptr(),
            i,
            1,
            w.as_ptr(),
            1,
            i,
            one,
            out.as_mut_ptr(),
            o as isize,
            1,
        );
    }
}

/// `dw[o][i] += sum_n dout[n][o] * x[n][i]`
pub(crate) fn weights_gradient(dout: &[f32], x: &[f32], inputs: usize, dw: &mut [f32]) {
    let (n, o) = (x.len() / inputs, dw.len() / inputs);
    assert!(x.len() == n * inputs && dw.len() == o * inputs && dout.len() == n * o);
    let (i, one) = (inputs as isize, 1.0);
    // SAFETY: as above.
    unsafe {
        matrixmultiply::sgemm(
            o,
            n,
            inputs,
            one,
            dout.as_ptr(),
            1,
            o as isize,
            x.as_ptr(),
            i,
            1,
            one,
            dw.as_mut_ptr(),
            i,
            1,
        );
    }
}

/// `dx[n][i] += sum_o dout[n][o] * w[o][i]`
pub(crate) fn inputs_gradient(dout: &[f32], w: &[f32], inputs: usize, dx: &mut [f32]) {
    let (n, o) = (dx.len() / inputs, w.len() / inputs);
    assert!(dx.len() == n * inputs && w.len() == o * inputs && dout.len() == n * o);
    let (i, one) = (inputs as isize, 1.0);
    // SAFETY: as above.
    unsafe {
        matrixmultiply::sgemm(
            n,
            o,
            inputs,
            one,
            dout.as_ptr(),
            o as isize,
            1,
            w.as_ptr(),
            i,
            1,
            one,
            dx.as_mut_ptr(),
            i,
            1,
        );
    }
}

/// `tanh` as a quotient of polynomials (error below 1e-6), without the system's mathematics library.
pub(crate) fn tanh(x: f32) -> f32 {
    let x = x.clamp(-7.9, 7.9);
    let s = x * x;
    let p = s
        * (s * (s * (s * (s * (s * -2.760_768_5e-16 + 2.000_188e-13) - 8.604_672e-11) + 5.122_297e-8)
            + 1.485_722_4e-5)
            + 6.372_619e-4)
        + 4.893_525e-3;
    let q = s * (s * (s * 1.198_258_4e-6 + 1.185_347e-4) + 2.268_434_6e-3) + 4.893_525e-3;
    (x * p / q).clamp(-1.0, 1.0)
}

pub(crate) fn sigmoid(x: f32) -> f32 {
    0.5 * tanh(0.5 * x) + 0.5
}

/// `exp` for arguments up to 0, from [`tanh`]'s arithmetic only: `2^n` by bits, the rest by a polynomial.
pub(crate) fn exp(x: f32) -> f32 {
    let x = x.clamp(-80.0, 80.0);
    let n = (x * std::f32::consts::LOG2_E).round();
    let r = x - n * std::f32::consts::LN_2;
    let p = 1.0 + r * (1.0 + r * (0.5 + r * (1.0 / 6.0 + r * (1.0 / 24.0 + r * (1.0 / 120.0)))));
    p * f32::from_bits(((n as i32 + 127) as u32) << 23)
}

/// Turns scores into probabilities and gives back the loss of `target` (natural logarithm).
pub(crate) fn softmax(scores: &mut [f32], target: usize) -> f32 {
    let top = scores.iter().copied().fold(f32::MIN, f32::max);
    let mut sum = 0.0;
    for score in scores.iter_mut() {
        *score = exp(*score - top);
        sum += *score;
    }
    for score in scores.iter_mut() {
        *score /= sum;
    }
    -scores[target].max(1e-9).ln()
}
