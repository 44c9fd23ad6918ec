//! Smallest and largest values of ever longer runs, so that a wide window costs no more than a
//! narrow one.

use super::reduce::{Extremes, Places, extremes, places};

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

// Best so far during a walk from left to right: the node or value where each extreme was first met.
struct Best {
    all: Extremes,
    low: (usize, usize),
    high: (usize, usize),
}

impl Best {
    fn take_low(&mut self, low: f64, place: (usize, usize)) {
        if low < self.all.low {
            (self.all.low, self.low) = (low, place);
        }
    }

    fn take_high(&mut self, high: f64, place: (usize, usize)) {
        if high > self.all.high {
            (self.all.high, self.high) = (high, place);
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
            above.extend(runs.map(|run| run.iter().fold(Extremes::NONE, |a, b| a.join(*b))));
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
        let mut best = Best { all: Extremes::NONE, low: (0, 0), high: (0, 0) };
        self.walk(values, 0, from, to, &mut best);
        if !best.all.any() {
            return None;
        }
        Some(Places {
            low: self.descend(values, best.low, |node| node.low == best.all.low)?,
            high: self.descend(values, best.high, |node| node.high == best.all.high)?,
        })
    }

    /// The extremes of `values[from..to]`, for the values it was built from; cost as of `places`.
    pub(super) fn extremes(&self, values: &[f64], from: usize, to: usize) -> Extremes {
        let to = to.min(values.len());
        if to > self.values || to.saturating_sub(from) <= SHORT {
            return values.get(from..to).map_or(Extremes::NONE, extremes);
        }
        let mut best = Best { all: Extremes::NONE, low: (0, 0), high: (0, 0) };
        self.walk(values, 0, from, to, &mut best);
        best.all
    }

    // Visits the nodes from..to of a depth (0 is the values, k is levels[k - 1]) from left to
    // right, whole runs of them through their parents.
    fn walk(&self, values: &[f64], depth: usize, from: usize, to: usize, best: &mut Best) {
        let (first, last) = (from.div_ceil(FAN_OUT), to / FAN_OUT);
        if depth == self.levels.len() || first >= last {
            self.visit(values, depth, from, to, best);
            return;
        }
        self.visit(values, depth, from, first * FAN_OUT, best);
        self.walk(values, depth + 1, first, last, best);
        self.visit(values, depth, last * FAN_OUT, to, best);
    }

    fn visit(&self, values: &[f64], depth: usize, from: usize, to: usize, best: &mut Best) {
        if depth == 0 {
            if let Some(found) = places(&values[from..to]) {
                best.take_low(values[from + found.low], (0, from + found.low));
                best.take_high(values[from + found.high], (0, from + found.high));
            }
            return;
        }
        for index in from..to {
            let node = self.levels[depth - 1][index];
            best.take_low(node.low, (depth, index));
            best.take_high(node.high, (depth, index));
        }
    }

    fn node(&self, values: &[f64], depth: usize, index: usize) -> Extremes {
        match depth {
            0 => extremes(&values[index..=index]),
            _ => self.levels[depth - 1][index],
        }
    }

    // From a node down to the first value below it that has its extreme.
    fn descend(
        &self,
        values: &[f64],
        (mut depth, mut index): (usize, usize),
        has_it: impl Fn(Extremes) -> bool,
    ) -> Option<usize> {
        while depth > 0 {
            let below = if depth == 1 { self.values } else { self.levels[depth - 2].len() };
            let first = index * FAN_OUT;
            let mut children = first..(first + FAN_OUT).min(below);
            index = children.find(|child| has_it(self.node(values, depth - 1, *child)))?;
            depth -= 1;
        }
        Some(index)
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
