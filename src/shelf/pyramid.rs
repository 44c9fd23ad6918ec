//! Smallest and largest values of ever longer runs, so that a wide window costs no more than a
//! narrow one.

use super::reduce::{Extremes, Places, extremes, join_all, places};

const FAN_OUT: usize = 16;

/// A run up to this length is scanned faster than walked, by measurement.
const SHORT: usize = 32 * FAN_OUT;

/// Extremes of every run of 16, 256, 4096 … values of one column.
///
/// Gaps (NaN) and infinities count for nothing. Memory: two numbers per 15 values.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Pyramid {
    // levels[k][i] covers the values from i * 16^(k + 1) on; each level but the last has more than
    // FAN_OUT nodes, and the last node of a level may cover less than its fellows.
    levels: Vec<Vec<Extremes>>,
    values: usize,
}

// The nodes `from..to` of a depth: 0 is the values, k is `levels[k - 1]`.
#[derive(Clone, Copy)]
struct Stretch {
    depth: usize,
    from: usize,
    to: usize,
}

// The smallest and the largest value met so far, and the first stretch that holds each.
struct Best {
    all: Extremes,
    low: Stretch,
    high: Stretch,
}

impl Best {
    fn nothing() -> Self {
        let nowhere = Stretch { depth: 0, from: 0, to: 0 };
        Self { all: Extremes::NONE, low: nowhere, high: nowhere }
    }

    // What lies to the right of all that was met: it must be better.
    fn take_right(&mut self, found: Extremes, stretch: Stretch) {
        if found.low < self.all.low {
            (self.all.low, self.low) = (found.low, stretch);
        }
        if found.high > self.all.high {
            (self.all.high, self.high) = (found.high, stretch);
        }
    }

    // What lies to the left of all that was met: as good is enough.
    fn take_left(&mut self, found: Extremes, stretch: Stretch) {
        if found.low <= self.all.low {
            (self.all.low, self.low) = (found.low, stretch);
        }
        if found.high >= self.all.high {
            (self.all.high, self.high) = (found.high, stretch);
        }
    }
}

impl Pyramid {
    /// Builds it; cost O(n), one pass over the values.
    pub fn build(values: &[f64]) -> Self {
        let mut pyramid = Self::default();
        pyramid.extend(values);
        pyramid
    }

    /// Number of values it covers.
    pub fn len(&self) -> usize {
        self.values
    }

    /// Whether it covers no value.
    pub fn is_empty(&self) -> bool {
        self.values == 0
    }

    /// Appends values; cost O(number of new values), plus one node a level.
    pub fn extend(&mut self, values: &[f64]) {
        if values.is_empty() {
            return;
        }
        if self.levels.is_empty() {
            self.levels.push(Vec::with_capacity(values.len().div_ceil(FAN_OUT)));
        }
        let first_changed = self.values / FAN_OUT;
        let room = (FAN_OUT - self.values % FAN_OUT) % FAN_OUT;
        let (head, tail) = values.split_at(room.min(values.len()));
        let base = &mut self.levels[0];
        if let (false, Some(last)) = (head.is_empty(), base.last_mut()) {
            *last = last.join(extremes(head));
        }
        base.extend(tail.chunks(FAN_OUT).map(extremes));
        self.values += values.len();
        self.raise(first_changed);
    }

    // Rebuilds the upper levels from a changed node of the lowest one on.
    fn raise(&mut self, mut first_changed: usize) {
        let mut level = 0;
        while self.levels[level].len() > FAN_OUT {
            first_changed /= FAN_OUT;
            if self.levels.len() == level + 1 {
                self.levels.push(Vec::new());
                first_changed = 0;
            }
            let (below, above) = self.levels.split_at_mut(level + 1);
            let (below, above) = (&below[level], &mut above[0]);
            above.truncate(first_changed);
            let runs = below[first_changed * FAN_OUT..].chunks(FAN_OUT);
            above.extend(runs.map(join_all));
            level += 1;
        }
    }

