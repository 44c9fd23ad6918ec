//! Why a point alarmed, and how other detectors see the same series.

use super::{App, Effect};
use crate::detect::menu;
use crate::model::{Compared, SeriesKey};
use crate::protocol::Job;

/// A point of a longer series is explained only when the user asks: it takes a microsecond a point or
/// two, while charts wait.
const UNASKED: u64 = 100_000;

impl App {
    pub(super) fn explain(&mut self, key: SeriesKey, time: f64, out: &mut Vec<Effect>) {
        if let Some(worker) = self.source(key.source).map(|source| source.worker) {
            self.post(worker, Job::Explain { key, time }, out);
        }
    }

    // The point that is explained goes on being explained while it alarms; then the worst one is.
    pub(super) fn explain_again(&mut self, out: &mut Vec<Effect>) {
        let asked = self.explained.take().map(|why| (why.key, why.time));
        let still = |(key, time): &(SeriesKey, f64)| {
            self.anomalies.iter().any(|point| point.key == *key && point.time == *time)
        };
        let worst = || {
            let row = self.selection.first().and_then(|first| self.rows.get(first))?;
            let asked_for = row.anomalies > 0 && row.points <= UNASKED;
            asked_for.then_some((row.key, row.worst_time))
        };
        if let Some((key, time)) = asked.filter(still).or_else(worst) {
            self.explain(key, time, out);
        }
    }

    pub(super) fn silence(&mut self, out: &mut Vec<Effect>) {
        let silencer = self.explained.as_ref().and_then(|why| why.silencer.clone());
        if let Some(silencer) = silencer {
            self.set_parameter(&silencer.name, &silencer.value.to_string(), out);
        }
    }

    pub(super) fn compare(&mut self, open: bool, out: &mut Vec<Effect>) {
        self.comparison = open.then(Vec::new);
        self.compare_again(out);
    }

    /// Asks anew, if the comparison is shown.
    pub(super) fn compare_again(&mut self, out: &mut Vec<Effect>) {
        if self.comparison.is_none() {
            return;
        }
        self.free_demo(out);
        let Some(key) = self.selection.first().copied() else { return };
        let Some(worker) = self.source(key.source).map(|source| source.worker) else { return };
        let set = |id: &str| self.settings.values.get(&id.to_owned()).cloned().unwrap_or_default();
        let detectors = menu().map(|about| (about.id.to_owned(), set(about.id))).collect();
        self.post(worker, Job::Compare { key, detectors }, out);
    }

    pub(super) fn compared(&mut self, key: SeriesKey, rows: Vec<Compared>) {
        if self.selection.first() == Some(&key)
            && let Some(comparison) = &mut self.comparison
        {
            *comparison = rows;
        }
    }
}
