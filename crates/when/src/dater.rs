use std::collections::BTreeSet;

use codebook::{Error, Files};
use document::{Document, TextRange, Token};
use jiff::civil::Date;
use record::{Calendar, When};

use crate::calendar::{self, plus_days};
use crate::layout;
use crate::matcher::{Capture, Matcher};
use crate::mention::{Context, Mention, Part, Role, Rule};
use crate::parts::{Parts, collect};
use crate::resolve::{Gives, Gran, Resolver, Tense, Told, Value, precision};
use crate::rules::{Rules, compile};
use crate::vocab::{UNKNOWN, WordId};

/// How far before publication, in days, a month or year is taken for recalled.
const RECALLED_DAYS: i64 = 90;
/// How long before publication, in days, all full dates of a text lie that is not about its own time.
const TOPIC_DAYS: i64 = 150;
/// How many tokens before an expression may hold the verb that makes it future.
const TENSE_WINDOW: usize = 14;

/// Finds and resolves expressions of time by a codebook.
#[derive(Clone, Debug)]
pub struct Dater {
    rules: Rules,
}

/// A form that was found, before it is resolved.
struct Found<'a> {
    rule: u16,
    first: usize,
    end: usize,
    parts: Vec<Parts<'a>>,
    /// Whether it is told from the time of writing.
    own_time: bool,
}

impl Dater {
    /// Compiles the words and rules of `files`.
    ///
    /// # Errors
    /// A file or a form cannot be read; the error says where and why.
    pub fn new(files: &Files) -> Result<Dater, Error> {
        Ok(Dater { rules: compile(files)? })
    }

    /// Every expression of time of a document, in order, resolved one after the other. Mentions do not overlap.
    pub fn annotate(&self, doc: &Document, context: &Context) -> Vec<Mention> {
        let ids = self.rules.vocab.read(doc);
        let mut found = self.find(doc, &ids, context);
        put_month_first(doc, &mut found);
        let filed = self.filed(doc, &found, context);
        let context = filed.as_ref().unwrap_or(context);
        let mut resolver = Resolver::new(context, narrative(&found, context), main_calendar(&found));
        if !resolver.narrative {
            resolver.topic = self.topic(&found, context);
        }
        let labels = labels(doc, &found);
        let mut mentions = Vec::new();
        for f in &found {
            let info = &self.rules.rules[usize::from(f.rule)];
            resolver.tense = self.tense(doc, &ids, f.first);
            resolver.opens_sentence = opens_sentence(doc, f.first);
            let opens = is_dateline(doc, f.first, f.end) && !labels.contains(&f.first);
            let stamp = is_stamp(doc, f.first, f.end);
            if opens || stamp {
                // Each dateline is dated by publication, not by the dateline before.
                resolver.now = context.published.or(resolver.now);
            }
            let Some(mut value) = resolver.resolve(info.gives, &f.parts) else { continue };
            // A period ("Total (1 to 7 May): ...") files no report; a day whose year is not known does.
            let one = value.days.is_none_or(|d| d.start == d.end);
            let is_dateline = value.gran <= Gran::Day && one && opens;
            if is_dateline && let Some(days) = value.days {
                dateline(&mut resolver, days.end);
            }
            if value.gran <= Gran::Day
                && one
                && stamp
                && let Some(days) = value.days
            {
                // What a message calls yesterday is the day before the message.
                resolver.now = Some(days.end);
            }
            let first = mentions.iter().all(|m: &Mention| m.when.is_none());
            if first && f.first < TITLE {
                resolver.week = value.days.filter(|days| is_week(*days, context));
            }
            if !is_conversion(doc, f.first, &value, resolver.told_day) {
                resolver.tell(&value);
            }
            if value.stated.year.is_some() {
                // A year told in the text takes over.
                resolver.heading_year = None;
            }
            if value.gran == Gran::Year
                && layout::is_heading(doc, f.first, f.end)
                && let Some(days) = value.days
            {
                resolver.heading_year = Some(i32::from(days.start.year()));
            }
            let bound = f.first > 0 && self.is_since(ids[f.first - 1]);
            if bound && let (Some(days), Some(now)) = (&mut value.days, resolver.now) {
                // What has lasted since then has lasted to the time of writing.
                days.end = days.end.max(now);
            }
            mentions.push(self.mention(doc, f, value, context, is_dateline, bound));
        }
        mentions
    }

