//! A simulation as files of a folder, as somebody would have exported them from servers.

use super::{Simulated, stamp};
use crate::model::{Labels, LogLine, Series};
use std::fmt::Write as _;

/// Paths with their texts: `metrics/NAME.csv` for each service or host (wide: `time`, a column for
/// each further label, one for each metric with its unit in its name; several pods are rows of one
/// time), `logs/NAME.log` for each service that wrote, and `events.csv` with the marks.
///
/// A gap is an empty cell. Cost: linear in points and lines.
pub fn files(simulated: &Simulated) -> Vec<(String, String)> {
    let mut files = Vec::new();
    for owner in distinct(simulated.series.iter().map(|series| owner(&series.labels))) {
        let of: Vec<&Series> =
            simulated.series.iter().filter(|series| self::owner(&series.labels) == owner).collect();
        files.push((format!("metrics/{}.csv", named(owner)), table(&of)));
    }
    let only = simulated.series.first().map_or("", |series| owner(&series.labels));
    for service in distinct(simulated.logs.iter().map(|line| line.service.as_str())) {
        let name = named(if service.is_empty() { only } else { service });
        let lines = simulated.logs.iter().filter(|line| line.service == service);
        files.push((format!("logs/{name}.log"), text(lines)));
    }
    files.push(("events.csv".to_owned(), events(simulated)));
    files
}

// The service, or else the host, whose file a series is in.
fn owner(labels: &Labels) -> &str {
    labels.get("service").or(labels.get("host")).unwrap_or_default()
}

fn named(owner: &str) -> &str {
    if owner.is_empty() { "all" } else { owner }
}

// Each once, in order of first appearance; there are few.
fn distinct<T: PartialEq>(all: impl Iterator<Item = T>) -> Vec<T> {
    all.fold(Vec::new(), |mut distinct, one| {
        if !distinct.contains(&one) {
            distinct.push(one);
        }
        distinct
    })
}

fn table(of: &[&Series]) -> String {
    let further = |series: &Series| {
        let is_owner = |value: &str| value == owner(&series.labels);
        let labels =
            series.labels.iter().filter(|(key, value)| *key != "service" && !is_owner(value));
        labels.map(|(key, value)| (key.to_owned(), value.to_owned())).collect::<Vec<_>>()
    };
    let rows = distinct(of.iter().map(|series| further(series)));
    let keys = distinct(rows.iter().flatten().map(|(key, _)| key));
    let columns = distinct(of.iter().map(|series| column(series)));
    let header = ["time"].into_iter().chain(keys.iter().map(|key| key.as_str()));
    let header: Vec<&str> = header.chain(columns.iter().map(String::as_str)).collect();
    let mut text = header.join(",") + "\n";
    let times = of.first().map_or(&[][..], |series| &series.times);
    for (at, time) in times.iter().enumerate() {
        for row in &rows {
            text.push_str(&stamp(*time));
            for key in &keys {
                let value = row.iter().find(|(other, _)| other == *key);
                text.push(',');
                text.push_str(&quoted(value.map_or("", |(_, value)| value)));
            }
            for name in &columns {
                let mut series = of.iter();
                let series = series.find(|one| column(one) == *name && further(one) == *row);
                let value = series.map_or(f64::NAN, |series| series.values[at]);
                text.push(',');
                if value.is_finite() {
                    let _ = write!(text, "{}", (value * 1_000.0).round() / 1_000.0);
                }
            }
            text.push('\n');
        }
    }
    text
}

// The metric with its unit, as columns are called: `latency_ms`.
fn column(series: &Series) -> String {
    let unit = match series.unit.as_str() {
        "" => return series.name.clone(),
        "%" => "percent",
        "req/s" => "rps",
        "MB" => "mb",
        other => other,
    };
    format!("{}_{unit}", series.name)
}

fn text<'a>(lines: impl Iterator<Item = &'a LogLine>) -> String {
    lines.fold(String::new(), |mut text, LogLine { time, level, message, .. }| {
        let _ = writeln!(text, "{} {} {message}", stamp(*time), level.word());
        text
    })
}

fn events(simulated: &Simulated) -> String {
    let mut text = "time,kind,title,service\n".to_owned();
    for mark in &simulated.marks {
        let service = quoted(mark.labels.get("service").unwrap_or_default());
        let (time, kind, title) = (stamp(mark.time), mark.kind.word(), quoted(&mark.title));
        let _ = writeln!(text, "{time},{kind},{title},{service}");
    }
    text
}

// As RFC 4180 writes a field.
fn quoted(field: &str) -> String {
    if field.contains([',', '"', '\n']) {
        return format!("\"{}\"", field.replace('"', "\"\""));
    }
    field.to_owned()
}
