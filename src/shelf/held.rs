//! A source as a worker holds it: what is being read, what is there, what was found.

use super::scored::{Keep, Scored};
use crate::detect::{Judge, Member, kind_of, named_kind};
use crate::logs::Indexed;
use crate::model::{Drawing, Problem, Samples, Series, SeriesKey, SourceId, Summary, TimeRange};
use crate::prepare::Prepared;
use crate::sources::{self, Loaded, Progress, Reader, loki, prometheus};
use std::collections::BTreeMap;
use std::sync::Arc;

/// Expected bands of so many points of a source are kept (16 bytes each) for charts to come; those
/// of other series are found anew when they are drawn.
const BAND_POINTS: usize = 2_000_000;
/// Scores of a source of so many points are kept (8 bytes each), so that another alarm level takes a
/// moment; of a larger one none are, since some would be of no use.
const SCORE_POINTS: usize = 1_000_000;
/// So many points of a file are compared with all of it: about two seconds' work.
const WHOLE_POINTS: usize = 300_000;
/// Bytes of a number.
const NUMBER_BYTES: u64 = 8;

/// One reading of a source; a newer one makes the older one's chunks worthless.
pub type Load = u32;

/// One source.
#[derive(Default)]
pub struct Held {
    /// As the user named it.
    pub name: String,
    /// Seconds between points where they were asked for on a grid: missing ones are gaps.
    pub grid: Option<f64>,
    /// The query that it answers, where it is one of Prometheus.
    pub query: String,
    /// Whether it was made here, so that there is nothing to read again.
    pub is_made: bool,
    /// What is asked of Loki next, while its lines are being read.
    pub live: Option<loki::Live>,
    /// What the server says of its metrics, by name: `counter`, `gauge` and so on.
    pub types: Vec<(String, String)>,
    pub(super) load: Load,
    pub(super) parts: u32,
    pub(super) readers: BTreeMap<u32, Box<dyn Reader>>,
    pub(super) read: BTreeMap<u32, Loaded>,
    /// Series, logs and notes of the last complete reading.
    pub loaded: Loaded,
    // What was made of them for the judge, where it wants something made of them; it lives as long as
    // `scored`.
    prepared: Option<Prepared>,
    /// For each series as loaded, per point: whether the simulator put a fault there; empty for real data.
    pub truth: Vec<Vec<bool>>,
    /// For each of [`Held::series`], in the same order; empty until scored.
    pub scored: Vec<Scored>,
    /// What scored them.
    pub judge: Option<Judge>,
}

impl std::fmt::Debug for Held {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Held")
            .field("name", &self.name)
            .field("series", &self.loaded.series.len())
            .field("reading", &self.readers.len())
            .finish_non_exhaustive()
    }
}

impl Held {
    /// Sum over the parts that are being read.
    pub fn progress(&self) -> Progress {
        let open = self.readers.values().map(|reader| reader.progress());
        let done = self.read.values().map(|part| Progress { rows: part.rows, bad_rows: 0 });
        open.chain(done).fold(Progress::default(), |sum, part| Progress {
            rows: sum.rows + part.rows,
            bad_rows: sum.bad_rows + part.bad_rows,
        })
    }

    /// Ends one part; the last one makes the reading complete, which is told by `true`.
    pub fn close(&mut self, part: u32, keep: Option<TimeRange>) -> Result<bool, Problem> {
        let Some(reader) = self.readers.remove(&part) else { return Ok(false) };
        self.read.insert(part, reader.finish()?);
        if self.read.len() < self.parts as usize {
            return Ok(false);
        }
        let fresh: Vec<Loaded> = std::mem::take(&mut self.read).into_values().collect();
        match keep {
            Some(range) => self.extend(fresh, range),
            None => self.replace(one(fresh)),
        }
        if let Some(step) = self.grid {
            prometheus::fill_gaps(&mut self.loaded.series, step);
        }
        Ok(true)
    }

