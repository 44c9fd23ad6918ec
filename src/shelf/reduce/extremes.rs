//! Smallest and largest value of a run of points, and where they are.

/// Smallest and largest finite value; `low > high` if there is none.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Extremes {
    pub(crate) low: f64,
    pub(crate) high: f64,
}

impl Extremes {
    /// Of no value at all.
    pub(crate) const NONE: Self = Self { low: f64::INFINITY, high: f64::NEG_INFINITY };

    /// Of one value; a gap or an infinity adds nothing.
    fn of(value: f64) -> Self {
        if value.is_finite() { Self { low: value, high: value } } else { Self::NONE }
    }

    /// Of both.
    pub(crate) fn join(self, other: Self) -> Self {
        Self {
            low: if other.low < self.low { other.low } else { self.low },
            high: if other.high > self.high { other.high } else { self.high },
        }
    }

    /// Whether there is a finite value.
    pub(crate) fn any(self) -> bool {
        self.low <= self.high
    }
}

/// Extremes of the finite values; cost O(n), one pass, vectorised.
///
/// The fast pass lets infinities in, as leaving them out costs a third more; where one turns up,
/// which is rare, a slow pass repeats the work without them.
pub(crate) fn extremes(values: &[f64]) -> Extremes {
    let fast = lanes(values);
    if fast.low == f64::NEG_INFINITY || fast.high == f64::INFINITY {
        return values.iter().fold(Extremes::NONE, |all, value| all.join(Extremes::of(*value)));
    }
    fast
}

// A comparison with NaN is false, so a gap never replaces what was found. Several lanes, because
// one chain of comparisons would wait for itself.
#[cfg(not(all(target_arch = "wasm32", target_feature = "simd128")))]
fn lanes(values: &[f64]) -> Extremes {
    const LANES: usize = 8;
    let mut low = [f64::INFINITY; LANES];
    let mut high = [f64::NEG_INFINITY; LANES];
    let (chunks, rest) = values.as_chunks::<LANES>();
    for chunk in chunks {
        for lane in 0..LANES {
            low[lane] = if chunk[lane] < low[lane] { chunk[lane] } else { low[lane] };
            high[lane] = if chunk[lane] > high[lane] { chunk[lane] } else { high[lane] };
        }
    }
    let mut all = Extremes::NONE;
    for lane in 0..LANES {
        all = all.join(Extremes { low: low[lane], high: high[lane] });
    }
    rest.iter().fold(all, |all, value| all.join(Extremes { low: *value, high: *value }))
}

// The compiler does not find these instructions by itself on wasm; `pmin(a, b)` is `b < a ? b : a`,
// so it keeps `a` when `b` is NaN: the accumulator must stand first.
#[cfg(all(target_arch = "wasm32", target_feature = "simd128"))]
fn lanes(values: &[f64]) -> Extremes {
    use core::arch::wasm32::{f64x2, f64x2_extract_lane, f64x2_pmax, f64x2_pmin, f64x2_splat};
    // Each by its own name: in arrays they would lie in memory, and wait for it.
    let (mut low_left, mut high_left) =
        (f64x2_splat(f64::INFINITY), f64x2_splat(f64::NEG_INFINITY));
    let (mut low_right, mut high_right) = (low_left, high_left);
    let (chunks, rest) = values.as_chunks::<4>();
    for [a, b, c, d] in chunks {
        let (left, right) = (f64x2(*a, *b), f64x2(*c, *d));
        (low_left, high_left) = (f64x2_pmin(low_left, left), f64x2_pmax(high_left, left));
        (low_right, high_right) = (f64x2_pmin(low_right, right), f64x2_pmax(high_right, right));
    }
    let (low, high) = (f64x2_pmin(low_left, low_right), f64x2_pmax(high_left, high_right));
    let first = Extremes { low: f64x2_extract_lane::<0>(low), high: f64x2_extract_lane::<0>(high) };
    let second =
        Extremes { low: f64x2_extract_lane::<1>(low), high: f64x2_extract_lane::<1>(high) };
    let all = first.join(second);
    rest.iter().fold(all, |all, value| all.join(Extremes { low: *value, high: *value }))
}

/// Indices of the first smallest and the first largest finite value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Places {
    pub(crate) low: usize,
    pub(crate) high: usize,
}

/// Where the extremes of a run of points are; `None` if no value is finite.
///
/// Cost O(n): blocks are compared whole, and only the two that hold an extreme are searched.
pub(crate) fn places(values: &[f64]) -> Option<Places> {
    const BLOCK: usize = 256;
    if values.len() <= BLOCK {
        let all = extremes(values);
        return Some(Places { low: position(values, all.low)?, high: position(values, all.high)? })
            .filter(|_| all.any());
    }
    let mut all = Extremes::NONE;
    let (mut low_block, mut high_block) = (0, 0);
    for (index, block) in values.chunks(BLOCK).enumerate() {
        let here = extremes(block);
        if here.low < all.low {
            (all.low, low_block) = (here.low, index);
        }
        if here.high > all.high {
            (all.high, high_block) = (here.high, index);
        }
    }
    if !all.any() {
        return None;
    }
    let find = |block: usize, wanted: f64| {
        let start = block * BLOCK;
        position(&values[start..], wanted).map(|offset| start + offset)
    };
    Some(Places { low: find(low_block, all.low)?, high: find(high_block, all.high)? })
}

/// The first value equal to the wanted one; runs without it are passed over whole.
pub(crate) fn position(values: &[f64], wanted: f64) -> Option<usize> {
    let (runs, _) = values.as_chunks::<RUN>();
    let whole = runs.iter().position(|run| holds(run, wanted)).unwrap_or(runs.len()) * RUN;
    values[whole..].iter().position(|value| *value == wanted).map(|at| whole + at)
}

const RUN: usize = 8;

#[cfg(not(all(target_arch = "wasm32", target_feature = "simd128")))]
fn holds(run: &[f64; RUN], wanted: f64) -> bool {
    run.contains(&wanted)
}

#[cfg(all(target_arch = "wasm32", target_feature = "simd128"))]
fn holds(&[a, b, c, d, e, f, g, h]: &[f64; RUN], wanted: f64) -> bool {
    use core::arch::wasm32::{f64x2, f64x2_eq, f64x2_splat, v128_any_true, v128_or};
    let is = |pair| f64x2_eq(pair, f64x2_splat(wanted));
    let left = v128_or(is(f64x2(a, b)), is(f64x2(c, d)));
    let right = v128_or(is(f64x2(e, f)), is(f64x2(g, h)));
    v128_any_true(v128_or(left, right))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn extremes_skip_gaps_and_infinities() {
        let check = |values: &[f64], expected: Option<(usize, usize)>| {
            let found = places(values).map(|places| (places.low, places.high));
            assert_eq!(found, expected, "{values:?}");
        };
        check(&[], None);
        check(&[f64::NAN, f64::INFINITY, f64::NEG_INFINITY], None);
        check(&[f64::NAN, 2.0, f64::INFINITY, 1.0, 2.0, 1.0], Some((3, 1)));
        check(&[f64::NEG_INFINITY, -0.0, 0.0], Some((1, 1)));
        let mut long = vec![5.0; 1000];
        long[777] = -1.0;
        long[998] = 9.0;
        check(&long, Some((777, 998)));
        long[100] = f64::INFINITY;
        check(&long, Some((777, 998)));
    }
}
