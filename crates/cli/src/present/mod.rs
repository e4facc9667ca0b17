//! Events for a reader at a terminal: a table, one event with its evidence, the totals.

mod evidence;
mod one;
mod table;
mod totals;
mod value;

use evidence::highlight;
pub(crate) use one::one;
pub(crate) use table::{Table, events};
pub(crate) use totals::totals;
