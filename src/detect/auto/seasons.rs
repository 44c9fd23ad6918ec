//! What to expect by the seasons of a series: of its day, of its week, of a period of its own.

use super::contest::Contest;
use super::design::Design;
use super::period::Finder;
use super::season::Season;
use super::track::running;
use crate::detect::pace::Pace;
use crate::model::Clock;

const DAY: f64 = 86_400.0;
const WEEK: f64 = 7.0 * DAY;
/// Times closer together than this, in seconds, are one: of the day, and of the week.
const DAY_BIN: f64 = 300.0;
const WEEK_BIN: f64 = 1_200.0;
/// Laps that are looked back on: of the day, of the week, of a period found.
const DAYS: usize = 7;
const WEEKS: usize = 3;
const PERIODS: usize = 4;
/// A period has at most so many bins.
const PERIOD_BINS: f64 = 256.0;
/// Fewer earlier laps than this are no season.
const FEWEST: usize = 2;
/// Errors by week, or by a period, below this share of those by day let it take over; above the other
/// the day is back.
const TAKES_OVER: f64 = 0.8;
const BACK: f64 = 1.0;
/// The same for a season against no season at all.
pub(super) const BELIEVED: f64 = 0.5;
pub(super) const DOUBTED: f64 = 0.8;
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
    /// Whether this season speaks for the first time: errors of others say nothing about its own.
    pub first: bool,
}

impl Expectation {
    /// Of a series without a season.
    pub(super) const NONE: Self = Self { value: f64::NAN, step: f64::NAN, lap: f64::NAN, first: false };
}

/// Three seasons, of which the one that erred least speaks: day and week follow a clock on the wall,
/// the period found follows none. 22 kB at most.
#[derive(Debug, Clone)]
pub(super) struct Seasons {
    clock: Clock,
    day: Season,
    week: Option<Season>,
    // Whether the week foretells this day of the week better than the day does.
    weekdays: [Contest; 7],
    finder: Option<Finder>,
    found: Option<Season>,
    // Whether it foretells more than day and week do, and more than where the series was of late.
    period: Contest,
    rhythm: Contest,
    level: f64,
    // What day, week and period expect of this point and expected of the last.
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
            finder: design.period.then(|| Finder::new(step)),
            found: None,
            period: Contest::new(TAKES_OVER, BACK),
            rhythm: Contest::new(BELIEVED, DOUBTED),
            level: f64::NAN,
            now: [f64::NAN; 3],
            last: [f64::NAN; 3],
            // The day is there from the begin.
            spoke: [true, false, false],
        }
    }

    /// What is expected at a moment, which must not lie before those that were learnt. Cost: O(1).
    pub(super) fn expected(&mut self, time: f64) -> Expectation {
        let shown = self.clock.shown(time);
        let (day, days) = self.day.expected(shown);
        let of_week = |week: &Season| week.expected(shown);
        let (week, weeks) = self.week.as_ref().map_or((f64::NAN, 0), of_week);
        let (found, periods) =
            self.found.as_ref().map_or((f64::NAN, 0), |found| found.expected(time));
        let known = |value: f64, laps: usize| if laps < FEWEST { f64::NAN } else { value };
        // One week is enough to be compared.
        self.now = [known(day, days), week, known(found, periods)];
        let by_week = weeks >= FEWEST && self.weekdays[weekday(shown)].won();
        let by_period = self.by_period() && self.now[2].is_finite();
        let speaks = if by_period { 2 } else { usize::from(by_week) };
        let lap = match (&self.found, speaks) {
            (Some(found), 2) => found.lap(),
            (_, 1) => WEEK,
            _ => DAY,
        };
        let first = !std::mem::replace(&mut self.spoke[speaks], true);
        let value = self.now[speaks];
        Expectation { value, step: value - self.last[speaks], lap, first }
    }

    /// Remembers a value; `median` and `deviation` are those of the long past, NaN while unknown.
    pub(super) fn learn(&mut self, time: f64, value: f64, past: (f64, f64), pace: &Pace) {
        self.compare(time, value, past, pace);
        let shown = self.clock.shown(time);
        self.day.learn(shown, value);
        if let Some(week) = &mut self.week {
            week.learn(shown, value);
        }
        if let Some(found) = &mut self.found {
            found.learn(time, value);
        }
        self.look_for_a_period(time, value);
        (self.last, self.now) = (self.now, [f64::NAN; 3]);
    }

    /// Bytes that it takes beside itself.
    pub(super) fn memory(&self) -> usize {
        let seasons = [Some(&self.day), self.week.as_ref(), self.found.as_ref()];
        seasons.into_iter().flatten().map(Season::memory).sum::<usize>()
            + self.finder.as_ref().map_or(0, Finder::memory)
    }

    fn compare(&mut self, time: f64, value: f64, (median, deviation): (f64, f64), pace: &Pace) {
        let error = |expected: f64| (value - expected).abs().min(WORST * deviation);
        let [day, week, found] = self.now;
        let weight = 2.0 / (pace.day() as f64 + 1.0);
        let contest = &mut self.weekdays[weekday(self.clock.shown(time))];
        let by_week = contest.update(error(week), error(day), weight);
        let calendar = if by_week && week.is_finite() { week } else { day };
        let holder = if calendar.is_finite() { calendar } else { median };
        if let Some(season) = &self.found {
            let lap = 1.0 / pace.points(season.lap(), 1) as f64;
            self.period.update(error(found), error(holder), weight.max(lap));
            self.rhythm.update(error(found), error(self.level), lap);
            self.level = running(self.level, value, lap);
        }
    }

    fn by_period(&self) -> bool {
        self.period.won() && self.rhythm.won()
    }

    // A period that speaks stays; another one must be found anew.
    fn look_for_a_period(&mut self, time: f64, value: f64) {
        let by_period = self.by_period();
        let Some(finder) = &mut self.finder else { return };
        let Some(period) = finder.learn(time, value) else { return };
        let same = |season: &Season| (season.lap() / period - 1.0).abs() < SAME;
        if by_period || (period / DAY - 1.0).abs() < SAME {
            return;
        }
        if self.found.as_ref().is_some_and(same) {
            return;
        }
        let mut season = Season::new(period, PERIODS, finder.step().max(period / PERIOD_BINS));
        finder.replay(|time, value| season.learn(time, value));
        self.found = Some(season);
        self.period = Contest::new(TAKES_OVER, BACK);
        self.rhythm = Contest::new(BELIEVED, DOUBTED);
        self.level = f64::NAN;
        self.spoke[2] = false;
        (self.now[2], self.last[2]) = (f64::NAN, f64::NAN);
    }
}

/// Periods closer together than this share are one.
const SAME: f64 = 0.03;

fn weekday(shown: f64) -> usize {
    ((shown / DAY).floor() as i64).rem_euclid(7) as usize
}
