//! The report: one HTML file with a summary, a map, a timeline, a table and a card for every record.
//!
//! The file needs nothing from outside and asks for nothing: its content security policy allows only its own style and
//! its own short script, by their hashes. It works without the script, which sorts the table and opens the cards.

mod basemap;
mod card;
mod map;
mod passage;
mod projection;
mod summary;
mod table;
mod timeline;
mod words;

use std::collections::BTreeMap;

use datasets::export::{Names, Texts};
use maud::{DOCTYPE, Markup, PreEscaped, html};
use record::{CharIndex, Event, Kind, Trace};
use sha2::{Digest, Sha256};

pub use basemap::{Basemap, Country};

const STYLE: &str = include_str!("report/report.css");
const SCRIPT: &str = include_str!("report/report.js");

/// What goes wrong with a report.
#[derive(Debug, thiserror::Error)]
pub enum ReportError {
    /// The base map is no base map.
    #[error("the base map cannot be read: {0}")]
    Basemap(serde_json::Error),
}

/// What a report is made of.
pub struct Report<'a> {
    /// The page's title.
    pub title: &'a str,
    /// The records, in the order of the casebook.
    pub events: &'a [Event],
    /// The documents' texts.
    pub texts: Texts<'a>,
    /// Whether names of individuals are shown.
    pub names: Names<'a>,
    /// Outlines of the countries.
    pub basemap: &'a Basemap,
    /// The program's version, for the record.
    pub version: &'a str,
    /// The codebook's hash, for the record.
    pub codebook: &'a str,
    /// How many records get a card, a row and a place on the map and the timeline. The summary always covers all; the
    /// page says what is left out.
    pub limit: usize,
}

/// One record as the views show it.
struct Item {
    /// The record without withheld names.
    event: Event,
    /// The anchor of its card.
    anchor: String,
    /// The passage with its evidence marked; `None` without the text.
    passage: Option<Markup>,
    /// How it was coded; empty if that is not known.
    traces: Vec<Trace>,
    /// For each span of the record and of its traces, the words.
    quotes: passage::Quotes,
}

/// Writes the page.
pub fn page(report: &Report) -> String {
    page_with_rules(report, &|_| Vec::new())
}

/// Writes the page with the account of how each record was coded: the words behind its type and tactics, and the rules.
pub fn page_with_rules(report: &Report, traces: &dyn Fn(&Event) -> Vec<Trace>) -> String {
    let items = items(report, traces);
    let of_kind = |kind: Kind| items.iter().filter(|i| i.event.kind == kind).collect::<Vec<_>>();
    let (events, aggregates, background) =
        (of_kind(Kind::Event), of_kind(Kind::Aggregate), of_kind(Kind::Background));
    let left_out = report.events.len() - items.len();
    let policy = format!(
        "default-src 'none'; style-src 'sha256-{}'; script-src 'sha256-{}'; base-uri 'none'; form-action 'none'",
        base64(&Sha256::digest(STYLE)),
        base64(&Sha256::digest(SCRIPT)),
    );
    let body = html! {
        a.skip href="#events" { "Skip to the events" }
        header {
            h1 { (report.title) }
            p.lead { "What the documents say, each value beside the words it came from." }
        }
        nav aria-label="Sections" {
            a href="#summary" { "Summary" } a href="#map" { "Map" } a href="#timeline" { "Timeline" }
            a href="#events" { "Events" } a href="#cards" { "Evidence" }
            @if !aggregates.is_empty() { a href="#aggregates" { "Totals told" } }
            @if !background.is_empty() { a href="#background" { "Recalled events" } }
            a href="#about" { "About" }
        }
        main {
            (summary::section(report.events))
            @if left_out > 0 {
                p.note role="note" { "The summary covers all " (report.events.len()) " records. The map, the timeline, the table and the cards show the first "
                    (items.len()) "; the exports hold all." }
            }
            (map::section(&events, report.basemap))
            (timeline::section(&events))
            (table::section(&events))
            section #cards aria-labelledby="cards-title" {
                h2 #cards-title { "Evidence, event by event" }
                (card::legend())
                button #open-all type="button" hidden { "Open all" }
                (card::by_document(&events))
            }
            @if !aggregates.is_empty() {
                section #aggregates aria-labelledby="aggregates-title" {
                    h2 #aggregates-title { "Totals told by the documents" }
                    p { "These figures cover several events, most of which are also told one by one. They are in no total on this page." }
                    (card::by_document(&aggregates))
                }
            }
            @if !background.is_empty() {
                section #background aria-labelledby="background-title" {
                    h2 #background-title { "Earlier events that are only recalled" }
                    p { "The documents mention these in passing. They are in no total on this page." }
                    (card::by_document(&background))
                }
            }
        }
        (about(report))
    };
    let page = html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                meta http-equiv="Content-Security-Policy" content=(policy);
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="referrer" content="no-referrer";
                meta name="color-scheme" content="light dark";
                title { (report.title) }
                style { (PreEscaped(STYLE)) }
            }
            body { (body) script { (PreEscaped(SCRIPT)) } }
        }
    };
    page.into_string()
}

