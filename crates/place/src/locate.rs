//! One name with what a table says of it: country and region. What `gazetteer find --batch` and `geocode` need.

use codebook::places::Area;
use serde::Serialize;

use crate::gazetteer::{Candidate, FindOptions, Matched, NamedRegion, PlaceKind, distance_km};
use crate::key::key;
use crate::placer::Placer;
use crate::words::{DISTRICT, FACILITY, Known, NOUN, PART, REGION, SETTLEMENT};

/// A name of a table.
#[derive(Clone, Copy, Debug, Default)]
pub struct Query<'a> {
    /// The place as the table writes it: "Al Fallūjah town", "Tadmur/Palmyra", "near Hit".
    pub place: &'a str,
    /// ISO 3166-1 alpha-2 or a name.
    pub country: Option<&'a str>,
    /// First-level region.
    pub admin1: Option<&'a str>,
}

/// Where a name of a table is.
#[derive(Clone, Debug, Serialize)]
pub struct Located {
    /// Degrees north.
    pub lat: Option<f64>,
    /// Degrees east.
    pub lon: Option<f64>,
    /// `layer:id`; null where only the region is known.
    pub gazetteer_id: Option<String>,
    /// The gazetteer's name.
    pub name: Option<String>,
    /// How far off it may be, in km.
    pub radius_km: Option<f64>,
    /// How likely it is within 25 km, 0 to 1: fitted on names of UCDP GED for Iraq and Syria. Without country and region, how
    /// likely it is the place that is meant.
    pub score: f32,
    /// The places it may be, the best first, each with how well the name fits (no probability).
    pub candidates: Vec<Candidate>,
}

/// How well a name fits, and the share of names that fit so well and lie within 25 km of where UCDP GED 19.1 has them (where_prec
/// 1, by event, the mean of Iraq and Syria); straight lines between.
const CURVE: [(f32, f32); 8] = [
    (0.0, 0.0),
    (0.1, 0.37),
    (0.37, 0.58),
    (0.44, 0.6),
    (0.54, 0.85),
    (0.65, 0.95),
    (0.84, 0.99),
    (1.0, 0.995),
];

/// How likely a name means the part of the world that the codebook knows by it, where the gazetteer has places of the name; set
/// by hand.
const AS_KNOWN: f32 = 0.9;

/// A part of the world whose edge lies farther from the point that is given is not meant.
const NEAR_KM: f64 = 100.0;

/// A part of the world as a candidate.
fn part_of_the_world(name: &str, area: &Area) -> Candidate {
    Candidate {
        gazetteer_id: format!("areas.toml:{name}"),
        layer: "areas.toml".to_owned(),
        name: name.to_owned(),
        kind: PlaceKind::Area,
        country: area.country.clone(),
        admin1: None,
        admin2: None,
        lat: area.lat,
        lon: area.lon,
        radius_km: area.radius_km,
        weight: 0.0,
        matched: Matched::Exact,
        score: AS_KNOWN,
    }
}

/// The probability that stands for a fit.
fn probability(fit: f32) -> f32 {
    let above = CURVE.partition_point(|(x, _)| *x <= fit).clamp(1, CURVE.len() - 1);
    let ((a, low), (b, high)) = (CURVE[above - 1], CURVE[above]);
    (low + (high - low) * (fit - a) / (b - a)).clamp(0.0, 1.0)
}

impl Placer {
    /// The ISO code of a country's name or code.
    pub fn country_code(&self, country: &str) -> Option<String> {
        let country = country.trim();
        if country.len() == 2 && country.bytes().all(|b| b.is_ascii_alphabetic()) {
            return Some(country.to_ascii_uppercase());
        }
        match self.words().known(&key(country), country) {
            Some(Known::Country(iso)) => Some(iso),
            _ => self
                .gazetteer()
                .find(country, &FindOptions { exact: true, limit: 20, ..FindOptions::default() })
                .into_iter()
                .find(|c| c.kind == PlaceKind::Country)
                .and_then(|c| c.country),
        }
    }

