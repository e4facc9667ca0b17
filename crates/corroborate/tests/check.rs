//! `check` from files to graded pairs, the same for any thread count and row order.

use corroborate::random::Random;
use corroborate::{Check, CheckOptions, Collection, Grade, Pool, check, dedupe, integrate};
use datasets::read::{Options, read_csv};
use proptest::prelude::*;

/// A list of invented events as CSV rows, and the same events told by a second observer for two in three.
fn lists(seed: u64, n: usize) -> (Vec<String>, Vec<String>) {
    let mut random = Random::new(seed);
    let (mut a, mut b) = (Vec::new(), Vec::new());
    for k in 0..n {
        let day = random.below(300);
        let date = |d: usize| datasets::read::date_text(17_000 + d as i32);
        let (lat, lon) = (10.0 + random.below(40) as f64 * 0.25, 20.0 + random.below(40) as f64 * 0.25);
        let group = ["Red Group", "Blue Group", "Green Group"][random.below(3)];
        let killed = random.below(30);
        let row = |id: &str, lat: f64, killed: usize| {
            format!(
                "{id}{k},{0},{0},{lat:.4},{lon:.4},1,1,{group},Army,{killed},{killed},{killed},1",
                date(day)
            )
        };
        a.push(row("a", lat, killed));
        if random.below(3) > 0 {
            b.push(row("b", lat + 0.01, if random.below(4) == 0 { killed * 5 + 20 } else { killed }));
        }
    }
    (a, b)
}

const HEAD: &str = "id,date_start,date_end,latitude,longitude,where_prec,date_prec,side_a,side_b,low,best,high,type_of_violence\n";

fn run(a: &[String], b: &[String], threads: usize) -> Check {
    let mut pool = Pool::default();
    let mut collection = |label: &str, rows: &[String]| {
        let table = read_csv(format!("{HEAD}{}\n", rows.join("\n")).as_bytes(), &Options::default()).unwrap();
        assert!(table.faults.is_empty(), "{:?}", table.faults.first());
        Collection::from_table(label, table, &mut pool)
    };
    let (a, b) = (collection("claims", a), collection("records", b));
    let mut options = CheckOptions { draws: 20, ..CheckOptions::default() };
    options.link.threads = threads;
    check(a, b, pool, &options, &|_| {})
}

fn bytes(check: &Check) -> Vec<Vec<u8>> {
    let mut out = vec![Vec::new(); 4];
    check.write_jsonl(&mut out[0]).unwrap();
    check.write_csv(&mut out[1]).unwrap();
    check.write_estimates(&mut out[2]).unwrap();
    out[3] = check.html(None).into_bytes();
    out
}

#[test]
fn links_grades_and_tolls_come_out_right() {
    let (a, b) = lists(1, 600);
    let checked = run(&a, &b, 2);
    let (mut right, mut wrong) = (0, 0);
    for g in &checked.graded {
        if let Some(p) = g.pairings.first().filter(|p| p.linked.is_some()) {
            let same = checked.claims.incidents[g.claim as usize].id[1..]
                == checked.records.incidents[p.record as usize].id[1..];
            *(if same { &mut right } else { &mut wrong }) += 1;
        }
    }
    assert!(right > b.len() * 8 / 10 && wrong < b.len() / 20, "{right} right, {wrong} wrong of {}", b.len());
    let contradicted = checked.graded.iter().filter(|g| g.grade == Grade::TollContradicted).count();
    assert!(contradicted > b.len() / 20, "{contradicted}");
    assert!(checked.control.procedure < 0.02, "{:?}", checked.control);
    let share = checked.estimates.corroborated;
    let truth = b.len() as f64 / a.len() as f64;
    assert!(share.low < truth + 0.05 && truth - 0.05 < share.high, "{share:?} {truth}");
}

#[test]
fn threads_and_row_order_change_no_byte() {
    let (a, b) = lists(2, 300);
    let first = bytes(&run(&a, &b, 1));
    let turn = |v: &[String]| v.iter().rev().cloned().collect::<Vec<_>>();
    let shuffled = |v: &[String]| {
        let mut v = v.to_vec();
        let mut random = Random::new(9);
        for n in (1..v.len()).rev() {
            v.swap(n, random.below(n + 1));
        }
        v
    };
    assert!(first == bytes(&run(&a, &b, 4)), "threads");
    assert!(first == bytes(&run(&turn(&a), &shuffled(&b), 2)), "row order");
}

#[test]
fn a_second_telling_is_a_twin_and_three_lists_merge() {
    let (mut a, b) = lists(3, 300);
    let pool = &mut Pool::default();
    let doubled: Vec<String> = a.iter().take(40).map(|r| format!("x{r}")).collect();
    a.extend(doubled);
    let read = |label: &str, rows: &[String], pool: &mut Pool| {
        let table = read_csv(format!("{HEAD}{}\n", rows.join("\n")).as_bytes(), &Options::default()).unwrap();
        Collection::from_table(label, table, pool)
    };
    let options = corroborate::Options::default();
    let found = dedupe(read("a", &a, pool), pool, &options, &|_| {});
    assert!(found.groups.len() >= 38, "{}", found.groups.len());
    let (c, d) = lists(4, 200);
    let merged = integrate(
        vec![read("A", &c, pool), read("B", &d, pool), read("C", &c[..150], pool)],
        pool,
        &options,
        &|_, _| {},
    );
    let told: usize = merged.events.iter().map(|e| e.tellings.len()).sum();
    assert_eq!(told, c.len() + d.len() + 150);
    assert!(merged.events.len() < c.len() + 40, "{}", merged.events.len());
    assert!(!merged.fits.is_empty());
    let _ = b;
}

