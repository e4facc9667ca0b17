use codebook::terms::{Class, Cue};
use codebook::types::TypeRule;
use record::{
    Basis, Coded, Confidence, Effect, Event, EventType, Kind, Materiel, MaterielEffect, Precision, Tactic,
    Toll, Trace, When, Where,
};

use crate::acts::Strength;
use crate::draft::Draft;
use crate::input::Input;
use crate::scene::{DateAt, PlaceAt, Scene};
use crate::{actors, attribution, parties, tactics, telling, totals};

/// The first year whose events are coded.
const OLDEST: i16 = 1975;

/// What carries forward from event to event.
#[derive(Default)]
pub(crate) struct Carried {
    when: Option<When>,
    place: Option<(Where, Option<usize>)>,
    section: Option<usize>,
}

/// Makes the record of a draft, or nothing if too little speaks for an event.
pub(crate) fn event(
    scene: &Scene<'_>,
    draft: &Draft,
    input: &Input,
    rules: &[TypeRule],
    carried: &mut Carried,
) -> Option<Coded> {
    let mut traces = Vec::new();
    let mut trace =
        |field: &str, rule: String, span| traces.push(Trace { field: field.to_owned(), rule, span });
    let kind = kind(scene, draft, carried);
    let parties = actors::read(scene, draft, input);
    let told = tactics::choose(scene, draft, &parties);
    let toll = parties::tolls(scene, draft, &parties, input);
    let materiel = materiel(scene, draft);
    if !convinces(scene, draft, kind, &toll, &materiel, told.len()) {
        return None;
    }
    // Events before the last decades of the twentieth century are not coded, not even as background.
    if draft.dates.iter().any(|&d| scene.dates[d].when.end.is_some_and(|end| end.year() < OLDEST)) {
        return None;
    }
    let (first, end) = trim(scene, draft);
    trace("span", draft.rule.clone(), None);
    let (when, when_rule) = when(scene, draft, kind, carried);
    trace("when", when_rule, when.span);
    let (place, place_rule, place_sure) = place(scene, draft, kind, carried);
    trace("where", place_rule, place.span);
    for told in &told {
        if let Some(act) = told.act {
            let span = scene.span(act.found.first as usize, act.found.end as usize);
            trace("tactics", scene.reading.codebook.terms.term(act.found.term).to_owned(), Some(span));
        }
    }
    for (n, item) in toll.iter().enumerate() {
        let loss = draft.persons.iter().map(|&p| &scene.losses.persons[p]).find(|l| {
            let span = scene.span(l.first as usize, l.end as usize);
            item.span.contains(span) && l.effect == item.effect
        });
        if let Some(loss) = loss {
            trace(
                &format!("toll[{n}]"),
                scene.reading.codebook.terms.term(loss.trigger.term).to_owned(),
                Some(item.span),
            );
        }
    }
    for (n, item) in materiel.iter().enumerate() {
        let loss = draft
            .materiel
            .iter()
            .map(|&m| &scene.losses.materiel[m])
            .find(|l| scene.span(l.first as usize, l.end as usize) == item.span);
        if let Some(loss) = loss {
            trace(
                &format!("materiel[{n}]"),
                scene.reading.codebook.terms.term(loss.trigger.term).to_owned(),
                Some(item.span),
            );
        }
    }
    // Who is named: exports leave these words out unless they are asked for them.
    let (_, own) = toll::within(&scene.losses.groups, draft.first, draft.end);
    let ranked =
        own.iter().filter(|g| g.head == toll::Head::Named).map(|g| (g.first as usize, g.end as usize));
    let from = scene.individuals.partition_point(|&(first, _)| first < draft.first);
    let persons = scene.individuals[from..].iter().copied().take_while(|&(_, end)| end <= draft.end);
    for (first, end) in ranked.chain(persons) {
        trace("individual", "a person's name".to_owned(), Some(scene.span(first, end)));
    }
    let mut list: Vec<Tactic> = told.iter().map(|t| t.tactic).collect();
    let (event_type, type_rule) = if kind == Kind::Aggregate {
        list.clear();
        (EventType::default(), "an aggregate has no type".to_owned())
    } else {
        event_type(rules, &list, &parties, &toll, &materiel)
    };
    trace("type", type_rule, None);
    let attribution = attribution::read(scene, draft, input, &parties);
    let section = draft.section.map(|s| {
        scene
            .reading
            .doc
            .slice(scene.reading.doc.sections()[s].heading)
            .split_whitespace()
            .collect::<Vec<_>>()
            .join(" ")
    });
    let shares = &scene.reading.codebook.confidences;
    let confidence = Confidence {
        event: if draft.strong() { shares.event.verb } else { shares.event.other },
        kind: match kind {
            Kind::Event => shares.kind.event,
            Kind::Aggregate => shares.kind.aggregate,
            Kind::Background => shares.kind.background,
        },
        when: match when.basis {
            Basis::Stated => shares.when.stated,
            Basis::Relative => shares.when.relative,
            Basis::Inherited | Basis::Published => shares.when.inherited,
            Basis::None => shares.when.none,
        },
        place: place_sure,
        event_type: shares.fields.r#type,
        tactics: match list.len() {
            0 => shares.tactics.none,
            1 => shares.tactics.one,
            _ => shares.tactics.several,
        },
        actors: shares.fields.actors,
        toll: if toll.is_empty() { shares.fields.no_toll } else { shares.fields.toll },
        materiel: if materiel.is_empty() { shares.fields.no_materiel } else { shares.fields.materiel },
    };
    let mut event = Event {
        id: None,
        document: input.document.clone(),
        span: scene.span(first, end),
        kind,
        section,
        when,
        place,
        event_type,
        tactics: list,
        actors: parties.actors,
        toll,
        materiel,
        attribution,
        confidence: Some(confidence),
    };
    event.id = Some(event.stable_id());
    Some(Coded { event, traces })
}

