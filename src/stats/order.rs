//! Putting moments in order.

/// Every moment with its place, in order of time; equal moments keep their order. NaN comes last.
/// Cost: O(n log n).
pub fn in_order(times: &[f64]) -> Vec<(f64, usize)> {
    let mut order: Vec<(f64, usize)> =
        times.iter().enumerate().map(|(place, time)| (*time, place)).collect();
    order.sort_unstable_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
    order
}

/// Sorts a few numbers by insertion: for tens of them as fast as a general sort, and small. NaN comes
/// first or last, by its sign. Cost: O(n²).
pub fn sort_few(numbers: &mut [f64]) {
    for end in 1..numbers.len() {
        let mut at = end;
        while at > 0 && numbers[at].total_cmp(&numbers[at - 1]).is_lt() {
            numbers.swap(at, at - 1);
            at -= 1;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_moments_keep_their_order() {
        assert_eq!(in_order(&[3.0, 1.0, 3.0, 2.0]), [(1.0, 1), (2.0, 3), (3.0, 0), (3.0, 2)]);
    }

    #[test]
    fn a_few_numbers_are_sorted() {
        let mut numbers = [3.0, -1.0, f64::INFINITY, 3.0, 0.0, f64::NAN];
        sort_few(&mut numbers);
        assert_eq!(numbers[..5], [-1.0, 0.0, 3.0, 3.0, f64::INFINITY]);
        sort_few(&mut []);
    }
}
