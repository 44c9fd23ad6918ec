//! Counts over time as paths of SVG, so that the page only places them.

use crate::model::TimeRange;
use crate::stats::elementary::{larger, smaller};
use std::fmt::Write;

/// Bars over a view. Each is as wide as a whole number of buckets, so that none has more of them than another.
#[derive(Debug, Clone, PartialEq)]
pub struct Axis {
    /// Buckets of a bar.
    each: usize,
    /// Seconds of a bar.
    pub seconds: f64,
    /// Where the first bar begins, in bars from the start of the view: 0 or less than one before it.
    first: f64,
    /// Number of the first bucket in sight, which is the first of a bar.
    bucket: usize,
    /// Bars of the whole view, the last perhaps a part.
    pub width: f64,
}

impl Axis {
    /// At most about so many bars over a view of counts whose buckets have this `start` and `width` in seconds.
    pub fn new(start: f64, width: f64, view: TimeRange, most: usize) -> Self {
        let buckets = larger(view.seconds() / width, 1.0);
        let each = (buckets / most as f64).ceil() as usize;
        let seconds = each as f64 * width;
        // In the grid of bars from the first bucket on, the one that the view begins in.
        let bar = larger(((view.from - start) / seconds).floor(), 0.0);
        Self {
            each,
            seconds,
            first: (start + bar * seconds - view.from) / seconds,
            bucket: bar as usize * each,
            width: larger(view.seconds() / seconds, 1.0),
        }
    }

    /// The counts of each bar.
    pub fn bars(&self, counts: &[f64]) -> Vec<f64> {
        let most = (self.width - self.first).ceil() as usize;
        let seen = counts.get(self.bucket..).unwrap_or_default();
        seen.chunks(self.each).take(most).map(|bar| bar.iter().sum()).collect()
    }

    /// A path of bars that stand on `base`, with lines of `height` at a count of `most`.
    pub fn path(&self, bars: &[f64], base: &[f64], most: f64, height: f64) -> String {
        let mut path = String::new();
        let scale = height / larger(most, 1.0);
        for (at, count) in bars.iter().enumerate().filter(|(_, count)| **count > 0.0) {
            let foot = height - base.get(at).copied().unwrap_or(0.0) * scale;
            // What is there is seen, however little it is.
            let tall = smaller(larger(count * scale, height / 20.0), height);
            let _ =
                write!(path, "M{:.2} {foot:.1}v-{tall:.1}h1v{tall:.1}z", self.first + at as f64);
        }
        path
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_count_in_sight_is_in_a_bar() {
        let counts = [1.0, 0.0, 2.0, 4.0, 8.0];
        let axis = |from, to, most| Axis::new(100.0, 10.0, TimeRange { from, to }, most);
        let whole = axis(100.0, 150.0, 5);
        assert_eq!((whole.bars(&counts), whole.width, whole.first), (counts.to_vec(), 5.0, 0.0));
        let halves = axis(100.0, 150.0, 3);
        assert_eq!((halves.bars(&counts), halves.seconds), (vec![1.0, 6.0, 8.0], 20.0));
        let later = axis(125.0, 145.0, 5);
        assert_eq!((later.bars(&counts), later.first), (vec![2.0, 4.0, 8.0], -0.5));
        let before = axis(80.0, 120.0, 5);
        assert_eq!((before.bars(&counts), before.first), (vec![1.0, 0.0], 2.0));
        assert_eq!(axis(100.0, 100.0, 5).bars(&counts), [1.0]);
        assert!(axis(500.0, 600.0, 5).bars(&counts).is_empty());
    }

    #[test]
    fn bars_stand_upon_one_another() {
        let axis = Axis::new(0.0, 1.0, TimeRange { from: 0.0, to: 3.0 }, 3);
        let path = |bars: &[f64], base: &[f64]| axis.path(bars, base, 10.0, 20.0);
        assert_eq!(
            path(&[5.0, 0.0, 10.0], &[]),
            "M0.00 20.0v-10.0h1v10.0zM2.00 20.0v-20.0h1v20.0z"
        );
        assert_eq!(path(&[5.0], &[5.0]), "M0.00 10.0v-10.0h1v10.0z");
        assert_eq!(path(&[0.001], &[]), "M0.00 20.0v-1.0h1v1.0z");
    }
}
