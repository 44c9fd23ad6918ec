//! Whether a series is another one after a place than before it: tests of two neighbouring windows.

use super::baseline::{ABSOLUTE_FLOOR, RELATIVE_FLOOR};
use super::elementary::{ln, sine_of_turns};
use super::tails::student_as_normal;
use crate::stats::elementary::larger;

/// What can change at a place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Change {
    /// The mean.
    Step,
    /// The slope, without a jump.
    Trend,
    /// The spread around level and slope.
    Spread,
}

/// A change and how far it is from none, as z of a standard normal.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Evidence {
    /// What changed.
    pub change: Change,
    /// Always positive.
    pub z: f64,
    /// Whether this change explains the two windows better than others do.
    pub fits: bool,
    /// Mean (step), slope a point (trend) or mean deviation (spread) before.
    pub before: f64,
    /// The same after.
    pub after: f64,
}

/// Tests for two windows of one width; the shapes that they fit are computed once.
#[derive(Debug)]
pub struct TwoWindows {
    width: usize,
    rise: Shape,
    bend: Shape,
    curve: Shape,
    wave: Shape,
}

/// A regressor over both windows, with mean 0.
#[derive(Debug)]
struct Shape {
    values: Vec<f64>,
    squares: f64,
    /// What it has in common with a jump from −1 to 1 in the middle.
    jump: f64,
}

impl Shape {
    fn new(width: usize, of: impl Fn(f64) -> f64) -> Self {
        // Places are distances from the middle of both windows.
        let place = |k: usize| k as f64 + 0.5 - width as f64;
        let mut values: Vec<f64> = (0..2 * width).map(|k| of(place(k))).collect();
        let centre = mean(&values);
        for value in &mut values {
            *value -= centre;
        }
        let squares = values.iter().map(|value| value * value).sum();
        let (left, right) = values.split_at(width);
        let jump = right.iter().sum::<f64>() - left.iter().sum::<f64>();
        Self { values, squares, jump }
    }

    /// Whether a jump explains much that this shape does not; `own` and `jump` are their products with
    /// values whose squares add up to `total`.
    fn is_beside(&self, own: f64, jump: f64, total: f64, least: f64) -> bool {
        let count = self.values.len() as f64;
        let left = total - own * own / self.squares;
        let beside = jump - self.jump * own / self.squares;
        let explained = beside * beside / (count - self.jump * self.jump / self.squares);
        let rest = (left - explained).max(least);
        explained >= BESIDE * BESIDE * rest / (count - 3.0)
    }
}

/// Evidence weaker than this is not refined.
const WORTH: f64 = 3.0;
/// So much of neighbouring residuals in common makes any test worthless.
const MOST_ALIKE: f64 = 0.99;
/// A step must also stand out by this many σ from a rise or a wave that both windows share, or every
/// stretch of a ramp or a season would be one now and then.
const BESIDE: f64 = 4.0;
/// Fewer degrees of freedom than this are outside of the approximation.
const LEAST_FREEDOM: f64 = 3.0;
/// Squared coefficient of variation of the deviations of evenly distributed values: what is less
/// variable than that has a spread that is not known well.
const LEAST_VARIATION: f64 = 1.0 / 3.0;

impl TwoWindows {
    /// For windows of `width` points on each side, at least 5.
    pub fn new(width: usize) -> Self {
        let width = width.max(5);
        let period = 2.0 * width as f64;
        Self {
            width,
            rise: Shape::new(width, |u| u),
            bend: Shape::new(width, f64::abs),
            curve: Shape::new(width, |u| u * u),
            wave: Shape::new(width, |u| sine_of_turns(u / period)),
        }
    }

    /// Points on each side.
    pub fn width(&self) -> usize {
        self.width
    }

    /// What speaks for a step, a change of trend and one of spread (in this order) between the two halves
    /// of `both`, which has twice the width, finite and of a size whose squares are too; `None` where
    /// that is too weak to be worth a look.
    ///
    /// Step: Welch's t, where a line leaves more squares. It fits if a bent line leaves more too, and if it
    /// stands out beside a common rise and beside a wave as long as both windows. Trend: t of the bend in a bent
    /// line; it fits if a step and a parabola leave more. Spread: the logarithm of the ratio of the mean
    /// absolute deviations from each side's own line, with the variance that the deviations' own
    /// variation gives it. Each statistic is divided by √((1 + ρ)/(1 − ρ)), ρ the correlation of
    /// neighbouring residuals (ρ² for the spread), and has as many fewer degrees of freedom, as dependent
    /// points say less. Cost: O(width).
    pub fn compare(&self, both: &[f64]) -> [Option<Evidence>; 3] {
        let [step, trend] = self.step_and_trend(both);
        [step, trend, self.spread(both)]
    }

