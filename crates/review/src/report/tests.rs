use super::*;

const TEXT: &str =
    "On 4 May the <b>column</b> killed Ann Example and at least two guards near Séva. Others dispute it.";

fn event() -> Event {
    serde_json::from_value(serde_json::json!({
        "id": "00ff00ff00ff00ff", "document": {"path": "a&b.txt", "title": "<script>alert(1)</script>", "side": "claimant"},
        "span": [0, 80], "kind": "event", "section": "\"quoted\"",
        "when": {"start": "2021-05-04", "end": "2021-05-06", "precision": "day", "calendar": "hijri",
                 "stated": {"year": null, "month": 5, "day": 4}, "basis": "stated", "slack_days": 1, "span": [0, 8]},
        "where": {"name": "Séva", "path": ["Séva"], "relation": "near", "country": "ML", "admin1": null,
                  "gazetteer_id": null, "lat": 14.5, "lon": -4.25, "radius_km": 12.0, "precision": 2, "span": [70, 79]},
        "type": {"acled": ["Battles", "Armed clash"], "gtd": null}, "tactics": ["clash"],
        "actors": [{"name": "the column", "role": "initiator", "category": "armed_group", "span": [9, 26]},
                   {"name": "Ann Example", "role": "target", "category": "civilians", "span": [34, 45]}],
        "toll": [{"of": "target", "effect": "killed", "low": 2, "high": null, "qualifier": "at_least", "span": [50, 69]}],
        "materiel": [],
        "attribution": {"voice": "author", "quoted": null, "claimed_by": "the column", "span": null},
    }))
    .expect("a record")
}

fn basemap() -> Basemap {
    Basemap::parse(
        r#"{"countries":[{"iso":"ML","name":"Land & Sea","rings":[[-1200,1000,400,1000,400,2500,-1200,2500,-1200,1000]]},
            {"iso":"XX","name":"Far","rings":[[9000,4000,9100,4000,9100,4100,9000,4000]]}]}"#,
    )
    .expect("a base map")
}

fn render(events: &[Event], names: Names) -> String {
    render_first(events, names, 1000)
}

fn render_first(events: &[Event], names: Names, limit: usize) -> String {
    let basemap = basemap();
    page(&Report {
        title: "A <title>",
        events,
        texts: &|_| Some(TEXT.to_owned()),
        names,
        basemap: &basemap,
        version: "0.1.0",
        codebook: "cafe",
        limit,
    })
}

#[test]
fn nothing_from_a_document_is_markup() {
    let page = render(&[event()], Names::Keep);
    assert!(!page.contains("<script>alert") && !page.contains("<b>column"), "escaped");
    assert!(page.contains("&lt;script&gt;alert(1)&lt;/script&gt;"));
    assert!(
        page.contains("a&amp;b.txt") && page.contains("Land &amp; Sea") && page.contains("A &lt;title&gt;")
    );
    assert_eq!(page.matches("<script").count(), 1);
}

#[test]
fn the_page_asks_for_nothing_from_outside() {
    let page = render(&[event()], Names::Keep);
    for forbidden in ["http://", "https://", "src=", "@import", "url(", " style=", " onclick="] {
        assert!(!page.contains(forbidden), "{forbidden}");
    }
    let hash = base64(&Sha256::digest(SCRIPT));
    assert!(
        page.contains(&format!("script-src &#39;sha256-{hash}&#39;"))
            || page.contains(&format!("script-src 'sha256-{hash}'"))
    );
}

#[test]
fn every_value_stands_beside_its_words_and_its_voice() {
    let page = render(&[event()], Names::Keep);
    for expected in [
        "<q>at least two guards</q>",
        "<q>On 4 May</q>",
        "<q>near Séva</q>",
        "at least 2, attacked side, as written: at least",
        "claimed by the column",
        "2021-05-04 to 2021-05-06",
        "hijri calendar, ±1 day",
        "class=\"f-toll\" data-f=\"toll\"",
    ] {
        assert!(page.contains(expected), "{expected}");
    }
}

#[test]
fn totals_leave_out_what_is_no_event_and_keep_open_bounds() {
    let mut total = event();
    total.kind = Kind::Aggregate;
    total.toll[0].low = 500;
    let mut recalled = event();
    recalled.kind = Kind::Background;
    recalled.toll[0].low = 700;
    let page = render(&[event(), total, recalled], Names::Keep);
    assert!(page.contains("<strong>at least 2</strong>"));
    assert!(page.contains("id=\"aggregates\"") && page.contains("id=\"background\""));
    let table =
        &page[page.find("id=\"events\"").expect("a table")..page.find("id=\"cards\"").expect("cards")];
    assert!(!table.contains("500") && !table.contains("700"));
}

#[test]
fn a_limit_is_told_and_the_summary_covers_all() {
    let page = render_first(&[event(), event(), event()], Names::Keep, 2);
    assert!(page.contains("The summary covers all 3 records.") && page.contains("show the first 2"));
    assert!(page.contains("<strong>at least 6</strong>"));
    assert_eq!(page.matches("<details class=\"event\"").count(), 2);
    let anchors = ["id=\"e-00ff00ff00ff00ff\"", "id=\"e-00ff00ff00ff00ff-2\""];
    assert!(anchors.iter().all(|a| page.matches(a).count() == 1), "equal ids get anchors of their own");
}

#[test]
fn withheld_names_are_nowhere() {
    let names = Names::Withhold { individual: &|_, a| a.name.starts_with("Ann"), spans: &|_| Vec::new() };
    let page = render(&[event()], names);
    assert!(!page.contains("Ann"), "no name");
    assert!(page.contains("[name withheld]") && page.contains("two guards"));
}

#[test]
fn events_without_place_date_or_text_are_listed_and_hostile_values_do_no_harm() {
    let mut odd = event();
    odd.place = record::Where { lat: Some(f64::NAN), lon: Some(400.0), ..Default::default() };
    odd.when = record::When::default();
    odd.span = record::Span::new(5_000_000, u32::MAX);
    odd.toll[0].span = record::Span::new(90, u32::MAX);
    odd.toll[0].low = u64::MAX;
    let mut far = event();
    far.place.radius_km = Some(f64::INFINITY);
    far.when.start = Some(jiff::civil::Date::MIN);
    far.when.end = Some(jiff::civil::Date::MAX);
    let page = render(&[odd, far], Names::Keep);
    assert!(page.contains("1 event without coordinates") && page.contains("1 event without a known date"));
    let shown = page.replace(SCRIPT, "");
    assert!(!shown.contains("NaN") && !shown.contains("inf km") && !shown.contains("\"inf"));
    render(&[], Names::Keep);
}

#[test]
fn base64_is_that_of_rfc_4648() {
    for (plain, coded) in [("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foobar", "Zm9vYmFy")] {
        assert_eq!(base64(plain.as_bytes()), coded);
    }
}
