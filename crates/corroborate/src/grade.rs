//! What a linking says about each claim: a grade, the candidates, and the reasons in words and weights.

use datasets::read::{Side, Toll, date_text};
use serde::Serialize;

use crate::background::common_class;
use crate::compare::{ACTORS, DISTANCES, GAPS, PATTERNS, Pattern, RADII, TOLLS, TYPES, WIDTHS};
use crate::incident::{Collection, Incident, Pool};
use crate::item::EARTH_KM;
use crate::link::Linkage;
use crate::model::{Model, REST, STRATA, precise};

/// What the records say about a claim.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Grade {
    /// A record tells the same event, more likely than not, and its toll does not contradict the claim's.
    Corroborated,
    /// A record tells the same event, more likely than not, with a toll that cannot be the claim's.
    TollContradicted,
    /// Records come into question, and none is more likely than not.
    Ambiguous,
    /// No record comes into question.
    Unmatched,
}

impl Grade {
    /// Every grade.
    pub const ALL: [Grade; 4] =
        [Grade::Corroborated, Grade::TollContradicted, Grade::Ambiguous, Grade::Unmatched];

    /// As it is written.
    pub fn as_str(self) -> &'static str {
        match self {
            Grade::Corroborated => "corroborated",
            Grade::TollContradicted => "toll contradicted",
            Grade::Ambiguous => "ambiguous",
            Grade::Unmatched => "unmatched",
        }
    }

    /// What it means, in plain words.
    pub fn meaning(self) -> &'static str {
        match self {
            Grade::Corroborated => {
                "An independent record tells an event of the same days, place, parties and kind, and it is more likely than not the same event. The record's figure does not contradict the claim's."
            }
            Grade::TollContradicted => {
                "The event is more likely than not the same, but the figures of killed cannot both be right: the nearest ends of the two ranges are more than a factor of two, and more than two persons, apart."
            }
            Grade::Ambiguous => {
                "Records come into question, but no single one is more likely than not the same event: several fit about equally well, or the best one fits badly."
            }
            Grade::Unmatched => {
                "No record in the table comes into question. The event may have happened and not been recorded, or be recorded under another date or place."
            }
        }
    }
}

/// How the two sides of a link stand to each other.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub enum MatchType {
    /// One claim, one record.
    #[serde(rename = "1-1")]
    OneToOne,
    /// One claim of several days covers several records.
    #[serde(rename = "1-n")]
    OneToMany,
    /// Several claims tell the event of one record.
    #[serde(rename = "n-1")]
    ManyToOne,
    /// The claim is a part of what a record of several days covers.
    #[serde(rename = "part-of")]
    PartOf,
}

impl MatchType {
    /// As it is written.
    pub fn as_str(self) -> &'static str {
        match self {
            MatchType::OneToOne => "1-1",
            MatchType::OneToMany => "1-n",
            MatchType::ManyToOne => "n-1",
            MatchType::PartOf => "part-of",
        }
    }
}

/// What one field adds to the odds, in bits (powers of two), with the words.
#[derive(Clone, Debug, Serialize)]
pub struct Reason {
    /// date, place, type, parties, toll, or surroundings (how common chance neighbours are there, and the overall share of matches).
    pub field: &'static str,
    /// Bits for (positive) or against.
    pub bits: f64,
    /// In words.
    pub words: String,
}

/// A claim and a record that may be the same event.
#[derive(Clone, Debug)]
pub struct Pairing {
    /// Number of the record in its collection.
    pub record: u32,
    /// That it is the same event.
    pub probability: f64,
    /// Whether the linking chose it.
    pub linked: Option<MatchType>,
    /// Claimed and recorded figures that speak of the same persons.
    pub tolls: Option<(Toll, Toll)>,
    /// Why.
    pub reasons: Vec<Reason>,
}

/// A claim with its grade.
#[derive(Clone, Debug)]
pub struct Graded {
    /// Number of the claim in its collection.
    pub claim: u32,
    /// The grade.
    pub grade: Grade,
    /// That any record tells the same event.
    pub probability: f64,
    /// The candidates above [`SHOWN`], likeliest first; linked ones before others.
    pub pairings: Vec<Pairing>,
    /// Why nothing could be compared, if so.
    pub hindrance: Option<&'static str>,
}

