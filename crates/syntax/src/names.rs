//! The closed sets of names: universal parts of speech, Penn parts of speech (with the additions of the English Web Treebank),
//! and the universal relations with the subtypes of UD English-EWT 2.

macro_rules! names {
    ($(#[$doc:meta])* $name:ident { $($(#[$vdoc:meta])* $variant:ident = $text:literal,)* }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        #[repr(u8)]
        pub enum $name { $($(#[$vdoc])* $variant,)* }

        impl $name {
            /// All of them, in the order of their codes in the model file.
            pub const ALL: &'static [$name] = &[$($name::$variant,)*];

            /// The name as treebanks write it.
            pub fn as_str(self) -> &'static str {
                match self { $($name::$variant => $text,)* }
            }

            /// The value of a name, if it is one.
            pub fn from_name(name: &str) -> Option<$name> {
                match name { $($text => Some($name::$variant),)* _ => None }
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(self.as_str())
            }
        }
    };
}

names! {
    /// A universal part of speech (universaldependencies.org/u/pos).
    Upos {
        /// `ADJ`
        Adj = "ADJ",
        /// `ADP`
        Adp = "ADP",
        /// `ADV`
        Adv = "ADV",
        /// `AUX`
        Aux = "AUX",
        /// `CCONJ`
        Cconj = "CCONJ",
        /// `DET`
        Det = "DET",
        /// `INTJ`
        Intj = "INTJ",
        /// `NOUN`
        Noun = "NOUN",
        /// `NUM`
        Num = "NUM",
        /// `PART`
        Part = "PART",
        /// `PRON`
        Pron = "PRON",
        /// `PROPN`
        Propn = "PROPN",
        /// `PUNCT`
        Punct = "PUNCT",
        /// `SCONJ`
        Sconj = "SCONJ",
        /// `SYM`
        Sym = "SYM",
        /// `VERB`
        Verb = "VERB",
        /// `X`
        X = "X",
    }
}

names! {
    /// A Penn part of speech, as UD English-EWT has it.
    Xpos {
        /// `CC`
        Cc = "CC",
        /// `CD`
        Cd = "CD",
        /// `DT`
        Dt = "DT",
        /// `EX`
        Ex = "EX",
        /// `FW`
        Fw = "FW",
        /// `IN`
        In = "IN",
        /// `JJ`
        Jj = "JJ",
        /// `JJR`
        Jjr = "JJR",
        /// `JJS`
        Jjs = "JJS",
        /// `LS`
        Ls = "LS",
        /// `MD`
        Md = "MD",
        /// `NN`
        Nn = "NN",
        /// `NNP`
        Nnp = "NNP",
        /// `NNPS`
        Nnps = "NNPS",
        /// `NNS`
        Nns = "NNS",
        /// `PDT`
        Pdt = "PDT",
        /// `POS`
        Pos = "POS",
        /// `PRP`
        Prp = "PRP",
        /// `PRP$`
        PrpS = "PRP$",
        /// `RB`
        Rb = "RB",
        /// `RBR`
        Rbr = "RBR",
        /// `RBS`
        Rbs = "RBS",
        /// `RP`
        Rp = "RP",
        /// `SYM`
        Sym = "SYM",
        /// `TO`
        To = "TO",
        /// `UH`
        Uh = "UH",
        /// `VB`
        Vb = "VB",
        /// `VBD`
        Vbd = "VBD",
        /// `VBG`
        Vbg = "VBG",
        /// `VBN`
        Vbn = "VBN",
        /// `VBP`
        Vbp = "VBP",
        /// `VBZ`
        Vbz = "VBZ",
        /// `WDT`
        Wdt = "WDT",
        /// `WP`
        Wp = "WP",
        /// `WP$`
        WpS = "WP$",
        /// `WRB`
        Wrb = "WRB",
        /// `ADD`
        Add = "ADD",
        /// `AFX`
        Afx = "AFX",
        /// `GW`
        Gw = "GW",
        /// `HYPH`
        Hyph = "HYPH",
        /// `NFP`
        Nfp = "NFP",
        /// `.`
        Stop = ".",
        /// `,`
        Comma = ",",
        /// `:`
        Colon = ":",
        /// `-LRB-`
        Open = "-LRB-",
        /// `-RRB-`
        Close = "-RRB-",
        /// Two grave accents: an opening quotation mark.
        OpenQuote = "``",
        /// `''`
        CloseQuote = "''",
        /// `$`
        Dollar = "$",
        /// `#`
        Hash = "#",
        /// `XX`
        Xx = "XX",
    }
}

names! {
    /// A universal dependency relation with the subtypes of UD English-EWT.
    Relation {
        /// `acl`
        Acl = "acl",
        /// `acl:relcl`
        AclRelcl = "acl:relcl",
        /// `advcl`
        Advcl = "advcl",
        /// `advcl:relcl`
        AdvclRelcl = "advcl:relcl",
        /// `advmod`
        Advmod = "advmod",
        /// `amod`
        Amod = "amod",
        /// `appos`
        Appos = "appos",
        /// `aux`
        Aux = "aux",
        /// `aux:pass`
        AuxPass = "aux:pass",
        /// `case`
        Case = "case",
        /// `cc`
        Cc = "cc",
        /// `cc:preconj`
        CcPreconj = "cc:preconj",
        /// `ccomp`
        Ccomp = "ccomp",
        /// `clf`
        Clf = "clf",
        /// `compound`
        Compound = "compound",
        /// `compound:prt`
        CompoundPrt = "compound:prt",
        /// `conj`
        Conj = "conj",
        /// `cop`
        Cop = "cop",
        /// `csubj`
        Csubj = "csubj",
        /// `csubj:outer`
        CsubjOuter = "csubj:outer",
        /// `csubj:pass`
        CsubjPass = "csubj:pass",
        /// `dep`
        Dep = "dep",
        /// `det`
        Det = "det",
        /// `det:predet`
        DetPredet = "det:predet",
        /// `discourse`
        Discourse = "discourse",
        /// `dislocated`
        Dislocated = "dislocated",
        /// `expl`
        Expl = "expl",
        /// `fixed`
        Fixed = "fixed",
        /// `flat`
        Flat = "flat",
        /// `goeswith`
        Goeswith = "goeswith",
        /// `iobj`
        Iobj = "iobj",
        /// `list`
        List = "list",
        /// `mark`
        Mark = "mark",
        /// `nmod`
        Nmod = "nmod",
        /// `nmod:desc`
        NmodDesc = "nmod:desc",
        /// `nmod:poss`
        NmodPoss = "nmod:poss",
        /// `nmod:unmarked`
        NmodUnmarked = "nmod:unmarked",
        /// `nsubj`
        Nsubj = "nsubj",
        /// `nsubj:outer`
        NsubjOuter = "nsubj:outer",
        /// `nsubj:pass`
        NsubjPass = "nsubj:pass",
        /// `nummod`
        Nummod = "nummod",
        /// `obj`
        Obj = "obj",
        /// `obl`
        Obl = "obl",
        /// `obl:agent`
        OblAgent = "obl:agent",
        /// `obl:unmarked`
        OblUnmarked = "obl:unmarked",
        /// `orphan`
        Orphan = "orphan",
        /// `parataxis`
        Parataxis = "parataxis",
        /// `punct`
        Punct = "punct",
        /// `reparandum`
        Reparandum = "reparandum",
        /// `root`
        Root = "root",
        /// `vocative`
        Vocative = "vocative",
        /// `xcomp`
        Xcomp = "xcomp",
    }
}

impl Relation {
    /// The name without its subtype ("nsubj" of "nsubj:pass"): what the official score compares.
    pub fn universal(self) -> &'static str {
        let name = self.as_str();
        name.split_once(':').map_or(name, |(base, _)| base)
    }

    /// Whether it is a subject of any kind (clausal, passive, outer).
    pub fn is_subject(self) -> bool {
        matches!(self.universal(), "nsubj" | "csubj")
    }
}
