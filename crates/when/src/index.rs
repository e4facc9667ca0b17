//! Which forms can begin at a word, and which words may follow it: most places of a text are left after one look.

use crate::matcher::NumberClasses;
use crate::pattern::{Builtin, Op, Test};
use crate::rules::Rules;
use crate::vocab::{NUMBER, Vocab, WordId};

/// A set of words, or all.
struct Words {
    ids: Vec<WordId>,
    any: bool,
}

impl Words {
    const NONE: Words = Words { ids: Vec::new(), any: false };
}

struct Closure<'a> {
    vocab: &'a Vocab,
    numbers: NumberClasses,
    hyphen: WordId,
}

/// For each word the forms that can begin with it, and the forms that it can stand second or third in: one bit a form.
#[derive(Clone, Debug, Default)]
pub(crate) struct Index {
    first: Vec<u64>,
    second: Vec<u64>,
    /// Those where it can stand second within what the first test takes ("20 million"): nothing is known of the third there.
    inside: Vec<u64>,
    third: Vec<u64>,
    /// 64-bit words a row.
    row: usize,
}

impl Index {
    /// The forms that can begin with `first` and go on with `second` and `third`, in order.
    pub(crate) fn forms(
        &self,
        first: WordId,
        second: WordId,
        third: WordId,
    ) -> impl Iterator<Item = usize> + '_ {
        let at = |table: &'_ [u64], word: WordId, n: usize| table[usize::from(word) * self.row + n];
        (0..self.row).flat_map(move |n| {
            let mut left = at(&self.first, first, n)
                & at(&self.second, second, n)
                & (at(&self.third, third, n) | at(&self.inside, second, n));
            std::iter::from_fn(move || {
                (left != 0).then(|| {
                    let bit = left.trailing_zeros() as usize;
                    left &= left - 1;
                    n * 64 + bit
                })
            })
        })
    }

    /// Adds a form to the words of a table.
    fn add(table: &mut [u64], row: usize, words: &Words, form: usize) {
        let count = table.len() / row;
        let mut set = |word: usize| table[word * row + form / 64] |= 1 << (form % 64);
        match words.any {
            true => (0..count).for_each(&mut set),
            false => words.ids.iter().for_each(|&word| set(usize::from(word))),
        }
    }
}

/// Makes the index of all forms.
pub(crate) fn build(rules: &Rules) -> Index {
    let (count, row) = (rules.vocab.words(), rules.forms.len().div_ceil(64));
    let hyphen = rules.vocab.find_raw("-").unwrap_or_default();
    let closure = Closure { vocab: &rules.vocab, numbers: rules.numbers, hyphen };
    let table = vec![0; count * row];
    let mut index =
        Index { first: table.clone(), second: table.clone(), inside: table.clone(), third: table, row };
    for (n, form) in rules.forms.iter().enumerate() {
        let [mut first, mut second, mut inside, mut third] = [const { Words::NONE }; 4];
        let after = |steps: &[usize]| -> Vec<usize> { steps.iter().map(|at| at + 1).collect() };
        let (one, _) = closure.reachable(&form.ops, vec![0]);
        let (two, done) = closure.reachable(&form.ops, after(&one));
        (second.any, third.any) = (done, done);
        let (three, done) = closure.reachable(&form.ops, after(&two));
        third.any |= done;
        for test in tests(&form.ops, &one) {
            closure.begins(test, &mut first);
            closure.within(test, &mut second);
            closure.within(test, &mut inside);
        }
        for test in tests(&form.ops, &two) {
            closure.begins(test, &mut second);
            closure.within(test, &mut third);
        }
        for test in tests(&form.ops, &three) {
            closure.begins(test, &mut third);
        }
        // A form that begins with any word would be tried everywhere: it is found by the words that it names.
        first.any = false;
        Index::add(&mut index.first, row, &first, n);
        Index::add(&mut index.second, row, &second, n);
        Index::add(&mut index.inside, row, &inside, n);
        Index::add(&mut index.third, row, &third, n);
    }
    index
}

fn tests<'a>(ops: &'a [Op], steps: &'a [usize]) -> impl Iterator<Item = &'a Test> {
    steps.iter().filter_map(|&at| match &ops[at] {
        Op::Take(test, _) => Some(test),
        _ => None,
    })
}

impl Closure<'_> {
    /// The tests that can come next from some steps, and whether the form can end there.
    fn reachable(&self, ops: &[Op], mut todo: Vec<usize>) -> (Vec<usize>, bool) {
        let (mut out, mut done, mut seen) = (Vec::new(), false, vec![false; ops.len()]);
        while let Some(at) = todo.pop() {
            if std::mem::replace(&mut seen[at], true) {
                continue;
            }
            match &ops[at] {
                Op::Take(..) => out.push(at),
                Op::Done => done = true,
                Op::Jump(to) => todo.push(usize::from(*to)),
                Op::Split(a, b) => todo.extend([usize::from(*a), usize::from(*b)]),
                _ => todo.push(at + 1),
            }
        }
        (out, done)
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
