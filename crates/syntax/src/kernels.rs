//! Integer matrix products. Integer sums have no order, so every machine and instruction set gives the same bytes.
#![allow(unsafe_code)] // Functions compiled for AVX2 or AVX-512, called after asking the processor, and their loads and stores.

#[cfg(target_arch = "x86_64")]
use std::arch::x86_64 as x86;

/// Outputs of one block of packed weights.
const BLOCK: usize = 16;

/// A matrix of weights in blocks of 16 outputs, an even number of them; within a block the weights of two inputs stand side by side, as the
/// multiply-and-add instructions of processors want them.
#[derive(Clone, Debug, Default)]
pub(crate) struct Matrix {
    packed: Vec<i16>,
    bias: Vec<i32>,
    inputs: usize,
    outputs: usize,
}

impl Matrix {
    /// From a row for each output. The number of inputs must be even.
    pub(crate) fn new(weights: &[i16], bias: &[i32], inputs: usize) -> Matrix {
        let mut matrix = Matrix::default();
        matrix.pack(weights, inputs);
        assert!(matrix.outputs == bias.len());
        matrix.bias[..bias.len()].copy_from_slice(bias);
        matrix
    }

    /// Takes other weights, a row for each output, without bias. The number of inputs must be even.
    pub(crate) fn pack(&mut self, weights: &[i16], inputs: usize) {
        assert!(inputs > 0 && inputs.is_multiple_of(2) && weights.len().is_multiple_of(inputs));
        (self.inputs, self.outputs) = (inputs, weights.len() / inputs);
        let blocks = self.outputs.div_ceil(2 * BLOCK) * 2;
        self.packed.clear();
        self.packed.resize(blocks * BLOCK * inputs, 0);
        for (o, row) in weights.chunks_exact(inputs).enumerate() {
            let block = &mut self.packed[o / BLOCK * BLOCK * inputs..][..BLOCK * inputs];
            let at = o % BLOCK * 2;
            for (pair, place) in row.chunks_exact(2).zip(block.chunks_exact_mut(2 * BLOCK)) {
                place[at..at + 2].copy_from_slice(pair);
            }
        }
        self.bias.clear();
        self.bias.resize(blocks * BLOCK, 0);
    }

    pub(crate) fn inputs(&self) -> usize {
        self.inputs
    }

    pub(crate) fn outputs(&self) -> usize {
        self.outputs
    }

    /// `out[t][o] = bias[o] + sum_i x[t][i] * w[o][i]`; the sums must fit into 32 bits, else they wrap.
    pub(crate) fn apply(&self, x: &[i16], out: &mut Vec<i32>) {
        assert!(x.len().is_multiple_of(self.inputs));
        // What was in it is written over.
        out.resize(x.len() / self.inputs * self.outputs, 0);
        #[cfg(target_arch = "x86_64")]
        if std::arch::is_x86_feature_detected!("avx512f") && std::arch::is_x86_feature_detected!("avx512vnni")
        {
            // SAFETY: the processor has what the function is compiled for, its only requirement.
            unsafe { self.apply_vnni(x, out) };
            return;
        }
        #[cfg(target_arch = "x86_64")]
        if std::arch::is_x86_feature_detected!("avx2") {
            // SAFETY: the processor has AVX2, the only requirement of the function.
            unsafe { self.apply_avx2(x, out) };
            return;
        }
        self.apply_plain(x, out);
    }

    fn apply_plain(&self, x: &[i16], out: &mut [i32]) {
        for (x, out) in x.chunks_exact(self.inputs).zip(out.chunks_exact_mut(self.outputs)) {
            let blocks = self.packed.chunks_exact(BLOCK * self.inputs).zip(self.bias.chunks_exact(BLOCK));
            for ((weights, bias), out) in blocks.zip(out.chunks_mut(BLOCK)) {
                let mut sums = [0i32; BLOCK];
                sums.copy_from_slice(bias);
                for (x, weights) in x.chunks_exact(2).zip(weights.chunks_exact(2 * BLOCK)) {
                    let (a, b) = (i32::from(x[0]), i32::from(x[1]));
                    for (sum, w) in sums.iter_mut().zip(weights.chunks_exact(2)) {
                        *sum = sum.wrapping_add(a * i32::from(w[0])).wrapping_add(b * i32::from(w[1]));
                    }
                }
                out.copy_from_slice(&sums[..out.len()]);
            }
        }
    }

