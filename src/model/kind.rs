//! What kind of quantity a series holds.

use serde::{Deserialize, Serialize};

/// What kind of quantity a series holds: how it is judged, and what people are told.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum SeriesKind {
    /// A level that can go either way.
    #[default]
    Gauge,
    /// A sum that only grows, but for restarts.
    Counter,
    /// A part of a whole, from 0 to 1.
    Ratio,
    /// A part of a whole, from 0 to 100.
    Percentage,
    /// How long something took.
    Latency,
    /// How many there are: whole numbers.
    Count,
}

impl SeriesKind {
    /// All there are.
    pub const ALL: [Self; 6] =
        [Self::Gauge, Self::Counter, Self::Ratio, Self::Percentage, Self::Latency, Self::Count];

    /// What people call it.
    pub fn title(self) -> &'static str {
        match self {
            Self::Gauge => "gauge",
            Self::Counter => "counter",
            Self::Ratio => "ratio",
            Self::Percentage => "percentage",
            Self::Latency => "latency",
            Self::Count => "count",
        }
    }

    /// A change smaller than this interests nobody, whatever was usual: a thousandth of a whole; 0 where
    /// it is not known what the whole is.
    pub fn least(self) -> f64 {
        match self {
            Self::Ratio => 0.001,
            Self::Percentage => 0.1,
            Self::Count | Self::Gauge | Self::Counter | Self::Latency => 0.0,
        }
    }
}