    /// A report without a publication date that opens with a full dateline was published then, as far as anybody can know.
    fn filed(&self, doc: &Document, found: &[Found<'_>], context: &Context) -> Option<Context> {
        if context.published.is_some() {
            return None;
        }
        let labels = labels(doc, found);
        let first = found.iter().find(|f| is_dateline(doc, f.first, f.end) && !labels.contains(&f.first))?;
        let mut resolver = Resolver::new(context, true, main_calendar(found));
        let info = &self.rules.rules[usize::from(first.rule)];
        let value = resolver.resolve(info.gives, &first.parts)?;
        let days = value.days.filter(|_| value.gran <= Gran::Day)?;
        (days.start == days.end).then(|| Context { published: Some(days.end), ..context.clone() })
    }

    /// The first full date of a text whose full dates all lie long before publication and which tells nothing from its own time
    /// ("yesterday", "on Monday"): a reference text about that time.
    fn topic(&self, found: &[Found<'_>], context: &Context) -> Option<Date> {
        let published = context.published?;
        if found.iter().any(|f| f.own_time) {
            return None;
        }
        let full = |f: &&Found<'_>| {
            f.parts
                .first()
                .is_some_and(|p| p.day.is_some() && p.month.is_some() && p.year.is_some_and(|y| !y.short))
        };
        let mut days = Vec::new();
        for f in found.iter().filter(full) {
            let info = &self.rules.rules[usize::from(f.rule)];
            let mut resolver = Resolver::new(context, true, Calendar::Gregorian);
            days.extend(resolver.resolve(info.gives, &f.parts).and_then(|v| v.days).map(|d| d.start));
        }
        let latest = days.iter().max()?;
        (plus_days(*latest, TOPIC_DAYS).is_some_and(|d| d < published)).then(|| days[0])
    }

    /// The longest form at each place, from left to right.
    fn find<'a>(&'a self, doc: &'a Document, ids: &'a [WordId], context: &Context) -> Vec<Found<'a>> {
        let mut found = Vec::new();
        let (mut captures, mut best_captures): (Vec<Capture>, Vec<Capture>) = (Vec::new(), Vec::new());
        let mut stack = Vec::new();
        let mut done = 0;
        let lower = layout::is_lower(doc);
        let (vocab, month) = (&self.rules.vocab, self.rules.numbers.month);
        let item_dates =
            layout::item_dates(doc, |n| vocab.may_be(ids[n], month) && doc.tokens()[n].is_capitalised());
        for (n, sentence) in doc.sentences().iter().enumerate() {
            let matcher = Matcher {
                text: doc.text(),
                tokens: doc.tokens(),
                ids,
                vocab: &self.rules.vocab,
                numbers: self.rules.numbers,
                item_dates: &item_dates,
                lower,
                first: sentence.first as usize,
                end: self.end_of(doc, ids, n),
            };
            let mut at = (sentence.first as usize).max(done);
            while at < sentence.end as usize {
                let id = ids[at];
                if id == UNKNOWN {
                    at += 1;
                    continue;
                }
                let mut best: Option<(usize, u16)> = None;
                let after = |n: usize| if at + n < matcher.end { ids[at + n] } else { UNKNOWN };
                for form in self.rules.index.forms(id, after(1), after(2)) {
                    let form = &self.rules.forms[form];
                    if let Some(end) = matcher.run(&form.ops, at, &mut captures, &mut stack)
                        && best.is_none_or(|(e, _)| end > e)
                    {
                        best = Some((end, form.rule));
                        std::mem::swap(&mut captures, &mut best_captures);
                    }
                }
                let Some((mut end, rule)) = best else {
                    at += 1;
                    continue;
                };
                // The stop of an abbreviation or of the sentence is no part of the expression.
                while end > at + 1 && matches!(matcher.tokens[end - 1].text(matcher.text), "." | ",") {
                    end -= 1;
                }
                let info = &self.rules.rules[usize::from(rule)];
                if info.gives != Gives::Nothing && (context.adjectives || !info.adjective) {
                    let parts = collect(&best_captures, &self.rules.slots, &info.set, &self.rules.vocab);
                    let from_now = |(k, v): &(String, String)| {
                        (k == "anchor" && v == "now") || (k == "dir" && matches!(v.as_str(), "last" | "this"))
                    };
                    let own_time = info.gives == Gives::Deictic
                        || (info.gives == Gives::Weekday && info.set.is_empty())
                        || (info.gives != Gives::Nth && info.set.iter().any(from_now));
                    found.push(Found { rule, first: at, end, parts, own_time });
                }
                at = end;
            }
            done = at;
        }
        found
    }

    /// Where a mention that begins in a sentence must end: with it, or with the next where a dotted "p.m." may have split one.
    fn end_of(&self, doc: &Document, ids: &[WordId], n: usize) -> usize {
        let sentences = doc.sentences();
        let end = sentences[n].end as usize;
        let last = ids[end - 1];
        let dotted =
            self.rules.meridiem.is_some_and(|c| self.rules.vocab.lexemes(last).iter().any(|l| l.class == c));
        if dotted { sentences.get(n + 1).map_or(end, |s| s.end as usize) } else { end }
    }

    /// Whether a word shortly before, in the same sentence, speaks of the future.
    fn tense(&self, doc: &Document, ids: &[WordId], first: usize) -> Tense {
        let Some(future) = self.rules.future else { return Tense::Past };
        let start = doc.sentence_at(doc.tokens()[first].range.start).map_or(first, |s| s.first as usize);
        let from = start.max(first.saturating_sub(TENSE_WINDOW));
        let marks = |id: &WordId| {
            self.rules.vocab.lexemes(*id).iter().any(|l| l.class == future && l.rest.is_empty())
        };
        let before = ids[from..first].iter().any(marks);
        // "On Friday the board will meet"
        let end = doc.sentence_at(doc.tokens()[first].range.start).map_or(first, |s| s.end as usize);
        let after = first <= start + 2 && ids[first..end.min(first + TENSE_WINDOW)].iter().any(marks);
        if before || after { Tense::Future } else { Tense::Past }
    }

    fn is_since(&self, word: WordId) -> bool {
        self.rules.since.is_some_and(|since| self.rules.vocab.lexemes(word).iter().any(|l| l.class == since))
    }

    fn mention(
        &self,
        doc: &Document,
        f: &Found<'_>,
        value: Value,
        context: &Context,
        dateline: bool,
        bound: bool,
    ) -> Mention {
        let range = cover(doc.tokens(), f.first, f.end);
        let info = &self.rules.rules[usize::from(f.rule)];
        let when = value.point.then(|| When {
            start: value.days.map(|d| d.start),
            end: value.days.map(|d| d.end),
            precision: if value.days.is_some() { precision(&value) } else { record::Precision::Unknown },
            calendar: value.calendar,
            stated: value.stated,
            basis: value.basis,
            slack_days: u8::from(value.calendar == Calendar::Hijri),
            span: Some(doc.span(range)),
        });
        let old = match (context.published, value.days) {
            (Some(published), Some(days)) => {
                plus_days(days.end, RECALLED_DAYS).is_some_and(|d| d < published)
            }
            _ => false,
        };
        let role = match value.role {
            Some(role) => role,
            None if dateline => Role::Dateline,
            None if !value.point => Role::NoPoint,
            None if bound => Role::Bound,
            None if old && value.gran >= Gran::Month => Role::Recalled,
            None => Role::Point,
        };
        let parts = value
            .parts
            .iter()
            .map(|((first, end), timex)| Part {
                range: cover(doc.tokens(), *first as usize, *end as usize),
                timex: timex.clone(),
            })
            .collect();
        Mention {
            range,
            kind: value.kind,
            when,
            timex: value.timex,
            parts,
            rule: Rule { entry: info.entry.clone(), mechanism: value.mechanism },
            relative: value.relative,
            bare: value.bare,
            confidence: value.confidence,
            warnings: value.warnings,
            role,
        }
    }
}

