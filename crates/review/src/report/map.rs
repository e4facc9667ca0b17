use std::collections::{BTreeMap, BTreeSet};
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

/// Points nearer than this, in pixels, share a marker.
const TOGETHER: f64 = 13.0;

/// What one marker stands for.
struct Marker<'a> {
    x: f64,
    y: f64,
    items: Vec<&'a Item>,
}

impl Marker<'_> {
    fn size(&self) -> f64 {
        6.0 + 2.2 * ((self.items.len() - 1) as f64).sqrt().min(8.0)
    }
}

/// Joins the points that would hide each other. Every point goes to the first marker near it; the points with most events
/// come first.
fn markers<'a>(spots: &[Spot<'a>], view: &Projection) -> Vec<Marker<'a>> {
    let mut markers: Vec<Marker> = Vec::new();
    for spot in spots {
        let (x, y) = view.at(spot.lon, spot.lat);
        match markers.iter_mut().find(|m| (m.x - x).hypot(m.y - y) < TOGETHER) {
            Some(marker) => marker.items.extend(&spot.items),
            None => markers.push(Marker { x, y, items: spot.items.clone() }),
        }
    }
    // Large markers first, so that small ones lie on top of them.
    markers.sort_by_key(|m| std::cmp::Reverse(m.items.len()));
    markers
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
                        ". A number is the count of events that share a marker."
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
        let Some((lat, lon)) = words::point(&item.event) else {
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
    spots.sort_by_key(|s| std::cmp::Reverse(s.items.len()));
    (spots, nowhere)
}

fn drawing(spots: &[Spot], basemap: &Basemap) -> Markup {
    let points: Vec<_> = spots.iter().map(|s| (s.lon, s.lat, s.radius_km)).collect();
    let view = Projection::around(&points);
    let concerned: BTreeSet<&str> =
        spots.iter().flat_map(|s| &s.items).filter_map(|i| i.event.place.country.as_deref()).collect();
    let (km, bar) = view.scale_bar();
    let markers = markers(spots, &view);
    let labels = labels(basemap, &view, &concerned, &markers);
    html! {
        svg.map viewBox={ "0 0 " (WIDTH) " " (HEIGHT) } role="group" aria-label="Map of the events; each marker leads to its event" {
            rect.sea width=(WIDTH) height=(HEIGHT) {}
            @for country in &basemap.countries {
                @if let Some(path) = outline(country, &view) {
                    path.land.concerned[concerned.contains(country.iso.as_str())] d=(path) {}
                }
            }
            @for spot in spots {
                @let (x, y) = view.at(spot.lon, spot.lat);
                @let radius = view.pixels(spot.radius_km);
                @if radius > 3.0 { circle.radius cx=(px(x)) cy=(px(y)) r=(px(radius)) {} }
            }
            @for label in &labels {
                text.country.concerned[label.concerned] x=(px(label.x)) y=(px(label.y)) { (label.name) }
            }
            @for marker in &markers { (linked(marker)) }
            g.bar transform={ "translate(16 " (HEIGHT - 18.0) ")" } {
                path d={ "M0 -5V0H" (px(bar)) "V-5" } {}
                text x=(px(bar / 2.0)) y="-6" { (km) " km" }
            }
        }
    }
}

