use crate::document::Sentence;
use crate::token::{Token, TokenKind};
use crate::{Style, TextRange, fold};

/// A heading and the text under it, up to the next heading.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Section {
    /// The heading without its colon or full stop.
    pub heading: TextRange,
    /// The text under it.
    pub body: TextRange,
}

/// The longest heading, in words.
const LONGEST: usize = 8;
/// The longest line of a form, in tokens.
const LONGEST_LINE: usize = 60;

/// Finds headings: on a line of their own, or inline at the start of a sentence.
///
/// Inline, a heading is a run of capitalised words that stops, without a verb or a comma, before the word that opens the
/// next sentence: "... it ended. Northern Region On the 9th of Rajab, ...", "KASAI By noon ...", "Kivu and Kasai: In ...".
pub(crate) fn find(text: &str, tokens: &[Token], sentences: &[Sentence], style: &Style) -> Vec<Section> {
    let mut headings: Vec<(TextRange, u32)> = Vec::new();
    for sentence in sentences {
        let (first, end) = (sentence.first as usize, sentence.end as usize);
        if let Some((last, body)) =
            own_line(text, tokens, sentence, style).or_else(|| inline(text, tokens, first, end, style))
        {
            let range = TextRange::new(tokens[first].range.start, tokens[last - 1].range.end);
            headings.push((range, tokens.get(body).map_or(text.len() as u32, |t| t.range.start)));
        }
    }
    let mut sections = Vec::with_capacity(headings.len());
    for (n, &(heading, start)) in headings.iter().enumerate() {
        let end = headings.get(n + 1).map_or(text.len() as u32, |h| h.0.start);
        sections.push(Section { heading, body: TextRange::new(start.min(end), end) });
    }
    sections
}

/// A short line of capitalised words with no full stop, between line ends. The first lines of a text are its title, not a heading.
fn own_line(text: &str, tokens: &[Token], sentence: &Sentence, style: &Style) -> Option<(usize, usize)> {
    let (first, sentence_end) = (sentence.first as usize, sentence.end as usize);
    let mut end = first + 1;
    while end < sentence_end && !tokens[end].newline_before() {
        end += 1;
    }
    let alone = end == tokens.len() || tokens[end].newline_before();
    if !alone || first == 0 || !tokens[first].newline_before() || end - first > LONGEST {
        return None;
    }
    let last = tokens[end - 1].text(text);
    let stop = matches!(last, "." | ":");
    let words = if stop { end - 1 } else { end };
    if words == first || matches!(last, "," | ";" | "!" | "?") || (stop && last == "." && words - first > 4) {
        return None;
    }
    // A heading in a wrapped paragraph is impossible: the text must go on after a blank line or the line must be a region's name.
    let capitals = tokens[first..words].iter().filter(|t| t.is_word() && t.is_capitalised()).count();
    let small = tokens[first..words]
        .iter()
        .filter(|t| t.is_word() && !t.is_capitalised() && !style.joiners.contains(&fold(t.text(text))))
        .count();
    let caps = tokens[first..words].iter().all(|t| !t.is_word() || t.is_all_caps());
    let region = tokens[first..words].iter().any(|t| style.region_nouns.contains(&fold(t.text(text))));
    let spaced = end == tokens.len() || tokens[end].blank_line_before() || caps;
    let numbered = tokens[first..words].iter().any(|t| t.kind == TokenKind::Number);
    // What stands before the first full sentence of the text is its title.
    let titled = !text[..tokens[first].range.start as usize].contains(['.', ';']);
    (capitals > 0 && small == 0 && !numbered && spaced && (!titled || region)).then_some((words, end))
}

