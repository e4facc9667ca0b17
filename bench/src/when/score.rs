use std::collections::BTreeMap;

use document::TextRange;
use when::Dater;

use super::corpus::Annotated;

#[derive(Clone, Copy, Default)]
struct Count {
    gold: usize,
    found: usize,
    matched: usize,
    valued: usize,
    right: usize,
}

impl Count {
    fn line(self) -> String {
        let ratio = |a: usize, b: usize| if b == 0 { 0.0 } else { 100.0 * a as f64 / b as f64 };
        let f = |p: f64, r: f64| if p + r == 0.0 { 0.0 } else { 2.0 * p * r / (p + r) };
        let (p, r) = (ratio(self.matched, self.found), ratio(self.matched, self.gold));
        let (vp, vr) = (ratio(self.right, self.found), ratio(self.right, self.gold));
        format!(
            "gold {:5} found {:5} | recognition P {p:5.1} R {r:5.1} F1 {:5.1} | value P {vp:5.1} R {vr:5.1} F1 {:5.1} | value accuracy {:5.1}",
            self.gold,
            self.found,
            f(p, r),
            f(vp, vr),
            ratio(self.right, self.valued),
        )
    }
}

type Finding = (TextRange, String);

/// TempEval-3: a found expression matches a gold one that it overlaps, each at most once; value F1 counts the matches with an equal value.
/// Gold expressions that have no value in the key are in recognition only: as value they are left out on both sides.
pub(super) fn report(documents: &[Annotated], dater: &Dater, errors: Option<&str>) {
    println!(
        "WikiWars, {} documents; relaxed match is any overlap, value is a match with an equal value",
        documents.len()
    );
    let ours = |d: &Annotated| -> Vec<Finding> {
        let mentions = dater.annotate(&d.doc, &d.context);
        mentions.iter().flat_map(|m| m.timexes()).map(|(r, t)| (r, t.value.clone())).collect()
    };
    let (total, classes) = score(documents, &ours, errors);
    println!("  counterclaim        {}", total.line());
    let (naive, _) = score(documents, &naive, None);
    println!("  full dates and years {}", naive.line());
    for (class, count) in classes {
        println!(
            "    {class:20} gold {:4}  found {:4} ({:5.1} %)  value right {:4} ({:5.1} %)",
            count.gold,
            count.matched,
            100.0 * count.matched as f64 / count.gold.max(1) as f64,
            count.right,
            100.0 * count.right as f64 / count.gold.max(1) as f64
        );
    }
}

fn score(
    documents: &[Annotated],
    find: &dyn Fn(&Annotated) -> Vec<Finding>,
    errors: Option<&str>,
) -> (Count, BTreeMap<&'static str, Count>) {
    let mut total = Count::default();
    let mut classes: BTreeMap<&'static str, Count> = BTreeMap::new();
    for d in documents {
        let found = find(d);
        if errors == Some("all") {
            for (range, value) in &found {
                println!("all {:12} {:?} = {value}  {}", d.name, d.doc.slice(*range), around(d, *range));
            }
        }
        let mut used = vec![false; found.len()];
        for gold in &d.gold {
            let class = classes.entry(gold.class).or_default();
            class.gold += 1;
            total.gold += 1;
            let best =
                (0..found.len()).filter(|&n| !used[n] && found[n].0.overlaps(gold.range)).max_by_key(|&n| {
                    (gold.values.contains(&found[n].1), overlap(found[n].0, gold.range), std::cmp::Reverse(n))
                });
            let Some(n) = best else {
                if errors == Some("missed") {
                    println!(
                        "missed   {:12} {:?} = {:?}  {}",
                        d.name,
                        d.doc.slice(gold.range),
                        gold.values.first(),
                        around(d, gold.range)
                    );
                }
                continue;
            };
            used[n] = true;
            class.matched += 1;
            total.matched += 1;
            if gold.values.is_empty() {
                continue;
            }
            class.valued += 1;
            total.valued += 1;
            if gold.values.contains(&found[n].1) {
                class.right += 1;
                total.right += 1;
            } else if errors == Some("value") {
                println!(
                    "value    {:12} {:18} {:?} gold {} got {:?} {}  {}",
                    d.name,
                    gold.class,
                    d.doc.slice(gold.range),
                    gold.values[0],
                    d.doc.slice(found[n].0),
                    found[n].1,
                    around(d, gold.range)
                );
            }
        }
        total.found += found.len();
        for (n, f) in found.iter().enumerate() {
            if !used[n] && errors == Some("spurious") {
                println!("spurious {:12} {:?} = {}  {}", d.name, d.doc.slice(f.0), f.1, around(d, f.0));
            }
        }
    }
    (total, classes)
}

fn overlap(a: TextRange, b: TextRange) -> u32 {
    a.end.min(b.end).saturating_sub(a.start.max(b.start))
}

fn around(d: &Annotated, range: TextRange) -> String {
    let text = d.doc.text();
    let mut from = (range.start as usize).saturating_sub(60);
    while !text.is_char_boundary(from) {
        from -= 1;
    }
    let mut to = (range.end as usize + 40).min(text.len());
    while !text.is_char_boundary(to) {
        to += 1;
    }
    format!("…{}…", text[from..to].replace('\n', " "))
}

/// The baseline: full dates with a month's name and a year, and years of four digits.
fn naive(d: &Annotated) -> Vec<Finding> {
    let names = "JanFebMarAprMayJunJulAugSepOctNovDec";
    let text = d.doc.text();
    let tokens = d.doc.tokens();
    let word = |n: usize| tokens.get(n).map_or("", |t| t.text(text));
    let month = |n: usize| {
        let known = word(n).get(..3).filter(|w| w.chars().all(char::is_alphabetic))?;
        names.find(known).filter(|at| at % 3 == 0 && word(n).len() > 2).map(|at| at / 3 + 1)
    };
    let number = |n: usize| word(n).parse::<u32>().ok();
    let year = |n: usize| number(n).filter(|y| (1000..2100).contains(y) && word(n).len() == 4);
    let mut out = Vec::new();
    let mut n = 0;
    while n < tokens.len() {
        let day_first = (number(n).filter(|d| *d <= 31), month(n + 1), year(n + 2), 3);
        let comma = if word(n + 2) == "," { 3 } else { 2 };
        let month_first = (number(n + 1).filter(|d| *d <= 31), month(n), year(n + comma), comma + 1);
        let full = [day_first, month_first].into_iter().find_map(|(d, m, y, len)| Some((d?, m?, y?, len)));
        let (value, len) = match (full, month(n), year(n + 1), year(n)) {
            (Some((d, m, y, len)), ..) => (format!("{y}-{m:02}-{d:02}"), len),
            (None, Some(m), Some(y), _) => (format!("{y}-{m:02}"), 2),
            (None, _, _, Some(y)) => (y.to_string(), 1),
            _ => {
                n += 1;
                continue;
            }
        };
        out.push((TextRange::new(tokens[n].range.start, tokens[n + len - 1].range.end), value));
        n += len;
    }
    out
}
