//! The reports and answer keys of the third and fourth Message Understanding Conferences, as their tapes hold them.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result};
use jiff::civil::Date;

/// A report and its templates.
pub(crate) struct Report {
    pub(crate) id: String,
    pub(crate) text: String,
    pub(crate) templates: Vec<Template>,
}

/// An incident as the answer key has it.
#[derive(Default)]
pub(crate) struct Template {
    /// First and last day, where the key commits itself.
    pub(crate) days: Option<(Date, Date)>,
    /// Country and places, from the widest on.
    pub(crate) location: Vec<String>,
    pub(crate) kind: String,
    /// Whether a system may leave it out.
    pub(crate) optional: bool,
    /// Strings of the text: perpetrators, instruments, targets. Each is a list of forms that are equally right.
    pub(crate) fills: Vec<Vec<String>>,
    /// Those of the strings that name instruments, targets and victims.
    pub(crate) victims: Vec<Vec<String>>,
    pub(crate) dead: Option<Figure>,
    pub(crate) hurt: Option<Figure>,
}

/// Lowest and highest number.
pub(crate) type Figure = (u64, Option<u64>);

/// Reads the parts of the collection that are in the folder: `dev`, `tst1`, `tst2`.
pub(crate) fn read(folder: &Path, parts: &[String]) -> Result<Vec<Report>> {
    let mut reports: Vec<Report> = Vec::new();
    for part in parts {
        let folder = folder.join(part);
        let mut paths: Vec<_> = fs::read_dir(&folder)
            .with_context(|| format!("no part {} of the collection", folder.display()))?
            .map(|entry| entry.map(|e| e.path()))
            .collect::<std::io::Result<_>>()?;
        paths.sort();
        let (keys, texts): (Vec<_>, Vec<_>) = paths
            .into_iter()
            .filter(|p| !p.ends_with("text-headers-info"))
            .partition(|p| p.file_name().is_some_and(|n| n.to_string_lossy().starts_with("key")));
        let mut templates: Vec<(String, Template)> = Vec::new();
        for path in keys {
            templates.extend(key(&latin(&path)?));
        }
        for path in texts {
            for (id, text) in split(&latin(&path)?) {
                let mut report = Report { id, text, templates: Vec::new() };
                let (mine, rest) = templates.into_iter().partition(|(of, _)| *of == report.id);
                templates = rest;
                report.templates = mine.into_iter().map(|(_, t)| t).collect();
                reports.push(report);
            }
        }
    }
    Ok(reports)
}

fn latin(path: &Path) -> Result<String> {
    Ok(fs::read(path)?.into_iter().map(char::from).collect::<String>().replace('\r', ""))
}

/// "DEV-MUC3-0001 (NOSC)" alone on a line begins a report.
fn split(tape: &str) -> Vec<(String, String)> {
    let mut reports: Vec<(String, String)> = Vec::new();
    for line in tape.lines() {
        let id = line.split_whitespace().next().unwrap_or("");
        let head = line.starts_with(char::is_alphabetic)
            && id.contains("-MUC")
            && id.rsplit('-').next().is_some_and(|n| n.len() == 4 && n.bytes().all(|b| b.is_ascii_digit()));
        if head {
            reports.push((id.to_owned(), String::new()));
        } else if let Some((_, text)) = reports.last_mut() {
            text.push_str(line);
            text.push('\n');
        }
    }
    reports
}

/// The templates that tell an incident, each with the report it is of.
fn key(tape: &str) -> Vec<(String, Template)> {
    let mut templates = Vec::new();
    let mut slots: Vec<(u32, Vec<String>)> = Vec::new();
    for line in tape.lines().chain(["0. end"]) {
        if line.starts_with(';') || line.trim().is_empty() {
            continue;
        }
        let number = line.split_once('.').and_then(|(n, _)| n.trim().parse::<u32>().ok());
        let Some(number) = number.filter(|_| line.starts_with(|c: char| c.is_ascii_digit())) else {
            if let Some((_, fills)) = slots.last_mut() {
                fills.push(line.trim().to_owned());
            }
            continue;
        };
        if number == 0 && !slots.is_empty() {
            templates.extend(template(&slots));
            slots.clear();
        }
        slots.push((number, vec![line.get(36..).unwrap_or("").trim().to_owned()]));
    }
    templates
}

