//! What a series is, as far as incidents care: what it measures, and of whom.

use super::role::{Role, is_better_high, role_of};
use super::words::words;
use crate::model::{Series, quantity};
use serde::{Deserialize, Serialize};

/// Labels that say who is measured, most telling first; a place (`host`) is shared by many.
const WHO: &[&str] = &[
    "service",
    "service_name",
    "svc",
    "app",
    "application",
    "component",
    "job",
    "deployment",
    "container",
    "pod",
    "database",
    "db",
    "server",
    "device",
    "unit",
    "instance",
    "node",
    "host",
    "hostname",
    "machine",
    "name",
    "site",
    "tenant",
    "queue",
    "topic",
    "shard",
];
/// Of these, those that are places.
const PLACES: &[&str] = &[
    "instance",
    "node",
    "host",
    "hostname",
    "machine",
    "server",
    "cluster",
    "zone",
    "rack",
    "vm",
    "hypervisor",
];

/// One series as incidents see it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Track {
    /// Name and labels, or what else people call it.
    pub title: String,
    /// Unit; may be empty.
    pub unit: String,
    /// What it measures.
    pub role: Role,
    /// Whether less of it is worse.
    pub better_high: bool,
    /// Who is measured; empty if that is not said.
    pub entity: String,
    /// Where that runs; empty if that is not said.
    pub place: String,
    /// Its last value; NaN without.
    #[serde(with = "crate::model::gap")]
    pub last: f64,
    /// All values of its labels: series that share one may have to do with each other.
    pub labels: Vec<String>,
}

impl Track {
    /// Reads name, unit and labels. `source` is what the file or query is called, which may be the metric, or who is
    /// measured; `alone` whether that source is one of several.
    pub fn of(series: &Series, source: &str, title: String, one_of_many: bool) -> Self {
        let labels: Vec<(&str, &str)> = series.labels.iter().collect();
        let own = role_of(&series.name, &series.unit, &labels);
        let stem = stem_of(source);
        let of_source = role_of(stem, &series.unit, &labels);
        // A file of one metric with a column for each who has it.
        let is_metric_file =
            one_of_many && own_words(&series.name) && role_of(stem, "", &[]) != Role::Other;
        let role = if is_metric_file { of_source } else { own };
        let metric = if is_metric_file { stem } else { &series.name };
        let labelled =
            |wanted: &str| labels.iter().find(|(name, value)| *name == wanted && !value.is_empty());
        let place = PLACES.iter().find_map(|place| labelled(place)).map_or("", |(_, value)| value);
        let who = WHO.iter().find_map(|who| labelled(who)).map(|(_, value)| (*value).to_owned());
        let entity = who.unwrap_or_else(|| match prefix_of(&series.name) {
            _ if is_metric_file => series.name.clone(),
            prefix if !prefix.is_empty() => prefix,
            _ if one_of_many => stem.to_owned(),
            _ => String::new(),
        });
        Self {
            title: if is_metric_file { format!("{stem}: {title}") } else { title },
            unit: series.unit.clone(),
            role,
            better_high: is_better_high(metric, role),
            entity,
            place: place.to_owned(),
            last: series
                .values
                .iter()
                .rev()
                .copied()
                .find(|value| value.is_finite())
                .unwrap_or(f64::NAN),
            labels: labels
                .iter()
                .filter(|(name, _)| *name != "level")
                .map(|(_, value)| (*value).to_owned())
                .collect(),
        }
    }

    /// A value with its unit.
    pub fn quantity(&self, value: f64) -> String {
        quantity(value, &self.unit)
    }

    /// Whether the two measure the same, or something at the same place.
    pub fn is_kin(&self, other: &Self) -> bool {
        let same = |one: &str, other: &str| !one.is_empty() && one == other;
        same(&self.entity, &other.entity)
            || same(&self.place, &other.place)
            || self.labels.iter().any(|label| other.labels.contains(label))
    }

    /// The largest value that it can have, where its unit or its name say so: 100 of percent, 1 of a ratio.
    pub fn limit(&self) -> Option<f64> {
        let parts = words(&self.title);
        let has = |list: &[&str]| parts.iter().any(|word| list.contains(&word.as_str()));
        let percent = self.unit == "%" || has(&["percent", "pct", "percentage"]);
        match self.role {
            Role::Disk | Role::Memory | Role::Cpu | Role::Pool if percent => Some(100.0),
            Role::Disk | Role::Memory | Role::Cpu | Role::Pool
                if self.unit.is_empty() && self.last.abs() <= 1.0 =>
            {
                Some(1.0)
            }
            _ => None,
        }
    }

    /// Whether it is how much there is of something, not how much of it is used.
    pub fn is_size(&self) -> bool {
        words(&self.title).iter().any(|word| {
            matches!(word.as_str(), "total" | "capacity" | "size" | "limit" | "max" | "quota")
        })
    }
}

/// The name of a file without folders and endings.
pub fn stem_of(name: &str) -> &str {
    let name = name.rsplit(['/', '\\']).next().unwrap_or(name);
    let name = name.strip_suffix(".gz").unwrap_or(name);
    name.split_once('.').map_or(name, |(stem, _)| stem)
}

// Whether a name says nothing of what is measured.
fn own_words(name: &str) -> bool {
    role_of(name, "", &[]) == Role::Other
        && words(name).iter().all(|word| !UNITS.contains(&word.as_str()))
}

const UNITS: &[&str] = &[
    "ms", "seconds", "sec", "bytes", "pct", "percent", "mb", "gb", "mib", "gib", "kb", "ratio",
    "total", "count", "avg", "mean", "max", "min", "sum",
];

// What stands before the words that say what is measured: `checkout` of `checkout_latency_ms`.
fn prefix_of(name: &str) -> String {
    let parts = words(name);
    let measures =
        |word: &&String| role_of(word, "", &[]) != Role::Other || UNITS.contains(&word.as_str());
    let kept = parts.iter().position(|word| measures(&word)).unwrap_or(0);
    parts[..kept].join("-")
}
