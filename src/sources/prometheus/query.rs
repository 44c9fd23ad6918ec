//! A range query and the requests that it takes.

use super::percent::field;
use crate::model::{Auth, HttpRequest, Method, Problem, TimeRange};
use serde::{Deserialize, Serialize};

/// Points per series and request that Prometheus grants (`web/api/v1`: 11,000, the first included).
pub const MAX_POINTS: i64 = 11_000;

/// More parts than this for one query are an oversight, and would take a server minutes.
pub const MAX_PARTS: i64 = 200;

/// Names and metadata beyond this help nobody in a menu; servers that do not know `limit` ignore it.
const MAX_NAMES: u32 = 50_000;

/// Steps that people recognise, in seconds; whole days follow.
const NICE_STEPS: [f64; 18] = [
    1.0, 2.0, 5.0, 10.0, 15.0, 30.0, 60.0, 120.0, 300.0, 600.0, 900.0, 1800.0, 3600.0, 7200.0,
    10_800.0, 21_600.0, 43_200.0, 86_400.0,
];

const DAY: f64 = 86_400.0;

/// What a user asks for.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct RangeQuery {
    /// The expression.
    pub promql: String,
    /// Moments in seconds since 1970-01-01 UTC; both ends are moved down to a multiple of `step`.
    pub range: TimeRange,
    /// Distance of two points in seconds, whole milliseconds.
    pub step: f64,
}

/// The smallest nice step with at most `points` points (never more than 11,000) over a range, so
/// that it takes one request; seconds.
pub fn auto_step(range: TimeRange, points: usize) -> f64 {
    let points = points.clamp(2, MAX_POINTS as usize);
    // One interval less than points, and one more for the start, which moves down.
    let seconds = range.seconds();
    nice_step(if seconds.is_finite() { seconds / (points - 2).max(1) as f64 } else { DAY })
}

/// The smallest nice step that is at least `wanted` seconds.
fn nice_step(wanted: f64) -> f64 {
    let nice = NICE_STEPS.iter().find(|step| **step >= wanted).copied();
    nice.unwrap_or_else(|| (wanted / DAY).ceil().max(1.0) * DAY)
}

/// The aligned range of a query in whole milliseconds.
#[derive(Clone, Copy)]
struct Grid {
    first: i64,
    last: i64,
    step: i64,
}

impl RangeQuery {
    /// Refuses what no server could answer, before anything is sent.
    pub fn check(&self) -> Result<(), Problem> {
        let wrong = |what: &str, fix: &str| Err(Problem::new(what, self.promql.clone(), fix));
        if self.promql.trim().is_empty() {
            return wrong("There is no query.", "Write one, for instance `up`.");
        }
        let TimeRange { from, to } = self.range;
        // Twice the span of dates that Prometheus accepts in JSON; far from any overflow.
        if !(from.abs() < 1e12 && to.abs() < 1e12 && from <= to) {
            return wrong(
                "The end of the range lies before its start.",
                "Choose a start and a later end.",
            );
        }
        if !(self.step >= 1e-3 && self.step < 1e12) {
            return wrong(
                "The step is not at least one millisecond.",
                "Choose a larger step, or leave it empty.",
            );
        }
        if self.parts() > MAX_PARTS {
            let step = auto_step(self.range, MAX_POINTS as usize);
            return Err(Problem::new(
                format!(
                    "This range takes {} requests at this step; {MAX_PARTS} are the limit.",
                    self.parts()
                ),
                self.promql.clone(),
                format!("Choose a shorter range or a larger step; {step} s takes one request."),
            ));
        }
        Ok(())
    }

    /// The points that are asked for: first and last moment, both multiples of the step.
    pub fn aligned(&self) -> TimeRange {
        let grid = self.grid();
        TimeRange { from: grid.first as f64 / 1e3, to: grid.last as f64 / 1e3 }
    }

    /// The requests: form POSTs of at most 11,000 points per series each, in order of time, that
    /// together ask for every step once. None if [`Self::check`] refuses.
    pub fn plan(&self, base: &str, auth: &Auth) -> Vec<HttpRequest> {
        if self.check().is_err() {
            return Vec::new();
        }
        let request = |(first, last)| HttpRequest {
            method: Method::Post,
            url: format!("{base}/api/v1/query_range"),
            form: [
                field("query", &self.promql),
                field("start", &seconds(first)),
                field("end", &seconds(last)),
                field("step", &seconds(self.grid().step)),
            ]
            .join("&"),
            auth: auth.clone(),
            tenant: String::new(),
            spaces: &[],
        };
        self.spans().map(request).collect()
    }

