//! What must hold of the scores, whatever the records.

use proptest::prelude::*;
use record::{Effect, Event, Kind, MaterielEffect, Of, Tactic};
use score::{Comparison, Counts, Field, Metadata, Scope, Scores, Verdict, compare};

fn event(path: &str, span: (u32, u32)) -> Event {
    serde_json::from_value(serde_json::json!({
        "document": {"path": path}, "span": [span.0, span.1], "kind": "event", "section": null,
        "when": {"start": "2021-05-04", "end": "2021-05-04", "precision": "day", "calendar": "gregorian",
                 "stated": {"year": null, "month": 5, "day": 4}, "basis": "stated", "slack_days": 0, "span": null},
        "where": {"name": "Séva", "path": ["Séva", "North"], "relation": null, "country": "ML", "admin1": null,
                  "gazetteer_id": null, "lat": null, "lon": null, "radius_km": null, "precision": 1, "span": null},
        "type": {"acled": null, "gtd": null}, "tactics": [], "actors": [], "toll": [], "materiel": [],
        "attribution": {"voice": "author", "quoted": null, "claimed_by": null, "span": null},
    }))
    .expect("a record")
}

fn toll(of: Of, effect: Effect, low: u64, high: Option<u64>) -> record::Toll {
    record::Toll { of, effect, low, high, qualifier: record::Qualifier::Exact, span: record::Span::new(0, 1) }
}

fn run(gold: Vec<Event>, predicted: Vec<Event>) -> Comparison {
    compare(gold, predicted, &Scope::default()).expect("documents pair")
}

fn field(scores: &Scores, field: Field) -> Counts {
    scores.fields.iter().find(|f| f.field == field).expect("every field is listed").aligned
}

fn counts(right: u64, spurious: u64, missed: u64) -> Counts {
    Counts { right, spurious, missed }
}

#[test]
fn half_of_the_shorter_span_is_enough_and_less_is_not() {
    let of = |span| run(vec![event("a.txt", (0, 100))], vec![event("a.txt", span)]).scores().events;
    assert_eq!(of((90, 110)), counts(1, 0, 0));
    assert_eq!(of((91, 111)), counts(0, 1, 1));
}

#[test]
fn alignment_takes_the_greatest_overlap_over_the_document() {
    // The first prediction fits both gold records; only the second fits nothing but the first gold record.
    let gold = vec![event("a.txt", (0, 100)), event("a.txt", (100, 200))];
    let predicted = vec![event("a.txt", (40, 180)), event("a.txt", (0, 60))];
    let comparison = run(gold, predicted);
    assert_eq!(comparison.documents[0].pairs, [(0, 0), (1, 1)]);
}

#[test]
fn an_aggregate_coded_as_event_is_spurious_and_counts_against_kind() {
    let mut total = event("a.txt", (0, 50));
    total.kind = Kind::Aggregate;
    let scores = run(vec![total], vec![event("a.txt", (0, 50))]).scores();
    assert_eq!(scores.events, counts(0, 1, 0));
    assert_eq!(field(&scores, Field::Kind), counts(0, 1, 1));
    assert_eq!(field(&scores, Field::Date), counts(0, 0, 0));
    assert_eq!(scores.slots.spurious, 4, "kind, date, country, place");
}

#[test]
fn differing_tolls_of_one_side_are_alternatives_and_sides_are_added() {
    let killed = |items: &[(Of, u64)]| {
        let mut e = event("a.txt", (0, 50));
        e.toll = items.iter().map(|&(of, n)| toll(of, Effect::Killed, n, Some(n))).collect();
        e
    };
    let gold = killed(&[(Of::Civilians, 36), (Of::Civilians, 21), (Of::Target, 2), (Of::Initiator, 9)]);
    for (items, right) in [
        (vec![(Of::Unknown, 38)], true),
        (vec![(Of::Target, 2), (Of::Civilians, 21)], true),
        (vec![(Of::Unknown, 23), (Of::Unknown, 4)], true),
        (vec![(Of::Civilians, 57), (Of::Target, 2)], false),
        (vec![(Of::Civilians, 36)], false),
    ] {
        let scores = run(vec![gold.clone()], vec![killed(&items)]).scores();
        let wrong = u64::from(!right);
        assert_eq!(field(&scores, Field::Killed), counts(u64::from(right), wrong, wrong), "{items:?}");
    }
    let own_only = killed(&[(Of::Initiator, 3)]);
    let scores = run(vec![own_only], vec![event("a.txt", (0, 50))]).scores();
    assert_eq!(field(&scores, Field::Killed), counts(0, 0, 0));
}

