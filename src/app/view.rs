//! What screens show, already worded: the views only place it.

use super::Model;
use super::{App, Effect, Export, Kind, LOG_WORKER, Source, Status};
use crate::detect;
use crate::model::words::{cell, iso};
pub use crate::model::words::{duration, grouped, moment, plural, span};
use crate::model::{About, Anomaly, Field, Summary, TimeRange, quantity, to_json};
pub use crate::model::{SEVERITY_WORDS, severity, times_alarm};
use crate::sources::simulator;
use serde::Serialize;

/// Every detector, in menu order.
pub fn detectors() -> impl Iterator<Item = &'static About> {
    detect::menu()
}

/// What can be set of every detector.
pub fn knobs() -> &'static [Field] {
    detect::KNOBS
}

/// How many of them are set, the alarm level aside, which is always in sight.
pub fn knobs_set(app: &App) -> usize {
    let values = app.settings.chosen_values();
    knobs()[1..].iter().filter(|knob| values.text(knob.name).is_some()).count()
}

/// The kind of a series and what stands between it and what follows; nothing while it is not known.
pub fn kind(row: &Summary, then: &str) -> String {
    row.kind.map_or_else(String::new, |kind| [kind.title(), then].concat())
}

/// A fitted model as a row of their list.
#[derive(Debug, Clone, PartialEq)]
pub struct ModelRow {
    /// Its id.
    pub id: String,
    /// Title of its detector.
    pub title: String,
    /// What it was fitted on, and when.
    pub detail: String,
    /// Whether it judges.
    pub used: bool,
}

/// The fitted models, newest first.
pub fn models(app: &App) -> Vec<ModelRow> {
    let used = app.model().map(Model::id);
    let row = |model: &Model| {
        let (id, card) = (model.id(), &model.card);
        let detail = format!(
            "{}: {} series, {} points, fitted {}",
            card.source,
            grouped(u64::from(card.series)),
            grouped(card.points),
            moment(card.made, &app.zone())
        );
        ModelRow { used: used.as_ref() == Some(&id), title: card.title.clone(), id, detail }
    };
    app.models.all.iter().map(row).collect()
}

/// Every demo scenario, in menu order.
pub fn scenarios() -> &'static [&'static About] {
    simulator::MENU
}

/// One of the summary tiles.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tile {
    /// What it counts.
    pub title: &'static str,
    /// The figure, with its unit.
    pub figure: String,
    /// What it is made of.
    pub detail: String,
}

/// The summary tiles: points, anomalies, their share, the time covered; and the truth where the
/// data are simulated.
pub fn tiles(app: &App) -> Vec<Tile> {
    let points: u64 = app.rows.values().map(|row| row.points).sum();
    let anomalies: u64 = app.rows.values().map(|row| row.anomalies).sum();
    let episodes: u64 = app.rows.values().map(|row| u64::from(row.episodes)).sum();
    let rate = if points == 0 { 0.0 } else { 100.0 * anomalies as f64 / points as f64 };
    let abnormal = app.rows.values().filter(|row| 0 < row.anomalies).count();
    let range = app.rows.values().filter_map(|row| row.range).reduce(TimeRange::union);
    let zone = app.zone();
    let mut tiles = vec![
        Tile {
            title: "Data points",
            figure: grouped(points),
            detail: format!("{}{}", plural(app.rows.len() as u64, "series", "series"), so_far(app)),
        },
        Tile {
            title: "Anomalies",
            figure: grouped(anomalies),
            detail: format!(
                "{} in {}",
                plural(episodes, "episode", "episodes"),
                plural(abnormal as u64, "series", "series")
            ),
        },
        Tile {
            title: "Anomaly rate",
            figure: format!("{rate:.2}\u{202f}%"),
            detail: "of all data points".to_owned(),
        },
        Tile {
            title: "Time range",
            figure: range.map_or_else(|| "–".to_owned(), |range| duration(range.seconds())),
            detail: range.map_or_else(String::new, |range| span(range, &zone)),
        },
    ];
    tiles.extend(truth(app));
    tiles
}

// Figures of a file that is still read are true of the rows that were scored last.
fn so_far(app: &App) -> &'static str {
    let partial = |source: &Source| source.report.as_ref().is_some_and(|report| report.partial);
    if app.sources.iter().any(partial) { ", so far" } else { "" }
}

fn truth(app: &App) -> Option<Tile> {
    let score = app.sources.iter().find_map(|source| source.report.as_ref()?.truth)?;
    let percent = |share: f64| {
        if share.is_nan() { "–".to_owned() } else { format!("{:.0}\u{202f}%", share * 100.0) }
    };
    let false_alarms = plural(u64::from(score.false_alarms), "false alarm", "false alarms");
    if score.recall().is_nan() {
        let figure = "nothing to find".to_owned();
        return Some(Tile { title: "Against the truth", figure, detail: false_alarms });
    }
    Some(Tile {
        title: "Against the truth",
        figure: format!("{} found", percent(score.recall())),
        detail: format!("{} of alarms right, {false_alarms}", percent(score.precision())),
    })
}

