use codebook::Reading;
use document::TextRange;
use jiff::civil::Date;
use record::{Basis, Calendar, Precision, When, Where};
use toll::Losses;

/// A date of the text, as the dater gives it.
#[derive(Clone, Debug)]
pub(crate) struct DateAt {
    pub(crate) first: usize,
    /// One past its last token.
    pub(crate) end: usize,
    pub(crate) when: When,
    /// Whether it is a time of day alone, which tells no day by itself.
    pub(crate) clock: bool,
    /// Whether it only places the publication (a dateline).
    pub(crate) dateline: bool,
    pub(crate) rule: String,
}

/// A place of the text, as the placer gives it.
#[derive(Clone, Debug)]
pub(crate) struct PlaceAt {
    pub(crate) first: usize,
    pub(crate) end: usize,
    pub(crate) place: Where,
    /// Whether an event can lie there (no demonym, no part of a name).
    pub(crate) locates: bool,
    /// Whether a word beside the name says that it is a district or region.
    pub(crate) area: bool,
    /// Whether something is there, rather than comes from there or goes there.
    pub(crate) at: bool,
    /// Whether somebody or something goes there.
    pub(crate) to: bool,
    /// Whether it only says of somebody where he has an office or comes from, or which road he took.
    pub(crate) aside: bool,
    /// Whether it is the way of somebody who travels: "from A to B".
    pub(crate) travelled: bool,
    /// For a name in a label, the tokens over which it says where.
    pub(crate) holds: Option<(usize, usize)>,
    pub(crate) rule: String,
    pub(crate) confidence: f32,
}

/// Everything that is known of a document before events are made.
pub(crate) struct Scene<'a> {
    pub(crate) reading: Reading<'a>,
    pub(crate) losses: Losses,
    pub(crate) dates: Vec<DateAt>,
    pub(crate) places: Vec<PlaceAt>,
    /// Those of them that stand in labels, by the tokens over which they hold.
    pub(crate) labels: Vec<usize>,
    /// Names of persons, as ranges of tokens.
    pub(crate) individuals: Vec<(usize, usize)>,
    /// The first day of what the report is about; what lies before it is only recalled.
    pub(crate) news_since: Option<Date>,
    /// The country of a passage with no place of its own.
    pub(crate) country: Option<String>,
}

/// A gap of this many days without any date parts what a report is about from what it recalls.
const SILENCE: i32 = 45;
/// The same in a text that was not written for the news.
const LONG_SILENCE: i32 = 400;

/// So many entries that open with their date make a chronology.
const ENTRIES: usize = 4;

/// The first day of the report's own period: going back from its latest date, the days before the first long silence. A report
/// whose dates all lie long before its publication (a quarterly note) has its period there; a chronology, most of whose dates open a
/// line, tells of all of them.
pub(crate) fn news_since(reading: &Reading<'_>, dates: &[DateAt], published: Option<Date>) -> Option<Date> {
    let doc = reading.doc;
    let text = doc.text();
    let opens = |d: &&DateAt| {
        let at = doc.tokens()[d.first].range.start as usize;
        let line = text[..at].rsplit('\n').next().unwrap_or_default();
        line.chars().all(|c| !c.is_alphanumeric())
    };
    let told = |d: &&DateAt| {
        let fine = matches!(d.when.precision, record::Precision::Day | record::Precision::Week);
        fine && !d.dateline
            && !bounds_period(reading, d)
            && d.when.end.is_some_and(|end| published.is_none_or(|p| end <= p))
    };
    let heads: Vec<Date> = dates.iter().filter(told).filter(opens).filter_map(|d| d.when.end).collect();
    let chronology = heads.len() >= ENTRIES && heads.len() * 2 > dates.iter().filter(told).count();
    let first_entry = heads.into_iter().min().filter(|_| chronology);
    let mut ends: Vec<Date> = dates.iter().filter(told).filter_map(|d| d.when.end).collect();
    ends.sort_unstable();
    let mut since = *ends.last()?;
    // A reference text, whose last date lies long before its publication, is about years.
    let reference = published.is_some_and(|published| (published - since).get_days() > SILENCE);
    let silence = if reference { LONG_SILENCE } else { SILENCE };
    for (newer, &day) in ends.iter().rev().enumerate() {
        // One late date and many early ones: the late one is the exception (a report's own date). And of what is recalled there is
        // less than of what is told: where a third of the dates lie before a silence, the report is about them too.
        let older = ends.len() - newer;
        let few = older * 3 < ends.len() || ends.len() < 6;
        if (since - day).get_days() > silence && newer * 3 >= ends.len() && few {
            break;
        }
        since = day;
    }
    Some(first_entry.map_or(since, |entry| entry.min(since)))
}

/// "since the second phase opened on 1 July": the day from which a figure is counted.
fn bounds_period(reading: &Reading<'_>, date: &DateAt) -> bool {
    const CLAUSE: usize = 12;
    let doc = reading.doc;
    let sentence = doc.sentence_at(doc.tokens()[date.first].range.start);
    let from = sentence.map_or(0, |s| s.first as usize).max(date.first.saturating_sub(CLAUSE));
    (from..date.first).any(|at| reading.codebook.grammar.since.contains(reading.word(at)))
}

