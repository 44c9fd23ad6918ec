//! Events from queries: deployments that a generation or a version tells, alerts that fire. Pure functions of a query
//! and of the series that answered it.

mod alerts;
mod changes;
mod versions;

use crate::model::{Labels, Mark, Series};
use crate::stats::order::sort_by;

/// Labels that tell one of several that do the same: what differs in them alone is one event.
const REPLICAS: &[&str] = &[
    "instance",
    "pod",
    "pod_name",
    "pod_ip",
    "pod_uid",
    "uid",
    "node",
    "host",
    "host_ip",
    "hostname",
    "container_id",
    "image_id",
    "endpoint",
    "replica",
    "prometheus",
    "pod_template_hash",
];
/// Labels that say whom an event concerns, most telling first.
const WHOM: &[&str] = &[
    "deployment",
    "statefulset",
    "daemonset",
    "app_kubernetes_io_name",
    "app",
    "application",
    "service",
    "service_name",
    "container",
    "component",
    "name",
    "job",
    "namespace",
    "instance",
];
/// Points that are missing in a row do not end what goes on.
const MISSING: f64 = 3.5;

/// The events that these series are, in order of time; `None` if the answer to this query is one of measurements.
/// Asking again, with more points or with some of them twice, gives the same events. Cost: O(points · log points).
pub fn events(query: &str, series: &[Series]) -> Option<Vec<Mark>> {
    let words: Vec<&str> = words(query);
    let mut marks = alerts::alerts(&words, series)
        .or_else(|| changes::changes(query, &words, series))
        .or_else(|| versions::versions(&words, series))?;
    sort_by(&mut marks, |a, b| {
        a.time.total_cmp(&b.time).then_with(|| (&a.title, &a.labels).cmp(&(&b.title, &b.labels)))
    });
    marks.dedup();
    Some(marks)
}

// Names and functions of a query.
fn words(query: &str) -> Vec<&str> {
    let parts = |letter: char| !letter.is_ascii_alphanumeric() && letter != '_' && letter != ':';
    query.split(parts).filter(|word| !word.is_empty()).collect()
}

// Whom labels name; empty if nobody.
fn whom(labels: &Labels) -> &str {
    WHOM.iter().find_map(|name| labels.get(name)).unwrap_or_default()
}

// Labels without those that tell one of several apart.
fn common(labels: &Labels) -> Labels {
    kept(labels, &|name| !REPLICAS.contains(&name))
}

fn kept(labels: &Labels, keeps: &dyn Fn(&str) -> bool) -> Labels {
    let kept = labels.iter().filter(|(name, _)| keeps(name));
    Labels::new(kept.map(|(name, value)| (name.to_owned(), value.to_owned())))
}

// First and last moment of each stretch in which a series is above 0; what misses a few points goes on.
fn stretches(series: &Series) -> Vec<[f64; 2]> {
    let pause = MISSING * series.samples().step();
    let mut found: Vec<[f64; 2]> = Vec::new();
    let mut is_over = true;
    for (time, value) in series.times.iter().zip(&series.values) {
        match found.last_mut() {
            // What says 0 has ended, and what says nothing for a while.
            _ if *value <= 0.0 => is_over = true,
            _ if value.is_nan() => {}
            Some(last) if !is_over && time - last[1] <= pause => last[1] = *time,
            _ => {
                found.push([*time; 2]);
                is_over = false;
            }
        }
    }
    found
}
