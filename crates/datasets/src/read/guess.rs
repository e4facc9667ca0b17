//! Which columns of a file are read, and as what: to be shown, confirmed and written down.

use std::fmt::Write;

use super::mapping::{Mapping, mapping_named, mapping_names};
use super::row::{Side, TollOf};

/// The mapping proposed for a file, to be shown for confirmation.
#[derive(Clone, Debug)]
pub struct Guess {
    /// The shipped mapping's name (`generic` where no dataset is recognised).
    pub name: &'static str,
    /// The mapping.
    pub mapping: Mapping,
    /// "use: heading" for every column that will be read.
    pub found: Vec<(String, String)>,
    /// What a match needs and the file lacks ("date", "place").
    pub lacking: Vec<&'static str>,
}

fn folded(headings: &[String]) -> Vec<String> {
    headings.iter().map(|h| h.trim().to_lowercase()).collect()
}

/// The name of the shipped mapping that headings call for.
fn recognised(headings: &[String]) -> &'static str {
    let has = |name: &String| headings.iter().any(|h| h == name);
    mapping_names()
        .find(|name| mapping_named(name).is_some_and(|m| !m.detect.is_empty() && m.detect.iter().all(has)))
        .unwrap_or("generic")
}

/// Proposes a mapping from a file's headings.
pub fn guess(headings: &[String]) -> Guess {
    let name = recognised(&folded(headings));
    let mapping = mapping_named(name).unwrap_or_default();
    let found = mapping.found(headings);
    let has = |label: &str| found.iter().any(|(use_, _)| use_ == label);
    let mut lacking = Vec::new();
    if !has("first day") && !has("year") {
        lacking.push("date");
    }
    if !has("latitude") || !has("longitude") {
        lacking.push("place");
    }
    Guess { name, mapping, found, lacking }
}

impl Mapping {
    /// "use: heading" for every column of a file that is read, in the order of a mapping file.
    pub fn found(&self, headings: &[String]) -> Vec<(String, String)> {
        let folded = folded(headings);
        let first = |names: &[String]| names.iter().find(|n| folded.contains(n)).cloned();
        let mut found: Vec<(String, String)> = Vec::new();
        for (key, label, names) in self.columns.uses() {
            if key == "note" {
                continue;
            }
            if key == "type" {
                // All type columns that the file has are joined.
                let all: Vec<String> = names.iter().filter(|n| folded.contains(n)).cloned().collect();
                if !all.is_empty() {
                    found.push((label.to_owned(), all.join(" / ")));
                }
            } else {
                found.extend(first(names).map(|heading| (label.to_owned(), heading)));
            }
        }
        for (n, actor) in self.actors.iter().enumerate() {
            found.extend(first(&actor.columns).map(|heading| (format!("party {}", n + 1), heading)));
        }
        for toll in &self.tolls {
            let label = format!("{:?} of {:?}", toll.effect, toll.of).to_lowercase();
            found.extend(first(&toll.best).map(|heading| (label, heading)));
        }
        found
    }

    /// Headings of a file that are not read.
    pub fn unread(&self, headings: &[String]) -> Vec<String> {
        let actors = self.actors.iter().flat_map(|a| &a.columns);
        let tolls = self.tolls.iter().flat_map(|t| t.low.iter().chain(&t.best).chain(&t.high));
        let read: Vec<&String> =
            self.columns.uses().into_iter().flat_map(|(_, _, n)| n).chain(actors).chain(tolls).collect();
        folded(headings).into_iter().filter(|h| !h.is_empty() && !read.contains(&h)).collect()
    }