#[test]
fn an_open_figure_is_not_the_closed_one() {
    let mut gold = event("a.txt", (0, 50));
    gold.toll = vec![toll(Of::Target, Effect::Injured, 7, None)];
    let mut predicted = gold.clone();
    predicted.toll[0].high = Some(7);
    let scores = run(vec![gold], vec![predicted]).scores();
    assert_eq!(field(&scores, Field::Injured), counts(0, 1, 1));
}

#[test]
fn any_name_of_the_path_is_enough_after_folding() {
    let mut other = event("a.txt", (0, 50));
    other.place.name = Some("Dorel".into());
    other.place.path = vec!["Dorel".into(), "NORTH".into()];
    let scores = run(vec![event("a.txt", (0, 50))], vec![other.clone()]).scores();
    assert_eq!(field(&scores, Field::Place), counts(1, 0, 0));
    assert_eq!(field(&scores, Field::PlaceName), counts(0, 1, 1));
    other.place.path.pop();
    let scores = run(vec![event("a.txt", (0, 50))], vec![other.clone()]).scores();
    assert_eq!(field(&scores, Field::Place), counts(0, 1, 1));
    other.place.name = Some("SEVA".into());
    let scores = run(vec![event("a.txt", (0, 50))], vec![other]).scores();
    assert_eq!(field(&scores, Field::Place), counts(1, 0, 0));
}

#[test]
fn materiel_is_a_bag_in_which_seized_is_captured() {
    let item = |effect, low| record::Materiel {
        item: "rifle".into(),
        effect,
        low,
        high: None,
        span: record::Span::new(0, 1),
    };
    let mut gold = event("a.txt", (0, 50));
    gold.materiel = vec![
        item(MaterielEffect::Seized, 3),
        item(MaterielEffect::Burned, 2),
        item(MaterielEffect::Burned, 2),
    ];
    let mut predicted = event("a.txt", (0, 50));
    predicted.materiel = vec![item(MaterielEffect::Captured, 3), item(MaterielEffect::Burned, 2)];
    let scores = run(vec![gold], vec![predicted]).scores();
    assert_eq!(field(&scores, Field::Materiel), counts(2, 0, 1));
}

#[test]
fn near_synonyms_are_apart_and_together() {
    let mut gold = event("a.txt", (0, 50));
    gold.tactics = vec![Tactic::Raid, Tactic::Execution, Tactic::Ied];
    let mut predicted = event("a.txt", (0, 50));
    predicted.tactics = vec![Tactic::Clash, Tactic::ArmedAssault, Tactic::Assassination, Tactic::Ied];
    let scores = run(vec![gold], vec![predicted]).scores();
    assert_eq!(field(&scores, Field::Tactics), counts(1, 3, 2));
    assert_eq!(field(&scores, Field::TacticsGrouped), counts(3, 0, 0));
}

#[test]
fn documents_without_events_and_unknown_documents() {
    let scope = Scope { documents: vec!["text/n.txt".into()], ignore_unknown: false };
    let predicted = || vec![event("/tmp/text/n.txt", (0, 9)), event("/tmp/text/other.txt", (0, 9))];
    let comparison = compare([], predicted(), &scope).expect("documents pair");
    assert_eq!(comparison.scores().events, counts(0, 2, 0));
    let comparison =
        compare([], predicted(), &Scope { ignore_unknown: true, ..scope }).expect("documents pair");
    assert_eq!(comparison.scores().events, counts(0, 1, 0));
    assert_eq!(comparison.ignored, ["/tmp/text/other.txt"]);
    assert!(compare([], predicted(), &Scope::default()).is_err());
}

#[test]
fn groups_follow_the_metadata() {
    let mut metadata = Metadata::default();
    for (path, kind) in [("text/a.txt", "wire"), ("text/b.txt", "digest")] {
        let row = serde_json::json!({"path": path, "type": kind});
        metadata.push(path, row.as_object().expect("an object").clone());
    }
    let gold =
        vec![event("/g/text/a.txt", (0, 9)), event("/g/text/b.txt", (0, 9)), event("/g/text/c.txt", (0, 9))];
    let report = run(gold.clone(), gold).report(Some((&metadata, "type"))).expect("documents pair");
    assert_eq!(report.by.keys().collect::<Vec<_>>(), ["", "digest", "wire"]);
    assert_eq!(report.by["wire"].events, counts(1, 0, 0));
    assert_eq!(report.all.events, counts(3, 0, 0));
}

