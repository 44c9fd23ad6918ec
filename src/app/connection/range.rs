//! Which stretch of time a query asks for: so far back from now, or between two fixed moments.

use crate::app::{App, Effect};
use crate::model::{Problem, TimeRange};

impl App {
    /// What a query asks for now.
    pub(super) fn asked_range(&self) -> TimeRange {
        let live = TimeRange { from: self.now - self.settings.look_back, to: self.now };
        self.settings.fixed.unwrap_or(live)
    }

    pub(in crate::app) fn look_back(&mut self, seconds: f64, out: &mut Vec<Effect>) {
        self.settings.look_back = seconds.clamp(60.0, 366.0 * 86_400.0);
        self.choose_range(None, out);
    }

    /// Takes both moments by a clock of the zone that is shown; a refused range changes nothing.
    pub(in crate::app) fn fix_range(&mut self, from: f64, to: f64, out: &mut Vec<Effect>) {
        let zone = self.zone();
        let range = TimeRange { from: zone.to_utc(from), to: zone.to_utc(to) };
        match refuse(range, self.now) {
            None => self.choose_range(Some(range), out),
            Some((what, fix)) => self.notice(true, Problem::new(what, "Fixed range", fix)),
        }
    }

    fn choose_range(&mut self, fixed: Option<TimeRange>, out: &mut Vec<Effect>) {
        self.settings.fixed = fixed;
        self.charts.zoom = None;
        self.save_settings(out);
        self.schedule_refresh(out);
        self.query_again(out);
    }
}

fn refuse(range: TimeRange, now: f64) -> Option<(&'static str, &'static str)> {
    if range.seconds().is_nan() {
        return Some(("A fixed range needs two moments.", "Choose a date and a time for both."));
    }
    if range.seconds() <= 0.0 {
        return Some(("The start is not before the end.", "Choose an earlier start."));
    }
    (now < range.to)
        .then_some(("The end is in the future.", "Choose an end that has passed, or look back."))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_range_is_refused_with_the_reason() {
        const NOW: f64 = 1_705_316_400.0;
        let check = |from: f64, to: f64, expected: &str| {
            let said = refuse(TimeRange { from, to }, NOW).map_or("", |(what, _)| what);
            assert!(said.contains(expected) && said.is_empty() == expected.is_empty(), "{said}");
        };
        check(f64::NAN, NOW, "two moments");
        check(NOW - 60.0, f64::NAN, "two moments");
        check(NOW, NOW, "not before");
        check(NOW, NOW - 60.0, "not before");
        check(NOW - 60.0, NOW + 1.0, "future");
        check(NOW - 60.0, NOW, "");
    }
}
