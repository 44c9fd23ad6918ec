//! Location and scale that a few wild values cannot move.

/// Turns a median absolute deviation into the standard deviation of a Gaussian: `1/Φ⁻¹(3/4)`.
pub const MAD_TO_SIGMA: f64 = 1.482_602_218_505_602;

/// Turns the 90 % quantile of absolute deviations into the standard deviation of a Gaussian:
/// `1/Φ⁻¹(0.95)`.
pub const NINETIETH_TO_SIGMA: f64 = 0.607_956_830_912_063_3;

/// Median of the finite values (the mean of the middle two of an even number); `None` if there is
/// none. Cost: O(n) time and memory.
pub fn median(values: &[f64]) -> Option<f64> {
    let mut finite: Vec<f64> = values.iter().copied().filter(|value| value.is_finite()).collect();
    median_in_place(&mut finite)
}

/// Median absolute deviation from the median, not scaled; `None` if no value is finite.
///
/// Hampel 1974. Multiply by [`MAD_TO_SIGMA`] for a standard deviation. Cost: O(n).
pub fn mad(values: &[f64]) -> Option<f64> {
    let centre = median(values)?;
    let mut deviations: Vec<f64> = values
        .iter()
        .filter(|value| value.is_finite())
        .map(|value| (value - centre).abs())
        .collect();
    median_in_place(&mut deviations)
}

/// Mean and standard deviation (ddof 1) by two passes over the values that are not NaN.
///
/// The deviation is NaN for fewer than two values, the mean for none; an infinite value makes both
/// useless, as it does in pandas. Cost: O(n).
pub fn mean_and_deviation(values: &[f64]) -> (f64, f64) {
    let present = || values.iter().copied().filter(|value| !value.is_nan());
    let count = present().count() as f64;
    let mean = present().sum::<f64>() / count;
    let squares: f64 = present().map(|value| (value - mean) * (value - mean)).sum();
    let deviation = if count < 2.0 { f64::NAN } else { (squares / (count - 1.0)).sqrt() };
    (mean, deviation)
}

fn median_in_place(values: &mut [f64]) -> Option<f64> {
    if values.is_empty() {
        return None;
    }
    let half = values.len() / 2;
    let odd = values.len() % 2 == 1;
    let (below, upper, _) = values.select_nth_unstable_by(half, f64::total_cmp);
    let upper = *upper;
    if odd {
        return Some(upper);
    }
    let lower = below.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    Some(midpoint(lower, upper))
}

/// The middle of two numbers, without overflow.
pub fn midpoint(a: f64, b: f64) -> f64 {
    a / 2.0 + b / 2.0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn median_and_mad_skip_what_is_not_finite() {
        let check = |values: &[f64], centre: Option<f64>, spread: Option<f64>| {
            assert_eq!((median(values), mad(values)), (centre, spread), "{values:?}");
        };
        check(&[], None, None);
        check(&[f64::NAN, f64::INFINITY], None, None);
        check(&[7.0], Some(7.0), Some(0.0));
        check(&[3.0, 1.0, f64::NAN, 2.0], Some(2.0), Some(1.0));
        check(&[4.0, 1.0, 3.0, 2.0], Some(2.5), Some(1.0));
        check(&[1.0, 2.0, 3.0, 4.0, f64::INFINITY, 1e9], Some(3.0), Some(1.0));
        check(&[f64::MAX, f64::MAX], Some(f64::MAX), Some(0.0));
    }

    #[test]
    fn mean_and_deviation_follow_ddof_1() {
        assert_eq!(mean_and_deviation(&[1.0, f64::NAN, 3.0]), (2.0, 2f64.sqrt()));
        let (mean, deviation) = mean_and_deviation(&[5.0]);
        assert!(mean == 5.0 && deviation.is_nan());
        assert!(mean_and_deviation(&[]).0.is_nan());
    }
}
