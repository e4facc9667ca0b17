//! Where publishers report from: the places that their other documents name. A local paper's "Paris" is the town next door
//! (the local lexicon of Lieberman, Samet and Sankaranarayanan 2010).

use std::collections::{BTreeMap, BTreeSet};
use std::fs::File;
use std::io::{BufRead, BufWriter, Write};
use std::path::Path;

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::gazetteer::{LayerError, PlaceKind};
use crate::mention::Mention;
use crate::reading::{Reading, sphere};

/// What is learned of publishers, by [`crate::key`] of the name.
#[derive(Debug, Default)]
pub struct Publishers {
    known: BTreeMap<String, Beat>,
    tag: String,
}

/// One publisher: a line of the file.
#[derive(Clone, Debug, Serialize, Deserialize)]
struct Line {
    publisher: String,
    /// How many documents were read.
    documents: u32,
    places: Vec<Spot>,
}

/// A place that a publisher names.
#[derive(Clone, Debug, Serialize, Deserialize)]
struct Spot {
    gazetteer_id: String,
    name: String,
    country: Option<String>,
    lat: f64,
    lon: f64,
    /// In how many documents.
    documents: u32,
}

/// Where one publisher reports from.
#[derive(Clone, Debug)]
pub(crate) struct Beat {
    /// Points on the unit sphere, each with the share of documents that name a place there.
    spots: Vec<([f64; 3], f64)>,
    /// The share of all named places that lie in a country.
    pub(crate) countries: Vec<(String, f64)>,
}

/// A place says most where the publisher names one within so many km, fading by a factor of e.
const NEAR_KM: f64 = 70.0;
/// What that counts for, in nats (chosen, as the next, on the even articles of LGL with what the odd ones teach):
const WORTH: f64 = 2.0;
/// The share of documents that counts as none.
const NONE: f64 = 0.01;
/// Mentions as sure as this teach; publishers of so many documents are known, each by so many places.
const SURE: f32 = 0.6;
const FEWEST: u32 = 2;
const MOST: usize = 200;

impl Beat {
    fn new(line: &Line) -> Beat {
        let documents = f64::from(line.documents.max(1));
        let spots = line.places.iter().map(|p| (sphere(p.lat, p.lon), f64::from(p.documents) / documents));
        let all: u32 = line.places.iter().map(|p| p.documents).sum();
        let mut countries: BTreeMap<String, u32> = BTreeMap::new();
        for place in &line.places {
            if let Some(country) = &place.country {
                *countries.entry(country.clone()).or_default() += place.documents;
            }
        }
        let share = |n: u32| f64::from(n) / f64::from(all.max(1));
        Beat {
            spots: spots.collect(),
            countries: countries.into_iter().map(|(c, n)| (c, share(n))).collect(),
        }
    }

    /// What the publisher's other documents say of a reading, in nats: 0 for a place near to none of theirs.
    pub(crate) fn support(&self, option: &Reading) -> f64 {
        if !option.is_local() {
            return 0.0;
        }
        let mut best = 0.0_f64;
        for (at, share) in &self.spots {
            let cos: f64 = option.at.iter().zip(at).map(|(a, b)| a * b).sum();
            if cos > 0.99866 {
                let km = 6371.0 * (2.0 - 2.0 * cos).max(0.0).sqrt();
                best = best.max(share * (-km / NEAR_KM).exp());
            }
        }
        WORTH * ((best + NONE) / NONE).ln()
    }
}

impl Publishers {
    /// Reads what [`Learned::lines`] wrote.
    ///
    /// # Errors
    /// A line is none of it; the error says which.
    pub fn read(file: impl BufRead) -> Result<Publishers, LayerError> {
        let mut publishers = Publishers::default();
        let (mut documents, mut places) = (0_u64, 0);
        let mut hash = Sha256::new();
        for (n, line) in file.lines().enumerate() {
            let line = line?;
            hash.update(&line);
            if line.trim().is_empty() {
                continue;
            }
            let line: Line =
                serde_json::from_str(&line).map_err(|e| LayerError::Table(format!("line {}: {e}", n + 1)))?;
            let wrong = |p: &&Spot| !(-90.0..=90.0).contains(&p.lat) || !(-180.0..=180.0).contains(&p.lon);
            if let Some(place) = line.places.iter().find(wrong) {
                return Err(LayerError::Table(format!("line {}: {} is nowhere on earth", n + 1, place.name)));
            }
            documents += u64::from(line.documents);
            places += line.places.len();
            publishers.known.insert(crate::key(&line.publisher), Beat::new(&line));
        }
        let known = publishers.known.len();
        let hash = hash.finalize().iter().take(4).map(|b| format!("{b:02x}")).collect::<String>();
        publishers.tag = format!("{known} publishers ({places} places of {documents} documents, {hash})");
        Ok(publishers)
    }

    pub(crate) fn of(&self, publisher: &str) -> Option<&Beat> {
        self.known.get(&crate::key(publisher))
    }

    pub(crate) fn tag(&self) -> &str {
        &self.tag
    }
}

/// Learns where publishers report from; the order of the documents does not matter.
#[derive(Debug, Default)]
pub struct Learned {
    publishers: BTreeMap<String, Taught>,
}

#[derive(Debug, Default)]
struct Taught {
    /// The name as written; of several the first in order.
    name: String,
    documents: u32,
    places: BTreeMap<String, Spot>,
}

