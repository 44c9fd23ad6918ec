//! Why a file is no model, in words.

use super::LARGEST;
use super::document::VERSION;
use crate::model::{Problem, ValuesError};

/// Why what follows the head of a file is refused.
pub(super) enum Refusal {
    /// JSON's reader says why.
    Text(serde_json::Error),
    /// What was learnt of the series of this name cannot have been.
    Series(String),
}

impl From<Refusal> for Problem {
    fn from(refusal: Refusal) -> Self {
        let (what, place) = match refusal {
            Refusal::Text(error) if error.is_data() => {
                ("This file is no model of Blip, or not a whole one.", error.to_string())
            }
            Refusal::Text(error) => {
                ("This file is not JSON, or not a whole file.", error.to_string())
            }
            Refusal::Series(name) => {
                let name: String = name.chars().take(LONGEST).collect();
                ("This model holds what its detector cannot have learnt.", format!("series {name}"))
            }
        };
        Self::new(what, place, ANEW)
    }
}

/// Names of a file are shown as far as this, in letters.
const LONGEST: usize = 60;
const ANEW: &str = "Export the model again, or fit a new one.";

pub(super) fn foreign() -> Problem {
    Problem::new(
        "This file is no model of Blip.",
        "",
        "Choose a JSON file that Blip exported as a fitted model.",
    )
}

pub(super) fn empty() -> Problem {
    Problem::new("This model knows of no series, or of no stretch of time.", "", ANEW)
}

pub(super) fn unfitting(error: &ValuesError) -> Problem {
    let text: String = error.to_string().chars().take(4 * LONGEST).collect();
    Problem::new(format!("This model does not fit here: {text}"), "", ANEW)
}

pub(super) fn unknown_version(version: u64) -> Problem {
    Problem::new(
        format!("This model has version {version}; Blip here reads version {VERSION}."),
        "",
        "Reload the page to get the latest Blip, or fit a new model.",
    )
}

pub(super) fn unknown_detector(id: &str) -> Problem {
    let id: String = id.chars().take(LONGEST).collect();
    Problem::new(
        format!("This model is of the detector `{id}`, which cannot be fitted here."),
        "",
        "Reload the page to get the latest Blip, or fit a new model.",
    )
}

pub(super) fn too_large(bytes: usize) -> Problem {
    Problem::new(
        format!("This model takes {} MB; at most {} MB are read.", bytes >> 20, LARGEST >> 20),
        "",
        "Fit one on fewer series or on a shorter stretch.",
    )
}

pub(super) fn too_much() -> Problem {
    Problem::new(
        format!("What was learnt takes more than {} MB.", LARGEST >> 20),
        "",
        "Fit on fewer series, or prepare them first, such as by resample 5m.",
    )
}
