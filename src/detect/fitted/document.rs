//! Fitted models as JSON files.

use super::refusal::{Refusal, empty, foreign, too_large, too_much};
use super::refusal::{unfitting, unknown_detector, unknown_version};
use super::series::Identity;
use super::{Model, find};
use crate::detect::{self, Detector, KNOBS, described};
use crate::model::{FieldKind, Labels, ModelCard, Problem, TimeRange, Values};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Larger files are not read, nor written: so many bytes.
pub const LARGEST: usize = 64 << 20;

const FORMAT: &str = "blip model";
pub(super) const VERSION: u64 = 1;

// What must be known before the rest is read.
#[derive(Deserialize)]
struct Head {
    format: String,
    version: u64,
    #[serde(default)]
    detector: String,
}

// All but what was learnt.
#[derive(Serialize, Deserialize)]
struct Front {
    format: String,
    version: u64,
    detector: String,
    values: BTreeMap<String, String>,
    source: String,
    made: f64,
    points: u64,
    from: f64,
    to: f64,
}

#[derive(Serialize, Deserialize)]
struct Whose {
    name: String,
    labels: BTreeMap<String, String>,
}

/// What was learnt; the rest is passed over.
#[derive(Deserialize)]
pub(super) struct Body<L> {
    pub(super) series: Vec<Entry<L>>,
}

#[derive(Deserialize)]
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

/// Reads JSON.
pub(super) fn parsed<T: DeserializeOwned>(text: &[u8]) -> Result<T, Refusal> {
    serde_json::from_slice(text).map_err(Refusal::Text)
}

impl Model {
    /// The model as JSON, version 1; numbers read back with the same bits.
    ///
    /// Models of detectors that compare with all they have seen hold the values they were fitted on.
    /// Errors: it is larger than [`LARGEST`].
    pub fn to_json(&self) -> Result<String, Problem> {
        let mut text = Vec::new();
        self.write(&mut text)?;
        String::from_utf8(text).map_err(|_| too_much())
    }

    // Series by series into one text: a tree of it would take several times the memory.
    fn write(&self, text: &mut Vec<u8>) -> Result<(), Problem> {
        let failed = |_| too_much();
        let card = &self.card;
        let front = Front {
            format: FORMAT.to_owned(),
            version: VERSION,
            detector: card.detector.clone(),
            values: written(self.detector, &card.values),
            source: card.source.clone(),
            made: card.made,
            points: card.points,
            from: card.range.from,
            to: card.range.to,
        };
        serde_json::to_writer(&mut *text, &front).map_err(failed)?;
        // In the place of the last brace there is more to come.
        text.pop();
        text.extend_from_slice(b",\"series\":[");
        for (at, (identity, learnt)) in self.series.iter().enumerate() {
            let (name, labels) =
                (identity.name.clone(), identity.labels.iter().map(owned).collect());
            if at > 0 {
                text.push(b',');
            }
            serde_json::to_writer(&mut *text, &Whose { name, labels }).map_err(failed)?;
            text.pop();
            text.extend_from_slice(b",\"learnt\":");
            learnt.write(text).map_err(failed)?;
            text.push(b'}');
            if text.len() > LARGEST {
                return Err(too_much());
            }
        }
        text.extend_from_slice(b"]}");
        Ok(())
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
        let head: Head = parsed(text)?;
        if head.format != FORMAT {
            return Err(foreign());
        }
        if head.version != VERSION {
            return Err(unknown_version(head.version));
        }
        let known = detect::find(&head.detector).zip(find(&head.detector));
        let (detector, fit) = known.ok_or_else(|| unknown_detector(&head.detector))?;
        let front: Front = parsed(text)?;
        let values = read(detector, &front.values)?;
        let series = fit.read(text, &values)?;
        if series.is_empty() || front.from > front.to {
            return Err(empty());
        }
        let about = detector.about();
        let card = ModelCard {
            source: front.source,
            made: front.made,
            detector: about.id.to_owned(),
            title: about.title.to_owned(),
            values,
            series: series.len() as u32,
            points: front.points,
            range: TimeRange { from: front.from, to: front.to },
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
        set.map_err(|error| unfitting(&error))?;
    }
    Ok(values)
}
