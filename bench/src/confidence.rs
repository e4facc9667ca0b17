//! The shares of `codebook/confidence.toml`: what stands there beside what gold says, how well either predicts, and, with `--write`, new shares.
//!
//! Which figure a value has is asked of the coder itself: it runs with a codebook in which every figure is another number, and the numbers
//! in the records then name the figures.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use clap::Args as ClapArgs;
use codebook::Files;
use coder::Coder;
use record::{Confidence, Event};
use score::{Field, Scope, agrees};

use crate::corpora;

const FILE: &str = "confidence.toml";

/// A share of fewer cases than this on the test half is measured on both halves.
const FEW: u32 = 20;

#[derive(ClapArgs)]
pub(crate) struct Args {
    /// Folders with documents.jsonl (columns path, gold, use), texts and gold
    #[arg(default_values = ["corpus", "corpus/second", "corpus/third"])]
    corpora: Vec<PathBuf>,
    /// Put the measured shares into this file
    #[arg(long, value_name = "FILE")]
    write: Option<PathBuf>,
}

/// A figure of the file: its table and key.
type Figure = (String, String);

/// A value that the coder gave.
struct Case {
    figure: usize,
    right: bool,
    develop: bool,
    document: usize,
}

/// Right ones of all.
#[derive(Clone, Copy, Default)]
struct Tally {
    right: u32,
    all: u32,
}

impl Tally {
    fn of<'a>(cases: impl Iterator<Item = &'a Case>) -> Tally {
        cases.fold(Tally::default(), |t, c| Tally { right: t.right + u32::from(c.right), all: t.all + 1 })
    }

    /// The rule of succession: the mean of the posterior under an even prior.
    fn share(self) -> f64 {
        (f64::from(self.right) + 1.0) / (f64::from(self.all) + 2.0)
    }
}

pub(crate) fn run(args: &Args) -> Result<()> {
    let files = match &args.write {
        Some(file) => Files::from_folder(file.parent().context("--write names no file in a folder")?)?,
        None => Files::embedded(),
    };
    let text = files.text(FILE).context("the codebook has no confidence.toml")?.to_owned();
    let (figures, standing) = figures(&text)?;
    let marked = rewrite(&text, |n| format!("{} = {}", figures[n].1, mark(n)));
    let coder = Coder::new(&files.with(FILE, marked))?;
    let mut cases = Vec::new();
    let mut documents = 0;
    for corpus in &args.corpora {
        read(&coder, corpus, &figures, &mut documents, &mut cases)?;
    }
    println!("share of right values, standing and as (right + 1) / (all + 2) on {documents} documents");
    println!("{:26}{:>9}{:>22}{:>22}", "", "standing", "test (right of all)", "develop (right of all)");
    for (n, (table, key)) in figures.iter().enumerate() {
        let tally = |develop: bool| Tally::of(cases.iter().filter(|c| c.figure == n && c.develop == develop));
        let shown = |t: Tally| format!("{:.2} ({} of {})", t.share(), t.right, t.all);
        let name = format!("{table}, {key}");
        println!("{name:26}{:>9.2}{:>22}{:>22}", standing[n], shown(tally(false)), shown(tally(true)));
    }
    println!(
        "\nBrier score on the test half (0 is best). The measured shares and the overall share are those of the other documents"
    );
    println!("{:10}{:>8}{:>10}{:>10}{:>10}", "", "values", "standing", "measured", "overall");
    for table in ["event", "when", "where"] {
        brier(table, &figures, &standing, &cases);
    }
    let Some(file) = &args.write else { return Ok(()) };
    write(file, &text, &figures, &cases)
}

/// The number that stands for a figure; a share must lie between 0 and 1.
fn mark(figure: usize) -> f32 {
    (figure as f32 + 1.0) / 64.0
}

