//! Whether a pattern comes before, with or after a metric's anomaly.

use crate::model::words::duration;

/// So many buckets either way, if nobody asks for more.
pub const USUAL_BUCKETS: usize = 10;
/// Below this, the two have nothing to say of each other.
const LEAST_CORRELATION: f64 = 0.3;
/// Correlations that differ by rounding alone are tied.
const TIED: f64 = 1e-9;

/// By how much a pattern is shifted against a metric.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Lag {
    /// Buckets: negative where the pattern leads.
    pub buckets: i32,
    /// The correlation at that shift, at most 1.
    pub correlation: f64,
}

/// The shift within ±`most` buckets at which counts of a pattern and a metric's anomaly score, on the same
/// buckets, go together best; `None` where either is constant, or the best correlation is below 0.3.
///
/// The cross-correlation of Box and Jenkins (Time Series Analysis, section 12.1), with the means and
/// deviations of all buckets, so that a shift with little overlap cannot win by chance. Both are taken by
/// their square roots (with sign): the deviation of a count grows with its root, so that all roots scatter
/// alike, and one large bucket does not decide; ranks would make a burst and a stir the same. Ties go to the
/// smaller shift, then to the pattern that leads. NaN is a gap, and counts as the mean. Cost: O(buckets · most).
pub fn lag(counts: &[f64], metric: &[f64], most: usize) -> Option<Lag> {
    let length = counts.len().min(metric.len());
    let counts = centred(&counts[..length])?;
    let metric = centred(&metric[..length])?;
    let most = most.min(length - 1) as i32;
    let mut best: Option<Lag> = None;
    for size in 0..=most {
        for buckets in [-size, size] {
            let correlation = product(&counts, &metric, buckets);
            if best.is_none_or(|best| correlation > best.correlation + TIED) {
                best = Some(Lag { buckets, correlation });
            }
        }
    }
    best.filter(|best| best.correlation >= LEAST_CORRELATION)
}

// Of a count and what the metric was so many buckets before it.
fn product(counts: &[f64], metric: &[f64], buckets: i32) -> f64 {
    let shift = buckets.unsigned_abs() as usize;
    let (late, early) = if buckets < 0 { (metric, counts) } else { (counts, metric) };
    late[shift..].iter().zip(early).map(|(late, early)| late * early).sum()
}

// Square roots less their mean, with a sum of squares of 1; gaps are 0. `None` for a constant.
fn centred(values: &[f64]) -> Option<Vec<f64>> {
    let root = |value: f64| value.signum() * value.abs().sqrt();
    let roots: Vec<f64> = values.iter().map(|value| root(*value)).collect();
    let present = || roots.iter().copied().filter(|root| root.is_finite());
    let count = present().count() as f64;
    let mean = present().sum::<f64>() / count;
    let squares: f64 = present().map(|root| (root - mean) * (root - mean)).sum();
    // Less is what rounding makes of a constant.
    if squares.is_nan() || squares <= 1e-18 * mean * mean * count || squares == 0.0 {
        return None;
    }
    let scale = 1.0 / squares.sqrt();
    let centre = |root: f64| if root.is_finite() { (root - mean) * scale } else { 0.0 };
    Some(roots.into_iter().map(centre).collect())
}

impl Lag {
    /// What is to be said of it, where buckets have `width` seconds: `leads the metric by 40 s`.
    pub fn sentence(&self, width: f64) -> String {
        let time = duration(f64::from(self.buckets.abs()) * width);
        match self.buckets {
            0 => "moves with it".to_owned(),
            ..0 => format!("leads the metric by {time}"),
            _ => format!("follows by {time}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stats::rng::Stream;

    fn noisy(seed: u64, burst: usize, height: f64) -> Vec<f64> {
        let stream = Stream::new(seed, 0);
        let count = |at: usize| {
            let on = (burst..burst + 5).contains(&at);
            (stream.uniform(at as i64) * 4.0).floor() + if on { height } else { 0.0 }
        };
        (0..80).map(count).collect()
    }

    #[test]
    fn shifts_are_found_with_their_direction() {
        let metric = noisy(1, 50, 30.0);
        for (burst, wanted) in [(46, -4), (50, 0), (57, 7), (40, -10), (60, 10)] {
            let found = lag(&noisy(2, burst, 60.0), &metric, USUAL_BUCKETS).map(|lag| lag.buckets);
            assert_eq!(found, Some(wanted), "{burst}");
        }
    }

    #[test]
    fn what_has_nothing_to_say_is_none() {
        let metric = noisy(1, 50, 30.0);
        let far = noisy(2, 20, 60.0);
        let fallen: Vec<f64> = noisy(2, 50, 60.0).iter().map(|count| 70.0 - count).collect();
        for counts in [vec![3.0; 80], vec![0.1; 80], far, fallen, vec![], vec![f64::NAN; 80]] {
            assert_eq!(lag(&counts, &metric, 10), None);
            assert_eq!(lag(&metric, &counts, 10), None);
        }
        assert_eq!(lag(&[1.0, f64::INFINITY], &[1.0, 2.0], usize::MAX), None);
    }

    #[test]
    fn ties_go_to_the_smaller_shift_and_gaps_are_passed_over() {
        let beat: Vec<f64> = (0..64).map(|at| f64::from(u8::from(at % 4 == 0))).collect();
        let found = lag(&beat, &beat, 10).expect("it is the same");
        assert!(found.buckets == 0 && (found.correlation - 1.0).abs() < 1e-12);
        let late: Vec<f64> = (0..64).map(|at| f64::from(u8::from(at % 4 == 2))).collect();
        assert_eq!(lag(&beat, &late, 10).map(|lag| lag.buckets), Some(-2));
        let mut gaps = noisy(1, 50, 30.0);
        gaps[52] = f64::NAN;
        assert_eq!(lag(&noisy(2, 47, 60.0), &gaps, 10).map(|lag| lag.buckets), Some(-3));
    }

    #[test]
    fn shifts_are_said_in_seconds() {
        let say = |buckets, width| Lag { buckets, correlation: 1.0 }.sentence(width);
        assert_eq!(say(-4, 10.0), "leads the metric by 40 s");
        assert_eq!(say(2, 10.0), "follows by 20 s");
        assert_eq!(say(0, 10.0), "moves with it");
        assert_eq!(say(-3, 60.0), "leads the metric by 3 min");
    }
}
