//! Incidents as files.

use super::{html, postmortem};
use crate::history::Beside;
use crate::history::archive::{self, Archive};
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
    let kept = |of: &[Incident]| {
        let known = of.iter().filter_map(|one| Some((one.id.clone(), evidence(&one.id)?)));
        Archive { incidents: of.to_vec(), evidence: known.collect(), ..Archive::default() }
    };
    match file {
        File::All => {
            let Beside { marks, limits, tunings, .. } = beside.clone();
            let all = Archive { marks, limits, tunings, ..kept(incidents) };
            Some(json("blip-incidents".to_owned(), &all))
        }
        File::Json(id) => get(id).map(|one| json(name(one), &kept(std::slice::from_ref(one)))),
        File::Html(id) => get(id).map(|one| Offer {
            name: [&name(one), ".html"].concat(),
            mime: "text/html".to_owned(),
            text: html::html(one, &evidence(id).unwrap_or_default(), zone),
        }),
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

fn json(name: String, archive: &Archive) -> Offer {
    let mime = "application/json".to_owned();
    Offer { name: name + ".json", mime, text: archive::write(archive) }
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