/// The figures of the file, in order, and what stands there.
fn figures(text: &str) -> Result<(Vec<Figure>, Vec<f64>)> {
    let (mut figures, mut standing, mut table) = (Vec::new(), Vec::new(), String::new());
    for line in text.lines() {
        if let Some(name) = line.strip_prefix('[') {
            table = name.trim_end_matches(']').to_owned();
        } else if let Some((key, share)) = figure(line) {
            figures.push((table.clone(), key.to_owned()));
            standing.push(share);
        }
    }
    if figures.is_empty() || figures.len() >= 64 {
        bail!("{FILE}: {} figures where 1 to 63 are looked for", figures.len());
    }
    Ok((figures, standing))
}

/// The key and the share of a line that holds a figure.
fn figure(line: &str) -> Option<(&str, f64)> {
    let (key, rest) = line.split_once(" = ")?;
    let number = rest.split('#').next()?.trim();
    Some((key, number.parse().ok()?))
}

/// The text with another line for each figure.
fn rewrite(text: &str, mut line_of: impl FnMut(usize) -> String) -> String {
    let mut n = 0;
    let mut out = String::new();
    for line in text.lines() {
        if figure(line).is_some() {
            out.push_str(&line_of(n));
            n += 1;
        } else {
            out.push_str(line);
        }
        out.push('\n');
    }
    out
}

/// Codes a corpus and holds every value against gold. The date, place and other fields are looked at in records that gold has too.
fn read(
    coder: &Coder,
    corpus: &Path,
    figures: &[Figure],
    documents: &mut usize,
    cases: &mut Vec<Case>,
) -> Result<()> {
    for document in corpora::read(corpus)? {
        let coded = coder.code(&document.input).events.into_iter().map(|coded| coded.event);
        let scope = Scope { documents: vec![document.input.document.path.clone()], ..Scope::default() };
        let comparison = score::compare(document.gold, coded, &scope)?;
        *documents += 1;
        for compared in &comparison.documents {
            let partners: BTreeMap<usize, usize> = compared.pairs.iter().map(|&(g, p)| (p, g)).collect();
            for (n, event) in compared.predicted.iter().enumerate() {
                let gold = partners.get(&n).map(|&g| &compared.gold[g]);
                for (table, share, right) in verdicts(event, gold)? {
                    let figure = (0..figures.len())
                        .find(|&f| mark(f) == share && figures[f].0 == table)
                        .with_context(|| format!("no figure of {FILE} gives a record's {table}"))?;
                    cases.push(Case { figure, right, develop: document.develop, document: *documents });
                }
            }
        }
    }
    Ok(())
}

/// For every value of a record its table, its confidence and whether it is right.
fn verdicts(event: &Event, gold: Option<&Event>) -> Result<Vec<(&'static str, f32, bool)>> {
    let sure: Confidence = event.confidence.context("a record without confidence")?;
    let mut out = vec![("event", sure.event, gold.is_some())];
    if let Some(gold) = gold {
        let all = |fields: &[Field]| fields.iter().all(|&field| agrees(field, gold, event));
        out.extend([
            ("kind", sure.kind, all(&[Field::Kind])),
            ("when", sure.when, all(&[Field::Date])),
            ("where", sure.place, all(&[Field::Place])),
            ("tactics", sure.tactics, all(&[Field::Tactics])),
            ("fields", sure.event_type, gold.event_type == event.event_type),
            ("fields", sure.actors, all(&[Field::Initiator, Field::Target])),
            ("fields", sure.toll, all(&[Field::Killed, Field::Injured, Field::KilledOrInjured])),
            ("fields", sure.materiel, all(&[Field::Materiel])),
        ]);
    }
    Ok(out)
}

/// The share of a figure: on the test half, or on both where the test half has few. Without the cases of `but`, a document.
fn measured(cases: &[Case], figure: usize, but: Option<usize>) -> (Tally, bool) {
    let own = || cases.iter().filter(|c| c.figure == figure && Some(c.document) != but);
    let test = Tally::of(own().filter(|c| !c.develop));
    if test.all < FEW { (Tally::of(own()), true) } else { (test, false) }
}

