//! What the detector is made of, so that each part can be left out and missed.

use super::stream::{Kind, VIEWS};

/// Parts of the design; the ablation table of docs/auto.md leaves out one at a time.
#[derive(Debug, Clone, PartialEq)]
#[allow(clippy::struct_excessive_bools, reason = "each is one part, there or not")]
pub struct Design {
    /// What each view weighs, in the order of [`Kind`]; 0 leaves it out.
    pub weights: [f64; VIEWS],
    /// Whether recurring excursions are forgiven.
    pub habits: bool,
    /// Whether a strong day is taken out.
    pub season: bool,
    /// Whether a week that differs from its days is believed.
    pub week: bool,
    /// Whether other periods are looked for.
    pub period: bool,
    /// Whether short excursions are expected when they are due, and missed.
    pub beats: bool,
    /// Whether standstills and missing points count.
    pub silence: bool,
    /// Whether heavy tails widen a view's scale beyond its quartiles.
    pub tails: bool,
}

/// Drift looks at nearly what lean looks at: half.
const WEIGHTS: [f64; VIEWS] = [1.0, 1.0, 1.0, 0.5, 1.0, 1.0, 1.0, 1.0];

/// Names of the parts, for [`Design::without`].
pub const PARTS: [&str; 15] = [
    "level", "point", "lean", "drift", "jump", "surprise", "shape", "course", "habits", "season",
    "week", "period", "beats", "silence", "tails",
];

impl Default for Design {
    fn default() -> Self {
        Self {
            weights: WEIGHTS,
            habits: true,
            season: true,
            week: true,
            period: true,
            beats: true,
            silence: true,
            tails: true,
        }
    }
}

impl Design {
    /// All but this part; `None` if there is none of this name.
    pub fn without(part: &str) -> Option<Self> {
        let mut design = Self::default();
        match part {
            "level" => design.weights[Kind::Level as usize] = 0.0,
            "point" => design.weights[Kind::Point as usize] = 0.0,
            "lean" => design.weights[Kind::Lean as usize] = 0.0,
            "drift" => design.weights[Kind::Drift as usize] = 0.0,
            "jump" => design.weights[Kind::Jump as usize] = 0.0,
            "surprise" => design.weights[Kind::Surprise as usize] = 0.0,
            "shape" => design.weights[Kind::Shape as usize] = 0.0,
            "course" => design.weights[Kind::Course as usize] = 0.0,
            "habits" => design.habits = false,
            "season" => design.season = false,
            "week" => design.week = false,
            "period" => design.period = false,
            "beats" => design.beats = false,
            "silence" => design.silence = false,
            "tails" => design.tails = false,
            _ => return None,
        }
        Some(design)
    }
}