    #[cfg(target_arch = "x86_64")]
    #[target_feature(enable = "avx2")]
    fn apply_avx2(&self, x: &[i16], out: &mut [i32]) {
        let (inputs, outputs) = (self.inputs, self.outputs);
        for (x, out) in x.chunks(4 * inputs).zip(out.chunks_mut(4 * outputs)) {
            match x.len() / inputs {
                4 => self.rows_avx2::<4>(x, out),
                3 => self.rows_avx2::<3>(x, out),
                2 => self.rows_avx2::<2>(x, out),
                _ => self.rows_avx2::<1>(x, out),
            }
        }
    }

    #[cfg(target_arch = "x86_64")]
    #[target_feature(enable = "avx512f,avx512vnni")]
    fn apply_vnni(&self, x: &[i16], out: &mut [i32]) {
        let (inputs, outputs) = (self.inputs, self.outputs);
        for (x, out) in x.chunks(8 * inputs).zip(out.chunks_mut(8 * outputs)) {
            // A pass over the weights costs much the same for any number of rows.
            match x.len() / inputs {
                8 => self.rows_vnni::<8>(x, out),
                7 => self.rows_vnni::<7>(x, out),
                6 => self.rows_vnni::<6>(x, out),
                5 => self.rows_vnni::<5>(x, out),
                4 => self.rows_vnni::<4>(x, out),
                3 => self.rows_vnni::<3>(x, out),
                2 => self.rows_vnni::<2>(x, out),
                _ => self.rows_vnni::<1>(x, out),
            }
        }
    }

    /// As [`Matrix::rows_avx2`], one instruction for the sixteen outputs of a block: multiply pairs, add both to the sum. Two blocks
    /// at once, so that inputs are loaded once for both.
    #[cfg(target_arch = "x86_64")]
    #[target_feature(enable = "avx512f,avx512vnni")]
    fn rows_vnni<const ROWS: usize>(&self, x: &[i16], out: &mut [i32]) {
        let (inputs, outputs) = (self.inputs, self.outputs);
        assert!(x.len() == ROWS * inputs && out.len() == ROWS * outputs);
        let blocks = self.packed.chunks_exact(2 * BLOCK * inputs).zip(self.bias.chunks_exact(2 * BLOCK));
        for (n, (weights, bias)) in blocks.enumerate() {
            // SAFETY: half a chunk of the bias has 16 values of 32 bits, one load.
            let load = |bias: &[i32]| unsafe { x86::_mm512_loadu_si512(bias[..BLOCK].as_ptr().cast()) };
            let mut sums = [[load(bias), load(&bias[BLOCK..])]; ROWS];
            let (left, right) = weights.split_at(BLOCK * inputs);
            let pairs = left.chunks_exact(2 * BLOCK).zip(right.chunks_exact(2 * BLOCK));
            for (p, (left, right)) in pairs.enumerate() {
                // SAFETY: a chunk of the weights has 32 values of 16 bits, one load.
                let load = |weights: &[i16]| unsafe { x86::_mm512_loadu_si512(weights.as_ptr().cast()) };
                let (left, right) = (load(left), load(right));
                for (row, sums) in sums.iter_mut().enumerate() {
                    // SAFETY: as in `rows_avx2`.
                    let pair = unsafe { x.as_ptr().add(row * inputs + 2 * p).cast::<i32>().read_unaligned() };
                    let pair = x86::_mm512_set1_epi32(pair);
                    sums[0] = x86::_mm512_dpwssd_epi32(sums[0], left, pair);
                    sums[1] = x86::_mm512_dpwssd_epi32(sums[1], right, pair);
                }
            }
            for (row, sums) in sums.iter().enumerate() {
                let row = &mut out[row * outputs..(row + 1) * outputs];
                for (out, sum) in row.chunks_mut(BLOCK).skip(2 * n).zip(sums) {
                    let mut values = [0i32; BLOCK];
                    let whole = out.len() == BLOCK;
                    let to = if whole { out.as_mut_ptr() } else { values.as_mut_ptr() };
                    // SAFETY: either has 16 values of 32 bits, one store.
                    unsafe { x86::_mm512_storeu_si512(to.cast(), *sum) };
                    if !whole {
                        out.copy_from_slice(&values[..out.len()]);
                    }
                }
            }
        }
    }

