//! Makes the record's `where` of a name that is resolved, or not.

use document::{Document, TextRange};
use record::{Relation, Where};

use crate::gazetteer::{Matched, PlaceKind, unpack_radius};
use crate::labels;
use crate::mention::Mention;
use crate::names::Name;
use crate::placer::Placer;
use crate::resolve::Resolved;
use crate::scan::Scan;
use crate::words::*;

impl Placer {
    pub(crate) fn mention(
        &self,
        doc: &Document,
        scan: &Scan<'_>,
        names: &[Name],
        resolved: &[Resolved],
        part_of: &[Option<usize>],
        n: usize,
    ) -> Mention {
        let (name, r) = (&names[n], &resolved[n]);
        let range = scan.range(name.a, name.b);
        let (phrase_a, phrase_b) = (name.around.phrase_a.min(name.a), name.around.phrase_b.max(name.b));
        let mut phrase = scan.range(phrase_a, phrase_b);
        let mut path = vec![written(doc, range)];
        if name.noun & (crate::words::FACILITY | FEATURE) != 0
            && (name.is_found() || name.noun & crate::words::FACILITY != 0)
        {
            // "Bukavu airport" is in Bukavu.
            let mut key = String::new();
            let core = (name.a + 1..name.b).find(|b| {
                scan.name_key(name.a, *b, &mut key);
                key == name.core
            });
            path.extend(core.map(|b| written(doc, scan.range(name.a, b))));
        }
        let mut wider = part_of[n];
        let mut steps = 0;
        while let Some(m) = wider {
            path.push(written(doc, scan.range(names[m].a, names[m].b)));
            phrase = phrase.cover(scan.range(names[m].a, names[m].b));
            wider = part_of[m];
            steps += 1;
            if steps > 6 {
                break;
            }
        }
        path.dedup();
        let best = r.options.first().filter(|_| r.chosen);
        let candidates: Vec<_> = r
            .options
            .iter()
            .take(5)
            .filter_map(|o| {
                let score = 1.0 / (1.0 + (r.options[0].score - o.score).exp());
                self.gazetteer.candidate(o.hit, o.matched, score as f32)
            })
            .collect();
        let relation = name.around.relation;
        let mut place = Where {
            name: Some(path[0].clone()),
            path,
            relation,
            country: r.country.clone(),
            precision: precision(name, best.map(|o| o.row.kind), relation),
            span: Some(doc.span(phrase)),
            ..Where::default()
        };
        let mut margin = 0.0;
        if let Some(best) = best {
            let candidate = &candidates[0];
            place.gazetteer_id = Some(candidate.gazetteer_id.clone());
            place.admin1 = candidate.admin1.clone();
            if best.row.kind == PlaceKind::Region {
                place.admin1 = Some(candidate.name.clone());
            }
            let at = crate::geometry::offset((best.row.lat, best.row.lon), relation, name.around.distance_km);
            place.lat = Some(at.0);
            place.lon = Some(at.1);
            let radius = unpack_radius(best.row.radius);
            place.radius_km = Some(crate::geometry::radius(radius, relation, name.around.distance_km));
            margin = r.options.get(1).map_or(6.0, |second| best.score - second.score);
        } else if let Some(Known::Area(area)) = &name.known {
            (place.lat, place.lon, place.radius_km) = (Some(area.lat), Some(area.lon), Some(area.radius_km));
            margin = 6.0;
        } else if name.kind.is_place() {
            self.inherit(&mut place, names, resolved, part_of[n], n);
        }
        let mut sure = name.sure;
        if best.is_some() {
            sure *= (0.55 + 0.45 / (1.0 + (-margin).exp())) as f32;
            if best.is_some_and(|best| best.matched == Matched::Skeleton) {
                sure *= 0.8;
            }
        }
        Mention {
            range,
            phrase,
            kind: name.kind,
            place,
            role: name.around.role,
            holds: holds(scan, names, part_of, n),
            part_of: part_of[n],
            describes: None,
            area: name.noun & (DISTRICT | REGION) != 0 && name.noun & (SETTLEMENT | PART) == 0,
            confidence: sure.clamp(0.0, 1.0),
            candidates,
            rule: name.rule.to_owned(),
        }
    }

