use std::collections::BTreeMap;
use std::fmt::Write;

use maud::{Markup, html};
use record::Side;

use super::basemap::{Basemap, Country};
use super::projection::{HEIGHT, Projection, WIDTH};
use super::{Item, words};

/// All events at one point.
struct Spot<'a> {
    lon: f64,
    lat: f64,
    radius_km: f64,
    items: Vec<&'a Item>,
}

pub(super) fn section(events: &[&Item], basemap: &Basemap) -> Markup {
    let (spots, nowhere) = spots(events);
    let placed: usize = spots.iter().map(|s| s.items.len()).sum();
    html! {
        section #map aria-labelledby="map-title" {
            h2 #map-title { "Where the events are said to have happened" }
            @if spots.is_empty() {
                p.note { "No event has coordinates." }
            } @else {
                figure {
                    (drawing(&spots, basemap))
                    figcaption {
                        (words::count(placed, "event", "events")) " at " (words::count(spots.len(), "point", "points"))
                        ". A shaded circle is the distance within which the true place is thought to lie. The marker tells whose publication it is: "
                        @for side in Side::ALL {
                            span.key {
                                svg.swatch viewBox="-9 -9 18 18" aria-hidden="true" { (marker(Some(*side), 0.0, 0.0, 6.0)) }
                                (words::side(*side))
                            }
                            " "
                        }
                        span.key { svg.swatch viewBox="-9 -9 18 18" aria-hidden="true" { (marker(None, 0.0, 0.0, 6.0)) } "several" }
                        ". A number is the count of events at one point."
                    }
                }
            }
            @if !nowhere.is_empty() {
                details.list {
                    summary { (words::count(nowhere.len(), "event", "events")) " without coordinates" }
                    ul { @for item in &nowhere { li { a href={ "#" (item.anchor) } { (words::short(&item.event)) } } } }
                }
            }
        }
    }
}

fn spots<'a>(events: &[&'a Item]) -> (Vec<Spot<'a>>, Vec<&'a Item>) {
    let mut at: BTreeMap<(i64, i64), Spot> = BTreeMap::new();
    let mut nowhere = Vec::new();
    for &item in events {
        let place = &item.event.place;
        let Some((lat, lon)) =
            place.lat.zip(place.lon).filter(|(lat, lon)| lat.abs() <= 90.0 && lon.abs() <= 180.0)
        else {
            nowhere.push(item);
            continue;
        };
        // A thousandth of a degree, about 100 metres: nearer than any place is known.
        let key = |d: f64| (d * 1000.0).round() as i64;
        let spot = at.entry((key(lat), key(lon))).or_insert_with(|| Spot {
            lon,
            lat,
            radius_km: 0.0,
            items: Vec::new(),
        });
        spot.radius_km =
            spot.radius_km.max(place.radius_km.filter(|r| (0.0..20_000.0).contains(r)).unwrap_or(0.0));
        spot.items.push(item);
    }
    let mut spots: Vec<Spot> = at.into_values().collect();
    // Large markers first, so that small ones lie on top of them.
    spots.sort_by_key(|s| std::cmp::Reverse(s.items.len()));
    (spots, nowhere)
}

fn drawing(spots: &[Spot], basemap: &Basemap) -> Markup {
    let points: Vec<_> = spots.iter().map(|s| (s.lon, s.lat, s.radius_km)).collect();
    let view = Projection::around(&points);
    let concerned: std::collections::BTreeSet<&str> =
        spots.iter().flat_map(|s| &s.items).filter_map(|i| i.event.place.country.as_deref()).collect();
    let (km, bar) = view.scale_bar();
    html! {
        svg.map viewBox={ "0 0 " (WIDTH) " " (HEIGHT) } role="group" aria-label="Map of the events; each marker leads to its event" {
            rect.sea width=(WIDTH) height=(HEIGHT) {}
            @for country in &basemap.countries {
                @if let Some(path) = outline(country, &view) {
                    path.land.concerned[concerned.contains(country.iso.as_str())] d=(path) {}
                }
            }
            @for country in &basemap.countries {
                @if let Some((x, y)) = label(country, &view) {
                    text.country x=(px(x)) y=(px(y)) { (country.name) }
                }
            }
            @for spot in spots {
                @let (x, y) = view.at(spot.lon, spot.lat);
                @let radius = view.pixels(spot.radius_km);
                @if radius > 3.0 { circle.radius cx=(px(x)) cy=(px(y)) r=(px(radius)) {} }
            }
            @for spot in spots { (spot_marker(spot, &view)) }
            g.bar transform={ "translate(16 " (HEIGHT - 18.0) ")" } {
                path d={ "M0 -5V0H" (px(bar)) "V-5" } {}
                text x=(px(bar / 2.0)) y="-6" { (km) " km" }
            }
        }
    }
}

