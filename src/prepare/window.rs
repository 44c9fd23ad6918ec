//! Mean and median of what was there within a time that moves along.

use std::collections::BinaryHeap;

/// A window that points enter at one end and leave at the other, in order.
pub(super) trait Window {
    /// The point at `at` enters; `start` is the first one that is still inside.
    fn push(&mut self, values: &[f64], at: usize, start: usize);

    /// What the window holds becomes one number; at least one value is inside.
    fn figure(&self, count: usize) -> f64;
}

/// Sums of the values since a border, and of those from each place before it up to the border, all
/// relative to one value: nothing is ever taken away again, so no error builds up or stays behind, and
/// equal values have exactly their mean.
#[derive(Debug, Default)]
pub(super) struct Mean {
    border: usize,
    // From the border back: the sum over the last `k` values before it.
    heads: Vec<f64>,
    head: f64,
    tail: f64,
    pivot: f64,
}

impl Window for Mean {
    fn push(&mut self, values: &[f64], at: usize, start: usize) {
        let known = |value: f64, pivot: f64| if value.is_nan() { 0.0 } else { value - pivot };
        if start >= self.border {
            self.border = at + 1;
            let inside = &values[start..=at];
            let last = inside.iter().rev().find(|value| !value.is_nan());
            self.pivot = last.copied().unwrap_or(f64::NAN);
            self.heads.clear();
            self.heads.push(0.0);
            let mut sum = 0.0;
            for value in inside.iter().rev() {
                sum += known(*value, self.pivot);
                self.heads.push(sum);
            }
            self.tail = 0.0;
        } else {
            if self.pivot.is_nan() {
                self.pivot = values[at];
            }
            self.tail += known(values[at], self.pivot);
        }
        self.head = self.heads.get(self.border - start).copied().unwrap_or(0.0);
    }

    fn figure(&self, count: usize) -> f64 {
        self.pivot + (self.head + self.tail) / count as f64
    }
}

/// The lower and the upper half of the values, each in a heap with its inmost value on top. What left
/// the window is taken out once it comes to the top.
#[derive(Debug, Default)]
pub(super) struct Median {
    // The upper half is turned round, so that one kind of heap does for both.
    halves: [BinaryHeap<Item>; 2],
    inside: [usize; 2],
    // The first point that has not left yet.
    start: usize,
}

// A value as a number that is ordered as it is, and the place of its point.
type Item = (i64, i64);

const LOW: usize = 0;
const HIGH: usize = 1;

impl Window for Median {
    fn push(&mut self, values: &[f64], at: usize, start: usize) {
        while self.start < start {
            if !values[self.start].is_nan() {
                let half = self.half_of(item(values[self.start], self.start));
                self.inside[half] -= 1;
            }
            self.start += 1;
        }
        self.settle();
        if !values[at].is_nan() {
            let item = item(values[at], at);
            let half = self.half_of(item);
            self.halves[half].push(if half == LOW { item } else { turned(item) });
            self.inside[half] += 1;
        }
        self.settle();
    }

    fn figure(&self, count: usize) -> f64 {
        let top = |half: usize| self.halves[half].peek().copied();
        let low = top(LOW).map_or(f64::NAN, value);
        let high = top(HIGH).map_or(f64::NAN, |item| value(turned(item)));
        if count % 2 == 1 { low } else { f64::midpoint(low, high) }
    }
}

impl Median {
    fn half_of(&self, item: Item) -> usize {
        let top = self.halves[LOW].peek();
        if top.is_some_and(|top| item <= *top) { LOW } else { HIGH }
    }

    // The lower half has as many as the upper one, or one more, and on top is what is inside.
    fn settle(&mut self) {
        loop {
            self.drop_gone();
            let [low, high] = self.inside;
            let from = match () {
                () if low > high + 1 => LOW,
                () if low < high => HIGH,
                () => return,
            };
            let Some(item) = self.halves[from].pop() else { return };
            self.halves[1 - from].push(turned(item));
            self.inside[from] -= 1;
            self.inside[1 - from] += 1;
        }
    }

    fn drop_gone(&mut self) {
        let start = self.start as i64;
        let gone = |item: Option<&Item>, half: usize| {
            item.is_some_and(|item| (if half == LOW { *item } else { turned(*item) }).1 < start)
        };
        for half in [LOW, HIGH] {
            while gone(self.halves[half].peek(), half) {
                self.halves[half].pop();
            }
        }
    }
}

// As `f64::total_cmp` orders them.
fn item(value: f64, at: usize) -> Item {
    let bits = value.to_bits() as i64;
    (bits ^ (((bits >> 63) as u64) >> 1) as i64, at as i64)
}

fn value(item: Item) -> f64 {
    f64::from_bits((item.0 ^ (((item.0 >> 63) as u64) >> 1) as i64) as u64)
}

fn turned(item: Item) -> Item {
    (!item.0, !item.1)
}
