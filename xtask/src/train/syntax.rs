//! The recipe.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::time::Instant;

use anyhow::Context;
use clap::Args as ClapArgs;
use codebook::syntax::{Syntax, Words};
use syntax::conllu::{self, Tree};
use syntax::{Analysis, Model, Relation, Upos, Writer, Xpos};

use super::augment::{Sample, Variety};
use super::examples::{Vocabulary, batches};
use super::network::{Dropout, Network, Shape};
use super::quantise;
use super::random::Random;
use super::{lemmas, pieces};

#[derive(ClapArgs)]
pub(crate) struct Args {
    /// The folder with en_ewt-ud-train.conllu and en_ewt-ud-dev.conllu
    #[arg(long)]
    treebank: PathBuf,
    /// The model file to write
    #[arg(long, default_value = "crates/syntax-model/model/english.bin")]
    output: PathBuf,
    /// Passes over the treebank
    #[arg(long, default_value_t = 17)]
    epochs: usize,
    /// Width of the layers
    #[arg(long, default_value_t = 128)]
    width: usize,
    /// Number of layers
    #[arg(long, default_value_t = 3)]
    layers: usize,
    /// Highest learning rate
    #[arg(long, default_value_t = 0.004)]
    rate: f32,
    /// Dropout of layers
    #[arg(long, default_value_t = 0.25)]
    dropout: f32,
    /// Take the network of this model and learn only words, sentences and lemmas
    #[arg(long)]
    network: Option<PathBuf>,
    /// Start of the random numbers
    #[arg(long, default_value_t = 20_261_121)]
    seed: u64,
    /// Words of a batch
    #[arg(long, default_value_t = 600)]
    batch: usize,
}

fn read(args: &Args, part: &str) -> anyhow::Result<Vec<Tree>> {
    let path = args.treebank.join(format!("en_ewt-ud-{part}.conllu"));
    let text = std::fs::read_to_string(&path).with_context(|| path.display().to_string())?;
    conllu::read(&text).with_context(|| path.display().to_string())
}

pub(crate) fn run(args: &Args) -> anyhow::Result<()> {
    let started = Instant::now();
    let (train, dev) = (read(args, "train")?, read(args, "dev")?);
    let classes = classes(&train);
    let nearest = |upos: Upos, xpos: Xpos| -> u8 {
        let exact = classes.iter().position(|&c| c == (upos, xpos));
        let near = || classes.iter().position(|&(u, _)| u == upos);
        exact.or_else(near).unwrap_or(0) as u8
    };
    let samples: Vec<Sample> =
        train.iter().map(|tree| Sample::new(tree, |w| nearest(w.upos, w.xpos))).collect();
    let codebook = Syntax::read(&codebook::Files::embedded())?;
    let variety = Variety::new(&codebook, &samples).context("the treebank has no comma")?;
    let vocabulary = Vocabulary::new(&samples, &variety);
    let mut random = Random(args.seed);
    let shape = Shape {
        rows: vocabulary.lexicon.rows(),
        width: args.width,
        layers: args.layers,
        classes: classes.len(),
        arc: 64,
        hidden: 96,
        relations: Relation::ALL.len(),
    };
    println!(
        "{} sentences, {} known words, {} tag classes",
        train.len(),
        vocabulary.hashes.len(),
        classes.len()
    );
    let others = other_tables(&train, &codebook.words);
    println!("words, sentences and lemmas learned after {:.0} s", started.elapsed().as_secs_f32());
    if let Some(path) = &args.network {
        let file = with_network(others, &std::fs::read(path)?)?;
        std::fs::write(&args.output, &file)?;
        let model = Model::read(Box::leak(file.into_boxed_slice()))?;
        println!("dev {}", evaluate(&model, &dev, false));
        return Ok(());
    }
    let mut network = Network::new(shape, &mut random);
    let dropout = Dropout { input: 0.15, layer: args.dropout, top: args.dropout };
    for epoch in 0..args.epochs {
        let batches = batches(&samples, &variety, &vocabulary, args.batch, &mut random);
        let mut loss = 0.0;
        let count = batches.len();
        for (n, batch) in batches.iter().enumerate() {
            loss += network.learn(batch, dropout, &mut random);
            let done = (epoch as f32 + n as f32 / count as f32) / args.epochs as f32;
            network.step(args.rate * (done * 20.0).min(1.0) * (1.0 - done));
        }
        print!(
            "epoch {:2}: loss {:.3}, {:.0} s",
            epoch + 1,
            loss / count as f32,
            started.elapsed().as_secs_f32()
        );
        if epoch % 4 == 3 || epoch + 1 == args.epochs {
            let file = finish(&others, &network, &vocabulary, &classes);
            std::fs::write(&args.output, &file)?;
            let model = Model::read(Box::leak(file.into_boxed_slice()))?;
            print!("; dev {}", evaluate(&model, &dev, false));
            print!("; upper {}", evaluate(&model, &dev, true));
        }
        println!();
    }
    Ok(())
}

