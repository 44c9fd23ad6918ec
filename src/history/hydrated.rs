//! Anomalies that the Graphite and Grafana detector found and looked up: JSON records with a machine, an aggregator and
//! a moment, and with greatest value, mean and share of valid points once they are hydrated.

use super::archive::Archive;
use crate::model::{CivilTime, Figures, Incident, Problem, Signal};
use crate::stats::order::sort_by;
use serde_json::{Map, Value};

/// What such incidents name as their source.
const SOURCE: &str = "Graphite detector";
/// Records of one machine that follow each other within so many seconds are one incident.
const TOGETHER: f64 = 600.0;
/// More records of a file are not read.
const MOST: usize = 100_000;
/// Moments from 1990 to 2100, in seconds.
const PLAUSIBLE: std::ops::Range<f64> = 631_152_000.0..4_102_444_800.0;
/// Names of what a record tells; of several that are there, the first.
const MACHINE: &[&str] = &["machine", "host", "node", "shard", "shard_id", "instance"];
const METRIC: &[&str] = &["aggregator", "metric", "series", "target"];
const TIME: &[&str] = &["timestamp", "time", "ts", "datetime", "date"];
const MAX: &[&str] = &["max_value", "max"];
const MIN: &[&str] = &["min_value", "min"];
const MEAN: &[&str] = &["avg_value", "avg", "mean_value", "mean"];
const P95: &[&str] = &["p95_value", "p95"];
const VALID: &[&str] = &["valid_pct", "valid"];
const VALUE: &[&str] = &["value"];
/// The score that stands for each word; its own detector says `high` of everything.
const SEVERITIES: &[(&str, f64)] = &[
    ("critical", 4.0),
    ("high", 3.0),
    ("error", 3.0),
    ("medium", 1.5),
    ("warning", 1.5),
    ("low", 1.0),
    ("info", 1.0),
];

/// Reads a list of records, also within an object, as incidents; those of one machine that follow each other within ten
/// minutes are one. Records that cannot be read are left out.
///
/// Errors: it is no such list, or none of its records can be read.
pub fn read(json: &str) -> Result<Archive, Problem> {
    let value: Value = serde_json::from_str(json).map_err(|error| {
        let place = format!("line {}, column {}: {error}", error.line(), error.column());
        refusal(place)
    })?;
    let list = match value {
        Value::Array(list) => list,
        Value::Object(fields) => {
            let lists = fields.into_iter().filter_map(|(_, value)| match value {
                Value::Array(list) => Some(list),
                _ => None,
            });
            lists.into_iter().next().unwrap_or_default()
        }
        _ => Vec::new(),
    };
    let fields = list.iter().take(MOST).filter_map(Value::as_object);
    let mut records: Vec<Record> = fields.filter_map(Record::of).collect();
    if records.is_empty() {
        let place = match list.first() {
            None => "line 1: it holds no record".to_owned(),
            Some(first) => {
                let names = first.as_object().map(|one| one.keys().cloned().collect::<Vec<_>>());
                let names = names.unwrap_or_default().join(", ");
                format!("line 1: none of its {} records can be read; fields: {names}", list.len())
            }
        };
        return Err(refusal(place));
    }
    sort_by(&mut records, |a, b| a.machine.cmp(&b.machine).then(a.time.total_cmp(&b.time)));
    let together = |a: &Record, b: &Record| a.machine == b.machine && b.time - a.time <= TOGETHER;
    let incidents = records.chunk_by(together).map(incident).collect();
    Ok(Archive { incidents, ..Archive::default() })
}

struct Record {
    machine: String,
    metric: String,
    time: f64,
    score: f64,
    value: Option<f64>,
    figures: Figures,
}

impl Record {
    fn of(fields: &Map<String, Value>) -> Option<Self> {
        let has = |names: &[&str]| names.iter().any(|name| fields.contains_key(*name));
        // A machine and a moment alone are anything.
        let is_record = has(METRIC) && (has(MACHINE) || has(MAX) || has(MEAN) || has(VALID));
        if !is_record {
            return None;
        }
        let text = |names: &[&str]| {
            names.iter().find_map(|name| fields.get(*name)).map_or_else(String::new, words)
        };
        let figure = |names: &[&str]| {
            let found = names.iter().find_map(|name| fields.get(*name)).and_then(number);
            found.unwrap_or(f64::NAN)
        };
        let max = figure(MAX);
        let value = Some(figure(VALUE)).filter(|one| one.is_finite());
        Some(Self {
            machine: text(MACHINE),
            metric: text(METRIC),
            time: TIME.iter().find_map(|name| fields.get(*name)).and_then(moment)?,
            score: fields.get("severity").map_or(3.0, score),
            value: value.or(Some(max).filter(|one| one.is_finite())),
            figures: Figures {
                max,
                min: figure(MIN),
                mean: figure(MEAN),
                p95: figure(P95),
                valid: share(figure(VALID)),
                day_before: f64::NAN,
            },
        })
    }

    fn signal(&self) -> Signal {
        let figures = self.figures;
        let mut said = vec![format!("{SOURCE} found it abnormal")];
        if figures.max.is_finite() {
            said.push(format!("at most {}", figures.max));
        }
        if figures.mean.is_finite() {
            said.push(format!("{} on average", figures.mean));
        }
        Signal {
            series: named(&self.metric, &self.machine),
            unit: String::new(),
            from: self.time,
            to: self.time,
            score: self.score,
            value: self.value,
            expected: None,
            reason: said.join(", "),
            shape: String::new(),
            figures,
        }
    }
}

