use codebook::terms::{Class, Cue, Found};
use codebook::{Form, Reading};

use crate::acts::{Act, Strength, acts};
use crate::item::Items;
use crate::scene::Scene;
use crate::totals::{is_since_held, mark_running};

/// How a unit is joined to the one before.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Join {
    /// It begins a sentence.
    Sentence,
    /// After a semicolon, colon or dash.
    Semicolon,
    /// After "and", "but", "while".
    Coordinated,
    /// After a relative or subordinating word.
    Subordinate,
}

/// A clause, or a run of clauses that tell the same thing.
#[derive(Clone, Debug)]
pub(crate) struct Unit {
    pub(crate) first: usize,
    pub(crate) end: usize,
    pub(crate) sentence: usize,
    pub(crate) section: Option<usize>,
    pub(crate) join: Join,
    pub(crate) acts: Vec<Act>,
    pub(crate) persons: Vec<usize>,
    pub(crate) materiel: Vec<usize>,
    pub(crate) dates: Vec<usize>,
    pub(crate) places: Vec<usize>,
    pub(crate) cues: Vec<(Cue, usize)>,
    pub(crate) paragraph: bool,
    /// Whether its sentence tells a figure that mounts over a period.
    pub(crate) running: bool,
    /// The list item, entry or form that holds it.
    pub(crate) item: Option<usize>,
}

impl Unit {
    pub(crate) fn strongest(&self) -> Option<Strength> {
        self.acts.iter().map(|a| a.strength).max()
    }

    pub(crate) fn strong(&self) -> bool {
        self.strongest() >= Some(Strength::Noun)
    }

    /// Whether the unit tells anything that happened: an act, a loss, or a harm or weapon with a date.
    pub(crate) fn tells(&self) -> bool {
        let dated = !self.acts.is_empty() && !self.dates.is_empty();
        self.strong() || !self.persons.is_empty() || !self.materiel.is_empty() || dated
    }

    /// Whether a cue stands among the first words.
    pub(crate) fn opens_with(&self, cue: Cue) -> bool {
        self.cues.iter().any(|&(c, at)| c == cue && at < self.first + 4)
    }

    pub(crate) fn has(&self, cue: Cue) -> bool {
        self.cues.iter().any(|&(c, _)| c == cue)
    }
}

/// The most tokens of a unit. The longest event of the corpora has 142; a text without clause ends must not make one unit of itself,
/// since the time to read a passage grows faster than the passage.
const LONGEST: usize = 200;

/// Cuts a document into units, in order.
pub(crate) fn split(scene: &Scene<'_>) -> Vec<Unit> {
    let reading = &scene.reading;
    let doc = reading.doc;
    let acts = acts(reading, scene);
    let telling = telling(reading, &acts);
    let mut units: Vec<Unit> = Vec::new();
    let mut titles = true; // until the first sentence that is none
    let filed = filed(scene);
    for (n, sentence) in doc.sentences().iter().enumerate() {
        titles = titles && is_title(reading, sentence);
        if titles || is_headline(reading, n) {
            continue;
        }
        let section =
            doc.sections().partition_point(|s| s.heading.start <= sentence.range.start).checked_sub(1);
        let mut first = sentence.first as usize;
        let end = sentence.end as usize;
        if let Some(s) = section {
            let heading = doc.sections()[s].heading;
            while first < end && doc.tokens()[first].range.end <= heading.end {
                first += 1;
            }
            if first < end && matches!(reading.raw(first), ":" | ".") {
                first += 1;
            }
        }
        first = first.max(after_dateline(scene, first, end, filed));
        let mut start = first;
        let mut join = Join::Sentence;
        for at in first..end {
            let full = (at - start >= LONGEST).then_some(Join::Semicolon);
            if let Some(next) = boundary(reading, &acts, &telling, start, at, end).or(full) {
                let cut = if next == Join::Semicolon && full.is_none() { at + 1 } else { at };
                if cut > start {
                    units.push(unit(n, section, join, start, cut));
                    start = cut;
                    join = next;
                }
            }
        }
        if start < end {
            units.push(unit(n, section, join, start, end));
        }
    }
    fill(scene, &acts, &mut units);
    mark_running(scene, &mut units);
    units
}