    /// Replaces what is held. Series that were there before keep their place, so that the page's
    /// keys stay true.
    pub fn replace(&mut self, mut fresh: Loaded) {
        let mut place: BTreeMap<String, usize> = BTreeMap::new();
        for (at, series) in self.loaded.series.iter().enumerate() {
            place.insert(series.to_string(), at);
        }
        let count = self.loaded.series.len();
        let mut ordered: Vec<Series> = self.loaded.series.iter().map(emptied).collect();
        for series in std::mem::take(&mut fresh.series) {
            match place.get(&series.to_string()).filter(|at| **at < count) {
                Some(at) => ordered[*at] = series,
                None => ordered.push(series),
            }
        }
        fresh.series = ordered;
        self.loaded = fresh;
        self.scored.clear();
        self.prepared = None;
    }

    // Adds newer points to what is held and drops what fell out of the window.
    fn extend(&mut self, mut fresh: Vec<Loaded>, keep: TimeRange) {
        let old = std::mem::take(&mut self.loaded);
        let notes: Vec<String> = fresh.iter().flat_map(|part| part.notes.clone()).collect();
        let logs = old.logs.clone();
        fresh.insert(0, Loaded { notes: Vec::new(), ..old });
        let mut joined = prometheus::join(fresh);
        for series in &mut joined.series {
            trim(series, keep.from);
        }
        joined.notes = notes;
        joined.logs = logs;
        self.loaded = joined;
        self.scored.clear();
        self.prepared = None;
    }

    pub(super) fn score(&mut self, id: SourceId, judge: Judge) {
        let judge = self.fitting(judge);
        if self.relevel(id, &judge) {
            return;
        }
        self.prepare(&judge);
        let judge = judge.among(&self.members());
        let all = self.all();
        let points: usize = all.iter().map(|(_, samples)| samples.len()).sum();
        let mut bands = BAND_POINTS;
        let mut scored = Vec::new();
        for (index, (_, samples)) in all.into_iter().enumerate() {
            let keep = Keep { band: samples.len() <= bands, scores: points <= SCORE_POINTS };
            let one = Scored::new(key(id, index), samples, &judge.at(index), keep);
            bands -= one.band_points();
            scored.push(one);
        }
        self.scored = scored;
        self.judge = Some(judge);
    }

    // Where all that changed is the alarm level, the scores that are kept say what alarms now.
    fn relevel(&mut self, id: SourceId, judge: &Judge) -> bool {
        let before = self.judge.as_ref().filter(|_| self.readers.is_empty());
        let Some(judge) = before.and_then(|before| before.relevelled(judge)) else { return false };
        let Some(level) = judge.level_alone() else { return false };
        let is_kept = !self.scored.is_empty() && self.scored.iter().all(Scored::keeps_scores);
        if !is_kept {
            return false;
        }
        let mut scored = std::mem::take(&mut self.scored);
        for (index, (one, (_, samples))) in scored.iter_mut().zip(self.all()).enumerate() {
            one.relevel(key(id, index), samples, level);
        }
        self.scored = scored;
        self.judge = Some(judge);
        true
    }

    pub(super) fn fitting(&self, judge: Judge) -> Judge {
        if self.is_whole() { judge.of_whole() } else { judge }
    }

    // What was loaded stays as it is, so that another preparation, or none, needs no new reading.
    fn prepare(&mut self, judge: &Judge) {
        self.prepared = None;
        let Some(preparation) = judge.preparation() else { return };
        let series =
            if self.is_loaded() { self.loaded.series.clone() } else { copied(&self.all()) };
        self.prepared = Some(preparation.run(series));
    }

    // Whether a reading was ever complete.
    fn is_loaded(&self) -> bool {
        !self.loaded.series.is_empty()
    }

    /// The series that are judged, drawn and listed: as they were loaded, or what was made of them.
    /// While only a first reading is under way, there are none but those that were made of it.
    pub fn series(&self) -> &[Series] {
        self.prepared.as_ref().map_or(&self.loaded.series, |prepared| &prepared.series)
    }

    /// What could not be made of them.
    pub fn prepared_notes(&self) -> &[String] {
        self.prepared.as_ref().map_or(&[], |prepared| &prepared.notes)
    }