    /// The same query with a step of at least twice the length.
    pub fn with_larger_step(&self) -> Self {
        Self { step: nice_step(self.step * 2.0), ..self.clone() }
    }

    /// The same query in two halves of the range, to be joined; `None` if it is a single point.
    pub fn halves(&self) -> Option<[Self; 2]> {
        let grid = self.grid();
        let count = (grid.last - grid.first) / grid.step;
        if count == 0 {
            return None;
        }
        let middle = grid.first + count / 2 * grid.step;
        let part = |first: i64, last: i64| {
            let range = TimeRange { from: first as f64 / 1e3, to: last as f64 / 1e3 };
            Self { range, ..self.clone() }
        };
        Some([part(grid.first, middle), part(middle + grid.step, grid.last)])
    }

    fn grid(&self) -> Grid {
        let step = ((self.step * 1e3).round() as i64).max(1);
        // Milliseconds first: 0.1 s has no exact f64, 100 ms has.
        let align = |time: f64| ((time * 1e3).round() as i64).div_euclid(step) * step;
        Grid { first: align(self.range.from), last: align(self.range.to), step }
    }

    fn parts(&self) -> i64 {
        let grid = self.grid();
        (grid.last - grid.first) / grid.step / MAX_POINTS + 1
    }

    fn spans(&self) -> impl Iterator<Item = (i64, i64)> {
        let Grid { first, last, step } = self.grid();
        (0..self.parts()).map(move |part| {
            let start = first + part * MAX_POINTS * step;
            (start, last.min(start + (MAX_POINTS - 1) * step))
        })
    }
}

/// Asks which server answers, and in which version.
pub fn build_info(base: &str, auth: &Auth) -> HttpRequest {
    get(format!("{base}/api/v1/status/buildinfo"), auth)
}

/// Asks for the names of all metrics. Prometheus answers 405 to a POST here.
pub fn metric_names(base: &str, auth: &Auth) -> HttpRequest {
    get(format!("{base}/api/v1/label/__name__/values?limit={MAX_NAMES}"), auth)
}

/// Asks for type, help and unit of all metrics.
pub fn metadata(base: &str, auth: &Auth) -> HttpRequest {
    get(format!("{base}/api/v1/metadata?limit={MAX_NAMES}"), auth)
}

/// Asks for the slowest queries, which only `VictoriaMetrics` knows, and answers to every page.
pub fn top_queries(base: &str, auth: &Auth) -> HttpRequest {
    get(format!("{base}/api/v1/status/top_queries?topN=1"), auth)
}

fn get(url: String, auth: &Auth) -> HttpRequest {
    HttpRequest {
        method: Method::Get,
        url,
        form: String::new(),
        auth: auth.clone(),
        tenant: String::new(),
        spaces: &[],
    }
}

