//! What workers answer: the ranked list, charts, anomalous points.

use super::{Alarm, App, Column, Effect, Kind, Status};
use crate::model::{Anomaly, Drawing, Few, Problem, SeriesKey, SourceId, Summary, TimeRange};
use crate::panels::logs::Offer;
use crate::protocol::{BUILD, Job, Reply, Report};
use crate::stats::order::sort_by;
use std::sync::Arc;

/// Seconds after the first look until the workers' program is loaded, wanted or not.
const FIRST_LOOK: f64 = 1.0;
/// Series shown while the user has picked none.
const SHOWN_UNASKED: usize = 4;
/// No more charts than this at once.
pub(super) const MOST_CHARTS: usize = 12;
/// Anomalous points asked for of each selected series.
const MOST_ANOMALIES: u32 = 2_000;

/// What is drawn, and what was asked for.
#[derive(Debug, Default)]
pub struct Charts {
    /// Pixel columns of a chart.
    pub columns: u32,
    /// Window that the user zoomed to; `None` is everything.
    pub zoom: Option<TimeRange>,
    /// What is there, by series.
    pub drawings: Few<SeriesKey, Arc<Drawing>>,
    // Workers that owe drawings (with the ticket), and those to ask again afterwards: while a
    // window is dragged, no more than one question a worker is under way.
    asked: Few<usize, u32>,
    again: Few<usize, ()>,
    table: Few<u32, Vec<SeriesKey>>,
}

impl Charts {
    pub(super) fn forget(&mut self, id: SourceId) {
        self.drawings.retain(|key, _| key.source != id);
    }

    pub(super) fn worker_died(&mut self, worker: usize) {
        self.asked.remove(&worker);
        self.again.remove(&worker);
    }
}

impl App {
    pub(super) fn replied(&mut self, ticket: u32, reply: Reply, out: &mut Vec<Effect>) {
        match reply {
            Reply::Ready { build } if build == BUILD => {}
            Reply::Ready { build } => self.notice(
                true,
                Problem::new(
                    "The page and its worker come from different versions of Blip.",
                    format!("page {BUILD}, worker {build}"),
                    "Reload the page; if that does not help, empty the browser's cache for it.",
                ),
            ),
            Reply::Progress { source: id, bytes, total, rows, memory } => {
                let now = self.now;
                let Some(source) = self.source_mut(id) else { return };
                if let Status::Loading { bytes: b, total: t, rows: r, memory: m, heard, .. } =
                    &mut source.status
                {
                    (*b, *t, *r, *m, *heard) = (bytes, total.max(*t), rows, memory, now);
                }
                self.keep_memory(id, out);
            }
            Reply::Ranked { source, summaries, first } => self.ranked(source, summaries, first),
            Reply::Scored(report) => self.scored(*report, out),
            Reply::Drawn { drawing, more } => self.drawn(ticket, drawing, more, out),
            Reply::Anomalies(points) => self.table_arrived(ticket, points, out),
            Reply::Explained(why) => {
                if self.logs.picked.take() == Some((why.key, why.time)) {
                    self.logs.window = Some(why.episode);
                    self.surround_again(out);
                }
                self.explained = Some(*why);
            }
            Reply::Compared(key, rows) => self.compared(key, rows),
            Reply::Names(names) => self.listed_names(ticket, names, out),
            Reply::Metrics(metrics) => self.listed_metrics(ticket, metrics),
            Reply::Failed { source, problem } => self.failed(source, problem, out),
            // Told with the worker that they come from.
            Reply::Chosen | Reply::Model(_) | Reply::Panel(_) => {}
            Reply::Keep(edits) => {
                self.settings.edits = edits;
                self.save_settings(out);
            }
            Reply::Ask(ask) => self.ask_loki(ask, out),
            Reply::Send { source, load, request, pause } => {
                self.send_for((source, load), request, pause, out);
            }
            Reply::Probe { source, load, probe, request } => {
                self.probe_for((source, load), probe, request, out);
            }
            Reply::Aside { aside, request } => self.send_aside(aside, request, out),
            Reply::Offer(Offer { name, mime, text }) => {
                out.push(Effect::Download { name, mime, text });
            }
            Reply::Sighted { source, bytes } => {
                self.sighted(source, bytes, out);
                self.demo_answered(ticket, out);
            }
            Reply::Letter { to, bytes } => self.post_letter(to, bytes, out),
            Reply::Imported { source } => self.remove(source, out),
            Reply::Incidents(panel) => self.incidents_told(*panel),
            Reply::Show { keys, range } => self.show_range(keys, range, out),
            Reply::Note { failure: true, problem } => self.warn(problem, out),
            Reply::Note { problem, .. } => self.notice(false, problem),
            Reply::Advised(advice) => self.advised(ticket, advice, out),
            Reply::Fitted { card, json } => self.fitted(*card, json, out),
        }
    }

