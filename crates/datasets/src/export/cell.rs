use serde_json::Value;

/// One value of a table.
#[derive(Clone, Debug, PartialEq)]
pub enum Cell {
    /// The record has no value.
    Empty,
    /// Words: from a document, from metadata or a code. The only kind that a spreadsheet could run.
    Text(String),
    /// A whole number.
    Integer(u64),
    /// A number, such as degrees.
    Number(f64),
    /// Yes or no.
    Flag(bool),
}

impl Cell {
    pub(crate) fn text(text: impl Into<String>) -> Cell {
        let text = text.into();
        if text.is_empty() { Cell::Empty } else { Cell::Text(text) }
    }

    pub(crate) fn maybe(text: Option<impl Into<String>>) -> Cell {
        text.map_or(Cell::Empty, Cell::text)
    }

    pub(crate) fn number(number: Option<f64>) -> Cell {
        number.map_or(Cell::Empty, Cell::Number)
    }

    /// As a cell of a CSV file. Words that a spreadsheet would run as a formula get an apostrophe in front (OWASP, "CSV
    /// Injection": `=`, `+`, `-`, `@`, tab and carriage return, and their full-width forms); numbers stay numbers.
    pub fn csv(&self) -> String {
        match self {
            Cell::Empty => String::new(),
            Cell::Text(text) if runs_as_formula(text) => format!("'{text}"),
            Cell::Text(text) => text.clone(),
            Cell::Integer(n) => n.to_string(),
            Cell::Number(n) => n.to_string(),
            Cell::Flag(flag) => flag.to_string(),
        }
    }

    /// As a JSON value.
    pub fn json(&self) -> Value {
        match self {
            Cell::Empty => Value::Null,
            Cell::Text(text) => text.as_str().into(),
            Cell::Integer(n) => (*n).into(),
            Cell::Number(n) => (*n).into(),
            Cell::Flag(flag) => (*flag).into(),
        }
    }
}

fn runs_as_formula(text: &str) -> bool {
    // Some programs trim a cell before they look at it: the first character that is not blank counts.
    text.starts_with(['\t', '\r', '\n'])
        || text.trim_start().starts_with(['=', '+', '-', '@', '\u{FF1D}', '\u{FF0B}', '\u{FF0D}', '\u{FF20}'])
}
