//! Wire reports with the answer keys of MUC-3 and MUC-4: how many of the keys' incidents become events, and how right these are.
//!
//! The keys hold terrorist incidents only (no clash between armies and guerrillas, no arrest, no military loss), so an event
//! without a template is not an error and precision is not printed. A template counts as told if an event's passage holds a
//! string that the key gives for it.

mod measure;
pub(crate) mod read;

use std::collections::BTreeMap;
use std::path::PathBuf;

use anyhow::Result;
use clap::Args as ClapArgs;
use codebook::Files;
use coder::{Coder, Input};
use document::fold;
use record::{DocumentRef, Effect, Side};

pub(crate) use measure::positions;
use measure::{Count, agrees, align, figure, interval};
use read::{Report, Template};

#[derive(ClapArgs)]
pub(crate) struct Args {
    /// Folder of the benchmark data
    #[arg(long, default_value = "../shared/bench")]
    data: PathBuf,
    /// Parts of the collection
    #[arg(long, value_delimiter = ',', default_values_t = ["tst1".to_owned(), "tst2".to_owned()])]
    part: Vec<String>,
    /// List templates that no event tells, or of which this field differs
    #[arg(long, value_parser = ["missed", "date", "country", "place", "killed", "injured", "tactic"])]
    errors: Option<String>,
}

pub(crate) fn run(args: Args) -> Result<()> {
    let folder = args.data.join("muc4");
    if !folder.is_dir() {
        println!("skipped: no {}", folder.display());
        return Ok(());
    }
    let reports = read::read(&folder, &args.part)?;
    let coder = Coder::new(&Files::embedded())?;
    let mut told: BTreeMap<String, Count> = BTreeMap::new();
    let mut fields: BTreeMap<&str, Count> = BTreeMap::new();
    let (mut empty, mut silent, mut events_all, mut baseline) = (0, 0, 0, Count::default());
    for report in &reports {
        let events = coder.code(&input(report)).events;
        events_all += events.len();
        if report.templates.is_empty() {
            empty += 1;
            silent += usize::from(events.is_empty());
        }
        let aligned = align(report, &events);
        for (template, event) in report.templates.iter().zip(aligned) {
            if template.optional || template.fills.is_empty() {
                continue;
            }
            let event = event.map(|e| &events[e]);
            told.entry(template.kind.clone()).or_default().add(true, event.is_some(), event.is_some());
            baseline.add(true, true, day_only(report, template));
            let shown = |field: &str| args.errors.as_deref() == Some(field);
            let Some(coded) = event else {
                if shown("missed") {
                    explain(report, template, None);
                }
                continue;
            };
            let mut note = |field: &'static str, gold: bool, told: bool, right: bool| {
                if shown(field) && !right && (gold || told) {
                    explain(report, template, Some(coded));
                }
                fields.entry(field).or_default().add(gold, told, right);
            };
            let event = &coded.event;
            let days = interval(event);
            note(
                "date",
                template.days.is_some(),
                days.is_some() && template.days.is_some(),
                template.days.is_some() && template.days == days,
            );
            let country = template.location.first().and_then(|c| iso(c));
            let right = country.is_some() && country == event.place.country.as_deref();
            note("country", country.is_some(), event.place.country.is_some() && country.is_some(), right);
            let names: Vec<String> = template.location.iter().skip(1).map(|n| fold(n)).collect();
            let has = !names.is_empty();
            let right = event.place.path.iter().any(|n| names.contains(&fold(n)));
            note("place", has, has && !event.place.path.is_empty(), right);
            for (name, effect, gold) in
                [("killed", Effect::Killed, template.dead), ("injured", Effect::Injured, template.hurt)]
            {
                let Some(gold) = gold else { continue };
                let own = figure(event, effect).filter(|f| f.1 != Some(0));
                let gold = (gold.1 != Some(0)).then_some(gold);
                note(name, gold.is_some(), own.is_some(), gold.is_some() && gold == own);
            }
            note("tactic", true, !event.tactics.is_empty(), agrees(template, event));
        }
    }
    let all = told.values().fold(Count::default(), |a, b| Count {
        gold: a.gold + b.gold,
        told: a.told + b.told,
        right: a.right + b.right,
    });
    println!(
        "{} reports, {events_all} events; {} of the {empty} reports without an incident stay without an event",
        reports.len(),
        silent
    );
    println!(
        "incidents told: {} of {} ({:.3})",
        all.right,
        all.gold,
        all.right as f64 / all.gold.max(1) as f64
    );
    for (kind, count) in &told {
        println!(
            "    {kind:24} {:4} of {:4}  {:.3}",
            count.right,
            count.gold,
            count.right as f64 / count.gold.max(1) as f64
        );
    }
    println!(
        "fields of those          key  coder  right     F1   (the key's date on all: baseline, publication day: {:.3})",
        baseline.f1()
    );
    for (field, count) in &fields {
        println!("    {field:16} {:7} {:6} {:6}  {:.3}", count.gold, count.told, count.right, count.f1());
    }
    Ok(())
}

