//! Help with writing a query: examples that the server can answer, and completion of names.

use super::Connection;

/// Metrics to look for, and the query that shows most of what they are worth; the last tell deployments, versions and
/// alerts that fire.
const EXAMPLES: &[(&str, &str)] = &[
    ("node_cpu_seconds_total", "sum by (instance, mode) (rate(node_cpu_seconds_total[5m]))"),
    (
        "http_request_duration_seconds_count",
        "sum by (handler, code) (rate(http_request_duration_seconds_count[5m]))",
    ),
    ("http_requests_total", "sum by (handler, code) (rate(http_requests_total[5m]))"),
    (
        "container_cpu_usage_seconds_total",
        "sum by (pod) (rate(container_cpu_usage_seconds_total[5m]))",
    ),
    ("node_memory_MemAvailable_bytes", "node_memory_MemAvailable_bytes"),
    ("node_filesystem_avail_bytes", "node_filesystem_avail_bytes"),
    (
        "prometheus_http_requests_total",
        "sum by (handler) (rate(prometheus_http_requests_total[5m]))",
    ),
    ("vm_http_requests_total", "sum by (path) (rate(vm_http_requests_total[5m]))"),
    ("scrape_duration_seconds", "scrape_duration_seconds"),
    ("up", "up"),
    (
        "kube_deployment_status_observed_generation",
        "changes(kube_deployment_status_observed_generation[5m])",
    ),
    ("prometheus_build_info", "{__name__=~\".+_build_info\"}"),
    ("ALERTS", "ALERTS{alertstate=\"firing\"}"),
];
/// No more examples than this are offered.
const MOST_EXAMPLES: usize = 8;
/// Completion begins with this many letters.
const FEWEST_LETTERS: usize = 2;

impl Connection {
    /// Queries that this server can answer; `up` if nothing is known of it.
    pub fn examples(&self) -> Vec<String> {
        let known = |name: &str| self.names.iter().any(|other| other == name);
        let mut examples: Vec<String> = EXAMPLES
            .iter()
            .filter(|(name, _)| known(name))
            .map(|(_, example)| (*example).to_owned())
            .take(MOST_EXAMPLES)
            .collect();
        if examples.is_empty() {
            examples.push("up".to_owned());
        }
        examples
    }

    /// Completions of the last word: the whole text with it, and what the metric is.
    pub fn complete(&self, typed: &str, most: usize) -> Vec<(String, String)> {
        let is_word = |letter: char| letter.is_ascii_alphanumeric() || matches!(letter, '_' | ':');
        let head = typed.trim_end_matches(is_word);
        let word = &typed[head.len()..];
        if word.len() < FEWEST_LETTERS {
            return Vec::new();
        }
        let found = |begins: bool| {
            let is = move |name: &&String| {
                name.contains(word) && *name != word && name.starts_with(word) == begins
            };
            self.names.iter().filter(is)
        };
        let offer = |name: &String| (format!("{head}{name}"), self.described(name));
        found(true).chain(found(false)).take(most).map(offer).collect()
    }

    // Type and help of a metric. A histogram's parts are described under the name they share.
    fn described(&self, name: &str) -> String {
        let whole = ["_bucket", "_count", "_sum", "_total", ""]
            .iter()
            .filter_map(|ending| name.strip_suffix(ending))
            .find_map(|whole| {
                let at = self.metrics.binary_search_by(|metric| metric.name.as_str().cmp(whole));
                at.ok().and_then(|at| self.metrics.get(at))
            });
        whole.map_or_else(|| name.to_owned(), |metric| format!("{}: {}", metric.kind, metric.help))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sources::prometheus::Metric;

    fn knowing(names: &[&str], metric: Option<Metric>) -> Connection {
        let mut connection = Connection::default();
        connection.names.extend(names.iter().map(|name| (*name).to_owned()));
        connection.metrics.extend(metric);
        connection
    }

    #[test]
    fn completion_extends_the_last_word_and_prefers_beginnings() {
        let names = ["up", "process_cpu_seconds_total", "cpu_info"];
        let connection = knowing(&names, None);
        let wholes = |typed: &str| {
            connection.complete(typed, 9).into_iter().map(|(whole, _)| whole).collect::<Vec<_>>()
        };
        assert_eq!(wholes("rate(process_c"), ["rate(process_cpu_seconds_total"]);
        assert_eq!(wholes("cpu"), ["cpu_info", "process_cpu_seconds_total"]);
        assert_eq!(wholes("rate(x)"), Vec::<String>::new());
    }

    #[test]
    fn a_completion_says_what_the_metric_is() {
        let metric = Metric {
            name: "latency_seconds".to_owned(),
            kind: "histogram".to_owned(),
            help: "Time taken.".to_owned(),
            unit: String::new(),
        };
        let names = ["latency_seconds_bucket", "latency_other"];
        let connection = knowing(&names, Some(metric));
        let offers = connection.complete("late", 9);
        assert_eq!(offers[0].1, "histogram: Time taken.");
        assert_eq!(offers[1].1, "latency_other");
    }

    #[test]
    fn examples_are_queries_that_the_server_can_answer() {
        let connection = knowing(&["up", "http_requests_total"], None);
        assert_eq!(connection.examples()[1], "up");
        assert_eq!(Connection::default().examples(), ["up"]);
    }
}
