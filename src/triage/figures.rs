//! What is to be known of a series around an anomaly, at a look.

use crate::model::{Figures, Samples};
use crate::stats::order::sort_by;

/// As many steps before it and behind it are looked at, at least.
const AROUND: f64 = 12.0;
const DAY: f64 = 86_400.0;

/// Of a stretch and a dozen steps around it: from the anomaly's own time. Cost: O(n log n) of its points.
pub fn figures(samples: Samples<'_>, from: f64, to: f64) -> Figures {
    let step = samples.step();
    let (from, to) = (from - AROUND * step, to + AROUND * step);
    let mut present: Vec<f64> =
        within(samples, from, to).iter().copied().filter(|value| value.is_finite()).collect();
    if present.is_empty() {
        return Figures::default();
    }
    sort_by(&mut present, f64::total_cmp);
    let count = present.len();
    let rank = (0.95 * count as f64).ceil() as usize;
    // Moments that should be there, also where rows are missing.
    let (first, last) = (
        samples.times.first().copied().unwrap_or(from),
        samples.times.last().copied().unwrap_or(to),
    );
    let moments = if step > 0.0 {
        ((to.min(last) - from.max(first)) / step).round() + 1.0
    } else {
        count as f64
    };
    Figures {
        max: present[count - 1],
        min: present[0],
        mean: mean(&present),
        p95: present[rank.clamp(1, count) - 1],
        valid: (count as f64 / moments).min(1.0),
        day_before: mean(within(samples, from - DAY, to - DAY)),
    }
}

fn within(samples: Samples<'_>, from: f64, to: f64) -> &[f64] {
    let place = |time: f64| samples.times.partition_point(|one| *one < time);
    let (from, to) = (place(from), samples.times.partition_point(|one| *one <= to));
    &samples.values[from..to.max(from)]
}

fn mean(values: &[f64]) -> f64 {
    let present = || values.iter().copied().filter(|value| value.is_finite());
    present().sum::<f64>() / present().count() as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_are_of_the_anomaly_s_own_time() {
        let times: Vec<f64> = (0..3000).map(|at| f64::from(at) * 60.0).collect();
        let mut values = vec![10.0; 3000];
        values[2000..2010].fill(50.0);
        values[2005] = f64::NAN;
        let samples = Samples { times: &times, values: &values };
        let found = figures(samples, times[2000], times[2009]);
        assert_eq!((found.max, found.min, found.p95, found.day_before), (50.0, 10.0, 50.0, 10.0));
        assert!((found.valid - 33.0 / 34.0).abs() < 1e-12);
        assert!((found.mean - (9.0 * 50.0 + 24.0 * 10.0) / 33.0).abs() < 1e-12);
        assert!(figures(samples, -1e6, -1e5).max.is_nan());
    }
}
