//! Fitted models as JSON files.

use super::series::Identity;
use super::{Model, find};
use crate::detect::{self, Detector, KNOBS, described};
use crate::model::{FieldKind, Labels, ModelCard, Problem, TimeRange, Values};
use serde::de::{DeserializeOwned, IgnoredAny};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Larger files are not read, nor written: so many bytes.
pub const LARGEST: usize = 64 << 20;

const FORMAT: &str = "blip model";
const VERSION: u64 = 1;

// What must be known before the rest is read.
#[derive(Deserialize)]
struct Head {
    format: String,
    version: u64,
    #[serde(default)]
    detector: String,
}

#[derive(Serialize, Deserialize)]
pub(super) struct Document<L> {
    format: String,
    version: u64,
    detector: String,
    values: BTreeMap<String, String>,
    source: String,
    made: f64,
    points: u64,
    from: f64,
    to: f64,
    pub(super) series: Vec<Entry<L>>,
}

#[derive(Serialize, Deserialize)]
pub(super) struct Entry<L> {
    name: String,
    labels: BTreeMap<String, String>,
    learnt: L,
}

impl<L> Entry<L> {
    pub(super) fn parts(self) -> (Identity, L) {
        let identity = Identity { name: self.name, labels: Labels::new(self.labels) };
        (identity, self.learnt)
    }
}

/// Why a file is no model.
pub(super) enum Refusal {
    /// JSON's reader says why.
    Text(serde_json::Error),
    /// What was learnt of the series of this name cannot have been.
    Series(String),
}

/// Reads JSON.
pub(super) fn parsed<T: DeserializeOwned>(text: &[u8]) -> Result<T, Refusal> {
    serde_json::from_slice(text).map_err(Refusal::Text)
}

impl Model {
    /// The model as JSON, version 1; numbers read back with the same bits.
    ///
    /// Models of detectors that compare with all they have seen hold the values they were fitted on.
    pub fn to_json(&self) -> Vec<u8> {
        let entry = |(identity, learnt): &(Identity, std::sync::Arc<dyn super::Kept>)| Entry {
            name: identity.name.clone(),
            labels: identity.labels.iter().map(owned).collect(),
            learnt: learnt.json(),
        };
        let card = &self.card;
        let document = Document {
            format: FORMAT.to_owned(),
            version: VERSION,
            detector: card.detector.clone(),
            values: written(self.detector, &card.values),
            source: card.source.clone(),
            made: card.made,
            points: card.points,
            from: card.range.from,
            to: card.range.to,
            series: self.series.iter().map(entry).collect(),
        };
        serde_json::to_vec(&document).unwrap_or_default()
    }

    /// Reads what [`Model::to_json`] wrote.
    ///
    /// Errors: it is no JSON or no model, of a newer version, of a detector that does not exist here, or
    /// holds what cannot have been learnt. What is read judges any series without a panic. Memory: at
    /// most some eight times that of the text while it is read.
    pub fn from_json(text: &[u8]) -> Result<Self, Problem> {
        if text.len() > LARGEST {
            return Err(too_large(text.len()));
        }
        let head: Head = parsed(text).map_err(|refusal| no_model(&refusal))?;
        if head.format != FORMAT {
            return Err(foreign());
        }
        if head.version != VERSION {
            return Err(unknown_version(head.version));
        }
        let known = detect::find(&head.detector).zip(find(&head.detector));
        let (detector, plan) = known.ok_or_else(|| unknown_detector(&head.detector))?;
        let rest: Document<IgnoredAny> = parsed(text).map_err(|refusal| no_model(&refusal))?;
        let values = read(detector, &rest.values)?;
        let series = plan.read(text, &values).map_err(|refusal| no_model(&refusal))?;
        let about = detector.about();
        if series.is_empty() || rest.from > rest.to {
            return Err(no_model(&Refusal::Series(String::new())));
        }
        let card = ModelCard {
            source: rest.source,
            made: rest.made,
            detector: about.id.to_owned(),
            title: about.title.to_owned(),
            values,
            series: series.len() as u32,
            points: rest.points,
            range: TimeRange { from: rest.from, to: rest.to },
        };
        Ok(Self { detector, card, series })
    }
}

fn owned((name, value): (&str, &str)) -> (String, String) {
    (name.to_owned(), value.to_owned())
}

/// The same parameters as reading back what is written of them gives: those that are no defaults.
pub(super) fn settled(detector: &dyn Detector, values: &Values) -> Values {
    read(detector, &written(detector, values)).unwrap_or_else(|_| values.clone())
}

// Numbers of the detector even where they have their defaults, as those may change.
fn written(detector: &dyn Detector, values: &Values) -> BTreeMap<String, String> {
    let own = detector.fields().iter().filter_map(|field| {
        let default = match field.kind {
            FieldKind::Number { default, .. } => Some(default.to_string()),
            _ => None,
        };
        Some((field.name.to_owned(), values.text(field.name).or(default)?))
    });
    let knobs =
        KNOBS.iter().filter_map(|knob| Some((knob.name.to_owned(), values.text(knob.name)?)));
    own.chain(knobs).collect()
}

fn read(detector: &dyn Detector, texts: &BTreeMap<String, String>) -> Result<Values, Problem> {
    let mut values = Values::default();
    for (name, text) in texts {
        let fields = described(detector.fields(), name);
        if fields.iter().any(|field| field.name == name && field.default_text() == *text) {
            continue;
        }
        let set = values.set(fields, name, text);
        set.map_err(|error| {
            Problem::new(format!("This model does not fit here: {error}"), "", ANEW)
        })?;
    }
    Ok(values)
}

const ANEW: &str = "Export the model again, or fit a new one.";

fn foreign() -> Problem {
    Problem::new(
        "This file is no model of Blip.",
        "",
        "Choose a JSON file that Blip exported as a fitted model.",
    )
}

fn no_model(refusal: &Refusal) -> Problem {
    match refusal {
        Refusal::Text(error) if error.is_data() => Problem::new(
            "This file is no model of Blip, or not a whole one.",
            error.to_string(),
            ANEW,
        ),
        Refusal::Text(error) => {
            Problem::new("This file is not JSON, or not a whole file.", error.to_string(), ANEW)
        }
        Refusal::Series(name) => Problem::new(
            "This model holds what its detector cannot have learnt.",
            if name.is_empty() { String::new() } else { format!("series {name}") },
            ANEW,
        ),
    }
}

fn unknown_version(version: u64) -> Problem {
    Problem::new(
        format!("This model has version {version}; Blip here reads version {VERSION}."),
        "",
        "Reload the page to get the latest Blip, or fit a new model.",
    )
}

fn unknown_detector(id: &str) -> Problem {
    let id: String = id.chars().take(60).collect();
    Problem::new(
        format!("This model is of the detector `{id}`, which cannot be fitted here."),
        "",
        "Reload the page to get the latest Blip, or fit a new model.",
    )
}

fn too_large(bytes: usize) -> Problem {
    Problem::new(
        format!("This model takes {} MB; at most {} MB are read.", bytes >> 20, LARGEST >> 20),
        "",
        "Fit one on fewer series or on a shorter stretch.",
    )
}
