//! What the placer finds.

use document::TextRange;
use record::Where;
use serde::Serialize;

use crate::Candidate;

/// What a name that looks like a place's stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum MentionKind {
    /// A place.
    Place,
    /// An adjective or noun for the people of a country ("Turkish soldiers").
    Demonym,
    /// A place inside the name of an organisation ("Bank of Baghdad").
    InOrganisation,
    /// A country or capital that stands for its government ("Washington said").
    Metonym,
    /// A person.
    Person,
    /// A military or police unit.
    Unit,
    /// Something built that has a name of its own ("Saka junction").
    Facility,
    /// A forest, mountain, river, road.
    Feature,
}

impl MentionKind {
    /// Whether an event can be there.
    pub fn is_place(self) -> bool {
        matches!(self, MentionKind::Place | MentionKind::Facility | MentionKind::Feature)
    }
}

/// What the sentence says of the place.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum PlaceRole {
    /// Something is there.
    #[default]
    At,
    /// Somebody or something comes from there.
    From,
    /// Somebody or something goes there.
    To,
    /// Somebody has an office there ("the mayor of X").
    Office,
    /// Somebody takes the road of that name to somewhere else ("entered by the X road").
    Way,
}

/// One name in a text with what it means.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Mention {
    /// The name itself, in bytes of the text.
    pub range: TextRange,
    /// The name with the words that belong to it: "near the village of", "12 km north of".
    pub phrase: TextRange,
    /// What it stands for.
    pub kind: MentionKind,
    /// The place.
    pub place: Where,
    /// Whether something is there, comes from there or goes there.
    pub role: PlaceRole,
    /// For a name in a label ("Gao, 3 May. ..."), the bytes over which it says where.
    pub holds: Option<TextRange>,
    /// The mention that names the wider place ("Goma" for "Katindo in the city of Goma").
    pub part_of: Option<usize>,
    /// The mention that this one only describes ("Goma" in "Kibumba, north of Goma").
    pub describes: Option<usize>,
    /// Whether a word beside the name says that it is a district or region.
    pub area: bool,
    /// 0 to 1: of the mentions with 0.9, nine in ten are this place.
    pub confidence: f32,
    /// The places that the name may mean, the best first; empty where no gazetteer has it.
    pub candidates: Vec<Candidate>,
    /// Which rule took it for what it is.
    pub rule: String,
}

impl Mention {
    /// The answer for a span that holds no word.
    pub(crate) fn nothing(range: TextRange) -> Mention {
        Mention {
            range,
            phrase: range,
            kind: MentionKind::Place,
            place: Where { precision: 4, ..Where::default() },
            role: PlaceRole::At,
            holds: None,
            part_of: None,
            describes: None,
            area: false,
            confidence: 0.0,
            candidates: Vec::new(),
            rule: "no word in the span".to_owned(),
        }
    }
}

/// What is known about a document besides its text.
#[derive(Clone, Copy, Debug, Default)]
pub struct Context<'a> {
    /// The country of the metadata, if it gives one.
    pub country: Option<&'a str>,
    /// Who published it: its country words count.
    pub publisher: Option<&'a str>,
    /// The title: its names count as context.
    pub title: Option<&'a str>,
    /// Whether the document is read for armed events: a name is then rather that of a place in a country that has them.
    pub armed: bool,
    /// Bytes that other readers (dates, tolls) have taken, in order.
    pub taken: &'a [TextRange],
}