    /// Whether [`Held::series`] are the loaded ones point by point, whatever became of their values.
    pub fn has_loaded_points(&self) -> bool {
        let (now, loaded) = (self.series(), &self.loaded.series);
        now.len() == loaded.len() && now.iter().zip(loaded).all(|(a, b)| a.times == b.times)
    }

    // A file that was read: nothing will follow. Beyond so many points a second look takes too long.
    fn is_whole(&self) -> bool {
        let points: usize = self.loaded.series.iter().map(Series::len).sum();
        self.grid.is_none()
            && self.truth.is_empty()
            && self.readers.is_empty()
            && points <= WHOLE_POINTS
    }

    pub(super) fn drawing(
        &mut self,
        key: SeriesKey,
        range: TimeRange,
        columns: u32,
    ) -> Option<Drawing> {
        let index = key.index as usize;
        let judge = self.judge.as_ref()?.at(index);
        let mut scored = std::mem::take(&mut self.scored);
        let drawing = scored.get_mut(index).zip(self.one(index)).map(|(found, (_, samples))| {
            found.drawing(key, found.judged(samples), &judge, range, columns)
        });
        self.scored = scored;
        drawing
    }

    // Once more than enough is kept for drawing, keeps it for these series only.
    pub(super) fn put_away_but(&mut self, is_drawn: impl Fn(usize) -> bool) {
        if self.scored.iter().map(Scored::band_points).sum::<usize>() <= BAND_POINTS {
            return;
        }
        for (index, scored) in self.scored.iter_mut().enumerate() {
            if !is_drawn(index) {
                scored.put_away();
            }
        }
    }

    /// Whether parts are being read and no reading was ever complete.
    pub fn is_first_reading(&self) -> bool {
        !self.readers.is_empty() && self.loaded.series.is_empty()
    }

    /// Starts a part.
    pub fn open(&mut self, part: u32, reader: Box<dyn Reader>) {
        self.readers.insert(part, reader);
    }

    /// The patterns, where it is a log: of the last complete reading, or of the one under way.
    pub fn log(&self) -> Option<&Indexed> {
        let read = self.loaded.log.as_ref().map(|log| &*log.index);
        read.or_else(|| self.readers.values().find_map(|reader| reader.log()))
    }

    /// What reads its first part.
    pub fn reader(&mut self) -> Option<&mut dyn Reader> {
        Some(&mut **self.readers.get_mut(&0)?)
    }

    /// Whether what is being read is packed.
    pub fn is_packed(&self) -> bool {
        self.readers.values().any(|reader| reader.is_packed())
    }

    /// Takes a chunk of a part that is open.
    pub fn push(&mut self, part: u32, bytes: &[u8]) -> Result<(), Problem> {
        self.readers.get_mut(&part).map_or(Ok(()), |reader| reader.push(bytes))
    }

    /// Title and points of each series; of the reading under way while nothing complete is there.
    fn all(&self) -> Vec<(String, Samples<'_>)> {
        if self.series().is_empty() {
            return self.readers.values().next().map(|reader| reader.so_far()).unwrap_or_default();
        }
        let title = |one: &Series| sources::title(one, &self.name);
        self.series().iter().map(|one| (title(one), one.samples())).collect()
    }

