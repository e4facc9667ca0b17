//! What a coder asks of a parse: noun groups, verb groups with voice and tense, who does what to whom, what is coordinated.

use document::TextRange;

use crate::{Parse, Relation, Upos, Xpos};

/// A noun with its determiners, adjectives, numbers, compounds, names and possessives, without prepositions and clauses.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NounGroup {
    /// The governing noun, name, pronoun or number.
    pub head: usize,
    /// First word.
    pub first: usize,
    /// One past the last word.
    pub end: usize,
    /// Its bytes in the document.
    pub range: TextRange,
}

/// Active or passive.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Voice {
    /// The subject acts.
    Active,
    /// The subject (or the noun that a participle describes) is acted upon.
    Passive,
}

/// The time of a verb group as its form has it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tense {
    /// "attacked", "was attacked", "had attacked".
    Past,
    /// "attacks", "is attacked".
    Present,
    /// "has attacked".
    Perfect,
    /// "will attack".
    Future,
    /// "would attack", "may attack".
    Modal,
    /// A participle or gerund without an auxiliary: "killing", "wounded".
    Participle,
    /// An infinitive or imperative.
    Infinitive,
}

/// A verb (or a predicate with a copula) with its auxiliaries.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VerbGroup {
    /// The main verb; with a copula the predicate.
    pub head: usize,
    /// Auxiliaries and copula in order.
    pub auxiliaries: Vec<usize>,
    /// Voice.
    pub voice: Voice,
    /// Whether it is negated ("did not attack", "never attacked").
    pub negated: bool,
    /// Tense.
    pub tense: Tense,
}

/// Who did it and to whom it was done, whatever the voice.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Roles {
    /// The subject of an active verb, the agent of a passive one.
    pub actor: Option<usize>,
    /// The object of an active verb, the subject of a passive one.
    pub patient: Option<usize>,
}

fn in_noun_group(relation: Relation) -> bool {
    use Relation as R;
    matches!(
        relation,
        R::Det
            | R::DetPredet
            | R::Amod
            | R::Nummod
            | R::Compound
            | R::Flat
            | R::NmodPoss
            | R::NmodDesc
            | R::Goeswith
    )
}

fn is_clause(relation: Relation) -> bool {
    use Relation as R;
    matches!(relation, R::Acl | R::AclRelcl | R::Advcl | R::AdvclRelcl)
}

impl Parse {
    fn form_is(&self, word: usize, lemmas: &[&str]) -> bool {
        lemmas.iter().any(|lemma| self.lemma(word).eq_ignore_ascii_case(lemma))
    }

    /// The noun groups in order of their heads.
    pub fn noun_groups(&self) -> Vec<NounGroup> {
        (0..self.words.len()).filter_map(|head| self.noun_group(head)).collect()
    }

    /// The noun group of a noun, name, pronoun or number that governs one.
    pub fn noun_group(&self, head: usize) -> Option<NounGroup> {
        let word = self.words[head];
        if !matches!(word.upos, Upos::Noun | Upos::Propn | Upos::Pron | Upos::Num)
            || in_noun_group(word.relation)
        {
            return None;
        }
        let (mut first, mut end) = (head, head + 1);
        let mut open = vec![head];
        while let Some(at) = open.pop() {
            for child in self.children(at) {
                let relation = self.words[child].relation;
                // What stands between parts of the group (a hyphen, "'s", "and" between adjectives) is covered by the range.
                let inner = in_noun_group(relation)
                    || (at != head && matches!(relation, Relation::Case | Relation::Conj | Relation::Advmod));
                if inner {
                    (first, end) = (first.min(child), end.max(child + 1));
                    open.push(child);
                }
            }
        }
        let range = self.words[first].range.cover(self.words[end - 1].range);
        Some(NounGroup { head, first, end, range })
    }

    /// The verb groups in order of their heads.
    pub fn verb_groups(&self) -> Vec<VerbGroup> {
        (0..self.words.len()).filter_map(|head| self.verb_group(head)).collect()
    }

    /// The verb group of a main verb, or of a predicate with a copula.
    pub fn verb_group(&self, head: usize) -> Option<VerbGroup> {
        let is_auxiliary = |r: Relation| matches!(r, Relation::Aux | Relation::AuxPass | Relation::Cop);
        let word = self.words[head];
        let copula = self.dependents(head, |r| r == Relation::Cop).next().is_some();
        if is_auxiliary(word.relation) || (word.upos != Upos::Verb && !copula) {
            return None;
        }
        let auxiliaries: Vec<usize> =
            self.children(head).filter(|&n| is_auxiliary(self.words[n].relation)).collect();
        let negated = self.children(head).any(|n| {
            matches!(self.words[n].upos, Upos::Part | Upos::Adv | Upos::Det)
                && self.form_is(n, &["not", "never", "n't"])
        });
        Some(VerbGroup {
            head,
            voice: self.voice(head),
            tense: self.tense(head, &auxiliaries),
            auxiliaries,
            negated,
        })
    }

    fn voice(&self, head: usize) -> Voice {
        use Relation as R;
        let word = self.words[head];
        let mut auxiliary = false;
        for child in self.children(head) {
            match self.words[child].relation {
                R::AuxPass | R::NsubjPass | R::CsubjPass | R::OblAgent => return Voice::Passive,
                R::Aux | R::Cop => auxiliary = true,
                _ => {}
            }
        }
        // The tagger often takes the participle of a reduced clause for a past tense: such a clause has no finite verb.
        let reduced = word.relation == R::Acl && word.xpos == Xpos::Vbd && self.object_of(head).is_none();
        if (word.xpos != Xpos::Vbn && !reduced) || auxiliary {
            return Voice::Active;
        }
        // "the soldiers killed in the clash", "killed and wounded": a bare participle is passive, a coordinated one as its first.
        match (word.relation, word.head) {
            (R::Conj, Some(first)) if self.words[first as usize].upos == Upos::Verb => {
                self.voice(first as usize)
            }
            _ => Voice::Passive,
        }
    }