fn spot_marker(spot: &Spot, view: &Projection) -> Markup {
    let (x, y) = view.at(spot.lon, spot.lat);
    let n = spot.items.len();
    let size = 6.0 + 2.2 * ((n - 1) as f64).sqrt().min(8.0);
    let first = spot.items[0];
    let side = first.event.document.side;
    let side = spot.items.iter().all(|i| i.event.document.side == side).then_some(side);
    let mut title = String::new();
    for item in spot.items.iter().take(8) {
        let _ = writeln!(title, "{}", words::short(&item.event));
    }
    if n > 8 {
        let _ = writeln!(title, "and {} more", n - 8);
    }
    html! {
        a href={ "#" (first.anchor) } {
            title { (title.trim_end()) }
            (marker(side, x, y, size))
            @if n > 1 { text.count x=(px(x)) y=(px(y + 4.0)) { (n) } }
        }
    }
}

/// A marker whose shape as well as colour tells the side; `None` for several.
fn marker(side: Option<Side>, x: f64, y: f64, r: f64) -> Markup {
    let class = side.map_or("several", Side::as_str);
    let class = format!("marker side-{class}");
    let d = match side {
        Some(Side::State) => format!(
            "M{} {}h{}v{}h-{}z",
            px(x - r * 0.9),
            px(y - r * 0.9),
            px(r * 1.8),
            px(r * 1.8),
            px(r * 1.8)
        ),
        Some(Side::Independent) => {
            let r = r * 1.25;
            format!(
                "M{} {}L{} {}L{} {}L{} {}z",
                px(x),
                px(y - r),
                px(x + r),
                px(y),
                px(x),
                px(y + r),
                px(x - r),
                px(y)
            )
        }
        Some(Side::Unknown) => {
            let r = r * 1.2;
            format!("M{} {}L{} {}H{}z", px(x), px(y - r), px(x + r), px(y + r * 0.8), px(x - r))
        }
        Some(Side::Claimant) | None => {
            return html! { circle class=(class) cx=(px(x)) cy=(px(y)) r=(px(r)) {} };
        }
    };
    html! { path class=(class) d=(d) {} }
}

/// The part of a country's outline that is in view, as an SVG path; points closer than half a pixel are left out.
fn outline(country: &Country, view: &Projection) -> Option<String> {
    let mut path = String::new();
    for ring in &country.rings {
        let (west, south, east, north) = bounds(ring)?;
        if !view.meets(west, south, east, north) {
            continue;
        }
        let mut last: Option<(f64, f64)> = None;
        for (lon, lat) in Country::corners(ring) {
            let (x, y) = view.at(lon, lat);
            if last.is_some_and(|(a, b)| (x - a).abs() + (y - b).abs() < 0.5) {
                continue;
            }
            let _ = write!(path, "{}{} {}", if last.is_none() { "M" } else { "L" }, px(x), px(y));
            last = Some((x, y));
        }
        path.push('z');
    }
    (!path.is_empty()).then_some(path)
}

fn bounds(ring: &[i32]) -> Option<(f64, f64, f64, f64)> {
    Country::corners(ring).fold(None, |found, (lon, lat)| {
        let (w, s, e, n) = found.unwrap_or((lon, lat, lon, lat));
        Some((w.min(lon), s.min(lat), e.max(lon), n.max(lat)))
    })
}

/// Where a country's name goes: the middle of its largest ring if that is in view, else the middle of what is.
fn label(country: &Country, view: &Projection) -> Option<(f64, f64)> {
    let ring = country.rings.iter().max_by_key(|r| r.len())?;
    let mean = |corners: &[(f64, f64)]| {
        let n = corners.len() as f64;
        (corners.iter().map(|c| c.0).sum::<f64>() / n, corners.iter().map(|c| c.1).sum::<f64>() / n)
    };
    let all: Vec<_> = Country::corners(ring).collect();
    let (west, _, east, _) = bounds(ring)?;
    let (x0, x1) = (view.at(west, 0.0).0, view.at(east, 0.0).0);
    // A name that is wider than its country helps nobody.
    if all.is_empty() || x1 - x0 < 7.0 * country.name.chars().count() as f64 {
        return None;
    }
    let middle = mean(&all);
    if view.holds(middle.0, middle.1) {
        return Some(view.at(middle.0, middle.1));
    }
    let seen: Vec<_> = all.into_iter().filter(|c| view.holds(c.0, c.1)).collect();
    if seen.len() < 3 {
        return None;
    }
    let middle = mean(&seen);
    let (x, y) = view.at(middle.0, middle.1);
    ((60.0..WIDTH - 60.0).contains(&x) && (16.0..HEIGHT - 30.0).contains(&y)).then_some((x, y))
}

/// A length in pixels to a tenth.
fn px(value: f64) -> f64 {
    (value * 10.0).round() / 10.0
}
