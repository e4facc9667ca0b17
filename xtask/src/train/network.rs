//! The network in `f32` with its gradients, written out by hand. Its integer twin is `syntax::network`.

use syntax::lexical::TEMPLATES;
use syntax::network::{DISTANCES, distance_class, share, widened};

use super::matrix::{forward, inputs_gradient, sigmoid, softmax, tanh, weights_gradient};
use super::random::Random;

/// A table of parameters with its gradient and the moments of Adam (Kingma & Ba 2015).
#[derive(Clone, Debug)]
pub(crate) struct Table {
    pub(crate) value: Vec<f32>,
    pub(crate) columns: usize,
    gradient: Vec<f32>,
    first: Vec<f32>,
    second: Vec<f32>,
}

impl Table {
    fn new(rows: usize, columns: usize, scale: f32, random: &mut Random) -> Table {
        let n = rows * columns;
        let value = (0..n).map(|_| (random.unit() * 2.0 - 1.0) * scale).collect();
        Table { value, columns, gradient: vec![0.0; n], first: vec![0.0; n], second: vec![0.0; n] }
    }

    fn adam(&mut self, range: std::ops::Range<usize>, rate: &Rate) {
        let value = &mut self.value[range.clone()];
        let gradient = &mut self.gradient[range.clone()];
        let (first, second) = (&mut self.first[range.clone()], &mut self.second[range]);
        for (((value, gradient), m), v) in value.iter_mut().zip(gradient).zip(first).zip(second) {
            *m += (1.0 - BETA1) * (*gradient - *m);
            *v += (1.0 - BETA2) * (*gradient * *gradient - *v);
            *value -= rate.step * *m / ((*v * rate.correction).sqrt() + 1e-8);
            *gradient = 0.0;
        }
    }
}

const BETA1: f32 = 0.9;
const BETA2: f32 = 0.98;

struct Rate {
    step: f32,
    correction: f32,
}

/// A dense layer: weights and bias.
#[derive(Clone, Debug)]
pub(crate) struct Dense {
    pub(crate) weights: Table,
    pub(crate) bias: Table,
}

impl Dense {
    fn new(outputs: usize, inputs: usize, random: &mut Random) -> Dense {
        let scale = (6.0 / (inputs + outputs) as f32).sqrt();
        Dense {
            weights: Table::new(outputs, inputs, scale, random),
            bias: Table::new(1, outputs, 0.0, random),
        }
    }

    fn apply(&self, x: &[f32]) -> Vec<f32> {
        let n = x.len() / self.weights.columns;
        let mut out = Vec::with_capacity(n * self.bias.value.len());
        for _ in 0..n {
            out.extend_from_slice(&self.bias.value);
        }
        forward(x, &self.weights.value, self.weights.columns, &mut out);
        out
    }

    fn back(&mut self, dout: &[f32], x: &[f32], dx: &mut [f32]) {
        weights_gradient(dout, x, self.weights.columns, &mut self.weights.gradient);
        for row in dout.chunks_exact(self.bias.value.len()) {
            for (bias, &d) in self.bias.gradient.iter_mut().zip(row) {
                *bias += d;
            }
        }
        inputs_gradient(dout, &self.weights.value, self.weights.columns, dx);
    }
}

/// Sizes.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Shape {
    pub(crate) rows: usize,
    pub(crate) width: usize,
    pub(crate) layers: usize,
    pub(crate) classes: usize,
    pub(crate) arc: usize,
    pub(crate) hidden: usize,
    pub(crate) relations: usize,
}

#[derive(Clone, Debug)]
pub(crate) struct Network {
    pub(crate) shape: Shape,
    pub(crate) embeddings: Table,
    pub(crate) embedding_bias: Table,
    pub(crate) layers: Vec<Dense>,
    pub(crate) tag: Dense,
    pub(crate) word_query: Dense,
    pub(crate) query: Dense,
    pub(crate) governor: Dense,
    pub(crate) root_governor: Table,
    pub(crate) distance: Table,
    pub(crate) label_word: Dense,
    pub(crate) label_governor: Dense,
    pub(crate) label_root: Table,
    pub(crate) label_distance: Table,
    pub(crate) label: Dense,
    touched: Vec<u32>,
    is_touched: Vec<bool>,
    steps: i32,
}