    /// A place that no gazetteer has takes its wider place's point and radius, or that of the nearest place of its country.
    fn inherit(
        &self,
        place: &mut Where,
        names: &[Name],
        resolved: &[Resolved],
        wider: Option<usize>,
        n: usize,
    ) {
        let own = place.country.as_deref();
        let fits = |m: usize| {
            resolved[m].chosen
                && names[m].kind.is_place()
                && resolved[m].country.as_deref() == own
                && own.is_some()
        };
        // The place around which the others lie, rather than the nearest in the text.
        let likely = |m: usize| {
            let support = resolved[m].support * f64::from(names[m].sure);
            (support + 0.3) / (1.0 + names[m].a.abs_diff(names[n].a) as f64 / 100.0)
        };
        // The region over the section, if it is one of that country.
        let heading = || {
            let before = (n.saturating_sub(200)..n)
                .rev()
                .find(|m| names[*m].around.heading && names[*m].kind.is_place());
            before.filter(|m| fits(*m) && resolved[*m].options[0].row.kind != PlaceKind::Country)
        };
        let source = wider.filter(|m| resolved[*m].chosen).or_else(heading).or_else(|| {
            (n.saturating_sub(40)..(n + 41).min(names.len()))
                .filter(|m| *m != n && fits(*m))
                .filter(|m| resolved[*m].options[0].row.kind != PlaceKind::Country)
                .max_by(|a, b| likely(*a).total_cmp(&likely(*b)).then(b.cmp(a)))
        });
        let Some(source) = source.and_then(|m| resolved[m].options.first()) else { return };
        let Some(candidate) = self.gazetteer.candidate(source.hit, Matched::Exact, 0.0) else { return };
        place.admin1 = match candidate.kind {
            PlaceKind::Region => Some(candidate.name.clone()),
            PlaceKind::Country => None,
            _ => candidate.admin1.clone(),
        };
        place.lat = Some(candidate.lat);
        place.lon = Some(candidate.lon);
        place.radius_km = Some(candidate.radius_km.max(50.0));
    }
}

pub(crate) fn written(doc: &Document, range: TextRange) -> String {
    doc.slice(range).split_whitespace().collect::<Vec<_>>().join(" ")
}

/// ACLED's geo-precision, plus 4 for countries and parts of the world.
fn precision(name: &Name, kind: Option<PlaceKind>, relation: Option<Relation>) -> u8 {
    match (&name.known, kind) {
        (Some(Known::Country(_) | Known::Demonym(_)), _) | (_, Some(PlaceKind::Country)) => return 4,
        (Some(Known::Area(area)), None) => return if area.country.is_some() { 3 } else { 4 },
        _ => {}
    }
    let area_noun = name.noun & (REGION | FEATURE) != 0 && name.noun & (SETTLEMENT | PART | DISTRICT) == 0;
    if kind == Some(PlaceKind::Region) && name.noun & (SETTLEMENT | PART) == 0 || area_noun {
        3
    } else if relation.is_some() || name.noun & DISTRICT != 0 || kind == Some(PlaceKind::District) {
        2
    } else {
        1
    }
}

/// Over which bytes a label's place holds: the most specific name of a label.
fn holds(scan: &Scan<'_>, names: &[Name], part_of: &[Option<usize>], n: usize) -> Option<TextRange> {
    let label = labels::over(&scan.labels, names[n].a).filter(|label| names[n].b <= label.last)?;
    let beside = n.saturating_sub(3)..(n + 4).min(names.len());
    let inner = beside
        .into_iter()
        .any(|m| part_of[m] == Some(n) && names[m].b <= label.last && names[m].a >= label.first);
    (names[n].kind.is_place() && !inner).then(|| scan.range(label.line, label.end.max(label.last)))
}
