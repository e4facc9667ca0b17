//! Small charts as SVG, without scripts.

use maud::{Markup, html};

/// One dot of a chart.
pub(crate) struct Dot {
    pub(crate) x: f64,
    pub(crate) y: f64,
    pub(crate) class: &'static str,
    pub(crate) title: String,
}

const W: f64 = 640.0;
const H: f64 = 360.0;
const PAD: f64 = 46.0;

fn fix(v: f64) -> String {
    format!("{v:.1}")
}

/// Dots on two axes from 0 (or log axes from 1), with the diagonal.
pub(crate) fn scatter(dots: &[Dot], log: bool, x_label: &str, y_label: &str, ticks: &[f64]) -> Markup {
    let max = ticks.iter().copied().fold(1e-9, f64::max);
    let scale = |v: f64| if log { (v + 1.0).log10() / (max + 1.0).log10() } else { v / max };
    let x = |v: f64| PAD + scale(v).clamp(0.0, 1.0) * (H - 2.0 * PAD) * 1.4;
    let y = |v: f64| H - PAD - scale(v).clamp(0.0, 1.0) * (H - 2.0 * PAD);
    html! {
        svg viewBox=(format!("0 0 {W} {H}")) role="img" {
            line x1=(fix(x(0.0))) y1=(fix(y(0.0))) x2=(fix(x(max))) y2=(fix(y(max))) class="diagonal" {}
            @for &t in ticks {
                text x=(fix(x(t))) y=(fix(H - PAD + 16.0)) class="tick middle" { (t) }
                text x=(fix(PAD - 6.0)) y=(fix(y(t) + 4.0)) class="tick end" { (t) }
                line x1=(fix(x(t))) y1=(fix(y(0.0))) x2=(fix(x(t))) y2=(fix(y(max))) class="grid" {}
                line x1=(fix(x(0.0))) y1=(fix(y(t))) x2=(fix(x(max))) y2=(fix(y(t))) class="grid" {}
            }
            @for d in dots {
                circle cx=(fix(x(d.x))) cy=(fix(y(d.y))) r="3.5" class=(d.class) { title { (d.title) } }
            }
            text x=(fix((x(0.0) + x(max)) / 2.0)) y=(fix(H - 8.0)) class="axis middle" { (x_label) }
            text x="12" y="18" class="axis" { (y_label) }
        }
    }
}

/// Bars of two series over labelled steps.
pub(crate) fn timeline(steps: &[(String, u32, u32)], first: &str, second: &str) -> Markup {
    let max = f64::from(steps.iter().map(|s| s.1.max(s.2)).max().unwrap_or(1).max(1));
    let step = (W - 2.0 * PAD) / steps.len().max(1) as f64;
    let middle = H / 2.0;
    let height = |n: u32| f64::from(n) / max * (middle - PAD);
    let every = steps.len().div_ceil(8).max(1);
    html! {
        svg viewBox=(format!("0 0 {W} {H}")) role="img" {
            text x="12" y="18" class="axis" { (first) " above, " (second) " below; highest bar " (max) }
            @for (n, (label, a, b)) in steps.iter().enumerate() {
                @let x = PAD + step * n as f64;
                rect x=(fix(x)) y=(fix(middle - height(*a))) width=(fix((step * 0.9).max(0.4))) height=(fix(height(*a))) class="claim" {
                    title { (label) ": " (a) " " (first) }
                }
                rect x=(fix(x)) y=(fix(middle)) width=(fix((step * 0.9).max(0.4))) height=(fix(height(*b))) class="record" {
                    title { (label) ": " (b) " " (second) }
                }
                @if n % every == 0 { text x=(fix(x)) y=(fix(H - 12.0)) class="tick" { (label) } }
            }
            line x1=(PAD) y1=(middle) x2=(W - PAD) y2=(middle) class="grid" {}
        }
    }
}

/// Horizontal bars with intervals, for shares from 0 to 1.
pub(crate) fn shares(rows: &[(String, f64, f64, f64)]) -> Markup {
    let height = 22.0 * rows.len() as f64 + 26.0;
    let x = |v: f64| 240.0 + v.clamp(0.0, 1.0) * (W - 260.0);
    html! {
        svg viewBox=(format!("0 0 {W} {height}")) role="img" {
            @for t in [0.0, 0.25, 0.5, 0.75, 1.0] {
                line x1=(fix(x(t))) y1="0" x2=(fix(x(t))) y2=(fix(height - 20.0)) class="grid" {}
                text x=(fix(x(t))) y=(fix(height - 6.0)) class="tick middle" { (format!("{:.0} %", t * 100.0)) }
            }
            @for (n, (label, value, low, high)) in rows.iter().enumerate() {
                @let y = 22.0 * n as f64 + 6.0;
                text x="232" y=(fix(y + 11.0)) class="tick end" { (label) }
                rect x=(fix(x(0.0))) y=(fix(y)) width=(fix(x(*value) - x(0.0))) height="14" class="claim" {
                    title { (format!("{:.0} % ({:.0}–{:.0} %)", value * 100.0, low * 100.0, high * 100.0)) }
                }
                line x1=(fix(x(*low))) x2=(fix(x(*high))) y1=(fix(y + 7.0)) y2=(fix(y + 7.0)) class="interval" {}
            }
        }
    }
}
