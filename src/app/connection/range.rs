//! Which stretch of time a query asks for: so far back from now, or between two fixed moments.

use crate::app::{App, Effect};
use crate::model::{CivilTime, Problem, TimeRange, Zone};

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

    /// Takes both moments in the zone that is shown; a refused range changes nothing.
    pub(in crate::app) fn fix_range(&mut self, from: &str, to: &str, out: &mut Vec<Effect>) {
        match between(from, to, &self.zone(), self.now) {
            Ok(range) => self.choose_range(Some(range), out),
            Err((what, fix)) => {
                self.notice(true, Problem::new(what, format!("{from} – {to}"), fix));
            }
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

fn between(
    from: &str,
    to: &str,
    zone: &Zone,
    now: f64,
) -> Result<TimeRange, (&'static str, &'static str)> {
    let (Some(from), Some(to)) = (moment(from, zone), moment(to, zone)) else {
        return Err(("A fixed range needs two moments.", "Choose a date and a time for both."));
    };
    if to <= from {
        return Err(("The start is not before the end.", "Choose an earlier start."));
    }
    if now < to {
        return Err(("The end is in the future.", "Choose an end that has passed, or look back."));
    }
    Ok(TimeRange { from, to })
}

// `2024-01-15T10:00`, maybe with seconds, as a `datetime-local` input writes it.
fn moment(text: &str, zone: &Zone) -> Option<f64> {
    let mut parts = text.split(['-', 'T', ':']);
    let mut whole = || parts.next()?.parse::<u32>().ok();
    let (year, month, day) = (i64::from(whole()?), whole()?, whole()?);
    let (hour, minute) = (whole()?, whole()?);
    let second = parts.next().map_or(Some(0.0), |text| text.parse().ok())?;
    let civil = CivilTime { year, month, day, hour, minute, second };
    civil.seconds().map(|local| zone.to_utc(local))
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: f64 = 1_705_316_400.0;

    #[test]
    fn two_moments_of_the_shown_zone_are_a_range() {
        let zone = Zone { name: "Europe/Berlin".to_owned(), offsets: vec![(0.0, 3600)] };
        let range = between("2024-01-15T11:00", "2024-01-15T11:30:30", &zone, NOW);
        assert_eq!(range, Ok(TimeRange { from: NOW - 3600.0, to: NOW - 1770.0 }));
    }

    #[test]
    fn what_is_no_range_is_refused_with_the_reason() {
        let check = |from: &str, to: &str, expected: &str| {
            let refused = between(from, to, &Zone::utc(), NOW).unwrap_err();
            assert!(refused.0.contains(expected), "{from} – {to}: {refused:?}");
        };
        check("", "2024-01-15T10:00", "two moments");
        check("2024-01-15", "2024-01-15T10:00", "two moments");
        check("2024-02-30T10:00", "2024-03-15T10:00", "two moments");
        check("2024-01-15T10:00", "2024-01-15T10:00", "not before");
        check("2024-01-15T10:00", "2024-01-15T09:00", "not before");
        check("2024-01-15T10:00", "2024-01-15T11:00:01", "future");
    }
}
