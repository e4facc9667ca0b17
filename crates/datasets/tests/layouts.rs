//! The column layouts of GTD, ICEWS and POLECAT as published, with invented rows.

use datasets::read::{Options, Table, date_text, guess, read_csv};

/// All 135 columns of the GTD, in its order.
const GTD: &str = "eventid iyear imonth iday approxdate extended resolution country country_txt region region_txt provstate city \
latitude longitude specificity vicinity location summary crit1 crit2 crit3 doubtterr alternative alternative_txt multiple success \
suicide attacktype1 attacktype1_txt attacktype2 attacktype2_txt attacktype3 attacktype3_txt targtype1 targtype1_txt targsubtype1 \
targsubtype1_txt corp1 target1 natlty1 natlty1_txt targtype2 targtype2_txt targsubtype2 targsubtype2_txt corp2 target2 natlty2 \
natlty2_txt targtype3 targtype3_txt targsubtype3 targsubtype3_txt corp3 target3 natlty3 natlty3_txt gname gsubname gname2 gsubname2 \
gname3 gsubname3 motive guncertain1 guncertain2 guncertain3 individual nperps nperpcap claimed claimmode claimmode_txt claim2 \
claimmode2 claimmode2_txt claim3 claimmode3 claimmode3_txt compclaim weaptype1 weaptype1_txt weapsubtype1 weapsubtype1_txt weaptype2 \
weaptype2_txt weapsubtype2 weapsubtype2_txt weaptype3 weaptype3_txt weapsubtype3 weapsubtype3_txt weaptype4 weaptype4_txt \
weapsubtype4 weapsubtype4_txt weapdetail nkill nkillus nkillter nwound nwoundus nwoundte property propextent propextent_txt \
propvalue propcomment ishostkid nhostkid nhostkidus nhours ndays divert kidhijcountry ransom ransomamt ransomamtus ransompaid \
ransompaidus ransomnote hostkidoutcome hostkidoutcome_txt nreleased addnotes scite1 scite2 scite3 dbsource INT_LOG INT_IDEO \
INT_MISC INT_ANY related";

const ICEWS: &str = "Event ID|Event Date|Source Name|Source Sectors|Source Country|Event Text|CAMEO Code|Intensity|Target Name|\
Target Sectors|Target Country|Story ID|Sentence Number|Publisher|City|District|Province|Country|Latitude|Longitude";

const POLECAT: &str = "Event ID|Event Date|Event Type|Event Mode|Intensity|Quad Code|Contexts|Actor Name|Actor Country|Actor COW|\
Primary Actor Sector|Actor Sectors|Actor Title|Actor Name Raw|Wikipedia Actor ID|Recipient Name|Recipient Country|Recipient COW|\
Primary Recipient Sector|Recipient Sectors|Recipient Title|Recipient Name Raw|Wikipedia Recipient ID|Placename|City|District|\
Province|Country|Latitude|Longitude|GeoNames ID|Raw Placename|Feature Type|Source|Publication Date|Story People|\
Story Organizations|Story Locations|Language|Version";

/// A table of the layout: each row names its filled cells.
fn table(columns: &[&str], separator: &str, rows: &[&[(&str, &str)]]) -> Table {
    let mut text = columns.join(separator) + "\n";
    for row in rows {
        for (name, _) in *row {
            assert!(columns.contains(name), "no column {name}");
        }
        let cell = |c: &&str| row.iter().find(|(name, _)| name == c).map_or("", |(_, v)| v);
        text += &(columns.iter().map(cell).collect::<Vec<_>>().join(separator) + "\n");
    }
    read_csv(text.as_bytes(), &Options::default()).expect("a table")
}