    /// As [`crate::Gazetteer::find`], with the words of the codebook: "N. Darfur", "Kivu Nord", a region named "Nineveh Province",
    /// "UK"; with its parts of the world ("Lake Victoria", of the layer `areas.toml`), which come first; and with a wider place after
    /// a comma ("Springfield, Ill.").
    pub fn find(&self, name: &str, options: &FindOptions) -> Vec<Candidate> {
        let found = self.find_name(name, options);
        let exact = found.iter().any(|c| c.matched <= Matched::Reworded);
        let Some((narrow, wide)) = name.rsplit_once(',').filter(|_| !exact) else { return found };
        let mut options = options.clone();
        let wide = wide.trim();
        let short = [wide, wide.trim_end_matches('.')].into_iter().find_map(|w| self.words().abbreviation(w));
        match self.country_code(wide).filter(|_| short.is_none()) {
            Some(iso) => options.country = Some(iso),
            None => options.admin1 = Some(short.unwrap_or(wide).to_owned()),
        }
        let inside = self.find_name(narrow, &options);
        if inside.is_empty() { found } else { inside }
    }

    fn find_name(&self, name: &str, options: &FindOptions) -> Vec<Candidate> {
        let mut options = options.clone();
        options.other_forms = self.words().reworded(&key(name));
        options.admin1 = options.admin1.map(|region| self.bare(&region).0);
        let known = self.words().known(&key(name), name);
        let of_country = |iso: Option<&String>| options.country.is_none() || options.country.as_ref() == iso;
        let is_near = |area: &Area| {
            let off = options.near.map(|at| distance_km(at, (area.lat, area.lon)) - area.radius_km);
            off.is_none_or(|km| km < NEAR_KM)
        };
        match known {
            Some(Known::Country(iso)) if of_country(Some(&iso)) => {
                options.stands_for = Some(iso);
                self.gazetteer().find(name, &options)
            }
            Some(Known::Area(area)) if of_country(area.country.as_ref()) && is_near(&area) => {
                let mut found = self.gazetteer().find(name, &options);
                found.retain(|c| c.matched == Matched::Exact);
                found.iter_mut().for_each(|c| c.score *= 1.0 - AS_KNOWN);
                found.insert(0, part_of_the_world(name, &area));
                found.truncate(if options.limit == 0 { 10 } else { options.limit });
                found
            }
            _ => self.gazetteer().find(name, &options),
        }
    }

    /// A table's name with neither country nor region: what is meant by it anywhere.
    fn anywhere(&self, place: &str) -> Option<Located> {
        let parts = place.split(['/', '(', ')', ';']).map(str::trim).filter(|part| !part.is_empty());
        let candidates = parts
            .flat_map(|part| [part.to_owned(), self.bare(part).0])
            .map(|name| self.find(&name, &FindOptions::default()))
            .find(|found| !found.is_empty())?;
        let best = candidates.first()?;
        Some(Located {
            lat: Some(best.lat),
            lon: Some(best.lon),
            gazetteer_id: Some(best.gazetteer_id.clone()),
            name: Some(best.name.clone()),
            radius_km: Some(best.radius_km),
            score: best.score,
            candidates,
        })
    }

    /// Looks a table's name up, at first in its region, then in its country; where no gazetteer has it, gives the point of its
    /// region around which most of its towns lie, with a null id.
    pub fn locate(&self, query: &Query<'_>) -> Located {
        let country = query.country.and_then(|c| self.country_code(c));
        if country.is_none()
            && query.admin1.is_none()
            && let Some(found) = self.anywhere(query.place)
        {
            return found;
        }
        let region = query.admin1.map(|name| self.bare(name).0).filter(|name| !name.is_empty());
        let region = region.map(|name| self.gazetteer().region(&name, country.as_deref()));
        let mut candidates: Vec<Candidate> = Vec::new();
        for part in query.place.split(['/', '(', ')', ';']) {
            let (bare, noun) = self.bare(part);
            let whole = key(part);
            let names = if whole == bare { vec![bare] } else { vec![whole, bare] };
            for name in names.into_iter().filter(|name| name.len() >= 2) {
                let forms = self.words().reworded(&name);
                for (hit, matched, closeness) in
                    self.gazetteer().matches(&name, &forms, country.as_deref(), false)
                {
                    let Some(mut candidate) = self.gazetteer().candidate(hit, matched, closeness) else {
                        continue;
                    };
                    candidate.score = self.fit(&candidate, &name, noun, region.as_ref(), closeness);
                    match candidates.iter_mut().find(|c| c.gazetteer_id == candidate.gazetteer_id) {
                        Some(known) if known.score >= candidate.score => {}
                        Some(known) => *known = candidate,
                        None => candidates.push(candidate),
                    }
                }
            }
        }
        candidates.sort_by(|a, b| b.score.total_cmp(&a.score).then(a.gazetteer_id.cmp(&b.gazetteer_id)));
        candidates.truncate(10);
        if let Some(best) = candidates.first().filter(|c| c.score >= 0.3) {
            return Located {
                lat: Some(best.lat),
                lon: Some(best.lon),
                gazetteer_id: Some(best.gazetteer_id.clone()),
                name: Some(best.name.clone()),
                radius_km: Some(best.radius_km),
                score: probability(best.score),
                candidates,
            };
        }
        let parent = region.and_then(|region| region.found);
        let at = parent.as_ref().map(|(hit, p)| self.gazetteer().heart(*hit).unwrap_or((p.lat, p.lon)));
        Located {
            lat: at.map(|at| at.0),
            lon: at.map(|at| at.1),
            gazetteer_id: None,
            name: None,
            radius_km: parent.as_ref().map(|(_, p)| p.radius_km.max(50.0)),
            score: if parent.is_some() { probability(0.1) } else { 0.0 },
            candidates,
        }
    }

