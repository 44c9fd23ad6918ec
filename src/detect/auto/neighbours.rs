//! How unlike every other stretch of the series a stretch is.

/// Numbers that stand for a stretch.
const SIZE: usize = 8;
/// Stretches that others are compared with, spread evenly over the series.
const REFERENCES: usize = 1_024;
/// Distance to the fifth nearest: what happened five times is not unlike everything.
const NEAREST: usize = 5;
/// Distances that are looked at together.
const TOGETHER: usize = 16;

/// For every point the mean distance of the stretches that hold it to their fifth nearest other one:
/// `values` are in scales of the series, without gaps; a stretch is eight means of `every` values.
///
/// Empty if the series is shorter than two stretches. As k nearest neighbours on windows that keep
/// their amplitude: Ramaswamy, Rastogi, Shim 2000, on subsequences. Cost: 8,192 multiplications a point.
pub(super) fn strangeness(values: &[f32], every: usize) -> Vec<f64> {
    let length = SIZE * every;
    if values.len() < 2 * length {
        return Vec::new();
    }
    let means = means(values, every);
    let stretches = values.len() + 1 - length;
    let at = |start: usize| -> [f32; SIZE] { std::array::from_fn(|k| means[start + k * every]) };
    let count = stretches.min(REFERENCES);
    let places: Vec<usize> = (0..count).map(|k| k * stretches / count).collect();
    // Number by number, so that all distances of one stretch are found side by side.
    let columns: [Vec<f32>; SIZE] =
        std::array::from_fn(|k| places.iter().map(|start| at(*start)[k]).collect());
    let mut squares = vec![0.0; count];
    let mut next = 0;
    let distances = (0..stretches).map(|start| {
        squares.fill(0.0);
        for (column, number) in columns.iter().zip(at(start)) {
            for (sum, other) in squares.iter_mut().zip(column) {
                *sum += (other - number) * (other - number);
            }
        }
        // No stretch is its own neighbour.
        if places.get(next) == Some(&start) {
            squares[next] = f32::INFINITY;
            next += 1;
        }
        f64::from(nearest(&squares) / SIZE as f32).sqrt()
    });
    over_points(&distances.collect::<Vec<f64>>(), length, values.len())
}

fn means(values: &[f32], every: usize) -> Vec<f32> {
    values.windows(every).map(|few| few.iter().sum::<f32>() / every as f32).collect()
}

// The fifth smallest, or the largest of fewer.
fn nearest(squares: &[f32]) -> f32 {
    let mut best = [f32::INFINITY; NEAREST];
    for few in squares.chunks(TOGETHER) {
        // Few are near: most are passed over together.
        let limit = best[NEAREST - 1];
        let near = few.iter().map(|square| u32::from(*square < limit)).sum::<u32>();
        if near == 0 {
            continue;
        }
        for square in few {
            keep(&mut best, *square);
        }
    }
    best.into_iter().rev().find(|square| square.is_finite()).unwrap_or(0.0)
}

fn keep(best: &mut [f32; NEAREST], square: f32) {
    if square < best[NEAREST - 1] {
        let mut at = NEAREST - 1;
        while at > 0 && square < best[at - 1] {
            best[at] = best[at - 1];
            at -= 1;
        }
        best[at] = square;
    }
}

// The mean over the stretches that hold a point.
fn over_points(distances: &[f64], length: usize, points: usize) -> Vec<f64> {
    let (mut sum, mut from) = (0.0, 0);
    (0..points)
        .map(|at| {
            sum += distances.get(at).copied().unwrap_or(0.0);
            if at >= length {
                sum -= distances[from];
                from += 1;
            }
            let held = distances.len().min(at + 1) - from;
            sum / held as f64
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wave(points: usize) -> Vec<f32> {
        (0..points).map(|at| ((at % 24) as f32 * 0.26).sin()).collect()
    }

    #[test]
    fn what_is_unlike_everything_stands_out_where_it_is() {
        for every in [1, 4] {
            let mut values = wave(600);
            values[300..304].fill(4.0);
            let strange = strangeness(&values, every);
            assert_eq!(strange.len(), 600);
            let usual = strange[..200].iter().copied().fold(0.0, f64::max);
            assert!(strange[302] > 5.0 * usual.max(0.05), "{} {usual}", strange[302]);
        }
    }

    #[test]
    fn a_shape_that_recurs_is_not_strange_and_too_few_points_have_none() {
        let mut values = wave(600);
        for start in (20..600).step_by(72) {
            values[start..start + 3].fill(4.0);
        }
        assert!(strangeness(&values, 1)[309] < 0.1);
        assert!(strangeness(&values[..15], 1).is_empty());
        assert_eq!(strangeness(&values[..16], 1).len(), 16);
    }
}