/// Sentences after one another.
#[derive(Clone, Debug, Default)]
pub(crate) struct Batch {
    pub(crate) ends: Vec<usize>,
    pub(crate) rows: Vec<[u32; TEMPLATES]>,
    pub(crate) classes: Vec<u8>,
    pub(crate) heads: Vec<u32>,
    pub(crate) relations: Vec<u8>,
}

/// Dropout rates.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Dropout {
    pub(crate) input: f32,
    pub(crate) layer: f32,
    pub(crate) top: f32,
}

fn mask(n: usize, p: f32, random: &mut Random) -> Vec<f32> {
    let keep = 1.0 / (1.0 - p);
    (0..n).map(|_| if random.chance(p) { 0.0 } else { keep }).collect()
}

fn times(x: &mut [f32], mask: &[f32]) {
    for (x, &m) in x.iter_mut().zip(mask) {
        *x *= m;
    }
}

struct LayerCache {
    input: Vec<f32>,
    gates: Vec<f32>,
    states: Vec<f32>,
    mask: Vec<f32>,
}

/// tanh of a dense layer with dropout, kept for the way back.
struct Squashed {
    value: Vec<f32>,
    dropped: Vec<f32>,
    mask: Vec<f32>,
}

impl Squashed {
    fn new(mut sums: Vec<f32>, p: f32, random: &mut Random) -> Squashed {
        for x in &mut sums {
            *x = tanh(*x);
        }
        let mask = mask(sums.len(), p, random);
        let mut dropped = sums.clone();
        times(&mut dropped, &mask);
        Squashed { value: sums, dropped, mask }
    }

    fn back(&self, d: &mut [f32]) {
        for ((d, &value), &mask) in d.iter_mut().zip(&self.value).zip(&self.mask) {
            *d *= mask * (1.0 - value * value);
        }
    }
}

impl Network {
    pub(crate) fn new(shape: Shape, random: &mut Random) -> Network {
        let Shape { rows, width, layers, classes, arc, hidden, relations } = shape;
        Network {
            shape,
            embeddings: Table::new(rows, width, 0.15, random),
            embedding_bias: Table::new(1, width, 0.0, random),
            layers: (0..layers).map(|_| Dense::new(2 * width, widened(width), random)).collect(),
            tag: Dense::new(classes, width, random),
            word_query: Dense::new(arc, width, random),
            query: Dense::new(arc, arc, random),
            governor: Dense::new(arc, width, random),
            root_governor: Table::new(1, arc, 0.2, random),
            distance: Table::new(DISTANCES, arc, 0.1, random),
            label_word: Dense::new(hidden, width, random),
            label_governor: Dense::new(hidden, width, random),
            label_root: Table::new(1, hidden, 0.2, random),
            label_distance: Table::new(DISTANCES, hidden, 0.1, random),
            label: Dense::new(relations, hidden, random),
            touched: Vec::new(),
            is_touched: vec![false; rows],
            steps: 0,
        }
    }

