//! The next value as the last ones foretell it.

/// How much of the last step is expected to repeat.
const MOMENTUM: f64 = 0.9;
/// Weight of the newest error in the running error of a forecast.
const NEWEST: f64 = 0.01;
/// An error counts as at most so many times the running one: one outlier must not unseat a forecast.
const MOST: f64 = 5.0;

/// Three simple forecasts, of which the one that erred least is believed: the value stays; the last
/// step repeats, a little smaller; the value moves as it did at this time of day before.
#[derive(Debug, Clone)]
pub(super) struct Surprise {
    last: [f64; 2],
    errors: [f64; 3],
}

impl Surprise {
    pub(super) fn new() -> Self {
        Self { last: [f64::NAN; 2], errors: [0.0; 3] }
    }

    /// Value minus forecast; NaN before the third value. `season` is by how much the season expects it
    /// to move, NaN where there is none.
    pub(super) fn residual(&mut self, value: f64, season: f64) -> f64 {
        let [before, last] = self.last;
        let forecasts = [last, last + MOMENTUM * (last - before), last + season];
        self.last = [last, value];
        if before.is_nan() {
            return f64::NAN;
        }
        let best = self.best(&forecasts);
        for (error, forecast) in self.errors.iter_mut().zip(forecasts) {
            *error = running(*error, (value - forecast).abs());
        }
        value - forecasts[best]
    }

    fn best(&self, forecasts: &[f64; 3]) -> usize {
        let better = |best: usize, at: usize| {
            let known = forecasts[at].is_finite();
            if known && self.errors[at] < self.errors[best] { at } else { best }
        };
        (1..forecasts.len()).fold(0, better)
    }
}

// Without a forecast the error is infinite, so that the first one that follows starts it anew.
fn running(error: f64, new: f64) -> f64 {
    if !new.is_finite() {
        return f64::INFINITY;
    }
    if error.is_infinite() {
        return new;
    }
    let most = if error > 0.0 { MOST * error } else { f64::INFINITY };
    error + NEWEST * (new.min(most) - error)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_forecast_that_errs_least_is_believed() {
        let mut surprise = Surprise::new();
        let mut ramp = |at: u32| surprise.residual(f64::from(at), f64::NAN);
        assert!(ramp(0).is_nan() && ramp(1).is_nan());
        let late = (2..50).map(&mut ramp).last().expect("some");
        assert!((late - 0.1).abs() < 1e-9, "{late}");
    }

    #[test]
    fn a_season_foretells_its_own_steps() {
        let season = |at: u32| f64::from(at % 10) * 5.0;
        let mut surprise = Surprise::new();
        let late = (0..200)
            .map(|at| surprise.residual(100.0 + season(at), season(at) - season(at + 9)))
            .last();
        assert_eq!(late, Some(0.0));
    }
}
