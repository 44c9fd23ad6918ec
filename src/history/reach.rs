//! How an incident stands to the limits of a user: how early it was, and what it cost.

use crate::model::{Excerpt, Incident, Limit};

/// What a limit says of an incident.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Reach {
    /// When the limit was first broken, from the incident's first sign on; `None` if never.
    pub broken: Option<f64>,
    /// Seconds for which it was broken until the incident's end.
    pub seconds: f64,
    /// The share of the budget that this took; `None` without an objective.
    pub burnt: Option<f64>,
}

/// Measures a slice of a series of an incident against a limit. A value holds until the next one, a gap breaks
/// nothing. Cost: O(points of the slice).
pub fn reach(limit: &Limit, incident: &Incident, excerpt: &Excerpt) -> Reach {
    let (mut broken, mut seconds) = (None, 0.0);
    let next = excerpt.points().skip(1).map(|(time, _)| time).chain([incident.to]);
    for ((time, value), next) in excerpt.points().zip(next) {
        let (from, to) = (time.max(incident.from), next.min(incident.to));
        if incident.to < time || next <= incident.from || !limit.is_broken(value) {
            continue;
        }
        broken = broken.or(Some(from));
        seconds += (to - from).max(0.0);
    }
    let burnt = limit.budget().filter(|budget| 0.0 < *budget).map(|budget| seconds / budget);
    Reach { broken, seconds, burnt }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn excerpt(values: &[f32]) -> Excerpt {
        let times = (0..values.len()).map(|at| at as f32 * 60.0).collect();
        Excerpt { origin: 1000.0, times, values: values.to_vec(), ..Excerpt::default() }
    }

    #[test]
    fn a_limit_is_measured_from_the_first_sign_to_the_end() {
        let incident: Incident = serde_json::from_str(
            r#"{"id":"a","source":"s","from":1120,"opened":1150,"to":1360,"ongoing":false,"severity":2,"sentence":"","signals":[],"logs":[],"sample_log":"","detector":"","state":"Open","saved":0}"#,
        )
        .expect("an incident");
        let limit = Limit { value: 5.0, objective: Some(0.99), days: 1.0, ..Limit::default() };
        let check = |values: &[f32], broken: Option<f64>, seconds: f64| {
            let found = reach(&limit, &incident, &excerpt(values));
            assert_eq!((found.broken, found.seconds), (broken, seconds), "{values:?}");
            assert_eq!(found.burnt, Some(seconds / limit.budget().unwrap_or(0.0)));
        };
        check(&[1.0, 1.0, 1.0, 4.0, 6.0, 7.0, 1.0], Some(1240.0), 120.0);
        check(&[1.0, 9.0, 1.0, 4.0, 4.0, 4.0, 1.0], None, 0.0);
        check(&[1.0, 1.0, 9.0, f32::NAN, 9.0, 1.0, 9.0], Some(1120.0), 120.0);
        check(&[9.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 9.0], None, 0.0);
        let below = Limit { below: true, ..limit.clone() };
        assert_eq!(
            reach(&below, &incident, &excerpt(&[6.0, 6.0, 6.0, 6.0, 1.0])).broken,
            Some(1240.0)
        );
    }
}