    /// A mapping file that reads the columns which this mapping found in a file: to be looked at, changed and given again.
    pub fn written_for(&self, headings: &[String], from: &str) -> String {
        let folded = folded(headings);
        let here = |names: &[String]| -> Vec<String> {
            names.iter().filter(|n| folded.contains(n)).cloned().collect()
        };
        // TOML's basic strings are quoted and escaped as Rust's but for \u, which headings hardly hold.
        let text = |t: &str| toml::Value::String(t.to_owned()).to_string();
        let list =
            |names: &[String]| format!("[{}]", names.iter().map(|n| text(n)).collect::<Vec<_>>().join(", "));
        let mut out = format!(
            "# How the columns of {} are read; change what is wrong and give this file by --mapping.\n",
            from.replace(['\n', '\r'], " ")
        );
        let base = mapping_names()
            .find(|n| mapping_named(n).is_some_and(|m| m.name == self.name))
            .unwrap_or("generic");
        let _ = writeln!(out, "name = {}", text(&self.name));
        let _ = writeln!(out, "definition = {}", text(&self.definition));
        let _ = writeln!(out, "source = {}", text(&self.source));
        let _ = writeln!(out, "# Codes of precision and types are those of this shipped mapping.");
        let _ = writeln!(out, "extends = {}", text(base));
        let unread = self.unread(headings);
        if !unread.is_empty() {
            let _ = writeln!(out, "# Not read: {}", unread.join(", ").replace(['\n', '\r'], " "));
        }
        let _ = writeln!(out, "\n[columns]");
        for (key, label, names) in self.columns.uses() {
            let names = here(names);
            match names.is_empty() {
                true => _ = writeln!(out, "# {key} = []  # {label}: no column"),
                false => _ = writeln!(out, "{key} = {}", list(&names)),
            }
        }
        for actor in self.actors.iter().filter(|a| !here(&a.columns).is_empty()) {
            let side = if actor.side == Side::A { "a" } else { "b" };
            let _ =
                writeln!(out, "\n[[actor]]\ncolumns = {}\nside = \"{side}\"", list(&here(&actor.columns)));
        }
        for toll in self.tolls.iter().filter(|t| !here(&t.best).is_empty()) {
            let of = match toll.of {
                TollOf::All => "all",
                TollOf::A => "a",
                TollOf::B => "b",
                TollOf::Civilians => "civilians",
                TollOf::Unknown => "unknown",
            };
            let effect = format!("{:?}", toll.effect).to_lowercase();
            let _ = writeln!(out, "\n[[toll]]\neffect = \"{effect}\"\nof = \"{of}\"");
            for (key, names) in [("low", &toll.low), ("best", &toll.best), ("high", &toll.high)] {
                let names = here(names);
                if !names.is_empty() {
                    let _ = writeln!(out, "{key} = {}", list(&names));
                }
            }
        }
        let d = &self.defaults;
        let _ = writeln!(
            out,
            "\n[defaults]\ndays_before = {}\nradius_km = {:?}\nnot_told = {}",
            d.days_before,
            d.radius_km,
            list(&d.not_told)
        );
        out
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headings(text: &str) -> Vec<String> {
        text.split(',').map(str::to_owned).collect()
    }

    #[test]
    fn headings_tell_the_dataset() {
        let of = |text: &str| guess(&headings(text)).name;
        assert_eq!(of("id,date_start,date_end,where_prec,date_prec,best"), "ucdp_ged");
        assert_eq!(of("EVENT_DATE,time_precision,geo_precision,fatalities"), "acled");
        assert_eq!(of("when,what"), "generic");
        assert_eq!(guess(&["when".to_owned()]).lacking, ["date", "place"]);
    }

    #[test]
    fn a_guess_written_down_reads_the_same_columns() {
        for text in [
            "ID,Date,Lat,Lon,Killed,Colour \"of\" roof",
            "id,date_start,date_end,date_prec,where_prec,latitude,longitude,side_a,side_b,low,best,high,type_of_violence",
            "eventid,iyear,imonth,iday,attacktype1_txt,specificity,latitude,longitude,nkill,gname",
        ] {
            let headings = headings(text);
            let mapping = guess(&headings).mapping;
            let written = mapping.written_for(&headings, "mine.csv");
            let again = Mapping::parse(&written).unwrap_or_else(|e| panic!("{e}\n{written}"));
            assert_eq!(again.found(&headings), mapping.found(&headings), "{written}");
            assert_eq!(again.place_precisions.len(), mapping.place_precisions.len());
            assert_eq!(again.types.len(), mapping.types.len());
            assert_eq!(again.defaults.not_told, mapping.defaults.not_told);
        }
        let unread = guess(&headings("date,colour")).mapping.unread(&headings("date,colour"));
        assert_eq!(unread, ["colour"]);
    }
}
