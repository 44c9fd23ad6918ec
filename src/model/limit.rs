//! What a user holds a series to: a fixed limit, and how much of the time it may be broken.

use serde::{Deserialize, Serialize};

/// A static threshold of the user, with an objective if there is one.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Limit {
    /// It holds for series whose name and labels contain all these words.
    pub words: String,
    /// Whether what lies below it breaks it; else what lies above.
    pub below: bool,
    /// The limit, in the unit of the series.
    pub value: f64,
    /// The share of time for which it must hold, such as 0.999; `None` without an objective.
    pub objective: Option<f64>,
    /// The days that the objective is of.
    pub days: f64,
}

impl Limit {
    /// Whether it holds for a series of this name and labels.
    pub fn concerns(&self, series: &str) -> bool {
        let series = series.to_ascii_lowercase();
        let mut words = self.words.split_whitespace().peekable();
        words.peek().is_some() && words.all(|word| series.contains(&word.to_ascii_lowercase()))
    }

    /// Whether a value breaks it; a gap does not.
    pub fn is_broken(&self, value: f64) -> bool {
        if self.below { value < self.value } else { self.value < value }
    }

    /// Seconds for which it may be broken; `None` without an objective.
    pub fn budget(&self) -> Option<f64> {
        self.objective.map(|share| (1.0 - share) * self.days * 86_400.0)
    }
}
