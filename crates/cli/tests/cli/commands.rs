//! Every command does its job.

use crate::kit::{Folder, REPORT, casebook_with_event, repository};

#[test]
fn demo_writes_a_casebook_and_a_table_and_runs_twice_with_the_same_result() {
    let folder = Folder::new();
    let out = folder.expect(0, &["demo"]);
    assert!(out.contains("What the reports claim in all") && out.contains("Try next"), "{out}");
    assert!(out.lines().any(|line| line.contains("Khanaqin")), "no event near Khanaqin:\n{out}");
    let report = std::fs::read_to_string(folder.join("counterclaim-demo/report.html")).unwrap();
    assert!(
        report.contains("Khanaqin") && report.contains("<svg") && report.contains("Content-Security-Policy")
    );
    let table = std::fs::read_to_string(folder.join("counterclaim-demo/events.csv")).unwrap();
    assert!(table.lines().count() > 10, "{table}");
    assert!(!table.contains("Lubumbashi"), "the football report has an event:\n{table}");
    let digest = folder.digest("counterclaim-demo/demo.casebook");
    assert_eq!(folder.expect(0, &["demo"]), out);
    assert_eq!(folder.digest("counterclaim-demo/demo.casebook"), digest);
}

#[test]
fn coding_again_changes_nothing() {
    let folder = Folder::new();
    folder.write("reports/a.txt", REPORT);
    folder.write("reports/b.md", REPORT.replace("Bria", "Ippy"));
    let summary: serde_json::Value =
        serde_json::from_str(&folder.expect(0, &["code", "reports", "--json", "--published", "2024-03-05"]))
            .unwrap();
    assert_eq!(summary["run"]["coded"], 2, "{summary}");
    let digest = folder.digest("counterclaim.casebook");
    let again: serde_json::Value =
        serde_json::from_str(&folder.expect(0, &["code", "reports", "--json", "--published", "2024-03-05"]))
            .unwrap();
    assert_eq!((&again["run"]["coded"], &again["run"]["unchanged"]), (&0.into(), &2.into()), "{again}");
    assert_eq!(folder.digest("counterclaim.casebook"), digest);
}

#[test]
fn other_metadata_is_coded_again() {
    let folder = Folder::new();
    folder.write("a.txt", REPORT);
    folder.expect(0, &["code", "a.txt", "--published", "2024-03-05"]);
    let out = folder.expect(0, &["code", "a.txt", "--published", "2025-03-05", "--json"]);
    let summary: serde_json::Value = serde_json::from_str(&out).unwrap();
    assert_eq!(summary["run"]["coded"], 1, "{summary}");
    assert_eq!(summary["in_casebook"]["sources"], 1, "{summary}");
}

#[test]
fn show_gives_the_table_and_one_event_with_its_evidence_and_rules() {
    let folder = Folder::new();
    let id = casebook_with_event(&folder.join("x.casebook"), "Bria", "Person One");
    let table = folder.expect(0, &["show", "--casebook", "x.casebook"]);
    assert!(
        table.contains("2024-03-04") && table.contains("Bria (CF)") && table.contains(&id[..8]),
        "{table}"
    );
    let one = folder.expect(0, &["show", &id[..6], "--casebook", "x.casebook"]);
    assert!(one.contains("On 4 March 2024, gunmen shot Person One in [[Bria]], killing him."), "{one}");
    assert!(one.contains("name after `in`") && !one.contains("nearest to the verb"), "{one}");
    let why = folder.expect(0, &["show", &id[..6], "--why", "--casebook", "x.casebook"]);
    assert!(why.contains("nearest to the verb: “Bria”"), "{why}");
    let (code, _, err) = folder.run(&["show", "ffff", "--casebook", "x.casebook"]);
    assert!(code == 2 && err.contains("ffff"), "{err}");
    let json = folder.expect(0, &["show", "--json", "--casebook", "x.casebook"]);
    let event: record::Event = serde_json::from_str(json.trim()).unwrap();
    assert_eq!(event.id, Some(id));
    assert_eq!(folder.expect(0, &["show", "--json", "--kind", "background", "--casebook", "x.casebook"]), "");
}

