//! What workers have to say to each other: to the page that is bytes, which it passes on.

use super::Shelf;
use crate::model::{Excerpt, SeriesKey, TimeRange};
use serde::{Deserialize, Serialize};

/// Columns of a slice: four points of each are kept at most, and of as few points all.
const COLUMNS: u32 = 80;

/// A letter.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum Letter {
    /// To the worker of these series: what is to be seen of them? Answered by [`Letter::Cut`].
    WhatIsSeen {
        /// Id of the incident that they are of.
        incident: String,
        /// Its time, with as much around it as is to be seen.
        range: TimeRange,
        /// Which series.
        sought: Vec<Sought>,
    },
    /// To the worker of incidents.
    Cut {
        /// Id of the incident.
        incident: String,
        /// The range that was asked for.
        range: TimeRange,
        /// Slices of the series that are there.
        excerpts: Vec<Excerpt>,
    },
}

/// A series that is to be seen, and what it is called there.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Sought {
    /// Which.
    pub key: SeriesKey,
    /// Its name and labels.
    pub series: String,
    /// Its unit.
    pub unit: String,
}

impl Shelf {
    /// Slices of series that are held. Cost: that of drawing them.
    pub fn slices(&mut self, sought: Vec<Sought>, range: TimeRange) -> Vec<Excerpt> {
        let mut excerpts = Vec::with_capacity(sought.len());
        for Sought { key, series, unit } in sought {
            let Some(held) = self.sources.get_mut(&key.source) else { continue };
            if let Some(drawing) = held.drawing(key, range, COLUMNS) {
                excerpts.push(Excerpt::of(series, unit, &drawing));
            }
        }
        // Bands beyond what may be kept were made for these alone.
        self.sources.values_mut().for_each(|held| held.put_away_but(|_| false));
        excerpts
    }
}