pub(crate) fn input(report: &Report) -> Input {
    let document = DocumentRef {
        sha256: None,
        path: report.id.clone(),
        title: None,
        published: None,
        publisher: None,
        side: Side::Independent,
    };
    Input { text: report.text.clone(), document }
}

/// The baseline for dates: the day of the dateline.
fn day_only(report: &Report, template: &Template) -> bool {
    let Some((first, last)) = template.days else { return false };
    let month = first.strftime("%b %y").to_string().to_uppercase();
    first == last
        && report
            .text
            .get(..200.min(report.text.len()))
            .is_some_and(|head| head.contains(&format!("{} {month}", first.day())))
}

/// ISO 3166-1 codes of the countries that the keys name.
fn iso(country: &str) -> Option<&'static str> {
    Some(match country {
        "EL SALVADOR" => "SV",
        "COLOMBIA" => "CO",
        "PERU" => "PE",
        "GUATEMALA" => "GT",
        "HONDURAS" => "HN",
        "NICARAGUA" => "NI",
        "CHILE" => "CL",
        "PANAMA" => "PA",
        "ECUADOR" => "EC",
        "BOLIVIA" => "BO",
        "ARGENTINA" => "AR",
        "COSTA RICA" => "CR",
        "VENEZUELA" => "VE",
        "BRAZIL" => "BR",
        "MEXICO" => "MX",
        _ => return None,
    })
}

fn explain(report: &Report, template: &Template, event: Option<&record::Coded>) {
    let says = |event: &record::Event| {
        format!(
            "{:?} {:?} killed {:?} injured {:?} {:?}",
            interval(event).map(|(a, b)| format!("{a}..{b}")),
            event.place.path,
            figure(event, Effect::Killed),
            figure(event, Effect::Injured),
            event.tactics.iter().map(|t| t.as_str()).collect::<Vec<_>>()
        )
    };
    println!(
        "\n{} {} {:?} {:?} dead {:?} hurt {:?}",
        report.id,
        template.kind,
        template.days.map(|(a, b)| format!("{a}..{b}")),
        template.location,
        template.dead,
        template.hurt
    );
    match event {
        Some(coded) => {
            let text: String = report
                .text
                .chars()
                .skip(coded.event.span.start as usize)
                .take((coded.event.span.end - coded.event.span.start) as usize)
                .collect();
            println!(
                "  told: {}\n        {}",
                says(&coded.event),
                text.split_whitespace().collect::<Vec<_>>().join(" ")
            );
        }
        None => {
            println!("  MISSED; its strings:");
            for found in positions(&report.text, &template.fills).iter().take(4) {
                for &(a, b) in found.iter().take(2) {
                    let from = report.text[..a].rfind(". ").map_or(0, |i| i + 2).max(a.saturating_sub(250));
                    let to = report.text[b..].find(". ").map_or(report.text.len(), |i| b + i).min(b + 250);
                    let (from, to) = (floor(&report.text, from), floor(&report.text, to));
                    println!(
                        "      {}",
                        report.text[from..to].split_whitespace().collect::<Vec<_>>().join(" ")
                    );
                }
            }
        }
    }
}

fn floor(text: &str, mut at: usize) -> usize {
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}
