//! What raw counters mean: rates, and means of sums over counts.
//!
//! Servers that are asked for a metric by its name give counters that only rise. Nobody is troubled by their height, but
//! by how fast they rise, and by what a sum has more for each more of its count.

use super::rate::rates;
use crate::model::{Labels, Series, is_failure, unit_of};
use std::collections::BTreeMap;

/// Fewer points do not show that something only rises.
const KNOWN: usize = 20;
/// One fall, and one more in so many steps, is a restart; more are a level.
const STEPS_A_RESTART: usize = 50;
/// Of a name that does not say so, half of the values must rise so often …
const RISES: usize = 5;
/// … and fall to less than this share of what was counted, as a restart does.
const RESTARTED: f64 = 0.5;
/// What has been done, or was counted, as names of counters say that have no ending.
const DONE: &[&str] = &[
    "requests",
    "calls",
    "errors",
    "failures",
    "messages",
    "queries",
    "commands",
    "operations",
    "packets",
    "failed",
    "processed",
    "completed",
    "handled",
    "served",
    "made",
    "sent",
    "received",
    "published",
    "delivered",
    "rejected",
    "dropped",
    "opcounters",
    "msgs",
    "reqs",
    "hits",
    "misses",
    "reads",
    "writes",
    "inserts",
    "lookups",
    "returned",
    "commits",
    "rollbacks",
    "transactions",
    "events",
    "records",
    "retries",
    "timeouts",
    "exceptions",
    "evictions",
    "stalls",
];

/// Every counter of a source as its rate a second, and each sum with its count as their mean; buckets of histograms are
/// left out, and all else stays as it is. A rate has the moments of its counter, and the first is a gap; see
/// [`super::rate`]. Cost: O(points).
pub fn meant(series: Vec<Series>) -> Vec<Series> {
    let mut sums: BTreeMap<(String, Labels), Series> = BTreeMap::new();
    for one in &series {
        if let (Some(base), true) = (one.name.strip_suffix("_sum"), is_counter(one)) {
            sums.insert((base.to_owned(), one.labels.clone()), rate(one, base));
        }
    }
    let mut meant = Vec::with_capacity(series.len());
    for one in series {
        if !is_counter(&one) {
            meant.push(one);
            continue;
        }
        match ending(&one.name) {
            (base, "_count") => {
                let sum = sums.get(&(base.to_owned(), one.labels.clone()));
                meant.extend(sum.map(|sum| mean(&one, base, sum)));
                meant.push(rate(&one, &[base, "_calls_per_second"].concat()));
            }
            (_, "_bucket") => {}
            // It is in the mean.
            (base, "_sum") if sums.contains_key(&(base.to_owned(), one.labels.clone())) => {}
            (base, _) => {
                let ending =
                    if has_failed(&one.labels) { "_errors_per_second" } else { "_per_second" };
                meant.push(rate(&one, &[base, ending].concat()));
            }
        }
    }
    meant
}

/// The rates a second of a counter; `None` of what is none. Cost: O(points).
pub fn rated(series: &Series) -> Option<Vec<f64>> {
    is_counter(series).then(|| rates(series.samples()))
}

fn ending(name: &str) -> (&str, &'static str) {
    let endings = ["_count", "_sum", "_bucket", "_total"];
    let found = endings.into_iter().find_map(|ending| Some((name.strip_suffix(ending)?, ending)));
    found.unwrap_or((name, ""))
}

// By its name and its course: a table's column of that name may be a level. Where the name says only what is counted,
// the course must say that it is the sum: it rises all the time, and what falls starts anew.
fn is_counter(series: &Series) -> bool {
    let is_named = !ending(&series.name).1.is_empty();
    if !is_named && !is_done(&series.name) {
        return false;
    }
    let present: Vec<f64> =
        series.values.iter().copied().filter(|value| value.is_finite()).collect();
    let falls = present.windows(2).filter(|pair| pair[1] < pair[0]);
    let restarts = falls.clone().all(|pair| pair[1] < RESTARTED * pair[0]);
    let rises = |part: &[f64]| RISES <= part.windows(2).filter(|pair| pair[0] < pair[1]).count();
    let (early, late) = present.split_at(present.len() / 2);
    // What never changes is how much there is of something.
    KNOWN <= present.len()
        && present.iter().any(|value| *value != present[0])
        && present.iter().all(|value| *value >= 0.0)
        && falls.count() <= 1 + present.len() / STEPS_A_RESTART
        && (is_named || restarts && rises(early) && rises(late))
}

