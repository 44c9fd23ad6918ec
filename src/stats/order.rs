//! Putting moments in order.

/// Every moment with its place, in order of time; equal moments keep their order. NaN comes last.
/// Cost: O(n log n).
pub fn in_order(times: &[f64]) -> Vec<(f64, usize)> {
    let mut order: Vec<(f64, usize)> =
        times.iter().enumerate().map(|(place, time)| (*time, place)).collect();
    order.sort_unstable_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
    order
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_moments_keep_their_order() {
        assert_eq!(in_order(&[3.0, 1.0, 3.0, 2.0]), [(1.0, 1), (2.0, 3), (3.0, 0), (3.0, 2)]);
    }
}
