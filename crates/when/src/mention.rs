use document::TextRange;
use jiff::civil::Date;
use record::When;
use serde::Serialize;

/// What is known of a document beside its text, and how to read dates that leave something out.
#[derive(Clone, Debug, Default)]
pub struct Context {
    /// The day of publication.
    pub published: Option<Date>,
    /// Whether a date without a year may lie after publication: then it is the one nearest to publication. Default: it is the
    /// latest that does not lie after it, unless the sentence speaks of the future ("will be held on 5 June").
    pub allow_future: bool,
    /// Whether words that only lean on time are given too ("former", "current"), as TIMEX2 does and TIMEX3 does not. Default: no.
    pub adjectives: bool,
}

/// What an expression of time is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// A day, week, month, season or year, or a range of them.
    Date,
    /// A part of a day or a clock time.
    Time,
    /// Ten years or a hundred.
    Decade,
    /// A length of time.
    Duration,
    /// Something that recurs.
    Set,
    /// How old somebody is.
    Age,
    /// "now", "recently", "the future".
    Reference,
}

/// What a mention does in its text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// It may date what the sentence tells.
    Point,
    /// The date of a dateline: when the report was filed.
    Dateline,
    /// A past time that is only recalled ("in 2014"), months before publication.
    Recalled,
    /// The time since or until which something has lasted.
    Bound,
    /// No point in time: a duration, a set, an age, a vague reference.
    NoPoint,
}

/// The four types of TIMEX3.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "UPPERCASE")]
pub enum TimexKind {
    /// A calendar time of a day or coarser.
    Date,
    /// A time of day.
    Time,
    /// A length.
    Duration,
    /// A recurrence.
    Set,
}

impl TimexKind {
    /// As in TimeML.
    pub fn as_str(self) -> &'static str {
        match self {
            TimexKind::Date => "DATE",
            TimexKind::Time => "TIME",
            TimexKind::Duration => "DURATION",
            TimexKind::Set => "SET",
        }
    }
}

/// An expression of time in the terms of TimeML (ISO-TimeML 1.2.1).
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Timex3 {
    /// Its type.
    #[serde(rename = "type")]
    pub kind: TimexKind,
    /// Its value: an ISO 8601 form, extended as in TimeML (`1989-Q3`, `2017-03-04TMO`, `P2Y`, `PAST_REF`).
    pub value: String,
    /// `START`, `MID`, `END`, `APPROX`, `BEFORE`, `AFTER`, `LESS_THAN`, `MORE_THAN`, ...
    #[serde(rename = "mod", skip_serializing_if = "Option::is_none")]
    pub r#mod: Option<String>,
    /// For sets: the quantifier ("EVERY").
    #[serde(skip_serializing_if = "Option::is_none")]
    pub quant: Option<String>,
    /// For sets: how often ("2X").
    #[serde(skip_serializing_if = "Option::is_none")]
    pub freq: Option<String>,
}

/// One expression of a mention that holds several: the ends of a range.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Part {
    /// Where it stands.
    pub range: TextRange,
    /// Its value.
    pub timex: Timex3,
}

/// Why a value should be looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Warning {
    /// The weekday that is named is not that of the date; the interval covers both.
    WeekdayDisagrees,
    /// The month has no such day; the interval covers what it can mean.
    NoSuchDay,
    /// Two dates that should be one day in two calendars are not; the interval covers both.
    CalendarsDisagree,
    /// The end of a range lies before its start.
    EndBeforeStart,
}

/// The entry of the codebook that gave a value.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Rule {
    /// The file and the name of the rule.
    pub entry: String,
    /// How the value was resolved ("latest not after publication", "from the last date told").
    pub mechanism: &'static str,
}

/// One expression of time.
#[derive(Clone, Debug, PartialEq)]
pub struct Mention {
    /// Where it stands, in bytes.
    pub range: TextRange,
    /// What it is.
    pub kind: Kind,
    /// The interval, for what can locate an event; `None` for durations, sets, ages and vague references. Its `span` is that of
    /// `range` in code points.
    pub when: Option<When>,
    /// The value for comparison with other tools: of the whole, or of the first end of a range.
    pub timex: Timex3,
    /// The ends of a range and the days of a list, each with its own value; empty for a single expression.
    pub parts: Vec<Part>,
    /// The reason.
    pub rule: Rule,
    /// Whether it is understood only from something else (publication, the last date told).
    pub relative: bool,
    /// Whether it only tells the time of day ("at noon", "during the night"), of the day told before.
    pub bare: bool,
    /// How sure the value is, 0 to 1.
    pub confidence: f32,
    /// Why it should be looked at.
    pub warnings: Vec<Warning>,
    /// What it does in its text.
    pub role: Role,
}

impl Mention {
    /// The TIMEX3 expressions of the mention with their places: one, or the ends of a range.
    pub fn timexes(&self) -> Vec<(TextRange, &Timex3)> {
        if self.parts.is_empty() {
            vec![(self.range, &self.timex)]
        } else {
            self.parts.iter().map(|p| (p.range, &p.timex)).collect()
        }
    }
}
