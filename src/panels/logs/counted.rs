//! The patterns that Loki counts by itself, beyond the lines that were read.

use crate::logs::study::Log;
use crate::model::words::{grouped, plural, span};
use crate::model::{Node, SourceId, TimeRange, Zone, el};
use crate::sources::loki::patterns::{self, Pattern, streams_of};
use crate::sources::prometheus::Outcome;
use crate::stats::order::sort_by;
use std::collections::BTreeMap;
use std::fmt::Write as _;

/// So many patterns of a log are shown; the rest is counted.
const SHOWN: usize = 50;
const TITLE: &str = "Patterns as Loki counts them";

/// What is known of all logs that are read from Loki.
#[derive(Debug, Default)]
pub struct Counts {
    is_open: bool,
    logs: BTreeMap<SourceId, Count>,
}

#[derive(Debug)]
struct Count {
    range: TimeRange,
    // Whether the query has more than its selector, which alone is counted.
    is_filtered: bool,
    // The most frequent first; none before the answer.
    patterns: Vec<Pattern>,
}

impl Counts {
    /// What was counted of a source before is void.
    pub fn ask(&mut self, source: SourceId, query: &str, range: TimeRange) {
        let is_filtered = streams_of(query).len() < query.trim_end().len();
        self.logs.insert(source, Count { range, is_filtered, patterns: Vec::new() });
    }

    /// Takes an answer; whether there is anything in it. That Loki counts no patterns is no fault.
    pub fn take(&mut self, source: SourceId, outcome: &Outcome) -> bool {
        let Outcome::Reply(reply) = outcome else { return false };
        let Ok(Some(mut patterns)) = patterns::read(reply) else { return false };
        let Some(count) = self.logs.get_mut(&source) else { return false };
        sort_by(&mut patterns, |a, b| b.count().cmp(&a.count()));
        count.patterns = patterns;
        true
    }

    /// A source is gone.
    pub fn forget(&mut self, source: SourceId) {
        self.logs.remove(&source);
    }

    /// Unfolds what is folded, or folds it.
    pub fn fold(&mut self) {
        self.is_open = !self.is_open;
    }

    /// All that Loki counted of these logs, folded; nothing where it counted nothing.
    pub fn show(&self, logs: &[Log], zone: &Zone) -> Option<Node> {
        let known = logs.iter().filter_map(|log| {
            let count = self.logs.get(&log.source)?;
            (!count.patterns.is_empty()).then_some((log, count))
        });
        let known: Vec<(&Log, &Count)> = known.collect();
        if known.is_empty() {
            return None;
        }
        let toggle = el("button")
            .class("quiet")
            .with("aria-expanded", self.is_open.to_string())
            .says("counted", "")
            .text([if self.is_open { "▾ " } else { "▸ " }, TITLE].concat());
        let each = known.iter().filter(|_| self.is_open);
        let parts = each.map(|(log, count)| one(log, count, known.len() > 1, zone));
        Some(el("div").key("counted").put(toggle).all(parts))
    }
}

fn one(log: &Log, count: &Count, is_named: bool, zone: &Zone) -> Node {
    let has_levels = count.patterns.iter().any(|pattern| !pattern.level.is_empty());
    let names = ["Level", "Pattern", "Count"];
    let head = names.into_iter().skip(usize::from(!has_levels));
    let head = head.map(|name| el("th").with("scope", "col").text(name));
    let row = |pattern: &Pattern| {
        let level = el("td").class("level").with("data-level", pattern.level.to_lowercase());
        let text = el("code").text(pattern.pattern.as_str());
        el("tr")
            .when(has_levels, || level.text(pattern.level.as_str()))
            .put(el("td").class("template").put(text))
            .put(el("td").class("number").text(grouped(pattern.count())))
    };
    let rows = count.patterns.iter().take(SHOWN).map(row);
    let table = el("table").put(el("thead").put(el("tr").all(head))).put(el("tbody").all(rows));
    let table = el("div")
        .class("table counted")
        .with("tabindex", "0")
        .with("role", "region")
        .with("aria-label", if is_named { log.name } else { TITLE })
        .put(table);
    el("div")
        .key(log.source.0.to_string())
        .when(is_named, || el("strong").text(log.name))
        .put(el("p").class("muted").text(about(log, count, zone)))
        .put(table)
}

// What was counted, when, and how that compares with what was read.
fn about(log: &Log, count: &Count, zone: &Zone) -> String {
    let lines = count.patterns.iter().fold(0, |sum: u64, one| sum.saturating_add(one.count()));
    let when = count.seen().map(|seen| format!(", {}", span(seen, zone)));
    let mut about = format!(
        "{} in {}{}. Loki counts them as lines come in, {}; {} read here.",
        plural(lines, "line", "lines"),
        plural(count.patterns.len() as u64, "pattern", "patterns"),
        when.unwrap_or_default(),
        if count.is_filtered {
            "before any filter behind the selector"
        } else {
            "whatever a query's limit"
        },
        match log.index.reader.records() {
            1 => "1 record was".to_owned(),
            records => format!("{} records were", grouped(records)),
        },
    );
    if let Some(rest) = count.patterns.get(SHOWN..).filter(|rest| !rest.is_empty()) {
        let lines = rest.iter().fold(0, |sum: u64, one| sum.saturating_add(one.count()));
        let _ = write!(
            about,
            " The {SHOWN} most frequent are shown; {} in the {} others.",
            plural(lines, "line is", "lines are"),
            grouped(rest.len() as u64)
        );
    }
    about
}

impl Count {
    // From the first step with a record to the end of the last, within what was asked.
    fn seen(&self) -> Option<TimeRange> {
        let samples = || self.patterns.iter().flat_map(|pattern| &pattern.samples);
        let moments = || samples().filter(|(_, count)| *count > 0).map(|(at, _)| *at as f64);
        let within = |time: f64| time.min(self.range.to).max(self.range.from);
        let from = moments().reduce(f64::min)?;
        let last = moments().reduce(f64::max)? + f64::from(patterns::step(self.range));
        Some(TimeRange { from: within(from), to: within(last) })
    }
}
