use codebook::syntax::Syntax;
use codebook::{Error, ExampleOutcome, Files};
use document::{Document, Style};

use crate::{Parse, Parser};

/// Runs the examples of `syntax.toml`: each verb of a sentence as `verb(actor, patient)`.
///
/// # Errors
/// The file cannot be read.
pub fn examples(parser: &Parser, files: &Files) -> Result<Vec<ExampleOutcome>, Error> {
    let syntax = Syntax::read(files)?;
    let outcomes = syntax.examples.iter().map(|example| {
        let line = files.line_column(Syntax::FILE, example.span().start).0;
        let example = example.get_ref();
        let document = Document::new(example.text.clone(), &Style::default());
        let verbs: Vec<String> = document
            .sentences()
            .iter()
            .flat_map(|sentence| verbs(&document, &parser.parse(&document, sentence)))
            .collect();
        ExampleOutcome {
            file: Syntax::FILE.to_owned(),
            line,
            entry: "examples".to_owned(),
            text: example.text.clone(),
            expected: example.expected.clone(),
            got: verbs.join(" "),
        }
    });
    Ok(outcomes.collect())
}

fn verbs(document: &Document, parse: &Parse) -> Vec<String> {
    let shown = |word: Option<usize>| word.map_or("-", |n| document.slice(parse.words[n].range));
    let groups = parse.verb_groups();
    let written = groups.iter().map(|group| {
        let roles = parse.roles(group.head);
        format!("{}({}, {})", parse.lemma(group.head), shown(roles.actor), shown(roles.patient))
    });
    written.collect()
}
