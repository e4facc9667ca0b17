//! Classes of words, one bit each.

pub(crate) const STRONG: u64 = 1;
pub(crate) const WEAK: u64 = 1 << 1;
pub(crate) const SETTLEMENT: u64 = 1 << 2;
pub(crate) const PART: u64 = 1 << 3;
pub(crate) const DISTRICT: u64 = 1 << 4;
pub(crate) const REGION: u64 = 1 << 5;
pub(crate) const FEATURE: u64 = 1 << 6;
pub(crate) const FACILITY: u64 = 1 << 7;
pub(crate) const ROAD: u64 = 1 << 8;
pub(crate) const TITLE: u64 = 1 << 9;
pub(crate) const ORG: u64 = 1 << 10;
pub(crate) const ORG_BEFORE: u64 = 1 << 11;
pub(crate) const NOT_PLACE: u64 = 1 << 12;
pub(crate) const COMMON: u64 = 1 << 13;
pub(crate) const DIRECTION: u64 = 1 << 14;
pub(crate) const SPEECH: u64 = 1 << 15;
pub(crate) const INSIDE: u64 = 1 << 16;
pub(crate) const ARTICLE: u64 = 1 << 17;
pub(crate) const FIRST: u64 = 1 << 18;
pub(crate) const FIRST_NAME: u64 = 1 << 19;
pub(crate) const MEASURE: u64 = 1 << 20;
/// The noun belongs to a name before it.
pub(crate) const KEPT: u64 = 1 << 21;
/// A noun after which "on" takes a place.
pub(crate) const ATTACK: u64 = 1 << 22;
/// A word that speaks for a country.
pub(crate) const SIGN: u64 = 1 << 23;
/// A preposition that takes persons and things too.
pub(crate) const LOOSE: u64 = 1 << 24;
/// A word of the language, as far as the codebook uses it in lower case.
pub(crate) const VOCABULARY: u64 = 1 << 25;
/// A part of a country or region before its name.
pub(crate) const SIDE: u64 = 1 << 26;
/// Before a name it changes nothing.
pub(crate) const SKIPPED: u64 = 1 << 27;
/// Between a noun and a name.
pub(crate) const NAMING: u64 = 1 << 28;
/// A noun after the adjective of a country's people: its side of a border.
pub(crate) const FLANK: u64 = 1 << 30;
/// A word of movement along a way.
pub(crate) const TRAVEL: u64 = 1 << 31;
/// "of".
pub(crate) const OF: u64 = 1 << 32;
/// A preposition of where something comes from.
pub(crate) const FROM: u64 = 1 << 33;
/// A preposition of where something goes.
pub(crate) const TO: u64 = 1 << 34;
/// "in": before the name of a wider place.
pub(crate) const IN: u64 = 1 << 35;
/// Before "the north of": inside, no relation.
pub(crate) const WITHIN: u64 = 1 << 36;
/// A preposition that belongs to the phrase of a direction.
pub(crate) const AT: u64 = 1 << 37;
/// A preposition of the way taken.
pub(crate) const VIA: u64 = 1 << 38;
/// After a noun of attack it takes a place.
pub(crate) const AGAINST: u64 = 1 << 39;
/// "out" of "out of".
pub(crate) const OUT: u64 = 1 << 40;
/// "same".
pub(crate) const SAME: u64 = 1 << 41;
/// "the".
pub(crate) const THE: u64 = 1 << 42;
/// An article.
pub(crate) const DETERMINER: u64 = 1 << 43;
/// "and" of "between A and B".
pub(crate) const AND: u64 = 1 << 44;
/// A word that joins two names.
pub(crate) const JOINT: u64 = 1 << 45;
/// An article before a name without a hyphen.
pub(crate) const APART: u64 = 1 << 47;
/// Opens a clause about a person.
pub(crate) const WHO: u64 = 1 << 46;
/// Inside a name only with a hyphen.
pub(crate) const NEVER_INSIDE: u64 = 1 << 29;
/// After it a loose preposition takes a place.
pub(crate) const LEAVING: u64 = 1 << 48;
/// An auxiliary before what befalls a place.
pub(crate) const AUXILIARY: u64 = 1 << 49;
/// What befalls a place.
pub(crate) const BEFALLS: u64 = 1 << 50;
/// The key of a form's place.
pub(crate) const KEY: u64 = 1 << 51;
/// The first word of a party's name.
pub(crate) const PARTY: u64 = 1 << 52;
/// A noun that stands after the name of a model.
pub(crate) const MODEL: u64 = 1 << 53;
/// Any noun for a place.
pub(crate) const NOUN: u64 = SETTLEMENT | PART | DISTRICT | REGION | FEATURE | FACILITY | ROAD;
