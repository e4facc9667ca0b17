use record::{Effect, Event, Kind, Role};
use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

use super::value;
use crate::term::{FAINT, STRONG};

/// Rows in columns that fit the terminal.
#[derive(Debug, Default)]
pub(crate) struct Table {
    head: Vec<String>,
    rows: Vec<(Vec<String>, bool)>,
    /// The columns that may be cut, widest first, and to how much.
    elastic: Vec<usize>,
}

impl Table {
    /// A table with these headings; the columns of `elastic` are cut where the terminal is too narrow.
    pub(crate) fn new(head: &[&str], elastic: &[usize]) -> Table {
        Table {
            head: head.iter().map(|&h| h.to_owned()).collect(),
            rows: Vec::new(),
            elastic: elastic.to_vec(),
        }
    }

    /// Adds a row; a faint one counts for less.
    pub(crate) fn push(&mut self, row: Vec<String>, faint: bool) {
        self.rows.push((row.into_iter().map(|cell| clean(&cell)).collect(), faint));
    }

    /// The table as text that is at most `width` columns wide, unless it cannot be.
    pub(crate) fn render(&self, width: usize) -> String {
        let mut widths: Vec<usize> = self.head.iter().map(|h| h.width()).collect();
        for (row, _) in &self.rows {
            for (cell, width) in row.iter().zip(&mut widths) {
                *width = (*width).max(cell.width());
            }
        }
        let gaps = 2 * widths.len().saturating_sub(1);
        let mut over = (widths.iter().sum::<usize>() + gaps).saturating_sub(width);
        while over > 0 {
            let Some(&widest) = self.elastic.iter().max_by_key(|&&c| widths[c]) else { break };
            if widths[widest] <= 10 {
                break;
            }
            widths[widest] -= 1;
            over -= 1;
        }
        let mut out = line(&self.head, &widths, &format!("{STRONG}"), &format!("{STRONG:#}"));
        for (row, faint) in &self.rows {
            let (on, off) =
                if *faint { (format!("{FAINT}"), format!("{FAINT:#}")) } else { Default::default() };
            out.push_str(&line(row, &widths, &on, &off));
        }
        out
    }
}

fn line(cells: &[String], widths: &[usize], on: &str, off: &str) -> String {
    let mut text = String::new();
    for (n, (cell, &width)) in cells.iter().zip(widths).enumerate() {
        if n > 0 {
            text.push_str("  ");
        }
        let cut = cut(cell, width);
        text.push_str(&cut);
        text.extend(std::iter::repeat_n(' ', width.saturating_sub(cut.width())));
    }
    format!("{on}{}{off}\n", text.trim_end())
}

fn cut(cell: &str, width: usize) -> String {
    if cell.width() <= width {
        return cell.to_owned();
    }
    let mut kept = String::new();
    let mut used = 0;
    for c in cell.chars() {
        let own = c.width().unwrap_or(0);
        if used + own + 1 > width {
            break;
        }
        kept.push(c);
        used += own;
    }
    kept.push('…');
    kept
}

/// Control characters could drive the terminal.
fn clean(cell: &str) -> String {
    cell.chars().map(|c| if c.is_control() { ' ' } else { c }).collect()
}

/// The table of events: aggregates and recalled events stand faint, because they are in no sum.
pub(crate) fn events<'a>(list: impl IntoIterator<Item = &'a Event>) -> Table {
    let mut table = Table::new(
        &["event", "date", "place", "what", "by", "against", "killed", "injured", "joint", "says"],
        &[2, 3, 4, 5, 9],
    );
    for event in list {
        let id = event.id.clone().unwrap_or_else(|| event.stable_id());
        let mut what = value::what(event);
        if event.kind != Kind::Event {
            what = if what.is_empty() {
                format!("({})", event.kind)
            } else {
                format!("({}) {what}", event.kind)
            };
        }
        let says = match (&event.attribution.quoted, &event.document.publisher) {
            (Some(quoted), _) => quoted.clone(),
            (None, Some(publisher)) => publisher.clone(),
            (None, None) => event.document.path.clone(),
        };
        table.push(
            vec![
                id.chars().take(8).collect(),
                value::when(&event.when),
                value::place(&event.place),
                what,
                value::actors(&event.actors, Role::Initiator),
                value::actors(&event.actors, Role::Target),
                value::tolls(event, Effect::Killed),
                value::tolls(event, Effect::Injured),
                value::tolls(event, Effect::KilledOrInjured),
                says,
            ],
            event.kind != Kind::Event,
        );
    }
    table
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_table_fits_its_width_and_cuts_only_elastic_columns() {
        let mut table = Table::new(&["id", "name"], &[1]);
        table.push(vec!["12345678".to_owned(), "a very long name\x1b that will not fit".to_owned()], false);
        let text = anstream::adapter::strip_str(&table.render(24)).to_string();
        assert_eq!(text, "id        name\n12345678  a very long n…\n");
    }
}