fn template(slots: &[(u32, Vec<String>)]) -> Option<(String, Template)> {
    let lines = |n: u32| slots.iter().find(|(m, _)| *m == n).map(|(_, f)| f.as_slice()).unwrap_or_default();
    let given = |n: u32| lines(n).iter().filter(|f| !matches!(f.as_str(), "" | "*" | "-"));
    let id = lines(0).first()?.split_whitespace().next()?.to_owned();
    let kind = given(4).next()?.split('/').next()?.trim().to_owned();
    let (mut fills, mut victims) = (Vec::new(), Vec::new());
    for n in [6, 9, 10, 12, 18, 19] {
        for line in given(n) {
            let forms: Vec<String> = quoted(line.split(": \"").next().unwrap_or(line));
            if !forms.is_empty() {
                // 9 and 10 are the perpetrators, who may be the same in several incidents.
                if !matches!(n, 9 | 10) {
                    victims.push(forms.clone());
                }
                fills.push(forms);
            }
        }
    }
    let location = lines(3)
        .join(" ")
        .split(':')
        .flat_map(|part| part.split(" / "))
        .map(place)
        .filter(|name| !name.is_empty() && name != "-")
        .collect();
    let optional = lines(1).first().is_some_and(|l| l.contains("OPTIONAL"));
    let (dead, hurt) = (
        figure(&lines(21).join("\n"), lines(23), "DEATH"),
        figure(&lines(21).join("\n"), lines(23), "INJURY"),
    );
    Some((
        id,
        Template { days: days(lines(2).first()?), location, kind, optional, fills, victims, dead, hurt },
    ))
}

/// "SAN SALVADOR (CITY)" without its type.
fn place(part: &str) -> String {
    part.split('(').next().unwrap_or("").trim().trim_start_matches('?').trim().to_owned()
}

/// The strings in quotation marks.
fn quoted(line: &str) -> Vec<String> {
    line.split('"').skip(1).step_by(2).map(str::to_owned).collect()
}

/// "08 JAN 90", "08 JAN 90 - 09 JAN 90"; "- 08 JAN 90" (some day before) commits itself to none.
fn days(slot: &str) -> Option<(Date, Date)> {
    let slot = slot.split('/').next()?.trim().trim_matches(['(', ')']).trim();
    if slot.starts_with('-') {
        return None;
    }
    let mut ends = slot.split(" - ").map(day);
    let first = ends.next()??;
    let last = ends.next().unwrap_or(Some(first))?;
    Some((first, last))
}

fn day(text: &str) -> Option<Date> {
    let mut parts = text.split_whitespace();
    let day: i8 = parts.next()?.parse().ok()?;
    let month = ["JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"];
    let name = parts.next()?;
    let month = month.iter().position(|m| name.starts_with(m))? as i8 + 1;
    let year: i16 = parts.next()?.parse().ok()?;
    Date::new(1900 + year, month, day).ok()
}

/// The sum of the numbers of those targets that have an effect; `None` where the key leaves a number or an effect open.
fn figure(numbers: &str, effects: &[String], effect: &str) -> Option<Figure> {
    let hit: Vec<&String> =
        effects.iter().filter(|e| e.trim_start_matches("? ").starts_with(effect)).collect();
    if effects.iter().any(|e| e.starts_with('?')) {
        return None;
    }
    let mut sum: Figure = (0, Some(0));
    for line in hit {
        let name = quoted(line).into_iter().next()?;
        let number = numbers.lines().find(|l| quoted(l).contains(&name))?;
        let count =
            number.split(':').next()?.trim().trim_start_matches('?').trim().trim_start_matches('~').trim();
        let (low, high) = match count {
            "PLURAL" => (2, None),
            _ => match count.split_once(" - ") {
                Some((low, high)) => (low.trim().parse().ok()?, Some(high.trim().parse().ok()?)),
                None => count.parse().ok().map(|n| (n, Some(n)))?,
            },
        };
        sum = (sum.0 + low, sum.1.zip(high).map(|(a, b)| a + b));
    }
    Some(sum)
}