/// A headline: at the top of the text, no full stop, an empty line after it.
fn is_title(reading: &Reading<'_>, sentence: &document::Sentence) -> bool {
    let (first, end) = (sentence.first as usize, sentence.end as usize);
    let open = !matches!(reading.raw(end - 1), "." | "!" | "?" | "”" | "\"" | ";");
    open && end - first < 25 && reading.doc.tokens().get(end).is_some_and(|t| t.blank_line_before())
}

/// Where a sentence that opens with a dateline begins to tell: "BAMAKO, March 4 (Agency) -- [Text] Two men ...". The place of
/// filing is not where it happened.
fn after_dateline(scene: &Scene<'_>, first: usize, end: usize, filed: Option<(usize, usize)>) -> usize {
    const LONGEST: usize = 30;
    let reading = &scene.reading;
    let near = scene.dates.partition_point(|d| d.first < first);
    let dateline =
        scene.dates[near..].iter().take_while(|d| d.first < end.min(first + LONGEST)).find(|d| d.dateline);
    let Some(mut at) = dateline.map(|d| d.end).or_else(|| filed.filter(|f| f.0 == first).map(|f| f.1)) else {
        return first;
    };
    while at < end {
        let close = match reading.raw(at) {
            "(" => ")",
            "[" => "]",
            "--" | "-" | "–" | "—" | ":" | "," | ")" => {
                at += 1;
                continue;
            }
            _ => break,
        };
        match (at..end.min(at + LONGEST)).find(|&n| reading.raw(n) == close) {
            Some(n) => at = n + 1,
            None => break,
        }
    }
    at
}

/// The dateline without a date of a report that has one such line, by its first token and its dash; several are entries of a list.
fn filed(scene: &Scene<'_>) -> Option<(usize, usize)> {
    let mut found = scene.reading.doc.sentences().iter().filter_map(|sentence| {
        let first = sentence.first as usize;
        Some((first, filed_from(scene, first, sentence.end as usize)?))
    });
    found.next().filter(|_| found.next().is_none())
}

/// "BAMAKO (Agency) - Two men were killed near Gao": where the dash of a dateline without a date stands. Where the sentence names no
/// other place, the one of filing is the best there is and is left to it.
fn filed_from(scene: &Scene<'_>, first: usize, end: usize) -> Option<usize> {
    const LONGEST: usize = 9;
    let reading = &scene.reading;
    let tokens = reading.doc.tokens();
    let opens = first == 0 || tokens[first].newline_before();
    let from = scene.places.partition_point(|p| p.first < first);
    let own = scene.places[from..].iter().take_while(|p| p.first < end);
    let name = own.clone().next().filter(|p| opens && p.first == first)?;
    if !(name.first..name.end).all(|n| !tokens[n].is_word() || tokens[n].is_all_caps()) {
        return None;
    }
    let dash = |n: &usize| {
        let spaced = tokens[*n].space_before() && tokens.get(n + 1).is_some_and(|t| t.space_before());
        matches!(reading.raw(*n), "--" | "-" | "–" | "—") && spaced
    };
    let at = (name.end..end.min(first + LONGEST)).find(dash)?;
    own.clone().any(|p| p.first > at && p.locates).then_some(at)
}

/// A line over a paragraph of full sentences: at its start, without a stop, the next line going on in the same paragraph. It tells
/// again what they tell.
fn is_headline(reading: &Reading<'_>, n: usize) -> bool {
    const LONGEST: usize = 18;
    let (sentences, tokens) = (reading.doc.sentences(), reading.doc.tokens());
    let (first, end) = (sentences[n].first as usize, sentences[n].end as usize);
    let Some(next) = sentences.get(n + 1) else { return false };
    let starts = first == 0 || tokens[first].blank_line_before();
    let goes_on = tokens[end].newline_before() && !tokens[end].blank_line_before();
    let stop = |end: usize| matches!(reading.raw(end - 1), "." | "!" | "?" | ":" | ";" | "”" | "\"" | ")");
    starts
        && goes_on
        && end - first <= LONGEST
        && tokens[first].is_word()
        && !(first..end).any(|at| reading.raw(at) == ":" || tokens[at].kind == document::TokenKind::Number)
        && !stop(end)
        && matches!(reading.raw(next.end as usize - 1), "." | "!" | "?")
}

