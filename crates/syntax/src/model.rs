use crate::atoms::Cuts;
use crate::container::{ModelError, table};
use crate::lemma::Lemmas;
use crate::lexical::{Lexicon, TEMPLATES, is_shouting};
use crate::linear::Linear;
use crate::network::{Network, Workspace};
use crate::{Relation, Upos, Xpos};

/// A model file that has been read: known words, network, tag classes.
#[derive(Clone, Debug)]
pub struct Model {
    lexicon: Lexicon,
    network: Network,
    classes: Vec<(Upos, Xpos)>,
    pub(crate) cuts: Cuts,
    pub(crate) gap: Linear,
    pub(crate) end: Linear,
    pub(crate) lemmas: Lemmas,
}

/// The result for one sentence and the buffers it was made in.
#[derive(Clone, Debug, Default)]
pub struct Analysis {
    space: Workspace,
    rows: Vec<[u32; TEMPLATES]>,
    letters: Vec<u32>,
    /// Parts of speech.
    pub tags: Vec<(Upos, Xpos)>,
    /// Governors, from 1; 0 is the root. Empty after [`Model::tag`].
    pub heads: Vec<u32>,
    /// Relations to the governors. Empty after [`Model::tag`].
    pub relations: Vec<Relation>,
}

impl Model {
    /// The model that is shipped in the binary.
    ///
    /// # Errors
    /// Only if the program was built with a broken model file; a test reads it.
    pub fn embedded() -> Result<Model, ModelError> {
        Model::read(syntax_model::ENGLISH)
    }

    /// Reads a model file.
    ///
    /// # Errors
    /// See [`ModelError`].
    pub fn read(file: &'static [u8]) -> Result<Model, ModelError> {
        let lexicon = Lexicon::new(&table(file, "words", 8)?.u64s());
        let network = Network::read(file, lexicon.rows())?;
        let broken = || ModelError::Table("classes".to_owned());
        let codes = table(file, "classes", 1)?;
        let mut classes = Vec::new();
        for pair in codes.bytes.chunks_exact(2) {
            let upos = Upos::ALL.get(usize::from(pair[0])).ok_or_else(broken)?;
            let xpos = Xpos::ALL.get(usize::from(pair[1])).ok_or_else(broken)?;
            classes.push((*upos, *xpos));
        }
        if classes.len() != network.tags() || network.relations() != Relation::ALL.len() {
            return Err(broken());
        }
        let (hashes, lengths) = (table(file, "cuts", 8)?.u64s(), table(file, "cuts.at", 1)?.bytes);
        Ok(Model {
            lexicon,
            network,
            classes,
            cuts: Cuts(hashes.into_iter().zip(lengths.iter().copied()).collect()),
            gap: Linear::read(file, "gap")?,
            end: Linear::read(file, "end")?,
            lemmas: Lemmas::read(file)?,
        })
    }

    fn look(&self, words: &mut dyn Iterator<Item = &str>, shouting: bool, out: &mut Analysis) {
        out.rows.clear();
        for (n, word) in words.enumerate() {
            out.rows.push(self.lexicon.look(word, n == 0, shouting, &mut out.letters));
        }
    }

    /// The lemma of a word.
    pub fn lemma(&self, form: &str, upos: Upos, xpos: Xpos) -> String {
        let mut lemma = String::new();
        self.lemmas.lemma(form, upos, xpos, &mut Vec::new(), &mut lemma);
        lemma
    }

    /// Tags one sentence (or piece of one); `words` is walked twice.
    pub fn tag<'a>(&self, words: impl Iterator<Item = &'a str> + Clone, out: &mut Analysis) {
        let shouting = is_shouting(words.clone());
        self.look(&mut words.clone(), shouting, out);
        self.network.tag(&out.rows, &mut out.space);
        out.tags.clear();
        out.tags.extend(out.space.tags.iter().map(|&class| self.classes[usize::from(class)]));
        out.heads.clear();
        out.relations.clear();
    }

    /// Tags and parses one sentence. Time grows with the square of the number of words: [`crate::Parser`] cuts what is long.
    pub fn parse<'a>(&self, words: impl Iterator<Item = &'a str> + Clone, out: &mut Analysis) {
        self.tag(words, out);
        self.network.parse(&mut out.space);
        out.heads.extend_from_slice(&out.space.heads);
        out.relations.extend(out.space.relations.iter().map(|&code| Relation::ALL[usize::from(code)]));
    }
}
