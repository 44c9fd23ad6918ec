//! Finds out what kind of quantity a series holds: by what its server says, its unit, the words of its
//! name, and its values, which have the last word.

use super::counter::{self, Counter, Nature};
use crate::model::{Series, SeriesKind};

/// The kind that a series claims to be: by what its server says of the metric (`counter`, `gauge`,
/// `histogram`, `summary`; else empty), its unit, and the words of its name. Looks at no value.
pub fn named_kind(name: &str, unit: &str, declared: &str) -> Option<SeriesKind> {
    let name = name.to_ascii_lowercase();
    let words: Vec<&str> = name.split(|one: char| !one.is_ascii_alphanumeric()).collect();
    if is_called_counter(&words, declared) {
        return Some(SeriesKind::Counter);
    }
    let gauge = (declared == "gauge").then_some(SeriesKind::Gauge);
    by_unit(unit).or_else(|| by_words(&words)).or(gauge)
}

/// The kind of a series: what it claims to be if its values allow that, else what they look like.
/// Gaps say nothing. Cost: O(points).
pub fn kind_of(series: &Series, declared: &str) -> SeriesKind {
    let values = Seen::of(series);
    let named = named_kind(&series.name, &series.unit, declared);
    if let Some(kind) = named.filter(|kind| *kind != SeriesKind::Gauge && values.fit(*kind)) {
        return kind;
    }
    if values.nature == Nature::Counter && declared != "gauge" {
        SeriesKind::Counter
    } else if 1 < values.count && values.fit(SeriesKind::Count) {
        SeriesKind::Count
    } else {
        SeriesKind::Gauge
    }
}

// By the rules of names of Prometheus; a table's column `orders_count` is no counter unless it grows.
fn is_called_counter(words: &[&str], declared: &str) -> bool {
    let last = words.last().copied().unwrap_or_default();
    match declared {
        "counter" => true,
        "gauge" => false,
        "histogram" | "summary" => matches!(last, "count" | "sum" | "bucket"),
        _ => matches!(last, "total" | "count" | "sum" | "bucket"),
    }
}

fn by_unit(unit: &str) -> Option<SeriesKind> {
    match unit {
        "%" => Some(SeriesKind::Percentage),
        "s" | "ms" | "µs" | "us" | "ns" => Some(SeriesKind::Latency),
        _ => None,
    }
}

fn by_words(words: &[&str]) -> Option<SeriesKind> {
    const WORDS: &[(SeriesKind, &[&str])] = &[
        (SeriesKind::Percentage, &["percent", "percentage", "pct"]),
        (
            SeriesKind::Ratio,
            &["ratio", "fraction", "share", "utilization", "utilisation", "availability"],
        ),
        (SeriesKind::Latency, &["latency", "duration", "elapsed", "rtt", "lag", "delay"]),
    ];
    let is_in = |list: &[&str]| words.iter().any(|word| list.contains(word));
    WORDS.iter().find(|(_, list)| is_in(list)).map(|(kind, _)| *kind)
}

// What the values allow.
struct Seen {
    count: usize,
    least: f64,
    most: f64,
    whole: bool,
    // Whether every fall looks like a new start.
    restarts: bool,
    nature: Nature,
}

impl Seen {
    fn of(series: &Series) -> Self {
        let mut seen = Self {
            count: 0,
            least: f64::INFINITY,
            most: f64::NEG_INFINITY,
            whole: true,
            restarts: true,
            nature: Nature::Unknown,
        };
        let mut counter = Counter::new(None);
        let mut last = f64::NAN;
        let points = series.times.iter().zip(&series.values);
        for (time, value) in points.filter(|(_, value)| value.is_finite()) {
            seen.count += 1;
            seen.least = seen.least.min(*value);
            seen.most = seen.most.max(*value);
            seen.whole &= value.fract() == 0.0;
            seen.restarts &= !counter::contradicts(last, *value);
            counter.take(*time, *value);
            last = *value;
        }
        seen.nature = counter.nature();
        seen
    }

    fn fit(&self, kind: SeriesKind) -> bool {
        match kind {
            SeriesKind::Counter => 0.0 <= self.least && self.restarts,
            SeriesKind::Ratio => 0.0 <= self.least && self.most <= 1.0,
            // Sums over processors pass 100.
            SeriesKind::Percentage | SeriesKind::Latency => 0.0 <= self.least,
            SeriesKind::Count => self.whole && 0.0 <= self.least,
            SeriesKind::Gauge => true,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::Arc;

    fn series(name: &str, unit: &str, values: &[f64]) -> Series {
        let (name, unit) = (name.to_owned(), unit.to_owned());
        let times = Arc::new((0..values.len()).map(|at| at as f64 * 60.0).collect());
        Series { name, unit, times, values: values.to_vec(), ..Series::default() }
    }

    fn rising() -> Vec<f64> {
        (0..30).map(|at| f64::from(if at < 25 { at * 7 } else { (at - 25) * 7 })).collect()
    }

    #[test]
    fn names_units_types_and_values_agree_on_a_kind() {
        let check =
            |name: &str, unit: &str, declared: &str, values: &[f64], expected: SeriesKind| {
                assert_eq!(
                    kind_of(&series(name, unit, values), declared),
                    expected,
                    "{name} {declared}"
                );
            };
        let falling = [3.0, 2.0, 2.5, 1.75];
        check("http_requests_total", "", "", &rising(), SeriesKind::Counter);
        check("http_requests_total", "", "counter", &[5.0, 5.0], SeriesKind::Counter);
        check("sum_total", "", "", &[5.5, 5.0, 7.0], SeriesKind::Gauge);
        check("orders_count", "", "", &[9.0, 8.0, 9.0], SeriesKind::Count);
        check("queue_items", "", "gauge", &rising(), SeriesKind::Count);
        check("anything", "", "", &rising(), SeriesKind::Counter);
        check("go_gc_duration_seconds", "s", "summary", &[0.1, 0.2], SeriesKind::Latency);
        check("go_gc_duration_seconds_count", "", "summary", &rising(), SeriesKind::Counter);
        check("cpu", "%", "", &[20.0, 180.0, 30.0], SeriesKind::Percentage);
        check("cache_hit_ratio", "", "", &[0.5, 1.0, 0.25], SeriesKind::Ratio);
        check("cache_hit_ratio", "", "", &falling, SeriesKind::Gauge);
        check("temperature", "°C", "", &falling, SeriesKind::Gauge);
        check("free_memory", "B", "", &[1e9, 2e9, 1.5e9 + 0.5], SeriesKind::Gauge);
        check("balance", "", "", &[-1.0, 2.0, 1.0], SeriesKind::Gauge);
        check("", "", "", &[], SeriesKind::Gauge);
        check("gaps", "", "", &[f64::NAN, f64::INFINITY, 2.5], SeriesKind::Gauge);
    }
}
