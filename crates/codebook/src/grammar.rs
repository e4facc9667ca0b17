//! `grammar.toml`: the closed classes of English words.

use std::collections::BTreeMap;

use document::fold;
use rustc_hash::FxHashSet;
use serde::Deserialize;

use crate::terms::RawExample;
use crate::{Error, Files};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct List {
    #[allow(dead_code, reason = "for the reader of the codebook")]
    definition: String,
    words: Vec<String>,
    /// Examples that expect tolls, as those of `losses.toml` do.
    #[serde(default)]
    pub(crate) tolls: Vec<RawExample>,
    /// Examples that expect kinds of records, as those of `discourse.toml` do.
    #[serde(default)]
    pub(crate) kinds: Vec<RawExample>,
    /// Examples that expect tactics, as those of `tactics.toml` do.
    #[serde(default)]
    pub(crate) tactics: Vec<RawExample>,
}

/// The file of these lists.
pub(crate) const FILE: &str = "grammar.toml";

type Set = FxHashSet<String>;

/// Closed word classes, folded.
#[derive(Clone, Debug, Default)]
#[allow(missing_docs, reason = "each list is defined in grammar.toml, where the words are")]
pub struct Grammar {
    pub determiners: Set,
    pub indefinite: Set,
    pub possessives: Set,
    pub both: Set,
    pub more: Set,
    pub collectives: Set,
    pub plural_nouns: Set,
    pub pairs: Set,
    pub set_off: Set,
    pub totals: Set,
    pub since: Set,
    pub outcomes: Set,
    pub negations: Set,
    pub nobody: Set,
    pub remain: Set,
    pub salvos: Set,
    pub before_now: Set,
    pub suspects: Set,
    pub recalls: Set,
    pub held: Set,
    pub incidents: Set,
    pub further: Set,
    pub speaker: Set,
    pub attackers: Set,
    /// "half" of "half a dozen".
    pub halves: Set,
    /// Nouns that name no party: "others", "side".
    pub nameless: Set,
    pub statement: Set,
    pub speaker_sides: Set,
    pub prepositions: Set,
    pub coordinators: Set,
    pub stand_ins: Set,
    pub amounts: Set,
    pub be: Set,
    pub have: Set,
    pub adverbs: Set,
    pub pronouns: Set,
    pub plural_pronouns: Set,
    pub modals: Set,
    pub factive: Set,
    pub told_before: Set,
    pub subordinators: Set,
    pub not_counts_before: Set,
    pub measures: Set,
    pub containers: Set,
    pub joined_figures: Set,
}

impl Grammar {
    /// Whether a word stands between a subject and its verb: forms of "be" and "have", adverbs.
    pub fn joins_verb(&self, word: &str) -> bool {
        self.be.contains(word) || self.have.contains(word) || self.adverbs.contains(word)
    }

    /// Reads `grammar.toml`.
    ///
    /// # Errors
    /// A list that is missing or that the machinery does not know.
    pub fn new(files: &Files) -> Result<Grammar, Error> {
        let mut lists: BTreeMap<String, List> = files.parse(FILE)?;
        let mut grammar = Grammar::default();
        for (name, set) in [
            ("determiners", &mut grammar.determiners),
            ("indefinite", &mut grammar.indefinite),
            ("possessives", &mut grammar.possessives),
            ("both", &mut grammar.both),
            ("more", &mut grammar.more),
            ("collectives", &mut grammar.collectives),
            ("plural_nouns", &mut grammar.plural_nouns),
            ("pairs", &mut grammar.pairs),
            ("set_off", &mut grammar.set_off),
            ("totals", &mut grammar.totals),
            ("since", &mut grammar.since),
            ("outcomes", &mut grammar.outcomes),
            ("negations", &mut grammar.negations),
            ("nobody", &mut grammar.nobody),
            ("remain", &mut grammar.remain),
            ("salvos", &mut grammar.salvos),
            ("before_now", &mut grammar.before_now),
            ("suspects", &mut grammar.suspects),
            ("recalls", &mut grammar.recalls),
            ("held", &mut grammar.held),
            ("incidents", &mut grammar.incidents),
            ("further", &mut grammar.further),
            ("speaker", &mut grammar.speaker),
            ("attackers", &mut grammar.attackers),
            ("nameless", &mut grammar.nameless),
            ("halves", &mut grammar.halves),
            ("statement", &mut grammar.statement),
            ("speaker_sides", &mut grammar.speaker_sides),
            ("prepositions", &mut grammar.prepositions),
            ("coordinators", &mut grammar.coordinators),
            ("stand_ins", &mut grammar.stand_ins),
            ("amounts", &mut grammar.amounts),
            ("be", &mut grammar.be),
            ("have", &mut grammar.have),
            ("adverbs", &mut grammar.adverbs),
            ("pronouns", &mut grammar.pronouns),
            ("plural_pronouns", &mut grammar.plural_pronouns),
            ("modals", &mut grammar.modals),
            ("factive", &mut grammar.factive),
            ("told_before", &mut grammar.told_before),
            ("subordinators", &mut grammar.subordinators),
            ("not_counts_before", &mut grammar.not_counts_before),
            ("measures", &mut grammar.measures),
            ("containers", &mut grammar.containers),
            ("joined_figures", &mut grammar.joined_figures),
        ] {
            let Some(list) = lists.remove(name) else {
                return Err(files.fault(FILE, 0..0, format!("the list [{name}] is missing")).into());
            };
            set.extend(list.words.iter().map(|w| fold(w)));
        }
        match lists.pop_first() {
            Some((name, _)) => {
                Err(files.fault(FILE, 0..0, format!("no such list in the grammar: [{name}]")).into())
            }
            None => Ok(grammar),
        }
    }
}