#[test]
fn gtd_is_read_in_its_full_layout() {
    let columns: Vec<&str> = GTD.split_whitespace().collect();
    assert_eq!(columns.len(), 135);
    let known: &[(&str, &str)] = &[
        ("eventid", "201503010001"),
        ("iyear", "2015"),
        ("imonth", "3"),
        ("iday", "1"),
        ("country_txt", "Iraq"),
        ("provstate", "North"),
        ("city", "Millbrook"),
        ("latitude", "33.5"),
        ("longitude", "44.5"),
        ("specificity", "1"),
        ("attacktype1_txt", "Bombing/Explosion"),
        ("targtype1_txt", "Police"),
        ("target1", "Checkpoint"),
        ("gname", "Red Front"),
        ("nkill", "7"),
        ("nkillter", "2"),
        ("nwound", "-99"),
        ("scite1", "Daily"),
    ];
    let vague: &[(&str, &str)] = &[
        ("eventid", "201500000001"),
        ("iyear", "2015"),
        ("imonth", "0"),
        ("iday", "0"),
        ("country_txt", "Iraq"),
        ("city", "Unknown"),
        ("latitude", "0"),
        ("longitude", "0"),
        ("specificity", "5"),
        ("attacktype1_txt", "Unknown"),
        ("gname", "Unknown"),
        ("targtype1_txt", "Unknown"),
    ];
    let t = table(&columns, ",", &[known, vague]);
    assert_eq!(t.dataset, "GTD");
    let row = &t.rows[0];
    assert_eq!(date_text(row.days.unwrap().start), "2015-03-01");
    assert_eq!((row.point.unwrap().lat, row.point.unwrap().radius_km), (33.5, 5.0));
    assert_eq!(row.tolls.killed.unwrap().best, 7);
    assert_eq!((row.tolls.killed_by_side[0], row.tolls.injured), (Some(2), None));
    let names: Vec<&str> = row.actors.iter().flatten().map(|a| t.names.text(a.written)).collect();
    assert_eq!(names, ["Red Front", "Checkpoint"]);
    assert_eq!(t.taxonomy.text(row.path), "violence, explosive");
    // What is not known is left open: two unknown groups are not one group, and 0, 0 is no place.
    let row = &t.rows[1];
    assert_eq!((row.days.unwrap().end - row.days.unwrap().start, row.point.is_none()), (364, true));
    assert!(row.actors.iter().all(Option::is_none) && row.tolls.killed.is_none());
    assert_eq!(t.names.text(row.place), "");
    assert_eq!(t.faults.len(), 1, "{:?}", t.faults);
}

#[test]
fn icews_is_read_in_its_full_layout() {
    let columns: Vec<&str> = ICEWS.split('|').collect();
    let row: &[(&str, &str)] = &[
        ("Event ID", "17"),
        ("Event Date", "2014-05-20"),
        ("Source Name", "Red Front"),
        ("Event Text", "Carry out suicide bombing"),
        ("CAMEO Code", "1831"),
        ("Intensity", "-10.0"),
        ("Target Name", "Police (Northland)"),
        ("Publisher", "Daily"),
        ("City", "Millbrook"),
        ("Province", "North"),
        ("Country", "Iraq"),
        ("Latitude", "33.5"),
        ("Longitude", "44.5"),
    ];
    let t = table(&columns, "\t", &[row]);
    assert_eq!((t.dataset.as_str(), t.faults.len()), ("ICEWS", 0));
    let row = &t.rows[0];
    // The date is that of the report.
    assert_eq!(date_text(row.days.unwrap().start), "2014-05-18");
    assert_eq!(t.taxonomy.text(row.path), "violence, explosive, suicide");
    assert_eq!(row.actors.iter().flatten().count(), 2);
}

#[test]
fn polecat_is_read_in_its_full_layout() {
    let columns: Vec<&str> = POLECAT.split('|').collect();
    let event = |mode: &'static str| {
        vec![
            ("Event ID", "EN-1"),
            ("Event Date", "2020-05-20"),
            ("Event Type", "ASSAULT"),
            ("Event Mode", mode),
            ("Actor Name", "None"),
            ("Recipient Name", "Police"),
            ("City", "Millbrook"),
            ("Country", "IRQ"),
            ("Latitude", "33.5"),
            ("Longitude", "44.5"),
            ("Source", "Daily"),
        ]
    };
    let modes = ["suicide-attack", "", "beat"];
    let rows: Vec<Vec<(&str, &str)>> = modes.into_iter().map(event).collect();
    let t = table(&columns, "\t", &rows.iter().map(Vec::as_slice).collect::<Vec<_>>());
    assert_eq!(t.dataset, "POLECAT");
    let kinds: Vec<String> = t.rows.iter().map(|r| t.taxonomy.text(r.path)).collect();
    assert_eq!(kinds, ["violence, explosive, suicide", "violence", "violence"]);
    assert_eq!(t.rows[0].actors.iter().flatten().count(), 1, "nobody is named None");
    assert_eq!(t.faults.len(), 2, "only the repeated ids: {:?}", t.faults);
}

#[test]
fn a_guess_says_what_it_found_and_what_lacks() {
    let headings: Vec<String> = ["When", "lat", "lon", "dead"].map(str::to_owned).to_vec();
    let g = guess(&headings);
    assert_eq!((g.name, g.lacking.as_slice()), ("generic", ["date"].as_slice()));
    assert!(g.found.contains(&("killed of all".to_owned(), "dead".to_owned())), "{:?}", g.found);
}
