//! Incidents as former versions wrote them.
//!
//! postcard names no fields: version 3 is read through a copy of the type as it stood then. Versions 1 and 2 were
//! JSON, whose fields have names: what came later is empty.

use crate::model::{Incident, IncidentState, Level, Signal};
use serde::{Deserialize, Serialize};

#[derive(Serialize, Deserialize)]
struct Signal3 {
    series: String,
    unit: String,
    from: f64,
    to: f64,
    score: f64,
    value: Option<f64>,
    expected: Option<f64>,
    reason: String,
}

#[derive(Serialize, Deserialize)]
enum State3 {
    Open,
    Acknowledged,
}

#[derive(Serialize, Deserialize)]
struct Incident3 {
    id: String,
    source: String,
    from: f64,
    to: f64,
    ongoing: bool,
    severity: f64,
    sentence: String,
    signals: Vec<Signal3>,
    logs: Vec<(Level, u32)>,
    sample_log: String,
    detector: String,
    state: State3,
    saved: f64,
}

/// Incidents of version 3, all bytes of a block behind its version; `None` if that is something else.
pub fn of_version_3(bytes: &[u8]) -> Option<Vec<Incident>> {
    let (incidents, rest) = postcard::take_from_bytes::<Vec<Incident3>>(bytes).ok()?;
    rest.is_empty().then(|| incidents.into_iter().map(Incident::from).collect())
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

impl From<Signal3> for Signal {
    fn from(of: Signal3) -> Self {
        let Signal3 { series, unit, from, to, score, value, expected, reason } = of;
        let figures = crate::model::Figures::default();
        Self { series, unit, from, to, score, value, expected, reason, figures }
    }
}

impl From<Incident3> for Incident {
    fn from(of: Incident3) -> Self {
        completed(Self {
            id: of.id,
            source: of.source,
            from: of.from,
            opened: of.from,
            to: of.to,
            ongoing: of.ongoing,
            severity: of.severity,
            title: String::new(),
            sentence: of.sentence,
            causes: Vec::new(),
            suspects: Vec::new(),
            entities: Vec::new(),
            signals: of.signals.into_iter().map(Signal::from).collect(),
            patterns: Vec::new(),
            marks: Vec::new(),
            logs: of.logs,
            sample_log: of.sample_log,
            detector: of.detector,
            state: match of.state {
                State3::Open => IncidentState::Open,
                State3::Acknowledged => IncidentState::Acknowledged,
            },
            notes: Vec::new(),
            saved: of.saved,
        })
    }
}