#[test]
fn annotate_gives_mentions_whose_span_is_their_text() {
    let folder = Folder::new();
    folder.write("a.txt", format!("Près de Sévaré. {REPORT}"));
    let text = format!("Près de Sévaré. {REPORT}");
    let characters: Vec<char> = text.chars().collect();
    let out = folder.expect(0, &["annotate", "a.txt", "--published", "2024-03-05"]);
    let mut kinds = std::collections::BTreeSet::new();
    for line in out.lines() {
        let mention: serde_json::Value = serde_json::from_str(line).unwrap();
        assert_eq!(mention["document"], "a.txt");
        let at = |n: usize| mention["span"][n].as_u64().unwrap() as usize;
        let words: String = characters[at(0)..at(1)].iter().collect();
        assert_eq!(mention["text"], words.as_str(), "{line}");
        kinds.insert(mention["kind"].as_str().unwrap().to_owned());
    }
    for kind in ["date", "place", "toll"] {
        assert!(kinds.contains(kind), "no {kind} in:\n{out}");
    }
}

#[test]
fn dates_places_and_gazetteer_give_json_lines() {
    let folder = Folder::new();
    folder.write("a.txt", REPORT);
    let first = |arguments: &[&str]| -> serde_json::Value {
        let out = folder.expect(0, arguments);
        serde_json::from_str(out.lines().next().unwrap_or_default()).unwrap_or_else(|e| panic!("{e}: {out}"))
    };
    assert_eq!(first(&["dates", "a.txt"])["timex3"]["value"], "2024-03-04");
    assert!(folder.expect(0, &["dates", "a.txt", "--timeml"]).contains("<TIMEX3 "));
    folder.write("b.txt", "The post was hit on 5 June.");
    assert_eq!(first(&["dates", "b.txt", "--published", "2024-04-01"])["timex3"]["value"], "2023-06-05");
    let later = first(&["dates", "b.txt", "--published", "2024-04-01", "--allow-future"]);
    assert_eq!(later["timex3"]["value"], "2024-06-05");
    assert!(folder.expect(0, &["places", "a.txt"]).contains("\"text\":\"Bria\""));
    assert_eq!(first(&["gazetteer", "find", "Bria", "--country", "cf", "--json"])["country"], "CF");
    assert!(folder.expect(0, &["gazetteer", "info"]).contains("GeoNames"));
    folder.expect(1, &["gazetteer", "find", "Qqqqqqqqqq", "--exact"]);
}

#[test]
fn report_is_one_file_without_the_names_of_individuals() {
    let folder = Folder::new();
    casebook_with_event(&folder.join("counterclaim.casebook"), "Bria", "Person One");
    folder.expect(0, &["report", "--to", "out/r.html"]);
    let page = std::fs::read_to_string(folder.join("out/r.html")).unwrap();
    assert!(page.contains("Bria") && !page.contains("Person One"));
    assert!(!page.contains("src=\"http") && !page.contains("url(http"), "a remote resource");
    folder.expect(0, &["report", "--to", "out/r.html", "--with-names"]);
    assert!(std::fs::read_to_string(folder.join("out/r.html")).unwrap().contains("Person One"));
}

#[test]
fn claims_are_held_against_a_table_and_collections_joined() {
    let folder = Folder::new();
    folder.expect(0, &["demo"]);
    let table = repository().join("examples/records/independent.csv");
    let table = table.to_str().unwrap();
    let book = "counterclaim-demo/demo.casebook";
    let out = folder.expect(0, &["check", "--against", table, "--casebook", book]);
    assert!(out.contains("14 records") && out.contains("Control:"), "{out}");
    for file in ["report.html", "pairs.csv", "pairs.jsonl", "unclaimed.jsonl", "estimates.json", "faults.txt"]
    {
        assert!(std::fs::metadata(folder.join("check").join(file)).unwrap().len() > 0, "{file}");
    }
    folder.expect(0, &["dedupe", book]);
    folder.expect(0, &["integrate", book, table, "--to", "joined.csv"]);
    assert!(std::fs::read_to_string(folder.join("joined.csv")).unwrap().lines().count() > 14);
    let (code, _, err) =
        folder.run(&["check", "--against", table, "--claims", book, "--to", "check", "--mapping", "none"]);
    assert!(code == 2 && err.contains("neither a mapping"), "{err}");
    folder.write("labels.csv", "claim_id,record_id,same\na,b,yes\na,c,perhaps\n");
    let (code, _, err) =
        folder.run(&["check", "--against", table, "--claims", book, "--labels", "labels.csv"]);
    assert!(code == 2 && err.contains("line 3") && err.contains("yes or no"), "{code} {err}");
}

