//! What to expect by the seasons of a series: of its day, of its week, of a period of its own.

use super::contest::Contest;
use super::design::Design;
use super::finder::Finder;
use super::period::Period;
use super::season::Season;
use crate::detect::pace::Pace;
use crate::model::Clock;

const DAY: f64 = 86_400.0;
const WEEK: f64 = 7.0 * DAY;
/// Times closer together than this, in seconds, are one: of the day, and of the week.
const DAY_BIN: f64 = 300.0;
const WEEK_BIN: f64 = 1_200.0;
/// Laps that are looked back on: of the day, of the week.
const DAYS: usize = 7;
const WEEKS: usize = 3;
/// Fewer earlier laps than this are no season.
pub(super) const FEWEST: usize = 2;
/// Errors by week, or by a period, below this share of those by day let it take over; above the other
/// the day is back.
pub(super) const TAKES_OVER: f64 = 0.7;
pub(super) const BACK: f64 = 1.0;
/// The same for a season against no season at all.
pub(super) const BELIEVED: f64 = 0.5;
pub(super) const DOUBTED: f64 = 0.8;
/// A period closer to a day than this share is the day.
const DAYLIKE: f64 = 0.05;
/// An error counts as at most so many deviations: one bad hour must not end a season.
pub(super) const WORST: f64 = 3.0;

/// What is expected of a point.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Expectation {
    /// The value; NaN if no season is known.
    pub value: f64,
    /// Its change since the point before.
    pub step: f64,
    /// Seconds from lap to lap of the season that says so.
    pub lap: f64,
    /// Seconds over which its errors are to be compared: a week where that counts, else a day.
    pub memory: f64,
    /// Whether this season speaks for the first time: errors of others say nothing about its own.
    pub first: bool,
}

impl Expectation {
    /// Of a series without a season.
    pub(super) const NONE: Self =
        Self { value: f64::NAN, step: f64::NAN, lap: f64::NAN, memory: DAY, first: false };
}

/// Three seasons: of the day, or of the week where it foretells more, by a clock on the wall; and a
/// period found in the data, whose shape comes on top. 18 kB at most.
#[derive(Debug, Clone)]
pub(super) struct Seasons {
    clock: Clock,
    day: Season,
    week: Option<Season>,
    // Whether the week foretells this day of the week better than the day does.
    weekdays: [Contest; 7],
    // Whether the one of them that counts foretells more than the median does.
    calendar: Contest,
    period: Option<Period>,
    finder: Option<Finder>,
    // What day, week and both with the period expect of this point, and expected of the last.
    now: [f64; 3],
    last: [f64; 3],
    spoke: [bool; 3],
}

impl Seasons {
    /// Nothing remembered; `step` in seconds.
    pub(super) fn new(step: f64, clock: Clock, design: &Design) -> Self {
        Self {
            clock,
            day: Season::new(DAY, DAYS, step.max(DAY_BIN)),
            week: design.week.then(|| Season::new(WEEK, WEEKS, step.max(WEEK_BIN))),
            weekdays: [const { Contest::new(TAKES_OVER, BACK) }; 7],
            calendar: Contest::new(BELIEVED, DOUBTED),
            period: None,
            finder: design.period.then(|| Finder::new(step)),
            now: [f64::NAN; 3],
            last: [f64::NAN; 3],
            // The day is there from the begin.
            spoke: [true, false, false],
        }
    }

    /// What is expected at a moment, which must not lie before those that were learnt; `median` is that
    /// of the long past. Cost: O(1).
    pub(super) fn expected(&mut self, time: f64, median: f64) -> Expectation {
        let shown = self.clock.shown(time);
        let (day, days) = self.day.expected(shown);
        let of_week = |week: &Season| week.expected(shown);
        let (week, weeks) = self.week.as_ref().map_or((f64::NAN, 0), of_week);
        // One week is enough to be compared.
        let day = if days < FEWEST { f64::NAN } else { day };
        let by_week = weeks >= FEWEST && self.weekdays[weekday(shown)].won();
        let calendar = if by_week { week } else { day };
        let anchor = if self.calendar.won() && calendar.is_finite() { calendar } else { median };
        let shape = self.period.as_mut().map_or(f64::NAN, |period| period.shape(time));
        self.now = [day, week, anchor + shape];
        let by_period = shape.is_finite() && self.period.as_ref().is_some_and(Period::is_believed);
        let speaks = if by_period { 2 } else { usize::from(by_week) };
        let lap = match (&self.period, speaks) {
            (Some(period), 2) => period.lap(),
            (_, 1) => WEEK,
            _ => DAY,
        };
        let first = !std::mem::replace(&mut self.spoke[speaks], true);
        let value = self.now[speaks];
        let memory = if self.spoke[1] { WEEK } else { DAY };
        Expectation { value, step: value - self.last[speaks], lap, memory, first }
    }

