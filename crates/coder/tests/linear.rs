//! The whole coder takes time in proportion to the text, whatever the text: four times as much of it takes about four times as long.

mod shared;

use std::sync::OnceLock;
use std::time::{Duration, Instant};

use record::Side;
use shared::{coder, input};

/// The time that this thread has run, which other processes on the machine do not change; by the clock where the system does not tell.
fn now() -> Duration {
    static START: OnceLock<Instant> = OnceLock::new();
    let text = std::fs::read_to_string("/proc/thread-self/schedstat").unwrap_or_default();
    match text.split(' ').next().unwrap_or_default().parse() {
        Ok(nanoseconds) => Duration::from_nanos(nanoseconds),
        Err(_) => START.get_or_init(Instant::now).elapsed(),
    }
}

/// The seconds that a text takes.
fn once(text: &str) -> f64 {
    let input = input(text, Side::Independent);
    let coder = coder(); // compiled before the clock starts
    let from = now();
    std::hint::black_box(coder.code(&input));
    (now() - from).as_secs_f64()
}

/// The least of three runs.
fn time(text: &str) -> f64 {
    (0..3).map(|_| once(text)).fold(f64::INFINITY, f64::min)
}

/// Codes a text of at least `LEAST` seconds and one four times as long, and says if that takes too long. `text` makes a text of so many
/// parts.
fn slow(kind: &str, text: impl Fn(usize) -> String) -> Option<String> {
    /// What the short text takes at least, so that the clock's grain and the fixed costs do not count.
    const LEAST: f64 = 0.03;
    /// In proportion it is 4, by the square 16.
    const MOST: f64 = 8.0;
    let mut parts = 100;
    while once(&text(parts)) < LEAST {
        parts *= 2;
    }
    let mut ratio = f64::INFINITY;
    for _ in 0..3 {
        // Again if it is too slow: a machine that is swapping or changing its clock is not the coder's fault.
        let (short, long) = (time(&text(parts)), time(&text(parts * 4)));
        ratio = ratio.min(long / short);
        if ratio < MOST {
            return None;
        }
    }
    Some(format!("{kind}: four times the text took {ratio:.1} times as long"))
}

fn none(faults: impl IntoIterator<Item = Option<String>>) {
    let faults: Vec<String> = faults.into_iter().flatten().collect();
    assert!(faults.is_empty(), "{faults:#?}");
}

/// A word of its own for every number: no two parts of a text are the same.
fn name(mut n: usize) -> String {
    const SYLLABLES: [&str; 16] =
        ["ba", "ke", "li", "mo", "nu", "ra", "si", "to", "wa", "ye", "da", "fu", "ga", "he", "ji", "zo"];
    let mut name = String::from("Q");
    loop {
        name.push_str(SYLLABLES[n % 16]);
        n /= 16;
        if n == 0 {
            return name;
        }
    }
}

/// So many parts between a beginning and an end.
fn many(start: &str, parts: usize, part: impl Fn(usize) -> String, end: &str) -> String {
    let mut text = start.to_owned();
    for n in 0..parts {
        text.push_str(&part(n));
    }
    text.push_str(end);
    text
}

#[test]
fn names() {
    none([
        slow("names of persons", |n| {
            many(
                "On 3 May 2021 gunmen killed ",
                n,
                |i| format!("{} {}, ", name(i), name(i * 7 + 1)),
                "in Bria.",
            )
        }),
        slow("names of places", |n| {
            let places = ["Bria", "Gao", "Mopti", "Kidal", "Ippy", "Bambari", "Segou", "Diffa"];
            many(
                "On 3 May 2021 gunmen attacked posts in ",
                n,
                |i| format!("{}, ", places[i % 8]),
                "and Bangui.",
            )
        }),
        slow("titles and names", |n| {
            many("", n, |i| format!("General {} of the {} Brigade was killed. ", name(i), name(i + 5)), "")
        }),
    ]);
}