    fn ranked(&mut self, source: SourceId, mut summaries: Vec<Summary>, first: bool) {
        if self.source(source).is_none() {
            return;
        }
        let mut brief = false;
        for row in summaries.iter_mut().filter(|row| row.spark.low.is_empty()) {
            brief = true;
            if let Some(before) = self.rows.get(&row.key) {
                row.take_shape(before);
            }
        }
        // Brief ones are of the series that are there.
        if first && !brief {
            let former = self.former(source).map(|former| former.id);
            self.rows.retain(|key, _| key.source != source && Some(key.source) != former);
        }
        self.rows
            .extend(summaries.into_iter().filter(|row| 0 < row.points).map(|row| (row.key, row)));
    }

    fn scored(&mut self, report: Report, out: &mut Vec<Effect>) {
        let id = report.source;
        if report.is_log && self.moved_to_logs(id, out) {
            return;
        }
        let partial = report.partial;
        let former = self.former(id).map(|former| former.id);
        let Some(source) = self.source_mut(id) else { return };
        let first = source.report.replace(report).is_none();
        let loading = source.status.is_loading();
        match source.status {
            Status::Stopped | Status::Full => {}
            _ if loading && partial => {}
            _ if loading && source.full => self.tell_full(id),
            _ => source.status = Status::Ready,
        }
        if let Some(former) = former {
            self.remove(former, out);
        }
        self.selection.retain(|key| self.rows.contains_key(key));
        // What was picked is gone, as a ratio that is no longer wanted: no chart at all helps nobody.
        self.picked &= !self.selection.is_empty();
        self.rank(out);
        if first {
            // When it has been on the screen for a moment, there is time for what may come next.
            out.push(Effect::Schedule { after: FIRST_LOOK, alarm: Alarm::Prepare });
        }
    }

    fn failed(&mut self, source: Option<SourceId>, problem: Problem, out: &mut Vec<Effect>) {
        let Some(id) = source else {
            self.nothing_imported();
            return self.notice(true, problem);
        };
        // Nobody waits for a source that is gone.
        let Some(source) = self.source_mut(id) else { return };
        if source.kind == Kind::Prometheus {
            return self.query_failed(id, problem, out);
        }
        source.status = Status::Failed(problem.clone());
        self.notice(true, problem);
    }

    /// Orders the series that pass the filter, and lets an unpicked selection follow.
    pub(super) fn rank(&mut self, out: &mut Vec<Effect>) {
        // The rows' text is folded the same way; more than ASCII would bring Unicode's case tables.
        let filter = self.filter.to_ascii_lowercase();
        let words: Vec<&str> = filter.split_whitespace().collect();
        let passes = |row: &Summary| {
            let text = format!("{}{}", row.name, row.labels).to_ascii_lowercase();
            words.iter().all(|word| text.contains(word))
        };
        let mut order: Vec<(&SeriesKey, &Summary)> =
            self.rows.iter().filter(|(_, row)| words.is_empty() || passes(row)).collect();
        sort_by(&mut order, |(a_key, a), (b_key, b)| {
            b.severity
                .total_cmp(&a.severity)
                .then(b.anomalies.cmp(&a.anomalies))
                .then(a_key.cmp(b_key))
        });
        self.ranking = order.into_iter().map(|(key, _)| *key).collect();
        if !self.picked && !self.scoring.dragged {
            let fresh: Vec<SeriesKey> = self.ranking.iter().take(SHOWN_UNASKED).copied().collect();
            // The same charts in another order would make the page jump.
            let same = fresh.len() == self.selection.len()
                && fresh.iter().all(|key| self.selection.contains(key));
            if !same {
                self.selection = fresh;
            }
        }
        self.refresh_charts(out);
        // What moves is read when it stands.
        if !self.scoring.dragged {
            self.ask_anomalies(out);
        }
    }

    pub(super) fn set_filter(&mut self, text: String, out: &mut Vec<Effect>) {
        self.filter = text;
        self.rank(out);
    }

    pub(super) fn pick(&mut self, key: SeriesKey, add: bool, out: &mut Vec<Effect>) {
        let there = self.selection.iter().position(|one| *one == key);
        match (add, there) {
            (true, Some(at)) if 1 < self.selection.len() => {
                self.selection.remove(at);
            }
            (true, Some(_)) => {}
            (true, None) if self.picked => self.selection.push(key),
            _ => self.selection = vec![key],
        }
        self.picked = true;
        self.selection.truncate(MOST_CHARTS);
        self.refresh_charts(out);
        self.ask_anomalies(out);
    }

