//! Version 4: incidents of all sources, with causes, and without evidence. Whoever changes a type that is used here as it
//! stands copies it first.

use crate::model::{
    Cause, Figures, Incident, IncidentState, Level, Mark, Note, PatternChange, Signal, Suspect, gap,
};
use serde::{Deserialize, Serialize};

#[derive(Debug, Serialize, Deserialize)]
struct Signal4 {
    series: String,
    unit: String,
    from: f64,
    to: f64,
    score: f64,
    value: Option<f64>,
    expected: Option<f64>,
    reason: String,
    figures: Figures,
}

#[derive(Debug, Serialize, Deserialize)]
struct PatternChange4 {
    source: String,
    template: String,
    level: String,
    change: String,
    came: f64,
    expected: f64,
    #[serde(with = "gap")]
    first: f64,
    sentence: String,
    samples: Vec<String>,
}

#[derive(Debug, Serialize, Deserialize)]
pub struct Incident4 {
    id: String,
    source: String,
    from: f64,
    opened: f64,
    to: f64,
    ongoing: bool,
    severity: f64,
    title: String,
    sentence: String,
    causes: Vec<Cause>,
    suspects: Vec<Suspect>,
    entities: Vec<String>,
    signals: Vec<Signal4>,
    patterns: Vec<PatternChange4>,
    marks: Vec<Mark>,
    logs: Vec<(Level, u32)>,
    sample_log: String,
    detector: String,
    state: IncidentState,
    notes: Vec<Note>,
    saved: f64,
}

impl From<Signal4> for Signal {
    fn from(of: Signal4) -> Self {
        let Signal4 { series, unit, from, to, score, value, expected, reason, figures } = of;
        let shape = String::new();
        Self { series, unit, from, to, score, value, expected, reason, shape, figures }
    }
}

impl From<PatternChange4> for PatternChange {
    fn from(of: PatternChange4) -> Self {
        let PatternChange4 { source, template, level, change, .. } = of;
        let PatternChange4 { came, expected, first, sentence, samples, .. } = of;
        let carrier = String::new();
        Self { source, template, level, change, came, expected, first, sentence, samples, carrier }
    }
}

impl From<Incident4> for Incident {
    fn from(of: Incident4) -> Self {
        Self {
            id: of.id,
            source: of.source,
            from: of.from,
            opened: of.opened,
            to: of.to,
            ongoing: of.ongoing,
            severity: of.severity,
            title: of.title,
            sentence: of.sentence,
            causes: of.causes,
            suspects: of.suspects,
            entities: of.entities,
            signals: of.signals.into_iter().map(Signal::from).collect(),
            patterns: of.patterns.into_iter().map(PatternChange::from).collect(),
            marks: of.marks,
            logs: of.logs,
            sample_log: of.sample_log,
            detector: of.detector,
            state: of.state,
            verdict: None,
            notes: of.notes,
            evidence: 0,
            saved: of.saved,
        }
    }
}
