//! Moments in few numbers.

use serde::{Deserialize, Serialize};

/// Moments at one distance from each other: `first + step · k` for so many `k` from 0.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub(super) struct Run(f64, f64, u32);

/// Runs that give back these moments bit by bit; a grid is one.
pub(super) fn runs(times: &[f64]) -> Vec<Run> {
    let mut runs: Vec<Run> = Vec::new();
    for time in times {
        match runs.last_mut() {
            Some(Run(first, step, count)) if *count == 1 && *first + (time - *first) == *time => {
                (*step, *count) = (time - *first, 2);
            }
            Some(Run(first, step, count)) if *count > 1 && at(*first, *step, *count) == *time => {
                *count += 1;
            }
            _ => runs.push(Run(*time, 0.0, 1)),
        }
    }
    runs
}

/// The moments of runs if they are so many; `None` for any other number of them.
pub(super) fn times(runs: &[Run], count: usize) -> Option<Vec<f64>> {
    let sum: u64 = runs.iter().map(|Run(_, _, count)| u64::from(*count)).sum();
    let each = |Run(first, step, count): &Run| {
        let (first, step) = (*first, *step);
        (0..*count).map(move |k| at(first, step, k))
    };
    (sum == count as u64).then(|| runs.iter().flat_map(each).collect())
}

fn at(first: f64, step: f64, place: u32) -> f64 {
    first + step * f64::from(place)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn any_moments_come_back_bit_by_bit_and_a_grid_is_one_run() {
        let grid: Vec<f64> = (0..900).map(|at| 1_767_225_600.0 + f64::from(at) * 0.25).collect();
        assert_eq!(runs(&grid), [Run(grid[0], 0.25, 900)]);
        let odd: Vec<f64> = (0..900).map(|at| 1_767_225_600.1 + f64::from(at) * 0.1).collect();
        let sparse = vec![-5e9, -0.1, 1e-300, 0.1, 1.0, 2.0, 3.0, 9.0, 1.7e9];
        for moments in [grid, odd, sparse, vec![], vec![7.0]] {
            let back = times(&runs(&moments), moments.len()).expect("as many");
            assert_eq!(back, moments);
        }
    }

    #[test]
    fn huge_counts_are_refused_before_anything_is_made() {
        let huge = [Run(0.0, 1.0, u32::MAX), Run(0.0, 1.0, u32::MAX)];
        assert_eq!((times(&huge, 3), times(&[], 1)), (None, None));
    }
}
