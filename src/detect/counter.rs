//! Counters become rates.

use crate::model::SeriesKind;

/// Values that tell a counter from a gauge.
const FIRST: usize = 20;
/// Of their steps, at least so many must rise.
const RISES: usize = 10;
/// A counter that falls to more than this share of what it was did not start anew: it is a gauge.
const RESET: f64 = 0.5;

/// What the values of a series are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Nature {
    /// Too few values to know.
    Unknown,
    /// They are what they are.
    Gauge,
    /// They only rise, but for restarts: their rate is what matters.
    Counter,
}

/// Tells counters from gauges by the first values, and turns the former into rates.
#[derive(Debug, Clone)]
pub struct Counter {
    nature: Nature,
    seen: usize,
    rises: usize,
    last: f64,
    time: f64,
}

impl Counter {
    /// Of a series of which nothing is known but the kind that it claims to be of, if any.
    pub fn new(kind: Option<SeriesKind>) -> Self {
        let nature = match kind {
            None => Nature::Unknown,
            Some(SeriesKind::Counter) => Nature::Counter,
            Some(_) => Nature::Gauge,
        };
        Self { nature, seen: 0, rises: 0, last: f64::NAN, time: f64::NAN }
    }

    /// What its values are, as far as is known.
    pub fn nature(&self) -> Nature {
        self.nature
    }

    /// Forgets the former value: the next one has no rate.
    pub(super) fn interrupt(&mut self) {
        (self.last, self.time) = (f64::NAN, f64::NAN);
    }

    /// The value to be judged: for a counter the rate per second since the former value, counted
    /// from 0 after a restart (as PromQL's `rate` does); NaN where there is none.
    pub fn take(&mut self, time: f64, value: f64) -> f64 {
        let (last, interval) = (self.last, time - self.time);
        (self.last, self.time) = (value, time);
        match self.nature {
            Nature::Unknown => self.decide(value, last),
            Nature::Counter if contradicts(last, value) => {
                self.nature = Nature::Gauge;
            }
            _ => {}
        }
        if self.nature != Nature::Counter {
            return value;
        }
        let rise = if value < last { value } else { value - last };
        if interval > 0.0 { rise / interval } else { f64::NAN }
    }

    fn decide(&mut self, value: f64, last: f64) {
        self.seen += 1;
        self.rises += usize::from(value > last);
        if value < last || value < 0.0 {
            self.nature = Nature::Gauge;
        } else if self.seen == FIRST {
            self.nature = if self.rises >= RISES { Nature::Counter } else { Nature::Gauge };
        }
    }
}

/// Whether a fall is none that a counter makes when it starts anew.
pub fn contradicts(last: f64, value: f64) -> bool {
    value < last && RESET * last < value
}

#[cfg(test)]
mod tests {
    use super::*;

    fn taken(values: impl Iterator<Item = f64>) -> (Vec<f64>, Nature) {
        let mut counter = Counter::new(None);
        let taken = values.enumerate().map(|(at, value)| counter.take(at as f64 * 10.0, value));
        (taken.collect(), counter.nature())
    }

    #[test]
    fn what_only_rises_becomes_a_rate_and_a_restart_counts_from_nothing() {
        let values = (0..30).map(|at| f64::from(if at < 25 { 50 * at } else { 50 * (at - 24) }));
        let (rates, nature) = taken(values);
        assert_eq!((nature, rates[18]), (Nature::Counter, 900.0));
        assert_eq!(rates[19..], [5.0; 11]);
    }

    #[test]
    fn what_falls_a_little_is_a_gauge() {
        let (values, nature) = taken([5.0, 6.0, 5.5].into_iter());
        assert_eq!((nature, values), (Nature::Gauge, vec![5.0, 6.0, 5.5]));
        let (values, nature) =
            taken((0..40).map(|at| f64::from(if at < 30 { at } else { 59 - at })));
        assert_eq!((nature, values[39]), (Nature::Gauge, 20.0));
        assert_eq!(taken([7.0; 30].into_iter()).1, Nature::Gauge);
    }

    #[test]
    fn what_a_series_claims_to_be_holds_until_its_values_say_otherwise() {
        let take = |kind, values: &[f64]| {
            let mut counter = Counter::new(Some(kind));
            let each = values.iter().zip(0..);
            let taken: Vec<f64> =
                each.map(|(value, at)| counter.take(f64::from(at) * 10.0, *value)).collect();
            (format!("{taken:?}"), counter.nature())
        };
        let rates = ("[NaN, 1.0, 2.0]".to_owned(), Nature::Counter);
        assert_eq!(take(SeriesKind::Counter, &[5.0, 15.0, 35.0]), rates);
        assert_eq!(
            take(SeriesKind::Counter, &[20.0, 15.0]),
            ("[NaN, 15.0]".to_owned(), Nature::Gauge)
        );
        let rising: Vec<f64> = (0..40).map(f64::from).collect();
        assert_eq!(take(SeriesKind::Latency, &rising), (format!("{rising:?}"), Nature::Gauge));
    }
}