fn inline(text: &str, tokens: &[Token], first: usize, end: usize, style: &Style) -> Option<(usize, usize)> {
    // "1. Northern Region ..." and "• Northern Region: ..." keep their mark outside of the heading: such lists are no sections.
    let mut at = first;
    let mut words = 0;
    let caps = tokens[first].is_all_caps();
    while at < end && words <= LONGEST {
        let token = tokens[at];
        let raw = token.text(text);
        let folded = fold(raw);
        if raw == ":" {
            let follower = tokens.get(at + 1)?;
            if is_field(text, tokens, first) {
                return None;
            }
            return (words > 0
                && follower.is_word()
                && follower.is_capitalised()
                && at + 1 < end
                && words <= 5)
                .then_some((at, at + 1));
        }
        let joint = raw == "-" && !token.space_before() || raw == "," && words > 0;
        if raw == "(" && words > 0 {
            // "DIFFA (NIGER) Near ...": a note in brackets belongs to the heading.
            at += 1 + tokens[at..end].iter().take(LONGEST).position(|t| t.text(text) == ")")?;
            continue;
        }
        if joint {
            // "Goma, Masisi, Rutshuru Houses were ..." is a heading; "In Goma, an ..." is not.
            if raw == "," && style.openers.contains(&fold(tokens[first].text(text))) {
                return None;
            }
            at += 1;
            continue;
        }
        if !token.is_word() {
            return None;
        }
        if words > 0 && token.space_before() && tokens[at - 1].text(text) != "," {
            let ends_caps = caps && !token.is_all_caps() && raw.chars().count() > 1
                || caps && words > 0 && matches!(raw, "A");
            let opens =
                token.is_capitalised() && style.openers.contains(&folded) && !(caps && token.is_all_caps());
            let after_region =
                token.is_capitalised() && style.region_nouns.contains(&fold(tokens[at - 1].text(text)));
            let joiner = style.joiners.contains(&folded) && !token.is_capitalised();
            if (ends_caps && token.is_capitalised() || opens || after_region) && !joiner {
                let sure = caps || after_region || words > 1 || single_name(text, tokens, first, style);
                return (sure && !style.openers.contains(&fold(tokens[first].text(text))))
                    .then_some((at, at));
            }
        }
        let small = !token.is_capitalised();
        if small && !(words > 0 && style.joiners.contains(&folded)) {
            return None;
        }
        words += 1;
        at += 1;
    }
    None
}

/// Whether a line stands in a form, the line before it being "Key: value" too: "Date: 12 June / What: Two men ...".
fn is_field(text: &str, tokens: &[Token], first: usize) -> bool {
    const KEY: usize = 4;
    if first == 0 || !tokens[first].newline_before() || tokens[first].blank_line_before() {
        return false;
    }
    let start = (0..first).rev().take(LONGEST_LINE).find(|&n| n == 0 || tokens[n].newline_before());
    start.is_some_and(|start| {
        let key = &tokens[start..first.min(start + KEY)];
        key.iter().skip(1).take_while(|t| !t.newline_before()).any(|t| t.text(text) == ":")
    })
}

/// One capitalised word before an opener ("Kasai On the 3rd"): a heading only if it is no common sentence opener itself.
fn single_name(text: &str, tokens: &[Token], first: usize, style: &Style) -> bool {
    !style.openers.contains(&fold(tokens[first].text(text))) && tokens[first].text(text).chars().count() > 2
}

#[cfg(test)]
mod tests {
    use crate::{Document, Style, fold};

    fn headings(text: &str) -> Vec<String> {
        let set = |words: &[&str]| words.iter().map(|w| fold(w)).collect();
        let style = Style {
            openers: set(&["On", "The", "In", "By", "As", "Two"]),
            joiners: set(&["and", "of", "the"]),
            region_nouns: set(&["Region", "Province"]),
            ..Style::default()
        };
        let doc = Document::new(text.to_owned(), &style);
        doc.sections().iter().map(|s| doc.slice(s.heading).to_owned()).collect()
    }

    #[test]
    fn headings_inline_and_on_their_own_line() {
        assert_eq!(
            headings("They left the area. Northern Region On the 4th a post was hit."),
            ["Northern Region"]
        );
        assert_eq!(
            headings("It ended. Kivu and the Lake The crew came back. KASAI By noon it was over."),
            ["Kivu and the Lake", "KASAI"]
        );
        assert_eq!(
            headings("It ended. Kasai Province West of the town, a shot was heard."),
            ["Kasai Province"]
        );
        assert_eq!(headings("It ended. Kivu and Kasai: In Bukavu a man was hurt."), ["Kivu and Kasai"]);
        assert_eq!(headings("It ended. KASAI (ZAIRE) Near Bukavu a man was hurt."), ["KASAI (ZAIRE)"]);
        assert_eq!(headings("First the title.\n\nNORTH KIVU\nOn Monday it rained."), ["NORTH KIVU"]);
        assert!(headings("In Bukavu, on Monday, General Kivu met The Post. On Tuesday he left.").is_empty());
    }
}
