//! How unlike what came before the last stretch is.

use std::collections::VecDeque;

/// Points of a stretch.
const SIZE: usize = 8;
/// Stretches that are remembered.
const REMEMBERED: usize = 256;
/// Points from one remembered stretch to the next, at first and at last.
const FIRST_STRIDE: usize = 4;
const LAST_STRIDE: usize = 32;
/// Distance to the third nearest: what happened three times is not unlike everything.
const NEAREST: usize = 3;

/// Stretches of the past, spread over a week of minutes; 8 kB.
#[derive(Debug, Clone)]
pub(super) struct Shape {
    recent: VecDeque<f32>,
    // Number by number, so that all distances are found side by side.
    columns: [Vec<f32>; SIZE],
    next: usize,
    stride: usize,
    seen: usize,
}

impl Shape {
    pub(super) fn new() -> Self {
        Self {
            recent: VecDeque::with_capacity(2 * SIZE),
            columns: std::array::from_fn(|_| Vec::new()),
            next: 0,
            stride: FIRST_STRIDE,
            seen: 0,
        }
    }

    /// Distance of the stretch that ends with this value from the third nearest remembered one; NaN
    /// before there are enough. Cost: 2,048 multiplications.
    #[inline(never)]
    pub(super) fn distance(&mut self, value: f64) -> f64 {
        self.seen += 1;
        if self.recent.len() == 2 * SIZE {
            self.recent.pop_front();
        }
        self.recent.push_back(value as f32);
        if self.recent.len() < 2 * SIZE {
            return f64::NAN;
        }
        let distance = self.nearest();
        if self.seen.is_multiple_of(self.stride) {
            self.remember();
        }
        distance
    }

    /// Bytes that it takes beside itself.
    pub(super) fn memory(&self) -> usize {
        let columns: usize = self.columns.iter().map(Vec::capacity).sum();
        (columns + self.recent.capacity()) * size_of::<f32>()
    }

    fn nearest(&self) -> f64 {
        let count = self.columns[0].len();
        if count <= NEAREST {
            return f64::NAN;
        }
        let mut squares = [0.0_f32; REMEMBERED];
        for (column, number) in self.columns.iter().zip(self.recent.iter().skip(SIZE)) {
            for (sum, other) in squares.iter_mut().zip(column) {
                *sum += (other - number) * (other - number);
            }
        }
        let mut best = [f32::INFINITY; NEAREST];
        for square in &squares[..count] {
            if *square < best[NEAREST - 1] {
                best[NEAREST - 1] = *square;
                if best[2] < best[1] {
                    best.swap(1, 2);
                }
                if best[1] < best[0] {
                    best.swap(0, 1);
                }
            }
        }
        f64::from(best[NEAREST - 1] / SIZE as f32).sqrt()
    }

    // The stretch before the last one: none may be its own neighbour. When all room is taken every
    // other one goes and fewer come; when they reach over a week, the oldest gives way.
    fn remember(&mut self) {
        if self.columns[0].len() == REMEMBERED && self.stride < LAST_STRIDE {
            self.stride *= 2;
            for column in &mut self.columns {
                let mut at = 0;
                column.retain(|_| {
                    at += 1;
                    at % 2 == 0
                });
            }
        }
        let full = self.columns[0].len() == REMEMBERED;
        for (column, number) in self.columns.iter_mut().zip(&self.recent) {
            if full {
                column[self.next] = *number;
            } else {
                column.push(*number);
            }
        }
        if full {
            self.next = (self.next + 1) % REMEMBERED;
        }
    }
}
