//! Tagger and parser on UD English-EWT by the definitions of the CoNLL 2018 shared task, and their speed.

mod baseline;
mod coder;
mod score;
mod speed;

use std::path::PathBuf;

use anyhow::Context;
use clap::Args as ClapArgs;
use document::{Document, Style};
use syntax::conllu::{self, Tree, running_text};
use syntax::{Analysis, Model, Parse, Parser, Scratch};

use score::{Scores, Side};

#[derive(ClapArgs)]
pub(crate) struct Args {
    /// The folder of UD English-EWT
    #[arg(long, default_value = "../shared/bench/ud-ewt")]
    treebank: PathBuf,
    /// Which part to score
    #[arg(long, default_value = "test")]
    part: String,
    /// A model file in place of the one that is built in
    #[arg(long)]
    model: Option<PathBuf>,
    /// Folders with gold records on which the coder is measured without and with the parse
    #[arg(long, value_delimiter = ',', default_values = ["corpus", "corpus/second", "corpus/third"])]
    corpus: Vec<PathBuf>,
}

fn read(args: &Args, part: &str) -> anyhow::Result<Vec<Tree>> {
    let path = args.treebank.join(format!("en_ewt-ud-{part}.conllu"));
    let text = std::fs::read_to_string(&path).with_context(|| path.display().to_string())?;
    conllu::read(&text).with_context(|| path.display().to_string())
}

pub(crate) fn run(args: Args) -> anyhow::Result<()> {
    let before = speed::memory("VmRSS:");
    let parser = match &args.model {
        None => Parser::embedded(),
        Some(path) => {
            let file: &'static [u8] = Box::leak(std::fs::read(path)?.into_boxed_slice());
            Parser::new(Box::leak(Box::new(Model::read(file)?)))
        }
    };
    speed::print_memory(&parser, before);
    let (trees, train) = (read(&args, &args.part)?, read(&args, "train")?);
    let words: usize = trees.iter().map(|t| t.words.len()).sum();
    println!("UD English-EWT {}: {} sentences, {words} words", args.part, trees.len());
    println!("LAS as in CoNLL 2018: relations without their subtypes; \"LAS+\" with subtypes.\n");
    println!("{:34}{}", "", Scores::HEADER);
    println!("{:34}{}", "baseline (most frequent, right)", baseline::score(&train, &trees));
    println!("{:34}{}", "gold tokens", gold_tokens(&parser, &trees, |form| form.to_owned()));
    println!("{:34}{}", "gold tokens, upper-cased", gold_tokens(&parser, &trees, |form| form.to_uppercase()));
    println!("{:34}{}", "gold tokens, lower-cased", gold_tokens(&parser, &trees, |form| form.to_lowercase()));
    println!("{:34}{}", "raw text", raw_text(&parser, &trees));
    let upper: Vec<Tree> = trees.iter().map(|t| recase(t, str::to_uppercase)).collect();
    println!("{:34}{}", "raw text, upper-cased", raw_text(&parser, &upper));
    println!();
    speed::print(&parser, &trees)?;
    coder::print(&args.corpus)
}

/// A tree with its text in other case; trees whose bytes would move stay as they are.
fn recase(tree: &Tree, change: fn(&str) -> String) -> Tree {
    let mut tree = tree.clone();
    if tree.text.is_ascii() {
        tree.text = change(&tree.text);
        for word in &mut tree.words {
            word.form = change(&word.form);
        }
    }
    tree
}

/// Words and sentences given, everything else predicted.
fn gold_tokens(parser: &Parser, trees: &[Tree], change: fn(&str) -> String) -> Scores {
    let gold = Side::gold(trees);
    let mut system = gold.clone();
    let (mut analysis, mut n) = (Analysis::default(), 0);
    for tree in trees {
        let forms: Vec<String> = tree.words.iter().map(|w| change(&w.form)).collect();
        parser.model().parse(forms.iter().map(String::as_str), &mut analysis);
        let start = n as u32;
        for (k, form) in forms.iter().enumerate() {
            let (upos, xpos) = analysis.tags[k];
            let word = &mut system.words[n];
            (word.upos, word.xpos, word.relation) = (upos, xpos, analysis.relations[k]);
            word.head = analysis.heads[k].checked_sub(1).map(|h| start + h);
            word.lemma = parser.model().lemma(form, upos, xpos);
            n += 1;
        }
    }
    Scores::new(&gold, &system)
}

/// Everything predicted from running text.
fn raw_text(parser: &Parser, trees: &[Tree]) -> Scores {
    let (text, _) = running_text(trees);
    let document = Document::new(text, &Style::default());
    let mut system = Side::default();
    let (mut scratch, mut parse) = (Scratch::default(), Parse::default());
    for sentence in parser.sentences(&document) {
        parser.parse_into(&document, &sentence, &mut scratch, &mut parse);
        system.push(&document, &parse);
    }
    Scores::new(&Side::gold(trees), &system)
}