    /// In the order of `all`, for detectors that look at several together; none while the first reading is
    /// under way, as names and units are not known then.
    pub fn members(&self) -> Vec<Member<'_>> {
        let mut members = Vec::with_capacity(self.series().len());
        for (one, (_, samples)) in self.series().iter().zip(self.all()) {
            let kind = named_kind(&one.name, &one.unit, self.declared(&one.name));
            members.push(Member { kind, samples, ..Member::from(one) });
        }
        members
    }

    pub(super) fn one(&self, index: usize) -> Option<(String, Samples<'_>)> {
        match self.series().get(index) {
            Some(one) => Some((String::new(), one.samples())),
            None => self.all().into_iter().nth(index),
        }
    }

    /// The rows of the ranked list, in order of the series; brief ones lack kind and shape.
    pub fn summaries(&self, id: SourceId, brief: bool) -> Vec<Summary> {
        let each = self.all().into_iter().zip(&self.scored).enumerate();
        each.map(|(index, ((title, samples), scored))| {
            let mut row = scored.summary(key(id, index), scored.judged(samples), brief);
            match self.series().get(index) {
                Some(one) if !one.name.is_empty() => {
                    one.name.clone_into(&mut row.name);
                    row.labels = one.labels.to_string();
                    one.unit.clone_into(&mut row.unit);
                    if !brief {
                        row.kind = Some(kind_of(one, self.declared(&one.name)));
                    }
                }
                _ => row.name = title,
            }
            row
        })
        .collect()
    }

    fn declared(&self, name: &str) -> &str {
        let found = self.types.iter().find(|(metric, _)| metric == name);
        found.map_or("", |(_, kind)| kind)
    }

    /// Bytes that what is being read takes by now with its expected bands, roughly; 0 if nothing can be
    /// said yet. Cost: proportional to the series.
    pub fn memory_of_reading(&self) -> u64 {
        let each = self.readers.values().flat_map(|reader| reader.so_far());
        let (mut points, mut stamps, mut last) = (0_u64, 0_u64, std::ptr::null());
        for (_, samples) in each {
            points += samples.values.len() as u64;
            // Series of one row share their moments.
            if !std::ptr::eq(last, samples.times.as_ptr()) {
                last = samples.times.as_ptr();
                stamps += samples.times.len() as u64;
            }
        }
        let scores = if points <= SCORE_POINTS as u64 { points } else { 0 };
        let bands = points.min(BAND_POINTS as u64) * 2 + scores;
        let prepared = self.prepared.as_ref().map_or(0, |prepared| numbers(&prepared.series));
        (points + stamps + bands + prepared) * NUMBER_BYTES
    }

    /// Bytes that columns and findings take, roughly.
    pub fn memory(&self) -> u64 {
        let prepared = self.prepared.iter().flat_map(|prepared| &prepared.series);
        let points = numbers(self.loaded.series.iter().chain(prepared));
        let found: usize = self.scored.iter().map(Scored::memory).sum();
        let shared = self.judge.as_ref().map_or(0, Judge::memory);
        points * NUMBER_BYTES + (found + shared) as u64
    }
}

/// The key of the series at this place.
pub(super) fn key(source: SourceId, index: usize) -> SeriesKey {
    SeriesKey { source, index: index as u32 }
}

fn one(mut parts: Vec<Loaded>) -> Loaded {
    match parts.len() {
        0 => Loaded::default(),
        1 => parts.remove(0),
        _ => prometheus::join(parts),
    }
}

// How many numbers are kept, moments among them: those that are shared are counted once.
fn numbers<'a>(series: impl IntoIterator<Item = &'a Series>) -> u64 {
    let mut shared: Vec<*const Vec<f64>> = Vec::new();
    let mut count = 0;
    for one in series {
        count += one.values.len() as u64;
        let times = Arc::as_ptr(&one.times);
        if !shared.contains(&times) && shared.len() < 64 {
            count += one.times.len() as u64;
            shared.push(times);
        }
    }
    count
}

// Of a reading under way, which goes on with its own columns.
fn copied(reading: &[(String, Samples<'_>)]) -> Vec<Series> {
    let (mut last, mut times) = (std::ptr::null(), Arc::default());
    let copy = |(name, samples): &(String, Samples<'_>)| {
        // Series of one row share their moments.
        if !std::ptr::eq(last, samples.times.as_ptr()) {
            (last, times) = (samples.times.as_ptr(), Arc::new(samples.times.to_vec()));
        }
        Series {
            name: name.clone(),
            times: Arc::clone(&times),
            values: samples.values.to_vec(),
            ..Series::default()
        }
    };
    reading.iter().map(copy).collect()
}

fn emptied(series: &Series) -> Series {
    Series {
        name: series.name.clone(),
        labels: series.labels.clone(),
        unit: series.unit.clone(),
        ..Series::default()
    }
}

fn trim(series: &mut Series, from: f64) {
    let cut = series.times.partition_point(|time| *time < from);
    if cut == 0 {
        return;
    }
    series.values.drain(..cut);
    series.times = Arc::new(series.times[cut..].to_vec());
}
