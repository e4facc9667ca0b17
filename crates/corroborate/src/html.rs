//! The report: one HTML file that needs nothing else, without scripts.

use datasets::read::date_text;
use maud::{DOCTYPE, Markup, PreEscaped, html};
use serde::Deserialize;

use crate::capture::Interval;
use crate::check::Check;
use crate::grade::{Grade, Graded};
use crate::incident::Incident;
use crate::pairs::cell;
use crate::plot::{Dot, scatter, shares, timeline};

#[derive(Deserialize)]
struct BaseMap {
    countries: Vec<Country>,
}

#[derive(Deserialize)]
struct Country {
    #[allow(dead_code)]
    iso: String,
    name: String,
    rings: Vec<Vec<i32>>,
}

/// Claims listed one by one, at most.
const LISTED: usize = 2000;
/// Marks drawn on the map and in the toll plot, at most.
const DRAWN: usize = 4000;

fn percent(i: &Interval) -> String {
    if i.value.is_nan() {
        return "not known".to_owned();
    }
    format!("{:.1} % (95 %: {:.1} to {:.1} %)", i.value * 100.0, i.low * 100.0, i.high * 100.0)
}

fn number(i: &Interval, digits: usize) -> String {
    if i.value.is_nan() {
        return "not known".to_owned();
    }
    format!("{:.digits$} (95 %: {:.digits$} to {:.digits$})", i.value, i.low, i.high)
}

fn class(grade: Grade) -> &'static str {
    match grade {
        Grade::Corroborated => "corroborated",
        Grade::TollContradicted => "contradicted",
        Grade::Ambiguous => "ambiguous",
        Grade::Unmatched => "unmatched",
    }
}

fn when(i: &Incident) -> String {
    match i.days {
        None => "no date".to_owned(),
        Some(d) if d.start == d.end => date_text(d.start),
        Some(d) => format!("{} to {}", date_text(d.start), date_text(d.end)),
    }
}

impl Check {
    /// The report. `base_map` is JSON `{"countries":[{"iso","name","rings":[[lon,lat,...]]}]}` in hundredths of a degree.
    pub fn html(&self, base_map: Option<&str>) -> String {
        let title = format!("{} held against {}", self.claims.label, self.records.label);
        let e = &self.estimates;
        let page = html! {
            (DOCTYPE)
            html lang="en" {
                head {
                    meta charset="utf-8";
                    meta name="viewport" content="width=device-width, initial-scale=1";
                    meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'";
                    title { (title) }
                    style { (PreEscaped(STYLE)) }
                }
                body {
                    h1 { (title) }
                    p { (self.claims.len()) " claims, " (self.records.len()) " independent records." }
                    (self.grades())
                    h2 { "What can be said" }
                    ul {
                        li { "Claims that have a record: " b { (percent(&e.corroborated)) } "." }
                        li { "Records that have a claim: " b { (percent(&e.covered)) } "." }
                        li { "Killed, claimed for each one recorded (over some " (format!("{:.0}", e.toll.pairs)) " pairs, matched without looking at the toll): "
                            b { (number(&e.toll.ratio, 2)) } "; middle pair " (number(&e.toll.median, 2)) "." }
                        li { "Claims wholly above their record's range: " (percent(&e.toll.above)) "; wholly below: " (percent(&e.toll.below)) "." }
                        li { "Events in all, if being claimed and being recorded were independent (Chapman): " (number(&e.total, 0))
                            "; of these on neither list: " (number(&e.missed, 0)) "." }
                    }
                    p { "They seldom are independent. If being on one list changes the odds of being on the other, the total becomes:" }
                    table { tr { th { "odds ratio" } th { "events in all" } }
                        @for d in &e.dependence { tr { td { (d.odds) } td { (number(&d.total, 0)) } } } }
                    (self.negative_control())
                    h2 { "Map" }
                    (self.map(base_map))
                    h2 { "Over time" }
                    (self.over_time())
                    h2 { "Toll claimed and recorded" }
                    (self.tolls())
                    h2 { "Coverage" }
                    @for (heading, rows) in [("Claims that have a record", &e.claims_by), ("Records that have a claim", &e.records_by)] {
                        @for by in ["size", "party", "type", "region", "year"] {
                            h3 { (heading) ", by " (by) }
                            (shares(&rows.iter().filter(|s| s.by == by).map(|s| {
                                let label: String = s.group.chars().take(28).collect();
                                (format!("{label} ({})", s.events), s.share.value, s.share.low, s.share.high)
                            }).collect::<Vec<_>>()))
                        }
                    }
                    (self.calibration_plot())
                    (self.list())
                    (self.fault_list())
                    (self.method())
                }
            }
        };
        page.into_string()
    }