#[test]
fn a_crowded_town_without_a_true_pair_links_nothing() {
    // All events of three days in one town, told by two lists that have none in common.
    let mut random = Random::new(8);
    let mut rows = |label: &str| {
        let row = |n: usize, random: &mut Random| {
            let date = datasets::read::date_text(17_000 + random.below(3) as i32);
            let (lat, lon) = (33.3 + random.unit() * 0.05, 44.4 + random.unit() * 0.05);
            let killed = 1 + random.below(30);
            format!(
                "{label}{n},{date},{date},{lat:.4},{lon:.4},1,1,Red Group,Army,{killed},{killed},{killed},1"
            )
        };
        (0..400).map(|n| row(n, &mut random)).collect::<Vec<_>>()
    };
    let checked = run(&rows("a"), &rows("b"), 2);
    let said = checked.linkage.expected();
    assert!(said < 40.0, "{said}");
}

#[test]
fn nothing_to_compare_is_no_fault() {
    for (a, b) in [(0, 0), (0, 3), (3, 0), (1, 1)] {
        let (x, y) = lists(5, 12);
        let checked = run(&x[..a], &y[..b.min(y.len())], 2);
        assert_eq!(checked.graded.len(), a);
        assert!(checked.html(Some("{\"countries\":[]}")).contains("Negative control"));
    }
}

#[test]
fn events_become_claims() {
    let event = |kind: &str| {
        format!(
            r#"{{"document":{{"path":"a.txt"}},"span":[0,9],"kind":"{kind}","section":null,
            "when":{{"start":"2015-03-01","end":"2015-03-02","precision":"day","calendar":"hijri","stated":{{"year":null,"month":null,"day":null}},"basis":"stated","slack_days":1,"span":null}},
            "where":{{"name":"Somewhere","path":[],"relation":null,"country":"IQ","admin1":null,"gazetteer_id":null,"lat":33.0,"lon":44.0,"radius_km":null,"precision":2,"span":null}},
            "type":{{"acled":null,"gtd":null}},"tactics":["ied"],
            "actors":[{{"name":"ISIL","role":"initiator","category":"armed_group","span":null}},{{"name":"Army","role":"target","category":"state_forces","span":null}}],
            "toll":[{{"of":"target","effect":"killed","low":3,"high":null,"qualifier":"at_least","span":[0,3]}}],
            "materiel":[],"attribution":{{"voice":"author","quoted":null,"claimed_by":null,"span":null}}}}"#
        )
    };
    let events: Vec<record::Event> =
        ["event", "aggregate"].iter().map(|k| serde_json::from_str(&event(k)).unwrap()).collect();
    let mut pool = Pool::default();
    let claims = Collection::from_events("claims", &events, &mut pool);
    assert_eq!(claims.len(), 1, "an aggregate tells nothing of its own");
    let claim = &claims.incidents[0];
    let days = claim.days.unwrap();
    assert_eq!((days.end - days.start, days.exact), (3, false));
    assert_eq!(claim.point.unwrap().radius_km, 25.0);
    assert_eq!(pool.taxonomy.text(claim.path), "violence, explosive, planted");
    let killed = claim.tolls.killed.unwrap();
    assert_eq!((killed.low, killed.high), (3, u32::MAX));
    let ged = "id,date_start,date_end,date_prec,where_prec,latitude,longitude,side_a,side_b,low,best,high,deaths_a,deaths_b,deaths_civilians,deaths_unknown,type_of_violence\n\
        7,2015-03-02,2015-03-02,1,1,33.01,44.0,Government,IS,9,9,9,4,5,0,0,1\n";
    let table = read_csv(ged.as_bytes(), &Options::default()).unwrap();
    let records = Collection::from_table("records", table, &mut pool);
    // The group's own five are no part of what it claims to have done to the other side.
    let (claimed, recorded) = corroborate::grade::comparable_tolls(claim, &records.incidents[0]).unwrap();
    assert_eq!((claimed.low, recorded.best), (3, 4));
    let checked =
        check(claims, records, pool, &CheckOptions { draws: 5, ..CheckOptions::default() }, &|_| {});
    assert_eq!(checked.graded.len(), 1);
    assert!(!checked.graded[0].pairings.is_empty() && checked.graded[0].pairings[0].reasons.len() == 6);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(12))]
    #[test]
    fn no_table_brings_it_down(cells in prop::collection::vec(("[0-9/-]{0,10}", -200f64..200.0, -400f64..400.0, "\\PC{0,8}"), 0..30)) {
        let rows: String = cells.iter().map(|(d, lat, lon, t)| format!("{d},{lat},{lon},\"{}\"\n", t.replace('"', ""))).collect();
        let text = format!("date,lat,lon,actor\n{rows}");
        let mut pool = Pool::default();
        let table = read_csv(text.as_bytes(), &Options::default()).unwrap();
        prop_assert_eq!(table.rows.len(), cells.len());
        let a = Collection::from_table("a", table.clone(), &mut pool);
        let b = Collection::from_table("b", table, &mut pool);
        let checked = check(a, b, pool, &CheckOptions { draws: 4, ..CheckOptions::default() }, &|_| {});
        for g in &checked.graded {
            prop_assert!((0.0..=1.0).contains(&g.probability));
        }
    }
}