impl Scene<'_> {
    /// The tokens of a byte range.
    pub(crate) fn tokens_of(doc: &document::Document, range: TextRange) -> (usize, usize) {
        let first = doc.token_at(range.start);
        let mut end = first;
        while end < doc.tokens().len() && doc.tokens()[end].range.start < range.end {
            end += 1;
        }
        (first, end.max(first + 1).min(doc.tokens().len().max(1)))
    }

    /// Whether a date lies before what the report is about.
    pub(crate) fn recalls(&self, date: usize) -> bool {
        let when = &self.dates[date].when;
        match (when.end, self.news_since) {
            (Some(end), Some(since)) => {
                // "since 2007" runs to publication, and yet looks back.
                let bound = when.precision == record::Precision::Year
                    && when.start.is_some_and(|start| (since - start).get_days() > 366);
                end < since || bound
            }
            _ => when.precision == record::Precision::Year && when.stated.year.is_some(),
        }
    }

    /// The first place within a heading.
    pub(crate) fn place_within(&self, heading: TextRange) -> Option<&PlaceAt> {
        let range = |place: &PlaceAt| self.reading.range(place.first, place.end);
        let from = self.places.partition_point(|place| range(place).start < heading.start);
        self.places[from..]
            .iter()
            .take_while(|place| range(place).start < heading.end)
            .find(|place| heading.contains(range(place)))
    }

    /// The day that a section's heading gives what stands under it.
    pub(crate) fn date_of_heading(&self, section: usize) -> Option<&DateAt> {
        let doc = self.reading.doc;
        let heading = doc.sections()[section].heading;
        let from = self.dates.partition_point(|d| doc.tokens()[d.first].range.start < heading.start);
        let date = self.dates[from..]
            .iter()
            .take_while(|d| doc.tokens()[d.first].range.start < heading.end)
            .find(|d| !d.clock && matches!(d.when.precision, Precision::Day | Precision::Week))?;
        Some(self.converted(date))
    }

    /// When a report with no date up to `before` tells that something happened: in the period that its title gives, or on the day of
    /// its dateline, give or take one.
    pub(crate) fn date_of_report(&self, before: usize) -> Option<(When, &'static str)> {
        let upto = self.dates.partition_point(|d| d.first < before);
        let known = |d: &&DateAt| d.when.start.is_some() && d.when.precision != Precision::Year;
        let title = self.dates[..upto].iter().filter(known).find(|d| !d.dateline && !d.clock);
        if let Some(title) = title.filter(|d| d.when.basis == Basis::Stated) {
            let when = When { basis: Basis::Inherited, ..self.converted(title).when.clone() };
            return Some((when, "the period of the report"));
        }
        let dateline = self.dates[..upto].iter().filter(known).rfind(|d| d.dateline)?;
        let when = When { basis: Basis::Published, slack_days: 1, ..dateline.when.clone() };
        Some((when, "the day of the dateline"))
    }

    /// The same day in the Gregorian calendar where the text gives it directly after ("3 Rajab 1437, corresponding to 11 April"): the
    /// writer's own conversion is exact, a table's may be a day off.
    pub(crate) fn converted<'d>(&'d self, date: &'d DateAt) -> &'d DateAt {
        /// The most tokens between the two.
        const BETWEEN: usize = 5;
        /// How far a table may be off, in days.
        const APART: i32 = 2;
        if date.when.calendar == Calendar::Gregorian {
            return date;
        }
        let from = self.dates.partition_point(|d| d.first < date.end);
        let near = |d: &&DateAt| {
            d.first <= date.end + BETWEEN
                && d.when.calendar == Calendar::Gregorian
                && d.when.basis == Basis::Stated
                && matches!((d.when.start, date.when.start), (Some(a), Some(b)) if (a - b).get_days().abs() <= APART)
                && matches!((d.when.end, date.when.end), (Some(a), Some(b)) if (a - b).get_days().abs() <= APART)
        };
        self.dates.get(from).filter(near).unwrap_or(date)
    }

    /// The place of the label over a token: the first name of the label that is no wider than the others.
    pub(crate) fn label(&self, token: usize) -> Option<&PlaceAt> {
        let begins = |place: &usize| self.places[*place].holds.is_some_and(|(first, _)| first <= token);
        let upto = self.labels.partition_point(begins);
        // The names of one label hold over the same tokens.
        let last = self.places[*self.labels[..upto].last()?].holds?;
        let first = self.labels[..upto].partition_point(|p| self.places[*p].holds < Some(last));
        (token < last.1).then(|| &self.places[self.labels[first]])
    }

    /// Where the labelled item begins that a token stands in.
    pub(crate) fn item(&self, token: usize) -> Option<usize> {
        self.label(token).and_then(|label| label.holds).map(|(first, _)| first)
    }

    pub(crate) fn span(&self, first: usize, end: usize) -> record::Span {
        self.reading.doc.span(self.reading.range(first, end))
    }
}