    fn grades(&self) -> Markup {
        html! {
            h2 { "Grades" }
            table {
                tr { th { "grade" } th { "claims" } th { "what it means" } }
                @for (grade, n) in self.counts() {
                    tr { td class=(class(grade)) { (grade.as_str()) } td { (n) } td { (grade.meaning()) } }
                }
                tr { td { "records never claimed" } td { (self.unclaimed.len()) } td { "Records that no claim tells, more likely than not." } }
            }
            p class="note" {
                "What a grade does not mean. Corroborated is not proven: two sources may repeat the same mistake, or each other; records that were "
                "themselves coded from the claimant's statements corroborate nothing. Toll contradicted does not say which figure is right. Unmatched is "
                "not false: no table holds every event. A grade says nothing about who was responsible beyond what both sides name, and "
                "nothing about whether the parties named as targets were what the claim calls them."
            }
        }
    }

    fn negative_control(&self) -> Markup {
        let c = &self.control;
        html! {
            h2 { "Negative control" }
            p {
                "With all claims moved by " (c.days) " days, every link is false. The whole procedure then links "
                b { (format!("{:.2} %", c.procedure * 100.0)) } " of the claims; with the weights learned from the true calendar it is "
                (format!("{:.2} %", c.weights * 100.0)) ". In the true calendar " (format!("{:.1} %", c.real * 100.0)) " are linked."
            }
        }
    }

    fn map(&self, base_map: Option<&str>) -> Markup {
        let base: Option<BaseMap> = base_map.and_then(|text| serde_json::from_str(text).ok());
        let mut bounds: Option<[f64; 4]> = None;
        for p in self.graded.iter().filter_map(|g| self.claims.incidents[g.claim as usize].point) {
            let b = bounds.unwrap_or([p.lon, p.lat, p.lon, p.lat]);
            bounds = Some([b[0].min(p.lon), b[1].min(p.lat), b[2].max(p.lon), b[3].max(p.lat)]);
        }
        let Some([w, s, e, n]) = bounds else { return html! { p { "No claim has coordinates." } } };
        let margin = ((e - w).max(n - s) * 0.08).max(0.5);
        let (w, s, e, n) = (w - margin, s - margin, e + margin, n + margin);
        let squeeze = ((s + n) / 2.0).to_radians().cos().max(0.1);
        let scale = 900.0 / ((e - w) * squeeze).max(1e-6);
        let x = |lon: f64| format!("{:.1}", (lon - w) * squeeze * scale);
        let y = |lat: f64| format!("{:.1}", (n - lat) * scale);
        let step = self.graded.len().div_ceil(DRAWN).max(1);
        html! {
            svg class="map" viewBox=(format!("0 0 900 {:.0}", (n - s) * scale)) role="img" {
                @for country in base.iter().flat_map(|b| &b.countries) {
                    @for ring in country.rings.iter().filter(|r| r.chunks_exact(2).any(|p| {
                        let (lon, lat) = (f64::from(p[0]) / 100.0, f64::from(p[1]) / 100.0);
                        lon > w - 20.0 && lon < e + 20.0 && lat > s - 20.0 && lat < n + 20.0
                    })) {
                        polygon class="land" points=(ring.chunks_exact(2).map(|p| format!("{},{}", x(f64::from(p[0]) / 100.0), y(f64::from(p[1]) / 100.0))).collect::<Vec<_>>().join(" ")) {
                            title { (country.name) }
                        }
                    }
                }
                @for g in self.graded.iter().step_by(step) {
                    @let claim = &self.claims.incidents[g.claim as usize];
                    @if let Some(p) = claim.point {
                        @if let Some(best) = g.pairings.first().filter(|p| p.linked.is_some()) {
                            @if let Some(q) = self.records.incidents[best.record as usize].point {
                                line x1=(x(p.lon)) y1=(y(p.lat)) x2=(x(q.lon)) y2=(y(q.lat)) class="link" {}
                                rect x=(format!("{:.1}", (q.lon - w) * squeeze * scale - 2.0)) y=(format!("{:.1}", (n - q.lat) * scale - 2.0)) width="4" height="4" class="record" {}
                            }
                        }
                        circle cx=(x(p.lon)) cy=(y(p.lat)) r="3" class=(class(g.grade)) {
                            title { (claim.id) ", " (when(claim)) ": " (g.grade.as_str()) }
                        }
                    }
                }
            }
            p class="note" { "Circles are claims by grade, squares the records they are linked to."
                @if step > 1 { " Every " (step) "th claim is drawn." } }
        }
    }

