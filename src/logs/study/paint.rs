//! Counts over time as paths of SVG, so that the page only places them.

use crate::stats::elementary::larger;
use std::fmt::Write;

/// Counts of equal buckets, added up to bars over another range; `start`, `width` and the range are in
/// seconds, and a bucket goes to the bar that its middle lies in.
pub fn bars(counts: &[f64], start: f64, width: f64, range: [f64; 2], bars: &mut [f64]) {
    let scale = bars.len() as f64 / larger(range[1] - range[0], f64::MIN_POSITIVE);
    for (at, count) in counts.iter().enumerate().filter(|(_, count)| **count > 0.0) {
        let middle = start + (at as f64 + 0.5) * width;
        let place = (middle - range[0]) * scale;
        if place >= 0.0 && middle <= range[1] {
            let last = bars.len() - 1;
            bars[(place as usize).min(last)] += count;
        }
    }
}

/// A path of bars of width 1 that stand on `base`, lines of `height` at a count of `most`.
pub fn path(bars: &[f64], base: &[f64], most: f64, height: f64) -> String {
    let mut path = String::new();
    let scale = height / larger(most, 1.0);
    for (at, count) in bars.iter().enumerate().filter(|(_, count)| **count > 0.0) {
        let foot = height - base.get(at).copied().unwrap_or(0.0) * scale;
        // What is there is seen, however little it is.
        let tall = larger(count * scale, height / 20.0);
        let _ = write!(path, "M{at} {foot:.1}v-{tall:.1}h1v{tall:.1}z");
    }
    path
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_count_in_the_range_is_in_a_bar() {
        let counts = [1.0, 0.0, 2.0, 4.0];
        let mut four = [0.0; 4];
        bars(&counts, 100.0, 10.0, [100.0, 140.0], &mut four);
        assert_eq!(four, counts);
        let mut two = [0.0; 2];
        bars(&counts, 100.0, 10.0, [110.0, 140.0], &mut two);
        assert_eq!(two, [0.0, 6.0]);
        let mut one = [0.0];
        bars(&counts, 100.0, 10.0, [100.0, 100.0], &mut one);
        assert_eq!(one, [0.0]);
    }

    #[test]
    fn bars_stand_upon_one_another() {
        assert_eq!(path(&[5.0, 0.0, 10.0], &[], 10.0, 20.0), "M0 20.0v-10.0h1v10.0zM2 20.0v-20.0h1v20.0z");
        assert_eq!(path(&[5.0], &[5.0], 10.0, 20.0), "M0 10.0v-10.0h1v10.0z");
        assert_eq!(path(&[0.001], &[], 10.0, 20.0), "M0 20.0v-1.0h1v1.0z");
    }
}
