//! How bad a score is.

/// How bad an alarm is; the only thing that has a colour.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// From the alarm level on.
    Low,
    /// From one and a half times the alarm level on.
    Medium,
    /// From three times the alarm level on.
    High,
}

impl Severity {
    /// Of a score, where 1 is the alarm level; NaN is low.
    pub fn of(score: f64) -> Self {
        // For a detector that alarms at three deviations: below 4.5, from 4.5 on, from 9 on.
        if score >= 3.0 {
            Self::High
        } else if score >= 1.5 {
            Self::Medium
        } else {
            Self::Low
        }
    }
}

/// How severe a score is: 0 (not abnormal) to 3, for the colour and the word beside it.
pub fn severity(score: f64) -> usize {
    if score < 1.0 || score.is_nan() { 0 } else { Severity::of(score) as usize + 1 }
}

/// The word for a severity.
pub const SEVERITY_WORDS: [&str; 4] = ["normal", "low", "medium", "high"];

/// `2.4 ×`: multiples of the alarm level.
pub fn times_alarm(score: f64) -> String {
    if score.is_nan() {
        return "–".to_owned();
    }
    if 99.5 <= score { "99+\u{202f}×".to_owned() } else { format!("{score:.1}\u{202f}×") }
}
