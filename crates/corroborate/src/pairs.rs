//! Pairs and claims as tables: CSV for spreadsheets, JSON Lines for programs.

use std::io::Write;

use datasets::read::date_text;
use serde::Serialize;

use crate::check::Check;
use crate::grade::{Grade, Reason};
use crate::incident::{Incident, Pool};

#[derive(Serialize)]
struct Side<'a> {
    id: &'a str,
    start: Option<String>,
    end: Option<String>,
    lat: Option<f64>,
    lon: Option<f64>,
    radius_km: Option<f32>,
    place: &'a str,
    country: &'a str,
    #[serde(rename = "type")]
    kind: &'a str,
    killed_low: Option<u32>,
    killed_best: Option<u32>,
    killed_high: Option<u32>,
    reported_by: &'a str,
}

impl<'a> Side<'a> {
    fn new(incident: &'a Incident, pool: &'a Pool) -> Side<'a> {
        let killed = incident.tolls.killed;
        Side {
            id: &incident.id,
            start: incident.days.map(|d| date_text(d.start)),
            end: incident.days.map(|d| date_text(d.end)),
            lat: incident.point.map(|p| p.lat),
            lon: incident.point.map(|p| p.lon),
            radius_km: incident.point.map(|p| p.radius_km),
            place: pool.names.text(incident.place),
            country: pool.names.text(incident.country),
            kind: pool.names.text(incident.type_written),
            killed_low: killed.map(|t| t.low),
            killed_best: killed.map(|t| t.best),
            killed_high: killed.map(|t| t.high).filter(|&h| h != u32::MAX),
            reported_by: pool.names.text(incident.reporter),
        }
    }
}

#[derive(Serialize)]
struct PairLine<'a> {
    claim: Side<'a>,
    grade: Grade,
    probability_any: f64,
    record: Option<Side<'a>>,
    probability: Option<f64>,
    match_type: Option<&'static str>,
    claimed: Option<[u32; 3]>,
    recorded: Option<[u32; 3]>,
    reasons: &'a [Reason],
    hindrance: Option<&'static str>,
}

fn round(p: f64) -> f64 {
    (p * 1e4).round() / 1e4
}

/// A cell that no spreadsheet takes for a formula.
pub(crate) fn cell(text: &str) -> String {
    if text.starts_with(['=', '+', '-', '@', '\t', '\r']) { format!("'{text}") } else { text.to_owned() }
}

impl Check {
    fn lines(&self) -> impl Iterator<Item = PairLine<'_>> {
        self.graded.iter().flat_map(move |g| {
            let claim = &self.claims.incidents[g.claim as usize];
            let blank = g.pairings.is_empty().then(|| PairLine {
                claim: Side::new(claim, &self.pool),
                grade: g.grade,
                probability_any: round(g.probability),
                record: None,
                probability: None,
                match_type: None,
                claimed: None,
                recorded: None,
                reasons: &[],
                hindrance: g.hindrance,
            });
            let pairs = g.pairings.iter().map(move |p| PairLine {
                claim: Side::new(claim, &self.pool),
                grade: g.grade,
                probability_any: round(g.probability),
                record: Some(Side::new(&self.records.incidents[p.record as usize], &self.pool)),
                probability: Some(round(p.probability)),
                match_type: p.linked.map(|t| t.as_str()),
                claimed: p.tolls.map(|(a, _)| [a.low, a.best, a.high]),
                recorded: p.tolls.map(|(_, b)| [b.low, b.best, b.high]),
                reasons: &p.reasons,
                hindrance: g.hindrance,
            });
            blank.into_iter().chain(pairs)
        })
    }

    /// One JSON object a candidate pair (one for a claim without candidates), claims in the order of their content.
    ///
    /// # Errors
    /// Those of the writer.
    pub fn write_jsonl(&self, mut out: impl Write) -> std::io::Result<()> {
        for line in self.lines() {
            serde_json::to_writer(&mut out, &line)?;
            out.write_all(b"\n")?;
        }
        Ok(())
    }

    /// The same as CSV, with the reasons in one column.
    ///
    /// # Errors
    /// Those of the writer.
    pub fn write_csv(&self, out: impl Write) -> std::io::Result<()> {
        let mut csv = csv::Writer::from_writer(out);
        csv.write_record(HEADINGS.split(' '))?;
        for line in self.lines() {
            let side = |s: Option<&Side<'_>>| match s {
                None => vec![String::new(); 9],
                Some(s) => vec![
                    cell(s.id),
                    s.start.clone().unwrap_or_default(),
                    s.end.clone().unwrap_or_default(),
                    s.lat.map_or(String::new(), |v| v.to_string()),
                    s.lon.map_or(String::new(), |v| v.to_string()),
                    cell(s.place),
                    s.killed_low.map_or(String::new(), |v| v.to_string()),
                    s.killed_best.map_or(String::new(), |v| v.to_string()),
                    s.killed_high.map_or(String::new(), |v| v.to_string()),
                ],
            };
            let mut cells = side(Some(&line.claim));
            cells.push(line.grade.as_str().to_owned());
            cells.push(line.probability_any.to_string());
            cells.extend(side(line.record.as_ref()));
            cells.push(line.probability.map_or(String::new(), |p| p.to_string()));
            cells.push(line.match_type.unwrap_or_default().to_owned());
            let reasons: Vec<String> = line
                .reasons
                .iter()
                .map(|r| format!("{}: {} ({:+.1} bits)", r.field, r.words, r.bits))
                .collect();
            cells.push(cell(&if reasons.is_empty() {
                line.hindrance.unwrap_or_default().to_owned()
            } else {
                reasons.join("; ")
            }));
            csv.write_record(&cells)?;
        }
        csv.flush()
    }

    /// Records that no claim tells, one JSON object each.
    ///
    /// # Errors
    /// Those of the writer.
    pub fn write_unclaimed(&self, mut out: impl Write) -> std::io::Result<()> {
        for &r in &self.unclaimed {
            serde_json::to_writer(&mut out, &Side::new(&self.records.incidents[r as usize], &self.pool))?;
            out.write_all(b"\n")?;
        }
        Ok(())
    }

    /// All estimates and the negative control as one JSON object.
    ///
    /// # Errors
    /// Those of the writer.
    pub fn write_estimates(&self, out: impl Write) -> std::io::Result<()> {
        let counts: serde_json::Map<String, serde_json::Value> =
            self.counts().iter().map(|(g, n)| (g.as_str().to_owned(), (*n).into())).collect();
        let all = serde_json::json!({
            "claims": self.claims.len(),
            "records": self.records.len(),
            "grades": counts,
            "records_never_claimed": self.unclaimed.len(),
            "negative_control": self.control,
            "estimates": self.estimates,
        });
        Ok(serde_json::to_writer_pretty(out, &all)?)
    }
}

const HEADINGS: &str = "claim_id claim_start claim_end claim_lat claim_lon claim_place claimed_low claimed_best claimed_high \
grade probability_any record_id record_start record_end record_lat record_lon record_place recorded_low recorded_best \
recorded_high probability match_type reasons";