/// "03/04/2003" is the fourth of March where another date of the document can only be read so.
fn put_month_first(doc: &Document, found: &mut [Found<'_>]) {
    if !layout::month_first(doc, found.iter().map(|f| (f.first, f.end))) {
        return;
    }
    for f in found {
        let ambiguous = layout::slashed(doc, f.first, f.end).is_some_and(|(a, b)| a <= 12 && b <= 13);
        if let (true, Some(parts)) = (ambiguous, f.parts.first_mut())
            && let (Some(day), Some(month)) = (parts.day, parts.month.as_mut())
        {
            parts.day = Some(i32::from(month.number));
            month.number = u8::try_from(day).unwrap_or(0);
        }
    }
}

/// A dateline tells when the report was written, where publication is not known or lies within two weeks after it.
fn dateline(resolver: &mut Resolver<'_>, day: jiff::civil::Date) {
    let near = resolver.context.published.is_none_or(|published| {
        let gap = calendar::rata_die(published) - calendar::rata_die(day);
        (0..=14).contains(&gap)
    });
    if near {
        resolver.now = Some(day);
    }
}

/// "BAMAKO, March 4 (Agency) --": at the start of a line, after capitalised words and marks only, and before a dash or bracket.
fn is_dateline(doc: &Document, first: usize, end: usize) -> bool {
    const LONGEST: usize = 9;
    let (tokens, text) = (doc.tokens(), doc.text());
    let mut start = first;
    while start > 0 && !tokens[start].newline_before() {
        start -= 1;
        if first - start > LONGEST {
            return false;
        }
    }
    let name = &tokens[start..first];
    let names = name.iter().all(|t| t.is_capitalised() || !t.is_word());
    // "BAMAKO (Agency, 4 March) --": the bracket closes before the dash.
    let inside = name.iter().any(|t| t.text(text) == "(");
    let end = if inside && tokens.get(end).is_some_and(|t| t.text(text) == ")") { end + 1 } else { end };
    let marks = |t: &Token| matches!(t.text(text), "--" | "-" | "–" | "—" | "(" | "[" | ":" | "/");
    let opens = matches!(name.last().map(|t| t.text(text)), Some("," | "(" | "/"));
    opens && names && name.first().is_some_and(|t| t.is_capitalised()) && tokens.get(end).is_some_and(marks)
}

/// The day and time over a message of an exported channel: "[03/05 14:20] ...", "Channel, [3 May 2021 14:20]:", "#115 5 May 09:10".
fn is_stamp(doc: &Document, first: usize, end: usize) -> bool {
    /// The most tokens of a line before the stamp.
    const BEFORE: usize = 6;
    let (tokens, text) = (doc.tokens(), doc.text());
    let clock = |t: &Token| t.text(text).contains(':') && t.text(text).len() > 3;
    let timed = tokens[first..(end + 2).min(tokens.len())].iter().any(clock);
    let open = first.checked_sub(1).is_some_and(|at| matches!(tokens[at].text(text), "[" | "|" | "("));
    let mut start = first;
    while start > 0 && !tokens[start].newline_before() && first - start <= BEFORE {
        start -= 1;
    }
    let head = first - start <= BEFORE;
    // The line holds no words after it, or opens with it.
    let alone = (end..(end + 6).min(tokens.len()))
        .take_while(|&at| !tokens[at].newline_before())
        .all(|at| !tokens[at].is_word() || tokens[at].is_all_caps());
    timed && head && (open || first == start || alone)
}

/// Tokens in which a title gives the period of a report.
const TITLE: usize = 40;

/// Whether a period is a week, give or take two days, that ended shortly before publication.
fn is_week(days: crate::calendar::Days, context: &Context) -> bool {
    const LAG: i64 = 14;
    let long = calendar::rata_die(days.end) - calendar::rata_die(days.start) + 1;
    let lag = context.published.map(|day| calendar::rata_die(day) - calendar::rata_die(days.end));
    (5..=8).contains(&long) && lag.is_some_and(|lag| (0..=LAG).contains(&lag))
}

/// The dates of entries "Gao, 12 June: ...", "Kidal (13 June): ...", by their first token: a place, a date and a colon tell where and when
/// something happened, and not where a report was filed, where more than one of them does so or the date stands alone in brackets.
fn labels(doc: &Document, found: &[Found<'_>]) -> BTreeSet<usize> {
    let (tokens, text) = (doc.tokens(), doc.text());
    let raw = |n: usize| tokens.get(n).map_or("", |t| t.text(text));
    let bracketed =
        |f: &&Found<'_>| f.first > 0 && raw(f.first - 1) == "(" && raw(f.end) == ")" && raw(f.end + 1) == ":";
    let labelled = |f: &&Found<'_>| {
        f.first > 1
            && raw(f.end) == ":"
            && raw(f.first - 1) == ","
            && tokens[f.first - 2].is_word()
            && tokens[f.first - 2].is_capitalised()
    };
    let colons: Vec<usize> = found.iter().filter(labelled).map(|f| f.first).collect();
    let brackets = found.iter().filter(bracketed).map(|f| f.first);
    if colons.len() > 1 { colons.into_iter().chain(brackets).collect() } else { brackets.collect() }
}

/// "3 Rajab (14 January)": the same days in another calendar. The story goes on in the calendar of the first.
fn is_conversion(doc: &Document, first: usize, value: &Value, told: Option<Told>) -> bool {
    /// A month begins a day or two earlier or later by another table.
    const APART: i64 = 2;
    let bracket = first.checked_sub(1).is_some_and(|n| doc.tokens()[n].text(doc.text()) == "(");
    let (Some(told), Some(days)) = (told, value.days) else { return false };
    let near = told
        .days
        .is_some_and(|then| (calendar::rata_die(then.start) - calendar::rata_die(days.start)).abs() <= APART);
    bracket && told.calendar != value.calendar && near
}

/// Whether at most one word stands before an expression in its sentence.
fn opens_sentence(doc: &Document, first: usize) -> bool {
    doc.sentence_at(doc.tokens()[first].range.start).is_some_and(|s| first <= s.first as usize + 1)
}

fn cover(tokens: &[Token], first: usize, end: usize) -> TextRange {
    TextRange::new(tokens[first].range.start, tokens[end - 1].range.end)
}

/// Whether a text tells history: it has many years, and most are long before publication.
fn narrative(found: &[Found<'_>], context: &Context) -> bool {
    let years: Vec<i32> = found
        .iter()
        .flat_map(|f| &f.parts)
        .filter_map(|p| p.year)
        .filter(|y| !y.short)
        .map(|y| y.number)
        .collect();
    let Some(published) = context.published else { return true };
    let now = i32::from(published.year());
    let far = years.iter().filter(|&&y| now - y > 1).count();
    // "yesterday", "last week", "two years ago": the writer's own time.
    let own = found.iter().filter(|f| f.own_time).count();
    far >= 6 && far * 2 > years.len() && found.len() < far * 8 && own * 3 < far
}

/// The calendar of most month names.
fn main_calendar(found: &[Found<'_>]) -> Calendar {
    let mut counts = [0usize; 4];
    for month in found.iter().flat_map(|f| &f.parts).filter_map(|p| p.month) {
        counts[month.calendar as usize] += 1;
    }
    let most = counts.iter().copied().max().unwrap_or(0);
    let at = counts.iter().position(|&c| c == most).unwrap_or(0);
    if most == 0 { Calendar::Gregorian } else { Calendar::ALL[at] }
}
