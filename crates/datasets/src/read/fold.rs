use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// A name as it is compared: lower case, without marks, apostrophes and punctuation, single spaces.
pub fn fold(name: &str) -> String {
    let mut folded = String::with_capacity(name.len());
    let mut gap = false;
    let mut push = |c: char, folded: &mut String| {
        if c.is_alphanumeric() {
            if gap && !folded.is_empty() {
                folded.push(' ');
            }
            gap = false;
            folded.push(c);
        } else if !matches!(c, '\'' | '‘' | '’' | 'ʻ' | 'ʼ' | 'ʿ' | 'ʾ' | '`') {
            gap = true;
        }
    };
    if name.is_ascii() {
        for c in name.chars() {
            push(c.to_ascii_lowercase(), &mut folded);
        }
    } else {
        for c in name.nfkd().filter(|&c| !is_combining_mark(c)).flat_map(char::to_lowercase) {
            push(c, &mut folded);
        }
    }
    folded
}

#[cfg(test)]
mod tests {
    #[test]
    fn marks_case_and_punctuation_do_not_count() {
        assert_eq!(super::fold("Şalāḩ ad-Dīn  Province"), "salah ad din province");
        assert_eq!(super::fold("Hay'at Tahrir al-Sham"), super::fold("hayat tahrir AL SHAM"));
    }
}
