//! What the tests share: a folder of their own, the command, a casebook made by hand.

use std::path::{Path, PathBuf};

use assert_cmd::Command;
use casebook::{Casebook, CodingKey, Form, Packed, Source};
use record::{
    Actor, ActorCategory, Attribution, Basis, Calendar, Coded, Effect, Event, EventType, Kind, Of, Precision,
    Qualifier, Role, Side, Span, Stated, Tactic, Toll, Trace, When, Where,
};

/// A folder that is gone after the test.
pub(crate) struct Folder(tempfile::TempDir);

impl Folder {
    pub(crate) fn new() -> Folder {
        Folder(tempfile::tempdir().unwrap())
    }

    pub(crate) fn path(&self) -> &Path {
        self.0.path()
    }

    pub(crate) fn join(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    pub(crate) fn write(&self, name: &str, bytes: impl AsRef<[u8]>) -> PathBuf {
        let path = self.join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(&path, bytes).unwrap();
        path
    }

    /// The command, run in this folder.
    pub(crate) fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(assert_cmd::cargo::cargo_bin!("counterclaim"));
        command.current_dir(self.path()).args(arguments).env_remove("NO_COLOR").env_remove("CLICOLOR_FORCE");
        command
    }

    /// Runs the command; exit code, standard output, standard error.
    pub(crate) fn run(&self, arguments: &[&str]) -> (i32, String, String) {
        let output = self.command(arguments).output().unwrap();
        let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
        (output.status.code().unwrap(), text(output.stdout), text(output.stderr))
    }

    /// Runs the command, which must end with this exit code; its standard output.
    pub(crate) fn expect(&self, code: i32, arguments: &[&str]) -> String {
        let (found, out, err) = self.run(arguments);
        assert_eq!(found, code, "{arguments:?}\n{out}\n{err}");
        out
    }

    /// What a casebook holds, as a digest.
    pub(crate) fn digest(&self, casebook: &str) -> String {
        Casebook::open(&self.join(casebook), casebook::Options::default()).unwrap().digest().unwrap()
    }
}

/// The repository's root.
pub(crate) fn repository() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").canonicalize().unwrap()
}

/// An invented report of one sentence.
pub(crate) const REPORT: &str = "On 4 March 2024, gunmen attacked a police post near Bria, killing 3 policemen and wounding two others.\n";

/// A casebook with one event, made without the coder: what showing and exporting do must not hang on what the coder finds.
pub(crate) fn casebook_with_event(path: &Path, place: &str, person: &str) -> String {
    let text = format!("On 4 March 2024, gunmen shot {person} in {place}, killing him.\n");
    let at = |words: &str| {
        let start = text[..text.find(words).unwrap()].chars().count() as u32;
        Span::new(start, start + words.chars().count() as u32)
    };
    let mut source = Source::new("a.txt");
    source.publisher = Some("Plateau News".to_owned());
    source.side = Side::Independent;
    let key = CodingKey::new(&source, text.as_bytes(), "codebook", "0");
    let day = jiff::civil::date(2024, 3, 4);
    let mut event = Event {
        id: None,
        document: source.document(&key.document),
        span: Span::new(0, text.chars().count() as u32 - 1),
        kind: Kind::Event,
        section: None,
        when: When {
            start: Some(day),
            end: Some(day),
            precision: Precision::Day,
            calendar: Calendar::Gregorian,
            stated: Stated { year: Some(2024), month: Some(3), day: Some(4) },
            basis: Basis::Stated,
            slack_days: 0,
            span: Some(at("4 March 2024")),
        },
        place: Where {
            name: Some(place.to_owned()),
            path: vec![place.to_owned()],
            country: Some("CF".to_owned()),
            lat: Some(6.54),
            lon: Some(21.98),
            radius_km: Some(5.0),
            precision: 1,
            span: Some(at(place)),
            ..Where::default()
        },
        event_type: EventType {
            acled: Some(["Violence against civilians".to_owned(), "Attack".to_owned()]),
            gtd: Some("Armed Assault".to_owned()),
        },
        tactics: vec![Tactic::ArmedAssault],
        actors: vec![
            Actor {
                name: "gunmen".to_owned(),
                role: Role::Initiator,
                category: ActorCategory::ArmedGroup,
                span: Some(at("gunmen")),
            },
            Actor {
                name: person.to_owned(),
                role: Role::Target,
                category: ActorCategory::Civilians,
                span: Some(at(person)),
            },
        ],
        toll: vec![Toll {
            of: Of::Civilians,
            effect: Effect::Killed,
            low: 1,
            high: Some(1),
            qualifier: Qualifier::Exact,
            span: at("killing him"),
        }],
        materiel: vec![],
        attribution: Attribution::default(),
        confidence: None,
    };
    event.id = Some(event.stable_id());
    let id = event.id.clone().unwrap();
    let trace = |field: &str, rule: &str, words: &str| Trace {
        field: field.to_owned(),
        rule: rule.to_owned(),
        span: Some(at(words)),
    };
    let traces = vec![
        trace("when", "day, month and year", "4 March 2024"),
        trace("where", "name after `in`", place),
        trace("where", "nearest to the verb", place),
        trace("individual", "a person's name", person),
    ];
    let mut book = Casebook::create_or_open(path, casebook::Options::default()).unwrap();
    let packed = Packed::new(&key, Form::Text, text.as_bytes(), vec![Coded { event, traces }]).unwrap();
    book.store(&source, &key, &packed).unwrap();
    book.close().unwrap();
    id
}
