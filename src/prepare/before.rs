//! The value that was there so long before.

use super::pace::Pace;
use crate::model::Samples;

/// For each point the value `seconds` before it: that of the nearest earlier point if it lies within
/// half a step of that moment, the earlier one of two that are equally near; NaN where there is none,
/// or where that point is a gap. A step is what points are apart where the series is now.
///
/// Cost: O(1) a point.
pub(super) fn before(samples: Samples<'_>, seconds: f64) -> Vec<f64> {
    let Samples { times, values } = samples;
    let mut pace = Pace::new();
    let mut next = 0;
    let mut found = Vec::with_capacity(values.len());
    for (at, time) in times.iter().enumerate() {
        let reach = pace.tick(*time) / 2.0;
        let wanted = time - seconds;
        // The first point after that moment; never the point itself, which is not before itself.
        while next < at && times[next] <= wanted {
            next += 1;
        }
        let far = |place: usize| (times[place] - wanted).abs();
        let late = (next < at).then_some(next);
        let early = next.checked_sub(1);
        let nearest = match (early, late) {
            (Some(early), Some(late)) if far(late) < far(early) => Some(late),
            (None, late) => late,
            (early, _) => early,
        };
        let near = nearest.filter(|place| far(*place) <= reach);
        found.push(near.map_or(f64::NAN, |place| values[place]));
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(times: &[f64], seconds: f64) -> Vec<f64> {
        before(Samples { times, values: times }, seconds)
    }

    #[test]
    fn uneven_times_find_the_nearest_within_half_a_step() {
        let times = [0.0, 10.0, 19.0, 31.0, 70.0, 80.0, 89.0];
        let expected = [f64::NAN, 0.0, 10.0, 19.0, f64::NAN, 70.0, 80.0];
        assert_eq!(format!("{:?}", found(&times, 10.0)), format!("{expected:?}"));
    }

    #[test]
    fn a_point_is_not_before_itself() {
        let times = [0.0, 60.0, 120.0];
        assert!(found(&times, 1.0).iter().all(|value| value.is_nan()));
        assert_eq!(found(&times, 40.0)[2], 60.0);
        assert_eq!(found(&times, 90.0)[2], 0.0, "of two as near, the earlier");
    }
}
