use jiff::civil::Date;
use maud::{Markup, html};

use super::{Item, words};

const WIDTH: f64 = 960.0;
const LEFT: f64 = 8.0;
const AXIS: f64 = 28.0;
/// A bar is at least this wide, so that a single day is seen.
const LEAST: f64 = 6.0;
/// More rows than this are drawn thinner.
const HEIGHT: f64 = 420.0;

pub(super) fn section(events: &[&Item]) -> Markup {
    let (mut dated, mut unknown) = (Vec::new(), Vec::new());
    for &item in events {
        let when = &item.event.when;
        match (when.start.or(when.end), when.end.or(when.start)) {
            (Some(a), Some(b)) => dated.push((a.min(b), a.max(b), item)),
            _ => unknown.push(item),
        }
    }
    dated.sort_by_key(|(a, b, i)| (*a, *b, i.anchor.as_str()));
    html! {
        section #timeline aria-labelledby="timeline-title" {
            h2 #timeline-title { "When they are said to have happened" }
            @if dated.is_empty() { p.note { "No event has a date." } } @else {
                figure {
                    (drawing(&dated))
                    figcaption {
                        "One bar an event; its length is the interval within which the event is said to lie, a day at least. "
                        "A pale end is the calendar's own uncertainty. The colour tells whose publication it is, as on the map."
                    }
                }
            }
            @if !unknown.is_empty() {
                details.list open {
                    summary { (words::count(unknown.len(), "event", "events")) " without a known date" }
                    ul { @for item in &unknown { li { a href={ "#" (item.anchor) } { (words::short(&item.event)) } } } }
                }
            }
        }
    }
}

fn day(date: Date) -> f64 {
    f64::from(days(date))
}

fn days(date: Date) -> i32 {
    date.since(Date::constant(1970, 1, 1)).map_or(0, |s| s.get_days())
}

fn drawing(dated: &[(Date, Date, &Item)]) -> Markup {
    let first = dated.iter().map(|d| day(d.0)).fold(f64::INFINITY, f64::min) - 1.0;
    let last = dated.iter().map(|d| day(d.1)).fold(f64::NEG_INFINITY, f64::max) + 2.0;
    let scale = (WIDTH - 2.0 * LEFT) / (last - first).max(7.0);
    let x = |d: f64| LEFT + (d - first) * scale;
    // Bars go into the first row that is free at their left end.
    let mut free: Vec<f64> = Vec::new();
    let mut bars = Vec::new();
    for (start, end, item) in dated {
        let (left, width) = (x(day(*start)), ((day(*end) - day(*start) + 1.0) * scale).max(LEAST));
        let row = free.iter().position(|f| *f <= left).unwrap_or_else(|| {
            free.push(0.0);
            free.len() - 1
        });
        free[row] = left + width + 1.5;
        bars.push((left, width, row, *item));
    }
    let pitch = (HEIGHT / free.len() as f64).clamp(2.0, 13.0);
    let thick = (pitch * 0.78).max(1.5);
    let bottom = pitch * free.len() as f64 + 6.0;
    let height = bottom + AXIS;
    let ticks = ticks(first, last);
    html! {
        svg.timeline viewBox={ "0 0 " (WIDTH) " " (px(height)) } role="group" aria-label="Timeline of the events; each bar leads to its event" {
            @for (at, label) in &ticks {
                line.tick x1=(px(x(*at))) x2=(px(x(*at))) y1="0" y2=(px(bottom)) {}
                // A label that would run out of the drawing is left out; its line stays.
                @if x(*at) < WIDTH - 7.0 * label.len() as f64 {
                    text.tick x=(px(x(*at) + 2.0)) y=(px(height - 10.0)) { (label) }
                }
            }
            line.axis x1="0" x2=(WIDTH) y1=(px(bottom)) y2=(px(bottom)) {}
            @for (left, width, row, item) in &bars {
                @let y = bottom - 4.0 - pitch * (*row as f64 + 1.0);
                @let slack = f64::from(item.event.when.slack_days) * scale;
                a href={ "#" (item.anchor) } {
                    title { (words::short(&item.event)) }
                    @if slack > 1.0 {
                        rect class={ "slack side-" (item.event.document.side) } x=(px(left - slack)) y=(px(y)) width=(px(width + 2.0 * slack)) height=(px(thick)) {}
                    }
                    rect class={ "side-" (item.event.document.side) } x=(px(*left)) y=(px(y)) width=(px(*width)) height=(px(thick)) rx="1.5" {}
                }
            }
        }
    }
}

/// Days with a label under the axis: at most about a dozen weeks, months or years.
fn ticks(first: f64, last: f64) -> Vec<(f64, String)> {
    let origin = Date::constant(1970, 1, 1);
    let date = |d: f64| origin.checked_add(jiff::Span::new().days(d as i64)).unwrap_or(origin);
    let length = last - first;
    let mut found = Vec::new();
    if length <= 90.0 {
        let step = if length <= 14.0 {
            1
        } else if length <= 45.0 {
            4
        } else {
            7
        };
        let mut at = first.ceil();
        while at < last {
            let d = date(at);
            found.push((
                at,
                if step == 1 || length <= 45.0 {
                    format!("{} {}", d.day(), month(d.month()))
                } else {
                    d.to_string()
                },
            ));
            at += f64::from(step);
        }
        return found;
    }
    let months =
        [1, 2, 3, 6, 12, 24, 60, 120, 600].into_iter().find(|m| length / 30.4 / f64::from(*m) <= 14.0);
    let step = months.unwrap_or(1200);
    let start = date(first);
    let mut at = i32::from(start.year()) * 12 + i32::from(start.month()) - 1;
    at -= at.rem_euclid(step);
    loop {
        let (year, number) = (at.div_euclid(12), at.rem_euclid(12) + 1);
        let Ok(d) = Date::new(year as i16, number as i8, 1) else { break };
        if day(d) >= last {
            break;
        }
        if day(d) >= first {
            let label = if step >= 12 { year.to_string() } else { format!("{} {year}", month(d.month())) };
            found.push((day(d), label));
        }
        at += step;
    }
    found
}

fn month(month: i8) -> &'static str {
    const NAMES: &str = "JanFebMarAprMayJunJulAugSepOctNovDec";
    let at = 3 * (usize::from(month.unsigned_abs()).clamp(1, 12) - 1);
    &NAMES[at..at + 3]
}

fn px(value: f64) -> f64 {
    (value * 10.0).round() / 10.0
}
