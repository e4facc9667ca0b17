//! Whether every entry that lists words is exercised by an example.

use std::ops::Range;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};

use codebook::{ExampleOutcome, Files, Lexicon, Words};
use document::{Document, Style};
use toml::Spanned;
use toml::de::{DeTable, DeValue};

/// An entry that lists words. A table of tables of words (the countries) is one entry.
#[derive(Debug)]
pub(super) struct WordList {
    file: String,
    line: usize,
    name: String,
    words: Vec<String>,
    /// What to put in place of which bytes so that the entry is there without its words.
    cuts: Vec<(Range<usize>, &'static str)>,
}

/// What is wrong with an entry.
#[derive(Debug, Clone)]
pub(super) struct Idle {
    pub(super) file: String,
    pub(super) line: usize,
    pub(super) entry: String,
    pub(super) message: String,
}

/// Files of codes and of what only a trainer reads: their rules have examples of their own.
const NO_WORDS: [&str; 2] = ["syntax.toml", "types.toml"];

/// Keys whose strings are no words to be found in a text: what is said of an entry, and the forms of dates.
const TOLD: [&str; 9] =
    ["definition", "source", "examples", "example", "note", "patterns", "not", "parents", "within"];

/// Every entry of a codebook that lists words, in the order of the files.
pub(super) fn lists(files: &Files) -> anyhow::Result<Vec<WordList>> {
    let mut lists = Vec::new();
    for file in files.names().filter(|file| !NO_WORDS.contains(file)) {
        let text = files.text(file).unwrap_or_default();
        let table = DeTable::parse(text).map_err(|e| anyhow::anyhow!("{file}: {e}"))?;
        let mut found = Vec::new();
        for (key, value) in table.get_ref() {
            let name = key.get_ref();
            if TOLD.contains(&name.as_ref()) {
                continue;
            }
            match value.get_ref() {
                DeValue::Array(items) if items.iter().any(|i| matches!(i.get_ref(), DeValue::Table(_))) => {
                    for item in items {
                        let own = match item.get_ref() {
                            DeValue::Table(table) => super::entries::own_name(table),
                            _ => None,
                        };
                        let name = own.map_or_else(|| name.to_string(), |own| format!("{name}: {own}"));
                        found.push((item.span().start, name, item));
                    }
                }
                _ => found.push((key.span().start, name.to_string(), value)),
            }
        }
        found.sort_by_key(|(at, _, _)| *at);
        for (at, name, value) in found {
            let line = text[..at].matches('\n').count() + 1;
            let mut list =
                WordList { file: file.to_owned(), line, name, words: Vec::new(), cuts: Vec::new() };
            list.gather(value, 0);
            if !list.words.is_empty() {
                lists.push(list);
            }
        }
    }
    Ok(lists)
}

impl WordList {
    fn gather(&mut self, value: &Spanned<DeValue<'_>>, depth: usize) {
        match value.get_ref() {
            DeValue::Array(items) => {
                let words = items.iter().filter_map(|item| match item.get_ref() {
                    DeValue::String(word) => Some(word.to_string()),
                    _ => None,
                });
                self.words.extend(words);
                self.cuts.push((value.span(), "[]"));
            }
            DeValue::Table(table) => {
                for (key, value) in table {
                    if TOLD.contains(&key.get_ref().as_ref()) {
                        continue;
                    }
                    // In a table of its own a word is the key of its value.
                    if depth > 0 && matches!(value.get_ref(), DeValue::Integer(_)) {
                        self.words.push(key.get_ref().to_string());
                        self.cuts.push((key.span().start..value.span().end, ""));
                    } else {
                        self.gather(value, depth + 1);
                    }
                }
            }
            _ => {}
        }
    }