#[test]
fn a_guessed_mapping_is_shown_saved_and_taken_back() {
    let folder = Folder::new();
    folder.write(
        "mine.csv",
        "ref,Date,Lat,Lon,dead,colour\n1,2014-01-01,33.3,44.4,5,red\n2,2014-02-01,95,44.4,5,red\n",
    );
    // Without a terminal nobody is asked: the guess is shown and taken.
    let (code, _, err) = folder.run(&["dedupe", "mine.csv", "--save-mapping", "maps/mine.toml"]);
    assert_eq!(code, 0, "{err}");
    assert!(err.contains("first day = date") && err.contains("killed of all = dead"), "{err}");
    assert!(err.contains("not read: ref, colour"), "{err}");
    assert!(
        err.contains("line 3") && err.contains("latitude"),
        "a bad row is told with line and reason: {err}"
    );
    let saved = std::fs::read_to_string(folder.join("maps/mine.toml")).unwrap();
    assert!(saved.contains("start = [\"date\"]"), "{saved}");
    std::fs::write(
        folder.join("maps/mine.toml"),
        saved.replace("[columns]", "[columns]\nid = [\"ref\"]").replace("# id", "# was"),
    )
    .unwrap();
    let (code, _, err) = folder.run(&[
        "integrate",
        "mine.csv",
        "mine.csv",
        "--mapping",
        "mine.csv=maps/mine.toml",
        "--to",
        "j.csv",
    ]);
    assert!(code == 0 && err.contains("as asked"), "{err}");
    let joined = std::fs::read_to_string(folder.join("j.csv")).unwrap();
    assert!(!joined.contains("line 2"), "the id's column is read now: {joined}");
    let (code, _, err) =
        folder.run(&["integrate", "mine.csv", "mine.csv", "--mapping", "other.csv=acled", "--to", "j.csv"]);
    assert!(code == 2 && err.contains("no table other.csv"), "{code} {err}");
}

#[test]
fn score_measures_gold_against_itself_and_holds_floors() {
    let folder = Folder::new();
    let corpus = repository().join("corpus");
    let corpus = corpus.to_str().unwrap();
    let out = folder.expect(0, &["score", corpus, corpus, "--json", "--by", "use"]);
    let report: serde_json::Value = serde_json::from_str(&out).unwrap();
    assert_eq!(report["all"]["events"]["f1"], 1.0, "{out}");
    assert!(report["by"]["test"].is_object(), "{out}");
    let floors = folder.write("floors.toml", "[all]\nevent_f1 = 0.5\n");
    let nothing = folder.write("nothing.jsonl", "");
    let (floors, nothing) = (floors.to_str().unwrap(), nothing.to_str().unwrap());
    folder.expect(0, &["score", corpus, corpus, "--floors", floors]);
    let (code, _, err) = folder.run(&["score", corpus, nothing, "--floors", floors]);
    assert!(code == 1 && err.contains("under the floor"), "{code} {err}");
}

#[test]
fn completions_and_manual_pages_name_every_command() {
    let folder = Folder::new();
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        assert!(folder.expect(0, &["completions", shell]).contains("annotate"), "{shell}");
    }
    folder.expect(0, &["man", "--to", "pages"]);
    let page = std::fs::read_to_string(folder.join("pages/counterclaim-code.1")).unwrap();
    assert!(page.contains("metadata") && page.contains("Exit codes"), "{page}");
}

#[test]
fn every_command_has_help_with_an_example() {
    let folder = Folder::new();
    let commands = commands_in(&folder.expect(0, &["--help"]));
    assert!(commands.len() >= 13, "{commands:?}");
    let mut waiting: Vec<Vec<String>> = commands.into_iter().map(|command| vec![command]).collect();
    while let Some(path) = waiting.pop() {
        let mut arguments: Vec<&str> = path.iter().map(String::as_str).collect();
        arguments.push("--help");
        let help = folder.expect(0, &arguments);
        let below = commands_in(&help);
        assert!(!below.is_empty() || help.contains("Examples:\n  counterclaim"), "{arguments:?}\n{help}");
        waiting.extend(below.into_iter().map(|command| [path.clone(), vec![command]].concat()));
    }
}

/// The names in the list of commands of a help text.
fn commands_in(help: &str) -> Vec<String> {
    help.lines()
        .skip_while(|line| !line.starts_with("Commands:"))
        .skip(1)
        .take_while(|line| !line.is_empty())
        .filter(|line| line.starts_with("  ") && !line.starts_with("   "))
        .filter_map(|line| line.split_whitespace().next())
        .filter(|name| *name != "help")
        .map(str::to_owned)
        .collect()
}

