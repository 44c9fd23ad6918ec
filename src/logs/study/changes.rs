//! What became of patterns in a window, and whether they lead the metrics that are shown.

use super::super::change::{Change, Judgement, changes};
use super::super::lag::{USUAL_BUCKETS, lag};
use super::super::sentence::sentence;
use super::joined::Joined;
use std::ops::Range;

/// All traffic by less than this is no news.
const LEAST_TRAFFIC: f64 = 1.25;

/// What became of all patterns, in their order.
#[derive(Debug)]
pub struct Changes {
    /// Each by itself.
    each: Vec<Judgement>,
    /// How abnormal the metrics are in each bucket.
    metric: Vec<f64>,
    /// Seconds of a bucket.
    width: f64,
}

impl Changes {
    /// Compares a window with what was before it; `metric` has moments and scores of anomalies.
    pub fn of(joined: &Joined, window: Range<usize>, metric: &[(f64, f64)]) -> Self {
        let width = joined.width();
        let mut scores = vec![0.0_f64; joined.buckets()];
        for (time, score) in metric {
            let place = ((time - joined.start()) / width).floor();
            if place >= 0.0
                && score.is_finite()
                && let Some(worst) = scores.get_mut(place as usize)
            {
                *worst = worst.max(*score);
            }
        }
        Self { each: changes(&joined.counts, window, width), metric: scores, width }
    }

    /// 1 for the pattern that is most worth saying.
    pub fn rank(&self, at: usize) -> u32 {
        self.each[at].rank
    }

    /// The change of a pattern in a word; empty where it is within chance.
    pub fn word(&self, at: usize) -> &'static str {
        match self.each[at].change {
            _ if !self.each[at].is_flagged() => "",
            Change::New => "new",
            Change::Risen => "risen",
            Change::Fallen => "fallen",
            Change::Gone => "gone",
            Change::Steady => "",
        }
    }

    /// The same in a sentence, and how its counts lie in time against the metrics; empty likewise.
    pub fn sentence(&self, at: usize, counts: &[f64]) -> String {
        if !self.each[at].is_flagged() {
            return String::new();
        }
        let mut text = sentence(&self.each[at]);
        let is_rise = matches!(self.each[at].change, Change::New | Change::Risen);
        if is_rise && let Some(lag) = lag(counts, &self.metric, USUAL_BUCKETS) {
            let lag = match lag.sentence(self.width) {
                together if lag.buckets == 0 => {
                    together.replace("with it", "with the metrics shown")
                }
                other => other.replace("the metric", "the metrics shown"),
            };
            text.push_str(&[" It ", &lag, "."].concat());
        }
        text
    }

    /// What all traffic did, where that is worth saying.
    pub fn note(&self) -> String {
        let traffic = self.each.first().map_or(1.0, |judgement| judgement.traffic);
        if traffic >= LEAST_TRAFFIC {
            format!("All traffic rose {traffic:.1}-fold, and is taken out.")
        } else if traffic > 0.0 && traffic <= 1.0 / LEAST_TRAFFIC {
            format!("All traffic fell {:.1}-fold, and is taken out.", 1.0 / traffic)
        } else {
            String::new()
        }
    }

    /// Changes beyond chance.
    pub fn flagged(&self) -> usize {
        self.each.iter().filter(|judgement| judgement.is_flagged()).count()
    }
}
