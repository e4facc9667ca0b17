use std::sync::OnceLock;

use document::{Document, Sentence, TextRange, Token};

use crate::atoms::{Atom, atoms, end_features, words};
use crate::lexical::is_shouting;
use crate::model::{Analysis, Model};
use crate::{Parse, Relation};

/// The longest stretch that is parsed at once, in words; a longer sentence is cut, at a stop or comma where there is one.
pub const LONGEST_PIECE: usize = 150;

/// Tags and parses sentences of documents. Sharing it between threads is cheap; each thread has a [`Scratch`].
#[derive(Clone, Copy, Debug)]
pub struct Parser {
    model: &'static Model,
}

/// Buffers that a thread uses again for every sentence.
#[derive(Clone, Debug, Default)]
pub struct Scratch {
    atoms: Vec<Atom>,
    features: Vec<u64>,
    ends: Vec<u32>,
    ranges: Vec<TextRange>,
    analysis: Analysis,
    letters: Vec<u32>,
}

impl Parser {
    /// The parser with the model that is shipped in the binary. The model is read on the first call.
    pub fn embedded() -> Parser {
        static MODEL: OnceLock<Model> = OnceLock::new();
        Parser { model: MODEL.get_or_init(|| Model::embedded().unwrap_or_else(|e| unreachable!("{e}"))) }
    }

    /// A parser with a model of one's own.
    pub fn new(model: &'static Model) -> Parser {
        Parser { model }
    }

    /// The model.
    pub fn model(&self) -> &'static Model {
        self.model
    }

    /// Words, parts of speech and lemmas of a sentence, without governors.
    pub fn tag(&self, document: &Document, sentence: &Sentence, scratch: &mut Scratch, out: &mut Parse) {
        self.analyse(document, sentence, scratch, out, false);
    }

    /// Words, parts of speech, lemmas and governors of a sentence.
    pub fn parse(&self, document: &Document, sentence: &Sentence) -> Parse {
        let mut out = Parse::default();
        self.parse_into(document, sentence, &mut Scratch::default(), &mut out);
        out
    }

    /// As [`Parser::parse`], into buffers that are used again.
    pub fn parse_into(
        &self,
        document: &Document,
        sentence: &Sentence,
        scratch: &mut Scratch,
        out: &mut Parse,
    ) {
        self.analyse(document, sentence, scratch, out, true);
    }

    /// The words of a sentence as UD English-EWT would cut them.
    pub fn words(&self, document: &Document, sentence: &Sentence, scratch: &mut Scratch) -> Vec<TextRange> {
        self.cut(document, sentence, scratch);
        scratch.ranges.clone()
    }

    fn cut(&self, document: &Document, sentence: &Sentence, scratch: &mut Scratch) {
        let tokens = &document.tokens()[sentence.first as usize..sentence.end as usize];
        scratch.atoms.clear();
        scratch.ends.clear();
        scratch.ranges.clear();
        atoms(document.text(), tokens, &self.model.cuts, &mut scratch.atoms);
        words(&scratch.atoms, &self.model.gap, &mut scratch.features, &mut scratch.ends);
        let mut start = 0;
        for &end in &scratch.ends {
            let (first, last) = (scratch.atoms[start].range, scratch.atoms[end as usize - 1].range);
            scratch.ranges.push(first.cover(last));
            start = end as usize;
        }
    }

    fn analyse(
        &self,
        document: &Document,
        sentence: &Sentence,
        s: &mut Scratch,
        out: &mut Parse,
        governors: bool,
    ) {
        self.cut(document, sentence, s);
        out.clear();
        let text = document.text();
        let mut start = 0;
        let mut first_root = None;
        while start < s.ranges.len() {
            let end = piece_end(text, &s.ranges, start);
            let forms = s.ranges[start..end].iter().map(|r| r.of(text));
            if governors {
                self.model.parse(forms, &mut s.analysis);
            } else {
                self.model.tag(forms, &mut s.analysis);
            }
            for n in start..end {
                out.push(s.ranges[n], s.analysis.tags[n - start]);
                if governors {
                    let (head, relation) = (s.analysis.heads[n - start], s.analysis.relations[n - start]);
                    let word = &mut out.words[n];
                    // The network is free in its choice of a relation; only the root is a root.
                    word.relation = match relation {
                        _ if head == 0 => Relation::Root,
                        Relation::Root => Relation::Parataxis,
                        other => other,
                    };
                    word.head = head.checked_sub(1).map(|h| start as u32 + h);
                    if head == 0 {
                        match first_root {
                            None => first_root = Some(n as u32),
                            Some(_) => (word.head, word.relation) = (first_root, Relation::Parataxis),
                        }
                    }
                }
            }
            start = end;
        }
        for n in 0..out.words.len() {
            let word = out.words[n];
            let form = word.range.of(text);
            out.set_lemma(n, |lemma| {
                self.model.lemmas.lemma(form, word.upos, word.xpos, &mut s.letters, lemma);
            });
        }
        out.index_children();
    }

    /// Sentences found by the model, for running text without list marks and headings: where a sentence ends is learned from the
    /// treebank, so that missing full stops are noticed. Every sentence lies within one paragraph and ends with a token.
    pub fn sentences(&self, document: &Document) -> Vec<Sentence> {
        let (text, tokens) = (document.text(), document.tokens());
        let mut sentences = Vec::new();
        let (mut pieces, mut ends, mut features) = (Vec::new(), Vec::new(), Vec::new());
        let mut first = 0;
        while first < tokens.len() {
            let mut end = first + 1;
            while end < tokens.len() && !tokens[end].blank_line_before() {
                end += 1;
            }
            let paragraph = &tokens[first..end];
            let shouting = is_shouting(paragraph.iter().take(400).map(|t| t.text(text)));
            pieces.clear();
            ends.clear();
            atoms(text, paragraph, &self.model.cuts, &mut pieces);
            words(&pieces, &self.model.gap, &mut features, &mut ends);
            let (mut start, mut token, mut sentence) = (0usize, first, first);
            for &at in &ends {
                let at = at as usize;
                if at == pieces.len() {
                    break;
                }
                end_features(&pieces, at, start, shouting, &mut features);
                if self.model.end.decides(&features) {
                    while tokens[token].range.start < pieces[at].range.start {
                        token += 1;
                    }
                    if tokens[token].range.start == pieces[at].range.start {
                        push(&mut sentences, tokens, sentence, token);
                        (sentence, start) = (token, at);
                    }
                }
            }
            push(&mut sentences, tokens, sentence, end);
            first = end;
        }
        sentences
    }
}

fn push(sentences: &mut Vec<Sentence>, tokens: &[Token], first: usize, end: usize) {
    if first < end {
        let range = tokens[first].range.cover(tokens[end - 1].range);
        sentences.push(Sentence { range, first: first as u32, end: end as u32 });
    }
}

/// Where a piece that starts at word `start` ends: after the last stop, semicolon or comma of its second half, if it is too long.
fn piece_end(text: &str, words: &[TextRange], start: usize) -> usize {
    let end = start + LONGEST_PIECE;
    if end >= words.len() {
        return words.len();
    }
    let half = start + LONGEST_PIECE / 2;
    for marks in [&[".", "!", "?", ";"][..], &[",", ":"][..]] {
        if let Some(n) = (half..end).rev().find(|&n| marks.contains(&words[n].of(text))) {
            return n + 1;
        }
    }
    end
}
