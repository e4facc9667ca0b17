//! Numbers in digits of any script, and the parts of "10:20", "14.05.2017" and "041430ZMAR17".

/// How digits are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Form {
    /// "1438"
    Plain,
    /// "1,200"
    Grouped,
    /// "2.5"
    Decimal,
    /// "10:20"
    Clock,
    /// "14.05.2017"
    Dotted,
    /// Anything else.
    Other,
}

/// A token of digits.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Digits {
    pub(crate) form: Form,
    /// The runs of digits between separators; unused ones are 0.
    pub(crate) runs: [u32; 3],
    /// How many digits each run has.
    pub(crate) lens: [u8; 3],
}

/// The value of a digit of the scripts in which reports are written.
fn digit(c: char) -> Option<u32> {
    let zero = match c {
        '0'..='9' => '0',
        '\u{660}'..='\u{669}' => '\u{660}',
        '\u{6F0}'..='\u{6F9}' => '\u{6F0}',
        '\u{966}'..='\u{96F}' => '\u{966}',
        '\u{9E6}'..='\u{9EF}' => '\u{9E6}',
        _ => return None,
    };
    Some(c as u32 - zero as u32)
}

impl Digits {
    /// Reads a token; `None` if it is longer than any part of a date or has other characters.
    pub(crate) fn read(token: &str) -> Option<Digits> {
        if token.len() > 40 {
            return None;
        }
        let mut out = Digits { form: Form::Plain, runs: [0; 3], lens: [0; 3] };
        let (mut run, mut marks) = (0usize, [' '; 3]);
        for c in token.chars() {
            if let Some(d) = digit(c) {
                if out.lens[run] >= 9 {
                    return None;
                }
                out.runs[run] = out.runs[run] * 10 + d;
                out.lens[run] += 1;
            } else {
                marks[run] = c;
                run += 1;
                if run > 2 {
                    return None;
                }
            }
        }
        out.form = match (run, marks[0]) {
            (0, _) => Form::Plain,
            (1, ':') => Form::Clock,
            (1, '.' | '\u{66b}') => Form::Decimal,
            (1, ',' | '\u{66c}') if out.lens[1] == 3 => Form::Grouped,
            (2, '.') if marks[1] == '.' => Form::Dotted,
            (2, ':') if marks[1] == ':' => Form::Clock,
            (2, ',') if out.lens[1] == 3 && out.lens[2] == 3 => Form::Grouped,
            _ => Form::Other,
        };
        Some(out)
    }

    /// The value of plain digits.
    pub(crate) fn plain(self) -> Option<u32> {
        (self.form == Form::Plain).then_some(self.runs[0])
    }

    /// The value as a quantity.
    pub(crate) fn quantity(self) -> Option<f32> {
        let [a, b, c] = self.runs.map(|r| r as f32);
        match self.form {
            Form::Plain => Some(a),
            Form::Grouped if self.lens[2] == 0 => Some(a * 1e3 + b),
            Form::Grouped => Some(a * 1e6 + b * 1e3 + c),
            Form::Decimal => Some(a + b / 10f32.powi(i32::from(self.lens[1]))),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digits_of_several_scripts_and_forms() {
        assert_eq!(Digits::read("١٤٣٨").unwrap().plain(), Some(1438));
        assert_eq!(Digits::read("۱۳۹۹").unwrap().plain(), Some(1399));
        assert_eq!(Digits::read("1,200").unwrap().quantity(), Some(1200.0));
        assert_eq!(Digits::read("2.5").unwrap().quantity(), Some(2.5));
        assert_eq!(Digits::read("10:20").unwrap().form, Form::Clock);
        assert_eq!(Digits::read("14.05.2017").unwrap().runs, [14, 5, 2017]);
        assert_eq!(Digits::read("1.2.3.4"), None);
        assert_eq!(Digits::read("12345678901234"), None);
    }
}
