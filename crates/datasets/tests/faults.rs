//! Whatever is wrong with a table is told with its line, and no row is lost.

use datasets::read::{DateOrder, FaultKind, Options, date_text, read_csv, read_geojson};

fn faults(text: &str) -> Vec<(u32, FaultKind)> {
    let table = read_csv(text.as_bytes(), &Options::default()).unwrap();
    assert_eq!(table.rows.len(), text.lines().count() - 1, "a row was lost");
    table.faults.iter().map(|f| (f.line, f.kind)).collect()
}

#[test]
fn every_fault_has_its_line() {
    let text = "id,date,latitude,longitude,killed\n\
        1,2014-01-01,33.3,44.4,5\n\
        2,,33.3,44.4,5\n\
        3,2014-02-30,33.3,44.4,5\n\
        4,2014-01-04,,,5\n\
        5,2014-01-05,95,40,5\n\
        6,2014-01-06,33.3,944.4,5\n\
        7,2014-01-07,33.3,44.4,many\n\
        7,2014-01-08,33.3,44.4,5\n";
    assert_eq!(
        faults(text),
        [
            (3, FaultKind::DateMissing),
            (4, FaultKind::DateUnreadable),
            (5, FaultKind::PlaceMissing),
            (6, FaultKind::PlaceSwapped),
            (7, FaultKind::PlaceOutOfRange),
            (8, FaultKind::TollUnreadable),
            (9, FaultKind::IdRepeated),
        ]
    );
}

#[test]
fn the_rarer_faults_have_their_lines_too() {
    let text =
        b"id,date_start,date_end,date_prec,where_prec,latitude,longitude,low,best,high,type_of_violence\n\
        1,2014-01-09,2014-01-02,1,1,33.3,44.4,1,2,3,1\n\
        2,2014-01-01,2014-01-01,1,9,33.3,44.4,1,2,3,1\n\
        3,2014-01-01,2014-01-01,1,1,33.3,44.4,5,2,3,1\n\
        4,2014-01-01,2014-01-01,1,1,33.3,44.4,1,2,3,8\n\
        5,2014-01-01,2014-01-01,1,1,33.3,north,1,2,3,1\n\
        6,03/04/2014,03/04/2014,1,1,33.3,44.4,1,2,3,1\n\
        \xe97,2014-01-01,2014-01-01,1,1,33.3,44.4,1,2,3,1\n\
        8,2014-01-01,2014-01-01,1,1,33.3,44.4,1,2,3,1,one,too many\n";
    let table = read_csv(text, &Options::default()).unwrap();
    let found: Vec<(u32, FaultKind)> = table.faults.iter().map(|f| (f.line, f.kind)).collect();
    for expected in [
        (2, FaultKind::DateReversed),
        (3, FaultKind::PrecisionUnknown),
        (4, FaultKind::TollDisordered),
        (5, FaultKind::TypeUnknown),
        (6, FaultKind::PlaceUnreadable),
        (7, FaultKind::DateAmbiguous),
        (8, FaultKind::Encoding),
        (9, FaultKind::Malformed),
    ] {
        assert!(found.contains(&expected), "{expected:?} in {found:?}");
    }
    assert_eq!(table.rows.len(), 7, "only the line that is no row is left out");
    assert!(table.faults.iter().all(|f| f.to_string().contains(&format!("line {}", f.line))));
}

#[test]
fn exchanged_coordinates_are_seen_against_the_country() {
    let mut text = String::from("id,date,latitude,longitude,country\n");
    for n in 0..8 {
        text += &format!("{n},2014-01-01,{},70.2,Northland\n", 10.0 + f64::from(n) * 0.1);
    }
    text += "8,2014-01-02,70.2,10.1,Northland\n";
    assert_eq!(faults(&text), [(10, FaultKind::PlaceSwapped)]);
}

#[test]
fn the_order_of_day_and_month_is_found_or_asked_for() {
    let text = |second: &str| format!("id,date,lat,lon\n1,03/04/2014,1,2\n2,{second},1,2\n");
    let first_day = |second: &str, order: Option<DateOrder>| {
        let options = Options { date_order: order, ..Options::default() };
        let table = read_csv(text(second).as_bytes(), &options).unwrap();
        (table.rows[0].days.map(|d| date_text(d.start)), table.faults.len())
    };
    assert_eq!(first_day("25/04/2014", None), (Some("2014-04-03".to_owned()), 0));
    assert_eq!(first_day("04/25/2014", None), (Some("2014-03-04".to_owned()), 0));
    assert_eq!(first_day("05/06/2014", None), (None, 2));
    assert_eq!(first_day("05/06/2014", Some(DateOrder::MonthFirst)), (Some("2014-03-04".to_owned()), 0));
}

#[test]
fn precision_codes_become_intervals_and_radii() {
    let acled = "event_id_cnty,event_date,time_precision,geo_precision,fatalities,latitude,longitude,event_type,sub_event_type,actor1\n\
        X1,15 March 2020,3,2,4,1,2,Battles,Armed clash,Some Group\n";
    let table = read_csv(acled.as_bytes(), &Options::default()).unwrap();
    assert_eq!((table.dataset.as_str(), table.faults.len()), ("ACLED", 0));
    let row = &table.rows[0];
    let days = row.days.unwrap();
    assert_eq!(
        (date_text(days.start), date_text(days.end)),
        ("2020-03-01".to_owned(), "2020-03-31".to_owned())
    );
    assert_eq!(row.point.unwrap().radius_km, 30.0);
    assert_eq!(table.taxonomy.text(row.path), "violence, between forces, armed assault");

    let gtd = "eventid,iyear,imonth,iday,attacktype1_txt,specificity,latitude,longitude,nkill\n1,2015,0,0,Bombing/Explosion,5,,,\n";
    let table = read_csv(gtd.as_bytes(), &Options::default()).unwrap();
    let days = table.rows[0].days.unwrap();
    assert_eq!((days.end - days.start, days.exact), (364, false));
}

#[test]
fn geojson_gives_the_same_rows() {
    let text = r#"{"type":"FeatureCollection","features":[
        {"type":"Feature","geometry":{"type":"Point","coordinates":[44.4,33.3]},"properties":{"id":"a","date":"2014-01-02","killed":3}},
        {"type":"Feature","geometry":{"type":"Polygon","coordinates":[[[1,1],[3,1],[3,3],[1,1]]]},"properties":{"id":"b","date":"2014-01-03"}},
        {"type":"Feature","geometry":null,"properties":{"id":"c","date":"2014-01-03"}}]}"#;
    let table = read_geojson(text.as_bytes(), &Options::default()).unwrap();
    assert_eq!(table.rows.len(), 3);
    let p = table.rows[0].point.unwrap();
    assert_eq!((p.lat, p.lon), (33.3, 44.4));
    assert!(table.rows[1].point.unwrap().radius_km > 100.0);
    assert_eq!(
        table.faults.iter().map(|f| (f.line, f.kind)).collect::<Vec<_>>(),
        [(3, FaultKind::PlaceMissing)]
    );
    let deep = format!(
        "{{\"features\":[{{\"geometry\":{{\"coordinates\":{}}},\"properties\":{{\"date\":\"2014\"}}}}]}}",
        "[".repeat(100) + &"]".repeat(100)
    );
    assert_eq!(read_geojson(deep.as_bytes(), &Options::default()).unwrap().rows.len(), 1);
}
