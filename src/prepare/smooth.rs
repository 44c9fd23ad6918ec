//! Smoothing over time.

use super::pace::Pace;
use super::window::{Mean, Median, Window};
use super::{Step, each, span};
use crate::model::{About, Field, FieldKind, Samples, Series, Values};

/// What it says of itself.
pub static ABOUT: About = About {
    id: "smooth",
    title: "Smoothing",
    sentence: "The mean (or median) of the values within so long a time up to each point.",
    reference: "Trailing moving average and running median, over time",
    fields: FIELDS,
};

/// Entry of the catalogue.
pub static ENTRY: Smooth = Smooth;

const FIELDS: &[Field] = &[
    span::field("How far back the values reach."),
    Field {
        name: "figure",
        title: "Figure",
        help: "What becomes of the values.",
        unit: "",
        kind: FieldKind::Choice(&[("mean", "Mean"), ("median", "Median")]),
    },
];

/// `smooth 15m` or `smooth 15m median`: over the values later than so long before each point, up to
/// and with the point's own.
///
/// Gaps do not count, and a gap stays one. Where the window holds fewer than half of the values that
/// it has room for, at the start and after a pause, there is a gap too: a mean of few is no smooth
/// value. Unit: as before. Cost: O(1) a point, of the median O(log window).
#[derive(Debug)]
pub struct Smooth;

impl Step for Smooth {
    fn about(&self) -> About {
        ABOUT
    }

    fn run(&self, series: &mut Vec<Series>, settings: &Values) -> Result<(), String> {
        let span = span::given(settings);
        if settings.choice(FIELDS, "figure") == "median" {
            each(series, |samples| smoothed(samples, span, &mut Median::default()));
        } else {
            each(series, |samples| smoothed(samples, span, &mut Mean::default()));
        }
        Ok(())
    }
}

fn smoothed(samples: Samples<'_>, span: f64, window: &mut dyn Window) -> Vec<f64> {
    let Samples { times, values } = samples;
    let mut pace = Pace::new();
    let (mut start, mut count) = (0, 0);
    let mut smooth = Vec::with_capacity(values.len());
    for (at, (time, value)) in times.iter().zip(values).enumerate() {
        let room = span / pace.tick(*time);
        count += usize::from(!value.is_nan());
        while start < at && times[start] <= time - span {
            count -= usize::from(!values[start].is_nan());
            start += 1;
        }
        window.push(values, at, start);
        let enough = 2.0 * count as f64 >= room;
        smooth.push(if value.is_nan() || !enough { f64::NAN } else { window.figure(count) });
    }
    smooth
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stats::rng::Stream;

    // Uneven times, gaps and ties, against a plain look at every window.
    #[test]
    fn the_window_holds_what_is_within_it() {
        let stream = Stream::new(3, 0);
        let uniform = |at: i64| stream.normal(at).abs();
        let (mut times, mut time) = (Vec::new(), 0.0);
        for at in 0..800 {
            time += if at % 97 == 96 { 300.0 } else { 1.0 + 9.0 * uniform(at) };
            times.push(time);
        }
        let value = |at: i64| match at % 11 {
            3 => f64::NAN,
            5 => 2.0,
            _ => stream.normal(10_000 + at) * if at == 400 { 1e12 } else { 1.0 },
        };
        let values: Vec<f64> = (0..800).map(value).collect();
        let samples = Samples { times: &times, values: &values };
        for span in [5.0, 60.0, 900.0] {
            let mean = smoothed(samples, span, &mut Mean::default());
            let median = smoothed(samples, span, &mut Median::default());
            for at in 0..800 {
                let is_in = |place: &usize| times[*place] > times[at] - span;
                let mut inside: Vec<f64> = (0..=at).filter(is_in).map(|at| values[at]).collect();
                inside.retain(|value| !value.is_nan());
                assert_eq!(mean[at].is_nan(), median[at].is_nan());
                assert!(!values[at].is_nan() || mean[at].is_nan(), "a gap stays one");
                if mean[at].is_nan() {
                    continue;
                }
                inside.sort_by(f64::total_cmp);
                let half = inside.len() / 2;
                let expected = if inside.len() % 2 == 1 {
                    inside[half]
                } else {
                    f64::midpoint(inside[half - 1], inside[half])
                };
                assert_eq!(median[at], expected, "{span} at {at}");
                let size = inside.iter().fold(1.0, |most: f64, value| most.max(value.abs()));
                let expected = inside.iter().sum::<f64>() / inside.len() as f64;
                assert!((mean[at] - expected).abs() <= 1e-12 * size, "{span} at {at}");
            }
        }
    }

    #[test]
    fn few_values_are_not_smooth_and_equal_ones_are_exact() {
        let times: Vec<f64> =
            (0..30).map(|at| f64::from(at + if at < 20 { 0 } else { 50 })).collect();
        let mut values = vec![0.1; 30];
        values[20] = 1e9;
        let got = smoothed(Samples { times: &times, values: &values }, 8.0, &mut Mean::default());
        let gaps: Vec<usize> = (0..30).filter(|at| got[*at].is_nan()).collect();
        assert_eq!(gaps, [0, 1, 2, 20, 21, 22], "half of a window must be there");
        assert!(got[3..20].iter().chain(&got[28..]).all(|value| *value == 0.1));
    }
}
