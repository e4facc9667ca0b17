//! LGL (Lieberman, Samet and Sankaranarayanan 2010): local news with toponyms and their coordinates.

use std::path::Path;

use document::Document;
use place::{
    Context, FindOptions, Gazetteer, Learned, Mention, MentionKind, Placer, Publishers, distance_km,
};
use record::Span;

use super::find::Asked;

/// Where a name stands, the name, and its coordinates.
type Toponym = (Span, String, Option<(f64, f64)>);

struct Article {
    /// Tuned on: the articles with an even number. The others are only counted.
    tuned: bool,
    /// The newspaper's address.
    publisher: String,
    text: String,
    toponyms: Vec<Toponym>,
}

pub(crate) fn run(data: &Path, placer: &Placer, errors: bool) -> anyhow::Result<()> {
    let Ok(xml) = std::fs::read_to_string(data.join("lgl/lgl.xml")) else {
        println!("lgl: no {}, skipped", data.join("lgl/lgl.xml").display());
        return Ok(());
    };
    let articles = read(&xml);
    let (mut ours, mut plain, mut halves) = (Vec::new(), Vec::new(), [Vec::new(), Vec::new()]);
    let (mut found, mut predicted, mut gold, mut loose) = (0usize, 0usize, 0usize, 0usize);
    let mut both = 0usize;
    let mut all_kinds = (0usize, 0usize);
    let style = super::style();
    for article in &articles {
        let doc = Document::new(article.text.clone(), &style);
        let context = Context::default();
        let spans: Vec<_> = article.toponyms.iter().map(|t| doc.range(t.0)).collect();
        let resolved = placer.resolve_spans(&doc, &context, &spans);
        for ((_, phrase, at), mention) in article.toponyms.iter().zip(&resolved) {
            let Some(at) = at else { continue };
            let km = error(mention, *at);
            ours.push(km);
            halves[usize::from(!article.tuned)].push(km);
            plain.push(look_up(placer.gazetteer(), phrase, *at));
            if errors && article.tuned && km > 161.0 {
                println!(
                    "lgl wrong: {phrase} at {at:?}: {:?} {:?} {:?} {:?} {:.0} km",
                    mention.place.gazetteer_id,
                    mention.place.country,
                    mention.place.admin1,
                    mention.candidates.len(),
                    km.min(20_000.0)
                );
            }
        }
        let mentions = placer.annotate(&doc, &context);
        let places: Vec<&Mention> =
            mentions.iter().filter(|m| m.kind.is_place() || m.kind == MentionKind::Metonym).collect();
        gold += article.toponyms.len();
        predicted += places.len();
        let any: Vec<&Mention> = mentions.iter().filter(|m| m.kind != MentionKind::Person).collect();
        all_kinds.1 += any.len();
        all_kinds.0 +=
            article.toponyms.iter().filter(|t| any.iter().any(|m| m.range.overlaps(doc.range(t.0)))).count();
        for (span, phrase, at) in &article.toponyms {
            let range = doc.range(*span);
            let hit = places.iter().find(|m| m.range == range);
            found += usize::from(hit.is_some());
            let near = places.iter().find(|m| m.range.overlaps(range));
            loose += usize::from(near.is_some());
            if let (Some(hit), Some(at)) = (near, at)
                && error(hit, *at) <= 161.0
            {
                both += 1;
            }
            if errors && article.tuned && near.is_none() {
                let other = mentions.iter().find(|m| m.range.overlaps(range)).map(|m| m.kind);
                println!("lgl missed: {phrase} {other:?} [{}]", around(&doc, range));
            }
        }
        if errors && article.tuned {
            for m in &places {
                if !article.toponyms.iter().any(|(span, _, _)| doc.range(*span).overlaps(m.range)) {
                    let words = around(&doc, m.range);
                    println!(
                        "lgl spurious: [{}] {} {:.2} [{words}]",
                        doc.slice(m.range),
                        m.rule,
                        m.confidence
                    );
                }
            }
        }
    }
    report("lgl, gold spans", &ours);
    report("lgl, gold spans, articles with an even number (tuned on)", &halves[0]);
    report("lgl, gold spans, articles with an odd number", &halves[1]);
    report("lgl, gold spans, largest population of that name", &plain);
    let f1 = |hits: usize| {
        let (p, r) = (hits as f64 / predicted.max(1) as f64, hits as f64 / gold.max(1) as f64);
        (p, r, 2.0 * p * r / (p + r).max(1e-9))
    };
    let (p, r, f) = f1(found);
    println!("lgl, recognition, equal spans: P {p:.3} R {r:.3} F1 {f:.3} ({predicted} found, {gold} gold)");
    let (p, r, f) = f1(loose);
    println!("lgl, recognition, overlapping spans: P {p:.3} R {r:.3} F1 {f:.3}");
    let (p, r) = (all_kinds.0 as f64 / all_kinds.1.max(1) as f64, all_kinds.0 as f64 / gold.max(1) as f64);
    println!(
        "lgl, recognition, overlapping spans, demonyms and places in organisations' names with them: P {p:.3} R {r:.3} F1 {:.3}",
        2.0 * p * r / (p + r).max(1e-9)
    );
    let (p, r, f) = f1(both);
    println!("lgl, end to end, overlapping and within 161 km: P {p:.3} R {r:.3} F1 {f:.3}");
    for tuned in [true, false] {
        let asked: Vec<Asked<'_>> = articles
            .iter()
            .filter(|article| article.tuned == tuned)
            .flat_map(|article| &article.toponyms)
            .filter_map(|(_, name, at)| Some(Asked { name, country: None, at: (*at)?, within: 161.0 }))
            .collect();
        let half = if tuned { "even (fitted on)" } else { "odd" };
        super::find::report(&format!("lgl, `find`, {half}"), placer, &asked);
    }
    publishers(&articles, placer)
}