    #[cfg(target_arch = "x86_64")]
    #[target_feature(enable = "avx2")]
    fn rows_avx2<const ROWS: usize>(&self, x: &[i16], out: &mut [i32]) {
        let (inputs, outputs) = (self.inputs, self.outputs);
        assert!(x.len() == ROWS * inputs && out.len() == ROWS * outputs);
        let blocks = self.packed.chunks_exact(BLOCK * inputs).zip(self.bias.chunks_exact(BLOCK));
        // The last block may be there only to make their number even.
        for (n, (weights, bias)) in blocks.enumerate().take(outputs.div_ceil(BLOCK)) {
            // SAFETY: a chunk of the bias has 16 values of 32 bits, two loads.
            let start = unsafe {
                [
                    x86::_mm256_loadu_si256(bias.as_ptr().cast()),
                    x86::_mm256_loadu_si256(bias[8..].as_ptr().cast()),
                ]
            };
            let mut sums = [start; ROWS];
            for (p, weights) in weights.chunks_exact(2 * BLOCK).enumerate() {
                // SAFETY: a chunk of the weights has 32 values of 16 bits, two loads.
                let (low, high) = unsafe {
                    (
                        x86::_mm256_loadu_si256(weights.as_ptr().cast()),
                        x86::_mm256_loadu_si256(weights[16..].as_ptr().cast()),
                    )
                };
                for (row, sums) in sums.iter_mut().enumerate() {
                    // SAFETY: there are half as many chunks of weights as inputs, and `x` has all inputs of every row. One load
                    // for both inputs of a pair: this is the innermost loop of everything.
                    let pair = unsafe { x.as_ptr().add(row * inputs + 2 * p).cast::<i32>().read_unaligned() };
                    let pair = x86::_mm256_set1_epi32(pair);
                    sums[0] = x86::_mm256_add_epi32(sums[0], x86::_mm256_madd_epi16(low, pair));
                    sums[1] = x86::_mm256_add_epi32(sums[1], x86::_mm256_madd_epi16(high, pair));
                }
            }
            let first = n * BLOCK;
            let width = BLOCK.min(outputs - first);
            for (row, sums) in sums.iter().enumerate() {
                let mut values = [0i32; BLOCK];
                // SAFETY: the array has 16 values of 32 bits, two stores.
                unsafe {
                    x86::_mm256_storeu_si256(values.as_mut_ptr().cast(), sums[0]);
                    x86::_mm256_storeu_si256(values[8..].as_mut_ptr().cast(), sums[1]);
                }
                out[row * outputs + first..][..width].copy_from_slice(&values[..width]);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_path_gives_the_plain_sum() {
        let (inputs, outputs) = (48, 37);
        let w: Vec<i16> = (0..outputs * inputs).map(|n| (n * 91 % 1021) as i16 - 510).collect();
        let bias: Vec<i32> = (0..outputs as i32).map(|n| n * 1000 - 7).collect();
        let matrix = Matrix::new(&w, &bias, inputs);
        let mut other = matrix.clone();
        for words in 0..20 {
            let x: Vec<i16> = (0..words * inputs).map(|n| (n * 37 % 511) as i16 - 255).collect();
            let (mut out, mut inner) = (Vec::new(), vec![7; 3]);
            matrix.apply(&x, &mut out);
            let mut plain = vec![0; out.len()];
            matrix.apply_plain(&x, &mut plain);
            assert_eq!(plain, out);
            #[cfg(target_arch = "x86_64")]
            if std::arch::is_x86_feature_detected!("avx2") {
                let mut out = vec![0; out.len()];
                // SAFETY: the processor has AVX2.
                unsafe { matrix.apply_avx2(&x, &mut out) };
                assert_eq!(plain, out);
            }
            other.pack(&w, inputs);
            other.apply(&x, &mut inner);
            for t in 0..words {
                for o in 0..outputs {
                    let sum: i64 = (0..inputs)
                        .map(|i| i64::from(x[t * inputs + i]) * i64::from(w[o * inputs + i]))
                        .sum();
                    assert_eq!(i64::from(inner[t * outputs + o]), sum);
                    assert_eq!(i64::from(out[t * outputs + o]), sum + i64::from(bias[o]));
                }
            }
        }
    }
}
