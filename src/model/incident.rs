//! Episodes of one series, and incidents made of several.

use super::{Level, Mark, SeriesKey, TimeRange, gap};
use serde::{Deserialize, Serialize};

/// Consecutive alarms of one series, joined over short pauses.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Episode {
    /// Which series.
    pub key: SeriesKey,
    /// First and last alarm.
    pub range: TimeRange,
    /// Highest score within; 1 is the detector's alarm level.
    pub peak_score: f64,
    /// Moment of the highest score.
    pub peak_time: f64,
    /// Value at that moment.
    pub peak_value: f64,
    /// What was expected at that moment (middle of the band); NaN if the detector has no band.
    pub expected: f64,
    /// Number of alarms within.
    pub points: u32,
}

/// What is to be known of a series around an anomaly, at a look; NaN where there is no value.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Figures {
    /// The largest value.
    #[serde(with = "gap")]
    pub max: f64,
    /// The smallest.
    #[serde(with = "gap")]
    pub min: f64,
    /// Their mean.
    #[serde(with = "gap")]
    pub mean: f64,
    /// The value that 95 % of them do not exceed (nearest rank).
    #[serde(with = "gap")]
    pub p95: f64,
    /// The share of moments that have a value, 0 to 1.
    #[serde(with = "gap")]
    pub valid: f64,
    /// The mean of the same stretch a day before.
    #[serde(with = "gap")]
    pub day_before: f64,
}

impl Default for Figures {
    fn default() -> Self {
        let none = f64::NAN;
        Self { max: none, min: none, mean: none, p95: none, valid: none, day_before: none }
    }
}

/// One series that takes part in an incident, with the figures of its worst moment.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Signal {
    /// Name and labels of the series.
    pub series: String,
    /// Unit of its values; may be empty.
    pub unit: String,
    /// When it left what was usual.
    pub from: f64,
    /// When it was back, or last seen.
    pub to: f64,
    /// Highest score; 1 is the alarm level.
    pub score: f64,
    /// Value at the highest score; `None` where it was not finite.
    pub value: Option<f64>,
    /// What was expected then; `None` where the detector has no band.
    pub expected: Option<f64>,
    /// Reason in the detector's words.
    pub reason: String,
    /// How it departed, in a word, such as `step`; empty if unknown.
    #[serde(default)]
    pub shape: String,
    /// Figures around it.
    #[serde(default)]
    pub figures: Figures,
}

/// How much is to be held of a cause.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Confidence {
    /// There is little to go by.
    Thin,
    /// It may as well be something else.
    Possible,
    /// More likely than all others together.
    Likely,
    /// Hardly anything else explains it.
    AlmostCertain,
}

impl Confidence {
    /// As it is said before a cause: `likely database saturation`.
    pub fn word(self) -> &'static str {
        match self {
            Self::Thin => "perhaps",
            Self::Possible => "possibly",
            Self::Likely => "likely",
            Self::AlmostCertain => "almost certainly",
        }
    }
}

/// A cause that may be behind an incident.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Cause {
    /// Id of the rule, such as `database_saturation`.
    pub id: String,
    /// What people call it.
    pub title: String,
    /// 0 to 1; those of all causes of an incident add up to 1 at most.
    pub chance: f64,
    /// The same in a word.
    pub confidence: Confidence,
    /// What speaks for it, strongest first.
    pub evidence: Vec<String>,
    /// What speaks against it.
    pub against: Vec<String>,
    /// What would disprove it.
    pub disproof: String,
}

/// Somebody or something that may have begun it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Suspect {
    /// What: a series, a pattern, an event.
    pub name: String,
    /// Whom it concerns; may be empty.
    pub entity: String,
    /// When it moved; NaN if unknown.
    #[serde(with = "gap")]
    pub moved: f64,
    /// What speaks for it.
    pub evidence: Vec<String>,
}

