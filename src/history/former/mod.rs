//! Incidents as former versions wrote them.
//!
//! postcard names no fields: versions 3 and 4 are read through copies of the types as they stood then. Versions 1 and
//! 2 were JSON, whose fields have names: what came later is empty.

mod version_3;
mod version_4;

use crate::model::{Incident, Signal};
use serde::Deserialize;
use serde::de::DeserializeOwned;

/// Incidents of a former version, all bytes of a block behind it; `None` if that is something else.
pub fn of_bytes(version: u8, bytes: &[u8]) -> Option<Vec<Incident>> {
    match version {
        3 => all::<version_3::Incident3>(bytes),
        4 => all::<version_4::Incident4>(bytes),
        _ => None,
    }
}

fn all<T: DeserializeOwned + Into<Incident>>(bytes: &[u8]) -> Option<Vec<Incident>> {
    let (incidents, rest) = postcard::take_from_bytes::<Vec<T>>(bytes).ok()?;
    rest.is_empty().then(|| incidents.into_iter().map(T::into).collect())
}

/// Incidents of a block of version 1 or 2; `None` if that is something else.
pub fn of_text(json: &str) -> Option<Vec<Incident>> {
    #[derive(Deserialize)]
    struct Block {
        version: u32,
        incidents: Vec<Incident>,
    }
    let block: Block = serde_json::from_str(json).ok()?;
    (block.version <= 2).then(|| block.incidents.into_iter().map(completed).collect())
}

/// What former versions did not know of an incident, as far as it follows from what they knew.
pub fn completed(mut incident: Incident) -> Incident {
    if incident.title.is_empty() {
        incident.title = title_of(&incident.signals);
    }
    if incident.opened == 0.0 {
        incident.opened = incident.from;
    }
    incident
}

fn title_of(signals: &[Signal]) -> String {
    match signals {
        [] => "Anomaly".to_owned(),
        [one] => format!("Anomaly of {}", one.series),
        [first, others @ ..] => {
            format!("Anomaly of {} and {} more", first.series, others.len())
        }
    }
}
