//! Takes the best reading of each name, or none where its only places are far from all that the document speaks of.

use std::rc::Rc;

use codebook::places::Area;
use rustc_hash::FxHashMap;

use crate::gazetteer::{
    Gazetteer, Matched, PlaceKind, country_bytes, distance_km, unpack_radius, unpack_weight,
};
use crate::labels;
use crate::links::Links;
use crate::mention::MentionKind;
use crate::names::Name;
use crate::reading::{Group, Reading};
use crate::resolve::Resolved;
use crate::rounds::{WINDOW, contained};
use crate::scan::Scan;
use crate::votes::{Tally, Votes, text};
use crate::words::*;

/// Of the votes for countries, so many must speak for another than the heading's.
const HEADED: f64 = 0.5;
/// A town abroad that is no farther from another place of the document is believed.
const ACROSS_KM: f64 = 300.0;

/// A town with the name of a part of the world is meant only so close to another place of the document, and if the part is
/// farther from all of them.
const BESIDE_KM: f64 = 60.0;
/// No town is meant by the name of a larger part of the world without more ado.
const WIDEST_NAMESAKE_KM: f64 = 600.0;

/// A town in a larger part of the world that has its name is another thing.
const SMALL_PART_KM: f64 = 100.0;

/// What the text puts around the names.
#[derive(Clone, Copy)]
pub(crate) struct Around<'a> {
    pub(crate) links: &'a Links,
    /// For each name the heading that it stands under.
    pub(crate) headings: &'a [Option<usize>],
}

/// Takes the best option, or none where the name's only places are far from all that the document speaks of.
pub(crate) fn choose(
    scan: &Scan<'_>,
    gazetteer: &Gazetteer,
    names: &[Name],
    around: Around<'_>,
    votes: &Votes,
    groups: Vec<Group>,
    group_of: &[usize],
) -> Vec<Resolved> {
    let Around { links, headings } = around;
    let voters: Vec<(u32, f64)> = groups.iter().map(|g| (g.voter, g.support)).collect();
    let apart = groups.iter().map(|g| g.apart).collect();
    let (options, namesakes): (Vec<Rc<Vec<Reading>>>, Vec<Vec<Reading>>) =
        groups.into_iter().map(|group| (Rc::new(group.options), group.namesakes)).unzip();
    let resolved: Vec<Resolved> = group_of
        .iter()
        .map(|g| Resolved { options: options[*g].clone(), support: voters[*g].1, ..Resolved::default() })
        .collect();
    // Where the document is: the likeliest local readings of names that the text or the gazetteer makes plain.
    let anchors: Vec<(usize, (f64, f64))> = (0..names.len())
        .filter(|n| names[*n].sure >= 0.6 && names[*n].kind.is_place())
        .filter_map(|n| Some((n, resolved[n].options.first().filter(|o| o.is_local())?)))
        .map(|(n, o)| (n, (o.row.lat, o.row.lon)))
        .collect();
    let tally = votes.tally();
    let mut chooser = Chooser {
        scan,
        gazetteer,
        names,
        links,
        tally,
        voters,
        apart,
        namesakes,
        group_of,
        anchors,
        resolved,
    };
    // The countries of the labels, by the label's first token.
    let mut under: FxHashMap<usize, String> = FxHashMap::default();
    for n in order(scan, names, &links.part_of) {
        let label = labels::over(&scan.labels, names[n].a);
        let inside = label.is_some_and(|label| names[n].a < label.last);
        let country = label.filter(|_| !inside).and_then(|label| under.get(&label.first));
        let heading = headings[n].map(|m| &chooser.resolved[m]).filter(|r| r.chosen);
        let headed = heading.and_then(|r| r.country.clone());
        chooser.take(n, country.map(String::as_str), headed.as_deref());
        let r = &chooser.resolved[n];
        if let Some(label) = label.filter(|_| inside && names[n].kind.is_place())
            && let Some(country) = r.country.clone().filter(|_| r.chosen)
        {
            under.entry(label.first).or_insert(country);
        }
    }
    chooser.resolved
}

/// Labels before what stands under them, wider places before what lies in them.
fn order(scan: &Scan<'_>, names: &[Name], part_of: &[Option<usize>]) -> Vec<usize> {
    let depth = |n: usize| {
        let wider = |m: &usize| part_of[*m];
        std::iter::successors(Some(n), wider).take(8).count()
    };
    let mut order: Vec<(bool, usize, usize)> =
        (0..names.len()).map(|n| (!scan.in_label(names[n].a), depth(n), n)).collect();
    order.sort_unstable();
    order.into_iter().map(|(_, _, n)| n).collect()
}

struct Chooser<'a> {
    scan: &'a Scan<'a>,
    gazetteer: &'a Gazetteer,
    names: &'a [Name],
    links: &'a Links,
    tally: Tally,
    /// By group: which name votes, and how much its neighbours support it.
    voters: Vec<(u32, f64)>,
    /// By group: see [`Group::apart`].
    apart: Vec<bool>,
    /// By group: see [`Group::namesakes`].
    namesakes: Vec<Vec<Reading>>,
    group_of: &'a [usize],
    anchors: Vec<(usize, (f64, f64))>,
    resolved: Vec<Resolved>,
}