fn unit(sentence: usize, section: Option<usize>, join: Join, first: usize, end: usize) -> Unit {
    Unit {
        first,
        end,
        sentence,
        section,
        join,
        acts: Vec::new(),
        persons: Vec::new(),
        materiel: Vec::new(),
        dates: Vec::new(),
        places: Vec::new(),
        cues: Vec::new(),
        paragraph: false,
        running: false,
        item: None,
    }
}

/// For every token how many before it tell an act, or a loss otherwise than by a bare noun.
fn telling(reading: &Reading<'_>, acts: &[Act]) -> Vec<u32> {
    let mut tells = vec![false; reading.len()];
    for act in acts.iter().filter(|a| a.strength >= Strength::Weak) {
        tells[act.found.first as usize] = true;
    }
    for found in &reading.found {
        let loss = matches!(found.class, Class::Loss(..) | Class::Materiel(..));
        tells[found.first as usize] |= loss && found.form != Form::Plain;
    }
    let mut sum = 0;
    let before = std::iter::once(0).chain(tells.into_iter().map(|tells| {
        sum += u32::from(tells);
        sum
    }));
    before.collect()
}

/// Whether a unit ends before (or at) this token. `telling` is of [`telling`].
fn boundary(
    reading: &Reading<'_>,
    acts: &[Act],
    telling: &[u32],
    start: usize,
    at: usize,
    end: usize,
) -> Option<Join> {
    let raw = reading.raw(at);
    if at == start {
        return None;
    }
    if raw == ";" {
        return Some(Join::Semicolon);
    }
    let last = telling.len() - 1;
    let told = |from: usize, to: usize| telling[to.min(last)] > telling[from.min(last)];
    if raw == ":" && reading.doc.tokens().get(at + 1).is_some_and(|t| t.space_before()) {
        return (told(start, at) && told(at, end)).then_some(Join::Semicolon);
    }
    let word = reading.word(at);
    if !reading.codebook.terms.clause_openers.contains(word) || reading.is_taken(at) {
        return None;
    }
    // "since Ramadan", "until Monday": no clause.
    if matches!(word, "since" | "until" | "after" | "before" | "as") && reading.is_taken(at + 1) {
        return None;
    }
    // "killed and wounded", "five soldiers and a driver": both sides must tell something.
    let near = (at + 24).min(end);
    let coordinating = matches!(word, "and" | "but" | "while" | "whilst" | "whereas");
    if !told(start, at) || !told(at + 1, near) {
        return None;
    }
    if coordinating {
        let previous_comma = reading.raw(at - 1) == ",";
        // The verb of the clause after "and" itself: "a barracks and three houses after the guards had fled" has none.
        let ends = |i: &usize| {
            matches!(reading.raw(*i), "," | ";")
                || reading.codebook.terms.clause_openers.contains(reading.word(*i))
        };
        let close = (at + 1..near).find(ends).unwrap_or(near);
        let next = acts.partition_point(|a| (a.found.first as usize) <= at);
        let verb = acts[next..]
            .iter()
            .take_while(|a| (a.found.first as usize) < close)
            .any(|a| a.strength == Strength::Verb);
        let be = (at + 1..close).any(|i| reading.codebook.grammar.be.contains(reading.word(i)));
        return (previous_comma || verb || be).then_some(Join::Coordinated);
    }
    let after_comma =
        reading.raw(at - 1) == "," || matches!(reading.word(at - 1), "in" | "for" | "by" | "after" | "from");
    let temporal =
        matches!(word, "when" | "after" | "before" | "as" | "once" | "until" | "since" | "where" | "having");
    (after_comma || temporal).then_some(Join::Subordinate)
}