/// Prints the Brier score of a table's shares (Brier 1950, Verification of forecasts expressed in terms of probability). A value of a
/// document is held against shares of the other documents, but for the standing ones.
fn brier(table: &str, figures: &[Figure], standing: &[f64], cases: &[Case]) {
    let test: Vec<&Case> = cases.iter().filter(|c| !c.develop && figures[c.figure].0 == table).collect();
    let mut sums = [0.0; 3];
    let mut shares: BTreeMap<(usize, usize), [f64; 2]> = BTreeMap::new();
    for case in &test {
        let [own, overall] = *shares.entry((case.document, case.figure)).or_insert_with(|| {
            let others = test.iter().copied().filter(|c| c.document != case.document);
            [measured(cases, case.figure, Some(case.document)).0.share(), Tally::of(others).share()]
        });
        let truth = f64::from(u8::from(case.right));
        for (sum, share) in sums.iter_mut().zip([standing[case.figure], own, overall]) {
            *sum += (share - truth).powi(2);
        }
    }
    let [standing, own, overall] = sums.map(|sum| sum / test.len().max(1) as f64);
    println!("{table:10}{:>8}{standing:>10.4}{own:>10.4}{overall:>10.4}", test.len());
}

/// Puts the measured shares into the file, and over them how they were measured.
fn write(path: &Path, text: &str, figures: &[Figure], cases: &[Case]) -> Result<()> {
    let body = rewrite(text, |n| {
        let (tally, both) = measured(cases, n, None);
        let note = if both { format!(" # both halves, {} cases", tally.all) } else { String::new() };
        format!("{} = {:.2}{note}", figures[n].1, tally.share())
    });
    let documents = |develop: bool| {
        let mut list: Vec<usize> =
            cases.iter().filter(|c| c.develop == develop).map(|c| c.document).collect();
        list.dedup();
        list.len()
    };
    let comment = format!(
        "# How sure a value is: of the values given in this way, the share that was right.\n\
         # Measured by `counterclaim-bench confidence --write codebook/{FILE}` against the gold of corpus/, corpus/second and corpus/third, as\n\
         # (right + 1) / (all + 2), on the test half: {} documents with records, beside which no rule was written. A share with fewer than {FEW}\n\
         # cases there is of both halves ({} develop documents more) and says so. `event` is of all records, everything else of those that\n\
         # share half of their words with a record of gold. Real reports are harder: measure on yours with `counterclaim score`.\n",
        documents(false),
        documents(true),
    );
    let rest = body.lines().skip_while(|line| line.starts_with('#'));
    fs::write(path, rest.fold(comment, |out, line| out + line + "\n"))
        .with_context(|| path.display().to_string())?;
    println!("\n{}: written", path.display());
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::{Case, figures, mark, measured, rewrite};

    #[test]
    fn every_figure_of_the_shipped_file_is_found_and_can_be_replaced() {
        let text = codebook::Files::embedded().text(super::FILE).unwrap().to_owned();
        let (names, standing) = figures(&text).unwrap();
        assert!(names.contains(&("where".to_owned(), "heading".to_owned())), "{names:?}");
        let marked = rewrite(&text, |n| format!("{} = {} # {n}", names[n].1, mark(n)));
        let (again, marks) = figures(&marked).unwrap();
        assert_eq!(names, again);
        assert_eq!(standing.len(), marks.len());
        assert_eq!(marks, (0..names.len()).map(|n| f64::from(mark(n))).collect::<Vec<_>>());
    }

    #[test]
    fn a_share_of_few_cases_is_of_both_halves() {
        let case = |develop: bool, document: usize| Case { figure: 0, right: develop, develop, document };
        let cases: Vec<Case> = (0..30).map(|n| case(n >= 20, n)).collect();
        let (tally, both) = measured(&cases, 0, None);
        assert_eq!((tally.right, tally.all, both), (0, 20, false));
        // Without one test document there are nineteen.
        let (tally, both) = measured(&cases, 0, Some(3));
        assert_eq!((tally.right, tally.all, both), (10, 29, true));
    }
}