    /// Gradients of the mean loss of a batch, added up in the tables; gives the loss per word.
    pub(crate) fn learn(&mut self, batch: &Batch, dropout: Dropout, random: &mut Random) -> f32 {
        let Shape { width, arc, hidden, .. } = self.shape;
        let n = batch.rows.len();
        let scale = 1.0 / n as f32;
        let mut loss = 0.0;

        // Words.
        let mut sums = Vec::with_capacity(n * width);
        for rows in &batch.rows {
            let start = sums.len();
            sums.extend_from_slice(&self.embedding_bias.value);
            for &row in rows {
                let row = row as usize;
                if !self.is_touched[row] {
                    self.is_touched[row] = true;
                    self.touched.push(row as u32);
                }
                for (sum, &value) in sums[start..].iter_mut().zip(&self.embeddings.value[row * width..]) {
                    *sum += value;
                }
            }
        }
        let words = Squashed::new(sums, dropout.input, random);

        // Recurrences.
        let mut x = words.dropped.clone();
        let mut caches = Vec::new();
        let mut after_first = Vec::new();
        for layer in &self.layers {
            let cache = layer_forward(
                layer,
                widen(&x, &batch.ends, width),
                &batch.ends,
                width,
                dropout.layer,
                random,
            );
            for ((x, &state), &mask) in x.iter_mut().zip(&cache.states).zip(&cache.mask) {
                *x += state * mask;
            }
            caches.push(cache);
            if after_first.is_empty() {
                after_first.clone_from(&x);
            }
        }

        // Tags.
        let mut scores = self.tag.apply(&after_first);
        for (scores, &class) in scores.chunks_exact_mut(self.shape.classes).zip(&batch.classes) {
            loss += softmax(scores, usize::from(class));
            scores[usize::from(class)] -= 1.0;
            scores.iter_mut().for_each(|s| *s *= scale);
        }
        let mut d_first = vec![0.0; n * width];
        self.tag.back(&scores, &after_first, &mut d_first);

        // Governors.
        let asks = Squashed::new(self.word_query.apply(&x), dropout.top, random);
        let queries = self.query.apply(&asks.dropped);
        let governors = Squashed::new(self.governor.apply(&x), dropout.top, random);
        let mut dx = vec![0.0; n * width];
        let mut d_queries = vec![0.0; n * arc];
        let mut d_governors = vec![0.0; n * arc];
        let mut near = vec![0.0; n * DISTANCES];
        forward(&queries, &self.distance.value, arc, &mut near);
        let mut d_near = vec![0.0; n * DISTANCES];
        let mut root_scores = vec![0.0; n];
        forward(&queries, &self.root_governor.value, arc, &mut root_scores);
        let mut d_root = vec![0.0; n];
        let mut start = 0;
        for &end in &batch.ends {
            let length = end - start;
            let (q, g) = (&queries[start * arc..end * arc], &governors.dropped[start * arc..end * arc]);
            let mut table = vec![0.0; length * length];
            forward(q, g, arc, &mut table);
            let mut row = vec![0.0; length + 1];
            for d in 0..length {
                let near = &near[(start + d) * DISTANCES..];
                row[0] = root_scores[start + d] + near[DISTANCES - 1];
                for h in 0..length {
                    row[h + 1] = if h == d {
                        -1e9
                    } else {
                        table[d * length + h] + near[distance_class(h as i64 - d as i64)]
                    };
                }
                let gold = batch.heads[start + d] as usize;
                loss += softmax(&mut row, gold);
                row[gold] -= 1.0;
                row.iter_mut().for_each(|s| *s *= scale);
                let d_near = &mut d_near[(start + d) * DISTANCES..(start + d + 1) * DISTANCES];
                d_root[start + d] = row[0];
                d_near[DISTANCES - 1] += row[0];
                for h in 0..length {
                    table[d * length + h] = row[h + 1];
                    if h != d {
                        d_near[distance_class(h as i64 - d as i64)] += row[h + 1];
                    }
                }
            }
            inputs_gradient(&table, g, arc, &mut d_queries[start * arc..end * arc]);
            weights_gradient(&table, q, arc, &mut d_governors[start * arc..end * arc]);
            start = end;
        }
        weights_gradient(&d_near, &queries, arc, &mut self.distance.gradient);
        inputs_gradient(&d_near, &self.distance.value, arc, &mut d_queries);
        weights_gradient(&d_root, &queries, arc, &mut self.root_governor.gradient);
        inputs_gradient(&d_root, &self.root_governor.value, arc, &mut d_queries);
        let mut d_asks = vec![0.0; n * arc];
        self.query.back(&d_queries, &asks.dropped, &mut d_asks);
        asks.back(&mut d_asks);
        self.word_query.back(&d_asks, &x, &mut dx);
        governors.back(&mut d_governors);
        self.governor.back(&d_governors, &x, &mut dx);

        // Relations.
        let mut sums = self.label_word.apply(&x);
        let of_governor = self.label_governor.apply(&x);
        let mut sources = Vec::with_capacity(n);
        start = 0;
        for &end in &batch.ends {
            for d in start..end {
                let head = batch.heads[d] as usize;
                let source = (head > 0).then(|| start + head - 1);
                let class = source.map_or(DISTANCES - 1, |h| distance_class(h as i64 - d as i64));
                sources.push((source, class));
                let governor = match source {
                    None => &self.label_root.value[..],
                    Some(h) => &of_governor[h * hidden..(h + 1) * hidden],
                };
                let near = &self.label_distance.value[class * hidden..];
                for ((sum, &a), &b) in sums[d * hidden..(d + 1) * hidden].iter_mut().zip(governor).zip(near) {
                    *sum += a + b;
                }
            }
            start = end;
        }
        let thoughts = Squashed::new(sums, dropout.top, random);
        let mut scores = self.label.apply(&thoughts.dropped);
        for (scores, &relation) in scores.chunks_exact_mut(self.shape.relations).zip(&batch.relations) {
            loss += softmax(scores, usize::from(relation));
            scores[usize::from(relation)] -= 1.0;
            scores.iter_mut().for_each(|s| *s *= scale);
        }
        let mut d_sums = vec![0.0; n * hidden];
        self.label.back(&scores, &thoughts.dropped, &mut d_sums);
        thoughts.back(&mut d_sums);
        let mut d_governor = vec![0.0; n * hidden];
        for (d, &(source, class)) in sources.iter().enumerate() {
            let from = &d_sums[d * hidden..(d + 1) * hidden];
            let to = match source {
                None => &mut self.label_root.gradient[..],
                Some(h) => &mut d_governor[h * hidden..(h + 1) * hidden],
            };
            let near = &mut self.label_distance.gradient[class * hidden..(class + 1) * hidden];
            for ((to, near), &d) in to.iter_mut().zip(near).zip(from) {
                *to += d;
                *near += d;
            }
        }
        self.label_word.back(&d_sums, &x, &mut dx);
        self.label_governor.back(&d_governor, &x, &mut dx);

        // Back through the recurrences to the words.
        for (l, cache) in caches.iter().enumerate().rev() {
            if l == 0 {
                for (dx, &d) in dx.iter_mut().zip(&d_first) {
                    *dx += d;
                }
            }
            layer_back(&mut self.layers[l], cache, &batch.ends, width, &mut dx);
        }
        words.back(&mut dx);
        for (rows, d) in batch.rows.iter().zip(dx.chunks_exact(width)) {
            for (bias, &d) in self.embedding_bias.gradient.iter_mut().zip(d) {
                *bias += d;
            }
            for &row in rows {
                let start = row as usize * width;
                for (to, &d) in self.embeddings.gradient[start..start + width].iter_mut().zip(d) {
                    *to += d;
                }
            }
        }
        loss * scale
    }

