//! The network in integers: embeddings summed, layers of minimal gated recurrences in both directions, a tag layer after the
//! first of them, governors by a bilinear form and relations by a small perceptron after the last.
//!
//! Recurrence: Feng et al. 2024, "Were RNNs All We Needed?" (minGRU). Governors: Dozat & Manning 2017. Fixed point throughout:
//! activations have 11 fractional bits, weights 10, so that sums have 21.

use crate::container::{ModelError, table};
use crate::kernels::Matrix;
use crate::lexical::TEMPLATES;
use crate::rows::{look_up, recur, sum_rows};
use crate::tree::Trees;

/// Fractional bits of activations.
pub const ACTIVATION_BITS: u32 = 11;
/// Fractional bits of weights.
pub const WEIGHT_BITS: u32 = 10;
/// Fractional bits of embeddings.
pub const EMBEDDING_BITS: u32 = 6;
/// Fractional bits of governor queries, which lie within ±32.
pub const QUERY_BITS: u32 = 7;
/// Fractional bits of a recurrent state and of the gate tables: of `tanh`, and of the gate.
pub const STATE_BITS: u32 = 15;
/// See [`STATE_BITS`].
pub const GATE_BITS: u32 = 14;
/// Entries of the tables for `tanh` and the gate: steps of 1/128 over [-8, 8).
pub const CURVE: usize = 2048;
/// Classes of the signed distance between governor and word; the last is for the root.
pub const DISTANCES: usize = 21;

/// How much of each neighbour's vector a layer sees: the first quarter of that before and the second quarter of that after.
pub fn share(width: usize) -> usize {
    width / 4
}

/// Inputs of a layer: a word's vector and the shares of its neighbours.
pub fn widened(width: usize) -> usize {
    width + 2 * share(width)
}

/// The class of a distance (`governor - word`, not 0).
pub fn distance_class(distance: i64) -> usize {
    let class = match distance.unsigned_abs() {
        0 | 1 => 0,
        2 => 1,
        3 => 2,
        4 => 3,
        5 => 4,
        6..=7 => 5,
        8..=10 => 6,
        11..=15 => 7,
        16..=24 => 8,
        _ => 9,
    };
    if distance < 0 { class } else { 10 + class }
}

fn dense(file: &[u8], name: &str) -> Result<Matrix, ModelError> {
    let (weights, bias) = (table(file, name, 2)?, table(file, &format!("{name}.b"), 4)?);
    if weights.rows != bias.rows * bias.columns || weights.columns == 0 || weights.columns % 2 != 0 {
        return Err(ModelError::Table(name.to_owned()));
    }
    Ok(Matrix::new(&weights.i16s(), &bias.i32s(), weights.columns))
}

/// Weights without bias.
fn bare(file: &[u8], name: &str) -> Result<Matrix, ModelError> {
    let weights = table(file, name, 2)?;
    if weights.columns == 0 || weights.columns % 2 != 0 {
        return Err(ModelError::Table(name.to_owned()));
    }
    Ok(Matrix::new(&weights.i16s(), &vec![0; weights.rows], weights.columns))
}

/// The parameters.
#[derive(Clone, Debug)]
pub(crate) struct Network {
    embeddings: &'static [u8],
    embedding_bias: Vec<i32>,
    width: usize,
    layers: Vec<Matrix>,
    tag: Matrix,
    word_query: Matrix,
    query: Matrix,
    governor: Matrix,
    root_governor: Matrix,
    distance: Matrix,
    label_word: Matrix,
    label_governor: Matrix,
    label_root: Vec<i32>,
    label_distance: Vec<i32>,
    label: Matrix,
    tanh: Curve,
    gate: Curve,
}

/// Buffers that are used again for every sentence.
#[derive(Clone, Debug, Default)]
pub(crate) struct Workspace {
    states: Vec<i16>,
    wide: Vec<i16>,
    row: Vec<i16>,
    sums: Vec<i32>,
    more: Vec<i32>,
    curves: Vec<i16>,
    state: Vec<i32>,
    queries: Vec<i16>,
    governors: Vec<i16>,
    candidates: Matrix,
    classes: Vec<u8>,
    near: Vec<i32>,
    pairs: Vec<i32>,
    to_root: Vec<i32>,
    scores: Vec<i32>,
    trees: Trees,
    /// Tag class of each word.
    pub(crate) tags: Vec<u8>,
    /// Governor of each word, from 1; 0 is the root.
    pub(crate) heads: Vec<u32>,
    /// Relation code of each word.
    pub(crate) relations: Vec<u8>,
}

type Curve = Box<[i16; CURVE]>;

