//! Forms of the codebook, compiled to a small program that is run over tokens.
//!
//! A form is written as words and marks with spaces between: `word`, `word|other`, `[class]`, `[class:slot]`,
//! `( ... )` and `( ... || ... )`, each with `?` (may be missing) or `*` (any number of times); `!x` what comes next is not x, `>x` what comes next is x or the end, `^` the sentence starts here, `<x` and `<!x`
//! what stands before, `~` the next token stands without a space, `&` what follows belongs to the next part (the end of
//! a range). `{name}` stands for the form of that name.

use document::fold;

use crate::vocab::{ClassId, Vocab, WordId};

/// What must stand at a place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Test {
    /// One of these words (sorted).
    Words(Box<[WordId]>),
    /// A word of a class of the codebook.
    Class(ClassId),
    /// Digits or number words, see [`Builtin`].
    Builtin(Builtin),
}

/// Classes that are not lists of words.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Builtin {
    /// 1 to 31 in digits.
    Day,
    /// 1st to 31st in digits or words.
    DayOrdinal,
    /// A year of four digits, 1000 to 2199.
    Year,
    /// Two digits, perhaps with an apostrophe.
    ShortYear,
    /// A year of one to three digits.
    OldYear,
    /// 1 to 13.
    MonthNumber,
    /// A number in digits or words.
    Number,
    /// A number, "a", "several".
    Count,
    /// An ordinal in digits or words.
    Ordinal,
    /// "10:20".
    Clock,
    /// 0 to 24.
    Hour,
    /// "1430".
    Military,
    /// "14.05.2017".
    Dotted,
    /// "041430ZMAR17".
    Dtg,
    /// Any digits.
    Digits,
    /// A capitalised word.
    Capital,
    /// As [`Builtin::Military`], with a zero before it.
    MilitaryZero,
    /// A month of the Gregorian calendar.
    GregorianMonth,
    /// An ordinal of a day in digits.
    DayTh,
    /// "10.20".
    ClockDot,
    /// A word in lower case that ends like a plural.
    Plural,
    /// A mark, or the end of the sentence.
    Mark,
    /// A word in lower case.
    Lower,
    /// A year of the last three centuries.
    ModernYear,
    /// "20230612".
    Compact,
    /// A day in digits that opens an entry of a list under its month.
    ItemDay,
    /// A day and month in figures that open an entry of a list: "12.06.", "| 12/06 |".
    ItemDayMonth,
}

impl Builtin {
    /// The class of a name in a form.
    fn named(name: &str) -> Option<Builtin> {
        Some(match name {
            "day" => Builtin::Day,
            "dayord" => Builtin::DayOrdinal,
            "year" => Builtin::Year,
            "yy" => Builtin::ShortYear,
            "oldyear" => Builtin::OldYear,
            "monthnum" => Builtin::MonthNumber,
            "num" => Builtin::Number,
            "count" => Builtin::Count,
            "ord" => Builtin::Ordinal,
            "clock" => Builtin::Clock,
            "hour" => Builtin::Hour,
            "mil" => Builtin::Military,
            "dotted" => Builtin::Dotted,
            "dtg" => Builtin::Dtg,
            "digits" => Builtin::Digits,
            "capital" => Builtin::Capital,
            "mil0" => Builtin::MilitaryZero,
            "gmonth" => Builtin::GregorianMonth,
            "dayth" => Builtin::DayTh,
            "clockdot" => Builtin::ClockDot,
            "plural" => Builtin::Plural,
            "mark" => Builtin::Mark,
            "lower" => Builtin::Lower,
            "modyear" => Builtin::ModernYear,
            "compact" => Builtin::Compact,
            "itemday" => Builtin::ItemDay,
            "itemdaymonth" => Builtin::ItemDayMonth,
            _ => return None,
        })
    }
}

/// A slot of the parts that a form fills, by its place in [`Slots`].
pub(crate) type SlotId = u8;