#[test]
fn a_table_becomes_a_layer_that_every_command_uses() {
    let folder = Folder::new();
    folder.write("mine.csv", "place,latitude,longitude,country\nQelmara,8.5,20.25,Central African Republic\nQelmara,8.5,20.25,CF\n");
    folder
        .write("a.txt", "On 4 March 2024, gunmen attacked a police post in Qelmara, killing 3 policemen.\n");
    let data = folder.join("data");
    let run = |arguments: &[&str]| {
        let output = folder.command(arguments).env("COUNTERCLAIM_DATA", &data).output().unwrap();
        let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).unwrap();
        (output.status.code().unwrap(), text(&output.stdout), text(&output.stderr))
    };
    let (code, out, err) = run(&["gazetteer", "add", "mine.csv", "--name", "Mine", "--version", "2"]);
    assert_eq!(code, 0, "{err}");
    assert!(out.contains("1 places") && data.join("gazetteer/mine.gaz").exists(), "{out}");
    assert!(run(&["gazetteer", "info"]).1.contains("Mine 2 (mine@2)"));
    let (_, out, err) = run(&["places", "a.txt"]);
    assert!(out.contains("\"gazetteer_id\":\"mine@2:1\"") && out.contains("\"layer\":\"Mine 2\""), "{out}");
    assert!(err.contains("Mine 2"), "{err}");
    assert!(!run(&["places", "a.txt", "--no-user-gazetteer"]).1.contains("mine@2"));
    assert!(run(&["annotate", "a.txt"]).1.contains("mine@2:1"));
    assert_eq!(run(&["code", "a.txt", "--quiet"]).0, 0);
    let (_, out, _) = run(&["show", "--json"]);
    assert!(out.contains("mine@2:1"), "{out}");
    let (code, _, err) = run(&["places", "a.txt", "--gazetteer", "mine.csv"]);
    assert!(code == 2 && err.contains("mine.csv") && err.contains("gazetteer add"), "{code} {err}");
    let (code, _, err) = run(&["gazetteer", "add", "a.txt"]);
    assert!(code == 2 && err.contains("no column for the name"), "{code} {err}");
}

#[test]
fn publishers_are_learned_and_tell_places_of_one_name_apart() {
    let folder = Folder::new();
    let row = |n: usize, text: &str| {
        format!("{{\"id\":\"{n}\",\"publisher\":\"Red River News\",\"text\":\"{text}\"}}\n")
    };
    let old =
        row(1, "Police in Bonham, Texas, closed a road.") + &row(2, "A shop burned in Honey Grove, Texas.");
    folder.write("old.jsonl", &(old + "{\"text\":\"Police left Gao.\"}\n"));
    folder.write("new.jsonl", row(3, "On 4 March 2024, gunmen killed 3 policemen in Paris."));
    let data = folder.join("data");
    let run = |arguments: &[&str]| {
        let output = folder.command(arguments).env("COUNTERCLAIM_DATA", &data).output().unwrap();
        let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).unwrap();
        (output.status.code().unwrap(), text(&output.stdout), text(&output.stderr))
    };
    let country = |more: &[&str]| {
        let (_, out, err) = run(&[&["places", "new.jsonl"], more].concat());
        let place: serde_json::Value = serde_json::from_str(out.lines().last().unwrap()).unwrap();
        (place["where"]["country"].as_str().unwrap().to_owned(), err)
    };
    assert_eq!(country(&[]).0, "FR");
    assert_eq!(run(&["code", "new.jsonl", "--quiet"]).0, 0);
    let (code, out, err) = run(&["gazetteer", "learn", "old.jsonl", "--jobs", "1"]);
    assert!(code == 0 && out.contains("1 publisher, 2 places"), "{out} {err}");
    assert!(err.contains("1 document without a publisher"), "{err}");
    assert!(run(&["gazetteer", "info"]).1.contains("1 publishers (2 places of 2 documents"));
    let (found, err) = country(&[]);
    assert!(found == "US" && err.contains("1 publishers"), "{found} {err}");
    assert_eq!(country(&["--no-user-gazetteer"]).0, "FR");
    // What was coded without it is coded again.
    assert_eq!(run(&["code", "new.jsonl", "--quiet"]).0, 0);
    assert!(run(&["show", "--json"]).1.contains("\"country\":\"US\""));
    let first = std::fs::read(data.join("gazetteer/publishers.jsonl")).unwrap();
    assert_eq!(run(&["gazetteer", "learn", "old.jsonl", "--out", "again.jsonl", "--jobs", "2"]).0, 0);
    assert_eq!(std::fs::read(folder.join("again.jsonl")).unwrap(), first);
    folder.write("bad.jsonl", "{}\n");
    let (code, _, err) = run(&["places", "new.jsonl", "--publishers", "bad.jsonl"]);
    assert!(code == 2 && err.contains("bad.jsonl") && err.contains("line 1"), "{code} {err}");
    assert_eq!(run(&["gazetteer", "learn", "new.jsonl", "--out", "none.jsonl"]).0, 1);
    assert!(!folder.join("none.jsonl").exists());
}

