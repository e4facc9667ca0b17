//! Points and radii from relations.

use record::Relation;

/// Where "12 km north of X" is: the point moved by the distance. Without a distance the event is taken to be 5 km off, the
/// median of what gazetteer editors of UCDP GED write beside such phrases being of that order.
pub(crate) fn offset(at: (f64, f64), relation: Option<Relation>, distance_km: Option<f64>) -> (f64, f64) {
    let Some(bearing) = relation.and_then(bearing) else { return at };
    let km = distance_km.unwrap_or(5.0);
    let lat = at.0 + km * bearing.0 / 111.2;
    let lon = at.1 + km * bearing.1 / (111.2 * at.0.to_radians().cos().max(0.05));
    (
        lat.clamp(-90.0, 90.0),
        if lon > 180.0 {
            lon - 360.0
        } else if lon < -180.0 {
            lon + 360.0
        } else {
            lon
        },
    )
}

/// How far from the point the event may be, in km: the place's own reach, more where a direction or "near" is all that is said.
pub(crate) fn radius(own: f64, relation: Option<Relation>, distance_km: Option<f64>) -> f64 {
    match (relation, distance_km) {
        (None, _) => own,
        // A direction word covers an eighth of the circle: an error of up to 0.4 of the distance, and the place's size.
        (Some(r), Some(km)) if bearing(r).is_some() => own + 0.4 * km,
        (Some(r), None) if bearing(r).is_some() => own + 15.0,
        (Some(_), Some(km)) => own + km,
        (Some(Relation::Outside), None) => own + 5.0,
        (Some(_), None) => own + 10.0,
    }
}

/// Whether the relation is a direction.
pub(crate) fn is_direction(relation: Relation) -> bool {
    bearing(relation).is_some()
}

/// North and east parts of a direction.
fn bearing(relation: Relation) -> Option<(f64, f64)> {
    let diagonal = std::f64::consts::FRAC_1_SQRT_2;
    Some(match relation {
        Relation::NorthOf => (1.0, 0.0),
        Relation::SouthOf => (-1.0, 0.0),
        Relation::EastOf => (0.0, 1.0),
        Relation::WestOf => (0.0, -1.0),
        Relation::NortheastOf => (diagonal, diagonal),
        Relation::NorthwestOf => (diagonal, -diagonal),
        Relation::SoutheastOf => (-diagonal, diagonal),
        Relation::SouthwestOf => (-diagonal, -diagonal),
        Relation::Near | Relation::Between | Relation::Outside => return None,
    })
}
