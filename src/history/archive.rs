//! Files of incidents: JSON that states its version.

use super::former::completed;
use crate::model::{Incident, Problem, to_json};
use serde::{Deserialize, Serialize};

/// Version of a file.
const VERSION: u32 = 3;
/// What a file calls itself.
const KIND: &str = "blip incidents";
/// What every refusal ends with.
const CHOOSE: &str = "Choose a file that was saved with Export. Nothing was changed.";

/// All incidents as a file, which [`read`] reads back.
pub fn write(incidents: &[Incident]) -> String {
    #[derive(Serialize)]
    struct Borrowed<'a> {
        kind: &'a str,
        version: u32,
        incidents: &'a [Incident],
    }
    to_json(&Borrowed { kind: KIND, version: VERSION, incidents })
}

/// Reads a file, of a former version as well; refuses what is none, and says why.
pub fn read(json: &str) -> Result<Vec<Incident>, Problem> {
    #[derive(Deserialize)]
    struct Exported {
        #[serde(default)]
        kind: String,
        version: u32,
        incidents: Vec<Incident>,
    }
    let file: Exported = serde_json::from_str(json).map_err(|error| {
        Problem::new(
            "This is not a file of incidents that Blip exported.",
            format!("line {}, column {}: {error}", error.line(), error.column()),
            CHOOSE,
        )
    })?;
    if file.kind != KIND {
        let place = format!("its kind is “{}”", file.kind);
        return Err(Problem::new("This JSON file holds no incidents.", place, CHOOSE));
    }
    if VERSION < file.version {
        return Err(newer(file.version, VERSION));
    }
    Ok(file.incidents.into_iter().map(completed).collect())
}

/// The refusal of what a newer program wrote.
pub fn newer(version: u32, known: u32) -> Problem {
    Problem::new(
        "These incidents were written by a newer Blip.",
        format!("version {version}; this one reads up to {known}"),
        "Reload the page to get the newer Blip. Nothing was changed.",
    )
}
