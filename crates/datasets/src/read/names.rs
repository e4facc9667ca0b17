use rustc_hash::FxHashMap;

/// The number of a name in a [`Names`]; [`Name::NONE`] where there is none.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Name(pub u32);

impl Name {
    /// No name.
    pub const NONE: Name = Name(0);

    /// Whether there is a name.
    pub fn is_some(self) -> bool {
        self.0 != 0
    }
}

/// Names, each kept once. Numbers follow the order of arrival: they are for comparing, never for sorting what is written.
#[derive(Clone, Debug)]
pub struct Names {
    texts: Vec<Box<str>>,
    numbers: FxHashMap<Box<str>, u32>,
}

impl Default for Names {
    fn default() -> Names {
        Names { texts: vec!["".into()], numbers: FxHashMap::default() }
    }
}

impl Names {
    /// The number of `text`, new or known; none for an empty text.
    pub fn number(&mut self, text: &str) -> Name {
        if text.is_empty() {
            return Name::NONE;
        }
        if let Some(&n) = self.numbers.get(text) {
            return Name(n);
        }
        let n = self.texts.len() as u32;
        self.texts.push(text.into());
        self.numbers.insert(text.into(), n);
        Name(n)
    }

    /// The number of `text` if it is known.
    pub fn find(&self, text: &str) -> Option<Name> {
        self.numbers.get(text).copied().map(Name)
    }

    /// The text of a number; empty for [`Name::NONE`].
    pub fn text(&self, name: Name) -> &str {
        self.texts.get(name.0 as usize).map_or("", |t| t)
    }
}