    /// The name without the nouns beside it, and their classes: "Al Fallūjah town", "Şalāḩ ad Dīn province", "Qaḑā’ Balad".
    fn bare(&self, name: &str) -> (String, u64) {
        let key = key(name);
        let mut words: Vec<&str> = key.split(' ').collect();
        let mut noun = 0;
        while words.len() > 1 && self.words().flags(words[words.len() - 1]) & NOUN != 0 {
            noun |= self.words().flags(words[words.len() - 1]) & NOUN;
            words.pop();
        }
        while words.len() > 1 && self.words().flags(words[0]) & (SETTLEMENT | PART | FACILITY) != 0 {
            noun |= self.words().flags(words[0]) & NOUN;
            words.remove(0);
            if words.len() > 1 && words[0] == "of" {
                words.remove(0);
            }
        }
        (words.join(" "), noun)
    }

    fn fit(
        &self,
        candidate: &Candidate,
        name: &str,
        noun: u64,
        region: Option<&NamedRegion>,
        closeness: f32,
    ) -> f32 {
        let mut score = closeness;
        if candidate.matched == Matched::Skeleton || candidate.matched == Matched::Edit {
            score *= similarity(name, &key(&candidate.name)).max(0.4);
        }
        if let Some(region) = region {
            let own = candidate.admin1.as_deref().unwrap_or_default();
            let same = region.is(&key(own)) || region.is(&self.bare(own).0);
            score *= if same { 1.0 } else { 0.55 };
        }
        let prior = ((candidate.weight + 1.0).ln() / 17.0).min(1.0) as f32;
        score *= 0.85 + 0.15 * prior;
        // "Daraa town" is not the region of Daraa, "Baghdad province" not the city.
        let area = matches!(candidate.kind, PlaceKind::Region | PlaceKind::Country);
        if noun & (REGION | DISTRICT) != 0 && noun & (SETTLEMENT | PART) == 0 {
            score *= if area || candidate.kind == PlaceKind::District { 1.0 } else { 0.8 };
        } else if area {
            score *= 0.8;
        } else if candidate.kind == PlaceKind::District {
            score *= 0.9;
        }
        score
    }
}

/// 1 for equal keys, less by the share of letters that differ (Levenshtein).
pub(crate) fn similarity(a: &str, b: &str) -> f32 {
    let (a, b): (Vec<char>, Vec<char>) = (a.chars().take(60).collect(), b.chars().take(60).collect());
    if a.is_empty() || b.is_empty() {
        return 0.0;
    }
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, x) in a.iter().enumerate() {
        let mut diagonal = row[0];
        row[0] = i + 1;
        for (j, y) in b.iter().enumerate() {
            let cost = diagonal + usize::from(x != y);
            diagonal = row[j + 1];
            row[j + 1] = cost.min(row[j] + 1).min(diagonal + 1);
        }
    }
    1.0 - row[b.len()] as f32 / a.len().max(b.len()) as f32
}