impl Learned {
    /// Takes the mentions of one document: each sure town, district or facility counts once.
    pub fn add(&mut self, publisher: &str, mentions: &[Mention]) {
        let key = crate::key(publisher);
        if key.is_empty() {
            return;
        }
        let taught = self.publishers.entry(key).or_default();
        taught.documents += 1;
        if taught.name.is_empty() || publisher < taught.name.as_str() {
            publisher.clone_into(&mut taught.name);
        }
        let mut seen = BTreeSet::new();
        for mention in mentions.iter().filter(|m| m.kind.is_place() && m.confidence >= SURE) {
            let place = &mention.place;
            let (Some(id), Some(best)) = (&place.gazetteer_id, mention.candidates.first()) else { continue };
            let wide = matches!(best.kind, PlaceKind::Country | PlaceKind::Area | PlaceKind::Region);
            if wide || *id != best.gazetteer_id || !seen.insert(id.clone()) {
                continue;
            }
            let spot = taught.places.entry(id.clone()).or_insert_with(|| Spot {
                gazetteer_id: id.clone(),
                name: best.name.clone(),
                country: best.country.clone(),
                lat: best.lat,
                lon: best.lon,
                documents: 0,
            });
            spot.documents += 1;
        }
    }

    /// JSON Lines, a publisher of at least two documents each, with the places that it names, the most named first.
    ///
    /// # Errors
    /// Never: numbers and text can be written.
    pub fn lines(self) -> serde_json::Result<Vec<String>> {
        self.known().map(|line| serde_json::to_string(&line)).collect()
    }

    /// Writes [`Learned::lines`] to a file, which takes its name only when it is whole, and tells how many publishers and
    /// places there are; writes nothing where there are none.
    ///
    /// # Errors
    /// The file cannot be written.
    pub fn write(self, out: &Path) -> Result<(usize, usize), LayerError> {
        let known: Vec<Line> = self.known().collect();
        if !known.is_empty() {
            let part = out.with_extension("part");
            let mut writer = BufWriter::new(File::create(&part)?);
            for line in &known {
                let line = serde_json::to_string(line).map_err(std::io::Error::from)?;
                writeln!(writer, "{line}")?;
            }
            writer.into_inner().map_err(std::io::IntoInnerError::into_error)?.sync_all()?;
            std::fs::rename(&part, out)?;
        }
        Ok((known.len(), known.iter().map(|line| line.places.len()).sum()))
    }

    fn known(self) -> impl Iterator<Item = Line> {
        let taught = self.publishers.into_values().filter(|taught| taught.documents >= FEWEST);
        let lines = taught.map(|taught| {
            let mut places: Vec<Spot> = taught.places.into_values().collect();
            places.sort_by(|a, b| {
                b.documents.cmp(&a.documents).then_with(|| a.gazetteer_id.cmp(&b.gazetteer_id))
            });
            places.truncate(MOST);
            Line { publisher: taught.name, documents: taught.documents, places }
        });
        lines.filter(|line| !line.places.is_empty())
    }
}

#[cfg(test)]
mod tests {
    use document::{Document, Style};

    use super::*;
    use crate::{Context, Gazetteer, Placer};

    const PAPER: &str = "The Lamar Ledger";

    fn placer(gazetteer: Gazetteer) -> Placer {
        Placer::new(&codebook::Files::embedded(), gazetteer).unwrap()
    }

    fn learned<'a>(texts: impl Iterator<Item = &'a str>) -> Vec<String> {
        let placer = placer(Gazetteer::embedded());
        let mut learned = Learned::default();
        for text in texts {
            let doc = Document::new(text.to_owned(), &Style::default());
            learned.add(PAPER, &placer.annotate(&doc, &Context::default()));
        }
        learned.lines().unwrap()
    }

    const TEXTS: [&str; 3] = [
        "A shop burned in Bonham, Texas, and another in Honey Grove, Texas.",
        "Police in Bonham, Texas, closed a road to Commerce, Texas.",
        "Nothing happened anywhere.",
    ];

    #[test]
    fn a_name_is_the_place_near_those_that_the_publisher_names() {
        let country = |placer: &Placer, publisher: &str| {
            let doc = Document::new("A man was shot in Paris on Monday.".to_owned(), &Style::default());
            let context = Context { publisher: Some(publisher), ..Context::default() };
            placer.annotate(&doc, &context)[0].place.country.clone().unwrap()
        };
        let file = learned(TEXTS.into_iter()).join("\n");
        let known = Publishers::read(file.as_bytes()).unwrap();
        let taught = placer(Gazetteer::embedded().with_publishers(known));
        assert_eq!(country(&placer(Gazetteer::embedded()), PAPER), "FR");
        assert_eq!(country(&taught, "the lamar ledger"), "US");
        assert_eq!(country(&taught, "Another Paper"), "FR");
    }

    #[test]
    fn the_order_of_the_documents_does_not_matter_and_a_country_is_no_place_to_report_from() {
        let lines = learned(TEXTS.into_iter());
        assert_eq!(lines, learned(TEXTS.into_iter().rev()));
        let line: Line = serde_json::from_str(&lines[0]).unwrap();
        assert_eq!(
            (line.documents, line.places[0].name.as_str(), line.places[0].documents),
            (3, "Bonham", 2)
        );
        assert!(line.places.iter().all(|place| place.country.as_deref() == Some("US")));
        assert!(learned(TEXTS.into_iter().take(1)).is_empty());
    }

    #[test]
    fn a_broken_line_is_named() {
        let error = |text: &str| Publishers::read(text.as_bytes()).unwrap_err().to_string();
        assert!(error("\n{}").contains("line 2"), "{}", error("\n{}"));
        let place = r#"{"gazetteer_id":"geonames:1","name":"Bonham","country":"US","lat":95.0,"lon":0.0,"documents":1}"#;
        let far = format!(r#"{{"publisher":"P","documents":2,"places":[{place}]}}"#);
        assert!(error(&far).contains("line 1: Bonham is nowhere"), "{}", error(&far));
    }
}
