//! Which of two expectations errs less.

use super::track::running;

/// A running comparison of the errors of a challenger and of a holder. The challenger wins when its
/// errors sink below one share of the holder's, and loses when they rise above another.
#[derive(Debug, Clone)]
pub(super) struct Contest {
    begins: f64,
    ends: f64,
    challenger: f64,
    holder: f64,
    won: bool,
}

impl Contest {
    /// Not won yet; wins below the share `begins`, loses at the share `ends`.
    pub(super) const fn new(begins: f64, ends: f64) -> Self {
        Self { begins, ends, challenger: f64::NAN, holder: f64::NAN, won: false }
    }

    /// Whether the challenger is ahead.
    pub(super) fn won(&self) -> bool {
        self.won
    }

    /// Takes the errors of one more point, of which each newest counts with this weight; says
    /// whether the challenger is ahead now. No difference where one of them is not finite.
    pub(super) fn update(&mut self, challenger: f64, holder: f64, weight: f64) -> bool {
        if challenger.is_finite() && holder.is_finite() {
            self.challenger = running(self.challenger, challenger, weight);
            self.holder = running(self.holder, holder, weight);
            let limit = if self.won { self.ends } else { self.begins };
            self.won = self.challenger < limit * self.holder;
        }
        self.won
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_is_ahead_stays_so_for_a_while() {
        let mut contest = Contest::new(0.5, 0.8);
        assert!(!contest.update(0.6, 1.0, 1.0) && contest.update(0.4, 1.0, 1.0));
        assert!(contest.update(0.7, 1.0, 1.0) && contest.update(f64::NAN, 1.0, 1.0));
        assert!(!contest.update(0.9, 1.0, 1.0) && !contest.won());
    }
}