/// Puts acts, losses, dates, places and cues into the units that hold them.
fn fill(scene: &Scene<'_>, acts: &[Act], units: &mut [Unit]) {
    let doc = scene.reading.doc;
    let items = Items::find(scene);
    let index = |units: &[Unit], token: usize| -> Option<usize> {
        let n = units.partition_point(|u| u.end <= token);
        (n < units.len() && units[n].first <= token).then_some(n)
    };
    for act in acts {
        if let Some(n) = index(units, act.found.first as usize) {
            units[n].acts.push(*act);
        }
    }
    for (i, loss) in scene.losses.persons.iter().enumerate() {
        if let Some(n) =
            index(units, loss.trigger.first as usize).or_else(|| index(units, loss.first as usize))
        {
            units[n].persons.push(i);
        }
    }
    for (i, loss) in scene.losses.materiel.iter().enumerate() {
        if let Some(n) = index(units, loss.first as usize) {
            units[n].materiel.push(i);
        }
    }
    for (i, date) in scene.dates.iter().enumerate() {
        if !date.dateline
            && !of_statement(scene, date.first)
            && let Some(n) = index(units, date.first)
        {
            units[n].dates.push(i);
        }
    }
    for (i, place) in scene.places.iter().enumerate() {
        if place.locates
            && let Some(n) = index(units, place.first)
        {
            units[n].places.push(i);
        }
    }
    for found in &scene.reading.found {
        if let Class::Cue(cue) = found.class
            && !(cue == Cue::Aggregate && is_no_sum(&scene.reading, found))
            && let Some(n) = index(units, found.first as usize)
        {
            units[n].cues.push((cue, found.first as usize));
        }
    }
    for unit in units.iter_mut() {
        // "X claimed responsibility for the attack the next day": the day of the claim.
        let verb = unit.acts.iter().any(|a| a.strength == Strength::Verb);
        if unit.has(Cue::Claim)
            && !verb
            && unit.persons.is_empty()
            && unit.materiel.is_empty()
            && unit.places.is_empty()
        {
            unit.dates.clear();
            unit.acts.clear();
        }
        unit.paragraph = doc.tokens()[unit.first].blank_line_before() || unit.first == 0;
        unit.item = items.at(unit.first);
    }
}

/// A word for a period that is none that is summed up.
fn is_no_sum(reading: &Reading<'_>, found: &Found) -> bool {
    begins_a_day(reading, found) || is_since_held(reading, found.first as usize)
}

/// "held since October 14": a day, not a period that is summed up.
fn begins_a_day(reading: &Reading<'_>, found: &Found) -> bool {
    let next = reading.doc.tokens().get(found.end as usize);
    reading.word(found.first as usize) == "since"
        && next.is_some_and(|t| t.kind == document::TokenKind::Number)
}

/// "said on Monday", "told reporters late on Tuesday that": when it was said, not when it happened.
fn of_statement(scene: &Scene<'_>, first: usize) -> bool {
    /// The most words between the verb and the date.
    const BETWEEN: usize = 7;
    let reading = &scene.reading;
    for at in (first.saturating_sub(BETWEEN)..first).rev() {
        let said =
            reading.class_at(at, |c| matches!(c, Class::Cue(Cue::Reporting | Cue::Denial | Cue::Claim)));
        if let Some(said) = said {
            // "released a report today": the noun is part of the phrase.
            let told = |at: &usize| {
                reading.class_at(*at, |c| c == Class::Cue(Cue::Reporting)).is_some_and(|f| f.end > said.first)
            };
            let phrase = (at.saturating_sub(2)..at).any(|at| told(&at));
            return said.end as usize <= first && (said.form == Form::Past || phrase);
        }
        let token = reading.doc.tokens()[at];
        let name = token.is_word() && token.is_capitalised() && !token.is_all_caps();
        if !name && !reading.codebook.grammar.statement.contains(reading.word(at)) {
            return false;
        }
    }
    false
}