/// Candidates below this probability are not shown.
pub const SHOWN: f64 = 0.01;

/// Field weights: the logarithm of how much oftener matches than chance pairs fall into a class.
struct Weights {
    gap: Vec<[[f64; GAPS]; WIDTHS]>,
    distance: Vec<[[f64; DISTANCES]; RADII]>,
    kind: Vec<[f64; TYPES]>,
    actor: Vec<[f64; ACTORS]>,
    toll: Vec<[f64; TOLLS]>,
}

fn bits(matches: &[f64], chance: &[f64], out: &mut [f64]) {
    let (m, c): (f64, f64) = (matches.iter().sum(), chance.iter().sum());
    for ((out, &a), &b) in out.iter_mut().zip(matches).zip(chance) {
        let (a, b) = ((a + 1e-4) / (m + 1e-3), (b + 1e-4 * c.max(1e-9)) / (c + 1e-3 * c.max(1e-9)));
        *out = (a / b).log2();
    }
}

impl Weights {
    fn new(model: &Model) -> Weights {
        let mut w = Weights {
            gap: vec![[[0.0; GAPS]; WIDTHS]; STRATA],
            distance: vec![[[0.0; DISTANCES]; RADII]; STRATA],
            kind: vec![[0.0; TYPES]; STRATA],
            actor: vec![[0.0; ACTORS]; STRATA],
            toll: vec![[0.0; TOLLS]; STRATA],
        };
        for s in 0..STRATA {
            let half = usize::from(precise(s));
            let mut gap = [[0.0; GAPS]; WIDTHS];
            let mut distance = [[0.0; DISTANCES]; RADII];
            let (mut kind, mut actor, mut toll) = ([0.0; TYPES], [0.0; ACTORS], [0.0; TOLLS]);
            for cell in 0..PATTERNS {
                let common = model.common[common_class(cell / REST)] as f32;
                let n =
                    f64::from(model.chance[s * PATTERNS + cell] + model.beside[s * PATTERNS + cell] * common);
                if n > 0.0 {
                    let p = Pattern::of(cell as u32);
                    gap[p.width][p.gap] += n;
                    if let (Some(r), Some(d)) = (p.radius(), p.distance()) {
                        distance[r][d] += n;
                    }
                    kind[p.kind] += n;
                    actor[p.actor] += n;
                    toll[p.toll] += n;
                }
            }
            for (k, gap) in gap.iter().enumerate() {
                bits(&model.matches.gap[k], gap, &mut w.gap[s][k]);
            }
            for (r, distance) in distance.iter().enumerate() {
                bits(&model.matches.distance[0][r], distance, &mut w.distance[s][r]);
            }
            bits(&model.matches.kind[half], &kind, &mut w.kind[s]);
            bits(&model.matches.actor[half], &actor, &mut w.actor[s]);
            bits(&model.matches.toll[half], &toll, &mut w.toll[s]);
        }
        w
    }
}

/// Kilometres between the points of two incidents.
pub fn distance_km(a: &Incident, b: &Incident) -> Option<f64> {
    let (p, q) = (a.point?, b.point?);
    let (dphi, dlambda) = ((q.lat - p.lat).to_radians(), (q.lon - p.lon).to_radians());
    let h = (dphi / 2.0).sin().powi(2)
        + p.lat.to_radians().cos() * q.lat.to_radians().cos() * (dlambda / 2.0).sin().powi(2);
    Some(2.0 * EARTH_KM * h.sqrt().min(1.0).asin())
}