    fn step_and_trend(&self, both: &[f64]) -> [Option<Evidence>; 2] {
        let (width, count) = (self.width as f64, 2.0 * self.width as f64);
        let (left, right) = both.split_at(self.width);
        let (before, after) = (mean(left), mean(right));
        let centre = f64::midpoint(before, after);
        let (mut total, mut rise, mut bend, mut curve, mut wave) = (0.0, 0.0, 0.0, 0.0, 0.0);
        for (k, value) in both.iter().enumerate() {
            let d = value - centre;
            total += d * d;
            rise += self.rise.values[k] * d;
            bend += self.bend.values[k] * d;
            curve += self.curve.values[k] * d;
            wave += self.wave.values[k] * d;
        }
        let jump = width * (after - before);
        let step_left = larger(total - jump * jump / count, 0.0);
        let line_left = larger(total - rise * rise / self.rise.squares, 0.0);
        let bend_left = larger(line_left - bend * bend / self.bend.squares, 0.0);
        let curve_left = line_left - curve * curve / self.curve.squares;
        let floor = floor(centre);
        let least = floor * floor * count;
        let jumps = step_left <= line_left && step_left <= bend_left;

        let error = larger((step_left / (count - 2.0)).sqrt(), floor) * (2.0 / width).sqrt();
        let residual = |k: usize| both[k] - if k < self.width { before } else { after };
        let alike = || self.alike(floor, residual);
        let t = if step_left <= line_left { (after - before) / error } else { 0.0 };
        let z = z_of(t, || self.welch_freedom(left, right), alike);
        let fits = jumps
            && self.rise.is_beside(rise, jump, total, least)
            && self.wave.is_beside(wave, jump, total, least);
        let step = z.map(|z| Evidence { change: Change::Step, z, fits, before, after });

        let (slope, turn) = (rise / self.rise.squares, bend / self.bend.squares);
        let error = larger((bend_left / (count - 3.0)).sqrt(), floor) / self.bend.squares.sqrt();
        let residual =
            |k: usize| both[k] - centre - slope * self.rise.values[k] - turn * self.bend.values[k];
        let z = z_of(turn / error, || count - 3.0, || self.alike(floor, residual));
        let fits = !jumps && bend_left < curve_left;
        let (before, after) = (slope - turn, slope + turn);
        [step, z.map(|z| Evidence { change: Change::Trend, z, fits, before, after })]
    }

    // Satterthwaite's, for two samples of one size.
    fn welch_freedom(&self, left: &[f64], right: &[f64]) -> f64 {
        let (a, b) = (variance(left), variance(right));
        let freedom = (self.width as f64 - 1.0) * (a + b) * (a + b) / (a * a + b * b);
        if freedom.is_finite() { freedom } else { self.width as f64 - 1.0 }
    }

    fn spread(&self, both: &[f64]) -> Option<Evidence> {
        let width = self.width as f64;
        let (left, right) = both.split_at(self.width);
        let (before, after) = (Line::through(left), Line::through(right));
        let residual = |k: usize| match k.checked_sub(self.width) {
            None => before.residual(left, k),
            Some(k) => after.residual(right, k),
        };
        let sizes = |from: usize| (from..from + self.width).map(|k| residual(k).abs());
        let floor = floor(f64::midpoint(before.level, after.level));
        let of = |from: usize| (sizes(from).sum::<f64>() / width).max(floor);
        let (small, large) = (of(0), of(self.width));
        let variation = |from: usize, mean: f64| {
            sizes(from).map(|size| (size / mean - 1.0).powi(2)).sum::<f64>() / (width - 1.0)
        };
        let both = f64::midpoint(variation(0, small), variation(self.width, large));
        let error = (both.max(LEAST_VARIATION) * 2.0 / width).sqrt();
        let t = (ln(large) - ln(small)) / error;
        let z = z_of(t, || 2.0 * width - 2.0, || self.alike(floor, residual).powi(2))?;
        Some(Evidence { change: Change::Spread, z, fits: true, before: small, after: large })
    }