fn items(report: &Report, traces: &dyn Fn(&Event) -> Vec<Trace>) -> Vec<Item> {
    // One document's text at a time: records of a document come one after another.
    let mut last: Option<(record::DocumentRef, Option<(String, CharIndex)>)> = None;
    let mut anchors: BTreeMap<String, usize> = BTreeMap::new();
    let mut items = Vec::new();
    for event in report.events.iter().take(report.limit) {
        if last.as_ref().is_none_or(|(document, _)| *document != event.document) {
            let text = (report.texts)(&event.document).map(|t| {
                let index = CharIndex::new(&t);
                (t, index)
            });
            last = Some((event.document.clone(), text));
        }
        let text = last.as_ref().and_then(|(_, t)| t.as_ref());
        let hidden = report.names.hidden(event);
        let id = event.id.clone().unwrap_or_else(|| event.stable_id());
        // The same document under two sets of metadata gives the same ids.
        let count = anchors.entry(id.clone()).or_insert(0);
        *count += 1;
        let anchor = if *count == 1 { format!("e-{id}") } else { format!("e-{id}-{count}") };
        let traces = traces(event);
        items.push(Item {
            passage: text.map(|(t, index)| passage::marked(event, t, index, &hidden)),
            quotes: passage::quotes(event, &traces, text, &hidden),
            traces,
            event: hidden.apply(event),
            anchor,
        });
    }
    items
}

fn about(report: &Report) -> Markup {
    html! {
        footer #about {
            h2 { "What this page is, and what it is not" }
            p { "It lists events as documents tell them, coded by a program under rules that anybody can read. "
                strong { "Every entry is a claim, not a fact: " }
                "parties to a conflict write to persuade, and both errors and inventions are among what they write. "
                "An event that two documents tell stands here twice. A sum of claims is no count of victims." }
            p { "It is evidence of what was said. It is no evidence that it happened, no forecast, no assessment of anybody, and no advice. "
                "Coding errors occur: read the words beside a value before you use it." }
            p.small { "Coded by Counterclaim " (report.version) ", codebook " code { (report.codebook) }
                ". Outlines of countries: Natural Earth (public domain); they imply no opinion on any boundary. "
                "Coordinates: GeoNames and SimpleMaps (both CC BY 4.0) unless a record names another gazetteer." }
        }
    }
}

/// Standard base64 with padding (RFC 4648), as a content security policy wants its hashes.
fn base64(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut out = String::new();
    for chunk in bytes.chunks(3) {
        let word = chunk.iter().fold(0_u32, |w, b| (w << 8) | u32::from(*b)) << (8 * (3 - chunk.len()));
        for n in 0..4 {
            let digit = DIGITS[(word >> (18 - 6 * n)) as usize & 63];
            out.push(if n <= chunk.len() { char::from(digit) } else { '=' });
        }
    }
    out
}

#[cfg(test)]
mod tests;