    /// One step of Adam; rows of the embedding table that no word of the batch has are left alone.
    pub(crate) fn step(&mut self, rate: f32) {
        self.steps += 1;
        let correction = 1.0 - BETA2.powi(self.steps.min(10_000));
        let rate =
            Rate { step: rate / (1.0 - BETA1.powi(self.steps.min(10_000))), correction: 1.0 / correction };
        let width = self.shape.width;
        for row in std::mem::take(&mut self.touched) {
            let row = row as usize;
            self.is_touched[row] = false;
            self.embeddings.adam(row * width..(row + 1) * width, &rate);
            for value in &mut self.embeddings.value[row * width..(row + 1) * width] {
                *value = value.clamp(-1.96, 1.96);
            }
        }
        for table in self.tables() {
            let n = table.value.len();
            table.adam(0..n, &rate);
        }
    }

    /// All tables but the embeddings.
    fn tables(&mut self) -> Vec<&mut Table> {
        let mut tables = vec![
            &mut self.embedding_bias,
            &mut self.root_governor,
            &mut self.distance,
            &mut self.label_root,
            &mut self.label_distance,
        ];
        let dense = [
            &mut self.tag,
            &mut self.word_query,
            &mut self.query,
            &mut self.governor,
            &mut self.label_word,
            &mut self.label_governor,
            &mut self.label,
        ];
        for layer in dense.into_iter().chain(&mut self.layers) {
            tables.push(&mut layer.weights);
            tables.push(&mut layer.bias);
        }
        tables
    }
}