    fn over_time(&self) -> Markup {
        let days = |i: &Incident| i.days.map(|d| d.start);
        let all = self.claims.incidents.iter().filter_map(days);
        let (Some(first), Some(last)) = (all.clone().min(), all.max()) else {
            return html! { p { "No claim has a date." } };
        };
        let width = ((last - first) / 60 + 1).max(1);
        let bins = ((last - first) / width + 1) as usize;
        let mut steps: Vec<(String, u32, u32)> =
            (0..bins).map(|n| (date_text(first + n as i32 * width), 0, 0)).collect();
        for d in self.claims.incidents.iter().filter_map(days) {
            steps[((d - first) / width) as usize].1 += 1;
        }
        for d in self.records.incidents.iter().filter_map(days).filter(|d| (first..=last).contains(d)) {
            steps[((d - first) / width) as usize].2 += 1;
        }
        timeline(&steps, "claims", "records")
    }

    fn tolls(&self) -> Markup {
        let linked: Vec<(&Graded, _)> = self
            .graded
            .iter()
            .filter_map(|g| {
                g.pairings.first().filter(|p| p.linked.is_some()).and_then(|p| p.tolls).map(|t| (g, t))
            })
            .collect();
        let step = linked.len().div_ceil(DRAWN).max(1);
        let dots: Vec<Dot> = linked
            .iter()
            .step_by(step)
            .map(|(g, (a, b))| Dot {
                x: f64::from(b.best),
                y: f64::from(a.best),
                class: class(g.grade),
                title: format!(
                    "{}: claimed {}, recorded {}",
                    self.claims.incidents[g.claim as usize].id, a.best, b.best
                ),
            })
            .collect();
        html! {
            (scatter(&dots, true, "recorded killed", "claimed killed", &[0.0, 1.0, 3.0, 10.0, 30.0, 100.0, 300.0, 1000.0]))
            p class="note" { "One dot a linked pair; on the line both figures are the same. Above it more was claimed than recorded. These links did use the toll; the ratio given above did not." }
        }
    }

    fn calibration_plot(&self) -> Markup {
        html! {
            h2 { "Calibration" }
            @if self.calibration.is_empty() {
                p { "Nobody has checked pairs of this comparison by hand, so calibration is known only from simulation (docs/corroboration.md). What can be checked without labels: the probabilities add up to "
                    (format!("{:.0}", self.linkage.expected())) " matches; the surplus of pairs over the shifted calendars is "
                    (format!("{:.0}", self.linkage.learned.model.expected.iter().sum::<f64>())) "." }
                (scatter(&self.probability_counts(), false, "probability given", "share of all candidates above 10 %", &[0.0, 0.2, 0.4, 0.6, 0.8, 1.0]))
            } @else {
                (scatter(&self.calibration.iter().map(|&(p, t, n)| Dot { x: p, y: t, class: "record", title: format!("said {p:.2}, accepted {t:.2}, {n} pairs") }).collect::<Vec<_>>(),
                    false, "probability given", "share accepted by reviewers", &[0.0, 0.2, 0.4, 0.6, 0.8, 1.0]))
            }
        }
    }

    fn probability_counts(&self) -> Vec<Dot> {
        let mut bins = [0usize; 10];
        for &p in &self.linkage.probability {
            if p >= 0.1 {
                bins[((p * 10.0) as usize).min(9)] += 1;
            }
        }
        let all = bins.iter().sum::<usize>().max(1) as f64;
        (1..10)
            .map(|b| Dot {
                x: (b as f64 + 0.5) / 10.0,
                y: bins[b] as f64 / all,
                class: "record",
                title: format!("{} candidates between {} and {} %", bins[b], b * 10, b * 10 + 10),
            })
            .collect()
    }

