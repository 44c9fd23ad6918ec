//! DBSCAN of single numbers: which of them are in no crowd.

/// The smallest radius with which a value among these (sorted, itself one of them) has so many others
/// near it, or is near one that has.
pub(super) fn absorbing_radius(sorted: &[f64], value: f64, enough: usize) -> f64 {
    let at = sorted.partition_point(|other| *other < value);
    if at >= sorted.len() {
        return f64::NAN;
    }
    let mut least = f64::INFINITY;
    let farthest = nearest(sorted, at, enough, &mut |other, distance| {
        let crowd = nearest(sorted, other, enough, &mut |_, _| {});
        least = least.min(distance.max(crowd));
    });
    least.min(farthest)
}

/// Tells the nearest others of one, so many, in order of distance; returns the last distance.
fn nearest(sorted: &[f64], at: usize, count: usize, tell: &mut dyn FnMut(usize, f64)) -> f64 {
    let (mut low, mut high, mut last) = (at, at + 1, f64::INFINITY);
    for _ in 0..count {
        let below = low.checked_sub(1).map_or(f64::INFINITY, |low| sorted[at] - sorted[low]);
        let above = sorted.get(high).map_or(f64::INFINITY, |other| other - sorted[at]);
        last = below.min(above);
        if below <= above && low > 0 {
            low -= 1;
            tell(low, last);
        } else if high < sorted.len() {
            tell(high, last);
            high += 1;
        }
    }
    last
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_crowd_takes_in_who_is_near_one_of_it() {
        let sorted = [0.0, 1.0, 2.0, 5.0, 9.0];
        let radii = |enough: usize| sorted.map(|value| absorbing_radius(&sorted, value, enough));
        assert_eq!(radii(1), [1.0, 1.0, 1.0, 3.0, 4.0]);
        // With two neighbours: 1 has both at 1, and takes in 0 and 2; 5 is 3 from 2.
        assert_eq!(radii(2), [1.0, 1.0, 1.0, 3.0, 4.0]);
        assert_eq!(radii(4), [5.0; 5]);
        assert_eq!(absorbing_radius(&[3.0], 3.0, 1), f64::INFINITY);
        assert!(absorbing_radius(&[], 3.0, 1).is_nan());
    }
}
