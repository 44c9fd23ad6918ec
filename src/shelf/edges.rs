//! The expected band of one series at every point, for charts of any window.

use super::Pyramid;

/// Lower and upper edge of the band; NaN where there is none.
#[derive(Debug, Default)]
pub struct Edges {
    lower: Vec<f64>,
    upper: Vec<f64>,
    pyramids: Option<(Pyramid, Pyramid)>,
}

impl Edges {
    /// Adds the edges at the point with this number, of `points` in all; points that were passed
    /// over have none.
    pub(super) fn push(&mut self, at: usize, lower: f64, upper: f64, points: usize) {
        if self.lower.is_empty() {
            self.lower.reserve_exact(points);
            self.upper.reserve_exact(points);
            self.lower.resize(at, f64::NAN);
            self.upper.resize(at, f64::NAN);
        }
        self.lower.push(lower);
        self.upper.push(upper);
    }

    /// Number of points.
    pub(super) fn len(&self) -> usize {
        self.lower.len()
    }

    /// Lower and upper edges.
    pub(super) fn both(&self) -> (&[f64], &[f64]) {
        (&self.lower, &self.upper)
    }

    /// Pyramids over both, once they are built.
    pub(super) fn pyramids(&self) -> Option<&(Pyramid, Pyramid)> {
        self.pyramids.as_ref()
    }

    /// Builds the pyramids.
    pub(super) fn build_pyramids(&mut self) {
        self.pyramids = Some((Pyramid::build(&self.lower), Pyramid::build(&self.upper)));
    }
}