impl Chooser<'_> {
    /// Decides name `n`. `labelled` is the country of the label that it stands under, `headed` that of the heading.
    fn take(&mut self, n: usize, labelled: Option<&str>, headed: Option<&str>) {
        let name = &self.names[n];
        match &name.known {
            Some(Known::Country(iso)) => {
                let r = &mut self.resolved[n];
                let best = r.options.first().map(|best| text(best.row.country));
                r.country = best.or_else(|| Some(iso.clone()));
                r.chosen = !r.options.is_empty();
                r.share = 1.0;
                return;
            }
            Some(Known::Demonym(iso)) => return self.resolved[n].country = iso.clone(),
            Some(Known::Area(area)) => {
                let town = self.namesake(n, area);
                let r = &mut self.resolved[n];
                r.country = area.country.clone();
                if let Some(town) = town {
                    (r.chosen, r.share, r.country) = (true, 1.0, Some(text(town.row.country)));
                    r.options = Rc::new(vec![town]);
                }
                return;
            }
            None => {}
        }
        let at = name.a;
        self.prefer_inside(n);
        let shares = self.tally.shares(at, self.voters[self.group_of[n]].0);
        let local = shares.top();
        let best = self.resolved[n].options.first().copied().filter(|best| self.fits(n, best));
        if let Some(best) = best {
            let share = shares.of(best.row.country);
            let chosen = self.believed(n, &best, share, local, labelled, headed);
            let r = &mut self.resolved[n];
            (r.chosen, r.share) = (chosen, share);
            if chosen {
                r.country = Some(text(best.row.country));
                return;
            }
        }
        let wider = self.links.part_of[n].or(self.links.partner[n]);
        let wider = wider.and_then(|m| self.resolved[m].country.clone());
        let r = &mut self.resolved[n];
        r.country = wider
            .or_else(|| labelled.or(headed).map(str::to_owned))
            .or_else(|| local.filter(|(_, share)| *share > 0.3).map(|(country, _)| text(country)));
        r.share = local.map_or(0.0, |l| l.1);
    }

    /// The town of the gazetteer that is meant by the name of a part of the world: in the wider place that the text gives, where
    /// the part is not; or close to another place of the document, far from the part. Or the user's own row for the part.
    fn namesake(&self, n: usize, area: &Area) -> Option<Reading> {
        let towns = &self.namesakes[self.group_of[n]];
        let largest = |fits: &dyn Fn(&Reading) -> bool| {
            let fitting = towns.iter().filter(|o| fits(o));
            fitting.max_by(|a, b| a.row.weight.cmp(&b.row.weight).then(b.hit.cmp(&a.hit))).copied()
        };
        let reach = |at: (f64, f64)| distance_km(at, (area.lat, area.lon)) - area.radius_km;
        // What a layer of the user's has there under that name is the same.
        let own = |o: &Reading| {
            let small = area.radius_km <= SMALL_PART_KM || o.row.kind != PlaceKind::Town;
            usize::from(o.hit.layer) + 1 < self.gazetteer.layers.len() && small
        };
        let same = largest(&|o| own(o) && reach((o.row.lat, o.row.lon)) < 0.0);
        if same.is_some() {
            return same;
        }
        if let Some(m) = self.links.part_of[n] {
            let known = &self.names[m].known;
            let wide = Some(&self.resolved[m]).filter(|r| r.chosen).and_then(|r| r.options.first());
            let holds_part = match (known, wide) {
                (Some(Known::Area(wide)), _) => reach((wide.lat, wide.lon)) < wide.radius_km,
                (_, Some(wide)) if wide.row.kind == PlaceKind::Country => {
                    area.country.as_deref() == Some(&*text(wide.row.country))
                }
                (_, Some(wide)) => reach((wide.row.lat, wide.row.lon)) < unpack_radius(wide.row.radius),
                _ => false,
            };
            return largest(&|o| !holds_part && contained(o, known, wide) > 0.0);
        }
        let before = self.names[n].a.checked_sub(1);
        if area.radius_km > WIDEST_NAMESAKE_KM || before.is_some_and(|t| self.scan.has(t, THE)) {
            return None;
        }
        let from = self.anchors.partition_point(|(m, _)| *m + WINDOW < n);
        let around = || self.anchors[from..].iter().take_while(|(m, _)| *m <= n + WINDOW);
        if around().any(|(_, at)| reach(*at) < BESIDE_KM) {
            return None;
        }
        largest(&|o| around().any(|(_, at)| distance_km(*at, (o.row.lat, o.row.lon)) < BESIDE_KM))
    }

    /// "Portland, Maine, and Portland, Oregon": of a name's readings the likeliest that lies in the wider place beside it.
    fn prefer_inside(&mut self, n: usize) {
        let Some(m) = self.links.part_of[n] else { return };
        let wide = Some(&self.resolved[m]).filter(|r| r.chosen).and_then(|r| r.options.first()).copied();
        let inside = |o: &Reading| contained(o, &self.names[m].known, wide.as_ref()) > 0.0;
        let at = self.resolved[n].options.iter().position(inside);
        if let Some(at) = at.filter(|at| *at > 0) {
            Rc::make_mut(&mut self.resolved[n].options)[..=at].rotate_right(1);
        }
    }

    /// "in the quarter of X in the city of Y": an X that is not in Y is another. Nor is the smaller of two names that make one
    /// place far from the other.
    fn fits(&self, n: usize, best: &Reading) -> bool {
        let outside = self.links.part_of[n].is_some_and(|m| {
            let wide = Some(&self.resolved[m]).filter(|r| r.chosen || m > n).and_then(|r| r.options.first());
            contained(best, &self.names[m].known, wide) < 0.0
        });
        !outside && !self.apart[self.group_of[n]]
    }

    /// Whether all places of the name, which is no short one, lie in one country. "Lower Velmar" is not Velmar.
    fn is_distinct(&self, n: usize, best: &Reading) -> bool {
        let name = &self.names[n];
        let cut = name.noun & NOUN == 0 && name.core.split(' ').count() < name.b - name.a;
        if cut {
            return false;
        }
        best.matched == Matched::Exact
            && name.core.len() >= 5
            && self.resolved[n]
                .options
                .iter()
                .filter(|o| o.matched == Matched::Exact)
                .all(|o| o.row.country == best.row.country)
    }

    /// Whether another name that the text makes plain means most likely a place in the country.
    fn has_others(&self, n: usize, country: [u8; 2]) -> bool {
        let other = |m: usize| self.group_of[m] != self.group_of[n];
        let best = |m: usize| self.resolved[m].options.first();
        self.anchors.iter().any(|(m, _)| other(*m) && best(*m).is_some_and(|o| o.row.country == country))
    }

    /// Whether the name's best reading is rather meant than a place that the gazetteer lacks.
    fn believed(
        &self,
        n: usize,
        best: &Reading,
        share: f64,
        local: Option<([u8; 2], f64)>,
        labelled: Option<&str>,
        headed: Option<&str>,
    ) -> bool {
        let name = &self.names[n];
        if name.kind == MentionKind::Metonym {
            return true;
        }
        let weight = unpack_weight(best.row.weight);
        let mut foreign =
            local.is_some_and(|(country, most)| country != best.row.country && most > 0.4 && share < 0.2);
        let distinct = self.is_distinct(n, best);
        // Where the document names no other place in the country that is said of it, a name that one country alone has is there.
        foreign &= !distinct || local.is_some_and(|(country, _)| self.has_others(n, country));
        // Under the heading of a region, a town of the name in another country is another.
        foreign |= headed.is_some_and(|iso| country_bytes(iso) != best.row.country) && share < HEADED;
        foreign &= labelled.is_none_or(|iso| country_bytes(iso) != best.row.country);
        if foreign && best.is_local() && (weight >= 20_000.0 || distinct && weight >= 5_000.0) {
            // Just over the border; a city farther over it.
            let across = if weight >= 100_000.0 { 2.0 * ACROSS_KM } else { ACROSS_KM };
            let from = self.anchors.partition_point(|(m, _)| *m + WINDOW < n);
            let around = self.anchors[from..].iter().take_while(|(m, _)| *m <= n + WINDOW);
            let there = |m: usize| {
                let best = self.resolved[m].options.first();
                best.zip(local).is_some_and(|(best, (country, _))| {
                    best.row.country == country || unpack_weight(best.row.weight) >= 20_000.0
                })
            };
            foreign = !around
                .filter(|(m, _)| self.group_of[*m] != self.group_of[n])
                .filter(|(m, _)| weight >= 20_000.0 || there(*m))
                .any(|(_, at)| distance_km(*at, (best.row.lat, best.row.lon)) < across);
        }
        // Where the gazetteer has most villages of the country around, a name that is not among them is abroad; where it
        // has few, the name is rather that of a village it lacks.
        let covered = local.map_or(0, |(country, _)| self.gazetteer.coverage(&text(country)));
        let enough = match (covered >= 20, distinct) {
            (true, _) => 20_000.0,
            (_, true) => 50_000.0,
            _ => 1_500_000.0,
        };
        let big = weight >= enough || matches!(best.row.kind, PlaceKind::Region | PlaceKind::Country);
        // A town does not lend its point to a forest or region elsewhere that has its name.
        let borrowed = name.noun & (FEATURE | REGION | DISTRICT) != 0
            && name.noun & (SETTLEMENT | PART) == 0
            && best.row.kind == PlaceKind::Town;
        // A wider place that is itself known says where; a village that no gazetteer has does not.
        let inside =
            self.links.part_of[n].is_some_and(|m| self.names[m].known.is_some() || self.resolved[m].chosen);
        (!foreign || big || inside) && !(borrowed && share < 0.3)
    }
}
