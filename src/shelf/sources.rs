//! All sources of one worker, and the detector that scores them.

use super::chosen::{Chosen, Find};
use super::desk::Desk;
use super::held::{Held, Load, key};
use super::listing::Listings;
use super::patterns::Patterns;
use crate::detect::Alarm;
use crate::model::{
    Anomaly, Compared, Drawing, Explanation, SeriesKey, SourceId, TimeRange, Values,
};
use std::collections::{BTreeMap, BTreeSet};

/// All sources of one worker and the detector that scores them.
#[derive(Debug)]
pub struct Shelf {
    pub(super) sources: BTreeMap<SourceId, Held>,
    pub(super) listings: Listings,
    pub(super) chosen: Chosen,
    pub(super) patterns: Patterns,
    pub(super) desk: Desk,
    // Sources that incidents were not told of yet; without it they are told of each at once.
    unsighted: Option<BTreeSet<SourceId>>,
}

impl Shelf {
    /// An empty shelf that takes its detectors from here.
    pub fn new(find: Find) -> Self {
        Self {
            sources: BTreeMap::new(),
            listings: Listings::default(),
            chosen: Chosen::from(find),
            patterns: Patterns::default(),
            desk: Desk::default(),
            unsighted: None,
        }
    }

    /// From now on it waits until it is asked what sources have to say to incidents: looking for that takes a while,
    /// and charts come first.
    pub fn sight_later(&mut self) {
        self.unsighted.get_or_insert_default();
    }

    /// A source was scored anew; whether what it has to say to incidents is to be told now.
    pub fn is_sighted_now(&mut self, id: SourceId) -> bool {
        self.unsighted.as_mut().is_none_or(|waiting| {
            waiting.insert(id);
            false
        })
    }

    /// Whether sources wait for that.
    pub fn has_unsighted(&self) -> bool {
        self.unsighted.as_ref().is_some_and(|waiting| !waiting.is_empty())
    }

    /// A source that waits for that, and no longer does.
    pub fn unsighted(&mut self) -> Option<SourceId> {
        self.unsighted.as_mut()?.pop_first()
    }

    /// The source, if it is held.
    pub fn source(&self, id: SourceId) -> Option<&Held> {
        self.sources.get(&id)
    }

    /// Starts a reading in `parts` parts; what an unfinished one read is dropped, what a finished
    /// one left stays until this one is complete.
    pub fn begin(&mut self, id: SourceId, name: &str, load: Load, parts: u32) {
        let held = self.sources.entry(id).or_default();
        name.clone_into(&mut held.name);
        held.load = load;
        held.parts = parts;
        held.readers.clear();
        held.read.clear();
    }

    /// The source, if this reading of it is still wanted.
    pub fn wanted(&mut self, id: SourceId, load: Load) -> Option<&mut Held> {
        self.sources.get_mut(&id).filter(|held| held.load == load)
    }

    /// What is being read of a source ends before its end.
    pub fn cut(&mut self, id: SourceId) {
        if let Some(held) = self.sources.get_mut(&id) {
            held.readers.values_mut().for_each(|reader| reader.cut());
        }
    }

    /// Drops a source.
    pub fn forget(&mut self, id: SourceId) {
        self.sources.remove(&id);
    }

    /// All sources, in order of their numbers.
    pub fn ids(&self) -> Vec<SourceId> {
        self.sources.keys().copied().collect()
    }

    /// Scores every series of a source anew.
    pub fn score(&mut self, id: SourceId) {
        let judge = self.judge();
        if let Some(held) = self.sources.get_mut(&id) {
            held.score(id, judge);
        }
    }

    /// Scores what has been read so far; `false` if there is nothing, or something complete.
    pub fn score_so_far(&mut self, id: SourceId) -> bool {
        let judge = self.judge();
        let Some(held) = self.sources.get_mut(&id).filter(|held| held.loaded.series.is_empty())
        else {
            return false;
        };
        held.score(id, judge);
        !held.scored.is_empty()
    }

    /// What charts show of some series, each as soon as it is there; nothing of those that are gone. `tell` gets it
    /// with whether more come: an answer ends with one after which nothing does, be it of nothing.
    pub fn draw(
        &mut self,
        keys: &[SeriesKey],
        range: TimeRange,
        columns: u32,
        tell: &mut dyn FnMut(Option<Drawing>, bool),
    ) {
        for (at, key) in keys.iter().enumerate() {
            let held = self.sources.get_mut(&key.source);
            let drawing = held.and_then(|held| held.drawing(*key, range, columns));
            let more = at + 1 < keys.len();
            if drawing.is_some() || !more {
                tell(drawing, more);
            }
        }
        if keys.is_empty() {
            tell(None, false);
        }
        for (id, held) in &mut self.sources {
            held.put_away_but(|index| keys.contains(&key(*id, index)));
        }
    }

    /// Why the point of this moment alarmed; `None` if it did not.
    pub fn explain(&self, key: SeriesKey, time: f64) -> Option<Explanation> {
        let held = self.sources.get(&key.source)?;
        let scored = held.scored.get(key.index as usize)?;
        let samples = scored.judged(held.one(key.index as usize)?.1);
        let moment = |alarm: &Alarm| samples.times[alarm.at as usize];
        let place = scored.alarms.partition_point(|alarm| moment(alarm) < time);
        let alarm = scored.alarms.get(place).filter(|alarm| moment(alarm) == time)?;
        let unit = held.series().get(key.index as usize).map_or("", |one| &one.unit);
        Some(held.judge.as_ref()?.at(key.index as usize).explain(
            key,
            samples,
            alarm,
            &scored.episodes,
            unit,
        ))
    }

    /// How these detectors see a series; those that this worker does not have are left out. That of a
    /// model sees it as the model does.
    pub fn compare(&self, key: SeriesKey, detectors: &[(String, Values)]) -> Vec<Compared> {
        let Some(held) = self.sources.get(&key.source) else { return Vec::new() };
        let Some((_, samples)) = held.one(key.index as usize) else { return Vec::new() };
        let each = detectors.iter().filter_map(|(id, values)| {
            let judge = held.fitting(self.chosen.other(id, values)?);
            let judge = judge.among(&held.members()).at(key.index as usize);
            Some(judge.compared(key, samples))
        });
        each.collect()
    }

    /// The anomalous points of one series, worst first.
    pub fn anomalies(&self, key: SeriesKey, limit: usize) -> Vec<Anomaly> {
        let held = self.sources.get(&key.source);
        held.and_then(|held| {
            let scored = held.scored.get(key.index as usize)?;
            let (_, samples) = held.one(key.index as usize)?;
            let unit = held.series().get(key.index as usize).map_or("", |one| &one.unit);
            let judge = held.judge.as_ref()?.at(key.index as usize);
            Some(scored.anomalies(key, scored.judged(samples), unit, &judge, limit))
        })
        .unwrap_or_default()
    }
}
