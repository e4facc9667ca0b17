use crate::Reading;

impl Reading<'_> {
    /// Whether a form of "be" stands before the participle at a token, adverbs between: "were later killed".
    pub fn passive_before(&self, verb: usize) -> bool {
        let grammar = &self.codebook.grammar;
        for at in (verb.saturating_sub(5)..verb).rev() {
            let word = self.word(at);
            if grammar.be.contains(word) {
                return true;
            }
            if !grammar.adverbs.contains(word) {
                return false;
            }
        }
        false
    }

    /// Whether a modal stands before the verb at a token, auxiliaries and adverbs between: "would have been killed".
    pub fn modal_before(&self, verb: usize) -> bool {
        let grammar = &self.codebook.grammar;
        for at in (verb.saturating_sub(4)..verb).rev() {
            let word = self.word(at);
            if grammar.modals.contains(word) {
                return true;
            }
            // "are to be withdrawn": an order or a plan.
            if word == "to"
                && self.word(at + 1) == "be"
                && at > 0
                && (grammar.be.contains(self.word(at - 1)) || grammar.have.contains(self.word(at - 1)))
            {
                return true;
            }
            if !grammar.joins_verb(word) {
                return false;
            }
        }
        false
    }

    /// Where the auxiliaries and adverbs before a verb begin, which is where its subject ends; `verb` itself if there are none.
    pub fn before_auxiliaries(&self, verb: usize) -> usize {
        let joins = |at: &usize| self.codebook.grammar.joins_verb(self.word(*at));
        verb - (0..verb).rev().take_while(joins).count()
    }
}
