//! The forms under which names are compared.

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

/// Articles of Arabic as transliteration writes them, assimilated ones included: "al-Bab", "ash-Shirqat", "at-Tall". They belong to
/// the form of the index, as its letters do.
const ARTICLES: [&str; 20] = [
    "ad", "adh", "al", "an", "ar", "as", "ash", "at", "ath", "az", "ed", "el", "en", "er", "es", "esh", "et",
    "ez", "il", "ul",
];

/// Those that dictionaries of places write.
pub(crate) const WRITTEN_ARTICLES: [&str; 2] = ["al", "el"];

/// Whether a folded word is an Arabic article standing alone.
pub(crate) fn is_article(word: &str) -> bool {
    ARTICLES.binary_search(&word).is_ok()
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

    /// The index of the gazetteer is built with the articles here, so that no edit of the codebook can part the two.
    #[test]
    fn the_index_knows_the_articles_of_the_codebook() {
        assert!(ARTICLES.is_sorted());
        let places: codebook::places::Places = codebook::Files::embedded().parse("places.toml").unwrap();
        let parts = places.name_parts;
        for article in &parts.articles {
            assert!(is_article(article), "{article}");
        }
        assert_eq!(parts.apart, WRITTEN_ARTICLES);
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