/// One step of a compiled form.
#[derive(Clone, Debug)]
pub(crate) enum Op {
    /// The test must hold here; go on after it.
    Take(Test, Option<SlotId>),
    /// Try the first, then the second.
    Split(u16, u16),
    Jump(u16),
    /// The tests must not hold here.
    NotNext(Vec<Test>),
    /// One of the tests must hold here, or the sentence end.
    Next(Vec<Test>),
    /// The sentence starts here.
    Start,
    /// One of the tests must (or must not) hold of the token before.
    Before(Vec<Test>, bool),
    /// No space before the next token.
    Glued,
    /// Captures belong to the next part from here on.
    NextPart,
    Done,
}

/// The names of slots.
#[derive(Clone, Debug, Default)]
pub(crate) struct Slots {
    names: Vec<String>,
}

impl Slots {
    pub(crate) fn names(&self) -> &[String] {
        &self.names
    }

    pub(crate) fn id(&mut self, name: &str) -> SlotId {
        let at = self.names.iter().position(|n| n == name).unwrap_or_else(|| {
            self.names.push(name.to_owned());
            self.names.len() - 1
        });
        at.min(250) as SlotId
    }
}

enum Node {
    Take(Test, Option<SlotId>),
    Group(Vec<Vec<Node>>),
    Optional(Box<Node>),
    Many(Box<Node>),
    NotNext(Vec<Test>),
    Next(Vec<Test>),
    Start,
    Before(Vec<Test>, bool),
    Glued,
    NextPart,
}

pub(crate) struct Compiler<'a> {
    pub(crate) vocab: &'a mut Vocab,
    pub(crate) slots: &'a mut Slots,
}

impl Compiler<'_> {
    /// Compiles a form whose named forms have been put in.
    pub(crate) fn compile(&mut self, form: &str) -> Result<Vec<Op>, String> {
        let words: Vec<&str> = form.split_whitespace().collect();
        let mut at = 0;
        let sequence = self.sequence(&words, &mut at)?;
        if at < words.len() {
            return Err(format!("`{}` closes nothing", words[at]));
        }
        let mut ops = Vec::new();
        emit_all(sequence, &mut ops);
        ops.push(Op::Done);
        if ops.len() > 2000 { Err("the form is too long".to_owned()) } else { Ok(ops) }
    }

    fn sequence(&mut self, words: &[&str], at: &mut usize) -> Result<Vec<Node>, String> {
        let mut nodes = Vec::new();
        while let Some(&word) = words.get(*at) {
            if word.starts_with(')') || word == "||" {
                break;
            }
            *at += 1;
            if word == "(" {
                let mut branches = vec![self.sequence(words, at)?];
                while words.get(*at) == Some(&"||") {
                    *at += 1;
                    branches.push(self.sequence(words, at)?);
                }
                let close = words.get(*at).ok_or("`(` is not closed")?;
                *at += 1;
                nodes.push(repeat(Node::Group(branches), &close[1..])?);
                continue;
            }
            nodes.push(self.element(word)?);
        }
        Ok(nodes)
    }

    fn element(&mut self, word: &str) -> Result<Node, String> {
        if word == "~" {
            return Ok(Node::Glued);
        }
        if word == "&" {
            return Ok(Node::NextPart);
        }
        if word == "^" {
            return Ok(Node::Start);
        }
        if word.len() > 1
            && let Some(rest) = word.strip_prefix('>')
        {
            return Ok(Node::Next(self.tests(rest)?));
        }
        if let Some(rest) = word.strip_prefix("<!") {
            return Ok(Node::Before(self.tests(rest)?, false));
        }
        if let Some(rest) = word.strip_prefix('<') {
            return Ok(Node::Before(self.tests(rest)?, true));
        }
        if word.len() > 1
            && let Some(rest) = word.strip_prefix('!')
        {
            return Ok(Node::NotNext(self.tests(rest)?));
        }
        let (core, suffix) = match word.char_indices().last() {
            Some((n, '?' | '*')) if n > 0 => word.split_at(n),
            _ => (word, ""),
        };
        if let Some(inner) = core.strip_prefix('[').and_then(|c| c.strip_suffix(']')) {
            let (class, slot) = inner.split_once(':').unwrap_or((inner, inner));
            let slot = (slot != "-").then(|| self.slots.id(slot));
            return repeat(Node::Take(self.class(class)?, slot), suffix);
        }
        let test = Test::Words(self.words(core));
        repeat(Node::Take(test, None), suffix)
    }

    fn tests(&mut self, spec: &str) -> Result<Vec<Test>, String> {
        let mut tests = Vec::new();
        let mut words = Vec::new();
        for part in spec.split('|').filter(|p| !p.is_empty()) {
            match part.strip_prefix('[').and_then(|c| c.strip_suffix(']')) {
                Some(class) => tests.push(self.class(class)?),
                None => words.push(part),
            }
        }
        if !words.is_empty() {
            tests.push(Test::Words(self.words(&words.join("|"))));
        }
        Ok(tests)
    }

    fn words(&mut self, alternatives: &str) -> Box<[WordId]> {
        let mut ids: Vec<WordId> = alternatives
            .split('|')
            .filter(|w| !w.is_empty())
            .map(|w| {
                let folded = fold(w);
                self.vocab.intern(if folded.is_empty() { w } else { &folded })
            })
            .collect();
        ids.sort_unstable();
        ids.dedup();
        ids.into()
    }

    fn class(&mut self, name: &str) -> Result<Test, String> {
        if let Some(builtin) = Builtin::named(name) {
            return Ok(Test::Builtin(builtin));
        }
        let known = self.vocab.known_class(name);
        known.map(Test::Class).ok_or_else(|| format!("no list has the class `{name}`"))
    }
}