fn is_done(name: &str) -> bool {
    let mut words = name.split(|one: char| !one.is_ascii_alphanumeric());
    words.any(|word| DONE.iter().any(|done| done.eq_ignore_ascii_case(word)))
}

fn has_failed(labels: &Labels) -> bool {
    labels.iter().any(|(name, value)| is_failure(name, value))
}

fn rate(series: &Series, name: &str) -> Series {
    Series {
        name: name.to_owned(),
        unit: String::new(),
        values: rates(series.samples()),
        ..series.clone()
    }
}

// A moment that only one of the two has says nothing.
fn mean(count: &Series, name: &str, sum: &Series) -> Series {
    let mut later = 0;
    let of_sum = |time: f64| {
        later += sum.times[later..].partition_point(|one| *one < time);
        let same = sum.times.get(later).is_some_and(|one| *one == time);
        if same { sum.values[later] } else { f64::NAN }
    };
    let sums: Vec<f64> = count.times.iter().copied().map(of_sum).collect();
    let each = sums.iter().zip(rates(count.samples()));
    let values = each.map(|(sum, count)| if count > 0.0 { sum / count } else { f64::NAN });
    let unit = unit_of(name).to_owned();
    Series { name: name.to_owned(), unit, values: values.collect(), ..count.clone() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::Arc;

    fn counter(name: &str, labels: &[(&str, &str)], step: f64) -> Series {
        let times: Vec<f64> = (0..40).map(|at| f64::from(at) * 10.0).collect();
        let values = (0..40)
            .map(|at| if at < 30 { f64::from(at) * step } else { f64::from(at - 30) * step })
            .collect();
        let labels = labels.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
        Series {
            name: name.to_owned(),
            labels: Labels::new(labels),
            times: Arc::new(times),
            values,
            ..Series::default()
        }
    }

    #[test]
    fn counters_become_rates_and_sums_means() {
        let found = meant(vec![
            counter("http_request_duration_seconds_sum", &[], 6.0),
            counter("http_request_duration_seconds_count", &[], 30.0),
            counter("http_requests_total", &[("code", "503")], 20.0),
            counter("cache_bucket", &[], 1.0),
            counter("temperature", &[], 1.0),
        ]);
        let names: Vec<&str> = found.iter().map(|one| one.name.as_str()).collect();
        let wanted = [
            "http_request_duration_seconds",
            "http_request_duration_seconds_calls_per_second",
            "http_requests_errors_per_second",
            "temperature",
        ];
        assert_eq!(names, wanted);
        let at =
            |series: usize| [5, 31].map(|at: usize| (found[series].values[at] * 1e6).round() / 1e6);
        assert_eq!([at(0), at(1), at(2)], [[0.2; 2], [3.0; 2], [2.0; 2]]);
        assert!(found[0].values[0].is_nan() && found[0].unit == "s" && found[0].values.len() == 40);
    }

    #[test]
    fn a_mean_is_of_the_moments_that_both_have() {
        let mut sum = counter("wait_seconds_sum", &[], 6.0);
        let kept = |at: &usize| *at != 7;
        sum.times = Arc::new((0..40).filter(kept).map(|at| sum.times[at]).collect());
        sum.values = (0..40).filter(kept).map(|at| sum.values[at]).collect();
        let found = meant(vec![sum, counter("wait_seconds_count", &[], 30.0)]);
        assert_eq!(found[0].values.len(), 40);
        let gap = |at: &usize| found[0].values[*at].is_nan();
        assert_eq!((1..30).filter(gap).collect::<Vec<usize>>(), [7]);
        assert!((found[0].values[8] - 0.2).abs() < 1e-9);
    }

    #[test]
    fn what_only_rises_is_counted_whatever_it_is_called() {
        let found = meant(vec![counter("calls_failed", &[], 20.0)]);
        assert_eq!((found[0].name.as_str(), found[0].values[5]), ("calls_failed_per_second", 2.0));
        let mut level = counter("calls_failed", &[], 20.0);
        level.values[20] -= 30.0;
        assert_eq!(meant(vec![level.clone()]), [level]);
    }

    #[test]
    fn levels_of_that_name_stay() {
        let mut orders = counter("orders_total", &[], 1.0);
        orders.values = (0..40).map(|at| f64::from(at % 3)).collect();
        assert_eq!(meant(vec![orders.clone()]), [orders.clone()]);
        orders.values = vec![64.0; 40];
        assert_eq!(meant(vec![orders.clone()]), [orders]);
        assert!(meant(Vec::new()).is_empty());
    }
}
