//! Quantities, casualties and materiel: whose loss, how many, how sure.
