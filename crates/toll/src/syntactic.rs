//! What the parser adds: the sufferers of an effect that the rules on word order tie to nobody.
//!
//! Only sentences that hold such a word are parsed. A patient is the object of an active verb, the subject of a passive or
//! intransitive one, the noun under "of" or a possessive of a noun ("the death of", "his arrest"), and what is joined to it.

use std::collections::{BTreeMap, BTreeSet};

use codebook::Reading;
use codebook::terms::{Class, Found, Grip};
use record::{ActorCategory, Effect};
use syntax::{Parse, Parser, Relation, Scratch, Upos, Voice, Xpos};

use crate::casualty::Loss;
use crate::group::{Group, Head, holding};
use crate::materiel::MaterielLoss;
use crate::quantity::{self, Quantity};

/// The head tokens of the patients of each word for an effect, by its first token.
pub(crate) type Hints = BTreeMap<u32, Vec<u32>>;

/// Parses the sentences of the words that are tied to nothing, and returns their patients. Nouns and names that are no group yet
/// become groups.
pub(crate) fn patients(reading: &Reading<'_>, groups: &mut Vec<Group>, untied: &[Found]) -> Hints {
    let parser = Parser::embedded();
    let mut hints = Hints::new();
    let mut new: Vec<Group> = Vec::new();
    let (mut scratch, mut parse) = (Scratch::default(), Parse::default());
    let mut parsed = None;
    for found in untied {
        let start = reading.doc.tokens()[found.first as usize].range.start;
        let Some(sentence) = reading.doc.sentence_at(start) else { continue };
        if parsed != Some(sentence.first) {
            parser.parse_into(reading.doc, sentence, &mut scratch, &mut parse);
            parsed = Some(sentence.first);
        }
        let mut heads = Vec::new();
        for word in of_term(reading, &parse, found) {
            let Some(token) = token_of(reading, &parse, word) else { continue };
            if holding(groups, token).is_none() && holding(&new, token).is_none() {
                match group(reading, &parse, word, token, found) {
                    Some(group) => {
                        let at = new.partition_point(|g| g.first < group.first);
                        new.insert(at, group);
                    }
                    None => continue,
                }
            }
            heads.push(token as u32);
        }
        if !heads.is_empty() {
            hints.insert(found.first, heads);
        }
    }
    merge(groups, new);
    hints
}

/// The groups of the patients that the parser gave a word, in order.
pub(crate) fn hinted(groups: &[Group], hints: &Hints, found: &Found) -> Vec<usize> {
    let heads = hints.get(&found.first).map(Vec::as_slice).unwrap_or_default();
    let mut chosen: Vec<usize> = heads
        .iter()
        .map(|&head| (groups.partition_point(|g| g.end <= head), head))
        .filter(|&(n, head)| groups.get(n).is_some_and(|g| g.first <= head))
        .map(|(n, _)| n)
        .collect();
    chosen.sort_unstable();
    chosen.dedup();
    chosen
}

/// How far from a word, in tokens, a group may be for the parser to be asked: a parse is made in pieces of about so many words.
const REACH: usize = 150;

/// Leaves the words that parsing can tie: the other reading of the word ("lost three men", "lost a truck") is tied to nothing, and its
/// sentence holds a group that has no part in any loss, or may hold a name or noun that only such a verb tells to be a person.
pub(crate) fn retain_worth_a_parse(
    reading: &Reading<'_>,
    groups: &[Group],
    untied: &mut Vec<Found>,
    persons: &[Loss],
    materiel: &[MaterielLoss],
) {
    let tied: BTreeSet<u32> =
        persons.iter().map(|l| l.trigger.first).chain(materiel.iter().map(|l| l.trigger.first)).collect();
    let victims: BTreeSet<u32> = persons.iter().flat_map(|l| l.groups.iter().copied()).collect();
    let things: BTreeSet<u32> = materiel.iter().map(|l| l.first).collect();
    untied.retain(|found| {
        let token = found.first as usize;
        let start = reading.doc.tokens()[token].range.start;
        let Some(sentence) = reading.doc.sentence_at(start).filter(|_| !tied.contains(&found.first)) else {
            return false;
        };
        let from = (sentence.first as usize).max(token.saturating_sub(REACH));
        let to = (sentence.end as usize).min(token + REACH);
        let (offset, inside) = crate::within(groups, from, to);
        if matches!(found.class, Class::Materiel(..)) {
            return inside
                .iter()
                .any(|g| matches!(g.head, Head::Thing | Head::Body(_)) && !things.contains(&g.first));
        }
        is_personal(reading, found)
            || inside.iter().enumerate().any(|(n, g)| {
                let victim = g.is_victim() && g.quantity.is_some() && g.head != Head::Pronoun;
                victim && !victims.contains(&((offset + n) as u32))
            })
    });
}

/// Whether only persons can suffer the effect: "killed", "wounded"; not "released", "seized", "hit".
fn is_personal(reading: &Reading<'_>, found: &Found) -> bool {
    let also_things = reading.at(found.first as usize).iter().any(|f| matches!(f.class, Class::Materiel(..)));
    !also_things && matches!(found.class, Class::Loss(Effect::Killed | Effect::Injured, _))
}