fn incident(records: &[Record]) -> Incident {
    let mut signals: Vec<Signal> = records.iter().map(Record::signal).collect();
    let greatest = |signal: &Signal| signal.value.unwrap_or(f64::NEG_INFINITY);
    sort_by(&mut signals, |a, b| {
        b.score.total_cmp(&a.score).then(greatest(b).total_cmp(&greatest(a)))
    });
    let (first, last) = (&records[0], &records[records.len() - 1]);
    let worst = records.iter().max_by(|a, b| a.score.total_cmp(&b.score)).unwrap_or(first);
    let others = match records.len() - 1 {
        0 => String::new(),
        more => format!(" and {more} more"),
    };
    let on =
        if first.machine.is_empty() { String::new() } else { format!(" on {}", first.machine) };
    let title = format!("Anomaly of {}{others}{on}", short(&worst.metric));
    let about = [signals.len().to_string(), " series".to_owned(), on].concat();
    let sentence = match signals.iter().filter_map(|one| one.value).max_by(f64::total_cmp) {
        Some(max) => format!("The {SOURCE} found {about} abnormal, at most {max}."),
        None => format!("The {SOURCE} found {about} abnormal."),
    };
    Incident {
        id: format!("{SOURCE} {}@{} {}", first.machine, first.time, first.metric),
        source: SOURCE.to_owned(),
        from: first.time,
        opened: first.time,
        to: last.time,
        ongoing: false,
        severity: signals.iter().map(|one| one.score).fold(0.0, f64::max),
        title,
        sentence,
        causes: Vec::new(),
        suspects: Vec::new(),
        entities: Some(first.machine.clone()).filter(|one| !one.is_empty()).into_iter().collect(),
        signals,
        patterns: Vec::new(),
        marks: Vec::new(),
        logs: Vec::new(),
        sample_log: String::new(),
        detector: "Graphite & Grafana ML detector".to_owned(),
        state: crate::model::IncidentState::Open,
        verdict: None,
        notes: Vec::new(),
        evidence: 0,
        saved: first.time,
    }
}

fn named(metric: &str, machine: &str) -> String {
    if machine.is_empty() { metric.to_owned() } else { format!("{metric}{{machine={machine:?}}}") }
}

fn refusal(place: String) -> Problem {
    Problem::new(
        "This JSON file holds no incidents that Blip can read.",
        place,
        "Choose a file that was saved with Export, or records with machine, aggregator and timestamp.",
    )
}

// The last part of a dotted name says what is measured.
fn short(metric: &str) -> &str {
    metric.rsplit('.').find(|part| !part.is_empty()).unwrap_or("a series")
}

fn words(value: &Value) -> String {
    match value {
        Value::String(text) => text.trim().to_owned(),
        Value::Null => String::new(),
        other => other.to_string(),
    }
}

// Also as text, with a percent sign or a comma for a point.
fn number(value: &Value) -> Option<f64> {
    let found = match value {
        Value::Number(number) => number.as_f64(),
        Value::String(text) => {
            let text = text.trim();
            let (text, divisor) =
                text.strip_suffix('%').map_or((text, 1.0), |text| (text.trim_end(), 100.0));
            text.replace(',', ".").parse::<f64>().ok().map(|number| number / divisor)
        }
        _ => None,
    };
    found.filter(|one| one.is_finite())
}

// Its name says percent, and its values are fractions; some write percent all the same.
fn share(valid: f64) -> f64 {
    let share = if 1.0 < valid { valid / 100.0 } else { valid };
    if (0.0..=1.0).contains(&share) { share } else { f64::NAN }
}

fn score(value: &Value) -> f64 {
    let word = words(value).to_ascii_lowercase();
    let known = SEVERITIES.iter().find(|(name, _)| *name == word).map(|(_, score)| *score);
    known.or_else(|| number(value).filter(|one| 0.0 <= *one)).unwrap_or(3.0)
}

// ISO 8601, taken as UTC where it says no zone, or a count of seconds, milliseconds, or finer.
fn moment(value: &Value) -> Option<f64> {
    if let Some(count) = number(value) {
        let units = [1.0, 1e3, 1e6, 1e9];
        return units.iter().map(|unit| count / unit).find(|time| PLAUSIBLE.contains(time));
    }
    let text = value.as_str()?.trim();
    let clock_at = text.find(['T', ' '])?;
    let (text, offset) = zone(text, clock_at)?;
    let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
    let fraction = match fraction {
        "" => 0.0,
        digits => format!("0.{digits}").parse::<f64>().ok()?,
    };
    let time = CivilTime::parse(whole)?.seconds()? + fraction - offset;
    PLAUSIBLE.contains(&time).then_some(time)
}

// What stands before the zone, and seconds that it is ahead of UTC.
fn zone(text: &str, clock_at: usize) -> Option<(&str, f64)> {
    if let Some(text) = text.strip_suffix(['Z', 'z']) {
        return Some((text, 0.0));
    }
    let Some(at) = text.get(clock_at..)?.find(['+', '-']).map(|at| at + clock_at) else {
        return Some((text, 0.0));
    };
    let (text, zone) = (text.get(..at)?, text.get(at..)?);
    let digits: String = zone.chars().filter(char::is_ascii_digit).collect();
    let hours: f64 = digits.get(..2)?.parse().ok()?;
    let minutes: f64 = digits.get(2..4).map_or(Some(0.0), |text| text.parse().ok())?;
    let ahead = hours * 3600.0 + minutes * 60.0;
    Some((text.trim_end(), if zone.starts_with('-') { -ahead } else { ahead }))
}
