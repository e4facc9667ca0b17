//! What `counterclaim dates` writes: one JSON object per mention, or TimeML.

use document::Document;
use jiff::civil::Date;
use record::{Span, When};
use serde::Serialize;

use crate::{Mention, Role, Timex3, Warning};

/// One line of `counterclaim dates`.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Row<'a> {
    /// The document.
    pub path: &'a str,
    /// Where the expression stands, in code points.
    pub span: Span,
    /// The words.
    pub text: &'a str,
    /// The value for comparison with other tools.
    pub timex3: &'a Timex3,
    /// The interval, for what locates an event.
    pub when: Option<&'a When>,
    /// What it does in its text.
    pub role: Role,
    /// The codebook's entry and how the value was resolved.
    pub rule: String,
    /// How sure the value is.
    pub confidence: f32,
    /// Why it should be looked at.
    #[serde(skip_serializing_if = "<[Warning]>::is_empty")]
    pub warnings: &'a [Warning],
}

/// The line of one mention.
pub fn row<'a>(path: &'a str, doc: &'a Document, mention: &'a Mention) -> Row<'a> {
    Row {
        path,
        span: doc.span(mention.range),
        text: doc.slice(mention.range),
        timex3: &mention.timex,
        when: mention.when.as_ref(),
        role: mention.role,
        rule: format!("{}; {}", mention.rule.entry, mention.rule.mechanism),
        confidence: mention.confidence,
        warnings: &mention.warnings,
    }
}

/// The document as TimeML 1.2.1: its text with a TIMEX3 element around each expression. `id` names the document.
pub fn timeml(id: &str, doc: &Document, mentions: &[Mention], published: Option<Date>) -> String {
    let text = doc.text();
    let mut out = String::with_capacity(text.len() + mentions.len() * 80 + 400);
    out.push_str("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<TimeML>\n<DOCID>");
    escape(id, &mut out);
    out.push_str("</DOCID>\n<DCT>");
    if let Some(day) = published {
        out.push_str(&format!(
            "<TIMEX3 tid=\"t0\" type=\"DATE\" value=\"{day}\" temporalFunction=\"false\" functionInDocument=\"CREATION_TIME\">{day}</TIMEX3>"
        ));
    }
    out.push_str("</DCT>\n<TEXT>");
    let (mut at, mut number) = (0usize, 0u32);
    for (range, timex) in mentions.iter().flat_map(Mention::timexes) {
        if (range.start as usize) < at {
            continue;
        }
        escape(&text[at..range.start as usize], &mut out);
        number += 1;
        out.push_str(&format!("<TIMEX3 tid=\"t{number}\" type=\"{}\" value=\"", timex.kind.as_str()));
        escape(&timex.value, &mut out);
        out.push('"');
        for (name, value) in [("mod", &timex.r#mod), ("quant", &timex.quant), ("freq", &timex.freq)] {
            if let Some(value) = value {
                out.push_str(&format!(" {name}=\""));
                escape(value, &mut out);
                out.push('"');
            }
        }
        out.push('>');
        escape(doc.slice(range), &mut out);
        out.push_str("</TIMEX3>");
        at = range.end as usize;
    }
    escape(&text[at..], &mut out);
    out.push_str("</TEXT>\n</TimeML>\n");
    out
}

/// Text for XML; characters that XML 1.0 does not allow become U+FFFD.
fn escape(text: &str, out: &mut String) {
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\t' | '\n' | '\r' => out.push(c),
            c if (c as u32) < 0x20 || matches!(c, '\u{fffe}' | '\u{ffff}') => out.push('\u{fffd}'),
            c => out.push(c),
        }
    }
}