/// Each half again, with what the other half's texts, without their coordinates, teach of where each newspaper reports from.
fn publishers(articles: &[Article], placer: &Placer) -> anyhow::Result<()> {
    let style = super::style();
    for tuned in [true, false] {
        let mut learned = Learned::default();
        for article in articles.iter().filter(|article| article.tuned != tuned) {
            let doc = Document::new(article.text.clone(), &style);
            learned.add(&article.publisher, &placer.annotate(&doc, &Context::default()));
        }
        let taught = Publishers::read(learned.lines()?.join("\n").as_bytes())?;
        let gazetteer = placer.gazetteer().clone().with_publishers(taught);
        let placer = Placer::new(&codebook::Files::embedded(), gazetteer)?;
        let (mut errors, mut points) = (Vec::new(), Vec::new());
        for article in articles.iter().filter(|article| article.tuned == tuned) {
            let doc = Document::new(article.text.clone(), &style);
            let context = Context { publisher: Some(&article.publisher), ..Context::default() };
            points.clear();
            points.extend(article.toponyms.iter().filter_map(|t| Some((doc.range(t.0), t.2?))));
            let spans: Vec<_> = points.iter().map(|(span, _)| *span).collect();
            let resolved = placer.resolve_spans(&doc, &context, &spans);
            errors.extend(points.iter().zip(&resolved).map(|((_, at), mention)| error(mention, *at)));
        }
        let half = if tuned { "even number (tuned on)" } else { "odd number" };
        report(
            &format!("lgl, gold spans, articles with an {half}, newspapers learned from the others"),
            &errors,
        );
    }
    Ok(())
}

/// The words around, on one line.
fn around(doc: &Document, range: document::TextRange) -> String {
    let text = doc.text();
    let mut from = (range.start as usize).saturating_sub(40);
    let mut to = (range.end as usize + 40).min(text.len());
    while !text.is_char_boundary(from) {
        from -= 1;
    }
    while !text.is_char_boundary(to) {
        to += 1;
    }
    text[from..to].replace('\n', " ")
}

/// The articles' texts, for measuring speed.
pub(crate) fn texts(xml: &str) -> Vec<String> {
    read(xml).into_iter().map(|article| article.text).collect()
}

fn error(mention: &Mention, at: (f64, f64)) -> f64 {
    match (mention.place.lat, mention.place.lon) {
        (Some(lat), Some(lon)) => distance_km((lat, lon), at),
        _ => f64::INFINITY,
    }
}

fn look_up(gazetteer: &Gazetteer, phrase: &str, at: (f64, f64)) -> f64 {
    let options = FindOptions { exact: true, limit: 1000, ..FindOptions::default() };
    let mut best = gazetteer.find(phrase, &options);
    best.sort_by(|a, b| b.weight.total_cmp(&a.weight));
    best.first().map_or(f64::INFINITY, |c| distance_km((c.lat, c.lon), at))
}

fn report(name: &str, errors: &[f64]) {
    let right = errors.iter().filter(|km| **km <= 161.0).count();
    let mut known: Vec<f64> = errors.iter().copied().filter(|km| km.is_finite()).collect();
    known.sort_by(f64::total_cmp);
    let mean = known.iter().sum::<f64>() / known.len().max(1) as f64;
    let median = known.get(known.len() / 2).copied().unwrap_or(0.0);
    println!(
        "{name}: acc@161 km {:.3} of {}; of the {} with a point: mean error {mean:.0} km, median {median:.1} km",
        right as f64 / errors.len().max(1) as f64,
        errors.len(),
        known.len()
    );
}

fn read(xml: &str) -> Vec<Article> {
    xml.split("<article ")
        .skip(1)
        .map(|part| {
            let text = inner(part, "text").unwrap_or_default();
            let text = match text.strip_prefix("<![CDATA[").and_then(|t| t.strip_suffix("]]>")) {
                Some(text) => text.to_owned(),
                None => unescape(text),
            };
            let toponyms = part
                .split("<toponym>")
                .skip(1)
                .filter_map(|t| {
                    let start: u32 = inner(t, "start")?.parse().ok()?;
                    let end: u32 = inner(t, "end")?.parse().ok()?;
                    let lat = inner(t, "lat").and_then(|v| v.parse().ok());
                    let lon = inner(t, "lon").and_then(|v| v.parse().ok());
                    let at = lat.zip(lon);
                    Some((Span::new(start, end), unescape(inner(t, "phrase")?), at))
                })
                .collect();
            let number = part.split('"').nth(1).and_then(|id| id.bytes().last());
            let publisher = unescape(inner(part, "domain").unwrap_or_default());
            let tuned = number.is_none_or(|digit| digit % 2 == 0);
            Article { tuned, publisher, text, toponyms }
        })
        .collect()
}

fn inner<'a>(xml: &'a str, tag: &str) -> Option<&'a str> {
    let start = xml.find(&format!("<{tag}>"))? + tag.len() + 2;
    let end = xml[start..].find(&format!("</{tag}>"))? + start;
    Some(&xml[start..end])
}

fn unescape(text: &str) -> String {
    text.replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&quot;", "\"")
        .replace("&apos;", "'")
        .replace("&amp;", "&")
}
