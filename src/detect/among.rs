//! Several series of one source together: who stands beside whom, and what was found of all at once.

use super::named_kind;
use crate::model::{Labels, Samples, Series, SeriesKind};

/// A series among all of its source.
#[derive(Debug, Clone, Copy)]
pub struct Member<'a> {
    /// Metric or column name.
    pub name: &'a str,
    /// All labels but the name.
    pub labels: &'a Labels,
    /// Unit of the values; may be empty.
    pub unit: &'a str,
    /// What kind it claims to be of, if any.
    pub kind: Option<SeriesKind>,
    /// Its points.
    pub samples: Samples<'a>,
}

impl<'a> Member<'a> {
    /// The same with other values at its moments.
    pub(super) fn with_values(&self, values: &'a [f64]) -> Self {
        Self { samples: Samples { values, ..self.samples }, ..*self }
    }
}

impl<'a> From<&'a Series> for Member<'a> {
    fn from(series: &'a Series) -> Self {
        let Series { name, labels, unit, .. } = series;
        let kind = named_kind(name, unit, "");
        Self { name, labels, unit, kind, samples: series.samples() }
    }
}

/// What a detector computed once from all series of a source; only it knows what the figures mean.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Shared {
    /// For each series the place of its group; `None` for those that have none.
    pub(super) group_of: Vec<Option<u32>>,
    /// Figures of each group over time.
    pub(super) groups: Vec<Moments>,
    /// For each series one figure a point; empty where there are none.
    pub(super) own: Vec<Vec<f64>>,
}

/// Two figures at each of some moments.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Moments {
    /// Rising.
    pub(super) times: Vec<f64>,
    /// As many.
    pub(super) figures: Vec<[f64; 2]>,
}

/// One series of a source, and what was computed of all.
#[derive(Debug, Clone, Copy)]
pub struct Among<'a> {
    /// What was computed.
    pub shared: &'a Shared,
    /// Place of the series among those that it was computed from.
    pub place: usize,
}

impl Shared {
    /// Bytes that the figures take, roughly.
    pub fn memory(&self) -> usize {
        let moments: usize = self.groups.iter().map(|group| group.times.len()).sum();
        let own: usize = self.own.iter().map(Vec::len).sum();
        (3 * moments + own) * size_of::<f64>()
    }
}

impl<'a> Among<'a> {
    /// Figures of the group of this series; `None` if it has none.
    pub(super) fn group(&self) -> Option<&'a Moments> {
        let group = (*self.shared.group_of.get(self.place)?)?;
        self.shared.groups.get(group as usize)
    }

    /// The own figures of this series.
    pub(super) fn own(&self) -> &'a [f64] {
        self.shared.own.get(self.place).map_or(&[], Vec::as_slice)
    }
}

impl Moments {
    pub(super) fn push(&mut self, time: f64, figures: [f64; 2]) {
        self.times.push(time);
        self.figures.push(figures);
    }

    /// The figures of the last moment up to each of these rising times; NaN before the first.
    pub(super) fn at<'a>(&'a self, times: &'a [f64]) -> impl Iterator<Item = [f64; 2]> + 'a {
        let mut next = 0;
        times.iter().map(move |time| {
            while self.times.get(next).is_some_and(|moment| moment <= time) {
                next += 1;
            }
            next.checked_sub(1).map_or([f64::NAN; 2], |last| self.figures[last])
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_moment_counts_until_the_next() {
        let mut moments = Moments::default();
        moments.push(10.0, [1.0, 2.0]);
        moments.push(20.0, [3.0, 4.0]);
        let firsts: Vec<f64> = moments.at(&[5.0, 10.0, 19.0, 20.0, 90.0]).map(|f| f[0]).collect();
        assert!(firsts[0].is_nan() && firsts[1..] == [1.0, 1.0, 3.0, 3.0]);
    }

    #[test]
    fn who_has_no_group_has_no_figures() {
        let shared = Shared { group_of: vec![None, Some(0), Some(7)], ..Shared::default() };
        assert!((0..4).all(|place| Among { shared: &shared, place }.group().is_none()));
    }
}