#[test]
fn names_of_a_table_are_found_in_a_batch() {
    let folder = Folder::new();
    folder.write("in.csv", "id,place,country,admin1\n7,Mosul,Iraq,\n8,Qqqqqqq town,IQ,Ninawa\n9,Qqqqqqq,,\n");
    let out = folder.expect(0, &["gazetteer", "find", "--batch", "in.csv"]);
    let lines: Vec<&str> = out.lines().collect();
    assert_eq!(lines[0], "id,place,country,admin1,lat,lon,gazetteer_id,score,ties");
    assert!(lines[1].starts_with("7,Mosul,Iraq,,36.") && lines[1].contains("geonames:"), "{out}");
    assert!(lines[2].starts_with("8,Qqqqqqq town,IQ,Ninawa,36.") && lines[2].contains(",,0.370,"), "{out}");
    assert!(lines[3].starts_with("9,Qqqqqqq,,,,,,0.000"), "{out}");
    folder.write("bad.csv", "village\nMosul\n");
    let (code, _, err) = folder.run(&["gazetteer", "find", "--batch", "bad.csv"]);
    assert!(code == 2 && err.contains("no column place"), "{err}");
    let near = folder.expect(0, &["gazetteer", "find", "Tripoli", "--near", "34.4,35.8", "--json"]);
    assert!(near.lines().next().unwrap().contains("\"country\":\"LB\""), "{near}");
    let (_, _, err) = folder.run(&["gazetteer", "find", "Springfield", "--limit", "50"]);
    assert!(!err.contains("panicked"), "{err}");
}

#[test]
fn marked_spans_get_one_answer_each_and_places_go_to_a_map() {
    let folder = Folder::new();
    folder.write("r.txt", "Shots were heard in Gao and, later, in Mopti. Turkish soldiers left.");
    folder.write(
        "spans.jsonl",
        "{\"doc\": \"r\", \"span\": [20, 23], \"name\": \"Gao\"}\n{\"doc\": \"r\", \"span\": [39, 44]}\n{\"doc\": \"r\", \"span\": [900, 905]}\n",
    );
    let out = folder.expect(0, &["places", "r.txt", "--spans", "spans.jsonl"]);
    let lines: Vec<serde_json::Value> = out.lines().map(|l| serde_json::from_str(l).unwrap()).collect();
    assert_eq!(lines.len(), 3, "{out}");
    assert!(lines[..2].iter().all(|l| l["where"]["country"] == "ML"), "{out}");
    assert!(lines[2]["where"]["lat"].is_null(), "{out}");
    folder.write("other.jsonl", "{\"doc\": \"absent\", \"span\": [0, 3]}\n");
    let (code, _, err) = folder.run(&["places", "r.txt", "--spans", "other.jsonl"]);
    assert!(code == 1 && err.contains("1 of the 1 spans"), "{code} {err}");
    folder.write("bad.jsonl", "{\"doc\": 3}\n");
    let (code, _, err) = folder.run(&["places", "r.txt", "--spans", "bad.jsonl"]);
    assert!(code == 2 && err.contains("bad.jsonl:1"), "{err}");
    let map: serde_json::Value =
        serde_json::from_str(&folder.expect(0, &["places", "r.txt", "--geojson"])).unwrap();
    assert_eq!(map["features"].as_array().unwrap().len(), 2, "{map}");
    let kinds = folder.expect(0, &["places", "r.txt"]);
    assert!(kinds.lines().any(|l| l.contains("\"text\":\"Turkish\"") && l.contains("\"kind\":\"demonym\"")));
}