/// A pattern of log lines that changed with an incident.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PatternChange {
    /// Name of the log.
    pub source: String,
    /// The pattern.
    pub template: String,
    /// Its level in a word; may be empty.
    pub level: String,
    /// `new`, `risen`, `fallen` or `gone`.
    pub change: String,
    /// Records that came meanwhile.
    pub came: f64,
    /// Records that were expected.
    pub expected: f64,
    /// The first of them; NaN if unknown.
    #[serde(with = "gap")]
    pub first: f64,
    /// One sentence with its figures.
    pub sentence: String,
    /// Some of its lines.
    pub samples: Vec<String>,
    /// The value of a variable that carries the change, in a sentence; empty if none does.
    #[serde(default)]
    pub carrier: String,
}

impl PatternChange {
    /// Whether it came more often than expected.
    pub fn is_rising(&self) -> bool {
        matches!(self.change.as_str(), "new" | "risen")
    }
}

/// What the user did with an incident.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum IncidentState {
    /// Not looked at.
    Open,
    /// Somebody has it.
    Acknowledged,
    /// It is over, and understood.
    Resolved,
    /// It was none.
    FalseAlarm,
}

impl IncidentState {
    /// As it is written.
    pub fn word(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Acknowledged => "acknowledged",
            Self::Resolved => "resolved",
            Self::FalseAlarm => "false alarm",
        }
    }
}

/// What the user says that an incident was.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Verdict {
    /// Something was wrong.
    Real,
    /// Something happened, and it was meant to.
    Expected,
    /// Nothing was wrong.
    FalseAlarm,
}

impl Verdict {
    /// As it is written.
    pub fn word(self) -> &'static str {
        match self {
            Self::Real => "real",
            Self::Expected => "expected",
            Self::FalseAlarm => "false alarm",
        }
    }
}

/// What somebody wrote of an incident.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Note {
    /// When.
    pub time: f64,
    /// The text.
    pub text: String,
}

/// A written incident: signals that agree over one stretch of time.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Incident {
    /// Stable: source name and start make it, so the same data give the same incident.
    pub id: String,
    /// Name of the source it came from; of several, that of the worst signal.
    pub source: String,
    /// When the first of its signals left what was usual, seconds since 1970-01-01 UTC.
    pub from: f64,
    /// When enough of them agreed.
    #[serde(default)]
    pub opened: f64,
    /// When the last of them was back, or last seen.
    pub to: f64,
    /// Whether it still went on at the end of the data.
    pub ongoing: bool,
    /// Highest score of its signals; 1 is the alarm level.
    pub severity: f64,
    /// What it is, in a few words.
    #[serde(default)]
    pub title: String,
    /// One paragraph with the numbers.
    pub sentence: String,
    /// What may be behind it, likeliest first; none where nothing is known.
    #[serde(default)]
    pub causes: Vec<Cause>,
    /// Who moved first, and with what evidence, strongest first.
    #[serde(default)]
    pub suspects: Vec<Suspect>,
    /// Who is affected, in the order in which it showed.
    #[serde(default)]
    pub entities: Vec<String>,
    /// The series that agree, worst first.
    pub signals: Vec<Signal>,
    /// Patterns of log lines that changed with it, the most telling first.
    #[serde(default)]
    pub patterns: Vec<PatternChange>,
    /// Events shortly before it and during it, in order of time.
    #[serde(default)]
    pub marks: Vec<Mark>,
    /// Log lines of its time, by level.
    pub logs: Vec<(Level, u32)>,
    /// The most frequent message of the worst level in its time; empty without logs.
    pub sample_log: String,
    /// Detector that raised it, with its settings.
    pub detector: String,
    /// What the user did with it.
    pub state: IncidentState,
    /// What the user says that it was.
    #[serde(default)]
    pub verdict: Option<Verdict>,
    /// What the user wrote, in order of time.
    #[serde(default)]
    pub notes: Vec<Note>,
    /// Bytes of the evidence that is kept beside it; 0 for none.
    #[serde(default)]
    pub evidence: u32,
    /// When it was stored.
    pub saved: f64,
}

#[cfg(test)]
impl Incident {
    /// One that nothing is told of but its title.
    pub(crate) fn sample() -> Self {
        let text = r#"{"id":"a","source":"s","from":0,"to":1,"ongoing":false,"severity":3,"title":"Latency of shop",
            "sentence":"","signals":[],"logs":[],"sample_log":"","detector":"","state":"Open","saved":0}"#;
        serde_json::from_str(text).unwrap_or_else(|error| unreachable!("{error}"))
    }
}
