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

/// For each word the forms that can begin with it, and the forms that it can stand second in: one bit a form.
#[derive(Clone, Debug, Default)]
pub(crate) struct Index {
    first: Vec<u64>,
    second: Vec<u64>,
    /// 64-bit words a row.
    row: usize,
}

impl Index {
    /// The forms that can begin with `first` and go on with `second`, in order.
    pub(crate) fn forms(&self, first: WordId, second: WordId) -> impl Iterator<Item = usize> + '_ {
        let at = |table: &'_ [u64], word: WordId, n: usize| table[usize::from(word) * self.row + n];
        (0..self.row).flat_map(move |n| {
            let mut left = at(&self.first, first, n) & at(&self.second, second, n);
            std::iter::from_fn(move || {
                (left != 0).then(|| {
                    let bit = left.trailing_zeros() as usize;
                    left &= left - 1;
                    n * 64 + bit
                })
            })
        })
    }

    fn set(table: &mut [u64], row: usize, word: usize, form: usize) {
        table[word * row + form / 64] |= 1 << (form % 64);
    }
}

/// Makes the index of all forms.
pub(crate) fn build(rules: &Rules) -> Index {
    let (count, row) = (rules.vocab.words(), rules.forms.len().div_ceil(64));
    let hyphen = rules.vocab.find_raw("-").unwrap_or_default();
    let closure = Closure { vocab: &rules.vocab, numbers: rules.numbers, hyphen };
    let mut index = Index { first: vec![0; count * row], second: vec![0; count * row], row };
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
        for &word in &first.ids {
            Index::set(&mut index.first, row, usize::from(word), n);
        }
        if second.any {
            (0..count).for_each(|word| Index::set(&mut index.second, row, word, n));
        }
        for &word in &second.ids {
            Index::set(&mut index.second, row, usize::from(word), n);
        }
    }
    index
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
