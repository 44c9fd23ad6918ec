//! The limit of memory: announced before files are read, and kept while they are.

use super::{App, Effect, FileInfo, Kind, Source, SourceId, Status, view};
use crate::model::Problem;
use crate::protocol::Job;
use crate::sources::file::is_table_name;

/// A tab gets about this many bytes before the browser ends it.
pub const MEMORY_LIMIT: u64 = 3_000_000_000;
/// Columns take about this share of a CSV file's size: half of it for one value a row, this for
/// fifty short ones.
const COLUMN_SHARE: f64 = 1.2;
/// A gzipped CSV file grows about so much.
const ZIPPED_GROWTH: f64 = 10.0;

impl App {
    pub(super) fn announce_memory(&mut self, files: &[FileInfo]) {
        let coming: u64 = files.iter().map(|file| columns_of(&file.name, file.size)).sum();
        let wanted = self.memory() + coming;
        if wanted < self.memory_limit() {
            return;
        }
        self.notice(
            false,
            Problem::new(
                format!("These files may need about {} of memory.", giga(wanted)),
                format!("a tab gets about {}", giga(self.memory_limit())),
                "Reading stops there, and what was read until then can be used. Remove other sources first to make room.",
            ),
        );
    }

    /// Stops a reading that would need more memory than there is; what was read stays.
    pub(super) fn keep_memory(&mut self, id: SourceId, out: &mut Vec<Effect>) {
        if self.memory() < self.memory_limit() {
            return;
        }
        let Some(source) = self.source_mut(id) else { return };
        if source.full || !source.status.is_loading() {
            return;
        }
        // Half an answer of a server is no answer to its query.
        if source.kind == Kind::Prometheus {
            let worker = source.worker;
            let problem = self.answer_too_large(id);
            self.query_failed(id, problem, out);
            // What came of it would stay in memory until the next query.
            if self.source(id).is_some_and(|source| source.report.is_none()) {
                self.post(worker, Job::Forget { source: id }, out);
            }
            return;
        }
        source.full = true;
        if matches!(source.kind, Kind::Loki(_)) {
            return self.end_lines(id, out);
        }
        let worker = source.worker;
        self.post(worker, Job::Stop { source: id }, out);
    }

    fn answer_too_large(&self, id: SourceId) -> Problem {
        let query = self.source(id).map(|source| source.given.clone());
        Problem::new(
            format!(
                "The answer does not fit into the {} that a tab gets.",
                giga(self.memory_limit())
            ),
            query.unwrap_or_default(),
            "Ask for fewer series, a shorter look-back or a coarser resolution, or remove other sources.",
        )
    }

    /// Says how much was kept of a source whose reading was stopped.
    pub(super) fn tell_full(&mut self, id: SourceId) {
        let limit = giga(self.memory_limit());
        let Some(source) = self.source_mut(id) else { return };
        source.status = Status::Full;
        let rows = source.report.as_ref().map_or(0, |report| report.rows);
        let problem = Problem::new(
            format!(
                "The first {} rows were kept; more would not fit into the {limit} that a tab gets.",
                view::grouped(rows)
            ),
            source.name.clone(),
            "They can be used as they are. To see the rest, remove other sources and read it again, or give Blip a file with fewer rows or columns.",
        );
        self.notice(true, problem);
    }

    // What is held, and what is being read beside it.
    fn memory(&self) -> u64 {
        let held = |source: &Source| {
            let whole = source.report.as_ref().filter(|report| !report.partial);
            whole.map_or(0, |report| report.memory)
        };
        let read = |source: &Source| match source.status {
            Status::Loading { memory: 0, bytes, .. } => columns_of(&source.name, bytes),
            Status::Loading { memory, .. } => memory,
            _ => 0,
        };
        self.sources.iter().map(|source| held(source) + read(source)).sum()
    }

    fn memory_limit(&self) -> u64 {
        self.start.as_ref().map_or(MEMORY_LIMIT, |start| start.memory)
    }
}

// What the columns of so many bytes of a file take; for a reading that cannot say it itself.
fn columns_of(name: &str, bytes: u64) -> u64 {
    // Of a log, patterns are kept and not lines; what turns out to be a table says what it takes.
    if !is_table_name(name) {
        return 0;
    }
    let zipped = name.to_ascii_lowercase().ends_with(".gz");
    (bytes as f64 * COLUMN_SHARE * if zipped { ZIPPED_GROWTH } else { 1.0 }) as u64
}

fn giga(bytes: u64) -> String {
    format!("{:.1} GB", bytes as f64 / 1e9)
}
