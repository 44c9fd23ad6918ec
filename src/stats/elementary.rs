//! Logarithm, powers of two and sine from arithmetic alone, so that native and wasm builds agree to the last bit.
//!
//! The platform's own `ln` and `sin` may differ in the last digit between builds, and simulated
//! data must not depend on where they were made.

use std::f64::consts::{LN_2, SQRT_2, TAU};

const MANTISSA_BITS: u32 = 52;
const EXPONENT_BIAS: i64 = 1023;
const ONE_EXPONENT: u64 = (EXPONENT_BIAS as u64) << MANTISSA_BITS;
const MANTISSA_MASK: u64 = (1 << MANTISSA_BITS) - 1;

/// The larger of two numbers; the second one if either is NaN.
///
/// One instruction, where `f64::max`, which knows NaN better, is a call in `WebAssembly`: a fifth of the
/// time of whole detectors. A choice by `if` is a jump there, which processors guess wrong.
#[inline]
pub fn larger(one: f64, other: f64) -> f64 {
    #[cfg(all(target_arch = "wasm32", target_feature = "simd128"))]
    {
        use std::arch::wasm32::{f64x2_extract_lane, f64x2_pmax, f64x2_splat};
        f64x2_extract_lane::<0>(f64x2_pmax(f64x2_splat(other), f64x2_splat(one)))
    }
    #[cfg(not(all(target_arch = "wasm32", target_feature = "simd128")))]
    if one > other { one } else { other }
}

/// The smaller of two numbers; the second one if either is NaN.
#[inline]
pub fn smaller(one: f64, other: f64) -> f64 {
    #[cfg(all(target_arch = "wasm32", target_feature = "simd128"))]
    {
        use std::arch::wasm32::{f64x2_extract_lane, f64x2_pmin, f64x2_splat};
        f64x2_extract_lane::<0>(f64x2_pmin(f64x2_splat(other), f64x2_splat(one)))
    }
    #[cfg(not(all(target_arch = "wasm32", target_feature = "simd128")))]
    if one < other { one } else { other }
}

/// Natural logarithm of a normal positive number; NaN for anything else.
///
/// `ln(m·2^e) = e·ln 2 + 2·atanh((m−1)/(m+1))` with `m` between `√½` and `√2`; relative error below
/// 1e-15 away from 1. Cost: some 25 operations.
pub fn ln(x: f64) -> f64 {
    if !x.is_normal() || x < 0.0 {
        return f64::NAN;
    }
    let bits = x.to_bits();
    let mut exponent = (bits >> MANTISSA_BITS) as i64 - EXPONENT_BIAS;
    let mut mantissa = f64::from_bits((bits & MANTISSA_MASK) | ONE_EXPONENT);
    if mantissa > SQRT_2 {
        mantissa /= 2.0;
        exponent += 1;
    }
    let ratio = (mantissa - 1.0) / (mantissa + 1.0);
    let square = ratio * ratio;
    // The ratio is at most 0.172, so that eleven terms leave an error below one part in 10^17.
    let series = (0..=10).rev().fold(0.0, |sum, k| sum * square + 1.0 / f64::from(2 * k + 1));
    exponent as f64 * LN_2 + 2.0 * ratio * series
}

/// Two to the power of a number between −1022 and 1023, outside of which the nearer of these counts;
/// NaN for NaN.
///
/// `2^whole` by its bits, `2^fraction` by the Taylor series of `e^(fraction·ln 2)` up to the 14th
/// power, with the fraction between −½ and ½; relative error below 1e-15. Cost: some 40 operations.
pub fn exp2(x: f64) -> f64 {
    let x = x.clamp(1.0 - EXPONENT_BIAS as f64, EXPONENT_BIAS as f64);
    let whole = x.round();
    let power = (x - whole) * LN_2;
    let series = (1..=14).rev().fold(1.0, |sum, k| 1.0 + sum * power / f64::from(k));
    f64::from_bits(((whole as i64 + EXPONENT_BIAS) as u64) << MANTISSA_BITS) * series
}

/// Sine of a number of full turns: 0.25 gives 1; NaN for a number that is not finite.
///
/// Reduced to a quarter turn, then the Taylor series up to the 21st power; absolute error below
/// 1e-15. Cost: some 25 operations.
pub fn sine_of_turns(turns: f64) -> f64 {
    let turn = turns - turns.floor();
    let quarter = match turn {
        turn if turn <= 0.25 => turn,
        turn if turn <= 0.75 => 0.5 - turn,
        turn => turn - 1.0,
    };
    let angle = TAU * quarter;
    let square = angle * angle;
    let series = (1..=10)
        .rev()
        .fold(1.0, |sum, k| 1.0 - sum * square / (f64::from(2 * k) * f64::from(2 * k + 1)));
    angle * series
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn logarithm_equals_the_platform_s() {
        for x in [1e-300, 1e-9, 0.3, 0.5, 0.999_999, 1.0, 1.5, 2.0, 10.0, 1e300] {
            let error = (ln(x) - x.ln()).abs();
            assert!(error <= 1e-15 * x.ln().abs().max(1e-3), "{x}: {error}");
        }
        assert!(ln(0.0).is_nan() && ln(-1.0).is_nan() && ln(f64::NAN).is_nan());
    }

    #[test]
    fn powers_of_two_equal_the_platform_s() {
        for step in -400..=400 {
            let x = f64::from(step) / 37.0;
            assert!((exp2(x) / x.exp2() - 1.0).abs() < 1e-15, "{x}");
        }
        assert_eq!((exp2(-3.0), exp2(0.0), exp2(1e9)), (0.125, 1.0, 2f64.powi(1023)));
        assert!(exp2(f64::NAN).is_nan() && exp2(f64::NEG_INFINITY) > 0.0);
    }

    #[test]
    fn sine_equals_the_platform_s() {
        for step in -50..=50 {
            let turns = f64::from(step) / 20.0;
            let error = (sine_of_turns(turns) - (TAU * turns).sin()).abs();
            assert!(error < 2e-15, "{turns}: {error}");
        }
        assert!(sine_of_turns(f64::INFINITY).is_nan());
    }

    #[test]
    fn the_second_one_stands_for_what_cannot_be_compared() {
        assert_eq!((larger(1.0, 2.0), larger(2.0, 1.0)), (2.0, 2.0));
        assert_eq!((smaller(1.0, 2.0), smaller(2.0, 1.0)), (1.0, 1.0));
        assert_eq!((larger(f64::NAN, 2.0), smaller(f64::NAN, 2.0)), (2.0, 2.0));
        assert!(larger(2.0, f64::NAN).is_nan() && smaller(2.0, f64::NAN).is_nan());
    }
}
