//! TIMEX2 (2005) to TIMEX3.
//!
//! - `BC0480`, `1943-07-02`, `1982-SU`, `P3Y`, `PXD`, `PRESENT_REF`, `198`, `18` are written alike in both.
//! - TIMEX2 writes midnights as it likes and seconds where none are told: `T17:00:00` is `T17:00`.
//! - Sets: TIMEX2 gives the calendar form (`XXXX-XX-XX` for "daily") where TIMEX3 gives the period (`P1D`): both count.
//! - Placeholders at the end (`1915-XX-XX`, `1919-04-XX`) tell that the finer part is unknown: the coarser value counts too.
//! - `P1DE`, `P2CE` and `P10Y`, `P200Y` are the same length: both count.
//! - TIMEX2 tags nested expressions; TIMEX3 does not nest: the outermost one counts where it is no longer than 60 characters or holds
//!   no other with a value of its own, otherwise the inner ones.
//! - Expressions without a value in the key count for recognition; any value is right for them... they are left out of value scores.

use document::TextRange;

use super::corpus::Gold;

struct Tag {
    start: usize,
    end: usize,
    value: Option<String>,
    set: bool,
    depth: usize,
}

/// The plain text of an annotated one, and its annotations.
pub(super) fn strip(raw: &str) -> (String, Vec<Gold>) {
    let mut text = String::with_capacity(raw.len());
    let (mut open, mut tags): (Vec<Tag>, Vec<Tag>) = (Vec::new(), Vec::new());
    let mut rest = raw;
    while let Some(at) = rest.find('<') {
        push(&rest[..at], &mut text);
        let Some(close) = rest[at..].find('>') else { break };
        let tag = &rest[at + 1..at + close];
        rest = &rest[at + close + 1..];
        if tag == "/TIMEX2" {
            if let Some(mut tag) = open.pop() {
                tag.end = text.len();
                tags.push(tag);
            }
        } else if tag.starts_with("TIMEX2") {
            let value = attribute(tag, "val");
            let set = attribute(tag, "set").is_some_and(|s| s.eq_ignore_ascii_case("yes"));
            open.push(Tag { start: text.len(), end: 0, value, set, depth: open.len() });
        }
    }
    push(rest, &mut text);
    tags.sort_by_key(|t| (t.start, std::cmp::Reverse(t.end), t.depth));
    let gold = flat(&tags).into_iter().map(gold).collect();
    (text, gold)
}

fn push(text: &str, out: &mut String) {
    out.push_str(
        &text.replace("&amp;", "&").replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\""),
    );
}

fn attribute(tag: &str, name: &str) -> Option<String> {
    let lower = tag.to_ascii_lowercase();
    let from = lower.find(&format!(" {name}=\""))? + name.len() + 3;
    let value = &tag[from..from + tag[from..].find('"')?];
    (!value.is_empty()).then(|| value.to_owned())
}

/// The outermost of nested tags, unless it is long: then those inside.
fn flat(tags: &[Tag]) -> Vec<&Tag> {
    let mut out: Vec<&Tag> = Vec::new();
    for tag in tags {
        if let Some(last) = out.last()
            && tag.start < last.end
        {
            if last.end - last.start > 60 || last.value.is_none() {
                out.pop();
                out.push(tag);
            }
            continue;
        }
        out.push(tag);
    }
    out
}

fn gold(tag: &Tag) -> Gold {
    let range = TextRange::new(tag.start as u32, tag.end as u32);
    let Some(value) = &tag.value else { return Gold { range, values: Vec::new(), class: "no value" } };
    let mut values = vec![value.clone()];
    if let Some(short) = value.strip_suffix(":00").filter(|v| v.matches(':').count() == 1) {
        values.push(short.to_owned());
    }
    if tag.set {
        let period = match value.as_str() {
            "XXXX-XX-XX" => "P1D",
            "XXXX-WXX" => "P1W",
            "XXXX-XX" => "P1M",
            "XXXX" => "P1Y",
            v if v.ends_with("TNI") => "PT1NI",
            _ => value,
        };
        values.push(period.to_owned());
    }
    let mut coarse = value.as_str();
    while let Some(shorter) =
        coarse.strip_suffix("-XX").or(coarse.strip_suffix("TXX")).or(coarse.strip_suffix("-WXX"))
    {
        coarse = shorter;
        if !coarse.is_empty() && coarse != "XXXX" {
            values.push(coarse.to_owned());
        }
    }
    if let Some(n) = value.strip_prefix('P').and_then(|v| v.strip_suffix("DE")) {
        values.push(format!("P{n}0Y"));
    }
    if let Some(n) = value.strip_prefix('P').and_then(|v| v.strip_suffix("CE")) {
        values.push(format!("P{n}00Y"));
    }
    Gold { range, values, class: class(value, tag.set) }
}

/// The class under which errors are counted.
pub(super) fn class(value: &str, set: bool) -> &'static str {
    let bare = value.strip_prefix("BC").unwrap_or(value);
    match bare {
        _ if set => "set",
        v if v.ends_with("_REF") => "reference",
        v if v.starts_with('P') => "duration",
        v if v.contains('T') => "time",
        v if v.ends_with("SP") || v.ends_with("SU") || v.ends_with("FA") || v.ends_with("WI") => "season",
        v if v.len() == 4 => "year",
        v if v.len() < 4 => "decade or century",
        v if v.contains('W') || v.contains('Q') || v.contains('H') => "week, quarter, half",
        v if v.len() == 7 => "month",
        v if v.len() == 10 => "day",
        _ => "other",
    }
}