/// Milliseconds as decimal seconds, as servers read them: `1700000000.5`.
fn seconds(milliseconds: i64) -> String {
    let sign = if milliseconds < 0 { "-" } else { "" };
    let size = milliseconds.unsigned_abs();
    let text = format!("{sign}{}.{:03}", size / 1000, size % 1000);
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn query(from: f64, to: f64, step: f64) -> RangeQuery {
        RangeQuery { promql: "up".to_owned(), range: TimeRange { from, to }, step }
    }

    fn values(form: &str, name: &str) -> f64 {
        let part = form.split('&').find_map(|part| part.strip_prefix(&format!("{name}="))).unwrap();
        part.parse().unwrap()
    }

    #[test]
    fn steps_are_nice_and_take_one_request() {
        let check = |seconds: f64, points: usize, expected: f64| {
            assert_eq!(auto_step(TimeRange { from: 0.0, to: seconds }, points), expected);
        };
        check(3600.0, 1000, 5.0);
        check(3600.0, 11_000, 1.0);
        check(86_400.0, 1000, 120.0);
        check(30.0 * DAY, 20_000, 300.0);
        check(400.0 * DAY, 100, 5.0 * DAY);
        check(0.0, 100, 1.0);
        check(f64::NAN, 0, DAY);
    }

    #[test]
    fn requests_are_simple_forms() {
        let auth = Auth::Bearer("x".to_owned());
        let mut query = query(1_700_000_000.7, 1_700_000_010.2, 0.5);
        query.promql = "a + b{c=\"ü\"}".to_owned();
        let plan = query.plan("https://h/p", &auth);
        assert_eq!(plan.len(), 1);
        assert_eq!(
            (plan[0].method, plan[0].url.as_str()),
            (Method::Post, "https://h/p/api/v1/query_range")
        );
        assert_eq!(
            plan[0].form,
            "query=a+%2B+b%7Bc%3D%22%C3%BC%22%7D&start=1700000000.5&end=1700000010&step=0.5"
        );
        assert_eq!(plan[0].auth, auth);
        let info = build_info("http://h", &Auth::None);
        assert_eq!(
            (info.method, info.url.as_str()),
            (Method::Get, "http://h/api/v1/status/buildinfo")
        );
        assert!(
            metric_names("http://h", &auth)
                .url
                .starts_with("http://h/api/v1/label/__name__/values")
        );
        assert!(metadata("http://h", &auth).url.starts_with("http://h/api/v1/metadata"));
    }

    #[test]
    fn the_limit_is_eleven_thousand_points_with_both_ends() {
        let check = |points: i64, expected: usize| {
            assert_eq!(query(0.0, (points - 1) as f64, 1.0).plan("", &Auth::None).len(), expected);
        };
        check(1, 1);
        check(11_000, 1);
        check(11_001, 2);
        check(22_000, 2);
        check(22_001, 3);
    }

    #[test]
    fn what_no_server_could_answer_is_refused_first() {
        for bad in [
            query(10.0, 0.0, 1.0),
            query(f64::NAN, 1.0, 1.0),
            query(0.0, f64::INFINITY, 1.0),
            query(0.0, 1.0, 0.0),
            query(0.0, 1.0, -1.0),
            query(0.0, 1.0, f64::NAN),
            query(0.0, 1e9, 1.0),
        ] {
            assert!(bad.check().is_err(), "{bad:?}");
            assert!(bad.plan("", &Auth::None).is_empty());
        }
        let mut empty = query(0.0, 1.0, 1.0);
        empty.promql = "  ".to_owned();
        assert!(empty.check().is_err());
    }

    #[test]
    fn a_query_can_be_asked_with_a_larger_step_or_in_halves() {
        let query = query(0.0, 100.0, 15.0);
        assert_eq!(query.with_larger_step().step, 30.0);
        let [first, second] = query.halves().unwrap();
        assert_eq!((first.aligned().from, first.aligned().to), (0.0, 45.0));
        assert_eq!((second.aligned().from, second.aligned().to), (60.0, 90.0));
    }

    #[test]
    fn moments_are_written_to_the_millisecond() {
        let check = |milliseconds, expected: &str| assert_eq!(seconds(milliseconds), expected);
        check(1_700_000_000_000, "1700000000");
        check(1_700_000_000_120, "1700000000.12");
        check(-1_500, "-1.5");
        check(0, "0");
        check(1, "0.001");
    }

    proptest! {
        #[test]
        fn no_step_is_asked_twice_and_none_is_missing(
            from in -1e9..2e9_f64, points in 0.0..60_000.0_f64, step_ms in 1_i64..5_000_000,
        ) {
            let step = step_ms as f64 / 1e3;
            let query = query(from, from + points * step, step);
            let plan = query.plan("", &Auth::None);
            let mut expected = ((from * 1e3).round() as i64).div_euclid(step_ms) * step_ms;
            for request in &plan {
                let start = (values(&request.form, "start") * 1e3).round() as i64;
                let end = (values(&request.form, "end") * 1e3).round() as i64;
                prop_assert_eq!(start, expected);
                prop_assert_eq!((end - start) % step_ms, 0);
                let count = (end - start) / step_ms + 1;
                prop_assert!((1..=MAX_POINTS).contains(&count));
                expected = end + step_ms;
            }
            let end = ((query.range.to * 1e3).round() as i64).div_euclid(step_ms) * step_ms;
            prop_assert_eq!(expected, end + step_ms);
        }

        #[test]
        fn the_automatic_step_takes_one_request_from_any_start(
            from in 0.0..2e9_f64, seconds in 0.0..1e9_f64, points in 0_usize..30_000,
        ) {
            let range = TimeRange { from, to: from + seconds };
            let query = RangeQuery { promql: "up".to_owned(), range, step: auto_step(range, points) };
            let plan = query.plan("", &Auth::None);
            prop_assert_eq!(plan.len(), 1);
            let aligned = query.aligned();
            prop_assert!(aligned.seconds() / query.step + 1.0 <= points.clamp(3, 11_000) as f64 + 1e-6);
        }
    }
}
