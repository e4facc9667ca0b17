use record::Event;
use rusqlite::params;
use serde_json::Value;

use crate::write::json;
use crate::{Casebook, CasebookError};

/// What a person corrects: one field of one event. The old value stays in the record as it was coded.
#[derive(Clone, Debug, PartialEq)]
pub struct NewCorrection {
    /// The event's full id.
    pub event: String,
    /// A field of the record: "when", "where", "type", "toll", "kind", ...
    pub field: String,
    /// The new value, in the form of the record.
    pub value: Value,
    /// Why.
    pub note: Option<String>,
    /// Who corrects.
    pub author: String,
    /// When, by the caller's clock (RFC 3339).
    pub at: String,
}

/// A correction as it stands in the log.
#[derive(Clone, Debug, PartialEq)]
pub struct Correction {
    /// Its place in the log.
    pub number: i64,
    /// What was corrected.
    pub correction: NewCorrection,
}

/// A record with corrections applied, in their order.
///
/// # Errors
/// [`CasebookError::Correction`] if the result is no record.
pub fn corrected(event: &Event, corrections: &[NewCorrection]) -> Result<Event, CasebookError> {
    let mut event = event.clone();
    for NewCorrection { event: id, field, value, .. } in corrections {
        let wrong =
            |reason: String| CasebookError::Correction { event: id.clone(), field: field.clone(), reason };
        let mut record = serde_json::to_value(&event).map_err(|e| wrong(e.to_string()))?;
        match record.as_object_mut().and_then(|r| r.get_mut(field)) {
            Some(slot) if !matches!(field.as_str(), "id" | "document") => *slot = value.clone(),
            _ => return Err(wrong("the record has no such field".to_owned())),
        }
        event = serde_json::from_value(record).map_err(|e| wrong(e.to_string()))?;
    }
    Ok(event)
}

impl Casebook {
    /// Adds a correction to the log and commits it.
    ///
    /// # Errors
    /// [`CasebookError::NoEvent`] if there is no such event, [`CasebookError::Correction`] if the value does not make a
    /// record; nothing is changed then.
    pub fn correct(&mut self, correction: &NewCorrection) -> Result<(), CasebookError> {
        for stored in self.find(&correction.event)? {
            corrected(&stored.event, std::slice::from_ref(correction))?;
        }
        self.whole(|book| {
            book.connection
                .prepare_cached(
                    "INSERT INTO corrections (event, field, value, note, author, at)
                     VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
                )?
                .execute(params![
                    correction.event,
                    correction.field,
                    json(&correction.value)?,
                    correction.note,
                    correction.author,
                    correction.at,
                ])?;
            let detail = serde_json::json!({"field": correction.field, "author": correction.author});
            book.log("corrected", &correction.event, &detail).map(|()| 0)
        })?;
        self.commit()
    }

    /// The corrections of an event, the oldest first.
    ///
    /// # Errors
    /// [`CasebookError::Damaged`] if one cannot be read.
    pub fn corrections(&self, event: &str) -> Result<Vec<Correction>, CasebookError> {
        let rows = self
            .connection
            .prepare_cached(
                "SELECT number, event, field, value, note, author, at FROM corrections WHERE event = ?1
                 ORDER BY number",
            )
            .and_then(|mut q| {
                q.query_map([event], |row| {
                    let value: String = row.get(3)?;
                    let correction = NewCorrection {
                        event: row.get(1)?,
                        field: row.get(2)?,
                        value: Value::Null,
                        note: row.get(4)?,
                        author: row.get(5)?,
                        at: row.get(6)?,
                    };
                    Ok((Correction { number: row.get(0)?, correction }, value))
                })?
                .collect::<Result<Vec<_>, _>>()
            })
            .map_err(self.fail())?;
        rows.into_iter()
            .map(|(mut correction, value)| {
                correction.correction.value = serde_json::from_str(&value)
                    .map_err(|e| CasebookError::damaged(&self.path, format!("a correction: {e}")))?;
                Ok(correction)
            })
            .collect()
    }
}