    fn tense(&self, head: usize, auxiliaries: &[usize]) -> Tense {
        let first = auxiliaries.first().copied();
        let word = self.words[first.unwrap_or(head)];
        match word.xpos {
            Xpos::Md if self.form_is(first.unwrap_or(head), &["will", "shall"]) => Tense::Future,
            Xpos::Md => Tense::Modal,
            Xpos::Vbd => Tense::Past,
            Xpos::Vbz | Xpos::Vbp => {
                let have = first
                    .is_some_and(|n| self.words[n].relation == Relation::Aux && self.form_is(n, &["have"]));
                if have { Tense::Perfect } else { Tense::Present }
            }
            Xpos::Vbn | Xpos::Vbg => match (word.relation, word.head) {
                (Relation::Conj, Some(h)) if first.is_none() && self.words[h as usize].upos == Upos::Verb => {
                    self.verb_group(h as usize).map_or(Tense::Participle, |group| group.tense)
                }
                _ => Tense::Participle,
            },
            _ => Tense::Infinitive,
        }
    }

    /// The subject of a verb: its own, that of the verb it is coordinated with, the noun that a relative clause or participle
    /// describes, or the subject of the clause that an adverbial participle or open complement belongs to.
    pub fn subject_of(&self, verb: usize) -> Option<usize> {
        let mut at = verb;
        loop {
            let word = self.words[at];
            if let Some(own) = self.dependents(at, Relation::is_subject).next() {
                let pronoun = matches!(self.words[own].xpos, Xpos::Wdt | Xpos::Wp)
                    || (self.words[own].upos == Upos::Pron && self.form_is(own, &["that"]));
                if word.relation == Relation::AclRelcl && pronoun {
                    return word.head.map(|h| h as usize);
                }
                return Some(own);
            }
            let above = word.head? as usize;
            match word.relation {
                Relation::Acl | Relation::AclRelcl => return Some(above),
                Relation::Xcomp => {
                    if let Some(object) = self.object_of(above) {
                        return Some(object);
                    }
                }
                Relation::Conj | Relation::Advcl | Relation::Parataxis => {}
                _ => return None,
            }
            // A clause with a mark of its own ("after ...") that is finite does not share the subject.
            let finite = matches!(word.xpos, Xpos::Vbd | Xpos::Vbz | Xpos::Vbp);
            if word.relation == Relation::Parataxis || (word.relation == Relation::Advcl && finite) {
                return None;
            }
            at = above;
        }
    }

    /// The direct object of a verb.
    pub fn object_of(&self, verb: usize) -> Option<usize> {
        self.dependents(verb, |r| r == Relation::Obj).next()
    }

    /// The agent of a passive verb: its phrase with "by".
    pub fn agent_of(&self, verb: usize) -> Option<usize> {
        let agent = self.dependents(verb, |r| r == Relation::OblAgent).next();
        agent.or_else(|| {
            let mut others = self.dependents(verb, |r| r == Relation::Obl);
            others.find(|&n| {
                self.voice(verb) == Voice::Passive
                    && self.preposition_of(n).is_some_and(|p| self.form_is(p, &["by"]))
            })
        })
    }

    /// Who did it and to whom, whatever the voice.
    pub fn roles(&self, verb: usize) -> Roles {
        match self.voice(verb) {
            Voice::Active => Roles { actor: self.subject_of(verb), patient: self.object_of(verb) },
            Voice::Passive => Roles { actor: self.agent_of(verb), patient: self.subject_of(verb) },
        }
    }

    /// The first preposition (or possessive mark) of a noun.
    pub fn preposition_of(&self, noun: usize) -> Option<usize> {
        self.dependents(noun, |r| r == Relation::Case).next()
    }

    /// The members of the coordination that a word belongs to, in order; the word alone if it is in none.
    pub fn conjuncts(&self, word: usize) -> Vec<usize> {
        let mut first = word;
        while let (Relation::Conj, Some(head)) = (self.words[first].relation, self.words[first].head) {
            first = head as usize;
        }
        let mut members = vec![first];
        let mut next = 0;
        while next < members.len() {
            let more = self.dependents(members[next], |r| r == Relation::Conj);
            members.extend(more);
            next += 1;
        }
        members.sort_unstable();
        members
    }

    /// The participles that hang on a verb, and on those, in order: "exploded, killing two and wounding five, leading to ...".
    pub fn participle_chain(&self, verb: usize) -> Vec<usize> {
        let mut chain = Vec::new();
        let mut open = vec![verb];
        while let Some(at) = open.pop() {
            for child in self.children(at) {
                let word = self.words[child];
                let participle = word.upos == Upos::Verb && matches!(word.xpos, Xpos::Vbg | Xpos::Vbn);
                let hangs = is_clause(word.relation) || (word.relation == Relation::Conj && at != verb);
                if participle && hangs && self.words[at].upos == Upos::Verb {
                    chain.push(child);
                    open.push(child);
                }
            }
        }
        chain.sort_unstable();
        chain
    }
}
