//! Putting things in order.

use std::cmp::Ordering;

/// The places `0..count` in the order that `compare` gives them; equal ones keep theirs.
///
/// One copy of a sort for everything that is sorted now and then: each other one would weigh kilobytes.
/// Cost: O(n log n) calls.
pub fn places(count: usize, compare: &mut dyn FnMut(usize, usize) -> Ordering) -> Vec<u32> {
    let mut places: Vec<u32> = (0..count as u32).collect();
    places.sort_unstable_by(|a, b| compare(*a as usize, *b as usize).then(a.cmp(b)));
    places
}

/// Sorts by [`places`]; equal items keep their order.
pub fn sort_by<T>(items: &mut [T], compare: impl Fn(&T, &T) -> Ordering) {
    let mut places = places(items.len(), &mut |a, b| compare(&items[a], &items[b]));
    // Each cycle of the permutation is turned once.
    for start in 0..items.len() {
        let mut at = start;
        loop {
            let from = std::mem::replace(&mut places[at], at as u32) as usize;
            if from == start {
                break;
            }
            items.swap(at, from);
            at = from;
        }
    }
}

/// Every moment with its place, in order of time; equal moments keep their order. NaN comes last.
/// Cost: O(n log n).
pub fn in_order(times: &[f64]) -> Vec<(f64, usize)> {
    let places = places(times.len(), &mut |a, b| times[a].total_cmp(&times[b]));
    places.into_iter().map(|place| (times[place as usize], place as usize)).collect()
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
    fn any_items_are_sorted_and_equal_ones_keep_their_order() {
        let mut words = ["pear", "fig", "apple", "kiwi", "nut", "", "fig"].map(str::to_owned);
        sort_by(&mut words, |a, b| a.len().cmp(&b.len()));
        assert_eq!(words, ["", "fig", "nut", "fig", "pear", "kiwi", "apple"]);
        for shift in 0..20_u32 {
            let mut numbers: Vec<u32> = (0..20).map(|at| (at * 7 + shift) % 20).collect();
            sort_by(&mut numbers, Ord::cmp);
            assert!(numbers.is_sorted(), "{numbers:?}");
        }
        sort_by::<u8>(&mut [], Ord::cmp);
    }

    #[test]
    fn a_few_numbers_are_sorted() {
        let mut numbers = [3.0, -1.0, f64::INFINITY, 3.0, 0.0, f64::NAN];
        sort_few(&mut numbers);
        assert_eq!(numbers[..5], [-1.0, 0.0, 3.0, 3.0, f64::INFINITY]);
        sort_few(&mut []);
    }
}
