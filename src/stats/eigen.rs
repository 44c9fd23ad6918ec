//! Eigenvalues and eigenvectors of small symmetric matrices.

use super::order::sort_by;

/// Sweeps after which the rotations end in any case; some ten are usual for fifty columns.
const SWEEPS: usize = 60;

/// The eigenvalues of a symmetric matrix (row by row, `size` squared numbers), largest first, each
/// with its eigenvector of length 1, whose sign is arbitrary.
///
/// Jacobi's method, 1846: rotations that make one pair of entries zero after the other, until all
/// off the diagonal vanish beside those on it. Entries must be finite. Cost: O(size³) a sweep.
pub fn symmetric(mut matrix: Vec<f64>, size: usize) -> Vec<(f64, Vec<f64>)> {
    let mut vectors = vec![0.0; size * size];
    for at in 0..size {
        vectors[at * size + at] = 1.0;
    }
    for _ in 0..SWEEPS {
        let mut turned = false;
        for row in 0..size {
            for column in row + 1..size {
                turned |= rotate(&mut matrix, &mut vectors, size, (row, column));
            }
        }
        if !turned {
            break;
        }
    }
    let vector = |at: usize| vectors[at * size..(at + 1) * size].to_vec();
    let mut pairs: Vec<(f64, Vec<f64>)> =
        (0..size).map(|at| (matrix[at * size + at], vector(at))).collect();
    sort_by(&mut pairs, |(a, _), (b, _)| b.total_cmp(a));
    pairs
}

/// Makes one entry (and its mirror image) zero; the eigenvectors are kept as rows. Says whether
/// there was anything to do.
fn rotate(matrix: &mut [f64], vectors: &mut [f64], size: usize, (p, q): (usize, usize)) -> bool {
    let entry = matrix[p * size + q];
    let (first, second) = (matrix[p * size + p], matrix[q * size + q]);
    // What does not change the diagonal any more is rounding.
    if entry.abs() <= f64::EPSILON * f64::EPSILON * (first.abs() + second.abs()) {
        return false;
    }
    let theta = (second - first) / (2.0 * entry);
    let tangent = theta.signum() / (theta.abs() + (theta * theta + 1.0).sqrt());
    let cosine = 1.0 / (tangent * tangent + 1.0).sqrt();
    let sine = tangent * cosine;
    for k in 0..size {
        turn(matrix, (k * size + p, k * size + q), cosine, sine);
    }
    for k in 0..size {
        turn(matrix, (p * size + k, q * size + k), cosine, sine);
        turn(vectors, (p * size + k, q * size + k), cosine, sine);
    }
    (matrix[p * size + q], matrix[q * size + p]) = (0.0, 0.0);
    true
}

fn turn(numbers: &mut [f64], (p, q): (usize, usize), cosine: f64, sine: f64) {
    let (a, b) = (numbers[p], numbers[q]);
    numbers[p] = cosine * a - sine * b;
    numbers[q] = sine * a + cosine * b;
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stats::rng::Stream;

    #[test]
    fn a_known_matrix_has_its_known_axes() {
        let pairs = symmetric(vec![2.0, 1.0, 1.0, 2.0], 2);
        assert!((pairs[0].0 - 3.0).abs() < 1e-15 && (pairs[1].0 - 1.0).abs() < 1e-15);
        assert!((pairs[0].1[0] - pairs[0].1[1]).abs() < 1e-15);
        assert_eq!(symmetric(vec![], 0).len(), 0);
        assert_eq!(symmetric(vec![0.0; 9], 3).iter().map(|(value, _)| *value).sum::<f64>(), 0.0);
    }

    #[test]
    fn the_axes_of_any_matrix_rebuild_it() {
        let (size, stream) = (17, Stream::new(3, 0));
        let mut matrix = vec![0.0; size * size];
        for row in 0..size {
            for column in 0..=row {
                let entry = stream.normal((row * size + column) as i64);
                (matrix[row * size + column], matrix[column * size + row]) = (entry, entry);
            }
        }
        let pairs = symmetric(matrix.clone(), size);
        assert!(pairs.is_sorted_by(|(a, _), (b, _)| a >= b));
        for row in 0..size {
            for column in 0..size {
                let sum: f64 =
                    pairs.iter().map(|(value, axis)| value * axis[row] * axis[column]).sum();
                assert!((sum - matrix[row * size + column]).abs() < 1e-12);
                let one: f64 = (0..size).map(|k| pairs[row].1[k] * pairs[column].1[k]).sum();
                assert!((one - f64::from(u8::from(row == column))).abs() < 1e-13);
            }
        }
    }
}
