//! `gazetteer find`: whether the probabilities of the places that a name may mean are true, on names of LGL (with nothing else known)
//! and of UCDP GED (with the country).

use place::{FindOptions, Placer, distance_km};

/// A name, what is known, where it is, and how far off is right, in km.
pub(crate) struct Asked<'a> {
    pub(crate) name: &'a str,
    pub(crate) country: Option<&'a str>,
    pub(crate) at: (f64, f64),
    pub(crate) within: f64,
}

pub(crate) fn report(name: &str, placer: &Placer, asked: &[Asked<'_>]) {
    let mut scores = Vec::new();
    let (mut first, mut any) = (0, 0);
    for asked in asked {
        let country = asked.country.map(str::to_owned);
        let found = placer.find(asked.name, &FindOptions { country, limit: 1000, ..FindOptions::default() });
        let right = |c: &place::Candidate| distance_km((c.lat, c.lon), asked.at) <= asked.within;
        first += usize::from(found.first().is_some_and(right));
        any += usize::from(found.iter().any(right));
        scores.extend(found.first().map(|c| (c.score, right(c))));
    }
    let n = asked.len().max(1) as f64;
    println!(
        "{name}, {} names: first candidate right {:.3}, any {:.3}; score of the first and share right: {}",
        asked.len(),
        first as f64 / n,
        any as f64 / n,
        super::reliability(&scores)
    );
}