    fn idle(&self, message: String) -> Idle {
        Idle { file: self.file.clone(), line: self.line, entry: self.name.clone(), message }
    }
}

/// Entries none of whose words occurs in the text of any example.
pub(super) fn idle(
    files: &Files,
    lists: &[WordList],
    outcomes: &[ExampleOutcome],
) -> anyhow::Result<Vec<Idle>> {
    let rules: Words = files.parse("words.toml")?;
    let mut lexicon = Lexicon::new();
    let mut owners = Vec::new();
    for (n, list) in lists.iter().enumerate() {
        for word in &list.words {
            if lexicon.add(word, owners.len() as u32, &rules) {
                owners.push(n);
            }
        }
    }
    let mut seen = vec![false; lists.len()];
    for outcome in outcomes {
        for hit in lexicon.scan(&Document::new(outcome.text.clone(), &Style::default())) {
            seen[owners[hit.term as usize]] = true;
        }
    }
    let idle = lists.iter().zip(seen).filter(|(_, seen)| !seen).map(|(list, _)| {
        let first = list.words.first().map_or("", String::as_str);
        list.idle(format!(
            "none of its {} words (`{first}`, ...) occurs in any example: write an example that needs one of them",
            list.words.len()
        ))
    });
    Ok(idle.collect())
}

/// Entries that can be taken away, words and all, without any example giving another result.
pub(super) fn missed_by_nothing(
    files: &Files,
    lists: &[WordList],
    known: &[Idle],
    outcomes: &[ExampleOutcome],
) -> anyhow::Result<Vec<Idle>> {
    let known: Vec<(&str, usize)> = known.iter().map(|i| (i.file.as_str(), i.line)).collect();
    let lists: Vec<&WordList> =
        lists.iter().filter(|l| !known.contains(&(l.file.as_str(), l.line))).collect();
    let (next, found) = (AtomicUsize::new(0), Mutex::new(Vec::new()));
    let jobs = std::thread::available_parallelism().map_or(1, usize::from);
    std::thread::scope(|scope| {
        for _ in 0..jobs {
            scope.spawn(|| {
                while let Some((n, list)) = {
                    let n = next.fetch_add(1, Ordering::Relaxed);
                    lists.get(n).map(|list| (n, *list))
                } {
                    // A codebook that cannot be read without the entry misses it too.
                    let same = super::examples(&without(files, list)).is_ok_and(|now| now == outcomes);
                    if same {
                        let message =
                            "no example gives another result without its words: write one that needs them";
                        let idle = (n, list.idle(message.to_owned()));
                        found.lock().unwrap_or_else(PoisonError::into_inner).push(idle);
                    }
                }
            });
        }
    });
    let mut found = found.into_inner().unwrap_or_else(PoisonError::into_inner);
    found.sort_by_key(|(n, _)| *n);
    Ok(found.into_iter().map(|(_, idle)| idle).collect())
}

/// The codebook without the words of one entry. Places in the file stay where they are, so that outcomes can be compared.
fn without(files: &Files, list: &WordList) -> Files {
    let mut text = files.text(&list.file).unwrap_or_default().to_owned();
    let mut cuts = list.cuts.clone();
    cuts.sort_by_key(|(range, _)| std::cmp::Reverse(range.start));
    for (range, new) in cuts {
        // Lists over several lines: the lines that follow keep their numbers.
        let lines = "\n".repeat(text[range.clone()].matches('\n').count());
        let new = if new.is_empty() { lines } else { format!("[{lines}]") };
        text.replace_range(range, &new);
    }
    files.with(&list.file, text)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn example(text: &str) -> ExampleOutcome {
        ExampleOutcome {
            file: "losses.toml".to_owned(),
            line: 1,
            entry: "x".to_owned(),
            text: text.to_owned(),
            expected: String::new(),
            got: String::new(),
        }
    }

    #[test]
    fn an_entry_whose_words_are_in_no_example_is_found_with_its_line() {
        let files = Files::embedded().with(
            "materiel.toml",
            "[things]\ndefinition = \"a zeppelin\"\nterms = [\"zeppelin+\",\n \"kite+\"]\n\n[[effect]]\nid = \"lost\"\ntransitive = [\"misplace~\"]\n"
                .to_owned(),
        );
        let lists: Vec<WordList> =
            lists(&files).unwrap().into_iter().filter(|l| l.file == "materiel.toml").collect();
        let found = |text: &str| -> Vec<(usize, String)> {
            let idle = idle(&files, &lists, &[example(text)]).unwrap();
            idle.into_iter().map(|i| (i.line, i.entry)).collect()
        };
        assert_eq!(found("Two kites flew."), [(6, "effect: lost".to_owned())]);
        assert_eq!(found("They misplaced two zeppelins."), []);
        assert_eq!(found("Nothing.").len(), 2);
        let cut = without(&files, &lists[0]);
        assert!(cut.text("materiel.toml").unwrap().contains("terms = [\n]\n\n[[effect]]"));
    }

    #[test]
    fn every_entry_of_the_shipped_codebook_is_in_an_example() {
        let files = Files::embedded();
        let lists = lists(&files).unwrap();
        assert!(lists.len() > 100, "{}", lists.len());
        let idle = idle(&files, &lists, &super::super::examples(&files).unwrap()).unwrap();
        assert!(idle.is_empty(), "{idle:#?}");
    }

    #[test]
    fn every_term_list_is_needed_by_an_example() {
        const FILES: [&str; 11] = [
            "hidden.toml",
            "losses.toml",
            "persons.toml",
            "materiel.toml",
            "tactics.toml",
            "discourse.toml",
            "loaded.toml",
            "quantities.toml",
            "text.toml",
            "words.toml",
            "grammar.toml",
        ];
        let files = Files::embedded();
        let outcomes = super::super::examples(&files).unwrap();
        let lists: Vec<WordList> =
            lists(&files).unwrap().into_iter().filter(|l| FILES.contains(&l.file.as_str())).collect();
        let idle = missed_by_nothing(&files, &lists, &[], &outcomes).unwrap();
        let named: Vec<String> = idle.iter().map(|i| format!("{}: {}", i.file, i.entry)).collect();
        assert!(named.is_empty(), "{named:?}");
    }
}