/// The claimed and the recorded figure of killed, of the same persons where both sides say whose they are.
pub fn comparable_tolls(claim: &Incident, record: &Incident) -> Option<(Toll, Toll)> {
    let claimed = claim.tolls.killed?;
    let recorded = record.tolls.killed?;
    let [own, other, ..] = claim.tolls.killed_by_side;
    let sides = record.tolls.killed_by_side;
    if own.is_none() && other.is_some() {
        // The claim tells the other side's losses only: leave those of the claimant's side out of the record's total.
        let initiator = claim.actors.iter().flatten().find(|a| a.side == Side::A)?;
        let same = record.actors.iter().flatten().find(|a| a.usual == initiator.usual);
        if let (Some(same), Some(a), Some(b)) = (same, sides[0], sides[1]) {
            let left_out = if same.side == Side::A { a } else { b };
            let unknown = sides[3].unwrap_or(0);
            let cut = |n: u32| n.saturating_sub(left_out);
            let best = cut(recorded.best);
            return Some((
                claimed,
                Toll {
                    low: cut(recorded.low).saturating_sub(unknown).min(best),
                    best,
                    high: cut(recorded.high),
                },
            ));
        }
    }
    Some((claimed, recorded))
}

/// Whether two ranges cannot both be right: nearest ends more than a factor 2 and more than 2 persons apart.
pub fn contradict(claimed: Toll, recorded: Toll) -> bool {
    let apart = |low: u32, high: u32| u64::from(low) > u64::from(high) * 2 && low - high > 2;
    apart(claimed.low, recorded.high) || apart(recorded.low, claimed.high)
}

fn days_words(a: &Incident, b: &Incident) -> String {
    let (Some(x), Some(y)) = (a.days, b.days) else { return "a date is missing".to_owned() };
    let gap = (y.start - x.end).max(x.start - y.end).max(0);
    let width = (x.end - x.start).max(y.end - y.start);
    match (gap, width) {
        (0, 0) => format!("the same day, {}", date_text(x.start)),
        (0, w) => format!("the days meet; the wider of the two spans {} days", w + 1),
        (1, _) => "one day apart".to_owned(),
        (n, _) => format!("{n} days apart"),
    }
}

fn toll_text(t: Toll) -> String {
    match (t.low == t.high, t.high) {
        (true, _) => t.low.to_string(),
        (false, u32::MAX) => format!("{} or more", t.low),
        _ => format!("{}–{}", t.low, t.high),
    }
}

/// Grades claims.
pub struct Grader<'a> {
    claims: &'a Collection,
    records: &'a Collection,
    pool: &'a Pool,
    linkage: &'a Linkage,
    weights: Weights,
    strata: Vec<u8>,
    types: Vec<Option<MatchType>>,
}

