//! How unlikely a figure is by chance: tails of distributions, from arithmetic alone.

use super::elementary::{exp2, ln};
use super::robust::median;
use std::f64::consts::{LN_2, LOG2_E, TAU};

/// Farther out every tail is taken for this far.
const FARTHEST: f64 = 1e6;
/// Below this the series converges fast, above it the continued fraction.
const BORDER: f64 = 2.0;
/// Half of |Z| of a standard normal Z lies below this: `Φ⁻¹(3/4)`.
const NORMAL_MEDIAN: f64 = 0.674_489_750_196_081_7;

/// `ln P(|Z| ≥ z)` of a standard normal Z; 0 for z ≤ 0, NaN for NaN.
///
/// Up to 2 by the series `Φ(z) − ½ = φ(z)·Σ z^(2k+1)/(2k+1)!!`, beyond by Laplace's continued fraction
/// `Q(z) = φ(z)/(z + 1/(z + 2/(z + …)))`; relative error of the logarithm below 1e-12. Cost: some 150
/// operations.
pub fn ln_two_sided(z: f64) -> f64 {
    if z.is_nan() {
        return f64::NAN;
    }
    let z = z.clamp(0.0, FARTHEST);
    let ln_density = -z * z / 2.0 - ln(TAU) / 2.0;
    if z < BORDER {
        let mut term = z;
        let mut sum = z;
        for k in 1..=40 {
            term *= z * z / f64::from(2 * k + 1);
            sum += term;
        }
        return ln(1.0 - 2.0 * exp2(ln_density * LOG2_E) * sum);
    }
    let fraction = (1..=60).rev().fold(z, |below, k| z + f64::from(k) / below);
    LN_2 + ln_density - ln(fraction)
}

/// The z of a standard normal that is as unlikely as this |t| of Student's distribution.
///
/// Wallace, Bounds on Normal Approximations to Student's and the Chi-Square Distributions, 1959:
/// `z = (8ν + 1)/(8ν + 3) · √(ν·ln(1 + t²/ν))`, within 1 % from 5 degrees of freedom on.
pub fn student_as_normal(t: f64, freedom: f64) -> f64 {
    let t = t.abs().min(FARTHEST);
    let shrink = (8.0 * freedom + 1.0) / (8.0 * freedom + 3.0);
    shrink * (freedom * ln(1.0 + t * t / freedom)).sqrt()
}

/// How many times wider the figures |z| of many tests are spread than those of noise, at least 1: their
/// median over that of a standard normal. 1 for none.
///
/// After Efron, Large-Scale Simultaneous Hypothesis Testing: The Choice of a Null Hypothesis, 2004. What
/// a series does nearly everywhere, such as bending at every turn of a season, is no discovery, though no
/// single test can tell. Cost: O(n).
pub fn empirical_null(sizes: &[f64]) -> f64 {
    median(sizes).map_or(1.0, |median| (median / NORMAL_MEDIAN).max(1.0))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn normal_tails_equal_published_figures() {
        // Computed with scipy 1.17.1: log(2) + norm.logsf(z).
        let figures = [
            (0.0, 0.0),
            (1e-3, -0.000_798_202_907_019_8),
            (0.5, -0.482_764_581_033_673_5),
            (1.0, -1.147_874_464_449_318),
            (1.96, -2.995_816_471_169_693),
            (2.0, -3.090_037_153_122_086),
            (3.0, -5.914_579_040_950_405),
            (6.0, -20.043_621_769_414_77),
            (40.0, -803.915_294_833_194_5),
        ];
        for (z, wanted) in figures {
            let got = ln_two_sided(z);
            assert!((got - wanted).abs() <= 1e-12 * wanted.abs().max(1e-3), "{z}: {got} {wanted}");
        }
        assert!(ln_two_sided(f64::NAN).is_nan() && ln_two_sided(f64::INFINITY).is_finite());
        assert_eq!(ln_two_sided(-1.0), 0.0);
    }

    #[test]
    fn what_is_everywhere_is_no_discovery() {
        assert_eq!((empirical_null(&[]), empirical_null(&[0.0, 0.0, 9.0])), (1.0, 1.0));
        assert_eq!(empirical_null(&[0.0, 2.0 * NORMAL_MEDIAN, 9.0]), 2.0);
    }

    #[test]
    fn student_tails_are_near() {
        // Computed with scipy 1.17.1: norm.isf(t.sf(t, freedom)).
        let figures = [
            (2.0, 5.0, 1.635_522_896_700_349),
            (6.0, 10.0, 3.822_493_689_813_077),
            (6.0, 40.0, 5.037_096_910_866_178),
            (20.0, 98.0, 12.594_004_172_223_544),
        ];
        for (t, freedom, wanted) in figures {
            let got = student_as_normal(t, freedom);
            assert!((got / wanted - 1.0).abs() < 0.01, "{t} {freedom}: {got} {wanted}");
        }
        assert!(student_as_normal(f64::INFINITY, 5.0).is_finite());
    }
}
