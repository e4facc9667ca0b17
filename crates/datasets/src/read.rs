//! Independent records in: UCDP GED, ACLED, GTD, ICEWS, POLECAT, GeoJSON, any CSV by a mapping.
//!
//! A [`Mapping`] (a TOML file of `datasets/`, or the user's own) says which column holds what and how precision codes become
//! day intervals and radii. [`guess`] proposes one from the headings; [`read_csv`] and [`read_geojson`] make a [`Table`]:
//! every row of the file is in it, and whatever is wrong with a row is a [`Fault`] with its line and the reason.

mod build_dates;
mod build_places;
mod builder;
mod country;
mod date;
mod fault;
mod fold;
mod geojson;
mod guess;
mod mapping;
mod names;
mod row;
mod table;
mod taxonomy;

pub use country::country_key;
pub use date::{DateOrder, date_text, day_number};
pub use fault::{Fault, FaultKind};
pub use fold::fold;
pub use geojson::read_geojson;
pub use guess::{Guess, guess};
pub use mapping::{Mapping, mapping_named, mapping_names};
pub use names::{Name, Names};
pub use row::{ActorRef, Days, Point, Row, Side, Toll, TollOf, Tolls, TypePath};
pub use table::{Options, ReadError, Table, read_csv, read_path};
pub use taxonomy::{Taxonomy, aliases};