fn read_curve(file: &[u8], name: &str) -> Result<Curve, ModelError> {
    let values = table(file, name, 2)?.i16s().into_boxed_slice();
    values.try_into().map_err(|_| ModelError::Table(name.to_owned()))
}

fn curve(table: &[i16; CURVE], sums: &[i32], out: &mut [i16]) {
    look_up::<CURVE, { ACTIVATION_BITS + WEIGHT_BITS - 7 }>(table, sums, out);
}

/// The values of `tanh` for sums, as activations.
fn activate(tanh: &[i16; CURVE], sums: &[i32], out: &mut Vec<i16>) {
    out.resize(sums.len(), 0);
    curve(tanh, sums, out);
    out.iter_mut().for_each(|value| *value >>= STATE_BITS - ACTIVATION_BITS);
}

fn best(scores: &[i32]) -> usize {
    let mut best = 0;
    for (n, &score) in scores.iter().enumerate() {
        if score > scores[best] {
            best = n;
        }
    }
    best
}

impl Network {
    pub(crate) fn read(file: &'static [u8], embedding_rows: usize) -> Result<Network, ModelError> {
        let broken = |name: &str| ModelError::Table(name.to_owned());
        let embeddings = table(file, "embed", 1)?;
        let width = embeddings.columns;
        if embeddings.rows != embedding_rows || width == 0 {
            return Err(broken("embed"));
        }
        let mut layers = Vec::new();
        while let Ok(layer) = dense(file, &format!("layer{}", layers.len())) {
            if layer.inputs() != widened(width) || layer.outputs() != 2 * width {
                return Err(broken("layer"));
            }
            layers.push(layer);
        }
        let network = Network {
            embeddings: embeddings.bytes,
            embedding_bias: table(file, "embed.b", 4)?.i32s(),
            width,
            layers,
            tag: dense(file, "tag")?,
            word_query: dense(file, "arc.word")?,
            query: dense(file, "arc.query")?,
            governor: dense(file, "arc.gov")?,
            root_governor: bare(file, "arc.root")?,
            distance: bare(file, "arc.distance")?,
            label_word: dense(file, "label.word")?,
            label_governor: dense(file, "label.gov")?,
            label_root: table(file, "label.root", 4)?.i32s(),
            label_distance: table(file, "label.distance", 4)?.i32s(),
            label: dense(file, "label")?,
            tanh: read_curve(file, "tanh")?,
            gate: read_curve(file, "gate")?,
        };
        let arc = network.governor.outputs();
        let hidden = network.label_governor.outputs();
        let fits = network.embedding_bias.len() == width
            && width % 4 == 0
            && network.layers.len() >= 2
            && network.tag.inputs() == width
            && network.word_query.inputs() == width
            && network.governor.inputs() == width
            && network.query.inputs() == network.word_query.outputs()
            && network.query.outputs() == arc
            && (network.root_governor.inputs(), network.root_governor.outputs()) == (arc, 1)
            && (network.distance.inputs(), network.distance.outputs()) == (arc, DISTANCES)
            && network.label_word.inputs() == width
            && network.label_governor.inputs() == width
            && network.label_word.outputs() == hidden
            && network.label_root.len() == hidden
            && network.label_distance.len() == hidden * DISTANCES
            && network.label.inputs() == hidden
            && network.label.outputs() <= 256
            && network.tag.outputs() <= 256;
        if fits { Ok(network) } else { Err(broken("shapes")) }
    }

    pub(crate) fn tags(&self) -> usize {
        self.tag.outputs()
    }

    pub(crate) fn relations(&self) -> usize {
        self.label.outputs()
    }

    /// The first layer and the tags of the words whose rows are given.
    pub(crate) fn tag(&self, rows: &[[u32; TEMPLATES]], space: &mut Workspace) {
        let width = self.width;
        space.row.clear();
        space.row.resize(width, 0);
        space.sums.clear();
        for rows in rows {
            sum_rows(self.embeddings, rows, &mut space.row);
            let shift = ACTIVATION_BITS + WEIGHT_BITS - EMBEDDING_BITS;
            let biased = space.row.iter().zip(&self.embedding_bias);
            space.sums.extend(biased.map(|(&sum, &bias)| (i32::from(sum) << shift) + bias));
        }
        activate(&self.tanh, &space.sums, &mut space.states);
        self.layer(0, space);
        self.tag.apply(&space.states, &mut space.sums);
        space.tags.clear();
        space.tags.extend(space.sums.chunks_exact(self.tags()).map(|scores| best(scores) as u8));
    }

