//! Links beyond one to one: two claims of one event, a claim inside a record of several days, a claim that covers several records.

use datasets::read::Days;

use crate::grade::{MatchType, distance_km};
use crate::incident::{Collection, Incident};
use crate::link::Linkage;

/// The probability of an edge if the other claims did not compete for the record.
pub fn alone(linkage: &Linkage, claim: usize, edge: usize) -> f64 {
    let weight = |n: usize| f64::from(linkage.candidates.edges[n].weight);
    let total: f64 = 1.0
        + linkage.candidates.rest_claims[claim]
        + linkage.candidates.range(claim).map(weight).sum::<f64>();
    weight(edge) / total
}

fn lasts(incident: &Incident) -> Option<Days> {
    incident.days.filter(|d| d.exact && d.end > d.start)
}

fn holds(outer: Days, inner: &Incident) -> bool {
    inner.days.is_some_and(|d| {
        d.exact && outer.start <= d.start && d.end <= outer.end && d.end - d.start < outer.end - outer.start
    })
}

/// Whether two incidents of one side read like two tellings of one event: same days, within 3 km, same parties, tolls that meet.
fn same_telling(a: &Incident, b: &Incident) -> bool {
    let near = distance_km(a, b).is_some_and(|km| km <= 3.0);
    let meet = |a: &Incident, b: &Incident| match (a.tolls.killed, b.tolls.killed) {
        (Some(x), Some(y)) => x.low <= y.high && y.low <= x.high,
        _ => true,
    };
    let parties = |i: &Incident| i.actors.map(|a| a.map(|a| a.usual));
    a.days == b.days && near && parties(a) == parties(b) && meet(a, b)
}

/// How every edge that the linking takes joins its sides.
pub fn match_types(claims: &Collection, records: &Collection, linkage: &Linkage) -> Vec<Option<MatchType>> {
    let candidates = &linkage.candidates;
    let claim_of = |at: usize| &claims.incidents[linkage.claims[at] as usize];
    let record_of =
        |n: usize| &records.incidents[linkage.records[candidates.edges[n].record as usize] as usize];
    let mut types = vec![None; candidates.edges.len()];
    let mut holder: Vec<Option<u32>> = vec![None; candidates.rest_records.len()];
    for at in 0..candidates.claims() {
        if let Some(n) = linkage.linked(at) {
            types[n] = Some(MatchType::OneToOne);
            holder[candidates.edges[n].record as usize] = Some(at as u32);
        }
    }
    for at in 0..candidates.claims() {
        let claim = claim_of(at);
        if linkage.linked(at).is_none() {
            // Its record may be held by another claim of the same event, or cover both.
            for n in candidates.range(at) {
                let record = record_of(n);
                let Some(other) = holder[candidates.edges[n].record as usize] else { continue };
                if alone(linkage, at, n) < 0.5 {
                    continue;
                }
                if lasts(record).is_some_and(|d| holds(d, claim) && holds(d, claim_of(other as usize))) {
                    types[n] = Some(MatchType::PartOf);
                    break;
                }
                if same_telling(claim, claim_of(other as usize)) {
                    types[n] = Some(MatchType::ManyToOne);
                    break;
                }
            }
        } else if let Some(span) = lasts(claim) {
            // A claim of several days may cover records of single days that no other claim holds.
            for n in candidates.range(at) {
                let free = holder[candidates.edges[n].record as usize].is_none();
                if free
                    && types[n].is_none()
                    && holds(span, record_of(n))
                    && f64::from(candidates.edges[n].weight) >= 1.0
                {
                    types[n] = Some(MatchType::OneToMany);
                }
            }
        }
    }
    types
}
