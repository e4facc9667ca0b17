use std::fmt::Write;

use casebook::{Figure, Totals};
use record::{Effect, Of};

use super::value;
use crate::shared::count;
use crate::term::{FAINT, STRONG};

/// What the events claim in all, one line a sum.
pub(crate) fn totals(totals: &Totals) -> String {
    let mut out = format!("{STRONG}What the reports claim in all{STRONG:#}");
    let _ = write!(
        out,
        " {FAINT}({}; {} and {} are in no sum){FAINT:#}",
        count(totals.events as usize, "event", "events"),
        count(totals.aggregates as usize, "aggregate", "aggregates"),
        count(totals.background as usize, "recalled event", "recalled events"),
    );
    for (&(effect, of), figure) in &totals.tolls {
        let _ = write!(out, "\n  {}", line(effect, of, figure));
    }
    let _ = write!(
        out,
        "\n{FAINT}These are claims. An event that two reports tell counts twice; differing figures are a range.{FAINT:#}"
    );
    out
}

fn line(effect: Effect, of: Of, figure: &Figure) -> String {
    let side = match of {
        Of::Target => "of the attacked side",
        Of::Initiator => "of the attacking side",
        Of::Civilians => "civilians",
        Of::Unknown => "side not said",
    };
    let range = match figure.high {
        None => format!("{} or more", figure.low),
        high => value::range(figure.low, high).replace('–', " to "),
    };
    let events = count(figure.events as usize, "event", "events");
    format!("{range:>14} {:18} {side:22} {FAINT}in {events}{FAINT:#}", effect.as_str().replace('_', " "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sum_keeps_its_uncertainty() {
        let text = |low, high| {
            let figure = Figure { low, high, events: 1 };
            anstream::adapter::strip_str(&line(Effect::Killed, Of::Civilians, &figure)).to_string()
        };
        assert_eq!(text(13, Some(17)), "      13 to 17 killed             civilians              in 1 event");
        assert!(text(36, None).starts_with("    36 or more killed"));
        assert!(text(3, Some(3)).starts_with("             3 killed"));
    }
}