fn repeat(node: Node, suffix: &str) -> Result<Node, String> {
    match suffix {
        "" => Ok(node),
        "?" => Ok(Node::Optional(Box::new(node))),
        "*" => Ok(Node::Many(Box::new(node))),
        other => Err(format!("`{other}` is no mark of repetition; there are `?` and `*`")),
    }
}

fn emit_all(nodes: Vec<Node>, ops: &mut Vec<Op>) {
    for node in nodes {
        emit(node, ops);
    }
}

fn here(ops: &[Op]) -> u16 {
    ops.len().min(60_000) as u16
}

fn emit(node: Node, ops: &mut Vec<Op>) {
    match node {
        Node::Take(test, slot) => ops.push(Op::Take(test, slot)),
        Node::NotNext(tests) => ops.push(Op::NotNext(tests)),
        Node::Next(tests) => ops.push(Op::Next(tests)),
        Node::Start => ops.push(Op::Start),
        Node::Before(tests, wanted) => ops.push(Op::Before(tests, wanted)),
        Node::Glued => ops.push(Op::Glued),
        Node::NextPart => ops.push(Op::NextPart),
        Node::Optional(inner) => {
            let split = ops.len();
            ops.push(Op::Jump(0));
            emit(*inner, ops);
            ops[split] = Op::Split(split as u16 + 1, here(ops));
        }
        Node::Many(inner) => {
            let split = ops.len();
            ops.push(Op::Jump(0));
            emit(*inner, ops);
            ops.push(Op::Jump(split as u16));
            ops[split] = Op::Split(split as u16 + 1, here(ops));
        }
        Node::Group(branches) => {
            let mut ends = Vec::new();
            let last = branches.len() - 1;
            for (n, branch) in branches.into_iter().enumerate() {
                let split = ops.len();
                if n < last {
                    ops.push(Op::Jump(0));
                }
                emit_all(branch, ops);
                if n < last {
                    ends.push(ops.len());
                    ops.push(Op::Jump(0));
                    ops[split] = Op::Split(split as u16 + 1, here(ops));
                }
            }
            for end in ends {
                ops[end] = Op::Jump(here(ops));
            }
        }
    }
}