impl<'a> Grader<'a> {
    /// Finds the match types of all edges.
    pub fn new(
        claims: &'a Collection,
        records: &'a Collection,
        pool: &'a Pool,
        linkage: &'a Linkage,
    ) -> Grader<'a> {
        let weights = Weights::new(&linkage.learned.model);
        let types = crate::many::match_types(claims, records, linkage);
        Grader { claims, records, pool, linkage, weights, strata: linkage.strata.clone(), types }
    }

    /// The match type of every edge that the linking takes.
    pub fn match_types(&self) -> &[Option<MatchType>] {
        &self.types
    }

    fn reasons(
        &self,
        at: usize,
        edge: usize,
        claim: &Incident,
        record: &Incident,
        tolls: Option<(Toll, Toll)>,
    ) -> Vec<Reason> {
        let p = self.linkage.pattern(edge);
        let s = usize::from(self.strata[at]);
        let mut reasons = Vec::new();
        reasons.push(Reason {
            field: "date",
            bits: self.weights.gap[s][p.width][p.gap],
            words: days_words(claim, record),
        });
        let place = match (p.radius(), p.distance(), distance_km(claim, record)) {
            (Some(r), Some(d), Some(km)) => {
                let radius =
                    claim.point.map_or(0.0, |p| p.radius_km) + record.point.map_or(0.0, |p| p.radius_km);
                (
                    self.weights.distance[s][r][d],
                    format!("{km:.1} km apart, with {radius:.0} km of uncertainty"),
                )
            }
            _ => (0.0, "a place is missing: only the country is compared".to_owned()),
        };
        reasons.push(Reason { field: "place", bits: place.0, words: place.1 });
        let words = match p.kind {
            0 => "one side does not tell the type".to_owned(),
            1 | 2 => format!(
                "different types: {} against {}",
                self.pool.taxonomy.text(claim.path),
                self.pool.taxonomy.text(record.path)
            ),
            _ => format!("types agree as far as both are told: {}", self.pool.taxonomy.text(claim.path)),
        };
        reasons.push(Reason { field: "type", bits: self.weights.kind[s][p.kind], words });
        let shared: Vec<&str> = claim
            .actors
            .iter()
            .flatten()
            .filter(|a| record.actors.iter().flatten().any(|b| a.usual == b.usual))
            .map(|a| self.pool.names.text(a.written))
            .collect();
        let words = match p.actor {
            0 => "one side names no party".to_owned(),
            1 => "no party in common".to_owned(),
            _ => format!("both name {}", shared.join(" and ")),
        };
        reasons.push(Reason { field: "parties", bits: self.weights.actor[s][p.actor], words });
        let words = match tolls {
            None => "one side tells no number of killed".to_owned(),
            Some((a, b)) => format!("claimed {}, recorded {}", toll_text(a), toll_text(b)),
        };
        reasons.push(Reason { field: "toll", bits: self.weights.toll[s][p.toll], words });
        let total = f64::from(self.linkage.candidates.edges[edge].weight).max(1e-12).log2();
        let rest = total - reasons.iter().map(|r| r.bits).sum::<f64>();
        let words = format!("{:.1} chance records are expected in this window", self.linkage.local[at]);
        reasons.push(Reason { field: "surroundings", bits: rest, words });
        reasons
    }

    /// The grade of the claim at a position of the linkage.
    pub fn grade(&self, at: usize) -> Graded {
        let linkage = self.linkage;
        let number = linkage.claims[at];
        let claim = &self.claims.incidents[number as usize];
        let mut pairings: Vec<Pairing> = linkage
            .candidates
            .range(at)
            .filter(|&n| f64::from(linkage.probability[n]) >= SHOWN || self.types[n].is_some())
            .map(|n| {
                let record_number = linkage.records[linkage.candidates.edges[n].record as usize];
                let record = &self.records.incidents[record_number as usize];
                let tolls = comparable_tolls(claim, record);
                let reasons = self.reasons(at, n, claim, record, tolls);
                let mut probability = f64::from(linkage.probability[n]);
                if matches!(
                    self.types[n],
                    Some(MatchType::ManyToOne | MatchType::PartOf | MatchType::OneToMany)
                ) {
                    probability = probability.max(crate::many::alone(linkage, at, n));
                }
                Pairing { record: record_number, probability, linked: self.types[n], tolls, reasons }
            })
            .collect();
        pairings.sort_by(|a, b| {
            (b.linked.is_some(), b.probability)
                .partial_cmp(&(a.linked.is_some(), a.probability))
                .unwrap_or(std::cmp::Ordering::Equal)
        });
        let probability = linkage
            .matched(at)
            .max(pairings.iter().filter(|p| p.linked.is_some()).map(|p| p.probability).fold(0.0, f64::max));
        let best = pairings.first();
        let grade = match best {
            Some(p) if p.linked.is_some() => match p.tolls {
                Some((a, b)) if p.linked != Some(MatchType::PartOf) && contradict(a, b) => {
                    Grade::TollContradicted
                }
                _ => Grade::Corroborated,
            },
            Some(_) if probability >= 0.2 => Grade::Ambiguous,
            _ => Grade::Unmatched,
        };
        Graded { claim: number, grade, probability, pairings, hindrance: None }
    }

    /// All claims in the order of their collection; those without a date are unmatched, with the reason.
    pub fn all(&self) -> Vec<Graded> {
        let mut at_of = vec![None; self.claims.len()];
        for (at, &claim) in self.linkage.claims.iter().enumerate() {
            at_of[claim as usize] = Some(at);
        }
        at_of
            .into_iter()
            .enumerate()
            .map(|(number, at)| match at {
                Some(at) => {
                    let mut graded = self.grade(at);
                    if self.claims.incidents[number].point.is_none() && graded.pairings.is_empty() {
                        graded.hindrance = Some("the claim has no coordinates");
                    }
                    graded
                }
                None => Graded {
                    claim: number as u32,
                    grade: Grade::Unmatched,
                    probability: 0.0,
                    pairings: Vec::new(),
                    hindrance: Some("the claim has no date that can be compared"),
                },
            })
            .collect()
    }
}