/// Whether enough speaks for an event.
fn convinces(
    scene: &Scene<'_>,
    draft: &Draft,
    kind: Kind,
    toll: &[Toll],
    materiel: &[Materiel],
    tactics: usize,
) -> bool {
    if kind == Kind::Aggregate {
        return !toll.is_empty() || !materiel.is_empty();
    }
    let verb = draft.acts.iter().any(|a| a.strength == Strength::Verb);
    let noun = draft.acts.iter().any(|a| a.strength == Strength::Noun);
    let dated = !draft.dates.is_empty() || draft.heading_date.is_some();
    let placed = !draft.places.is_empty() || scene.label(draft.first).is_some();
    let loss = !toll.is_empty() || !materiel.is_empty();
    let score = 2 * i32::from(verb)
        + i32::from(noun)
        + 2 * i32::from(dated)
        + i32::from(placed)
        + 2 * i32::from(loss);
    // "a second blast at X": told as one more of what was dated before.
    let another = draft.cues.iter().any(|&(c, at)| c == Cue::AnotherEvent && at < draft.first + 4);
    // An entry of a list with a place: its day may stand in the heading.
    let entry = draft.item.is_some() && placed;
    // The signs spoke for an event of its own.
    let parted = draft.parted && loss;
    let score = score + i32::from(another && noun && placed) + 2 * i32::from(entry) + i32::from(parted);
    let hypothetical = draft.has(Cue::Hypothetical) && !dated;
    tactics + toll.len() + materiel.len() > 0 && score >= if hypothetical { 5 } else { 3 }
}

/// The passage without the conjunction or mark that it starts or ends with.
fn trim(scene: &Scene<'_>, draft: &Draft) -> (usize, usize) {
    let reading = &scene.reading;
    let (mut first, mut end) = (draft.first, draft.end);
    while first + 1 < end
        && (reading.is_punct(first) && !matches!(reading.raw(first), "“" | "\"" | "(")
            || matches!(reading.word(first), "and" | "but" | "while" | "whilst" | "meanwhile"))
    {
        first += 1;
    }
    while end > first + 1 && matches!(reading.raw(end - 1), "." | "," | ";" | ":" | "—" | "–") {
        end -= 1;
    }
    (first, end)
}

