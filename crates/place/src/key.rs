//! The forms under which names are compared.

use std::sync::LazyLock;

/// The form under which a name is looked up: folded ([`document::fold`]), letters and digits only, words apart by one space,
/// and the letters that Arabic-script spellings interchange written one way.
pub fn key(name: &str) -> String {
    let mut folded = String::with_capacity(name.len());
    key_into(name, &mut folded);
    folded
}

/// As [`key`], into a buffer that is cleared first.
pub(crate) fn key_into(name: &str, out: &mut String) {
    out.clear();
    if name.bytes().all(|b| b.is_ascii_alphanumeric()) {
        // Most words.
        out.push_str(name);
        out.make_ascii_lowercase();
        return;
    }
    if name.is_ascii() {
        for b in name.bytes() {
            match b {
                b'a'..=b'z' | b'0'..=b'9' => out.push(b as char),
                b'A'..=b'Z' => out.push(b.to_ascii_lowercase() as char),
                b'\'' | b'`' | b'.' => {}
                _ => space(out),
            }
        }
    } else {
        for c in document::fold(name).chars() {
            match c {
                'ة' => out.push('ه'),
                'ى' | 'ی' => out.push('ي'),
                'ک' => out.push('ك'),
                'ё' => out.push('е'),
                '.' | '\u{200c}'..='\u{200f}' => {}
                c if c.is_alphanumeric() => out.push(c),
                _ => space(out),
            }
        }
    }
    if out.as_bytes().last() == Some(&b' ') {
        out.pop();
    }
}

fn space(out: &mut String) {
    if out.as_bytes().last().is_some_and(|b| *b != b' ') {
        out.push(' ');
    }
}

/// Articles of Arabic (`name_parts` of `places.toml`): those that names are compared without, sorted, and those that dictionaries
/// of places write.
struct Articles {
    all: Vec<String>,
    written: Vec<String>,
}

/// Those of the codebook that is compiled in, whichever the user gives: the index of the embedded gazetteer is built without them.
static ARTICLES: LazyLock<Articles> = LazyLock::new(|| {
    let places: codebook::places::Places = codebook::Files::embedded()
        .parse("places.toml")
        .expect("a test reads the codebook that is compiled in");
    let parts = places.name_parts;
    let mut all = [parts.articles, parts.dropped].concat();
    all.sort_unstable();
    Articles { all, written: parts.apart }
});

/// The articles that dictionaries of places write.
pub(crate) fn written_articles() -> &'static [String] {
    &ARTICLES.written
}

/// Whether a folded word is an Arabic article standing alone.
pub(crate) fn is_article(word: &str) -> bool {
    ARTICLES.all.binary_search_by(|article| article.as_str().cmp(word)).is_ok()
}

/// The name without its article, or the whole: "al bab" gives "bab".
pub(crate) fn without_article(key: &str) -> &str {
    match key.split_once(' ') {
        Some((first, rest)) if is_article(first) => rest,
        _ => key,
    }
}

/// The consonants of a name, written so that the usual transliterations of one Arabic, Persian or Kurdish name come out alike:
/// vowels, semivowels and doubling dropped, "kh" "gh" "sh" "th" "dh" "ch" "q" "g" "j" each one letter, articles dropped.
/// "Bayji", "Beiji" and "Baiji" all give "bj"; "Ash Shirqat" and "Sharqat" give "xrkt".
pub(crate) fn skeleton(key: &str) -> String {
    let mut out = String::with_capacity(key.len());
    for word in key.split(' ') {
        if is_article(word) {
            continue;
        }
        let bytes = word.as_bytes();
        let mut i = 0;
        while i < bytes.len() {
            let pair = bytes.get(i + 1).copied();
            let (letter, used) = match (bytes[i], pair) {
                (b's', Some(b'h')) => ('x', 2),
                (b'c', Some(b'h')) => ('x', 2),
                (b'k', Some(b'h')) => ('h', 2),
                (b'g', Some(b'h')) => ('g', 2),
                (b't', Some(b'h')) => ('t', 2),
                (b'd', Some(b'h')) => ('d', 2),
                (b'z', Some(b'h')) => ('z', 2),
                (b'p', Some(b'h')) => ('f', 2),
                (b'a' | b'e' | b'i' | b'o' | b'u' | b'y' | b'w', _) => ('\0', 1),
                (b'h', None) => ('\0', 1),
                (b'q' | b'k' | b'c', _) => ('k', 1),
                (b'p', _) => ('b', 1),
                (b'v', _) => ('f', 1),
                (b, _) if b.is_ascii() => (b as char, 1),
                _ => {
                    // Another script: keep the characters as they are.
                    let rest = &word[i..];
                    let c = rest.chars().next().unwrap_or(' ');
                    (c, c.len_utf8())
                }
            };
            i += used;
            if letter != '\0' && !out.ends_with(letter) {
                out.push(letter);
            }
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn articles_are_the_codebooks() {
        for (word, is) in [("al", true), ("esh", true), ("ez", true), ("of", false), ("", false)] {
            assert_eq!(is_article(word), is, "{word}");
        }
        assert!(written_articles().iter().all(|article| is_article(article)));
        assert_eq!((without_article("al bab"), without_article("bab al hawa")), ("bab", "bab al hawa"));
    }

    #[test]
    fn transliterations_of_one_name_share_a_skeleton() {
        for group in [
            &["Bayji", "Beiji", "Baiji", "Bījī"][..],
            &["Ash Shirqāt", "Sharqat", "al-Shirqat"],
            &["Fallujah", "Al Fallūjah", "Falluja", "Faluja"],
            &["Tall ‘Afar", "Tal Afar", "Tel Afar"],
            &["Dayr az-Zawr", "Deir ez-Zor", "Deir al-Zour"],
        ] {
            let forms: Vec<String> = group.iter().map(|name| skeleton(&key(name))).collect();
            assert!(forms.iter().all(|form| *form == forms[0]), "{group:?} {forms:?}");
        }
    }

    #[test]
    fn keys_drop_marks_and_points() {
        assert_eq!(key("St. John’s"), "st johns");
        assert_eq!(key("Deir ez-Zor"), "deir ez zor");
        assert_eq!(key("الموصل"), key("المَوصل"));
        assert_eq!(key("(Gao)"), "gao");
    }
}
