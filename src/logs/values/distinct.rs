//! How many different values there were: counted while they are few, then estimated.

use super::top::{MOST_VALUES, Top, cut};
use crate::logs::table::hash_of;
use crate::stats::rng::Stream;

/// 4,096 registers of a byte: a standard error of 1.04/√4096 = 1.6 %, so that 5 % is three of them.
const INDEX_BITS: u32 = 12;
const REGISTERS: usize = 1 << INDEX_BITS;
/// Values of a register: from none to all other bits 0, and one more.
const RANKS: usize = (64 - INDEX_BITS) as usize + 2;
/// `1/(2 ln 2)`.
const ALPHA: f64 = 0.721_347_520_444_481_7;

/// A count of different values: exact up to [`MOST_VALUES`], then by `HyperLogLog` (Flajolet, Fusy, Gandouet and
/// Meunier, 2007), which takes 4 kB from there on.
#[derive(Debug, Default)]
pub struct Distinct {
    registers: Vec<u8>,
}

impl Distinct {
    /// Counts a value that `top` is told after this. Cost: O(bytes).
    pub fn add(&mut self, value: &[u8], top: &Top) {
        if self.registers.is_empty() {
            if top.len() < MOST_VALUES || top.has(value) {
                return;
            }
            self.registers = vec![0; REGISTERS];
            top.each().for_each(|value| self.note(value));
        }
        self.note(cut(value));
    }

    fn note(&mut self, value: &[u8]) {
        // Each bit of the result depends on all of the hash.
        let bits = Stream::new(0, 0).bits(hash_of(value) as i64);
        let register = &mut self.registers[(bits >> (64 - INDEX_BITS)) as usize];
        let rank = ((bits << INDEX_BITS).leading_zeros().min(64 - INDEX_BITS) + 1) as u8;
        *register = (*register).max(rank);
    }

    /// How many there were, where `top` was told of all of them: exact while none was replaced, then within 5 %.
    ///
    /// By the estimator of Ertl (New cardinality estimation algorithms for `HyperLogLog` sketches, 2017,
    /// algorithm 6), which has no bias that would ask for a table. Cost: O(registers).
    pub fn count(&self, top: &Top) -> u64 {
        if self.registers.is_empty() {
            return top.len() as u64;
        }
        let mut ranks = [0.0; RANKS];
        for register in &self.registers {
            ranks[usize::from(*register)] += 1.0;
        }
        let all = REGISTERS as f64;
        let mut sum = all * tau(1.0 - ranks[RANKS - 1] / all);
        for rank in ranks[1..RANKS - 1].iter().rev() {
            sum = 0.5 * (sum + rank);
        }
        sum += all * sigma(ranks[0] / all);
        (ALPHA * all * all / sum).round() as u64
    }
}

// `x + Σ x^(2^k)·2^(k−1)`.
fn sigma(x: f64) -> f64 {
    let (mut x, mut factor, mut sum) = (x, 1.0, x);
    for _ in 0..64 {
        x *= x;
        let before = sum;
        sum += x * factor;
        factor *= 2.0;
        if sum == before {
            break;
        }
    }
    sum
}

// `(1 − x − Σ (1 − x^(2^−k))²·2^−k)/3`.
fn tau(x: f64) -> f64 {
    if x <= 0.0 || x >= 1.0 {
        return 0.0;
    }
    let (mut x, mut factor, mut sum) = (x, 1.0, 1.0 - x);
    for _ in 0..64 {
        x = x.sqrt();
        let before = sum;
        factor *= 0.5;
        sum -= (1.0 - x) * (1.0 - x) * factor;
        if sum == before {
            break;
        }
    }
    sum / 3.0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn few_are_counted_and_many_are_estimated_within_5_percent() {
        for (count, form) in [
            (1_usize, "v"),
            (MOST_VALUES, "v"),
            (MOST_VALUES + 1, "request-"),
            (5000, "10.0.0."),
            (12_000, ""),
            (50_000, "blk_"),
            (400_000, "u"),
        ] {
            let (mut distinct, mut top) = (Distinct::default(), Top::default());
            for at in (0..count).chain(0..count.min(3000)) {
                let value = format!("{form}{at}");
                distinct.add(value.as_bytes(), &top);
                top.add(value.as_bytes(), false);
            }
            let error = distinct.count(&top) as f64 / count as f64 - 1.0;
            let allowed = if count <= MOST_VALUES { 0.0 } else { 0.05 };
            assert!(error.abs() <= allowed, "{count}: {error}");
        }
    }
}