/// What is told in the pluperfect so many days before the event that was told last is only recalled.
const EARLIER: i32 = 5;
/// So many tokens open a passage.
const OPENING: usize = 6;

fn kind(scene: &Scene<'_>, draft: &Draft, carried: &Carried) -> Kind {
    // "It will be recalled that on 9 October".
    let words = (draft.first..draft.end.min(draft.first + 2 * OPENING)).map(|at| scene.reading.word(at));
    let remembered = words.into_iter().any(|word| scene.reading.codebook.grammar.recalls.contains(word));
    if remembered && !draft.sums {
        return Kind::Background;
    }
    if totals::is_total(scene, draft) {
        return Kind::Aggregate;
    }
    let recalled = draft.cues.iter().any(|&(c, at)| c == Cue::Background && at < draft.first + 16);
    let end = |d: &usize| scene.dates[*d].when.end;
    let old = draft.dates.iter().any(|&d| scene.recalls(d));
    let recent = draft
        .dates
        .iter()
        .any(|d| matches!((end(d), scene.news_since), (Some(end), Some(since)) if end >= since));
    // "On 3 January the customs yard had been set on fire": well before what was told last.
    let told = carried.when.as_ref().and_then(|when| when.start);
    let earlier = |d: &usize| {
        let day = scene.dates[*d].when.precision == Precision::Day && !scene.dates[*d].clock;
        day && matches!((end(d), told), (Some(end), Some(told)) if (told - end).get_days() >= EARLIER)
    };
    let opening = draft.first..draft.end.min(draft.first + OPENING);
    let before = opening
        .into_iter()
        .any(|at| scene.reading.codebook.grammar.before_now.contains(scene.reading.word(at)));
    let looks_back = draft.dates.iter().any(earlier) && (before || telling::looks_back(scene, draft));
    if old && !recent
        || looks_back
        || recalled && !recent && !draft.dates.is_empty()
        || recalled && draft.has(Cue::Background) && draft.dates.is_empty() && !draft.strong()
    {
        return Kind::Background;
    }
    Kind::Event
}

fn when(scene: &Scene<'_>, draft: &Draft, kind: Kind, carried: &mut Carried) -> (When, String) {
    if let Some(date) = draft.heading_date {
        carried.when = Some(scene.converted(&scene.dates[date]).when.clone());
    } else if carried.section != draft.section
        && let Some(date) = draft.section.and_then(|s| scene.date_of_heading(s))
    {
        carried.when = Some(date.when.clone());
    }
    carried.section = draft.section;
    // "some hours later" tells no day, "held since the 14th" not that of the event.
    let days = carried.when.is_some() || draft.dates.iter().any(|&d| tells_day(scene, &scene.dates[d]));
    let told = |d: &&DateAt| !days || draft.running || tells_day(scene, d);
    let best = draft.dates.iter().map(|&d| &scene.dates[d]).filter(told).max_by_key(|d| {
        // The first date of the passage, a day before a month.
        // A clock time gives way to a date: "at 5.40 on the morning of 12 October".
        let fine = matches!(d.when.precision, Precision::Day | Precision::Week);
        let day = d.when.precision == Precision::Day;
        (fine, !d.clock, day, std::cmp::Reverse(d.first))
    });
    // "on Sunday night, the 5th of May": the calendar date says which Sunday.
    let best = best.map(|date| {
        let beside = draft.dates.iter().map(|&d| &scene.dates[d]).find(|d| {
            d.when.basis == Basis::Stated && d.first >= date.end && d.first <= date.end + 2 && !d.clock
        });
        let date =
            if date.when.basis == Basis::Stated && !date.clock { date } else { beside.unwrap_or(date) };
        scene.converted(date)
    });
    if let Some(date) = best {
        if kind == Kind::Event && date.when.start.is_some() {
            carried.when = Some(date.when.clone());
        }
        return (date.when.clone(), date.rule.clone());
    }
    if kind == Kind::Event
        && let Some(when) = &carried.when
    {
        let inherited = When { basis: Basis::Inherited, ..when.clone() };
        return (inherited, "carried from the event before".to_owned());
    }
    if kind == Kind::Event
        && let Some((when, rule)) = scene.date_of_report(draft.first)
    {
        return (when, rule.to_owned());
    }
    (When::default(), "the passage gives no date".to_owned())
}

