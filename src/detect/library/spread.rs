//! Level and spread of a group of series at each moment.

use crate::stats::baseline::{ABSOLUTE_FLOOR, RELATIVE_FLOOR};
use crate::stats::robust::{MAD_TO_SIGMA, median};
use crate::stats::sorted::Sorted;

/// So many of its points tell how far from its siblings a member usually is.
const MEMORY: f64 = 60.0;
/// What makes 1.4826·MAD of 2 to 9 Gaussian numbers right on average: Croux, Rousseeuw, 1992.
const OF_FEW: [f64; 8] = [1.196, 1.495, 1.363, 1.206, 1.200, 1.140, 1.129, 1.107];
/// The same for more: `n / (n − 0.8)`.
const OF_MANY: f64 = 0.8;

/// The present values of a group, and how far from the median each member usually is.
#[derive(Debug)]
pub(super) struct Spread {
    values: Vec<f64>,
    present: Sorted,
    usual: Vec<f64>,
    counts: Vec<f64>,
    typical: f64,
    points: usize,
    rounds: usize,
}

impl Spread {
    pub(super) fn of(members: usize) -> Self {
        Self {
            values: vec![f64::NAN; members],
            present: Sorted::with_capacity(members),
            usual: vec![f64::NAN; members],
            counts: vec![0.0; members],
            typical: 0.0,
            points: 0,
            rounds: 0,
        }
    }

    /// A member has this value now; none if it is not finite.
    pub(super) fn put(&mut self, member: usize, value: f64) {
        let old = std::mem::replace(&mut self.values[member], value);
        match (old.is_finite(), value.is_finite()) {
            (true, true) => self.present.replace(old, value),
            (true, false) => self.present.remove(old),
            (false, true) => self.present.insert(value),
            (false, false) => {}
        }
    }

    /// The values that are there, smallest first.
    pub(super) fn present(&self) -> &[f64] {
        self.present.values()
    }

    /// How often as many points as there are members were learned.
    pub(super) fn rounds(&self) -> usize {
        self.rounds
    }

    /// Median of the values that are there.
    pub(super) fn level(&self) -> f64 {
        self.present.median()
    }

    /// The spread now, by MAD, but no less than what is usual for a typical member: of few members a
    /// MAD is small by chance, and of counts that are mostly 0 it is 0. The median over the members is
    /// not moved by those that are odd all the time. Floors as those of a baseline.
    pub(super) fn sigma(&self, level: f64) -> f64 {
        let count = self.present.values().len();
        let few = count.checked_sub(2).and_then(|at| OF_FEW.get(at)).copied();
        let right = few.unwrap_or(count as f64 / (count as f64 - OF_MANY));
        (self.present.mad(level) * MAD_TO_SIGMA * right)
            .max(self.typical)
            .max(level.abs() * RELATIVE_FLOOR)
            .clamp(ABSOLUTE_FLOOR, f64::MAX)
    }

    /// Takes a new point as evidence of what is usual: the root of the mean square of its distances
    /// from the median, the last 60 counting most.
    pub(super) fn learn(&mut self, member: usize, value: f64, level: f64) {
        let distance = (value - level).abs();
        if distance.is_finite() {
            self.counts[member] += 1.0;
            let share = 1.0 / self.counts[member].min(MEMORY);
            let usual = &mut self.usual[member];
            *usual = if usual.is_nan() { distance } else { mixed(*usual, distance, share) };
        }
        // Once a round is often enough, and makes it O(1) a point.
        self.points += 1;
        if self.points >= self.values.len() {
            self.points = 0;
            self.rounds += 1;
            self.typical = median(&self.usual).unwrap_or(0.0);
        }
    }
}

/// `√((1 − share)·a² + share·b²)` without overflow.
fn mixed(a: f64, b: f64, share: f64) -> f64 {
    let larger = a.max(b);
    if larger == 0.0 {
        return 0.0;
    }
    let (a, b) = (a / larger, b / larger);
    larger * ((1.0 - share) * a * a + share * b * b).sqrt()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_spread_is_that_of_a_typical_member() {
        let mut spread = Spread::of(5);
        for round in 0..200 {
            for member in 0..5 {
                let swing = if round % 2 == 0 { 1.0 } else { -1.0 };
                let odd = if member == 4 { 1_000.0 } else { 0.0 };
                spread.put(member, 10.0 + odd + swing * [0.0, 1.0, 2.0, -1.0, 0.0][member]);
            }
            let level = spread.level();
            (0..5).for_each(|member| spread.learn(member, spread.values[member], level));
        }
        let level = spread.level();
        assert!((0.5..3.0).contains(&spread.sigma(level)), "{}", spread.sigma(level));
        assert_eq!(spread.rounds(), 200);
    }

    #[test]
    fn mixing_neither_overflows_nor_vanishes() {
        assert_eq!(mixed(0.0, 0.0, 0.5), 0.0);
        assert!((mixed(3.0, 4.0, 0.5) - 12.5_f64.sqrt()).abs() < 1e-12);
        assert!((mixed(f64::MAX, f64::MAX, 0.1) / f64::MAX - 1.0).abs() < 1e-12);
    }
}