/// The pairs of parts of speech that the treebank has five times or more.
fn classes(trees: &[Tree]) -> Vec<(Upos, Xpos)> {
    let mut counts: BTreeMap<(Upos, Xpos), usize> = BTreeMap::new();
    for word in trees.iter().flat_map(|t| &t.words) {
        *counts.entry((word.upos, word.xpos)).or_default() += 1;
    }
    counts.into_iter().filter(|&(_, n)| n >= 5).map(|(class, _)| class).collect()
}

/// The tables of the model that are no network.
fn other_tables(trees: &[Tree], report: &Words) -> Writer {
    let mut writer = Writer::default();
    let cuts = pieces::cuts(trees);
    let (gap, end) = pieces::train(trees, &cuts, 8);
    writer.u64s("cuts", &cuts.0.iter().map(|&(hash, _)| hash).collect::<Vec<_>>());
    writer.bytes("cuts.at", cuts.0.len(), 1, cuts.0.iter().map(|&(_, length)| length).collect());
    writer.i16s("gap", 1, &gap);
    writer.i16s("end", 1, &end);
    lemmas::write(trees, report, &mut writer);
    writer
}

/// The tables of `others`, and from a model all that they lack.
fn with_network(others: Writer, model: &[u8]) -> anyhow::Result<Vec<u8>> {
    let mut writer = others;
    writer.add_missing(model)?;
    Ok(writer.finish())
}

fn finish(others: &Writer, network: &Network, vocabulary: &Vocabulary, classes: &[(Upos, Xpos)]) -> Vec<u8> {
    let mut writer = others.clone();
    writer.u64s("words", &vocabulary.hashes);
    let codes = classes.iter().flat_map(|&(upos, xpos)| [upos as u8, xpos as u8]).collect();
    writer.bytes("classes", classes.len(), 2, codes);
    quantise::write(network, &mut writer);
    writer.finish()
}

/// Scores on gold tokens, of the integers that ship.
fn evaluate(model: &Model, trees: &[Tree], upper: bool) -> String {
    let mut analysis = Analysis::default();
    let (mut words, mut upos, mut xpos, mut uas, mut las) = (0, 0, 0, 0, 0);
    for tree in trees {
        let forms: Vec<String> =
            tree.words.iter().map(|w| if upper { w.form.to_uppercase() } else { w.form.clone() }).collect();
        model.parse(forms.iter().map(String::as_str), &mut analysis);
        for (n, word) in tree.words.iter().enumerate() {
            words += 1;
            upos += usize::from(analysis.tags[n].0 == word.upos);
            xpos += usize::from(analysis.tags[n].1 == word.xpos);
            let right = analysis.heads[n] == word.head;
            uas += usize::from(right);
            las += usize::from(right && analysis.relations[n].universal() == word.relation.universal());
        }
    }
    let percent = |n: usize| 100.0 * n as f64 / words as f64;
    format!(
        "UPOS {:.2} XPOS {:.2} UAS {:.2} LAS {:.2}",
        percent(upos),
        percent(xpos),
        percent(uas),
        percent(las)
    )
}