fn linked(spot: &Marker) -> Markup {
    let (x, y, n) = (spot.x, spot.y, spot.items.len());
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
            (marker(side, x, y, spot.size()))
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

/// A ring's corners without a jump at 180 degrees: a ring that crosses the line goes on beyond it.
fn unrolled(ring: &[i32]) -> Vec<(f64, f64)> {
    let (mut turns, mut before) = (0.0, None);
    Country::corners(ring)
        .map(|(lon, lat)| {
            match before.map(|b: f64| lon - b) {
                Some(step) if step > 180.0 => turns -= 360.0,
                Some(step) if step < -180.0 => turns += 360.0,
                _ => {}
            }
            before = Some(lon);
            (lon + turns, lat)
        })
        .collect()
}

/// The part of a country's outline that is in view, as an SVG path; points closer than half a pixel are left out.
fn outline(country: &Country, view: &Projection) -> Option<String> {
    let mut path = String::new();
    for ring in &country.rings {
        let corners = unrolled(ring);
        let Some((west, south, east, north)) = bounds(&corners) else { continue };
        for turn in [-360.0, 0.0, 360.0] {
            if !view.meets(west + turn, south, east + turn, north) {
                continue;
            }
            let mut last: Option<(f64, f64)> = None;
            for (lon, lat) in &corners {
                let (x, y) = view.at(lon + turn, *lat);
                if last.is_some_and(|(a, b)| (x - a).abs() + (y - b).abs() < 0.5) {
                    continue;
                }
                let _ = write!(path, "{}{} {}", if last.is_none() { "M" } else { "L" }, px(x), px(y));
                last = Some((x, y));
            }
            path.push('z');
        }
    }
    (!path.is_empty()).then_some(path)
}

fn bounds(corners: &[(f64, f64)]) -> Option<(f64, f64, f64, f64)> {
    corners.iter().fold(None, |found, &(lon, lat)| {
        let (w, s, e, n) = found.unwrap_or((lon, lat, lon, lat));
        Some((w.min(lon), s.min(lat), e.max(lon), n.max(lat)))
    })
}

/// A country's name on the map.
struct Label<'a> {
    name: &'a str,
    x: f64,
    y: f64,
    concerned: bool,
}

/// Places the names of countries, those with events first, where they hide neither a marker nor another name.
fn labels<'a>(
    basemap: &'a Basemap,
    view: &Projection,
    concerned: &BTreeSet<&str>,
    markers: &[Marker],
) -> Vec<Label<'a>> {
    let mut labels: Vec<Label> = Vec::new();
    for wanted in [true, false] {
        for country in basemap.countries.iter().filter(|c| concerned.contains(c.iso.as_str()) == wanted) {
            let Some((x, middle)) = middle(country, view) else { continue };
            let half = 4.0 * country.name.chars().count() as f64;
            let free = |y: f64| {
                (half + 2.0..WIDTH - half - 2.0).contains(&x)
                    && (14.0..HEIGHT - 34.0).contains(&y)
                    && labels.iter().all(|l| {
                        (l.y - y).abs() > 15.0 || (l.x - x).abs() > half + 4.0 * l.name.chars().count() as f64
                    })
                    && markers.iter().all(|m| {
                        let size = m.size() + 2.0;
                        (m.y - y + 4.0).abs() > size + 6.0 || (m.x - x).abs() > half + size
                    })
            };
            // A country with events may have its name a little above or below its middle.
            let shifts: &[f64] = if wanted { &[0.0, -18.0, 18.0, -36.0, 36.0, -54.0, 54.0] } else { &[0.0] };
            if let Some(y) = shifts.iter().map(|s| middle + s).find(|y| free(*y)) {
                labels.push(Label { name: &country.name, x, y, concerned: wanted });
            }
        }
    }
    labels
}

/// Where a country's name goes: the middle of its largest ring if that is in view, else the middle of what is.
fn middle(country: &Country, view: &Projection) -> Option<(f64, f64)> {
    let corners = unrolled(country.rings.iter().max_by_key(|r| r.len())?);
    let (west, _, east, _) = bounds(&corners)?;
    let (x0, x1) = (view.at(west, 0.0).0, view.at(east, 0.0).0);
    // A name that is wider than its country helps nobody.
    if x1 - x0 < 5.5 * country.name.chars().count() as f64 {
        return None;
    }
    let mean = |corners: &[(f64, f64)]| {
        let n = corners.len() as f64;
        (corners.iter().map(|c| c.0).sum::<f64>() / n, corners.iter().map(|c| c.1).sum::<f64>() / n)
    };
    let (lon, lat) = mean(&corners);
    if view.holds(lon, lat) {
        return Some(view.at(lon, lat));
    }
    let seen: Vec<_> = corners.into_iter().filter(|c| view.holds(c.0, c.1)).collect();
    let (lon, lat) = (seen.len() > 2).then(|| mean(&seen))?;
    Some(view.at(lon, lat))
}

/// A length in pixels to a tenth.
fn px(value: f64) -> f64 {
    (value * 10.0).round() / 10.0
}