    /// Where the extremes of `values[from..to]` are, for the values it was built from.
    ///
    /// The same answer as a plain scan (the first of equals); cost about 30 steps a level.
    pub(super) fn places(&self, values: &[f64], from: usize, to: usize) -> Option<Places> {
        let to = to.min(values.len());
        // Values that it does not know must be scanned, too.
        if to > self.values || to.saturating_sub(from) <= SHORT {
            let found = places(values.get(from..to)?)?;
            return Some(Places { low: from + found.low, high: from + found.high });
        }
        let best = self.best(values, from, to);
        if !best.all.any() {
            return None;
        }
        Some(Places {
            low: self.descend(values, best.low, best.all.low, |node| node.low)?,
            high: self.descend(values, best.high, best.all.high, |node| node.high)?,
        })
    }

    /// The extremes of `values[from..to]`, for the values it was built from; cost as of `places`.
    pub(super) fn extremes(&self, values: &[f64], from: usize, to: usize) -> Extremes {
        let to = to.min(values.len());
        if to > self.values || to.saturating_sub(from) <= SHORT {
            return values.get(from..to).map_or(Extremes::NONE, extremes);
        }
        self.best(values, from, to).all
    }

    // From both ends inwards, a level up whenever whole runs are left between them.
    fn best(&self, values: &[f64], mut from: usize, mut to: usize) -> Best {
        let (mut left, mut right) = (Best::nothing(), Best::nothing());
        let mut depth = 0;
        loop {
            let (first, last) = (from.div_ceil(FAN_OUT), to / FAN_OUT);
            let met = |from, to| (self.joined(values, depth, from, to), Stretch { depth, from, to });
            if depth == self.levels.len() || first >= last {
                let (found, stretch) = met(from, to);
                left.take_right(found, stretch);
                break;
            }
            let (found, stretch) = met(from, first * FAN_OUT);
            left.take_right(found, stretch);
            let (found, stretch) = met(last * FAN_OUT, to);
            right.take_left(found, stretch);
            (from, to) = (first, last);
            depth += 1;
        }
        let all = right.all;
        left.take_right(Extremes { high: f64::NEG_INFINITY, ..all }, right.low);
        left.take_right(Extremes { low: f64::INFINITY, ..all }, right.high);
        left
    }

    fn joined(&self, values: &[f64], depth: usize, from: usize, to: usize) -> Extremes {
        match depth {
            0 => extremes(&values[from..to]),
            _ => join_all(&self.levels[depth - 1][from..to]),
        }
    }

    // From a stretch down to the first value below it that is the wanted extreme.
    fn descend(
        &self,
        values: &[f64],
        Stretch { mut depth, mut from, mut to }: Stretch,
        wanted: f64,
        extreme: impl Fn(&Extremes) -> f64,
    ) -> Option<usize> {
        while depth > 0 {
            let nodes = &self.levels[depth - 1][from..to];
            let index = from + nodes.iter().position(|node| extreme(node) == wanted)?;
            depth -= 1;
            let below = if depth == 0 { self.values } else { self.levels[depth - 1].len() };
            (from, to) = (index * FAN_OUT, ((index + 1) * FAN_OUT).min(below));
        }
        values[from..to].iter().position(|value| *value == wanted).map(|offset| from + offset)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn noise(count: usize) -> Vec<f64> {
        (0..count as u64)
            .map(|i| match i.wrapping_mul(0x9E37_79B9_7F4A_7C15) >> 40 {
                n if n % 31 == 0 => f64::NAN,
                n if n % 997 == 0 => f64::INFINITY,
                n => (n % 1000) as f64,
            })
            .collect()
    }

    #[test]
    fn it_finds_what_a_scan_finds() {
        let values = noise(20_011);
        let pyramid = Pyramid::build(&values);
        for from in (0..20_011).step_by(613) {
            for length in [0, 1, 16, 300, 512, 513, 777, 4_097, 12_345] {
                let to = (from + length).min(values.len());
                let plain = places(&values[from..to])
                    .map(|found| Places { low: from + found.low, high: from + found.high });
                assert_eq!(pyramid.places(&values, from, to), plain, "{from}..{to}");
            }
        }
    }

    #[test]
    fn appending_equals_building() {
        let values = noise(9_000);
        for piece in [1, 7, 16, 255, 4_096] {
            let mut grown = Pyramid::default();
            values.chunks(piece).for_each(|chunk| grown.extend(chunk));
            assert_eq!(grown, Pyramid::build(&values), "in pieces of {piece}");
        }
    }
}
