//! The point that lies a certain time before another.

/// Finds, for points in order, the one that lies `back` seconds earlier.
#[derive(Debug)]
pub(super) struct Lookback {
    back: f64,
    cursor: usize,
}

impl Lookback {
    /// So many seconds back.
    pub(super) fn new(back: f64) -> Self {
        Self { back, cursor: 0 }
    }

    /// The point nearest to the moment `back` before point `at`, if one lies within half a `step` of it
    /// and before `at`. Must be asked for rising `at`. Cost: O(1) on average over a series.
    pub(super) fn find(&mut self, times: &[f64], at: usize, step: f64) -> Option<usize> {
        let wanted = times[at] - self.back;
        let away = |place: usize| (times[place] - wanted).abs();
        while self.cursor + 1 < at && away(self.cursor + 1) <= away(self.cursor) {
            self.cursor += 1;
        }
        (self.cursor < at && away(self.cursor) <= step / 2.0).then_some(self.cursor)
    }
}