    pub(super) fn zoom(&mut self, range: Option<TimeRange>, out: &mut Vec<Effect>) {
        self.charts.zoom = range.filter(|range| 0.0 < range.seconds());
        self.logs.window = self.charts.zoom;
        self.refresh_charts(out);
        self.surround_again(out);
    }

    pub(super) fn chart_width(&mut self, columns: u32, out: &mut Vec<Effect>) {
        if self.charts.columns != columns {
            self.charts.columns = columns;
            self.refresh_charts(out);
        }
    }

    pub(super) fn refresh_charts(&mut self, out: &mut Vec<Effect>) {
        self.charts.drawings.retain(|key, _| self.selection.contains(key));
        let workers = self.workers_of_selection();
        for worker in workers {
            if self.charts.asked.get(&worker).is_some() {
                self.charts.again.insert(worker, ());
            } else {
                self.ask_drawings(worker, out);
            }
        }
    }

    fn workers_of_selection(&self) -> Vec<usize> {
        let of = |key: &SeriesKey| self.source(key.source).map(|source| source.worker);
        distinct(self.selection.iter().filter_map(of).collect())
    }

    fn ask_drawings(&mut self, worker: usize, out: &mut Vec<Effect>) {
        let Some(range) = self.window() else { return };
        let columns = self.charts.columns.max(64);
        let keys = self.selected_of(worker);
        if !keys.is_empty() {
            let ticket = self.post(worker, Job::Draw { keys, range, columns }, out);
            self.charts.asked.insert(worker, ticket);
        }
    }

    fn selected_of(&self, worker: usize) -> Vec<SeriesKey> {
        let of = |key: &SeriesKey| self.source(key.source).is_some_and(|one| one.worker == worker);
        self.selection.iter().filter(|key| of(key)).copied().collect()
    }

    fn drawn(
        &mut self,
        ticket: u32,
        drawing: Option<Box<Drawing>>,
        more: bool,
        out: &mut Vec<Effect>,
    ) {
        if let Some(drawing) = drawing.filter(|drawing| self.selection.contains(&drawing.key)) {
            self.charts.drawings.insert(drawing.key, Arc::new(*drawing));
        }
        if more {
            return;
        }
        let answered = self.charts.asked.iter().find(|(_, asked)| **asked == ticket);
        let Some(worker) = answered.map(|(worker, _)| *worker) else { return };
        self.charts.asked.remove(&worker);
        if self.charts.again.remove(&worker).is_some() {
            self.ask_drawings(worker, out);
        }
    }

    pub(super) fn ask_anomalies(&mut self, out: &mut Vec<Effect>) {
        let workers = self.workers_of_selection();
        self.compare_again(out);
        self.charts.table.clear();
        self.anomalies.retain(|point| self.selection.contains(&point.key));
        for worker in workers {
            let keys = self.selected_of(worker);
            let job = Job::Anomalies { keys: keys.clone(), limit: MOST_ANOMALIES };
            let ticket = self.post(worker, job, out);
            self.charts.table.insert(ticket, keys);
        }
    }

    fn table_arrived(&mut self, ticket: u32, points: Vec<Anomaly>, out: &mut Vec<Effect>) {
        let Some(keys) = self.charts.table.remove(&ticket) else { return };
        self.anomalies.retain(|point| !keys.contains(&point.key));
        self.anomalies.extend(points);
        self.sort_table();
        self.explain_again(out);
        self.surround_again(out);
    }

    pub(super) fn sort_anomalies(&mut self, column: Column) {
        let falling = match self.sorted {
            Some((before, falling)) if before == column => !falling,
            _ => column != Column::Series,
        };
        self.sorted = Some((column, falling));
        self.sort_table();
    }

    fn sort_table(&mut self) {
        let (column, falling) = self.sorted.unwrap_or((Column::Time, true));
        let rows = &self.rows;
        let name = |key: &SeriesKey| rows.get(key).map(|row| (&row.name, &row.labels));
        sort_by(&mut self.anomalies, |a, b| {
            let order = match column {
                Column::Time => a.time.total_cmp(&b.time),
                Column::Value => a.value.total_cmp(&b.value),
                Column::Score => a.score.total_cmp(&b.score),
                Column::Series => name(&a.key).cmp(&name(&b.key)),
            };
            let order = if falling { order.reverse() } else { order };
            order.then(b.time.total_cmp(&a.time)).then(a.key.cmp(&b.key))
        });
    }
}

pub(super) fn distinct(mut workers: Vec<usize>) -> Vec<usize> {
    sort_by(&mut workers, Ord::cmp);
    workers.dedup();
    workers
}
