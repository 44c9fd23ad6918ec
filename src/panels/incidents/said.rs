//! What a user does with incidents; they are named by their ids.

use super::{IncidentPanel, SAYS, SHOWN};
use crate::history::{Change, archive};
use crate::model::{Incident, IncidentState, Said};
use crate::panels::logs::Offer;

/// What comes of using the panel, beside that it looks otherwise.
#[derive(Debug, Default)]
pub struct Outcome {
    /// What changes of incidents.
    pub changes: Vec<Change>,
    /// A file, if one is wanted.
    pub offer: Option<Offer>,
    /// The incident whose charts are wanted.
    pub chart: Option<String>,
}

impl IncidentPanel {
    /// Does what was said, about these incidents.
    pub fn said(&mut self, said: &Said, incidents: &[Incident]) -> Outcome {
        let mut outcome = Outcome::default();
        let of = |id: &str| incidents.iter().find(|one| one.id == id);
        let about = &said.about;
        match said.what.strip_prefix(SAYS).unwrap_or_default() {
            "older" => self.limit += SHOWN,
            "chart" => {
                self.charted.clone_from(about);
                outcome.chart = Some(about.clone());
            }
            "acknowledge" => outcome.changes.extend(of(about).map(acknowledged)),
            "delete" => outcome.changes.push(Change::Delete(about.clone())),
            "export" => {
                outcome.offer = Some(Offer {
                    name: "blip-incidents.json".to_owned(),
                    mime: "application/json".to_owned(),
                    text: archive::write(incidents),
                });
            }
            _ => {}
        }
        outcome
    }
}

fn acknowledged(incident: &Incident) -> Change {
    let state = match incident.state {
        IncidentState::Open => IncidentState::Acknowledged,
        _ => IncidentState::Open,
    };
    Change::put(Incident { state, ..incident.clone() })
}
