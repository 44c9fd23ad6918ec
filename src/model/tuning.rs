//! What was learnt from a user's verdicts, in a form that can be read, tried out and taken back.

use serde::{Deserialize, Serialize};

/// What changes for incidents; charts and the ranked list show all anomalies as before.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum Remedy {
    /// Departures of these series count from so many times the alarm level on.
    Raise {
        /// Names and labels of the series.
        series: Vec<String>,
        /// Above 1.
        factor: f64,
    },
    /// Departures of these kinds count for nothing.
    Silence(Vec<Course>),
}

/// How a series departed.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Course {
    /// Name and labels of the series.
    pub series: String,
    /// In a word, such as `step`.
    pub shape: String,
    /// Whether it went up.
    pub up: bool,
}

/// A remedy that the user took.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Tuning {
    /// What changes.
    pub remedy: Remedy,
    /// Title of the incident that it was learnt from.
    pub because: String,
    /// When it was taken, seconds since 1970-01-01 UTC; tells it from others.
    pub made: f64,
}

impl Remedy {
    /// The series that it is about.
    pub fn series(&self) -> Vec<&str> {
        match self {
            Self::Raise { series, .. } => series.iter().map(String::as_str).collect(),
            Self::Silence(courses) => courses.iter().map(|one| one.series.as_str()).collect(),
        }
    }
}