    fn list(&self) -> Markup {
        html! {
            h2 { "Claims" }
            @if self.graded.len() > LISTED { p { "The first " (LISTED) " of " (self.graded.len()) "; all are in the tables beside this file." } }
            @for g in self.graded.iter().take(LISTED) {
                @let claim = &self.claims.incidents[g.claim as usize];
                details {
                    summary {
                        span class=(class(g.grade)) { (g.grade.as_str()) } " "
                        (format!("{:.0} %", g.probability * 100.0)) " — " (when(claim)) ", "
                        (self.pool.names.text(claim.place)) " " small { (claim.id) }
                    }
                    @if let Some(why) = g.hindrance { p { (why) } }
                    @for p in g.pairings.iter().take(5) {
                        @let record = &self.records.incidents[p.record as usize];
                        p {
                            b { (format!("{:.0} %", p.probability * 100.0)) } " record " (record.id) ", " (when(record)) ", " (self.pool.names.text(record.place))
                            @if let Some(t) = p.linked { " (" (t.as_str()) ")" }
                        }
                        ul { @for r in &p.reasons { li { (r.field) ": " (r.words) " (" (format!("{:+.1}", r.bits)) " bits)" } } }
                    }
                }
            }
        }
    }

    fn fault_list(&self) -> Markup {
        html! {
            @if !self.faults.is_empty() {
                h2 { "Faults of the record file" }
                ul { @for fault in self.faults.iter().take(500) { li { (cell(&fault.to_string())) } } }
                @if self.faults.len() > 500 { p { "And " (self.faults.len() - 500) " more." } }
            }
        }
    }

    fn method(&self) -> Markup {
        html! {
            h2 { "Method and limits" }
            p { "Every claim and record has an interval of days and a radius from its own precision codes; pairs whose intervals and radii, with some slack, meet are candidates. "
                "How alike a candidate is — days, distance, type, parties, toll — is weighed by how much oftener true matches are so alike than chance neighbours. What chance neighbours look like "
                "is counted with one side's calendar moved by two and three weeks, and within each side for other events of the same day and place; true matches are the surplus. "
                "No labels are needed. A record can serve only one claim, and a claim only one record, so candidates compete; the probability given is what remains after the competition. "
                "Intervals are over " (self.estimates.draws) " linkings drawn from these probabilities, with the uncertainty of their sum." }
            p { "Limits. The method cannot tell two events that agree in every field. It assumes that within a true match the fields err independently. Where both tables go back to the same reports, "
                "agreement is no corroboration. Few claims (below some hundreds) leave the weights near their presets. Totals of untold events rest on assumptions that no data can check: the table of odds ratios shows how much." }
        }
    }
}

const STYLE: &str = "body{font:16px/1.45 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem;color:#222}\
table{border-collapse:collapse}td,th{border:1px solid #ccc;padding:.3rem .6rem;text-align:left;vertical-align:top}\
svg{width:100%;height:auto;background:#fafafa;border:1px solid #ddd}.note{color:#555;font-size:.92em}\
.tick{font-size:11px;fill:#555}.axis{font-size:12px;fill:#333}.middle{text-anchor:middle}.end{text-anchor:end}\
.grid{stroke:#e3e3e3}.diagonal{stroke:#999;stroke-dasharray:4}.interval{stroke:#222;stroke-width:2}.link{stroke:#888;stroke-width:.6}\
.land{fill:#eee;stroke:#bbb;stroke-width:.5}.claim{fill:#4477aa}.record{fill:#ccbb44}\
circle.corroborated{fill:#228833}circle.contradicted{fill:#ee6677}circle.ambiguous{fill:#aa3377}circle.unmatched{fill:#bbbbbb}\
td.corroborated,span.corroborated{color:#1b6b29}td.contradicted,span.contradicted{color:#b03040}td.ambiguous,span.ambiguous{color:#7a2458}\
details{border-bottom:1px solid #eee;padding:.2rem 0}summary{cursor:pointer}";
