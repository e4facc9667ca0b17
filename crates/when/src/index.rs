//! Which forms can begin at a word, and which words may follow it: most places of a text are left after one look.

use crate::matcher::NumberClasses;
use crate::pattern::{Builtin, Op, Test};
use crate::rules::Rules;
use crate::vocab::{NUMBER, Vocab, WordId};

/// A set of words, or all.
#[derive(Default)]
struct Words {
    ids: Vec<WordId>,
    any: bool,
}

struct Closure<'a> {
    vocab: &'a Vocab,
    numbers: NumberClasses,
    hyphen: WordId,
}

/// Fills the look-up tables of `rules`.
pub(crate) fn build(rules: &mut Rules) {
    let count = rules.vocab.words();
    let hyphen = rules.vocab.find_raw("-").unwrap_or_default();
    let closure = Closure { vocab: &rules.vocab, numbers: rules.numbers, hyphen };
    let mut by_word = vec![Vec::new(); count];
    let mut alone = vec![Vec::new(); count];
    let mut seconds = Vec::with_capacity(rules.forms.len());
    for (n, form) in rules.forms.iter().enumerate() {
        let (mut first, mut second) = (Words::default(), Words::default());
        let mut seen = vec![false; form.ops.len()];
        for at in closure.reachable(&form.ops, 0, &mut seen) {
            let Op::Take(test, _) = &form.ops[at] else { continue };
            closure.begins(test, &mut first);
            closure.within(test, &mut second);
            let mut seen = vec![false; form.ops.len()];
            for next in closure.reachable(&form.ops, at + 1, &mut seen) {
                match &form.ops[next] {
                    Op::Take(test, _) => closure.begins(test, &mut second),
                    _ => second.any = true,
                }
            }
        }
        first.ids.sort_unstable();
        first.ids.dedup();
        for &word in &first.ids {
            by_word[usize::from(word)].push(n as u16);
            if second.any {
                alone[usize::from(word)].push(n as u16);
            }
        }
        seconds.push((!second.any).then(|| bits(&second.ids, count)));
    }
    (rules.by_word, rules.by_word_alone) = (by_word, alone);
    for (form, second) in rules.forms.iter_mut().zip(seconds) {
        form.second = second;
    }
}

fn bits(ids: &[WordId], count: usize) -> Box<[u64]> {
    let mut set = vec![0u64; count.div_ceil(64)];
    for &id in ids {
        set[usize::from(id) / 64] |= 1 << (id % 64);
    }
    set.into()
}

impl Closure<'_> {
    /// The tests (and ends) that can come next from step `from`.
    fn reachable(&self, ops: &[Op], from: usize, seen: &mut [bool]) -> Vec<usize> {
        let (mut todo, mut out) = (vec![from], Vec::new());
        while let Some(at) = todo.pop() {
            if std::mem::replace(&mut seen[at], true) {
                continue;
            }
            match &ops[at] {
                Op::Take(..) | Op::Done => out.push(at),
                Op::Jump(to) => todo.push(usize::from(*to)),
                Op::Split(a, b) => todo.extend([usize::from(*a), usize::from(*b)]),
                _ => todo.push(at + 1),
            }
        }
        out
    }

    /// The words with which a test can begin.
    fn begins(&self, test: &Test, out: &mut Words) {
        let numbers = self.numbers;
        match test {
            Test::Words(words) => out.ids.extend_from_slice(words),
            Test::Class(class) => out.ids.extend(self.vocab.of_class(*class)),
            Test::Builtin(Builtin::Capital | Builtin::Plural | Builtin::Mark | Builtin::Lower) => {
                out.any = true
            }
            Test::Builtin(Builtin::GregorianMonth) => out.ids.extend(self.vocab.of_class(numbers.month)),
            Test::Builtin(builtin) => {
                out.ids.push(NUMBER);
                let classes: &[u8] = match builtin {
                    Builtin::DayOrdinal | Builtin::Ordinal => &[numbers.ordinal, numbers.cardinal],
                    Builtin::Number => &[numbers.cardinal],
                    Builtin::Count => &[numbers.cardinal, numbers.article, numbers.vague],
                    _ => &[],
                };
                for &class in classes {
                    out.ids.extend(self.vocab.of_class(class));
                }
            }
        }
    }

    /// The words that can stand second within one test: of names and numbers of several words.
    fn within(&self, test: &Test, out: &mut Words) {
        let numbers = self.numbers;
        match test {
            Test::Words(_) => {}
            Test::Class(class) => self.second_words(*class, out),
            Test::Builtin(Builtin::GregorianMonth) => self.second_words(numbers.month, out),
            Test::Builtin(Builtin::Number | Builtin::Count | Builtin::Ordinal | Builtin::DayOrdinal) => {
                let all = [
                    numbers.cardinal,
                    numbers.ordinal,
                    numbers.multiplier,
                    numbers.joiner,
                    numbers.half,
                    numbers.vague,
                ];
                for class in all {
                    out.ids.extend(self.vocab.of_class(class));
                    self.second_words(class, out);
                }
                out.ids.push(self.hyphen);
            }
            // The zone and month of a date-time group are one word that no list has.
            Test::Builtin(Builtin::Dtg) => out.any = true,
            Test::Builtin(_) => {}
        }
    }

    fn second_words(&self, class: u8, out: &mut Words) {
        for word in self.vocab.of_class(class) {
            let more = self.vocab.lexemes(word).iter().filter(|l| l.class == class);
            for second in more.filter_map(|l| l.rest.first()) {
                out.ids.extend([*second, self.hyphen]);
            }
        }
    }
}