/// Both ends of the fixed range as a `datetime-local` input takes them; empty without one.
pub fn fixed_range(app: &App) -> (String, String) {
    let zone = app.zone();
    let local = |time: f64| {
        let civil = zone.civil(time);
        format!("{}T{}", civil.date(), civil.clock())
    };
    app.settings.fixed.map(|range| (local(range.from), local(range.to))).unwrap_or_default()
}

/// One line on how a source is doing.
pub fn status(app: &App, source: &Source) -> String {
    match &source.status {
        Status::Loading { bytes, total, rows, since, heard, .. } => {
            let share = match total {
                0 => String::new(),
                _ => format!("{:.0}\u{202f}%, ", 100.0 * *bytes as f64 / *total as f64),
            };
            let seconds = (heard - since).max(0.001);
            let what = unit_of_progress(source);
            let speed = quantity((rows.rows as f64 / seconds).round(), &format!("{what}/s"));
            format!("{share}{} {what}, {speed}", grouped(rows.rows))
        }
        Status::Failed(problem) => problem.what.clone(),
        Status::Ready if found_nothing(source) => {
            "no series found: check the names and labels of the query, or look further back"
                .to_owned()
        }
        Status::Ready | Status::Stopped | Status::Full => {
            let rows = source.report.as_ref().map_or(0, |report| report.rows);
            let stopped = match source.status {
                Status::Stopped => ", stopped by you",
                Status::Full => ", the rest does not fit into memory",
                _ => "",
            };
            let what = unit_of_progress(source);
            let what = if rows == 1 { what.trim_end_matches('s') } else { what };
            let shown =
                if app.gives_way(source.id) { ", shown until the next is there" } else { stopped };
            format!("{} {what}{shown}", grouped(rows))
        }
    }
}

fn unit_of_progress(source: &Source) -> &'static str {
    let is_log = match &source.report {
        Some(report) => report.is_log,
        // What it turns out to be is known at its end.
        None => source.worker == LOG_WORKER,
    };
    match source.kind {
        Kind::Prometheus => "points",
        Kind::File { .. } | Kind::Loki(_) if is_log => "records",
        _ => "rows",
    }
}

// An answer with notes, such as one of native histograms only, explains itself.
fn found_nothing(source: &Source) -> bool {
    let empty = |report: &crate::protocol::Report| report.rows == 0 && report.notes.is_empty();
    source.kind == Kind::Prometheus && source.report.as_ref().is_some_and(empty)
}

/// The anomalous points of the selected series as a file.
pub fn export(app: &App, format: Export) -> Effect {
    match format {
        Export::Csv => Effect::Download {
            name: "blip-anomalies.csv".to_owned(),
            mime: "text/csv".to_owned(),
            text: csv(app),
        },
        Export::Json => Effect::Download {
            name: "blip-anomalies.json".to_owned(),
            mime: "application/json".to_owned(),
            text: json(app),
        },
    }
}

/// `name{labels}` of an anomalous point's series.
pub fn series_of(app: &App, point: &Anomaly) -> String {
    app.rows.get(&point.key).map_or_else(String::new, |row| format!("{}{}", row.name, row.labels))
}

fn csv(app: &App) -> String {
    let mut text = "timestamp,series,value,score,lower,upper,reason\n".to_owned();
    for point in &app.anomalies {
        let number = |value: f64| if value.is_nan() { String::new() } else { value.to_string() };
        let cells = [
            iso(point.time),
            cell(&series_of(app, point)),
            number(point.value),
            number(point.score),
            number(point.lower),
            number(point.upper),
            cell(&point.reason),
        ];
        text.push_str(&cells.join(","));
        text.push('\n');
    }
    text
}

#[derive(Serialize)]
struct Exported<'a> {
    timestamp: String,
    series: String,
    value: Option<f64>,
    score: Option<f64>,
    lower: Option<f64>,
    upper: Option<f64>,
    reason: &'a str,
}

// One point a line, so that the file can be read and compared by line as well.
fn json(app: &App) -> String {
    let finite = |value: f64| value.is_finite().then_some(value);
    let points = app.anomalies.iter().map(|point| Exported {
        timestamp: iso(point.time),
        series: series_of(app, point),
        value: finite(point.value),
        score: finite(point.score),
        lower: finite(point.lower),
        upper: finite(point.upper),
        reason: &point.reason,
    });
    let lines: Vec<String> = points.map(|point| to_json(&point)).collect();
    format!("[\n{}\n]\n", lines.join(",\n"))
}