/// Whether a date may be that of an event: it resolves to something, and is not since when somebody has been held.
fn tells_day(scene: &Scene<'_>, date: &DateAt) -> bool {
    let held = date.first.checked_sub(1).is_some_and(|at| totals::is_since_held(&scene.reading, at));
    let stated = &date.when.stated;
    let any =
        date.when.start.is_some() || stated.year.is_some() || stated.month.is_some() || stated.day.is_some();
    any && !held
}

fn place(scene: &Scene<'_>, draft: &Draft, kind: Kind, carried: &mut Carried) -> (Where, String, f32) {
    /// Tokens between an act and a place beside it.
    const BESIDE: usize = 10;
    /// So many tokens from the start of a passage a district only frames what follows.
    const FRAME: usize = 3;
    let shares = &scene.reading.codebook.confidences.place;
    if kind == Kind::Aggregate {
        let country = scene.country.clone();
        let place = Where { country, precision: 3, ..Where::default() };
        return (place, "a total has no place of its own".to_owned(), shares.own);
    }
    let main =
        draft.acts.iter().filter(|a| a.strength >= Strength::Noun).map(|a| a.found.first as usize).min();
    let label = scene.label(draft.first).filter(|label| label.place.precision <= 2);
    // "Gao, 3 May: two soldiers were killed at Fafa": beside the label, the place nearest to what is told weakly, too.
    let main = main.or_else(|| label.and_then(|_| draft.acts.iter().map(|a| a.found.first as usize).min()));
    let distance = |p: &PlaceAt| main.map_or(p.first, |m| p.first.abs_diff(m));
    // Who travels from one place to another is attacked at a third, where the words beside the attack name one.
    let third =
        draft.places.iter().map(|&p| &scene.places[p]).any(|p| !p.travelled && p.at && distance(p) < BESIDE);
    let best = draft.places.iter().map(|&p| &scene.places[p]).min_by_key(|p| {
        // The most exact place, then the one nearest to the act.
        // "In Velmar district a man was killed at Sandoro".
        let frames = p.area && p.first < draft.first + FRAME;
        let coarse = p.place.precision.max(1) > 2 || frames;
        (p.aside, coarse, p.travelled && third, !p.at, distance(p), p.first)
    });
    let told = told_before(scene, draft);
    // Those who were driven out are told of where they were, not where they went.
    let fled = draft.persons.iter().any(|&p| scene.losses.persons[p].effect == Effect::Displaced);
    let elsewhere = label.is_some() || told.is_some() || carried.place.is_some();
    let best = best.filter(|best| {
        let away = best.to && (fled || best.place.precision > 2 && label.is_some());
        !elsewhere || !best.aside && !away
    });
    if let Some(best) = best {
        let mut place = best.place.clone();
        if place.country.is_none() {
            place.country = scene.country.clone();
        }
        carried.place = Some((place.clone(), draft.section));
        return (place, best.rule.clone(), shares.own);
    }
    if let Some(label) = label {
        carried.place = Some((label.place.clone(), draft.section));
        return (label.place.clone(), "the label of its item".to_owned(), shares.heading);
    }
    if let Some(told) = told {
        carried.place = Some((told.place.clone(), draft.section));
        return (told.place.clone(), "named just before".to_owned(), shares.carried);
    }
    if let Some((place, section)) = &carried.place
        && *section == draft.section
    {
        return (place.clone(), "carried from the event before".to_owned(), shares.carried);
    }
    let heading = draft.section.map(|s| scene.reading.doc.sections()[s].heading);
    if let Some(heading) = heading
        && let Some(named) = scene.place_within(heading)
    {
        return (named.place.clone(), "the heading".to_owned(), shares.heading);
    }
    let place = Where { country: scene.country.clone(), precision: 4, ..Where::default() };
    (place, "the country of the document".to_owned(), shares.country)
}

