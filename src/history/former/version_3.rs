//! Version 3: series that misbehave together.

use super::completed;
use crate::model::{Figures, Incident, IncidentState, Level, Signal};
use serde::{Deserialize, Serialize};

#[derive(Debug, Serialize, Deserialize)]
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

#[derive(Debug, Serialize, Deserialize)]
enum State3 {
    Open,
    Acknowledged,
}

#[derive(Debug, Serialize, Deserialize)]
pub struct Incident3 {
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

impl From<Signal3> for Signal {
    fn from(of: Signal3) -> Self {
        let Signal3 { series, unit, from, to, score, value, expected, reason } = of;
        let (shape, figures) = (String::new(), Figures::default());
        Self { series, unit, from, to, score, value, expected, reason, shape, figures }
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
            verdict: None,
            notes: Vec::new(),
            evidence: 0,
            saved: of.saved,
        })
    }
}