#[test]
fn one_sentence() {
    none([
        slow("loss words", |n| {
            let words = ["killed", "wounded", "captured", "missing", "injured", "dead", "freed"];
            many("On 3 May 2021 in Bria ", n, |i| format!("{} soldiers {} ", i % 90 + 2, words[i % 7]), ".")
        }),
        slow("dates and places", |n| {
            many(
                "Gunmen attacked ",
                n,
                |i| format!("Bria on {} May 2021 and Gao at 6 am, ", i % 28 + 1),
                "at night.",
            )
        }),
        slow("clauses with commas", |n| {
            many("", n, |i| format!("gunmen attacked a post, killing {} men, ", i % 9 + 2), "and fled.")
        }),
        slow("'and' between losses", |n| {
            many("In Bria ", n, |_| "two soldiers were killed and ".to_owned(), "left.")
        }),
        slow("'and' between words that tell nothing", |n| {
            many("", n, |i| format!("{} and ", name(i % 300)), "left.")
        }),
        slow("'and' alone", |n| "and ".repeat(n)),
        slow("'and' after one loss", |n| {
            many("Two men were killed ", n, |_| "and the road ".to_owned(), ".")
        }),
        slow("colons", |n| many("Gunmen: ", n, |_| "the post : ".to_owned(), "attacked.")),
        slow("semicolons", |n| many("", n, |_| "gunmen attacked Bria; a truck burned; ".to_owned(), ".")),
        slow("subordinate words", |n| many("Two were killed ", n, |_| "when after which ".to_owned(), ".")),
        slow("groups without a verb", |n| {
            many("", n, |i| format!("{} soldiers of the police ", i % 70 + 2), ".")
        }),
        slow("trucks", |n| {
            many("Gunmen destroyed ", n, |i| format!("{} trucks, a car and ", i % 9 + 2), "a post.")
        }),
    ]);
}

#[test]
fn nested() {
    none([
        slow("open quotes", |n| "“He said: ‘gunmen killed two men in Bria ".repeat(n)),
        slow("quotes within quotes", |n| {
            many(&"“two men were killed, ‘".repeat(n), n, |_| "’ he said” ".to_owned(), ".")
        }),
        slow("brackets", |n| many(&"(two men [killed] ".repeat(n), n, |_| ")".to_owned(), ".")),
    ]);
}

#[test]
fn lists_and_tables() {
    none([
        slow("list items", |n| {
            many("", n, |i| format!("- {} May 2021, Bria: two men were killed\n", i % 28 + 1), "")
        }),
        slow("numbered items", |n| many("", n, |i| format!("{}. Gunmen attacked Bria\n", i + 1), "")),
        slow("days without marks", |n| {
            many("", n, |i| format!("{} May 2021 Bria two killed\n", i % 28 + 1), "")
        }),
        slow("table rows", |n| {
            many("", n, |i| format!("| {} May | Bria | {} killed | truck |\n", i % 28 + 1, i % 9), "")
        }),
        slow("form lines", |n| {
            many(
                "",
                n,
                |i| format!("Date: {} May 2021\nPlace: Bria\nKilled: {}\nNote: attack\n", i % 28 + 1, i % 9),
                "",
            )
        }),
        slow("headings", |n| {
            many("", n, |i| format!("{} Province\n\nGunmen killed two men.\n\n", name(i)), "")
        }),
        slow("empty lines", |n| "\n\n\n\n\n\n\n\n".repeat(n)),
    ]);
}

#[test]
fn capitals() {
    none([
        slow("a line of capitals", |n| {
            many("ON 3 MAY 2021 ", n, |i| format!("GUNMEN KILLED {} SOLDIERS IN BRIA ", i % 9 + 2), "")
        }),
        slow("capitals that tell nothing", |n| many("", n, |i| format!("{} ", name(i).to_uppercase()), "")),
    ]);
}

#[test]
fn one_event_that_never_ends() {
    none([
        slow("same event", |n| {
            many("On 3 May 2021 gunmen attacked Bria. ", n, |_| "The attack wounded him. ".to_owned(), "")
        }),
        slow("no day and no place", |n| "Three attackers were wounded in it. ".repeat(n)),
        slow("materiel of one event", |n| {
            many("Gunmen attacked Bria. ", n, |_| "It destroyed them, a car. ".to_owned(), "")
        }),
        slow("words for a total", |n| "In all a total of 12 were killed this month. ".repeat(n)),
        slow("years apart", |n| {
            many("", n, |i| format!("In {} two were killed in Gao. ", 1980 + i % 44), "")
        }),
    ]);
}

#[test]
fn counts_of_counts() {
    none([
        slow("vague words", |n| many("Gunmen killed ", n, |_| "a group of ".to_owned(), "men in Gao.")),
        slow("things without a noun", |n| {
            many("Gunmen attacked Gao. They destroyed ", n, |_| "a zorb and 3 quals, ".to_owned(), "a car.")
        }),
        slow("labels", |n| many("", n, |i| format!("Gao, {} June: two men were killed. ", i % 28 + 1), "")),
    ]);
}