#[test]
fn differences_show_the_words() {
    let text = "Am 4. Mai wurden ‘sieben’ Soldaten getötet.";
    let mut gold = event("a.txt", (0, text.chars().count() as u32));
    gold.toll = vec![toll(Of::Target, Effect::Killed, 7, Some(7))];
    gold.toll[0].span = record::Span::new(17, 25);
    let mut predicted = gold.clone();
    predicted.toll[0].low = 8;
    predicted.toll[0].high = None;
    let stray = event("a.txt", (100, 120));
    let comparison = run(vec![gold], vec![predicted, stray]);
    let found = comparison.differences(&|_| Some(text.to_owned()));
    assert_eq!(found.iter().map(|d| d.verdict).collect::<Vec<_>>(), [Verdict::Wrong, Verdict::Spurious]);
    let killed = &found[0].fields[0];
    assert_eq!(killed.gold.as_deref(), Some("7 (target)"));
    assert_eq!(killed.predicted.as_deref(), Some("8 or more (target)"));
    assert_eq!(killed.gold_evidence.as_deref(), Some("‘sieben’"));
}

prop_compose! {
    fn any_event()(
        document in 0..3_u8,
        start in 0..300_u32,
        length in 0..80_u32,
        kind in prop::sample::select(Kind::ALL),
        day in prop::option::of(1..5_i8),
        place in prop::sample::select(&["Séva", "Seva", "Dorel", ""][..]),
        killed in prop::collection::vec((prop::sample::select(Of::ALL), 0..4_u64, prop::option::of(0..3_u64)), 0..4),
        tactics in prop::collection::vec(prop::sample::select(Tactic::ALL), 0..3),
    ) -> Event {
        let mut e = event(&format!("d/{document}.txt"), (start, start + length));
        e.kind = kind;
        e.when.start = day.map(|d| jiff::civil::date(2020, 1, d));
        e.when.end = e.when.start;
        e.place.name = (!place.is_empty()).then(|| place.to_owned());
        e.place.path.clear();
        e.toll = killed.into_iter().map(|(of, low, more)| toll(of, Effect::Killed, low, more.map(|m| low + m))).collect();
        e.tactics = tactics;
        e
    }
}

fn events() -> impl Strategy<Value = Vec<Event>> {
    prop::collection::vec(any_event(), 1..25)
}

fn swapped(c: Counts) -> Counts {
    Counts { right: c.right, spurious: c.missed, missed: c.spurious }
}

proptest! {
    #[test]
    fn a_coder_agrees_with_itself(gold in events()) {
        let scores = run(gold.clone(), gold.clone()).scores();
        prop_assert_eq!(scores.slots.spurious + scores.slots.missed, 0);
        prop_assert_eq!(scores.events.right as usize, gold.iter().filter(|e| e.kind == Kind::Event).count());
        prop_assert_eq!(scores.events.f1().unwrap_or(1.0), 1.0);
    }

    #[test]
    fn swapping_the_sides_swaps_precision_and_recall(a in events(), b in events()) {
        let (there, back) = (run(a.clone(), b.clone()).scores(), run(b, a).scores());
        prop_assert_eq!(there.events, swapped(back.events));
        prop_assert_eq!(there.slots, swapped(back.slots));
        for (f, g) in there.fields.iter().zip(&back.fields) {
            prop_assert_eq!(f.all, swapped(g.all));
            prop_assert_eq!(f.aligned, swapped(g.aligned));
        }
    }

    #[test]
    fn order_and_root_of_the_paths_do_not_matter(
        (a, shuffled) in events().prop_flat_map(|e| (Just(e.clone()), Just(e).prop_shuffle())),
        b in events(),
    ) {
        let moved = shuffled.into_iter().map(|mut e| {
            e.document.path = format!("/elsewhere/{}", e.document.path);
            e
        });
        prop_assert_eq!(run(b.clone(), a).scores(), run(b, moved.collect()).scores());
    }

    #[test]
    fn every_pair_overlaps_enough_and_is_used_once(a in events(), b in events()) {
        for document in run(a, b).documents {
            let mut used = (std::collections::BTreeSet::new(), std::collections::BTreeSet::new());
            for (g, p) in document.pairs {
                prop_assert!(used.0.insert(g) && used.1.insert(p));
                let (x, y) = (document.gold[g].span, document.predicted[p].span);
                prop_assert!(x == y || 2 * x.overlap(y) >= x.len().min(y.len()));
            }
        }
    }
}
