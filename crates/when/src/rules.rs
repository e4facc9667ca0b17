//! The rules of the codebook, compiled.

use codebook::dates::{DateRule, Dates};
use codebook::{Diagnostic, Error, Files};
use std::collections::BTreeMap;

use crate::index::Index;
use crate::matcher::NumberClasses;
use crate::pattern::{Compiler, Op, Slots};
use crate::resolve::Gives;
use crate::vocab::Vocab;

/// One form of a rule.
#[derive(Clone, Debug)]
pub(crate) struct Form {
    pub(crate) rule: u16,
    pub(crate) ops: Vec<Op>,
}

/// What a rule makes of its forms.
#[derive(Clone, Debug)]
pub(crate) struct RuleInfo {
    pub(crate) entry: String,
    pub(crate) gives: Gives,
    pub(crate) set: Vec<(String, String)>,
    /// Only where adjectives are wanted too, see [`crate::Context::adjectives`].
    pub(crate) adjective: bool,
}

/// All rules.
#[derive(Clone, Debug)]
pub(crate) struct Rules {
    pub(crate) vocab: Vocab,
    pub(crate) slots: Vec<String>,
    pub(crate) rules: Vec<RuleInfo>,
    pub(crate) forms: Vec<Form>,
    /// Which forms to try where.
    pub(crate) index: Index,
    pub(crate) numbers: NumberClasses,
    /// Marks of the future, if the codebook lists any.
    pub(crate) future: Option<u8>,
    /// "p.m." and the like.
    pub(crate) meridiem: Option<u8>,
    /// Words before a date from which something has lasted.
    pub(crate) since: Option<u8>,
}

/// The files of a codebook that hold words and rules of time.
pub(crate) fn sources(files: &Files) -> Result<Vec<(String, Dates)>, Error> {
    let names: Vec<String> = files
        .names()
        .filter(|n| n.starts_with("calendars") || n.starts_with("dates"))
        .map(str::to_owned)
        .collect();
    names.into_iter().map(|name| Ok((name.clone(), files.parse::<Dates>(&name)?))).collect()
}

pub(crate) fn compile(files: &Files) -> Result<Rules, Error> {
    let sources = sources(files)?;
    let mut vocab = Vocab::new();
    let mut diagnostics: Vec<Diagnostic> = Vec::new();
    let numbers = NumberClasses {
        cardinal: vocab.class("cardinal"),
        ordinal: vocab.class("ordinal"),
        multiplier: vocab.class("multiplier"),
        joiner: vocab.class("number_joiner"),
        article: vocab.class("article"),
        vague: vocab.class("vague"),
        half: vocab.class("half"),
        month: vocab.class("month"),
        not_plural: vocab.class("not_plural"),
    };
    for (_, dates) in &sources {
        for list in &dates.list {
            let class = vocab.class(&list.class);
            for (value, words) in &list.values {
                for word in words {
                    vocab.add(word, class, value, list.calendar, list.capital);
                }
            }
        }
    }
    let mut rules = Rules {
        vocab,
        slots: Vec::new(),
        rules: Vec::new(),
        forms: Vec::new(),
        index: Index::default(),
        numbers,
        future: None,
        since: None,
        meridiem: None,
    };
    let mut slots = Slots::default();
    for (name, dates) in &sources {
        let macros = macros(dates);
        for rule in &dates.rule {
            add_rule(&mut rules, &mut slots, files, name, rule, &macros, &mut diagnostics);
        }
    }
    if !diagnostics.is_empty() {
        return Err(Error { diagnostics });
    }
    rules.slots = slots.names().to_vec();
    rules.meridiem = rules.vocab.known_class("meridiem");
    rules.since = rules.vocab.known_class("since");
    rules.future = rules.vocab.known_class("future");
    rules.index = crate::index::build(&rules);
    Ok(rules)
}

/// Rules that give `form` are names for parts of forms.
fn macros(dates: &Dates) -> BTreeMap<String, String> {
    let mut all = BTreeMap::new();
    for rule in dates.rule.iter().filter(|r| r.gives == "form") {
        let forms: Vec<&str> = rule.patterns.iter().map(|p| p.get_ref().as_str()).collect();
        let text = expand(&forms.join(" || "), &all);
        all.insert(rule.name.clone(), format!("( {text} )"));
    }
    all
}

/// Puts in the forms that stand for a name; the result is never longer than 64 KiB.
fn expand(form: &str, macros: &BTreeMap<String, String>) -> String {
    let mut out = String::new();
    for word in form.split_whitespace() {
        if !out.is_empty() {
            out.push(' ');
        }
        let bare = word.trim_end_matches(['?', '*']);
        match bare.strip_prefix('{').and_then(|w| w.strip_suffix('}')).and_then(|n| macros.get(n)) {
            Some(text) if out.len() + text.len() < 64 << 10 => {
                out.push_str(text);
                out.push_str(&word[bare.len()..]);
            }
            _ => out.push_str(word),
        }
    }
    out
}

fn add_rule(
    rules: &mut Rules,
    slots: &mut Slots,
    files: &Files,
    name: &str,
    rule: &DateRule,
    macros: &BTreeMap<String, String>,
    diagnostics: &mut Vec<Diagnostic>,
) {
    if rule.gives == "form" {
        return;
    }
    let Some(first) = rule.patterns.first() else { return };
    let gives = match rule.gives.parse::<Gives>() {
        Ok(gives) => gives,
        Err(message) => {
            diagnostics.push(files.fault(name, first.span(), message));
            return;
        }
    };
    let number = rules.rules.len().min(60_000) as u16;
    let adjective = rule.set.get("only").is_some_and(|v| v == "adjectives");
    let set = rule.set.iter().map(|(k, v)| (k.clone(), v.clone())).collect();
    rules.rules.push(RuleInfo { entry: format!("{name}: {}", rule.name), gives, set, adjective });
    for pattern in &rule.patterns {
        let form = expand(pattern.get_ref(), macros);
        let mut compiler = Compiler { vocab: &mut rules.vocab, slots };
        match compiler.compile(&form) {
            Ok(ops) if rules.forms.len() < 60_000 => rules.forms.push(Form { rule: number, ops }),
            Ok(_) => diagnostics.push(files.fault(name, pattern.span(), "too many forms".to_owned())),
            Err(message) => diagnostics.push(files.fault(name, pattern.span(), message)),
        }
    }
}
