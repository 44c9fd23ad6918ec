//! From severities to pages: somebody is woken once for one trouble.

use super::pace::Pace;

/// Below this share of the alarm level a point counts as calm.
const CALM: f64 = 0.7;

/// Lets the first alarm of any detector through, and then none until the series was calm for an hour
/// (five to sixty points).
///
/// A gap is neither calm nor an alarm. Causal: what comes later changes no page. Cost: O(1) a point.
#[derive(Debug, Clone)]
pub struct Pager {
    pace: Pace,
    calm: usize,
    trouble: bool,
}

impl Pager {
    /// Ready to page.
    pub fn new() -> Self {
        Self { pace: Pace::new(), calm: 0, trouble: false }
    }

    /// Whether somebody should be called because of the point at this time with this score.
    pub fn pages(&mut self, time: f64, severity: f64) -> bool {
        self.pace.tick(time);
        if severity.is_nan() {
            return false;
        }
        let needed = self.pace.calm();
        self.calm = if severity < CALM { self.calm + 1 } else { 0 };
        if self.calm >= needed {
            self.trouble = false;
        }
        let pages = severity > 1.0 && !self.trouble;
        self.trouble |= pages;
        pages
    }
}

impl Default for Pager {
    fn default() -> Self {
        Self::new()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn paged(severities: &[f64]) -> Vec<usize> {
        let mut pager = Pager::new();
        let quarter_hours = (0..).map(|at| f64::from(at) * 900.0);
        let pages =
            quarter_hours.zip(severities).map(|(time, severity)| pager.pages(time, *severity));
        pages.enumerate().filter(|(_, pages)| *pages).map(|(at, _)| at).collect()
    }

    #[test]
    fn one_trouble_pages_once() {
        assert_eq!(paged(&[0.2, 1.2, 1.3, 0.1, 1.4, 9.0, 2.6, 0.9]), [1]);
    }

    #[test]
    fn calm_makes_it_ready_again() {
        assert_eq!(paged(&[1.2, 0.1, 0.1, 0.1, 0.1, 1.2]), [0]);
        assert_eq!(paged(&[1.2, 0.1, f64::NAN, 0.1, 0.1, 0.1, 0.1, 1.2]), [0, 7]);
    }

    #[test]
    fn exactly_the_alarm_level_is_no_alarm() {
        assert_eq!(paged(&[1.0, f64::NAN]), [0_usize; 0]);
    }
}