/// Puts new groups among the others; one that overlaps gives way.
fn merge(groups: &mut Vec<Group>, new: Vec<Group>) {
    for group in new {
        let at = groups.partition_point(|g| g.first < group.first);
        let free = at.checked_sub(1).is_none_or(|n| groups[n].end <= group.first)
            && groups.get(at).is_none_or(|g| group.end <= g.first);
        if free {
            groups.insert(at, group);
        }
    }
}

/// The patients of the first word of a term that has any.
fn of_term(reading: &Reading<'_>, parse: &Parse, found: &Found) -> Vec<usize> {
    let (Class::Loss(_, grip) | Class::Materiel(_, grip)) = found.class else { return Vec::new() };
    for token in found.first..found.end {
        let at = reading.doc.tokens()[token as usize].range.start;
        let Some(word) = parse.word_at(at) else { continue };
        let patient = match parse.words[word].upos {
            Upos::Verb if grip == Grip::Intransitive => parse.subject_of(word),
            Upos::Verb => parse.roles(word).patient.or_else(|| of_passive_before(parse, word)),
            Upos::Noun => under(parse, word),
            Upos::Adj => parse.subject_of(word),
            _ => None,
        };
        if let Some(patient) = patient {
            return parse.conjuncts(patient).into_iter().filter(|&n| n >= patient).collect();
        }
    }
    Vec::new()
}

/// "was fired upon and damaged": the tagger takes the second participle for a past tense.
fn of_passive_before(parse: &Parse, verb: usize) -> Option<usize> {
    let own = parse.words[verb];
    let first = own.head.filter(|_| own.relation == Relation::Conj)? as usize;
    let passive = parse.verb_group(first).is_some_and(|g| g.voice == Voice::Passive);
    if passive { parse.subject_of(first) } else { None }
}

/// "the death of X", "X's death".
fn under(parse: &Parse, noun: usize) -> Option<usize> {
    let of = |n: &usize| parse.preposition_of(*n).is_some_and(|p| parse.lemma(p).eq_ignore_ascii_case("of"));
    parse
        .dependents(noun, |r| r == Relation::Nmod)
        .find(of)
        .or_else(|| parse.dependents(noun, |r| r == Relation::NmodPoss).next())
}

fn token_of(reading: &Reading<'_>, parse: &Parse, word: usize) -> Option<usize> {
    let start = parse.words[word].range.start;
    let token = reading.doc.token_at(start);
    reading.doc.tokens().get(token).filter(|t| t.range.start <= start).map(|_| token)
}

/// A group for a noun or name that the codebook does not know.
fn group(reading: &Reading<'_>, parse: &Parse, word: usize, token: usize, found: &Found) -> Option<Group> {
    // "released a statement", "seized power": only verbs that persons alone can suffer tell a person by themselves.
    if !is_personal(reading, found) || reading.is_taken(token) || reading.is_punct(token) {
        return None;
    }
    let noun = parse.noun_group(word)?;
    let tokens = |at: u32| reading.doc.token_at(at);
    let (first, end) = (tokens(noun.range.start), tokens(noun.range.end.saturating_sub(1)) + 1);
    let own = parse.words[word];
    let singular = matches!(own.xpos, Xpos::Nn | Xpos::Nnp);
    let person = match own.upos {
        // Two words at least, or a title: a lone name may be a place or a body.
        Upos::Propn => end - first >= 2,
        Upos::Noun => true,
        _ => false,
    };
    let known = (first..end).any(|at| {
        reading
            .at(at)
            .iter()
            .any(|f| matches!(f.class, Class::Thing | Class::Body(_) | Class::Mass | Class::Fixed))
    });
    if !person || known || end - first > 8 {
        return None;
    }
    let figure = (first..=token).find_map(|at| quantity::at(reading, at)).filter(|q| q.end as usize <= token);
    // A figure that counts nothing ("20 percent") makes no victim of its noun.
    if figure.is_none() && (first..end).any(|at| quantity::number(reading, at).is_some()) {
        return None;
    }
    let determiner = reading.word(first);
    let quantity = match figure {
        Some(figure) => Some(figure),
        None if singular => Some(Quantity::one(first, end)),
        None if own.upos == Upos::Propn => Some(Quantity::one(first, end)),
        None if reading.codebook.grammar.determiners.contains(determiner) => None,
        None => Some(Quantity {
            low: 2,
            high: None,
            qualifier: record::Qualifier::Vague,
            first: first as u32,
            end: end as u32,
        }),
    };
    quantity?;
    Some(Group {
        first: first as u32,
        end: end as u32,
        head_first: token as u32,
        head_end: token as u32 + 1,
        head: if own.upos == Upos::Propn { Head::Named } else { Head::Person(ActorCategory::Unknown) },
        quantity,
        plural: !singular,
        definite: reading.codebook.grammar.determiners.contains(determiner)
            && !reading.codebook.grammar.indefinite.contains(determiner),
        possessive: reading.codebook.grammar.possessives.contains(determiner),
        part: false,
        preposition: None,
        own: false,
    })
}
