//! Incidents: the worker of all logs knows them; the page passes on what sources say, and shows what it words.

use super::source::LOG_WORKER;
use super::{Alarm, App, Effect, FileInfo, Kind};
use crate::model::{Flag, Limit, Node, Said, SeriesKey, SourceId, TimeRange};
use crate::panels::incidents::{DELETE_ALL, DELETE_DUE, Panel, UNDO};
use crate::protocol::Job;
use std::sync::Arc;

/// Events on a chart.
const MOST_FLAGS: usize = 40;
/// Least margin of charts around an incident, in seconds.
const LEAST_MARGIN: f64 = 120.0;

/// All that the page knows of incidents.
#[derive(Debug, Default)]
pub struct Incidents {
    /// All there are.
    pub count: u32,
    /// Those that nobody has looked at.
    pub open: u32,
    /// What is to be seen of them.
    pub node: Arc<Node>,
    /// The newest events, in order of time.
    pub flags: Vec<Flag>,
    /// What the user holds series to.
    pub limits: Vec<Limit>,
    // Timers of deletions that are under way.
    deleting: u32,
}

impl App {
    pub(super) fn sighted(&mut self, id: SourceId, bytes: Vec<u8>, out: &mut Vec<Effect>) {
        // Nobody waits for a source that is gone.
        let Some(source) = self.source_mut(id) else { return };
        source.sight = bytes;
        let is_demo = matches!(source.kind, Kind::Demo { .. });
        if !self.knows_surroundings() {
            self.surround(out);
        }
        // Its log goes as far as its metrics, and incidents are found in both together.
        if is_demo {
            self.simulate_logs(out);
        }
        self.pass_on(id, out);
    }

    // The bytes are kept, for a worker that takes the place of a dead one.
    fn pass_on(&mut self, id: SourceId, out: &mut Vec<Effect>) {
        let now = self.now;
        let Some(source) = self.source(id) else { return };
        // Nobody asked to keep a demo's incidents, and at the next visit it tells another story; one that the user
        // touches is stored by that.
        let kept = !matches!(source.kind, Kind::Demo { .. });
        let (name, bytes) = (source.name.clone(), source.sight.clone());
        self.post(LOG_WORKER, Job::Sighted { source: id, name, bytes, kept, now }, out);
    }

    /// Tells a new worker what there is; what it holds itself it tells by reading it again.
    pub(super) fn tell_sights(&mut self, out: &mut Vec<Effect>) {
        let told =
            |source: &&super::Source| source.worker != LOG_WORKER && !source.sight.is_empty();
        let ids: Vec<SourceId> = self.sources.iter().filter(told).map(|one| one.id).collect();
        for id in ids {
            self.pass_on(id, out);
        }
    }

    /// Passes on what one worker has to say to another.
    pub(super) fn post_letter(
        &mut self,
        to: Option<SourceId>,
        bytes: Vec<u8>,
        out: &mut Vec<Effect>,
    ) {
        let worker = to.map_or(Some(LOG_WORKER), |id| self.source(id).map(|one| one.worker));
        if let Some(worker) = worker {
            self.post(worker, Job::Letter(bytes), out);
        }
    }

    pub(super) fn incidents_told(&mut self, panel: Panel) {
        let Panel { count, open, node, flags, limits } = panel;
        let deleting = self.incidents.deleting;
        self.incidents = Incidents { count, open, node: Arc::new(node), flags, limits, deleting };
    }

    /// The newest events within what charts show, in order of time, each with when the room for its words ends.
    pub fn flags(&self) -> Vec<(Flag, f64)> {
        let Some(window) = self.window() else { return Vec::new() };
        let all = &self.incidents.flags;
        let inside: Vec<&Flag> =
            all.iter().filter(|flag| (window.from..=window.to).contains(&flag.time)).collect();
        let next = |at: usize| inside.get(at + 1).map_or(window.to, |flag| flag.time);
        let each = inside.iter().enumerate().skip(inside.len().saturating_sub(MOST_FLAGS));
        each.map(|(at, flag)| ((*flag).clone(), next(at))).collect()
    }

    /// What the user holds this series to.
    pub fn limits_of(&self, key: SeriesKey) -> Vec<Limit> {
        let Some(row) = self.rows.get(&key) else { return Vec::new() };
        let series = [row.name.as_str(), &row.labels].concat();
        self.incidents.limits.iter().filter(|limit| limit.concerns(&series)).cloned().collect()
    }

    /// The user deletes an incident, and may undo that for a while.
    pub(super) fn deleting(&mut self, out: &mut Vec<Effect>) {
        self.incidents.deleting += 1;
        out.push(Effect::Schedule { after: UNDO, alarm: Alarm::Deleted });
    }

    /// Has done what was to be done later, as far as this says; a file must not meet incidents that are about to go.
    pub(super) fn delete_now(&mut self, what: &str, out: &mut Vec<Effect>) {
        if self.incidents.deleting == 0 {
            return;
        }
        if what == DELETE_DUE {
            self.incidents.deleting -= 1;
        }
        self.say(Said { what: what.to_owned(), ..Said::default() }, out);
    }

    /// Files go to the worker as they are: reading one takes as long as it is large.
    pub(super) fn import_incidents(&mut self, files: &[FileInfo], out: &mut Vec<Effect>) {
        self.delete_now(DELETE_ALL, out);
        for file in files.iter().map(|file| file.handle) {
            let (worker, ticket, job) = (LOG_WORKER, self.ticket(), Job::ReadIncidents);
            out.push(Effect::Post { worker, ticket, job, file: Some(file) });
            out.push(Effect::DropFile(file));
        }
    }

    /// Shows an incident's series over its time, with as much again on either side.
    pub(super) fn show_range(
        &mut self,
        mut keys: Vec<SeriesKey>,
        range: TimeRange,
        out: &mut Vec<Effect>,
    ) {
        keys.retain(|key| self.rows.contains_key(key));
        keys.truncate(super::results::MOST_CHARTS);
        if keys.is_empty() {
            return;
        }
        let margin = range.seconds().max(LEAST_MARGIN);
        self.selection = keys;
        self.picked = true;
        self.charts.zoom = Some(TimeRange { from: range.from - margin, to: range.to + margin });
        self.logs.window = Some(range);
        self.refresh_charts(out);
        self.ask_anomalies(out);
        self.surround_again(out);
    }
}
