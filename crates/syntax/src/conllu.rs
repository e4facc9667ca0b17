//! Reads treebanks in CoNLL-U (universaldependencies.org/format.html): for training and for the benchmark.

use document::TextRange;

use crate::{Relation, Upos, Xpos};

/// One syntactic word of a tree.
#[derive(Clone, Debug)]
pub struct Node {
    /// As written; for a part of a multiword token as the treebank writes the part.
    pub form: String,
    /// Dictionary form.
    pub lemma: String,
    /// Universal part of speech.
    pub upos: Upos,
    /// Penn part of speech.
    pub xpos: Xpos,
    /// The governor, from 1; 0 for the root.
    pub head: u32,
    /// The relation to the governor.
    pub relation: Relation,
    /// Bytes of the whole surface token in [`Tree::text`].
    pub token: TextRange,
    /// Bytes of the word itself; those of the token where its parts do not add up to it.
    pub range: TextRange,
    /// Whether the token has several words ("don't").
    pub multiword: bool,
}

/// One sentence of a treebank.
#[derive(Clone, Debug, Default)]
pub struct Tree {
    /// The sentence as written.
    pub text: String,
    /// Whether a new document or paragraph starts with it.
    pub new_paragraph: bool,
    /// Whether white space follows it where the paragraph goes on.
    pub space_after: bool,
    /// Its words.
    pub words: Vec<Node>,
}

/// Why a treebank is not read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("line {line}: {message}")]
pub struct ConlluError {
    /// From 1.
    pub line: usize,
    /// What is wrong.
    pub message: String,
}

/// The trees as running text: sentences of a paragraph after one another, paragraphs parted by an empty line. Gives the text
/// and the byte at which each tree starts.
pub fn running_text(trees: &[Tree]) -> (String, Vec<usize>) {
    let (mut text, mut starts) = (String::new(), Vec::new());
    let mut space = false;
    for tree in trees {
        if tree.new_paragraph && !text.is_empty() {
            text.push_str("\n\n");
        } else if space {
            text.push(' ');
        }
        starts.push(text.len());
        text.push_str(&tree.text);
        space = tree.space_after;
    }
    (text, starts)
}

/// Reads all trees of a CoNLL-U text. Empty nodes of the enhanced graph are left out.
///
/// # Errors
/// A line lacks columns, names an unknown tag or relation, or a form does not occur in the sentence's text.
pub fn read(input: &str) -> Result<Vec<Tree>, ConlluError> {
    let mut trees = Vec::new();
    let mut tree = Tree { space_after: true, ..Tree::default() };
    let (mut cursor, mut multiword_end, mut token) = (0usize, 0u32, TextRange::new(0, 0));
    for (n, line) in input.lines().enumerate() {
        let fail = |message: String| ConlluError { line: n + 1, message };
        if line.is_empty() {
            if !tree.words.is_empty() {
                trees.push(std::mem::replace(&mut tree, Tree { space_after: true, ..Tree::default() }));
            }
            (cursor, multiword_end) = (0, 0);
            continue;
        }
        if let Some(comment) = line.strip_prefix('#') {
            let comment = comment.trim_start();
            if comment.starts_with("newdoc") || comment.starts_with("newpar") {
                tree.new_paragraph = true;
            } else if let Some(text) = comment.strip_prefix("text = ") {
                text.clone_into(&mut tree.text);
            }
            continue;
        }
        let columns: Vec<&str> = line.split('\t').collect();
        let &[id, form, lemma, upos, xpos, _, head, relation, ..] = columns.as_slice() else {
            return Err(fail("fewer than eight columns".to_owned()));
        };
        if id.contains('.') {
            continue;
        }
        let number = id.split_once('-').map_or(id, |(_, last)| last).parse::<u32>();
        if id.contains('-') || number.is_ok_and(|id| id > multiword_end) {
            tree.space_after = !columns.last().is_some_and(|misc| misc.contains("SpaceAfter=No"));
        }
        let find = |cursor: usize, form: &str| -> Option<(usize, usize)> {
            let rest = tree.text.get(cursor..)?;
            let start = cursor + (rest.len() - rest.trim_start().len());
            tree.text[start..].starts_with(form).then(|| (start, start + form.len()))
        };
        if let Some((_, last)) = id.split_once('-') {
            let (start, end) =
                find(cursor, form).ok_or_else(|| fail(format!("{form:?} is not in the text")))?;
            token = TextRange::new(start as u32, end as u32);
            multiword_end = last.parse().map_err(|_| fail("a broken range".to_owned()))?;
            cursor = start;
            continue;
        }
        let id: u32 = id.parse().map_err(|_| fail("a broken number".to_owned()))?;
        let multiword = id <= multiword_end;
        let place = find(cursor, form);
        let range = match place {
            Some((start, end)) if !multiword || end <= token.end as usize => {
                cursor = end;
                TextRange::new(start as u32, end as u32)
            }
            _ if multiword => token,
            _ => return Err(fail(format!("{form:?} is not in the text"))),
        };
        if !multiword {
            token = range;
        } else if id == multiword_end {
            cursor = token.end as usize;
        }
        tree.words.push(Node {
            form: form.to_owned(),
            lemma: lemma.to_owned(),
            upos: Upos::from_name(upos).ok_or_else(|| fail(format!("unknown part of speech {upos}")))?,
            xpos: Xpos::from_name(xpos).ok_or_else(|| fail(format!("unknown Penn tag {xpos}")))?,
            head: head.parse().map_err(|_| fail("a broken governor".to_owned()))?,
            relation: Relation::from_name(relation)
                .ok_or_else(|| fail(format!("unknown relation {relation}")))?,
            token,
            range,
            multiword,
        });
    }
    if !tree.words.is_empty() {
        trees.push(tree);
    }
    Ok(trees)
}
