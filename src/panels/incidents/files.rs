//! Incidents as files.

use super::postmortem;
use crate::history::{Beside, archive};
use crate::model::{Evidence, Incident, Zone};
use crate::panels::logs::Offer;

/// A file of incidents and their evidence.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum File {
    /// The incident with this id as JSON.
    Json(String),
    /// The incident with this id as a page of its own.
    Html(String),
    /// Everything as JSON.
    All,
}

/// The file; `None` if there is no such incident.
pub fn offer(
    file: &File,
    incidents: &[Incident],
    beside: &Beside,
    evidence: &dyn Fn(&str) -> Option<Evidence>,
    zone: &Zone,
) -> Option<Offer> {
    let get = |id: &str| incidents.iter().find(|one| one.id == id);
    let _ = (beside, evidence, zone);
    match file {
        File::All => Some(json("blip-incidents", incidents)),
        File::Json(id) | File::Html(id) => {
            get(id).map(|one| json(&name(one), std::slice::from_ref(one)))
        }
    }
}

/// A draft of a post-mortem.
pub fn draft(one: &Incident, zone: &Zone) -> Offer {
    Offer {
        name: [&name(one), ".md"].concat(),
        mime: "text/markdown".to_owned(),
        text: postmortem::postmortem(one, zone),
    }
}

fn json(name: &str, incidents: &[Incident]) -> Offer {
    Offer {
        name: [name, ".json"].concat(),
        mime: "application/json".to_owned(),
        text: archive::write(incidents),
    }
}

// A file's name has letters, digits and hyphens only.
fn name(one: &Incident) -> String {
    let text: String = one
        .id
        .chars()
        .map(|letter| if letter.is_ascii_alphanumeric() { letter } else { '-' })
        .take(80)
        .collect();
    format!("blip-incident-{text}")
}