/// Gates and candidates of both directions lie in one row: forward gates, forward candidates, backward gates, backward candidates.
fn layer_forward(
    layer: &Dense,
    input: Vec<f32>,
    ends: &[usize],
    width: usize,
    p: f32,
    random: &mut Random,
) -> LayerCache {
    let half = width / 2;
    let mut gates = layer.apply(&input);
    let n = input.len() / widened(width);
    for row in gates.chunks_exact_mut(2 * width) {
        for (k, x) in row.iter_mut().enumerate() {
            *x = if (k / half).is_multiple_of(2) { sigmoid(*x) } else { tanh(*x) };
        }
    }
    let mut states = vec![0.0f32; n * width];
    let mut start = 0;
    let mut state = vec![0.0f32; half];
    for &end in ends {
        for (offset, ahead) in [(0, true), (half, false)] {
            state.fill(0.0);
            for step in 0..end - start {
                let word = if ahead { start + step } else { end - 1 - step };
                let row = &gates[word * 2 * width + 2 * offset..][..width];
                let out = &mut states[word * width + offset..][..half];
                for (((state, &gate), &candidate), out) in
                    state.iter_mut().zip(&row[..half]).zip(&row[half..]).zip(out)
                {
                    *state += gate * (candidate - *state);
                    *out = *state;
                }
            }
        }
        start = end;
    }
    let mask = mask(n * width, p, random);
    LayerCache { input, gates, states, mask }
}

/// `dx` comes in as the gradient of the layer's output and leaves as that of its input (the residual way included).
fn layer_back(layer: &mut Dense, cache: &LayerCache, ends: &[usize], width: usize, dx: &mut [f32]) {
    let half = width / 2;
    let mut d_gates = vec![0.0f32; cache.gates.len()];
    let mut start = 0;
    let mut carried = vec![0.0f32; half];
    for &end in ends {
        for (offset, ahead) in [(0, true), (half, false)] {
            carried.fill(0.0);
            for step in (0..end - start).rev() {
                let word = if ahead { start + step } else { end - 1 - step };
                let before = (step > 0).then(|| if ahead { word - 1 } else { word + 1 });
                let row = word * 2 * width + 2 * offset;
                for k in 0..half {
                    let at = word * width + offset + k;
                    let previous = before.map_or(0.0, |b| cache.states[b * width + offset + k]);
                    let (gate, candidate) = (cache.gates[row + k], cache.gates[row + half + k]);
                    let d = carried[k] + dx[at] * cache.mask[at];
                    d_gates[row + k] = d * (candidate - previous) * gate * (1.0 - gate);
                    d_gates[row + half + k] = d * gate * (1.0 - candidate * candidate);
                    carried[k] = d * (1.0 - gate);
                }
            }
        }
        start = end;
    }
    let mut d_wide = vec![0.0; cache.input.len()];
    layer.back(&d_gates, &cache.input, &mut d_wide);
    let (share, wide) = (share(width), widened(width));
    let mut start = 0;
    for &end in ends {
        for word in start..end {
            let d = &d_wide[word * wide..(word + 1) * wide];
            let mut add = |word: usize, to: usize, from: &[f32]| {
                for (dx, &d) in dx[word * width + to..].iter_mut().zip(from) {
                    *dx += d;
                }
            };
            add(word, 0, &d[..width]);
            if word > start {
                add(word - 1, 0, &d[width..width + share]);
            }
            if word + 1 < end {
                add(word + 1, share, &d[width + share..]);
            }
        }
        start = end;
    }
}

/// Each word's vector, the first quarter of the word's before, the second quarter of the word's after.
fn widen(x: &[f32], ends: &[usize], width: usize) -> Vec<f32> {
    let share = share(width);
    let mut wide = Vec::with_capacity(x.len() / width * widened(width));
    let mut start = 0;
    for &end in ends {
        for word in start..end {
            wide.extend_from_slice(&x[word * width..(word + 1) * width]);
            let neighbour = |word: usize, from: usize| &x[word * width + from..word * width + from + share];
            if word > start {
                wide.extend_from_slice(neighbour(word - 1, 0));
            } else {
                wide.extend(std::iter::repeat_n(0.0, share));
            }
            if word + 1 < end {
                wide.extend_from_slice(neighbour(word + 1, share));
            } else {
                wide.extend(std::iter::repeat_n(0.0, share));
            }
        }
        start = end;
    }
    wide
}