    // Correlation of neighbours on the same side; what is smaller than the floor is rounding.
    fn alike(&self, floor: f64, residual: impl Fn(usize) -> f64) -> f64 {
        let (mut common, mut squares) = (0.0, 0.0);
        for k in 0..2 * self.width {
            let own = residual(k);
            squares += own * own;
            if k % self.width > 0 {
                common += own * residual(k - 1);
            }
        }
        let least = floor * floor * 2.0 * self.width as f64;
        (common / squares.max(least)).clamp(0.0, MOST_ALIKE)
    }
}

fn z_of(t: f64, freedom: impl FnOnce() -> f64, alike: impl FnOnce() -> f64) -> Option<f64> {
    if t.is_nan() || t.abs() <= WORTH {
        return None;
    }
    let alike = alike();
    let inflation = (1.0 + alike) / (1.0 - alike);
    let freedom = (freedom() / inflation).max(LEAST_FREEDOM);
    Some(student_as_normal(t / inflation.sqrt(), freedom))
}

struct Line {
    level: f64,
    slope: f64,
}

impl Line {
    fn through(values: &[f64]) -> Self {
        let level = mean(values);
        let middle = (values.len() as f64 - 1.0) / 2.0;
        let (mut common, mut squares) = (0.0, 0.0);
        for (k, value) in values.iter().enumerate() {
            let u = k as f64 - middle;
            common += u * (value - level);
            squares += u * u;
        }
        Self { level, slope: common / squares }
    }

    fn residual(&self, values: &[f64], k: usize) -> f64 {
        let middle = (values.len() as f64 - 1.0) / 2.0;
        values[k] - self.level - self.slope * (k as f64 - middle)
    }
}

/// Spread never counts as smaller than this: what is smaller interests nobody.
fn floor(level: f64) -> f64 {
    (level.abs() * RELATIVE_FLOOR).max(ABSOLUTE_FLOOR)
}

fn mean(values: &[f64]) -> f64 {
    values.iter().sum::<f64>() / values.len() as f64
}

fn variance(values: &[f64]) -> f64 {
    let centre = mean(values);
    values.iter().map(|value| (value - centre) * (value - centre)).sum::<f64>()
        / (values.len() as f64 - 1.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Ten points and ten points, swinging by 1 around a shape.
    fn compared(shape: impl Fn(f64) -> f64) -> [Option<Evidence>; 3] {
        let swing = |k: i32| if k % 2 == 0 { 1.0 } else { -1.0 };
        let both: Vec<f64> = (0..20).map(|k| shape(f64::from(k) - 9.5) + swing(k)).collect();
        TwoWindows::new(10).compare(&both)
    }

    #[test]
    fn a_step_has_the_figure_of_welch() {
        let [step, _, spread] = compared(|u| if u > 0.0 { 11.0 } else { 5.0 });
        let step = step.expect("clear");
        assert!(step.fits && (step.before, step.after) == (5.0, 11.0), "{step:?}");
        // scipy 1.17.1: ttest_ind(left, right, equal_var=False) gives t = -12.72792206 with 18 degrees.
        let wanted = student_as_normal(12.727_922_061_357_855, 18.0);
        assert!((step.z - wanted).abs() < 1e-12, "{} {wanted}", step.z);
        assert_eq!(spread, None);
    }

    #[test]
    fn a_bend_is_told_from_a_line_a_parabola_and_a_step() {
        let [step, trend, _] = compared(|u| if u > 0.0 { 3.0 * u } else { -u });
        let trend = trend.expect("clear");
        assert!(trend.fits && !step.is_some_and(|step| step.fits), "{trend:?}");
        assert!((trend.before + 1.0).abs() < 0.2 && (trend.after - 3.0).abs() < 0.2, "{trend:?}");
        assert_eq!(compared(|u| 7.0 * u), [None; 3]);
        assert!(!compared(|u| u * u)[1].is_some_and(|trend| trend.fits));
    }

    #[test]
    fn spread_is_measured_around_the_line_of_each_side() {
        let line = |k: i32| 2.0 * f64::from(k);
        let swing = |k: i32| f64::from(1 - 2 * (k % 2)) * if k < 10 { 0.1 } else { 4.0 };
        let both: Vec<f64> = (0..20).map(|k| line(k) + swing(k)).collect();
        let spread = TwoWindows::new(10).compare(&both)[2].expect("clear");
        assert!((spread.after / spread.before / 40.0 - 1.0).abs() < 1e-9, "{spread:?}");
        assert_eq!(TwoWindows::new(10).compare(&[7.0; 20]), [None; 3]);
    }
}