    /// Remembers a value; `median` and `deviation` are those of the long past, NaN while unknown.
    pub(super) fn learn(&mut self, time: f64, value: f64, past: (f64, f64), pace: &Pace) {
        let shown = self.clock.shown(time);
        self.compare(shown, value, past, pace);
        self.day.learn(shown, value);
        if let Some(week) = &mut self.week {
            week.learn(shown, value);
        }
        if let Some(period) = &mut self.period {
            period.learn(time, value);
        }
        self.look_for_a_period(time, value);
        (self.last, self.now) = (self.now, [f64::NAN; 3]);
    }

    /// Bytes that it takes beside itself.
    pub(super) fn memory(&self) -> usize {
        self.day.memory()
            + self.week.as_ref().map_or(0, Season::memory)
            + self.period.as_ref().map_or(0, Period::memory)
            + self.finder.as_ref().map_or(0, Finder::memory)
    }

    fn compare(&mut self, shown: f64, value: f64, past: (f64, f64), pace: &Pace) {
        let (median, deviation) = past;
        let error = |expected: f64| (value - expected).abs().min(WORST * deviation);
        let [day, week, _] = self.now;
        let weight = 2.0 / (pace.day() as f64 + 1.0);
        // One point a day has a week and no time of day.
        let of_day = if day.is_finite() { day } else { median };
        let by_week =
            self.weekdays[weekday(shown)].update(error(week), error(of_day), weight / 2.0);
        let calendar = if by_week && week.is_finite() { week } else { day };
        if let Some(period) = &mut self.period {
            let anchor =
                if self.calendar.won() && calendar.is_finite() { calendar } else { median };
            period.compare(anchor, error, pace);
        }
        self.calendar.update(error(calendar), error(median), weight);
    }

    // A period that is believed stays.
    fn look_for_a_period(&mut self, time: f64, value: f64) {
        let Some(finder) = &mut self.finder else { return };
        let Some(lap) = finder.learn(time, value) else { return };
        let stays = |period: &Period| period.is_believed() || period.is_like(lap);
        if self.period.as_ref().is_some_and(stays) || (lap / DAY - 1.0).abs() < DAYLIKE {
            return;
        }
        self.period = Some(Period::new(lap, finder));
        self.spoke[2] = false;
        (self.now[2], self.last[2]) = (f64::NAN, f64::NAN);
    }
}

fn weekday(shown: f64) -> usize {
    ((shown / DAY).floor() as i64).rem_euclid(7) as usize
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Zone;

    // What is expected at each hour of some weeks from 1970-01-01, a Thursday.
    fn told(weeks: usize, clock: &Clock, value: impl Fn(f64) -> f64) -> Vec<Expectation> {
        let (mut pace, design) = (Pace::new(), Design::default());
        let mut seasons = Seasons::new(HOUR, clock.clone(), &design);
        let told = |at: usize| {
            let time = at as f64 * HOUR;
            pace.tick(time);
            let expected = seasons.expected(time, 0.0);
            seasons.learn(time, value(clock.shown(time)), (0.0, 5.0), &pace);
            expected
        };
        (0..weeks * 168).map(told).collect()
    }

    const HOUR: f64 = 3_600.0;

    // The hour of the day, and nothing on the third and fourth day of each week.
    fn works(shown: f64) -> f64 {
        let day = (shown / DAY).floor().rem_euclid(7.0);
        if day == 2.0 || day == 3.0 { 0.0 } else { (shown.rem_euclid(DAY) / HOUR).floor() }
    }

    #[test]
    fn the_week_speaks_on_the_third_of_the_days_that_differ() {
        let told = told(4, &Clock::default(), works);
        let noon = |day: usize| told[day * 24 + 12];
        assert_eq!((noon(4).value, noon(4).lap), (6.0, DAY));
        assert_eq!((noon(9).value, noon(9).lap), (12.0, DAY));
        assert_eq!((noon(16).value, noon(16).lap), (0.0, WEEK));
        assert_eq!((noon(18).value, noon(18).lap), (12.0, DAY));
    }

    #[test]
    fn hours_are_those_that_the_clock_shows() {
        let change = 10.0 * DAY;
        let offsets = vec![(0.0, 0), (change, 7_200)];
        let told = told(2, &Clock::of(Zone { name: String::new(), offsets }), |shown| {
            (shown.rem_euclid(DAY) / HOUR).floor()
        });
        assert_eq!((told[9 * 24 + 12].value, told[11 * 24 + 12].value), (12.0, 14.0));
    }
}