/// The place that the sentence before names, where it tells nothing itself: "The heaviest loss was at Gao. Two men ...".
fn told_before<'s>(scene: &'s Scene<'_>, draft: &Draft) -> Option<&'s PlaceAt> {
    let before = scene.reading.doc.sentences().get(draft.sentence_first.checked_sub(1)?)?;
    let from = scene.places.partition_point(|p| p.first < before.first as usize);
    let upto = scene.places.partition_point(|p| p.first < draft.first.min(before.end as usize));
    let fits = |p: &&PlaceAt| p.locates && p.at && !p.aside && p.place.precision <= 2;
    scene.places.get(from..upto)?.iter().rev().find(fits).filter(|p| p.first >= draft.after)
}

fn materiel(scene: &Scene<'_>, draft: &Draft) -> Vec<Materiel> {
    let reading = &scene.reading;
    let fired_at = draft.acts.iter().any(|a| a.tactic == Tactic::AirDefence);
    let harmed = draft.persons.iter().map(|&p| &scene.losses.persons[p]).any(|l| {
        matches!(l.effect, record::Effect::Killed | record::Effect::Injured) && l.quantity.high != Some(0)
    });
    let items = draft.materiel.iter().filter_map(|&m| {
        let loss = &scene.losses.materiel[m];
        let is = |class: Class| {
            (loss.first..loss.end).any(|at| reading.class_at(at as usize, |c| c == class).is_some())
        };
        let effect = match loss.effect {
            MaterielEffect::Destroyed if fired_at && is(Class::Aircraft) => MaterielEffect::ShotDown,
            other => other,
        };
        // "a truck was hit by a device. Five men were killed": the blow is told for the men's sake.
        let contact = reading.class_at(loss.trigger.first as usize, |c| c == Class::Contact).is_some();
        if contact && harmed {
            return None;
        }
        // "came upon a mine, which killed four": what went off was not seized.
        let one = loss.quantity.high == Some(1);
        let explosive = is(Class::Means(Tactic::Ied)) || is(Class::Means(Tactic::Landmine));
        if effect == MaterielEffect::Seized && one && explosive && harmed {
            return None;
        }
        Some(Materiel {
            item: loss.item.clone(),
            effect,
            low: loss.quantity.low,
            high: loss.quantity.high,
            span: scene.span(loss.first as usize, loss.end as usize),
        })
    });
    items.collect()
}

fn event_type(
    rules: &[TypeRule],
    tactics: &[Tactic],
    parties: &parties::Parties,
    toll: &[Toll],
    materiel: &[Materiel],
) -> (EventType, String) {
    let mut effects: Vec<&str> =
        toll.iter().filter(|t| t.high != Some(0)).map(|t| t.effect.as_str()).collect();
    effects.extend(materiel.iter().map(|m| m.effect.as_str()));
    let also: Vec<&str> = tactics.iter().map(|t| t.as_str()).chain(effects.iter().copied()).collect();
    for rule in rules {
        let fits = tactics.iter().any(|t| rule.tactics.contains(t))
            && (rule.target.is_empty() || parties.targets.iter().any(|t| rule.target.contains(t)))
            && (rule.effects.is_empty() || rule.effects.iter().any(|e| effects.contains(&e.as_str())))
            && (rule.with.is_empty() || rule.with.iter().any(|e| also.contains(&e.as_str())))
            && !rule.without.iter().any(|e| effects.contains(&e.as_str()));
        if fits {
            let state = parties.initiator.is_some_and(|c| {
                matches!(
                    c,
                    record::ActorCategory::StateForces
                        | record::ActorCategory::Police
                        | record::ActorCategory::ForeignForces
                )
            });
            let gtd = if state { None } else { rule.gtd.clone() };
            return (EventType { acled: Some(rule.acled.clone()), gtd }, format!("types.toml: {}", rule.id));
        }
    }
    let other = ["Strategic developments".to_owned(), "Other".to_owned()];
    (EventType { acled: Some(other), gtd: None }, "types.toml: no rule fits".to_owned())
}