    fn layer(&self, n: usize, space: &mut Workspace) {
        let (width, half) = (self.width, self.width / 2);
        let words = space.states.len() / width;
        let share = share(width);
        space.wide.clear();
        space.wide.resize(words * widened(width), 0);
        for (word, wide) in space.wide.chunks_exact_mut(widened(width)).enumerate() {
            let at = word * width;
            wide[..width].copy_from_slice(&space.states[at..at + width]);
            if word > 0 {
                wide[width..width + share].copy_from_slice(&space.states[at - width..][..share]);
            }
            if word + 1 < words {
                wide[width + share..].copy_from_slice(&space.states[at + width + share..][..share]);
            }
        }
        self.layers[n].apply(&space.wide, &mut space.sums);
        // Of each direction the gates, then the candidates.
        space.curves.resize(space.sums.len(), 0);
        for (sums, out) in space.sums.chunks_exact(width).zip(space.curves.chunks_exact_mut(width)) {
            curve(&self.gate, &sums[..half], &mut out[..half]);
            curve(&self.tanh, &sums[half..], &mut out[half..]);
        }
        for (offset, forward) in [(0, true), (half, false)] {
            space.state.clear();
            space.state.resize(half, 0);
            for step in 0..words {
                let word = if forward { step } else { words - 1 - step };
                let (gates, candidates) =
                    space.curves[word * 2 * width + 2 * offset..][..width].split_at(half);
                let out = &mut space.states[word * width + offset..][..half];
                recur::<GATE_BITS, { STATE_BITS - ACTIVATION_BITS }>(
                    &mut space.state,
                    gates,
                    candidates,
                    out,
                );
            }
        }
    }

    /// Governors and relations; [`Network::tag`] must have run on the same words.
    pub(crate) fn parse(&self, space: &mut Workspace) {
        let words = space.tags.len();
        for n in 1..self.layers.len() {
            self.layer(n, space);
        }
        self.word_query.apply(&space.states, &mut space.sums);
        activate(&self.tanh, &space.sums, &mut space.queries);
        self.query.apply(&space.queries, &mut space.sums);
        let limit = (32 << QUERY_BITS) - 1;
        space.queries.clear();
        let shift = ACTIVATION_BITS + WEIGHT_BITS - QUERY_BITS;
        space.queries.extend(space.sums.iter().map(|&sum| (sum >> shift).clamp(-limit, limit) as i16));
        self.governor.apply(&space.states, &mut space.sums);
        activate(&self.tanh, &space.sums, &mut space.governors);

        self.distance.apply(&space.queries, &mut space.near);
        self.root_governor.apply(&space.queries, &mut space.to_root);
        space.candidates.pack(&space.governors, self.governor.outputs());
        space.candidates.apply(&space.queries, &mut space.pairs);
        // The class of every distance, from that of the first governor for the last word.
        let distances = 1 - words as i64..words as i64;
        space.classes.clear();
        space.classes.extend(distances.map(|distance| distance_class(distance) as u8));
        space.scores.clear();
        for d in 0..words {
            let near = &space.near[d * DISTANCES..(d + 1) * DISTANCES];
            space.scores.push(space.to_root[d] + near[DISTANCES - 1]);
            let pairs = &space.pairs[d * words..(d + 1) * words];
            let classes = &space.classes[words - 1 - d..][..words];
            space
                .scores
                .extend(pairs.iter().zip(classes).map(|(score, &class)| score + near[usize::from(class)]));
        }
        space.trees.best(&space.scores, words, &mut space.heads);
        self.label(space);
    }

    fn label(&self, space: &mut Workspace) {
        let hidden = self.label_governor.outputs();
        self.label_word.apply(&space.states, &mut space.sums);
        self.label_governor.apply(&space.states, &mut space.more);
        for (d, sums) in space.sums.chunks_exact_mut(hidden).enumerate() {
            let head = space.heads[d] as usize;
            let (governor, class) = match head.checked_sub(1) {
                None => (&self.label_root[..], DISTANCES - 1),
                Some(h) => (&space.more[h * hidden..(h + 1) * hidden], distance_class(h as i64 - d as i64)),
            };
            let near = &self.label_distance[class * hidden..(class + 1) * hidden];
            for ((a, &b), &c) in sums.iter_mut().zip(governor).zip(near) {
                *a = a.wrapping_add(b).wrapping_add(c);
            }
        }
        activate(&self.tanh, &space.sums, &mut space.queries);
        self.label.apply(&space.queries, &mut space.sums);
        space.relations.clear();
        space.relations.extend(space.sums.chunks_exact(self.relations()).map(|scores| best(scores) as u8));
    }
}
