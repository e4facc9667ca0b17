//! From `f32` to the integers that `syntax::network` computes with.

use syntax::Writer;
use syntax::network::{ACTIVATION_BITS, CURVE, EMBEDDING_BITS, GATE_BITS, STATE_BITS, WEIGHT_BITS};

use super::matrix::{sigmoid, tanh};
use super::network::{Dense, Network};

fn scaled(values: &[f32], bits: u32) -> impl Iterator<Item = i64> {
    values.iter().map(move |&v| (f64::from(v) * f64::from(1u32 << bits)).round() as i64)
}

fn i16s(values: &[f32], bits: u32) -> Vec<i16> {
    scaled(values, bits).map(|v| v.clamp(-32767, 32767) as i16).collect()
}

fn i32s(values: &[f32]) -> Vec<i32> {
    scaled(values, ACTIVATION_BITS + WEIGHT_BITS).map(|v| v.clamp(-(1 << 28), 1 << 28) as i32).collect()
}

fn dense(writer: &mut Writer, name: &str, layer: &Dense) {
    writer.i16s(name, layer.weights.columns, &i16s(&layer.weights.value, WEIGHT_BITS));
    writer.i32s(&format!("{name}.b"), 1, &i32s(&layer.bias.value));
}

pub(crate) fn write(network: &Network, writer: &mut Writer) {
    let shape = network.shape;
    let embeddings =
        scaled(&network.embeddings.value, EMBEDDING_BITS).map(|v| v.clamp(-127, 127) as i8 as u8);
    writer.bytes("embed", shape.rows, shape.width, embeddings.collect());
    writer.i32s("embed.b", 1, &i32s(&network.embedding_bias.value));
    for (n, layer) in network.layers.iter().enumerate() {
        dense(writer, &format!("layer{n}"), layer);
    }
    dense(writer, "tag", &network.tag);
    dense(writer, "arc.word", &network.word_query);
    dense(writer, "arc.query", &network.query);
    dense(writer, "arc.gov", &network.governor);
    // Within ±2, so that sums of products with queries stay within 31 bits.
    let narrow = |values: &[f32]| -> Vec<i16> {
        i16s(values, ACTIVATION_BITS).into_iter().map(|v| v.clamp(-4095, 4095)).collect()
    };
    writer.i16s("arc.root", shape.arc, &narrow(&network.root_governor.value));
    writer.i16s("arc.distance", shape.arc, &narrow(&network.distance.value));
    dense(writer, "label.word", &network.label_word);
    dense(writer, "label.gov", &network.label_governor);
    writer.i32s("label.root", shape.hidden, &i32s(&network.label_root.value));
    writer.i32s("label.distance", shape.hidden, &i32s(&network.label_distance.value));
    dense(writer, "label", &network.label);
    let curve = |f: fn(f32) -> f32, bits: u32| -> Vec<i16> {
        let at = |n: usize| (n as f32 + 0.5 - CURVE as f32 / 2.0) / 128.0;
        (0..CURVE).map(|n| (f(at(n)) * (1u32 << bits) as f32).round().min(32767.0) as i16).collect()
    };
    writer.i16s("tanh", 1, &curve(tanh, STATE_BITS));
    writer.i16s("gate", 1, &curve(sigmoid, GATE_BITS));
}
